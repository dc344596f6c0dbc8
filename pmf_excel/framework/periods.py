"""Months, quarters and financial years: read as people type them, printed one way.

The financial year runs from 1 April to 31 March and is written 2026/27. A period's id is ``2026-10`` (a month),
``2026-Q2`` (July to September of the year that begins in 2026) or ``2026-FY``.
"""

from __future__ import annotations

import calendar
import functools
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache, total_ordering

MONTHS = [calendar.month_name[n] for n in range(1, 13)]


class Length(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Frequency(StrEnum):
    """How often something is asked for or reported."""

    MONTHLY = "Monthly"
    QUARTERLY = "Quarterly"
    ANNUAL = "Annual"

    @property
    def length(self) -> Length:
        """The length of the periods it reports."""
        return {"Monthly": Length.MONTH, "Quarterly": Length.QUARTER, "Annual": Length.YEAR}[self.value]


@total_ordering
@dataclass(frozen=True)
class Period:
    """A month (year, 1 to 12), a quarter (financial year, 1 to 4) or a financial year (year it begins, 0).

    Periods are ordered by their last day, then the shorter first, so that a month comes before the quarter it ends.
    """

    length: Length
    year: int
    number: int = 0

    def __post_init__(self) -> None:
        top = {Length.MONTH: (1, 12), Length.QUARTER: (1, 4), Length.YEAR: (0, 0)}[self.length]
        if not (1900 <= self.year <= 9998 and top[0] <= self.number <= top[1]):
            raise ValueError(f"there is no {self.length} {self.number} of {self.year}")

    @functools.cached_property
    def id(self) -> str:
        """The one way a period is written in data: 2026-10, 2026-Q2 or 2026-FY."""
        if self.length is Length.MONTH:
            return f"{self.year:04}-{self.number:02}"
        return f"{self.year:04}-Q{self.number}" if self.length is Length.QUARTER else f"{self.year:04}-FY"

    @property
    def start(self) -> date:
        """The first day."""
        if self.length is Length.MONTH:
            return date(self.year, self.number, 1)
        if self.length is Length.YEAR:
            return date(self.year, 4, 1)
        month = 4 + 3 * (self.number - 1)
        return date(self.year + (month > 12), month - 12 * (month > 12), 1)

    @property
    def months(self) -> int:
        """How many months it lasts: 1, 3 or 12."""
        return {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12}[self.length]

    @property
    def end(self) -> date:
        """The last day."""
        return _end(self)

    @property
    def financial_year(self) -> Period:
        """The financial year it belongs to."""
        first = self.start
        return Period(Length.YEAR, first.year - (first.month < 4))

    @property
    def label(self) -> str:
        """As a report says it: October 2026, Quarter 2 2026/27, 2026/27."""
        if self.length is Length.MONTH:
            return f"{MONTHS[self.number - 1]} {self.year}"
        year = f"{self.year}/{(self.year + 1) % 100:02}"
        return f"Quarter {self.number} {year}" if self.length is Length.QUARTER else year

    @property
    def short(self) -> str:
        """As a table says it: Oct 2026, Q2 2026/27, 2026/27."""
        if self.length is Length.MONTH:
            return f"{MONTHS[self.number - 1][:3]} {self.year}"
        return self.label.replace("Quarter ", "Q")

    @property
    def year_before(self) -> Period:
        """The same period of the year before."""
        return self.back({Length.MONTH: 12, Length.QUARTER: 4, Length.YEAR: 1}[self.length])

    def back(self, steps: int = 1) -> Period:
        """The period of the same length that many steps before (after, when negative)."""
        if self.length is Length.YEAR:
            return Period(Length.YEAR, self.year - steps)
        size = 12 if self.length is Length.MONTH else 4
        index = self.year * size + self.number - 1 - steps
        return Period(self.length, index // size, index % size + 1)

    def holds(self, other: Period) -> bool:
        """Whether the other period lies wholly within this one."""
        return self.start <= other.start and other.end <= self.end

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.months) < (other.end, other.months)

    def __str__(self) -> str:
        return self.id


@lru_cache(maxsize=1024)
def _end(period: Period) -> date:
    """The last day of a period: asked for each row of every return."""
    first = period.start
    index = first.year * 12 + first.month - 1 + period.months
    return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def month(year: int, number: int) -> Period:
    """A month: ``month(2026, 10)`` is October 2026."""
    return Period(Length.MONTH, year, number)


def quarter(year: int, number: int) -> Period:
    """A quarter of the financial year that begins in ``year``."""
    return Period(Length.QUARTER, year, number)


def financial_year(year: int) -> Period:
    """The financial year that begins in ``year``."""
    return Period(Length.YEAR, year)


_YEAR = r"(\d{4})\s*[/-]\s*(\d{2}|\d{4})"


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    """The period meant by "2026-10", "Oct 2026", "10/2026", "2026-Q2", "Q2 2026/27", "2026/27" or "2026-FY".

    Raises ValueError when the text is none of these, or when a written year such as 2026/28 is not one.
    """
    typed = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()
    plain = typed.upper().replace("QUARTER", "Q").replace("QTR", "Q")
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})", plain):
        number = int(found[2])
        if len(found[2]) == 2 and number > 12:
            return _written_year(found[1], found[2])
        return month(int(found[1]), number)
    if found := re.fullmatch(r"(\d{1,2})/(\d{4})", plain):
        return month(int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{4})[ -]?Q ?([1-4])", plain):
        return quarter(int(found[1]), int(found[2]))
    if found := re.fullmatch(rf"Q ?([1-4]) ?(?:OF )?{_YEAR}", plain):
        return quarter(_written_year(found[2], found[3]).year, int(found[1]))
    if found := re.fullmatch(rf"{_YEAR} ?Q ?([1-4])", plain):
        return quarter(_written_year(found[1], found[2]).year, int(found[3]))
    if found := re.fullmatch(r"(\d{4})[ -]?FY", plain):
        return financial_year(int(found[1]))
    if found := re.fullmatch(_YEAR, plain):
        return _written_year(found[1], found[2])
    if found := re.fullmatch(r"([A-Z]{3,9})\.? ?(\d{4})", plain):
        named = [n for n, name in enumerate(MONTHS, 1) if name.upper().startswith(found[1])]
        if len(named) == 1:
            return month(int(found[2]), named[0])
    raise ValueError(f'"{typed}" is not a period')


