"""How long a return takes to write, beside the same content written by XlsxWriter itself; 60 of them; and their memory.

Run as ``python bench/returns.py``. It prints seconds and ratios, and ends with 1 when a limit below is missed. What XlsxWriter
is given is what our writer was given, call by call: the calls are noted while a return is built, and made again on a plain
workbook in memory. The files are compared before anything is timed.
"""

from __future__ import annotations

import io
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
MEASURES, ITEMS = 42, 14
FEW, SIXTY = 15, 60
ROUNDS = 9
#: Of XlsxWriter's time: our writing alone, and the whole build with every formula thought out.
MOST_WRITING, MOST_WHOLE = 0.5, 0.75
#: How many times as fast the command is with all processors as with one: reading the register and the ledger is done by one, and
#: on a machine that does other things there is little to gain. How much more memory many returns may take than few.
LEAST_GAIN, MOST_MEGABYTES = 0.7, 12


def founded(folder: Path, services: int) -> Any:
    """A council each of whose services has seven sheets of rows: measures, some still awaited from May, work and the rest."""
    from pmf_excel.founding import new_workspace
    from pmf_excel.shelves import REGISTER
    from pmf_excel.workspace import Workspace

    sys.path.insert(0, str(ROOT))
    from tests import everything

    chance = random.Random(1)
    rows: dict[str, list[dict[str, Any]]] = {
        "services": [{"code": f"S{n}", "name": f"Service {n}", "head": f"Head of Service {n}", "email": f"s{n}@council.example"} for n in range(1, services + 1)],
        "plan": [{"code": "P1", "name": "Safe places"}],
        "people": [{"role": "Policy officer", "job_title": "Policy officer", "telephone": "01632 960001", "email": "policy@council.example"}],
    }  # fmt: skip
    for service in [row["code"] for row in rows["services"]]:
        measures, targets, past = everything.measure_rows(chance, service, MEASURES)
        known = [row for row in past if row["period"] != "May 2014"]
        more = [("measures", measures), ("targets", targets), ("past", known)]
        for again in ("", "b"):
            items = everything.item_rows(chance, service, ITEMS)
            more += [(sheet, [{**row, "code": row["code"] + again} for row in made]) for sheet, made in items.items()]
        for sheet, made in more:
            rows.setdefault(sheet, []).extend(made)
    new_workspace(folder, "A Council")
    workspace = Workspace.open(folder)
    (folder / REGISTER).write_bytes(workspace.new_register(rows))
    return workspace


def issued(workspace: Any) -> list[Any]:
    """Issue May and June; gives what each of June's returns is made from."""
    from pmf_excel import workspace as module
    from pmf_excel.framework.periods import month
    from pmf_excel.returns.issue import issue

    jobs: list[Any] = []

    def noted(ready: Any, press: Any, *rest: Any) -> Any:
        jobs[:] = [(request, outgoing.issued, press) for outgoing, request in ready]
        return issue(ready, press, *rest)

    with mock.patch.object(module, "issue", noted):
        workspace.issue(month(2014, 5), datetime(2014, 6, 1, 9, tzinfo=UTC))
        workspace.issue(month(2014, 6), datetime(2014, 7, 1, 9, tzinfo=UTC))
    return jobs


@dataclass(frozen=True)
class Made:
    """In the arguments of a noted call: what an earlier call gave."""

    number: int


@dataclass(frozen=True)
class Call:
    """One call: of which object, which method, with what; and the number of what it gave."""

    of: int
    name: str
    args: Any
    options: Any
    made: int | None


