"""The tracker: how each return of a round stands and how late it is; one rule for terminal, JSON and workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase
from typing import Protocol

from pmf_excel.framework import calendar
from pmf_excel.framework.figures import Absence
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.line import Line, Returned
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import counted

#: The states in the order in which they are counted, each as the line of totals says it.
STATES = {
    "Complete": "complete",
    "To be explained": "to be explained",
    "Not signed off": "not signed off",
    "Being put right": "being put right",
    "Part returned": "part returned",
    "Returned empty": "returned empty",
    "Not returned": "not returned",
}


def days_late(returned: Returned, today: date) -> int:
    """How many days after its due day all of a return had come or, while it has not, how many it is late today; 0 if not late.

    The due day is the later one where one was agreed. A correction that comes later makes nothing late.
    """
    return calendar.days_late(returned.due, returned.came.date() if returned.came else today)


def colour(returned: Returned, today: date) -> Rag | None:
    """Green when complete, Red when nothing came and it is late, Amber for whatever is in between; none before it is due."""
    if returned.state == "Complete":
        return Rag.GREEN
    if returned.state in ("Not returned", "Returned empty"):
        if days_late(returned, today):
            return Rag.RED
        # One that came back empty in time needs a word with the service all the same.
        return Rag.AMBER if returned.copies else None
    return Rag.AMBER


@dataclass(frozen=True)
class Tracked:
    """One return in the tracker, as it stands on a day."""

    returned: Returned
    name: str
    late: int
    rag: Rag | None

    @property
    def state(self) -> str:
        """Shape and word, as a workbook shows them."""
        return Status(self.returned.state, self.rag).shown

    @property
    def overdue(self) -> bool:
        """Whether it has not come back and its day is past."""
        return self.returned.state == "Not returned" and self.late > 0

    def as_json(self) -> dict[str, object]:
        """Everything that is known of it, for other programs."""
        one, issued = self.returned, self.returned.issued
        return {
            "service": issued.service, "name": self.name, "round": issued.round.id, "form": issued.form, "return": issued.code,
            "state": one.state, "colour": self.rag.value if self.rag else None,
            "issued": issued.at.isoformat(), "due": one.due.isoformat(), "first_due": issued.due.isoformat(),
            "agreed_by": one.agreed_by, "days_late": self.late,
            "received": one.received.isoformat() if one.received else None,
            "last_received": one.last_received.isoformat() if one.last_received else None,
            "complete_on": one.complete_on.isoformat() if one.complete_on else None,
            "copies": one.copies, "sent_back": one.sent_back,
            "asked": one.asked, "taken": one.taken, "held": one.held, "queried": one.queried,
            "signed_by": one.signed_by, "signed_on": one.signed_on.isoformat() if one.signed_on else None,
        }  # fmt: skip


class Round(Protocol):
    """A round, of months or of a yearly form, as far as its returns go."""

    @property
    def returns(self) -> Sequence[Returned]:
        """How each return stands."""
        ...


def track(position: Round, framework: Framework, today: date) -> list[Tracked]:
    """Every return of a round as it stands on a day, in the round's order."""
    return [
        Tracked(one, framework.service_name(one.issued.service), days_late(one, today), colour(one, today))
        for one in position.returns
    ]


def totals(tracked: Sequence[Tracked]) -> str:
    """How many returns stand how: "11 returns: 7 complete, 2 being put right, 2 not returned and late."."""
    parts = []
    for state, words in STATES.items():
        here = [one for one in tracked if one.returned.state == state]
        late = sum(1 for one in here if one.overdue)
        split = [(late, f"{words} and late"), (len(here) - late, f"{words} and not yet due")]
        parts += split if state == "Not returned" else [(len(here), words)]
    said = ", ".join(f"{number} {words}" for number, words in parts if number)
    return f"{counted(len(tracked), 'return')}: {said}."


@dataclass(frozen=True)
class Missing:
    """A measure for which there is nothing yet that could be reported."""

    service: str
    code: str
    title: str
    period: Period
    waits: str


def missing(position: Position, framework: Framework, earlier: Iterable[tuple[str, Period]]) -> list[Missing]:
    """Every measure that is awaited or being put right, in the returns' order; then what is awaited from ``earlier`` rounds."""
    back = {one.issued.service for one in position.returns if one.copies}
    found = [
        Missing(
            framework.service_name(line.terms.service), line.measure, line.terms.title, line.period, _waits(line, back)
        )
        for line in position.lines
        if line.figure.absence in (Absence.AWAITED, Absence.HELD)
    ]
    listed = {(line.measure, line.period) for line in position.lines}
    for code, period in earlier:
        if (code, period) not in listed:
            measure = framework.measures.get(code)
            service = framework.service_name(measure.service) if measure else ""
            title = measure.title if measure else ""
            found.append(Missing(service, code, title, period, "The figure, awaited since an earlier round"))
    return found


def _waits(line: Line, back: set[str]) -> str:
    """What a measure waits for; ``back`` are the services of which a copy came."""
    if line.figure.absence is Absence.HELD:
        place = line.source.place if line.source else None
        # What is wrong may stand in another cell of the row than the figure does.
        where = f": {place.file}, sheet {place.sheet}, row {place.cell.lstrip(ascii_uppercase)}" if place else ""
        return f"The corrected row{where}"
    if line.terms.service in back:
        return "The figure: the return came back without it"
    return "The return"
