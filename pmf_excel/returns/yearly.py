"""A part of a yearly form: the same as a part of the return, but for where its rows come from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from pmf_excel.framework.comparators import Comparator
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rules import RuleSet
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.records import ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.items import Last, Part


@dataclass(frozen=True)
class Sources:
    """What the rows of a form are made from: the register and its rules, every figure known, what others achieved.

    ``year`` is the form's; ``last`` what was last said in forms of years before, by part and code; ``sticks`` the council's
    words and risk matrix, ``lists`` those of the form's layout.
    """

    framework: Framework
    rules: Mapping[str, RuleSet]
    known: Known
    comparators: tuple[Comparator, ...]
    year: Period
    last: Last
    sticks: Yardsticks
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class YearlyPart(Part):
    """One part of a yearly form."""

    @abstractmethod
    def rows(self, sources: Sources, service: str) -> list[ItemAsked]:
        """The rows to ask of a service, in the register's order.

        What an answer is checked by stands in a row's terms, and what is only known beside it in what is printed: terms that
        differ make a new issue, and figures that came since must not.
        """
