"""Matters arising: which questions of members a report answers, or says are still to be answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pmf_excel.framework.committees import Meeting, Question


def arising(questions: Iterable[Question], meetings: Iterable[Meeting], until: date) -> list[Question]:
    """The questions asked before a day that are still open, or that their committee has not yet had the answer to; oldest first.

    A question is told again until it is answered, and its answer at the first meeting after it was given. Where nobody noted
    when that was, it is told at the meeting after the one it was asked at.
    """
    asked = [one for one in questions if one.on < until]
    held = [(one.committee, one.on) for one in asked] + [(one.committee, one.on) for one in meetings if one.on < until]
    last: dict[str, date] = {}
    for code, day in held:
        last[code] = max(day, last.get(code, day))
    found = [one for one in asked if not one.answer or (one.answered_on or one.on) >= last[one.committee]]
    return sorted(found, key=lambda one: one.on)


def before(day: date | None, known: date) -> date:
    """The day before which questions count: that of the meeting, or else the one after the figures were known."""
    return day or known + timedelta(days=1)
