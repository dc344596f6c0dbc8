"""The council's framework: services, plan, measures and targets, each knowing where it was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from pmf_excel.framework.committees import Committee, Meeting, Question, Route, Version
from pmf_excel.framework.exceptions import Standing
from pmf_excel.framework.figures import Kind
from pmf_excel.framework.leniency import Waiver
from pmf_excel.framework.lineage import Lineage
from pmf_excel.framework.people import Person, Team
from pmf_excel.framework.periods import Frequency, Period
from pmf_excel.framework.status import Status
from pmf_excel.framework.vocabulary import Vocabulary
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.problems import Place

Item = TypeVar("Item", Activity, Recommendation, Risk, BudgetLine)


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "Higher is better"
    LOWER = "Lower is better"
    BAND = "Within a band"
    NEITHER = "Neither"


class ToleranceKind(StrEnum):
    """Whether a tolerance is a share of the target or points of the figure itself."""

    RELATIVE = "% of target"
    POINTS = "points"


@dataclass(frozen=True)
class Tolerance:
    """How far from its target a figure may be and still be Amber; never negative."""

    amount: Decimal
    kind: ToleranceKind

    def band(self, target: Decimal) -> Decimal:
        """The tolerance in the figure's own unit. For a target of 0 a relative tolerance is 0."""
        return abs(target) * self.amount / 100 if self.kind is ToleranceKind.RELATIVE else self.amount


@dataclass(frozen=True)
class Service:
    """A service that returns figures, with the job title of its head; ``folder`` is where its returns are put as well."""

    code: str
    name: str
    head: str
    email: str
    place: Place
    folder: str = ""


@dataclass(frozen=True)
class Priority:
    """A priority of the Corporate Plan."""

    code: str
    name: str
    place: Place
    parent: str = ""
    committee: str = ""


@dataclass(frozen=True)
class Measure:
    """A performance measure: what is counted, by whom, how often, and how it is judged."""

    code: str
    title: str
    definition: str
    service: str
    priority: str
    unit: str
    kind: Kind
    decimals: int
    minimum: Decimal | None
    maximum: Decimal | None
    polarity: Polarity
    frequency: Frequency
    cumulative: bool
    rule: str
    tolerance: Tolerance
    introduced: Period | None
    withdrawn: Period | None
    place: Place
    roll_up: str = ""
    same_within: Decimal = Decimal(0)
    late: bool = False
    committee: str = ""
    replaces: str = ""
    #: The paragraph under which it is exempt from publication; open where there is none.
    exempt: str = ""
    team: str = ""
    #: Who answers for the figure, by job title; the head of service where nobody is named.
    responsible: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether a year's figure is made by adding: it builds up, or its roll-up is a sum."""
        return self.cumulative or self.roll_up == "Sum"

    def lives_in(self, period: Period) -> bool:
        """Whether the measure is in force in a period."""
        after_start = self.introduced is None or self.introduced.start <= period.end
        return after_start and (self.withdrawn is None or period.end < self.withdrawn.start)


@dataclass(frozen=True)
class Target:
    """What a measure should reach in a period, as the register says it.

    The value is absent where the target is awaited or relative (``than``: a comparison with last year, perhaps by some
    percent). ``upper`` ends a band that ``value`` begins. ``since`` begins a target over several years. ``profile`` are the
    weights of the months or quarters of a year's target.
    """

    measure: str
    period: Period
    value: Decimal | None
    place: Place
    upper: Decimal | None = None
    green: Decimal | None = None
    amber: Decimal | None = None
    forecast: Decimal | None = None
    than: str = ""
    by_percent: Decimal = Decimal(0)
    since: Period | None = None
    profile: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class PastFigure:
    """A figure from before the council used pmf, with what was said of it."""

    measure: str
    period: Period
    value: Decimal
    commentary: str
    place: Place


