"""The way of each report to its meeting in a year, worked out backwards, and what of the register cannot be.

A report goes to the first meeting of its committee that can have it: with the full weeks of every stage (Harborough 2014, paragraph
2.9), figures that are due before the board has done with them, and five clear working days of publication (Local Government Act
1972, section 100B).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pmf_excel.framework.calendar import (
    DAY,
    HARBOROUGH,
    NORTH_NORFOLK,
    Deadlines,
    Stage,
    Step,
    backwards,
    bank_holidays,
    clashes,
    due_for,
    in_words,
    is_working_day,
)
from pmf_excel.framework.committees import Meeting, Route
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Length, Period, quarter
from pmf_excel.framework.routing import routes
from pmf_excel.problems import Place

#: Later than so long after a report is no longer news, it goes to no meeting: another quarter has come and gone.
TOO_LATE = 91 * DAY


@dataclass(frozen=True)
class Pace:
    """How long everything takes: when figures are due, the weeks of each stage, and the clear working days of publication."""

    deadlines: Deadlines = NORTH_NORFOLK
    stages: Sequence[Stage] = HARBOROUGH
    clear_days: int = 5

    def steps(self, meeting: date) -> tuple[Step, ...]:
        """The stages before a meeting, publication and the meeting, the earliest first."""
        return tuple(backwards(meeting, self.stages, self.clear_days))

    def hindrance(self, meeting: date, period: Period) -> str:
        """Why a meeting is too early for a period's report, in a sentence; nothing where it is not.

        The figures may come while they are looked at, in the first two stages, and not later.
        """
        steps = self.steps(meeting)
        early = clashes(steps, period)
        if early:
            return early[0]
        board, due = steps[min(1, len(self.stages) - 1)], due_for(period, self.deadlines)
        if board.last > due:
            return ""
        return f"{board.name} would end on {in_words(board.last)}, and the figures are due on {in_words(due)}."

    def earliest(self, period: Period) -> date:
        """The first working day on which a meeting could have a period's report."""
        day = period.end + DAY
        while not is_working_day(day) or self.hindrance(day, period):
            day += DAY
        return day


@dataclass(frozen=True)
class Road:
    """The way of one report to one meeting: which period it is about, and its steps, the earliest first."""

    committee: str
    period: Period
    meeting: Meeting
    steps: tuple[Step, ...]

    @property
    def stages(self) -> tuple[Step, ...]:
        """The steps before publication."""
        return self.steps[:-2]

    @property
    def publication(self) -> date:
        """The day on which the papers are published."""
        return self.steps[-2].last

    @property
    def begins(self) -> date:
        """The first working day on the way."""
        day = self.steps[0].first
        while not is_working_day(day):
            day += DAY
        return day


@dataclass(frozen=True)
class Clash:
    """A date that cannot be, or will be hard to keep (not ``serious``): what it is about, where that stands, and what to do."""

    about: str
    found: str
    remedy: str
    serious: bool = True
    place: Place | None = None

    def __str__(self) -> str:
        """The whole of it, as a line says it."""
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.about}: {self.found} {self.remedy}"


def find_roads(framework: Framework, year: Period, pace: Pace) -> tuple[list[Road], list[Clash]]:
    """The road of every quarter's and the year's report to each committee that gets one, and what stands in its way."""
    found: list[Road] = []
    wrong: list[Clash] = []
    quarters = [quarter(year.year, number) for number in range(1, 5)]
    seen = set()
    for route in routes(framework):
        length = route.frequency.length
        if length is Length.MONTH or (route.committee, length) in seen or route.committee not in framework.committees:
            continue
        seen.add((route.committee, length))
        more, bad = _of_route(framework, route, quarters if length is Length.QUARTER else [year], pace)
        found += more
        wrong += bad
    return sorted(found, key=lambda one: (one.meeting.on, one.committee, one.period)), list(dict.fromkeys(wrong))


