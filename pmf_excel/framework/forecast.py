"""Forecasts for year end from the figures so far, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from pmf_excel.framework.figures import Figure, printed, rounded
from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.rollup import RollUp, named, parts, roll_up
from pmf_excel.framework.targets import part_number

#: The share of a year from which the rest of it can be told.
_LEAST_SHARE = Decimal("0.01")
_SO_FAR = {
    RollUp.MEAN: "mean so far",
    RollUp.HIGHEST: "highest so far",
    RollUp.LOWEST: "lowest so far",
    RollUp.RATIO: "ratio of the sums so far",
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a measure will come to at year end, as printed, and what that rests on; the outturn is no forecast."""

    value: Decimal
    basis: str
    outturn: bool = False


def forecast(
    year: Period, by_period: Mapping[Period, Decimal], length: Length, how: RollUp, cumulative: bool, decimals: int,
    made_of: Mapping[Period, tuple[Decimal, Decimal]] | None = None, per: Decimal = Decimal(100),
) -> Forecast | None:  # fmt: skip
    """The figure for a financial year that its periods so far lead to; nothing when there is no figure in the year.

    A sum goes on at its rate, or as it did in the last two years where both are complete; so does the latest figure of a
    measure that is ``cumulative``. Every other roll-up stays at what it is so far. ``made_of`` has the numerator and
    denominator of each figure: without all of those that a ratio of sums needs, or with nothing to take a share of, there is
    no forecast. Raises ValueError when ``year`` is not a financial year.
    """
    if year.length is not Length.YEAR:
        raise ValueError(f"{year.label} is not a financial year")
    whole = parts(year, length)
    there = [period for period in whole if period in by_period]
    if not there:
        return None
    # A cumulative average or ratio already holds the year so far: only what adds up goes on growing.
    stands = cumulative or how is RollUp.LATEST
    grows = how is RollUp.SUM or (cumulative and how is RollUp.LATEST)
    figures = []
    for period in there:
        numerator, denominator = (made_of or {}).get(period, (None, None))
        figures.append(Figure(by_period[period], numerator=numerator, denominator=denominator))
    so_far = roll_up(figures, RollUp.LATEST if stands else how, per).figure.value
    if so_far is None:
        return None
    latest = there[-1]
    if latest == whole[-1] and (stands or there == whole):
        return Forecast(rounded(so_far, decimals), "outturn", outturn=True)
    gaps = [] if stands else [period.label for period in whole if period < latest and period not in by_period]
    missing = f"; {named(gaps)} {'is' if len(gaps) == 1 else 'are'} missing" if gaps else ""
    reached = f"{len(there)} of {len(whole)} {length}s"
    if not grows:
        kept = f"latest figure: {printed(so_far, decimals)} for {latest.label}, taken to stay as it is"
        return Forecast(rounded(so_far, decimals), kept if stands else f"{_SO_FAR[how]}: {reached}{missing}")

    places = [part_number(period) for period in there]
    earlier = [_season(year.back(back), by_period, length, places, cumulative) for back in (1, 2)]
    seasons = [season for season in earlier if season]
    if len(seasons) == 2 and (share := _average_share(seasons)) is not None:
        reaching, whole_of_it = share
        with localcontext() as exact:
            exact.prec = 60
            value = so_far * whole_of_it / reaching
            percent = f"{printed(100 * reaching / whole_of_it, 1)}%"
        basis = f"seasonal: by now {percent} of the year's total was reached in the last two years, on average"
        if gaps:
            same = f"the same {len(there)} {length}s" if len(there) > 1 else f"the same {length}"
            basis = f"seasonal: {same} made up {percent} of the year's total in the last two years, on average{missing}"
        return Forecast(rounded(value, decimals), basis)
    gone = places[-1] if cumulative else len(there)
    with localcontext() as exact:
        exact.prec = 60
        value = so_far * len(whole) / gone
    basis = f"run rate: {printed(so_far, decimals)} in {gone} of {len(whole)} {length}s"
    if gaps:
        basis += f"{missing}, so the rate rests on the {length}s there are"
    if len(seasons) == 2:
        basis += "; the last two years give no share to go by"
    return Forecast(rounded(value, decimals), basis)


def _season(
    year: Period, by_period: Mapping[Period, Decimal], length: Length, places: Sequence[int], cumulative: bool
) -> tuple[Decimal, Decimal] | None:
    """What the same periods of an earlier year came to, and that whole year; nothing when the year is not complete."""
    whole = parts(year, length)
    same = [whole[place - 1] for place in places]
    counted, total = (same[-1:], whole[-1:]) if cumulative else (same, whole)
    if any(period not in by_period for period in [*counted, *total]):
        return None
    with localcontext() as exact:
        exact.prec = 60
        return sum((by_period[p] for p in counted), Decimal(0)), sum((by_period[p] for p in total), Decimal(0))


def _average_share(seasons: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal] | None:
    """The average share of two years as a numerator and a denominator, so that a forecast divides once and exactly.

    Nothing when a year came to 0, or when so little of it had come by now that nothing can be told from it.
    """
    (one, one_year), (other, other_year) = seasons
    with localcontext() as exact:
        exact.prec = 60
        above, below = one * other_year + other * one_year, 2 * one_year * other_year
        return (above, below) if below and above / below >= _LEAST_SHARE else None
