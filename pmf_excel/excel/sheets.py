"""Sheets drawn from a layout: title, hint, headings, cells, validations, in the house's look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pmf_excel.excel.layout import INPUT_MESSAGE, INPUT_TITLE, Column, Layout, Sheet
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, excel_length, quoted_sheet
from pmf_excel.excel.writer import Book, Page, Style, Value, row_height

#: Where things stand on every sheet with a table, counting from 0.
TITLE, HINT, MARK, HEADINGS, FIRST = 0, 1, 2, 3, 4


class Styles:
    """The cell formats of the house, from one theme."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.theme: Theme = book.theme
        #: The cell formats by what they were asked for: a sheet has thousands of cells, and some twenty looks.
        self._cells: dict[tuple[str | bool, ...], Style] = {}

    def __call__(self, **properties: Any) -> Style:
        """A format with the house's font and these properties."""
        return self.book.style(**properties)

    @property
    def title(self) -> Style:
        """The sheet's title in A1."""
        return self(bold=True, font_size=16, locked=True, valign="vcenter")

    @property
    def hint(self) -> Style:
        """What to do with the sheet, and other small print."""
        return self(font_size=9, font_color=self.theme.hint, locked=True, valign="vcenter")

    @property
    def section(self) -> Style:
        """A heading inside a sheet."""
        return self(bold=True, font_size=13, locked=True, valign="vcenter")

    def heading(self, right: bool = False, centre: bool = False) -> Style:
        """A column's heading on the band."""
        align = "right" if right else "center" if centre else "left"
        indent = {} if centre else {"indent": 1}
        return self(
            **indent,
            bold=True, font_size=10, font_color=self.theme.band_text, bg_color=self.theme.band,
            text_wrap=True, valign="vcenter", align=align, locked=True, border=1, border_color=self.theme.line,
        )  # fmt: skip

    def cell(
        self,
        kind: str,
        *,
        locked: bool,
        code: str = "",
        grey: bool = True,
        ruled: bool = True,
        left: bool = False,
        wrong: bool = False,
    ) -> Style:
        """A cell: locked ones grey (or white), inputs pale yellow with an edge, a heavy red one where something is ``wrong``;
        ``ruled`` for hairlines, ``left`` in a form."""
        key = (kind, locked, code, grey, ruled, left, wrong)
        if key not in self._cells:
            self._cells[key] = self(**self._look(*key))
        return self._cells[key]

    def _look(
        self, kind: str, locked: bool, code: str, grey: bool, ruled: bool, left: bool, wrong: bool
    ) -> dict[str, Any]:
        """The properties of a cell's format."""
        properties: dict[str, Any] = {"locked": locked, "text_wrap": True}
        if ruled:
            properties |= {"border": 1, "border_color": self.theme.line}
        if locked and grey:
            properties["bg_color"] = self.theme.locked
        elif not locked:
            properties |= {"bg_color": self.theme.input, "border_color": self.theme.input_edge}
        if wrong:
            properties |= {"border": 2, "border_color": self.theme.swatch("Red").solid}
        if kind in ("number", "integer", "figure", "percentage", "amount"):
            properties |= {"align": "right", "num_format": code or "General", "text_wrap": False}
        elif kind == "date":
            properties |= {"align": "right", "num_format": "d mmm yyyy_)", "text_wrap": False}
        elif kind == "wording":
            properties["align"] = "right"
        elif kind == "live":
            properties["align"] = "center"
        elif kind == "code":
            properties |= {"text_wrap": False, "num_format": "@", "align": "left", "indent": 1}
        elif kind == "sentence":
            properties |= {"align": "left", "indent": 1, "font_size": 9}
        elif kind in ("text", "long text", "period", "picture"):
            properties |= {"num_format": "@", "align": "left", "indent": 1}
        elif kind == "choice":
            properties |= {"align": "left", "indent": 1}
        if left:
            properties |= {"align": "left", "indent": 1}
        return properties

    @property
    def link(self) -> Style:
        """A text that leads somewhere else in the workbook."""
        line = {"border": 1, "border_color": self.theme.line}
        return self(font_color="#144E81", underline=1, align="left", indent=1, text_wrap=True, locked=True, **line)

    def status(self, word: str) -> Style:
        """The paint of a status, for conditional formats."""
        swatch = self.theme.swatch(word)
        return self(bg_color=swatch.fill, font_color=swatch.text)


