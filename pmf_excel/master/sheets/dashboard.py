"""The dashboard: one A4 page that says how things stand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pmf_excel.excel.charts import Series, stacked_bars
from pmf_excel.excel.sheets import Styles, number_code, paint_statuses, top
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import Book, Page, Style, row_height
from pmf_excel.framework.model import titled
from pmf_excel.framework.periods import round_label
from pmf_excel.framework.status import SHAPES, Rag
from pmf_excel.framework.travel import shown
from pmf_excel.ledger.sentences import counted_as, focus, headline, marked, not_rated, returns_received
from pmf_excel.master.cells import figure_shown, plain, target_shown
from pmf_excel.master.drawing import All
from pmf_excel.master.sheets.dashboard_blocks import Blocks
from pmf_excel.master.view import View

#: The shape with which every status of a colour begins.
_SHAPE_OF = {colour: shape for shape, colour in SHAPES.items()}
#: How many exceptions stand on the dashboard; the sheet Exceptions has them all.
TOP = 10
#: The columns: on the left statuses, priorities and exceptions; after a gap the chart, and what stands under it.
WIDTHS = (52, 11, 12, 13, 18, 12, 3, 34, 13, 13, 13, 13, 13)
RIGHT = 7


class Dashboard:
    """The first sheet: one A4 page in landscape."""

    def __init__(self, book: Book, page: Page, styles: Styles, view: View, all_: All) -> None:
        self.book, self.page, self.styles, self.view, self.all = book, page, styles, view, all_

    def column(self, key: str) -> str:
        """The cells of a column of the Measures sheet, as a formula writes them."""
        return self.all["measures"].cells(key)

    def draw(self) -> None:
        """Draw the whole sheet."""
        page, styles, view = self.page, self.styles, self.view
        measures = self.all["measures"].sheet.title
        readers = f" For {view.readers.said}." if view.readers.said else ""
        exempt = " Not for publication: it holds exempt information." if view.exempt else ""
        hint = f"{view.known}{readers}{exempt} The counts in the tables are live formulas over the sheet {measures}."
        top(page, styles, f"{view.council}: performance, {round_label(view.position.round)}", hint)
        for column, width in enumerate(WIDTHS):
            page.width(column, width)
        sentences = self.sentences()
        for row, sentence in enumerate(sentences, 2):
            page.put(row, 0, sentence, styles(font_size=11, valign="vcenter"))
            page.height(row, 18)
        blocks = 3 + len(sentences)
        row = self._priorities(self._statuses(blocks) + 1, blocks)
        self._top_exceptions(row + 1)
        Blocks(page, styles, view, self.all, RIGHT).draw(row + 1)
        page.print_setup(view.footer, pages=1)
        page.begin_here(0, 0)

    def sentences(self) -> list[str]:
        """The council's headline, in sentences that are computed."""
        position = self.view.position
        counts = position.counts()
        second = f"{counted_as(counts)} {not_rated(counts)}".strip()
        said = [
            headline(counts),
            second,
            returns_received(position),
            marked(position.lines),
            *Blocks.sentences(self.view),
        ]
        return [sentence for sentence in said if sentence]

    def by_priority(self) -> pd.DataFrame:
        """Measures counted by priority and colour, "" standing for those that are not rated."""
        lines = self.view.lines
        frame = pd.DataFrame(
            {
                "label": [self.view.priority(line) for line in lines],
                "colour": [line.status.rag.value if line.status.rag else "" for line in lines],
            },
            dtype="object",
        )
        labels = self.view.framework.in_plan_order({self.view.priority(line) for line in lines})
        table = pd.crosstab(frame["label"], frame["colour"])
        return table.reindex(index=labels, columns=[*(rag.value for rag in Rag), ""], fill_value=0)

    def _heading(self, row: int, texts: Sequence[str], left: int = 1) -> None:
        for number, text in enumerate(texts):
            middle = text in ("Status", "Since then") and number > 0
            self.page.put(row, number, text, self.styles.heading(right=left <= number and not middle, centre=middle))
        self.page.height(row, 22)

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
        shown_ = [*counts.rated_statuses, *counts.excluded]
        first = row + 2
        top_rows = max(len(counts.rated_statuses), 1)
        rated = f"SUM({address(first, 1, fixed=True)}:{address(first + top_rows - 1, 1, fixed=True)})"
        for place, status in enumerate(shown_, first):
            page.put(place, 0, status.shown, label)
            count = f"SUMPRODUCT(--EXACT({self.column('status')},{address(place, 0)}))"
            page.formula(place, 1, count, counts.of(status), number)
            share = counts.percent(status)
            if status.rated:
                formula = f'IF({rated}=0,"",ROUND(100*{address(place, 1)}/{rated},1))'
                page.formula(place, 2, formula, float(share) if share is not None else "", percent)
            else:
                page.put(place, 2, None, percent)
            page.height(place, 18)
        last = first + len(shown_)
        edge = {"bold": True, "border": 1, "border_color": styles.theme.line}
        page.put(last, 0, "All measures", styles(**edge, align="left", indent=1))
        total = f"SUM({address(first, 1)}:{address(last - 1, 1)})"
        page.formula(last, 1, total, counts.total, styles(**edge, align="right", num_format=number_code(0)))
        page.put(last, 2, None, styles(**edge))
        page.height(last, 18)
        paint_statuses(page, styles, (first, 0, last - 1, 0), SHAPES)
        return last + 1

    def _priorities(self, row: int, blocks: int) -> int:
        """Counts by priority, with their chart on the right from the row ``blocks`` on; the row after the table."""
        page, table = self.page, self.by_priority()
        page.put(row, 0, "By priority", self.styles.section)
        self._heading(row + 1, ("Priority", "Green", "Amber", "Red", "Not rated", "All"))
        label, number = self._cells()
        first = row + 2
        for place, name in enumerate(table.index, first):
            page.put(place, 0, str(name), label)
            page.height(place, row_height([(str(name), WIDTHS[0])]))
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
        self._chart((blocks, RIGHT), first, last)
        return last + 1

    def _chart(self, at: tuple[int, int], first: int, last: int) -> None:
        theme, table = self.book.theme, self.by_priority()
        series = [
            Series(rag.value, column, theme.swatch(rag.value).solid, theme.text if rag is Rag.AMBER else "#FFFFFF")
            for column, rag in enumerate(Rag, 1)
        ]
        series.append(Series("Not rated", 4, theme.swatch("other").solid, theme.text))
        words = [
            f"{name}: {table.at[name, 'Green']} Green, {table.at[name, 'Amber']} Amber, {table.at[name, 'Red']} Red"
            for name in table.index
        ]
        position = self.view.position
        by_name = {
            str(name): position.counts([line for line in position.lines if self.view.priority(line) == name])
            for name in table.index
        }
        title = focus(by_name).rstrip(".")
        alt = f"Stacked bars of measures by status for each priority. {'; '.join(words)}."
        size = (700, 24 * (last - at[0] + 1))
        stacked_bars(self.book, self.page, at, title, (first, last), 0, series, alt, size)

    def _top_exceptions(self, row: int) -> None:
        """The first exceptions, each with a link to its row on the Exceptions sheet."""
        page, styles = self.page, self.styles
        lines = [line for line, _ in self.view.position.watched(self.view.watch)]
        page.put(row, 0, "Exceptions", styles.section)
        page.height(row, 22)
        if not lines:
            rated = self.view.position.counts().rated
            said = "There is no exception." if rated else "No measure is rated yet, so none is an exception yet."
            page.put(row + 1, 0, said, styles(font_size=11))
            return
        if len(lines) > TOP:
            page.put(row, 1, f"The first {TOP} of {len(lines)}; all are on the sheet Exceptions.", styles.hint)
        self._heading(row + 1, ("Measure", "Code", "Figure", "Target", "Status", "Since then"), left=2)
        text, centre = styles.cell("text", locked=True, grey=False), styles.cell("live", locked=True, grey=False)
        exceptions = self.all["exceptions"]
        for number, line in enumerate(lines[:TOP]):
            place, title = row + 2 + number, titled(line.terms.title, line.terms.unit)
            code = styles.cell("figure", locked=True, grey=False, code=number_code(line.terms.decimals))
            page.put(place, 0, title, text)
            page.link(place, 1, exceptions.link(number), line.measure, styles.link)
            words = styles.cell("wording", locked=True, grey=False)
            for column, value in ((2, figure_shown(line)), (3, target_shown(line))):
                page.put(place, column, plain(value), words if isinstance(value, str) else code)
            page.put(place, 4, line.status.shown, centre)
            page.put(place, 5, shown(line.travel), centre)
            texts = [(title, WIDTHS[0]), (line.terms.aim, WIDTHS[3]), (line.status.shown, WIDTHS[4])]
            page.height(place, row_height(texts, least=18))
        paint_statuses(page, styles, (row + 2, 4, row + 1 + len(lines[:TOP]), 4), SHAPES)
