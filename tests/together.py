"""Two collectors started at the same moment, many times: ``python -m tests.together 50``.

Each time both see the same inbox. The ledger must come out as from one, row by row, and whoever did not get to write must have
been told, in plain words, who did.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import worlds
from tests.worlds import ROAD, Step

COLLECT = next(step for step in ROAD if step.name == "collect")
TOLD = re.compile(r"^ledger\.lock: another pmf is writing to this ledger \([^)]+, process \d+[^)]*\)\. Wait until")


def start(folder: Path, step: Step) -> subprocess.Popen[str]:
    """A step of the road as a process of its own, begun and not waited for."""
    return subprocess.Popen(
        [sys.executable, "-m", "pmf_excel", *step.words], cwd=folder, env=worlds.moment(step.at), text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(folder: Path, words: tuple[str, ...], at: str) -> tuple[int, str]:
    """Run pmf as a process of its own; its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pmf_excel", *words], cwd=folder, env=worlds.moment(at), text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def meet(road: Path, folder: Path) -> tuple[int, list[str]]:
    """Start two collectors together in a new workspace: how many were turned away, and what is wrong afterwards."""
    shutil.copytree(road / COLLECT.name / "before", folder)
    both = [start(folder, COLLECT) for _ in range(2)]
    said = [(*process.communicate(timeout=300), process.returncode) for process in both]
    away = [err for out, err, code in said if code == 1 and not out and TOLD.match(err)]
    wrong = [f"{code}: {out[:200]} {err[:300]}" for out, err, code in said if err not in away and (err or code != 1)]
    if len(away) == len(both):
        wrong.append("both were turned away")
    wrong += worlds.faults(folder, road / COLLECT.name / "after")
    return len(away), wrong


def main() -> None:
    """Let them meet as often as is said, and end with 1 if anything was lost or unclear."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory(prefix="pmf-together-") as base:
        road = Path(base, "road")
        worlds.walk(road, run, until=COLLECT)
        away, wrong = 0, []
        for number in range(times):
            turned, faults = meet(road, Path(base, f"{number}"))
            away += turned
            wrong += faults
    print(f"{times} times two collectors: {away} times one was told that the other is writing; {len(wrong)} faults")
    for one in wrong:
        print(f"  {one}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
