from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.framework.figures import Absence, Figure, rounded
from pmf_excel.framework.periods import Length, Period, financial_year, month, parse, quarter
from pmf_excel.framework.rollup import RollUp, named, parts, roll_up, year_to_date

YEAR = financial_year(2022)
QUARTERS = parts(YEAR, Length.QUARTER)
JOURNEYS = "Number of community transport journeys"
IN_BED_AND_BREAKFAST = "Number of households in bed & breakfast accommodation"
AWAITED = Figure(absence=Absence.AWAITED)
NOT_DUE = Figure(absence=Absence.NOT_DUE)
NOT_APPLICABLE = Figure(absence=Absence.NOT_APPLICABLE)
SUPPRESSED = Figure(absence=Absence.SUPPRESSED)
APRIL_TO_JUNE = parts(quarter(2022, 1), Length.MONTH)

numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
figures = st.builds(Figure, numbers)
counts = st.integers(0, 10**6).map(Decimal)
shares = st.tuples(counts, counts.filter(bool)).map(lambda two: Figure.of_parts(*two, per=Decimal(100)))


def of(*values: str) -> list[Figure]:
    return [Figure(Decimal(value)) for value in values]


@pytest.fixture
def published() -> dict[str, dict[Period, Figure]]:
    """What Mole Valley published for each month of 2022/23, by measure."""
    found: dict[str, dict[Period, Figure]] = {}
    path = Path(__file__).parent / "published" / "mole_valley_monthly.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["title"], {})[parse(row["month"])] = Figure(Decimal(row["value"]))
    return found


@pytest.mark.parametrize(
    ("title", "how", "by_quarter", "year"),
    [
        (JOURNEYS, RollUp.SUM, [1280, 1350, 1590, 1712], 5932),
        (JOURNEYS, RollUp.HIGHEST, [451, 517, 570, 628], 628),
        (JOURNEYS, RollUp.LOWEST, [393, 394, 450, 534], 393),
        (IN_BED_AND_BREAKFAST, RollUp.LATEST, [20, 15, 18, 24], 24),
    ],
)
def test_mole_valleys_months_make_its_quarters_and_its_year(
    published: dict[str, dict[Period, Figure]], title: str, how: RollUp, by_quarter: list[int], year: int
) -> None:
    months = published[title]
    quarters = [roll_up([months[m] for m in parts(q, Length.MONTH)], how) for q in QUARTERS]
    assert [rolled.figure.value for rolled in quarters] == by_quarter
    assert {(rolled.used, rolled.of, rolled.why) for rolled in quarters} == {(3, 3, "")}
    from_months = roll_up([months[m] for m in parts(YEAR, Length.MONTH)], how)
    assert roll_up([rolled.figure for rolled in quarters], how).figure == from_months.figure == Figure(Decimal(year))
    assert (from_months.used, from_months.of) == (12, 12)


def test_mole_valleys_year_to_date(published: dict[str, dict[Period, Figure]]) -> None:
    journeys = published[JOURNEYS]
    so_far = {end: year_to_date(journeys, month(*end), RollUp.SUM) for end in ((2022, 4), (2022, 9), (2023, 3))}
    assert [rolled.figure.value for rolled in so_far.values()] == [393, 2630, 5932]
    assert [(rolled.used, rolled.of) for rolled in so_far.values()] == [(1, 1), (6, 6), (12, 12)]


def test_suppressed_is_not_zero_and_cannot_be_summed() -> None:
    # Mole Valley 2024/25: "below 10" households in November, December and January (www.molevalley.gov.uk/?p=23721).
    months = [month(2024, 11), month(2024, 12), month(2025, 1)]
    rolled = roll_up([SUPPRESSED] * 3, RollUp.SUM, periods=months)
    assert (rolled.figure, rolled.used, rolled.of) == (SUPPRESSED, 0, 3)
    assert rolled.why == "0 of 3 months are there; November 2024, December 2024 and January 2025 are suppressed."
    third = {month(2024, 10): Figure(Decimal(12)), months[0]: SUPPRESSED, months[1]: SUPPRESSED}  # October is made up
    for how in (RollUp.SUM, RollUp.MEAN, RollUp.HIGHEST, RollUp.LOWEST, RollUp.RATIO):
        assert roll_up(list(third.values()), how).figure == SUPPRESSED
    assert year_to_date(third, months[1], RollUp.SUM).figure == SUPPRESSED


@pytest.mark.parametrize("how", [RollUp.SUM, RollUp.MEAN, RollUp.HIGHEST, RollUp.LOWEST, RollUp.RATIO])
def test_a_part_of_a_total_is_not_the_total(how: RollUp) -> None:
    rolled = roll_up([*of("393", "436"), AWAITED], how, periods=APRIL_TO_JUNE)
    assert (rolled.figure, rolled.used, rolled.of) == (AWAITED, 2, 3)
    assert rolled.why == "2 of 3 months are there; June 2022 is awaited."


