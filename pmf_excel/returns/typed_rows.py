"""What every row of a return has in common when it is read: its problems know their cell, and a reply answers its queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pmf_excel.excel.reader import Row
from pmf_excel.excel.typed import Codes
from pmf_excel.problems import Problem, Severity

CODES = Codes(
    missing="PMF-201", number="PMF-214", limits="PMF-203", date="PMF-208", choice="PMF-204", long="PMF-220",
    formula="PMF-209", error_value="PMF-216", cleaned="PMF-215", percent="PMF-221",
    spoken_number="PMF-232", spoken_none="PMF-233", spoken_date="PMF-237", spoken_quarter="PMF-238", spoken_answer="PMF-236",
    instead="PMF-234", instead_asked="PMF-235",
)  # fmt: skip


def about(problems: Iterable[Problem], row: Row, key: str) -> list[Problem]:
    """The problems of a row, each knowing which cell of the return it is about, wherever that cell has moved.

    One that is about several cells of the row names their columns itself.
    """
    problems = list(problems)
    if not problems:
        return []
    columns = {placed.place: column for column, placed in row.cells.items()}
    return [replace(p, about=f"{key}|{p.about or columns.get(p.place, 'code')}") for p in problems]


def answered_by(reply: str, problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a row, its queries turned into notes where the service has answered them."""
    if not reply:
        return list(problems)
    said = f'The service answers: "{reply[:200]}"'
    return [replace(p, severity=Severity.NOTE, remedy=said) if p.severity is Severity.QUERY else p for p in problems]
