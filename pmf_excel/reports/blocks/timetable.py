"""Blocks about time: the way of a report from the end of its period to the meeting, with its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pmf_excel.framework.calendar import (
    HARBOROUGH,
    Step,
    backwards,
    bank_holidays,
    clashes,
    in_brief,
    in_words,
    timetable,
    working_days_between,
)
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.reports.blocks.block import Block
from pmf_excel.reports.blocks.items import ABSENT
from pmf_excel.reports.elements import Cell, Column, Element, Item, Run, Table, paragraph
from pmf_excel.reports.facts import Facts

#: What the last two steps before a committee are called.
PUBLICATION, MEETING = "Publication", "Meeting"


def steps(facts: Facts) -> Sequence[Element]:
    """Each stage with its weeks and days from the period's end and, where the meeting is known, its last days on the way there."""
    planned = timetable(facts.period)
    if facts.meeting is None:
        short = tuple((Cell((one.name,)), _time(number), *_days(one)) for number, one in enumerate(planned))
        return [
            Table(_about(facts), (Column("Stage", 40), Column("Time", 16), Column("From", 22), Column("To", 22)), short)
        ]
    latest = {one.name: one for one in backwards(facts.meeting)}
    heads = (
        Column("Stage", 30), Column("Time", 16), Column("From", 18), Column("To", 18), Column("At the latest by", 18),
    )  # fmt: skip
    rows = [
        (Cell((one.name,)), _time(number), *_days(one), Cell((in_brief(latest[one.name].last),)))
        for number, one in enumerate(planned)
    ]
    clear = working_days_between(latest[PUBLICATION].first, facts.meeting)
    rows += [
        (Cell((name,)), Cell((time,)), Cell((ABSENT,)), Cell((ABSENT,)), Cell((in_brief(latest[name].first),)))
        for name, time in ((PUBLICATION, f"{clear} clear working days"), (MEETING, ABSENT))
    ]
    return [Table(_about(facts), heads, tuple(rows)), *_remarks(facts)]


def _about(facts: Facts) -> str:
    return f"Timetable of the report for {facts.period.label}"


def _time(number: int) -> Cell:
    return Cell((counted(HARBOROUGH[number].weeks, "week"),))


def _days(one: Step) -> tuple[Cell, Cell]:
    return Cell((in_brief(one.first),)), Cell((in_brief(one.last),))


def _remarks(facts: Facts) -> Sequence[Element]:
    """Which bank holidays lie on the way, and what would have to begin before the period has ended."""
    assert facts.meeting is not None
    first = facts.period.end + timedelta(days=1)
    years = bank_holidays(min(first.year, facts.meeting.year), max(first.year, facts.meeting.year))
    on_the_way = [f"{in_words(day)} ({name})" for day, name in years.items() if first <= day <= facts.meeting]
    said: list[Element] = []
    if on_the_way:
        is_ = "is a bank holiday and counts" if len(on_the_way) == 1 else "are bank holidays and count"
        said.append(paragraph(f"{listed(on_the_way)} {is_} as no working day."))
    early = clashes(backwards(facts.meeting), facts.period)
    if early:
        said.append(paragraph("With its full weeks for each stage the report would come too late for this meeting:"))
        said += [Item((Run(one),), first=number == 0) for number, one in enumerate(early)]
    return said


BLOCKS = (
    Block("timetable", "A table: the stages of the report with their weeks and days from the period's end; where the meeting is known, the last day for each, for publication five clear working days before, and bank holidays on the way.", 'block("timetable")', steps),
)  # fmt: skip
