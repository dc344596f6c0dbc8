"""Builds the master workbook: dashboard, all measures, by service, exceptions, returns received, data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmf_excel.excel.charts import Series, stacked_bars
from pmf_excel.excel.layout import Layout, Sheet
from pmf_excel.excel.sheets import FIRST, Shown, Styles, number_code, paint_statuses, table_sheet, top
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import Book, Page, Style, row_height
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.exceptions import Watch
from pmf_excel.framework.model import Framework, titled
from pmf_excel.framework.periods import round_label
from pmf_excel.framework.status import SHAPES, Rag
from pmf_excel.framework.travel import shown
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import counted_as, focus, headline, not_rated, returns_received
from pmf_excel.master.tables import Tables, figure_shown, plain, target_shown

#: The shape with which every status of a colour begins.
_SHAPE_OF = {colour: shape for shape, colour in SHAPES.items()}
#: How many exceptions stand on the dashboard; the sheet Exceptions has them all.
TOP = 10


def build_master(
    position: Position, framework: Framework, council: str, layout: Layout, theme: Theme, watch: Watch
) -> bytes:
    """The master workbook; the same ledger gives the same bytes, because it carries the ledger's time."""
    tables = Tables(position, framework, watch)
    made = position.moment.replace(tzinfo=None)
    book = Book(theme, f"{council}: performance, {position.round.label}", council, made)
    styles = Styles(book)
    dashboard = book.sheet("Dashboard")
    footer = f"{council} · {position.round.label} · as known on {in_words(position.moment.date())}"
    rows = {
        "measures": tables.measures(), "services": tables.services(), "exceptions": tables.exception_rows(),
        "returns": tables.returns(), "data": tables.data(),
    }  # fmt: skip
    for whole in layout.sheets:
        sheet = _filled(whole, rows[whole.key])
        page = book.sheet(sheet.title)
        table_sheet(page, styles, sheet, rows[sheet.key], f"{sheet.key}_table", footer)
        keys = [column.key for column in sheet.columns]
        for key in ("status", "state"):
            if key in keys and sheet.key != "data":
                place = keys.index(key)
                area = (FIRST, place, FIRST + max(len(rows[sheet.key]), 1) - 1, place)
                if key == "status":
                    paint_statuses(page, styles, area, SHAPES)
                else:
                    _paint_states(page, styles, area)
    _Dashboard(book, dashboard, styles, tables, layout).draw(council, footer)
    dashboard.open_first()
    return book.bytes()


def _filled(sheet: Sheet, rows: Sequence[Mapping[str, Shown]]) -> Sheet:
    """The sheet without those columns that only some councils or rounds have anything for."""
    empty = {key for key in ("committee", "marks") if not any(row.get(key) for row in rows)}
    return replace(sheet, columns=tuple(column for column in sheet.columns if column.key not in empty))


