"""Budget lines together: what they come to, exactly, with what has no forecast left out and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.framework.figures import printed, rounded, with_unit
from pmf_excel.framework.work import BudgetLine

#: What a share of a budget is shown with, in percent.
SHARE = 1


@dataclass(frozen=True)
class Totals:
    """What some lines come to. There is an actual, or a forecast, only where every one of them has it."""

    number: int
    budget: Decimal
    actual: Decimal | None
    forecast: Decimal | None

    @property
    def variance(self) -> Decimal | None:
        """Forecast less budget: above 0 is overspent."""
        return None if self.forecast is None else self.forecast - self.budget

    @property
    def percent(self) -> Decimal | None:
        """The variance as a share of the budget."""
        return share(self.variance, self.budget)


def totals(lines: Sequence[BudgetLine]) -> Totals:
    """The sums of some lines."""
    actuals, forecasts = [one.actual for one in lines], [one.forecast for one in lines]
    return Totals(len(lines), _sum(one.budget for one in lines), _whole(actuals), _whole(forecasts))


def forecast_known(lines: Iterable[BudgetLine]) -> list[BudgetLine]:
    """Those that have a forecast."""
    return [line for line in lines if line.forecast is not None]


def said(lines: Sequence[BudgetLine], decimals: int) -> str:
    """What some lines come to, those without a forecast left out and said."""
    known = forecast_known(lines)
    if not known:
        return f"No line has a forecast yet. Budget {money(_sum(line.budget for line in lines), decimals)}."
    whole = "Budget"
    if len(known) < len(lines):
        whole = f"{len(known)} of {len(lines)} lines {'has' if len(known) == 1 else 'have'} a forecast: budget"
    found = totals(known)
    assert found.forecast is not None and found.variance is not None
    off = rounded(found.variance, decimals)
    how = f"{money(abs(off), decimals)} {'over' if off > 0 else 'under'} budget" if off else "as budgeted"
    return f"{whole} {money(found.budget, decimals)}, forecast {money(found.forecast, decimals)}: {how}."


def pence(lines: Iterable[BudgetLine]) -> int:
    """With how many decimals money is shown: none, unless some of it has pence."""
    every = [value for line in lines for value in (line.budget, line.actual, line.forecast) if value is not None]
    return 0 if all(value == value.to_integral_value() for value in every) else 2


def share(variance: Decimal | None, budget: Decimal) -> Decimal | None:
    """A variance in percent of its budget; of a budget of 0 there is none."""
    return None if variance is None or not budget else rounded(100 * variance / abs(budget), SHARE)


def money(value: Decimal, decimals: int) -> str:
    """An amount in pounds, as it is printed."""
    return with_unit(printed(value, decimals), "£")


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _whole(values: Iterable[Decimal | None]) -> Decimal | None:
    """Their sum, where every one of them is known."""
    found = list(values)
    known = [value for value in found if value is not None]
    return _sum(known) if known and len(known) == len(found) else None
