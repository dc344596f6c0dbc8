from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.framework.forecast import Forecast, forecast
from pmf_excel.framework.periods import Length, Period, financial_year, month, parse, quarter
from pmf_excel.framework.rollup import RollUp, parts

YEAR = financial_year(2022)
MONTHS = parts(YEAR, Length.MONTH)
GROWING = [(RollUp.SUM, False), (RollUp.LATEST, True)]


def published(title: str) -> dict[Period, Decimal]:
    path = Path(__file__).parent / "published" / "mole_valley_monthly.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {parse(row["month"]): Decimal(row["value"]) for row in csv.DictReader(file) if title in row["title"]}


def first(held: dict[Period, Decimal], number: int) -> dict[Period, Decimal]:
    return {period: held[period] for period in MONTHS[:number]}


def monthly(year: int, figures: str) -> dict[Period, Decimal]:
    return dict(zip(parts(financial_year(year), Length.MONTH), map(Decimal, figures.split()), strict=False))


def for_year(held: dict[Period, Decimal], how: RollUp, cumulative: bool = False, decimals: int = 0) -> Forecast | None:
    return forecast(YEAR, held, Length.MONTH, how, cumulative, decimals)


@pytest.mark.parametrize(
    ("months", "value", "basis"),
    [
        (1, 4716, "run rate: 393 in 1 of 12 months"),
        (3, 5120, "run rate: 1,280 in 3 of 12 months"),
        (6, 5260, "run rate: 2,630 in 6 of 12 months"),
        (11, 5786, "run rate: 5,304 in 11 of 12 months"),
        (12, 5932, "outturn"),
    ],
)
def test_mole_valleys_journeys_go_on_at_their_rate(months: int, value: int, basis: str) -> None:
    found = for_year(first(published("community transport"), months), RollUp.SUM)
    assert found == Forecast(Decimal(value), basis, outturn=months == 12)


def test_mole_valleys_snapshot_stays_as_it_is() -> None:
    households = published("bed & breakfast")
    assert for_year(first(households, 3), RollUp.LATEST) == Forecast(
        Decimal(20), "latest figure: 20 for June 2022, taken to stay as it is"
    )
    assert for_year(households, RollUp.LATEST) == Forecast(Decimal(24), "outturn", outturn=True)


@pytest.mark.parametrize(
    ("how", "value", "basis"),
    [
        (RollUp.MEAN, "18.0", "mean so far: 3 of 12 months"),
        (RollUp.HIGHEST, "20.0", "highest so far: 3 of 12 months"),
        (RollUp.LOWEST, "17.0", "lowest so far: 3 of 12 months"),
    ],
)
def test_a_mean_a_highest_and_a_lowest_stay_at_what_they_are_so_far(how: RollUp, value: str, basis: str) -> None:
    found = for_year(first(published("bed & breakfast"), 3), how, decimals=1)
    assert found == Forecast(Decimal(value), basis)


def test_a_figure_that_builds_up_goes_on_by_the_periods_gone() -> None:
    # Hart's working days lost to sickness, cumulative, published for quarter 1 of 2014/15.
    days = {quarter(2014, 1): Decimal("2.60")}
    found = forecast(financial_year(2014), days, Length.QUARTER, RollUp.LATEST, True, 2)
    assert found == Forecast(Decimal("10.40"), "run rate: 2.60 in 1 of 4 quarters")
    later = {month(2022, 9): Decimal(60)}
    assert for_year(later, RollUp.LATEST, True) == Forecast(Decimal(120), "run rate: 60 in 6 of 12 months")
    assert for_year(later | {MONTHS[-1]: Decimal(90)}, RollUp.LATEST, True) == Forecast(Decimal(90), "outturn", True)


@pytest.mark.parametrize("how", [RollUp.MEAN, RollUp.RATIO, RollUp.HIGHEST, RollUp.LOWEST])
def test_an_average_of_the_year_so_far_is_not_made_larger(how: RollUp) -> None:
    so_far = {month(2022, 4): Decimal(90), month(2022, 6): Decimal(92)}
    assert for_year(so_far, how, cumulative=True) == Forecast(
        Decimal(92), "latest figure: 92 for June 2022, taken to stay as it is"
    )


def test_a_ratio_is_forecast_from_sums_and_never_averaged() -> None:
    held = {MONTHS[0]: Decimal(50), MONTHS[1]: Decimal("9.2")}
    made_of = {MONTHS[0]: (Decimal(1), Decimal(2)), MONTHS[1]: (Decimal(9), Decimal(98))}

    def by(numbers: dict[Period, tuple[Decimal, Decimal]] | None) -> Forecast | None:
        return forecast(YEAR, held, Length.MONTH, RollUp.RATIO, False, 1, numbers)

    assert by(made_of) == Forecast(Decimal("10.0"), "ratio of the sums so far: 2 of 12 months")
    assert by(None) is None
    assert by({MONTHS[0]: made_of[MONTHS[0]]}) is None
    assert by(dict.fromkeys(MONTHS, (Decimal(0), Decimal(0)))) is None


