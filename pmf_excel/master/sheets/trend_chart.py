"""Trend chart: a measure chosen from a list, drawn with its target and limits, and the same in a table beside the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pmf_excel.excel.charts import InCell, Line, lines
from pmf_excel.excel.layout import Sheet
from pmf_excel.excel.sheets import FIRST, HEADINGS, MARK, Rows, headings, number_code, top
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import row_height
from pmf_excel.framework.figures import printed
from pmf_excel.ledger.history import History
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.sheets.lists import BETTER, choice
from pmf_excel.master.sheets.trends import LIMITS
from pmf_excel.master.trend_feed import SERIES, Feed, result
from pmf_excel.master.view import View

#: How wide the columns beside the table are, in characters: one that keeps apart, and that of choice, sentence and chart.
NARROW, WIDE = 2, 92
#: How high the rows and the chart are, in points and pixels.
ROW, HIGH = 16.5, 500
#: How the axis shows numbers, of whatever measure: thousands separated, and as many decimals as there are.
AXIS = "[>=1000]#,##0;[<=-1000]−#,##0;General"


class TrendChart(MasterSheet):
    """The chart and its table: all of it follows the choice."""

    key = "trend_chart"

    def rows(self, view: View) -> Rows:
        """There is a chart where any measure has figures that can be drawn; the table's rows are formulas, made when it is drawn."""
        return [{}] if any(one.points and not one.in_words for one in view.histories.every) else []

    def layout(self, view: View, sheet: Sheet) -> Sheet:
        """The table's columns, without those that no measure has anything for."""
        every = view.histories.every
        none = set() if any(one.uppers for one in every) else {"upper_end"}
        none |= set() if any(one.limits for one in every) else set(LIMITS)
        return replace(sheet, columns=tuple(column for column in sheet.columns if column.key not in none))

    def draw(self, on: Drawing) -> None:
        """Draw the choice, the sentence, the table and the chart."""
        page, styles, sheet, view = on.page, on.styles, on.contents.sheet, on.view
        feed = Feed(view, on.all["trends"], on.all["lists"], on.contents)
        top(page, styles, f"{sheet.heading}: {view.position.round.label}", f"{sheet.hint} {view.known}")
        at = feed.choice
        page.put(MARK, 0, f"Choose the measure in {address(*at)}.", styles(font_size=11, locked=True, valign="vcenter"))
        for place, width in enumerate((NARROW, WIDE), len(sheet.columns)):
            page.width(place, width)
        page.put(*at, choice(feed.one), styles.cell("choice", locked=False))
        page.choices(*at, "trend_choices", "Measure", "Choose a measure. The chart, the sentence and the table follow.")
        page.height(MARK, row_height([(choice(one), WIDE - 3) for one in view.histories.every], least=22))
        self._table(on, feed)
        self._sentence(on, feed)
        title, months = InCell(f"{quoted_sheet(page.title)}!{address(*at, True)}"), feed.area("label")
        drawn, size = _lines(on.book.theme, feed), (WIDE * 7, HIGH)
        lines(on.book, page, (FIRST, at[1]), title, months, drawn, _alt(feed.one, at), size, AXIS, bridged=True)
        page.freeze(FIRST, 1)
        page.print_setup(view.footer, pages=1)
        page.begin_here(*at)

    def _table(self, on: Drawing, feed: Feed) -> None:
        """The table, newest period first; numbers have the decimals of the measure that is chosen."""
        page, styles, sheet = on.page, on.styles, on.contents.sheet
        last = (FIRST + len(feed.months) - 1, len(sheet.columns) - 1)
        names = [column.heading for column in sheet.columns]
        page.table((HEADINGS, 0, *last), f"{self.key}_table", names, styles.heading(), filters=False)
        headings(page, styles, sheet)
        for number, row in enumerate(feed.table()):
            for place, column in enumerate(sheet.columns):
                formula, value = row[column.key]
                style = styles.cell(column.kind, locked=True, grey=False, ruled=False, code=number_code(0))
                page.formula(FIRST + number, place, formula, result(value), style)
            page.height(FIRST + number, ROW)
        there, line = f'${address(FIRST, 0)}<>""', {"border": 1, "border_color": on.book.theme.line}
        page.condition((FIRST, 0, last[0], 0), there, styles.book.style(**line))
        for decimals in sorted({one.decimals for one in on.view.histories.every}):
            # One look for each, lines and all: LibreOffice gives a cell no more than one.
            look = styles.book.style(num_format=number_code(decimals), **line)
            page.condition((FIRST, 1, *last), f"AND({there},trend_decimals={decimals})", look)

    def _sentence(self, on: Drawing, feed: Feed) -> None:
        """What the trend is, in words that follow the choice."""
        trend, better = on.all["trends"].cells("trend"), on.all["lists"].cells("better")
        none = f"Choose a measure from the list in {address(*feed.choice)}."
        formula = f'IF(trend_at=0,"{none}",INDEX({better},trend_at)&" "&INDEX({trend},trend_row))'
        style = on.styles(
            font_size=11, bold=True, text_wrap=True, valign="vcenter", locked=True, align="left", indent=1
        )
        on.page.formula(HEADINGS, feed.choice[1], formula, _sentence(feed.one), style)
        texts = [(_sentence(one), (WIDE - 3) * 0.93) for one in on.view.histories.every]
        on.page.height(HEADINGS, row_height(texts, least=32))


def _lines(theme: Theme, feed: Feed) -> Sequence[Line]:
    """The figure with markers, what it is to reach dashed and dark, mean and limits fainter."""

    def line(key: str) -> Line:
        name, cells = SERIES[key], feed.area(key)
        if key == "figure":
            return Line(name, cells, theme.band, markers=True)
        if key in LIMITS:
            return Line(name, cells, theme.hint, dotted=key != "mean")
        return Line(name, cells, theme.text, dashed=True)

    return [line(key) for key in feed.series]


def _sentence(one: History) -> str:
    return f"{BETTER[one.polarity]} {one.sentence}"


def _alt(one: History, at: tuple[int, int]) -> str:
    """What the chart shows of the measure that is chosen at first, for those who do not see it."""
    figures = [period for period in one.periods if period in one.figures]
    aim = one.targets.get(one.at)
    target = f" The target is {printed(aim, one.decimals)}." if aim is not None and not one.in_words else ""
    return (
        f"Line chart of {choice(one)}, {figures[0].label} to {figures[-1].label}. {one.words}.{target} {one.sentence} "
        f"It follows the choice in {address(*at)}; the table beside it has the figures that are drawn."
    )
