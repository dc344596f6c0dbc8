"""The outlook of a measure: the year to date, the forecast for year end and its status, the trend, and longer targets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Figure, Kind
from pmf_excel.framework.forecast import Forecast, forecast
from pmf_excel.framework.model import Framework, Measure, Target
from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.rollup import Rolled, RollUp, parts, year_to_date
from pmf_excel.framework.rules import Judgement
from pmf_excel.framework.targets import aim, due_by, multi_year
from pmf_excel.framework.trend import Trend, trend
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position

#: How many figures a trend looks back over.
POINTS = 24


@dataclass(frozen=True)
class Toward:
    """How far a measure has come towards a target over several years: so far, due by now, and in the end."""

    target: Target
    so_far: Decimal
    due: Decimal
    judgement: Judgement


@dataclass(frozen=True)
class Outlook:
    """What is known of a measure beyond one period; no trend where it builds up over the year.

    The year to date is absent where the register gives no roll-up: nothing is added or averaged by guess.
    """

    to_date: Rolled | None
    year_end: Forecast | None
    year_end_status: Judgement | None
    trend: Trend | None
    toward: Toward | None


def outlook(position: Position, line: Line, framework: Framework) -> Outlook:
    """A line's outlook, from what the position knows. Percentages are of a hundred."""
    assert position.known is not None
    known, terms, at = position.known, line.terms, line.figure_period
    # What builds up over the year begins anew each April: a chart of it would show nothing but that.
    course = None
    if not terms.cumulative:
        points = known.series(line.measure, at, POINTS)
        course = trend(points, terms.polarity, terms.decimals, terms.minimum, terms.maximum)
    measure = framework.measures.get(line.measure)
    how = _how(line)
    if how is None or at.length is Length.YEAR or terms.kind in (Kind.YES_NO, Kind.DATE):
        return Outlook(None, None, None, course, _toward(known, line, measure, framework))
    year = at.financial_year
    figures = {period: known.figure(line.measure, period) for period in parts(year, at.length) if period <= at}
    to_date = None
    if terms.cumulative:
        to_date = Rolled(line.figure, 1, 1) if line.figure.value is not None else None
    else:
        to_date = year_to_date(figures, at, how, _per(line))
    end = _forecast(known, line, year, how)
    judged = _year_end_status(line, end, measure, framework, year, known)
    return Outlook(to_date, end, judged, course, _toward(known, line, measure, framework))


def _how(line: Line) -> RollUp | None:
    """The measure's roll-up; a figure that builds up over the year is its own."""
    if line.terms.roll_up:
        return RollUp(line.terms.roll_up)
    return RollUp.LATEST if line.terms.cumulative else None


def _per(line: Line) -> Decimal:
    return Decimal(100) if line.terms.kind is Kind.PERCENTAGE else Decimal(1)


def _forecast(known: Known, line: Line, year: Period, how: RollUp) -> Forecast | None:
    """The forecast for year end; none where it would pass what is possible."""
    length, terms = line.figure_period.length, line.terms
    values: dict[Period, Decimal] = {}
    made_of: dict[Period, tuple[Decimal, Decimal]] = {}
    for back in range(3):
        for period in parts(year.back(back), length):
            figure = known.figure(line.measure, period) if period <= line.figure_period else None
            if figure is None or figure.value is None:
                continue
            values[period] = figure.value
            if figure.numerator is not None and figure.denominator is not None:
                made_of[period] = (figure.numerator, figure.denominator)
    found = forecast(year, values, length, how, terms.cumulative, terms.decimals, made_of, _per(line))
    if found is None or (terms.maximum is not None and found.value > terms.maximum):
        return None
    return None if terms.minimum is not None and found.value < terms.minimum else found


def _year_end_status(
    line: Line, end: Forecast | None, measure: Measure | None, framework: Framework, year: Period, known: Known
) -> Judgement | None:
    """The status that the forecast would have at year end, by the year's target."""
    if end is None or measure is None:
        return None
    last_year = known.value(measure.code, year.back())
    wanted = aim(framework.targets, measure, year, last_year)
    if wanted.target is None and measure.cumulative:
        final = parts(year, line.figure_period.length)[-1]
        wanted = aim(framework.targets, measure, final, known.value(measure.code, final.year_before))
    values = {
        Against.TARGET: wanted.target, Against.GREEN: wanted.green, Against.AMBER: wanted.amber,
        Against.FORECAST: wanted.forecast, Against.LAST_YEAR: last_year,
    }  # fmt: skip
    at_end = {of: value for of, value in values.items() if value is not None}
    case = line.terms.case(Figure(end.value))
    return line.terms.rule.judge(replace(case, known=at_end, upper=wanted.upper))


def _toward(known: Known, line: Line, measure: Measure | None, framework: Framework) -> Toward | None:
    """How the measure stands to a target over several years, its figures added up from the first of them."""
    at = line.figure_period
    target = multi_year(framework.targets, measure, at) if measure else None
    if target is None or measure is None:
        return None
    due = due_by(target, at)
    total, period = Decimal(0), at
    first = (target.since or target.period).start
    while period.start >= first:
        # Of a figure that builds up over the year only the last of each year counts.
        if not measure.cumulative or period == at or period.end == period.financial_year.end:
            value = known.value(line.measure, period)
            if value is None:
                return None
            total += value
        period = period.back()
    if due is None:
        return None
    case = line.terms.case(Figure(total))
    judged = line.terms.rule.judge(replace(case, known={Against.TARGET: due}))
    return Toward(target, total, due, judged)
