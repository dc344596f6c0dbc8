"""What a report may say: the position in words, counts and rows, all of it computed."""

from __future__ import annotations

from dataclasses import dataclass

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.counts import Counts
from pmf_excel.framework.exceptions import Watch
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Length, Period, closing_with
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import corrections, counted_as, focus, headline, not_rated, returns_received


@dataclass(frozen=True)
class PriorityFacts:
    """One priority: the key by which a text places its table, its name, how it stands in a sentence, and its lines."""

    key: str
    name: str
    headline: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Facts:
    """Everything that a quarterly report is made from."""

    council: str
    position: Position
    framework: Framework
    quarter: Period
    watch: Watch

    @property
    def counts(self) -> Counts:
        """All lines by status."""
        return self.position.counts()

    @property
    def priorities(self) -> list[PriorityFacts]:
        """The priorities that have measures, in plan order."""
        found = []
        names = self.framework.in_plan_order({line.terms.priority for line in self.position.lines})
        for number, name in enumerate(names, 1):
            lines = tuple(x for x in self.position.lines if x.terms.priority == name)
            found.append(PriorityFacts(str(number), name, headline(self.position.counts(lines)), lines))
        return found

    @property
    def exceptions(self) -> list[Line]:
        """The lines that are short of target and an exception, Red first."""
        return self.position.exceptions(self.watch)

    @property
    def unrated(self) -> list[Line]:
        """The lines that are neither Green, Amber nor Red."""
        return [line for line in self.position.lines if not line.status.rated]

    def words(self) -> dict[str, object]:
        """The fields that a kind's text may use."""
        return {
            "council": self.council,
            "period": self.quarter.label,
            "known_on": in_words(self.position.moment.date()),
            "headline": headline(self.counts),
            "not_rated": not_rated(self.counts),
            "focus": focus({p.name: self.position.counts(p.lines) for p in self.priorities}),
            "committee": next((c.name for c in self.framework.committees.values()), "The committee"),
            "rules": list(
                {
                    line.terms.rule.name: line.terms.rule
                    for line in self.position.lines
                    if line.terms.rule.compares or line.status.rated
                }.values()
            ),
            "returns": returns_received(self.position),
            "counted_as": counted_as(self.counts),
            "corrections": corrections(self.position.lines),
            "provisional": sum(1 for line in self.position.lines if line.provisional),
            "total": len(self.position.lines),
            "services": len(self.position.returns),
            "priorities": self.priorities,
            "exceptions": self.exceptions,
            "unrated": self.unrated,
        }


def quarter_of(round_month: Period) -> Period | None:
    """The quarter that ends with a round's month; nothing when none does."""
    return next((period for period in closing_with(round_month) if period.length is Length.QUARTER), None)
