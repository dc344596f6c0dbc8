"""Everyone with a part in performance management on a day: what they answer for, who covers, whom they followed, and what nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.duties import Item, answering, under_way
from pmf_excel.framework.model import Framework, Service
from pmf_excel.framework.people import COVERS, Person, plain, same

#: What somebody has who stands on Services, Teams or beside an item, and not on People.
HEAD, LEADER, ANSWERS = "Head of service", "Team leader", "Answers for items"
#: Who signs off a service's returns, beside the head that the sheet Services names.
SIGNERS = ("Signs off", HEAD)


@dataclass(frozen=True)
class Part:
    """Somebody's part on a day. ``leads`` are the codes of their teams, ``answers`` those of what they answer for.

    ``covered_by`` are the job titles of those who cover on that day.
    """

    person: Person
    service: str
    leads: tuple[str, ...]
    answers: tuple[str, ...]
    covered_by: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """Everyone on a day, those of the sheet People first and in its order, and what is left undone, in sentences."""

    day: date
    parts: tuple[Part, ...]
    gaps: tuple[str, ...]


def roster(framework: Framework, day: date) -> Roster:
    """Who has which part on a day, by a register: its sheet People, and whoever else leads or answers for something."""
    items = list(under_way(framework, day))
    acting = [one for one in framework.people if one.acts_on(day)]
    others = _others(framework, items, {plain(one.job_title) for one in acting})
    parts = tuple(_part(framework, items, acting, one) for one in (*acting, *others))
    gaps = (*_undone(framework, items, acting, day), *_ended(framework, day), *_covers(framework, day), *_gone(framework, items, day))  # fmt: skip
    return Roster(day, parts, gaps)


def _part(framework: Framework, items: Sequence[Item], acting: Sequence[Person], person: Person) -> Part:
    title, service = person.job_title, person.service
    answers = [one.code for one in items if _at(service, one.service) and same(answering(framework, one), title)]
    leads = [one.code for one in framework.teams.values() if _at(service, one.service) and same(one.lead, title)]
    covered = [one.job_title for one in acting if same(one.covers, title) and _at(service, one.service)]
    name = framework.service_name(service) if service else ""
    return Part(person, name, tuple(leads), tuple(answers), tuple(covered))


def _at(one: str, other: str) -> bool:
    """Whether two parts meet: of one service, or either of the whole council."""
    return not one or not other or one == other


def _others(framework: Framework, items: Sequence[Item], there: set[str]) -> list[Person]:
    """Who is named elsewhere, once for each service, and has no part of the sheet People on the day."""
    named = [(HEAD, one.head, one.code) for one in framework.services.values()]
    named += [(LEADER, one.lead, one.service) for one in framework.teams.values()]
    named += [(ANSWERS, answering(framework, one), one.service) for one in items]
    found: dict[tuple[str, str], Person] = {}
    for role, title, service in named:
        if plain(title) and plain(title) not in there:
            email = framework.services[service].email if role == HEAD else ""
            found.setdefault((plain(title), service), Person(role, title, service, "", email))
    return list(found.values())


def _undone(framework: Framework, items: Sequence[Item], acting: Sequence[Person], day: date) -> Iterator[str]:
    """The services with something to report whose figures nobody returns, or that nobody signs off."""
    asked = {one.service for one in items}
    for service in framework.services.values():
        if service.code not in asked:
            continue
        if not any(_has(framework, one, ("Returns figures",), service) for one in acting):
            yield f"Nobody returns figures for {service.name}."
        head_is_there = bool(service.head.strip()) and _left(framework, service.head, day) is None
        if not head_is_there and not any(_has(framework, one, SIGNERS, service) for one in acting):
            yield f"Nobody signs off for {service.name}."


def _has(framework: Framework, person: Person, roles: Sequence[str], service: Service) -> bool:
    """Whether somebody has one of some roles for a service, or covers for whoever has it."""
    if not _at(person.service, service.code):
        return False
    covered = [one for one in framework.people if same(person.covers, one.job_title) and _at(one.service, service.code)]
    return person.role in roles or any(one.role in roles for one in covered)


def _ended(framework: Framework, day: date) -> Iterator[str]:
    """The parts that ended before a day, and that nobody else has or has taken over by then."""
    for one in framework.people:
        if one.until is None or one.until >= day or one.role == COVERS:
            continue
        alike = [other for other in framework.people if other.role == one.role and other.service == one.service]
        if any(other.acts_on(day) for other in alike):
            continue
        what = f'The part "{one.role}" of the {one.job_title}{_of(framework, one)} ended on {in_words(one.until)}'
        later = [other for other in alike if other.since and other.since > day]
        after = min(later, key=lambda other: other.since or day, default=None)
        if after and after.since:
            yield f"{what}, and the {after.job_title} has it only from {in_words(after.since)}."
        elif not any(other.until and other.until > one.until for other in alike):  # said once, of the last who had it
            yield f"{what}, and nobody followed."


def _covers(framework: Framework, day: date) -> Iterator[str]:
    """Who covers on a day for somebody who has no part any more."""
    for one in framework.people:
        if not one.covers or not one.acts_on(day):
            continue
        left = _left(framework, one.covers, day)
        there = any(same(other.job_title, one.covers) for other in framework.people)
        if left or not there:
            when = f", whose part ended on {in_words(left)}" if left else ", who is not on the sheet People"
            yield f"The {one.job_title} covers for the {one.covers}{_of(framework, one)}{when}."


def _gone(framework: Framework, items: Sequence[Item], day: date) -> Iterator[str]:
    """Who still answers for something by the register, while all their parts of the sheet People have ended."""
    codes: dict[str, tuple[str, list[str]]] = {}
    for one in items:
        title = answering(framework, one)
        codes.setdefault(plain(title), (title, []))[1].append(one.code)
    for title, own in codes.values():
        if left := _left(framework, title, day):
            yield f"The {title} still answers for {', '.join(own)}, and their part ended on {in_words(left)}."


def _left(framework: Framework, title: str, day: date) -> date | None:
    """The last day of somebody all of whose parts of the sheet People ended before a day; nothing where one has not, or there are none."""
    until = [one.until for one in framework.people if same(one.job_title, title)]
    ended = [one for one in until if one is not None and one < day]
    return max(ended) if ended and len(ended) == len(until) else None


def _of(framework: Framework, person: Person) -> str:
    return f" of {framework.service_name(person.service)}" if person.service else ""
