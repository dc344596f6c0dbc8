"""Figures: decimal numbers, rounded the way they are printed, and the reasons there may be none."""

from __future__ import annotations

import functools
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

#: The day that Excel counts from: a date is held as the number of days since then, here as in a workbook.
_EXCEL_EPOCH = date(1899, 12, 30)
#: Room for the digits of any figure. It is made once: every status and every printed figure is rounded, many times over.
_ONE, _EXACT = Decimal(1), Context(prec=400)


class Kind(StrEnum):
    """What sort of figure a measure has. Every one of them is held as a decimal number."""

    NUMBER = "Number"
    PERCENTAGE = "Percentage"
    MONEY = "Money"
    RATIO = "Ratio"
    DURATION = "Duration"
    YES_NO = "Yes/No"
    DATE = "Date"


class Absence(StrEnum):
    """Why there is no figure. Nothing is not zero: each reason is counted and shown apart."""

    NOT_DUE = "Not due"
    AWAITED = "Awaited"
    HELD = "Being put right"
    NOT_YET_AVAILABLE = "Not yet available"
    NOT_APPLICABLE = "Not applicable"
    SUPPRESSED = "Suppressed"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a service said of a measure for a period: a value, or the reason there is none.

    A percentage or ratio may know the two numbers it was made of; a value may be provisional; a figure that is not yet
    available may have a day on which it is expected.
    """

    value: Decimal | None = None
    absence: Absence | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False
    expected: date | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.absence is None):
            raise ValueError("a figure has either a value or a reason for having none")

    @classmethod
    def of_parts(cls, numerator: Decimal, denominator: Decimal, per: Decimal, provisional: bool = False) -> Figure:
        """The figure that two numbers make, ``per`` being 100 for a percentage; of nothing at all there is no share.

        Raises ValueError when something is counted out of nothing.
        """
        if denominator == 0:
            if numerator != 0:
                raise ValueError(f"{numerator} out of 0 is no share")
            return cls(absence=Absence.NOT_APPLICABLE, numerator=numerator, denominator=denominator)
        with localcontext() as exact:
            exact.prec = 60
            value = numerator * per / denominator
        return cls(value, numerator=numerator, denominator=denominator, provisional=provisional)


@functools.lru_cache(maxsize=4096)  # a status rounds the same few values again and again
def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value at so many decimals, halves away from zero, as Excel's ROUND and every councillor expects."""
    result = value.quantize(_ONE.scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    return abs(result) if result == 0 else result  # no "−0.0" on a committee's page


def printed(value: Decimal, decimals: int) -> str:
    """The figure as it stands on a page: rounded, thousands separated, with a real minus sign."""
    return f"{rounded(value, decimals):,f}".replace("-", "−")


def with_unit(number: str, unit: str) -> str:
    """A printed number with its unit: 95.9%, £1,200, 9.4 days."""
    if unit in {"%", "£"}:
        return f"{number}%" if unit == "%" else f"£{number}".replace("£−", "−£")
    return f"{number} {unit}".strip()


def share_of(kind: Kind, unit: str) -> Decimal:
    """What a share of two numbers is multiplied by: 100 for percent, 1,000 for a unit such as "per 1,000", otherwise 1."""
    if kind is Kind.PERCENTAGE or unit == "%":
        return Decimal(100)
    found = re.search(r"\bper ([1-9][0-9]{0,2}(?:,?000)+)\b", unit)
    return Decimal(found[1].replace(",", "")) if found else Decimal(1)


def how_to_enter(kind: Kind, unit: str) -> str:
    """What the service is told when it enters a figure: in what it is counted, or how an answer or a day is given."""
    if kind is Kind.YES_NO:
        return "Choose Yes or No."
    if kind is Kind.DATE:
        return "Day, month and year, for example 31/07/2026."
    if unit.casefold() in ("", "number", "no.", "count", "ratio"):
        return ""
    return {"%": "In percent: type 95.9, not 0.959.", "£": "In pounds."}.get(unit, f"In {unit}.")


def said(value: Decimal, kind: Kind, decimals: int, unit: str, brief: bool = False) -> str:
    """A figure as a sentence says it: 95.9%, £1,200, Yes, 12 October 2026; ``brief`` for a table's 12 Oct 2026."""
    if kind is Kind.YES_NO:
        return "Yes" if value else "No"
    if kind is Kind.DATE:
        day = day_of(value)
        return f"{day.day} {day.strftime('%b %Y' if brief else '%B %Y')}"
    return with_unit(printed(value, decimals), unit)


def day_of(value: Decimal) -> date:
    """The day that a date figure means."""
    return _EXCEL_EPOCH + timedelta(days=int(rounded(value, 0)))


def moved(value: Decimal, months: int) -> Decimal:
    """A day as a figure, so many months later; the last of a month where that month has no such day."""
    day = day_of(value)
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return of_day(date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])))


def of_day(day: date) -> Decimal:
    """A day as a date figure: the number that Excel holds."""
    return Decimal((day - _EXCEL_EPOCH).days)
