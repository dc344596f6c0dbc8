"""The short roads of writing give what the long ones give: our sheet beside XlsxWriter's own, and what makes returns quick."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from pmf_excel.errors import OurFault
from pmf_excel.excel import theme
from pmf_excel.excel.rendered import LAST_COLUMN, RenderedSheet
from pmf_excel.excel.stream import LAST_ROW
from pmf_excel.excel.values import clean_text
from pmf_excel.excel.writer import Book, Page
from pmf_excel.framework.periods import month
from pmf_excel.returns import issue
from pmf_excel.returns.spoken import without
from pmf_excel.shelves import shipped
from pmf_excel.workspace import Workspace
from tests.everything import council
from tests.opens import VALIDATOR, findings

Write = Callable[[Any, dict[str, Any]], Any]

TEXTS = (
    " before", "after ", "\ttab", "line\n", "two\nlines", "a  b", "A & B <90%> \"quoted\" 'single'", "&amp; &lt;", "]]>", "</v></c>",
    "=1+1", "{=1}", "@SUM(A1)", "+1", "-1", "'", "_x000D_", "_x0041_ and \x01\x1f", "\x7f", "\ufffe\uffff", "😀 and a\u0301", "\u00a0",
    "<r>rich?</r>", "TRUE", "1e5", "http://council.example/a b", "internal:Other!A1", "0", "#N/A", "x" * 16_383, "y" * 16_384, "z" * 32_767,
    "😀" * 16_383,
)  # fmt: skip
NUMBERS = (
    0, 1, -1, -0.0, 0.1, 1 / 3, -2.5, 1e15, 1e16, 123456789012345678, 1e21, 1e300, 5e-324, 1.7976931348623157e308, 1e-5, 100.10,
    41_820, float(2**53), 0.1 + 0.2, True,
)  # fmt: skip
RESULTS = ("", "text", "A & B <90%>", "○ To do", " both ", "#N/A", "#DIV/0!", "#SPILL!", "=1", 0, 0.0, 1, -2.5, 1 / 3, 1e300, True, False)  # fmt: skip
FORMULAS = (
    "=1+1",
    "1+1",
    '="a"&"<b>"&A1',
    '=IF(A1<>"",IF(A1>=2,"x & y",""),"“")',
    "=SUM('Other sheet'!$A$1:B2)",
    "=LEN(A1)\n",
)


def written(write: Write, sheet: type[Worksheet]) -> bytes:
    """A workbook whose first sheet is of this class, with whatever is written to it."""
    data = io.BytesIO()
    plain = {"font_name": "Arial", "locked": False}
    with xlsxwriter.Workbook(data, {"in_memory": True, "default_format_properties": plain}) as book:
        styles = {
            "bold": book.add_format({"bold": True}), "again": book.add_format({"bold": True}),
            "percent": book.add_format({"num_format": "0.0%"}), "edge": book.add_format({"border": 1}), "none": None,
        }  # fmt: skip
        book.set_properties({"created": datetime(2000, 1, 1)})
        write(book.add_worksheet("One", worksheet_class=sheet), styles)
        book.add_worksheet("Two").write_string(0, 0, "one text")
    return data.getvalue()


def both(write: Write) -> tuple[dict[str, bytes], list[Any]]:
    """The parts that our sheet and XlsxWriter's own write alike, and what openpyxl reads in them."""
    ours, theirs = written(write, RenderedSheet), written(write, Worksheet)
    archives = [zipfile.ZipFile(io.BytesIO(data)) for data in (ours, theirs)]
    mine, other = ({name: archive.read(name) for name in archive.namelist()} for archive in archives)
    assert list(mine) == list(other)
    for name in mine:
        assert mine[name] == other[name], name
    read = [
        [
            (
                cell.coordinate,
                getattr(cell.value, "text", cell.value),
                cell.data_type,
                cell.number_format,
                cell.font.b,
                cell.border.left.style,
            )
            for cell in openpyxl.load_workbook(io.BytesIO(data), data_only=results)["One"]._cells.values()
        ]
        for data in (ours, theirs)
        for results in (False, True)
    ]
    assert read[:2] == read[2:]
    return mine, read[0]