@dataclass
class Record:
    """The outermost calls to the public methods of some classes, as they can be made again on others."""

    calls: list[Call] = field(default_factory=list)
    known: list[Any] = field(default_factory=list)
    depth: int = 0

    def noting(self, kind: type) -> type:
        """The class, with its public methods noted."""

        def wrap(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
            def call(one: Any, *args: Any, **options: Any) -> Any:
                outermost, self.depth = self.depth == 0, self.depth + 1
                try:
                    result = method(one, *args, **options)
                finally:
                    self.depth -= 1
                if outermost:
                    self.note(one, name, args, options, one if name == "__init__" else result)
                return result

            return call

        names = [name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))]
        return type(kind.__name__, (kind,), {name: wrap(name, getattr(kind, name)) for name in [*names, "__init__"]})

    def note(self, one: Any, name: str, args: Any, options: Any, result: Any) -> None:
        """Note a call, unless it gave again what an earlier one had given."""
        made = None
        if hasattr(result, "__dict__"):
            if self.number(result) is not None:
                return
            made = len(self.known)
            self.known.append(result)
        of = self.number(one)
        assert of is not None
        self.calls.append(Call(of, name, self.replaced(args), self.replaced(options), made))

    def number(self, value: Any) -> int | None:
        """The number of a thing that an earlier call gave."""
        return next((number for number, one in enumerate(self.known) if one is value), None)

    def replaced(self, value: Any) -> Any:
        """A value with a mark in place of what a noted call gave."""
        if isinstance(value, dict):
            return {key: self.replaced(one) for key, one in value.items() if key != "worksheet_class"}
        if isinstance(value, (tuple, list)):
            return type(value)(self.replaced(one) for one in value)
        number = self.number(value) if hasattr(value, "__dict__") else None
        return value if number is None else Made(number)

    def again(
        self, kind: Callable[..., Any], left_out: Callable[[Call], bool] = lambda call: False
    ) -> tuple[float, Any]:
        """Make the calls on a new object; gives the seconds, and what the last call gives.

        Sheets and formats are made first, so that putting them into the other calls' arguments is not counted.
        """
        first, rest = self.calls[0], [call for call in self.calls[1:] if not left_out(call)]
        made: dict[int, Any] = {}
        start = time.perf_counter()
        made[0] = kind(*first.args, **first.options)
        for call in rest:
            if call.made is not None:
                made[call.made] = getattr(made[call.of], call.name)(*call.args, **call.options)
        taken = time.perf_counter() - start

        def there(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: there(one) for key, one in value.items()}
            if isinstance(value, (tuple, list)):
                return type(value)(there(one) for one in value)
            return made[value.number] if isinstance(value, Made) else value

        ready = [(getattr(made[call.of], call.name), there(call.args), there(call.options)) for call in rest if call.made is None]  # fmt: skip
        result = None
        start = time.perf_counter()
        for method, args, options in ready:
            result = method(*args, **options)
        return taken + time.perf_counter() - start, result


def noted(build: Callable[[], bytes]) -> tuple[Record, Record]:
    """What a build asks of our writer, and what our writer asks of XlsxWriter."""
    from pmf_excel.excel import writer
    from pmf_excel.returns import build as returns

    ours, plain = Record(), Record()
    with (
        mock.patch.object(returns, "Book", ours.noting(writer.Book)),
        mock.patch.object(writer, "Page", ours.noting(writer.Page)),
        mock.patch.object(writer, "LockedWorkbook", plain.noting(writer.LockedWorkbook)),
        mock.patch.object(writer, "RenderedSheet", plain.noting(writer.RenderedSheet)),
    ):
        build()
    return ours, plain


def write_plain(record: Record, left_out: Callable[[Call], bool] = lambda call: False) -> tuple[float, bytes]:
    """Write what was noted with XlsxWriter as it comes."""
    import xlsxwriter

    data = io.BytesIO()
    taken, _ = record.again(lambda _, options: xlsxwriter.Workbook(data, options), left_out)
    return taken, data.getvalue()


