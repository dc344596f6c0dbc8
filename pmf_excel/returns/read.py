"""Reads a returned workbook against what was issued: good rows are answers, wrong ones are held, everything is said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import Placed, Row, Table
from pmf_excel.excel.typed import Reading, read_typed
from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.leniency import Leniency
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.queries import LEFT_EMPTY
from pmf_excel.ledger.records import Answer, Asked, ItemAnswer, ItemAsked, Key, SignOff, Terms
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, Problem, Severity, error, errors_in, note
from pmf_excel.returns.figure_cells import FIGURE, figure_columns, given, read_figure
from pmf_excel.returns.live import ANSWERS, in_parts
from pmf_excel.returns.marking import row_key
from pmf_excel.returns.missing import missing
from pmf_excel.returns.parts import CATCH_UP, MEASURES
from pmf_excel.returns.plausible import changed_cells, commentary, unlikely
from pmf_excel.returns.read_items import read_items
from pmf_excel.returns.rows import Found, Wanted, find_rows
from pmf_excel.returns.rules import Answered
from pmf_excel.returns.senses import sense_of
from pmf_excel.returns.signing import read_signing
from pmf_excel.returns.typed_rows import CODES, about, answered_by

#: A return in which nothing was filled in: one line for it, and not one for every row.
UNTOUCHED = "PMF-248"


@dataclass(frozen=True)
class Questions:
    """What a return asked: measures of its round and of earlier ones, items, and what items are judged by.

    ``already`` are the rows answered in an earlier copy, which this one may leave empty; ``open`` the rows that a marked-up copy
    left open, or nothing where the whole return is; ``leniency`` says which rules are waived, and which questions hold a row by now.
    """

    round: Period
    asked: Sequence[Asked]
    items: Sequence[ItemAsked] = ()
    yardsticks: Yardsticks | None = None
    already: Collection[Key] = ()
    open: frozenset[str] | None = None
    leniency: Leniency = field(default_factory=Leniency)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.asked) + len(self.items)

    @property
    def keys(self) -> frozenset[Key]:
        """By what its rows are known in the ledger."""
        items = {(f"{item.part}/{item.code}", self.round) for item in self.items}
        return frozenset({(row.measure, row.period) for row in self.asked} | items)

    def is_open(self, key: str) -> bool:
        """Whether a row could be filled in."""
        return self.open is None or key in self.open


def key_of(asked: Asked, round_month: Period) -> str:
    """By what a row about a measure is known: of this round, or of an earlier one that is asked for again."""
    part = MEASURES if asked.period.end == round_month.end else CATCH_UP
    return row_key(part, asked.measure, asked.period.id)


@dataclass(frozen=True)
class ReturnRead:
    """What a returned workbook says: an answer for each row that was open, what is wrong, and the sign-off.

    ``closed`` are the answers that stand in rows which a marked-up copy had locked.
    """

    answers: tuple[Answer | ItemAnswer, ...]
    problems: tuple[Problem, ...]
    sign_off: SignOff | None
    asked: int
    closed: tuple[Answer | ItemAnswer, ...] = ()

    @property
    def taken(self) -> int:
        """How many rows are good, here or in an earlier copy whose answer stands."""
        return self.asked - self.held

    @property
    def held(self) -> int:
        """How many rows wait to be put right."""
        return sum(1 for answer in self.answers if answer.held)


def read_return(workbook: Workbook, file: str, layout: Layout, questions: Questions, today: date) -> ReturnRead:
    """Read a return against what it asked; ``today`` is the last day on which anything can have happened.

    Nothing is raised for what people typed.
    """
    reader = _ReturnReader(workbook, file, layout, questions, today)
    answers = reader.answers()
    items = read_items(workbook, file, layout, questions, reader.already, today)
    signing = read_signing(workbook, file, layout)
    problems = [*reader.problems, *items.problems]
    if errors_in(problems) and reader.blank + items.blank == questions.rows:
        what, remedy = "the return came back with nothing filled in.", "Fill in the yellow cells and send it again."
        problems = [
            error(UNTOUCHED, Place(file), what, remedy),
            *(p for p in problems if p.severity is not Severity.ERROR),
        ]
        problems += () if signing.empty else signing.problems
    else:
        problems += signing.problems
    return ReturnRead(
        (*answers, *items.answers), tuple(problems), signing.sign_off, questions.rows, (*reader.closed, *items.closed)
    )


class _ReturnReader:
    """One reading of the measures of one workbook, gathering problems."""

    def __init__(self, workbook: Workbook, file: str, layout: Layout, questions: Questions, today: date) -> None:
        self.today = today
        self.workbook, self.file, self.layout, self.questions = workbook, file, layout, questions
        self.already = frozenset(questions.already)
        self.problems: list[Problem] = []
        self.closed: list[Answer] = []
        #: How many of the rows have nothing in any input.
        self.blank = 0

    def answers(self) -> list[Answer]:
        """An answer for each row asked and open; rows that are wrong or missing are held."""
        now = self.questions.round.end
        found = []
        for part in (MEASURES, CATCH_UP):
            asked = [row for row in self.questions.asked if (row.period.end == now) is (part == MEASURES)]
            if asked:
                found += self._sheet(measure_layout(self.layout.sheet(part), asked), asked)
        return found

    def _sheet(self, sheet: Sheet, asked: Sequence[Asked]) -> list[Answer]:
        keys = {key_of(row, self.questions.round): row for row in asked}
        wanted = [Wanted(key, row.measure, row.printed.get("period", "")) for key, row in keys.items()]
        stands = {
            key: (row.measure, row.period) in self.already or not self.questions.is_open(key)
            for key, row in keys.items()
        }
        there = find_rows(self.workbook, sheet, self.file, wanted, stands)
        self.problems += there.problems
        answers = []
        for key, want in keys.items():
            is_open = self.questions.is_open(key)
            if there.table is None:
                if is_open:
                    answers.append(_held(want, Place(self.file)))
            elif key not in there.rows:
                place = Place(self.file, there.table.grid.title)
                if is_open and not self._stands(want, place, key, there):
                    answers.append(_held(want, place))
            elif not is_open:
                self._closed(there.rows[key], want, there.table, sheet)
            elif answer := self._answer(there.rows[key], want, there.table, sheet, key):
                answers.append(answer)
        return answers

    def _closed(self, row: Row, want: Asked, table: Table, sheet: Sheet) -> None:
        """What stands in a row that a marked-up copy had locked; its problems were said before."""
        before = self.problems
        self.problems = []
        answer = self._answer(row, want, table, sheet, "")
        self.problems = before
        if answer is not None:
            self.closed.append(answer)

    def _stands(self, asked: Asked, place: Place, key: str, there: Found) -> bool:
        """Whether an earlier copy answered a row that this one leaves out; if so, say it."""
        if (asked.measure, asked.period) not in self.already or any(p.about == key for p in errors_in(there.problems)):
            return False
        what = f'"{asked.measure}" is left empty; what was returned before stands.'
        left = note(LEFT_EMPTY, place, what, "Nothing needs doing, unless it should be changed.")
        self.problems.append(replace(left, about=key))
        return True

    def _answer(self, row: Row, asked: Asked, table: Table, sheet: Sheet, key: str) -> Answer | None:
        """What a row says; nothing when it is empty and an earlier copy answered it."""
        terms, cells = asked.terms, figure_columns(asked.terms)
        place = row[cells[0]].place
        problems = changed_cells(row, asked.printed, sheet, table)
        inputs = [
            c for c in sheet.columns if c.input and c.key in row.cells and (c.key in cells or c.key not in FIGURE)
        ]
        if all(row[c.key].empty for c in inputs):
            self.blank += 1
            if self._stands(asked, place, key, Found(table)):
                self.problems += about(problems, row, key)
                return None
        readings = {column.key: self._read(column, row[column.key], terms) for column in inputs}
        problems += [problem for reading in readings.values() for problem in reading.problems]
        what = given(row, readings, terms)
        problems += what.problems

        def text(column: str) -> str:
            value = readings[column].value if column in readings else None
            return value if isinstance(value, str) else ""

        if not what.wrong:
            status = terms.rule.judge(terms.case(what.figure)).status
            answered = Answered(what.typed, what.reason, status, terms.wrong_way(what.figure))
            problems += unlikely(row[cells[0]], what.figure, asked)
            problems += commentary(row["commentary"], text("commentary"), what.figure, asked)
            waivers = self.questions.leniency.waivers
            waived = any(one.measure == asked.measure and self.today <= one.until for one in waivers)
            problems += missing(row, readings, answered, asked, inputs, apart=waived)
        problems = answered_by(text("reply"), problems)
        problems = self.questions.leniency.settle(problems, asked.measure, self.questions.round, self.today)
        self.problems += about(problems, row, key)
        due = readings["action_due"].value
        return Answer(
            asked.measure, asked.period, what.figure, bool(errors_in(problems)), text("commentary"), text("action"), text("owner"),
            due if isinstance(due, date) else None, text("reply"), place.sheet, place.cell,
        )  # fmt: skip

    def _read(self, column: Column, placed: Placed, terms: Terms) -> Reading:
        """One input cell, as its column's kind; a figure within its measure's limits."""
        since_1904, lists = self.workbook.since_1904, self.layout.lists
        sense = sense_of(terms, column.key, self.questions.round.end)
        if column.key == "figure":
            return read_figure(column, placed, terms, sense, since_1904, lists.get(ANSWERS, ("Yes", "No")))
        return read_typed(column, placed, CODES, lists.get(column.choices, ()), since_1904, sense)


def measure_layout(sheet: Sheet, asked: Sequence[Asked]) -> Sheet:
    """The sheet with the inputs that a return of these rows had: the two numbers only where a measure is asked for so."""
    if any(in_parts(row.terms) for row in asked):
        return sheet
    return replace(sheet, columns=tuple(column for column in sheet.columns if column.group != "parts"))


def _held(asked: Asked, place: Place) -> Answer:
    return Answer(
        asked.measure, asked.period, Figure(absence=Absence.AWAITED), True, sheet=place.sheet, cell=place.cell
    )
