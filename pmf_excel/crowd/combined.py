"""The position of many councils together: each council's position added up from its own ledger, then those positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from pmf_excel.crowd.errand import Told, everywhere
from pmf_excel.crowd.tree import Council
from pmf_excel.errors import PutRight
from pmf_excel.framework.counts import Counts, count
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.position import Position
from pmf_excel.master.tracker import days_late
from pmf_excel.workers import Workers
from pmf_excel.workspace import Workspace


@dataclass(frozen=True)
class Tally:
    """What a position comes to in numbers: returns and how they stand, their rows, and measures by status."""

    returns: int = 0
    received: int = 0
    complete: int = 0
    late: int = 0
    asked: int = 0
    taken: int = 0
    held: int = 0
    statuses: Mapping[Status, int] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        statuses = Counter(self.statuses)
        statuses.update(other.statuses)
        return Tally(
            self.returns + other.returns, self.received + other.received, self.complete + other.complete, self.late + other.late,
            self.asked + other.asked, self.taken + other.taken, self.held + other.held, dict(statuses),
        )  # fmt: skip

    @property
    def counts(self) -> Counts:
        """The measures by status, best first, with the denominators of percentages."""
        return count(Counter(self.statuses).elements())

    def as_json(self) -> dict[str, object]:
        """All of it, for ``--json``."""
        counts = self.counts
        words: Counter[str] = Counter()
        for status, number in counts.by_status.items():
            words[status.value] += number
        return {
            "returns": {"issued": self.returns, "received": self.received, "complete": self.complete, "late": self.late},
            "rows": {"asked": self.asked, "taken": self.taken, "held": self.held},
            "measures": counts.total, "rated": counts.rated, "colours": {rag.value: counts.coloured(rag) for rag in Rag},
            "statuses": {word: number for word, number in words.items() if number},
        }  # fmt: skip


def tally(position: Position, today: date) -> Tally:
    """What a position comes to on a day."""
    returns = position.returns
    here = [one for one in returns if one.copies]
    late = sum(1 for one in returns if not one.copies and days_late(one, today))
    asked, taken, held = (sum(getattr(one, name) for one in returns) for name in ("asked", "taken", "held"))
    complete = sum(1 for one in returns if one.state == "Complete")
    return Tally(
        len(returns), len(here), complete, late, asked, taken, held, Counter(line.status for line in position.lines)
    )


@dataclass(frozen=True)
class Combined:
    """The positions of a round: those that could be added up, those that could not and why, and the last moment that is in them."""

    round: Period
    counted: tuple[Told[tuple[Tally, datetime]], ...]
    missing: tuple[Told[tuple[Tally, datetime]], ...]

    @property
    def lines(self) -> list[tuple[Told[tuple[Tally, datetime]], Tally]]:
        """Each council that is counted, with its numbers."""
        return [(told, told.value[0]) for told in self.counted if told.value]

    @property
    def total(self) -> Tally:
        """All that are counted, together."""
        return sum((one for _, one in self.lines), Tally())

    @property
    def moment(self) -> datetime:
        """The time that is put on whatever is made of it: when the last thing was noted in any of the ledgers."""
        return max(told.value[1] for told in self.counted if told.value)

    def as_json(self) -> dict[str, object]:
        """All of it, for ``--json``."""
        return {
            "round": self.round.id,
            "councils": [{"place": told.place, "council": told.council} | one.as_json() for told, one in self.lines],
            "total": {"councils": len(self.counted)} | self.total.as_json(),
            "not_counted": [told.as_json() for told in self.missing],
        }  # fmt: skip


def last_round(councils: Sequence[Council], workers: Workers) -> Period | None:
    """The latest month for which any of the councils has issued returns."""
    found = [told.value for told in everywhere(councils, _last_round, workers) if told.value]
    return max(found, default=None)


def _last_round(workspace: Workspace) -> Period | None:
    with workspace.ledger.reading() as reader:
        return reader.last_round()


def combined(
    councils: Sequence[Council], round_month: Period, today: date, workers: Workers, known: datetime | None = None
) -> Combined:
    """Where all councils stand in a round, as it is known, or was at a moment; each position is added up by one of the workers.

    Raises PutRight, with what was found at each council, when there is no position of the round at any of them.
    """
    told: Iterator[Told[tuple[Tally, datetime]]] = everywhere(
        councils, partial(_position, round_month, today, known), workers
    )
    every = tuple(told)
    found = Combined(
        round_month, tuple(one for one in every if one.value), tuple(one for one in every if not one.value)
    )
    if not found.counted:
        listed = "".join(f"\n  {one.place}: {one.wrong}" for one in found.missing[:20])
        raise PutRight(f"No council has a position for {round_month.label}.{listed}")
    return found


def _position(round_month: Period, today: date, known: datetime | None, workspace: Workspace) -> tuple[Tally, datetime]:
    found, _ = workspace.position(round_month, known)
    return tally(found, today), found.moment
