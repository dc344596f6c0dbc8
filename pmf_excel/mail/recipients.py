"""Who gets a service's mail: the service's own address, else that of somebody whose part it is that day; and whoever covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.model import Framework
from pmf_excel.framework.people import Acting, Person, acting, cover_of
from pmf_excel.ledger.sentences import listed
from pmf_excel.mail.address import is_address

#: Whose address is used where the service has none, the first of them that has one.
ROLES = ("Returns figures", "Head of service", "Contact officer")


@dataclass(frozen=True)
class Recipient:
    """An address, the job titles of whoever reads it, and the codes of the services that it answers for.

    ``cover`` says in sentences who covers for whom, to the one and to the other; nothing where nobody does.
    """

    address: str
    title: str
    services: tuple[str, ...]
    cover: str = ""


@dataclass(frozen=True)
class _Address:
    """An address that a service's letters go to, the job title of its reader, and what that reader is told of cover."""

    address: str
    title: str
    told: str = ""


def recipients(framework: Framework, services: Iterable[str], day: date) -> tuple[list[Recipient], list[str]]:
    """One recipient for each address, in the services' order, and a sentence for each service that has none on a day.

    Who covers gets the letter as well as a service's own address, which others may read; in place of a person who is away.
    Addresses that differ in capitals only are one.
    """
    found: dict[str, tuple[str, list[str], list[str], list[str]]] = {}
    without = []
    for code in services:
        first, *more = _of(framework, code, day)
        if not is_address(first.address):
            without.append(_said(framework, code, first.address, day))
        for one in (first, *more):
            if not is_address(one.address):
                continue
            _, titles, codes, told = found.setdefault(one.address.strip().casefold(), (one.address.strip(), [], [], []))
            codes += [code] if code not in codes else []
            titles += [one.title] if one.title and one.title not in titles else []
            told += [one.told] if one.told and one.told not in told else []
    return [
        Recipient(address, listed(titles or ["Colleague"]), tuple(codes), " ".join(told))
        for address, titles, codes, told in found.values()
    ], without


def _of(framework: Framework, code: str, day: date) -> Iterator[_Address]:
    """The addresses of a service on a day, its own first; whatever stands in the register, right or wrong."""
    service = framework.services.get(code)
    own = [one for role in ROLES for one in acting(framework.people, role, day, code)]
    if service is not None and service.email:
        away = {one.person.job_title: one.cover for one in own if one.cover}
        head = cover_of(framework.people, service.head, code, day)
        away |= {service.head: head} if head else {}
        told = " ".join(_covers(title, cover) for title, cover in away.items() if cover)
        yield _Address(service.email.strip(), service.head, told)
        yield from (
            _Address(cover.email, cover.job_title, _you_cover(title, cover)) for title, cover in away.items() if cover
        )
        return
    yield next((_person(one) for one in own if one.email), _Address("", ""))


def _person(one: Acting) -> _Address:
    """Who gets the letter of a service that has no address of its own: who covers, where that is known how."""
    if one.cover is None:
        return _Address(one.person.email.strip(), one.person.job_title)
    if one.cover.email:
        return _Address(one.cover.email.strip(), one.cover.job_title, _you_cover(one.person.job_title, one.cover))
    return _Address(one.person.email.strip(), one.person.job_title, _covers(one.person.job_title, one.cover))


def _covers(title: str, cover: Person) -> str:
    return f"The {cover.job_title} covers for the {title}{_until(cover)}."


def _you_cover(title: str, cover: Person) -> str:
    return f"You get this letter because you cover for the {title}{_until(cover)}."


def _until(cover: Person) -> str:
    return f" until {in_words(cover.until)}" if cover.until else ""


def _said(framework: Framework, code: str, address: str, day: date) -> str:
    service = framework.service_name(code)
    if address:
        return (
            f'{service}: "{address}" is not one e-mail address, so there is no letter. Correct it in framework.xlsx, '
            "sheet Services or People; where several people should get it, enter an address that reaches them all."
        )
    ended = [
        one for one in framework.people
        if one.service == code and one.role in ROLES and one.email and one.until is not None and one.until < day
    ]  # fmt: skip
    if ended:
        last = max(ended, key=lambda one: one.until or day)
        assert last.until is not None
        return (
            f"{service} has no e-mail address on {in_words(day)}, so there is no letter: the {last.job_title} had the part until "
            f"{in_words(last.until)}. Enter who follows in framework.xlsx, sheet People, and run the same command again."
        )
    return (
        f"{service} has no e-mail address, so there is no letter. Enter one in framework.xlsx, sheet Services, and run "
        "pmf issue again, or take it the return yourself."
    )
