"""The register: every problem at once, each with its sheet, cell and remedy."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel import package
from pmf_excel.founding import new_workspace
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import ISSUED, JUNE, ROOT


def change(workspace: Workspace, edits: dict[tuple[str, str], object]) -> None:
    """Type into the register as the officer would, in another program."""
    book = openpyxl.load_workbook(io.BytesIO(workspace.register_bytes()))
    for (sheet, cell), value in edits.items():
        book[sheet][cell].value = value
    book.save(workspace.folder / REGISTER)


def said(workspace: Workspace) -> dict[str, str]:
    """Each problem's cell and code -> its whole message."""
    return {f"{p.place.sheet}!{p.place.cell} {p.code}": str(p) for p in workspace.register().problems}


def test_the_sample_register_is_read_whole(workspace: Workspace) -> None:
    register = workspace.register()
    framework = register.framework
    assert register.problems == ()
    assert (len(framework.services), len(framework.measures), len(framework.targets)) == (11, 45, 42)
    sickness = framework.measures["HR11"]
    assert (sickness.unit, sickness.decimals, sickness.polarity.value, sickness.cumulative) == (
        "days per FTE",
        2,
        "Lower is better",
        True,
    )
    assert sickness.place.cell == "A15"
    assert list(framework.measures)[:3] == ["CS01", "CS02a", "CS02b"]


def test_the_sample_register_is_made_from_its_csv_files(workspace: Workspace) -> None:
    import runpy

    made = runpy.run_path(str(ROOT / "tools" / "make_sample.py"))["make"]()
    assert made == (ROOT / "samples" / "hart" / "framework.xlsx").read_bytes()


def test_everything_wrong_is_said_at_once_with_cell_and_remedy(workspace: Workspace) -> None:
    # Measures begin in row 5: CS01 in 5, CS02a in 6, CS02b in 7, CS03 in 8, ETS01 in 9, FI06 in 10.
    change(
        workspace,
        {
            ("Measures", "D5"): "CUSR", ("Measures", "A6"): "CS01", ("Measures", "K7"): None, ("Measures", "K8"): "Higer is better",
            ("Measures", "H9"): "two", ("Targets", "B5"): "Quarter one", ("Targets", "A6"): "CS2a", ("Targets", "C7"): None,
            ("Services", "A6"): "En v", ("Meetings", "B5"): "4th September", ("Measures", "E10"): "P9",
        },
    )  # fmt: skip
    problems = said(workspace)
    expected = {
        "Measures!D5 PMF-105": 'framework.xlsx, sheet Measures, D5: there is no service with the code "CUSR". Did you mean "CUST"? Enter a code from the sheet "Services", or add it there. (PMF-105)',
        "Measures!A6 PMF-104": 'framework.xlsx, sheet Measures, A6: "CS01" stands in A5 already. Give this row a code of its own, or remove one of the two rows. (PMF-104)',
        "Measures!K7 PMF-103": 'framework.xlsx, sheet Measures, K7: "Polarity" is empty. Enter it. Which way is better. (PMF-103)',
        "Measures!K8 PMF-106": 'framework.xlsx, sheet Measures, K8: "Higer is better" is not one of the choices for "Polarity". Did you mean "Higher is better"? Choose "Higher is better", "Lower is better", "Within a band", "Neither". (PMF-106)',
        "Measures!H9 PMF-109": 'framework.xlsx, sheet Measures, H9: "two" is text, not a number. Enter a number, without words or signs. (PMF-109)',
        "Measures!E10 PMF-105": 'framework.xlsx, sheet Measures, E10: there is no priority or outcome with the code "P9". Enter a code from the sheet "Plan", or add it there. (PMF-105)',
        "Targets!B5 PMF-107": 'framework.xlsx, sheet Targets, B5: "Quarter one" is not a period. Enter it as Q1 2014/15, June 2014 or 2014/15. (PMF-107)',
        "Targets!C7 PMF-103": 'framework.xlsx, sheet Targets, C7: "Target" is empty. Enter it, or TBC while it has still to be agreed. (PMF-103)',
        "Services!A6 PMF-112": 'framework.xlsx, sheet Services, A6: "En v" cannot be a code. Use capital letters and digits only. (PMF-112)',
        "Meetings!B5 PMF-110": 'framework.xlsx, sheet Meetings, B5: "4th September" is not a date that can be read. Enter day, month and year, for example 31/07/2026. (PMF-110)',
    }
    assert {key: problems.get(key) for key in expected} == expected
    assert "Targets!A6 PMF-105" in problems


def test_a_measure_without_a_target_is_said(workspace: Workspace) -> None:
    change(
        workspace, {("Targets", "A5"): None, ("Targets", "B5"): None, ("Targets", "C5"): None, ("Targets", "D5"): None}
    )
    assert said(workspace) == {
        "Measures!A5 PMF-108": 'framework.xlsx, sheet Measures, A5: "CS01" is judged by "Target and tolerance" but has no target. '
        'Enter its target on the Targets sheet, or choose the status rule "No target" or "Data only". (PMF-108)'
    }


def test_a_period_of_the_wrong_length_and_one_twice_are_said(workspace: Workspace) -> None:
    change(workspace, {("Targets", "B5"): "June 2014", ("Targets", "A7"): "CS02a"})
    problems = said(workspace)
    assert problems["Targets!B5 PMF-115"].startswith(
        'framework.xlsx, sheet Targets, B5: "CS01" is reported quarterly, but Jun 2014 is a month.'
    )
    assert problems["Targets!A7 PMF-116"].startswith(
        'framework.xlsx, sheet Targets, A7: "CS02a" has a target for Q1 2014/15 in C6 already.'
    )


