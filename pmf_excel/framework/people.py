"""Who has a part in performance management, by job title: people, how long they have it, who covers, and the teams they lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Team:
    """A team of a service, with a plan of its own; its leader by job title."""

    code: str
    name: str
    service: str
    lead: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody with a part in performance management, known by job title.

    ``since`` and ``until`` are the first and the last day; empty where nobody said so. ``covers`` is the job title of the person whose
    part is taken meanwhile, ``follows`` that of the person who had it before.
    """

    role: str
    job_title: str
    service: str
    telephone: str
    email: str
    since: date | None = None
    until: date | None = None
    covers: str = ""
    follows: str = ""

    def acts_on(self, day: date) -> bool:
        """Whether the part is theirs on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
