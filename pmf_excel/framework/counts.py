"""Counts by status, with what is left out and why, and the golden thread: how a priority stands by what serves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.framework.figures import rounded
from pmf_excel.framework.status import RATED, Rag, Status, best_first


@dataclass(frozen=True)
class Counts:
    """How many of a set of measures have each status, best first, with the denominator of every percentage said."""

    by_status: Mapping[Status, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_status.values())

    @property
    def rated(self) -> int:
        """Those that have a colour: the denominator of percentages."""
        return sum(number for status, number in self.by_status.items() if status.rated)

    @property
    def rated_statuses(self) -> list[Status]:
        """The statuses with a colour that there are or might be, best first."""
        return [status for status in self.by_status if status.rated]

    @property
    def excluded(self) -> dict[Status, int]:
        """Why the others are not rated, and how many for each reason."""
        return {status: number for status, number in self.by_status.items() if number and not status.rated}

    def of(self, status: Status) -> int:
        """How many have a status."""
        return self.by_status.get(status, 0)

    def coloured(self, rag: Rag) -> int:
        """How many count as a colour, whatever the council's word."""
        return sum(number for status, number in self.by_status.items() if status.rag is rag)

    def percent(self, status: Status) -> Decimal | None:
        """The share of rated measures with a status, to one decimal; nothing when none is rated."""
        return rounded(Decimal(100 * self.of(status)) / self.rated, 1) if self.rated else None


def count(statuses: Iterable[Status], possible: Sequence[Status] = RATED) -> Counts:
    """Count statuses; those ``possible`` are counted even where there is none of them."""
    found = Counter(statuses)
    return Counts({status: found.get(status, 0) for status in best_first([*possible, *found])})


@dataclass(frozen=True)
class Weights:
    """How a priority is judged by what serves it: the worst of it, or an average of points for each colour.

    ``points`` are what Green, Amber and Red are worth; ``green_from`` and ``amber_from`` the averages from which the whole
    is Green or Amber. Without points the worst decides.
    """

    points: Mapping[Rag, Decimal] | None = None
    green_from: Decimal = Decimal(0)
    amber_from: Decimal = Decimal(0)

    def judge(self, counts: Counts) -> Rag | None:
        """The colour of the whole; none where nothing is rated."""
        rated = {rag: counts.coloured(rag) for rag in Rag}
        number = sum(rated.values())
        if not number:
            return None
        if self.points is None:
            return next(rag for rag in reversed(Rag) if rated[rag])
        points = self.points
        average = sum((points[rag] * held for rag, held in rated.items()), Decimal(0)) / number
        return Rag.GREEN if average >= self.green_from else Rag.AMBER if average >= self.amber_from else Rag.RED


@dataclass(frozen=True)
class Strand:
    """One priority or outcome of the golden thread: its own items, everything below it, and how the whole stands."""

    code: str
    name: str
    own: Counts
    whole: Counts
    rag: Rag | None
    below: tuple[Strand, ...]


def golden_thread(
    names: Mapping[str, str], parents: Mapping[str, str], items: Sequence[tuple[str, Status]], weights: Weights
) -> list[Strand]:
    """The priorities in order, each with its outcomes and the counts of what serves them.

    ``names`` are the plan's rows by code, ``parents`` the priority of each outcome, ``items`` a plan code and a status each.
    An item whose code the plan does not have stands under no strand.
    """
    possible = list(dict.fromkeys([*RATED, *(status for _, status in items if status.rated)]))

    def strand(code: str, above: frozenset[str]) -> Strand:
        inside = above | {code}
        below = tuple(strand(one, inside) for one in names if parents.get(one) == code and one not in inside)
        own = [status for at, status in items if at == code]
        counts = count(own, possible)
        whole = Counter(counts.by_status)
        for one in below:
            whole.update(one.whole.by_status)
        every = Counts({status: whole[status] for status in best_first([*possible, *whole])})
        return Strand(code, names[code], counts, every, weights.judge(every), below)

    return [strand(code, frozenset()) for code in names if parents.get(code, "") not in names]
