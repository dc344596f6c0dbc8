"""Statuses: the word a council uses, and the colour it counts as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pmf_excel.framework.figures import Absence


class Rag(StrEnum):
    """The colours of performance, best first."""

    GREEN = "Green"
    AMBER = "Amber"
    RED = "Red"


#: The shape printed before a word, so that colour never stands alone; every one of them exists in Arial.
_SHAPES = {Rag.GREEN: "●", Rag.AMBER: "■", Rag.RED: "▲", None: "○"}


@dataclass(frozen=True, slots=True)
class Status:
    """Where something stands: the council's word for it, and the colour it counts as, if any."""

    GREEN: ClassVar[Status]
    AMBER: ClassVar[Status]
    RED: ClassVar[Status]
    NO_TARGET: ClassVar[Status]
    NO_COMPARISON: ClassVar[Status]
    DATA_ONLY: ClassVar[Status]
    NOT_YET_AVAILABLE: ClassVar[Status]
    NOT_APPLICABLE: ClassVar[Status]
    SUPPRESSED: ClassVar[Status]
    HELD: ClassVar[Status]
    AWAITED: ClassVar[Status]
    NOT_DUE: ClassVar[Status]

    value: str
    rag: Rag | None = None

    @classmethod
    def of(cls, absence: Absence) -> Status:
        """The status of a figure that is not there."""
        return cls(absence.value)

    @property
    def rated(self) -> bool:
        """Whether it counts in a percentage of rated measures."""
        return self.rag is not None

    @property
    def underperforming(self) -> bool:
        """Whether something has to be said and done about it."""
        return self.rag in (Rag.AMBER, Rag.RED)

    @property
    def shape(self) -> str:
        """The shape printed before the word."""
        return _SHAPES[self.rag]

    @property
    def shown(self) -> str:
        """Shape and word, as printed everywhere."""
        return f"{self.shape} {self.value}"


Status.GREEN = Status("Green", Rag.GREEN)
Status.AMBER = Status("Amber", Rag.AMBER)
Status.RED = Status("Red", Rag.RED)
Status.NO_TARGET = Status("No target")
Status.NO_COMPARISON = Status("No comparison")
Status.DATA_ONLY = Status("Data only")
Status.NOT_YET_AVAILABLE = Status.of(Absence.NOT_YET_AVAILABLE)
Status.NOT_APPLICABLE = Status.of(Absence.NOT_APPLICABLE)
Status.SUPPRESSED = Status.of(Absence.SUPPRESSED)
Status.HELD = Status.of(Absence.HELD)
Status.AWAITED = Status.of(Absence.AWAITED)
Status.NOT_DUE = Status.of(Absence.NOT_DUE)

#: The colour each shape stands for, by which cells are painted.
SHAPES = {shape: rag.value for rag, shape in _SHAPES.items() if rag}
#: The plain three, which most councils use.
RATED = (Status.GREEN, Status.AMBER, Status.RED)
#: Why something is not rated, in the order in which the reasons are said.
UNRATED = (
    Status.NO_TARGET, Status.NO_COMPARISON, Status.DATA_ONLY, Status.NOT_YET_AVAILABLE, Status.NOT_APPLICABLE,
    Status.SUPPRESSED, Status.HELD, Status.AWAITED, Status.NOT_DUE,
)  # fmt: skip


def best_first(statuses: Sequence[Status]) -> list[Status]:
    """Each status once: rated ones from Green to Red, those of one colour as they were given, then the reasons."""
    order = {rag: number for number, rag in enumerate(Rag)}
    once = list(dict.fromkeys(statuses))
    rated = sorted((s for s in once if s.rag), key=lambda status: order[status.rag or Rag.RED])
    known = [status for status in UNRATED if status in once]
    return rated + known + [status for status in once if not status.rag and status not in known]