def test_two_complete_years_give_the_season() -> None:
    # Made up: two years of 100 and 200, of which April and May made up 30% and 40%.
    earlier = monthly(2021, "10 20 7 7 7 7 7 7 7 7 7 7") | monthly(2020, "40 40 12 12 12 12 12 12 12 12 12 12")
    now = {MONTHS[0]: Decimal(30), MONTHS[1]: Decimal(40)}
    assert for_year(earlier | now, RollUp.SUM) == Forecast(
        Decimal(200), "seasonal: by now 35.0% of the year's total was reached in the last two years, on average"
    )
    one_short = {period: value for period, value in earlier.items() if period != month(2021, 3)}
    assert for_year(one_short | now, RollUp.SUM) == Forecast(Decimal(420), "run rate: 70 in 2 of 12 months")
    assert for_year(earlier | now, RollUp.MEAN) == Forecast(Decimal(35), "mean so far: 2 of 12 months")


def test_a_figure_that_builds_up_has_its_season_too() -> None:
    # Made up: by June the last two years had reached 20 of 100 and 30 of 120.
    held = {month(2021, 6): 20, month(2022, 3): 100, month(2020, 6): 30, month(2021, 3): 120, month(2022, 6): 45}
    found = for_year({period: Decimal(value) for period, value in held.items()}, RollUp.LATEST, cumulative=True)
    assert found == Forecast(
        Decimal(200), "seasonal: by now 22.5% of the year's total was reached in the last two years, on average"
    )


def test_a_share_of_zero_is_never_divided_by() -> None:
    none = " 0 0 5 5 5 5 5 5 5 5 5 5"
    now = {MONTHS[0]: Decimal(1), MONTHS[1]: Decimal(2)}
    expected = Forecast(Decimal(18), "run rate: 3 in 2 of 12 months; the last two years give no share to go by")
    assert for_year(monthly(2021, none) | monthly(2020, none) | now, RollUp.SUM) == expected
    nothing = monthly(2021, "0 " * 12)
    assert for_year(nothing | monthly(2020, "1 " * 12) | now, RollUp.SUM) == expected
    negative = monthly(2021, "-5 1" + " 3" * 10) | monthly(2020, none)
    assert for_year(negative | now, RollUp.SUM) == expected


def test_a_gap_is_said() -> None:
    held = first(published("community transport"), 4)
    del held[MONTHS[1]]
    assert for_year(held, RollUp.SUM) == Forecast(
        Decimal(4952),
        "run rate: 1,238 in 3 of 12 months; May 2022 is missing, so the rate rests on the months there are",
    )
    assert for_year(held, RollUp.LOWEST) == Forecast(Decimal(393), "lowest so far: 3 of 12 months; May 2022 is missing")
    del held[MONTHS[0]]
    even = monthly(2021, "5 " * 12) | monthly(2020, "7 " * 12)
    found = for_year(held | even, RollUp.SUM)
    assert found == Forecast(
        Decimal(5070),
        "seasonal: the same 2 months made up 16.7% of the year's total in the last two years, on average; "
        "April 2022 and May 2022 are missing",
    )


def test_a_year_with_a_gap_is_not_an_outturn() -> None:
    held = published("community transport")
    del held[MONTHS[1]]
    found = for_year(held, RollUp.SUM)
    assert found is not None and not found.outturn
    assert found == Forecast(
        Decimal(5996),
        "run rate: 5,496 in 11 of 12 months; May 2022 is missing, so the rate rests on the months there are",
    )


def test_without_a_figure_in_the_year_there_is_no_forecast() -> None:
    assert for_year({}, RollUp.SUM) is None
    assert for_year(monthly(2021, "1 " * 12), RollUp.LATEST) is None
    with pytest.raises(ValueError, match="Quarter 1 2022/23 is not a financial year"):
        forecast(quarter(2022, 1), {}, Length.MONTH, RollUp.SUM, False, 0)


def test_an_annual_figure_is_its_own_outturn() -> None:
    assert forecast(YEAR, {YEAR: Decimal(7)}, Length.YEAR, RollUp.SUM, False, 0) == Forecast(
        Decimal(7), "outturn", True
    )


@given(
    st.decimals(-(10**6), 10**6, places=2, allow_nan=False), st.integers(1, 11), st.booleans(), st.sampled_from(GROWING)
)
def test_constant_months_come_to_twelve_times_the_figure_by_both_methods(
    figure: Decimal, months: int, seasonal: bool, how: tuple[RollUp, bool]
) -> None:
    years = (2020, 2021, 2022) if seasonal and figure else (2022,)
    held = {}
    for year in years:
        for number, period in enumerate(parts(financial_year(year), Length.MONTH), 1):
            if year < 2022 or number <= months:
                held[period] = figure * number if how[1] else figure
    found = for_year(held, *how, decimals=2)
    assert found is not None
    assert found.value == 12 * figure
    assert found.basis.startswith("seasonal: " if len(years) == 3 else "run rate: ")
