"""The performance calendar as a Word document, in the format for officers: the way to each meeting, and when returns go out and are due."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pmf_excel.excel.theme import Theme
from pmf_excel.framework.calendar import in_brief
from pmf_excel.framework.year_dates import Sort, YearDates
from pmf_excel.framework.year_roads import Clash
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.master.calendar_book import Plan
from pmf_excel.reports.elements import Cell, Column, Element, Heading, Table, item, paragraph
from pmf_excel.reports.formats import Sheet, fill


def calendar_document(plan: Plan, format_path: Path, theme: Theme, points: int = 12) -> bytes:
    """The calendar in a committee format; the same register and settings give the same bytes."""
    found, council = plan.found, plan.council
    year = found.year.label
    weeks = listed([f"{one.name} {counted(one.weeks, 'week')}" for one in plan.stages])
    detail: list[Element] = [
        Heading(1, "The way to each meeting"),
        paragraph(f"Each stage has its full weeks: {weeks}. Papers are published so that five clear working days lie between that day and the meeting."),
        *_roads(plan),
        Heading(1, "Returns"),
        *_returns(found),
        *_said("To put right", "These dates cannot be.", [one for one in found.clashes if one.serious]),
        *_said("To bear in mind", "These dates can be kept, with some care.", [one for one in found.clashes if not one.serious]),
    ]  # fmt: skip
    slots: dict[str, Sequence[Element]] = {
        "summary": [paragraph(f"When performance information for {year} is asked for, due, looked at and published.")],
        "purpose": [paragraph("To set out the dates of the year.")], "detail": detail,
    }  # fmt: skip
    fields = {"title": f"Performance calendar {year}", "council": council, "period": year, "wards": "All", "part": "OPEN"}  # fmt: skip
    sheet = Sheet(fields, slots, plan.made.replace(tzinfo=None), subject=f"{council}, {year}")
    return fill(format_path, sheet, theme, points)


def _roads(plan: Plan) -> Sequence[Element]:
    """One row for each report that goes to a meeting."""
    rows = []
    for road in plan.found.roads:
        steps = [f"{step.name}: {in_brief(step.last)}" for step in road.stages]
        steps.append(f"Publication: {in_brief(road.publication)}")
        name = plan.framework.committees[road.committee].name
        rows.append((
            Cell((name,), bold=True), Cell((road.period.short,)), Cell(tuple(steps)), Cell((in_brief(road.meeting.on),)),
        ))  # fmt: skip
    if not rows:
        return [paragraph("No meeting in the register can have a report of the year.")]
    heads = (Column("Committee", 24), Column("Reports on", 16), Column("The last day for each step", 42), Column("Meeting", 18))  # fmt: skip
    return [Table("The way to each meeting", heads, tuple(rows), row_heads=True)]


def _returns(found: YearDates) -> Sequence[Element]:
    """One row for each round, with the services it asks."""
    rows = []
    for one in found.dates:
        if one.sort is Sort.ISSUE:
            due = [other for other in found.dates if other.sort is Sort.DUE and other.period == one.period]
            days, who = tuple(in_brief(other.day) for other in due), tuple(other.who for other in due)
            rows.append((Cell((one.period.label,), bold=True), Cell((in_brief(one.day),)), Cell(days), Cell(who)))
    if not rows:
        return [paragraph("The register asks for nothing in the year.")]
    heads = (Column("Returns of", 24), Column("Go out on", 20), Column("Due on", 20), Column("Who returns them", 36))
    return [
        paragraph("Returns go out on the first working day after the month that they are about. A month for which nothing is asked has none."),
        Table("When returns go out and are due", heads, tuple(rows), row_heads=True),
    ]  # fmt: skip


def _said(heading: str, about: str, some: Sequence[Clash]) -> Sequence[Element]:
    """What cannot be or needs care, as a list below a heading; nothing where there is nothing."""
    if not some:
        return []
    return [Heading(1, heading), paragraph(about), *(item(_sentence(one), first=at == 0) for at, one in enumerate(some))]  # fmt: skip


def _sentence(one: Clash) -> str:
    where = f" ({', '.join(part for part in (one.place.sheet, one.place.cell) if part)})" if one.place and one.place.cell else ""  # fmt: skip
    return f"{one.about}{where}: {one.found} {one.remedy}"
