"""What stands in a register's cells, row by row, to be written anew: nothing is read into it, and nothing left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pmf_excel.excel.package import Workbook
from pmf_excel.excel.parts import Cell
from pmf_excel.excel.values import date_of
from pmf_excel.excel.writer import Value
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.periods import month
from pmf_excel.register.lines import SheetReader

PlainRow = dict[str, Value]


def rows_of(reader: SheetReader, sheets: Iterable[str]) -> dict[str, list[PlainRow]]:
    """The rows of some sheets as they stand, by the keys of sheet and column; empty cells are left out.

    A cell with a formula gives the value it showed when the workbook was saved.
    """
    return {key: [*_rows(reader, key)] for key in sheets}


def _rows(reader: SheetReader, key: str) -> list[PlainRow]:
    table = reader.table(key)
    if table is None:
        return []
    kinds = {column.key: column.kind for column in table.sheet.columns}
    return [
        {
            column: _as(kinds.get(column, ""), value(placed.cell, reader.workbook))
            for column, placed in row.cells.items()
            if not placed.empty
        }
        for row in table.rows()
    ]


def _as(kind: str, found: Value) -> Value:
    """A day where something else is meant, as it is read: the first of a month as that month, any other in words."""
    if not isinstance(found, date) or kind in ("date", "wording"):
        return found
    return month(found.year, found.month).label if kind == "period" and found.day == 1 else in_words(found)


def value(cell: Cell | None, workbook: Workbook) -> Value:
    """A cell's value as a writer takes it: a day as a day, a number as a number, anything else as text."""
    if cell is None:
        return None
    found = cell.value
    if isinstance(found, bool):
        return "Yes" if found else "No"
    if isinstance(found, Decimal):
        day: date | None = date_of(float(found), workbook.since_1904) if cell.date else None
        # Typed as 95%, a spreadsheet keeps 0.95; written anew without the sign, it must be the 95 that the person saw.
        return day or (found * 100 if cell.percent else found)
    return found
