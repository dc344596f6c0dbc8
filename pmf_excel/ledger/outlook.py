"""The outlook of a measure: the year to date, the forecast for year end and its status, the trend, and longer targets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Absence, Figure, Kind, printed, rounded, share_of
from pmf_excel.framework.forecast import Forecast, forecast
from pmf_excel.framework.model import Framework, Measure, Target
from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.rollup import Rolled, RollUp, parts, roll_up, year_to_date
from pmf_excel.framework.rules import Judgement
from pmf_excel.framework.targets import Aim, aim, due_by, multi_year, part_number
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

    The year to date is absent where the register gives no roll-up: nothing is added or averaged by guess. ``year_aim`` is what
    the whole year is to come to, ``year_before`` what last year came to.
    """

    to_date: Rolled | None
    year_end: Forecast | None
    year_end_status: Judgement | None
    trend: Trend | None
    toward: Toward | None
    year_aim: Aim | None = None
    year_before: Decimal | None = None


def outlook(position: Position, line: Line, framework: Framework) -> Outlook:
    """A line's outlook, from what the position knows. Percentages are of a hundred."""
    assert position.known is not None
    known, terms, at = position.known, line.terms, line.figure_period
    course = None
    in_words = terms.kind in (Kind.YES_NO, Kind.DATE)
    # What builds up over the year begins anew each April: a chart of it would show nothing but that.
    looked_back = [at.back(step) for step in range(POINTS)]
    if not terms.cumulative and not in_words and known.same_unit(line.measure, looked_back, terms):
        points = known.series(line.measure, at, POINTS)
        course = trend(points, terms.polarity, terms.decimals, terms.minimum, terms.maximum)
    measure, how = framework.measures.get(line.measure), _how(line)
    year = at.financial_year
    added = known.same_unit(line.measure, parts(year, at.length), terms) if at.length is not Length.YEAR else False
    if how is None or in_words or not added or measure is None:
        return Outlook(None, None, None, course, _toward(known, line, measure, framework))
    live = [period for period in parts(year, at.length) if measure.lives_in(period)]
    to_date = None
    if terms.cumulative:
        to_date = Rolled(line.figure, 1, 1) if line.figure.value is not None else None
    elif live:
        # Periods in which the measure did not live are not missing: it does not apply in them.
        outside = {period: Figure(absence=Absence.NOT_APPLICABLE) for period in parts(year, at.length)}
        inside = {period: known.figure(line.measure, period) for period in live}
        to_date = year_to_date(outside | inside, at, how, _per(line))
    # A measure that does not live through the whole year is not scaled to it; nor is a council's own profile set aside.
    row, end = framework.targets.get((line.measure, year)), None
    if len(live) == len(parts(year, at.length)):
        profiled = row is not None and bool(row.profile)
        end = _by_profile(line, to_date, row) if profiled and row else _forecast(known, line, year, how)
    last_year = _whole(known, line, year.back(), how)
    wanted = _year_aim(line, measure, framework, year, last_year)
    judged = _year_end_status(line, end, wanted, last_year)
    return Outlook(to_date, end, judged, course, _toward(known, line, measure, framework), wanted, last_year)


def _how(line: Line) -> RollUp | None:
    """The measure's roll-up; a figure that builds up over the year is its own."""
    if line.terms.roll_up:
        return RollUp(line.terms.roll_up)
    return RollUp.LATEST if line.terms.cumulative else None


def _per(line: Line) -> Decimal:
    return share_of(line.terms.kind, line.terms.unit)


def _by_profile(line: Line, to_date: Rolled | None, row: Target) -> Forecast | None:
    """The forecast by the council's own profile of the year, where it has given one and the figures add up."""
    at, so_far = line.figure_period, to_date.figure.value if to_date else None
    if so_far is None:
        return None
    reached, whole = sum(row.profile[: part_number(at)]), sum(row.profile)
    if reached == whole:
        return Forecast(rounded(so_far, line.terms.decimals), "outturn", outturn=True)
    if reached <= 0:
        return None
    with localcontext() as exact:
        exact.prec = 60
        value = so_far * whole / reached
        share = printed(100 * Decimal(reached) / whole, 1)
    return Forecast(rounded(value, line.terms.decimals), f"the year's own profile: {share}% of it is due by now")


def _forecast(known: Known, line: Line, year: Period, how: RollUp) -> Forecast | None:
    """The forecast for year end from the figures so far; none where it would pass what is possible."""
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
    if found is None or how is RollUp.SUM:  # the limits are those of one period's figure
        return found
    above = terms.maximum is not None and found.value > terms.maximum
    return None if above or (terms.minimum is not None and found.value < terms.minimum) else found


def _year_aim(line: Line, measure: Measure, framework: Framework, year: Period, last_year: Decimal | None) -> Aim:
    """What the year is to come to: by its own target or, of what builds up, by that of its last part."""
    wanted = aim(framework, measure, year, last_year)
    if wanted.target is None and measure.cumulative:
        return aim(framework, measure, parts(year, line.figure_period.length)[-1], last_year)
    return wanted


def _year_end_status(line: Line, end: Forecast | None, wanted: Aim, last_year: Decimal | None) -> Judgement | None:
    """The status that the forecast would have at year end, by the year's target."""
    if end is None:
        return None
    values = {
        Against.TARGET: wanted.target, Against.GREEN: wanted.green, Against.AMBER: wanted.amber,
        Against.FORECAST: wanted.forecast, Against.LAST_YEAR: last_year,
    }  # fmt: skip
    at_end = {of: value for of, value in values.items() if value is not None}
    case = line.terms.case(Figure(end.value))
    return line.terms.rule.judge(replace(case, known=at_end, upper=wanted.upper))


def _whole(known: Known, line: Line, year: Period, how: RollUp) -> Decimal | None:
    """A whole year's figure: its own, the last of what builds up, or that of all its parts."""
    own = known.value(line.measure, year)
    if own is not None:
        return own
    every = parts(year, line.figure_period.length)
    if line.terms.cumulative:
        return known.value(line.measure, every[-1])
    return roll_up([known.figure(line.measure, period) for period in every], how, _per(line)).figure.value


def _toward(known: Known, line: Line, measure: Measure | None, framework: Framework) -> Toward | None:
    """How the measure stands to a target over several years, its figures added up from the first of them."""
    at = line.figure_period
    target = multi_year(framework, measure, at) if measure else None
    due = due_by(target, at) if target else None
    if target is None or measure is None or due is None:
        return None
    total, period = Decimal(0), at
    first = (target.since or target.period).start
    while period.start >= first:
        # Of a figure that builds up over the year only the last of each year counts.
        if measure.lives_in(period) and (
            not measure.cumulative or period == at or period.end == period.financial_year.end
        ):
            value = known.value(line.measure, period)
            if value is None:
                return None
            total += value
        period = period.back()
    case = line.terms.case(Figure(total))
    upper = target.upper * due / target.value if target.upper is not None and target.value else None
    return Toward(target, total, due, line.terms.rule.judge(replace(case, known={Against.TARGET: due}, upper=upper)))