def parts(data: bytes) -> dict[str, str]:
    """The parts of a workbook, without what plain XlsxWriter cannot say: the locked structure, growing rows, and the true extent."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: re.sub(r' customHeight="1"|<workbookProtection [^>]*>|<dimension [^>]*>', "", archive.read(name).decode("utf-8", "replace"))
            for name in archive.namelist()
        }  # fmt: skip


def writing(jobs: list[Any]) -> bool:
    """Time one return, beside XlsxWriter, in turns; gives whether the limits were kept."""
    from pmf_excel.excel.stamp import Code
    from pmf_excel.excel.writer import LAST_COLUMN, Book
    from pmf_excel.returns.build import build_return

    request, about, press = jobs[0]
    code = Code(about.service, about.round.id, about.issue, about.digest)

    def build() -> bytes:
        return build_return(request, code, press, about.at.replace(tzinfo=None))

    def to_the_end(call: Call) -> bool:
        """A format for all columns to the right: XlsxWriter handles 16,000 of them one by one, which few scripts ask of it."""
        return call.name == "set_column" and call.args[1] == LAST_COLUMN

    ours, plain = noted(build)
    whole = build()
    assert ours.again(Book)[1] == whole, "our calls made again give another workbook"
    same, theirs = parts(whole), parts(write_plain(plain)[1])
    assert same == theirs, f"XlsxWriter writes others: {[name for name in same if same[name] != theirs.get(name)]}"
    rows: list[tuple[float, ...]] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        build()
        rows.append((time.perf_counter() - start, ours.again(Book)[0], write_plain(plain)[0], write_plain(plain, to_the_end)[0]))  # fmt: skip
    built, alone, all_of_it, fair = (statistics.median(column) for column in zip(*rows, strict=True))
    of_writing, of_whole = (statistics.median(row[place] / row[3] for row in rows) for place in (1, 0))
    sheets = sum(1 for name in same if name.startswith("xl/worksheets/sheet"))
    print(
        f"One return of {request.size} rows on {sheets} sheets, {len(whole) / 1024:.0f} kB, median of {ROUNDS} rounds in turns:"
    )
    print(f"  XlsxWriter in memory, the same calls     {1000 * all_of_it:6.1f} ms")
    print(f"  without its 16,000 empty columns a sheet {1000 * fair:6.1f} ms, which is what ratios are of")
    print(
        f"  our writing of the same content          {1000 * alone:6.1f} ms, {of_writing:.2f} times (at most {MOST_WRITING})"
    )
    print(
        f"  the whole build, formulas and all        {1000 * built:6.1f} ms, {of_whole:.2f} times (at most {MOST_WHOLE})"
    )
    return of_writing <= MOST_WRITING and of_whole <= MOST_WHOLE


def rounds() -> tuple[list[Any], bool]:
    """Issue 60 returns with one process and with all, in turns; gives what they were made from, and whether more than one pays."""
    from pmf_excel.framework.periods import month

    every = os.cpu_count() or 1
    taken: dict[int, list[float]] = {1: [], every: []}
    with tempfile.TemporaryDirectory() as folder:
        workspace = founded(Path(folder) / "council", SIXTY)
        jobs = issued(workspace)
        for _ in range(2):
            for processes in taken:
                with mock.patch("os.cpu_count", lambda n=processes: n):
                    start = time.perf_counter()
                    workspace.issue(month(2014, 6), datetime(2014, 7, 1, 9, tzinfo=UTC), anew=True)
                    taken[processes].append(time.perf_counter() - start)
    one, all_ = min(taken[1]), min(taken[every])
    print(f"{SIXTY} returns in one command: {one:.1f} s with one process, {all_:.1f} s with {every}: {one / all_:.2f} times as fast (at least {LEAST_GAIN})")  # fmt: skip
    return jobs, every == 1 or one / all_ >= LEAST_GAIN


def held(process: int | str = "self") -> float:
    """The most memory a process has held so far, in MB.

    Linux keeps it; what getrusage says of a process is no less than what its parent held when it was started.
    """
    try:
        return (
            int(re.findall(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))[0]) / 1024
        )
    except (OSError, IndexError):
        import resource

        return (
            resource.getrusage(resource.RUSAGE_SELF if process == "self" else resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        )


def peak(folder: Path, count: int, processes: int) -> None:
    """Make so many returns, and print the peak in MB of this process, or of the largest that helped it."""
    import multiprocessing
    import pickle

    from pmf_excel.files import put_in_place
    from pmf_excel.returns import issue
    from pmf_excel.workers import Shared

    def job(number: int) -> Any:
        return pickle.loads((folder / f"{number}.job").read_bytes())

    helpers = [0.0]

    def look(name: str) -> None:
        helpers.extend(held(child.pid) for child in multiprocessing.active_children() if child.pid)

    if processes == 1:
        for number in range(count):
            request, about, press = job(number)
            put_in_place(folder / about.file, issue.write(issue.Writing(request, about, Shared.of(press))))
        print(held())
        return
    jobs = [job(number) for number in range(count)]
    wanted = [(issue.Outgoing(about, folder / about.file, request.size, True, 0, ()), request) for request, about, _ in jobs]  # fmt: skip
    with mock.patch("os.cpu_count", lambda: processes), mock.patch.object(issue, "MANY", 1):
        assert len(list(issue._built(wanted, jobs[0][2], look))) == count
    print(max(helpers))


def memory(jobs: list[Any]) -> bool:
    """Make few returns and many, each time in a new process; gives whether the peaks stay where they are."""
    import pickle

    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for number, job in enumerate(jobs):
            (Path(folder) / f"{number}.job").write_bytes(pickle.dumps(job))
        for processes in sorted({1, os.cpu_count() or 1}):
            peaks = []
            for count in (FEW, SIXTY):
                words = [sys.executable, __file__, folder, str(count), str(processes)]
                peaks.append(float(subprocess.run(words, capture_output=True, text=True, check=True).stdout))
            whose = "of one process" if processes == 1 else f"of the largest of {processes} processes"
            print(f"Peak memory {whose} making {FEW} and {SIXTY} returns: {peaks[0]:.0f} and {peaks[1]:.0f} MB (at most {MOST_MEGABYTES} more)")  # fmt: skip
            kept &= peaks[1] - peaks[0] <= MOST_MEGABYTES
    return kept


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        kept = [writing(issued(founded(Path(folder) / "council", 1)))]
    jobs, fast = rounds()
    kept += [fast, memory(jobs)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(peak(Path(sys.argv[1]), *map(int, sys.argv[2:])) or 0 if len(sys.argv) > 1 else main())