def test_the_reason_is_the_most_serious_and_every_part_is_said() -> None:
    order = [Absence.SUPPRESSED, Absence.HELD, Absence.AWAITED, Absence.NOT_YET_AVAILABLE]
    for serious, lesser in pairwise(order):
        wanting = [Figure(absence=lesser), *of("1"), Figure(absence=serious)]
        assert roll_up(wanting, RollUp.SUM).figure.absence is serious
    wanting = [AWAITED, Figure(absence=Absence.HELD), *of("451")]
    assert roll_up(wanting, RollUp.SUM, periods=APRIL_TO_JUNE).why == (
        "1 of 3 months is there; May 2022 is being put right; April 2022 is awaited."
    )
    assert roll_up([AWAITED], RollUp.SUM, periods=APRIL_TO_JUNE[:1]).why == (
        "0 of 1 month is there; April 2022 is awaited."
    )
    assert roll_up(wanting, RollUp.SUM).why == "1 of 3 parts is there; 1 is being put right; 1 is awaited."


def test_a_total_that_is_not_yet_available_is_expected_with_its_last_part() -> None:
    early, late = (
        Figure(absence=Absence.NOT_YET_AVAILABLE, expected=day) for day in (date(2022, 8, 1), date(2022, 9, 1))
    )
    assert roll_up([early, late, *of("1")], RollUp.SUM).figure == late
    unknown = Figure(absence=Absence.NOT_YET_AVAILABLE)
    assert roll_up([early, unknown, *of("1")], RollUp.SUM).figure == unknown
    assert roll_up([early, AWAITED, *of("1")], RollUp.SUM).figure == AWAITED


def test_parts_that_do_not_apply_are_left_out() -> None:
    rolled = roll_up([*of("393", "436"), NOT_APPLICABLE], RollUp.SUM)
    assert (rolled.figure, rolled.used, rolled.of, rolled.why) == (Figure(Decimal(829)), 2, 2, "")
    assert roll_up([*of("4"), NOT_APPLICABLE, *of("8")], RollUp.MEAN).figure.value == 6
    nothing = roll_up([NOT_APPLICABLE] * 3, RollUp.SUM, periods=APRIL_TO_JUNE)
    assert (nothing.figure, nothing.of, nothing.why) == (NOT_APPLICABLE, 0, "None of the months applies.")


@pytest.mark.parametrize("how", list(RollUp))
def test_a_period_that_is_not_over_is_not_due_whatever_else_is_wanting(how: RollUp) -> None:
    rolled = roll_up([*of("17"), SUPPRESSED, NOT_DUE], how, periods=APRIL_TO_JUNE)
    assert rolled.figure == NOT_DUE
    assert rolled.why == "1 of 3 months is there; May 2022 is suppressed; June 2022 is not due yet."


def test_a_year_to_date_leaves_out_what_is_not_due_and_awaits_what_nobody_gave() -> None:
    held = {month(2022, 4): Figure(Decimal(17)), month(2022, 5): Figure(Decimal(20)), month(2022, 6): NOT_DUE}
    so_far = year_to_date(held, month(2022, 6), RollUp.SUM)
    assert (so_far.figure.value, so_far.used, so_far.of) == (37, 2, 3)
    assert so_far.why == "2 of 3 months are there; June 2022 is not due yet."
    assert year_to_date(held, month(2022, 7), RollUp.SUM).figure == AWAITED
    assert year_to_date({month(2022, 4): NOT_DUE}, month(2022, 4), RollUp.SUM).figure == NOT_DUE


def test_the_latest_figure_there_is_says_that_it_is_not_the_last() -> None:
    rolled = roll_up([*of("17", "17"), AWAITED], RollUp.LATEST, periods=APRIL_TO_JUNE)
    assert (rolled.figure.value, rolled.used, rolled.of) == (17, 2, 3)
    assert rolled.why == "The latest figure is that of May 2022; June 2022 is awaited."
    assert roll_up([*of("17"), AWAITED, SUPPRESSED], RollUp.LATEST).why == (
        "The latest figure is that of part 1 of 3; 1 is suppressed; 1 is awaited."
    )
    last = roll_up([AWAITED, *of("17", "20")], RollUp.LATEST, periods=APRIL_TO_JUNE)
    assert (last.figure.value, last.used, last.of, last.why) == (20, 3, 3, "")
    assert roll_up([AWAITED, SUPPRESSED], RollUp.LATEST).figure == SUPPRESSED


def test_a_percentage_is_made_again_from_its_two_numbers() -> None:
    april, may = (Figure.of_parts(Decimal(n), Decimal(d), Decimal(100)) for n, d in ((1, 2), (9, 98)))
    rolled = roll_up([april, may], RollUp.RATIO)
    assert (rolled.figure.value, rolled.figure.numerator, rolled.figure.denominator) == (10, 10, 100)
    assert roll_up([april, may], RollUp.RATIO, per=Decimal(1)).figure.value == Decimal("0.1")


