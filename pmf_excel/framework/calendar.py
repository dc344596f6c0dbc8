"""When things are due: returns, the reporting timetable, and the way back from a committee date.

Deadlines for returns follow the North Norfolk framework 2017, section 3. The stages of a report and their weeks follow the
Harborough scrutiny panel report 2014, paragraph 2.9. Publication follows the Local Government Act 1972, section 100B.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from pmf_excel.framework.periods import Length, Period, closing_with, month

DAY = timedelta(days=1)


def in_words(day: date) -> str:
    """A date as it is printed: 10 July 2014."""
    return f"{day.day} {day.strftime('%B %Y')}"


def in_brief(day: date) -> str:
    """A date as it stands in a table or within a remark: 10 Jul 2014."""
    return f"{day.day} {day.strftime('%b %Y')}"


def days_past(due: date | None, end: date) -> int | None:
    """How many days past its date something is on a day; nothing where the date has not passed."""
    return (end - due).days if due is not None and due < end else None


def parse_day(text: str) -> date:
    """The day meant by "2014-08-12", "12/08/2014", "12 August 2014" or "12 Aug 2014"; days come before months.

    Raises ValueError when the text is none of these.
    """
    plain = " ".join(text.replace(",", " ").split())
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(plain, shape).date()
        except ValueError:
            continue
    raise ValueError(f'"{text}" is not a day')


@dataclass(frozen=True)
class Deadlines:
    """How long services have after a period ends, and how often an activity is reviewed.

    Monthly and quarterly items are due on ``day`` of the following month, annual ones on ``annual_day`` of it, where 0 is
    the month's last day. An activity is reviewed at least once every ``review_months`` months.
    """

    day: int = 10
    annual_day: int = 0
    review_months: int = 3

    def __post_init__(self) -> None:
        # No later than the 28th, so that February has the day as well.
        if not (1 <= self.day <= 28 and 0 <= self.annual_day <= 28):
            raise ValueError(
                "a due day is a number from 1 to 28, or 0 for the last day of the month an annual item is due in"
            )
        if self.review_months < 1:
            raise ValueError("activities are reviewed at least once every 1 or more months")


#: The deadlines where a council has set none (North Norfolk framework 2017, section 3).
NORTH_NORFOLK = Deadlines()


def due_date(round_month: Period, day: int = 10) -> date:
    """The day of the following month by which monthly and quarterly items are wanted."""
    return round_month.back(-1).start.replace(day=day)


def due_for(period: Period, deadlines: Deadlines = NORTH_NORFOLK) -> date:
    """The day by which what belongs to a period is due, always in the month after the period ends."""
    if period.length is not Length.YEAR:
        return due_date(period, deadlines.day)
    after = due_date(period, deadlines.annual_day or 1)
    return after if deadlines.annual_day else month(after.year, after.month).end


def round_due(round_month: Period, deadlines: Deadlines = NORTH_NORFOLK) -> dict[Period, date]:
    """Each period that ends with a round's month, and the day by which it is due: in March the year has longer."""
    return {period: due_for(period, deadlines) for period in closing_with(round_month)}


def review_wanted(round_month: Period, last: Period | None, deadlines: Deadlines = NORTH_NORFOLK) -> bool:
    """Whether a round must ask for an activity's review: never reviewed, or last in a round so many months before."""
    return last is None or last <= round_month.back(deadlines.review_months)


@dataclass(frozen=True)
class Extension:
    """A service has longer for one round: until when, and the job title of the person who agreed it.

    ``form`` is the yearly form that it has longer for, whose round is a financial year; nothing for the monthly return.
    """

    service: str
    round: Period
    until: date
    agreed_by: str
    form: str = ""

    def __post_init__(self) -> None:
        if self.round.length is not (Length.YEAR if self.form else Length.MONTH):
            what = (
                "a financial year, and a yearly form belongs to one"
                if self.form
                else "a month, and a round belongs to a month"
            )
            raise ValueError(f"{self.round} is not {what}")
        if not self.agreed_by.strip():
            raise ValueError(f"the extension for {self.service} does not say who agreed it")


def due_with(due: date, extensions: Iterable[Extension], service: str, at: Period, form: str = "") -> date:
    """The latest date agreed with a service for a round, or for a form of a year, and never earlier than the due date itself."""
    wanted = (service, at, form)
    return max([due, *(one.until for one in extensions if (one.service, one.round, one.form) == wanted)])


