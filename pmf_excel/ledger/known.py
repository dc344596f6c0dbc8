"""Every figure known: the register's own from before, then what was taken, the last word for each measure and period."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.model import PastFigure
from pmf_excel.framework.periods import Period, parse
from pmf_excel.ledger.reader import Plain, Reader
from pmf_excel.ledger.records import Kept


@dataclass(frozen=True)
class Restatement:
    """A figure that was given before, and is different now."""

    measure: str
    period: Period
    was: Decimal
    now: Decimal
    at: datetime


@dataclass
class Standings:
    """Which answers stand: a return that was issued anew asks some things again.

    An answer to the older issue stands where the newest asks the same measure, judged the same way.
    """

    reader: Reader
    _terms: dict[int, dict[tuple[str, Period], tuple[object, ...]]] = field(init=False, default_factory=dict)
    #: By the number of a file, the issue it answers and the newest issue of that return.
    _answered: dict[int, tuple[int, int]] = field(init=False, default_factory=dict)
    files: dict[int, datetime] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        issues = {issued.seq: issued for issued in self.reader.issues()}
        newest = {(issued.service, issued.round): issued.seq for issued in issues.values()}
        for file in self.reader.files():
            answered = issues.get(file.issue_seq or 0)
            if answered is not None and file.at is not None:
                self._answered[file.seq] = (answered.seq, newest[answered.service, answered.round])
                self.files[file.seq] = file.at

    def superseded(self, file_seq: int) -> bool:
        """Whether a file answers an issue that is not the newest."""
        answered, newest = self._answered.get(file_seq, (0, 1))
        return answered != newest

    def stands(self, file_seq: int, measure: str, period: Period) -> bool:
        """Whether what a file says of a measure for a period still stands."""
        if file_seq not in self._answered:
            return False
        answered, newest = self._answered[file_seq]
        return answered == newest or self._judging(answered, measure, period) == self._judging(newest, measure, period)

    def _judging(self, issue: int, measure: str, period: Period) -> tuple[object, ...] | None:
        if issue not in self._terms:
            self._terms[issue] = {(row.measure, row.period): row.terms.judging for row in self.reader.asked(issue)}
        return self._terms[issue].get((measure, period))


def standing(reader: Reader, periods: Collection[Period] | None = None) -> list[Kept]:
    """The answers that still stand, oldest first: for each measure and period the last one taken and the last one held."""
    kept = reader.answers(periods)
    standings = Standings(reader)
    last = {(one.answer.measure, one.answer.period, one.answer.held): one.seq for one in kept}
    return [
        one
        for one in kept
        if last[one.answer.measure, one.answer.period, one.answer.held] == one.seq
        and standings.stands(one.file.seq, one.answer.measure, one.answer.period)
    ]


@functools.lru_cache(maxsize=1024)
def _ids(period: Period, most: int) -> tuple[str, ...]:
    """The ids of the periods up to one, oldest first."""
    return tuple(period.back(step).id for step in range(most - 1, -1, -1))


class Known:
    """Every figure known at a moment. What is kept as text becomes a number only when it is asked for."""

    def __init__(self, reader: Reader, past: Sequence[PastFigure]) -> None:
        self._past = {(figure.measure, figure.period.id): figure for figure in past}
        self._taken: dict[str, dict[str, Plain]] = {}
        self.restatements: dict[tuple[str, str], list[Restatement]] = {}
        standings = Standings(reader)
        again: list[tuple[Plain, Plain]] = []
        for row in reader.figures():
            by_period = self._taken.get(row[0])
            if by_period is None:
                by_period = self._taken[row[0]] = {}
            before = by_period.get(row[1])
            if before is not None and before[3] is not None and row[3] is not None and before[3] != row[3]:
                again.append((before, row))
            by_period[row[1]] = row
        old = {seq for seq in standings.files if standings.superseded(seq)}
        for measure, by_period in self._taken.items() if old else ():
            for period, row in list(by_period.items()):
                if row[2] in old and not standings.stands(row[2], measure, parse(period)):
                    del by_period[period]
        for before, row in again:
            self._restate(before, row, standings)

    def _restate(self, before: Plain, row: Plain, standings: Standings) -> None:
        period, was, now = parse(row[1]), Decimal(before[3] or 0), Decimal(row[3] or 0)
        if was != now and standings.stands(before[2], row[0], period):
            restated = Restatement(row[0], period, was, now, standings.files[row[2]])
            self.restatements.setdefault((row[0], row[1]), []).append(restated)

    def value(self, measure: str, period: Period) -> Decimal | None:
        """The figure of a measure for a period, if there is one."""
        return self._value(measure, period.id)

    def _value(self, measure: str, period: str) -> Decimal | None:
        row = self._taken.get(measure, {}).get(period)
        if row is not None and row[3] is not None:
            return Decimal(row[3])
        past = self._past.get((measure, period))
        return past.value if past and row is None else None

    def figure(self, measure: str, period: Period) -> Figure:
        """What is known of a measure for a period: a figure, the reason for none, or that it is awaited."""
        row = self._taken.get(measure, {}).get(period.id)
        if row is None:
            past = self._past.get((measure, period.id))
            return Figure(past.value) if past else Figure(absence=Absence.AWAITED)
        _, _, _, value, absence, numerator, denominator, provisional = row
        return Figure(
            None if value is None else Decimal(value), None if absence is None else Absence(absence),
            None if numerator is None else Decimal(numerator), None if denominator is None else Decimal(denominator),
            bool(provisional),
        )  # fmt: skip

    def series(self, measure: str, up_to: Period, most: int = 24) -> list[Decimal]:
        """The last figures up to a period, oldest first; periods without one are left out."""
        values = (self._value(measure, period) for period in _ids(up_to, most))
        return [value for value in values if value is not None]

    def latest(self, measure: str, up_to: Period, most: int = 24) -> tuple[Period, Decimal] | None:
        """The latest period that has a figure, up to one, and the figure."""
        for period in reversed(_ids(up_to, most)):
            value = self._value(measure, period)
            if value is not None:
                return parse(period), value
        return None

    def restated(self, measure: str, period: Period) -> list[Restatement]:
        """How the figure for a period was changed after it was given, oldest change first."""
        return self.restatements.get((measure, period.id), [])
