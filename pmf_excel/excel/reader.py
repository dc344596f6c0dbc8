"""The one reader: finds a layout's tables and forms in a workbook by their headings, wherever people moved them.

File names, sheet names and cell positions mean nothing. A table is the sheet whose heading row holds the layout's
headings; a column is found by its heading; a form's value stands to the right of its label.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.parts import Cell, Grid
from pmf_excel.excel.values import address, folded
from pmf_excel.problems import Place

#: How far down a sheet the heading row may have moved.
HEADING_ROWS = 40


@dataclass(frozen=True)
class Placed:
    """A cell as it was read, with its place; ``cell`` is nothing when it is empty."""

    place: Place
    cell: Cell | None = None

    @property
    def text(self) -> str:
        """What it holds, as text without blanks around it."""
        if self.cell is None:
            return ""
        if isinstance(self.cell.value, bool):
            return "TRUE" if self.cell.value else "FALSE"
        return str(self.cell.value).strip(" \t\n\u00a0")

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.text == "" and not (self.cell and self.cell.formula)


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells by column key."""

    number: int
    cells: dict[str, Placed]

    def __getitem__(self, key: str) -> Placed:
        return self.cells[key]

    @property
    def empty(self) -> bool:
        """Whether the whole row is."""
        return all(placed.empty for placed in self.cells.values())


@dataclass(frozen=True)
class Table:
    """A layout's table as found in a workbook."""

    sheet: Sheet
    grid: Grid
    heading_row: int
    columns: dict[str, int]
    file: str
    doubled: tuple[str, ...] = ()

    @property
    def missing(self) -> list[Column]:
        """The layout's columns whose headings were not found."""
        return [column for column in self.sheet.columns if column.key not in self.columns]

    def place(self, row: int, key: str) -> Place:
        """The place of a cell of the table."""
        return Place(self.file, self.grid.title, address(row, self.columns[key]))

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that are not wholly empty."""
        below = sorted({row for row, _ in self.grid.cells if row > self.heading_row})
        for number in below:
            cells = {
                key: Placed(
                    Place(self.file, self.grid.title, address(number, column)), self.grid.cells.get((number, column))
                )
                for key, column in self.columns.items()
            }
            row = Row(number, cells)
            if not row.empty:
                yield row


def tables(workbook: Workbook, sheet: Sheet, file: str) -> list[Table]:
    """Every place in the workbook where the table's headings stand; best first, as many headings as possible.

    A sheet counts when it has the table's first heading and more than half of those it is known by.
    """
    wanted = {folded(column.heading): column.key for column in sheet.columns}
    first = sheet.columns[0].key
    # What tells a sheet are its inputs; what only informs may have been left out where there was nothing to say.
    telling = {c.key for c in sheet.columns if c.input} or {c.key for c in sheet.columns if not c.added}
    found = []
    for grid in workbook.grids:
        best: dict[str, int] = {}
        best_row = 0
        rows: dict[int, dict[str, int]] = {}
        doubled: dict[int, list[str]] = {}
        for row, column, label in grid.labels:
            if row >= HEADING_ROWS:
                break
            if key := wanted.get(label):
                if key in rows.setdefault(row, {}):
                    doubled.setdefault(row, []).append(key)
                rows[row].setdefault(key, column)
        for row, columns in sorted(rows.items()):
            if len(columns) > len(best):
                best, best_row = columns, row
        if first in best and 2 * len(telling & set(best)) > len(telling):
            found.append(Table(sheet, grid, best_row, best, file, tuple(doubled.get(best_row, ()))))
    return sorted(found, key=lambda table: -len(table.columns))


def form(workbook: Workbook, sheet: Sheet, file: str) -> dict[str, Placed]:
    """A form's values by key: the cell to the right of each label, on the sheet that has most of the labels."""
    wanted = {folded(column.heading): column.key for column in sheet.columns}
    best: dict[str, Placed] = {}
    for grid in workbook.grids:
        found: dict[str, Placed] = {}
        for row, column, label in grid.labels:
            if key := wanted.get(label):
                value = grid.cells.get((row, column + 1))
                found.setdefault(key, Placed(Place(file, grid.title, address(row, column + 1)), value))
        if len(found) > len(best):
            best = found
    return best
