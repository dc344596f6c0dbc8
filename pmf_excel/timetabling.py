"""The performance calendar of a workspace: worked out from its register and settings, and put in place as Excel, Word and calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pmf_excel.docket import FORMATS
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.files import put_in_place
from pmf_excel.framework.calendar import bank_holidays
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Length, Period, month
from pmf_excel.framework.year_dates import Round, Sort, YearDate, YearDates, year_dates
from pmf_excel.framework.year_roads import Pace
from pmf_excel.made import put_made
from pmf_excel.mail.dates import DueDay, calendar
from pmf_excel.master.calendar_book import Plan, build_calendar
from pmf_excel.problems import errors_in
from pmf_excel.returns.expected import expected
from pmf_excel.shelves import REGISTER, Progress, quiet
from pmf_excel.workspace import Workspace

#: The format of the Word document: it goes to officers, and to no committee.
FORMAT = "briefing"
#: How many years beyond its own the way of a year's reports may lead, with the longest stages there can be.
_AHEAD = 3


@dataclass(frozen=True)
class Timetable:
    """A year's dates, and the files they were written to, or would be."""

    dates: YearDates
    files: tuple[Path, ...]
    framework: Framework

    def named(self, committee: str) -> str:
        """A committee's name."""
        return self.framework.committees[committee].name

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {
            "year": self.dates.year.id, "files": [str(path) for path in self.files],
            "dates": [
                {"day": one.day.isoformat(), "sort": one.sort.value, "what": one.what, "who": one.who, "period": one.period.id,
                 "meeting": one.meeting, "stage": one.stage, "services": list(one.services)}
                for one in self.dates.dates
            ],
            "to_put_right": [
                {"where": one.about, "place": str(one.place or ""), "found": one.found, "remedy": one.remedy, "serious": one.serious}
                for one in self.dates.clashes
            ],
        }  # fmt: skip


def timetable(workspace: Workspace, year: Period, dry_run: bool = False, say: Progress = quiet) -> Timetable:
    """Write the calendar of a year; with ``dry_run`` only say where.

    Raises Mistyped when the period is no financial year, or one whose bank holidays nobody knows, and PutRight when the register
    holds errors.
    """
    # python-docx is slow to load, and only needed here
    from pmf_excel.reports.calendar_document import calendar_document
    from pmf_excel.reports.chosen import in_force

    if year.length is not Length.YEAR:
        raise Mistyped(f"{year.label} is not a financial year. Write it as 2015/16.")
    try:
        bank_holidays(year.start.year, year.end.year + _AHEAD)
    except ValueError as why:
        raise Mistyped(f"{year.label} has no calendar: {why}. Check the year.") from why
    register = workspace.register()
    if wrong := errors_in(register.problems):
        raise PutRight(
            f"{workspace.folder / REGISTER}: the register has to be put right first. Then run the same command again.",
            tuple(wrong),
        )
    framework, settings = register.framework, workspace.settings
    asking = workspace.asking(framework, workspace.layouts[""])
    first = month(year.start.year, year.start.month)
    rounds = [Round(one, expected(asking, one)) for one in (first.back(-number) for number in range(12))]
    found = year_dates(framework, year, rounds, Pace(settings.deadlines, settings.timetable))
    # The calendar follows from the register alone, so it carries the year's first day and no clock's.
    made = datetime(year.start.year, year.start.month, year.start.day, tzinfo=UTC)
    plan = Plan(found, framework, settings.timetable, settings.council, made)
    format_path = in_force(workspace.folders(FORMATS), FORMAT, ".docx", "committee format", year.start)
    book = build_calendar(plan, workspace.layout("calendar"), workspace.theme)
    words = calendar_document(plan, format_path, workspace.theme, settings.report_points)
    folder, stem = workspace.path("reports"), f"performance calendar {year.id}"
    files = [
        put_made(folder / f"{stem}.xlsx", book, say, dry_run),
        put_made(folder / f"{stem}.docx", words, say, dry_run),
    ]
    dates = folder / f"{stem}.ics"
    if not dry_run:
        put_in_place(dates, calendar([_event(settings.council, one) for one in found.dates], made))
    return Timetable(found, (*files, dates), framework)


def _event(council: str, one: YearDate) -> DueDay:
    """A date as an event: what it is known by does not change with its wording."""
    services = f"Services: {', '.join(one.services)}" if one.services else ""
    meeting = f"For: {one.meeting}" if one.meeting and one.sort is not Sort.MEETING else ""
    text = "\n".join(filter(None, (f"Who: {one.who}", meeting, services)))
    return DueDay(one.day, f"{council}|calendar|{one.key}", one.what, text)
