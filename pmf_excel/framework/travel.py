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


def direction(now: Decimal | None, before: Decimal | None, polarity: Polarity, decimals: int) -> Travel:
    """How a figure compares with an earlier one, both as printed; nothing when either is missing or neither way is better."""
    if now is None or before is None or polarity is Polarity.NEITHER:
        return Travel.NONE
    change = rounded(now, decimals) - rounded(before, decimals)
    if change == 0:
        return Travel.SAME
    return Travel.BETTER if (change > 0) is (polarity is Polarity.HIGHER) else Travel.WORSE


def shown(travel: Travel) -> str:
    """The direction as it is printed: an arrow and its word."""
    return f"{ARROWS[travel]} {travel.value}".strip()
