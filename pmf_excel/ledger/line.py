"""Where one measure stands, and how one return stands: the rows of a position."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Figure, said
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rules import Judgement
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.travel import Travel
from pmf_excel.ledger.known import Restatement
from pmf_excel.ledger.records import Answer, Issued, Key, Remedy, Terms
from pmf_excel.problems import Place


@dataclass(frozen=True)
class Source:
    """Where a figure came from: a file, its place in it, its hash, and when it was received."""

    place: Place
    sha256: str
    received: datetime


@dataclass(frozen=True)
class Origin:
    """Where a figure came from, and the job title of whoever signed off the return; nobody signs the register."""

    source: Source
    signed_by: str = ""


@dataclass(frozen=True)
class Line:
    """Where one measure stands for one period.

    ``figure_period`` is the period the figure is for: an earlier one where a figure from outside is late and the latest
    available is reported instead (Harborough 2014). ``before`` is how the measure stood a period earlier, as judged then, by
    the target ``target_before``. ``remedy`` is an action given in an earlier period that is still under way.
    """

    measure: str
    period: Period
    terms: Terms
    figure: Figure
    judgement: Judgement
    previous: Decimal | None
    travel: Travel
    answer: Answer | None
    source: Source | None
    figure_period: Period
    last_year: Decimal | None = None
    long_travel: Travel = Travel.NONE
    before: Status | None = None
    target_before: Decimal | None = None
    over_before: bool = False
    remedy: Remedy | None = None
    restated: tuple[Restatement, ...] = ()
    provisional: bool = False
    #: For how many periods running it has been short of target, this one among them; as far back as is looked.
    running: int = 0
    #: The job title of whoever signed off the return in which its figure came.
    signed_by: str = ""

    @property
    def status(self) -> Status:
        """Its status."""
        return self.judgement.status

    @property
    def target(self) -> Decimal | None:
        """The target it is judged by."""
        return self.terms.target

    @property
    def late(self) -> bool:
        """Whether the figure is that of an earlier period, because this period's has not come."""
        return self.figure_period != self.period

    @property
    def target_changed(self) -> bool:
        """Whether the target is another than the period before, where neither builds up over the year."""
        by_period = self.terms.cumulative or self.terms.profiled or (bool(self.terms.words) and self.target is not None)
        return not by_period and self.target_before is not None and self.target_before != self.target

    @property
    def over(self) -> bool:
        """Whether the figure is better than its target, not only as good."""
        return is_over(self.terms, self.figure, self.status)

    @property
    def marks(self) -> list[str]:
        """What has to be said beside the figure: that it is provisional, or was revised."""
        return [word for word, holds in (("provisional", self.provisional), ("revised", bool(self.restated))) if holds]

    @property
    def commentary(self) -> str:
        """What the service says of it; only what was taken is ever shown."""
        return self.answer.commentary if self.answer else ""

    def print(self, value: Decimal) -> str:
        """A value of the measure as a sentence says it."""
        return said(value, self.terms.kind, self.terms.decimals, self.terms.unit)


def is_over(terms: Terms, figure: Figure, status: Status) -> bool:
    """Whether a figure is better than its target; within a band nothing is better than anything else."""
    case = terms.case(figure)
    if figure.value is None or Against.TARGET not in case.known or terms.polarity is Polarity.BAND:
        return False
    return status.rag is Rag.GREEN and case.short(Against.TARGET) < 0


class RowState(StrEnum):
    """What has become of a row that was asked; a row of which an earlier answer stands is returned, whatever waits beside it."""

    TAKEN = "returned"
    HELD = "being put right"
    AWAITED = "awaited"


@dataclass(frozen=True)
class Row:
    """One row that a return of the round asked, by part and code; ``queried`` is how much was asked about it and not answered."""

    service: str
    part: str
    code: str
    period: Period
    taken: bool
    held: bool
    queried: int = 0

    @property
    def key(self) -> Key:
        """By what an answer to it is known."""
        return (self.code if self.part in ("measures", "catch_up") else f"{self.part}/{self.code}"), self.period

    @property
    def state(self) -> RowState:
        """What has become of it."""
        return RowState.TAKEN if self.taken else RowState.HELD if self.held else RowState.AWAITED


@dataclass(frozen=True)
class Returned:
    """How a service's return stands, all its rows together; ``due`` is a later day where one was agreed, by whom ``agreed_by`` says.

    ``received`` and ``last_received`` are when the first and the last copy came, ``complete_on`` when every row had been taken:
    a correction that comes later makes nothing late. ``queried`` counts what was asked about and not answered; ``sent_back``
    how many copies had something to put right.
    """

    issued: Issued
    asked: int
    taken: int
    held: int
    received: datetime | None
    copies: int
    signed_by: str
    signed_on: date | None
    due: date
    agreed_by: str = ""
    last_received: datetime | None = None
    queried: int = 0
    sent_back: int = 0
    complete_on: datetime | None = None

    @property
    def came(self) -> datetime | None:
        """When all of it had come; nothing while rows are missing."""
        return (self.complete_on or self.last_received or self.received) if self.taken == self.asked else None

    @property
    def state(self) -> str:
        """A word or a few: Complete, To be explained, Not signed off, Being put right, Part returned, Returned empty, Not returned."""
        if not self.copies and self.taken < self.asked:
            return "Not returned"  # what earlier rounds brought of it is no return of this one
        if self.held:
            return "Being put right"
        if self.taken == self.asked:
            if not self.signed_by:
                return "Not signed off"
            return "To be explained" if self.queried else "Complete"
        if self.taken:
            return "Part returned"
        return "Returned empty"