def test_a_percentage_without_its_two_numbers_is_never_averaged() -> None:
    known = Figure.of_parts(Decimal(1), Decimal(2), Decimal(100))
    rolled = roll_up([known, *of("50"), known], RollUp.RATIO, periods=APRIL_TO_JUNE)
    assert (rolled.figure, rolled.used) == (Figure(absence=Absence.NOT_YET_AVAILABLE), 2)
    assert rolled.why == "The two numbers behind May 2022 are not known, and a percentage is never averaged."
    assert "behind 2 of 2 parts are" in roll_up(of("50", "60"), RollUp.RATIO).why


def test_of_nothing_at_all_there_is_no_share() -> None:
    none = Figure(Decimal(0), numerator=Decimal(0), denominator=Decimal(0))
    rolled = roll_up([none, none], RollUp.RATIO)
    assert (rolled.figure.absence, rolled.figure.denominator) == (Absence.NOT_APPLICABLE, 0)
    assert rolled.why == "There was nothing to take a share of."


@pytest.mark.parametrize("how", list(RollUp))
def test_a_figure_is_provisional_when_a_part_it_rests_on_is(how: RollUp) -> None:
    final, draft = (
        Figure.of_parts(Decimal(1), Decimal(2), Decimal(100), provisional=provisional) for provisional in (False, True)
    )
    assert not roll_up([final, final], how).provisional
    assert roll_up([draft, final], how).provisional is (how is not RollUp.LATEST)
    assert roll_up([final, draft], how).provisional
    assert not roll_up([draft, AWAITED, SUPPRESSED], RollUp.SUM).provisional


def test_parts_are_in_order_and_longer_periods_have_no_place_in_shorter_ones() -> None:
    assert [m.id for m in parts(quarter(2022, 4), Length.MONTH)] == ["2023-01", "2023-02", "2023-03"]
    assert [q.id for q in parts(YEAR, Length.QUARTER)] == ["2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"]
    assert (len(parts(YEAR, Length.MONTH)), parts(YEAR, Length.YEAR)) == (12, [YEAR])
    with pytest.raises(ValueError, match="June 2022 has no quarters"):
        parts(month(2022, 6), Length.QUARTER)
    assert [named(["A", "B", "C"][:n]) for n in (1, 2, 3)] == ["A", "A and B", "A, B and C"]


def test_nothing_and_the_wrong_periods_cannot_be_rolled_up() -> None:
    for held, periods in (([], ()), (of("1"), APRIL_TO_JUNE)):
        with pytest.raises(ValueError, match="at least one part"):
            roll_up(held, RollUp.SUM, periods=periods)


@given(st.lists(shares, min_size=12, max_size=12))
def test_a_ratio_of_sums_is_the_same_however_its_parts_are_grouped(months: list[Figure]) -> None:
    quarters = [roll_up(months[at : at + 3], RollUp.RATIO).figure for at in range(0, 12, 3)]
    year = roll_up(months, RollUp.RATIO).figure
    assert roll_up(quarters, RollUp.RATIO).figure == year
    above = sum(share.numerator for share in months if share.numerator is not None)
    below = sum(share.denominator for share in months if share.denominator is not None)
    assert year == Figure.of_parts(Decimal(above), Decimal(below), Decimal(100))


@given(st.lists(figures, min_size=12, max_size=12), st.sampled_from([h for h in RollUp if h is not RollUp.RATIO]))
def test_the_year_from_quarters_is_the_year_from_months(months: list[Figure], how: RollUp) -> None:
    quarters = [roll_up(months[at : at + 3], how).figure for at in range(0, 12, 3)]
    from_quarters, from_months = roll_up(quarters, how).figure.value, roll_up(months, how).figure.value
    assert from_quarters is not None and from_months is not None
    assert rounded(from_quarters, 20) == rounded(from_months, 20)


@given(st.lists(figures, min_size=1, max_size=24))
def test_the_mean_lies_between_the_lowest_and_the_highest(held: list[Figure]) -> None:
    lowest, mean, highest = (roll_up(held, how).figure.value for how in (RollUp.LOWEST, RollUp.MEAN, RollUp.HIGHEST))
    assert lowest is not None and mean is not None and highest is not None
    assert lowest <= mean <= highest


@given(
    st.lists(
        st.one_of(figures, st.sampled_from(Absence).map(lambda reason: Figure(absence=reason))), min_size=1, max_size=12
    ),
    st.sampled_from(RollUp),
    st.booleans(),
)
def test_any_parts_roll_up_and_what_has_no_value_says_why(held: list[Figure], how: RollUp, to_date: bool) -> None:
    rolled = roll_up(held, how, to_date=to_date)
    assert 0 <= rolled.used <= rolled.of <= len(held)
    assert rolled.why.endswith(".") or (rolled.why == "" and rolled.figure.value is not None)
    assert rolled.why != "" or rolled.used == rolled.of