@dataclass(frozen=True)
class Amendment:
    """A change of the register since it was approved."""

    on: date
    kind: str
    item: str
    what: str
    approved_by: str
    minute: str = ""

    @property
    def said(self) -> str:
        """The change in a sentence, with its day."""
        by = f", approved by {self.approved_by}" if self.approved_by else ""
        return f"{self.kind} on {self.on.day} {self.on.strftime('%B %Y')}{by}: {self.what.rstrip('.')}."


#: What a measure without a priority is listed under.
OUTSIDE = "Outside the plan"


@dataclass(frozen=True)
class Framework:
    """Everything the register says, found by code; order is the register's own."""

    services: dict[str, Service] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    targets: dict[tuple[str, Period], Target] = field(default_factory=dict)
    longer: tuple[Target, ...] = ()
    past: tuple[PastFigure, ...] = ()
    people: tuple[Person, ...] = ()
    committees: dict[str, Committee] = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    activities: tuple[Activity, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    risks: tuple[Risk, ...] = ()
    budgets: tuple[BudgetLine, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    routes: tuple[Route, ...] = ()
    questions: tuple[Question, ...] = ()
    #: The properties of the framework document with what they say, and its versions.
    document: tuple[tuple[str, str], ...] = ()
    versions: tuple[Version, ...] = ()
    teams: dict[str, Team] = field(default_factory=dict)
    lineage: tuple[Lineage, ...] = ()

    def committee_of(self, item: Measure | Activity | Recommendation | Risk | BudgetLine) -> str:
        """The code of the committee whose remit an item is: its own, else its outcome's, else its priority's."""
        return item.committee or self._committee_at(item.priority if isinstance(item, Measure | Activity) else "")

    def closed_as(self, other: Framework) -> Framework:
        """The same framework, in which whatever is exempt in another one is exempt too: what was closed since stays closed."""
        shut = {code: one.exempt for code, one in other.measures.items() if one.exempt}
        every: list[Activity | Recommendation | Risk | BudgetLine] = [*other.activities, *other.recommendations]
        every += [*other.risks, *other.budgets]
        shut_items = {(type(one), one.code): one.exempt for one in every if one.exempt}
        if not shut and not shut_items and not any(one.exempt for one in other.questions):
            return self

        def closed(items: tuple[Item, ...]) -> tuple[Item, ...]:
            return tuple(replace(one, exempt=one.exempt or shut_items.get((type(one), one.code), "")) for one in items)

        measures = {code: replace(one, exempt=one.exempt or shut.get(code, "")) for code, one in self.measures.items()}
        framework = replace(
            self, measures=measures, activities=closed(self.activities), recommendations=closed(self.recommendations),
            risks=closed(self.risks), budgets=closed(self.budgets),
        )  # fmt: skip
        return replace(framework, questions=tuple(framework._closed_question(one, other) for one in self.questions))

    def _closed_question(self, question: Question, other: Framework) -> Question:
        """A question, exempt where it or what it is about is so here or in another framework.

        Where the other one has it no longer in these words, any exempt question of its meeting may be it, and closes it.
        """
        theirs = [one for one in other.questions if one.meeting == question.meeting]
        same = [one for one in theirs if one.text == question.text] or theirs
        said = question.exempt or next((one.exempt for one in same if one.exempt), "")
        return replace(question, exempt=said or self.paragraph_of(question.item) or other.paragraph_of(question.item))

    def paragraph_of(self, code: str) -> str:
        """The paragraph under which the measure or item with a code is exempt; nothing where it is open, or there is none."""
        return next((one.exempt for one in self._called(code) if one.exempt), "")

    def answers(self, question: Question) -> str:
        """The code of the service that is to answer a question: the one it names, else that of the measure or item it is about."""
        return question.service or next((one.service for one in self._called(question.item)), "")

    def title_of(self, code: str) -> str:
        """The title of the measure or item with a code; nothing where there is none."""
        return next((one.title for one in self._called(code)), "")

    def _called(self, code: str) -> Iterator[Measure | Activity | Recommendation | Risk | BudgetLine]:
        """The measure with a code, and the items."""
        every: list[Measure | Activity | Recommendation | Risk | BudgetLine] = [*self.activities, *self.recommendations]
        every += [*self.risks, *self.budgets]
        if code in self.measures:
            yield self.measures[code]
        yield from (one for one in every if code and one.code == code)

    def activity_standings(self, vocabulary: Vocabulary) -> list[Standing]:
        """How each activity and project stands, by the council's words, for its committee's exceptions."""
        found = []
        for one in self.activities:
            word = vocabulary.find(one.status)
            status = word.status if word else Status.NOT_YET_AVAILABLE
            found.append(Standing(one.code, status, in_plan=bool(one.priority), committee=self.committee_of(one)))
        return found

    def _committee_at(self, code: str) -> str:
        at, seen = code, set()
        while at in self.priorities and at not in seen:
            if self.priorities[at].committee:
                return self.priorities[at].committee
            seen.add(at)
            at = self.priorities[at].parent
        return ""

    def followed(self, codes: Iterable[str]) -> dict[str, str]:
        """The measures that some measures took the place of, or were called before, each with the one that followed it."""
        before: dict[str, list[str]] = {}
        for measure in self.measures.values():
            before.setdefault(measure.code, []).append(measure.replaces)
        for one in self.lineage:
            before.setdefault(one.item, []).append(one.earlier)
        found: dict[str, str] = {}
        wanted = list(codes)
        own = set(wanted)
        for code in wanted:  # it grows while it is gone through: what was replaced may have replaced another
            for earlier in before.get(code, ()):
                if earlier in self.measures and earlier not in found and earlier not in own:
                    found[earlier] = code
                    wanted.append(earlier)
        return found

    def life(self, measure: Measure) -> list[str]:
        """What happened to a measure, in sentences: introduced, amended, replaced, withdrawn."""
        said = []
        if measure.introduced:
            said.append(f"Introduced in {measure.introduced.label}.")
        if measure.replaces:
            said.append(f"Replaces {measure.replaces}.")
        for one in self.lineage:
            if one.item.casefold() == measure.code.casefold():
                said += [one.said] if one.earlier not in ("", measure.replaces, measure.code) else []
        said += [one.said for one in self.amendments if one.item.casefold() == measure.code.casefold()]
        if measure.withdrawn:
            by = next((m.code for m in self.measures.values() if m.replaces == measure.code), "")
            last = measure.withdrawn.label
            said.append(f"Replaced by {by} from {last}." if by else f"Withdrawn from {last}.")
        return said

    def priority_name(self, code: str) -> str:
        """The name of the priority or outcome with a code; measures without one stand outside the plan."""
        found = self.priorities.get(code)
        return found.name if found else OUTSIDE

    def in_plan_order(self, names: set[str]) -> list[str]:
        """Names of priorities in plan order; those the plan no longer has follow, and what is outside the plan is last."""
        planned = [priority.name for priority in self.priorities.values() if priority.name in names]
        gone = sorted(names - set(planned) - {OUTSIDE})
        return planned + gone + ([OUTSIDE] if OUTSIDE in names else [])

    def service_name(self, code: str) -> str:
        """The name of the service with a code."""
        found = self.services.get(code)
        return found.name if found else code

    def due_in(self, service: str, periods: list[Period]) -> list[tuple[Measure, Period]]:
        """The service's measures that report one of the periods, in the register's order."""
        return [
            (measure, period)
            for measure in self.measures.values()
            if measure.service == service
            for period in periods
            if period.length is measure.frequency.length and measure.lives_in(period)
        ]


def titled(title: str, unit: str) -> str:
    """A measure's title with its unit, unless the title says it already."""
    said = unit == "%" and ("%" in title or "percent" in title.casefold())
    return title if said or not unit else f"{title} ({unit})"
