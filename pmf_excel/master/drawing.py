"""How a sheet of the master is made: its rows first, so that other sheets can point to them, then the drawing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pmf_excel.excel.layout import Sheet
from pmf_excel.excel.sheets import FIRST, MARK, Formula, Rows, Styles, paint_statuses, table_sheet
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import A4_ACROSS, CELL_EDGE, Book, Page, row_height
from pmf_excel.framework.status import SHAPES
from pmf_excel.master.view import View


@dataclass(frozen=True)
class Contents:
    """What a sheet holds: its layout, without the columns nobody has anything for, and its rows."""

    sheet: Sheet
    rows: Rows
    #: Of a sheet whose rows are not kept: how many there are.
    count: int = 0

    @property
    def last(self) -> int:
        """The last row of the table, counting from 0; an empty table has one that says so."""
        return FIRST + max(len(self.rows), self.count, 1) - 1

    def has(self, key: str) -> bool:
        """Whether the sheet has a column."""
        return any(column.key == key for column in self.sheet.columns)

    def area(self, key: str) -> tuple[int, int, int, int]:
        """The cells of a column: first row, column, last row, column."""
        place = self.sheet.index(key)
        return FIRST, place, self.last, place

    def cells(self, key: str) -> str:
        """The cells of a column, as a formula on any sheet writes them."""
        place = self.sheet.index(key)
        return f"{quoted_sheet(self.sheet.title)}!{address(FIRST, place, fixed=True)}:{address(self.last, place, fixed=True)}"

    def cell(self, number: int, key: str) -> str:
        """A cell of the row with a number, counting from 0, as a formula on any sheet writes it."""
        return f"{quoted_sheet(self.sheet.title)}!{address(FIRST + number, self.sheet.index(key), fixed=True)}"

    def link(self, number: int) -> str:
        """Where the row with a number begins, for a link to it."""
        return f"{quoted_sheet(self.sheet.title)}!{address(FIRST + number, 0)}"

    def number_of(self, key: str, value: str) -> int | None:
        """The number of the first row that has a value in a column."""
        return next((number for number, row in enumerate(self.rows) if row.get(key) == value), None)


#: What each sheet that is there holds, by its key.
All = Mapping[str, Contents]


@dataclass(frozen=True)
class Drawing:
    """A sheet being drawn: the book and its page, what it is drawn from, and what all the sheets hold."""

    book: Book
    page: Page
    styles: Styles
    view: View
    all: All
    contents: Contents


class MasterSheet(ABC):
    """One sheet of the master: a table of rows, in the columns that master.toml gives it."""

    key: str
    #: The key of its layout in master.toml, where that is another.
    section: str = ""
    #: Columns that are left out where no row has anything in them.
    optional: frozenset[str] = frozenset()
    #: Columns that begin with the shape of a status, and are painted by it.
    statuses: tuple[str, ...] = ("status",)
    #: Whether the sheet is there although it has no row, and says so.
    always: bool = False
    #: Of a sheet that is printed over several pages across: how many columns stand on each of them.
    kept: int = 0
    #: Whether it may be filtered and sorted; rows that mean something only in their order may not.
    filters: bool = True

    @abstractmethod
    def rows(self, view: View) -> Rows:
        """What the sheet holds."""

    def live(self, rows: Rows, view: View, others: All) -> Rows:
        """The rows once all sheets are known, with the formulas and links that lead to others; most lead nowhere."""
        return rows

    def layout(self, view: View, sheet: Sheet) -> Sheet:
        """The sheet's layout; one whose columns depend on what there is to show gives its own."""
        return sheet

    def contents(self, view: View, sheet: Sheet) -> Contents:
        """Rows and layout together, without the columns that have nothing in them."""
        rows = self.rows(view)
        sheet = self.layout(view, sheet)
        empty = {key for key in self.optional if not any(row.get(key) not in (None, "") for row in rows)}
        return Contents(replace(sheet, columns=tuple(c for c in sheet.columns if c.key not in empty)), rows)

    def draw(self, on: Drawing) -> None:
        """Draw the table, then whatever else the sheet has."""
        sheet = on.contents.sheet
        rows = self.live(on.contents.rows, on.view, on.all)
        # Beside columns that stand on every page there is room for one sentence; the foot of each page says as of when it is.
        said = sheet.hint if self.kept else f"{sheet.hint} {on.view.known}"
        heading = f"{sheet.heading}: {on.view.position.round.label}"
        table_sheet(
            on.page, on.styles, replace(sheet, heading=heading, hint=said), rows, f"{self.key}_table", on.view.footer,
            self.kept, self.filters,
        )  # fmt: skip
        for key in self.statuses:
            if on.contents.has(key):
                paint_statuses(on.page, on.styles, on.contents.area(key), SHAPES)
        if mark := self.mark(on):
            text = mark.result if isinstance(mark, Formula) else mark
            size = _size(str(text), [column.width for column in sheet.columns], self.kept)
            style = on.styles(font_size=size, locked=True, valign="vcenter")
            if isinstance(mark, Formula):
                on.page.formula(
                    MARK, self.kept, mark.text(lambda key: on.contents.cells(key).split("!")[1]), str(text), style
                )
            else:
                on.page.put(MARK, self.kept, mark, style)
            on.page.height(MARK, 20)
        self.finish(on)

    def mark(self, on: Drawing) -> str | Formula:
        """A sentence above the table, which may be a live formula over its columns; most only say for whom it is."""
        return self.readers(on.view)

    @staticmethod
    def readers(view: View) -> str:
        """For readers who are not shown everything, who they are."""
        readers = view.readers
        return (
            f"For {readers.said}: only what is theirs is in this workbook."
            if readers.service or readers.committee
            else ""
        )

    def finish(self, on: Drawing) -> None:  # noqa: B027
        """What the sheet has beyond its table; most have nothing."""


def _size(text: str, widths: Sequence[float], kept: int) -> int:
    """The size in points at which a sentence stands whole on the first printed page, as far as it stays readable."""
    ends = list(accumulate(width + CELL_EDGE for width in widths))
    first = max(end for end in ends if end <= A4_ACROSS / 0.75) if kept else ends[-1]
    room = first - (ends[kept - 1] if kept else 0)
    return next((size for size in (11, 10) if row_height([(text, room)], size, least=0) < 2 * size), 9)
