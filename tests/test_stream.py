"""Very long tables: what is streamed is what would have been put cell by cell, and nothing of it is kept."""

from __future__ import annotations

import io
import os
import re
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_excel.errors import OurFault, PutRight
from pmf_excel.excel import package, stream
from pmf_excel.excel.stream import LAST_ROW, Item, Lane
from pmf_excel.excel.writer import Book, Page
from tests.opens import VALIDATOR, findings
from tests.test_excel import HOSTILE, book, part
from tests.test_rendered import TEXTS

SHEET, TEXTS_PART = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
FIRST = 4
HARSH = (*TEXTS, HOSTILE, "=1+1", "=cmd|' /C calc'!A0", "@x", "<&>\"'", "\x01\x02", "a\x00b", "\u202eright to left\u202c", "", " ", "\n",
         "a\r\nb\vc", "<r><t>rich</t></r>", "<r>&</r>", "_x0041_", "_x", "é\u00a0", "\U0001f600", "\ud800", "x" * 32_767)  # fmt: skip
NUMBERS = (Decimal("0.1"), Decimal(1) / 3, Decimal("-2.50"), Decimal("1E+300"), 0, -7, 10**15, Decimal("100"), 100, date(2014, 7, 31))  # fmt: skip
Rows = Sequence[Sequence[Item]]


def streamed(rows: Rows, how: Sequence[bool], count: int | None = None, height: float | None = None) -> bytes:
    """A table of rows, its columns repeating or not, written as it comes."""

    def write(b: Book, page: Page) -> None:
        lanes = [Lane(style, repeats) for style, repeats in zip(styles(b), how, strict=True)]
        page.stream(FIRST, lanes, iter(rows), len(rows) if count is None else count, height=height)

    return made(rows, write)


def put(rows: Rows) -> bytes:
    """The same table, put cell by cell."""

    def write(b: Book, page: Page) -> None:
        for number, row in enumerate(rows, FIRST):
            for place, (item, style) in enumerate(zip(row, styles(b), strict=False)):
                value, own = item if isinstance(item, tuple) else (item, style)
                page.put(number, place, value, own)

    return made(rows, write)


def styles(b: Book) -> list[Any]:
    """Looks of three columns; the last has that of its column."""
    return [b.style(border=1), b.style(num_format="0.00"), None]


def made(rows: Rows, write: Callable[[Book, Page], None]) -> bytes:
    """A sheet with a title, a native table of so many rows, and whatever is written below its headings."""
    b = book()
    page = b.sheet("Data")
    page.put(0, 0, "A title", b.style(bold=True))
    page.width(2, 20, b.style(italic=True))
    page.table((FIRST - 1, 0, FIRST + len(rows) - 1, 2), "data_table", ["One", "Two", "<Three>"], b.style(bold=True))
    page.print_setup("A footer", (FIRST - 1, FIRST - 1))
    write(b, page)
    page.freeze(FIRST, 1)
    b.sheet("Two").put(0, 0, "A title")
    return b.bytes()


