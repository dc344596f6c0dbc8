"""What a report may say of the framework itself: who adopted it, what changed since, the plan, the measures, people and days."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from pmf_excel.framework.duties import answering
from pmf_excel.framework.governance import Accounted, Adoption
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.people import Person
from pmf_excel.framework.periods import Period
from pmf_excel.framework.review import Review, review
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.sentences import changes_said
from pmf_excel.master.view import View


@dataclass(frozen=True)
class Strand:
    """A priority of the plan with its outcomes, and the measures and activities that serve it in the financial year."""

    code: str
    name: str
    outcomes: Sequence[str]
    measures: Sequence[Measure]
    activities: Sequence[Activity]


@dataclass(frozen=True)
class FrameworkFacts:
    """The register as its readers may see it, as a document tells of it."""

    view: View

    @property
    def register(self) -> Framework:
        """The register."""
        return self.view.framework

    @property
    def year(self) -> Period:
        """The financial year."""
        return self.view.position.round.financial_year

    @property
    def adopted(self) -> Adoption | None:
        """Who adopted the register, and when; nothing where nobody did, or the kind of report does not tell of it."""
        return self.view.adoption

    @property
    def changes(self) -> Sequence[Accounted]:
        """What needs approval and changed since it was adopted, each with the amendment that covers it."""
        return self.view.changes

    @property
    def changes_said(self) -> str:
        """How much that is, and how much of it nobody approved, in a sentence."""
        return changes_said(self.changes)

    @functools.cached_property
    def strands(self) -> Sequence[Strand]:
        """The priorities in plan order; what serves none is not among them."""
        top = [one for one in self.register.priorities.values() if one.parent not in self.register.priorities]
        return [self._strand(one.code, self.below(one.code)) for one in top]

    @property
    def outside(self) -> Strand:
        """What serves no priority."""
        return self._strand("", [""])

    @property
    def measures(self) -> Sequence[Measure]:
        """The measures that are in force in the financial year, in the register's order."""
        return [one for one in self.register.measures.values() if one.lives_in(self.year)]

    @property
    def activities(self) -> Sequence[Activity]:
        """The activities and projects of the plan, without the actions of service plans."""
        return [one for one in self.register.activities if one.kind != "Service plan action"]

    @property
    def people(self) -> Sequence[Person]:
        """Those who have a part in performance management on the day when the figures were known, in the register's order."""
        return [one for one in self.register.people if one.acts_on(self.view.position.moment.date())]

    @property
    def due(self) -> str:
        """By which day of the month that follows figures are returned, in a sentence."""
        due = self.view.deadlines
        yearly = f"the {_ordinal(due.annual_day)}" if due.annual_day else "the end"
        return (
            f"Figures of a month or quarter are returned by the {_ordinal(due.day)} of the month that follows, "
            f"and those of a year by {yearly} of the month that follows it."
        )

    @property
    def review(self) -> Review | None:
        """When it is to be reviewed."""
        return review(self.register.document, self.register.versions)

    def below(self, code: str) -> list[str]:
        """A part of the plan and all that belongs to it, in plan order."""
        own = [code]
        for one in own:  # it grows while it is gone through
            own += [
                other.code
                for other in self.register.priorities.values()
                if other.parent == one and other.code not in own
            ]
        return [one for one in self.register.priorities if one in own]

    def responsible(self, measure: Measure) -> str:
        """Who answers for a measure, by job title: who the register names, else the head of its service."""
        return answering(self.register, measure) or measure.service

    def _strand(self, code: str, own: Sequence[str]) -> Strand:
        register = self.register

        def inside(priority: str) -> bool:
            return priority in own if code else priority not in register.priorities

        names = [register.priorities[one].name for one in own if one and one != code]
        name = register.priorities[code].name if code else ""
        measures = [one for one in self.measures if inside(one.priority)]
        return Strand(code, name, names, measures, [one for one in self.activities if inside(one.priority)])


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
