"""How timely each service's returns were over some rounds: by the tracker's one rule for how late a return is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pmf_excel.framework.calendar import Extension
from pmf_excel.framework.model import Framework
from pmf_excel.ledger.line import Returned
from pmf_excel.master.tracker import days_late


@dataclass(frozen=True)
class Turned:
    """One return of a service: how it stands, how many days late it is or was, and the later days that were agreed for it.

    ``corrected`` is how many of its figures were changed after they had been given.
    """

    returned: Returned
    late: int
    extensions: tuple[Extension, ...] = ()
    corrected: int = 0

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return self.returned.taken == self.returned.asked


@dataclass(frozen=True)
class Record:
    """A service's record over some rounds, or that of all services together."""

    code: str
    name: str
    turned: tuple[Turned, ...]

    @property
    def on_time(self) -> int:
        """How many were all here by their day, or by the later day that was agreed."""
        return sum(one.whole and not one.late for one in self.turned)

    @property
    def late(self) -> int:
        """How many came late, or are late still."""
        return sum(one.late > 0 for one in self.turned)

    @property
    def awaited(self) -> int:
        """How many of the late ones are not all here yet."""
        return sum(one.late > 0 and not one.whole for one in self.turned)

    @property
    def not_due(self) -> int:
        """How many are not all here, and not due yet."""
        return sum(not one.late and not one.whole for one in self.turned)

    @property
    def due(self) -> int:
        """How many had to be here: on time and late together."""
        return self.on_time + self.late

    @property
    def days(self) -> int:
        """By how many days they were late in all."""
        return sum(one.late for one in self.turned)

    @property
    def sent_back(self) -> int:
        """How many copies had something to put right."""
        return sum(one.returned.sent_back for one in self.turned)

    @property
    def corrected(self) -> int:
        """How many figures were changed after they had been given."""
        return sum(one.corrected for one in self.turned)

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """Every later day that was agreed, in the order of the rounds."""
        return tuple(extension for one in self.turned for extension in one.extensions)

    def as_json(self) -> dict[str, object]:
        """Everything that is known of it, for other programs."""
        return {
            "service": self.code, "name": self.name, "due": self.due, "on_time": self.on_time, "late": self.late,
            "days_late": self.days, "awaited": self.awaited, "not_yet_due": self.not_due, "sent_back": self.sent_back,
            "corrected": self.corrected,
            "returns": [
                {
                    "round": one.returned.issued.round.id, "issued": one.returned.issued.at.isoformat(),
                    "first_due": one.returned.issued.due.isoformat(), "due": one.returned.due.isoformat(), "state": one.returned.state,
                    "received": one.returned.received.isoformat() if one.returned.received else None,
                    "last_received": one.returned.last_received.isoformat() if one.returned.last_received else None,
                    "complete_on": one.returned.came.isoformat() if one.returned.came else None,
                    "days_late": one.late, "sent_back": one.returned.sent_back, "corrected": one.corrected,
                    "extensions": [{"until": each.until.isoformat(), "agreed_by": each.agreed_by} for each in one.extensions],
                }
                for one in self.turned
            ],
        }  # fmt: skip


def records(
    returns: Iterable[Returned], extensions: Sequence[Extension], framework: Framework, today: date,
    corrected: Mapping[int, int] = MappingProxyType({}),
) -> list[Record]:  # fmt: skip
    """The record of each service that had a return, in the register's order; those it has no longer last.

    ``corrected`` is how many figures were changed after they had been given, by the number of the issue.
    """
    by_service: dict[str, list[Turned]] = {}
    for one in returns:
        own = [each for each in extensions if (each.service, each.round) == (one.issued.service, one.issued.round)]
        by_service.setdefault(one.issued.service, []).append(
            Turned(one, days_late(one, today), tuple(own), corrected.get(one.issued.seq, 0))
        )
    order = [*framework.services, *(code for code in by_service if code not in framework.services)]
    return [Record(code, framework.service_name(code), tuple(by_service[code])) for code in order if code in by_service]


def together(some: Iterable[Record]) -> Record:
    """The records of all services as one."""
    return Record("", "All services", tuple(one for record in some for one in record.turned))
