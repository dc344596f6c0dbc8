"""Rows, columns and sheets moved, added, lost or doubled; locked cells changed; and what only looks different."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidationList

from tests.odd.edits import COLUMNS, MEASURES_PART, ROWS, Return, at, in_book, put, resaved, swapped, typed, with_part
from tests.odd.variant import AWAITED, Variant, accepted, held, noted, with_typed

FIRST, LAST = min(ROWS.values()), max(ROWS.values())
HEADINGS = FIRST - 1
NONE = dict(AWAITED)


def on_measures(change: Callable[[Any], object]) -> Callable[[Return], bytes]:
    """The filled return with its Measures sheet changed in another program."""
    return in_book(lambda book: change(book["Measures"]))


def values(sheet: Any, row: int) -> list[Any]:
    return [sheet.cell(row, column).value for column in range(1, 20)]


def write(sheet: Any, row: int, line: list[Any]) -> None:
    for column, value in enumerate(line, 1):
        sheet.cell(row, column).value = value


def turned(sheet: Any) -> None:
    lines = [[(cell.value, cell.number_format) for cell in sheet[row]] for row in range(FIRST, LAST + 1)]
    for row, line in enumerate(reversed(lines), FIRST):
        for cell, (value, shown) in zip(sheet[row], line, strict=True):
            cell.value, cell.number_format = value, shown


def moved(column: str, to: str) -> Callable[[Any], None]:
    """One column swapped with another."""

    def change(sheet: Any) -> None:
        for row in range(HEADINGS, LAST + 1):
            here, there = sheet[f"{column}{row}"], sheet[f"{to}{row}"]
            here.value, there.value = there.value, here.value

    return change


def stacked(sheet: Any) -> None:
    for row in range(HEADINGS, LAST + 1):
        write(sheet, row + 20, values(sheet, row))


def transposed(book: openpyxl.Workbook) -> None:
    old = book["Measures"]
    lines = [values(old, row) for row in range(1, LAST + 1)]
    book.remove(old)
    new = book.create_sheet("Measures", 1)
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            new.cell(column, row).value = value


def charted(book: openpyxl.Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(book["Measures"], min_col=10, min_row=FIRST, max_row=LAST))
    book["Measures"].add_chart(chart, "V2")
    book["Measures"][at("P figure")].comment = Comment("Checked twice", "Somebody")


def unlocked(sheet: Any) -> None:
    sheet.protection.sheet = False
    sheet.data_validations = DataValidationList()


def set_cell(address: str, value: object) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[address].value = value

    return change


def in_xml(old: str, new: str) -> Callable[[Return], bytes]:
    return lambda made: swapped(made.data, MEASURES_PART, old, new)


DIMENSION = '<dimension ref="A1:S10"/>'
STYLED = "".join(f'<row r="{row}"><c r="A{row}" s="14"/><c r="B{row}" s="14"/></row>' for row in range(20, 200_020))
MERGES = "".join(f'<mergeCell ref="AA{row}:AB{row}"/>' for row in range(100, 30_100))
CODE, FIGURE, NOTE, TARGET = (COLUMNS[key] for key in ("code", "figure", "commentary", "target"))

ROWS_AND_KEYS: list[Variant] = [
    held("a row deleted", on_measures(lambda sheet: sheet.delete_rows(ROWS["N"])), "PMF-211", says=("V",), N="Awaited"),
    accepted("a blank row put in", on_measures(lambda sheet: sheet.insert_rows(ROWS["N"]))),
    accepted("rows sorted the other way round", on_measures(turned)),
    noted("a row of totals below", on_measures(lambda sheet: write(sheet, LAST + 1, [None] * 9 + [123])), "PMF-213"),
    noted("a row of another measure added", on_measures(lambda sheet: write(sheet, LAST + 1, ["OWN1", "Ours", *[None] * 7, 5])), "PMF-213"),
    noted("the headings repeated in the middle", on_measures(lambda sheet: (sheet.insert_rows(ROWS["N"]), write(sheet, ROWS["N"], values(sheet, HEADINGS)))), "PMF-213"),
    held("the same key twice", on_measures(lambda sheet: set_cell(at("N code"), sheet[at("P code")].value)(sheet)), "PMF-212", "PMF-211", cell="N code", P="Awaited", N="Awaited"),
    held("a key edited", on_measures(set_cell(at("N code"), "V99Z")), "PMF-211", "PMF-213", N="Awaited"),
    held("a key emptied", on_measures(set_cell(at("N code"), None)), "PMF-211", "PMF-213", N="Awaited"),
    accepted("keys in small letters with blanks", on_measures(lambda sheet: set_cell(at("N code"), f" {sheet[at('N code')].value.lower()}\u00a0")(sheet))),
    held("the whole table a second time below", on_measures(stacked), "PMF-212", **NONE),
    accepted("rows hidden and filtered", on_measures(lambda sheet: (sheet.row_dimensions.__getitem__(ROWS["N"]).__setattr__("hidden", True), setattr(sheet.auto_filter, "ref", f"A{HEADINGS}:S{LAST}")))),
    accepted("the table pushed down", on_measures(lambda sheet: sheet.insert_rows(1, 10))),
    held("the table pushed far down", on_measures(lambda sheet: sheet.insert_rows(1, 60)), "PMF-217", **NONE),
]  # fmt: skip

COLUMNS_AND_HEADINGS: list[Variant] = [
    accepted("a column put in", on_measures(lambda sheet: sheet.insert_cols(10))),
    accepted("two columns swapped", on_measures(moved(FIGURE, NOTE))),
    held("the column of figures deleted", on_measures(lambda sheet: sheet.delete_cols(10)), "PMF-217", says=("Figure",), **NONE),
    held("the column of codes deleted", on_measures(lambda sheet: sheet.delete_cols(1)), "PMF-217", **NONE),
    accepted("a locked column deleted", on_measures(lambda sheet: sheet.delete_cols(3))),
    held("a heading edited", on_measures(set_cell(f"{FIGURE}{HEADINGS}", "Actual")), "PMF-217", says=("Figure",), **NONE),
    accepted("a heading with other blanks and letters", on_measures(set_cell(f"{FIGURE}{HEADINGS}", " FIGURE\n"))),
    held("a heading twice", on_measures(lambda sheet: (set_cell(f"T{HEADINGS}", "Figure")(sheet), set_cell(f"T{ROWS['P']}", 12)(sheet))), "PMF-223", **NONE),
    held("inputs merged into one", on_measures(lambda sheet: sheet.merge_cells(f"{at('P figure')}:{at('N figure')}")), "PMF-201", "PMF-250", cell="N figure", N="Awaited"),
    accepted("titles merged", on_measures(lambda sheet: sheet.merge_cells("A1:H1"))),
    held("rows and columns turned about", in_book(transposed), "PMF-217", **NONE),
]  # fmt: skip

SHEETS: list[Variant] = [
    accepted("a sheet renamed", in_book(lambda book: setattr(book["Measures"], "title", "KPIs Q1"))),
    held("the sheet of measures deleted", in_book(lambda book: book.remove(book["Measures"])), "PMF-217", says=("Sign-off",), **NONE),
    held("the sheet of measures copied", in_book(lambda book: book.copy_worksheet(book["Measures"])), "PMF-218", says=("Measures Copy",), **NONE),
    accepted("a sheet of one's own added", in_book(lambda book: book.create_sheet("Working out").append(["Code", 1, 2]))),
    accepted("the sheet of measures hidden", in_book(lambda book: setattr(book["Measures"], "sheet_state", "hidden"))),
    accepted("sheets in another order", in_book(lambda book: book.move_sheet("Measures", 3))),
    noted("the sign-off deleted", in_book(lambda book: book.remove(book["Sign-off"])), "PMF-207"),
    accepted("saved by another program", lambda made: resaved(made.data)),
    accepted("a chart and a comment added", in_book(charted)),
    accepted("protection and validation taken off", on_measures(unlocked)),
    held("sent back as it was", lambda made: made.blank, "PMF-248", **NONE),
]  # fmt: skip

LOCKED: list[Variant] = [
    noted("a title changed", with_typed(P_title="Calls answered at all"), "PMF-210", cell="P title"),
    noted("a target lowered", with_typed(P_target=50), "PMF-210", cell="P target"),
    held("a target lowered so as to look green", with_typed(P_target=50, P_figure=60), "PMF-210", "PMF-205", cell="P target", P="Being put right"),
    noted("a figure of long ago changed", lambda made: with_part(made.data, MEASURES_PART, lambda xml: put(xml, {f"H{ROWS['P']}": 50})), "PMF-210"),
    noted("a period changed", with_typed(P_period="May 2014"), "PMF-210", cell="P period"),
]  # fmt: skip

SIZE: list[Variant] = [
    accepted("a dimension far too large", in_xml(DIMENSION, '<dimension ref="A1:XFD1048576"/>')),
    accepted("a dimension far too small", in_xml(DIMENSION, '<dimension ref="A1"/>')),
    accepted("no dimension", in_xml(DIMENSION, "")),
    noted("a stray value in the last cell there is", in_xml("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "PMF-213"),
    noted("a stray value far to the right", in_xml(f'<row r="{LAST}"', f'<row r="{HEADINGS + 30}"><c r="DCX34"><v>1</v></c></row><row r="{LAST}"'), "PMF-213"),
    accepted("a format in the last cell there is", in_xml("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="14"/></row></sheetData>')),
    accepted("two hundred thousand rows of nothing but format", in_xml("</sheetData>", f"{STYLED}</sheetData>")),
    accepted("thirty thousand merged cells", in_xml("</sheetData>", f'</sheetData><mergeCells count="30000">{MERGES}</mergeCells>')),
    accepted("a blank that nobody sees in every cell below", lambda made: swapped(made.data, MEASURES_PART, "</sheetData>", "".join(f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t> </t></is></c></row>' for row in range(20, 3000)) + "</sheetData>")),
    accepted("a figure typed as a shared text elsewhere", lambda made: typed(made.data, {"P commentary": "Measures"})),
]  # fmt: skip

VARIANTS = [*ROWS_AND_KEYS, *COLUMNS_AND_HEADINGS, *SHEETS, *LOCKED, *SIZE]
