"""What a return asks: the measures due in the round, what is still awaited from before, and items; with what is known beside each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pmf_excel.framework.calendar import Deadlines, due_for
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Kind, said
from pmf_excel.framework.model import Framework, Measure, Service, titled
from pmf_excel.framework.people import acting
from pmf_excel.framework.periods import Frequency, Length, Period, closing_with
from pmf_excel.framework.rules import RuleSet
from pmf_excel.framework.targets import aim
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.records import Asked, ItemAsked, Terms
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.items import Last, last_said
from pmf_excel.returns.parts import PARTS

#: How many earlier figures stand in a row.
EARLIER = 4


@dataclass(frozen=True)
class Request:
    """A return to be issued: to whom, for which round, by when (its annual rows perhaps later), and its rows."""

    council: str
    service: Service
    round: Period
    due: date
    annual_due: date | None
    contact: str
    rows: tuple[tuple[Measure, Asked], ...]
    layout: str
    items: tuple[ItemAsked, ...] = ()
    yardsticks: Yardsticks | None = None
    #: The items that the register by itself would ask, whatever has been said of them.
    planned: tuple[ItemAsked, ...] = ()
    #: The yearly form that it is; nothing for the monthly return.
    form: str = ""

    @property
    def asked(self) -> list[Asked]:
        """The rows about measures as the ledger keeps them."""
        return [asked for _, asked in self.rows]

    @property
    def due_now(self) -> list[tuple[Measure, Asked]]:
        """The measures of this round."""
        return [row for row in self.rows if row[1].period.end == self.round.end]

    @property
    def awaited(self) -> list[tuple[Measure, Asked]]:
        """The measures of earlier rounds that are asked for again."""
        return [row for row in self.rows if row[1].period.end != self.round.end]

    def of_part(self, part: str) -> list[ItemAsked]:
        """The items of a part."""
        return [item for item in self.items if item.part == part]

    @property
    def size(self) -> int:
        """How many rows there are to fill in."""
        return len(self.rows) + len(self.items)

    @property
    def digest(self) -> str:
        """Ten hexadecimal digits that change with what the return asks or how it is judged, and not with wording."""
        # What is asked again depends on what came meanwhile: it is settled by the first issue and makes no new one.
        rows = [[one.measure, one.period.id, [str(part) for part in one.terms.judging]] for _, one in self.due_now]
        items = [[item.part, item.code, item.terms] for item in self.planned]
        sticks = self.yardsticks.as_text() if self.yardsticks and self.planned else ""
        asked = [self.service.code, self.round.id, self.due.isoformat(), self.layout, rows, items, sticks]
        asked += [self.form] if self.form else []
        text = json.dumps(asked, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:10]


Words = Mapping[tuple[str, Period], str]


@dataclass(frozen=True)
class Asking:
    """What decides what the returns of a round ask: the framework, the rules it is judged by, and how often items are asked for."""

    framework: Framework
    rules: Mapping[str, RuleSet]
    council: str
    deadlines: Deadlines
    layout: str
    yardsticks: Yardsticks
    frequency: Mapping[str, Frequency]


@dataclass(frozen=True)
class Memory:
    """What is known when a round is issued: figures, words, what was last said of items, and what is still awaited."""

    known: Known
    words: Words
    items: Last
    awaited: Sequence[tuple[str, Period]]
    #: The day of the issue: whom to ask is who has that part then.
    today: date | None = None


def requests(asking: Asking, round_month: Period, memory: Memory) -> list[Request]:
    """The returns of a round, one for each service with anything due, in the register's order.

    What is awaited from before is asked again in a round that asks for something of this time; by itself it makes no round.
    """
    framework, periods = asking.framework, closing_with(round_month)
    lengths = {period.length for period in periods}
    made = []
    for service in framework.services.values():
        rows = [
            (measure, _asked(framework, asking.rules[measure.rule], measure, period, memory))
            for measure, period in framework.due_in(service.code, periods)
        ]
        parts = [
            part for key, part in PARTS.items() if key in asking.frequency and asking.frequency[key].length in lengths
        ]
        sticks = asking.yardsticks
        items = [
            one for part in parts for one in part.asked(framework, service.code, round_month, memory.items, sticks)
        ]
        planned = [one for part in parts for one in part.planned(framework, service.code, round_month, sticks)]
        again = [row for key in memory.awaited if (row := _again(framework, service.code, *key, memory)) is not None]
        if rows or items or again:
            days = {due_for(asked.period, asking.deadlines) for _, asked in rows} or {
                due_for(round_month, asking.deadlines)
            }
            later = max(days) if len(days) > 1 else None
            made.append(
                Request(
                    asking.council, service, round_month, min(days), later, contact(framework, memory.today or min(days)), (*rows, *again),
                    asking.layout, tuple(items), asking.yardsticks, tuple(planned),
                )
            )  # fmt: skip
    own = {key for key, part in PARTS.items() if part.makes_round}
    return made if any(request.due_now or any(one.part in own for one in request.items) for request in made) else []


def _again(
    framework: Framework, service: str, code: str, period: Period, memory: Memory
) -> tuple[Measure, Asked] | None:
    """A measure of an earlier round asked once more, on the terms of that round; nothing where the register has it no longer."""
    measure, before = framework.measures.get(code), memory.known.asked_at(code, period)
    if measure is None or before is None or measure.service != service:
        return None
    return measure, replace(before, terms=replace(before.terms, service=service))


def contact(framework: Framework, day: date) -> str:
    """Who services ask on a day: the policy officer's job title, telephone and e-mail, from the People sheet, or whoever covers."""
    for one in acting(framework.people, "Policy officer", day):
        return ", ".join(part for part in (one.title, one.telephone, one.email) if part)
    return "The policy and performance officer"


