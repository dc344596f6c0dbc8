"""The performance calendar of a workspace: worked out from its register and settings, and put in place as Excel, Word and calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pmf_excel.docket import FORMATS
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.files import put_in_place
from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.year_dates import YearDates, year_dates
from pmf_excel.made import put_made
from pmf_excel.mail.dates import DueDay, calendar
from pmf_excel.master.calendar_book import build_calendar
from pmf_excel.problems import errors_in
from pmf_excel.shelves import REGISTER, Progress, quiet
from pmf_excel.workspace import Workspace

#: The format of the Word document: it goes to officers, and to no committee.
FORMAT = "briefing"


@dataclass(frozen=True)
class Timetable:
    """A year's dates, and the files they were written to, or would be."""

    dates: YearDates
    files: tuple[Path, ...]

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {
            "year": self.dates.year.id, "files": [str(path) for path in self.files],
            "dates": [
                {"day": one.day.isoformat(), "sort": one.sort.value, "what": one.what, "who": one.who, "period": one.period.id, "meeting": one.meeting}
                for one in self.dates.dates
            ],
            "to_put_right": [
                {"where": one.about, "found": one.found, "remedy": one.remedy, "serious": one.serious} for one in self.dates.clashes
            ],
        }  # fmt: skip


def timetable(workspace: Workspace, year: Period, dry_run: bool = False, say: Progress = quiet) -> Timetable:
    """Write the calendar of a year; with ``dry_run`` only say where.

    Raises Mistyped when the period is no financial year, and PutRight when the register holds errors.
    """
    from pmf_excel.reports.calendar_document import (
        calendar_document,
    )  # python-docx is slow to load, and only needed here
    from pmf_excel.reports.chosen import in_force

    if year.length is not Length.YEAR:
        raise Mistyped(f"{year.label} is not a financial year. Write it as 2015/16.")
    register = workspace.register()
    if wrong := errors_in(register.problems):
        raise PutRight(
            f"{workspace.folder / REGISTER}: the register has to be put right first. Then run the same command again.",
            tuple(wrong),
        )
    framework, settings = register.framework, workspace.settings
    found = year_dates(framework, year, settings.deadlines, settings.timetable)
    # The calendar follows from the register alone, so it carries the year's first day and no clock's.
    made = datetime(year.start.year, year.start.month, year.start.day, tzinfo=UTC)
    folder, stem = workspace.path("reports"), f"performance calendar {year.id}"
    book = build_calendar(
        found, framework, settings.timetable, settings.council, workspace.layout("calendar"), workspace.theme, made
    )
    format_path = in_force(workspace.folders(FORMATS), FORMAT, ".docx", "committee format", year.start)
    words = calendar_document(
        found,
        framework,
        settings.timetable,
        settings.council,
        format_path,
        workspace.theme,
        made,
        settings.report_points,
    )
    days = [
        DueDay(
            one.day,
            "|".join((settings.council, "calendar", one.sort.value, one.period.id, one.what)),
            one.what,
            "\n".join(filter(None, (one.who, one.meeting))),
        )
        for one in found.dates
    ]
    files = [
        put_made(folder / f"{stem}.xlsx", book, say, dry_run),
        put_made(folder / f"{stem}.docx", words, say, dry_run),
    ]
    dates = folder / f"{stem}.ics"
    if not dry_run:
        put_in_place(dates, calendar(days, made))
    return Timetable(found, (*files, dates))
