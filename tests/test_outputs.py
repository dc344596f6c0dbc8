"""The master and the report: what stands in them, cell by cell, read back by other libraries."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.periods import month
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, ROOT, cell
from tests.test_excel import HOSTILE

EXPECTED = {"Green": 26, "Amber": 5, "Red": 10, "No target": 3, "Not yet available": 1}


@pytest.fixture
def returned(workspace: Workspace, issued: dict[str, Outgoing], put: Callable[[str, bytes], Path], right) -> Workspace:
    """Every return filled in without a mistake and collected."""
    for code, outgoing in issued.items():
        put(f"{code}.xlsx", right(outgoing))
    workspace.collect(COLLECTED)
    return workspace


@pytest.fixture
def hostile(workspace: Workspace, issued: dict[str, Outgoing], put: Callable[[str, bytes], Path], typed) -> Workspace:
    """A commentary that would do harm if anything ran it."""
    rows = {
        **GOOD,
        "RS20": {
            "figure": Decimal("91.7"),
            "commentary": HOSTILE,
            "action": "A & B <90%",
            "owner": "o",
            "action_due": date(2014, 9, 1),
        },
    }
    put("R.xlsx", typed(issued["REG"].data, rows))
    workspace.collect(COLLECTED)
    return workspace


def rows_of(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    values = list(book[name].iter_rows(min_row=4, values_only=True))
    return [dict(zip(values[0], row, strict=True)) for row in values[1:] if any(v is not None for v in row)]


def test_the_master_has_every_measure_with_its_status(returned: Workspace, sample_rows: list[dict[str, str]]) -> None:
    path, position = returned.consolidate(JUNE)
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames == [
        "Dashboard", "Scorecard", "Measures", "What if", "Trends", "Trend chart", "Exceptions", "Activities and projects",
        "Service plans", "Audit recommendations", "Risks", "Risk map", "Budget", "By service", "Returns", "Data", "About", "Lists",
    ]  # fmt: skip
    measures = {row["Code"]: row for row in rows_of(book, "Measures")}
    assert len(measures) == 45
    published = {row["measure_ref"]: row for row in sample_rows}
    different = {code for code, row in measures.items() if row["Status"][2:] != published[code]["published_status"]}
    assert different == {"ETS01", "IT01", "IT03"}
    assert measures["ETS01"]["Status"] == "○ Not yet available"
    for code, row in measures.items():
        if code != "ETS01":
            assert row["Figure"] == float(published[code]["actual"])
            assert row["Target"] == (float(published[code]["target"]) if published[code]["target"] else None)
    assert {s.value: n for s, n in position.counts().by_status.items() if n} == EXPECTED
    assert measures["RB08"]["Since then"] == "↓ Worse"
    assert measures["HR11"]["Since then"] is None  # it builds up over the year


def test_the_dashboard_counts_live_and_says_its_denominator(returned: Workspace) -> None:
    path, _ = returned.consolidate(JUNE)
    shown, live = openpyxl.load_workbook(path, data_only=True)["Dashboard"], openpyxl.load_workbook(path)["Dashboard"]
    assert shown["A3"].value == "26 of the 41 rated measures are Green (63.4%), 5 Amber (12.2%) and 10 Red (24.4%)."
    assert shown["A4"].value == "4 of 45 measures are not rated: 3 have no target and 1 is not yet available."
    assert shown["A5"].value == "11 of 11 returns are complete."
    counts = {shown[f"A{row}"].value: (shown[f"B{row}"].value, shown[f"C{row}"].value) for row in range(10, 16)}
    assert counts == {
        "● Green": (26, 63.4), "■ Amber": (5, 12.2), "▲ Red": (10, 24.4), "○ No target": (3, None), "○ Not yet available": (1, None),
        "All measures": (45, None),
    }  # fmt: skip
    assert live["B10"].value == "=SUMPRODUCT(--EXACT('Measures'!$J$5:$J$49,A10))"
    assert live["C10"].value == '=IF(SUM($B$10:$B$12)=0,"",ROUND(100*B10/SUM($B$10:$B$12),1))'
    priorities = [[shown.cell(row, column).value for column in range(1, 7)] for row in range(19, 23)]
    assert priorities == [
        ["Customers first", 2, 2, 0, 0, 4], ["Homes and planning", 6, 1, 1, 0, 8],
        ["A safe and healthy district", 1, 1, 3, 4, 9], ["An efficient council", 17, 1, 6, 0, 24],
    ]  # fmt: skip


def test_by_service_exceptions_returns_and_data(returned: Workspace, issued: dict[str, Outgoing]) -> None:
    book = openpyxl.load_workbook(returned.consolidate(JUNE)[0], data_only=True)
    services = {row["Service"]: row for row in rows_of(book, "By service")}
    it = services["IT Services"]
    assert [it[heading] for heading in ("Return", "Rows asked", "Rows returned", "Returned (%)")] == [
        "Complete",
        12,
        12,
        100,
    ]
    assert list(it.values())[-8:] == [4, 1, 2, 7, 57.1, 0, None, 7]
    assert list(services["Environmental & Technical Services"].values())[-8:] == [0, 0, 0, 0, None, 1, None, 1]
    exceptions = rows_of(book, "Exceptions")
    assert [row["Status"] for row in exceptions] == ["▲ Red"] * 10 + ["■ Amber"] * 5
    hr02 = next(row for row in exceptions if row["Code"] == "HR02")
    assert (
        hr02["Why this status"]
        == "Red: 65.3% is below the target of 95.0% and beyond the tolerance of 10% of the target."
    )
    assert (hr02["Owner"], hr02["Due"]) == ("HR manager", datetime(2014, 9, 30))
    returns = {row["Service"]: row for row in rows_of(book, "Returns")}
    assert list(returns["HR"].values()) == [
        "HR", "Complete", 1, datetime(2014, 7, 1), datetime(2014, 7, 10), datetime(2014, 7, 10), datetime(2014, 7, 10), None,
        5, 5, None, None, 1, None, "Head of service", datetime(2014, 7, 9),
    ]  # fmt: skip
    data = {row["Code"]: row for row in rows_of(book, "Data")}
    at = cell(issued["HR"], "measures", "HR02", "figure")
    assert (data["HR02"]["File"], data["HR02"]["Sheet"], data["HR02"]["Cell"]) == ("HR.xlsx", "Measures", at)
    assert len(data["HR02"]["SHA-256 of the file"]) == 64
    assert (data["ETS01"]["Figure"], data["ETS01"]["If none, why"]) == (None, "Not yet available")


def test_the_masters_tables_are_native_and_ready_to_print(returned: Workspace) -> None:
    book = openpyxl.load_workbook(returned.consolidate(JUNE)[0])
    ordered = ("Scorecard", "Trend chart")  # rows that mean something in their order only cannot be sorted
    for name in book.sheetnames[1:-1]:
        sheet = book[name]
        assert [table.ref.split(":")[0] for table in sheet.tables.values()] == ["A4"]
        assert next(iter(sheet.tables.values())).autoFilter is not None or name in ordered
        assert sheet.freeze_panes in ("B5", "C5", "D5")
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.print_title_rows) == (
            9,
            "landscape",
            None if name == "Trend chart" else "$4:$4",
        )
        assert sheet["A1"].value
    assert (book.sheetnames[-1], book["Lists"].sheet_state) == ("Lists", "hidden")
    painted = [rule for area in book["Measures"].conditional_formatting for rule in area.rules]
    assert {rule.formula[0] for rule in painted} >= {
        'LEFT(J5,1)="●"',
        'LEFT(J5,1)="■"',
        'LEFT(J5,1)="▲"',
        'LEFT(J5,1)="○"',
    }


def test_what_is_not_returned_is_said_and_not_rated(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    path, position = workspace.consolidate(JUNE)
    shown = openpyxl.load_workbook(path, data_only=True)["Dashboard"]
    assert shown["A3"].value == "None of the 45 measures is rated yet."
    assert shown["A4"].value == "45 of 45 measures are not rated: 45 are awaited."
    assert shown["A5"].value == "0 of 11 returns are complete and 11 have not come back."
    assert position.counts().rated == 0
    report = docx.Document(workspace.report("quarterly", "north-norfolk", JUNE)[0])
    text = "\n".join(p.text for p in report.paragraphs)
    assert (
        "No measure that is rated is an exception. 45 figures are still missing, so this is not the whole picture."
        in text
    )
    assert "{{" not in text


def paragraphs(path: Path) -> list[tuple[str, str]]:
    """Style and text of each paragraph, with what stands in content controls, which python-docx leaves out."""
    every = [(p.style.name, "".join(t.text for t in p._p.iter(qn("w:t")))) for p in docx.Document(path).paragraphs]
    return [(style, text) for style, text in every if text]


def test_the_report_stands_in_north_norfolks_order(returned: Workspace) -> None:
    path = returned.report("quarterly", "north-norfolk", JUNE)[0]
    assert path.name == "2014-06 quarterly north-norfolk DRAFT.docx"
    found = paragraphs(path)
    assert found[0] == ("Title", "Managing performance: Quarter 1 2014/15")
    front = [row.cells[0].text for row in docx.Document(path).tables[0].rows]
    assert front == [
        "Summary:",
        "Options considered:",
        "Conclusions:",
        "Recommendations:",
        "Reasons for Recommendations:",
    ]
    headings = [text for style, text in found if style == "Heading 1"]
    assert headings == [
        "Introduction", "Overview", "Key achievements", "Underperformance", "Customers first", "Homes and planning",
        "A safe and healthy district", "An efficient council", "Performance focus", "Measures not rated", "Risk register", "Budget",
        "Matters arising", "Corporate Plan Objectives", "Medium Term Financial Strategy",
        "Financial and Resource Implications", "Legal Implications", "Risks", "Sustainability", "Climate / Carbon impact",
        "Equality and Diversity", "Section 17 Crime and Disorder considerations", "Conclusion and Recommendations",
    ]  # fmt: skip
    texts = [text for _, text in found]
    assert (
        texts.index("LIST OF BACKGROUND PAPERS AS REQUIRED BY LAW")
        < texts.index(
            "Contact Officer, telephone number and email: Policy and performance officer, 01632 960001, performance@hart.example"
        )
        < texts.index("Introduction")
    )
    legal = texts.index("Legal Implications")
    assert texts[legal + 1] == "None."


def test_the_reports_tables_say_what_the_position_says(returned: Workspace) -> None:
    document = docx.Document(returned.report("quarterly", "north-norfolk", JUNE)[0])
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables[1:]]
    assert tables[0] == [["Cabinet Member(s)", "Ward(s) affected"], ["", ""]]  # these two stand in content controls
    controls = [control.find(f".//{qn('w:t')}").text for control in document.tables[1]._tbl.iter(qn("w:sdt"))]
    assert controls == ["Leader of the Council", "All"]
    assert tables[1] == [
        ["Status", "Measures", "Share of rated measures"], ["● Green", "26", "63.4%"], ["■ Amber", "5", "12.2%"],
        ["▲ Red", "10", "24.4%"], ["○ No target", "3", "not rated"], ["○ Not yet available", "1", "not rated"],
        ["All measures", "45", "41 rated"],
    ]  # fmt: skip
    customers = tables[2]
    assert customers[0] == ["Measure", "Target", "Actual", "Period before", "Status and travel"]
    assert customers[2] == [
        "CS02a % of telephone calls answered by Contact Centre in 15 seconds",
        "80.0%",
        "78.5%",
        "79.6%",
        "■ Amber\n↓ Worse",
    ]
    by_priority = [table for table in tables if table[0] == customers[0]][:4]
    assert [len(table) - 1 for table in by_priority] == [4, 8, 9, 24]
    (exceptions,) = (table for table in tables if "What the service says" in table[0])
    assert len(exceptions) == 16
    hr02 = next(row for row in exceptions if row[0].startswith("HR02"))
    assert hr02 == [
        "HR02 % of cases not dealt with by HR front office and which are not treated as HRP work requests that are dealt with in 3 working days\n65.3% against a target of 95.0%",
        "▲ Red\n↓ Worse",
        "Fewer queries than usual were dealt with within three days. (Made up.)",
        "Clear the backlog and agree who deals with which request\nHR manager, by 30 September 2014",
    ]
    text = "\n".join(p.text for p in document.element.body.iter(qn("w:p")))
    assert "26 of the 41 rated measures are Green (63.4%), 5 Amber (12.2%) and 10 Red (24.4%)." in text
    assert "15 measures are exceptions, Red or Amber. Each" in text


def test_the_report_is_accessible_and_numbered_by_word(returned: Workspace) -> None:
    path = returned.report("quarterly", "north-norfolk", JUNE)[0]
    document = docx.Document(path)
    properties = document.core_properties
    assert (properties.title, properties.language) == ("Managing performance: Quarter 1 2014/15", "en-GB")
    assert (properties.created, properties.modified) == (COLLECTED.replace(), COLLECTED.replace())
    # The front sheet sets out labels and their texts: no row of it heads the others.
    assert document.tables[0].style.name == "Front Sheet"
    for table in document.tables[1:]:
        header = table.rows[0]._tr.trPr
        assert header.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr is None or row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblDescription")) is not None
        assert not list(table._tbl.iter(qn("w:gridSpan"))) + list(table._tbl.iter(qn("w:vMerge")))
    for name, level in (("Heading 1", "0"), ("Numbered Paragraph", "1")):
        number = document.styles[name].element.pPr.numPr
        assert (number.find(qn("w:ilvl")).get(qn("w:val")), number.find(qn("w:numId")).get(qn("w:val"))) == (
            level,
            "1",
        )
    xml = zipfile.ZipFile(path).read("word/document.xml").decode()
    for stray in ("{{", "{%", "None<", ">nan", "\ue000", "txbxContent"):
        assert stray not in xml
    assert document.sections[0].header.paragraphs[0].text == "OPEN\tDRAFT: not yet approved"


def test_hostile_commentary_comes_through_exactly_and_runs_nowhere(hostile: Workspace) -> None:
    path, _ = hostile.consolidate(JUNE)
    book = openpyxl.load_workbook(path)
    assert [row["Commentary"] for row in rows_of(book, "Exceptions")] == [HOSTILE]
    cell = next(cell for row in book["Measures"].iter_rows(min_row=5) for cell in row if cell.value == HOSTILE)
    assert cell.data_type == "s"
    table = docx.Document(hostile.report("quarterly", "north-norfolk", JUNE)[0]).tables
    exceptions = next(t for t in table if t.rows[0].cells[0].text == "Measure" and len(t.columns) == 4)
    assert exceptions.rows[1].cells[2].text == HOSTILE
    assert exceptions.rows[1].cells[3].text == "A & B <90%\no, by 1 September 2014"


def test_making_them_again_gives_the_same_bytes(returned: Workspace) -> None:
    first = [
        path.read_bytes()
        for path in (returned.consolidate(JUNE)[0], returned.report("quarterly", "north-norfolk", JUNE)[0])
    ]
    again = [
        path.read_bytes()
        for path in (returned.consolidate(JUNE)[0], returned.report("quarterly", "north-norfolk", JUNE)[0])
    ]
    assert first == again


def test_a_quarterly_report_needs_a_round_that_ends_a_quarter(workspace: Workspace) -> None:
    path = workspace.folder / "framework.xlsx"
    book = openpyxl.load_workbook(path)
    book["Measures"]["L5"].value, book["Targets"]["B5"].value = "Monthly", "2014/15"
    book["Past figures"]["B5"].value = "March 2014"
    book.save(path)
    workspace.issue(month(2014, 5), ISSUED)
    with pytest.raises(Mistyped, match=r"May 2014 does not end a quarter\. The report quarterly needs a round of June"):
        workspace.report("quarterly", "", month(2014, 5))


def test_a_kind_or_format_that_does_not_exist_is_named_with_those_that_do(returned: Workspace) -> None:
    with pytest.raises(Mistyped, match=r'There is no kind of report "quartely". Did you mean "quarterly"'):
        returned.report("quartely")
    with pytest.raises(Mistyped, match=r'There is no committee format "norfolk". Did you mean "north-norfolk"'):
        returned.report("quarterly", "norfolk")


def test_a_councils_own_text_is_used_and_its_mistakes_are_said(returned: Workspace) -> None:
    own = returned.folder / "report_templates" / "kinds" / "quarterly.md"
    own.parent.mkdir(parents=True)
    source = (ROOT / "report_templates" / "kinds" / "quarterly.md").read_text(encoding="utf-8")
    own.write_text(source.replace("## Overview", "## Where we stand"), encoding="utf-8")
    assert "Where we stand" in [
        text for style, text in paragraphs(returned.report("quarterly")[0]) if style == "Heading 1"
    ]
    own.write_text(source.replace("{{ headline }}", "{{ headlin }}"), encoding="utf-8")
    with pytest.raises(PutRight, match="'headlin' is undefined"):
        returned.report("quarterly")
    own.write_text(source.replace("{{ headline }}", "{{ ''.__class__.__mro__ }}"), encoding="utf-8")
    with pytest.raises(PutRight, match="asks for something that does not exist"):
        returned.report("quarterly")
    own.write_text(source.replace('block("counts")', 'block("pie")'), encoding="utf-8")
    with pytest.raises(PutRight, match='there is no block "pie"'):
        returned.report("quarterly")


def test_a_markdown_sign_in_a_name_stays_itself(workspace: Workspace, put, right) -> None:
    path = workspace.folder / "framework.xlsx"
    book = openpyxl.load_workbook(path)
    book["Plan"]["B5"].value = "# Customers *first* & <others> {{ 7*7 }}"
    book.save(path)
    for outgoing in workspace.issue(JUNE, ISSUED):
        put(outgoing.path.name, right(outgoing))
    workspace.collect(COLLECTED)
    report = workspace.report("quarterly", "north-norfolk", JUNE)[0]
    assert ("Heading 1", "# Customers *first* & <others> {{ 7*7 }}") in paragraphs(report)
    table = docx.Document(report).tables[3]
    assert (
        table.rows[1].cells[0].text == "CS01 Quality of Customer Service Call Handling - % score from monitoring sample"
    )


def test_what_a_person_saved_is_never_written_over(returned: Workspace) -> None:
    master, report = returned.consolidate(JUNE)[0], returned.report("quarterly", "north-norfolk", JUNE)[0]
    document = docx.Document(report)
    document.paragraphs[1].add_run(" A word of the officer's own.")
    document.core_properties.modified = datetime(2014, 7, 11)
    document.save(report)
    book = openpyxl.load_workbook(master)
    book["Dashboard"]["H1"].value = "A note"
    book.save(master)
    edited = [master.read_bytes(), report.read_bytes()]
    again = [returned.consolidate(JUNE)[0], returned.report("quarterly", "north-norfolk", JUNE)[0]]
    assert [path.name for path in again] == ["master 2014-06 2.xlsx", "2014-06 quarterly north-norfolk DRAFT 2.docx"]
    assert [master.read_bytes(), report.read_bytes()] == edited
    assert returned.consolidate(JUNE)[0] == again[0]  # ours, which nobody saved, is replaced


def test_every_return_is_counted_once(workspace: Workspace, issued: dict[str, Outgoing], put, right, typed) -> None:
    put("HR.xlsx", right(issued["HR"]))
    put("R.xlsx", typed(issued["REG"].data, {"RS20": GOOD["RS20"], "RS21": {"figure": "about 98"}}))
    workspace.collect(COLLECTED)
    shown = openpyxl.load_workbook(workspace.consolidate(JUNE)[0], data_only=True)["Dashboard"]
    assert shown["A5"].value == "1 of 11 returns is complete, 1 has something to put right and 9 have not come back."