def _written_year(first: str, second: str) -> Period:
    year = int(first)
    if int(second) % 100 != (year + 1) % 100 or (len(second) == 4 and int(second) != year + 1):
        raise ValueError(f'"{first}/{second}" is not a financial year')
    return financial_year(year)


def months_between(earlier: Period, later: Period) -> int:
    """How many months lie between the beginnings of two periods."""
    return (later.start.year - earlier.start.year) * 12 + later.start.month - earlier.start.month


def closing_with(round_month: Period) -> list[Period]:
    """The periods that end with a month: itself, and at a quarter's end the quarter, and in March the year."""
    if round_month.length is not Length.MONTH:
        raise ValueError(f"{round_month} is not a month")
    periods = [round_month]
    if round_month.number % 3 == 0:
        number = (round_month.number // 3 - 2) % 4 + 1
        periods.append(quarter(round_month.financial_year.year, number))
    if round_month.number == 3:
        periods.append(round_month.financial_year)
    return periods


def round_label(round_month: Period) -> str:
    """How a round is called on a page: June 2014, or Quarter 1 2014/15 (June 2014 round) where it ends a quarter; 2015/16 of a form."""
    if round_month.length is Length.YEAR:
        return round_month.label
    quarters = [period for period in closing_with(round_month) if period.length is Length.QUARTER]
    return f"{quarters[0].label} ({round_month.label} round)" if quarters else round_month.label
