"""The hidden sheet of lists: what may be chosen on the trend chart, and the cells that charts and small lines are drawn from.

Charts cannot be drawn from text, and an empty result is text: here, out of sight, it is #N/A. Nobody sorts what is hidden, so a
small line stays that of its measure whatever is done to the sheet Trends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import FIRST, HEADINGS, Rows, Shown, cut
from pmf_excel.excel.values import address
from pmf_excel.framework.model import Polarity, titled
from pmf_excel.framework.periods import Length, Period
from pmf_excel.ledger.history import History, ending_with
from pmf_excel.ledger.outlook import POINTS
from pmf_excel.master.cells import plain
from pmf_excel.master.drawing import Contents, Drawing, MasterSheet
from pmf_excel.master.sheets.trends import shown
from pmf_excel.master.trend_feed import Feed, drawn_months, result
from pmf_excel.master.view import View

#: How a sentence says which way is better.
BETTER = {
    Polarity.HIGHER: "Higher is better.",
    Polarity.LOWER: "Lower is better.",
    Polarity.BAND: "Within a band is better.",
    Polarity.NEITHER: "Neither way is better.",
}
#: The number of each length of period, by which its columns are found.
NUMBERS = {Length.MONTH: 1, Length.QUARTER: 2, Length.YEAR: 3}
#: The longest text in the drop-down.
LONGEST = 150


class Lists(MasterSheet):
    """One row a measure, as on Trends when it is made: its choice, its points and its targets; then what the chart reads."""

    key = "lists"

    def rows(self, view: View) -> Rows:
        """Every measure of the trends."""
        months = drawn_months(view.histories)
        ends = {
            length: [(place, month.id, ending_with(month, length)) for place, month in enumerate(months, 1)]
            for length in Length
        }
        return [_row(one, ends[one.length]) for one in view.histories.every]

    def layout(self, view: View, sheet: Sheet) -> Sheet:
        """The points, then targets and the upper ends of bands for each month that is drawn."""
        months = drawn_months(view.histories)
        points = [Column(f"point_{place}", f"Point {place}") for place in range(1, POINTS + 1)]
        targets = [Column(f"{key}_{one.id}", f"{word} {one.short}") for key, word in (("target", "Target"), ("upper", "Upper end")) for one in months]  # fmt: skip
        return replace(sheet, columns=(*sheet.columns, *points, *targets))

    def draw(self, on: Drawing) -> None:
        """Write it all, and hide it."""
        page, locked = on.page, on.styles(locked=True)
        places = {column.key: place for place, column in enumerate(on.contents.sheet.columns)}
        for place, column in enumerate(on.contents.sheet.columns):
            page.put(HEADINGS, place, column.heading, locked)
        for number, row in enumerate(on.contents.rows, FIRST):
            for key, value in row.items():
                if value is not None:
                    page.put(number, places[key], plain(value), locked)
        page.hide()
        if "trend_chart" not in on.all:
            return
        feed = Feed(on.view, on.all["trends"], on.contents, on.all["trend_chart"])
        feed.name(on.book)
        for cell in feed.cells:
            if cell.formula:
                page.formula(cell.row, cell.column, cell.formula, result(cell.value), locked)
            else:
                page.put(cell.row, cell.column, cell.value, locked)


def points_of(lists: Contents, number: int, one: History) -> str:
    """The cells of the points of a measure, from its first figure on."""
    first = next(place for place, period in enumerate(one.periods, 1) if period in one.figures)
    ends = (lists.sheet.index(f"point_{place}") for place in (first, POINTS))
    return ":".join(address(FIRST + number, place, fixed=True) for place in ends)


def _row(one: History, ends: Sequence[tuple[int, str, Period | None]]) -> Mapping[str, Shown]:
    """A measure, with the place among the months, their ids and the periods that end with them."""
    none, whole = len(ends) + 1, [(place, key, period) for place, key, period in ends if period]
    first = next((place for place, _, period in whole if period in one.figures), none)
    start = next((place for place, _, period in whole if period >= one.periods[0]), none)
    points = {} if one.in_words else {f"point_{n}": one.figures.get(period) for n, period in enumerate(one.periods, 1)}
    made: dict[str, Shown] = {
        "code": one.code, "choice": choice(one), "length": NUMBERS[one.length], "first": first,
        "from": start if one.limits else none, "decimals": one.decimals, "better": BETTER[one.polarity], **points,
    }  # fmt: skip
    for name, values in (("target", one.targets), ("upper", one.uppers)):
        if values:
            made |= {f"{name}_{key}": shown(one, values[period]) for _, key, period in whole if period in values}
    return made


def choice(one: History) -> str:
    """A measure as the drop-down has it."""
    return cut(f"{one.code} {titled(one.title, one.unit)}", LONGEST)
