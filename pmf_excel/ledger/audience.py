"""For whom something is made: what is exempt, or out of a reader's remit, is taken out before anything is drawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from pmf_excel.errors import Mistyped, Nothing
from pmf_excel.framework.committees import Question
from pmf_excel.framework.duties import answering, every_item
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.people import same
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.ledger.line import Row
from pmf_excel.ledger.position import Position
from pmf_excel.problems import near_miss

Item = Measure | Activity | Recommendation | Risk | BudgetLine
#: How the audience of all officers is named, by which a person may ask for it.
LEADERSHIP = "Leadership Team"


@dataclass(frozen=True)
class Audience:
    """Readers, by what they may see: a service's own, a committee's remit, or everything; what is exempt only where ``exempt``.

    With ``closed_only`` they see what is exempt and nothing else: that is the other part of an open report.
    """

    name: str = ""
    service: str = ""
    committee: str = ""
    exempt: bool = True
    closed_only: bool = False
    #: Of a service: only what belongs to a team's plan, or what one officer answers for, by job title.
    team: str = ""
    responsible: str = ""

    @property
    def said(self) -> str:
        """For whom it is, as a sheet and a file's name say it; nothing where it is for everyone who works with it."""
        if not self.name:
            return ""
        return f"{self.name}, with what is exempt" if self.committee and self.exempt else self.name

    def sees(self, item: Item, framework: Framework) -> bool:
        """Whether an item is in their remit and open to them."""
        if self.closed_only if not item.exempt else not self.exempt:
            return False
        if self.service:
            own = item.service == self.service and self.team in ("", item.team)
            return own and (not self.responsible or same(answering(framework, item), self.responsible))
        return not self.committee or framework.committee_of(item) == self.committee

    def hears(self, question: Question, own: Collection[str]) -> bool:
        """Whether a question of members is theirs and open to them; ``own`` are the codes of what they see.

        A committee hears its own questions and what others recommend to it, a service those about it or something of its own.
        """
        if self.closed_only if not question.exempt else not self.exempt:
            return False
        if self.service:
            whole = not self.team and not self.responsible
            return (whole and question.service == self.service) or question.item in own
        return self.committee in ("", question.committee, question.goes_to)


#: The officers who make it: nothing is left out. The public: nothing that is exempt is in it. And what
#: the public may not see, by itself.
EVERYONE = Audience()
PUBLIC = Audience(exempt=False)
CLOSED = Audience(closed_only=True)


def audience(named: str, framework: Framework, exempt: bool = False) -> Audience:
    """The readers of a name or code: a service, whose head sees all of it; a committee, which sees its remit; Leadership Team.

    A committee sees what is exempt only with ``exempt``. Raises Mistyped, with the nearest name, when there are none.
    """
    wanted = named.strip().casefold()
    if wanted in (LEADERSHIP.casefold(), "leadership"):
        return Audience(LEADERSHIP)
    for service in framework.services.values():
        if wanted in (service.code.casefold(), service.name.casefold(), service.head.casefold()):
            return Audience(service.name, service=service.code)
    for committee in framework.committees.values():
        if wanted in (committee.code.casefold(), committee.name.casefold()):
            return Audience(committee.name, committee=committee.code, exempt=exempt)
    names = [LEADERSHIP, *framework.services, *framework.committees]
    known = [
        *names,
        *(one.name for one in framework.services.values()),
        *(one.name for one in framework.committees.values()),
    ]
    raise Mistyped(
        f'There is no service or committee "{named}" in the register. {near_miss(named, known)}Use one of: {", ".join(names)}.'
    )


def paragraphs(framework: Framework) -> list[str]:
    """The paragraphs of Schedule 12A under which anything in a framework is exempt, each once."""
    every: list[Item] = [*framework.measures.values(), *framework.activities, *framework.recommendations]
    every += [*framework.risks, *framework.budgets]
    return sorted({one.exempt for one in (*every, *framework.questions) if one.exempt})


def closed(framework: Framework) -> bool:
    """Whether anything in a framework may not be public."""
    items = (framework.activities, framework.recommendations, framework.risks, framework.budgets)
    measures = any(one.exempt for one in framework.measures.values())
    return measures or any(one.exempt for some in (*items, framework.questions) for one in some)


