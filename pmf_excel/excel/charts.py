"""Native Excel charts: two or three colours that mean something, labels on the bars, words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, clean_text, quoted_sheet
from pmf_excel.excel.writer import Book, Page


@dataclass(frozen=True)
class Series:
    """One colour of a stacked bar: its name, the column its numbers stand in, and its fill and text colours."""

    name: str
    column: int
    fill: str
    text: str


@dataclass(frozen=True)
class InCell:
    """Words of a chart that stand in a cell (``'Sheet'!$A$1``), and change with it."""

    cell: str


@dataclass(frozen=True)
class Line:
    """One line: its name, the cells its numbers stand in (``'Sheet'!$B$2:$B$25``), and how it is told from the others."""

    name: str | InCell
    cells: str
    colour: str
    dashed: bool = False
    markers: bool = False
    dotted: bool = False


def stacked_bars(
    book: Book, page: Page, at: tuple[int, int], title: str, rows: tuple[int, int], labels: int, series: Sequence[Series],
    alt_text: str, size: tuple[int, int], of: str = "",
) -> None:  # fmt: skip
    """Place bars of equal length, stacked by share and labelled with numbers, labels in column ``labels``.

    They are of the rows ``rows`` (first, last) of the page, or of the sheet with the title ``of``.
    """
    chart = book.chart("bar", "percent_stacked")

    def area(column: int) -> str:
        first, last = address(rows[0], column, fixed=True), address(rows[1], column, fixed=True)
        return f"={quoted_sheet(of or page.title)}!{first}:{last}"

    font = _font(book.theme)
    for one in series:
        chart.add_series(
            {
                "categories": area(labels), "values": area(one.column), "gap": 60,
                "fill": {"color": one.fill}, "border": {"color": "#FFFFFF"},
                # A zero has no label: the format shows nothing for it.
                "data_labels": {"value": True, "num_format": "0;;", "font": {**font, "color": one.text, "bold": True}},
            }
        )  # fmt: skip
        _name(chart, one.name)
    _title(chart, title, font)
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    _place(page, at, chart, alt_text, size)


def lines(
    book: Book, page: Page, at: tuple[int, int], title: str | InCell, categories: str, series: Sequence[Line],
    alt_text: str, size: tuple[int, int], code: str = "General", bridged: bool = False,
) -> None:  # fmt: skip
    """Place lines over the cells ``categories``, on this page or another, with their numbers in the format ``code``.

    Where a cell is empty or #N/A the line has a gap; where it is ``bridged`` it goes on to the next number, without a marker.
    """
    theme, chart = book.theme, book.chart("line")
    font = _font(theme)
    for one in series:
        dash = "dash" if one.dashed else "round_dot" if one.dotted else "solid"
        look = {"color": one.colour, "width": 1.5 if one.dashed or one.dotted else 2.25, "dash_type": dash}
        spot = {"type": "circle", "size": 6, "fill": {"color": one.colour}, "border": {"color": "#FFFFFF"}}
        chart.add_series(
            {
                "categories": f"={categories}", "values": f"={one.cells}", "line": look, "smooth": False,
                "marker": spot if one.markers else {"type": "none"},
            }
        )  # fmt: skip
        _name(chart, one.name)
    _title(chart, title, font)
    chart.set_legend({"position": "bottom", "font": font})
    faint = {"color": theme.line, "width": 0.75}
    chart.set_y_axis(
        {"num_font": font, "num_format": code, "line": {"none": True}, "major_gridlines": {"visible": True, "line": faint},
         "major_tick_mark": "none"}
    )  # fmt: skip
    # The labels stand below the lines even where these go under zero; years are words here, and no days.
    chart.set_x_axis({"num_font": font, "line": faint, "major_tick_mark": "none", "label_position": "low", "text_axis": True})  # fmt: skip
    chart.show_blanks_as("span" if bridged else "gap")
    chart.show_na_as_empty_cell()
    _place(page, at, chart, alt_text, size)


def _font(theme: Theme) -> dict[str, Any]:
    return {"name": theme.font, "size": 10, "color": theme.text}


def _title(chart: Any, title: str | InCell, font: dict[str, Any]) -> None:
    """Give a chart its title. XlsxWriter would take words such as "Well done!A1" for a cell."""
    look = {"name_font": {**font, "size": 12, "bold": True}, "overlay": False}
    if isinstance(title, InCell):
        chart.set_title({**look, "name": f"={title.cell}"})
    else:
        chart.set_title(look)
        chart.title.name = clean_text(title)


def _name(chart: Any, name: str | InCell) -> None:
    """Give the series that was added last its name: words, or a cell."""
    last = chart.series[-1]
    if isinstance(name, InCell):
        last["name_formula"], last["name_id"] = name.cell, chart._get_data_id(name.cell, None)
    else:
        last["name"] = clean_text(name)


def _place(page: Page, at: tuple[int, int], chart: Any, alt_text: str, size: tuple[int, int]) -> None:
    chart.set_size({"width": size[0], "height": size[1]})
    chart.set_chartarea({"border": {"none": True}})
    page.chart(*at, chart, alt_text)
