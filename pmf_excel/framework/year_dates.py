"""A year's dates in their order: when returns go out and are due, when each stage of a report ends, publication, meetings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pmf_excel.framework.calendar import DAY, due_for, in_brief, in_words, is_working_day, working_day_back
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Frequency, Period, month
from pmf_excel.framework.routing import routes
from pmf_excel.framework.year_roads import Clash, Pace, Road, both, find_roads, impossible, why_free
from pmf_excel.problems import Place

#: Who sees to what, where the register does not say.
OFFICER, CLERK = "Policy and performance officer", "Committee clerk"
#: How far beyond a year's last day its reports are still on their way.
BEYOND = 120 * DAY


class Sort(StrEnum):
    """What happens on a day."""

    ISSUE = "Issue returns"
    DUE = "Returns due"
    STAGE = "Stage ends"
    PUBLISH = "Publish papers"
    MEETING = "Meeting"


@dataclass(frozen=True)
class Round:
    """A month's round: the names of the services it asks, by the day on which their answers are due."""

    month: Period
    due: Mapping[date, tuple[str, ...]]

    @property
    def services(self) -> tuple[str, ...]:
        """Every service that is asked, once."""
        return tuple(dict.fromkeys(name for names in self.due.values() for name in names))


@dataclass(frozen=True)
class YearDate:
    """One day: what happens, in words, who sees to it, which period it is about, and for which meeting it is.

    ``key`` is what it is known by, whatever its wording.
    """

    day: date
    sort: Sort
    what: str
    who: str
    period: Period
    key: str
    meeting: str = ""
    stage: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class YearDates:
    """All dates of a year in their order, the road to each meeting, and what cannot be."""

    year: Period
    dates: tuple[YearDate, ...]
    roads: tuple[Road, ...]
    clashes: tuple[Clash, ...]


def year_dates(framework: Framework, year: Period, rounds: Sequence[Round] = (), pace: Pace | None = None) -> YearDates:
    """Every date that belongs to a financial year: of its rounds, as they ask something, and of the reports on it."""
    pace = pace or Pace()
    asking = [one for one in rounds if one.due]
    roads, wrong = find_roads(framework, year, pace)
    monthly, early = _monthly(framework, year, asking, pace)
    every = [*_returns(asking, len(framework.services)), *_on_the_way(framework, roads), *monthly]
    dates = list({one.key: one for one in reversed(every)}.values())  # a meeting that has a report as well is told once
    order = list(Sort)
    dates.sort(key=lambda one: (one.day, order.index(one.sort), one.what, one.key))
    clashes = [*impossible(framework, year.start, year.end + BEYOND), *wrong, *early, *_days_off(asking)]
    return YearDates(year, tuple(dates), tuple(roads), tuple(sorted(clashes, key=lambda one: not one.serious)))


def _returns(rounds: Sequence[Round], services: int) -> Iterator[YearDate]:
    """When each round goes out, on the first working day after its month, and when its returns are due."""
    for one in rounds:
        out = one.month.end + DAY
        while not is_working_day(out):
            out += DAY
        label, key = one.month.label, one.month.id
        yield YearDate(out, Sort.ISSUE, f"Issue the returns of {label}", OFFICER, one.month, f"issue|{key}", services=one.services)  # fmt: skip
        for number, (day, names) in enumerate(sorted(one.due.items())):
            which = " (annual measures)" if number else ""
            who = _who(names, services)
            yield YearDate(day, Sort.DUE, f"Returns of {label} due{which}", who, one.month, f"due|{key}|{number}", services=names)  # fmt: skip


def _who(names: Sequence[str], services: int) -> str:
    """The services as a cell says them: all, a few by name, or how many."""
    if len(names) == services:
        return "All services" if services > 1 else names[0]
    return both(names) if len(names) <= 3 else f"{len(names)} of {services} services"


def _days_off(rounds: Sequence[Round]) -> Iterator[Clash]:
    """Due days on which nobody works, in one remark."""
    off = [(one.month, day) for one in rounds for day in sorted(one.due) if not is_working_day(day)]
    if off:
        days = both([f"{in_brief(day)} ({why_free(day).removeprefix('a ')})" for _, day in off])
        before = both([in_brief(working_day_back(day, 1)) for _, day in off])
        about = f"Returns of {both([period.label for period in dict.fromkeys(period for period, _ in off)])}"
        remedy = f"Ask for them by {before}, or set another day (due_day and annual_due_day)."
        yield Clash(about, f"nobody works on the days on which they are due: {days}.", remedy, serious=False, place=Place("pmf.toml"))  # fmt: skip


def _on_the_way(framework: Framework, roads: Sequence[Road]) -> Iterator[YearDate]:
    """The last day of each stage of each report; publication and meeting once, whatever number of reports goes there."""
    for road in roads:
        committee = framework.committees[road.committee]
        for step in road.stages:
            what = f"{step.name} ends: report for {road.period.label} to {committee.name}"
            key = f"stage|{step.name}|{road.period.id}|{road.committee}"
            yield YearDate(
                step.last, Sort.STAGE, what, committee.report_from or OFFICER, road.period, key,
                f"{committee.name}, {in_brief(road.meeting.on)}", step.name,
            )  # fmt: skip
    for (code, on), group in itertools.groupby(roads, key=lambda one: (one.committee, one.meeting.on)):
        own = list(group)
        name, last = framework.committees[code].name, own[-1].period
        to, about = f"{name}, {in_brief(on)}", both([one.period.label for one in own])
        has = f"{name}: report{'s' if len(own) > 1 else ''} for {about}"
        yield YearDate(own[0].publication, Sort.PUBLISH, f"Publish the papers for {name}", CLERK, last, f"publish|{code}|{on}", to)  # fmt: skip
        yield YearDate(on, Sort.MEETING, has, name, last, f"meeting|{code}|{on}", to)


def _monthly(
    framework: Framework, year: Period, rounds: Sequence[Round], pace: Pace
) -> tuple[list[YearDate], list[Clash]]:
    """The meetings of those who get a report each month: each has the latest round whose returns were due before it."""
    codes = {route.committee for route in routes(framework) if route.frequency is Frequency.MONTHLY}
    until = due_for(month(year.end.year, year.end.month).back(-1), pace.deadlines)  # the next year has begun to report
    meetings = sorted({(one.on, one.committee): one for one in framework.meetings}.items())
    found, early = [], []
    for (on, code), meeting in meetings:
        ended = [one for one in rounds if one.month.end < on <= until]
        there = [one for one in ended if min(one.due) < on]
        if code not in codes or code not in framework.committees or not ended:
            continue
        name, last = framework.committees[code].name, ended[-1]
        to = f"{name}, {in_words(on)}"
        if there:
            period = there[-1].month
            found.append(YearDate(on, Sort.MEETING, f"{name}: figures of {period.label}", name, period, f"meeting|{code}|{on}", f"{name}, {in_brief(on)}"))  # fmt: skip
        if last not in there:
            due, sees = min(last.due), f"It sees those of {there[-1].month.label}." if there else "It sees none."
            what = f"it meets before the returns of {last.month.label} are due on {in_words(due)}. {sees}"
            early.append(Clash(to, what, f"Let it meet after {in_words(due)} to see them.", serious=False, place=meeting.stands))  # fmt: skip
    return found, early
