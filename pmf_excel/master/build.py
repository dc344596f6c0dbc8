"""Builds the master workbook: dashboard, all measures, by service, exceptions, returns received, data."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.excel.charts import Series, stacked_bars
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.sheets import FIRST, Styles, paint_statuses, table_sheet, top
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import Book, Page, row_height
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import printed
from pmf_excel.framework.model import Framework
from pmf_excel.framework.status import RATED, Status, with_unit
from pmf_excel.ledger.position import Line, Position
from pmf_excel.master.sentences import headline, not_rated, returns_received
from pmf_excel.master.tables import Tables

#: How many exceptions stand on the dashboard; the sheet Exceptions has them all.
TOP = 10


def build_master(position: Position, framework: Framework, council: str, layout: Layout, theme: Theme) -> bytes:
    """The master workbook; the same ledger gives the same bytes, because it carries the ledger's time."""
    tables = Tables(position, framework)
    made = position.moment.replace(tzinfo=None)
    book = Book(theme, f"{council}: performance, {position.round.label}", council, made)
    styles = Styles(book)
    dashboard = book.sheet("Dashboard")
    footer = f"{council} · {position.round.label} · as known on {in_words(position.moment.date())}"
    rows = {
        "measures": tables.measures(), "services": tables.services(), "exceptions": tables.exception_rows(),
        "returns": tables.returns(), "data": tables.data(),
    }  # fmt: skip
    for sheet in layout.sheets:
        page = book.sheet(sheet.title)
        table_sheet(page, styles, sheet, rows[sheet.key], f"{sheet.key}_table", footer)
        keys = [column.key for column in sheet.columns]
        for key in ("status", "state"):
            if key in keys and sheet.key != "data":
                place = keys.index(key)
                area = (FIRST, place, FIRST + max(len(rows[sheet.key]), 1) - 1, place)
                if key == "status":
                    paint_statuses(page, styles, area, [status.value for status in RATED])
                else:
                    _paint_states(page, styles, area)
    _Dashboard(book, dashboard, styles, tables, layout).draw(council, footer)
    dashboard.open_first()
    return book.bytes()


def _paint_states(page: Page, styles: Styles, area: tuple[int, int, int, int]) -> None:
    first = address(area[0], area[1])
    for word, colour in (
        ("Complete", "Green"),
        ("Being put right", "Amber"),
        ("Part returned", "Amber"),
        ("Not returned", "Red"),
    ):
        page.condition(area, f'{first}="{word}"', styles.status(colour))


