"""The one place that writes workbooks: XlsxWriter, with its silent refusals turned into errors.

XlsxWriter answers a list over 255 characters, a title over 32 or a text over 32,767 with -2 and writes nothing. Here
every such answer stops the work. Text is always written as text, so that "=1+1" in a commentary stays four characters.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format as Style

from pmf_excel.errors import OurFault
from pmf_excel.excel.fitting import picture_size as picture_size
from pmf_excel.excel.fitting import row_height as row_height
from pmf_excel.excel.packing import LockedWorkbook
from pmf_excel.excel.rendered import LAST_COLUMN, RenderedSheet
from pmf_excel.excel.stream import LAST_ROW, Height, Item, Lane, Stream
from pmf_excel.excel.stream import Value as Value
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text, quoted_sheet, serial_of

#: A date in every file we make, so that the same content gives the same bytes.
FIXED = datetime(2000, 1, 1)

#: The longest formula that Excel takes, its "=" included.
FORMULA = 8_192
#: How many characters of width an A4 page in landscape holds, and how many a cell's edges take.
A4_ACROSS, CELL_EDGE = 126, 0.72


@dataclass
class Book:
    """A workbook being written, in memory, from one theme."""

    theme: Theme
    title: str
    author: str = ""
    made: datetime = FIXED
    keywords: str = ""
    structure_locked: bool = False
    password: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plain = {"font_name": self.theme.font, "font_size": 11, "font_scheme": False, "locked": False, "valign": "top"}
        # Normal is unlocked, so that a cell pasted from elsewhere cannot lock an input; locked cells say so themselves.
        self._bytes = io.BytesIO()
        self._book = LockedWorkbook(self._bytes, {"in_memory": True, "default_format_properties": plain})
        self._book.structure_locked, self._book.password = self.structure_locked, self.password
        self._book.set_properties(
            {
                "title": clean_text(self.title),
                "author": clean_text(self.author),
                "company": clean_text(self.author),
                "keywords": clean_text(self.keywords),
                "created": self.made,
            }
        )
        for name, value in self.marks.items():
            self._book.set_custom_property(name, value, "text")
        self._formats: dict[tuple[tuple[str, Any], ...], Style] = {}
        self._titles: set[str] = set()

    def style(self, **properties: Any) -> Style:
        """The cell format with these XlsxWriter properties; the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(properties))
        return self._formats[key]

    def sheet(self, title: str) -> Page:
        """A new sheet. The title is cut to what Excel allows only by raising OurFault, never silently."""
        if title.casefold() in self._titles or len(title) > 31 or not title:
            raise OurFault(f'"{title}" cannot be the name of a sheet')
        self._titles.add(title.casefold())
        sheet = self._book.add_worksheet(title, worksheet_class=RenderedSheet)
        sheet.hide_gridlines(2)
        return Page(self, sheet, title)

    def name(self, name: str, title: str, area: str) -> None:
        """Give an area of a sheet a name that formulas and lists can use."""
        _refuse(self._book.define_name(name, f"={quoted_sheet(title)}!{area}"), f"the name {name}")

    def name_formula(self, name: str, formula: str) -> None:
        """Give a name to what a formula leads to, such as the row of a table that is chosen elsewhere."""
        _refuse(self._book.define_name(name, f"={formula}"), f"the name {name}")

    def chart(self, kind: str, subtype: str = "") -> Any:
        """A native chart of a kind, such as "bar", "stacked"."""
        options = {"type": kind} | ({"subtype": subtype} if subtype else {})
        return self._book.add_chart(options)

    def bytes(self) -> bytes:
        """The finished workbook; nothing can be written to it afterwards."""
        try:
            self._book.close()
        except (
            FileCreateError
        ) as why:  # XlsxWriter's name for any OSError; ours can only come from where rows come from
            raise why.args[0] from None
        # XlsxWriter's workbook and sheets hold each other. Parted, they are freed at once, and not whenever the collector comes by.
        self._book.worksheets_objs.clear()
        self._book.sheetnames.clear()
        return self._bytes.getvalue()