def _of_route(
    framework: Framework, route: Route, periods: Sequence[Period], pace: Pace
) -> tuple[list[Road], list[Clash]]:
    name = framework.committees[route.committee].name
    own = sorted((one for one in framework.meetings if one.committee == route.committee), key=lambda one: one.on)
    if not own:
        what = f"it gets {route.frequency.value.lower()} reports, and the register has no meeting of it."
        return [], [Clash(name, what, "Add its meetings to the sheet Meetings.", place=route.place)]
    found, missing, wrong = [], [], []
    for period in periods:
        there = [one for one in own if period.end < one.on <= last_of(period) + TOO_LATE]
        early = []
        for one in there:
            if not pace.hindrance(one.on, period):
                found.append(Road(route.committee, period, one, pace.steps(one.on)))
                break
            early.append(one)
        else:
            missing.append(period)
        if early:
            wrong.append(_too_early(name, early, period, pace))
        if period not in missing and found[-1].meeting.on > last_of(period):
            late = found[-1].meeting
            wrong.append(Clash(
                f"{name}, {in_words(late.on)}", f"the report for {period.label} comes to it after {in_words(last_of(period))}, when the next figures are in the making.",
                f"Add a meeting by {in_words(last_of(period))} if members are to have it sooner.", serious=False, place=late.stands,
            ))  # fmt: skip
    if missing:
        what = (
            f"no meeting of it in the register can have the report for {both([one.label for one in missing])} in time."
        )
        wrong.append(Clash(name, what, _remedy(missing, pace), place=route.place))
    return found, wrong


def last_of(period: Period) -> date:
    """Until when a period's report is in time: the end of the quarter after it, of half a year after a year."""
    return period.back(-1).end if period.length is Length.QUARTER else quarter(period.year + 1, 2).end


def _too_early(name: str, early: Sequence[Meeting], period: Period, pace: Pace) -> Clash:
    """What is said of the meetings after a period that are held too soon to have its report."""
    days = [in_words(one.on) for one in early]
    they = "it is" if len(early) == 1 else "they are"
    return Clash(
        f"{name}, {both(days)}", f"{they} too early for the report for {period.label}. {pace.hindrance(early[-1].on, period)}",
        f"A meeting from {in_words(pace.earliest(period))} on can have it. For an earlier one, agree shorter stages (report_stages in pmf.toml).",
        serious=False, place=early[-1].stands,
    )  # fmt: skip


def _remedy(missing: Sequence[Period], pace: Pace) -> str:
    """When a meeting would have to be, for each period that has none."""
    times = [(pace.earliest(one), last_of(one)) for one in missing]
    if any(first > last for first, last in times):
        return "With these stages none could. Make them shorter (report_stages in pmf.toml), or agree how it is told."
    between = both([f"from {in_words(first)} to {in_words(last)}" for first, last in times])
    return f"Add {'a meeting' if len(missing) == 1 else 'meetings'} {between} to the sheet Meetings, or take the report out of the sheet Reports."


def impossible(framework: Framework, first: date, last: date) -> Iterator[Clash]:
    """Meetings from one day to another on which nobody works, and two of the same committee on one day."""
    within = [one for one in framework.meetings if first <= one.on <= last]
    often = Counter((one.committee, one.on) for one in within)
    for one in within:
        committee = framework.committees.get(one.committee)
        about = f"{committee.name if committee else one.committee}, {in_words(one.on)}"
        if not is_working_day(one.on):
            what, remedy = f"the meeting is on {why_free(one.on)}.", "Correct its date on the sheet Meetings."
            yield Clash(about, what, remedy, place=one.stands)
        count = often.pop((one.committee, one.on), 1)  # said once, at the first of them
        if count > 1:
            what = f"the register has {count} meetings of it on this day."
            yield Clash(about, what, "Remove all but one from the sheet Meetings.", place=one.stands)


def why_free(day: date) -> str:
    """Why nobody works on a day, as "a Saturday" or "a bank holiday (Good Friday)"."""
    holidays = bank_holidays(day.year, day.year)
    return f"a bank holiday ({holidays[day]})" if day in holidays else f"a {day.strftime('%A')}"


def both(parts: Sequence[str]) -> str:
    """Parts of a sentence as a list: one, two and three."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
