"""Where everything stands that is no measure: activities, service plan actions, audit recommendations, risks and budget lines.

Sheets and reports read these lines and no register; they are put together in items_at.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from pmf_excel.framework.periods import Period
from pmf_excel.framework.risk import Score
from pmf_excel.framework.status import Status
from pmf_excel.framework.vocabulary import Tally, Word, counts
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.ledger.line import Source
from pmf_excel.ledger.yardsticks import Yardsticks

Item = TypeVar("Item", Activity, Recommendation, Risk, BudgetLine)

#: Of whatever nobody has given a status yet.
NO_STATUS = Status("No status")


@dataclass(frozen=True)
class ItemLine(Generic[Item]):
    """Where one item stands: the item with what was last said in it, how it is judged, and where that comes from.

    ``asked`` is whether the round asked about it, ``told`` whether the round was answered; ``held`` that its answer waits to be
    put right. ``said_in`` is the round of the answer that is shown; where there is none, the register is. ``before`` is the
    item, and ``status_before`` how it stood, at the end of ``since``: the last round before that asked about such items. Where
    none did, ``before`` is what the register says. ``wanted`` is a later date that the service asks for and audit has not
    decided on yet.
    """

    part: str
    code: str
    item: Item
    status: Status
    note: str = ""
    asked: bool = False
    told: bool = False
    held: bool = False
    said_in: Period | None = None
    source: Source | None = None
    signed_by: str = ""
    before: Item | None = None
    status_before: Status = NO_STATUS
    since: Period | None = None
    wanted: date | None = None
    word: Word | None = None
    word_before: Word | None = None
    score: Score | None = None
    score_before: Score | None = None

    @property
    def service(self) -> str:
        """The code of the service that answers for it."""
        return self.item.service


@dataclass(frozen=True)
class Items:
    """Every item of the register at a round, each part in the register's order; ``sticks`` is what they are judged by."""

    activities: tuple[ItemLine[Activity], ...] = ()
    actions: tuple[ItemLine[Activity], ...] = ()
    recommendations: tuple[ItemLine[Recommendation], ...] = ()
    risks: tuple[ItemLine[Risk], ...] = ()
    budgets: tuple[ItemLine[BudgetLine], ...] = ()
    sticks: Yardsticks | None = None

    def __bool__(self) -> bool:
        return any((self.activities, self.actions, self.recommendations, self.risks, self.budgets))

    @property
    def every(self) -> tuple[ItemLine[Any], ...]:
        """The items of all parts, in the order of a return."""
        return (*self.activities, *self.actions, *self.recommendations, *self.risks, *self.budgets)

    def only(self, wanted: Callable[[Activity | Recommendation | Risk | BudgetLine], bool]) -> Items:
        """Those of them that are wanted, and no others."""
        return Items(
            tuple(one for one in self.activities if wanted(one.item)), tuple(one for one in self.actions if wanted(one.item)),
            tuple(one for one in self.recommendations if wanted(one.item)), tuple(one for one in self.risks if wanted(one.item)),
            tuple(one for one in self.budgets if wanted(one.item)), self.sticks,
        )  # fmt: skip


def tally(lines: Iterable[ItemLine[Activity]], sticks: Yardsticks) -> Tally:
    """How many of some pieces of work stand how, in the council's words of today and of the time when they were chosen."""
    words = [line.word for line in lines]
    vocabulary = sticks.vocabulary
    older = dict.fromkeys(word for word in words if word is not None and word not in vocabulary.words)
    return counts(words, replace(vocabulary, words=(*vocabulary.words, *older)))