def _paint_states(page: Page, styles: Styles, area: tuple[int, int, int, int]) -> None:
    first = address(area[0], area[1])
    for word, colour in (
        ("Complete", "Green"),
        ("Not signed off", "Amber"),
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
        hint = f"As known on {known}. The counts in the tables are live formulas over the {self.measures.title} sheet."
        top(page, styles, f"{council}: performance, {round_label(position.round)}", hint)
        for column, width in enumerate((46, 11, 12, 12, 14, 12, 58)):
            page.width(column, width)
        second = f"{counted_as(counts)} {not_rated(counts)}".strip()
        for row, sentence in enumerate((headline(counts), second, returns_received(position)), 3):
            page.put(row, 0, sentence, styles(font_size=11))
        row = self._statuses(7)
        row = self._priorities(row + 1)
        self._top_exceptions(row + 1)
        page.print_setup(footer, pages=1)
        page.begin_here(0, 0)

    def _heading(self, row: int, texts: Sequence[str], left: int = 1) -> None:
        for number, text in enumerate(texts):
            self.page.put(
                row,
                number,
                text,
                self.styles.heading(
                    right=left <= number < 6 and text not in ("Status", "Travel"),
                    centre=number > 0 and text in ("Status", "Travel"),
                ),
            )
        self.page.height(row, 24)

    def _cells(self) -> tuple[Style, Style]:
        """The formats of a label and of a count."""
        styles = self.styles
        return styles.cell("text", locked=True, grey=False), styles.cell(
            "integer", locked=True, grey=False, code=number_code(0)
        )

    def _statuses(self, row: int) -> int:
        """Counts and percentages by status; the row after the table."""
        page, styles, counts = self.page, self.styles, self.tables.position.counts()
        page.put(row, 0, "By status", styles.section)
        self._heading(row + 1, ("Status", "Measures", "% of rated"))
        label, number = self._cells()
        percent = styles.cell("figure", locked=True, grey=False, code=number_code(1))
        shown = [*counts.rated_statuses, *counts.excluded]
        first = row + 2
        top_rows = max(len(counts.rated_statuses), 1)
        rated = f"SUM({address(first, 1, fixed=True)}:{address(first + top_rows - 1, 1, fixed=True)})"
        for place, status in enumerate(shown, first):
            page.put(place, 0, status.shown, label)
            page.formula(place, 1, f"COUNTIF({self.column('status')},{address(place, 0)})", counts.of(status), number)
            share = counts.percent(status)
            if status.rated:
                formula = f'IF({rated}=0,"",ROUND(100*{address(place, 1)}/{rated},1))'
                page.formula(place, 2, formula, float(share) if share is not None else "", percent)
            else:
                page.put(place, 2, None, percent)
            page.height(place, 18)
        last = first + len(shown)
        edge = {"bold": True, "border": 1, "border_color": styles.theme.line}
        page.put(last, 0, "All measures", styles(**edge, align="left", indent=1))
        total = f"SUM({address(first, 1)}:{address(last - 1, 1)})"
        page.formula(last, 1, total, counts.total, styles(**edge, align="right", num_format=number_code(0)))
        page.put(last, 2, None, styles(**edge))
        page.height(last, 18)
        paint_statuses(page, styles, (first, 0, last - 1, 0), SHAPES)
        return last + 1

    def _priorities(self, row: int) -> int:
        """Counts by priority, with their chart beside both tables; the row after the table."""
        page, table = self.page, self.tables.by_priority()
        page.put(row, 0, "By priority", self.styles.section)
        self._heading(row + 1, ("Priority", "Green", "Amber", "Red", "Not rated", "All"))
        label, number = self._cells()
        first = row + 2
        for place, name in enumerate(table.index, first):
            page.put(place, 0, str(name), label)
            page.height(place, row_height([(str(name), 46)]))
            here = address(place, 0)
            for column, rag in enumerate(Rag, 1):
                colour = f'--(LEFT({self.column("status")},1)="{_SHAPE_OF[rag.value]}")'
                formula = f"SUMPRODUCT(--EXACT({self.column('priority')},{here}),{colour})"
                page.formula(place, column, formula, int(table.at[name, rag.value]), number)
            total = int(table.loc[name].sum())
            rated = sum(int(table.at[name, rag.value]) for rag in Rag)
            page.formula(place, 5, f"SUMPRODUCT(--EXACT({self.column('priority')},{here}))", total, number)
            page.formula(
                place, 4, f"{address(place, 5)}-SUM({address(place, 1)}:{address(place, 3)})", total - rated, number
            )
        last = first + len(table.index) - 1
        self._chart((7, 6), first, last)
        return last + 1

    def _chart(self, at: tuple[int, int], first: int, last: int) -> None:
        theme, table = self.book.theme, self.tables.by_priority()
        series = [
            Series(
                rag.value,
                column,
                theme.swatch(rag.value).solid,
                theme.text if rag is Rag.AMBER else "#FFFFFF",
            )
            for column, rag in enumerate(Rag, 1)
        ]
        series.append(Series("Not rated", 4, theme.swatch("other").solid, theme.text))
        words = [
            f"{name}: {table.at[name, 'Green']} Green, {table.at[name, 'Amber']} Amber, {table.at[name, 'Red']} Red"
            for name in table.index
        ]
        lines = self.tables.position.lines
        by_name = {
            str(name): self.tables.position.counts([line for line in lines if line.terms.priority == name])
            for name in table.index
        }
        title = focus(by_name).rstrip(".")
        alt = f"Stacked bars of measures by status for each priority. {'; '.join(words)}."
        size = (410, 24 * (last - at[0] + 1))
        stacked_bars(self.book, self.page, at, title, (first, last), 0, series, alt, size)

    def _top_exceptions(self, row: int) -> None:
        """The first exceptions, each with a link to its row on the Exceptions sheet."""
        page, styles = self.page, self.styles
        lines = [line for line, _ in self.tables.position.watched(self.tables.watch)]
        page.put(row, 0, "Exceptions", styles.section)
        if len(lines) > TOP:
            page.put(row, 1, f"The first {TOP} of {len(lines)}; all are on the Exceptions sheet.", styles.hint)
        if not lines:
            page.put(row + 1, 0, "There is no exception.", styles(font_size=11))
            return
        self._heading(
            row + 1, ("Measure", "Code", "Figure", "Target", "Status", "Travel", "What the service says"), left=2
        )
        linked = styles(
            font_color="#144E81", underline=1, border=1, border_color=styles.theme.line, align="left", indent=1
        )
        text, centre = styles.cell("text", locked=True, grey=False), styles.cell("live", locked=True, grey=False)
        for number, line in enumerate(lines[:TOP]):
            place = row + 2 + number
            code = styles.cell("figure", locked=True, grey=False, code=number_code(line.terms.decimals))
            page.put(place, 0, titled(line.terms.title, line.terms.unit), text)
            page.link(place, 1, f"'Exceptions'!{address(FIRST + number, 0)}", line.measure, linked)
            words = styles.cell("wording", locked=True, grey=False)
            for column, value in ((2, figure_shown(line)), (3, target_shown(line))):
                page.put(place, column, plain(value), words if isinstance(value, str) else code)
            page.put(place, 4, line.status.shown, centre)
            page.put(place, 5, shown(line.travel), centre)
            page.put(place, 6, line.commentary, text)
            page.height(
                place,
                row_height(
                    [(titled(line.terms.title, line.terms.unit), 46), (line.commentary, 58), (line.terms.aim, 12)],
                    least=20,
                ),
            )
        paint_statuses(page, styles, (row + 2, 4, row + 1 + len(lines[:TOP]), 4), SHAPES)
