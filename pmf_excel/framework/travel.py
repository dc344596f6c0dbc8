"""Direction of travel: better, the same or worse, judged by polarity and never by sign."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pmf_excel.framework.figures import rounded
from pmf_excel.framework.model import Polarity


class Travel(StrEnum):
    """Which way a measure is moving."""

    BETTER = "Better"
    SAME = "Same"
    WORSE = "Worse"
    NONE = ""


#: The arrows exist in Arial and its metric twin; they point to better and worse, not to larger and smaller.
ARROWS = {Travel.BETTER: "↑", Travel.SAME: "→", Travel.WORSE: "↓", Travel.NONE: ""}


def direction(
    now: Decimal | None, before: Decimal | None, polarity: Polarity, decimals: int, same_within: Decimal = Decimal(0),
    band: tuple[Decimal, Decimal] | None = None,
) -> Travel:  # fmt: skip
    """How a figure compares with an earlier one, both as printed; nothing when either is missing or neither way is better.

    A change of no more than ``same_within``, in the figure's own unit, is none. Where a measure should stay within a
    ``band``, nearer to it is better.
    """
    if now is None or before is None or polarity is Polarity.NEITHER:
        return Travel.NONE
    new, old = rounded(now, decimals), rounded(before, decimals)
    if polarity is Polarity.BAND:
        if band is None:
            return Travel.NONE
        low, high = band
        new, old = (max(low - value, value - high, Decimal(0)) for value in (new, old))
    change = new - old
    if abs(change) <= same_within:
        return Travel.SAME
    return Travel.BETTER if (change > 0) is (polarity is Polarity.HIGHER) else Travel.WORSE


def shown(travel: Travel) -> str:
    """The direction as it is printed: an arrow and its word."""
    return f"{ARROWS[travel]} {travel.value}".strip()
