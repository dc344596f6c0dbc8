"""Writes framework.xlsx: every sheet of the register, with headings, drop-downs, input messages and guidance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.sheets import (
    FIRST,
    HEADINGS,
    Styles,
    choice_rule,
    column_name,
    guided,
    headings,
    top,
    write_lists,
)  # fmt: skip
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import FIXED, Book, Page, Value, row_height
from pmf_excel.framework.rules import RuleSet

#: How many characters of columns can still be read on one page across.
_ONE_PAGE = 300

Rows = Mapping[str, Sequence[Mapping[str, Value]]]


def write_register(
    layout: Layout, theme: Theme, council: str, guidance: str, rules: Mapping[str, RuleSet],
    rows: Rows | None = None, made: datetime = FIXED,
) -> bytes:  # fmt: skip
    """The register as a workbook: empty, or with rows by sheet key, each a mapping of column key to value."""
    title, hint = f"{council}: performance framework", "The register that every return and report is made from."
    return write_tables(layout, theme, title, hint, guidance, rows or {}, rules, made)


def write_tables(
    layout: Layout, theme: Theme, title: str, hint: str, guidance: str, rows: Rows, rules: Mapping[str, RuleSet] | None = None,
    made: datetime = FIXED,
) -> bytes:  # fmt: skip
    """A workbook of tables that people fill in, as the register is one: guidance first, then a sheet for each of the layout's."""
    council = title.rpartition(": ")[0]
    book = Book(theme, title, council, made)
    styles = Styles(book)
    _guidance(book.sheet("Guidance"), styles, (title, hint), layout, guidance, rules or {})
    for sheet in layout.sheets:
        _table(book.sheet(sheet.title), styles, sheet, rows.get(sheet.key, ()), council)
        for column in sheet.columns:
            if column.unique:
                area = _below(sheet, sheet.index(column.key))
                book.name(column_name(f"{sheet.key}.{column.key}"), sheet.title, area)
    lists, _ = write_lists(book, layout)
    lists.hide()
    lists.lock()
    return book.bytes()


def _below(sheet: Sheet, column: int) -> str:
    return f"{address(FIRST, column, fixed=True)}:{address(FIRST + sheet.rows - 1, column, fixed=True)}"


def _guidance(
    page: Page, styles: Styles, of: tuple[str, str], layout: Layout, guidance: str, rules: Mapping[str, RuleSet]
) -> None:
    top(page, styles, *of)
    body, bold = styles(text_wrap=True), styles(bold=True)
    page.width(0, 30)
    page.width(1, 106)
    row = 3
    page.put(row, 0, "How to use it", styles.section)
    for line in guidance.strip().splitlines():
        row += 1
        page.put(row, 0, "•", styles(align="right"))
        page.put(row, 1, line, body)
        page.height(row, row_height([(line, 106)]))
    row += 2
    page.put(row, 0, "The sheets", styles.section)
    for sheet in layout.sheets:
        row += 1
        page.link(row, 0, f"{quoted_sheet(sheet.title)}!A1", sheet.title, styles(font_color="#1D70B8", underline=1))
        page.put(row, 1, sheet.hint, body)
        page.height(row, row_height([(sheet.hint, 106)]))
    row += 2
    if rules:
        page.put(row, 0, "Status rules", styles.section)
    for rule in rules.values():
        row += 1
        page.put(row, 0, rule.name, bold)
        page.put(row, 1, rule.about, body)
        page.height(row, row_height([(rule.about, 106)]))
    page.print_setup(f"{of[0].replace(': ', ' · ')} · guidance")
    page.begin_here(0, 0)


def _table(page: Page, styles: Styles, sheet: Sheet, rows: Sequence[Mapping[str, Value]], council: str) -> None:
    wide = 2 if sum(column.width for column in sheet.columns) > _ONE_PAGE else 1
    top(page, styles, sheet.heading, sheet.hint, beside=wide - 1)
    headings(page, styles, sheet)
    formats = [styles.cell(column.kind, locked=True, grey=False) for column in sheet.columns]
    day = styles.cell("date", locked=True, grey=False)
    for number, values in enumerate(rows):
        row = FIRST + number
        for place, column in enumerate(sheet.columns):
            value = values.get(column.key)
            page.put(row, place, value, day if isinstance(value, date) and column.kind == "wording" else formats[place])
        wrapped = [
            (str(values.get(column.key) or ""), column.width) for column in sheet.columns if "text" in column.kind
        ]
        page.height(row, row_height(wrapped), grows=True)
    last = FIRST + sheet.rows - 1
    for place, column in enumerate(sheet.columns):
        page.validate((FIRST, place, last, place), guided(_rule(column, place), column))
        # Text stays text in the rows still to be filled, so that Excel makes no date of 2014-06.
        page.width(place, column.width, styles.cell(column.kind, locked=True, grey=False, ruled=False))
    page.filter((HEADINGS, 0, max(FIRST, FIRST + len(rows) - 1), len(sheet.columns) - 1))
    page.freeze(FIRST, min(sheet.freeze, 2))
    page.print_setup(f"{council} · {sheet.heading}", repeat=(HEADINGS, HEADINGS), wide=wide)
    page.begin_here(FIRST, 0)


def _rule(column: Column, place: int) -> Mapping[str, object]:
    """The validation of a column, as Excel enforces it while a person types."""
    if column.choices or column.refers:
        return choice_rule(column)
    if column.kind in ("number", "integer"):
        kind = "integer" if column.kind == "integer" else "decimal"
        low = float(column.minimum) if column.minimum is not None else -1e15
        high = float(column.maximum) if column.maximum is not None else 1e15
        return {
            "validate": kind, "criteria": "between", "minimum": low, "maximum": high,
            "error_title": "A number belongs here", "error_message": f"{column.heading}: enter a number, without words or signs.",
        }  # fmt: skip
    if column.kind == "date":
        return {
            "validate": "date", "criteria": ">=", "value": datetime(1990, 1, 1),
            "error_title": "A date belongs here", "error_message": f"{column.heading}: enter day, month and year, for example 31/07/2026.",
        }  # fmt: skip
    if column.unique:
        here = address(FIRST, place)
        area = f"{address(FIRST, place, fixed=True)}:{address(FIRST + 20_000, place, fixed=True)}"
        return {
            "validate": "custom", "value": f"=COUNTIF({area},{here})=1",
            "error_title": "Already used", "error_message": f"{column.heading}: this code stands in another row. Choose another.",
        }  # fmt: skip
    return {
        "validate": "length", "criteria": "<=", "value": column.longest,
        "error_title": "Too long", "error_message": f"{column.heading}: at most {column.longest:,} characters.",
    }  # fmt: skip
