"""The limits of what may be typed: of a column's numbers, of any number, and of dates; in words too."""

from __future__ import annotations

from decimal import Decimal

from pmf_excel.excel.layout import Column
from pmf_excel.problems import Place, Problem, error

#: Beyond this a spreadsheet no longer counts in ones.
LARGEST = 10**15
#: The years that a date in a form of ours may have: a year typed alone would be a day of 1905.
FIRST_YEAR, LAST_YEAR = 1990, 2199


def outside(column: Column, value: Decimal, place: Place, code: str) -> Problem | None:
    """The problem of a number beyond its column's limits, if it is."""
    if abs(value) > LARGEST:
        return error(code, place, f"{value:.3e} is larger than a spreadsheet can count to.", "Enter the right number.")
    low, high = column.minimum, column.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    return error(
        code, place, f"{value:,f} is {limits_words(column, beyond=True)}.", f"Enter a number {limits_words(column)}."
    )


def limits_words(column: Column, beyond: bool = False) -> str:
    """The limits of a column in words: between 0 and 100, of at least 0; or that a number lies beyond them."""
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{'not ' if beyond else ''}between {low:,f} and {high:,f}"
    if low is not None:
        return f"less than {low:,f}" if beyond else f"of at least {low:,f}"
    assert high is not None
    return f"more than {high:,f}" if beyond else f"of at most {high:,f}"
