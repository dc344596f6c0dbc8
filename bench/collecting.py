"""How long collecting takes: many typical returns, beside a bare openpyxl load of the same files, by one process and by two.

Run as ``python bench/collecting.py [HOW MANY]`` (600 unless told). It prints files per second, ratios, and the memory at the end
of a few and of many, and ends with 1 when a limit below is missed. Every return is of a service and month of its own, filled in as
a service does it: nearly all of it right. openpyxl is timed on every tenth file, in between.
"""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

SERVICES = 60
#: How many times as fast as openpyxl's bare load alone, with everything that collecting does; what a second process must gain,
#: which is 1.5 for 600 files on a machine that does nothing else, and nothing below MANY files, where it is not held to;
#: how much more memory many may take than few, in megabytes.
LEAST_AGAINST_OPENPYXL, LEAST_GAIN, MANY, MOST_MEGABYTES = 1.2, 1.1, 400, 25


def answers(request: Any, layout: Any, chance: random.Random) -> dict[str, Any]:
    """What a service types into a return, by cell: on target mostly, with the words that are asked for; dates as dates."""
    from pmf_excel.framework.figures import Kind, day_of
    from pmf_excel.returns.live import in_parts
    from pmf_excel.returns.marking import row_key
    from pmf_excel.returns.read import key_of

    typed: dict[str, Any] = {}
    for asked in request.asked:
        key, terms = key_of(asked, request.round), asked.terms
        value = terms.target if terms.target is not None else Decimal(75)
        if in_parts(terms):
            typed |= {f"{key}|numerator": value * 2, f"{key}|denominator": Decimal(200)}
        else:
            given: Any = value
            if terms.kind is Kind.YES_NO:
                given = "Yes"
            elif terms.kind is Kind.DATE:
                given = day_of(value) if terms.target is not None else date(2014, 6, 20)
            typed[f"{key}|figure"] = given
        if terms.target is None or chance.random() < 0.2:
            typed[f"{key}|commentary"] = (
                f"Work of the period went as it was planned, with {chance.randint(2, 90)} cases."
            )
            typed |= {f"{key}|action": "Keep to the plan.", f"{key}|owner": "Service manager", f"{key}|action_due": date(2014, 12, 31)}  # fmt: skip
    for item in request.items:
        key = row_key(item.part, item.code, request.round.id)
        start = item.day("start")
        work = {"status": "Not started" if start and start > request.round.end else "On track", "note": "As planned."}
        rows = {
            "activities": work, "actions": work,
            "recommendations": {"percent": Decimal(60), "note": "Under way."},
            "risks": {"likelihood": layout.lists["@likelihood"][1], "impact": layout.lists["@impact"][1], "note": "Watched."},
            "budgets": {"actual": Decimal(12000), "forecast": Decimal(item.terms.get("budget") or 0), "note": "As planned."},
        }  # fmt: skip
        typed |= {f"{key}|{column}": value for column, value in rows[item.part].items()}
    signed = row_key("sign_off", "", "")
    named = {"name": "Somebody", "job_title": "Head of service", "on": date(2014, 7, 9), "agreed": "Yes"}
    return typed | {f"{signed}|{column}": value for column, value in named.items()}


def filled(job: tuple[Any, Any, Any, Path, int]) -> None:
    """Write one return as it comes back into the inbox."""
    from pmf_excel.excel.stamp import Code
    from pmf_excel.returns.build import build_return
    from pmf_excel.returns.marking import Marking
    from pmf_excel.returns.parts import with_words

    request, issued, press, path, number = job
    typed = answers(request, with_words(press.layout, request.yardsticks), random.Random(number))
    code = Code(issued.service, issued.round.id, issued.issue, issued.digest)
    path.write_bytes(build_return(request, code, press, marking=Marking(typed=typed)))