def test_texts_are_the_same() -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        for row, text in enumerate(TEXTS):
            for column, style in enumerate(styles.values()):
                assert sheet.write_string(row, column, text, style) == 0
        sheet.write_string(99, 1, TEXTS[0])

    parts, cells = both(write)
    assert {value for _, value, *_ in cells} >= {" before", "=1+1", "two\nlines", "😀 and a\u0301", "x" * 16_383}
    assert parts["xl/sharedStrings.xml"].count(b'xml:space="preserve"') >= 4


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384], ids=["letters", "emoji"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_text_too_long_is_told_of_in_the_same_way(text: str) -> None:
    answers = []
    both(lambda sheet, styles: answers.append(sheet.write_string(0, 0, text)))
    assert answers == [-2, -2]


def test_numbers_days_and_empty_cells_are_the_same() -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        for row, number in enumerate(NUMBERS):
            for column, style in enumerate(styles.values()):
                assert sheet.write_number(row, column, number, style) == 0
                assert sheet.write_blank(row, column + 10, None, style) == 0

    _, cells = both(write)
    assert {1 / 3, -2.5, 1e16, 5e-324} <= {value for _, value, *_ in cells if isinstance(value, (int, float))}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(TypeError, match="not supported"):
        written(lambda sheet, styles: sheet.write_number(0, 0, number), RenderedSheet)


def test_formulas_and_what_they_show_are_the_same() -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        for row, formula in enumerate(FORMULAS):
            for column, result in enumerate(RESULTS):
                assert sheet.write_formula(row, column, formula, list(styles.values())[column % 5], result) == 0

    parts, _ = both(write)
    assert b'<c r="A1" s="1"><f>1+1</f><v></v></c>' in parts["xl/worksheets/sheet1.xml"]


def test_rows_columns_and_their_looks_are_the_same() -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        for row, column in ((40, 3), (2, 300), (2, 1), (17, 0), (15, 25), (16, 26), (300, 299)):
            sheet.write_string(row, column, f"{row} {column}")
            sheet.write_number(row, column - 1 if column else 1, row, styles["edge"])
        sheet.write_number(2, 1, 7, styles["bold"])  # over the text
        for row, height in ((2, 30), (3, 15), (200, 409), (17, 20.4)):
            sheet.set_row(row, height)
        sheet.set_column(0, 0, 12.5, styles["percent"])
        sheet.set_column(1, 3, 8.43)
        sheet.set_column(26, 299, None, styles["bold"])

    both(write)


@pytest.mark.parametrize("after", [None, (4, 4, 9.0, "bold"), (7, 9, 12.0, "none"), (6, LAST_COLUMN, None, "edge")])
def test_all_the_columns_to_the_right_are_written_as_one_range(
    after: tuple[int, int, float | None, str] | None,
) -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        sheet.set_column(4, 4, 10, styles["percent"])
        sheet.set_column(5, LAST_COLUMN, None, styles["edge"])
        sheet.write_number(0, 1, 1)
        sheet.write_number(0, 700, 2)  # takes over the look of its column
        if after:
            sheet.set_column(*after[:3], styles[after[3]])

    parts, _ = both(write)
    assert parts["xl/worksheets/sheet1.xml"].count(b"<col ") < 6


def test_what_goes_xlsxwriters_way_stands_among_the_rest(recwarn: pytest.WarningsRecorder) -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        sheet.add_table(0, 0, 3, 2, {"columns": [{"header": "A"}, {"header": "B"}, {"header": "C"}], "style": None})
        sheet.write_string(1, 0, "text", styles["bold"])
        sheet.write_boolean(1, 1, True, styles["edge"])
        sheet.write_number(1, 2, 3)
        sheet.write_datetime(2, 0, date(2014, 7, 31), styles["bold"])
        sheet.write_rich_string(2, 1, "a", styles["bold"], "b")
        sheet.write_array_formula(3, 0, 3, 0, "{=SUM(C2:C3)}", styles["bold"], 3)
        sheet.write_url(5, 0, "internal:'Two'!A1", styles["bold"], "a link")
        sheet.write_url(5, 1, "https://council.example/", styles["bold"], "another")
        sheet.write_number(5, 1, 9, styles["bold"])  # over the link's text
        sheet.write_comment(5, 0, "a note")
        sheet.write_comment(33, 4, "a note where nothing else stands")
        sheet.data_validation(0, 0, 9, 0, {"validate": "list", "source": "=list_a"})
        sheet.data_validation(0, 1, 9, 1, {"validate": "custom", "value": '=LEN(A1)<9&"<"'})
        sheet.conditional_format(0, 0, 9, 9, {"type": "formula", "criteria": '=A1="○"', "format": styles["edge"]})
        sheet.autofilter(5, 0, 9, 2)
        sheet.protect("", {"sort": True})

    both(write)
    assert not recwarn.list


def test_charts_still_find_the_cells() -> None:
    book = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title")
    page = book.sheet("One")
    for row, (word, number) in enumerate((("Green", 3), ("Red", 4))):
        page.put(row, 0, word)
        page.put(row, 1, number)
    page.formula(2, 1, "SUM(B1:B2)", 7)
    chart = book.chart("bar")
    chart.add_series({"categories": "=One!$A$1:$A$3", "values": "=One!$B$1:$B$3"})
    page.chart(5, 0, chart, "words")
    with zipfile.ZipFile(io.BytesIO(book.bytes())) as archive:
        xml = archive.read("xl/charts/chart1.xml").decode()
    assert re.findall(r"<c:v>([^<]*)</c:v>", xml) == ["Green", "Red", "3", "4", "7"]


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_sparklines_are_the_same() -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        look = {
            "last_point": True,
            "weight": 1.5,
            "series_color": "#112233",
            "last_color": "#445566",
            "show_hidden": True,
        }
        for row in range(3):
            sheet.add_sparkline(row, 9, {"range": f"'One'!A{row + 1}:E{row + 1}", **look})
        for row in range(3, 5):
            sheet.add_sparkline(row, 9, {"range": f"'One'!A{row + 1}:E{row + 1}", **look, "type": "column"})
        sheet.add_sparkline(5, 9, {"range": "=One!$A$6:$E$6", **look, "type": "column"})
        sheet.add_sparkline(10, 9, {"range": "A11:E11", **look, "type": "column"})
        sheet.add_sparkline(6, 9, {"range": ["A7:E7", "A8:E8"], "location": ["J7", "J8"]})
        sheet.add_sparkline(8, 9, {"range": ["A9:E9", "A10:E10"], "location": ["J9", "J10"]})
        sheet.write_number(0, 0, 1)

    parts, _ = both(write)
    assert parts["xl/worksheets/sheet1.xml"].count(b"<x14:sparkline>") == 11


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
@pytest.mark.parametrize("cell", [(-1, 0), (0, -1), (1_048_576, 0), (0, 16_384)])
def test_what_lies_outside_the_sheet_is_refused(cell: tuple[int, int]) -> None:
    answers: list[int] = []

    def write(sheet: Any, styles: dict[str, Any]) -> None:
        answers.append(sheet.write_string(*cell, "x"))
        answers.append(sheet.write_number(*cell, 1))
        answers.append(sheet.write_blank(*cell, None, styles["bold"]))
        answers.append(sheet.write_formula(*cell, "=1"))
        answers.append(sheet.add_sparkline(0, 0, {"range": "One!A1:B1"}))
        answers.append(sheet.add_sparkline(*cell, {"range": "One!A1:B1"}))
        answers.append(sheet.set_row(cell[0], 20) if cell[1] == 0 else sheet.set_column(cell[1], cell[1], 20))

    both(write)
    assert answers == 2 * [-1, -1, -1, -1, 0, -1, -1]


@pytest.mark.parametrize("last", [4, 5, 6, 400])
@pytest.mark.parametrize(
    "more", [{}, {"style": None}, {"total_row": True}, {"autofilter": False}, {"header_row": False}]
)
def test_a_table_over_a_long_area_is_the_same(last: int, more: dict[str, Any]) -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        columns = [{"header": heading, "header_format": styles["bold"]} for heading in ("A & B", "<C>", "D")]
        assert sheet.add_table(3, 1, last, 3, {"name": "long_table", "columns": columns, **more}) == 0
        sheet.add_table(3, 5, last, 5, {"columns": [{"formula": "=1+1"}]})

    parts, _ = both(write)
    assert f'ref="B4:D{last + 1}"'.encode() in parts["xl/tables/table1.xml"]


def test_of_a_long_table_no_cell_is_noted() -> None:
    page = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title").sheet("One")
    page.table((3, 0, LAST_ROW, 1), "long_table", ["A", "B"], page.book.style(bold=True))
    assert len(page._sheet.table_cells) == 4


def test_tables_that_overlap_are_refused() -> None:
    page = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title").sheet("One")
    style = page.book.style(bold=True)
    page.table((3, 0, 900, 1), "one", ["A", "B"], style)
    page.table((3, 2, 900, 2), "beside", ["A"], style)
    with pytest.raises(OurFault, match="the table below overlaps another"):
        page.table((900, 1, 950, 1), "below", ["A"], style)
    page.table((901, 1, 950, 1), "below", ["A"], style)


def test_a_text_that_looks_like_markup_stays_a_text() -> None:
    """XlsxWriter takes it for rich text, and Excel then wants to repair the file."""
    book = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title")
    page = book.sheet("One")
    wrong = ["<r>a & b</r>", "<r><t>rich</t></r>", "<r></r>"]
    for row, text in enumerate(wrong):
        page.put(row, 0, text)
    sheet = openpyxl.load_workbook(io.BytesIO(book.bytes()))["One"]
    assert [cell.value for (cell,) in sheet.iter_rows()] == wrong


def test_the_shared_texts_are_those_of_xlsxwriter() -> None:
    texts = [text for text in TEXTS if not text.startswith("<r>") and clean_text(text) == text]
    book = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title")
    page, data = book.sheet("One"), io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as other:
        sheet = other.add_worksheet("One")
        for row, text in enumerate([*texts, *texts]):
            page.put(row, 0, text)
            sheet.write_string(row, 0, text)
    ours, theirs = (
        zipfile.ZipFile(io.BytesIO(d)).read("xl/sharedStrings.xml") for d in (book.bytes(), data.getvalue())
    )
    assert len(texts) > 20
    assert ours == theirs


@pytest.mark.parametrize("height_first", [True, False])
def test_groups_keep_heights_and_stay_in_sight(height_first: bool) -> None:
    book = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title")
    page = book.sheet("One")
    for row in range(5):
        page.put(row, 0, f"row {row}")
    if height_first:
        page.height(2, 30)
    page.group(1, 4)
    page.group(2, 3, 2)
    if not height_first:
        page.height(2, 30)
    xml = zipfile.ZipFile(io.BytesIO(book.bytes())).read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<row r="(\d)" spans="1:1"([^>]*)>', xml) == [
        ("1", ""), ("2", ' outlineLevel="1"'), ("3", ' ht="30" customHeight="1" outlineLevel="2"'), ("4", ' outlineLevel="2"'),
        ("5", ' outlineLevel="1"'),
    ]  # fmt: skip
    assert '<outlinePr summaryBelow="0"/>' in xml
    assert 'outlineLevelRow="2"' in xml
    for level in (0, 8):
        with pytest.raises(OurFault, match=f"One rows 2 to 3 cannot be grouped at level {level}"):
            page.group(1, 2, level)


