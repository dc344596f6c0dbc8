from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_excel.framework.calendar import (
    HARBOROUGH,
    Deadlines,
    Extension,
    Stage,
    Step,
    backwards,
    bank_holidays,
    clashes,
    days_late,
    due_date,
    due_for,
    due_with,
    in_words,
    is_working_day,
    publish_by,
    review_wanted,
    round_due,
    timetable,
    working_day_back,
    working_days_between,
)
from pmf_excel.framework.periods import Length, Period, financial_year, month, quarter

DAY = timedelta(days=1)
months = st.builds(month, st.integers(1950, 2150), st.integers(1, 12))
quarters = st.builds(quarter, st.integers(1950, 2150), st.integers(1, 4))
years = st.builds(financial_year, st.integers(1950, 2150))
periods = st.one_of(months, quarters, years)
deadlines = st.builds(Deadlines, st.integers(1, 28), st.integers(0, 28), st.integers(1, 12))
#: Within these the bank holidays are known, and so are those before a meeting early in the first year.
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
stages = st.lists(st.builds(Stage, st.sampled_from(["Entry", "Report", "Clearance"]), st.integers(1, 8)), max_size=5)


def test_a_round_in_march_gives_the_year_until_the_end_of_april() -> None:
    assert round_due(month(2015, 3)) == {
        month(2015, 3): date(2015, 4, 10),
        quarter(2014, 4): date(2015, 4, 10),
        financial_year(2014): date(2015, 4, 30),
    }


def test_a_round_within_a_quarter_has_one_due_date() -> None:
    assert round_due(month(2026, 12)) == {month(2026, 12): date(2027, 1, 10), quarter(2026, 3): date(2027, 1, 10)}
    assert round_due(month(2026, 11)) == {month(2026, 11): date(2026, 12, 10)}


def test_a_council_may_set_other_days() -> None:
    own = Deadlines(day=28, annual_day=15)
    assert due_for(month(2026, 1), own) == date(2026, 2, 28)
    assert due_for(financial_year(2026), own) == date(2027, 4, 15)


@pytest.mark.parametrize(
    "wrong", [{"day": 0}, {"day": 29}, {"annual_day": 31}, {"annual_day": -1}, {"review_months": 0}]
)
def test_deadlines_that_some_month_cannot_keep_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"due day|reviewed"):
        Deadlines(**wrong)


def test_an_activity_is_reviewed_at_least_once_a_quarter() -> None:
    assert review_wanted(month(2026, 6), None)
    assert not review_wanted(month(2026, 6), month(2026, 6))
    assert not review_wanted(month(2026, 6), month(2026, 4))
    assert review_wanted(month(2026, 6), month(2026, 3))
    assert review_wanted(month(2027, 1), month(2026, 10))
    assert review_wanted(month(2026, 6), month(2026, 5), Deadlines(review_months=1))


def test_the_latest_extension_agreed_for_the_service_and_the_round_counts() -> None:
    may, june = month(2026, 5), month(2026, 6)
    agreed = [
        Extension("HOU", june, date(2026, 7, 17), "Head of Finance"),
        Extension("HOU", june, date(2026, 7, 24), "Chief Executive"),
        Extension("HOU", may, date(2026, 8, 31), "Chief Executive"),
        Extension("PLA", june, date(2026, 7, 31), "Chief Executive"),
    ]
    assert due_with(due_for(june), agreed, "HOU", june) == date(2026, 7, 24)
    assert due_with(due_for(june), agreed, "LEI", june) == date(2026, 7, 10)


def test_an_extension_says_who_agreed_it_and_belongs_to_a_round() -> None:
    with pytest.raises(ValueError, match="who agreed it"):
        Extension("HOU", month(2026, 6), date(2026, 7, 17), " ")
    with pytest.raises(ValueError, match="not a month"):
        Extension("HOU", quarter(2026, 1), date(2026, 7, 17), "Chief Executive")


def test_days_late_are_counted_from_the_due_date() -> None:
    due = date(2026, 12, 10)
    assert [days_late(due, day) for day in (date(2026, 12, 9), due, date(2026, 12, 11), date(2027, 1, 10))] == [
        0,
        0,
        1,
        31,
    ]


@given(periods, deadlines)
def test_a_due_date_comes_in_the_month_after_its_period(period: Period, own: Deadlines) -> None:
    due = due_for(period, own)
    assert period.end < due <= period.end + timedelta(days=31)
    assert (due.year, due.month) == ((period.end + DAY).year, (period.end + DAY).month)


@given(months, deadlines)
def test_every_period_a_round_asks_for_has_a_due_date(round_month: Period, own: Deadlines) -> None:
    due = round_due(round_month, own)
    assert due[round_month] == due_date(round_month, own.day)
    assert (Length.YEAR in {period.length for period in due}) is (round_month.number == 3)


@given(days, st.lists(days))
def test_an_extension_never_makes_anything_due_earlier(due: date, untils: list[date]) -> None:
    june = month(2026, 6)
    agreed = [Extension("HOU", june, until, "Chief Executive") for until in untils]
    assert due_with(due, agreed, "HOU", june) == max([due, *untils])


