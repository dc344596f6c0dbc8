"""Reads a returned workbook against what was issued: good rows are answers, wrong ones are held, everything is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import Placed, Row, Table, form
from pmf_excel.excel.typed import Reading, limits_words, read_typed
from pmf_excel.framework.figures import Absence, Figure, Kind, of_day
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.queries import LEFT_EMPTY, UNSIGNED
from pmf_excel.ledger.records import Answer, Asked, ItemAnswer, ItemAsked, Key, SignOff, Terms
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, Problem, Severity, error, errors_in, note, query
from pmf_excel.returns.live import ANSWERS, in_parts, per
from pmf_excel.returns.marking import row_key
from pmf_excel.returns.parts import CATCH_UP, MEASURES
from pmf_excel.returns.plausible import changed_cells, fraction, unlikely
from pmf_excel.returns.read_items import read_items
from pmf_excel.returns.rows import Found, Wanted, find_rows
from pmf_excel.returns.rules import REQUIREMENTS, Answered
from pmf_excel.returns.typed_rows import CODES, about, answered_by

MISSING = {"commentary": "PMF-205", "action": "PMF-206", "owner": "PMF-206", "action_due": "PMF-206"}


@dataclass(frozen=True)
class Questions:
    """What a return asked: measures of its round and of earlier ones, items, and what items are judged by.

    ``already`` are the rows answered in an earlier copy, which this one may leave empty; ``open`` the rows that a marked-up copy
    left open, or nothing where the whole return is.
    """

    round: Period
    asked: Sequence[Asked]
    items: Sequence[ItemAsked] = ()
    yardsticks: Yardsticks | None = None
    already: Collection[Key] = ()
    open: frozenset[str] | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.asked) + len(self.items)

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
    reader = _ReturnReader(workbook, file, layout, questions)
    answers = reader.answers()
    items = read_items(workbook, file, layout, questions, reader.already, today)
    sign_off = reader.sign_off()
    problems = [*reader.problems, *items.problems, *reader.signing]
    return ReturnRead(
        (*answers, *items.answers), tuple(problems), sign_off, questions.rows, (*reader.closed, *items.closed)
    )


class _ReturnReader:
    """One reading of the measures of one workbook, gathering problems."""

    def __init__(self, workbook: Workbook, file: str, layout: Layout, questions: Questions) -> None:
        self.workbook, self.file, self.layout, self.questions = workbook, file, layout, questions
        self.already = frozenset(questions.already)
        self.problems: list[Problem] = []
        self.signing: list[Problem] = []
        self.closed: list[Answer] = []

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
        terms, parts = asked.terms, in_parts(asked.terms)
        problems = changed_cells(row, asked.printed, sheet, table)
        inputs = [c for c in sheet.columns if c.input and c.key in row.cells and self._typed_here(c, parts)]
        if all(row[c.key].empty for c in inputs) and self._stands(
            asked, row["numerator" if parts else "figure"].place, key, Found(table)
        ):
            self.problems += about(problems, row, key)
            return None
        readings = {column.key: self._read(column, row[column.key], terms) for column in inputs}
        problems += [problem for reading in readings.values() for problem in reading.problems]
        typed_figure = any(not row[k].empty for k in (("numerator", "denominator") if parts else ("figure",)))
        typed_reason = not row["reason"].empty
        given, wrong = self._given(row, readings, parts, terms, typed_figure, problems)
        judgement = terms.rule.judge(terms.case(given))
        answered = Answered(typed_figure, typed_reason, judgement.status, terms.wrong_way(given))
        place = row["numerator" if parts else "figure"].place
        if typed_figure and typed_reason and not readings["reason"].wrong:
            what = "a figure is given, and a reason for having none."
            problems.append(
                error("PMF-202", row["reason"].place, what, "Keep one of the two and empty the other cell.")
            )
        if not wrong:
            problems += self._required(row, readings, answered, asked, inputs)
            if given.value is not None and terms.kind is Kind.PERCENTAGE and not parts:
                problems += fraction(row["figure"], given.value, asked)
            if given.value is not None and terms.kind not in (Kind.YES_NO, Kind.DATE):
                problems += unlikely(Placed(place, row["figure"].cell), given.value, asked)

        def text(column: str) -> str:
            value = readings[column].value if column in readings else None
            return value if isinstance(value, str) else ""

        self.problems += about(answered_by(text("reply"), problems), row, key)
        due = readings["action_due"].value
        return Answer(
            asked.measure, asked.period, given, bool(errors_in(problems)), text("commentary"), text("action"), text("owner"),
            due if isinstance(due, date) else None, text("reply"), place.sheet, place.cell,
        )  # fmt: skip

    @staticmethod
    def _typed_here(column: Column, parts: bool) -> bool:
        """Whether a column is an input in a row: a figure is typed itself, or as its two numbers."""
        return column.group == "parts" if parts and column.key in _FIGURE else column.group != "parts"

    def _given(
        self, row: Row, readings: Mapping[str, Reading], parts: bool, terms: Terms, typed: bool, problems: list[Problem]
    ) -> tuple[Figure, bool]:  # fmt: skip
        """The figure that a row gives, and whether what stands there cannot be read."""
        reason, day = readings["reason"].value, readings["action_due"].value
        if parts:
            figure, wrong = self._share(row, readings, terms, problems)
        else:
            value, wrong = readings["figure"].value, readings["figure"].wrong
            figure = Figure(value) if isinstance(value, Decimal) and not wrong else None
        if figure is not None:
            return figure, wrong
        if isinstance(reason, str) and not wrong:
            absence = Absence(reason)
            # Of a figure that is not there yet, the day is the one on which it is expected.
            awaited = absence is Absence.NOT_YET_AVAILABLE and isinstance(day, date)
            return Figure(absence=absence, expected=day if awaited and isinstance(day, date) else None), wrong
        return Figure(absence=Absence.HELD if typed or not row["reason"].empty else Absence.AWAITED), wrong

    def _share(
        self, row: Row, readings: Mapping[str, Reading], terms: Terms, problems: list[Problem]
    ) -> tuple[Figure | None, bool]:
        """The figure that two numbers make, held against the measure's limits."""
        above, below = readings["numerator"], readings["denominator"]
        if above.wrong or below.wrong:
            return None, True
        if not isinstance(above.value, Decimal) or not isinstance(below.value, Decimal):
            missing = [k for k in ("numerator", "denominator") if readings[k].value is None]
            if len(missing) == 1:
                what = f'"{_HEADING[missing[0]]}" is empty, and the other of the two numbers is given.'
                problems.append(error("PMF-229", row[missing[0]].place, what, "Enter both numbers."))
            return None, len(missing) == 1
        try:
            figure = Figure.of_parts(above.value, below.value, per(terms))
        except ValueError:
            what = f"{above.value:f} out of 0 is no share."
            problems.append(error("PMF-229", row["denominator"].place, what, "Correct one of the two numbers."))
            return None, True
        value, low, high = figure.value, terms.minimum, terms.maximum
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            bounds = Column("", "", minimum=low, maximum=high)
            what = f"{above.value:f} out of {below.value:f} makes {terms.case(figure).print(value)}, which is {limits_words(bounds, beyond=True)}."
            problems.append(error("PMF-203", row["numerator"].place, what, "Correct one of the two numbers."))
            return None, True
        return figure, False

    def _read(self, column: Column, placed: Placed, terms: Terms) -> Reading:
        """One input cell, as its column's kind; a figure within its measure's limits."""
        since_1904 = self.workbook.since_1904
        if column.key != "figure":
            return read_typed(column, placed, CODES, self.layout.lists.get(column.choices, ()), since_1904)
        if terms.kind in (Kind.YES_NO, Kind.DATE):
            return self._in_words(column, placed, terms.kind)
        limits = replace(column, kind="number", required=False, minimum=terms.minimum, maximum=terms.maximum)
        cell = placed.cell
        if cell is not None and cell.percent and isinstance(cell.value, Decimal) and terms.kind is not Kind.PERCENTAGE:
            what = f"{cell.value * 100:f}% is a percentage, but this measure is in {terms.unit or 'plain numbers'}."
            problem = error(CODES.number, placed.place, what, "Enter the number without a percent sign.")
            return Reading(None, placed.place, (problem,))
        reading = read_typed(limits, placed, CODES)
        if reading.wrong and reading.problems[0].code == CODES.number:
            instead = f'{reading.problems[0].remedy.rstrip(".")}, or empty the cell, choose why under "If none, why" and say more in Commentary.'
            return Reading(None, placed.place, (replace(reading.problems[0], remedy=instead),))
        return reading

    def _in_words(self, column: Column, placed: Placed, kind: Kind) -> Reading:
        """A figure that is an answer or a day, as the number it is kept as."""
        if kind is Kind.YES_NO:
            choice = replace(column, kind="choice", choices=ANSWERS, required=False)
            reading = read_typed(choice, placed, CODES, self.layout.lists.get(ANSWERS, ("Yes", "No")))
            value = None if reading.value is None else Decimal(reading.value == "Yes")
        else:
            day = replace(column, kind="date", required=False)
            reading = read_typed(day, placed, CODES, (), self.workbook.since_1904)
            value = of_day(reading.value) if isinstance(reading.value, date) else None
        return replace(reading, value=value)

    def _required(
        self, row: Row, readings: Mapping[str, Reading], answered: Answered, asked: Asked, inputs: Sequence[Column]
    ) -> list[Problem]:  # fmt: skip
        found = []
        if not answered.figure and not answered.reason:
            place = row["numerator" if in_parts(asked.terms) else "figure"].place
            what = f'the figure for "{asked.measure}" is empty, and no reason is chosen for having none.'
            remedy = f'Enter it, or choose why under "If none, why" in {row["reason"].place.cell} and say more in Commentary.'
            found.append(error("PMF-201", place, what, remedy))
        for column in inputs:
            requirement = REQUIREMENTS.get(column.required_when)
            if column.key in _FIGURE or requirement is None or not requirement.holds(answered):
                continue
            placed, reading = row[column.key], readings[column.key]
            if reading.value is None and not reading.wrong:
                what = f'"{column.heading}" is empty, but {requirement.because(answered)}.'
                found.append(error(MISSING[column.key], placed.place, what, _remedy(column)))
        return found

    def sign_off(self) -> SignOff | None:
        """Who signed the return off, as a job title and a day; nothing when it is not wholly filled in."""
        sheet = self.layout.sheet("sign_off")
        fields = form(self.workbook, sheet, self.file)
        values: dict[str, Reading] = {}
        for column in sheet.columns:
            if column.key in fields:
                choices = self.layout.lists.get(column.choices, ())
                reading = read_typed(column, fields[column.key], CODES, choices, self.workbook.since_1904)
                values[column.key] = reading
                self.signing += [
                    replace(p, severity=Severity.QUERY, about=f"{row_key('sign_off', '', '')}|{column.key}")
                    for p in reading.problems
                ]
        missing = [
            column.heading for column in sheet.columns if column.key not in values or values[column.key].value is None
        ]
        day = values["on"].value if "on" in values else None
        if missing or not isinstance(day, date):
            listed = ", ".join(f'"{heading}"' for heading in missing)
            what = f"the return is not signed off: {listed} not filled in."
            remedy = "It is taken as provisional. Fill in the Sign-off sheet and send the return again."
            self.signing.append(query(UNSIGNED, Place(self.file, sheet.title), what, remedy))
            return None
        return SignOff(str(values["job_title"].value), day)


_FIGURE = ("numerator", "denominator", "figure")
_HEADING = {"numerator": "Number counted", "denominator": "Out of"}


def measure_layout(sheet: Sheet, asked: Sequence[Asked]) -> Sheet:
    """The sheet with the inputs that a return of these rows had: the two numbers only where a measure is asked for so."""
    if any(in_parts(row.terms) for row in asked):
        return sheet
    return replace(sheet, columns=tuple(column for column in sheet.columns if column.group != "parts"))


def _held(asked: Asked, place: Place) -> Answer:
    return Answer(
        asked.measure, asked.period, Figure(absence=Absence.AWAITED), True, sheet=place.sheet, cell=place.cell
    )


def _remedy(column: Column) -> str:
    return {
        "commentary": "Say what lies behind it.",
        "action": "Say what will be done about it.",
        "owner": "Enter the job title of whoever will do it.",
        "action_due": "Enter by when, as day, month and year.",
    }[column.key]
