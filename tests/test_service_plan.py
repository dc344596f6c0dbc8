"""Service plans: planned by theme, filled in with a spreadsheet program, collected, approved, joined to the monthly return, and printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.docket import Wanted
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.package import read
from pmf_excel.excel.reader import form, tables
from pmf_excel.framework.periods import financial_year, month
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.ledger import archive
from pmf_excel.planning import approve, plans
from pmf_excel.reports.reading import read_report
from pmf_excel.returns.issue import Outgoing
from pmf_excel.settings import CLOCK
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import JUNE
from tests.forms import SIGNED
from tests.office import recalculate
from tests.opens import VALIDATOR, findings
from tests.test_register import change

YEAR = financial_year(2015)
JANUARY, BACK, APPROVED = (datetime(2015, m, d, 12, tzinfo=UTC) for m, d in ((1, 12), (2, 10), (3, 3)))
THEMES = {f"PLAN-T{n}": {"plan": f"What is planned under theme {n}."} for n in range(1, 8)}
NEW: Mapping[str, Typed] = {
    "action": "Publish every decision within a day", "theme": "Access to services", "plan": "p2", "owner": "Planning manager",
    "start": date(2015, 4, 1), "due": date(2015, 9, 30), "success": "No complaint about late decisions",
}  # fmt: skip
RIGHT: Mapping[str, Mapping[str, Typed]] = {
    **THEMES, "SP04": {"becomes": "Carried on", "new_due": date(2015, 6, 30)}, "PLAN15-01": NEW,
}  # fmt: skip
Put = Callable[[str, bytes], Path]


def filled(
    workspace: Workspace, made: Outgoing | bytes, rows: Mapping[str, Mapping[str, Typed]], signed: bool = True
) -> bytes:
    data = made if isinstance(made, bytes) else made.data
    layout, book = workspace.layouts["plan"], read(data)
    cells: dict[tuple[str, str], Typed] = {}
    for part in ("plan_themes", "plan_carried", "plan_new"):
        for table in tables(book, layout.sheet(part), ""):
            for row in table.rows():
                for column, value in rows.get(row["code"].text, {}).items():
                    cells[row[column].place.sheet, row[column].place.cell] = value
    for column, placed in form(book, layout.sheet("sign_off"), "").items() if signed else ():
        cells[placed.place.sheet, placed.place.cell] = SIGNED[column]
    return fill_in(data, cells, BACK)


@pytest.fixture
def asked(workspace: Workspace, issued: dict[str, Outgoing]) -> Outgoing:
    """The service plan of Planning Services for 2015/16, not yet filled in."""
    return {one.issued.service: one for one in workspace.issue_form("plan", YEAR, JANUARY)}["PLAN"]


def send(workspace: Workspace, put: Put, data: bytes, name: str = "plan.xlsx", at: datetime = BACK) -> FileReport:
    put(name, data)
    return next(one for one in workspace.collect(at) if one.file == name)


@pytest.fixture
def returned(workspace: Workspace, asked: Outgoing, put: Put) -> Workspace:
    assert send(workspace, put, filled(workspace, asked, RIGHT)).verdict == "accepted"
    return workspace


def test_it_asks_for_the_councils_themes_the_actions_under_way_and_leaves_room_for_new_ones(
    workspace: Workspace, asked: Outgoing
) -> None:
    layout, book = workspace.layouts["plan"], read(asked.data)
    shown = {
        key: [row["code"].text for table in tables(book, layout.sheet(key), "") for row in table.rows()]
        for key in ("plan_themes", "plan_carried", "plan_new")
    }
    assert shown["plan_themes"] == list(THEMES)
    assert shown["plan_carried"] == ["SP04"]
    assert shown["plan_new"] == [f"PLAN15-{n:02}" for n in range(1, 16)]
    (table,) = tables(book, layout.sheet("plan_themes"), "")
    assert [row["title"].text for row in table.rows()] == [
        "Access to services", "Partnerships", "Workforce planning", "Procurement", "Income generation", "Communication planning",
        "Operational risk register",
    ]  # fmt: skip


def test_a_council_with_other_themes_writes_them_into_its_copy_of_the_layout(
    workspace: Workspace, issued: dict[str, Outgoing]
) -> None:
    own = workspace.folder / "workbook_templates" / "form-plan.toml"
    own.parent.mkdir()
    text = workspace.template("workbook_templates", "form-plan.toml").read_text(encoding="utf-8")
    begin, end = text.index("themes = ["), text.index("]", text.index("themes = [")) + 1
    own.write_text(text[:begin] + 'themes = ["Our people", "Our place"]' + text[end:], encoding="utf-8")
    opened = Workspace.open(workspace.folder)
    made = next(one for one in opened.issue_form("plan", YEAR, JANUARY) if one.issued.service == "PLAN")
    (table,) = tables(read(made.data), opened.layouts["plan"].sheet("plan_themes"), "")
    assert [row["title"].text for row in table.rows()] == ["Our people", "Our place"]


def test_the_formulas_in_a_spreadsheet_program_say_what_collecting_says(
    workspace: Workspace, asked: Outgoing, tmp_path: Path
) -> None:
    cases: dict[str, Mapping[str, Mapping[str, Typed]]] = {
        "right": RIGHT,
        "half": {"PLAN15-02": {"theme": "Partnerships"}, "SP04": {"becomes": "Given up"}},
        "clash": {"PLAN15-01": {**NEW, "due": date(2015, 3, 1)}, "PLAN15-02": {**NEW, "plan": "P9"}, "SP04": {"becomes": "Completed", "new_due": date(2015, 6, 1)}},
    }  # fmt: skip
    for name, rows in cases.items():
        (tmp_path / f"{name}.xlsx").write_bytes(filled(workspace, asked, rows))
    out = recalculate([tmp_path / f"{name}.xlsx" for name in cases], tmp_path)
    said: dict[str, dict[str, str]] = {}
    for name in cases:
        book = read((out / f"{name}.xlsx").read_bytes())
        said[name] = {
            row["code"].text: row["to_do"].text
            for part in ("plan_themes", "plan_carried", "plan_new")
            for table in tables(book, workspace.layouts["plan"].sheet(part), "")
            for row in table.rows()
        }
    assert set(said["right"].values()) == {"Done"}
    assert said["half"]["PLAN-T1"] == "What the service sets out to do needed"
    assert (said["half"]["PLAN15-01"], said["half"]["PLAN15-02"]) == ("Done", "What will be done needed")
    assert said["half"]["SP04"] == "Why, and what is done instead needed"
    assert (said["clash"]["PLAN15-01"], said["clash"]["PLAN15-02"], said["clash"]["SP04"]) == (
        "Check: Due",
        "Check: Plan code",
        "Check: New date",
    )


def test_what_is_wrong_is_held_with_its_cell_and_a_marked_up_copy_asks_again(
    workspace: Workspace, asked: Outgoing, put: Put
) -> None:
    wrong = {
        **THEMES, "PLAN15-01": {**NEW, "due": date(2015, 3, 1)}, "PLAN15-02": {"theme": "Partnerships"},
        "PLAN15-03": {**NEW, "plan": "P9"}, "SP04": {"becomes": "Completed", "new_due": date(2015, 6, 1)},
    }  # fmt: skip
    found = send(workspace, put, filled(workspace, asked, wrong))
    assert (found.verdict, found.asked, found.held) == ("held", 23, 4)
    assert {(one.about.split("|")[1], one.about.rsplit("|")[-1], one.code) for one in found.problems if one.severity == "error"} >= {
        ("PLAN15-01", "due", "PMF-254"), ("PLAN15-03", "plan", "PMF-255"), ("SP04", "new_due", "PMF-254"),
        ("PLAN15-02", "action", "PMF-230"), ("PLAN15-02", "owner", "PMF-230"),
    }  # fmt: skip
    assert '"P9" is no code of the Corporate Plan.' in {one.found for one in found.problems}
    assert found.marked_up and Path(found.marked_up).exists()


def test_rows_left_empty_are_no_actions_and_nothing_is_awaited(returned: Workspace) -> None:
    (plan,) = plans(returned, YEAR, "planning services")
    assert (plan.awaited, [one.code for one in plan.actions], plan.signed_by) == ([], ["PLAN15-01"], "Head of service")
    assert plan.state == "returned, signed by Head of service"
    states = {one.service: one.state for one in plans(returned)}
    assert states["HR"] == "nothing returned yet"


def test_an_action_taken_out_of_a_later_copy_is_no_action_any_more(
    returned: Workspace, asked: Outgoing, put: Put
) -> None:
    without = {code: said for code, said in RIGHT.items() if code != "PLAN15-01"}
    later = send(returned, put, filled(returned, asked, without), "later.xlsx", BACK.replace(hour=15))
    assert (later.verdict, "replaces PLAN15-01" in later.says) == ("accepted", True)
    assert [one.code for one in plans(returned, YEAR, "PLAN")[0].actions] == []


def test_an_approved_plan_joins_the_register_and_the_monthly_return(returned: Workspace) -> None:
    before = returned.register_bytes()
    done = approve(returned, plans(returned, YEAR, "PLAN"), "Executive Director", date(2015, 3, 2), "ED 14", APPROVED)
    assert (done.added, done.remarks) == (("PLAN15-01",), ())
    framework = returned.register().framework
    assert returned.register().problems == ()
    new = next(one for one in framework.activities if one.code == "PLAN15-01")
    assert (new.title, new.kind, new.service, new.priority, new.theme) == (
        "Publish every decision within a day", "Service plan action", "PLAN", "P2", "Access to services",
    )  # fmt: skip
    assert (new.start, new.original_due, new.owner) == (date(2015, 4, 1), date(2015, 9, 30), "Planning manager")
    moved = next(one for one in framework.activities if one.code == "SP04")
    assert (moved.revised_due, moved.original_due) == (date(2015, 6, 30), date(2014, 9, 30))
    assert [(one.item, one.approved_by, one.minute) for one in framework.amendments[-2:]] == [
        ("PLAN15-01", "Executive Director", "ED 14"), ("SP04", "Executive Director", "ED 14"),
    ]  # fmt: skip
    assert done.written is not None and archive.fetch(returned.path("archive"), done.written.kept) == before
    (plan,) = plans(returned, YEAR, "PLAN")
    assert plan.state == "approved by Executive Director on 2 March 2015"
    (made,) = [
        one
        for one in returned.issue(month(2015, 6), datetime(2015, 7, 1, 9, tzinfo=UTC))
        if one.issued.service == "PLAN"
    ]
    (table,) = tables(read(made.data), returned.layout("return").sheet("actions"), "")
    assert [row["code"].text for row in table.rows()] == ["SP04", "PLAN15-01"]
    # A second time there is nothing left to write.
    again = approve(returned, plans(returned, YEAR, "PLAN"), "Executive Director", date(2015, 3, 2), "ED 14", APPROVED)
    assert (again.added, again.written) == ((), None)


def test_a_plan_that_is_not_all_here_or_signed_is_not_approved(workspace: Workspace, asked: Outgoing, put: Put) -> None:
    with pytest.raises(PutRight, match="Planning Services: nothing returned yet"):
        approve(workspace, plans(workspace, YEAR, "PLAN"), "Board", date(2015, 3, 2), "", APPROVED)
    send(workspace, put, filled(workspace, asked, RIGHT, signed=False))
    with pytest.raises(PutRight, match="Planning Services: returned, not signed"):
        approve(workspace, plans(workspace, YEAR, "PLAN"), "Board", date(2015, 3, 2), "", APPROVED)
    with pytest.raises(Mistyped, match="2 April 2015 is still to come"):
        approve(workspace, plans(workspace, YEAR, "PLAN"), "Board", date(2015, 4, 2), "", APPROVED)
    with pytest.raises(Mistyped, match=r'There is no service plan of "PLANS" for 2015/16\. Did you mean "PLAN"'):
        plans(workspace, YEAR, "PLANS")
    with pytest.raises(Mistyped, match="No service plan was asked for for 2016/17 yet"):
        plans(workspace, financial_year(2016))


def test_it_is_a_word_document_of_the_service(returned: Workspace, tmp_path: Path) -> None:
    done = returned.docket(JUNE).document("service-plan", "south-derbyshire", Wanted(service="PLAN"))
    report = read_report(done.data)
    assert "Service plan 2015/16: Planning Services".upper() in report.text.upper()
    assert "The service plan for 2015/16 has 1 new action and 1 action carried on from earlier plans." in report.text
    assert "It was put forward by the Head of service on 27 January 2015." in report.text
    shown = {table.about: table.texts for table in report.tables}
    assert shown["The service plan, theme by theme"][1] == ["Access to services", "What is planned under theme 1."]
    (row,) = shown["New actions of the service plan"][1:]
    assert row[0].splitlines()[:2] == [
        "PLAN15-01 Publish every decision within a day",
        "How we will know: No complaint about late decisions",
    ]
    assert row[2].splitlines() == ["Planning manager", "From 1 Apr 2015", "to 30 Sep 2015"]
    assert shown["Actions of earlier plans"][1][1] == "Carried on\nDue 30 Jun 2015"
    assert any(row[0].startswith("PS01") for row in shown["Targets by year"])
    if VALIDATOR:
        (tmp_path / "plan.docx").write_bytes(done.data)
        assert findings(tmp_path / "plan.docx") == []


def test_an_exempt_action_is_in_the_exempt_plan_alone(workspace: Workspace, asked: Outgoing, put: Put) -> None:
    send(
        workspace,
        put,
        filled(workspace, asked, {**RIGHT, "PLAN15-02": {**NEW, "action": "Buy the old mill", "exempt": "3"}}),
    )
    docket = workspace.docket(JUNE)
    open_ = docket.document("service-plan", "plain", Wanted(service="PLAN"))
    assert "old mill" not in read_report(open_.data).text and "has 1 new action" in read_report(open_.data).text
    change(
        workspace, {("Measures", f"{_column(workspace, 'exempt')}5"): "3"}
    )  # an exempt part needs something exempt of the round
    plan = next(iter(workspace.register().framework.measures.values()))
    closed = workspace.docket(JUNE).document("service-plan", "plain", Wanted(service=plan.service, exempt=True))
    assert "every decision within a day" not in read_report(closed.data).text


def _column(workspace: Workspace, key: str) -> str:
    return chr(ord("A") + workspace.layout("register").sheet("measures").index(key))


def test_the_command_shows_plans_and_approves_them(returned: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CLOCK, "2015-03-03T12:00:00")

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(pmf, ["plan", "2015/16", *words, "-w", str(returned.folder)])
        assert result.exit_code == code, result.output
        return result.stdout

    assert "Planning Services" in run() and "returned, signed by Head of service" in run()
    told = {one["service"]: one for one in json.loads(run("--json"))}
    assert told["PLAN"]["actions"]["PLAN15-01"]["theme"] == "Access to services"
    before = (returned.folder / REGISTER).read_bytes()
    assert "Nothing was written." in run("--service", "PLAN", "--by", "Board", "--dry-run")
    assert (returned.folder / REGISTER).read_bytes() == before
    said = run("--service", "PLAN", "--by", "Executive Director", "--minute", "ED 14")
    assert "The service plan of Planning Services for 2015/16: 1 new action (PLAN15-01) in the register." in said
    assert "approved by Executive Director on 3 March 2015" in run()
