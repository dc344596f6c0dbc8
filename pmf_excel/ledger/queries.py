"""What is still to be put right or explained in a return, by all the copies of it that came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Received
from pmf_excel.problems import Problem, Severity

#: The note that a row was left empty in a later copy: what was said of it before stands, and so does what was asked.
LEFT_EMPTY = "PMF-222"
UNSIGNED = "PMF-207"


def row_of(about: str) -> str:
    """The row that a problem is about: part, code and period, without the column."""
    return "|".join(about.split("|")[:3])


def wants_putting_right(problems: Iterable[Problem]) -> bool:
    """Whether a copy had something to put right or to explain, a missing sign-off apart."""
    return any(p.severity is not Severity.NOTE and p.code != UNSIGNED for p in problems)


def open_problems(reader: Reader, copies: Sequence[Received]) -> list[Problem]:
    """The errors and queries that the copies of a return leave open, in the order of the return.

    Each copy replaces what earlier ones left open in the rows it fills in; a row it leaves empty stays as it was.
    """
    open_: dict[str, list[Problem]] = {}
    whole: list[Problem] = []
    for copy in copies:
        problems = reader.problems(copy.seq)
        empty = {row_of(p.about) for p in problems if p.code == LEFT_EMPTY}
        if copy.puts_right:  # it could say nothing of the rows that it had locked
            before = open_problems(reader, copies[: copy.puts_right])
            could = {row_of(p.about) for p in before if p.about}
            empty |= set() if any(not p.about for p in before) else open_.keys() - could
        open_ = {row: found for row, found in open_.items() if row in empty}
        whole = [p for p in problems if not p.about and p.severity is Severity.ERROR]
        for problem in problems:
            if problem.about and problem.severity is not Severity.NOTE and problem.code != UNSIGNED:
                open_.setdefault(row_of(problem.about), []).append(problem)
    return [*whole, *(problem for found in open_.values() for problem in found)]
