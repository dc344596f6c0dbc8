"""Builds the performance calendar as a workbook: every date, the way to each meeting, a year planner, the year by months, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pmf_excel.excel.layout import Layout, Sheet
from pmf_excel.excel.sheets import FIRST, Shown, Styles, table_sheet
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import Book, Page
from pmf_excel.framework.calendar import Stage
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import month
from pmf_excel.framework.year_dates import Sort, YearDate, YearDates
from pmf_excel.master.year_planner import draw_planner

Rows = list[Mapping[str, Shown]]
#: How much wider than the heading of a date a stage's name may make its column.
_LONGEST_HEADING = 60


@dataclass(frozen=True)
class Plan:
    """A year's dates with the register they follow from, the council and its stages; ``made`` is the moment the files carry."""

    found: YearDates
    framework: Framework
    stages: Sequence[Stage]
    council: str
    made: datetime


def build_calendar(plan: Plan, layout: Layout, theme: Theme) -> bytes:
    """The calendar of a year; the same register and settings give the same bytes."""
    year = plan.found.year.label
    book = Book(theme, f"{plan.council}: performance calendar {year}", plan.council, plan.made.replace(tzinfo=None))
    styles = Styles(book)
    rows: dict[str, Rows] = {
        "dates": _dates(plan.found), "meetings": _meetings(plan), "months": _months(plan), "clashes": _clashes(plan.found),
    }  # fmt: skip
    footer = f"{plan.council} · performance calendar {year}"
    for plain in layout.sheets:
        if plain.key == "clashes" and not rows["clashes"]:
            continue
        sheet = _staged(plain, plan.stages) if plain.key == "meetings" else plain
        sheet = replace(sheet, heading=f"{sheet.heading}: {year}")
        page = book.sheet(sheet.title)
        if sheet.key == "planner":
            draw_planner(page, styles, sheet, plan.found.dates, [one.name for one in plan.stages], footer)
            continue
        table_sheet(page, styles, sheet, rows[sheet.key], f"{sheet.key}_table", footer)
        if sheet.key == "dates":
            _mark(page, styles, sheet, len(rows["dates"]))
            page.open_first()
    return book.bytes()


def _mark(page: Page, styles: Styles, sheet: Sheet, count: int) -> None:
    """Draw a line where a month begins, and make meetings bold."""
    area = (FIRST, 0, FIRST + max(count, 1) - 1, len(sheet.columns) - 1)
    row, sort = FIRST + 1, chr(ord("A") + sheet.index("sort"))
    page.condition(area, f'${sort}{row}="{Sort.MEETING}"', styles.book.style(bold=True, bg_color=styles.theme.locked))
    line = styles.book.style(border=1, border_color=styles.theme.line, top=1, top_color=styles.theme.band)
    if count > 1:
        page.condition((FIRST + 1, 0, area[2], area[3]), f"MONTH($A{row + 1})<>MONTH($A{row})", line)


def _staged(sheet: Sheet, stages: Sequence[Stage]) -> Sheet:
    """The sheet with a column for each of the council's stages, headed by its name."""
    columns = []
    for column in sheet.columns:
        if not column.key.startswith("stage_"):
            columns.append(column)
            continue
        number = int(column.key.removeprefix("stage_"))
        if number <= len(stages):
            columns.append(replace(column, heading=f"{stages[number - 1].name[:_LONGEST_HEADING]} by"))
    return replace(sheet, columns=tuple(columns))


def _dates(found: YearDates) -> Rows:
    return [
        {
            "day": one.day, "weekday": one.day.strftime("%A"), "sort": one.sort.value, "what": one.what, "who": one.who,
            "period": one.period.short, "meeting": one.meeting,
        }
        for one in found.dates
    ]  # fmt: skip


def _meetings(plan: Plan) -> Rows:
    rows: Rows = []
    for road in plan.found.roads:
        row: dict[str, Shown] = {
            "committee": plan.framework.committees[road.committee].name, "period": road.period.short, "first": road.begins,
            "publish": road.publication, "meeting": road.meeting.on,
        }  # fmt: skip
        rows.append(row | {f"stage_{number}": step.last for number, step in enumerate(road.stages, 1)})
    return rows


def _months(plan: Plan) -> Rows:
    """One line for each month in which something happens: its days, and what they are for."""
    dates = plan.found.dates
    rows: Rows = []
    for at in sorted({month(one.day.year, one.day.month) for one in dates}):
        own = [one for one in dates if at.start <= one.day <= at.end]
        stages = [(stage.name, [one for one in own if one.stage == stage.name]) for stage in plan.stages]
        rows.append({
            "month": at.label, "issue": _days(own, Sort.ISSUE), "due": _days(own, Sort.DUE),
            "stages": "\n".join(f"{name}: {_numbers(some)}" for name, some in stages if some),
            "publish": _named(own, Sort.PUBLISH), "meetings": _named(own, Sort.MEETING),
        })  # fmt: skip
    return rows


def _numbers(some: Sequence[YearDate]) -> str:
    """The days of a month on which something happens, each once: 15, 18 and so on."""
    return ", ".join(dict.fromkeys(str(one.day.day) for one in some))


def _days(some: Sequence[YearDate], sort: Sort) -> str:
    return _numbers([one for one in some if one.sort is sort])


def _named(some: Sequence[YearDate], sort: Sort) -> str:
    """The days of one sort with the committee, a line each."""
    return "\n".join(f"{one.day.day}: {one.meeting.rpartition(', ')[0]}" for one in some if one.sort is sort)


def _clashes(found: YearDates) -> Rows:
    return [
        {
            "kind": "Put right" if one.serious else "Bear in mind", "about": one.about, "found": one.found, "remedy": one.remedy,
            "place": ", ".join(filter(None, (one.place.sheet, one.place.cell))) or one.place.file if one.place else "",
        }
        for one in found.clashes
    ]  # fmt: skip
