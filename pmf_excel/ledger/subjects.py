"""About whom a report of one service is: the service as a whole, a team of it, or what one officer answers for."""

from __future__ import annotations

from dataclasses import dataclass

from pmf_excel.errors import Mistyped
from pmf_excel.files import safe_name
from pmf_excel.framework.duties import answering, every_item
from pmf_excel.framework.model import Framework, Service
from pmf_excel.framework.people import Team, plain
from pmf_excel.ledger.sentences import listed
from pmf_excel.problems import near_miss


@dataclass(frozen=True)
class Subject:
    """A service, perhaps a team of it, perhaps the job title of who answers for some of it."""

    service: Service
    team: Team | None = None
    responsible: str = ""

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.responsible or (self.team.name if self.team else self.service.name)

    def in_file_name(self, framework: Framework) -> str:
        """How it stands in the name of a file: with a code where others would stand there alike."""
        if self.responsible:
            alike = len(_services_of(framework, self.responsible)) > 1
            return f"{safe_name(self.responsible)} {self.service.code}" if alike else safe_name(self.responsible)
        own = safe_name(self.name)
        every = framework.teams.values() if self.team else framework.services.values()
        alike = sum(safe_name(one.name).casefold() == own.casefold() for one in every) > 1
        return f"{own} {self.team.code if self.team else self.service.code}" if alike else own


def subject_of(framework: Framework, kind: str, service: str, team: str, responsible: str) -> Subject:
    """Whom a report of one service is about, by what was typed; Mistyped when none is named or the register has none of that name."""
    if team:
        return _team(framework, service, team, responsible)
    if responsible:
        return _responsible(framework, service, responsible)
    return Subject(_service(framework, kind, service))


def _service(framework: Framework, kind: str, named: str) -> Service:
    every = framework.services.values()
    for one in every:
        if named.casefold() in (one.code.casefold(), one.name.casefold()):
            return one
    known = [name for one in every for name in (one.code, one.name)]
    there = ", ".join(f"{one.code} ({one.name})" for one in every)
    if not named:
        raise Mistyped(
            f"The report {kind} is for one service. Name it with --service. Of kinds about a team or an officer, name these with --team or --responsible. Services: {there}."
        )
    raise Mistyped(f'There is no service "{named}". {near_miss(named, known)}Use one of: {there}.')


def _team(framework: Framework, service: str, named: str, responsible: str) -> Subject:
    every = framework.teams.values()
    if not every:
        raise Mistyped(
            "The register has no teams. Fill in its sheet Teams, or name the service as a whole with --service."
        )
    found = next((one for one in every if named.casefold() in (one.code.casefold(), one.name.casefold())), None)
    if found is None:
        there = ", ".join(f"{one.code} ({one.name})" for one in every)
        known = [name for one in every for name in (one.code, one.name)]
        raise Mistyped(f'There is no team "{named}". {near_miss(named, known)}Use one of: {there}.')
    own = framework.services[found.service]
    if service and _service(framework, "", service) != own:
        raise Mistyped(f"{found.name} is a team of {own.name}. Leave out --service.")
    return Subject(own, found, _responsible(framework, own.code, responsible).responsible if responsible else "")


def _responsible(framework: Framework, service: str, named: str) -> Subject:
    every: dict[str, str] = {}
    for one in every_item(framework):
        title = answering(framework, one)
        every.setdefault(plain(title), title)
    if plain(named) not in every:
        raise Mistyped(
            f'Nobody with the job title "{named}" answers for a measure or item. {near_miss(named, list(every.values()))}'
            'Use a job title from "pmf people".'
        )
    title = every[plain(named)]
    services = _services_of(framework, title)
    if service:
        own = _service(framework, "", service)
        if own.code not in services:
            there = listed([framework.service_name(code) for code in services])
            raise Mistyped(f"The {title} answers for nothing of {own.name}, but for {there}. Correct --service.")
        return Subject(own, responsible=title)
    if len(services) > 1:
        raise Mistyped(
            f"The {title} answers for measures or items of several services. Name one with --service: {', '.join(services)}."
        )
    return Subject(framework.services[services[0]], responsible=title)


def _services_of(framework: Framework, title: str) -> list[str]:
    """The codes of the services of which somebody answers for something, in the register's order."""
    own = {one.service for one in every_item(framework) if plain(answering(framework, one)) == plain(title)}
    return [code for code in framework.services if code in own]
