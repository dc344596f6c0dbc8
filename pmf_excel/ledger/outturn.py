"""The outturn of a financial year, measure by measure: what it came to, what it was to reach, and what last year came to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.rollup import parts
from pmf_excel.framework.status import Status
from pmf_excel.framework.targets import Aim
from pmf_excel.framework.travel import Travel, direction
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.outlook import Outlook
from pmf_excel.ledger.position import Position


@dataclass(frozen=True)
class Outturn:
    """How a measure did in a financial year.

    ``at`` is the period that its figure is for: the year, or the last period with a figure where the register gives no way to
    make a year's figure of its parts; then last year's is that of the same period. ``expected`` is a forecast, because a part
    of the year is wanting. ``aim`` is nothing where the target is that of the line.
    """

    line: Line
    at: Period
    figure: Decimal | None
    status: Status
    last_year: Decimal | None
    travel: Travel
    aim: Aim | None = None
    expected: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is about the whole of the year, and not a part of it or an earlier year."""
        return self.at == self.line.period.financial_year

    @property
    def target(self) -> Decimal | None:
        """What it was to reach, where that is a number."""
        return self.line.target if self.aim is None else self.aim.target


def outturn(position: Position, line: Line, ahead: Outlook) -> Outturn:
    """How a measure did in the financial year of a round that ends one."""
    year = line.figure_period.financial_year
    end, status, wanted = ahead.year_end, ahead.year_end_status, ahead.year_aim
    if line.figure_period.length is Length.YEAR or end is None or status is None or wanted is None:
        return Outturn(
            line, line.figure_period, line.figure.value, line.status, line.last_year, line.long_travel
        )  # fmt: skip
    terms, before = line.terms, year.back()
    last_year = ahead.year_before
    known = position.known
    if known is not None and not known.same_unit(
        line.measure, [before, *parts(before, line.figure_period.length)], terms
    ):
        last_year = None
    band = None if wanted.target is None or wanted.upper is None else (wanted.target, wanted.upper)
    travel = direction(end.value, last_year, terms.polarity, terms.decimals, terms.same_within, band)
    return Outturn(line, year, end.value, status.status, last_year, travel, wanted, not end.outturn)
