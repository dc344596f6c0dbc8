"""A batch of odd returns collected together with two good ones, and everything that is seen of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmf_excel.framework.periods import month
from tests.odd.council import found, service_code
from tests.odd.edits import Return, filled
from tests.odd.variant import Variant

ROOT = Path(__file__).resolve().parents[2]
ISSUED, COLLECTED = datetime(2014, 7, 1, 9, tzinfo=UTC), datetime(2014, 7, 10, 17, tzinfo=UTC)
ARRIVED = (COLLECTED - timedelta(hours=8)).timestamp()
#: How many odd returns are collected together; two more services send good ones.
SIZE = 40
GOOD_FILES = ("good 1.xlsx", "good 2.xlsx")


@dataclass(frozen=True)
class Seen:
    """What was seen of a batch: every collection of it, and whether the inbox was left as it was by each stage."""

    runs: list[dict[str, Any]]
    services: Mapping[str, str]
    untouched: list[bool]
    folder: Path

    def reports(self, name: str, run: int) -> dict[str, dict[str, Any]]:
        """What became of a variant's files in a collection, by their names in its folder."""
        inside = f"{name}/"
        return {r["file"].removeprefix(inside): r for r in self.runs[run]["reports"] if r["file"].startswith(inside)}

    def stands(self, name: str, run: int) -> dict[str, str]:
        """Where the measures of a variant's service stand after a collection, by the last letter of their codes."""
        service = self.services[name]
        return {code[len(service) :]: at for code, at in self.runs[run]["figures"].items() if code.startswith(service)}


@dataclass(frozen=True)
class Issued:
    """A workspace with its round issued, and each service's return."""

    folder: Path
    returns: Mapping[str, Return]


def issue(folder: Path) -> Issued:
    """Issue the round of a council with as many services as a batch needs."""
    workspace = found(folder, SIZE + 2)
    blanks = {one.issued.service: one.data for one in workspace.issue(month(2014, 6), ISSUED)}
    neighbour = filled(blanks[service_code(SIZE)])
    return Issued(folder, {code: Return(code, blank, filled(blank), neighbour) for code, blank in blanks.items()})


def arrange(inbox: Path, files: Mapping[str | bytes, Any]) -> None:
    """Put a stage's files into a folder of the inbox, long arrived; what makes itself is left as it made itself."""
    inbox.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = Path(os.fsdecode(name)) if isinstance(name, bytes) else Path(name)
        path = inbox / path
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        elif isinstance(content, bytes):
            path.write_bytes(content)
            os.utime(path, (ARRIVED, ARRIVED))
        else:
            content(path)


def photograph(inbox: Path) -> dict[bytes, tuple[Any, ...]]:
    """Everything that can be seen of a folder: names, kinds, sizes, moments, links and bytes."""
    seen: dict[bytes, tuple[Any, ...]] = {}
    for folder, folders, names in os.walk(inbox, followlinks=False):
        for path in (Path(folder, name) for name in (*folders, *names)):
            state = path.lstat()
            own: object = path.readlink() if path.is_symlink() else None
            if own is None and path.is_file() and state.st_size < 2**26:
                own = path.read_bytes()
            seen[os.fsencode(path)] = (state.st_mode, state.st_size, state.st_mtime_ns, own)
    return seen


def collect(issued: Issued, folder: Path, variants: Sequence[Variant]) -> Seen:
    """Collect a batch: each stage once, and the last one twice."""
    assert len(variants) <= SIZE
    shutil.copytree(issued.folder, folder)
    inbox = folder / "inbox"
    services = {variant.name: service_code(n) for n, variant in enumerate(variants)}
    made = {variant.name: list(variant.stages(issued.returns[services[variant.name]])) for variant in variants}
    arrange(inbox, {name: issued.returns[service_code(SIZE + n)].data for n, name in enumerate(GOOD_FILES)})
    last = max(len(stages) for stages in made.values())
    runs: list[dict[str, Any]] = []
    untouched = []
    for stage in range(last):
        for name, stages in made.items():
            if stage < len(stages):
                arrange(inbox / name, stages[stage])
        before = photograph(inbox)
        runs += run(folder, COLLECTED + timedelta(hours=stage), 2 if stage == last - 1 else 1)
        untouched.append(photograph(inbox) == before)
    return Seen(runs, services, untouched, folder)


def run(folder: Path, at: datetime, runs: int) -> list[dict[str, Any]]:
    """Collect in a process of its own; when it dies or hangs, say after which file."""
    out = folder.with_name(f"{folder.name}.json")
    command = [sys.executable, "-P", str(ROOT / "tests/odd/run.py"), str(folder), at.isoformat(), str(runs), str(out)]
    try:
        done = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired as hung:
        raise AssertionError(f"collecting hung; looked at last: {(hung.stdout or b'')[-300:]!r}") from hung
    assert done.returncode == 0, (
        f"collecting ended with {done.returncode} after {done.stdout[-300:]}\n{done.stderr[-3000:]}"
    )
    told: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return told


@lru_cache(maxsize=1)
def themes() -> Mapping[str, Sequence[Variant]]:
    """The batches by their names: those that arrive at once by theme, so many at a time, and those that arrive in stages."""
    from tests.odd import THEMES

    batches: dict[str, list[Variant]] = {}
    for theme, every in THEMES.items():
        for name, some in (
            (theme, [one for one in every if not one.many]),
            (f"{theme} in turn", [one for one in every if one.many]),
        ):
            for start in range(0, len(some), SIZE):
                batches[f"{name} {start // SIZE + 1}"] = some[start : start + SIZE]
    return batches