class _Dashboard:
    """The first sheet: one A4 page that says how things stand."""

    def __init__(self, book: Book, page: Page, styles: Styles, tables: Tables, layout: Layout) -> None:
        self.book, self.page, self.styles, self.tables = book, page, styles, tables
        self.measures = layout.sheet("measures")
        self.count = len(tables.position.lines)

    def column(self, key: str) -> str:
        """The cells of a column of the Measures sheet, as a formula writes them."""
        place = self.measures.index(key)
        last = FIRST + max(self.count, 1) - 1
        return f"{quoted_sheet(self.measures.title)}!{address(FIRST, place, fixed=True)}:{address(last, place, fixed=True)}"

    def draw(self, council: str, footer: str) -> None:
        """Draw the whole sheet."""
        page, styles, position = self.page, self.styles, self.tables.position
        counts = position.counts()
        known = f"{in_words(position.moment.date())}, {position.moment:%H:%M}"
        top(
            page,
            styles,
            f"{council}: performance, {position.round.label}",
            f"As known on {known}. Every count is a live formula over the Measures sheet.",
        )
        for column, width in enumerate((30, 11, 11, 11, 11, 11, 3, 9, 40, 24, 14)):
            page.width(column, width)
        body = styles(text_wrap=False, font_size=11)
        for row, sentence in enumerate((headline(counts), not_rated(counts), returns_received(position)), 3):
            page.put(row, 0, sentence, body)
        row = self._statuses(7)
        row = self._priorities(row + 1)
        self._top_exceptions(7)
        self.page.print_setup(footer)
        self.page.begin_here(0, 0)

    def _heading(self, row: int, column: int, texts: Sequence[str], left: int = 1) -> None:
        for number, text in enumerate(texts):
            self.page.put(row, column + number, text, self.styles.heading(right=number >= left))
        self.page.height(row, 30)

    def _statuses(self, row: int) -> int:
        """Counts and percentages by status; the row after the table."""
        page, styles, counts = self.page, self.styles, self.tables.position.counts()
        page.put(row, 0, "By status", styles.section)
        self._heading(row + 1, 0, ("Status", "Measures", "% of rated"))
        label, number = (
            styles.cell("text", locked=True, grey=False),
            styles.cell("integer", locked=True, grey=False, code="#,##0"),
        )
        percent = styles.cell("figure", locked=True, grey=False, code="0.0")
        shown = [status for status in Status if status.rated or counts.of(status)]
        first = row + 2
        rated = f"SUM({address(first, 1, fixed=True)}:{address(first + len(RATED) - 1, 1, fixed=True)})"
        for place, status in enumerate(shown, first):
            page.put(place, 0, status.shown, label)
            page.formula(place, 1, f"COUNTIF({self.column('status')},{address(place, 0)})", counts.of(status), number)
            share = counts.percent(status)
            if status.rated:
                formula = f'IF({rated}=0,"",ROUND(100*{address(place, 1)}/{rated},1))'
                page.formula(place, 2, formula, float(share) if share is not None else "", percent)
            else:
                page.put(place, 2, None, percent)
        last = first + len(shown)
        bold = styles(bold=True, border=1, border_color=styles.theme.line, num_format="#,##0", align="right", indent=1)
        page.put(last, 0, "All measures", styles(bold=True, border=1, border_color=styles.theme.line, indent=1))
        page.formula(last, 1, f"SUM({address(first, 1)}:{address(last - 1, 1)})", counts.total, bold)
        page.put(last, 2, None, bold)
        paint_statuses(page, styles, (first, 0, last - 1, 0), [status.value for status in RATED])
        return last + 1

    def _priorities(self, row: int) -> int:
        """Counts by priority, with their chart beneath; the row after the table."""
        page, styles, table = self.page, self.styles, self.tables.by_priority()
        page.put(row, 0, "By priority", styles.section)
        self._heading(row + 1, 0, ("Priority", "Green", "Amber", "Red", "Not rated", "All"))
        label, number = (
            styles.cell("text", locked=True, grey=False),
            styles.cell("integer", locked=True, grey=False, code="#,##0"),
        )
        first = row + 2
        for place, name in enumerate(table.index, first):
            page.put(place, 0, str(name), label)
            page.height(place, row_height([(str(name), 30)], least=20))
            here = address(place, 0)
            for column, status in enumerate((Status.GREEN, Status.AMBER, Status.RED), 1):
                formula = f'COUNTIFS({self.column("priority")},{here},{self.column("status")},"{status.shown}")'
                page.formula(place, column, formula, int(table.at[name, status.value]), number)
            total = int(table.loc[name].sum())
            rated = sum(int(table.at[name, status.value]) for status in RATED)
            page.formula(place, 5, f"COUNTIF({self.column('priority')},{here})", total, number)
            page.formula(
                place, 4, f"{address(place, 5)}-SUM({address(place, 1)}:{address(place, 3)})", total - rated, number
            )
        last = first + len(table.index) - 1
        self._chart(last + 2, first, last)
        return last + 1

    def _chart(self, row: int, first: int, last: int) -> None:
        theme, table = self.book.theme, self.tables.by_priority()
        colours = [(status.value, theme.swatch(status.value).solid) for status in RATED]
        series = [
            Series(name, column, solid, "#0B0C0C" if name == "Amber" else "#FFFFFF")
            for column, (name, solid) in enumerate(colours, 1)
        ]
        series.append(Series("Not rated", 4, theme.swatch("other").solid, "#0B0C0C"))
        words = [
            f"{name}: {table.at[name, 'Green']} Green, {table.at[name, 'Amber']} Amber, {table.at[name, 'Red']} Red"
            for name in table.index
        ]
        alt = f"Stacked bars of measures by status for each priority. {'; '.join(words)}."
        size = (600, 110 + 46 * len(table.index))
        stacked_bars(
            self.book, self.page, (row, 0), "Measures by status for each priority", (first, last), 0, series, alt, size
        )

    def _top_exceptions(self, row: int) -> None:
        """The first exceptions, each with a link to its row on the Exceptions sheet."""
        page, styles = self.page, self.styles
        lines = self.tables.exceptions()
        page.put(row, 7, "Exceptions", styles.section)
        if len(lines) > TOP:
            page.put(row, 9, f"The first {TOP} of {len(lines)}", styles.hint)
        self._heading(row + 1, 7, ("Code", "Measure", "Figure and target", "Status"), left=4)
        linked = styles(
            font_color="#144E81", underline=1, border=1, border_color=styles.theme.line, align="left", indent=1
        )
        text, centre = styles.cell("text", locked=True, grey=False), styles.cell("live", locked=True, grey=False)
        for number, line in enumerate(lines[:TOP]):
            place = row + 2 + number
            page.link(place, 7, f"'Exceptions'!{address(FIRST + number, 0)}", line.measure, linked)
            page.put(place, 8, line.terms.title, text)
            page.put(place, 9, _against_target(line), text)
            page.put(place, 10, line.status.shown, centre)
            page.height(place, row_height([(line.terms.title, 40)], least=20))
        if not lines:
            page.put(row + 2, 7, "No measure is Red or Amber.", styles(font_size=11))
        paint_statuses(page, styles, (row + 2, 10, row + 1 + TOP, 10), [status.value for status in RATED])


def _against_target(line: Line) -> str:
    assert line.figure.value is not None and line.target is not None
    figure, target = (
        with_unit(printed(v, line.terms.decimals), line.terms.unit if line.terms.unit in "%£" else "")
        for v in (line.figure.value, line.target)
    )
    return f"{figure} against {target}"