def _asked(framework: Framework, rule: RuleSet, measure: Measure, period: Period, memory: Memory) -> Asked:
    known = memory.known
    last_year = known.comparable(measure.code, period.year_before, period, measure.unit, measure.kind)
    to_reach = aim(framework, measure, period, last_year)
    last_year = last_year if Against.LAST_YEAR in rule.compares else None
    terms = Terms(
        title=measure.title, service=measure.service, priority=framework.priority_name(measure.priority), unit=measure.unit,
        kind=measure.kind, decimals=measure.decimals, minimum=measure.minimum, maximum=measure.maximum,
        polarity=measure.polarity, cumulative=measure.cumulative, rule=rule, tolerance=measure.tolerance,
        target=to_reach.target, upper=to_reach.upper, green=to_reach.green, amber=to_reach.amber, forecast=to_reach.forecast,
        last_year=last_year, previous=known.comparable(measure.code, period.back(), period, measure.unit, measure.kind),
        words=to_reach.words, same_within=measure.same_within, roll_up=measure.roll_up, late=measure.late,
        plan=measure.priority, committee=framework.committee_of(measure), profiled=to_reach.profiled,
    )  # fmt: skip
    printed = {
        "code": measure.code, "title": titled(measure.title, measure.unit), "period": f"{period.short} since 1 April" if measure.cumulative and period.length is not Length.YEAR else period.short,
        "target": terms.aim or ("" if terms.target is None else f"{terms.target:f}"), "last_said": _last_said(measure.code, period, memory),
    }  # fmt: skip
    for step in range(1, EARLIER + 1):
        value = known.value(measure.code, period.back(step))
        printed[f"last_{step}"] = "" if value is None else _plain(measure, value)
    return Asked(measure.code, period, terms, printed)


def _plain(measure: Measure, value: Decimal) -> str:
    """A figure for a locked cell: a number as a number, an answer or a day in words."""
    in_words = measure.kind in (Kind.YES_NO, Kind.DATE)
    return said(value, measure.kind, measure.decimals, "", brief=True) if in_words else f"{value:f}"


def _last_said(code: str, period: Period, memory: Memory) -> str:
    """How the measure stood the last time it was asked for, and what was last said of it."""
    before = memory.known.asked_at(code, period.back())
    status = ""
    if before is not None:
        figure = memory.known.figure(code, before.period)
        status = before.terms.rule.judge(before.terms.case(figure)).status.shown
    said = next((w for n in range(1, EARLIER + 1) if (w := memory.words.get((code, period.back(n))))), "")
    return last_said(status, said)
