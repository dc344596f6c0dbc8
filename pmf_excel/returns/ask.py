"""What a return asks: a row for each measure due in the round, with what the service knows already beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.framework.model import Framework, Measure, Service, titled
from pmf_excel.framework.periods import Period, closing_with
from pmf_excel.framework.status import RuleSet
from pmf_excel.ledger.records import Asked, Terms

#: How many earlier figures stand in a row.
EARLIER = 4


@dataclass(frozen=True)
class Request:
    """A return to be issued: to whom, for which round, by when, and its rows."""

    council: str
    service: Service
    round: Period
    due: date
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


History = Mapping[tuple[str, Period], Decimal]
Words = Mapping[tuple[str, Period], str]


def requests(
    framework: Framework, rules: Mapping[str, RuleSet], council: str, round_month: Period, due: date, layout: str,
    figures: History, words: Words,
) -> list[Request]:  # fmt: skip
    """The returns of a round: one for each service with anything due, in the register's order."""
    periods = closing_with(round_month)
    made = []
    for service in framework.services.values():
        rows = tuple(
            (measure, _asked(framework, rules[measure.rule], measure, period, figures, words))
            for measure, period in framework.due_in(service.code, periods)
        )
        if rows:
            made.append(Request(council, service, round_month, due, contact(framework), rows, layout))
    return made


def contact(framework: Framework) -> str:
    """Who services ask: the policy officer's job title, telephone and e-mail, from the People sheet."""
    for person in framework.people:
        if person.role == "Policy officer":
            return ", ".join(part for part in (person.job_title, person.telephone, person.email) if part)
    return "The policy and performance officer"


def _asked(
    framework: Framework, rule: RuleSet, measure: Measure, period: Period, figures: History, words: Words
) -> Asked:
    target = framework.target_for(measure, period)
    terms = Terms(
        measure.title, measure.service, framework.priority_name(measure.priority), measure.unit, measure.kind, measure.decimals, measure.minimum,
        measure.maximum, measure.polarity, measure.cumulative, rule, measure.tolerance, target.value if target else None,
    )  # fmt: skip
    printed = {
        "code": measure.code, "title": titled(measure.title, measure.unit), "period": period.short,
        "target": str(target.value) if target else "", "last_commentary": _last_words(measure.code, period, words),
    }  # fmt: skip
    for step in range(1, EARLIER + 1):
        value = figures.get((measure.code, period.back(step)))
        printed[f"last_{step}"] = "" if value is None else str(value)
    return Asked(measure.code, period, terms, printed)


def _last_words(code: str, period: Period, words: Words) -> str:
    for step in range(1, EARLIER + 1):
        if said := words.get((code, period.back(step))):
            return said
    return ""
