"""What a measure came to in a financial year, and what it is to reach this year: what next year's target is set by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.framework.figures import Absence, Figure, Kind, moved, share_of
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.periods import Length, Period, months_between
from pmf_excel.framework.rollup import RollUp, parts, roll_up, year_to_date
from pmf_excel.framework.targets import Aim, aim
from pmf_excel.framework.trend import trend
from pmf_excel.ledger.known import Known

#: How many figures a trend looks back over, and how many years an outturn.
POINTS, YEARS = 24, 3


@dataclass(frozen=True)
class Found:
    """A figure, with what it is for: "2014/15", "2014/15 so far", "Q3 2014/15"; and the same of a year before, where known."""

    value: Decimal
    of: str
    year_before: Decimal | None = None


def _figure(known: Known, measure: Measure, period: Period) -> Figure:
    """The figure of a period, where it was counted as it is now."""
    asked = known.asked_at(measure.code, period)
    if asked is not None and asked.terms.counted != (measure.unit, measure.kind):
        return Figure(absence=Absence.NOT_APPLICABLE)
    return known.figure(measure.code, period)


def _how(measure: Measure) -> RollUp | None:
    """How a year's figure is made; one that builds up over the year is its own."""
    if measure.cumulative:
        return RollUp.LATEST
    return RollUp(measure.roll_up) if measure.roll_up else None


def year_figure(known: Known, measure: Measure, year: Period) -> Decimal | None:
    """What a measure came to in a whole year: its own figure for it, or that of all its parts; nothing is made up by guess."""
    own = _figure(known, measure, year).value
    length, how = measure.frequency.length, _how(measure)
    if own is not None or length is Length.YEAR:
        return own
    every = parts(year, length)
    if measure.cumulative:
        return _figure(known, measure, every[-1]).value
    if how is None or measure.kind in (Kind.YES_NO, Kind.DATE):
        return None
    return roll_up(
        [_figure(known, measure, one) for one in every], how, share_of(measure.kind, measure.unit)
    ).figure.value


def latest_figure(known: Known, measure: Measure, year: Period) -> Found | None:
    """The figure by which a target for the year after is tried: this year's as far as it is known, or else the latest whole year's.

    Of what adds up over the year a part is no measure of a whole, so the latest whole year's is taken. A day is moved to the same
    place in the year after.
    """

    def of(value: Decimal, said: str, period: Period, before: Decimal | None) -> Found:
        step = {Length.MONTH: 12, Length.QUARTER: 4, Length.YEAR: 1}[period.length]
        at = period.back(-step * (year.year + 1 - period.financial_year.year))
        if measure.kind is Kind.DATE:
            value = moved(value, months_between(period, at))
        return Found(value, said, before)

    now = year_figure(known, measure, year)
    length, how = measure.frequency.length, _how(measure)
    if now is None and length is not Length.YEAR and not measure.adds_up:
        periods = [one for one in parts(year, length) if _figure(known, measure, one).value is not None]
        last = periods[-1] if periods else None
        if last is not None and how is not None and measure.kind not in (Kind.YES_NO, Kind.DATE):
            figures = {one: _figure(known, measure, one) for one in parts(year, length)}
            so_far = year_to_date(figures, last, how, share_of(measure.kind, measure.unit)).figure.value
            if so_far is not None:
                return of(so_far, f"{year.label} so far", year, year_figure(known, measure, year.back()))
        if last is not None:
            value = _figure(known, measure, last).value
            assert value is not None
            return of(value, last.short, last, _figure(known, measure, last.year_before).value)
    for back in range(YEARS + 1):
        at = year.back(back)
        value = year_figure(known, measure, at)
        if value is not None:
            return of(value, at.label, at, year_figure(known, measure, at.back()))
    return None


def course(known: Known, measure: Measure, up_to: Period) -> str:
    """What has become of a measure, in a word or a few; nothing of one whose figures are no chart."""
    if measure.cumulative or measure.kind in (Kind.YES_NO, Kind.DATE):
        return ""
    given = known.given({measure.code}, up_to).get(measure.code, [])
    last = max((one for one in given if one.length is measure.frequency.length), default=None)
    if last is None:
        return ""
    looked = [last.back(step) for step in range(POINTS - 1, -1, -1)]
    points = [value for one in looked if (value := _figure(known, measure, one).value) is not None]
    return trend(points, measure.polarity, measure.decimals, measure.minimum, measure.maximum).course.value


def years_aim(framework: Framework, measure: Measure, year: Period, known: Known) -> Aim:
    """What a measure is to reach in a year: by the year's own target, or by those of its parts, as far as they say it.

    Of what adds up, only the last part or all of them say what the year is to come to; where they do not, its ``words`` are what
    they say of their own time.
    """
    own = framework.targets.get((measure.code, year))
    rows = sorted(one for code, one in framework.targets if code == measure.code and one != year and year.holds(one))
    if own is not None or not rows:
        return aim(framework, measure, year, year_figure(known, measure, year.back()))
    last = rows[-1]
    found = aim(framework, measure, last, _figure(known, measure, last.year_before).value)
    if not measure.adds_up or (measure.cumulative and last.end == year.end):
        return found
    values = [framework.targets[measure.code, one].value for one in rows]
    if not measure.cumulative and len(rows) == len(parts(year, measure.frequency.length)) and None not in values:
        return Aim(sum((value for value in values if value is not None), Decimal(0)))
    return Aim(words=f"{f'{found.target:f}' if found.target is not None else found.words or 'None'} for {last.short}")
