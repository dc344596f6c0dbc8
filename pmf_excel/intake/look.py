"""Files looked at twice: a glance at each, which tells copies apart, then the one full reading, here or in another process.

No more than a few files are ever held at a time: after the glance the bytes are let go, and read again when their turn comes.
The full reading is a step from bytes to a value, so that whoever does it needs no folder: see ``pmf_excel/workers.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pmf_excel.excel import package, stamp
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.parts import Unreadable
from pmf_excel.files import sha256_of
from pmf_excel.intake.scan import Found
from pmf_excel.returns.parts import with_words
from pmf_excel.returns.read import Questions, ReturnRead, read_return
from pmf_excel.workers import Shared, Workers, hired, worth

#: How many files another process must be given to be worth its start (bench/collecting.py).
MANY = 100

#: The layout of the monthly return, under "", and that of each yearly form.
Layouts = Mapping[str, Layout]


class Changed(Exception):
    """A file is no longer what it was at the first glance."""


@dataclass(frozen=True)
class Glance:
    """A file at the first glance: its hash, the code that its properties tell, or in a word why it is no workbook."""

    file: Found
    sha256: str
    code: stamp.Code | None
    trouble: str

    def data(self) -> bytes:
        """The bytes, read again where they were let go.

        Raises Changed when they are others by now, or gone.
        """
        if self.file.data is not None:
            return self.file.data
        try:
            data = self.file.path.read_bytes() if self.file.path else b""
        except OSError as why:
            raise Changed from why
        if sha256_of(data) != self.sha256:
            raise Changed
        return data


def glance(file: Found) -> Glance:
    """Glance at a file; whatever is in it, nothing is raised."""
    if file.data is None:
        return Glance(file, "", None, file.trouble)
    sha, kept = sha256_of(file.data), replace(file, data=None) if file.path else file
    try:
        code = stamp.guess(*package.said_of(file.data)) or _agreed(stamp.marks(package.read(file.data)))
        return Glance(kept, sha, code, "")
    except Unreadable as why:
        return Glance(kept, sha, None, why.kind)
    except Exception as why:  # whatever one file does, the others go on
        return Glance(kept, sha, None, _fault(why))


def candidates(glances: Iterable[Glance]) -> list[list[Glance]]:
    """Different files that are copies of one return; a marked-up copy and the return itself are two copies of one."""
    by_code: dict[stamp.Code, dict[str, Glance]] = {}
    for one in glances:
        if one.code is not None:
            by_code.setdefault(replace(one.code, puts_right=0), {}).setdefault(one.sha256, one)
    return [list(copies.values()) for copies in by_code.values() if len(copies) > 1]


@dataclass(frozen=True)
class Task:
    """A file to be read in full: with what its return was asked, its layout and the version of that, as far as its code tells.

    ``form`` is the yearly form that it is of; nothing for the monthly return.
    """

    glance: Glance
    questions: Questions | None = None
    version: str = ""
    form: str = ""


@dataclass(frozen=True)
class Look:
    """A file read in full: its marks and what else it carries, in a word why it cannot be read, and what its return says.

    ``data`` are the bytes that were read; ``fault`` is ours.
    """

    glance: Glance
    marks: Mapping[str, stamp.Code]
    trouble: str = ""
    remarks: tuple[str, ...] = ()
    read: ReturnRead | None = None
    fault: str = ""
    data: bytes | None = None

    @property
    def file(self) -> Found:
        """The file."""
        return self.glance.file

    @property
    def code(self) -> stamp.Code | None:
        """The return's code, when its marks agree on one."""
        return _agreed(self.marks)


@dataclass(frozen=True)
class Reading:
    """All that a full reading needs: what is to be read, its bytes (nothing where they are others by now), the layouts, the day."""

    task: Task
    data: bytes | None
    layouts: Shared[Layouts]
    today: date


def look(job: Reading) -> Look:
    """Read a file in full; whatever is in it, nothing is raised. Its bytes do not go back with what was found."""
    one, task = job.task.glance, job.task
    if one.trouble or job.data is None:
        return Look(one, {}, one.trouble or "changing")
    try:
        workbook = package.read(job.data)
        marks = stamp.marks(workbook)
    except Unreadable as why:
        return Look(one, {}, why.kind)
    except Exception as why:  # whatever one file does, the others go on
        return Look(one, {}, _fault(why))
    found = Look(one, marks, "", workbook.remarks)
    if task.questions is None or _agreed(marks) != one.code:
        return found
    try:
        return replace(found, read=read_as_asked(workbook, one.file.name, job.layouts.thing, task, job.today))
    except Exception as why:
        return replace(found, fault=f"{type(why).__name__}: {why}")


def read_as_asked(workbook: package.Workbook, name: str, layouts: Layouts, task: Task, today: date) -> ReturnRead:
    """A return read as its form was when it was asked."""
    assert task.questions is not None
    own = with_words(layouts[task.form], task.questions.yardsticks).as_of(task.version)
    return read_return(workbook, name, own, task.questions, today)


def looks(
    tasks: Iterable[Task], count: int, layouts: Layouts, today: date, jobs: int = 0, workers: Workers | None = None
) -> Iterator[Look]:
    """Read files in full, in their order: by ``workers`` where there are some, or else by so many processes of their own.

    Where ``jobs`` is 0, by as many as are worth it for this ``count``.
    """
    if workers is None:
        with hired(jobs or worth(count, MANY)) as own:
            yield from looks(tasks, count, layouts, today, jobs, own)
        return
    shared: Shared[Layouts] = Shared.of(dict(layouts))
    for job, found in workers.each(look, (Reading(task, _bytes(task.glance), shared, today) for task in tasks)):
        yield replace(found, data=job.data)


def _bytes(one: Glance) -> bytes | None:
    """A file's bytes; nothing when there are none to be read, or they are others by now."""
    try:
        return None if one.trouble else one.data()
    except Changed:
        return None


def _agreed(marks: Mapping[str, stamp.Code]) -> stamp.Code | None:
    codes = set(marks.values())
    return next(iter(codes)) if len(codes) == 1 else None


def _fault(why: Exception) -> str:
    return f"fault {type(why).__name__}: {why}"
