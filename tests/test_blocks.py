"""Blocks about the round: golden thread, services, returns, matters arising, timetable, sources, the document, the year; read back from the finished report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.docket import Docket, Wanted
from pmf_excel.errors import PutRight
from pmf_excel.framework.committees import Meeting, Question
from pmf_excel.framework.matters import arising, before
from pmf_excel.framework.periods import month, parse
from pmf_excel.framework.status import Rag
from pmf_excel.ledger.audience import Audience
from pmf_excel.ledger.sentences import counted, headline, serves
from pmf_excel.problems import Place
from pmf_excel.reports import said
from pmf_excel.reports.blocks.every import every
from pmf_excel.reports.elements import Element, Item, Paragraph, Table
from pmf_excel.reports.facts import Facts
from pmf_excel.reports.make import Order, facts_of
from pmf_excel.reports.reading import ReadReport, read_report
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests import everything
from tests.conftest import JUNE
from tests.reported import reported
from tests.test_position import SAID, Council, figure, measure, target

APRIL, MAY = month(2014, 4), month(2014, 5)
HEAD = '+++\nname = "A kind"\nrounds = "{rounds}"\nremit = "everything"\n+++\n== title ==\n\nA title\n\n== detail ==\n\n## Detail\n\n'
AMENDMENTS = [
    {"on": date(2014, 4, 1), "kind": "Other", "what": "The framework was reviewed.", "approved_by": "Cabinet"},
    {"on": date(2014, 5, 6), "kind": "Target changed", "item": "S101", "what": "Raised from 70.", "approved_by": "Housing Committee"},
    {"on": date(2014, 6, 2), "kind": "Tolerance changed", "item": "S202", "what": "Now 5 points."},
]  # fmt: skip
QUESTIONS = [
    {"committee": "CAB", "on": date(2014, 6, 3), "question": "Why do repairs take longer?", "asked_by": "Leader of the Council",
     "service": "S1", "item": "S101", "answer": "Two posts stood vacant.", "answered_on": date(2014, 6, 20)},
    {"committee": "CAB", "on": date(2014, 6, 3), "question": "When does the contract begin?", "service": "S2"},
    {"committee": "ENV", "on": date(2014, 6, 10), "question": "Which bins were missed?", "service": "S3"},
]  # fmt: skip


def change(rows: dict[str, list[dict[str, Any]]]) -> None:
    rows["questions"] = QUESTIONS
    rows["amendments"] = AMENDMENTS
    rows["document"] = [
        {"property": "Document name", "value": "Framework"},
        {"property": "Approved by", "value": "Cabinet"},
    ]
    rows["versions"] = [
        {"version": "V01.00", "description": "First version.", "on": date(2013, 4, 1)},
        {"version": "V02.00", "description": "Reviewed.\nApproved by Cabinet.", "on": date(2014, 4, 1)},
        {"version": "V03.00", "description": "To come.", "on": date(2014, 12, 1)},
    ]  # fmt: skip
    rows["targets"] += [{"measure": "S101", "period": "2013/14", "target": Decimal(70)}]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return reported(tmp_path_factory.mktemp("blocks") / "council", months=(APRIL, MAY, JUNE), change=change)


@pytest.fixture(scope="module")
def docket(walked: Workspace) -> Docket:
    return walked.docket(JUNE)


@pytest.fixture(scope="module")
def facts(docket: Docket) -> Facts:
    committee = Wanted("CAB").committee_in(docket.framework)
    order = Order(committee, docket.meeting_of(committee, None))
    return facts_of(docket.kind("quarterly", date(2014, 7, 8)), docket.view(Audience(exempt=False)), order)


def printed(workspace: Workspace, block: str, at: Any = JUNE, rounds: str = "month", **wanted: Any) -> ReadReport:
    """A report that is one block, as it can be read in the finished document."""
    path = workspace.folder / "report_templates" / "kinds" / "one-block.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(rounds=rounds) + f"Before.\n\n{{{{ {block} }}}}\n", encoding="utf-8")
    return read_report(workspace.docket(at).document("one-block", "plain", Wanted(**wanted)).data)


def table(report: ReadReport, about: str) -> list[list[str]]:
    """The rows of the one table that is said to show something, below its headings."""
    (found,) = [one for one in report.tables if one.about == about]
    assert found.heading_rows == 1 and len(found.texts[0]) <= 6
    return found.texts[1:]


def make(facts: Facts, workspace: Workspace, name: str, *given: object, **options: object) -> list[Element]:
    block = next(one for one in every(workspace.theme) if one.name == name)
    return list(block.make(facts, *given, **options))


def words(elements: list[Element]) -> list[str]:
    return ["".join(run.text for run in one.runs) for one in elements if isinstance(one, Paragraph | Item)]


def codes(rows: list[list[str]]) -> list[str]:
    return [row[0].split(" ")[0] for row in rows]


def test_the_scorecard_has_everything_that_serves_the_plan_once(walked: Workspace, facts: Facts) -> None:
    report = printed(walked, 'block("scorecard")')
    golden = facts.round.thread
    position = facts.position
    shown = []
    for strand in golden.strands:
        rows = table(report, f"{strand.name}: what serves it")
        assert f"It stands {strand.rag}. {serves(strand.whole)}" in report.text
        shown += [row for row in rows if not row[0].startswith("Outcome: ")]
        for outcome in strand.below:
            (row,) = [row for row in rows if row[0] == f"Outcome: {outcome.name}\n{serves(outcome.whole)}"]
            assert row[3] == (f"{'●■▲'[list(Rag).index(outcome.rag)]} {outcome.rag}" if outcome.rag else "○ Not rated")
    by_code = {row[0].split(" ")[0]: row for row in shown}
    activities = {one.code: one for one in position.items.activities}
    assert len(shown) == len(by_code)
    assert (
        by_code.keys()
        == {line.measure for line in position.lines} | {one.code for one in position.not_due} | activities.keys()
    )
    for line in position.lines:
        row, ahead = by_code[line.measure], facts.view.outlooks[line.measure]
        assert row[1:3] == [said.target(line), said.actual(line)]
        assert row[3].split("\n")[0] == line.status.shown
        expected = said.figure(line, ahead.year_end.value) if ahead.year_end else "–"
        assert row[4].split("\n")[0] == expected
    assert {code: by_code[code][3] for code in activities} == {
        code: one.status.shown for code, one in activities.items()
    }
    both = next(line for line in position.lines if line.travel.value and line.long_travel.value)
    assert by_code[both.measure][3].split("\n")[1:] == [
        f"{'↑' if both.travel.value == 'Better' else '↓' if both.travel.value == 'Worse' else '→'} {both.travel.value}",
        f"{'↑' if both.long_travel.value == 'Better' else '↓' if both.long_travel.value == 'Worse' else '→'} {both.long_travel.value} on last year",
    ]  # fmt: skip


def test_how_each_priority_stands(walked: Workspace, facts: Facts) -> None:
    rows = table(printed(walked, 'block("priorities_now")'), "How each priority stands")
    assert [row[0] for row in rows] == [one.name for one in facts.round.thread.strands]
    assert [row[2] for row in rows] == [serves(one.whole) for one in facts.round.thread.strands]


def test_a_line_for_each_service_with_its_counts(walked: Workspace, facts: Facts) -> None:
    *rows, whole = table(printed(walked, 'block("services")'), "Measures of each service by status")
    for service, row in zip(("S1", "S2", "S3"), rows, strict=True):
        counts = facts.position.counts([line for line in facts.lines if line.terms.service == service])
        colours = [counts.coloured(rag) for rag in Rag]
        assert row == [f"Service {service[1]}", *map(str, colours), str(counts.total - counts.rated), str(counts.total)]
    assert whole == ["All services", *(str(sum(int(row[n]) for row in rows)) for n in range(1, 6))]
    assert int(whole[5]) == facts.counts.total


def test_returns_say_when_they_came_how_late_and_how_they_stand(
    workspace: Workspace, issued: dict[str, Outgoing], put: Callable[[str, bytes], Path], right: Callable[[Outgoing], bytes], typed: Callable[..., bytes]
) -> None:  # fmt: skip
    put("reg.xlsx", right(issued["REG"]))
    put("leis.xlsx", typed(issued["LEIS"].data, {"LS05": {"figure": "about 3"}}))
    put("cust.xlsx", typed(issued["CUST"].data, {"CS01": {"figure": Decimal(96)}}, signed=False))
    workspace.collect(datetime(2014, 7, 14, 9, tzinfo=UTC))
    returned = {one.issued.service: one for one in workspace.position(JUNE)[0].returns}
    report = printed(workspace, 'block("returns")')
    rows = {row[0]: row[1:] for row in table(report, "Returns of the round: due, received, and how they stand")}
    assert rows["Regulatory Services"][:2] + rows["Regulatory Services"][3:] == [
        "10 Jul 2014", "14 Jul 2014\n4 days late", "● Complete" if returned["REG"].taken == returned["REG"].asked else "■ Part returned",
    ]  # fmt: skip
    assert rows["Leisure Services"][1:] == [
        "14 Jul 2014\n4 days late",
        f"0 of {returned['LEIS'].asked}",
        "■ Being put right",
    ]
    assert rows["Customer Services"][1:] == [
        "14 Jul 2014\n4 days late",
        f"1 of {returned['CUST'].asked}",
        "■ Part returned",
    ]
    assert rows["HR"] == ["10 Jul 2014", "–\n4 days late", f"0 of {returned['HR'].asked}", "▲ Not returned"]
    report = printed(workspace, 'block("awaited")')
    rows = {row[0]: row[1:] for row in table(report, "What is still awaited or being put right, by service")}
    assert rows["Leisure Services"][:2] == [str(returned["LEIS"].asked - 1), "1"] and rows["Leisure Services"][
        2
    ].startswith("LS05")
    assert rows["Customer Services"][:2] == [str(returned["CUST"].asked - 1), "0"]
    assert rows["Customer Services"][2].startswith("CS02a, CS02b") and "CS01" not in rows["Customer Services"][2]
    assert rows["HR"][:2] == [str(returned["HR"].asked), "0"] and rows["HR"][2].startswith("HR01, HR02, HR03, HR05")


def test_much_that_is_awaited_is_counted_and_what_was_asked_again_says_for_when(tmp_path: Path) -> None:
    workspace = everything.council(tmp_path / "council", services=1, measures=20, items=0)
    workspace.issue(MAY, datetime(2014, 6, 1, 9, tzinfo=UTC))
    workspace.issue(JUNE, datetime(2014, 7, 1, 9, tzinfo=UTC))
    ((service, awaited, held, which),) = table(
        printed(workspace, 'block("awaited")'), "What is still awaited or being put right, by service"
    )
    rows = workspace.position(JUNE)[0].rows
    assert (service, int(awaited), held) == ("Service 1", len(rows), "0")
    named = [f"{row.code} (May 2014)" if row.part == "catch_up" else row.code for row in rows]
    assert which == f"{', '.join(named[:12])} and {len(rows) - 12} more"
    assert any(row.part == "catch_up" for row in rows)


def asked(committee: str, on: date, answer: str = "", answered_on: date | None = None) -> Question:
    return Question(committee, on, f"{committee} {on}", Place("framework.xlsx"), answer=answer, answered_on=answered_on)


def test_a_question_is_told_until_it_is_answered_and_its_answer_once() -> None:
    first, second, third = date(2014, 3, 4), date(2014, 6, 3), date(2014, 9, 2)
    meetings = [Meeting("CAB", day) for day in (first, second, third)] + [Meeting("ENV", date(2014, 8, 1))]
    open_ = asked("CAB", first)
    told = asked("CAB", first, "Yes", date(2014, 5, 1))
    fresh = asked("CAB", second, "No", date(2014, 6, 3))
    undated = asked("CAB", first, "Perhaps")
    later = asked("CAB", third, "Soon")
    other = asked("ENV", date(2014, 7, 1), "Never", date(2014, 7, 2))
    every_ = [later, fresh, told, open_, undated, other]
    assert arising(every_, meetings, second) == [told, open_, undated]
    assert arising(every_, meetings, third) == [open_, fresh]  # the Environment Committee met since it was answered
    assert arising([other], meetings[:3], third) == [other]
    assert arising(every_, meetings, first) == []
    assert before(third, date(2014, 7, 8)) == third
    assert before(None, date(2014, 7, 8)) == date(2014, 7, 9)


def test_matters_arising_are_those_of_the_committee(walked: Workspace) -> None:
    rows = table(printed(walked, 'block("matters")', committee="CAB"), "Questions of members, with their answers")
    title = next(line.terms.title for line in walked.position(JUNE)[0].lines if line.measure == "S101")
    assert rows == [
        ["3 June 2014\nLeader of the Council", f"Why do repairs take longer?\nAbout S101 {title}", "Two posts stood vacant.\nAnswered on 20 June 2014."],
        ["3 June 2014", "When does the contract begin?", "Not answered yet.\nService 2 is to answer."],
    ]  # fmt: skip
    rows = table(
        printed(walked, 'block("matters", "open")', committee="CAB"), "Questions of members, with their answers"
    )
    assert rows == [
        ["3 June 2014", "When does the contract begin?", "Not answered yet.\nService 2 is to answer."],
        ["10 June 2014\nEnvironment Committee", "Which bins were missed?", "Not answered yet.\nService 3 is to answer."],
    ]  # fmt: skip
    assert printed(walked, 'block("matters")', committee="HOU").tables[1:] == []


def test_the_timetable_has_the_days_of_this_quarter_and_its_meeting(walked: Workspace) -> None:
    report = printed(walked, 'block("timetable")')
    assert table(report, "Timetable of the report for Quarter 1 2014/15") == [
        ["Entry", "1 week", "1 Jul 2014", "7 Jul 2014", "20 Jun 2014"],
        ["Analysis and Performance Improvement Board", "1 week", "8 Jul 2014", "14 Jul 2014", "27 Jun 2014"],
        ["Report", "1 week", "15 Jul 2014", "21 Jul 2014", "4 Jul 2014"],
        ["Clearance", "4 weeks", "22 Jul 2014", "18 Aug 2014", "1 Aug 2014"],
        ["Publication", "5 clear working days", "–", "–", "4 Aug 2014"],
        ["Meeting", "–", "–", "–", "12 Aug 2014"],
    ]
    assert "With its full weeks for each stage the report would come too late for this meeting:" in report.text
    assert "Entry would begin on 14 June 2014 before the quarter ends on 30 June 2014." in report.text
    assert printed(walked, 'block("timetable")', MAY).tables[1:] == []  # May ends no quarter
    assert table(printed(walked, 'block("stages")'), "Stages of a report") == [
        ["Entry", "1 week"], ["Analysis and Performance Improvement Board", "1 week"], ["Report", "1 week"], ["Clearance", "4 weeks"],
    ]  # fmt: skip


def test_a_bank_holiday_on_the_way_is_said_and_no_meeting_leaves_its_column_out(tmp_path: Path) -> None:
    def later(rows: dict[str, list[dict[str, Any]]]) -> None:
        rows["meetings"] = [{"committee": "CAB", "on": date(2014, 9, 4)}]

    report = printed(reported(tmp_path / "one", 1, 1, 0, change=later), 'block("timetable")')
    rows = table(report, "Timetable of the report for Quarter 1 2014/15")
    assert [row[-1] for row in rows[-3:]] == ["26 Aug 2014", "27 Aug 2014", "4 Sep 2014"]
    assert "25 August 2014 (Late Summer Bank Holiday) is a bank holiday and counts as no working day." in report.text

    def none(rows: dict[str, list[dict[str, Any]]]) -> None:
        rows["meetings"] = []

    report = printed(reported(tmp_path / "two", 1, 1, 0, change=none), 'block("timetable")')
    assert table(report, "Timetable of the report for Quarter 1 2014/15")[0] == [
        "Entry",
        "1 week",
        "1 Jul 2014",
        "7 Jul 2014",
    ]


def test_each_figure_names_its_file_sheet_cell_and_who_signed_it(walked: Workspace, facts: Facts) -> None:
    report = printed(walked, 'block("sources", "all")')
    found = {(row[0], row[1]): (one.about, row) for one in report.tables for row in one.texts[1:] if one.about.startswith("Figures from ")}  # fmt: skip
    for line in facts.lines:
        about, row = found[line.measure, line.figure_period.short]
        assert line.source is not None
        place = line.source.place
        assert about == f"Figures from {place.file}"
        assert row[2:] == [said.actual(line), f"{place.sheet} {place.cell}"]
        assert line.signed_by == "Head of service"
    monthly = next(line for line in facts.lines if line.period == JUNE and line.previous is not None)
    about, row = found[monthly.measure, "May 2014"]
    assert about == f"Figures from {monthly.terms.service} 2014-05.xlsx"
    assert row[2] == said.figure(monthly, monthly.previous)
    assert facts.position.origins[monthly.measure, MAY].signed_by == "Head of service"
    past = next(line for line in facts.lines if line.period == parse("Q1 2014/15") and line.previous is not None)
    register = next(
        one for one in facts.framework.past if (one.measure, one.period) == (past.measure, past.period.back())
    )
    about, row = found[past.measure, "Q4 2013/14"]
    assert (about, row[3]) == ("Figures from framework.xlsx", f"Past figures {register.place.cell}")
    headings = [one.text for one in report.headings if one.text.endswith(".xlsx")]
    assert headings[-1] == "framework.xlsx"  # what is the register's own comes last
    assert (
        report.text.count("These are past figures of the council's register. No return was asked for their periods.")
        == 1
    )
    assert "Received on 8 July 2014. It was signed off by the Head of service." in report.text
    items = facts.position.items
    for work in items.activities:
        assert found[work.code, "Jun 2014"][1][2] == work.status.value
    for budget in items.budgets:
        assert found[budget.code, "Jun 2014"][1][2].startswith("£")


def test_sources_of_exceptions_are_theirs_alone(walked: Workspace, facts: Facts) -> None:
    report = printed(walked, 'block("sources", "exceptions")')
    shown = {row[0] for one in report.tables if one.about.startswith("Figures from ") for row in one.texts[1:]}
    assert shown == {line.measure for line in facts.exceptions}


def noted(report: ReadReport) -> dict[tuple[str, str], str]:
    """What is noted beside each figure, by its measure and period."""
    tables = [one for one in report.tables if one.about.startswith("Figures from ")]
    return {(row[0], row[1]): row[4] for one in tables for row in one.texts[1:]}


def test_what_is_provisional_or_the_latest_available_says_so(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start(
        [measure("N"), measure("L", late="Yes")], [target("N", "2014/15", 5), target("L", "2014/15", 5)]
    )  # fmt: skip
    council.round(MAY, {"N": figure(8), "L": figure(7)})
    council.round(JUNE, {"N": figure(9), "L": {"reason": "Not yet available"}}, signed=False, partly=True)
    report = printed(Workspace.open(council.folder), 'block("sources", "all")')
    assert noted(report) == {
        ("N", "Jun 2014"): "provisional", ("L", "May 2014"): "latest available", ("N", "May 2014"): "–",
    }  # fmt: skip
    assert "Received on 5 July 2014. It has not been signed off." in report.text
    assert "Received on 5 June 2014. It was signed off by the Head of service." in report.text


def test_what_was_revised_says_so_and_is_in_the_corrections(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start([measure("N")], [target("N", "2014/15", 5)])
    council.round(JUNE, {"N": figure(9)})
    council.round(JUNE, {"N": figure(3) | {"reply": "Counted twice."}}, datetime(2014, 7, 20, 9, tzinfo=UTC))
    workspace = Workspace.open(council.folder)
    assert noted(printed(workspace, 'block("sources", "all")')) == {("N", "Jun 2014"): "revised"}
    told = "N Measure N, June 2014: 9 was given before; since 20 July 2014 it is 3. The service says: Counted twice."
    assert [one.text for one in printed(workspace, 'block("corrections")').paragraphs if one.bullet] == [told]


def test_an_earlier_figure_that_was_corrected_since_is_among_the_corrections(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start([measure("N")], [target("N", "2014/15", 5)])
    council.round(APRIL, {"N": figure(8)})
    council.round(APRIL, {"N": figure(6)}, datetime(2014, 7, 2, 9, tzinfo=UTC))
    council.round(JUNE, {"N": figure(5)})
    workspace = Workspace.open(council.folder)
    told = "N Measure N, April 2014: 8 was given before; since 2 July 2014 it is 6."
    assert told in printed(workspace, 'block("corrections")').text
    council.round(month(2014, 8), {"N": figure(5)})
    assert told not in printed(workspace, 'block("corrections")', month(2014, 8)).text


def test_the_document_with_its_versions_amendments_and_targets(walked: Workspace, facts: Facts) -> None:
    assert table(printed(walked, 'block("properties")'), "The framework document") == [
        ["Document name", "Framework"], ["Approved by", "Cabinet"],
    ]  # fmt: skip
    assert table(printed(walked, 'block("versions")'), "Versions of the framework document") == [
        ["V01.00", "First version.", "1 Apr 2013"], ["V02.00", "Reviewed.\nApproved by Cabinet.", "1 Apr 2014"], ["V03.00", "To come.", "1 Dec 2014"],
    ]  # fmt: skip
    titles = facts.round.titles
    changed = [
        ["6 May 2014", f"Target changed\nS101 {titles['S101']}", "Raised from 70.", "Housing Committee"],
        ["2 Jun 2014", f"Tolerance changed\nS202 {titles['S202']}", "Now 5 points.", "–"],
    ]
    # Version 3 was not yet there when the figures were known.
    assert table(printed(walked, 'block("amendments")'), "Amendments of the framework") == changed
    everything_ = table(printed(walked, 'block("amendments", since="2014-04-01")'), "Amendments of the framework")
    assert everything_ == [["1 Apr 2014", "Other", "The framework was reviewed.", "Cabinet"], *changed]
    assert (
        table(printed(walked, 'block("amendments", since="2014-05-07")'), "Amendments of the framework") == changed[1:]
    )
    rows = table(printed(walked, 'block("targets")'), "Targets by year")
    lines = {line.measure: line for line in facts.lines}
    assert codes(rows) == ["S101", "S202"]
    assert [row[2] for row in rows] == [said.target(lines["S101"]), said.target(lines["S202"])]
    assert rows[0][1] == said.figure(lines["S101"], Decimal(70)) and rows[1][1] == "–"
    with_target = [code for code in facts.framework.measures if (code, parse("2014/15")) in facts.framework.targets]
    assert codes(table(printed(walked, 'block("targets", "all")'), "Targets by year")) == with_target


def year_of(folder: Path) -> Workspace:
    """A council at the end of a year: outturns that are made of months or quarters, given as a year, or not to be made at all."""
    council = Council(folder)
    quarterly = {"frequency": "Quarterly"}
    council.start(
        [measure("SUM", roll_up="Sum", **quarterly), measure("MEAN", roll_up="Mean", polarity="Lower is better", **quarterly),
         measure("NONE", **quarterly), measure("YEAR", frequency="Annual"), measure("GAP", roll_up="Sum")],
        [target("SUM", "2014/15", 40), target("MEAN", "2014/15", 10), target("NONE", "2014/15", 5), target("YEAR", "2014/15", 100), target("GAP", "2014/15", 120)],
        [{"measure": code, "period": f"Q{q} {year}", "figure": Decimal(value)}
         for code, year, values in (("SUM", "2013/14", (5, 5, 5, 5)), ("MEAN", "2013/14", (8, 8, 8, 8)), ("NONE", "2013/14", (4, 4, 4, 4)),
                                    ("SUM", "2014/15", (12, 12, 12)), ("MEAN", "2014/15", (12, 14, 16)))
         for q, value in enumerate(values, 1)] + [{"measure": "YEAR", "period": "2013/14", "figure": Decimal(90)}]
        + [{"measure": "GAP", "period": "Apr 2014", "figure": Decimal(10)}],
    )  # fmt: skip
    council.round(
        month(2015, 3),
        {"SUM": figure(12), "MEAN": figure(14), "NONE": figure(6), "YEAR": figure(95), "GAP": figure(10)},
    )
    return Workspace.open(folder)


def test_the_outturn_of_a_year_against_its_target_and_last_year(tmp_path: Path) -> None:
    workspace = year_of(tmp_path / "council")
    report = printed(workspace, 'block("outturns", "all")', month(2015, 3), "year")
    rows = {row[0].split(" ")[0]: row for row in table(report, "Measures: outturn of 2014/15")}
    assert rows["SUM"] == ["SUM Measure SUM", "40", "48", "20", "● Green\n↑ Better"]
    assert rows["MEAN"] == ["MEAN Measure MEAN", "10", "14", "8", "▲ Red\n↓ Worse"]
    # No way was agreed to make a year of its quarters: the last is shown, and named.
    assert rows["NONE"] == ["NONE Measure NONE\nQ4 2014/15", "5", "6", "4", "● Green\n↑ Better"]
    assert rows["YEAR"][1:] == ["100", "95", "90", "■ Amber\n↑ Better"]
    # Ten of twelve months are missing, so it is an expectation.
    assert rows["GAP"] == ["GAP Measure GAP", "120", "120\nexpected", "–", "● Green"]
    report = printed(workspace, 'block("year_counts")', month(2015, 3), "year")
    assert table(report, "How the measures of each priority ended 2014/15") == [["Safe places", "3", "1", "1", "0"]]
    told = printed(workspace, 'block("year_sentences", "achieved")', month(2015, 3), "year").text
    assert "SUM Measure SUM: 48 against a target of 40 (Green, better than last year's 20)." in told
    assert "NONE Measure NONE: 6 in Quarter 4 2014/15 against a target of 5 (Green, better than last year's 4)." in told
    assert told.index("NONE") > told.index("SUM")  # exactly 20% beyond its target each: as the register has them
    told = printed(workspace, 'block("year_sentences", "short")', month(2015, 3), "year").text
    assert told.index("MEAN Measure MEAN: 14 against a target of 10 (Red, worse than last year's 8).") < told.index(
        "YEAR Measure YEAR: 95 against a target of 100 (Amber, better than last year's 90)."
    )
    assert "SUM" not in told


def test_a_year_that_has_not_come_yet_is_not_told_as_this_one(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start(
        [measure("A", frequency="Annual", late="Yes")], [target("A", "2013/14", 80), target("A", "2014/15", 100)],
        [{"measure": "A", "period": "2013/14", "figure": Decimal(90)}],
    )  # fmt: skip
    council.round(month(2015, 3), {"A": {"reason": "Not yet available"}}, partly=True)
    report = printed(Workspace.open(council.folder), 'block("outturns", "all")', month(2015, 3), "year")
    assert table(report, "Measures: outturn of 2014/15") == [["A Measure A\n2013/14", "80", "90", "–", "● Green"]]


def test_what_is_due_next_is_in_the_order_of_its_days_overdue_first(walked: Workspace, facts: Facts) -> None:
    every_ = facts.round.due
    assert [one.on for one in every_] == sorted(one.on for one in every_)
    assert all(one.on <= date(2014, 9, 30) for one in every_)
    late = {one.code for one in facts.position.items.recommendations if one.item.due < JUNE.end}
    assert {one.code for one in every_ if one.overdue} == late and late
    told = [one.sentence for one in every_]
    assert words(make(facts, walked, "due", "all")) == told
    assert words(make(facts, walked, "due", "all", 1)) == [told[0], f"And {len(told) - 1} more."]
    assert words(make(facts, walked, "due", "overdue")) == [one.sentence for one in every_ if one.overdue]
    assert told[0].endswith("was due on 1 June 2014 and is not finished.")


def test_an_action_on_a_measure_is_due_on_its_day(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start([measure("N"), measure("M")], [target("N", "2014/15", 5), target("M", "2014/15", 5)])
    council.round(
        JUNE,
        {
            "N": figure(1) | {"action": "Fill both posts.\nReview the rota", "action_due": date(2014, 9, 1)},
            "M": figure(6),
        },
    )
    workspace = Workspace.open(council.folder)
    (said_,) = [one.text for one in printed(workspace, 'block("due")').paragraphs if one.bullet]
    assert said_ == "N Measure N: Fill both posts. Review the rota. This is to be done by 1 September 2014 (Manager)."
    assert SAID["action_due"] == date(2014, 12, 31)  # that of M is too far ahead, and it is on target


@pytest.mark.parametrize(
    ("block", "offered"),
    [
        ('block("matters", "mine")', "own, all, open"), ('block("due", "late")', "all, overdue"), ('block("targets", "new")', "amended, all"),
        ('block("year_sentences", "best")', "achieved, short"), ('block("sources", "some")', "the key of a priority"),
        ('block("amendments", since="yesterday")', "Invalid isoformat string"), ('block("scorecrd")', 'Did you mean "scorecard"?'),
    ],
)  # fmt: skip
def test_what_a_text_asks_for_wrongly_is_said_with_what_there_is(walked: Workspace, block: str, offered: str) -> None:
    with pytest.raises(PutRight) as stopped:
        printed(walked, block)
    assert offered in str(stopped.value) and "one-block.md" in str(stopped.value)


def test_every_block_has_an_example_that_can_be_made(walked: Workspace, facts: Facts) -> None:
    for block in every(walked.theme):
        assert block.example.startswith(f'block("{block.name}"') and block.about
    tables = [one for block in every(walked.theme) if block.name not in ("trend",) for one in block.make(facts) if isinstance(one, Table)]  # fmt: skip
    assert all(
        1 <= len(one.columns) <= 6 and sum(column.share for column in one.columns) <= 100 and one.rows for one in tables
    )
    assert len({one.name for one in every(walked.theme)}) == len(every(walked.theme))


def test_counts_are_those_of_the_position(facts: Facts) -> None:
    told = facts.words()
    assert told["headline"] == headline(facts.position.counts())
    assert told["exceptions_said"] == (
        f"{len(facts.exceptions)} of the {counted(facts.counts.rated, 'rated measure')} are exceptions; "
        f"{sum(one.status.underperforming for one in facts.position.items.activities)} of 9 activities and projects have problems or are off track."
    )


def test_control_characters_never_reach_the_document(docket: Docket) -> None:
    (first, *others) = docket.framework.questions
    dirty = replace(first, text="\x01Why\x0b do\x1f repairs\ud800 take\r\nlonger?", answer="Two\x00 posts.")
    spoilt = replace(docket, framework=replace(docket.framework, questions=(dirty, *others)))
    text = read_report(spoilt.document("quarterly", "plain", Wanted("CAB")).data).text
    assert "Two posts." in text and "repairs" in text
    assert not any(ord(sign) < 32 and sign != "\n" for sign in text)
