from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.framework.figures import rounded
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.travel import Travel
from pmf_excel.framework.trend import Course, Sign, Signal, Trend, trend, xmr

numbers = st.decimals(-(10**6), 10**6, places=2, allow_nan=False)
series = st.lists(numbers, min_size=8, max_size=30)
#: A small step among the same few values makes runs, rises and falls likely.
short_steps = st.lists(st.integers(0, 4).map(Decimal), min_size=8, max_size=30)
JUDGED = [Polarity.HIGHER, Polarity.LOWER]


def of(text: str) -> list[Decimal]:
    return [Decimal(value) for value in text.split()]


def mole_valley(title: str) -> list[Decimal]:
    path = Path(__file__).parent / "published" / "mole_valley_monthly.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [Decimal(row["value"]) for row in csv.DictReader(file) if title in row["title"]]


def test_limits_are_the_mean_and_2_66_times_the_average_moving_range() -> None:
    chart = xmr(of("10 12 10 12 10 12 10 12"))
    assert chart is not None
    assert (chart.mean, chart.lower, chart.upper, chart.signals) == (11, Decimal("5.68"), Decimal("16.32"), ())


def test_mole_valleys_published_months_are_steady() -> None:
    # Households: 215 in 12 months, and 29 of movement in 11 steps.
    households = xmr(mole_valley("bed & breakfast"))
    assert households is not None
    assert [rounded(n, 4) for n in (households.mean, households.lower, households.upper)] == [
        Decimal("17.9167"), Decimal("10.9039"), Decimal("24.9294"),
    ]  # fmt: skip
    assert trend(mole_valley("bed & breakfast"), Polarity.LOWER, 0).sentence == (
        "Steady: within its usual range of 11 to 25."
    )
    assert trend(mole_valley("community transport"), Polarity.HIGHER, 0).sentence == (
        "Steady: within its usual range of 314 to 674."
    )


def test_a_trend_needs_eight_figures() -> None:
    assert xmr(of("1 2 3 4 5 6 7")) is None
    assert trend(of("1 2 3 4 5"), Polarity.HIGHER, 0) == Trend(
        Course.TOO_FEW, "Too few figures for a trend: 5 of the 8 needed."
    )
    assert trend([], Polarity.LOWER, 0).sentence == "Too few figures for a trend: 0 of the 8 needed."


@pytest.mark.parametrize("value", ["0", "95.9", "-3.1", "0.1"])
@pytest.mark.parametrize("polarity", list(Polarity))
def test_a_constant_series_is_steady(value: str, polarity: Polarity) -> None:
    found = trend([Decimal(value)] * 11, polarity, 1)
    assert found.chart is not None and found.chart.signals == ()
    assert found.course is Course.STEADY
    shown = {"0": "0.0", "-3.1": "−3.1"}.get(value, value)
    assert found.sentence == f"Steady: all 11 figures are {shown}."
    assert found.travel is (Travel.SAME if polarity in JUDGED else Travel.NONE)


@pytest.mark.parametrize(
    ("polarity", "course", "sentence", "travel"),
    [
        (Polarity.HIGHER, Course.BETTER, "Getting better: the last 8 figures are all on the better side of the average of 93.9.", Travel.BETTER),
        (Polarity.LOWER, Course.WORSE, "Getting worse: the last 8 figures are all on the worse side of the average of 93.9.", Travel.WORSE),
        (Polarity.NEITHER, Course.HIGHER, "Getting higher: the last 8 figures are all above the average of 93.9.", Travel.NONE),
        (Polarity.BAND, Course.HIGHER, "Getting higher: the last 8 figures are all above the average of 93.9.", Travel.NONE),
    ],
)  # fmt: skip
def test_a_run_of_eight_is_judged_by_polarity(
    polarity: Polarity, course: Course, sentence: str, travel: Travel
) -> None:
    found = trend(of("91 93 91 93 96 95 94 95 94 96 94 95"), polarity, 1)
    assert (found.course, found.sentence, found.travel) == (course, sentence, travel)


def test_a_run_below_the_average_is_better_where_lower_is() -> None:
    values = [-value for value in of("91 93 91 93 96 95 94 95 94 96 94 95")]
    assert trend(values, Polarity.LOWER, 0).sentence == (
        "Getting better: the last 8 figures are all on the better side of the average of −93.9."
    )
    assert trend(values, Polarity.NEITHER, 0).sentence.startswith("Getting lower: the last 8 figures are all below")


@pytest.mark.parametrize(
    ("polarity", "sentence", "travel"),
    [
        (Polarity.HIGHER, "Outside its usual range: 20.0 is better than the usual 6.1 to 16.7.", Travel.BETTER),
        (Polarity.LOWER, "Outside its usual range: 20.0 is worse than the usual 6.1 to 16.7.", Travel.WORSE),
        (Polarity.NEITHER, "Outside its usual range: 20.0 is higher than the usual 6.1 to 16.7.", Travel.NONE),
    ],
)
def test_a_figure_outside_the_limits_is_judged_by_polarity(polarity: Polarity, sentence: str, travel: Travel) -> None:
    # 114 in 10 figures, and 18 of movement in 9 steps: 11.4, and 5.32 to either side.
    found = trend(of("10 11 10 11 10 11 10 11 10 20"), polarity, 1)
    assert (found.course, found.travel) == (Course.OUTSIDE, travel)
    assert found.sentence == sentence