def days_late(due: date, received_or_today: date) -> int:
    """How many days after its due date something came, or is still awaited; 0 when it is not late."""
    return max(0, (received_or_today - due).days)


@lru_cache
def bank_holidays(first_year: int, last_year: int) -> Mapping[date, str]:
    """The bank holidays of England in these calendar years by date, with substitute days and the special ones.

    Raises ValueError for years whose bank holidays are not known: a day off taken for a working day would go unnoticed.
    """
    # Only here: most commands count no working days, and should not wait for it to load.
    import holidays

    england = holidays.country_holidays(
        "GB", subdiv="ENG", years=range(first_year, last_year + 1), expand=False, language="en_GB"
    )
    if not england.start_year <= first_year <= last_year <= england.end_year:
        raise ValueError(
            f"bank holidays are known from {england.start_year} to {england.end_year}, not from {first_year} to {last_year}"
        )
    # GOV.UK says "substitute day" where the library says "observed".
    named = {day: name.replace("(observed)", "(substitute day)") for day, name in sorted(england.items())}
    return MappingProxyType(named)


def is_working_day(day: date) -> bool:
    """Whether a day is a Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year, day.year)


def working_days_between(after: date, before: date) -> int:
    """How many working days lie between two days; neither of the two counts."""
    return sum(is_working_day(after + n * DAY) for n in range(1, (before - after).days))


def working_day_back(day: date, n: int) -> date:
    """The n-th working day before a day, which itself does not count."""
    if n < 1:
        raise ValueError(f"there is no working day number {n} before another")
    while n:
        day -= DAY
        n -= is_working_day(day)
    return day


def publish_by(meeting: date, clear_days: int = 5) -> date:
    """The last working day on which an agenda may be published (Local Government Act 1972, section 100B).

    Neither the day of publication nor the day of the meeting counts. The Act says "clear days"; only working days are
    counted here, as councils do, so that an agenda is never a day late.
    """
    return working_day_back(meeting, clear_days + 1)


@dataclass(frozen=True)
class Stage:
    """A stage on the way from a period's end to a committee, and how many weeks it takes."""

    name: str
    weeks: int

    def __post_init__(self) -> None:
        if self.weeks < 1:
            raise ValueError(f"{self.name} takes {self.weeks} weeks, and a stage takes at least 1")

    @property
    def length(self) -> timedelta:
        """The stage in days."""
        return timedelta(weeks=self.weeks)


@dataclass(frozen=True)
class Step:
    """A stage with its days, the first and the last of which both belong to it."""

    name: str
    first: date
    last: date


#: The Executive sees the report about 7 weeks after the quarter (Harborough scrutiny panel report 2014, paragraph 2.9).
HARBOROUGH = (
    Stage("Entry", 1),
    Stage("Analysis and Performance Improvement Board", 1),
    Stage("Report", 1),
    Stage("Clearance", 4),
)


def timetable(period: Period, stages: Iterable[Stage] = HARBOROUGH) -> list[Step]:
    """The stages one after another without a gap, from the day after the period ends."""
    steps = []
    first = period.end + DAY
    for stage in stages:
        steps.append(Step(stage.name, first, first + stage.length - DAY))
        first += stage.length
    return steps


def backwards(meeting: date, stages: Sequence[Stage] = HARBOROUGH, clear_days: int = 5) -> list[Step]:
    """The latest days for every stage, for publication and for the meeting itself, the earliest step first.

    Each stage has its full weeks and ends on the last working day before the next step begins.
    """
    published = publish_by(meeting, clear_days)
    steps = [Step("Meeting", meeting, meeting), Step("Publication", published, published)]
    for stage in reversed(stages):
        last = working_day_back(steps[-1].first, 1)
        steps.append(Step(stage.name, last - stage.length + DAY, last))
    return steps[::-1]


def clashes(steps: Iterable[Step], period: Period) -> list[str]:
    """A sentence for every step that would begin before the period has ended."""
    early = f"before the {period.length} ends on {in_words(period.end)}"
    same_day = f"the last day of the {period.length}"
    return [
        f"{step.name} would begin on {in_words(step.first)} {early}."
        if step.first < period.end
        else f"{step.name} would begin on {in_words(step.first)}, {same_day}."
        for step in steps
        if step.first <= period.end
    ]
