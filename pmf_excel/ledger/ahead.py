"""What is to be done next: work, audit recommendations and actions on measures with their dates, what is overdue first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pmf_excel.framework.calendar import in_words
from pmf_excel.ledger.position import Position

#: How many months after a round are looked ahead.
MONTHS = 3


@dataclass(frozen=True)
class Due:
    """Something to be done by a day; ``what`` says what where that is an action on a measure and not the item itself."""

    on: date
    code: str
    title: str
    who: str
    overdue: bool
    what: str = ""

    @property
    def sentence(self) -> str:
        """It in a sentence, with its day and who does it."""
        who = f" ({self.who})" if self.who else ""
        name = f"{self.code} {self.title}".rstrip(".")
        if self.what:
            verb = "was to be done" if self.overdue else "is to be done"
            return f"{name}: {self.what.rstrip('.')}. This {verb} by {in_words(self.on)}{who}."
        late = (
            f"was due on {in_words(self.on)} and is not finished" if self.overdue else f"is due on {in_words(self.on)}"
        )
        return f"{name} {late}{who}."


def due(position: Position) -> list[Due]:
    """Everything that was due by a round's end and is not finished, and whatever is due in the months after it, by date."""
    until = position.round.back(-MONTHS).end
    return sorted((one for one in _every(position) if one.on <= until), key=lambda one: one.on)


def _every(position: Position) -> Iterator[Due]:
    end, items = position.round.end, position.items
    for work in (*items.activities, *items.actions):
        on, finished = work.item.due, work.word is not None and work.word.finished
        if on is not None and not finished:
            yield Due(on, work.code, work.item.title, work.item.owner, on < end)
    for audit in items.recommendations:
        if not audit.item.complete:
            yield Due(audit.item.due, audit.code, audit.item.title, "", audit.item.due < end)
    for line in position.lines:
        given = line.answer if line.answer and line.answer.action else None
        remedy = line.remedy
        if given is not None and given.action_due is not None and line.status.underperforming:
            on, action, owner = given.action_due, given.action, given.owner
        elif given is None and remedy is not None and remedy.due is not None:
            on, action, owner = remedy.due, remedy.action, remedy.owner
        else:
            continue
        yield Due(on, line.measure, line.terms.title, owner, on < end, " ".join(action.split()))
