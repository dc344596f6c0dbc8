"""What of a measure's terms somebody may propose otherwise: the values its rule compares with, and its tolerance."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Kind
from pmf_excel.framework.model import Polarity, ToleranceKind
from pmf_excel.ledger.records import Terms

#: The values of some terms by their names there, the first that a rule looks at first.
ValueName = Literal["target", "upper", "forecast", "green", "amber"]
NAMES: tuple[ValueName, ...] = get_args(ValueName)
#: How people call them.
CALLED: dict[ValueName, str] = {
    "target": "target", "upper": "upper end", "forecast": "forecast", "green": "Green value", "amber": "Amber value",
}  # fmt: skip
#: What a figure is compared with, as the terms call it; last year's figure is what happened, and nobody proposes another.
AGAINST: dict[Against, ValueName] = {
    Against.TARGET: "target", Against.FORECAST: "forecast", Against.GREEN: "green", Against.AMBER: "amber",
}  # fmt: skip


def editable(terms: Terms) -> list[ValueName]:
    """The values that decide the status of a measure and are set by somebody: of a band both ends."""
    names = {AGAINST[of] for of in terms.rule.compares if of in AGAINST}
    if terms.polarity is Polarity.BAND and terms.rule.compares:
        names |= {"target", "upper"}
    return [name for name in NAMES if name in names]


def in_percent(terms: Terms) -> bool:
    """Whether a value between 0 and 1 is no likely one: 0.95 is 95% typed as a fraction, or in a cell with its sign."""
    if terms.kind is not Kind.PERCENTAGE or terms.polarity is not Polarity.HIGHER:
        return False
    now = [value for name in editable(terms) if (value := getattr(terms, name)) is not None]
    return not any(0 < value < 1 for value in now)


def tolerated(terms: Terms, known: Collection[Against]) -> Against | None:
    """What the tolerance of a measure lies around, of what is ``known`` or can be proposed; nothing where it has none."""
    if terms.kind is Kind.YES_NO:  # there is nothing between yes and no
        return None
    there = {*known, *(of for of, name in AGAINST.items() if name in editable(terms))}
    for step in terms.rule.steps:
        if "tolerance" in step.when and there.issuperset(step.condition.needs):
            return step.condition.needs[0]
    return None


def counted_in(terms: Terms, of: Against) -> str:
    """What a tolerance around a value is counted in: points, days, or percent of that value."""
    if terms.tolerance.kind is ToleranceKind.RELATIVE:
        return f"% of {of.value}"
    return "days" if terms.kind is Kind.DATE else "points"
