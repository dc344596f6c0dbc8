"""What a report may say of a team or an officer: what of the plan they serve, what they answer for, and who answers for what."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pmf_excel.framework.duties import Item, answering
from pmf_excel.framework.model import OUTSIDE, Measure
from pmf_excel.framework.people import Team
from pmf_excel.framework.status import Rag
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.ledger.subjects import Subject
from pmf_excel.master.view import View

#: What several of each sort are called, one and many, in the order in which they are counted.
SORTS = (
    (Measure, "measure", "measures"), (Activity, "piece of work", "pieces of work"),
    (Recommendation, "audit recommendation", "audit recommendations"), (Risk, "risk", "risks"),
    (BudgetLine, "budget line", "budget lines"),
)  # fmt: skip


@dataclass(frozen=True)
class TeamFacts:
    """A team, an officer or a whole service, as a report of them tells it; without a subject, the whole council."""

    view: View
    subject: Subject | None

    @functools.cached_property
    def items(self) -> Sequence[Item]:
        """The measures in force and the items that are theirs, as far as the readers may see them."""
        own, register = self.view.position, self.view.framework
        asked = {line.measure for line in own.lines} | {one.code for one in own.not_due}
        measures = [one for one in register.measures.values() if one.code in asked]
        return [*measures, *(line.item for line in own.items.every)]

    @property
    def teams(self) -> Sequence[Team]:
        """The teams of the service, where the report is about the whole of it."""
        if self.subject is None or self.subject.team or self.subject.responsible:
            return []
        return [one for one in self.view.framework.teams.values() if one.service == self.subject.service.code]

    @property
    def lead(self) -> str:
        """Who leads: the team's leader, else the head of the service."""
        if self.subject is None:
            return ""
        return (self.subject.team.lead if self.subject.team else "") or self.subject.service.head

    @property
    def said(self) -> str:
        """How much that is, in words: "4 measures, 2 pieces of work and 1 risk"; nothing where there is nothing."""
        numbers = [(sum(isinstance(item, sort) for item in self.items), one, many) for sort, one, many in SORTS]
        return listed([counted(number, one, many) for number, one, many in numbers if number])

    @property
    def headline(self) -> str:
        """How many of the measures of the round are Green, Amber and Red, in few words that go on a sentence."""
        found = self.view.position.counts()
        shown = [
            f"{found.coloured(rag)} {'is' if found.coloured(rag) == 1 else 'are'} {rag.value}"
            for rag in Rag
            if found.coloured(rag)
        ]
        rest = found.total - found.rated
        shown += [f"{rest} {'is' if rest == 1 else 'are'} not rated"] if rest else []
        return f"of {counted(found.total, 'measure')}, {listed(shown)}."

    @property
    def period(self) -> str:
        """The period of which most of the figures are; nothing where there are none."""
        periods = Counter(line.figure_period.short for line in self.view.lines)
        return periods.most_common(1)[0][0] if periods else ""

    @functools.cached_property
    def serves(self) -> Sequence[tuple[str, str, Sequence[str]]]:
        """What of the plan they serve, in plan order: the priority, the outcome where it is one, and the codes that serve it."""
        plan = self.view.framework.priorities
        found: dict[str, list[str]] = {}
        for one in self.items:
            if isinstance(one, Measure | Activity):
                found.setdefault(one.priority if one.priority in plan else "", []).append(one.code)
        rows = [
            (self._name(code), plan[code].name if plan[code].parent else "", found[code])
            for code in plan
            if code in found
        ]
        return rows + ([(OUTSIDE, "", found[""])] if "" in found else [])

    @property
    def serves_names(self) -> Sequence[str]:
        """The priorities and outcomes that they serve, by name."""
        return [outcome or name for name, outcome, _ in self.serves if name != OUTSIDE]

    @functools.cached_property
    def answers(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Who answers for what, by job title: in the order in which they first stand."""
        found: dict[str, tuple[str, list[str]]] = {}
        for one in self.items:
            title = answering(self.view.framework, one)
            found.setdefault(title.casefold(), (title, []))[1].append(one.code)
        return [(title, codes) for title, codes in found.values() if title]

    def _name(self, code: str) -> str:
        return self.view.framework.priority_name(self.view.highest(code))