def reaching_out() -> tuple[Book, Page]:
    """A sheet that has what leads to another, or is drawn in cells; and the other."""
    book = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title")
    page, other = book.sheet("One"), book.sheet("Other's")
    for row in range(3):
        other.put(row, 0, row)
    book.name("list_codes", "Other's", "$A$1:$A$3")
    page.choices(0, 0, "list_codes", "A measure", "Choose the measure to look at.")
    page.choices(1, 0, "'Other''s'!$A$1:$A$3")
    page.sparkline(2, 0, "$A$1:$A$3", "Other's")
    page.data_bar((3, 0, 9, 0), "#336699", 1)
    page.data_bar((3, 1, 9, 1), "#336699")
    page.group(4, 9)
    return book, other


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
def test_what_is_drawn_in_cells_opens(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(reaching_out()[0].bytes())
    assert findings(path) == []


def test_choices_bars_and_lines_of_other_sheets() -> None:
    book, other = reaching_out()
    xml = zipfile.ZipFile(io.BytesIO(book.bytes())).read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<formula1>(.*?)</formula1>", xml) == ["list_codes", "'Other''s'!$A$1:$A$3"]
    assert 'promptTitle="A measure" prompt="Choose the measure to look at."' in xml
    assert re.findall(r"<xm:f>(.*?)</xm:f>", xml) == ["0", "1", "0", "'Other''s'!A1:A3"]
    assert re.findall(r'<cfvo type="(\w+)"(?: val="(\d)")?/>', xml) == [
        ("num", "0"),
        ("num", "1"),
        ("num", "0"),
        ("max", ""),
    ]
    with pytest.raises(OurFault, match="refused a validation in Other's"), pytest.warns(UserWarning, match="255"):
        other.choices(0, 5, "list_codes", "A measure", "m" * 256)


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
cells = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(0, 30),
        st.sampled_from(["bold", "again", "percent", "edge", "none"]),
        st.one_of(
            st.tuples(st.just("write_string"), text),
            st.tuples(st.just("write_number"), st.floats(allow_nan=False, allow_infinity=False)),
            st.tuples(st.just("write_blank"), st.none()),
            st.tuples(st.just("write_formula"), st.just('=A1&"<&>"')),
            st.tuples(st.just("write_boolean"), st.booleans()),
        ),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(cells)
def test_whatever_is_written_is_the_same(cells: list[tuple[int, int, str, tuple[str, Any]]]) -> None:
    def write(sheet: Any, styles: dict[str, Any]) -> None:
        for row, column, style, (how, value) in cells:
            getattr(sheet, how)(row, column, value, styles[style])

    assert zipfile.ZipFile(io.BytesIO(written(write, RenderedSheet))).read(
        "xl/worksheets/sheet1.xml"
    ) == zipfile.ZipFile(io.BytesIO(written(write, Worksheet))).read("xl/worksheets/sheet1.xml")


def test_a_text_in_a_formula_that_names_a_newer_function_stays_as_it_is() -> None:
    book = Book(theme.load(shipped("workbook_templates") / "theme.toml"), "A title")
    book.sheet("One").formula(0, 0, '"Waste: SORT(ed) and FILTER(ed)"', "Waste: SORT(ed) and FILTER(ed)")
    assert openpyxl.load_workbook(io.BytesIO(book.bytes()))["One"]["A1"].value == '="Waste: SORT(ed) and FILTER(ed)"'


def test_none_of_our_formulas_needs_the_prefix_of_a_newer_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}

    def noted(sheet: RenderedSheet, formula: str, expand_future_functions: bool = False) -> str:
        seen[formula] = Worksheet._prepare_formula(sheet, formula, True)
        return formula.removeprefix("=")

    monkeypatch.setattr(RenderedSheet, "_prepare_formula", noted)
    workspace = council(tmp_path / "council", 1, 10, 4)
    workspace.issue(month(2014, 6), datetime(2014, 7, 1, 9, tzinfo=UTC))
    workspace.consolidate()
    assert len(seen) > 100
    assert {formula: made for formula, made in seen.items() if made != formula.removeprefix("=")} == {}


