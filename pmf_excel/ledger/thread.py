"""The golden thread at a round's end: each priority and outcome of the plan with the measures and the work that serve it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pmf_excel.framework.counts import Counts, Strand, Weights, count, golden_thread
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position

#: The status of a whole nothing of which is rated.
NOT_RATED = Status("Not rated")


def stand(rag: Rag | None) -> Status:
    """How a part of the plan stands, as a status."""
    return Status(rag.value, rag) if rag else NOT_RATED


@dataclass(frozen=True)
class Serving:
    """Something that serves a part of the plan: the code of that part, how it stands, and what it is.

    It is a measure of the round, one that is not due, or an activity or project.
    """

    plan: str
    status: Status
    what: Line | Measure | ItemLine[Activity]


@dataclass(frozen=True)
class Thread:
    """The priorities in plan order, what serves each part of the plan by its code, and what stands outside the plan."""

    strands: Sequence[Strand]
    serving: Mapping[str, Sequence[Serving]]
    apart: Sequence[Serving]

    @property
    def apart_counts(self) -> Counts:
        """How what stands outside the plan stands."""
        return count([one.status for one in self.apart])

    def under(self, strand: Strand) -> Iterator[tuple[Strand, Sequence[Serving], int]]:
        """A priority and all outcomes below it, each with what serves it itself and how deep it stands, in plan order."""
        yield from self._under(strand, 0)

    def _under(self, strand: Strand, depth: int) -> Iterator[tuple[Strand, Sequence[Serving], int]]:
        yield strand, self.serving.get(strand.code, ()), depth
        for one in strand.below:
            yield from self._under(one, depth + 1)


def thread(position: Position, framework: Framework, weights: Weights) -> Thread:
    """The golden thread: measures of the round first, then those that are not due, then activities and projects."""
    every = list(_serving(position))
    names = {code: one.name for code, one in framework.priorities.items()}
    parents = {code: one.parent for code, one in framework.priorities.items() if one.parent}
    strands = golden_thread(names, parents, [(one.plan, one.status) for one in every], weights)
    by_code: dict[str, list[Serving]] = {}
    for one in every:
        by_code.setdefault(one.plan, []).append(one)
    found = Thread(strands, by_code, ())
    inside = {part.code for strand in strands for part, _, _ in found.under(strand)}
    return Thread(strands, by_code, [one for one in every if one.plan not in inside])


def _serving(position: Position) -> Iterator[Serving]:
    for line in position.lines:
        yield Serving(line.terms.plan, line.status, line)
    for measure in position.not_due:
        yield Serving(measure.priority, Status.NOT_DUE, measure)
    for work in position.items.activities:
        yield Serving(work.item.priority, work.status, work)
