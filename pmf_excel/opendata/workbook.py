"""The open data as a workbook that everybody can read, by the conventions of the Government Analysis Function.

A cover, a list of contents, notes, then one table a sheet, each marked up as one and beginning in column A under its title.
Nothing is merged, hidden, frozen or left empty; no colour means anything; a number is a number and what is none says why.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.excel.sheets import Styles, number_code
from pmf_excel.excel.stream import LAST_ROW, Item, Lane
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import quoted_sheet
from pmf_excel.excel.writer import Book, Page, Style, row_height
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.periods import round_label
from pmf_excel.opendata.csv_table import CsvTable
from pmf_excel.opendata.descriptor import LICENCE
from pmf_excel.opendata.rows import Edition, Published
from pmf_excel.opendata.sheets import EVERY, LATEST, MEASURES, NOTES, SHORTHAND, Column
from pmf_excel.returns.ask import contact

#: In which row the table of a sheet begins, counting from 0: below it is told what the sheet holds.
HEADINGS = 4
#: How many rows a table has room for.
ROOM = LAST_ROW - HEADINGS
ONE_TABLE = "This worksheet contains one table."
_DAY = "d mmm yyyy"


@dataclass(frozen=True)
class Table:
    """A table of a sheet: the sheet's name, its title, its columns and rows; ``name`` is what programs call the table."""

    sheet: str
    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Published]
    count: int


def build_workbook(edition: Edition, theme: Theme, every: CsvTable, files: Sequence[str]) -> bytes:
    """The workbook; ``every`` is what the CSV file has, ``files`` are the names of what is published beside it."""
    return _Workbook(edition, theme, every, files).bytes()


