"""The return as a service gets it: locked, validated, live, known again."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.protection import hash_password

from pmf_excel.errors import PutRight
from pmf_excel.excel import package, stamp
from pmf_excel.framework.periods import month
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE, cell, row_of

INPUTS = ("figure", "reason", "commentary", "action", "owner", "action_due", "reply")


def opened(outgoing: Outgoing) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(outgoing.data))


def part(outgoing: Outgoing, name: str) -> str:
    """A part of the package as text."""
    with zipfile.ZipFile(io.BytesIO(outgoing.data)) as parts:
        return parts.read(name).decode()


def inputs(outgoing: Outgoing, *codes: str) -> dict[str, dict[str, str]]:
    """Where the inputs of some measures stand, by code and column."""
    rows = {code: row_of(outgoing, "measures", code) for code in codes}
    return {code: {key: row[key].place.cell for key in INPUTS} for code, row in rows.items()}


HR = ("HR01", "HR02", "HR03", "HR05", "HR11")


def part_bytes(outgoing: Outgoing, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(outgoing.data)) as parts:
        return parts.read(name)


def set_in(workspace: Workspace, line: str) -> None:
    """Put a line into the workspace's settings."""
    path = workspace.folder / "pmf.toml"
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def png(width: int, height: int) -> bytes:
    """A grey picture of so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_one_return_for_each_service_with_anything_due(issued: dict[str, Outgoing]) -> None:
    rows = {service: outgoing.rows for service, outgoing in issued.items()}
    assert rows == {
        "CUST": 4,
        "ENV": 6,
        "FIN": 13,
        "HR": 5,
        "HOUS": 9,
        "AUD": 4,
        "IT": 12,
        "LEIS": 3,
        "PLAN": 8,
        "REG": 2,
        "SAFE": 6,
    }
    assert issued["FIN"].path.name == "Finance, Revs and Bens 2014-06.xlsx"
    assert all(outgoing.path.read_bytes() == outgoing.data for outgoing in issued.values())


def test_what_the_service_knows_stands_beside_what_it_is_asked(issued: dict[str, Outgoing]) -> None:
    sheet = opened(issued["HR"])["Measures"]
    headings = [cell.value for cell in sheet[4]]
    assert headings == [
        "Code", "Measure and its unit", "Period", "Target", "Period before",
        "Figure", "Status", "How it is judged", "If none, why", "Commentary", "Action", "Action owner", "By when",
        "Answer to a query", "Still to do",
    ]  # fmt: skip
    row = [cell.value for cell in sheet[9]]
    assert row[:4] == [
        "HR11",
        "Working Days (per FTE) Lost Due to Sickness Absence (Cumulative) (days per FTE)",
        "Q1 2014/15 since 1 April",
        1.58,
    ]
    assert (row[4], row[5]) == (8.1, None)
    assert sheet["D9"].number_format == '#,##0.00_);"−"#,##0.00_)'


def test_only_the_inputs_are_unlocked(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    book = opened(issued["HR"])
    assert all(book[name].protection.sheet for name in book.sheetnames)
    assert not any(book[name].protection.password for name in book.sheetnames)
    measures = book["Measures"]
    unlocked = {
        one.coordinate
        for row in measures.iter_rows(min_row=5, max_row=9)
        for one in row
        if not one.protection.locked and one.has_style
    }
    at = inputs(issued["HR"], *HR)
    assert unlocked == {place for row in at.values() for place in row.values()}
    for key in ("code", "target", "last_1", "status", "judged", "to_do"):
        assert measures[cell(issued["HR"], "measures", "HR01", key)].protection.locked, key
    # They are yellow, and nothing else is.
    yellow = workspace.theme.input.replace("#", "FF")
    filled = {one.coordinate for row in measures.iter_rows() for one in row if one.fill.fgColor.rgb == yellow}
    assert filled == unlocked
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
                for one in row:
                    rules[one.coordinate] = rule
    at = inputs(issued["HR"], *HR)
    assert set(rules) == {place for row in at.values() for place in row.values()}
    percent, days = rules[at["HR01"]["figure"]], rules[at["HR11"]["figure"]]
    assert (percent.type, percent.formula1, percent.formula2) == ("decimal", "0.0", "100.0")
    assert percent.prompt == "In percent: type 95.9, not 0.959."
    assert (days.formula1, days.prompt) == ("-1000000000000000.0", "In days per FTE.")
    first = {key: rules[place] for key, place in at["HR01"].items()}
    assert (first["reason"].type, first["reason"].formula1) == ("list", "list_reasons")
    assert (first["action_due"].type, first["commentary"].type) == ("date", "textLength")
    assert [first[key].formula1 for key in ("commentary", "action", "owner", "reply")] == ["4000", "2000", "80", "2000"]
    assert all(rule.prompt and rule.error and rule.showErrorMessage for rule in rules.values())


def test_every_input_is_painted_where_its_validation_would_refuse(
    workspace: Workspace, issued: dict[str, Outgoing]
) -> None:
    """Pasting goes past a validation: the paint says the same, in a formula about the area's first cell."""
    sheet = opened(issued["HR"])["Measures"]
    painted: dict[str, list[tuple[str, list]]] = {}
    red = workspace.theme.swatch("Red").fill.replace("#", "FF")
    for area in sheet.conditional_formatting:
        for span in area.sqref.ranges:
            first = sheet.cell(span.min_row, span.min_col).coordinate
            for down, across in span.cells:
                painted.setdefault(sheet.cell(down, across).coordinate, []).append((first, area.rules))
    at = inputs(issued["HR"], *HR)
    for row in at.values():
        for key, place in row.items():
            ((first, rules),) = painted[place]
            (rule,) = rules
            assert (rule.type, len(rule.formula)) == ("expression", 1)
            assert f"ISERROR({first})" in rule.formula[0]
            assert rule.dxf.fill.bgColor.rgb == red, key
    says = {key: painted[place][0][1][0].formula[0] for key, place in at["HR01"].items()}
    cells = at["HR01"]
    assert f"OR({cells['figure']}<0,{cells['figure']}>100)" in says["figure"]
    assert f"ISNUMBER({cells['figure']})" in says["figure"]
    assert "list_reasons=" in says["reason"]
    days = re.search(rf"OR\({cells['action_due']}<(\d+),{cells['action_due']}>(\d+)\+0\.99999\)", says["action_due"])
    assert days is not None
    between = [(rule.formula1, rule.formula2) for rule in sheet.data_validations.dataValidation if rule.type == "date"]
    assert between == [days.groups()]
    for key, longest in {"commentary": 4000, "action": 2000, "owner": 80, "reply": 2000}.items():
        assert f"LEN({cells[key]})>{longest}" in says[key]


