"""Cases that once went wrong, or would: each with the figure, status or message that is right."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.figures import printed
from pmf_excel.framework.status import Status
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.returns.issue import Outgoing
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, cell, row_of
from tests.test_collect import edited, figures
from tests.test_excel import CELLS, minimal
from tests.test_register import change, said

Put = Callable[[str, bytes], Path]
AMBER = {"commentary": "c", "action": "a", "owner": "o", "action_due": date(2014, 9, 1)}


def collect(workspace: Workspace) -> dict[str, FileReport]:
    return {report.file: report for report in workspace.collect(COLLECTED)}


def codes(report: FileReport) -> list[tuple[str, str]]:
    return [(p.code, p.place.cell) for p in report.problems]


def returned(workspace: Workspace, service: str):
    return next(r for r in workspace.position(JUNE)[0].returns if r.issued.service == service)


@pytest.mark.parametrize("column", ["figure", "action_due", "code", "title"])
def test_half_a_character_in_a_cell_holds_up_no_other_file(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right, column: str
) -> None:
    def harm(book: openpyxl.Workbook) -> None:
        book["Measures"][cell(issued["REG"], "measures", "RS20", column)].value = "ab _xD83D_ c"

    put("R.xlsx", edited(right(issued["REG"]), harm))
    put("HR.xlsx", right(issued["HR"]))
    reports = collect(workspace)
    assert reports["HR.xlsx"].verdict == "accepted"
    assert reports["R.xlsx"].problems
    assert all("\ud83d" not in str(p) for p in reports["R.xlsx"].problems)


@pytest.mark.parametrize(
    "mark",
    [
        "HR 2014-99 1-0123456789",
        "HR 2014-00 1-0123456789",
        f"HR 2014-06 {'1' * 5000}-0123456789",
        "HR ٢٠١٤-06 1-0123456789",
    ],
)
def test_a_mark_that_cannot_be_one_of_ours_is_none(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right, mark: str
) -> None:
    put("odd.xlsx", minimal(CELLS.format(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{mark}</t></is></c></row>')))
    put("HR.xlsx", right(issued["HR"]))
    reports = collect(workspace)
    assert (reports["odd.xlsx"].verdict, reports["HR.xlsx"].verdict) == ("ignored", "accepted")


def test_a_huge_number_holds_its_own_row_only(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("HR.xlsx", typed(issued["HR"].data, {"HR11": {"figure": Decimal("1e80")}, "HR01": {"figure": Decimal("99")}}))
    report = collect(workspace)["HR.xlsx"]
    assert ("PMF-203", cell(issued["HR"], "measures", "HR11", "figure")) in codes(report)
    assert figures(workspace)["HR01"] == (Decimal("99"), Status.GREEN)
    change(workspace, {("Targets", "C5"): 1e70})
    assert "Targets!C5 PMF-111" in said(workspace)
    assert printed(Decimal("1e70"), 1).startswith("10,000")


def test_a_service_that_leaves_the_register_leaves_the_round(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    people = openpyxl.load_workbook(workspace.folder / REGISTER)["People"]
    gone: dict[tuple[str, str], object] = {("Services", f"{c}14"): None for c in "ABCD"}
    gone |= {
        ("People", cell.coordinate): None for row in people.iter_rows(min_row=5) for cell in row if cell.value == "REG"
    }
    change(
        workspace, {("Measures", "D43"): "LEIS", ("Measures", "D44"): "LEIS", **gone}
    )  # RS20 and RS21 move, REG goes
    workspace.issue(JUNE, ISSUED.replace(day=2))
    position, _ = workspace.position(JUNE)
    assert [line.terms.service for line in position.lines if line.measure == "RS20"] == ["LEIS"]
    assert len(position.lines) == 45
    assert "REG" not in {r.issued.service for r in position.returns}
    assert workspace.consolidate(JUNE)[0].exists()
    put("old.xlsx", right(issued["REG"]))
    report = collect(workspace)["old.xlsx"]
    assert (
        str(report.problems[0])
        == "old.xlsx: the return was withdrawn: the service is asked nothing in this round. Nothing needs doing. (PMF-308)"
    )


def test_two_columns_with_one_heading_are_not_chosen_between(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    def second(book: openpyxl.Workbook) -> None:
        beside = book["Measures"].max_column + 2
        book["Measures"].cell(4, beside).value, book["Measures"].cell(5, beside).value = "Figure", 98.1

    put("R.xlsx", edited(typed(issued["REG"].data, GOOD), second))
    report = collect(workspace)["R.xlsx"]
    heading = cell(issued["REG"], "measures", "RS20", "figure").replace("5", "4")
    assert (report.verdict, report.taken, codes(report)) == ("held", 0, [("PMF-223", heading)])
    assert 'there are two columns headed "Figure".' in str(report.problems[0])


def test_an_answer_once_superseded_never_comes_back(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("1.xlsx", typed(issued["REG"].data, GOOD))
    collect(workspace)
    target = next(
        row
        for row in range(5, 60)
        if openpyxl.load_workbook(workspace.folder / "framework.xlsx")["Targets"][f"A{row}"].value == "RS20"
    )
    change(workspace, {("Targets", f"C{target}"): 99})
    second = {o.issued.service: o for o in workspace.issue(JUNE, ISSUED.replace(day=11))}["REG"]
    put("2.xlsx", typed(second.data, {"RS20": {"figure": Decimal("91"), **AMBER}}))
    collect(workspace)
    assert figures(workspace)["RS20"] == (Decimal("91"), Status.AMBER)
    change(workspace, {("Targets", f"C{target}"): 98})
    workspace.issue(JUNE, ISSUED.replace(day=12))
    assert figures(workspace)["RS20"][1] == Status.AWAITED


def test_a_target_needs_a_way_that_is_better(workspace: Workspace) -> None:
    change(workspace, {("Measures", "K5"): "Neither"})
    assert list(said(workspace)) == ["Measures!K5 PMF-119"]


def test_changing_the_status_rules_does_not_change_what_was_judged(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("R.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("97"), **AMBER}}))
    collect(workspace)
    own = workspace.folder / "workbook_templates" / "status-rules.toml"
    own.parent.mkdir()
    own.write_text('["Ours"]\nsteps = [{ when = "always", status = "Red" }]\n', encoding="utf-8")
    settings = workspace.folder / "pmf.toml"
    settings.write_text('status_rule = "Ours"\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    again = Workspace.open(workspace.folder)
    assert figures(again)["RS20"] == (Decimal("97"), Status.AMBER)
    put("R2.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("98"), **AMBER}}))
    assert {r.file: r.verdict for r in again.collect(COLLECTED)}["R2.xlsx"] == "accepted"


@pytest.mark.parametrize("figure", ["1", "0.5"])
def test_a_hundredth_of_what_is_likely_is_queried(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed, figure: str
) -> None:
    put("R.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal(figure), **AMBER}}))
    at = cell(issued["REG"], "measures", "RS20", "figure")
    assert codes(collect(workspace)["R.xlsx"]) == [("PMF-219", at)]


def test_a_time_is_no_figure(workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed) -> None:
    at = cell(issued["HR"], "measures", "HR11", "figure")
    for number, format_ in enumerate(("[hh]:mm:ss", "h:mm", "mm:ss", "[h]:mm", "d/m/yy")):
        book = openpyxl.load_workbook(io.BytesIO(typed(issued["HR"].data, {"HR11": {"figure": Decimal("0.395833")}})))
        book["Measures"][at].number_format = format_
        out = io.BytesIO()
        book.save(out)
        read = row_of(out.getvalue(), "measures", "HR11")["figure"].cell
        assert read is not None and read.date, format_
        if number == 0:
            put("HR.xlsx", out.getvalue())
    assert ("PMF-214", at) in codes(collect(workspace)["HR.xlsx"])


def test_a_year_is_no_date(workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed) -> None:
    put(
        "R.xlsx",
        typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("91.7"), **AMBER, "action_due": Decimal(2014)}}),
    )
    report = collect(workspace)["R.xlsx"]
    assert codes(report) == [("PMF-208", cell(issued["REG"], "measures", "RS20", "action_due"))]
    assert '"2014" is read as 6 July 1905, which is not a likely date.' in str(report.problems[0])


def test_a_row_held_after_it_was_right_is_cleared_by_the_right_figure_again(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    good, bad = typed(issued["REG"].data, GOOD), typed(issued["REG"].data, {**GOOD, "RS20": {"figure": "98,5x"}})
    put("1.xlsx", good)
    collect(workspace)
    put("2.xlsx", bad)
    assert collect(workspace)["2.xlsx"].held == 1
    assert (returned(workspace, "REG").state, returned(workspace, "REG").held) == ("Being put right", 1)
    assert figures(workspace)["RS20"] == (Decimal("98.5"), Status.GREEN)  # the good figure stands meanwhile
    put("3.xlsx", typed(issued["REG"].data, {**GOOD, "RS21": {"figure": Decimal("98.9")}}))
    collect(workspace)
    assert (returned(workspace, "REG").state, returned(workspace, "REG").held) == ("Complete", 0)
    put("4.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": "98,5x"}, "RS21": {"figure": Decimal("98.7")}}))
    assert collect(workspace)["4.xlsx"].held == 1
    assert returned(workspace, "REG").held == 1


def test_a_row_left_empty_in_a_later_copy_leaves_what_was_returned(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("1.xlsx", typed(issued["REG"].data, GOOD))
    collect(workspace)
    put("2.xlsx", typed(issued["REG"].data, {"RS21": {"figure": Decimal("99")}}))
    report = collect(workspace)["2.xlsx"]
    assert (report.verdict, report.taken, report.held, codes(report)) == (
        "accepted-with-notes",
        2,
        0,
        [("PMF-222", cell(issued["REG"], "measures", "RS20", "figure"))],
    )
    assert figures(workspace)["RS20"] == (Decimal("98.5"), Status.GREEN)
    assert returned(workspace, "REG").state == "Complete"


def test_a_later_copy_that_is_not_signed_is_not_signed(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("1.xlsx", typed(issued["REG"].data, GOOD))
    collect(workspace)
    assert returned(workspace, "REG").signed_by == "Head of service"
    put("2.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("99.9")}}, signed=False))
    collect(workspace)
    assert returned(workspace, "REG").signed_by == ""


def test_an_earlier_copy_sent_again_is_said_to_have_been_replaced(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    first = typed(issued["REG"].data, GOOD)
    put("a.xlsx", first)
    collect(workspace)
    put("b.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("99.9")}}))
    collect(workspace)
    put("c.xlsx", first)
    report = collect(workspace)["c.xlsx"]
    assert (report.verdict, report.says) == (
        "duplicate",
        'an exact copy of "a.xlsx", which "b.xlsx" has replaced since; send a new copy if it should count again',
    )
    assert figures(workspace)["RS20"] == (Decimal("99.9"), Status.GREEN)


def test_two_services_with_one_file_name_get_a_file_each(workspace: Workspace) -> None:
    change(workspace, {("Services", "B5"): "A/B", ("Services", "B6"): "A B"})
    names = [outgoing.path.name for outgoing in workspace.issue(JUNE, ISSUED)]
    assert names[:2] == ["A B (CUST) 2014-06.xlsx", "A B (ENV) 2014-06.xlsx"]
    assert len(set(names)) == 11


def test_a_ledger_held_by_another_program_is_said_in_words(
    workspace: Workspace, issued: dict[str, Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pmf_excel.ledger import store

    monkeypatch.setattr(store, "_PATIENCE", 0)
    other = sqlite3.connect(workspace.folder / "ledger.db", timeout=0)
    other.execute("begin exclusive")
    try:
        with pytest.raises(PutRight, match="another program holds the ledger"):
            workspace.collect(COLLECTED)
    finally:
        other.rollback()
        other.close()


def test_a_damaged_ledger_says_what_to_put_back(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    (workspace.folder / "ledger.db").write_bytes(b"not a ledger " * 400)
    with pytest.raises(
        PutRight, match=r"the ledger is damaged .* Put back the newest of .*backups, .* under the name \"ledger\.db\""
    ):
        workspace.position(JUNE)


def test_a_folder_with_a_question_mark_keeps_its_own_ledger(tmp_path: Path, workspace: Workspace) -> None:
    folder = tmp_path / "what?1"
    workspace.folder.rename(folder)
    Workspace.open(folder).issue(JUNE, ISSUED)
    assert (folder / "ledger.db").stat().st_size > 0
    assert not (tmp_path / "what").exists()


def test_limits_that_shut_everything_out_are_said(workspace: Workspace) -> None:
    change(workspace, {("Measures", "I5"): 150})
    assert "Measures!I5 PMF-111" in said(workspace)


def test_a_change_of_kind_or_limits_is_a_new_issue(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    change(workspace, {("Measures", "J5"): 99})
    again = {o.issued.service for o in workspace.issue(JUNE, ISSUED + timedelta(days=1)) if o.new}
    assert again == {"CUST"}


def format_cell(workspace: Workspace, sheet: str, cell: str, value: object, number_format: str) -> None:
    book = openpyxl.load_workbook(workspace.folder / "framework.xlsx")
    book[sheet][cell].value, book[sheet][cell].number_format = value, number_format
    book.save(workspace.folder / "framework.xlsx")


def test_a_target_typed_with_a_percent_sign_is_read_as_it_was_seen(workspace: Workspace) -> None:
    format_cell(workspace, "Targets", "C5", 0.95, "0%")
    format_cell(workspace, "Past figures", "C5", 0.953, "0.0%")
    format_cell(workspace, "Measures", "O5", 0.1, "0%")
    register = workspace.register()
    measure = register.framework.measures["CS01"]
    assert [(p.code, p.severity.value, p.place.cell) for p in register.problems] == [
        ("PMF-120", "note", "O5"), ("PMF-120", "note", "C5"), ("PMF-120", "note", "C5"),
    ]  # fmt: skip
    assert [t.value for t in register.framework.targets.values() if t.measure == "CS01"] == [Decimal(95)]
    assert register.framework.past[0].value == Decimal("95.3")
    assert measure.tolerance.amount == Decimal(10)
    assert workspace.issue(JUNE, ISSUED)  # a note holds nothing up


def test_a_target_that_cannot_be_a_figure_of_its_measure_is_said(workspace: Workspace) -> None:
    change(workspace, {("Targets", "C5"): 950})
    assert list(said(workspace)) == ["Targets!C5 PMF-111"]
    row = next(
        r
        for r in range(5, 60)
        if openpyxl.load_workbook(workspace.folder / "framework.xlsx")["Targets"][f"A{r}"].value == "HR11"
    )
    change(workspace, {("Targets", "C5"): 90})
    format_cell(workspace, "Targets", f"C{row}", 0.0158, "0%")
    assert f"Targets!C{row} PMF-109" in said(workspace)


def test_two_priorities_cannot_have_one_name(workspace: Workspace) -> None:
    change(workspace, {("Plan", "B6"): "Customers first", ("Plan", "B7"): "Outside the plan"})
    assert list(said(workspace)) == ["Plan!B6 PMF-104", "Plan!B7 PMF-112"]


NAMES = ["Improving *all* homes", "Improving all our homes", ">65: older people", "~Homes"]


def test_names_of_priorities_are_counted_as_they_are(workspace: Workspace, put: Put, right) -> None:
    change(workspace, {("Plan", f"B{5 + n}"): name for n, name in enumerate(NAMES)})
    for outgoing in workspace.issue(JUNE, ISSUED):
        put(outgoing.path.name, right(outgoing))
    collect(workspace)
    book = openpyxl.load_workbook(workspace.consolidate(JUNE)[0])
    at = {heading.value: heading.column_letter for heading in book["Measures"][4]}
    found = next(cell for row in book["Dashboard"].iter_rows() for cell in row if cell.value == NAMES[0])
    priority, status = (f"'Measures'!${at[name]}$5:${at[name]}$49" for name in ("Priority", "Status"))
    assert (
        found.offset(column=1).value == f'=SUMPRODUCT(--EXACT({priority},{found.coordinate}),--(LEFT({status},1)="●"))'
    )
    shown = openpyxl.load_workbook(workspace.consolidate(JUNE)[0], data_only=True)["Dashboard"]
    table = [[cell.value for cell in row] for row in shown[f"{found.coordinate}:F{found.row + 3}"]]
    assert [(row[0], row[-1]) for row in table] == list(zip(NAMES, (4, 8, 9, 24), strict=True))


@pytest.mark.parametrize(("cell", "wrong"), [("O4", "Tolerence"), ("E4", "Priority"), ("F4", "Units")])
def test_a_heading_that_was_retyped_is_said_and_no_column_is_dropped(
    workspace: Workspace, cell: str, wrong: str
) -> None:
    change(workspace, {("Measures", cell): wrong})
    assert [p.code for p in workspace.register().problems if p.code == "PMF-102"] == ["PMF-102"]
    with pytest.raises(PutRight):
        workspace.issue(JUNE, ISSUED)


def test_a_heading_twice_in_the_register_is_said(workspace: Workspace) -> None:
    change(workspace, {("Targets", "F4"): "Target", ("Targets", "F5"): 12})
    assert list(said(workspace)) == ["Targets!C4 PMF-123"]


def test_a_long_definition_with_an_emoji_is_cut_to_what_excel_holds(workspace: Workspace) -> None:
    change(workspace, {("Measures", "C5"): "🏠 " + "Counts every home let by us. " * 8})
    outgoing = workspace.issue(JUNE, ISSUED)[0]
    prompts = [
        rule.prompt
        for rule in openpyxl.load_workbook(io.BytesIO(outgoing.data))["Measures"].data_validations.dataValidation
    ]
    assert any(prompt and "🏠" in prompt and prompt.endswith("…") for prompt in prompts)


def test_a_line_keeps_the_priority_it_was_issued_under(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    book = openpyxl.load_workbook(workspace.folder / "framework.xlsx")
    for sheet in (book["Measures"], book["Activities"]):
        for row in range(5, 60):
            if sheet[f"E{row}"].value == "P1":
                sheet[f"E{row}"].value = "P9"
    book["Plan"]["A5"].value = "P9"
    book["Targets"]["C40"].value = 12
    book.save(workspace.folder / "framework.xlsx")
    workspace.issue(JUNE, ISSUED + timedelta(days=1))
    position, framework = workspace.position(JUNE)
    names = framework.in_plan_order({line.terms.priority for line in position.lines})
    assert names == ["Customers first", "Homes and planning", "A safe and healthy district", "An efficient council"]


def test_a_return_that_came_back_empty_is_said_to_have(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("R.xlsx", typed(issued["REG"].data, {}))
    collect(workspace)
    stands = returned(workspace, "REG")
    assert (stands.state, stands.copies) == ("Returned empty", 1)
    shown = openpyxl.load_workbook(workspace.consolidate(JUNE)[0], data_only=True)["Dashboard"]
    said = [cell.value for row in shown.iter_rows() for cell in row if "returns are complete" in str(cell.value)]
    assert said == ["0 of 11 returns are complete, 1 came back empty and 10 have not come back."]


def test_a_round_of_which_nothing_is_left_is_said(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    book = openpyxl.load_workbook(workspace.folder / "framework.xlsx")
    for sheet in ("Activities", "Audit recommendations", "Risks", "Budgets"):
        del book[sheet]
    book.save(workspace.folder / "framework.xlsx")
    change(workspace, {("Measures", f"R{row}"): "Q1 2014/15" for row in range(5, 50)})
    workspace.issue(JUNE, ISSUED + timedelta(days=1))
    with pytest.raises(Mistyped, match="Nothing is asked in the round of June 2014 any more"):
        workspace.position(JUNE)
    done = CliRunner().invoke(pmf, ["issue", "2014-06", "-w", str(workspace.folder)])
    assert "Nothing is due in June 2014" in str(done.exception)
    change(workspace, {("Measures", "R5"): None})
    assert (
        "1 return with 1 row is in" in CliRunner().invoke(pmf, ["issue", "2014-06", "-w", str(workspace.folder)]).output
    )
    change(workspace, {("Measures", "R5"): "Q1 2014/15"})
    withdrawn = CliRunner().invoke(pmf, ["issue", "2014-06", "-w", str(workspace.folder)])
    assert withdrawn.output == "Nothing is asked in June 2014 any more: the returns of this round were withdrawn.\n"


def test_a_rule_that_leaves_figures_without_a_status_is_refused(workspace: Workspace) -> None:
    own = workspace.folder / "workbook_templates" / "status-rules.toml"
    own.parent.mkdir()
    own.write_text(
        '["Target and tolerance"]\nsteps = [{ when = "on or better than target", status = "Green" }]\n',
        encoding="utf-8",
    )
    with pytest.raises(PutRight, match='"Target and tolerance" leaves figures without a status'):
        Workspace.open(workspace.folder).register()


def test_whom_a_report_names_is_as_the_newest_register_says(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    change(workspace, {("Committees", "D5"): "Portfolio holder for performance"})
    assert workspace.register_changed()
    assert not any(outgoing.new for outgoing in workspace.issue(JUNE, ISSUED + timedelta(days=1)))
    assert not workspace.register_changed()
    _, framework = workspace.position(JUNE)
    assert framework.committees["CAB"].member == "Portfolio holder for performance"


def test_a_very_long_council_name_breaks_nothing(workspace: Workspace) -> None:
    long = "A" * 99 + "&" + "B" * 200
    (workspace.folder / "pmf.toml").write_text(f'council = "{long}"\n', encoding="utf-8")
    again = Workspace.open(workspace.folder)
    again.issue(JUNE, ISSUED)
    footer = openpyxl.load_workbook(again.consolidate(JUNE)[0])["Measures"].oddFooter
    assert footer.right.text.startswith("Page ")
    assert again.report("quarterly", "north-norfolk", JUNE)[0].exists()


@pytest.mark.parametrize("typed_period", ["2011-12", "2008-09"])
def test_a_period_that_can_be_read_in_two_ways_is_said(workspace: Workspace, typed_period: str) -> None:
    change(workspace, {("Measures", "Q5"): typed_period})
    assert list(said(workspace)) == ["Measures!Q5 PMF-122"]


def test_an_end_before_its_beginning_is_said(workspace: Workspace) -> None:
    change(workspace, {("Measures", "Q5"): "Q1 2014/15", ("Measures", "R5"): "Q4 2013/14"})
    assert list(said(workspace)) == ["Measures!R5 PMF-121"]
