"""Trends: every measure month by month, with its limits and what its trend is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import Link, Number, Rows, Shown
from pmf_excel.framework.figures import printed, said
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.history import Histories, History
from pmf_excel.master.drawing import All, MasterSheet
from pmf_excel.master.sheets.measures import BETTER
from pmf_excel.master.view import View

#: After which column the months stand.
BEFORE = "better"
#: The columns of the mean and the limits.
LIMITS = ("mean", "lower", "upper")
#: How wide a month's column is at least, for its heading, and at most.
NARROW, WIDE = 9.5, 18


class Trends(MasterSheet):
    """One row a measure, those of the round first; one column a month, as far as any measure has a period that ends with it."""

    key = "trends"
    optional = frozenset({"unit", "mean", "lower", "upper", "note"})
    statuses = ()
    kept = 2

    def rows(self, view: View) -> Rows:
        """Every measure that is in force, once there is any figure at all."""
        found = view.histories
        months = [(month.id, month) for month in found.months]
        return [_row(one, months) for one in found.every]

    def layout(self, view: View, sheet: Sheet) -> Sheet:
        """The months in the middle, as wide as their figures."""
        place = sheet.index(BEFORE) + 1
        months = [
            Column(one.id, one.short, "figure", width=_width(one, view.histories)) for one in view.histories.months
        ]
        return replace(sheet, columns=(*sheet.columns[:place], *months, *sheet.columns[place:]))

    def live(self, rows: Rows, view: View, others: All) -> Rows:
        """Each code of the round leads to its measure."""
        measures = others["measures"]
        places = {str(row["code"]): place for place, row in enumerate(measures.rows)}
        return [
            {**row, "code": Link(measures.link(places[code]), code)} if (code := str(row["code"])) in places else row
            for row in rows
        ]


def shown(one: History, value: Decimal) -> Shown:
    """A figure as a number; as the word or the day that it means, where it is no amount."""
    return said(value, one.kind, one.decimals, "", brief=True) if one.in_words else Number(value, one.decimals)


def _row(one: History, months: Sequence[tuple[str, Period]]) -> Mapping[str, Shown]:
    there = {key: value for key, month in months if (value := one.figure(month)) is not None}
    limits = dict(zip(LIMITS, one.limits or (), strict=False))
    latest = one.figures[max(one.figures)] if one.figures else None
    return {
        "code": one.code, "title": one.title, "unit": one.unit, "better": BETTER[one.polarity],
        **{key: shown(one, value) for key, value in there.items()},
        "latest": shown(one, latest) if latest is not None else None,
        **{key: Number(value, one.decimals) for key, value in limits.items()},
        "trend": one.sentence, "note": _note(one),
    }  # fmt: skip


def _note(one: History) -> str:
    """Which figures are provisional or revised, and which are left out."""
    parts = [
        f"{word}: {', '.join(period.short for period in periods)}."
        for word, periods in (("Provisional", one.provisional), ("Revised", one.revised))
        if periods
    ]
    if one.left_out:
        last = one.left_out[-1]
        until = "" if len(one.left_out) == 1 else f" and {len(one.left_out) - 1} before it"
        parts.append(f"Left out, because it was counted in another unit: {last.short}{until}.")
    return " ".join(parts)


def _width(month: Period, every: Histories) -> float:
    """How wide a month's column has to be for its longest figure."""
    ends: dict[int, tuple[Decimal, Decimal]] = {}
    longest = 0
    for one in every.every:
        value = one.figure(month)
        if value is None:
            continue
        if one.in_words:
            longest = max(longest, len(said(value, one.kind, one.decimals, "", brief=True)))
        else:
            low, high = ends.get(one.decimals, (value, value))
            ends[one.decimals] = min(low, value), max(high, value)
    # Of thousands of numbers only the smallest and the largest can be the longest.
    texts = [printed(value, decimals) for decimals, both in ends.items() for value in both]
    return min(max(NARROW, max([longest, *map(len, texts)]) + 2.5), WIDE)
