"""What a return asks beside measures, part by part: what stands in a row, its live formulas, and what is wrong in an answer.

Each part is one class, in a file of its own; this is what they have in common. A need is declared once, by the name that the
layout gives it (``required_when``): the formula that asks for the cell, and the reason in words when an answer lacks it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.spoken import Sense
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.records import ItemAnswer, ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Severity
from pmf_excel.returns.live import CHECK_ROW, DONE, LiveRow
from pmf_excel.returns.mirrors import blank, wrong

#: A formula with what it shows while nothing is filled in.
Live = tuple[str, str]
#: The last thing said of each item before a round, by part and code.
Last = Mapping[tuple[str, str], ItemAnswer]


@dataclass(frozen=True)
class Told:
    """What was said of an item, with what it was asked by and the last day on which anything can have happened."""

    said: ItemAnswer
    asked: ItemAsked
    sticks: Yardsticks
    today: date


@dataclass(frozen=True)
class Need:
    """When an input must be filled in: the live formula, and why, in words, or "" when it need not be."""

    formula: Callable[[LiveRow, ItemAsked, Yardsticks], str]
    because: Callable[[Told], str]


@dataclass(frozen=True)
class Contradicted:
    """Two things that cannot both be true, or are unlikely: the input to look at, the code, what was found, what to do, how much it matters."""

    column: str
    code: str
    found: str
    remedy: str
    severity: Severity = Severity.ERROR


#: A need of every part.
ALWAYS = Need(lambda row, asked, sticks: "TRUE", lambda told: "it is asked for every row")


class Part(ABC):
    """One part of a return that is not about measures, or one of a yearly form."""

    key: str
    #: What one row, and several, are called.
    one: str
    many: str
    needs: Mapping[str, Need]
    #: What its inputs of numbers count, by column: how text in them can be read.
    senses: Mapping[str, Sense] = {}

    def sheet_for(self, sheet: Sheet, items: Sequence[ItemAsked]) -> Sheet:
        """The sheet with the inputs that a workbook of these rows has, where some are asked of some rows only."""
        return sheet

    def is_optional(self, asked: ItemAsked) -> bool:
        """Whether a row may be left wholly empty, which then says that there is nothing."""
        return False

    def column_for(self, column: Column, asked: ItemAsked) -> Column:
        """An input as it is in one row, where that has limits or a kind of its own."""
        return column

    def sense_for(self, column: Column, asked: ItemAsked) -> Sense:
        """How text in an input of one row can be read."""
        return self.senses.get(column.key, Sense())

    def number_code(self, column: Column, asked: ItemAsked) -> str:
        """How Excel shows a number of one row, where that is its own."""
        return ""

    @abstractmethod
    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """The formulas of its live columns, "Still to do" apart."""

    @abstractmethod
    def shown(self, told: Told) -> Mapping[str, str | float]:
        """What its live columns show of an answer, worked out here: the other face of the formulas."""

    def clashes(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Sequence[tuple[str, str]]:
        """Formulas for what will be refused although each cell by itself is right, with the column to check."""
        return ()

    def contradictions(self, told: Told) -> Sequence[Contradicted]:
        """What will be refused, asked about or noted, although each cell by itself is right."""
        return ()

    def to_do(self, row: LiveRow, sheet: Sheet, asked: ItemAsked, sticks: Yardsticks) -> Live:
        """The first thing still missing or wrong in a row, or Done."""
        inputs = [self.column_for(column, asked) for column in sheet.columns if column.input]
        formula = f'"{DONE}"'
        for clash, key in reversed(self.clashes(row, asked, sticks)):
            formula = f'IF({clash},"{_check(sheet.column(key))}",{formula})'
        for column in reversed(inputs):
            cell = row[column.key]
            if column.required_when:
                needed = self.needs[column.required_when].formula(row, asked, sticks)
                missing = blank(cell) if needed == "TRUE" else f"AND({needed},{blank(cell)})"
                formula = f'IF({missing},"{_needed(column)}",{formula})'
            formula = f'IF({wrong(column, cell)},"{_check(column)}",{formula})'
        first = next(column for column in inputs if column.required_when)
        at_first = DONE if self.is_optional(asked) else _needed(first)
        return f'IFERROR({formula},"{CHECK_ROW}")', at_first


class MonthlyPart(Part):
    """One part of the monthly return."""

    #: Whether its rows are reason enough for a round. Others go along with the next one.
    makes_round = True

    def planned(self, framework: Framework, service: str, at: Period, sticks: Yardsticks) -> list[ItemAsked]:
        """The rows that the register by itself would ask, whatever has been said of them: what decides whether an issue is a new one."""
        return self.asked(framework, service, at, {}, sticks)

    @abstractmethod
    def asked(self, framework: Framework, service: str, at: Period, last: Last, sticks: Yardsticks) -> list[ItemAsked]:
        """The rows to ask of a service at a round, in the register's order, with what was last said of each."""


def _needed(column: Column) -> str:
    return f"{column.heading} needed"


def _check(column: Column) -> str:
    return f"Check: {column.heading}"


def last_said(status: str, words: str) -> str:
    """A status and what was said with it, as a locked cell shows the two."""
    return f"{status}: {words}" if status and words else status or words


def day_text(day: date | None) -> str:
    """A day as the ledger and a locked cell keep it."""
    return day.isoformat() if day else ""


def number_text(value: Decimal | None) -> str:
    """A number as the ledger and a locked cell keep it."""
    return "" if value is None else f"{value:f}"
