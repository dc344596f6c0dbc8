"""The life of a round, waivers, and questions that hold a row from a round on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped
from pmf_excel.framework.leniency import Leniency, Waiver
from pmf_excel.framework.periods import month
from pmf_excel.framework.rounds import RoundState
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.ledger.sentences import corrections
from pmf_excel.problems import Place, Severity, error, query
from pmf_excel.returns.issue import Outgoing
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, cell

Put = Callable[[str, bytes], Path]
LATER = COLLECTED + timedelta(days=30)


def collect(workspace: Workspace, at=COLLECTED) -> Mapping[str, FileReport]:
    return {report.file: report for report in workspace.collect(at)}


def test_a_round_is_open_until_somebody_closes_it(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    assert workspace.turns(JUNE) == []
    result = CliRunner().invoke(pmf, ["round", "2014-06", "-w", str(workspace.folder)])
    assert result.output == "The round of June 2014 is open: it takes returns and corrections.\n"


def test_a_round_never_issued_has_no_life(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    with pytest.raises(Mistyped, match=r"No return was issued for July 2014\. Rounds: June 2014\."):
        workspace.turns(month(2014, 7))


def test_a_closed_round_takes_nothing_and_keeps_the_file(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    workspace.turn(JUNE, RoundState.CLOSED, "Policy officer", "", COLLECTED)
    data = right(issued["HR"])
    put("HR.xlsx", data)
    report = collect(workspace, LATER)["HR.xlsx"]
    assert (report.verdict, [p.code for p in report.problems]) == ("rejected", ["PMF-318"])
    assert str(report.problems[0]).startswith("HR.xlsx: the round of June 2014 was closed on 10 July 2014. If it should count, run: pmf round 2014-06 --reopen")  # fmt: skip
    assert (workspace.path("archive") / report.sha256[:2] / report.sha256).read_bytes() == data
    workspace.turn(JUNE, RoundState.OPEN, "Chief Executive", "HR was on strike", LATER)
    report = collect(workspace, LATER)["HR.xlsx"]
    assert (report.verdict, report.taken) == ("accepted", 5)


def test_a_closing_round_takes_corrections_and_returns_that_were_given_longer(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed, right
) -> None:
    put("REG.xlsx", typed(issued["REG"].data, GOOD))
    assert collect(workspace)["REG.xlsx"].verdict == "accepted"
    workspace.extend("CUST", JUNE, date(2014, 8, 31), "Head of Paid Service", COLLECTED)
    workspace.turn(JUNE, RoundState.CLOSING, "Policy officer", "", COLLECTED)
    put("REG 2.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("99")}}))
    put("HR.xlsx", right(issued["HR"]))
    put("CUST.xlsx", right(issued["CUST"]))
    found = collect(workspace, LATER)
    assert {name: (r.verdict, [p.code for p in r.problems]) for name, r in found.items() if name != "REG.xlsx"} == {
        "REG 2.xlsx": ("accepted-with-notes", ["PMF-323"]),
        "HR.xlsx": ("rejected", ["PMF-319"]),
        "CUST.xlsx": ("accepted", []),
    }
    where = cell(issued["REG"], "measures", "RS20", "figure")
    assert str(found["REG 2.xlsx"].problems[0]) == (
        f'REG 2.xlsx, sheet Measures, {where}: "RS20" was 98.5% for Quarter 1 2014/15, and is 99.0% now. It will be shown as revised. '
        'Say why it changed in "Answer to a query". (PMF-323)'
    )


def test_a_restatement_with_its_reason_is_a_note(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("REG.xlsx", typed(issued["REG"].data, GOOD))
    collect(workspace)
    workspace.turn(JUNE, RoundState.CLOSING, "Policy officer", "", COLLECTED)
    put("REG 2.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("99"), "reply": "Two visits were counted late."}}))  # fmt: skip
    (problem,) = collect(workspace, LATER)["REG 2.xlsx"].problems
    assert (problem.code, problem.severity) == ("PMF-323", Severity.NOTE)
    assert problem.remedy == 'The service answers: "Two visits were counted late."'
    position, _ = workspace.position()
    assert [(one.was, one.now, one.reason) for one in position.restatements] == [
        (Decimal("98.5"), Decimal(99), "Two visits were counted late.")
    ]
    (said,) = corrections([line for line in position.lines if line.restated])
    assert said.endswith("98.5% was given before; since 9 August 2014 it is 99.0%. The service says: Two visits were counted late.")  # fmt: skip


def test_opening_again_needs_a_job_title_and_a_reason(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    run = CliRunner()
    folder = ["-w", str(workspace.folder)]
    assert run.invoke(pmf, ["round", "2014-06", "--close", "--by", "Policy officer", *folder]).exit_code == 0
    with pytest.raises(Mistyped, match="say who decided it, by job title, and why"):
        workspace.turn(JUNE, RoundState.OPEN, "Chief Executive", " ", LATER)
    with pytest.raises(Mistyped, match="is closed already"):
        workspace.turn(JUNE, RoundState.CLOSED, "", "", LATER)
    dry = run.invoke(pmf, ["round", "2014-06", "--reopen", "--by", "Chief Executive", "--reason", "Late data", "--dry-run", *folder])  # fmt: skip
    assert "would be open" in dry.output
    assert "Nothing was written." in dry.output
    assert [turn.state for turn in workspace.turns(JUNE)] == [RoundState.CLOSED]


def test_nothing_is_issued_for_a_closed_round(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    workspace.turn(JUNE, RoundState.CLOSED, "Policy officer", "", COLLECTED)
    with pytest.raises(
        Mistyped, match="The round of June 2014 is closed, so nothing that is issued for it would be taken"
    ):
        workspace.issue(JUNE, LATER, anew=True)
    workspace.turn(JUNE, RoundState.OPEN, "Chief Executive", "New figures", LATER)
    assert all(one.new for one in workspace.issue(JUNE, LATER, anew=True))


def test_what_a_closed_round_did_not_get_is_asked_in_the_next(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("REG.xlsx", typed(issued["REG"].data, {"RS20": {"figure": Decimal("98.5")}}))
    collect(workspace)
    workspace.turn(JUNE, RoundState.CLOSED, "Policy officer", "", COLLECTED)
    assert ("RS21", month(2014, 6)) not in workspace.catch_up(month(2014, 9))
    assert {code for code, _ in workspace.catch_up(month(2014, 9))} >= {"RS21", "HR01"}


def waived(workspace: Workspace, *rows: tuple[object, ...]) -> None:
    path = workspace.folder / REGISTER
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows):
        for column, value in enumerate(row, 1):
            book["Waivers"].cell(4 + number + _first(book["Waivers"]), column, value)
    book.save(path)


def _first(sheet) -> int:
    headings = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "Measure code")
    return headings + 1 - 4


def test_a_waiver_lets_a_rule_rest_until_its_day(workspace: Workspace, put: Put, typed) -> None:
    waived(workspace, ("RS20", "PMF-205", "Head of Paid Service", "The system is being replaced.", date(2014, 7, 31)),
           ("RS20", "PMF-206", "Head of Paid Service", "The system is being replaced.", date(2014, 7, 31)))  # fmt: skip
    issued = {one.issued.service: one for one in workspace.issue(JUNE, ISSUED)}
    red = {**GOOD, "RS20": {"figure": Decimal("70")}}
    put("REG.xlsx", typed(issued["REG"].data, red))
    report = collect(workspace)["REG.xlsx"]
    assert (report.verdict, report.taken, report.held) == ("accepted-with-notes", 2, 0)
    assert {(p.severity, p.remedy) for p in report.problems if p.code in ("PMF-205", "PMF-206")} == {
        (Severity.NOTE, "Waived until 31 July 2014, agreed by Head of Paid Service: The system is being replaced.")
    }
    put("REG again.xlsx", typed(issued["REG"].data, {**red, "RS21": {"figure": Decimal("98.9")}}))
    late = collect(workspace, LATER)["REG again.xlsx"]
    assert late.verdict == "held"
    assert {p.code for p in late.problems if p.severity is Severity.ERROR} == {"PMF-205"}


def test_what_cannot_be_waived_is_said_by_check(workspace: Workspace) -> None:
    day = date(2014, 12, 31)
    waived(workspace, ("RS20", "PMF-214", "Officer", "Why", day), ("RS20", "PMF-999", "Officer", "Why", day))
    problems = workspace.register().problems
    assert [(p.code, p.place.sheet) for p in problems] == [("PMF-138", "Waivers")] * 2
    assert "cannot be waived: without it there would be no figure to take" in problems[0].found
    assert '"PMF-999" is not the code of a message about a return.' in problems[1].found


def test_a_question_says_from_when_it_holds_a_row_and_then_does(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    place = Place("x.xlsx", "Measures", "F5")
    asked = query("PMF-219", place, "0.95 looks like a fraction.", "Enter 95.")
    lenient = Leniency((), {"PMF-219": month(2014, 9)})
    (before,) = lenient.settle([asked], "RS20", JUNE, date(2014, 7, 10))
    assert (before.severity, before.remedy) == (
        Severity.QUERY,
        "Enter 95. From the round of September 2014 on it will hold the row.",
    )
    (after,) = lenient.settle([asked], "RS20", month(2014, 9), date(2014, 10, 10))
    assert after.severity is Severity.ERROR


def test_an_error_that_may_not_be_waived_stays_one() -> None:
    wrong = error("PMF-214", Place("x.xlsx"), "Text.", "Enter a number.")
    lenient = Leniency((Waiver("RS20", "PMF-214", "Officer", "Why", date(2015, 1, 1)),))
    assert lenient.settle([wrong], "RS20", JUNE, date(2014, 7, 10)) == [wrong]


def test_the_setting_of_what_holds_is_kept_with_the_register(workspace: Workspace, put: Put, typed) -> None:
    path = workspace.folder / "pmf.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\nholds_from = "PMF-219 2014-06"\n', encoding="utf-8")
    workspace = Workspace.open(workspace.folder)
    issued = {one.issued.service: one for one in workspace.issue(JUNE, ISSUED)}
    put("REG.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("0.985"), "commentary": "Fine", "action": "None", "owner": "Head", "action_due": date(2014, 9, 1)}}))  # fmt: skip
    report = collect(workspace)["REG.xlsx"]
    assert (report.verdict, report.held) == ("held", 1)
    assert ("PMF-219", Severity.ERROR) in {(p.code, p.severity) for p in report.problems}


def test_a_setting_that_cannot_be_read_is_said(workspace: Workspace) -> None:
    path = workspace.folder / "pmf.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\nholds_from = "PMF-999 soon"\n', encoding="utf-8")
    result = CliRunner().invoke(pmf, ["issue", "2014-06", "-w", str(workspace.folder)])
    assert result.exit_code == 1
    assert '"holds_from" has "PMF-999 soon"' in str(result.exception)
