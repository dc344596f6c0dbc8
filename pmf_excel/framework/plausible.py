"""What is possible and yet unlikely: a zero that stands for nothing known, a target that was changed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

#: A zero is strange where every figure before it was at least this large; a small count may well be none.
_PERCENT, _COUNT = Decimal(50), Decimal(20)


def stands_for_nothing(value: Decimal, earlier: Sequence[Decimal], percentage: bool) -> bool:
    """Whether a zero looks like a figure that is missing: all that came before it is far from zero.

    Hart published 0 against targets of 98 and 90 where nothing had been counted (quarter 2 of 2014/15).
    """
    least = _PERCENT if percentage else _COUNT
    return value == 0 and bool(earlier) and min(abs(one) for one in earlier) >= least
