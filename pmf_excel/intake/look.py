"""Files looked at twice: a glance at each, which tells copies apart, then the one full reading, here or in another process.

No more than a few files are ever held at a time: after the glance the bytes are let go, and read again when their turn comes.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from pmf_excel.excel import package, stamp
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.parts import Unreadable
from pmf_excel.files import sha256_of
from pmf_excel.intake.scan import Found
from pmf_excel.returns.parts import with_words
from pmf_excel.returns.read import Questions, ReturnRead, read_return

#: How many files another process must be given to be worth its start (bench/collecting.py), and how many Windows allows.
MANY, _MOST = 100, 60
#: How many files each process has waiting for it.
_AHEAD = 4


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

    ``data`` are its bytes where it was read in this process; ``fault`` is ours.
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


def look(task: Task, layouts: Layouts, today: date) -> Look:
    """Read a file in full; whatever is in it, nothing is raised."""
    one = task.glance
    if one.trouble:
        return Look(one, {}, one.trouble)
    try:
        data = one.data()
        workbook = package.read(data)
        marks = stamp.marks(workbook)
    except Changed:
        return Look(one, {}, "changing")
    except Unreadable as why:
        return Look(one, {}, why.kind)
    except Exception as why:  # whatever one file does, the others go on
        return Look(one, {}, _fault(why))
    found = Look(one, marks, "", workbook.remarks, data=data)
    if task.questions is None or _agreed(marks) != one.code:
        return found
    try:
        return replace(found, read=read_as_asked(workbook, one.file.name, layouts, task, today))
    except Exception as why:
        return replace(found, fault=f"{type(why).__name__}: {why}")


def read_as_asked(workbook: package.Workbook, name: str, layouts: Layouts, task: Task, today: date) -> ReturnRead:
    """A return read as its form was when it was asked."""
    assert task.questions is not None
    own = with_words(layouts[task.form], task.questions.yardsticks).as_of(task.version)
    return read_return(workbook, name, own, task.questions, today)


def looks(tasks: Iterable[Task], count: int, layouts: Layouts, today: date, jobs: int = 0) -> Iterator[Look]:
    """Read files in full, in their order: by so many processes, or as many as are worth it where ``jobs`` is 0."""
    workers = min(jobs or min(os.cpu_count() or 1, count // MANY), _MOST)
    if workers < 2:
        for task in tasks:
            yield look(task, layouts, today)
        return
    waiting: deque[Future[Look]] = deque()
    with ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(layouts, today)
    ) as pool:
        for task in tasks:
            waiting.append(pool.submit(_look, task))
            if len(waiting) >= workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


#: What a process was told at its start.
_told: list[tuple[Layouts, date]] = []


def _begin(layouts: Layouts, today: date) -> None:
    _told[:] = [(layouts, today)]


def _look(task: Task) -> Look:
    found = look(task, *_told[0])
    return replace(found, data=None)  # this process has the file at hand too


def _agreed(marks: Mapping[str, stamp.Code]) -> stamp.Code | None:
    codes = set(marks.values())
    return next(iter(codes)) if len(codes) == 1 else None


def _fault(why: Exception) -> str:
    return f"fault {type(why).__name__}: {why}"
