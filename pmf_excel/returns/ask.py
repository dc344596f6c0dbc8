"""What a return asks: a row for each measure due in the round, with what the service knows already beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.framework.calendar import Deadlines, due_for
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Kind, said
from pmf_excel.framework.model import Framework, Measure, Service, titled
from pmf_excel.framework.periods import Length, Period, closing_with
from pmf_excel.framework.rules import RuleSet
from pmf_excel.framework.targets import aim
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.records import Asked, Terms

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

    @property
    def asked(self) -> list[Asked]:
        """The rows as the ledger keeps them."""
        return [asked for _, asked in self.rows]

    @property
    def digest(self) -> str:
        """Ten hexadecimal digits that change with what the return asks or how it is judged, and not with wording."""
        rows = [[asked.measure, asked.period.id, [str(part) for part in asked.terms.judging]] for asked in self.asked]
        text = json.dumps(
            [self.service.code, self.round.id, self.due.isoformat(), self.layout, rows], ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()[:10]


Words = Mapping[tuple[str, Period], str]


def requests(
    framework: Framework, rules: Mapping[str, RuleSet], council: str, round_month: Period, deadlines: Deadlines, layout: str,
    known: Known, words: Words,
) -> list[Request]:  # fmt: skip
    """The returns of a round, with what is ``known`` beside each row: one for each service with anything due, in the register's order."""
    periods = closing_with(round_month)
    made = []
    for service in framework.services.values():
        rows = tuple(
            (measure, _asked(framework, rules[measure.rule], measure, period, known, words))
            for measure, period in framework.due_in(service.code, periods)
        )
        if rows:
            days = {due_for(asked.period, deadlines) for _, asked in rows}
            later = max(days) if len(days) > 1 else None
            made.append(Request(council, service, round_month, min(days), later, contact(framework), rows, layout))
    return made


def contact(framework: Framework) -> str:
    """Who services ask: the policy officer's job title, telephone and e-mail, from the People sheet."""
    for person in framework.people:
        if person.role == "Policy officer":
            return ", ".join(part for part in (person.job_title, person.telephone, person.email) if part)
    return "The policy and performance officer"


def _asked(framework: Framework, rule: RuleSet, measure: Measure, period: Period, known: Known, words: Words) -> Asked:
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
        "target": terms.aim or ("" if terms.target is None else f"{terms.target:f}"), "last_commentary": _last_words(measure.code, period, words),
    }  # fmt: skip
    for step in range(1, EARLIER + 1):
        value = known.value(measure.code, period.back(step))
        printed[f"last_{step}"] = "" if value is None else _plain(measure, value)
    return Asked(measure.code, period, terms, printed)


def _plain(measure: Measure, value: Decimal) -> str:
    """A figure for a locked cell: a number as a number, an answer or a day in words."""
    in_words = measure.kind in (Kind.YES_NO, Kind.DATE)
    return said(value, measure.kind, measure.decimals, "", brief=True) if in_words else f"{value:f}"


def _last_words(code: str, period: Period, words: Words) -> str:
    for step in range(1, EARLIER + 1):
        if said := words.get((code, period.back(step))):
            return said
    return ""
