"""The return as a service gets it: locked, validated, live, known again."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from pmf_excel.excel import package, stamp
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import ISSUED, JUNE


def opened(outgoing: Outgoing) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(outgoing.data))


def test_one_return_for_each_service_with_anything_due(issued: dict[str, Outgoing]) -> None:
    rows = {service: outgoing.rows for service, outgoing in issued.items()}
    assert rows == {
        "CUST": 4,
        "ENV": 1,
        "FIN": 9,
        "HR": 5,
        "HOUS": 4,
        "AUD": 3,
        "IT": 7,
        "LEIS": 1,
        "PLAN": 4,
        "REG": 2,
        "SAFE": 5,
    }
    assert issued["FIN"].path.name == "Finance, Revs and Bens 2014-06.xlsx"
    assert all(outgoing.path.read_bytes() == outgoing.data for outgoing in issued.values())


def test_what_the_service_knows_stands_beside_what_it_is_asked(issued: dict[str, Outgoing]) -> None:
    sheet = opened(issued["HR"])["Measures"]
    headings = [cell.value for cell in sheet[4]]
    assert headings == [
        "Code", "Measure and its unit", "Period", "Target", "Four back", "Three back", "Two back", "Last", "Last commentary",
        "Figure", "Status", "If none, why", "Commentary", "Action", "Action owner", "Action due", "Still to do",
    ]  # fmt: skip
    row = [cell.value for cell in sheet[9]]
    assert row[:4] == [
        "HR11",
        "Working Days (per FTE) Lost Due to Sickness Absence (Cumulative) (days per FTE)",
        "Q1 2014/15",
        1.58,
    ]
    assert (row[7], row[9]) == (8.1, None)
    assert sheet["D9"].number_format == '#,##0.00_);"−"#,##0.00_)'


def test_only_the_inputs_are_unlocked(issued: dict[str, Outgoing]) -> None:
    book = opened(issued["HR"])
    assert all(book[name].protection.sheet for name in book.sheetnames)
    assert not any(book[name].protection.password for name in book.sheetnames)
    measures = book["Measures"]
    unlocked = {
        cell.coordinate
        for row in measures["A1:Q9"]
        for cell in row
        if not cell.protection.locked and cell.has_style and cell.row >= 5
    }
    assert unlocked == {f"{letter}{row}" for letter in "JLMNOP" for row in range(5, 10)}
    assert [measures[f"{letter}5"].protection.locked for letter in "AKQ"] == [True, True, True]
    assert {cell.coordinate for row in book["Sign-off"]["B5:B8"] for cell in row if not cell.protection.locked} == {
        "B5",
        "B6",
        "B7",
        "B8",
    }
    assert book.security.lockStructure is True
    # Filters, widths and heights stay free.
    assert (measures.protection.formatColumns, measures.protection.formatRows, measures.protection.autoFilter) == (
        False,
        False,
        False,
    )


def test_every_input_is_validated_and_says_what_belongs_there(issued: dict[str, Outgoing]) -> None:
    sheet = opened(issued["HR"])["Measures"]
    rules = {}
    for rule in sheet.data_validations.dataValidation:
        for area in str(rule.sqref).split():
            for row in sheet[area] if ":" in area else ((sheet[area],),):
                for cell in row:
                    rules[cell.coordinate] = rule
    assert set(rules) == {f"{letter}{row}" for letter in "JLMNOP" for row in range(5, 10)}
    percent, days = rules["J5"], rules["J9"]
    assert (percent.type, percent.formula1, percent.formula2) == ("decimal", "0.0", "100.0")
    assert percent.prompt == "In percent: type 95.9, not 0.959."
    assert (days.formula1, days.prompt) == ("-1000000000000000.0", "In days per FTE.")
    assert (rules["L5"].type, rules["L5"].formula1) == ("list", "list_reasons")
    assert (rules["P5"].type, rules["M5"].type) == ("date", "textLength")


def test_it_is_known_by_marks_in_four_places(issued: dict[str, Outgoing]) -> None:
    outgoing = issued["PLAN"]
    book = package.read(outgoing.data)
    marks = stamp.marks(book)
    assert set(marks) == {
        "its properties",
        "its keywords",
        "sheet Start here",
        "sheet Measures",
        "sheet Sign-off",
        "sheet pmf",
    }
    assert {str(code) for code in marks.values()} == {outgoing.issued.code}
    assert outgoing.issued.code.startswith("PLAN 2014-06 1-")
    assert {grid.title: grid.hidden for grid in book.grids} == {
        "Start here": False, "Measures": False, "Sign-off": False, "Lists": True, "pmf": True,
    }  # fmt: skip
    assert opened(outgoing)["pmf"].sheet_state == "veryHidden"


def test_the_live_status_is_a_formula_with_its_value(issued: dict[str, Outgoing]) -> None:
    xml = zipfile.ZipFile(io.BytesIO(issued["HR"].data)).read("xl/worksheets/sheet2.xml").decode()
    status = re.search(r'<c r="K5"[^>]*><f>(.*?)</f><v>(.*?)</v>', xml)
    assert status is not None
    assert status[2] == "○ To do"
    assert status[1].startswith('IF(J5="",IF(L5="","○ To do","○ "&amp;L5)')
    assert '"● Green"' in status[1]
    assert '"■ Amber"' in status[1]
    to_do = re.search(r'<c r="Q5"[^>]*><f>(.*?)</f><v>(.*?)</v>', xml)
    assert to_do is not None
    assert to_do[2] == "Figure needed"


def test_it_opens_on_the_first_sheet_and_prints_on_a4(issued: dict[str, Outgoing]) -> None:
    book = opened(issued["HR"])
    assert book.active.title == "Start here"
    sheet = book["Measures"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$4:$4", "C5")
    assert (sheet["A1"].value, book["Start here"]["A1"].value) == ("Measures: HR, June 2014", "HR: performance return")
    assert [book["Start here"][f"B{row}"].value for row in (5, 7, 8)] == [
        "Hart District Council",
        "June 2014",
        "10 July 2014",
    ]


def test_issuing_again_changes_nothing(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    before = (workspace.folder / "ledger.db").read_bytes()
    again = {o.issued.service: o for o in workspace.issue(JUNE, ISSUED.replace(day=2))}
    assert {s: o.data for s, o in again.items()} == {s: o.data for s, o in issued.items()}
    assert not any(outgoing.new for outgoing in again.values())
    assert (workspace.folder / "ledger.db").read_bytes() == before


def test_a_changed_register_issues_anew_only_what_it_touches(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    path = workspace.folder / "framework.xlsx"
    book = openpyxl.load_workbook(path)
    book["Targets"]["C5"].value = 91  # CS01, Customer Services
    book.save(path)
    again = {o.issued.service: o for o in workspace.issue(JUNE, ISSUED.replace(day=2))}
    assert {service for service, outgoing in again.items() if outgoing.new} == {"CUST"}
    assert (again["CUST"].issued.issue, again["CUST"].replaces) == (2, 1)
    assert again["CUST"].path.name == "Customer Services 2014-06 (issue 2).xlsx"


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_dry_run_writes_nothing(workspace: Workspace, dry_run: bool) -> None:
    before = sorted(p for p in workspace.folder.rglob("*"))
    made = workspace.issue(JUNE, ISSUED, dry_run)
    after = sorted(p for p in workspace.folder.rglob("*"))
    assert len(made) == 11
    assert (before == after) is dry_run