def test_tab_goes_through_the_inputs_only(issued: dict[str, Outgoing]) -> None:
    """Excel's Tab stops at every unlocked cell of a protected sheet, also at one that was never written: so none is left."""
    for name in ("Start here", "Measures", "Sign-off"):
        book = opened(issued["HR"])
        xml = part(issued["HR"], f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml")
        columns = [
            (int(found[1]), int(found[2]), int(found[3]))
            for found in re.finditer(r'<col min="(\d+)" max="(\d+)" [^>]*?style="(\d+)"', xml)
        ]
        assert [low for low, _, _ in columns] == [1, *(high + 1 for _, high, _ in columns[:-1])], name
        assert columns[-1][1] == 16_384
        assert all(book._protections[book._cell_styles[style].protectionId].locked for _, _, style in columns), name
        assert not re.search(r'<row [^>]*customFormat="1"', xml)  # no row says otherwise
        if name == "Start here":
            continue  # its links are unlocked, so that Tab reaches them
        written = {
            one.coordinate
            for row in book[name].iter_rows()
            for one in row
            if not one.protection.locked and one.has_style
        }
        own = {place for row in inputs(issued["HR"], *HR).values() for place in row.values()}
        assert written == (own if name == "Measures" else {f"B{row}" for row in range(5, 9)})


def test_the_rows_can_be_filtered(issued: dict[str, Outgoing]) -> None:
    sheet = opened(issued["HR"])["Measures"]
    assert sheet.auto_filter.ref == f"A4:{cell(issued['HR'], 'measures', 'HR11', 'to_do')}"
    assert (sheet.protection.autoFilter, sheet.protection.sort) == (False, False)  # not forbidden by the lock


@pytest.mark.parametrize("password", ["", "Quarterly"])
def test_the_lock_has_the_password_of_the_settings(workspace: Workspace, password: str) -> None:
    set_in(workspace, f'lock_password = "{password}"')
    outgoing = Workspace.open(workspace.folder).issue(JUNE, ISSUED)[0]
    book = opened(outgoing)
    wanted = hash_password(password) if password else None
    assert {name: book[name].protection.password for name in book.sheetnames} == dict.fromkeys(book.sheetnames, wanted)
    assert all(book[name].protection.sheet for name in book.sheetnames)
    assert book.security.lockStructure is True


def test_the_lock_of_the_structure_has_that_password_too(workspace: Workspace) -> None:
    set_in(workspace, 'lock_password = "Quarterly"')
    book = opened(Workspace.open(workspace.folder).issue(JUNE, ISSUED)[0])
    assert (book.security.lockStructure, book.security.workbookPassword) == (True, hash_password("Quarterly"))


def test_the_first_sheet_bears_the_councils_logo(workspace: Workspace) -> None:
    set_in(workspace, 'logo = "logo.png"')
    again = Workspace.open(workspace.folder)
    with pytest.raises(PutRight, match=r"logo\.png: the logo could not be used \(No such file or directory\)"):
        again.issue(JUNE, ISSUED)
    (workspace.folder / "logo.png").write_bytes(b"GIF89a")
    with pytest.raises(PutRight, match="not a PNG or JPEG picture"):
        again.issue(JUNE, ISSUED)
    assert list(again.path("outgoing").rglob("*.xlsx")) == []
    (workspace.folder / "logo.png").write_bytes(png(200, 80))
    outgoing = again.issue(JUNE, ISSUED)[0]
    names = zipfile.ZipFile(io.BytesIO(outgoing.data)).namelist()
    assert [name for name in names if name.startswith(("xl/drawings/draw", "xl/media"))] == [
        "xl/drawings/drawing1.xml",
        "xl/media/image1.png",
    ]
    assert "../drawings/drawing1.xml" in part(
        outgoing, "xl/worksheets/_rels/sheet1.xml.rels"
    )  # Start here, and no other sheet
    drawing = part(outgoing, "xl/drawings/drawing1.xml")
    assert 'descr="The logo of Hart District Council"' in drawing
    assert re.search(r"<xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row>", drawing)
    extent = re.search(r'<a:ext cx="(\d+)" cy="(\d+)"/>', drawing)
    assert extent is not None
    wide, high = (int(length) / 12_700 for length in extent.groups())  # English metric units in a point
    assert high == pytest.approx(40, abs=1)
    assert wide / high == pytest.approx(200 / 80, rel=0.03)
    assert part_bytes(outgoing, "xl/media/image1.png") == png(200, 80)


def test_earlier_figures_are_drawn_where_there_are_two_or_more(
    workspace: Workspace, issued: dict[str, Outgoing], put, right
) -> None:
    """One figure makes no line: the column of trends comes with the second."""
    for outgoing in issued.values():
        assert "sparkline" not in part(outgoing, "xl/worksheets/sheet2.xml")
    put("HR.xlsx", right(issued["HR"]))
    workspace.collect(COLLECTED)
    later = workspace.issue(month(2014, 9), ISSUED + timedelta(days=92))
    september = {outgoing.issued.service: outgoing for outgoing in later}
    drawn = dict(
        reversed(pair)
        for pair in re.findall(
            r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", part(september["HR"], "xl/worksheets/sheet2.xml")
        )
    )
    expected = {}
    for code in HR:
        row = row_of(september["HR"], "measures", code)
        expected[row["trend"].place.cell] = f"'Measures'!{row['last_2'].place.cell}:{row['last_1'].place.cell}"
        assert [row[key].text for key in ("last_2", "last_1")].count("") == 0
    assert drawn == expected
    # A service whose June figures never came has the one of before still.
    assert "sparkline" not in part(september["PLAN"], "xl/worksheets/sheet2.xml")


def test_the_first_sheet_says_how_much_is_done(issued: dict[str, Outgoing]) -> None:
    live, shown = (
        opened(issued["HR"])["Start here"],
        openpyxl.load_workbook(io.BytesIO(issued["HR"].data), data_only=True)["Start here"],
    )
    facts = {shown[f"A{row}"].value: f"B{row}" for row in range(5, 12)}
    assert list(facts) == ["Council", "Service", "Round", "Send back by", "Who to ask", "Done so far", "Ready to send?"]
    assert shown[facts["Done so far"]].value == "0 of 5 done"
    assert shown[facts["Ready to send?"]].value == "Not yet: 5 still to do"
    rows = [cell(issued["HR"], "measures", code, "to_do") for code in (HR[0], HR[-1])]
    area = ":".join(f"${place[0]}${place[1:]}" for place in rows)
    assert live[facts["Done so far"]].value == f'=(COUNTIF(\'Measures\'!{area},"Done"))&" of 5 done"'
    # Each sheet with a link to its first input, and how much of it is done.
    sheets = {shown[f"B{row}"].value: row for row in (14, 15)}
    assert list(sheets) == ["Measures", "Sign-off"]
    assert [shown[f"C{row}"].value for row in sheets.values()] == ["0 of 5 done", "To do"]
    first = cell(issued["HR"], "measures", "HR01", "figure")
    assert [live[f"B{row}"].hyperlink.location for row in sheets.values()] == [f"'Measures'!{first}", "'Sign-off'!B5"]


def test_it_is_known_by_marks_in_four_places(issued: dict[str, Outgoing]) -> None:
    outgoing = issued["HR"]
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
    assert outgoing.issued.code.startswith("HR 2014-06 1-")
    assert {grid.title: grid.hidden for grid in book.grids} == {
        "Start here": False, "Measures": False, "Sign-off": False, "Lists": True, "pmf": True,
    }  # fmt: skip
    assert opened(outgoing)["pmf"].sheet_state == "veryHidden"


def test_the_live_status_is_a_formula_with_its_value(issued: dict[str, Outgoing]) -> None:
    xml = part(issued["HR"], "xl/worksheets/sheet2.xml")
    row = row_of(issued["HR"], "measures", "HR01")
    reason = row["reason"].place.cell

    def live(key: str) -> tuple[str, str]:
        found = re.search(rf'<c r="{row[key].place.cell}"[^>]*><f>(.*?)</f><v>(.*?)</v>', xml)
        assert found is not None
        return found[1].replace("&gt;", ">").replace("&lt;", "<"), found[2]

    formula, value = live("status")
    assert value == "○ To do"
    listed = f'NOT(SUMPRODUCT(--(list_reasons=TRIM(SUBSTITUTE(SUBSTITUTE({reason},"\u00a0"," "),CHAR(10)," "))))>0)'
    assert f'{listed},"Check the reason"' in formula
    assert '"● Green"' in formula
    assert '"■ Amber"' in formula
    formula, value = live("to_do")
    assert value == "Figure needed"
    formula, value = live("judged")
    assert value == "Green from 98.0%, Amber from 88.2% to 97.9%, otherwise Red."


def test_it_opens_on_the_first_sheet_and_prints_on_a4(issued: dict[str, Outgoing]) -> None:
    book = opened(issued["HR"])
    assert book.active.title == "Start here"
    sheet = book["Measures"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    # Over two pages across, at a scale that can be read, with the code and the measure on each; not squeezed onto one.
    assert sheet.sheet_properties.pageSetUpPr is None or not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert 75 <= sheet.page_setup.scale <= 100
    assert [one.id for one in sheet.col_breaks.brk] == [10]
    assert sheet.page_setup.pageOrder == "overThenDown"
    assert (sheet.print_title_rows, sheet.print_title_cols, sheet.freeze_panes) == ("$4:$4", "$A:$B", "C5")
    for name in ("Start here", "Sign-off"):
        page = book[name].page_setup
        assert (page.paperSize, page.orientation, page.fitToWidth, page.fitToHeight) == (9, "landscape", None, None), (
            name
        )
        assert book[name].sheet_properties.pageSetUpPr.fitToPage is True
    assert (sheet["A1"].value, sheet["C1"].value, book["Start here"]["A1"].value) == (
        "Measures",
        "HR, Quarter 1 2014/15 (June 2014 round)",
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
    at = inputs(again["CUST"], "CS01")["CS01"]
    assert [(p.code, p.place.cell) for p in report.problems] == [("PMF-205", at["commentary"])]
    assert report.problems[0].about == "measures|CS01|2014-Q1|commentary+action+owner+action_due"


def test_no_formula_is_longer_than_excel_takes_whatever_words_a_council_has(tmp_path: Path) -> None:
    """Thirty words of sixty characters, the longest units and rules with the most steps."""
    from tests.everything import council
    from tests.test_parts import at_five

    workspace = council(tmp_path / "council", 1, 10, 8)
    words = "".join(
        f'{{ word = "{n:02} {"w" * 57}", means = "{means}", about = "a", needs_note = true }},\n'
        for n, means in enumerate(["Green", "Amber", "Red", "On hold", "Complete"] * 6)
    )
    own = workspace.folder / "workbook_templates"
    own.mkdir()
    text = workspace.text("vocabularies.toml")
    (own / "vocabularies.toml").write_text(
        f'{text}\n[vocabulary."Long"]\nabout = "a"\nwords = [\n{words}]\n', encoding="utf-8"
    )
    settings = workspace.folder / "pmf.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\nvocabulary = "Long"\n', encoding="utf-8")
    book = openpyxl.load_workbook(workspace.folder / "framework.xlsx")
    for row in range(5, book["Activities"].max_row + 1):
        book["Activities"][f"I{row}"].value = None
    book.save(workspace.folder / "framework.xlsx")
    (outgoing,) = Workspace.open(workspace.folder).issue(JUNE, at_five(JUNE))
    longest = max(
        len(formula)
        for name in zipfile.ZipFile(outgoing.path).namelist() if name.startswith("xl/worksheets/sheet")
        for formula in re.findall(r"<f>(.*?)</f>", zipfile.ZipFile(outgoing.path).read(name).decode())
    )  # fmt: skip
    assert 1_000 < longest < 8_192
