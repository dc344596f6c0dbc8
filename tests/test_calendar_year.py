"""The performance calendar: backwards from each meeting, five clear working days, and what cannot be is said."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.calendar import HARBOROUGH, Stage, due_for, in_brief, is_working_day, working_days_between
from pmf_excel.framework.committees import Committee, Meeting, Remit, Route
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Frequency, financial_year, month, parse
from pmf_excel.framework.year_dates import Round, Sort, YearDates, year_dates
from pmf_excel.framework.year_roads import Pace
from pmf_excel.master.year_planner import stage_letters
from pmf_excel.problems import Place
from pmf_excel.reports.reading import read_report
from pmf_excel.returns.expected import expected
from pmf_excel.timetabling import timetable
from pmf_excel.workspace import Workspace
from tests.opens import VALIDATOR, findings
from tests.reported import reported
from tests.test_blocks import printed, table
from tests.test_register import change

YEAR = financial_year(2015)
DAYS = st.dates(date(2015, 4, 1), date(2016, 10, 31))


def council(
    *days: date,
    often: Frequency = Frequency.QUARTERLY,
    rounds: Sequence[Round] = (),
    stages: Sequence[Stage] = HARBOROUGH,
) -> YearDates:
    """The dates of 2015/16 of a council with one committee that meets on some days and gets one report."""
    framework = Framework(
        committees={"CAB": Committee("CAB", "Cabinet", "", "", report_from="Head of Policy")},
        meetings=tuple(Meeting("CAB", day, stands=Place("framework.xlsx", "Meetings", f"B{row}")) for row, day in enumerate(days, 5)),
        routes=(Route("CAB", "quarterly", Remit.EVERYTHING, often, place=Place("framework.xlsx", "Reports", "B5")),),
    )  # fmt: skip
    return year_dates(framework, YEAR, rounds, Pace(stages=stages))


def asked(text: str, *services: str) -> Round:
    """A round that asks some services, with the usual due day."""
    return Round(parse(text), {due_for(parse(text)): services or ("Planning",)})


STAGES = st.lists(st.integers(1, 8), min_size=1, max_size=4).map(
    lambda weeks: [Stage(f"Stage {n}", w) for n, w in enumerate(weeks)]
)


@settings(deadline=None)
@given(st.lists(DAYS, max_size=12, unique=True), STAGES, st.sampled_from([Frequency.QUARTERLY, Frequency.ANNUAL]))
def test_every_paper_is_out_five_clear_working_days_before_and_every_step_ends_on_a_working_day(
    days: list[date], stages: list[Stage], often: Frequency
) -> None:
    found = council(*days, stages=stages, often=often)
    for road in found.roads:
        assert working_days_between(road.publication, road.meeting.on) >= 5
        assert all(is_working_day(step.last) for step in road.steps[:-1]) and is_working_day(road.begins)
        assert all(one.last < two.last for one, two in itertools.pairwise(road.steps))
        assert road.steps[0].first > road.period.end
        assert [(step.last - step.first).days + 1 for step in road.stages] == [7 * stage.weeks for stage in stages]
        assert road.stages[min(1, len(stages) - 1)].last > due_for(road.period)
    moved = [one for one in found.dates if one.sort is not Sort.MEETING]
    assert all(is_working_day(one.day) for one in moved)
    assert len({one.key for one in found.dates}) == len(found.dates)


@settings(deadline=None)
@given(st.lists(DAYS, max_size=12, unique=True))
def test_each_quarter_has_a_meeting_or_is_said_to_have_none(days: list[date]) -> None:
    found = council(*days)
    told = " ".join(one.found for one in found.clashes if one.serious)
    for number in range(1, 5):
        label = f"Quarter {number} 2015/16"
        there = [road for road in found.roads if road.period.label == label]
        assert len(there) + (label in told or "no meeting of it." in told) == 1
        for road in there:  # no earlier meeting could have had it
            between = [day for day in days if road.period.end < day < road.meeting.on]
            assert all(Pace().hindrance(day, road.period) for day in between)


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
    assert (road.begins, road.publication) == (date(2015, 7, 9), date(2015, 8, 27))
    assert [(one.day.isoformat(), one.sort.value, one.what, one.who) for one in found.dates[-3:]] == [
        ("2015-08-26", "Stage ends", "Clearance ends: report for Quarter 1 2015/16 to Cabinet", "Head of Policy"),
        ("2015-08-27", "Publish papers", "Publish the papers for Cabinet", "Committee clerk"),
        ("2015-09-07", "Meeting", "Cabinet: report for Quarter 1 2015/16", "Cabinet"),
    ]


def test_a_round_goes_out_on_the_first_working_day_and_is_due_when_its_services_have_to_answer() -> None:
    march = parse("March 2016")
    last = Round(march, {date(2016, 4, 10): ("Planning", "Housing"), date(2016, 4, 30): ("Planning",)})
    found = council(rounds=[asked("April 2015"), Round(parse("May 2015"), {}), last])
    assert [(one.day.isoformat(), one.what, one.services) for one in found.dates] == [
        ("2015-05-01", "Issue the returns of April 2015", ("Planning",)),
        ("2015-05-10", "Returns of April 2015 due", ("Planning",)),
        ("2016-04-01", "Issue the returns of March 2016", ("Planning", "Housing")),
        ("2016-04-10", "Returns of March 2016 due", ("Planning", "Housing")),
        ("2016-04-30", "Returns of March 2016 due (annual measures)", ("Planning",)),
    ]
    (off,) = [one for one in found.clashes if not one.serious]
    assert (
        off.found
        == "nobody works on the days on which they are due: 10 May 2015 (Sunday), 10 Apr 2016 (Sunday) and 30 Apr 2016 (Saturday)."
    )
    assert (
        off.remedy
        == "Ask for them by 8 May 2015, 8 Apr 2016 and 29 Apr 2016, or set another day (due_day and annual_due_day)."
    )


def test_a_monthly_meeting_sees_the_latest_figures_that_are_due_before_it() -> None:
    rounds = [asked("April 2015"), asked("May 2015")]
    found = council(
        date(2015, 5, 5), date(2015, 6, 4), date(2015, 6, 10), date(2015, 6, 11), often=Frequency.MONTHLY, rounds=rounds
    )
    assert [(one.day.isoformat(), one.what) for one in found.dates if one.sort is Sort.MEETING] == [
        ("2015-06-04", "Cabinet: figures of April 2015"), ("2015-06-10", "Cabinet: figures of April 2015"),
        ("2015-06-11", "Cabinet: figures of May 2015"),
    ]  # fmt: skip
    told = [(one.place.cell, one.found) for one in found.clashes if one.place and one.place.sheet == "Meetings"]
    assert told == [
        ("B5", "it meets before the returns of April 2015 are due on 10 May 2015. It sees none."),
        ("B6", "it meets before the returns of May 2015 are due on 10 June 2015. It sees those of April 2015."),
        ("B7", "it meets before the returns of May 2015 are due on 10 June 2015. It sees those of April 2015."),
    ]


def test_the_years_report_waits_for_the_annual_figures() -> None:
    """The board of 5 May at the latest, because annual measures are due on 30 April."""
    early, right = date(2016, 6, 9), date(2016, 6, 16)
    found = council(early, right, often=Frequency.ANNUAL)
    assert [(road.period.label, road.meeting.on, road.stages[1].last) for road in found.roads] == [("2015/16", right, date(2016, 5, 3))]  # fmt: skip
    (told,) = found.clashes
    assert told.found == (
        "it is too early for the report for 2015/16. Analysis and Performance Improvement Board would end on 26 April 2016, "
        "and the figures are due on 30 April 2016."
    )


def test_stages_too_long_for_any_meeting_are_said_and_not_dates_that_cannot_be() -> None:
    found = council(date(2015, 9, 7), stages=[Stage("Entry", 26), Stage("Report", 26)])
    assert found.roads == ()
    (one,) = [one for one in found.clashes if one.serious]
    assert (
        one.remedy
        == "With these stages none could. Make them shorter (report_stages in pmf.toml), or agree how it is told."
    )


def test_two_reports_to_one_meeting_are_published_and_met_about_once() -> None:
    found = council(date(2015, 12, 21))
    assert [road.period.label for road in found.roads] == ["Quarter 1 2015/16", "Quarter 2 2015/16"]
    assert [one.what for one in found.dates if one.sort in (Sort.PUBLISH, Sort.MEETING)] == [
        "Publish the papers for Cabinet", "Cabinet: reports for Quarter 1 2015/16 and Quarter 2 2015/16",
    ]  # fmt: skip


def test_a_meeting_that_is_too_early_says_what_would_begin_before_the_quarter_ends() -> None:
    found = council(date(2015, 7, 20), date(2015, 9, 7), date(2015, 12, 7), date(2016, 3, 7), date(2016, 6, 6))
    assert [(road.period.label, road.meeting.on) for road in found.roads] == [
        ("Quarter 1 2015/16", date(2015, 9, 7)), ("Quarter 2 2015/16", date(2015, 12, 7)),
        ("Quarter 3 2015/16", date(2016, 3, 7)), ("Quarter 4 2015/16", date(2016, 6, 6)),
    ]  # fmt: skip
    (early,) = [one for one in found.clashes if one.about == "Cabinet, 20 July 2015"]
    assert early.found.startswith("it is too early for the report for Quarter 1 2015/16. Entry would begin on ")
    assert early.remedy.startswith("A meeting from 27 August 2015 on can have it.")
    assert str(early).startswith("framework.xlsx, sheet Meetings, B5: Cabinet, 20 July 2015: ")
    assert not any(one.serious for one in found.clashes)


def test_a_meeting_that_comes_too_early_is_said_where_the_quarter_has_none() -> None:
    told = council(date(2015, 8, 18)).clashes
    assert [(one.serious, one.place.cell) for one in told if one.place and "Quarter 1" in one.found] == [
        (True, "B5"),
        (False, "B5"),
    ]


@pytest.fixture
def made(workspace: Workspace) -> Workspace:
    timetable(workspace, financial_year(2014))
    return workspace


def test_it_is_written_as_workbook_document_and_calendar_file(made: Workspace) -> None:
    folder = made.path("reports")
    book = openpyxl.load_workbook(folder / "performance calendar 2014-FY.xlsx")
    assert book.sheetnames == ["Dates", "By meeting", "Year planner", "Month by month", "To put right"]
    first = [cell.value for cell in book["Dates"][5]]
    assert first[0].date() == date(2014, 7, 1) and first[1:6] == ["Tuesday", "Issue returns", "Issue the returns of June 2014", "Policy and performance officer", "Jun 2014"]  # fmt: skip
    assert [cell.value for cell in book["By meeting"][4]][3:7] == [
        "Entry by", "Analysis and Performance Improvement Board by", "Report by", "Clearance by",
    ]  # fmt: skip
    cabinet = next([cell.value for cell in row] for row in book["By meeting"].iter_rows(min_row=5))
    assert cabinet[:2] == ["Cabinet", "Q1 2014/15"]
    assert [cell.date().isoformat() for cell in cabinet[2:]] == [
        "2014-07-09", "2014-07-15", "2014-07-22", "2014-07-29", "2014-08-26", "2014-08-27", "2014-09-04",
    ]  # fmt: skip
    report = read_report((folder / "performance calendar 2014-FY.docx").read_bytes())
    shown = {table.about: table.texts for table in report.tables}
    assert shown["The way to each meeting"][1][3] == "4 Sep 2014"
    assert shown["When returns go out and are due"][1:] == [
        ["June 2014", "1 Jul 2014", "10 Jul 2014", "All services"], ["September 2014", "1 Oct 2014", "10 Oct 2014", "All services"],
        ["December 2014", "2 Jan 2015", "10 Jan 2015", "All services"], ["March 2015", "1 Apr 2015", "10 Apr 2015", "All services"],
    ]  # fmt: skip
    events = icalendar.Calendar.from_ical((folder / "performance calendar 2014-FY.ics").read_bytes()).walk("VEVENT")
    days = {str(one["summary"]): one["dtstart"].dt for one in events}
    assert days["Publish the papers for Cabinet"] == date(2014, 8, 27)
    assert days["Cabinet: report for Quarter 1 2014/15"] == date(2014, 9, 4)
    assert days["Returns of June 2014 due"] == date(2014, 7, 10)
    assert len({str(one["uid"]) for one in events}) == len(events)


def test_the_planner_shows_each_day_by_a_letter_and_days_off_in_grey(made: Workspace) -> None:
    page = openpyxl.load_workbook(made.path("reports") / "performance calendar 2014-FY.xlsx")["Year planner"]
    assert [page.cell(row, 1).value for row in (5, 6, 14)] == ["Jul 2014", "Aug 2014", "Apr 2015"]
    july = {number: said for number in range(1, 32) if (said := page.cell(5, number + 1).value)}
    assert july == {1: "I", 10: "D", 15: "E", 18: "E", 22: "A", 23: "E", 25: "A\nE", 29: "R\nM", 30: "A", 31: "M"}
    grey = [number for number in range(1, 32) if page.cell(6, number + 1).fill.fgColor.rgb == "FFD6D9DC"]
    assert grey == [2, 3, 9, 10, 16, 17, 23, 24, 25, 30, 31]  # the 25th is the bank holiday
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage  # on one page, whatever the months


@pytest.mark.parametrize(
    ("stages", "letters"),
    [(["Entry", "Analysis"], "EA"), (["Report", "Review"], "SS"), (["Drafting", "Clearance"], "SS"), (["Entry"], "E")],
)
def test_stages_have_their_own_letters_where_these_can_be_told_apart(stages: list[str], letters: str) -> None:
    assert "".join(stage_letters(stages).values()) == letters


def _one_annual(rows: dict[str, list[dict[str, Any]]]) -> None:
    """The first measure is annual, others are monthly or quarterly."""
    first = rows["measures"][0]
    first["frequency"] = "Annual"
    for sheet in ("targets", "past"):
        rows[sheet] = [one for one in rows[sheet] if one["measure"] != first["code"]]
    first["rule"] = "No target"


@pytest.mark.parametrize("at", ["2014-05", "2014-06", "2015-03"])
def test_the_calendar_expects_what_pmf_issue_asks(tmp_path: Path, at: str) -> None:
    """Monthly, quarterly and annual measures and items: the same services by the same days."""
    workspace, round_month = reported(tmp_path / "one", 4, 4, 2, months=(), change=_one_annual), parse(at)
    found = expected(workspace.asking(workspace.register().framework, workspace.layouts[""]), round_month)
    workspace.issue(round_month, datetime(2015, 4, 1, tzinfo=UTC))
    days: dict[date, list[str]] = {}
    with workspace.ledger.reading() as reader:
        for issued in reader.current_issues(round_month).values():
            one = workspace.request(issued, workspace.layouts[""], reader)
            for day in dict.fromkeys(filter(None, (one.due, one.annual_due))):
                days.setdefault(day, []).append(one.service.name)
    assert found == {day: tuple(names) for day, names in sorted(days.items())}
    assert list(found) == {
        "2014-05": [date(2014, 6, 10)], "2014-06": [date(2014, 7, 10)], "2015-03": [date(2015, 4, 10), date(2015, 4, 30)],
    }[at]  # fmt: skip


def test_no_round_is_in_the_calendar_that_asks_for_nothing(workspace: Workspace) -> None:
    """Everything in the sample is quarterly: nothing to issue in May, and nothing due by the end of April."""
    asking = workspace.asking(workspace.register().framework, workspace.layouts[""])
    asked_in = [number for number in range(1, 13) if expected(asking, month(2014, number))]
    assert asked_in == [3, 6, 9, 12]
    with pytest.raises(Mistyped, match="Nothing is due in May 2014"):
        workspace.issue(month(2014, 5), datetime(2014, 6, 1, tzinfo=UTC), dry_run=True)


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
    for wrong, told in (
        ("Entry", "Entry"),
        ("Entry 1, entry 2", "entry 2"),
        ("Entry 1, Meeting 1", "Meeting 1"),
        ("", ""),
    ):
        path.write_text(f'council = "X"\nreport_stages = "{wrong}"\n', encoding="utf-8")
        with pytest.raises(PutRight, match=f'"report_stages" has "{told}"'):
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
        "Put right: framework.xlsx, sheet Reports, B5: Cabinet: no meeting of it in the register can have the report for Quarter 2 2014/15"
        in result.stdout
    )
    assert result.stdout.rstrip().endswith(f"Next: put the register right, then run: pmf calendar 2014/15 -w {workspace.folder}")  # fmt: skip
    with pytest.raises(Mistyped, match="June 2014 is not a financial year"):
        timetable(workspace, parse("June 2014"))
    with pytest.raises(Mistyped, match="2098/99 has no calendar: bank holidays are known from 1872 to 2100"):
        timetable(workspace, financial_year(2098))
    change(workspace, {("Measures", "D5"): "NONE"})
    with pytest.raises(PutRight, match="the register has to be put right first"):
        timetable(workspace, financial_year(2014))


def test_a_report_tells_of_the_same_stages_as_the_calendar(tmp_path: Path) -> None:
    workspace = reported(tmp_path / "one", 1, 1, 0)
    path = workspace.folder / "pmf.toml"
    path.write_text(path.read_text("utf-8") + '\nreport_stages = "Entry 1, Board 2"\n', encoding="utf-8")
    own = Workspace.open(workspace.folder)
    assert table(printed(own, 'block("stages")'), "Stages of a report") == [["Entry", "1 week"], ["Board", "2 weeks"]]
    shown = table(printed(own, 'block("timetable")'), "Timetable of the report for Quarter 1 2014/15")
    assert [row[0] for row in shown] == ["Entry", "Board", "Publication", "Meeting"]
    assert shown[1] == ["Board", "2 weeks", "8 Jul 2014", "21 Jul 2014", "1 Aug 2014"]
    (road,) = [one for one in timetable(own, financial_year(2014), dry_run=True).dates.roads if one.committee == "CAB" and one.period.number == 1]  # fmt: skip
    assert road.meeting.on == date(2014, 8, 12) and in_brief(road.stages[1].last) == shown[1][4]