def test_the_bank_holidays_of_2026_are_those_of_england() -> None:
    weekdays = [day for day in bank_holidays(2026, 2026) if day.weekday() < 5]
    assert weekdays == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31),
        date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip
    assert bank_holidays(2026, 2026)[date(2026, 12, 28)] == "Boxing Day (substitute day)"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2020, 5, 8), "May Day"), (date(2021, 12, 27), "Christmas Day (substitute day)"),
        (date(2022, 6, 2), "Spring Bank Holiday"), (date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
        (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"), (date(2023, 5, 8), "Coronation of Charles III"),
    ],
)  # fmt: skip
def test_substitute_and_special_days_are_known(day: date, name: str) -> None:
    assert bank_holidays(2020, 2023)[day] == name
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 4),  # May Day was moved to the Friday
        date(2022, 5, 30),  # the Spring bank holiday was moved to the Thursday
        date(2026, 1, 2), date(2026, 7, 13), date(2026, 8, 3), date(2026, 11, 30),  # bank holidays of Scotland or Northern Ireland
        date(2026, 12, 24),
    ],
)  # fmt: skip
def test_days_that_are_no_holiday_in_england_are_working_days(day: date) -> None:
    assert is_working_day(day)


def test_saturday_and_sunday_are_no_working_days() -> None:
    assert [is_working_day(date(2026, 10, 5) + n * DAY) for n in range(7)] == [True] * 5 + [False] * 2


def test_years_whose_bank_holidays_are_not_known_are_refused() -> None:
    with pytest.raises(ValueError, match="bank holidays are known from"):
        is_working_day(date(2500, 6, 1))
    with pytest.raises(ValueError, match="not from 2027 to 2026"):
        bank_holidays(2027, 2026)


def test_the_cached_bank_holidays_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        bank_holidays(2026, 2026)[date(2026, 12, 24)] = "Christmas Eve"  # type: ignore[index]


def test_working_days_are_counted_between_two_days_and_neither_counts() -> None:
    assert working_days_between(date(2026, 10, 5), date(2026, 10, 9)) == 3
    assert working_days_between(date(2026, 12, 24), date(2027, 1, 4)) == 3  # 29, 30 and 31 December
    assert working_days_between(date(2026, 10, 9), date(2026, 10, 10)) == 0
    assert working_days_between(date(2026, 10, 9), date(2026, 10, 5)) == 0


def test_working_days_are_counted_back_over_christmas() -> None:
    assert working_day_back(date(2026, 12, 29), 1) == date(2026, 12, 24)
    assert working_day_back(date(2027, 1, 4), 4) == date(2026, 12, 24)
    with pytest.raises(ValueError, match="working day number 0"):
        working_day_back(date(2027, 1, 4), 0)


@pytest.mark.parametrize(
    ("meeting", "published"),
    [
        # an ordinary Tuesday: 17, 18, 19, 20 and 23 November are clear
        (date(2026, 11, 24), date(2026, 11, 16)),
        # an ordinary Monday: the whole week before is clear
        (date(2026, 11, 16), date(2026, 11, 6)),
        # Christmas 2026: 23, 24, 29, 30 and 31 December are clear
        (date(2027, 1, 4), date(2026, 12, 22)),
        # 4 to 8 January are clear, and New Year's Day is a Friday
        (date(2027, 1, 11), date(2026, 12, 31)),
        # Christmas 2021, with two substitute days: 23, 24, 29, 30 and 31 December; 3 January was a substitute day too
        (date(2022, 1, 4), date(2021, 12, 22)),
        # Easter 2026, the Monday after Easter Monday: 2, 7, 8, 9 and 10 April
        (date(2026, 4, 13), date(2026, 4, 1)),
        # the Monday after the Summer bank holiday: 28 August, then 1 to 4 September
        (date(2026, 9, 7), date(2026, 8, 27)),
        # the Jubilee, Thursday 2 and Friday 3 June 2022: 6 to 10 June
        (date(2022, 6, 13), date(2022, 6, 1)),
        # the Queen's funeral, Monday 19 September 2022: 20, 21, 22, 23 and 26 September
        (date(2022, 9, 27), date(2022, 9, 16)),
        # the coronation, Monday 8 May 2023: 5, 9, 10, 11 and 12 May
        (date(2023, 5, 15), date(2023, 5, 4)),
    ],
)
def test_an_agenda_is_published_five_clear_working_days_before(meeting: date, published: date) -> None:
    assert publish_by(meeting) == published


def test_a_council_may_count_other_clear_days() -> None:
    assert publish_by(date(2026, 11, 24), clear_days=3) == date(2026, 11, 18)
    with pytest.raises(ValueError, match="working day number"):
        publish_by(date(2026, 11, 24), clear_days=-1)


@given(days, st.integers(0, 15))
def test_there_are_exactly_the_clear_days_between_publication_and_meeting(meeting: date, clear_days: int) -> None:
    published = publish_by(meeting, clear_days)
    assert published < meeting
    assert is_working_day(published)
    assert working_days_between(published, meeting) == clear_days


