"""Whatever stops the machine: pmf stopped at every call that changes a file, and run again.

``python -m tests.crash`` walks a small council's road, each step once for every such call and every way to be stopped there:
killed, the disk full from then on, that one call refused. After each, the step is run again undisturbed, and everything must be
as if nothing had happened: the ledger row by row, what status says, and every file byte for byte, with nothing left over.
"""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests import powercut, trace, worlds
from tests.trace import MODES, Point
from tests.worlds import ROAD, Step

#: Around these it matters most what has happened before and what not yet.
TELLING = ("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir")
#: A message names the file by its folder, or the ledger.
_NAMED = re.compile(
    r"(?:^|[/\n(])(?:ledger|archive|outgoing|queries|master|reports|backups|collected|of homes)\b[^\n]*: .*run the same command again"
)
STATUS = ("status", "--json")


@dataclass(frozen=True)
class Trial:
    """One step, stopped at one point in one way."""

    step: Step
    point: Point
    mode: str
    code: int
    said: str

    def __str__(self) -> str:
        return f"{self.step.name}: {self.mode} at {self.point.call} {self.point.number}: {self.point.line[:150]}"


def main() -> None:
    """Run the trials, print a table of them, and end with 1 if any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth call, and those that name files or take them away")  # fmt: skip
    parser.add_argument("--step", action="append", choices=[step.name for step in ROAD], help="only this step of the road")  # fmt: skip
    parser.add_argument("--mode", action="append", choices=MODES, help="only this way to be stopped")
    wanted = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # so that each run makes the same calls
        same = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
        os.execve(sys.executable, [sys.executable, "-m", "tests.crash", *sys.argv[1:]], same)
    refused = trace.why_not()
    if refused:
        print(f"Left out: {refused}")
        return
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="pmf-crash-", dir=fast if os.access(fast, os.W_OK) else None) as base:
        wrong = _all(Path(base), wanted.every, wanted.step or [step.name for step in ROAD], wanted.mode or MODES)
    sys.exit(bool(wrong))


def _all(base: Path, every: int, steps: list[str], modes: tuple[str, ...]) -> int:
    trace.load_all(_modules_of_the_road(base / "first"))
    said = worlds.walk(base / "road", trace.run)
    trials, wrong = [], []
    for step in (step for step in ROAD if step.name in steps):
        folder = _fresh(base, step)
        found = trace.points(folder, step.words, step.at)
        wrong += [f"{step.name}: {fault}" for fault in worlds.faults(folder, base / "road" / step.name / "after")]
        wrong += [f"{step.name}: power cut: {risk}" for risk in powercut.at_risk(found, str(folder))]
        chosen = [point for number, point in enumerate(found) if number % every == 0 or point.call in TELLING]
        trials += [Trial(step, point, mode, *said[step.name]) for point in chosen for mode in modes]
    count = Counter((trial.step.name, trial.mode) for trial in trials)
    with multiprocessing.get_context("fork").Pool(2, _in_place, (base,)) as pool:
        for trial, faults in zip(trials, pool.imap(_tried, trials, chunksize=4), strict=True):
            wrong += [f"{trial}\n      {fault}" for fault in faults]
    print(f"{'':16}" + "".join(f"{mode:>8}" for mode in modes))
    for name in steps:
        print(f"{name:16}" + "".join(f"{count[name, mode]:8}" for mode in modes))
    print(f"{len(trials)} trials, {len(wrong)} faults")
    for one in wrong:
        print(f"  {one}")
    return len(wrong)


def _modules_of_the_road(folder: Path) -> list[str]:
    """What pmf loads on its way, found out by a process of its own: here it is only loaded, nothing has been run yet."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def walk() -> None:
        worlds.walk(folder, _within)
        theirs.send([name for name in sys.modules if not name.startswith(("__", "tests"))])

    process = context.Process(target=walk)
    process.start()
    found: list[str] = ours.recv()
    process.join()
    shutil.rmtree(folder)
    return found


def _within(folder: Path, words: tuple[str, ...], at: str) -> tuple[int, str]:
    """Run pmf within this process."""
    from click.testing import CliRunner

    from pmf_excel.cli import pmf

    os.chdir(folder)
    os.environ["PMF_NOW"] = at
    done = CliRunner().invoke(pmf, list(words), catch_exceptions=False)
    return done.exit_code, done.output


_place = Path()


def _in_place(base: Path) -> None:
    """Give a process that tries a folder of its own; the names of all are equally long."""
    global _place
    _place = base / f"try{multiprocessing.current_process().name[-1]}"
    _place.mkdir()
    for folder in (base / "road").iterdir():
        (_place / "road").mkdir(exist_ok=True)
        (_place / "road" / folder.name).symlink_to(folder)


def _fresh(base: Path, step: Step) -> Path:
    """The workspace as it is before a step, in a place of its own."""
    folder = base / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base / "road" / step.name / "before", folder)
    return folder


def _tried(trial: Trial) -> list[str]:
    """Stop a step, run it again, and say what is wrong then."""
    step = trial.step
    before, after = _place / "road" / step.name / "before", _place / "road" / step.name / "after"
    folder = _fresh(_place, step)
    code, said = trace.stopped(folder, step.words, step.at, trial.point, trial.mode)
    wrong = _badly_stopped(trial, code, said)
    half = _as_left(folder)
    if half not in (worlds.rows(before / "ledger.db"), worlds.rows(after / "ledger.db")):
        wrong.append("the ledger stood between the old state and the new one")
    if code == 0 and half != worlds.rows(after / "ledger.db"):
        wrong.append("it said that all was well, and the ledger does not know of it")
    again, told = trace.run(folder, step.words, step.at)
    if again not in (0, trial.code) or "Traceback" in told or "pmf itself failed" in told:
        wrong.append(f"run again: {again} {told[-300:]}")
    wrong += [f"after it ran again: {fault}" for fault in worlds.faults(folder, after)]
    if trace.run(folder, STATUS, step.at) != _status(after, step.at):
        wrong.append("after it ran again: status says another thing")
    return wrong


@functools.cache
def _status(folder: Path, at: str) -> tuple[int, str]:
    return trace.run(folder, STATUS, at)


def _badly_stopped(trial: Trial, code: int, said: str) -> list[str]:
    """What is wrong with how a run ended: killed it says nothing; else, in plain words, which file it was and what to do."""
    if trial.mode == "kill":
        return [] if code == -9 else [f"it was not killed: {code} {said[-200:]}"]
    if (code, said) == (trial.code, trial.said):
        return []  # it could do without that call
    wrong = []
    if "Traceback" in said or "pmf itself failed" in said:
        wrong.append(f"said in no plain words: {said[-300:]}")
    elif not _NAMED.search(said):
        wrong.append(f"does not name the file and what to do: {said[-300:]}")
    return wrong if code == 1 else [*wrong, f"ended with {code}"]


def _as_left(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """The ledger's rows as they are found by whoever comes next, looked at in a copy."""
    aside = folder.with_name("aside")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for path in folder.glob("ledger.db*"):
        shutil.copyfile(path, aside / path.name)
    return worlds.rows(aside / "ledger.db")


if __name__ == "__main__":
    main()