def cells(data: bytes) -> list[tuple[Any, ...]]:
    """What openpyxl reads, and how it looks."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Data"]
    return [
        (c.coordinate, c.value, c.data_type, c.number_format, c.font.b, c.font.i, c.border.left.style)
        for c in sheet._cells.values()
    ]


def found(data: bytes) -> list[Any]:
    """What our own reader finds, which refuses texts that are suspiciously easy to zip."""
    return [(at, cell.value) for at, cell in sorted(package.read(data).grids[0].cells.items())]


@pytest.mark.parametrize("how", [(True,) * 3, (False,) * 3], ids=["repeating", "single"])
def test_what_is_streamed_reads_as_what_is_put(how: tuple[bool, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_ROWS", 7)
    values: list[Item] = [*HARSH, *NUMBERS, None]
    rows: Rows = [
        [one, other, both] for one, other, both in zip(values, values[::-1], [*values[5:], *values[:5]], strict=True)
    ]
    ours, theirs = streamed(rows, how), put(rows)
    assert cells(ours) == cells(theirs)
    same, other = (zipfile.ZipFile(io.BytesIO(data)) for data in (ours, theirs))
    assert same.namelist() == other.namelist()
    assert [name for name in same.namelist() if same.read(name) != other.read(name)] == [SHEET, TEXTS_PART]


def test_only_what_repeats_is_shared() -> None:
    rows = [[f"one {n % 2}", f"two {n}", f"three {n}"] for n in range(40)]
    data = streamed(rows, (True, False, False))
    assert part(data, TEXTS_PART).count("<si>") == 4 + 2  # title and headings, the first column
    assert part(data, SHEET).count('t="inlineStr"') == 80


def test_of_a_column_that_does_not_repeat_after_all_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEPT", 3)
    rows: Rows = [[f"text {n % 5}", Decimal(n), f"{n}"] for n in range(30)]
    data = streamed(rows, (True, True, True))
    assert cells(data) == cells(put(rows))
    assert part(data, TEXTS_PART).count("<si>") == 4 + 3 + 3
    assert part(data, SHEET).count('t="inlineStr"') == 12 + 27


def test_a_value_may_have_a_style_of_its_own() -> None:
    b = book()
    page = b.sheet("Data")
    own = b.style(num_format="0.000")
    page.stream(0, [Lane(b.style(num_format="0.0"))], [[1], [(1, own)], [(None, own)], [("a", None)], [1]], 5)
    read = openpyxl.load_workbook(io.BytesIO(b.bytes()))["Data"]
    assert [(c.value, c.number_format) for (c,) in read["A1:A5"]] == [
        (1, "0.0"), (1, "0.000"), (None, "0.000"), ("a", "General"), (1, "0.0"),
    ]  # fmt: skip


items = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from([text for text in HARSH if len(text) < 100]), st.sampled_from(NUMBERS),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15), st.integers(-(10**15), 10**15),
    st.dates(date(1950, 1, 1), date(2199, 1, 1)), st.none(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(items, items, items), min_size=1, max_size=12), st.tuples(*[st.booleans()] * 3))
def test_whatever_is_streamed_reads_as_what_is_put(rows: Rows, how: tuple[bool, ...]) -> None:
    ours, theirs = streamed(rows, how), put(rows)
    assert cells(ours) == cells(theirs)
    assert found(ours) == found(theirs)


def test_it_says_how_far_it_goes_before_any_row_has_come() -> None:
    rows = [[f"{n}", n, None] for n in range(700)]
    data = streamed(rows, (True, True, True), height=20)
    xml = part(data, SHEET)
    assert '<dimension ref="A1:C704"/>' in xml
    assert re.findall(r'<row r="(5|6|704)" ht="20"><c r="([A-Z]+\d+)"', xml) == [
        ("5", "A5"),
        ("6", "A6"),
        ("704", "A704"),
    ]
    assert re.findall(r' ref="([^"]+)"', part(data, "xl/tables/table1.xml")) == ["A4:C704", "A4:C704"]
    assert "'Data'!$4:$4" in part(data, "xl/workbook.xml").replace("Data!", "'Data'!")


def test_nothing_is_asked_for_before_the_file_is_made_and_nothing_is_kept() -> None:
    asked: list[int] = []

    def rows() -> Iterator[list[Item]]:
        for number in range(20_000):
            asked.append(number)
            yield [f"text {number}", Decimal(number), "the same"]

    b = book()
    b.sheet("Data").stream(0, [Lane(None, False), Lane(None, False), Lane()], rows(), 20_000)
    assert asked == []
    tracemalloc.start()
    try:
        data = b.bytes()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(asked) == 20_000
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.getinfo(SHEET).file_size > 2_400_000
    assert (
        peak < 3_000_000
    )  # with what has come, zipped, and the blocks that wait; as cells it would be 12 MB, and 10 as one text


def test_the_last_row_of_a_sheet_can_be_written_and_no_other() -> None:
    b = book()
    page = b.sheet("Data")
    page.put(0, 0, "above")
    with pytest.raises(OurFault, match="Data cannot take 3 rows from row 1048575 on"):
        page.stream(LAST_ROW - 1, [Lane()], [["a"]] * 3, 3)
    page.stream(LAST_ROW - 1, [Lane()], [["a"], ["b"]], 2)
    assert '<row r="1048576"><c r="A1048576" t="s"><v>2</v></c></row></sheetData>' in part(b.bytes(), SHEET)


@pytest.mark.parametrize(
    ("rows", "count", "said"),
    [
        ([["a"], ["b"]], 3, "Data: 2 rows came, and 3 were said"),
        ([["a"], ["b"]], 1, "Data row 6: there are more rows than the 1 that were said"),
        ([["a"], ["b", "c"]], 2, "Data row 6: 2 values for 1 columns"),
        ([["a"], []], 2, "Data row 6: 0 values for 1 columns"),
        ([["x" * 32_768]], 1, "Data row 5: a text of 32,768 characters is longer than a cell takes"),
        ([["😀" * 16_384]], 1, "Data row 5: a text of 32,768 characters is longer"),
        ([[Decimal("NaN")]], 1, "Data row 5: NaN is not a number a cell takes"),
        ([[Decimal("-Infinity")]], 1, "Data row 5: -Infinity is not a number"),
        ([[Decimal("1E+400")]], 1, r"Data row 5: 1E\+400 is not a number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_stops_the_work(rows: Any, count: int, said: str) -> None:
    for repeats in (True, False):
        b = book()
        b.sheet("Data").stream(FIRST, [Lane(None, repeats)], rows, count)
        with pytest.raises(OurFault, match=said):
            b.bytes()


@pytest.mark.parametrize("wrong", ["cell", "height", "note"])
def test_what_is_written_apart_stands_above(wrong: str) -> None:
    b = book()
    page = b.sheet("Data")
    page.put(FIRST - 1, 0, "above")
    page.stream(FIRST, [Lane()], [["a"], ["b"]], 2)
    {"cell": lambda: page.put(FIRST + 1, 5, "x"), "height": lambda: page.height(FIRST + 1, 30), "note": lambda: page.comment(FIRST + 1, 0, "x")}[wrong]()  # fmt: skip
    with pytest.raises(OurFault, match="Data row 6 belongs to the long table"):
        b.bytes()


def test_a_workbook_whose_only_texts_are_streamed_has_a_place_for_them() -> None:
    b = book()
    b.sheet("Data").stream(0, [Lane()], [["a"], ["b"]], 2)
    sheet = openpyxl.load_workbook(io.BytesIO(b.bytes()))["Data"]
    assert [c.value for (c,) in sheet.iter_rows()] == ["a", "b"]


def test_a_sheet_takes_one_long_table() -> None:
    page = book().sheet("Data")
    page.stream(0, [Lane()], [["a"]], 1)
    with pytest.raises(OurFault, match="Data cannot take 1 rows from row 9 on"):
        page.stream(8, [Lane()], [["a"]], 1)


def test_it_is_the_same_to_the_byte_whatever_the_clock_and_the_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"{n}", n, f"a text {n}"] for n in range(600)]
    first = streamed(rows, (True, True, False))
    moment = time.time() + 40 * 86_400
    monkeypatch.setattr(time, "time", lambda: moment)
    if hasattr(time, "tzset"):
        monkeypatch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
    try:
        assert streamed(rows, (True, True, False)) == first
    finally:
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()


def test_nothing_goes_to_disk_not_even_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "mkstemp", lambda *args, **options: pytest.fail("a temporary file"))
    streamed([["a", 1, "b"]] * 600, (True, True, False))
    with pytest.raises(OurFault):
        streamed([["a", 1, "b"]] * 600, (True, True, False), count=601)
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_what_goes_wrong_where_rows_come_from_is_said_as_it_is() -> None:
    def rows() -> Iterator[list[Item]]:
        yield ["a"]
        raise FileNotFoundError("the ledger is gone")

    b = book()
    b.sheet("Data").stream(0, [Lane()], rows(), 2)
    with pytest.raises(FileNotFoundError, match="the ledger is gone"):
        b.bytes()


def test_a_sheet_that_excel_could_not_open_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 20_000)
    with pytest.raises(PutRight, match=r"more than 2 GB, which is more than Excel opens\. Ask for fewer years"):
        streamed([["a", n, f"{n}"] for n in range(600)], (True, True, False))


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
def test_it_opens(tmp_path: Path) -> None:
    values: list[Item] = [*HARSH[:-1], *NUMBERS, None]
    for number, how in enumerate([(True,) * 3, (False,) * 3]):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(streamed([[one, one, one] for one in values], how, height=20))
        assert findings(path) == []
