"""The conditions a status rule may name, each with three faces: Python, live Excel formula, sentence.

They are declared here and nowhere else, so that a council's settings can choose among them and never run anything. Both
sides of a comparison are rounded at the measure's decimals first: a status never contradicts a printed figure. Excel counts
in binary, so every difference is then rounded to nine decimals, here as in the formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pmf_excel.framework.figures import Figure, Kind, rounded, said
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind


class Against(StrEnum):
    """What a figure may be compared with. A target may be a band, whose upper end is kept beside it."""

    TARGET = "target"
    FORECAST = "forecast"
    LAST_YEAR = "last year"
    GREEN = "green value"
    AMBER = "amber value"


#: How a sentence calls what a figure is compared with.
_CALLED = {
    Against.TARGET: "the target of",
    Against.FORECAST: "the forecast of",
    Against.LAST_YEAR: "last year's",
    Against.GREEN: "the Green value of",
    Against.AMBER: "the Amber value of",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What a status is judged from. ``known`` has the values to compare with, as far as there are any."""

    figure: Figure
    known: Mapping[Against, Decimal]
    tolerance: Tolerance
    polarity: Polarity
    decimals: int
    unit: str = ""
    kind: Kind = Kind.NUMBER
    upper: Decimal | None = None
    due: date | None = None
    today: date | None = None

    @property
    def actual(self) -> Decimal:
        """The figure's value, rounded as printed; only asked for when there is one."""
        assert self.figure.value is not None
        return rounded(self.figure.value, self.decimals)

    @property
    def band(self) -> tuple[Decimal, Decimal]:
        """The lower and upper end of the target, as printed; the same where the target is one value."""
        low = rounded(self.known[Against.TARGET], self.decimals)
        return low, low if self.upper is None else rounded(self.upper, self.decimals)

    def loss(self, value: Decimal) -> Decimal:
        """How bad a value is, on a scale on which only differences matter."""
        if self.polarity is Polarity.BAND:
            low, high = self.band
            return max(low - value, value - high, Decimal(0))
        return value if self.polarity is Polarity.LOWER else -value

    def short(self, of: Against) -> Decimal:
        """How much worse the figure is than what it is compared with, in its own unit; negative when better."""
        if of is Against.TARGET and self.polarity is Polarity.BAND:
            low, high = self.band
            return max(low - self.actual, self.actual - high)
        other = rounded(self.known[of], self.decimals)
        if self.polarity is Polarity.NEITHER:
            return abs(self.actual - other)
        return self.loss(self.actual) - self.loss(other)

    def room(self, of: Against) -> Decimal:
        """The tolerance around what the figure is compared with, in the figure's own unit."""
        if of is Against.TARGET and self.polarity is Polarity.BAND:
            low, high = self.band
            return self.tolerance.band(low if self.actual < low else high)
        return self.tolerance.band(rounded(self.known[of], self.decimals))

    def beyond(self, of: Against) -> Decimal:
        """How far outside the tolerance the figure is, negative within it."""
        return rounded(self.short(of) - self.room(of), 9)

    def print(self, value: Decimal) -> str:
        """A value as a sentence says it."""
        return said(rounded(value, self.decimals), self.kind, self.decimals, self.unit)


@dataclass(frozen=True)
class Cells:
    """The same case as addresses or literals of a live formula, numbers as Excel holds them."""

    actual: str
    known: Mapping[Against, str]
    tolerance: Tolerance
    polarity: Polarity
    decimals: str
    upper: str = ""
    due: str = ""
    today: str = ""
    amount: str = field(default="")

    def rounded(self, cell: str) -> str:
        """The formula for a cell's number as printed."""
        return f"ROUND({cell},{self.decimals})"

    @property
    def band(self) -> tuple[str, str]:
        """The formulas for the lower and upper end of the target."""
        low = self.rounded(self.known[Against.TARGET])
        return low, self.rounded(self.upper) if self.upper else low

    def loss(self, value: str) -> str:
        """The formula for how bad a value is."""
        if self.polarity is Polarity.BAND:
            low, high = self.band
            return f"MAX({low}-{value},{value}-{high},0)"
        return value if self.polarity is Polarity.LOWER else f"(-{value})"

    def short(self, of: Against) -> str:
        """The formula for how much worse the figure is than what it is compared with."""
        actual = self.rounded(self.actual)
        if of is Against.TARGET and self.polarity is Polarity.BAND:
            low, high = self.band
            return f"MAX({low}-{actual},{actual}-{high})"
        other = self.rounded(self.known[of])
        if self.polarity is Polarity.NEITHER:
            return f"ABS({actual}-{other})"
        if self.polarity is Polarity.BAND:
            return f"({self.loss(actual)}-{self.loss(other)})"
        return f"({other}-{actual})" if self.polarity is Polarity.HIGHER else f"({actual}-{other})"

    def room(self, of: Against) -> str:
        """The formula for the tolerance in the figure's own unit."""
        amount = self.amount or str(self.tolerance.amount)
        if self.tolerance.kind is ToleranceKind.POINTS:
            return amount
        if of is Against.TARGET and self.polarity is Polarity.BAND:
            low, high = self.band
            return f"ABS(IF({self.rounded(self.actual)}<{low},{low},{high}))*{amount}/100"
        return f"ABS({self.rounded(self.known[of])})*{amount}/100"


@dataclass(frozen=True)
class Condition:
    """A named condition with its three faces. ``needs`` are the values without which it cannot hold.

    ``counterpart`` names the condition that holds whenever this one does not, if there is one.
    """

    holds: Callable[[Case, Decimal], bool]
    formula: Callable[[Cells, str], str]
    sentence: Callable[[Case, Decimal], str]
    needs: tuple[Against, ...] = ()
    needs_value: bool = False
    needs_due: bool = False
    counterpart: str = ""


