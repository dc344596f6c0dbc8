"""Builds the performance calendar as a workbook: every date, the way to each meeting, the year month by month, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pmf_excel.excel.layout import Layout, Sheet
from pmf_excel.excel.sheets import Shown, Styles, table_sheet
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import Book
from pmf_excel.framework.calendar import Stage
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import month
from pmf_excel.framework.year_dates import Sort, YearDate, YearDates

#: How long the heading of a column may be.
HEADING = 32

Rows = list[Mapping[str, Shown]]


def build_calendar(
    found: YearDates,
    framework: Framework,
    stages: Sequence[Stage],
    council: str,
    layout: Layout,
    theme: Theme,
    made: datetime,
) -> bytes:
    """The calendar of a year; the same register and settings give the same bytes."""
    book = Book(theme, f"{council}: performance calendar {found.year.label}", council, made.replace(tzinfo=None))
    styles = Styles(book)
    rows: dict[str, Rows] = {
        "dates": _dates(found), "meetings": _meetings(found, framework, stages), "months": _months(found), "clashes": _clashes(found),
    }  # fmt: skip
    footer = f"{council} · performance calendar {found.year.label}"
    for plain in layout.sheets:
        if plain.key == "clashes" and not rows["clashes"]:
            continue
        sheet = _staged(plain, stages) if plain.key == "meetings" else plain
        sheet = replace(sheet, heading=f"{sheet.heading}: {found.year.label}")
        page = book.sheet(sheet.title)
        table_sheet(page, styles, sheet, rows[sheet.key], f"{sheet.key}_table", footer)
        if sheet.key == "dates":
            page.open_first()
    return book.bytes()


def _staged(sheet: Sheet, stages: Sequence[Stage]) -> Sheet:
    """The sheet with a column for each of the council's stages, headed by its name."""
    columns = []
    for column in sheet.columns:
        if not column.key.startswith("stage_"):
            columns.append(column)
            continue
        number = int(column.key.removeprefix("stage_"))
        if number <= len(stages):
            columns.append(replace(column, heading=_headed(stages[number - 1].name)))
    return replace(sheet, columns=tuple(columns))


def _headed(name: str) -> str:
    """A stage as a column's heading: cut between words where it is longer than a heading may be."""
    if len(name) + 3 <= HEADING:
        return f"{name} by"
    return f"{name[: HEADING - 4].rpartition(' ')[0]}… by"


def _dates(found: YearDates) -> Rows:
    return [
        {
            "day": one.day, "weekday": one.day.strftime("%A"), "sort": one.sort.value, "what": one.what, "who": one.who,
            "meeting": one.meeting,
        }
        for one in found.dates
    ]  # fmt: skip


def _meetings(found: YearDates, framework: Framework, stages: Sequence[Stage]) -> Rows:
    rows: Rows = []
    for road in sorted(found.roads, key=lambda one: (one.meeting.on, one.committee)):
        row: dict[str, Shown] = {
            "committee": framework.committees[road.committee].name, "period": road.period.label, "first": road.steps[0].first,
            "meeting": road.meeting.on,
        }  # fmt: skip
        row |= {f"stage_{number}": step.last for number, step in enumerate(road.steps[: len(stages)], 1)}
        publication = road.step("Publication")
        row["publish"] = publication.last if publication else None
        rows.append(row)
    return rows


def _months(found: YearDates) -> Rows:
    """One line for each month in which something happens: days, and what they are for."""
    rows: Rows = []
    for at in sorted({month(one.day.year, one.day.month) for one in found.dates}):
        own = [one for one in found.dates if at.start <= one.day <= at.end]
        rows.append({
            "month": at.label, "issue": _days(own, Sort.ISSUE), "due": _days(own, Sort.DUE), "stages": _days(own, Sort.STAGE, True),
            "publish": _days(own, Sort.PUBLISH, True), "meetings": _days(own, Sort.MEETING, True),
        })  # fmt: skip
    return rows


def _days(some: Sequence[YearDate], sort: Sort, words: bool = False) -> str:
    """The days of one sort, a line each; with the first words of what happens where several things may."""
    lines = []
    for one in some:
        if one.sort is sort:
            said = (
                one.what.split(": ")[0]
                .removeprefix("Publish the agenda of ")
                .split(" has the ")[0]
                .removesuffix(" ends")
            )
            lines.append(f"{one.day.day} {one.day.strftime('%b')}{f' {said}' if words else ''}")
    return "\n".join(dict.fromkeys(lines))


def _clashes(found: YearDates) -> Rows:
    ordered = sorted(found.clashes, key=lambda one: not one.serious)
    return [{"about": one.about, "found": one.found, "remedy": one.remedy} for one in ordered]