def number_code(decimals: int) -> str:
    """Excel's format of a number with so many decimals: thousands separated, a real minus, a little room at the right."""
    plain = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{plain}_);"−"{plain}_)'


def top(page: Page, styles: Styles, heading: str, hint: str, mark: str = "", beside: int = 0, of: str = "") -> None:
    """The sheet's first rows: what it is, what to do with it, and the return's code.

    The hint, and what the sheet is ``of``, stand in the column ``beside``: not in the first ones where these are repeated on a
    second page across, which would cut them.
    """
    page.put(TITLE, 0, heading, styles.title)
    page.height(TITLE, 26)
    page.put(HINT, beside, hint, styles.hint)
    if of:
        page.put(TITLE, beside, of, styles(font_size=11, locked=True, valign="vcenter"))
    if mark:
        page.put(MARK, 0, mark, styles.hint)


def headings(page: Page, styles: Styles, sheet: Sheet, row: int = HEADINGS) -> None:
    """The row of headings with the columns' widths."""
    for number, column in enumerate(sheet.columns):
        style = styles.heading(
            right=column.kind in ("number", "integer", "figure", "percentage", "date", "amount"),
            centre=column.kind == "live",
        )
        page.put(row, number, column.heading, style)
        page.width(number, column.width, styles(locked=True))
    page.height(row, row_height([(column.heading, column.width - 1.5) for column in sheet.columns], size=10, least=32))


def write_lists(book: Book, layout: Layout, title: str = "Lists") -> tuple[Page, int]:
    """The layout's choices on a sheet to be hidden, each with a name: never in the validation, which holds 255 characters.

    Gives the sheet, and how many columns are taken.
    """
    page, locked = book.sheet(title), book.style(locked=True)
    for number, (name, words) in enumerate(sorted(layout.lists.items())):
        page.put(0, number, name.lstrip("@"), locked)
        for row, word in enumerate(words, 1):
            page.put(row, number, word, locked)
        area = f"{address(1, number, fixed=True)}:{address(max(len(words), 1), number, fixed=True)}"
        book.name(list_name(name), title, area)
    return page, len(layout.lists)


def list_name(name: str) -> str:
    """The defined name of a list of choices."""
    return f"list_{name.lstrip('@')}"


def column_name(refers: str) -> str:
    """The defined name of a column that others refer to, such as services.code."""
    return f"codes_{refers.replace('.', '_')}"


def choice_rule(column: Column) -> Mapping[str, Any]:
    """The drop-down of a column of choices."""
    source = column_name(column.refers) if column.refers else list_name(column.choices)
    return {"validate": "list", "source": f"={source}", "error_title": "Choose from the list",
            "error_message": f'{column.heading}: choose one of the words in the list, or leave the cell empty.'}  # fmt: skip


def guided(rule: Mapping[str, Any], column: Column, message: str = "") -> dict[str, Any]:
    """A validation with the column's heading and help as its input message, within Excel's limits."""
    text = message or column.help
    if not text:
        return dict(rule)
    return {**rule, "input_title": column.heading[:INPUT_TITLE], "input_message": cut(text, INPUT_MESSAGE)}


def cut(text: str, longest: int) -> str:
    """The text, or as much as fits with an ellipsis to show that there is more."""
    if excel_length(text) <= longest:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (longest - 1)]
    return units.decode("utf-16-le", "ignore").rstrip() + "…"  # half a character at the end goes


def reference(title: str, row: int, column: int) -> str:
    """A cell of another sheet, as a formula writes it."""
    return f"{quoted_sheet(title)}!{address(row, column, fixed=True)}"


