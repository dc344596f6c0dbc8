"""Figures: decimal numbers, rounded the way they are printed, and the reasons there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum


class Absence(StrEnum):
    """Why there is no figure. Nothing is not zero: each reason is counted and shown apart."""

    NOT_DUE = "Not due"
    AWAITED = "Awaited"
    HELD = "Being put right"
    NOT_YET_AVAILABLE = "Not yet available"
    NOT_APPLICABLE = "Not applicable"
    SUPPRESSED = "Suppressed"


@dataclass(frozen=True)
class Figure:
    """What a service said of a measure for a period: a value, or the reason there is none."""

    value: Decimal | None = None
    absence: Absence | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.absence is None):
            raise ValueError("a figure has either a value or a reason for having none")


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value at so many decimals, halves away from zero, as Excel's ROUND and every councillor expects."""
    with localcontext() as exact:
        exact.prec = 400
        result = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result  # no "−0.0" on a committee's page


def printed(value: Decimal, decimals: int) -> str:
    """The figure as it stands on a page: rounded, thousands separated, with a real minus sign."""
    return f"{rounded(value, decimals):,f}".replace("-", "−")
