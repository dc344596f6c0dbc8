"""Builds the workbook of a sample of figures for internal audit: each with its way from the service's file, and room for what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pmf_excel.excel.layout import Layout
from pmf_excel.excel.sheets import (
    FIRST,
    MARK,
    Input,
    Number,
    Shown,
    Styles,
    choice_rule,
    guided,
    paint_statuses,
    table_sheet,
    write_lists,
)
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import Book
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import Kind, day_of
from pmf_excel.framework.model import titled
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import SHAPES
from pmf_excel.ledger.sentences import counted
from pmf_excel.ledger.traced import Traced

Rows = list[Mapping[str, Shown]]


@dataclass(frozen=True)
class Drawn:
    """A sample: for which period, with which seed, of how many figures of each service, and the figures drawn.

    ``names`` are the services by code.
    """

    period: Period
    seed: str
    there: Mapping[str, int]
    figures: Sequence[Traced]
    names: Mapping[str, str]
    moment: datetime

    @property
    def total(self) -> int:
        """How many figures there were to draw from."""
        return sum(self.there.values())


def build_sample(drawn: Drawn, council: str, layout: Layout, theme: Theme) -> bytes:
    """The sample as a workbook; the same ledger, size and seed give the same bytes."""
    book = Book(theme, f"{council}: audit sample, {drawn.period.label}", council, drawn.moment.replace(tzinfo=None))
    styles = Styles(book)
    known = f"As known on {in_words(drawn.moment.date())}, {drawn.moment:%H:%M}."
    how = f"{counted(len(drawn.figures), 'figure').capitalize()} of {drawn.total:,}, drawn with the seed “{drawn.seed}”. {known}"
    redo = "Drawn were those with the lowest SHA-256 of the seed, a line break, and code and period (RS20 2014-Q1): the same seed draws the same again."
    rows = {"sample": _figures(drawn), "evidence": _evidence(drawn), "strata": _strata(drawn)}
    said = {"sample": how, "strata": redo}
    footer = f"{council} · audit sample, {drawn.period.label} · {known.rstrip('.')}"
    for plain in layout.sheets:
        sheet = replace(plain, heading=f"{plain.heading}: {drawn.period.label}")
        page = book.sheet(sheet.title)
        table_sheet(page, styles, sheet, rows[plain.key], f"{plain.key}_table", footer)
        if plain.key in said:
            page.put(
                MARK,
                0,
                said[plain.key],
                styles(font_size=11, bold=plain.key == "sample", valign="vcenter", locked=True),
            )
            page.height(MARK, 24)
        if plain.key == "sample":
            last = FIRST + max(len(drawn.figures), 1) - 1
            place = sheet.index("status")
            paint_statuses(page, styles, (FIRST, place, last, place), SHAPES)
            verdict = sheet.index("verdict")
            page.validate(
                (FIRST, verdict, last, verdict), guided(choice_rule(sheet.column("verdict")), sheet.column("verdict"))
            )
            page.open_first()
    lists, _ = write_lists(book, layout)
    lists.hide()
    return book.bytes()


def _figures(drawn: Drawn) -> Rows:
    """One row a figure, with room for what the auditor finds."""
    return [
        {
            "number": number, "code": one.measure, "title": titled(one.title, one.terms.unit if one.terms else ""),
            "service": drawn.names.get(one.service, one.service), "period": one.period.short, "figure": _shown(one),
            "status": one.judgement.status.shown if one.judgement else "",
            "found": Input(None), "verdict": Input(None), "note": Input(None),
        }
        for number, one in enumerate(drawn.figures, 1)
    ]  # fmt: skip


def _evidence(drawn: Drawn) -> Rows:
    """One row a figure, with its way from the service's file."""
    rows = []
    for number, one in enumerate(drawn.figures, 1):
        place = one.source.place
        was = "; ".join(f"was {change.was:f} until {in_words(change.at.date())}" for change in one.restated)
        rows.append({
            "number": number, "code": one.measure, "period": one.period.short, "file": place.file,
            "cell": f"{place.sheet} {place.cell}".strip(), "received": one.source.received.date(), "signed_by": one.signed_off_by,
            "revised": was, "archive": one.source.sha256,
        })  # fmt: skip
    return rows


def _shown(one: Traced) -> Shown:
    """The figure as it was given: a number with its decimals, an answer or a day as such."""
    value, terms = one.figure.value, one.terms
    if value is None:
        return ""
    if terms is not None and terms.kind is Kind.YES_NO:
        return "Yes" if value else "No"
    if terms is not None and terms.kind is Kind.DATE:
        return day_of(value)
    return Number(value, terms.decimals if terms else 0)


def _strata(drawn: Drawn) -> Rows:
    """How many figures of each service there were, and were drawn."""
    taken = [one.service for one in drawn.figures]
    rows: Rows = [
        {"service": drawn.names.get(code, code), "there": count, "drawn": taken.count(code)}
        for code, count in drawn.there.items()
    ]
    return [*rows, {"service": "All services", "there": drawn.total, "drawn": len(taken)}]