def paint_statuses(page: Page, styles: Styles, area: tuple[int, int, int, int], shapes: Mapping[str, str]) -> None:
    """Paint an area by the shape each cell begins with, ``shapes`` giving its colour; a hollow one is grey."""
    first = address(area[0], area[1]).lstrip("$")
    for shape, colour in shapes.items():
        page.condition(area, f'LEFT({first},1)="{shape}"', styles.status(colour), stop=True)
    page.condition(area, f'LEFT({first},1)="○"', styles.status("other"), stop=True)


@dataclass(frozen=True)
class Number:
    """A number with the decimals it is shown with."""

    value: Decimal
    decimals: int


@dataclass(frozen=True)
class Formula:
    """A live formula with what it shows now; ``text`` is given the address of a column's cell in the formula's own row."""

    text: Callable[[Callable[[str], str]], str]
    result: str | Decimal | int
    decimals: int = 0


@dataclass(frozen=True)
class Link:
    """A text that leads to another cell of the workbook (``'Sheet'!A1``)."""

    target: str
    text: str


@dataclass(frozen=True)
class Input:
    """A value that the reader may change, to see what follows from it."""

    value: Value
    decimals: int = 0


Shown = Value | Number | Formula | Link | Input
Rows = Sequence[Mapping[str, Shown]]


def table_sheet(
    page: Page, styles: Styles, sheet: Sheet, rows: Rows, name: str, footer: str, kept: int = 0, filters: bool = True
) -> None:  # fmt: skip
    """A sheet that is one native Excel table, drawn from its layout; an empty one says so in its first row.

    With ``kept`` it is printed over as many pages across as it needs, its first columns on each; the hint stands beside them.
    """
    top(page, styles, sheet.heading, sheet.hint, beside=kept)
    written = rows or [{sheet.columns[0].key: "Nothing to show"}]
    last = FIRST + len(written) - 1
    names = [column.heading for column in sheet.columns]
    page.table((HEADINGS, 0, last, len(names) - 1), name, names, styles.heading(), filters)
    headings(page, styles, sheet)
    for number, values in enumerate(written):
        for place, column in enumerate(sheet.columns):
            _table_cell(page, styles, sheet, (FIRST + number, place), values.get(column.key))
        texts = [(_text(values.get(c.key)), c) for c in sheet.columns]
        wrapped = [
            (text, c.width)
            for text, c in texts
            if c.kind in ("text", "long text", "live") or (c.kind == "figure" and text)
        ]
        page.height(FIRST + number, row_height(wrapped, least=20), grows=True)
    page.freeze(FIRST, sheet.freeze)
    if kept:
        page.print_across(footer, (HEADINGS, HEADINGS), [column.width for column in sheet.columns], kept)
    else:
        page.print_setup(footer, repeat=(HEADINGS, HEADINGS))
    page.begin_here(FIRST, 0)


def _text(value: Shown) -> str:
    """What is to be wrapped in a cell: words, and neither numbers nor days."""
    if isinstance(value, Link | Formula):
        value = value.text if isinstance(value, Link) else value.result
    return value if isinstance(value, str) else ""


def _table_cell(page: Page, styles: Styles, sheet: Sheet, at: tuple[int, int], value: Shown) -> None:
    """One cell of a table: a value, a formula with what it shows, a link, or what the reader may change."""
    kind, plain = sheet.columns[at[1]].kind, value
    if isinstance(value, Formula):
        plain = value.result
    elif isinstance(value, Number | Input):
        plain = value.value
    if kind == "figure" and isinstance(plain, str | date):
        kind = "date" if isinstance(plain, date) else "wording"
    decimals = value.decimals if isinstance(value, Number | Formula | Input) else 0
    style = styles.cell(kind, locked=not isinstance(value, Input), grey=False, code=number_code(decimals))
    if isinstance(value, Formula):
        result = float(value.result) if isinstance(value.result, Decimal) else value.result
        formula = value.text(lambda key: address(at[0], sheet.index(key)))
        page.formula(*at, formula, result, style)
    elif isinstance(value, Link):
        page.link(*at, value.target, value.text, styles.link)
    else:
        page.put(*at, plain if not isinstance(plain, Formula | Link | Number | Input) else None, style)
