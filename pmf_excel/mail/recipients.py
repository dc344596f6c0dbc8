"""Who gets a service's mail: the service's own address, else that of somebody who answers for its returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pmf_excel.framework.model import Framework
from pmf_excel.ledger.sentences import listed
from pmf_excel.mail.address import is_address

#: Whose address is used where the service has none, the first of them that has one.
ROLES = ("Returns figures", "Head of service", "Contact officer")


@dataclass(frozen=True)
class Recipient:
    """An address, the job titles of whoever reads it, and the codes of the services that it answers for."""

    address: str
    title: str
    services: tuple[str, ...]


def recipients(framework: Framework, services: Iterable[str]) -> tuple[list[Recipient], list[str]]:
    """One recipient for each address, in the services' order, and a sentence for each service that has none.

    Addresses that differ in capitals only are one.
    """
    found: dict[str, tuple[str, list[str], list[str]]] = {}
    without = []
    for code in services:
        address, title = _who(framework, code)
        if not is_address(address):
            without.append(_said(framework.service_name(code), address))
            continue
        _, titles, codes = found.setdefault(address.casefold(), (address, [], []))
        codes.append(code)
        if title and title not in titles:
            titles.append(title)
    return [
        Recipient(address, listed(titles or ["Colleague"]), tuple(codes)) for address, titles, codes in found.values()
    ], without


def _who(framework: Framework, code: str) -> tuple[str, str]:
    """A service's address with the job title of its reader; whatever stands in the register, right or wrong."""
    service = framework.services.get(code)
    if service is not None and service.email:
        return service.email.strip(), service.head
    for role in ROLES:
        for person in framework.people:
            if (person.service, person.role) == (code, role) and person.email:
                return person.email.strip(), person.job_title
    return "", ""


def _said(service: str, address: str) -> str:
    if address:
        return (
            f'{service}: "{address}" is not one e-mail address, so there is no letter. Correct it in framework.xlsx, '
            "sheet Services or People; where several people should get it, enter an address that reaches them all."
        )
    return (
        f"{service} has no e-mail address, so there is no letter. Enter one in framework.xlsx, sheet Services, and run "
        "pmf issue again, or take it the return yourself."
    )
