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
from tests.conftest import COLLECTED, ISSUED, JUNE


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
        "Code", "Measure and its unit", "Period", "Target", "Last", "Last commentary",
        "Figure", "Status", "If none, why", "Commentary", "Action", "Action owner", "Action due", "Still to do",
    ]  # fmt: skip
    row = [cell.value for cell in sheet[9]]
    assert row[:4] == [
        "HR11",
        "Working Days (per FTE) Lost Due to Sickness Absence (Cumulative) (days per FTE)",
        "Q1 2014/15 since 1 April",
        1.58,
    ]
    assert (row[4], row[6]) == (8.1, None)
    assert sheet["D9"].number_format == '#,##0.00_);"−"#,##0.00_)'


def test_only_the_inputs_are_unlocked(issued: dict[str, Outgoing]) -> None:
    book = opened(issued["HR"])
    assert all(book[name].protection.sheet for name in book.sheetnames)
    assert not any(book[name].protection.password for name in book.sheetnames)
    measures = book["Measures"]
    unlocked = {
        cell.coordinate
        for row in measures["A1:N9"]
        for cell in row
        if not cell.protection.locked and cell.has_style and cell.row >= 5
    }
    assert unlocked == {f"{letter}{row}" for letter in "GIJKLM" for row in range(5, 10)}
    assert [measures[f"{letter}5"].protection.locked for letter in "AHN"] == [True, True, True]
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
    assert set(rules) == {f"{letter}{row}" for letter in "GIJKLM" for row in range(5, 10)}
    percent, days = rules["G5"], rules["G9"]
    assert (percent.type, percent.formula1, percent.formula2) == ("decimal", "0.0", "100.0")
    assert percent.prompt == "In percent: type 95.9, not 0.959."
    assert (days.formula1, days.prompt) == ("-1000000000000000.0", "In days per FTE.")
    assert (rules["I5"].type, rules["I5"].formula1) == ("list", "list_reasons")
    assert (rules["M5"].type, rules["J5"].type) == ("date", "textLength")


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
    status = re.search(r'<c r="H5"[^>]*><f>(.*?)</f><v>(.*?)</v>', xml)
    assert status is not None
    assert status[2] == "○ To do"
    assert 'COUNTIF(list_reasons,TRIM(I5))=0,"Check the reason"' in status[1]
    assert '"● Green"' in status[1]
    assert '"■ Amber"' in status[1]
    to_do = re.search(r'<c r="N5"[^>]*><f>(.*?)</f><v>(.*?)</v>', xml)
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
    assert (sheet["A1"].value, book["Start here"]["A1"].value) == (
        "Measures: HR, Quarter 1 2014/15 (June 2014 round)",
        "HR: performance return",
    )
    assert [book["Start here"][f"B{row}"].value for row in (5, 7, 8)] == [
        "Hart District Council",
        "Quarter 1 2014/15 (June 2014 round)",
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


def test_a_new_wording_issues_nothing_anew_unless_asked(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    path = workspace.folder / "framework.xlsx"
    book = openpyxl.load_workbook(path)
    book["People"]["D5"].value = "01632 960999"
    book["Measures"]["B5"].value = "Quality of call handling (%)"
    book.save(path)
    before = issued["CUST"].path.read_bytes()
    assert not any(outgoing.new for outgoing in workspace.issue(JUNE, ISSUED.replace(day=2)))
    assert issued["CUST"].path.read_bytes() == before
    anew = workspace.issue(JUNE, ISSUED.replace(day=2), anew=True)
    assert {outgoing.issued.issue for outgoing in anew} == {2}


def test_answers_to_what_is_asked_the_same_way_stand_when_a_return_is_issued_anew(
    workspace: Workspace, issued: dict[str, Outgoing], put, right
) -> None:
    put("CUST.xlsx", right(issued["CUST"]))
    workspace.collect(COLLECTED)
    path = workspace.folder / "framework.xlsx"
    book = openpyxl.load_workbook(path)
    book["Targets"]["C5"].value = 97  # CS01, which was returned as 95.9 and Green against 90
    book.save(path)
    again = {o.issued.service: o for o in workspace.issue(JUNE, ISSUED.replace(day=11))}
    stands = {
        line.measure: line.status.value for line in workspace.position(JUNE)[0].lines if line.terms.service == "CUST"
    }
    assert stands == {"CS01": "Awaited", "CS02a": "Amber", "CS02b": "Amber", "CS03": "Green"}
    returned = next(r for r in workspace.position(JUNE)[0].returns if r.issued.service == "CUST")
    assert (returned.state, returned.taken) == ("Part returned", 3)
    put("CUST 2.xlsx", right(again["CUST"]))
    report = next(r for r in workspace.collect(COLLECTED) if r.file == "CUST 2.xlsx")
    assert report.verdict == "held"  # CS01 is Amber now and wants commentary
    assert [(p.code, p.place.cell) for p in report.problems] == [
        ("PMF-205", "J5"),
        ("PMF-206", "K5"),
        ("PMF-206", "L5"),
        ("PMF-206", "M5"),
    ]
