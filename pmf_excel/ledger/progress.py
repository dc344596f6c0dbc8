"""How work gets on: what is past its date, what has slipped, what was completed since it was last reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pmf_excel.framework.calendar import days_past
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import ItemLine


def late_by(line: ItemLine[Activity], end: date) -> int | None:
    """How many days past its date a piece of work is at a round's end; nothing where it is not late, or finished."""
    return days_past(line.item.due, end) if line.item.overdue(line.word, end) else None


def late(lines: Iterable[ItemLine[Activity]], end: date) -> str:
    """How many pieces of work are past their date, in a sentence."""
    number = sum(late_by(line, end) is not None for line in lines)
    return f"{number or 'None'} {'are past their' if number > 1 else 'is past its'} date."


def completed(line: ItemLine[Activity]) -> bool:
    """Whether it was done; work may also be finished because it failed."""
    return line.word is not None and line.word.complete


def completed_since(line: ItemLine[Activity], last: date | None = None) -> bool:
    """Whether it was completed, or first reported so, since the last round that asked, or the last day reported, ``last``."""
    if not completed(line):
        return False
    if line.word_before is None or not line.word_before.complete:
        return True
    days = [day for day in (line.since.end if line.since else None, last) if day is not None]
    return bool(days) and line.item.completed is not None and line.item.completed > min(days)


def slipped(line: ItemLine[Activity]) -> bool:
    """Whether work that goes on is due later than it was first to be done."""
    item, over = line.item, line.word is not None and line.word.finished
    return not over and item.original_due is not None and item.due is not None and item.due > item.original_due


def moved_since(line: ItemLine[Activity]) -> bool:
    """Whether work that goes on is due later than it was at the last round that asked."""
    before, due = line.before.due if line.before else None, line.item.due
    return slipped(line) and before is not None and due is not None and due > before


def by_theme(lines: Iterable[ItemLine[Activity]]) -> Mapping[str, list[ItemLine[Activity]]]:
    """Work by its theme, the themes as they first come; that without a theme comes last."""
    found: dict[str, list[ItemLine[Activity]]] = {}
    without: list[ItemLine[Activity]] = []
    for line in lines:
        (found.setdefault(line.item.theme, []) if line.item.theme else without).append(line)
    return {**found, **({"": without} if without else {})}
