"""Native Excel charts: two or three colours that mean something, labels on the bars, words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import Book, Page


@dataclass(frozen=True)
class Series:
    """One colour of a stacked bar: its name, the column its numbers stand in, and its fill and text colours."""

    name: str
    column: int
    fill: str
    text: str


def stacked_bars(
    book: Book, page: Page, at: tuple[int, int], title: str, rows: tuple[int, int], labels: int, series: Sequence[Series],
    alt_text: str, size: tuple[int, int],
) -> None:  # fmt: skip
    """Place bars of equal length, stacked by share and labelled with numbers, of the rows ``rows`` (first, last) of a page, labels in column ``labels``."""
    theme: Theme = book.theme
    chart = book.chart("bar", "percent_stacked")

    def area(column: int) -> str:
        first, last = address(rows[0], column, fixed=True), address(rows[1], column, fixed=True)
        return f"={quoted_sheet(page.title)}!{first}:{last}"

    font = {"name": theme.font, "size": 10, "color": theme.text}
    for one in series:
        chart.add_series(
            {
                "name": one.name, "categories": area(labels), "values": area(one.column), "gap": 60,
                "fill": {"color": one.fill}, "border": {"color": "#FFFFFF"},
                # A zero has no label: the format shows nothing for it.
                "data_labels": {"value": True, "num_format": "0;;", "font": {**font, "color": one.text, "bold": True}},
            }
        )  # fmt: skip
    chart.set_title({"name": title, "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.set_chartarea({"border": {"none": True}})
    page.chart(*at, chart, alt_text)
