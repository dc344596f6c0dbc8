"""A year's dates from the committee meetings backwards: issue, due, board, clearance, publication; and what cannot be.

Each quarter's report goes to the first meeting of a committee that can still have it: with the full weeks of every stage (Harborough
2014, paragraph 2.9) and five clear working days of publication (Local Government Act 1972, section 100B).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
from pmf_excel.framework.committees import Meeting
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Frequency, Period, closing_with, month, quarter
from pmf_excel.framework.routing import routes


class Sort(StrEnum):
    """What happens on a day."""

    ISSUE = "Issue returns"
    DUE = "Returns due"
    STAGE = "Stage ends"
    PUBLISH = "Publish agenda"
    MEETING = "Meeting"


@dataclass(frozen=True)
class YearDate:
    """One day: what happens, in words, who sees to it, which period it is about, and for which meeting it is."""

    day: date
    sort: Sort
    what: str
    who: str
    period: Period
    meeting: str = ""


@dataclass(frozen=True)
class Road:
    """The way of one report to one meeting: which period it is about, and its steps, the earliest first."""

    committee: str
    period: Period
    meeting: Meeting
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        """The step of a name."""
        return next((one for one in self.steps if one.name == name), None)


@dataclass(frozen=True)
class Clash:
    """A date that cannot be, or will be hard to keep: where in the register, what is the matter, and what to do."""

    about: str
    found: str
    remedy: str
    serious: bool = True


@dataclass(frozen=True)
class YearDates:
    """All dates of a year in their order, the road to each meeting, and what cannot be."""

    year: Period
    dates: tuple[YearDate, ...]
    roads: tuple[Road, ...]
    clashes: tuple[Clash, ...]


def year_dates(
    framework: Framework,
    year: Period,
    deadlines: Deadlines = NORTH_NORFOLK,
    stages: Sequence[Stage] = HARBOROUGH,
    clear_days: int = 5,
) -> YearDates:
    """Every date that belongs to the rounds of a financial year, with the meetings that its reports go to."""
    first = month(year.start.year, year.start.month)
    rounds = [first.back(-number) for number in range(12)]
    dates, found = _rounds(rounds, framework, deadlines)
    roads, more = _roads(
        framework, [quarter(year.year, number) for number in range(1, 5)], deadlines, stages, clear_days
    )
    named = {code: one.name for code, one in framework.committees.items()}
    for road in roads:
        to = f"{named.get(road.committee, road.committee)}, {in_words(road.meeting.on)}"
        for step in road.steps:
            sort = {"Meeting": Sort.MEETING, "Publication": Sort.PUBLISH}.get(step.name, Sort.STAGE)
            what, who = _words(step, road, named)
            dates.append(YearDate(step.last, sort, what, who, road.period, to))
    shown = {(road.committee, road.meeting.on) for road in roads}
    for one in _monthly(framework, rounds):
        if (one.committee, one.meeting.on) not in shown:
            dates.append(
                YearDate(
                    one.meeting.on,
                    Sort.MEETING,
                    f"{named[one.committee]} has the figures of {one.period.label}",
                    named[one.committee],
                    one.period,
                    f"{named[one.committee]}, {in_words(one.meeting.on)}",
                )
            )
    order = list(Sort)
    dates.sort(key=lambda one: (one.day, order.index(one.sort), one.what, one.meeting))
    within = [one for one in framework.meetings if year.start <= one.on <= year.end + 120 * DAY]
    return YearDates(year, tuple(dates), tuple(roads), (*_impossible(within, named), *found, *more))


def _rounds(rounds: Sequence[Period], framework: Framework, deadlines: Deadlines) -> tuple[list[YearDate], list[Clash]]:
    """When each month's returns go out and are due; a due day on which nobody works is said."""
    dates, found = [], []
    for one in rounds:
        out = one.end + DAY
        while not is_working_day(out):
            out += DAY
        asks = {period.length.value for period in closing_with(one)}
        more = ", with annual measures" if "year" in asks else ", with quarterly measures" if "quarter" in asks else ""
        dates.append(YearDate(out, Sort.ISSUE, f"Issue the returns of {one.label}{more}", "Policy officer", one))
        days = {due_for(period, deadlines): period for period in reversed(closing_with(one))}
        for day, period in days.items():
            annual = " (annual measures)" if period.months == 12 and len(days) > 1 else ""
            dates.append(YearDate(day, Sort.DUE, f"Returns of {one.label} due{annual}", "Heads of service", one))
            if not is_working_day(day):
                found.append(Clash(
                    f"the returns of {one.label}", f"they are due on {in_words(day)}, which is {_why_free(day)}.",
                    "Ask for them on the working day before, or agree another day.", serious=False,
                ))  # fmt: skip
    return dates, found


