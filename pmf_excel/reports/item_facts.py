"""What a report may say of items: what is worth telling of each part, and the sentences that count them, all of it computed."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import Rag
from pmf_excel.framework.work import Activity, Recommendation, Risk
from pmf_excel.ledger import budget_lines, progress, risk_register
from pmf_excel.ledger.follow_up import Table, governance, in_tables
from pmf_excel.ledger.items import ItemLine, Items, tally
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import counted, listed

#: What the register calls a project.
PROJECT = "Project"
#: How many codes a sentence names; the others are counted.
NAMED = 12
#: What a text calls each of North Devon's tables.
AUDIT: Mapping[Table, str] = {
    Table.LIVE: "live", Table.COMPLETED: "completed", Table.EXTENSION: "extensions", Table.OUTSTANDING: "outstanding",
    Table.GOVERNANCE: "governance", Table.BEFORE: "before",
}  # fmt: skip
#: How a sentence says where a recommendation stands.
STANDS = {**AUDIT, Table.EXTENSION: "later date asked for", Table.BEFORE: "completed before"}
#: What several items of a part are called.
CALLED = {
    "activities": "activities or projects", "projects": "projects", "actions": "service plan actions", "recommendations": "audit recommendations",
    "risks": "risks", "budgets": "budget lines",
}  # fmt: skip


@dataclass(frozen=True)
class ItemFacts:
    """The items of a position, as a report of a period tells them."""

    position: Position
    framework: Framework
    period: Period

    @property
    def items(self) -> Items:
        """All of them."""
        return self.position.items

    @property
    def end(self) -> date:
        """The day by which everything is judged."""
        return self.position.round.end

    @property
    def last(self) -> date:
        """The last day of the period before, which was reported then."""
        return self.period.start - timedelta(days=1)

    @functools.cached_property
    def audit(self) -> Mapping[Table, Sequence[ItemLine[Recommendation]]]:
        """Each recommendation once, in its table."""
        return in_tables(self.items.recommendations, self.end, self.last)

    @functools.cached_property
    def _stands(self) -> Mapping[str, Table]:
        return {line.code: table for table, lines in self.audit.items() for line in lines}

    @functools.cached_property
    def projects(self) -> list[ItemLine[Activity]]:
        """The major projects."""
        return [line for line in self.items.activities if line.item.kind == PROJECT]

    @functools.cached_property
    def risks(self) -> list[ItemLine[Risk]]:
        """The risks, the gravest first."""
        return risk_register.gravest_first(self.items.risks)

    def late(self, lines: Iterable[ItemLine[Activity]]) -> list[ItemLine[Activity]]:
        """Of some work, what is past its date."""
        return [line for line in lines if progress.late_by(line, self.end) is not None]

    def completed(self, lines: Iterable[ItemLine[Activity]]) -> list[ItemLine[Activity]]:
        """Of some work, what was completed since the last report."""
        return [line for line in lines if progress.completed_since(line, self.last)]

    @staticmethod
    def slipped(lines: Iterable[ItemLine[Activity]]) -> list[ItemLine[Activity]]:
        """Of some work that goes on, what is due later than was first planned."""
        return [line for line in lines if progress.slipped(line)]

    def words(self) -> dict[str, Any]:
        """The fields that a kind's text may use."""
        items = self.items
        return {
            "activities": items.activities, "projects": self.projects, "actions": items.actions,
            "recommendations": items.recommendations, "risks": self.risks, "budgets": items.budgets,
            "audit": self._audit(),
            "activities_told": self._work("activities", items.activities, "activity or project", "activities and projects"),
            "projects_told": self._work("projects", self.projects, "project", "projects"),
            "actions_told": self._work("actions", items.actions, "service plan action", "service plan actions"),
            "risks_told": {
                "said": risk_register.sentence(items.risks, items.sticks.matrix) if items.risks and items.sticks else self._none("risks"),
                "map_said": risk_register.scored(items.risks) if any(line.score for line in items.risks) else "",
                "red": [line for line in self.risks if line.status.rag is Rag.RED],
                "greater": [line for line in self.risks if risk_register.direction(line) == risk_register.GREATER],
            },
            "budgets_told": {
                "said": self._budget() if items.budgets else self._none("budgets"),
                "red": [line for line in items.budgets if line.status.rag is Rag.RED],
                "off": [line for line in items.budgets if line.status.underperforming],
            },
        }  # fmt: skip

    def _audit(self) -> dict[str, Any]:
        found, every = self.audit, self.items.recommendations
        return {
            **{AUDIT[table]: lines for table, lines in found.items()},
            "said": self._audit_said() if every else self._none("recommendations"),
            "rule": self.items.sticks.audit.about if self.items.sticks else "",
            "outstanding_said": _outstanding(found[Table.OUTSTANDING]),
            "also_extensions": self._also("asks for a later date too", "ask for a later date too", [
                line for line in every if line.wanted is not None and self._stands[line.code] is not Table.EXTENSION
            ]),
            "also_governance": self._also("is a governance statement action too", "are governance statement actions too", [
                line for line in every if governance(line) and self._stands[line.code] is not Table.GOVERNANCE
            ]),
        }  # fmt: skip

    def _audit_said(self) -> str:
        """How many recommendations are complete, and how the others stand; the numbers add up to the total that is said."""
        found, total = {table: len(lines) for table, lines in self.audit.items()}, len(self.items.recommendations)
        new, done = found[Table.COMPLETED], found[Table.COMPLETED] + found[Table.BEFORE]
        parts = [
            f"{number} {one if number == 1 else many}"
            for number, one, many in (
                (found[Table.OUTSTANDING], "is outstanding", "are outstanding"),
                (found[Table.EXTENSION], "asks for a later date", "ask for a later date"),
                (found[Table.LIVE] + found[Table.GOVERNANCE], "is not yet due", "are not yet due"),
            )
            if number
        ]
        whole = f"{total} recommendations" if total > 1 else "recommendation"
        if not done:
            return (
                f"None of the {whole} is complete: {listed(parts)}."
                if total > 1
                else f"The one {whole} {parts[0][2:]}."
            )
        since = (
            f"{new or 'none'} of them since the last report"
            if done > 1
            else f"{'' if new else 'not '}since the last report"
        )
        if done == total:
            return f"All {whole} are complete, {since}." if total > 1 else f"The one {whole} is complete, {since}."
        first = f"{done} of {whole} {'is' if done == 1 else 'are'} complete, {since}."
        return (
            f"{first} The other {parts[0][2:]}."
            if total - done == 1
            else f"{first} Of the other {total - done}, {listed(parts)}."
        )

    def _also(self, one: str, many: str, lines: Sequence[ItemLine[Recommendation]]) -> str:
        """Which recommendations of other tables have something besides, and where they stand; nothing where there is none."""
        if not lines:
            return ""
        named = [f"{line.code} ({STANDS[self._stands[line.code]]})" for line in lines[:NAMED]]
        more = [f"{len(lines) - NAMED} more"] if len(lines) > NAMED else []
        verbs = ("stands", one) if len(lines) == 1 else ("stand", many)
        return f"{len(lines)} that {verbs[0]} in another table {verbs[1]}: {listed([*named, *more])}."

    def _work(self, part: str, lines: Sequence[ItemLine[Activity]], one: str, many: str) -> dict[str, Any]:
        """What is told of some work: how it stands, what is late, what has slipped, what was completed."""
        late, slipped, done = self.late(lines), self.slipped(lines), self.completed(lines)
        moved = sum(progress.moved_since(line) for line in slipped)
        counts = tally(lines, self.items.sticks).sentence(one, many) if self.items.sticks and lines else ""
        return {
            "said": f"{counts} {progress.late(lines, self.end)}" if counts else self._none(part),
            "late": late, "slipped": slipped, "completed": done,
            "slipped_said": _slipped(counted(len(slipped), one, many), len(slipped), moved),
            "completed_said": f"{counted(len(done), one, many)} {'was' if len(done) == 1 else 'were'} completed since the last report." if done else "",
            "off": [line for line in lines if line.status.underperforming],
        }  # fmt: skip

    def _budget(self) -> str:
        lines = [line.item for line in self.items.budgets]
        return budget_lines.said(lines, budget_lines.pence(lines))

    def _none(self, part: str) -> str:
        """That there is nothing of a part, or that nobody was asked about it yet."""
        own = {
            "actions": [one for one in self.framework.activities if one.kind == "Service plan action"],
            "projects": [one for one in self.framework.activities if one.kind == PROJECT],
            "activities": [one for one in self.framework.activities if one.kind != "Service plan action"],
        }
        there = own[part] if part in own else getattr(self.framework, part)
        if there and self.items.sticks is None:
            return f"Services have not been asked about {CALLED[part].replace(' or ', ' and ')} yet."
        return f"There are no {CALLED[part]} to report."


def _slipped(which: str, number: int, moved: int) -> str:
    """How much work has slipped, and how much of it since the last round, in a sentence; nothing where none has."""
    if not number:
        return ""
    first = f"{which} {'is' if number == 1 else 'are'} due later than first planned"
    since = "moved since services were last asked"
    if number == 1:
        return f"{first}; it was {since}." if moved else f"{first}."
    return f"{first}; {moved} of them {'was' if moved == 1 else 'were'} {since}." if moved else f"{first}."


def _outstanding(lines: Sequence[ItemLine[Recommendation]]) -> str:
    """How many recommendations are past their dates, by importance; nothing where none is."""
    found = Counter(line.item.importance for line in lines)
    if not found:
        return ""
    first = (
        "1 recommendation is past its agreed date"
        if len(lines) == 1
        else f"{len(lines)} recommendations are past their agreed dates"
    )
    if len(found) == 1:
        (name,) = found
        return f"{first}, {'all ' if len(lines) > 1 else ''}of {name} importance." if name else f"{first}."
    parts = [f"{number} of {name or 'no stated'} importance" for name, number in found.items()]
    return f"{first}: {listed(parts)}."