def test_six_figures_in_one_direction_signal() -> None:
    values = of("14 10 14 10 14 10 11 12 13 14 15")
    found = trend(values, Polarity.HIGHER, 0)
    assert found.chart is not None and found.chart.signals == (Signal(Sign.CLIMB, True, 6),)
    assert found.sentence == "Getting better: the last 6 figures got better each time."
    assert trend(values, Polarity.LOWER, 0).sentence == "Getting worse: the last 6 figures got worse each time."
    assert trend(values, Polarity.BAND, 0).sentence == "Getting higher: the last 6 figures got higher each time."
    assert trend([*values[:-1], Decimal(14)], Polarity.HIGHER, 0).course is Course.STEADY


def test_a_figure_on_the_mean_ends_a_run() -> None:
    broken, whole = xmr(of("0 4 1 3 1 2 4 4 4 3 4 4 4 4")), xmr(of("0 4 1 3 1 2 4 4 4 4 4 4 4 4"))
    assert broken is not None and whole is not None
    assert (broken.mean, broken.signals) == (3, ())
    assert whole.signals == (Signal(Sign.RUN, True, 8),)


def test_everything_the_chart_signals_is_said() -> None:
    found = trend(of("1 1 1 1 1 1 1 1 2 3 4 5 6 20"), Polarity.LOWER, 0)
    assert found.chart is not None and [s.sign for s in found.chart.signals] == [Sign.OUTSIDE, Sign.CLIMB]
    assert found.sentence.count("; also, ") == 1
    assert found.sentence.endswith("; also, the last 7 figures got worse each time.")


def test_figures_are_judged_as_printed() -> None:
    values = of("95.04 94.96 95.01 94.98 95.02 95.00 95.03 94.97 95.04")
    assert trend(values, Polarity.HIGHER, 1).sentence == "Steady: all 9 figures are 95.0."


def test_the_usual_range_stops_where_figures_do() -> None:
    values = of("98 92 99 93 97 92 99 96")
    assert trend(values, Polarity.HIGHER, 0).sentence == "Steady: within its usual range of 81 to 110."
    assert trend(values, Polarity.HIGHER, 0, Decimal(0), Decimal(100)).sentence == (
        "Steady: within its usual range of 81 to 100."
    )
    assert trend(of("1 3 0 2 4 0 1 2"), Polarity.LOWER, 0, minimum=Decimal(0)).sentence == (
        "Steady: within its usual range of 0 to 7."
    )


def test_a_mean_or_limit_is_never_printed_like_a_figure_beyond_it() -> None:
    found = trend([Decimal(0)] * 50 + [Decimal(1)] * 50, Polarity.HIGHER, 0)
    assert found.sentence == (
        "Outside its usual range: 1 is better than the usual 0 to 0.5; "
        "also, the last 50 figures are all on the better side of the average of 0.5."
    )


@given(series)
def test_limits_are_symmetric_about_the_mean(values: list[Decimal]) -> None:
    chart = xmr(values)
    assert chart is not None
    assert chart.lower <= chart.mean <= chart.upper
    assert rounded(chart.upper - chart.mean, 12) == rounded(chart.mean - chart.lower, 12)


@given(st.one_of(series, short_steps), st.integers(0, 2))
def test_turning_the_figures_and_the_polarity_changes_no_judgement(values: list[Decimal], decimals: int) -> None:
    found = trend(values, Polarity.HIGHER, decimals)
    turned = trend([-value for value in values], Polarity.LOWER, decimals)
    assert (turned.course, turned.travel) == (found.course, found.travel)
    assert found.chart is not None and turned.chart is not None
    # Not -mean: a minus sign rounds to 28 digits.
    assert (turned.chart.mean, turned.chart.lower, turned.chart.upper) == (
        found.chart.mean.copy_negate(), found.chart.upper.copy_negate(), found.chart.lower.copy_negate(),
    )  # fmt: skip


@given(st.one_of(series, short_steps), st.integers(0, 2))
def test_polarity_turns_the_judgement_and_nothing_else(values: list[Decimal], decimals: int) -> None:
    mirror = {Travel.BETTER: Travel.WORSE, Travel.WORSE: Travel.BETTER, Travel.SAME: Travel.SAME}
    higher, lower = (trend(values, polarity, decimals) for polarity in JUDGED)
    assert (lower.travel, lower.chart) == (mirror[higher.travel], higher.chart)
    for polarity in (Polarity.NEITHER, Polarity.BAND):
        plain = trend(values, polarity, decimals)
        assert plain.travel is Travel.NONE
        assert "better" not in plain.sentence and "worse" not in plain.sentence