def _refuse(answer: object, what: str) -> None:
    if isinstance(answer, int) and answer < 0:
        raise OurFault(f"Excel's writer refused {what} (answer {answer})")


@dataclass
class Page:
    """A sheet being written; rows and columns count from 0."""

    book: Book
    _sheet: RenderedSheet
    title: str

    def put(self, row: int, column: int, value: Value, style: Style | None = None) -> None:
        """Write a value: text as text, a number as a number, a day as a date, nothing as an empty cell."""
        sheet = self._sheet
        answer: int
        if isinstance(value, str):
            value = clean_text(value)
        if value is None or value == "":
            answer = sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            answer = sheet.write_string(row, column, value, style)
        elif isinstance(value, (Decimal, int)):
            answer = sheet.write_number(row, column, float(value), style)
        else:
            answer = sheet.write_number(row, column, serial_of(value), style)
        _refuse(answer, f"{self.title} row {row + 1} column {column + 1}")

    def stream(
        self, row: int, lanes: Sequence[Lane], rows: Iterable[Sequence[Item]], count: int, *, column: int = 0,
        height: Height = None,
    ) -> None:  # fmt: skip
        """Write a very long table, whose ``count`` rows are asked for only when the file is made, from a row and a column on.

        A row gives one value for each lane, or a value with a style of its own. All cells written otherwise stand above; the
        last row is LAST_ROW, so that whoever has more rows writes them to another sheet. A height, or what gives one for a
        row, is a start, not fixed.
        """
        last = row + count - 1
        if self._sheet.stream or not lanes or count < 1 or last > LAST_ROW:
            raise OurFault(f"{self.title} cannot take {count:,} rows from row {row + 1} on")
        for place in ((row, column), (last, column + len(lanes) - 1)):
            _refuse(self._sheet._check_dimensions(*place), f"the long table in {self.title}")
        self._sheet.stream = Stream(self.title, row, column, lanes, rows, count, height)

    def formula(self, row: int, column: int, formula: str, result: str | float, style: Style | None = None) -> None:
        """Write a live formula with the value it has now, so that a reader that does not calculate sees no zero."""
        if len(formula) >= FORMULA:
            raise OurFault(f"the formula in {self.title} row {row + 1} column {column + 1} is longer than Excel takes")
        answer = self._sheet.write_formula(row, column, f"={formula}", style, result)
        _refuse(answer, f"the formula in {self.title} row {row + 1} column {column + 1}")

    def link(self, row: int, column: int, target: str, text: str, style: Style | None = None) -> None:
        """Write a link to another cell of the workbook (``'Sheet'!A1``)."""
        answer = self._sheet.write_url(row, column, f"internal:{target}", style, clean_text(text))
        _refuse(answer, f"the link in {self.title} row {row + 1}")

    def comment(self, row: int, column: int, text: str) -> None:
        """Attach a note to a cell: it is shown when the pointer rests on the cell."""
        said = clean_text(text)
        lines = row_height([(said, 42)], size=9) / 11
        look = {"author": clean_text(self.book.author), "font_name": self.book.theme.font, "font_size": 9, "width": 260,
                "height": max(48, round(lines * 15)), "color": self.book.theme.input}  # fmt: skip
        _refuse(self._sheet.write_comment(row, column, said, look), f"a note in {self.title} row {row + 1}")

    def sparkline(self, row: int, column: int, cells: str, of: str = "") -> None:
        """Draw a small line of some cells of the same sheet, or of another by its title, with a dot for the last."""
        options = {"range": f"{quoted_sheet(of or self.title)}!{cells}", "last_point": True, "weight": 1.5,
                   "series_color": self.book.theme.hint, "last_color": self.book.theme.band, "show_hidden": True}  # fmt: skip
        _refuse(self._sheet.add_sparkline(row, column, options), f"a sparkline in {self.title} row {row + 1}")

    def picture(self, row: int, column: int, data: bytes, alt_text: str, height: float) -> None:
        """Place a PNG or JPEG picture, so many points high, with the words that stand for it where it cannot be seen."""
        _, high, _, down = picture_size(data)
        scale = height / (high * 72 / down)
        options = {"description": clean_text(alt_text), "object_position": 2, "x_scale": scale, "y_scale": scale}
        _refuse(self._sheet.insert_image(row, column, io.BytesIO(data), options), f"the picture in {self.title}")

    def validate(self, area: tuple[int, int, int, int], rule: Mapping[str, Any]) -> None:
        """Attach a validation to an area (first row, first column, last row, last column)."""
        _refuse(self._sheet.data_validation(*area, dict(rule)), f"a validation in {self.title}")

    def choices(self, row: int, column: int, source: str, title: str = "", message: str = "") -> None:
        """Let a cell be chosen from a list: a defined name or an area (``'Sheet'!$A$1:$A$9``), with what to do as a message."""
        rule = {"validate": "list", "source": f"={source}", "error_title": "Choose from the list",
                "error_message": "Choose one of the words in the list.", "input_title": clean_text(title),
                "input_message": clean_text(message)}  # fmt: skip
        self.validate((row, column, row, column), {key: value for key, value in rule.items() if value})

    def data_bar(self, area: tuple[int, int, int, int], colour: str, most: float | None = None) -> None:
        """Draw in each cell a bar as long as its number is large, from 0 to the largest there, or to ``most``."""
        rule: dict[str, Any] = {"type": "data_bar", "bar_color": colour, "bar_solid": True, "min_type": "num", "min_value": 0,
                                "bar_negative_color_same": True, "bar_border_color": colour}  # fmt: skip
        if most is not None:
            rule |= {"max_type": "num", "max_value": most}
        _refuse(self._sheet.conditional_format(*area, rule), f"a bar in {self.title}")

    def group(self, first_row: int, last_row: int, level: int = 1) -> None:
        """Group rows at a level of the outline (1 to 7), under the row above them; they stay in sight."""
        if not 1 <= level <= 7 or not 0 <= first_row <= last_row <= LAST_ROW:
            raise OurFault(f"{self.title} rows {first_row + 1} to {last_row + 1} cannot be grouped at level {level}")
        self._sheet.outline_settings(True, False, True, False)
        for row in range(first_row, last_row + 1):
            _refuse(self._sheet.group_row(row, level), f"a group in {self.title}")

    def condition(self, area: tuple[int, int, int, int], formula: str, style: Style, stop: bool = False) -> None:
        """Paint an area where a formula, written for its first cell, holds."""
        rule = {"type": "formula", "criteria": f"={formula}", "format": style, "stop_if_true": stop}
        _refuse(self._sheet.conditional_format(*area, rule), f"a conditional format in {self.title}")

    def table(
        self, area: tuple[int, int, int, int], name: str, headings: Sequence[str], style: Style, filters: bool = True
    ) -> None:  # fmt: skip
        """Make an area a native Excel table, its first row the headings, with buttons to filter; the cells below are written apart."""
        options = {
            "name": name,
            "style": None,
            "autofilter": filters,
            "columns": [{"header": clean_text(heading), "header_format": style} for heading in headings],
        }
        _refuse(self._sheet.add_table(*area, options), f"the table {name}")

    def filter(self, area: tuple[int, int, int, int]) -> None:
        """Put filter buttons on a row of headings."""
        _refuse(self._sheet.autofilter(*area), f"the filter in {self.title}")

    def width(self, column: int, width: float, style: Style | None = None) -> None:
        """Set a column's width in characters, and how its empty cells look."""
        _refuse(self._sheet.set_column(column, column, width, style), f"a width in {self.title}")

    def height(self, row: int, points: float, grows: bool = False) -> None:
        """Set a row's height in points (Excel's highest is 409): for good, or as a start that grows with what is typed."""
        if grows:
            self._sheet.growing.add(row)
        _refuse(self._sheet.set_row(row, min(points, 409)), f"a height in {self.title}")

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above and the columns before in sight."""
        self._sheet.freeze_panes(row, column)

    def around(self, columns: int, style: Style) -> None:
        """Lock what lies to the right of the last column, so that the Tab key goes through the inputs and nowhere else."""
        used = self._sheet.dim_colmax
        _refuse(self._sheet.set_column(columns, LAST_COLUMN, None, style), f"the empty columns in {self.title}")
        self._sheet.dim_colmax = used  # nothing stands there: the sheet is no wider for it

    def lock(self, password: str = "") -> None:
        """Protect the sheet, without a password unless one is given; filters, widths and heights stay free."""
        self._sheet.protect(
            password,
            {
                "format_columns": True,
                "format_rows": True,
                "autofilter": True,
                "sort": True,
                "select_locked_cells": True,
                "select_unlocked_cells": True,
            },
        )

    def hide(self, very: bool = False) -> None:
        """Hide the sheet; very hidden ones are not offered by Excel's Unhide."""
        self._sheet.very_hidden() if very else self._sheet.hide()

    def print_across(self, footer: str, repeat: tuple[int, int], widths: Sequence[float], kept: int) -> None:
        """A4 landscape over as many pages across as the columns need to stay readable, the first ``kept`` of them on each.

        A page is filled as long as it need not be made smaller than 75 %; the scale is the largest at which all of them fit.
        """
        self.print_setup(footer, repeat)
        sheet, room = self._sheet, A4_ACROSS / 0.75
        taken = [width + CELL_EDGE for width in widths]
        pages, after = [sum(taken[:kept])], []
        for place in range(kept, len(taken)):
            if pages[-1] + taken[place] > room:
                after.append(place)
                pages.append(sum(taken[:kept]))
            pages[-1] += taken[place]
        sheet.fit_page = False
        sheet.set_print_scale(min(100, int(100 * A4_ACROSS / max(pages))))
        if after:
            sheet.repeat_columns(0, kept - 1)
            sheet.set_v_pagebreaks(after)
            sheet.print_across()

    def begin_here(self, row: int, column: int) -> None:
        """Open the workbook on this sheet with the cursor on a cell."""
        self._sheet.set_selection(row, column, row, column)

    def open_first(self) -> None:
        """Make this the sheet the workbook opens on."""
        self._sheet.activate()

    def chart(self, row: int, column: int, chart: Any, alt_text: str) -> None:
        """Place a chart, with the words that stand for it where it cannot be seen."""
        answer = self._sheet.insert_chart(
            row, column, chart, {"description": clean_text(alt_text), "object_position": 2}
        )
        _refuse(answer, f"a chart in {self.title}")

    def print_setup(self, footer: str, repeat: tuple[int, int] | None = None, pages: int = 0, wide: int = 1) -> None:
        """A4 landscape, so many pages wide and long (as long as it takes, for 0), headings repeated, pages numbered.

        Where it is more than one page wide, the first column stands on each.
        """
        sheet = self._sheet
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(wide, pages)
        if wide > 1:
            sheet.repeat_columns(0, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        safe = clean_text(footer)[:100].replace("&", "&&")
        _refuse(
            sheet.set_footer(f'&L&"{self.book.theme.font}"&9{_apart(safe)}&R&"{self.book.theme.font}"&9Page &P of &N'),
            "a footer",
        )
        if repeat:
            sheet.repeat_rows(*repeat)


def _apart(text: str) -> str:
    """A footer's text kept apart from the font size before it, where it begins with a digit."""
    return f" {text}" if text[:1].isdigit() else text
