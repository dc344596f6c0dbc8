"""What a sheet may hold and still be read: nothing that would read as empty, nothing without end, and nothing misplaced."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from pmf_excel.excel import package
from pmf_excel.excel.kinds import Unreadable
from pmf_excel.excel.markup import parse
from tests.test_excel import CELLS, minimal
from tests.test_prescan import ONE, SHEET, kind, packed, with_field


def stored(sheet: str | bytes, extra: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The smallest workbook, not packed, so that no ratio counts."""
    text = (
        sheet.replace("MAIN", "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
        if isinstance(sheet, str)
        else sheet
    )
    with zipfile.ZipFile(io.BytesIO(minimal(ONE))) as archive:
        parts = [(name, text if name == SHEET else archive.read(name)) for name in archive.namelist()]
    return packed(*parts, *extra, method=zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("<worksheet/>", "damaged"),  # no namespace: nothing in it would be found
        ('<worksheet xmlns="MAIN"/>', "damaged"),
        ("", "damaged"),
        (CELLS.format('<row r="1"><c r="A1" t="inlineStr"><is><t>a\x01</t></is></c></row>'), "damaged"),
        (
            '<worksheet xmlns="MAIN"><sheetData xmlns="urn:other"><row><c><v>1</v></c></row></sheetData></worksheet>',
            "damaged",
        ),
        (CELLS.format("<!--" + "x>" * 1_000_000 + "-->"), "large"),
    ],
)
def test_what_would_read_as_empty_is_damaged(sheet: str, expected: str) -> None:
    assert kind(stored(sheet)) == expected


def test_a_sheet_that_is_named_and_not_there_is_damaged() -> None:
    with zipfile.ZipFile(io.BytesIO(minimal(ONE))) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    assert kind(packed(*((name, part) for name, part in parts if name != SHEET))) == "damaged"
    doubled = [(n, p.replace(b"</sheets>", b'<sheet name="Two" r:id="r1"/></sheets>')) for n, p in parts]
    assert kind(packed(*doubled)) == "tampered"


def test_a_sheet_in_utf_16_is_read_and_bad_utf_8_is_not() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = CELLS.replace("MAIN", main).format('<row r="1"><c r="A1" t="str"><v>£_x0007_é</v></c></row>')
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert package.read(stored(text.encode(encoding))).grids[0].cells[0, 0].value == "£\x07é"
    assert kind(stored(text.encode("latin-1"))) == "damaged"
    assert kind(stored(b'<?xml version="1.0" encoding="latin-1"?>' + text.encode("latin-1"))) == "damaged"


def test_much_that_says_nothing_costs_nothing_and_merged_cells_are_known() -> None:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(2, 200_000))
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 30_001))
    first = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1"><v>1</v></c></row>'
    after = f'<mergeCells>{merges}</mergeCells><conditionalFormatting><cfRule/></conditionalFormatting>'  # fmt: skip
    sheet = f'<worksheet xmlns="MAIN"><dimension ref="A1"/><sheetData>{first}{rows}</sheetData>{after}</worksheet>'
    grid = package.read(stored(sheet)).grids[0]
    assert ({at: cell.value for at, cell in grid.cells.items()}, grid.outside) == ({(0, 0): 7}, 1)
    assert (len(grid.merged), grid.merged[2]) == (5_000, (2, 0, 2, 1))


def test_more_cells_tags_or_text_than_a_budget_is_refused() -> None:
    cells = "".join(f'<c r="A{n}"><v>1</v></c>' for n in range(1, 500_003))
    assert kind(stored(CELLS.format(f"<row>{cells}</row>"))) == "large"
    assert kind(stored(CELLS.format("<row>" + "<c/>" * 8_000_001 + "</row>"))) == "large"
    long = "x" * 60_000
    many = "".join(f'<c r="A{n}" t="str"><v>{long}</v></c>' for n in range(1, 200))
    assert kind(stored(CELLS.format(f"<row>{many}</row>"))) == "large"


def test_a_row_that_lies_about_its_cells_misplaces_none_of_those_that_follow() -> None:
    row = '<row r="5"><c r="C9"><v>1</v></c><c r="D5"><v>2</v></c><c><v>3</v></c></row><row><c/><c><v>4</v></c></row>'
    cells = package.read(stored(CELLS.format(row))).grids[0].cells
    assert {at: cell.value for at, cell in cells.items()} == {(8, 2): 1, (4, 3): 2, (4, 4): 3, (5, 1): 4}


def test_what_is_parsed_in_part_is_still_what_was_packed() -> None:
    sheet = (
        CELLS.format('<row r="1"><c r="A1"><v>1</v></c></row>')[: -len("</worksheet>")] + "<pageMargins/></worksheet>"
    )
    data = minimal(sheet)
    assert package.read(data).grids[0].cells[0, 0].value == 1
    assert (
        kind(with_field(with_field(data, SHEET, 16, "L", zlib.crc32(b"")), SHEET, 14, "L", zlib.crc32(b""), local=True))
        == "damaged"
    )


def test_a_parser_stops_at_depth() -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        parse(b"<a>" * 300_000, lambda tag, attributes: None)