def _roads(
    framework: Framework, quarters: Sequence[Period], deadlines: Deadlines, stages: Sequence[Stage], clear_days: int
) -> tuple[list[Road], list[Clash]]:
    """The road of each quarter's report to each committee that gets one, and what stands in its way."""
    roads, found = [], []
    wanting = list(
        dict.fromkeys(route.committee for route in routes(framework) if route.frequency is Frequency.QUARTERLY)
    )
    for code in wanting:
        if code not in framework.committees:
            continue
        name = framework.committees[code].name
        own = sorted((one for one in framework.meetings if one.committee == code), key=lambda one: one.on)
        if not own:
            found.append(
                Clash(
                    name,
                    "it gets quarterly reports, and the register has no meeting of it.",
                    "Add its meetings to the sheet Meetings.",
                )
            )
            continue
        missing = []
        for period in quarters:
            last = period.back(-1).end
            there = [one for one in own if period.end < one.on]
            can = [one for one in there if _can(one, period, deadlines, stages, clear_days)]
            if not can or can[0].on > last + 91 * DAY:
                missing.append(period)
                continue
            meeting = can[0]
            for one in there:
                if one.on < meeting.on:
                    said = _too_early(one, period, deadlines, stages, clear_days)
                    found.append(Clash(f"{name}, {in_words(one.on)}", *said, serious=False))
            if meeting.on > last:
                found.append(Clash(
                    f"{name}, {in_words(meeting.on)}", f"the report for {period.label} comes to it after the next quarter has ended.",
                    f"Add a meeting before {in_words(last)} if members are to have it sooner.", serious=False,
                ))  # fmt: skip
            roads.append(Road(code, period, meeting, tuple(backwards(meeting.on, stages, clear_days))))
        if missing:
            quarters_ = " and ".join(one.label for one in missing)
            when = "; ".join(
                f"between {in_words(_earliest(one, deadlines, stages, clear_days))} and {in_words(one.back(-1).end)}"
                for one in missing
            )
            found.append(Clash(
                name, f"no meeting of it in the register can have the report for {quarters_} in time.",
                f"Add {'a meeting' if len(missing) == 1 else 'meetings'} {when}, or agree how it is told.",
            ))  # fmt: skip
    return roads, found


def _can(one: Meeting, period: Period, deadlines: Deadlines, stages: Sequence[Stage], clear_days: int) -> bool:
    """Whether a meeting can have a period's report: no stage begins before the period has ended, and the returns are due before the figures are looked at last."""
    steps = backwards(one.on, stages, clear_days)
    return not clashes(steps, period) and due_for(period, deadlines) < steps[min(1, len(stages) - 1)].last


def _too_early(
    one: Meeting, period: Period, deadlines: Deadlines, stages: Sequence[Stage], clear_days: int
) -> tuple[str, str]:
    steps = backwards(one.on, stages, clear_days)
    said = clashes(steps, period)
    why = (
        said[0]
        if said
        else f"{steps[min(1, len(stages) - 1)].name} would end on {in_words(steps[min(1, len(stages) - 1)].last)}, and the returns are due on {in_words(due_for(period, deadlines))}."
    )
    return (
        f"it is too early for the report for {period.label}. {why}",
        "The report goes to the next meeting. If it has to go to this one, agree shorter stages.",
    )


def _earliest(period: Period, deadlines: Deadlines, stages: Sequence[Stage], clear_days: int) -> date:
    """The first working day on which a meeting could have the report."""
    day = period.end + DAY
    while not (is_working_day(day) and _can(Meeting("", day), period, deadlines, stages, clear_days)):
        day += DAY
    return day


@dataclass(frozen=True)
class _Monthly:
    committee: str
    period: Period
    meeting: Meeting


def _monthly(framework: Framework, rounds: Sequence[Period]) -> list[_Monthly]:
    """The meetings of those who get a report each month: each has the last month that ended before it."""
    codes = {route.committee for route in routes(framework) if route.frequency is Frequency.MONTHLY}
    found = []
    for one in framework.meetings:
        period = month(one.on.year, one.on.month).back()
        if one.committee in codes and one.committee in framework.committees and period in rounds:
            found.append(_Monthly(one.committee, period, one))
    return found


def _words(step: Step, road: Road, named: dict[str, str]) -> tuple[str, str]:
    name = named.get(road.committee, road.committee)
    if step.name == "Meeting":
        return f"{name} has the report for {road.period.label}", name
    if step.name == "Publication":
        return f"Publish the agenda of {name}", "Committee clerk"
    return f"{step.name} ends: report for {road.period.label} to {name}", "Policy officer"


def _impossible(meetings: Sequence[Meeting], named: dict[str, str]) -> list[Clash]:
    """Meetings on days on which nobody works, and two of the same committee on one day."""
    found = []
    for one in meetings:
        name = named.get(one.committee, one.committee)
        if not is_working_day(one.on):
            found.append(
                Clash(
                    f"{name}, {in_words(one.on)}",
                    f"the meeting is on {_why_free(one.on)}.",
                    "Correct its date on the sheet Meetings.",
                )
            )
    for (code, day), count in Counter((one.committee, one.on) for one in meetings).items():
        if count > 1:
            found.append(
                Clash(
                    f"{named.get(code, code)}, {in_words(day)}",
                    f"the register has {count} meetings of it on this day.",
                    "Remove all but one from the sheet Meetings.",
                )
            )
    return found


def _why_free(day: date) -> str:
    holidays = bank_holidays(day.year, day.year)
    return f"a bank holiday ({holidays[day]})" if day in holidays else f"a {day.strftime('%A')}"
