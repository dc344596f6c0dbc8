"""The traps of the libraries, each with its guard; and the reader held against openpyxl."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.errors import OurFault, PutRight
from pmf_excel.excel import layout as layouts
from pmf_excel.excel import package, theme
from pmf_excel.excel.parts import Unreadable
from pmf_excel.excel.writer import Book, row_height
from pmf_excel.intake.verdicts import UNREADABLE
from pmf_excel.shelves import shipped

TEMPLATES = shipped("workbook_templates")
THEME = theme.load(TEMPLATES / "theme.toml")
HOSTILE = "=1+1\nA & B <90%\n+cmd|' /C calc'!A0 {{ 7*7 }} 😀"


def book() -> Book:
    return Book(THEME, "A title", "A council")


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_the_same_content_gives_the_same_bytes() -> None:
    def make() -> bytes:
        b = book()
        b.sheet("One").put(0, 0, "x")
        return b.bytes()

    assert make() == make()


@pytest.mark.parametrize(
    "rule",
    [
        {"validate": "list", "source": ["x" * 200, "y" * 100]},
        {"validate": "any", "input_title": "t" * 33, "input_message": "m"},
        {"validate": "any", "input_title": "t", "input_message": "m" * 256},
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_the_writer_would_silently_leave_out_stops_the_work(rule: dict[str, object]) -> None:
    page = book().sheet("One")
    with pytest.raises(OurFault, match="refused a validation in One"):
        page.validate((0, 0, 0, 0), rule)


def test_text_too_long_for_a_cell_stops_the_work() -> None:
    page = book().sheet("One")
    page.put(0, 0, "x" * 32_767)
    with pytest.raises(OurFault, match="One row 2 column 1"):
        page.put(1, 0, "x" * 32_768)


def test_text_is_text() -> None:
    b = book()
    b.sheet("One").put(0, 0, HOSTILE + " _x000D_")
    data = b.bytes()
    assert "<f>" not in part(data, "xl/worksheets/sheet1.xml")
    # XlsxWriter writes "_x000D_" in a text so that Excel shows those seven characters, and our reader gives them back.
    assert package.read(data).grids[0].cells[0, 0].value == HOSTILE + " _x000D_"


def test_a_formula_carries_its_value_and_never_a_stray_zero() -> None:
    b = book()
    b.sheet("One").formula(0, 0, '"○ To do"', "○ To do")
    assert "<v>○ To do</v>" in part(b.bytes(), "xl/worksheets/sheet1.xml")


def test_the_structure_is_locked_and_normal_is_unlocked() -> None:
    b = Book(THEME, "t", structure_locked=True)
    b.sheet("One").put(0, 0, "x", b.style(locked=True))
    data = b.bytes()
    workbook, styles = part(data, "xl/workbook.xml"), part(data, "xl/styles.xml")
    assert (
        workbook.index("<workbookPr")
        < workbook.index('<workbookProtection lockStructure="1"/>')
        < workbook.index("<bookViews>")
    )
    normal = styles[styles.index("<cellStyleXfs") : styles.index("</cellStyleXfs>")]
    assert '<protection locked="0"/>' in normal
    assert 'name="Normal"' in styles


def test_a_row_may_grow_with_what_is_typed() -> None:
    b = book()
    page = b.sheet("One")
    for row, grows in ((0, True), (1, False)):
        page.put(row, 0, "x")
        page.height(row, 60, grows=grows)
    xml = part(b.bytes(), "xl/worksheets/sheet1.xml")
    assert '<row r="1" spans="1:1" ht="60">' in xml
    assert '<row r="2" spans="1:1" ht="60" customHeight="1">' in xml


def test_rows_are_as_high_as_their_text() -> None:
    assert 18 <= row_height([("short", 20)]) < 20
    assert row_height([("word " * 40, 30)]) > row_height([("word " * 20, 30)]) > 40


def test_all_colours_pass_contrast_and_a_faint_one_is_refused(tmp_path: Path) -> None:
    for swatch in THEME.swatches.values():
        assert theme.contrast(swatch.fill, swatch.text) >= 4.5
    faint = (TEMPLATES / "theme.toml").read_text(encoding="utf-8").replace('band = "#1D3C5E"', 'band = "#FFDD00"')
    (tmp_path / "theme.toml").write_text(faint, encoding="utf-8")
    with pytest.raises(PutRight, match="band: the text is too faint"):
        theme.load(tmp_path / "theme.toml")


@pytest.mark.parametrize("name", ["register", "return", "master"])
def test_every_layout_is_within_excels_limits(name: str) -> None:
    layout = layouts.load(TEMPLATES / f"{name}.toml")
    assert layout.version == {"register": "1.4", "return": "2.1"}.get(name, "1.0")
    assert all(len(sheet.title) <= 31 for sheet in layout.sheets)


def test_a_layout_over_the_limits_is_refused_with_everything_said(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        '[workbook]\nname = "x"\nversion = "1.0"\n[[sheet]]\nkey = "a"\ntitle = "' + "T" * 32 + '"\nheading = "H"\n'
        'column = [{ key = "a", heading = "A", help = "'
        + "h" * 256
        + '" }, { key = "b", heading = "a", kind = "colour" }]\n',
        encoding="utf-8",
    )
    with pytest.raises(PutRight) as refused:
        layouts.load(path)
    said = str(refused.value)
    assert "longer than 31 characters" in said
    assert "the help is longer than 255" in said
    assert '"a" is a heading twice' in said
    assert '"colour" is not a kind of column' in said


def openpyxl_bytes(fill) -> bytes:
    b = openpyxl.Workbook()
    fill(b)
    out = io.BytesIO()
    b.save(out)
    return out.getvalue()


def test_the_reader_agrees_with_openpyxl_cell_by_cell(workspace, issued) -> None:
    files = [workspace.register_bytes(), *(outgoing.data for outgoing in issued.values())]
    compared = 0
    for data in files:
        ours = package.read(data)
        theirs = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        assert [grid.title for grid in ours.grids] == theirs.sheetnames
        for grid in ours.grids:
            sheet = theirs[grid.title]
            for row in sheet.iter_rows():
                for cell in row:
                    mine = grid.cells.get((cell.row - 1, cell.column - 1))
                    if cell.value is None:
                        assert mine is None or mine.value == ""
                    elif isinstance(cell.value, int | float):
                        assert mine is not None and float(mine.value) == float(cell.value)
                        compared += 1
                    elif isinstance(cell.value, str):
                        assert mine is not None and mine.value == cell.value
                        compared += 1
    assert compared > 2000


def test_what_cells_hold_is_read_as_it_is() -> None:
    def fill(b: openpyxl.Workbook) -> None:
        s = b.active
        s["A1"], s["A2"], s["A3"], s["A4"] = 95.9, 0.1 + 0.2, "text ", True
        s["B1"] = 0.959
        s["B1"].number_format = "0.0%"
        s["B2"] = date(2014, 7, 10)
        s["B3"] = "=1+1"
        s["XFD1048576"] = "far away"

    grid = package.read(openpyxl_bytes(fill)).grids[0]
    assert grid.cells[0, 0].value == Decimal("95.9")
    assert grid.cells[1, 0].value == Decimal("0.3")
    assert grid.cells[2, 0].value == "text "
    assert grid.cells[3, 0].value is True
    assert (grid.cells[0, 1].percent, grid.cells[1, 1].date) == (True, True)
    assert (grid.cells[2, 1].formula, grid.cells[2, 1].value) == (True, "")
    assert grid.outside == 1


def minimal(sheet: str, extra: dict[str, str] | None = None) -> bytes:
    """The smallest workbook, with a sheet's XML of our choosing."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet.replace("MAIN", main),
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