@given(days, st.integers(1, 30))
def test_the_day_counted_back_is_that_many_working_days_before(day: date, n: int) -> None:
    back = working_day_back(day, n)
    assert is_working_day(back)
    assert working_days_between(back, day) == n - 1


def test_the_executive_sees_a_quarter_seven_weeks_after_it() -> None:
    assert timetable(quarter(2014, 1)) == [
        Step("Entry", date(2014, 7, 1), date(2014, 7, 7)),
        Step("Analysis and Performance Improvement Board", date(2014, 7, 8), date(2014, 7, 14)),
        Step("Report", date(2014, 7, 15), date(2014, 7, 21)),
        Step("Clearance", date(2014, 7, 22), date(2014, 8, 18)),
    ]
    assert date(2014, 8, 18) - quarter(2014, 1).end == timedelta(weeks=7)


def test_the_way_back_from_a_committee_ends_each_stage_on_a_working_day() -> None:
    # 16 November is a Monday, so clearance ends on the Friday before it, and so on back.
    assert backwards(date(2026, 11, 24)) == [
        Step("Entry", date(2026, 9, 26), date(2026, 10, 2)),
        Step("Analysis and Performance Improvement Board", date(2026, 10, 3), date(2026, 10, 9)),
        Step("Report", date(2026, 10, 10), date(2026, 10, 16)),
        Step("Clearance", date(2026, 10, 17), date(2026, 11, 13)),
        Step("Publication", date(2026, 11, 16), date(2026, 11, 16)),
        Step("Meeting", date(2026, 11, 24), date(2026, 11, 24)),
    ]


def test_the_way_back_steps_over_christmas() -> None:
    # Published on Tuesday 5 January; clearance ends on Monday 4 January, and the report before it on Christmas Eve.
    assert backwards(date(2027, 1, 13), [Stage("Report", 1), Stage("Clearance", 1)])[:3] == [
        Step("Report", date(2026, 12, 18), date(2026, 12, 24)),
        Step("Clearance", date(2026, 12, 29), date(2027, 1, 4)),
        Step("Publication", date(2027, 1, 5), date(2027, 1, 5)),
    ]


def test_a_meeting_too_soon_after_the_quarter_is_said_in_a_sentence() -> None:
    steps = backwards(date(2026, 11, 24))
    assert clashes(steps, quarter(2026, 2)) == [
        "Entry would begin on 26 September 2026 before the quarter ends on 30 September 2026."
    ]
    assert clashes(steps, quarter(2026, 1)) == []
    # Published on Wednesday 7 April, so that every stage, too, has its days from Wednesday to Tuesday.
    assert clashes(backwards(date(2027, 4, 15)), financial_year(2026)) == [
        "Entry would begin on 17 February 2027 before the year ends on 31 March 2027.",
        "Analysis and Performance Improvement Board would begin on 24 February 2027 before the year ends on 31 March 2027.",
        "Report would begin on 3 March 2027 before the year ends on 31 March 2027.",
        "Clearance would begin on 10 March 2027 before the year ends on 31 March 2027.",
    ]


def test_beginning_on_the_last_day_of_the_quarter_is_too_soon() -> None:
    early = [Step("Entry", date(2026, 9, 30), date(2026, 10, 6)), Step("Report", date(2026, 10, 1), date(2026, 10, 7))]
    assert clashes(early, quarter(2026, 2)) == ["Entry would begin on 30 September 2026, the last day of the quarter."]


def test_a_stage_takes_at_least_a_week() -> None:
    with pytest.raises(ValueError, match="Report takes 0 weeks"):
        Stage("Report", 0)


@given(periods)
def test_a_timetable_has_no_gap_and_never_clashes(period: Period) -> None:
    steps = timetable(period)
    assert steps[0].first == period.end + DAY
    assert all(one.last + DAY == other.first for one, other in pairwise(steps))
    assert steps[-1].last - period.end == timedelta(weeks=sum(stage.weeks for stage in HARBOROUGH))
    assert clashes(steps, period) == []


@given(days, stages)
def test_going_back_each_stage_has_its_weeks_and_ends_before_the_next(meeting: date, wanted: list[Stage]) -> None:
    steps = backwards(meeting, wanted)
    assert [step.name for step in steps] == [*(stage.name for stage in wanted), "Publication", "Meeting"]
    for stage, step, following in zip(wanted, steps, steps[1:], strict=False):
        assert (step.last - step.first + DAY).days == 7 * stage.weeks
        assert is_working_day(step.last)
        assert step.last < following.first
        assert working_days_between(step.last, following.first) == 0


@given(days, quarters)
def test_there_is_a_sentence_for_each_step_that_begins_too_soon(meeting: date, period: Period) -> None:
    steps = backwards(meeting)
    said = clashes(steps, period)
    assert len(said) == sum(step.first <= period.end for step in steps)
    assert all(in_words(step.first) in sentence for step, sentence in zip(steps, said, strict=False))


def test_the_bank_holidays_are_loaded_only_when_they_are_asked_for() -> None:
    code = "import sys; import pmf_excel.framework.calendar; assert 'holidays' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
