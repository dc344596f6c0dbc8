"""What committees receive and ask, and the framework document that they approve, as plain values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pmf_excel.framework.periods import Frequency
from pmf_excel.problems import Place

#: Where a report is said to go that no row of a register mentions.
BY_DEFAULT = Place("the reports that go to committees by default")
#: What members may say at a meeting, as the register calls it.
QUESTION, RECOMMENDATION = "Question", "Recommendation"


@dataclass(frozen=True)
class Committee:
    """A committee, or another audience, that receives reports, and what stays the same on the front sheets of its reports."""

    code: str
    name: str
    remit: str
    member: str
    #: The reference of its terms of reference, such as FM13.
    terms: str = ""
    #: The job title of the officer from whom its reports come.
    report_from: str = ""
    #: DELEGATED where it decides itself, RECOMMENDED where another body does.
    category: str = ""
    where_from: str = ""
    where_next: str = ""


@dataclass(frozen=True)
class Meeting:
    """A committee's meeting: its day, where the report stands on its agenda, and where it is held.

    ``stands`` is where the register says so.
    """

    committee: str
    on: date
    agenda_item: str = ""
    place: str = ""
    stands: Place | None = field(default=None, compare=False)


class Remit(StrEnum):
    """How much of the council's performance a report is about."""

    EVERYTHING = "Everything"
    OWN = "Its remit"


@dataclass(frozen=True)
class Route:
    """A kind of report that goes to a committee, by the name of the kind's file.

    ``format`` is the council's own where it is empty. ``place`` is where the register says so.
    """

    committee: str
    kind: str
    remit: Remit
    frequency: Frequency
    format: str = ""
    note: str = ""
    place: Place = BY_DEFAULT


@dataclass(frozen=True)
class Question:
    """A question that members asked at a meeting, and its answer once there is one.

    ``exempt`` is the paragraph under which it is exempt from publication: its own, or that of the measure or item it is about.
    """

    committee: str
    on: date
    text: str
    place: Place
    asked_by: str = ""
    service: str = ""
    #: The code of the measure or item it is about.
    item: str = ""
    answer: str = ""
    answered_on: date | None = None
    exempt: str = ""
    #: Whether it is a recommendation, which goes to another body for review.
    recommends: bool = False
    #: The code of the committee that reviews a recommendation, when it did, and what it decided.
    goes_to: str = ""
    considered_on: date | None = None
    decision: str = ""
    #: The office that gave the answer, where a service gave it in its return.
    answered_by: str = ""

    @property
    def code(self) -> str:
        """What ties a service's answer to it: its meeting and its words, and nothing else."""
        return question_code(self.committee, self.on, self.text)

    @property
    def meeting(self) -> tuple[str, date]:
        """The committee and the day on which it was asked."""
        return self.committee, self.on

    @property
    def sort(self) -> str:
        """What it is: a question, or a recommendation."""
        return RECOMMENDATION if self.recommends else QUESTION

    @property
    def settled_on(self) -> date | None:
        """The day from which nothing more is to come of it; nothing while it is open.

        A question is settled by its answer, a recommendation by the decision of the body that it goes to. Where nobody noted the
        day, it is that of the meeting at which it was asked.
        """
        if self.recommends and self.goes_to:
            return (self.considered_on or self.on) if self.decision else None
        return (self.answered_on or self.on) if self.answer else None


def question_code(committee: str, on: date, text: str) -> str:
    """The code of a question: the day of its meeting, and eight signs that the committee and the words decide.

    Capitals and blanks make no difference. Another question never takes its place when rows are moved; other words make another
    code, because what was answered is no longer what is asked.
    """
    words = " ".join(text.split()).casefold()
    digest = hashlib.sha256(f"{committee}\n{on.isoformat()}\n{words}".encode()).hexdigest()
    return f"Q{on:%y%m%d}-{digest[:8].upper()}"


@dataclass(frozen=True)
class Version:
    """A version of the framework document."""

    version: str
    description: str
    on: date
