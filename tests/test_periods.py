from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.framework.calendar import due_date, in_words
from pmf_excel.framework.periods import Length, Period, closing_with, financial_year, month, parse, quarter

months = st.builds(month, st.integers(1950, 2150), st.integers(1, 12))
quarters = st.builds(quarter, st.integers(1950, 2150), st.integers(1, 4))
years = st.builds(financial_year, st.integers(1950, 2150))
periods = st.one_of(months, quarters, years)


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("2026-10", "2026-10"), ("Oct 2026", "2026-10"), ("October 2026", "2026-10"), ("10/2026", "2026-10"),
        ("Q2 2026/27", "2026-Q2"), ("2026-Q2", "2026-Q2"), ("Quarter 2 2026/27", "2026-Q2"), ("2026/27 Q2", "2026-Q2"),
        ("q2\u00a02026/2027", "2026-Q2"), ("2026/27", "2026-FY"), ("2026-27", "2026-FY"), ("2026-FY", "2026-FY"),
        ("1999/00", "1999-FY"), ("Sept 2026", "2026-09"),
    ],
)  # fmt: skip
def test_periods_are_read_as_people_type_them(typed: str, id_: str) -> None:
    assert parse(typed).id == id_


@pytest.mark.parametrize("typed", ["", "2026", "Q5 2026/27", "2026/28", "13/2026", "Ju 2026", "2026-13x", "Q2", "June"])
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is not a|there is no"):
        parse(typed)


def test_the_second_quarter_of_2026_is_july_to_september() -> None:
    period = parse("2026-Q2")
    assert (period.start, period.end) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (period.label, period.short) == ("Quarter 2 2026/27", "Q2 2026/27")


def test_the_fourth_quarter_lies_in_the_next_calendar_year() -> None:
    assert parse("2026-Q4").start == date(2027, 1, 1)


def test_a_round_asks_for_what_its_month_ends() -> None:
    assert [p.id for p in closing_with(month(2014, 5))] == ["2014-05"]
    assert [p.id for p in closing_with(month(2014, 6))] == ["2014-06", "2014-Q1"]
    assert [p.id for p in closing_with(month(2015, 3))] == ["2015-03", "2014-Q4", "2014-FY"]


def test_returns_are_due_on_the_tenth_of_the_next_month() -> None:
    assert due_date(month(2014, 6)) == date(2014, 7, 10)
    assert in_words(due_date(month(2014, 12))) == "10 January 2015"


@given(periods)
def test_printing_and_reading_give_the_same_period(period: Period) -> None:
    assert parse(period.id) == parse(period.label) == parse(period.short) == period


@given(periods, periods)
def test_periods_are_totally_ordered(one: Period, other: Period) -> None:
    assert (one < other) + (other < one) + (one == other) == 1
    if one.end < other.end:
        assert one < other


@given(periods, st.integers(-40, 40))
def test_going_back_and_forth_arrives_where_it_began(period: Period, steps: int) -> None:
    assert period.back(steps).back(-steps) == period
    assert period.back().end == period.start - timedelta(days=1)


@given(months)
def test_every_month_lies_in_one_quarter_and_one_year(period: Period) -> None:
    assert period.financial_year.holds(period)
    assert sum(quarter(period.financial_year.year, n).holds(period) for n in range(1, 5)) == 1


@given(months)
def test_whatever_a_round_asks_ends_with_its_month(round_month: Period) -> None:
    asked = closing_with(round_month)
    assert {period.end for period in asked} == {round_month.end}
    assert len({period.length for period in asked}) == len(asked)
    assert (Length.QUARTER in {p.length for p in asked}) is (round_month.number in (3, 6, 9, 12))
