"""Blocks about money: budget lines with what was spent, what is forecast, and how far that is from the budget."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pmf_excel.framework.figures import printed
from pmf_excel.framework.work import BudgetLine
from pmf_excel.ledger.budget_lines import SHARE, Totals, forecast_known, pence, share, totals
from pmf_excel.ledger.items import ItemLine
from pmf_excel.reports.blocks.block import Block, missing
from pmf_excel.reports.blocks.items import ABSENT, named, paragraphs, service
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts

Line = ItemLine[BudgetLine]
_HEADS = ("Budget (£)", "Actual (£)", "Forecast (£)", "Variance (£, %)")
#: How much of the width a column of numbers has at the least and at the most, and how many letters each part of it holds.
_NARROW, _WIDE, _LETTERS = 15, 19, 0.68


def budget(facts: Facts, which: str = "all") -> Sequence[Element]:
    """Budget lines with what they come to; a positive variance is over budget. Lines without a forecast are left out of its total."""
    every = facts.position.items.budgets
    words = {"all": every, "off": [line for line in every if line.status.underperforming]}
    if which not in words:
        raise missing("selection of budget lines", which, list(words))
    lines = words[which]
    if not lines:
        return []
    decimals = pence(line.item for line in every)
    rows = [_row(facts, line, decimals) for line in lines]
    if which == "all" and len(lines) > 1:
        rows += _totals([line.item for line in lines], decimals)
    longest = max(len(text) for row in rows for cell in row[1:5] for text in cell.texts)
    each = min(_WIDE, max(_NARROW, round(longest / _LETTERS) + 1))
    heads = (
        Column("Budget line", 100 - 4 * each - 16),
        *(Column(head, each, number=True) for head in _HEADS),
        Column("Status", 16),
    )
    return [Table("Budget, actual, forecast and variance of each budget line", heads, tuple(rows))]


def _row(facts: Facts, line: Line, decimals: int) -> tuple[Cell, ...]:
    item = line.item
    off = item.forecast_variance
    which = named(line, service(facts, line), *(paragraphs(f"Note: {line.note}") if line.note.strip() else ()))
    numbers = (_amount(value, decimals) for value in (item.budget, item.actual, item.forecast))
    return (which, *numbers, _variance(off, share(off, item.budget), decimals), Cell((line.status.shown,), line.status))


def _totals(lines: Sequence[BudgetLine], decimals: int) -> list[tuple[Cell, ...]]:
    """What all lines come to; and those with a forecast, where some have none."""
    known = forecast_known(lines)
    found = [_total("All budget lines", totals(lines), decimals)]
    if known and len(known) < len(lines):
        found.append(
            _total(
                f"The {len(known)} with a forecast" if len(known) > 1 else "The one with a forecast",
                totals(known),
                decimals,
            )
        )
    return found


def _total(title: str, found: Totals, decimals: int) -> tuple[Cell, ...]:
    numbers = (_amount(value, decimals, bold=True) for value in (found.budget, found.actual, found.forecast))
    return (
        Cell((title,), bold=True),
        *numbers,
        _variance(found.variance, found.percent, decimals, bold=True),
        Cell((ABSENT,)),
    )


def _amount(value: Decimal | None, decimals: int, bold: bool = False) -> Cell:
    return Cell((ABSENT if value is None else printed(value, decimals),), bold=bold)


def _variance(off: Decimal | None, part: Decimal | None, decimals: int, bold: bool = False) -> Cell:
    """How much over the budget, in pounds and in percent; under it where it is below 0."""
    if off is None:
        return Cell((ABSENT,), bold=bold)
    return Cell((printed(off, decimals), *((f"{printed(part, SHARE)}%",) if part is not None else ())), bold=bold)


BLOCKS = (
    Block("budget", 'A table of budget lines: budget, actual, forecast, variance in pounds and percent, status, and what they come to. It is given "all", or "off" for those that are Amber or Red.', 'block("budget")', budget),
)  # fmt: skip
