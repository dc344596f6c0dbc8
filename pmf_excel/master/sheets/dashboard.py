"""The dashboard: one A4 page that says how things stand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pmf_excel.excel.charts import Series, stacked_bars
from pmf_excel.excel.sheets import FIRST, Styles, number_code, paint_statuses, top
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import Book, Page, Style, row_height
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.model import titled
from pmf_excel.framework.periods import round_label
from pmf_excel.framework.status import SHAPES, Rag
from pmf_excel.framework.travel import shown
from pmf_excel.ledger.sentences import counted_as, focus, headline, not_rated, returns_received
from pmf_excel.master.cells import figure_shown, plain, target_shown
from pmf_excel.master.drawing import All
from pmf_excel.master.view import View

#: The shape with which every status of a colour begins.
_SHAPE_OF = {colour: shape for shape, colour in SHAPES.items()}
#: How many exceptions stand on the dashboard; the sheet Exceptions has them all.
TOP = 10


class Dashboard:
    """The first sheet: one A4 page that says how things stand."""

    def __init__(self, book: Book, page: Page, styles: Styles, view: View, all_: All) -> None:
        self.book, self.page, self.styles, self.view, self.all = book, page, styles, view, all_
        self.measures = all_["measures"].sheet

    def column(self, key: str) -> str:
        """The cells of a column of the Measures sheet, as a formula writes them."""
        return self.all["measures"].cells(key)

    def draw(self, council: str, footer: str) -> None:
        """Draw the whole sheet."""
        page, styles, position = self.page, self.styles, self.view.position
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

    def by_priority(self) -> pd.DataFrame:
        """Measures counted by priority and colour, "" standing for those that are not rated."""
        lines = self.view.lines
        frame = pd.DataFrame(
            {
                "label": [line.terms.priority for line in lines],
                "colour": [line.status.rag.value if line.status.rag else "" for line in lines],
            },
            dtype="object",
        )
        labels = self.view.framework.in_plan_order({line.terms.priority for line in lines})
        table = pd.crosstab(frame["label"], frame["colour"])
        return table.reindex(index=labels, columns=[*(rag.value for rag in Rag), ""], fill_value=0)

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
        page, styles, counts = self.page, self.styles, self.view.position.counts()
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
        page, table = self.page, self.by_priority()
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
        theme, table = self.book.theme, self.by_priority()
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
        lines = self.view.position.lines
        by_name = {
            str(name): self.view.position.counts([line for line in lines if line.terms.priority == name])
            for name in table.index
        }
        title = focus(by_name).rstrip(".")
        alt = f"Stacked bars of measures by status for each priority. {'; '.join(words)}."
        size = (410, 24 * (last - at[0] + 1))
        stacked_bars(self.book, self.page, at, title, (first, last), 0, series, alt, size)

    def _top_exceptions(self, row: int) -> None:
        """The first exceptions, each with a link to its row on the Exceptions sheet."""
        page, styles = self.page, self.styles
        lines = [line for line, _ in self.view.position.watched(self.view.watch)]
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