CELLS = '<worksheet xmlns="MAIN"><sheetData>{}</sheetData></worksheet>'


def test_the_smallest_workbook_is_read() -> None:
    data = minimal(
        CELLS.format(
            '<row><c><v>1</v></c><c t="inlineStr"><is><t>a</t></is></c></row><row r="5"><c r="C5" t="e"><v>#N/A</v></c></row>'
        )
    )
    cells = package.read(data).grids[0].cells
    assert cells[0, 0].value == 1
    assert cells[0, 1].value == "a"
    assert (cells[4, 2].value, cells[4, 2].error) == ("#N/A", True)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\0" * 5000, "arriving"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (minimal('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + CELLS.format("")), "dtd"),
        (minimal(CELLS.format("") + "<unclosed>"), "damaged"),
        (minimal('<?xml version="1.0" encoding="UTF-C"?>' + CELLS.format("")), "damaged"),
        (minimal(CELLS.format('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')), "damaged"),
        (minimal(CELLS.format('<row r="1"><c r="A1"><v>inf</v></c></row>')), "damaged"),
        (minimal(CELLS.format('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>')), "damaged"),
        (minimal('<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'), "strict"),
        (minimal(CELLS.format(""), {"xl/vbaProject.bin": "x"}), "macro"),
        (minimal(CELLS.format("<a>" * 300 + "</a>" * 300)), "large"),
        (minimal(CELLS.format(" " * 70_000_000)), "large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_trusted_is_refused_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as refused:
        package.read(data)
    assert refused.value.kind == kind


def test_a_truncated_workbook_is_damaged_wherever_it_is_cut(issued) -> None:
    data = next(iter(issued.values())).data
    for cut in range(10, len(data) - 1, len(data) // 25):
        with pytest.raises(Unreadable):
            package.read(data[:cut])


WHOLE = minimal(
    CELLS.format('<row r="1"><c r="A1"><v>95.9</v></c><c r="B1" t="inlineStr"><is><t>text</t></is></c></row>')
)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_change_of_bytes_escapes_the_reader(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    try:
        package.read(bytes(data))
    except Unreadable as refused:
        assert refused.kind in UNREADABLE


@given(st.text(st.sampled_from('<>/"=c v t r s 1 9 A Z & ; # x'), max_size=60))
def test_no_text_in_a_sheet_escapes_the_reader(text: str) -> None:
    try:
        grid = package.read(minimal(CELLS.format(f'<row r="1"><c r="A1">{text}</c></row>'))).grids[0]
    except Unreadable as refused:
        assert refused.kind in ("damaged", "large")
    else:
        assert all(row < 25_000 for row, _ in grid.cells)