def cut(position: Position, framework: Framework, readers: Audience) -> tuple[Position, Framework]:
    """The position and the framework as some readers may see them; both are as they were for everyone.

    Raises Nothing when nothing is left.
    """
    everything = not readers.service and not readers.committee and not readers.closed_only
    if everything and (readers.exempt or not closed(framework)):
        return position, framework
    by_terms = {line.measure: line.terms for line in position.lines}

    def seen(measure: Measure) -> bool:
        # To whom a measure belongs was settled when it was asked; what is exempt is as the register says now.
        terms = by_terms.get(measure.code)
        if terms is not None:
            measure = replace(measure, service=terms.service, committee=terms.committee or measure.committee)
        return readers.sees(measure, framework)

    measures = {code: one for code, one in framework.measures.items() if seen(one)}
    gone = readers.closed_only or not readers.exempt  # what the register has no longer cannot be known to be open

    def line_seen(code: str, service: str, committee: str) -> bool:
        if code in framework.measures:
            return code in measures
        return not gone and not readers.team and not readers.responsible and (not readers.service or service == readers.service) and (not readers.committee or committee == readers.committee)  # fmt: skip

    def item_seen(item: Item) -> bool:
        return readers.sees(item, framework)

    lines = {
        line.measure for line in position.lines if line_seen(line.measure, line.terms.service, line.terms.committee)
    }
    items = {one.code for one in every_item(framework) if not isinstance(one, Measure) and item_seen(one)}
    heard = tuple(one for one in framework.questions if readers.hears(one, lines | measures.keys() | items))
    asked = {one.code: one for one in framework.questions}

    def question_seen(row: Row) -> bool:
        one = asked.get(row.code)
        if one is None and gone:  # what the register has no longer cannot be known to be open
            return False
        if one is not None and (readers.closed_only if not one.exempt else not readers.exempt):
            return False
        if readers.service:  # whose return it is was settled when it was asked
            return row.service == readers.service and not readers.team and not readers.responsible
        return not readers.committee or one in heard

    kept = position.only(lambda line: line.measure in lines, lines | measures.keys(), item_seen, question_seen)
    register = replace(_register(framework, kept, measures, readers), questions=heard)
    if not kept.lines and not kept.items and not (readers.closed_only and register.questions):
        which = (
            "nothing that is exempt"
            if readers.closed_only
            else "nothing"
            if readers.name
            else "nothing that is not exempt"
        )
        who = f"{readers.name} has {which}" if readers.name else f"There is {which}"
        raise Nothing(f"{who} in {position.round.label}. Choose another audience.")
    return kept, register


def _register(framework: Framework, kept: Position, measures: dict[str, Measure], readers: Audience) -> Framework:
    """The framework with nothing in it that the readers may not see."""
    every: tuple[Item, ...] = (*framework.activities, *framework.recommendations, *framework.risks, *framework.budgets)
    items = [item for item in every if readers.sees(item, framework)]
    services = {line.terms.service for line in kept.lines} | {one.service for one in (*items, *measures.values())}
    codes = measures.keys() | {line.measure for line in kept.lines} | {item.code for item in items}
    plan = {one.priority for one in measures.values()} | {one.priority for one in items if isinstance(one, Activity)}
    while more := {framework.priorities[code].parent for code in plan if code in framework.priorities} - plan - {""}:
        plan |= more
    return replace(
        framework, measures=measures, targets={key: one for key, one in framework.targets.items() if key[0] in codes},
        longer=tuple(one for one in framework.longer if one.measure in codes),
        past=tuple(one for one in framework.past if one.measure in codes),
        services={code: one for code, one in framework.services.items() if code in services},
        priorities={code: one for code, one in framework.priorities.items() if code in plan},
        amendments=tuple(one for one in framework.amendments if one.item in codes),
        activities=tuple(one for one in items if isinstance(one, Activity)),
        recommendations=tuple(one for one in items if isinstance(one, Recommendation)),
        risks=tuple(one for one in items if isinstance(one, Risk)), budgets=tuple(one for one in items if isinstance(one, BudgetLine)),
        waivers=(),
    )  # fmt: skip
