"""Reads the activities, audit recommendations, risks and budget lines of a register, and says where they contradict themselves.

A column that a register does not have yet is simply empty, and nothing is held against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pmf_excel.framework.periods import Length
from pmf_excel.framework.vocabulary import BudgetRule, Vocabulary, Word
from pmf_excel.framework.work import (
    Activity,
    BudgetLine,
    Clash,
    Contradiction,
    Recommendation,
    Risk,
    contradictions,
    recommendation_contradictions,
)
from pmf_excel.problems import error, query
from pmf_excel.register.lines import Line, SheetReader

Item = TypeVar("Item")

#: The problem code of each sort of contradiction.
CODES = {
    Clash.ORDER: "PMF-125",
    Clash.COMPLETION: "PMF-126",
    Clash.TODAY: "PMF-127",
    Clash.NOTE: "PMF-128",
}
#: Contradictions that are taken and only asked about: days pass while the register stays as it was, and one that was right
#: when it was saved must not stop the next round; and a note may follow.
ASKED = (Clash.TODAY, Clash.NOTE)


@dataclass(frozen=True)
class Items:
    """What a register holds beside its measures, in its own order."""

    activities: tuple[Activity, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    risks: tuple[Risk, ...] = ()
    budgets: tuple[BudgetLine, ...] = ()


def read_items(reader: SheetReader, vocabulary: Vocabulary, budgets: BudgetRule, today: date | None = None) -> Items:
    """The items of a register whose services and plan have been read; what is wrong with them goes to the reader's problems.

    A row of which too much is missing is said and left out. Without ``today`` nothing is judged by the day.
    """
    return Items(
        _there(_activity(reader, line, vocabulary, today) for line in reader.lines("activities")),
        _there(_recommendation(reader, line, today) for line in reader.lines("recommendations")),
        _there(_risk(reader, line) for line in reader.lines("risks")),
        _there(_budget(reader, line, budgets) for line in reader.lines("budgets")),
    )


def _there(items: Iterable[Item | None]) -> tuple[Item, ...]:
    return tuple(one for one in items if one is not None)


def _activity(reader: SheetReader, line: Line, vocabulary: Vocabulary, today: date | None) -> Activity | None:
    reader.refer(line, "service", "services.code", "service")
    reader.refer(line, "committee", "committees.code", "committee")
    reader.refer(line, "team", "teams.code", "team")
    reader.refer(line, "priority", "plan.code", "priority or outcome")
    word = _word(reader, line, vocabulary)
    if not _whole(line, "code", "title", "kind", "service"):
        return None
    activity = Activity(
        code=line.text("code"), title=line.text("title"), kind=line.text("kind"), service=line.text("service"),
        priority=line.text("priority"), owner=line.text("owner"), start=line.day("start"), original_due=line.day("due"),
        revised_due=line.day("revised_due"), status=word.word if word else "", completed=line.day("completed"),
        note=line.text("note"), place=line.places["code"], theme=line.text("theme"),
        committee=line.text("committee"), exempt=line.text("exempt"), team=line.text("team"),
    )  # fmt: skip
    if word or not line.text("status"):
        _say(reader, line, contradictions(activity, word, today))
    return activity


def _word(reader: SheetReader, line: Line, vocabulary: Vocabulary) -> Word | None:
    """The council's word that the status of a line is; said when it is none."""
    typed = line.text("status")
    word = vocabulary.find(typed) if typed else None
    if typed and word is None:
        what = f'"{typed}" is no status of the vocabulary "{vocabulary.name}".'
        reader.say("PMF-106", line.places["status"], what, vocabulary.remedy(typed))
    return word


def _recommendation(reader: SheetReader, line: Line, today: date | None) -> Recommendation | None:
    reader.refer(line, "service", "services.code", "service")
    reader.refer(line, "committee", "committees.code", "committee")
    reader.refer(line, "team", "teams.code", "team")
    original = line.day("original_due")
    if original is None or not _whole(line, "code", "title", "service"):
        return None
    recommendation = Recommendation(
        code=line.text("code"), title=line.text("title"), report=line.text("report"), service=line.text("service"),
        importance=line.text("importance"), original_due=original, revised_due=line.day("revised_due"),
        percent_complete=line.number("percent_complete"), completed=line.day("completed"), place=line.places["code"],
        committee=line.text("committee"), exempt=line.text("exempt"), team=line.text("team"),
    )  # fmt: skip
    _say(reader, line, recommendation_contradictions(recommendation, today))
    return recommendation


def _risk(reader: SheetReader, line: Line) -> Risk | None:
    reader.refer(line, "service", "services.code", "service")
    reader.refer(line, "committee", "committees.code", "committee")
    reader.refer(line, "team", "teams.code", "team")
    if not _whole(line, "code", "title", "service"):
        return None
    return Risk(
        line.text("code"), line.text("title"), line.text("service"), line.text("owner"),
        _step(line.number("likelihood")), _step(line.number("impact")), line.text("controls"), line.places["code"],
        line.text("committee"), line.text("exempt"), line.text("team"),
    )  # fmt: skip


def _step(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _budget(reader: SheetReader, line: Line, rule: BudgetRule) -> BudgetLine | None:
    reader.refer(line, "service", "services.code", "service")
    reader.refer(line, "committee", "committees.code", "committee")
    reader.refer(line, "team", "teams.code", "team")
    year, budget, tolerance = reader.period(line, "year"), line.number("budget"), line.number("tolerance")
    if year is not None and year.length is not Length.YEAR:
        what = f"{year.short} is a {year.length}, and a budget is for a financial year."
        reader.say(
            "PMF-129", line.places["year"], what, f"Enter a financial year, such as {year.financial_year.label}."
        )
        return None
    if year is None or budget is None or not _whole(line, "code", "title", "service"):
        return None
    return BudgetLine(
        code=line.text("code"), title=line.text("title"), service=line.text("service"), year=year, budget=budget,
        actual=line.number("actual"), forecast=line.number("forecast"),
        tolerance=rule.tolerance if tolerance is None else tolerance, underspend_counts=rule.underspend_counts,
        place=line.places["code"], committee=line.text("committee"), exempt=line.text("exempt"), team=line.text("team"),
    )  # fmt: skip


def _whole(line: Line, *keys: str) -> bool:
    """Whether a line has what it cannot do without; the reader has said what is missing."""
    return all(line.text(key) for key in keys)


def _say(reader: SheetReader, line: Line, found: Iterable[Contradiction]) -> None:
    """Put contradictions among the problems, each at its cell, if the register has the column.

    While a cell of the line cannot be read, what follows from it would mislead: it is said once that cell is right.
    """
    for one in found:
        if one.column in line.places and not line.bad:
            say = query if one.clash in ASKED else error
            reader.problems.append(say(CODES[one.clash], line.places[one.column], one.found, one.remedy))
