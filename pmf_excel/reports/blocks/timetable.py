"""Blocks about time: the way of a report from the end of its period to the meeting, with its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pmf_excel.framework.calendar import (
    Stage,
    Step,
    backwards,
    bank_holidays,
    clashes,
    in_brief,
    in_words,
    working_days_between,
)
from pmf_excel.framework.calendar import timetable as planned_for
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.reports.blocks.block import Block
from pmf_excel.reports.blocks.items import ABSENT
from pmf_excel.reports.elements import Cell, Column, Element, Item, Run, Table, paragraph
from pmf_excel.reports.facts import Facts

#: What the last two steps before a committee are called.
PUBLICATION, MEETING = "Publication", "Meeting"


def stages(facts: Facts) -> Sequence[Element]:
    """The stages from a period's end to the meeting, each with its weeks."""
    rows = tuple((Cell((one.name,)), Cell((counted(one.weeks, "week"),))) for one in facts.view.stages)
    return [Table("Stages of a report", (Column("Stage", 70), Column("Time", 30)), rows)]


def timetable(facts: Facts) -> Sequence[Element]:
    """Each stage of the quarter's report with its days from the quarter's end, and the last days on the way to the meeting."""
    quarter, meeting = facts.round.quarter, facts.round.next_meeting
    if quarter is None:
        return []
    own = facts.view.stages
    planned = planned_for(quarter, own)
    if meeting is None:
        short = tuple((Cell((one.name,)), _time(stage), *_days(one)) for stage, one in zip(own, planned, strict=True))
        return [
            Table(
                _about(quarter), (Column("Stage", 40), Column("Time", 16), Column("From", 22), Column("To", 22)), short
            )
        ]
    latest = {one.name: one for one in backwards(meeting.on, own)}
    heads = (
        Column("Stage", 28), Column("Time", 18), Column("From", 18), Column("To", 18), Column("At the latest by", 18),
    )  # fmt: skip
    rows = [
        (Cell((one.name,)), _time(stage), *_days(one), Cell((in_brief(latest[one.name].last),)))
        for stage, one in zip(own, planned, strict=True)
    ]
    clear = working_days_between(latest[PUBLICATION].first, meeting.on)
    rows += [
        (Cell((name,)), Cell((time,)), Cell((ABSENT,)), Cell((ABSENT,)), Cell((in_brief(latest[name].first),)))
        for name, time in ((PUBLICATION, f"{clear} clear working days"), (MEETING, ABSENT))
    ]
    return [Table(_about(quarter), heads, tuple(rows)), *_remarks(quarter, meeting.on, own)]


def _about(quarter: Period) -> str:
    return f"Timetable of the report for {quarter.label}"


def _time(stage: Stage) -> Cell:
    return Cell((counted(stage.weeks, "week"),))


def _days(one: Step) -> tuple[Cell, Cell]:
    return Cell((in_brief(one.first),)), Cell((in_brief(one.last),))


def _remarks(quarter: Period, meeting: date, own: Sequence[Stage]) -> Sequence[Element]:
    """Which bank holidays lie on the way, and what would have to begin before the quarter has ended."""
    first = quarter.end + timedelta(days=1)
    years = bank_holidays(min(first.year, meeting.year), max(first.year, meeting.year))
    on_the_way = [f"{in_words(day)} ({name})" for day, name in years.items() if first <= day <= meeting]
    said: list[Element] = []
    if on_the_way:
        is_ = "is a bank holiday and counts" if len(on_the_way) == 1 else "are bank holidays and count"
        said.append(paragraph(f"{listed(on_the_way)} {is_} as no working day."))
    early = clashes(backwards(meeting, own), quarter)
    if early:
        said.append(paragraph("With its full weeks for each stage the report would come too late for this meeting:"))
        said += [Item((Run(one),), first=number == 0) for number, one in enumerate(early)]
    return said


BLOCKS = (
    Block("stages", "A table: the stages of a report from the end of its period to the meeting, with their weeks.", 'block("stages")', stages),
    Block("timetable", "A table, where the round ends a quarter: the stages of the quarter's report with their days. Where its next meeting is in the register, also the last day for each, publication five clear working days before, and bank holidays on the way.", 'block("timetable")', timetable),
)  # fmt: skip