class _Workbook:
    """The workbook being made."""

    def __init__(self, edition: Edition, theme: Theme, every: CsvTable, files: Sequence[str]) -> None:
        self.edition, self.files = edition, files
        self.label = round_label(edition.position.round)
        self.title = f"{edition.council}: performance, {self.label}"
        made = edition.moment.replace(tzinfo=None)
        self.book = Book(theme, self.title, edition.council, made, keywords="performance, open data, transparency")
        self.styles = Styles(self.book)
        latest = edition.latest()
        title = f"All figures: every measure in every period up to {edition.position.round.label}"
        self.tables = [
            Table("Latest figures", "latest_figures", f"Latest figures: {self.label}", LATEST, latest, len(latest)),
            Table("All figures", "all_figures", title, EVERY, (), every.rows),
            Table("Measures", "measures", "Measures: what each counts", MEASURES, every.measures, len(every.measures)),
        ]
        #: More rows than a sheet has are in the CSV file alone, and the cover says so.
        self.tables = [table for table in self.tables if 0 < table.count <= ROOM]
        self.too_many = every.rows > ROOM

    def bytes(self) -> bytes:
        """The finished workbook."""
        cover = self.book.sheet("Cover")
        self.cover(cover)
        self.contents(self.book.sheet("Contents"))
        self.notes(self.book.sheet("Notes"))
        for table in self.tables:
            self.table(self.book.sheet(table.sheet), table)
        cover.open_first()
        return self.book.bytes()

    def cover(self, page: Page) -> None:
        """What the workbook is, by whom, as of when, and under which licence."""
        edition = self.edition
        said = [
            ("What this is", f"What {edition.council} measures, what it wanted to reach and what it reached, up to {self.label}."),
            ("As of when", f"As known on {edition.known}. What came later is not in it; a figure that was changed is marked as revised."),
            ("Where it comes from", "The council's services return each figure and sign it off. A figure that is not signed off is marked as provisional."),
            ("What is not in it", "Figures from which somebody could be recognised, and measures that are exempt from publication."),
            ("Shorthand", "\n".join(f"{mark} {meaning}" for mark, meaning in SHORTHAND)),
            ("The same for programs", f"{self.files[0]} has every figure with more columns, and {self.files[1]} says what each column means."),
            ("Licence", f"{LICENCE['title']}: {LICENCE['path']}"),
            ("Whom to ask", contact(edition.framework, edition.position.moment.date())),
        ]  # fmt: skip
        if self.too_many:
            text = f"There are more figures of all periods than a worksheet has rows: they are in {self.files[0]}."
            said.insert(1, ("What is elsewhere", text))
        page.width(0, 100)
        self._title(page, self.title)
        row = 1
        for heading, text in said:
            page.put(row, 0, heading, self.styles(bold=True, font_size=13, valign="vcenter"))
            page.height(row, 30)
            page.put(row + 1, 0, text, self.styles(text_wrap=True))
            page.height(row + 1, row_height([(text, 100)]))
            row += 2
        page.print_setup(self._footer)
        page.begin_here(0, 0)

    def contents(self, page: Page) -> None:
        """Each other sheet with a link to it."""
        rows = [("Notes", "Notes and shorthand"), *((table.sheet, table.title) for table in self.tables)]
        self._top(page, "Contents", ONE_TABLE, "Each name leads to its worksheet.")
        self._two(page, "contents", ("Worksheet", 24), ("What it holds", 76), rows, links=True)

    def notes(self, page: Page) -> None:
        """What notes and shorthand mean."""
        self._top(page, "Notes", ONE_TABLE, "It says what the notes in headings and the shorthand in tables mean.")
        self._two(page, "notes", ("Note or shorthand", 24), ("What it means", 76), [*NOTES, *SHORTHAND])

    def table(self, page: Page, table: Table) -> None:
        """One table."""
        marks = "; ".join(f"{mark} {meaning.partition(':')[0].lower()}" for mark, meaning in SHORTHAND)
        self._top(
            page, table.title, f"{ONE_TABLE} Some headings refer to notes, which can be found on the worksheet Notes.",
            f"Some shorthand is used in this table: {marks}.",
            f"Source: returns of the services of {self.edition.council}, as known on {self.edition.known}.",
        )  # fmt: skip
        self._headings(page, table.name, [(c.heading, c.width, c.right) for c in table.columns], table.count)
        if table.rows:
            for number, row in enumerate(table.rows, HEADINGS + 1):
                cells = [column.of(row) for column in table.columns]
                for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
                    page.put(number, place, cell, self._look(column, cell, row))
                page.height(number, _height(cells, [column.width for column in table.columns]), grows=True)
        else:
            lanes = [Lane(self._text) for _ in table.columns]
            widths = [column.width for column in table.columns]
            rows = (self._items(table, row) for row in self.edition.rows())
            page.stream(HEADINGS + 1, lanes, rows, table.count, height=lambda items: _height(items, widths))
        page.print_setup(self._footer, repeat=(HEADINGS, HEADINGS))
        page.begin_here(0, 0)

    def _items(self, table: Table, row: Published) -> list[Item]:
        """A row with the look of each of its cells."""
        found: list[Item] = []
        for column in table.columns:
            cell = column.of(row)
            found.append((cell, self._look(column, cell, row)))
        return found

    def _look(self, column: Column, cell: str | Decimal | date, row: Published) -> Style:
        if isinstance(cell, Decimal):
            return self.styles.cell("figure", locked=True, grey=False, code=number_code(row.decimals))
        if isinstance(cell, date):
            return self.styles.cell("date", locked=True, grey=False)
        return self.styles.cell("wording", locked=True, grey=False) if column.right else self._text

    @property
    def _text(self) -> Style:
        return self.styles.cell("text", locked=True, grey=False)

    @property
    def _footer(self) -> str:
        edition = self.edition
        return f"{edition.council} · {edition.position.round.label} · as known on {in_words(edition.moment.date())}"

    def _title(self, page: Page, title: str) -> None:
        page.put(0, 0, title, self.styles.title)
        page.height(0, 28)

    def _top(self, page: Page, title: str, *lines: str) -> None:
        """What stands above a table: the sheet's title, then a line in each row, and none of them empty."""
        self._title(page, title)
        plain = self.styles(valign="vcenter")
        rest = [
            *lines,
            *(f"Published by {self.edition.council} under the {LICENCE['title']}.",) * (HEADINGS - 1 - len(lines)),
        ]
        for row, line in enumerate(rest, 1):
            page.put(row, 0, line, plain)
            page.height(row, 18)

    def _two(
        self, page: Page, name: str, first: tuple[str, float], second: tuple[str, float],
        rows: Sequence[tuple[str, str]], links: bool = False,
    ) -> None:  # fmt: skip
        """A table of two columns of words."""
        self._headings(page, name, [(*first, False), (*second, False)], len(rows))
        for number, (left, right) in enumerate(rows, HEADINGS + 1):
            if links:
                page.link(number, 0, f"{quoted_sheet(left)}!A1", left, self.styles.link)
            else:
                page.put(number, 0, left, self._text)
            page.put(number, 1, right, self._text)
            page.height(number, row_height([(left, first[1]), (right, second[1])], least=20), grows=True)
        page.print_setup(self._footer, repeat=(HEADINGS, HEADINGS))
        page.begin_here(0, 0)

    def _headings(self, page: Page, name: str, columns: Sequence[tuple[str, float, bool]], count: int) -> None:
        """A table's row of headings; it has no buttons to filter, which programs that read aloud stumble over."""
        names = [heading for heading, _, _ in columns]
        page.table((HEADINGS, 0, HEADINGS + count, len(names) - 1), name, names, self.styles.heading(), filters=False)
        for place, (heading, width, right) in enumerate(columns):
            page.put(HEADINGS, place, heading, self.styles.heading(right=right))
            page.width(place, width)
        page.height(HEADINGS, row_height([(heading, width - 1.5) for heading, width, _ in columns], size=10, least=32))


def _height(items: Sequence[Item], widths: Sequence[float]) -> float:
    """How high a row has to be to show its wrapped texts."""
    cells = [item[0] if isinstance(item, tuple) else item for item in items]
    return _needed(tuple((cell, width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)))


@functools.lru_cache(maxsize=4096)  # the rows of a measure are much alike
def _needed(texts: tuple[tuple[str, float], ...]) -> float:
    return row_height(texts, least=20)
