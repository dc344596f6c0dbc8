"""Comparators: what others achieved, by measure, period and group, and where that was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pmf_excel.framework.periods import Period

#: What a comparator is known by: a measure, the period's id, and the group without regard to capitals and blanks.
Key = tuple[str, str, str]


def key_of(measure: str, period: Period, group: str) -> Key:
    """What one comparator is known by, however its group is written."""
    return measure, period.id, " ".join(group.split()).casefold()


@dataclass(frozen=True)
class Stated:
    """One line of a file of comparators: a value, or none where an earlier one is withdrawn."""

    measure: str
    period: Period
    group: str
    value: Decimal | None
    source: str
    line: int

    @property
    def key(self) -> Key:
        """What it is known by."""
        return key_of(self.measure, self.period, self.group)


@dataclass(frozen=True)
class Comparator:
    """What a group of others achieved in a measure and period: the value as it stands, its source, and where we have it from.

    ``group`` says who they are and how they are summed up, such as "England, district councils: median"; ``source`` where it
    was published. ``at`` is when it was taken in, from a line of a file that the archive keeps.
    """

    measure: str
    period: Period
    group: str
    value: Decimal
    source: str
    at: datetime
    file: str
    sha256: str
    line: int

    @property
    def key(self) -> Key:
        """What it is known by."""
        return key_of(self.measure, self.period, self.group)
