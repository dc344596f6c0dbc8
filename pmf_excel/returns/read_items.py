"""Reads the parts of a returned workbook that are not about measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import Row, Table
from pmf_excel.excel.spoken import Sense
from pmf_excel.excel.typed import Reading, read_typed
from pmf_excel.framework.leniency import Leniency
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.queries import LEFT_EMPTY
from pmf_excel.ledger.records import ItemAnswer, ItemAsked, Key
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, Problem, error, errors_in, note
from pmf_excel.returns.items import Part, Told
from pmf_excel.returns.marking import row_key
from pmf_excel.returns.parts import EVERY
from pmf_excel.returns.plausible import changed_cells
from pmf_excel.returns.rows import Wanted, find_rows
from pmf_excel.returns.typed_rows import CODES, about, answered_by

#: An input of an item that must be filled in and is not.
NEEDED = "PMF-230"
#: What is said of a row that may be left empty, and was.
UNUSED = "unused"
#: The input of a day that lies ahead: a quarter without a year is the next one.
AHEAD = "revised_due"


class Asking(Protocol):
    """What a return asked, as far as items go."""

    @property
    def round(self) -> Period:
        """The round."""
        ...

    @property
    def items(self) -> Sequence[ItemAsked]:
        """The items."""
        ...

    @property
    def yardsticks(self) -> Yardsticks | None:
        """What they are judged by."""
        ...

    @property
    def leniency(self) -> Leniency:
        """Which rules are waived."""
        ...

    def is_open(self, key: str) -> bool:
        """Whether a row could be filled in."""
        ...


@dataclass
class ItemsRead:
    """What was said of items: an answer for each row that was open, those in rows that were not, and what is wrong."""

    answers: list[ItemAnswer] = field(default_factory=list)
    closed: list[ItemAnswer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: How many of the rows have nothing in any input.
    blank: int = 0


def read_items(
    workbook: Workbook, file: str, layout: Layout, questions: Asking, already: frozenset[Key], today: date
) -> ItemsRead:
    """What a returned workbook says of each item it asked about."""
    read = ItemsRead()
    sticks = questions.yardsticks
    for key, part in EVERY.items() if sticks else ():
        asked = [item for item in questions.items if item.part == key]
        if asked:
            assert sticks is not None
            _Part(workbook, file, layout, part, questions, sticks, already, today, read).answers(asked)
    return read


@dataclass
class _Part:
    """One part of one workbook being read."""

    workbook: Workbook
    file: str
    layout: Layout
    part: Part
    questions: Asking
    sticks: Yardsticks
    already: frozenset[Key]
    today: date
    read: ItemsRead

    def answers(self, asked: Sequence[ItemAsked]) -> None:
        """Read every row of the part."""
        sheet, at = self.part.sheet_for(self.layout.sheet(self.part.key), asked), self.questions.round
        keys = {row_key(item.part, item.code, at.id): item for item in asked}
        stands = {key: self._stood(item) or not self.questions.is_open(key) for key, item in keys.items()}
        there = find_rows(self.workbook, sheet, self.file, [Wanted(k, i.code) for k, i in keys.items()], stands)
        self.read.problems += there.problems
        for key, item in keys.items():
            is_open, row = self.questions.is_open(key), there.rows.get(key)
            if row is None or there.table is None:
                missing = any(problem.about == key for problem in errors_in(there.problems))
                if is_open and (there.table is None or missing or not self._stood(item)):
                    place = Place(self.file, there.table.grid.title if there.table else "")
                    self.read.answers.append(ItemAnswer(item.part, item.code, at, True, {}, place.sheet, place.cell))
                continue
            answer, problems = self._answer(sheet, row, item, there.table)
            if not is_open:
                self.read.closed.append(answer)
            elif answer.blank and _left_empty(sheet, row) and self._stood(item):
                what = f'"{item.code}" is left empty; what was returned before stands.'
                left = note(
                    LEFT_EMPTY,
                    Place(self.file, answer.sheet, answer.cell),
                    what,
                    "Nothing needs doing, unless it should be changed.",
                )
                self.read.problems.append(replace(left, about=key))
            else:
                self.read.answers.append(answer)
                self.read.problems += about(problems, row, key)

    def _stood(self, item: ItemAsked) -> bool:
        """Whether an earlier copy's answer stands."""
        return (f"{item.part}/{item.code}", self.questions.round) in self.already

    def _answer(self, sheet: Sheet, row: Row, item: ItemAsked, table: Table) -> tuple[ItemAnswer, list[Problem]]:
        problems = changed_cells(row, item.printed, sheet, table)
        there = (column for column in sheet.columns if column.input and column.key in row.cells)
        inputs = [self.part.column_for(column, item) for column in there]
        self.read.blank += all(row[column.key].empty for column in inputs)
        readings = {column.key: self._read(column, row, item) for column in inputs}
        problems += [problem for reading in readings.values() for problem in reading.problems]
        said = {key: text for key, reading in readings.items() if (text := _text(reading))}
        if self.part.is_optional(item) and all(row[column.key].empty for column in inputs):
            said = {UNUSED: "Yes"}
        place = next(row[column.key].place for column in inputs)
        answer = ItemAnswer(item.part, item.code, self.questions.round, False, said, place.sheet, place.cell)
        told = Told(answer, item, self.sticks, self.today)
        if said == {UNUSED: "Yes"}:
            return answer, problems
        problems += self._needed(inputs, row, readings, told)
        if not any(reading.wrong for reading in readings.values()):
            for one in self.part.contradictions(told):
                problems.append(Problem(one.code, one.severity, row[one.column].place, one.found, one.remedy))
        problems = answered_by(said.get("reply", ""), problems)
        problems = self.questions.leniency.settle(problems, item.code, self.questions.round, self.today)
        held = bool(errors_in(problems))
        if not held:
            return answer, problems
        blank = all(row[column.key].empty for column in inputs)
        return replace(answer, held=True, said={} if blank else answer.said), problems

    def _needed(self, inputs: Sequence[Column], row: Row, readings: Mapping[str, Reading], told: Told) -> list[Problem]:
        found = []
        for column in inputs:
            need = self.part.needs.get(column.required_when)
            if need is None or not row[column.key].empty or readings[column.key].wrong:
                continue
            if because := need.because(told):
                what = f'"{column.heading}" is empty, but {because}.'
                found.append(error(NEEDED, row[column.key].place, what, _remedy(column)))
        return found

    def _read(self, column: Column, row: Row, item: ItemAsked) -> Reading:
        choices = self.layout.lists.get(column.choices, ())
        sense = self.part.sense_for(column, item)
        if column.key == AHEAD:
            sense = Sense(at=self.questions.round.end)
        return read_typed(column, row[column.key], CODES, choices, self.workbook.since_1904, sense)


def _left_empty(sheet: Sheet, row: Row) -> bool:
    """Whether nothing at all stands in a row's inputs; what cannot be read is something."""
    return all(row[column.key].empty for column in sheet.columns if column.input and column.key in row.cells)


def _remedy(column: Column) -> str:
    """What to do about an empty cell: with what its help says of the cell, and without what it says of when to fill it in."""
    if column.kind == "date":
        return "Enter it as day, month and year."
    sentences = re.split(r"(?<=\.) ", column.help)
    about_it = [one for one in sentences if not one.startswith(("Only", "Needed", "If ", "Choose"))]
    return " ".join(["Choose it." if column.kind == "choice" else "Enter it.", *about_it]).strip()


def _text(reading: Reading) -> str:
    """What was read, as the ledger keeps it."""
    if reading.wrong or reading.value is None:
        return ""
    if isinstance(reading.value, date):
        return reading.value.isoformat()
    return f"{reading.value:f}" if isinstance(reading.value, Decimal) else reading.value