def _amount(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _tolerance(case: Case, of: Against) -> str:
    amount = _amount(case.tolerance.amount)
    if case.tolerance.kind is ToleranceKind.POINTS:
        return f"{amount}-day tolerance" if case.kind is Kind.DATE else f"{amount}-point tolerance"
    return f"tolerance of {amount}% of {'last year' if of is Against.LAST_YEAR else f'the {of.value}'}"


def _stands(case: Case, of: Against) -> str:
    """Where the figure is from what it is compared with: 91.2% is below the target of 95%."""
    actual = case.actual
    if case.kind is Kind.YES_NO:
        return f"the answer is {case.print(actual)}, {_CALLED[of].removesuffix(' of')} is {case.print(case.known[of])}"
    if of is Against.TARGET and case.polarity is Polarity.BAND:
        low, high = case.band
        band = f"the target band of {case.print(low)} to {case.print(high)}"
        where = "below" if actual < low else "above" if actual > high else "within"
        return f"{case.print(actual)} is {where} {band}"
    other = rounded(case.known[of], case.decimals)
    if actual == other:
        return f"{case.print(actual)} is {'the same as' if of is Against.LAST_YEAR else 'on'} {_CALLED[of].removesuffix(' of')}{_again(case, of)}"
    words = ("before", "after") if case.kind is Kind.DATE else ("below", "above")
    return f"{case.print(actual)} is {words[actual > other]} {_CALLED[of]} {case.print(other)}"


def _again(case: Case, of: Against) -> str:
    return " figure" if of is Against.LAST_YEAR else ""


def _better(case: Case, of: Against) -> str:
    """The sentence for a figure that is as good or better."""
    text = _stands(case, of)
    same = case.short(of) >= 0 or case.kind is Kind.YES_NO or (case.polarity is Polarity.BAND and of is Against.TARGET)
    return f"{text}." if same else f"{text}, which is better."


def _within(case: Case, of: Against) -> str:
    if case.short(of) <= 0:
        return _better(case, of)
    return f"{_stands(case, of)} but within the {_tolerance(case, of)}."


def _beyond(case: Case, of: Against) -> str:
    if case.kind is Kind.YES_NO:
        return f"{_stands(case, of)}."
    if case.room(of) > 0:
        return f"{_stands(case, of)} and beyond the {_tolerance(case, of)}."
    return f"{_stands(case, of)}, which allows no tolerance."


def _comparisons(of: Against) -> dict[str, Condition]:
    """The comparisons with one kind of value."""
    name, needs = of.value, (of,)
    tolerance = "tolerance" if of is Against.TARGET else f"tolerance of {name}"

    def diff(cells: Cells, sign: str) -> str:
        return f"ROUND({cells.short(of)},9){sign}0"

    def over(cells: Cells, sign: str) -> str:
        return f"ROUND({cells.short(of)}-{cells.room(of)},9){sign}0"

    return {
        f"on or better than {name}": Condition(
            lambda case, _: case.short(of) <= 0, lambda cells, _: diff(cells, "<="), lambda case, _: _better(case, of),
            needs, counterpart=f"worse than {name}",
        ),
        f"better than {name}": Condition(
            lambda case, _: case.short(of) < 0, lambda cells, _: diff(cells, "<"), lambda case, _: _better(case, of), needs
        ),
        f"worse than {name}": Condition(
            lambda case, _: case.short(of) > 0, lambda cells, _: diff(cells, ">"), lambda case, _: f"{_stands(case, of)}.",
            needs, counterpart=f"on or better than {name}",
        ),
        f"within {tolerance}": Condition(
            lambda case, _: case.beyond(of) <= 0, lambda cells, _: over(cells, "<="), lambda case, _: _within(case, of),
            needs, counterpart=f"beyond {tolerance}",
        ),
        f"beyond {tolerance}": Condition(
            lambda case, _: case.beyond(of) > 0, lambda cells, _: over(cells, ">"), lambda case, _: _beyond(case, of),
            needs, counterpart=f"within {tolerance}",
        ),
        f"better than {name} by more than tolerance": Condition(
            lambda case, _: rounded(-case.short(of) - case.room(of), 9) > 0,
            lambda cells, _: f"ROUND(-{cells.short(of)}-{cells.room(of)},9)>0",
            lambda case, _: f"{_stands(case, of)} by more than the {_tolerance(case, of)}, which is better.",
            needs,
        ),
    }  # fmt: skip


def _past_due(case: Case) -> bool:
    return case.due is not None and case.today is not None and case.today > case.due


#: Every condition a rule set may name.
CONDITIONS: Mapping[str, Condition] = {
    **_comparisons(Against.TARGET),
    **_comparisons(Against.FORECAST),
    **_comparisons(Against.LAST_YEAR),
    **{
        name: one
        for of in (Against.GREEN, Against.AMBER)
        for name, one in _comparisons(of).items()
        if "tolerance" not in name
    },
    "above": Condition(
        lambda case, value: case.actual > value,
        lambda cells, value: f"ROUND({cells.rounded(cells.actual)}-{value},9)>0",
        lambda case, value: f"{case.print(case.actual)} is above {case.print(value)}.",
        needs_value=True,
    ),
    "past due and below": Condition(
        lambda case, value: _past_due(case) and case.actual < value,
        lambda cells, value: f"AND({cells.today}>{cells.due},ROUND({cells.rounded(cells.actual)}-{value},9)<0)",
        lambda case, value: f"it is past its due date and {case.print(case.actual)} is below {case.print(value)}.",
        needs_value=True,
        needs_due=True,
    ),
    "always": Condition(
        lambda case, _: True,
        lambda cells, _: "TRUE",
        lambda case, _: f"{case.print(case.actual)}.",
    ),
}
