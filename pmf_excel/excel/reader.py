"""The one reader: finds a layout's tables and forms in a workbook by their headings, wherever people moved them.

File names, sheet names and cell positions mean nothing. A table is the sheet whose heading row holds the layout's
headings; a column is found by its heading; a form's value stands to the right of its label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.parts import Cell, Grid
from pmf_excel.excel.values import address, folded
from pmf_excel.problems import Place

#: How far down a sheet the heading row may have moved.
HEADING_ROWS = 40


class Placed:
    """A cell as it was read, with its place; ``cell`` is nothing when it is empty.

    Place and text are worked out when they are first asked for: a large return has thousands of cells, and most are never
    spoken of.
    """

    __slots__ = ("_place", "_text", "cell")

    def __init__(self, place: Place | tuple[str, str, int, int], cell: Cell | None = None) -> None:
        self._place, self.cell = place, cell
        self._text: str | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        if isinstance(self._place, tuple):
            file, title, row, column = self._place
            self._place = Place(file, title, address(row, column))
        return self._place

    @property
    def text(self) -> str:
        """What it holds, as text without blanks around it."""
        if self._text is None:
            self._text = _shown(self.cell)
        return self._text

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return _nothing(self.cell)


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell.value, bool):
        return "TRUE" if cell.value else "FALSE"
    return str(cell.value).strip(_BLANKS)


def _nothing(cell: Cell | None) -> bool:
    return cell is None or (isinstance(cell.value, str) and not cell.formula and not cell.value.strip(_BLANKS))


#: What is left out around a text.
_BLANKS = " \t\n\u00a0"


class _Cells(Mapping[str, Placed]):
    """The cells of a row by column key, each made when it is first asked for."""

    __slots__ = ("_made", "_number", "_table")

    def __init__(self, table: Table, number: int) -> None:
        self._table, self._number = table, number
        self._made: dict[str, Placed] = {}

    def __getitem__(self, key: str) -> Placed:
        made = self._made.get(key)
        if made is None:
            table, column = self._table, self._table.columns[key]
            at = (table.file, table.grid.title, self._number, column)
            made = self._made[key] = Placed(at, table.grid.cells.get((self._number, column)))
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._table.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.columns)

    def __len__(self) -> int:
        return len(self._table.columns)


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells by column key."""

    number: int
    cells: Mapping[str, Placed]

    def __getitem__(self, key: str) -> Placed:
        return self.cells[key]


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

    def rows(self) -> Sequence[Row]:
        """The rows below the headings that are not wholly empty."""
        return self._rows

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        wanted = set(self.columns.values())
        below = {
            row
            for (row, column), cell in self.grid.cells.items()
            if row > self.heading_row and column in wanted and not _nothing(cell)
        }
        return tuple(Row(number, _Cells(self, number)) for number in sorted(below))


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
        named = grid.labelled
        for row, column, key in sorted((*at, key) for label, key in wanted.items() for at in named.get(label, ())):
            if row >= HEADING_ROWS:
                break
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
        named = grid.labelled
        for row, column, key in sorted((*at, key) for label, key in wanted.items() for at in named.get(label, ())):
            value = grid.cells.get((row, column + 1))
            found.setdefault(key, Placed((file, grid.title, row, column + 1), value))
        if len(found) > len(best):
            best = found
    return best
