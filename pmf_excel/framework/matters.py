"""Matters arising: what members asked or recommended, what became of it, and which of it a report tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pmf_excel.framework.committees import Meeting, Question


@dataclass(frozen=True)
class Answer:
    """What a service answered in a return: its words, the day they were received, and the office that signed them off."""

    text: str
    on: date
    by: str = ""
    #: The paragraph under which the question was exempt when the service answered it: the answer stays so.
    exempt: str = ""


def answered(questions: Iterable[Question], answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions with what services answered, by code, where the register has no answer: its own has been gone over."""
    return tuple(
        replace(one, answer=found.text, answered_on=found.on, answered_by=found.by, exempt=one.exempt or found.exempt)
        if not one.answer and (found := answers.get(one.code))
        else one
        for one in questions
    )


def asked_of_services(question: Question, until: date) -> bool:
    """Whether a service is still to be asked for its answer at the end of a round: it was raised by then, and nothing has come of it."""
    return question.on <= until and not question.answer and not question.decision and question.considered_on is None


def arising(questions: Iterable[Question], meetings: Iterable[Meeting], until: date) -> list[Question]:
    """What was asked before a day and is still open, or what its committee has not yet been told the end of; oldest first.

    A question is told again until it is answered, and its answer at the first meeting after it was given. Where nobody noted
    when that was, it is told at the meeting after the one it was asked at. A recommendation that goes to another body is told
    until that has decided, and its decision once more.
    """
    asked = [one for one in questions if one.on < until]
    last = _last_met(asked, meetings, until)
    found = [one for one in asked if one.settled_on is None or one.settled_on >= last[one.committee]]
    return sorted(found, key=lambda one: one.on)


def referred(questions: Iterable[Question], committee: str, until: date) -> list[Question]:
    """The recommendations of others that a committee is to consider at a meeting on a day: those made before it; oldest first.

    One that it considered is shown to it no more, save in the report to the very meeting that did.
    """
    found = [
        one for one in questions
        if one.recommends and one.goes_to == committee and one.committee != committee and one.on < until
        and (one.considered_on >= until if one.considered_on else not one.decision)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.on)


def before(day: date | None, known: date) -> date:
    """The day before which questions count: that of the meeting, or else the one after the figures were known."""
    return day or known + timedelta(days=1)


def _last_met(asked: Iterable[Question], meetings: Iterable[Meeting], until: date) -> dict[str, date]:
    """When each committee met last before a day, as its meetings and what was asked at them say."""
    held = [one.meeting for one in asked] + [(one.committee, one.on) for one in meetings if one.on < until]
    last: dict[str, date] = {}
    for code, day in held:
        last[code] = max(day, last.get(code, day))
    return last
