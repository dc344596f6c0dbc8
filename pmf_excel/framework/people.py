"""Who has a part in performance management, by job title: people, how long they have it, who covers, and the teams they lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

#: The role of whoever takes another's part meanwhile.
COVERS = "Covers"


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


def plain(title: str) -> str:
    """A job title as others are compared with it: capitals and spaces make no difference."""
    return " ".join(title.split()).casefold()


def same(one: str, other: str) -> bool:
    """Whether two job titles are one."""
    return bool(one.strip()) and plain(one) == plain(other)


def cover_of(people: Iterable[Person], title: str, service: str, day: date) -> Person | None:
    """Who takes somebody's part on a day: the person who covers, or who covers for that one in turn; nothing where nobody does.

    ``service`` is where the part is; nothing for one that is the whole council's.
    """
    every = [one for one in people if one.role == COVERS and one.covers and one.acts_on(day)]
    found, at, seen = None, title, {plain(title)}
    while True:
        here = (one for one in every if same(one.covers, at) and (not service or one.service in ("", service)))
        one = next((one for one in here if plain(one.job_title) not in seen), None)
        if one is None:
            return found
        found, at = one, one.job_title
        seen.add(plain(at))


@dataclass(frozen=True)
class Acting:
    """Whose a part is on a day, and who takes it meanwhile."""

    person: Person
    cover: Person | None = None

    @property
    def title(self) -> str:
        """The job title of who acts, with for whom where that is a cover."""
        return (
            f"{self.cover.job_title} (covers for the {self.person.job_title})" if self.cover else self.person.job_title
        )

    @property
    def telephone(self) -> str:
        """Where who acts can be called; what the part had before, where the cover has no number."""
        return (self.cover.telephone if self.cover else "") or self.person.telephone

    @property
    def email(self) -> str:
        """Where who acts can be written to; what the part had before, where the cover has no address."""
        return (self.cover.email if self.cover else "") or self.person.email


def acting(people: Sequence[Person], role: str, day: date, service: str | None = None) -> list[Acting]:
    """Those whose part a role is on a day, of any service or of one, in the register's order, each with who covers."""
    own = [one for one in people if one.role == role and one.acts_on(day) and service in (None, one.service)]
    return [Acting(one, cover_of(people, one.job_title, one.service, day)) for one in own]
