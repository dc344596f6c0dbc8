"""The golden thread as a tree: from a priority down to who answers for what serves it, for any code of the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pmf_excel.errors import Mistyped
from pmf_excel.framework.duties import Item, answering, every_item
from pmf_excel.framework.model import OUTSIDE, Framework, Measure
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import Status
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.problems import near_miss

#: What each sort of item is called.
CALLED: Mapping[type[Item], str] = {
    Measure: "measure", Activity: "activity", Recommendation: "recommendation", Risk: "risk", BudgetLine: "budget",
}  # fmt: skip
#: How an item stands, by what it is called and its code.
Standings = Mapping[tuple[str, str], Status]


@dataclass(frozen=True)
class Knot:
    """One step of the thread: what sort of thing it is, its code and name, how it stands, and what hangs below it.

    ``sort`` is priority, outcome, measure, activity, project, service plan action, recommendation, risk, budget, service, team, responsible, or outside for
    what serves no priority.
    """

    sort: str
    code: str
    name: str
    status: Status | None = None
    below: tuple[Knot, ...] = ()


def descent(framework: Framework, ref: str, at: Period, standings: Standings) -> tuple[Knot, ...]:
    """The thread through what a code stands for: an item's own line, or all below a priority, and all a service or team serves.

    ``at`` is the round for which measures are in force and budgets count. A code that several sheets have gives each of them.
    Mistyped, with the nearest code, when the register has none such.
    """
    known = _Register(framework, at, standings)
    wanted = " ".join(ref.split()).casefold()

    def meant(*names: str) -> bool:
        return wanted in (name.casefold() for name in names)

    found = [known.plan(code) for code, one in framework.priorities.items() if meant(code, one.name)]
    found += [known.service(code) for code, one in framework.services.items() if meant(code, one.name)]
    found += [known.team(code) for code, one in framework.teams.items() if meant(code, one.name)]
    found += [known.item(one) for one in every_item(framework) if meant(one.code)]
    if not found:
        codes = [*framework.priorities, *framework.services, *framework.teams]
        codes += [one.code for one in every_item(framework)]
        raise Mistyped(
            f'The register has no "{ref}". {near_miss(ref, codes)}Name the code of a priority, outcome, service, team, measure, '
            "activity, recommendation, risk or budget."
        )
    return tuple(found)


@dataclass(frozen=True)
class _Register:
    """A register at a round, with how its items stand."""

    framework: Framework
    at: Period
    standings: Standings

    def item(self, one: Item) -> Knot:
        """An item's line: what of the plan it serves, itself, and who answers for it."""
        own = replace(self._knot(one), below=(self._who(one),))
        return self._hung(one.priority if isinstance(one, Measure | Activity) else "", own)

    def plan(self, code: str) -> Knot:
        """A priority or outcome, below what it belongs to, with all that serves it."""
        whole = self._whole(code, {code})
        return self._hung(self.framework.priorities[code].parent, whole) if self._above(code) else whole

    def service(self, code: str) -> Knot:
        """A service with its teams, and what all of it serves, each with who answers."""
        knot = Knot("service", code, self.framework.service_name(code))
        items = [one for one in self._now() if one.service == code]
        return replace(knot, below=self._served(items, team=True))

    def team(self, code: str) -> Knot:
        """A team below its service, and what it serves, each with who answers."""
        own = self.framework.teams[code]
        items = [one for one in self._now() if one.team == code]
        knot = Knot("team", code, own.name, below=self._served(items, team=False))
        return Knot("service", own.service, self.framework.service_name(own.service), below=(knot,))

    def _now(self) -> Iterator[Item]:
        """What counts at the round: measures in force, budgets of its year, and every other item."""
        for one in every_item(self.framework):
            if isinstance(one, Measure) and not one.lives_in(self.at):
                continue
            if isinstance(one, BudgetLine) and one.year != self.at.financial_year:
                continue
            yield one

    def _knot(self, one: Item) -> Knot:
        called = CALLED[type(one)]
        sort = one.kind.casefold() if isinstance(one, Activity) and one.kind else called
        return Knot(sort, one.code, one.title, self.standings.get((called, one.code)))

    def _who(self, one: Item, team: bool = True, service: bool = True) -> Knot:
        """Who has an item: its service, its team where it has one, and who answers; only as far as is wanted."""
        knots = [Knot("service", one.service, self.framework.service_name(one.service))] if service else []
        if team and one.team:
            own = self.framework.teams.get(one.team)
            knots.append(Knot("team", one.team, own.name if own else one.team))
        who = Knot("responsible", "", answering(self.framework, one) or "nobody is named")
        for knot in reversed(knots):
            who = replace(knot, below=(who,))
        return who

    def _above(self, code: str) -> list[str]:
        """The codes of what a part of the plan belongs to, nearest first."""
        plan, found = self.framework.priorities, [code]
        while (parent := plan[found[-1]].parent) in plan and parent not in found:
            found.append(parent)
        return found[1:]

    def _part(self, code: str, below: tuple[Knot, ...]) -> Knot:
        sort = "outcome" if self.framework.priorities[code].parent else "priority"
        return Knot(sort, code, self.framework.priorities[code].name, below=below)

    def _hung(self, code: str, knot: Knot) -> Knot:
        """Something below the part of the plan that it serves, and all that this belongs to."""
        if code not in self.framework.priorities:
            return Knot("outside", "", OUTSIDE, below=(knot,))
        for one in (code, *self._above(code)):
            knot = self._part(one, (knot,))
        return knot

    def _whole(self, code: str, seen: set[str]) -> Knot:
        own = [one for one in self._now() if isinstance(one, Measure | Activity) and one.priority == code]
        below = [replace(self._knot(one), below=(self._who(one),)) for one in own]
        for other, part in self.framework.priorities.items():
            if part.parent == code and other not in seen:
                below.append(self._whole(other, seen | {other}))
        return self._part(code, tuple(below))

    def _served(self, items: Sequence[Item], team: bool) -> tuple[Knot, ...]:
        """The plan as far as some items serve it, each of them with who answers; what serves none of it last."""
        plan = self.framework.priorities
        by_part: dict[str, list[Knot]] = {}
        for one in items:
            code = one.priority if isinstance(one, Measure | Activity) and one.priority in plan else ""
            knot = replace(self._knot(one), below=(self._who(one, team, service=False),))
            by_part.setdefault(code, []).append(knot)
        tops = [code for code in plan if not self._above(code)]
        found = [part for code in tops if (part := self._serving(code, by_part, {code}))]
        return (*found, *((Knot("outside", "", OUTSIDE, below=tuple(by_part[""])),) if "" in by_part else ()))

    def _serving(self, code: str, by_part: Mapping[str, Sequence[Knot]], seen: set[str]) -> Knot | None:
        below = list(by_part.get(code, ()))
        for other, part in self.framework.priorities.items():
            if part.parent == code and other not in seen:
                deeper = self._serving(other, by_part, seen | {other})
                below += [deeper] if deeper else []
        return self._part(code, tuple(below)) if below else None