def council(folder: Path, count: int) -> Any:
    """A workspace whose inbox holds so many returns, over as many months as it takes."""
    from returns import founded

    from pmf_excel.framework.periods import month

    workspace = founded(folder, SERVICES)
    path = folder / "pmf.toml"
    text = path.read_text(encoding="utf-8")
    for kind in ("activities", "recommendations", "risks", "budgets"):
        text += f'\n{kind}_asked = "Monthly"'
    path.write_text(text + "\n", encoding="utf-8")
    workspace = type(workspace).open(folder)
    inbox = workspace.path("inbox")
    inbox.mkdir(exist_ok=True)
    made = 0
    for number in range(-(-count // SERVICES)):
        at = month(2014 + (4 + number) // 12, (4 + number) % 12 + 1)
        jobs = list(_issued(workspace, at))[: count - made]
        with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
            numbered = [(*job, inbox / f"{at.id} {n:03}.xlsx", made + n) for n, job in enumerate(jobs)]
            list(pool.map(filled, numbered, chunksize=4))
        made += len(jobs)
    return workspace


def _issued(workspace: Any, at: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Note a round in the ledger without making its files: what each of its returns is made from.

    Nothing is asked again for earlier rounds, though nothing of them has come yet: returns would grow and grow.
    """
    from pmf_excel import workspace as module

    jobs: list[Any] = []

    def noted(ready: Any, press: Any, writer: Any, *rest: Any) -> Any:
        for outgoing, request in ready:
            writer.add_issue(outgoing.issued, request.asked, request.items)
            jobs.append((request, outgoing.issued, press))
        return []

    with mock.patch.object(module, "issue", noted), mock.patch.object(module, "catch_up", lambda *_: []):
        workspace.issue(at, datetime(at.end.year, at.end.month, 28, 9, tzinfo=UTC))
    return iter(jobs)


def collected(folder: Path, jobs: int) -> tuple[float, float, float, int]:
    """Collect a copy of a workspace in a process of its own: seconds, processor's seconds, megabytes at most, rows taken."""
    copy = folder.with_name(f"{folder.name} {jobs}")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    done = subprocess.run(
        [sys.executable, __file__, "one", str(copy), str(jobs)], check=True, capture_output=True, text=True
    )
    seconds, processor, memory, taken = done.stdout.split()[-4:]
    shutil.rmtree(copy)
    return float(seconds), float(processor), float(memory), int(taken)


def one(folder: Path, jobs: int) -> None:
    """Collect, and print what it took."""
    import resource

    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    with mock.patch.object(Workspace, "mark_up", lambda *_: ({}, {})):  # measured as writing, in bench/returns.py
        begun = time.perf_counter()
        reports = workspace.collect(datetime(2016, 1, 10, 17, tzinfo=UTC), jobs=jobs)
        seconds = time.perf_counter() - begun
    bad = [r for r in reports if not r.taken_in]
    assert not bad, f"{bad[0].file}: {bad[0].problems[:1]}"
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(u.ru_utime + u.ru_stime for u in usage)
    print(seconds, processor, peak(), sum(report.taken for report in reports))


def peak() -> float:
    """The most memory that this process has had, in megabytes; what was before its program began does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def bare(files: list[Path]) -> float:
    """Seconds that openpyxl takes for a bare load of a file, on average."""
    import openpyxl

    total = 0.0
    for path in files:
        data = path.read_bytes()
        begun = time.perf_counter()
        openpyxl.load_workbook(io.BytesIO(data))
        total += time.perf_counter() - begun
    return total / len(files)


def main(count: int) -> int:
    """Measure, print, and say whether a limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few", Path(folder) / "many"
        council(few, max(20, count // 10))
        workspace = council(many, count)
        files = sorted(workspace.path("inbox").iterdir())
        load = bare(files[:: max(1, count // 60)])
        alone, processor, memory, taken = collected(many, 1)
        _, _, little, _ = collected(few, 1)
        two, _, _, same = collected(many, 2)
        load = (load + bare(files[1 :: max(1, count // 60)])) / 2
    assert taken == same
    ratio, gain, more = load * count / alone, alone / two, memory - little
    print(f"{count} returns of {taken // count} rows taken, collected in one command:")
    print(
        f"  one process      {count / alone:6.1f} files a second, {1000 * processor / count:.0f} ms of processor each"
    )
    print(
        f"  two processes    {count / two:6.1f} files a second, {gain:.2f} times as fast (at least {LEAST_GAIN} from {MANY} files on)"
    )
    print(
        f"  openpyxl alone   {1 / load:6.1f} bare loads a second: collecting is {ratio:.2f} times as fast (at least {LEAST_AGAINST_OPENPYXL})"
    )
    print(
        f"  memory           {memory:6.0f} MB at most, {more:.0f} MB more than for a tenth of them (at most {MOST_MEGABYTES})"
    )
    idle = count >= MANY and (os.cpu_count() or 1) > 1
    missed = ratio < LEAST_AGAINST_OPENPYXL or (idle and gain < LEAST_GAIN) or more > MOST_MEGABYTES
    return int(missed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 600))
