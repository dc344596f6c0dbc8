"""Reads a returned workbook against what was issued: good rows are answers, wrong ones are held, everything is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import Placed, Row, Table, form, tables
from pmf_excel.excel.typed import Codes, Reading, read_typed
from pmf_excel.framework.figures import Absence, Figure, Kind, of_day
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.records import Answer, Asked, SignOff, Terms
from pmf_excel.problems import Place, Problem, error, errors_in, note, query
from pmf_excel.returns.live import ANSWERS
from pmf_excel.returns.plausible import changed_cells, fraction, unlikely
from pmf_excel.returns.rules import REQUIREMENTS, Answered

CODES = Codes(
    missing="PMF-201", number="PMF-214", limits="PMF-203", date="PMF-208", choice="PMF-204", long="PMF-220",
    formula="PMF-209", error_value="PMF-216", cleaned="PMF-215", percent="PMF-221",
)  # fmt: skip
MISSING = {"commentary": "PMF-205", "action": "PMF-206", "owner": "PMF-206", "action_due": "PMF-206"}


@dataclass(frozen=True)
class ReturnRead:
    """What a returned workbook says: an answer for each row asked, what is wrong, and the sign-off."""

    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]
    sign_off: SignOff | None
    asked: int

    @property
    def taken(self) -> int:
        """How many rows are good, here or in an earlier copy whose answer stands."""
        return self.asked - self.held

    @property
    def held(self) -> int:
        """How many rows wait to be put right."""
        return sum(1 for answer in self.answers if answer.held)


def read_return(
    workbook: Workbook, file: str, layout: Layout, asked: Sequence[Asked], already: Collection[tuple[str, Period]] = ()
) -> ReturnRead:
    """Read a return.

    ``asked`` is what was issued; ``already`` the rows answered in an earlier copy, which this one may leave empty. Nothing is
    raised for what people typed.
    """
    reader = _ReturnReader(workbook, file, layout, frozenset(already))
    answers = reader.answers(asked)
    sign_off = reader.sign_off()
    return ReturnRead(tuple(answers), tuple(reader.problems), sign_off, len(asked))


class _ReturnReader:
    """One reading of one workbook, gathering problems."""

    def __init__(self, workbook: Workbook, file: str, layout: Layout, already: frozenset[tuple[str, Period]]) -> None:
        self.workbook, self.file, self.layout, self.already = workbook, file, layout, already
        self.sheet: Sheet = layout.sheet("measures")
        self.problems: list[Problem] = []

    def answers(self, asked: Sequence[Asked]) -> list[Answer]:
        """An answer for each row asked; rows that are wrong or missing are held."""
        table = self._table(asked)
        if table is None:
            return [_held(row, Place(self.file)) for row in asked]
        rows = self._rows(table, asked)
        found = []
        for want in asked:
            if want.measure not in rows:
                if not self._stands(want, Place(self.file, table.grid.title)):
                    found.append(_held(want, Place(self.file, table.grid.title)))
            elif answer := self._answer(rows[want.measure], want, table):
                found.append(answer)
        if table.grid.outside:
            what = f"{table.grid.outside} values stand far outside the table and were not read."
            self.problems.append(note("PMF-213", Place(self.file, table.grid.title), what, "Nothing needs doing."))
        return found

    def _stands(self, asked: Asked, place: Place) -> bool:
        """Whether an earlier copy answered a row that this one leaves out; if so, say it."""
        if (asked.measure, asked.period) not in self.already or any(
            asked.measure in p.found for p in errors_in(self.problems)
        ):
            return False
        what = f'"{asked.measure}" is left empty; what was returned before stands.'
        self.problems.append(note("PMF-222", place, what, "Nothing needs doing, unless it should be changed."))
        return True

    def _table(self, asked: Sequence[Asked]) -> Table | None:
        found = tables(self.workbook, self.sheet, self.file)
        codes = {row.measure.casefold() for row in asked}
        own = [t for t in found if any(row["code"].text.casefold() in codes for row in t.rows())] or found
        if not own:
            have = ", ".join(f'"{grid.title}"' for grid in self.workbook.grids if not grid.hidden) or "none"
            self._say(
                "PMF-217", Place(self.file), f"no sheet has the headings of the {self.sheet.title} sheet. It has {have}.",
                "Fill in the workbook as it was sent to you and send that back.",
            )  # fmt: skip
            return None
        if len(own) > 1:
            names = " and ".join(f'"{t.grid.title}"' for t in own)
            self._say(
                "PMF-218",
                Place(self.file),
                f"the measures stand on more than one sheet: {names}.",
                "Keep the right one, delete the others and send the workbook again.",
            )
            return None
        table = own[0]
        lost = [column.heading for column in table.missing if column.input or column.key == "code"]
        if lost:
            headings = ", ".join(f'"{heading}"' for heading in lost)
            self._say(
                "PMF-217", Place(self.file, table.grid.title), f"these columns are missing: {headings}.",
                "Put their headings back as they were, or fill in the workbook as it was sent to you.",
            )  # fmt: skip
            return None
        twice = [self.sheet.column(key) for key in dict.fromkeys(table.doubled)]
        for column in twice:
            what = f'there are two columns headed "{column.heading}".'
            place = table.place(table.heading_row, column.key)
            if column.input or column.key == "code":
                self._say("PMF-223", place, what, "Keep the right one, delete the other and send the workbook again.")
            else:
                self.problems.append(note("PMF-223", place, what, "What was issued stands. Nothing needs doing."))
        return None if any(column.input or column.key == "code" for column in twice) else table

    def _say(self, code: str, place: Place, found: str, remedy: str) -> None:
        self.problems.append(error(code, place, found, remedy))

    def _rows(self, table: Table, asked: Sequence[Asked]) -> dict[str, Row]:
        """The rows by measure code; those twice, missing or not asked for are said and left out."""
        wanted = {row.measure.casefold(): row.measure for row in asked}
        rows = list(table.rows())
        seen = Counter(row["code"].text.casefold() for row in rows)
        found: dict[str, Row] = {}
        for row in rows:
            code = row["code"].text
            measure = wanted.get(code.casefold())
            if measure is None:
                if code or any(not row[c.key].empty for c in self.sheet.columns if c.input):
                    what = (
                        f'the code "{code}" was not asked for in this return.'
                        if code
                        else "a row without a code is filled in."
                    )
                    self.problems.append(
                        note(
                            "PMF-213",
                            row["code"].place,
                            what,
                            "The row was not read. If it matters, ask the policy officer.",
                        )
                    )
            elif seen[code.casefold()] > 1:
                what = f'"{measure}" stands in more than one row.'
                self._say("PMF-212", row["code"].place, what, "Keep the right row and delete the other.")
            else:
                found[measure] = row
        for row_asked in asked:
            missing = row_asked.measure.casefold() not in seen
            if missing and (row_asked.measure, row_asked.period) not in self.already:
                place = Place(self.file, table.grid.title)
                self._say(
                    "PMF-211",
                    place,
                    f'the row of "{row_asked.measure}" is missing.',
                    "Fill in that row in the workbook as it was sent to you.",
                )
        return found

    def _answer(self, row: Row, asked: Asked, table: Table) -> Answer | None:
        """What a row says; nothing when it is empty and an earlier copy answered it."""
        terms = asked.terms
        self.problems += changed_cells(row, asked, self.sheet, table)
        if all(row[c.key].empty for c in self.sheet.columns if c.input) and self._stands(asked, row["figure"].place):
            return None
        readings = {
            column.key: self._read(column, row[column.key], terms) for column in self.sheet.columns if column.input
        }
        problems = [problem for reading in readings.values() for problem in reading.problems]
        figure, reason = readings["figure"], readings["reason"]
        typed_figure, typed_reason = not row["figure"].empty, not row["reason"].empty
        if isinstance(figure.value, Decimal) and not figure.wrong:
            given = Figure(figure.value)
        elif isinstance(reason.value, str):
            absence, day = Absence(reason.value), readings["action_due"].value
            # Of a figure that is not there yet, the day is the one on which it is expected.
            awaited = absence is Absence.NOT_YET_AVAILABLE and isinstance(day, date)
            given = Figure(absence=absence, expected=day if awaited and isinstance(day, date) else None)
        else:
            given = Figure(absence=Absence.HELD if typed_figure or typed_reason else Absence.AWAITED)
        judgement = terms.rule.judge(terms.case(given))
        answered = Answered(typed_figure, typed_reason, judgement.status, terms.wrong_way(given))
        if typed_figure and typed_reason and not reason.wrong:
            problems.append(
                error(
                    "PMF-202",
                    row["reason"].place,
                    "a figure is given, and a reason for having none.",
                    "Keep one of the two and empty the other cell.",
                )
            )
        if not figure.wrong:
            problems += self._required(row, readings, answered, asked)
            if given.value is not None and terms.kind is Kind.PERCENTAGE:
                problems += fraction(row["figure"], given.value, asked)
            if given.value is not None and terms.kind not in (Kind.YES_NO, Kind.DATE):
                problems += unlikely(row["figure"], given.value, asked)
        self.problems += problems
        held = bool(errors_in(problems))

        def text(key: str) -> str:
            value = readings[key].value
            return value if isinstance(value, str) else ""

        due = readings["action_due"].value
        return Answer(
            asked.measure, asked.period, given, held, text("commentary"), text("action"), text("owner"),
            due if isinstance(due, date) else None, row["figure"].place.sheet, row["figure"].place.cell,
        )  # fmt: skip

    def _read(self, column: Column, placed: Placed, terms: Terms) -> Reading:
        """One input cell, as its column's kind; a figure within its measure's limits."""
        if column.key != "figure":
            return read_typed(
                column, placed, CODES, self.layout.lists.get(column.choices, ()), self.workbook.since_1904
            )
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

    def _required(self, row: Row, readings: Mapping[str, Reading], answered: Answered, asked: Asked) -> list[Problem]:
        found = []
        for column in self.sheet.columns:
            requirement = REQUIREMENTS.get(column.required_when)
            if requirement is None or not requirement.holds(answered):
                continue
            placed, reading = row[column.key], readings[column.key]
            if column.key == "figure":
                if placed.empty:
                    what = f'the figure for "{asked.measure}" is empty, and no reason is chosen for having none.'
                    remedy = f'Enter it, or choose why under "If none, why" in {row["reason"].place.cell} and say more in Commentary.'
                    found.append(error("PMF-201", placed.place, what, remedy))
            elif reading.value is None and not reading.wrong:
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
                reading = read_typed(
                    column,
                    fields[column.key],
                    CODES,
                    self.layout.lists.get(column.choices, ()),
                    self.workbook.since_1904,
                )
                values[column.key] = reading
                self.problems += [
                    replace(p, severity=query("PMF-207", p.place, "", "").severity) for p in reading.problems
                ]
        missing = [
            column.heading for column in sheet.columns if column.key not in values or values[column.key].value is None
        ]
        day = values["on"].value if "on" in values else None
        if missing or not isinstance(day, date):
            listed = ", ".join(f'"{heading}"' for heading in missing)
            self.problems.append(
                query("PMF-207", Place(self.file, sheet.title), f"the return is not signed off: {listed} not filled in.",
                      "It is taken as provisional. Fill in the Sign-off sheet and send the return again.")
            )  # fmt: skip
            return None
        return SignOff(str(values["job_title"].value), day)


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
