"""The performance calendar as a Word document, in the format for officers: the way to each meeting, and when returns go out and are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pmf_excel.excel.theme import Theme
from pmf_excel.framework.calendar import Stage, in_brief
from pmf_excel.framework.model import Framework
from pmf_excel.framework.year_dates import Sort, YearDates
from pmf_excel.ledger.sentences import counted
from pmf_excel.reports.elements import Cell, Column, Element, Heading, Table, item, paragraph
from pmf_excel.reports.formats import Sheet, fill


def calendar_document(
    found: YearDates, framework: Framework, stages: Sequence[Stage], council: str, format_path: Path, theme: Theme, made: datetime,
    points: int = 12,
) -> bytes:  # fmt: skip
    """The calendar in a committee format; the same register and settings give the same bytes."""
    title = f"Performance calendar {found.year.label}"
    weeks = ", ".join(f"{one.name} {counted(one.weeks, 'week')}" for one in stages)
    detail: list[Element] = [
        Heading(1, "The way to each meeting"),
        paragraph(
            f"Each stage has its full weeks: {weeks}. An agenda is published five clear working days before its meeting."
        ),
        *_roads(found, framework),
        Heading(1, "Returns"),
        paragraph("Returns go out on the first working day after the month they are about. Their due days are these."),
        *_returns(found),
    ]
    if found.clashes:
        detail += [Heading(1, "To put right"), paragraph("These dates cannot be, or will be hard to keep.")]
        detail += [
            item(f"{one.about}: {one.found} {one.remedy}", first=at == 0) for at, one in enumerate(found.clashes)
        ]
    slots: dict[str, Sequence[Element]] = {
        "summary": [paragraph(f"When performance information for {found.year.label} is asked for, due, looked at and published.")],
        "purpose": [paragraph("To set out the dates of the year.")], "detail": detail,
    }  # fmt: skip
    fields = {"title": title, "council": council, "period": found.year.label, "wards": "All", "part": "OPEN"}
    return fill(
        format_path,
        Sheet(fields, slots, made.replace(tzinfo=None), subject=f"{council}, {found.year.label}"),
        theme,
        points,
    )


def _roads(found: YearDates, framework: Framework) -> Sequence[Element]:
    rows = []
    for road in sorted(found.roads, key=lambda one: (one.meeting.on, one.committee)):
        steps = tuple(f"{step.name}: {in_brief(step.last)}" for step in road.steps if step.name != "Meeting")
        rows.append(
            (
                Cell((framework.committees[road.committee].name, f"Report for {road.period.label}")),
                Cell(steps),
                Cell((in_brief(road.meeting.on),)),
            )
        )
    heads = (Column("Committee", 36), Column("The last day for each step", 44), Column("Meeting", 20))
    return (
        [Table("The way to each meeting", heads, tuple(rows))]
        if rows
        else [paragraph("No meeting in the register can have a report of the year.")]
    )


def _returns(found: YearDates) -> Sequence[Element]:
    issued = {one.period: one.day for one in found.dates if one.sort is Sort.ISSUE}
    rows = []
    for period, out in issued.items():
        due = [one.day for one in found.dates if one.sort is Sort.DUE and one.period == period]
        rows.append((Cell((period.label,)), Cell((in_brief(out),)), Cell(tuple(in_brief(day) for day in due))))
    heads = (Column("Returns of", 40), Column("Go out on", 30), Column("Due on", 30))
    return [Table("When returns go out and are due", heads, tuple(rows))]