@given(st.text(alphabet="9,.% a-", max_size=12), st.sampled_from(["9", "99", "9.9", "9,9", "-9", "9%", "9 a"]))
def test_a_sentence_is_parted_at_its_figure_as_a_pattern_would(sentence: str, said: str) -> None:
    assert without(sentence, said) == re.split(rf"(?<![\d.,]){re.escape(said)}(?![\d,])", sentence)


def test_several_processes_make_what_one_makes(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2014, 7, 1, 9, tzinfo=UTC)
    alone = {one.issued.service: one.data for one in workspace.issue(month(2014, 6), at)}
    for path in (workspace.path("outgoing") / "2014-06").iterdir():
        path.unlink()
    monkeypatch.setattr(issue, "MANY", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    said: list[str] = []
    again = workspace.issue(month(2014, 6), at, progress=said.append)
    assert {one.issued.service: one.data for one in again} == alone
    assert len(said) == len(alone) > 5


def test_the_installed_command_issues_with_several_processes(tmp_path: Path) -> None:
    council(tmp_path / "council", 2 * issue.MANY, 1, 0)
    pmf = Path(sys.executable).with_name("pmf")
    words = [str(pmf) if pmf.exists() else "pmf", "issue", "2014-06", "--workspace", str(tmp_path / "council")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "council" / "outgoing" / "2014-06").glob("*.xlsx"))) == 2 * issue.MANY
