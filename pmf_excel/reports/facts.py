"""What a report may say: the position in words, counts and rows, all of it computed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import Committee
from pmf_excel.framework.counts import Counts
from pmf_excel.framework.exceptions import Watch, Why
from pmf_excel.framework.model import Framework, Service
from pmf_excel.framework.periods import Length, Period, closing_with
from pmf_excel.framework.status import Rag
from pmf_excel.framework.travel import Travel
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import counted_as, exceptional, focus, headline, marked, not_rated, returns_received
from pmf_excel.ledger.subjects import Subject
from pmf_excel.master.view import View
from pmf_excel.reports.framework_facts import FrameworkFacts
from pmf_excel.reports.item_facts import ItemFacts
from pmf_excel.reports.quality_facts import QualityFacts
from pmf_excel.reports.round_facts import RoundFacts
from pmf_excel.reports.service_plan_facts import ServicePlanFacts
from pmf_excel.reports.team_facts import TeamFacts

#: How many key achievements are told.
MOST = 6


@dataclass(frozen=True)
class PriorityFacts:
    """One priority: the key by which a text places its table, its name, how it stands in a sentence, its lines and activities."""

    key: str
    name: str
    headline: str
    lines: tuple[Line, ...]
    activities: tuple[ItemLine[Activity], ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything that a report is made from: a position as its readers may see it, and for whom and when it is."""

    view: View
    period: Period
    committee: Committee | None = None
    meeting: date | None = None
    subject: Subject | None = None
    #: Under which paragraphs it is exempt; an open report is exempt under none.
    paragraphs: Sequence[str] = ()
    exempt: bool = False
    #: Corrections since it was approved, in sentences.
    since_approval: Sequence[str] = field(default=())

    @property
    def service(self) -> Service | None:
        """The service that it is about, where it is about one, or a team or officer of one."""
        return self.subject.service if self.subject else None

    @property
    def council(self) -> str:
        """The council's name."""
        return self.view.council

    @property
    def position(self) -> Position:
        """Where everything stands."""
        return self.view.position

    @property
    def framework(self) -> Framework:
        """The register, as far as the readers may see it."""
        return self.view.framework

    @property
    def watch(self) -> Watch:
        """What the council calls an exception."""
        return self.view.watch

    @property
    def lines(self) -> Sequence[Line]:
        """Every measure of the round, in the returns' order."""
        return self.position.lines

    @property
    def counts(self) -> Counts:
        """All lines by status."""
        return self.position.counts()

    @functools.cached_property
    def priorities(self) -> list[PriorityFacts]:
        """The priorities that have measures or activities, in plan order."""
        by_name: dict[str, list[Line]] = {}
        for line in self.lines:
            by_name.setdefault(self.view.priority(line), []).append(line)
        work: dict[str, list[ItemLine[Activity]]] = {}
        for activity in self.position.items.activities:
            work.setdefault(self.priority_of(activity), []).append(activity)
        names = self.framework.in_plan_order(by_name.keys() | work.keys())
        return [
            PriorityFacts(
                str(number), name, headline(self.position.counts(by_name[name])) if name in by_name else "",
                tuple(by_name.get(name, ())), tuple(work.get(name, ())),
            )
            for number, name in enumerate(names, 1)
        ]  # fmt: skip

    def priority_of(self, line: ItemLine[Activity]) -> str:
        """The name of the priority that work serves, itself or through an outcome."""
        return self.framework.priority_name(self.view.highest(line.item.priority))

    @functools.cached_property
    def items(self) -> ItemFacts:
        """What there is to say of activities, recommendations, risks and budgets."""
        return ItemFacts(self.position, self.framework, self.period)

    @functools.cached_property
    def quality(self) -> QualityFacts:
        """What there is to say of the quality of data, in a kind that is about the form of that."""
        return QualityFacts(self.view, self.position.round.financial_year.label)

    @functools.cached_property
    def service_plan(self) -> ServicePlanFacts:
        """What there is to say of service plans, in a kind that is about the form of those."""
        return ServicePlanFacts(self.view)

    @functools.cached_property
    def team(self) -> TeamFacts:
        """What there is to say of the team, officer or service that it is about."""
        return TeamFacts(self.view, self.subject)

    @functools.cached_property
    def about(self) -> FrameworkFacts:
        """What there is to say of the framework itself."""
        return FrameworkFacts(self.view)

    @functools.cached_property
    def round(self) -> RoundFacts:
        """What there is to say of the round itself: matters arising, corrections, amendments, what is due, the year."""
        return RoundFacts(self.view, self.period, self.committee, self.meeting, self.service is not None)

    @property
    def corrections(self) -> list[str]:
        """Each figure that is not as it was first given, in a sentence; what changed since the approval first."""
        return [*self.since_approval, *self.round.corrections]

    @functools.cached_property
    def exceptions(self) -> list[Line]:
        """The lines that are short of target and an exception, Red first."""
        return self.position.exceptions(self.watch)

    @functools.cached_property
    def green(self) -> list[Line]:
        """The lines that are Green, what did best first and what is worse than before last."""
        best = {line.measure for line in self.achievements}
        green = [line for line in self.lines if line.status.rag is Rag.GREEN and line.measure not in best]
        return [*self.achievements, *sorted(green, key=lambda line: line.travel is Travel.WORSE)]

    @functools.cached_property
    def persistent(self) -> list[Line]:
        """The exceptions that were outside tolerance two periods running or more (West Lindsey)."""
        return [line for line, why in self.position.watched(self.watch) if Why.PERSISTENT in why]

    @functools.cached_property
    def remedial(self) -> list[Line]:
        """The measures that are on target again while an action begun earlier is still under way (West Lindsey 2021)."""
        return [line for line, why in self.position.watched(self.watch) if why == [Why.REMEDIAL]]

    @property
    def unrated(self) -> list[Line]:
        """The lines that are neither Green, Amber nor Red."""
        return [line for line in self.lines if not line.status.rated]

    @functools.cached_property
    def achievements(self) -> list[Line]:
        """What went best: what has come back to Green, then what does better than its target and than before; the furthest first."""

        def margin(line: Line) -> Fraction:
            if not line.target or line.figure.value is None:
                return Fraction(0)
            return abs((Fraction(line.figure.value) - Fraction(line.target)) / Fraction(line.target))

        green = [line for line in self.lines if line.status.rag is Rag.GREEN]
        back = [line for line in green if line.before is not None and line.before.underperforming]
        been = {line.measure for line in back}
        over = [line for line in green if line.measure not in been and line.over and line.travel is Travel.BETTER]
        return (back + sorted(over, key=margin, reverse=True))[:MOST]

    def words(self) -> dict[str, object]:
        """The fields that a kind's text may use."""
        return {
            "council": self.council,
            "period": self.period.label,
            "period_id": self.period.id,
            "year": self.position.round.financial_year.label,
            "known_on": in_words(self.position.moment.date()),
            "meeting_date": in_words(self.meeting) if self.meeting else "",
            "headline": headline(self.counts),
            "not_rated": not_rated(self.counts),
            "focus": focus({p.name: self.position.counts(p.lines) for p in self.priorities}),
            "committee": self.committee.name if self.committee else "The committee",
            "remit": self.committee.remit if self.committee else "",
            "service": self.service.name if self.service else "",
            "team": self.subject.team.name if self.subject and self.subject.team else "",
            "responsible": self.subject.responsible if self.subject else "",
            "about": self.subject.name if self.subject else "",
            "rules": list(
                {
                    line.terms.rule.name: line.terms.rule
                    for line in self.lines
                    if line.terms.rule.compares or line.status.rated
                }.values()
            ),
            "returns": returns_received(self.position),
            "counted_as": counted_as(self.counts),
            "marked": marked(self.lines),
            "corrections": self.corrections,
            "provisional": sum(1 for line in self.lines if line.provisional),
            "total": len(self.lines),
            "services": len(self.position.returns),
            "priorities": self.priorities,
            "exceptions": self.exceptions,
            "exceptions_said": exceptional(
                len(self.exceptions), self.counts, [one.status for one in self.position.items.activities]
            ),
            "own_remit": bool(self.view.readers.committee),
            "green": self.green,
            "persistent": self.persistent,
            "remedial": self.remedial,
            "achievements": self.achievements,
            "red": [line for line in self.exceptions if line.status.rag is Rag.RED],
            "unrated": self.unrated,
            "waiting": [line for line in self.lines if line.figure.value is None and not line.status.rated],
            **self.items.words(),
            **self.round.words(),
            "quality": self.quality,
            "service_plan": self.service_plan,
            "team_told": self.team,
            "framework": self.about,
            "amendments": self.framework.amendments,
            "exempt": self.exempt,
        }


def period_of(round_month: Period, rounds: str) -> Period | None:
    """What a kind of report covers in a round: its month, or the quarter or year that ends with it; nothing when none does."""
    length = {"month": Length.MONTH, "quarter": Length.QUARTER, "year": Length.YEAR}[rounds]
    if length is Length.MONTH:
        return round_month
    return next((period for period in closing_with(round_month) if period.length is length), None)
