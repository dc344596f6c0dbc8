"""What is possible and yet unlikely of a figure: a zero that stands for nothing known, a fraction, a slip of the decimal point.

Only what every earlier figure and the target speak against is asked about: one of them that is near is enough to let it be.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

#: A zero is strange where every figure before it was at least this large; a small count may well be none.
_PERCENT, _COUNT = Decimal(50), Decimal(20)
#: A percentage of at most one is strange where what is known is at least this large.
_NO_FRACTION = Decimal(10)
#: How many times larger or smaller than all that is known a figure has to be, and by how much, to be a slip: pence for pounds,
#: pounds for thousands. Small counts may well be fifty times each other.
TIMES, _APART = Decimal(50), Decimal(20)


def stands_for_nothing(value: Decimal, earlier: Sequence[Decimal], percentage: bool) -> bool:
    """Whether a zero looks like a figure that is missing: all that came before it is far from zero.

    Hart published 0 against targets of 98 and 90 where nothing had been counted (quarter 2 of 2014/15).
    """
    least = _PERCENT if percentage else _COUNT
    return value == 0 and bool(earlier) and min(abs(one) for one in earlier) >= least


def looks_like_a_fraction(value: Decimal, earlier: Sequence[Decimal], target: Decimal | None) -> bool:
    """Whether a percentage looks like one typed as a fraction: at most one, and the target or all that came before is at least ten."""
    far = target is not None and abs(target) >= _NO_FRACTION
    return 0 < abs(value) <= 1 and (far or (bool(earlier) and min(abs(one) for one in earlier) >= _NO_FRACTION))


def far_above(value: Decimal, known: Sequence[Decimal]) -> bool:
    """Whether a figure is fifty times as large as everything known, or more."""
    if not any(known):
        return False
    most = max(abs(one) for one in known)
    return abs(value) >= TIMES * most and abs(value) - most >= _APART


def far_below(value: Decimal, known: Sequence[Decimal]) -> bool:
    """Whether a figure, itself not zero, is a fiftieth of everything known, or less."""
    if not known or value == 0:
        return False
    least = min(abs(one) for one in known)
    return TIMES * abs(value) <= least and least - abs(value) >= _APART


def turned(value: Decimal, earlier: Sequence[Decimal], target: Decimal | None) -> bool:
    """Whether a figure has the opposite sign to two or more earlier ones, every one of them, and to the target.

    One alone says little of a measure of change: Hart published -16% after 2%, against a target of 5%.
    """
    known = [*earlier, *([] if target is None else [target])]
    return len(earlier) > 1 and value != 0 and all(one * value < 0 for one in known)
