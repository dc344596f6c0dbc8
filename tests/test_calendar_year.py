"""The performance calendar: backwards from each meeting, five clear working days, and what cannot be is said."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import icalendar
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.calendar import HARBOROUGH, is_working_day, working_days_between
from pmf_excel.framework.committees import Committee, Meeting
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import financial_year, parse
from pmf_excel.framework.year_dates import Sort, YearDates, year_dates
from pmf_excel.reports.reading import read_report
from pmf_excel.timetabling import timetable
from pmf_excel.workspace import Workspace
from tests.opens import VALIDATOR, findings
from tests.test_register import change

YEAR = financial_year(2015)
DAYS = st.dates(date(2015, 4, 1), date(2016, 10, 31))


def council(*days: date, name: str = "Cabinet") -> YearDates:
    """The dates of 2015/16 of a council with one committee that meets on some days."""
    framework = Framework(
        committees={"CAB": Committee("CAB", name, "", "")}, meetings=tuple(Meeting("CAB", day) for day in days)
    )
    return year_dates(framework, YEAR)


@settings(deadline=None)
@given(st.lists(DAYS, max_size=12, unique=True))
def test_every_agenda_is_out_five_clear_working_days_before_and_every_step_ends_on_a_working_day(
    days: list[date],
) -> None:
    found = council(*days)
    for road in found.roads:
        published = road.step("Publication")
        assert published is not None and working_days_between(published.last, road.meeting.on) >= 5
        assert all(is_working_day(step.last) for step in road.steps[:-1])
        assert all(one.last < two.last for one, two in zip(road.steps, road.steps[1:], strict=False))
        assert road.steps[0].first > road.period.end
        lengths = [(step.last - step.first).days + 1 for step in road.steps[:4]]
        assert lengths == [7 * stage.weeks for stage in HARBOROUGH]


@settings(deadline=None)
@given(st.lists(DAYS, max_size=12, unique=True))
def test_each_quarter_has_a_meeting_or_is_said_to_have_none(days: list[date]) -> None:
    found = council(*days)
    told = " ".join(one.found for one in found.clashes if one.serious)
    for number in range(1, 5):
        label = f"Quarter {number} 2015/16"
        there = [road for road in found.roads if road.period.label == label]
        assert len(there) == 1 or (not there and (label in told or "no meeting of it" in told))


@settings(deadline=None)
@given(st.lists(DAYS, max_size=8))
def test_a_meeting_on_a_day_off_or_twice_on_a_day_is_said(days: list[date]) -> None:
    told = {(one.about, one.found) for one in council(*days).clashes}
    for day in days:
        about = f"Cabinet, {day.day} {day.strftime('%B %Y')}"
        if day > YEAR.end + timedelta(days=120):
            continue
        assert is_working_day(day) != any(where == about and "the meeting is on a" in what for where, what in told)
        assert (days.count(day) > 1) == any(
            where == about and "meetings of it on this day" in what for where, what in told
        )


def test_the_way_to_a_meeting_by_hand() -> None:
    """Worked out on paper: the Executive of 7 September 2015, after the bank holiday of 31 August."""
    found = council(date(2015, 9, 7))
    (road,) = found.roads
    assert [(step.name, step.first.isoformat(), step.last.isoformat()) for step in road.steps] == [
        ("Entry", "2015-07-09", "2015-07-15"), ("Analysis and Performance Improvement Board", "2015-07-16", "2015-07-22"),
        ("Report", "2015-07-23", "2015-07-29"), ("Clearance", "2015-07-30", "2015-08-26"),
        ("Publication", "2015-08-27", "2015-08-27"), ("Meeting", "2015-09-07", "2015-09-07"),
    ]  # fmt: skip
    assert found.dates[0].what == "Issue the returns of April 2015" and found.dates[0].day == date(2015, 5, 1)
    due = [(one.day, one.what) for one in found.dates if one.sort is Sort.DUE and one.period == parse("March 2016")]
    assert due == [
        (date(2016, 4, 10), "Returns of March 2016 due"),
        (date(2016, 4, 30), "Returns of March 2016 due (annual measures)"),
    ]


def test_a_meeting_that_is_too_early_says_what_would_begin_before_the_quarter_ends() -> None:
    found = council(date(2015, 7, 20), date(2015, 9, 7), date(2015, 12, 7), date(2016, 3, 7), date(2016, 6, 6))
    assert [(road.period.label, road.meeting.on) for road in found.roads] == [
        ("Quarter 1 2015/16", date(2015, 9, 7)), ("Quarter 2 2015/16", date(2015, 12, 7)),
        ("Quarter 3 2015/16", date(2016, 3, 7)), ("Quarter 4 2015/16", date(2016, 6, 6)),
    ]  # fmt: skip
    (early,) = [one for one in found.clashes if one.about == "Cabinet, 20 July 2015"]
    assert early.found.startswith("it is too early for the report for Quarter 1 2015/16. Entry would begin on ")
    assert not any(one.serious for one in found.clashes)


@pytest.fixture
def made(workspace: Workspace) -> Workspace:
    timetable(workspace, financial_year(2014))
    return workspace


def test_it_is_written_as_workbook_document_and_calendar_file(made: Workspace) -> None:
    folder = made.path("reports")
    book = openpyxl.load_workbook(folder / "performance calendar 2014-FY.xlsx")
    assert book.sheetnames == ["Dates", "By meeting", "Month by month", "To put right"]
    cabinet = next([cell.value for cell in row] for row in book["By meeting"].iter_rows(min_row=5))
    assert cabinet[:2] == ["Cabinet", "Quarter 1 2014/15"]
    assert [cell.date().isoformat() for cell in cabinet[2:]] == [
        "2014-07-09", "2014-07-15", "2014-07-22", "2014-07-29", "2014-08-26", "2014-08-27", "2014-09-04",
    ]  # fmt: skip
    report = read_report((folder / "performance calendar 2014-FY.docx").read_bytes())
    shown = {table.about: table.texts for table in report.tables}
    assert shown["The way to each meeting"][1][2] == "4 Sep 2014"
    assert shown["When returns go out and are due"][3] == ["June 2014", "1 Jul 2014", "10 Jul 2014"]
    events = icalendar.Calendar.from_ical((folder / "performance calendar 2014-FY.ics").read_bytes()).walk("VEVENT")
    days = {str(one["summary"]): one["dtstart"].dt for one in events}
    assert days["Publish the agenda of Cabinet"] == date(2014, 8, 27)
    assert days["Cabinet has the report for Quarter 1 2014/15"] == date(2014, 9, 4)
    assert len({str(one["uid"]) for one in events}) == len(events)


def test_the_same_register_gives_the_same_bytes_and_they_open(made: Workspace) -> None:
    paths = sorted(made.path("reports").glob("performance calendar*"))
    before = {path: path.read_bytes() for path in paths}
    assert len(before) == 3
    timetable(made, financial_year(2014))
    assert {path: path.read_bytes() for path in paths} == before
    if VALIDATOR:
        assert {path.name: found for path in paths if path.suffix != ".ics" and (found := findings(path))} == {}


def test_the_stages_are_the_councils_own(workspace: Workspace) -> None:
    path = workspace.folder / "pmf.toml"
    path.write_text(path.read_text("utf-8") + '\nreport_stages = "Entry 1, Board 2"\n', encoding="utf-8")
    found = timetable(Workspace.open(workspace.folder), financial_year(2014), dry_run=True)
    road = next(one for one in found.dates.roads if one.committee == "CAB")
    assert [step.name for step in road.steps] == ["Entry", "Board", "Publication", "Meeting"]
    path.write_text('council = "X"\nreport_stages = "Entry"\n', encoding="utf-8")
    with pytest.raises(PutRight, match='"report_stages" has "Entry"'):
        Workspace.open(workspace.folder)


def test_the_command_says_what_to_put_right_and_ends_with_1(workspace: Workspace, tmp_path: Path) -> None:
    words = ["calendar", "2014/15", "-w", str(workspace.folder)]
    dry = CliRunner().invoke(pmf, [*words, "--dry-run", "--json"])
    told = json.loads(dry.stdout)
    assert dry.exit_code == 1 and not list(workspace.path("reports").glob("performance*"))
    assert {"Cabinet", "Overview and Scrutiny Committee"} <= {
        one["where"] for one in told["to_put_right"] if one["serious"]
    }
    result = CliRunner().invoke(pmf, words)
    assert result.exit_code == 1
    assert (
        "To put right: Cabinet: no meeting of it in the register can have the report for Quarter 2 2014/15"
        in result.stdout
    )
    with pytest.raises(Mistyped, match="June 2014 is not a financial year"):
        timetable(workspace, parse("June 2014"))
    change(workspace, {("Measures", "D5"): "NONE"})
    with pytest.raises(PutRight, match="the register has to be put right first"):
        timetable(workspace, financial_year(2014))