def test_a_service_with_nothing_to_return_is_said(workspace: Workspace) -> None:
    change(
        workspace, {("Services", "A16"): "SPARE", ("Services", "B16"): "Spare", ("Services", "C16"): "Head of Spare"}
    )
    assert list(said(workspace)) == ["Services!A16 PMF-113"]


def test_a_missing_sheet_is_said_with_what_there_is(workspace: Workspace) -> None:
    book = openpyxl.load_workbook(workspace.folder / REGISTER)
    del book["Targets"]
    book.save(workspace.folder / REGISTER)
    problems = [str(p) for p in workspace.register().problems if p.code == "PMF-101"]
    assert len(problems) == 1
    assert 'there is no sheet with the headings of "Targets"' in problems[0]
    assert '"Services"' in problems[0]


def test_sheets_and_columns_may_be_moved_and_renamed(workspace: Workspace) -> None:
    before = workspace.register().framework
    book = openpyxl.load_workbook(workspace.folder / REGISTER)
    book.move_sheet("Measures", -2)
    book["Measures"].title = "Our measures"
    book["Our measures"].move_range("A1:B60", cols=30)
    book.save(workspace.folder / REGISTER)
    after = workspace.register()
    assert after.problems == ()
    assert {m.code: m.title for m in after.framework.measures.values()} == {
        m.code: m.title for m in before.measures.values()
    }


def test_nothing_is_issued_from_a_register_with_errors(workspace: Workspace) -> None:
    change(workspace, {("Measures", "D5"): "CUSR"})
    with pytest.raises(PutRight) as refused:
        workspace.issue(JUNE, ISSUED)
    assert [p.code for p in refused.value.problems] == ["PMF-105"]
    assert not (workspace.folder / "ledger.db").exists()


def test_a_new_register_has_every_sheet_drop_downs_and_messages(tmp_path: Path) -> None:
    new_workspace(tmp_path / "new", "A Council")
    book = openpyxl.load_workbook(tmp_path / "new" / REGISTER)
    assert book.sheetnames == [
        "Guidance", "Services", "Teams", "Plan", "Measures", "Targets", "Past figures", "Activities", "Audit recommendations", "Risks",
        "Budgets", "Committees", "Meetings", "Reports", "Questions", "People", "Waivers", "Amendments", "Framework document", "Versions", "Lineage", "Lists",
    ]  # fmt: skip
    assert book["Lists"].sheet_state == "hidden"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book["Measures"].data_validations.dataValidation}
    assert (rules["K5"].type, rules["K5"].formula1, rules["K5"].promptTitle) == ("list", "list_polarities", "Polarity")
    assert (rules["D5"].type, rules["D5"].formula1) == ("list", "codes_services_code")
    assert book.defined_names["codes_services_code"].attr_text == "'Services'!$A$5:$A$104"
    headed = [book[name]["A4"].value for name in book.sheetnames[1:-1]]
    assert all(headed)
    problems = Workspace.open(tmp_path / "new").register().problems
    assert problems == ()


def test_a_workspace_is_never_made_over_another(workspace: Workspace) -> None:
    with pytest.raises(PutRight, match="holds a workspace already"):
        new_workspace(workspace.folder, "Another")


def test_a_folder_that_is_no_workspace_is_named(tmp_path: Path) -> None:
    with pytest.raises(Mistyped, match="this folder is not a workspace"):
        Workspace.open(tmp_path)


def test_every_fault_of_the_settings_is_said_at_once(workspace: Workspace) -> None:
    (workspace.folder / "pmf.toml").write_text(
        'council = ""\ndue_day = 31\ninbx = "x"\ntolerance = "ten"\n', encoding="utf-8"
    )
    with pytest.raises(PutRight) as refused:
        Workspace.open(workspace.folder)
    text = str(refused.value)
    for part in (
        '"inbx" is not a setting. Did you mean "inbox"?',
        '"council" is missing',
        '"due_day" is 31',
        '"tolerance" must be a number',
    ):
        assert part in text


def test_the_registers_text_never_becomes_a_formula(workspace: Workspace) -> None:
    grids = package.read(workspace.register_bytes()).grids
    assert [cell for grid in grids for cell in grid.cells.values() if cell.formula] == []


def test_a_workspaces_own_templates_win(tmp_path: Path) -> None:
    made = new_workspace(tmp_path / "own", "A Council", templates=True)
    names = {path.relative_to(tmp_path / "own").as_posix() for path in made}
    assert {
        "workbook_templates/return.toml",
        "report_templates/kinds/quarterly.md",
        "report_templates/formats/north-norfolk.docx",
    } <= names
    theme = tmp_path / "own" / "workbook_templates" / "theme.toml"
    theme.write_text(theme.read_text(encoding="utf-8").replace("#1D3C5E", "#5B2C6F"), encoding="utf-8")
    assert Workspace.open(tmp_path / "own").theme.band == "#5B2C6F"


def test_a_definition_too_long_for_the_cell_s_message_is_named(workspace: Workspace) -> None:
    """Excel holds 255 characters there, and what the return says of the unit stands in front."""
    cells = {("Measures", f"C{row}"): "d" * length for row, length in ((5, 222), (6, 221), (7, 255))}
    change(workspace, cells)
    found = [(p.code, p.severity.value, p.place.cell) for p in workspace.register().problems]
    assert found == [("PMF-137", "query", "C5"), ("PMF-137", "query", "C7")]
    message = next(p for p in workspace.register().problems if p.place.cell == "C5")
    assert message.found == (
        'the definition is shown when the figure is entered, after "In percent: type 95.9, not 0.959.", '
        "and is longer than the 221 characters there is room for."
    )
