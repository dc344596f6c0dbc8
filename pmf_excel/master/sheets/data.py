"""Data: one row for each figure there is, of every period, with where it came from and why it was judged so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from pmf_excel.excel.layout import Sheet
from pmf_excel.excel.sheets import FIRST, HEADINGS, MARK, Rows, Styles, headings, number_code, top
from pmf_excel.excel.stream import LAST_ROW, Item, Lane
from pmf_excel.excel.writer import Style
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import Kind, rounded, said
from pmf_excel.ledger.sentences import counted
from pmf_excel.ledger.traced import Traced, Traces
from pmf_excel.master.drawing import Contents, Drawing, MasterSheet
from pmf_excel.master.view import View

#: How many figures a sheet takes; the others stand on a second one, and a third.
ROOM = LAST_ROW - FIRST + 1
#: Columns in which hardly any text is like another.
UNLIKE = ("why", "cell")


class Data(MasterSheet):
    """One row a figure, or the reason for none; written as it is read from the ledger, because there may be very many."""

    section = "data"

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.key = "data" if number == 1 else f"data_{number}"

    def rows(self, view: View) -> Rows:
        """Nothing that would be kept in memory."""
        return []

    def contents(self, view: View, sheet: Sheet) -> Contents:
        """How many rows this sheet takes, of all there are."""
        left = len(view.traces or ()) - (self.number - 1) * ROOM
        named = sheet if self.number == 1 else replace(sheet, title=f"{sheet.title} {self.number}")
        return Contents(named, [], max(0, min(left, ROOM)))

    def draw(self, on: Drawing) -> None:
        """Headings, and the rows as they come."""
        sheet, page, styles, view = on.contents.sheet, on.page, on.styles, on.view
        assert view.traces is not None
        count, all_ = on.contents.count, len(view.traces)
        heading = (
            f"{sheet.heading}{f', part {self.number}' if self.number > 1 else ''}: up to {view.position.round.label}"
        )
        top(page, styles, heading, sheet.hint, beside=2)
        words = (
            f"{counted(all_, 'row').capitalize()}."
            if count == all_
            else f"{count:,} of {all_:,} rows; the others are on the sheets called Data."
        )
        page.put(MARK, 2, words, styles(font_size=11, locked=True, valign="vcenter"))
        names = [column.heading for column in sheet.columns]
        last = FIRST + count - 1
        page.table((HEADINGS, 0, last, len(names) - 1), f"{self.key}_table", names, styles.heading())
        headings(page, styles, sheet)
        lanes = [Lane(_look(styles, column.kind), column.key not in UNLIKE) for column in sheet.columns]
        keys = [column.key for column in sheet.columns]
        page.stream(FIRST, lanes, islice(_items(view, view.figures, styles, keys), count), count)
        page.freeze(FIRST, sheet.freeze)
        page.print_across(view.footer, (HEADINGS, HEADINGS), [column.width for column in sheet.columns], 2)
        page.begin_here(FIRST, 0)


def data_sheets(traces: Traces | None) -> list[Data]:
    """As many sheets as the figures take."""
    return [Data(number) for number in range(1, 2 + (len(traces or ()) - 1) // ROOM)]


def _look(styles: Styles, kind: str) -> Style:
    """How a column looks: on one line each, so that a row is as high as any other."""
    if kind in ("figure", "date", "integer"):
        return styles.cell(kind, locked=True, grey=False, code=number_code(0))
    return styles.cell("code", locked=True, grey=False)


def _items(view: View, figures: Iterator[Traced], styles: Styles, keys: Sequence[str]) -> Iterator[Sequence[Item]]:
    """The rows, one after the other; a number in the format of its decimals."""
    formats = {
        decimals: styles.cell("figure", locked=True, grey=False, code=number_code(decimals)) for decimals in range(7)
    }
    words = styles.cell("wording", locked=True, grey=False)
    for one in figures:
        values = _row(view, one, formats, words)
        yield [values[key] for key in keys]


def _row(view: View, one: Traced, formats: dict[int, Style], words: Style) -> dict[str, Item]:
    terms, source, figure = one.terms, one.source, one.figure
    measure = view.framework.measures.get(one.measure)
    kind = terms.kind if terms else measure.kind if measure else Kind.NUMBER
    decimals = terms.decimals if terms else measure.decimals if measure else 2
    shown: Item = None
    if figure.value is not None:
        if kind is Kind.YES_NO:
            shown = "Yes" if figure.value else "No", words
        elif kind is Kind.DATE:
            shown = said(figure.value, kind, 0, "", brief=True), words
        else:
            shown = rounded(figure.value, decimals), formats[min(decimals, 6)]
    target: Item = None
    if terms is not None:
        plain = terms.target if not terms.aim else None
        target = (
            (terms.aim, words)
            if terms.aim
            else None
            if plain is None
            else (rounded(plain, decimals), formats[min(decimals, 6)])
        )
    return {
        "code": one.measure, "title": one.title, "service": view.service(one.service), "period": one.period.id,
        "period_name": one.period.short, "figure": shown, "unit": terms.unit if terms else measure.unit if measure else "",
        "absence": figure.absence.value if figure.absence else "", "target": target,
        "status": one.judgement.status.shown if one.judgement else "", "why": one.judgement.sentence if one.judgement else _UNJUDGED,
        "marks": _marks(one), "file": source.place.file, "sheet": source.place.sheet, "cell": source.place.cell,
        "received": source.received.date(), "signed_by": one.signed_off_by, "sha256": source.sha256,
    }  # fmt: skip


_UNJUDGED = "No round has asked for this measure yet."


def _marks(one: Traced) -> str:
    """What has to be said beside a figure."""
    marks = ["provisional"] if one.provisional else []
    marks += [f"revised on {in_words(each.at.date())}" for each in one.restated]
    return "; ".join(marks if one.stands else [*marks, "only compared with"])
