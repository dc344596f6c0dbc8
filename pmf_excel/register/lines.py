"""The rows of the register's sheets, each cell read as its column's kind, with everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pmf_excel.excel import package
from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.reader import Placed, Row, Table, tables
from pmf_excel.excel.typed import Codes, Reading, Value, read_typed
from pmf_excel.excel.values import date_of
from pmf_excel.framework import periods
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import day_of
from pmf_excel.framework.periods import Period
from pmf_excel.problems import Place, Problem, error, near_miss, note

CODES = Codes(
    missing="PMF-103", number="PMF-109", limits="PMF-111", date="PMF-110", choice="PMF-106", long="PMF-114",
    formula="PMF-117", error_value="PMF-117", cleaned="PMF-118", percent="PMF-120",
)  # fmt: skip

#: Sheets without which nothing can be issued; the others may be absent from an older register.
ESSENTIAL = ("services", "plan", "measures", "targets")


@dataclass(frozen=True)
class Line:
    """One row of a register sheet: values by column key, with their places."""

    values: Mapping[str, Value]
    places: Mapping[str, Place]
    bad: frozenset[str]
    raw: Mapping[str, Placed] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """A text, or nothing."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> Decimal | None:
        """A number, or nothing."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None

    def day(self, key: str) -> date | None:
        """A day, or nothing."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None


@dataclass
class SheetReader:
    """Reads sheet by sheet, gathering problems instead of stopping at the first."""

    workbook: package.Workbook
    layout: Layout
    file: str
    problems: list[Problem] = field(default_factory=list)
    codes: dict[str, list[str]] = field(default_factory=dict)
    periods: dict[Place, Period] = field(default_factory=dict)

    def say(self, code: str, place: Place, found: str, remedy: str) -> None:
        """Note something that has to be put right."""
        self.problems.append(error(code, place, found, remedy))

    def lines(self, key: str) -> list[Line]:
        """The rows of a sheet, each cell read as its column's kind."""
        found = self.table(key)  # a council's own copy of the layout may be older than a sheet
        if found is None:
            return []
        sheet = found.sheet
        place = Place(self.file, found.grid.title)
        for column in found.missing:
            if column.added:
                continue
            what = f'there is no column headed "{column.heading}".'
            self.say("PMF-102", place, what, f"Put the heading back as it was, in row {found.heading_row + 1}.")
        for key in dict.fromkeys(found.doubled):
            what = f'two columns are headed "{sheet.column(key).heading}".'
            self.say(
                "PMF-123",
                found.place(found.heading_row, key),
                what,
                "Keep the right one and rename or delete the other.",
            )
        lines = [self._line(sheet, row, found) for row in found.rows()]
        for column in sheet.columns:
            if column.unique:
                self.codes[f"{key}.{column.key}"] = self._unique(column, lines)
        return lines

    def table(self, key: str) -> Table | None:
        """The table of a sheet, where the workbook has it."""
        sheet = next((one for one in self.layout.sheets if one.key == key), None)
        return self._table(sheet) if sheet else None

    def _table(self, sheet: Sheet) -> Table | None:
        found = tables(self.workbook, sheet, self.file)
        named = [table for table in found if table.grid.title.casefold() == sheet.title.casefold()]
        others = {other.title.casefold() for other in self.layout.sheets}
        renamed = [table for table in found if table.grid.title.casefold() not in others]
        if sheet.added:
            renamed = [table for table in renamed if all(column.added for column in table.missing)]
        if named or renamed:
            return (named or renamed)[0]
        if sheet.key in ESSENTIAL:
            have = ", ".join(f'"{grid.title}"' for grid in self.workbook.grids if not grid.hidden)
            self.say(
                "PMF-101", Place(self.file), f'there is no sheet with the headings of "{sheet.title}". It has {have}.',
                f'Put the sheet "{sheet.title}" back, or run "pmf new" in another folder and copy it from there.',
            )  # fmt: skip
        return None

    def _line(self, sheet: Sheet, row: Row, table: Table) -> Line:
        values: dict[str, Value] = {}
        places: dict[str, Place] = {}
        raw: dict[str, Placed] = {}
        bad = set()
        for column in sheet.columns:
            if column.key not in table.columns:
                continue
            placed = row[column.key]
            places[column.key] = placed.place
            if column.kind == "period":
                values[column.key] = self._period(column, placed)
                if values[column.key] is None and not placed.empty:
                    bad.add(column.key)
                continue
            if column.kind == "wording":  # a number, a day, an answer or words: its measure decides how it is read
                if not placed.empty:
                    raw[column.key] = placed
                continue
            if column.kind in ("text", "long text") and (day := self._day_of(placed)):
                values[column.key] = in_words(day)  # as people see it: to Excel it is the number 41913
                continue
            as_text = column.kind == "choice" and bool(column.refers)
            reading = self._read(column, placed, as_text)
            values[column.key] = reading.value
            self.problems += reading.problems
            if reading.wrong:
                bad.add(column.key)
            if column.kind == "code" and isinstance(reading.value, str):
                self._code(column, reading.value, placed.place)
        return Line(values, places, frozenset(bad), raw)

    def _read(self, column: Column, placed: Placed, as_text: bool) -> Reading:
        if as_text:
            return read_typed(
                Column(column.key, column.heading, required=column.required, help=column.help), placed, CODES
            )
        return read_typed(column, placed, CODES, self.layout.lists.get(column.choices, ()), self.workbook.since_1904)

    def _code(self, column: Column, code: str, place: Place) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]*", code) or (
            column.longest <= 10 and not re.fullmatch(r"[A-Z0-9]+", code)
        ):
            allowed = (
                "capital letters and digits only"
                if column.longest <= 10
                else "letters, digits and . - / _ only, without blanks"
            )
            self.say("PMF-112", place, f'"{code}" cannot be a code.', f"Use {allowed}.")

    def _period(self, column: Column, placed: Placed) -> str | None:
        if placed.empty:
            if column.required:
                self.say("PMF-103", placed.place, f'"{column.heading}" is empty.', f"Enter it. {column.help}")
            return None
        try:
            if placed.cell is not None and placed.cell.date and isinstance(placed.cell.value, Decimal):
                return self._month_of(placed, placed.cell.value)
            found = re.fullmatch(r"(\d\d)(\d\d)-(\d\d)", placed.text)
            if found and int(found[3]) == (int(found[2]) + 1) % 100 <= 12:
                what = f'"{placed.text}" can be read as a month and as a financial year.'
                remedy = f"Write the year as {found[1]}{found[2]}/{found[3]}, or the month in letters."
                self.say("PMF-122", placed.place, what, remedy)
                return None
            period = periods.parse(placed.text)
        except ValueError:
            self.say(
                "PMF-107",
                placed.place,
                f'"{placed.text}" is not a period.',
                "Enter it as Q1 2014/15, June 2014 or 2014/15.",
            )
            return None
        self.periods[placed.place] = period
        return period.id

    def _day_of(self, placed: Placed) -> date | None:
        """The day that a cell shows, where it is one to Excel."""
        cell = placed.cell
        if cell is None or cell.formula or not cell.date or not isinstance(cell.value, Decimal):
            return None
        return date_of(float(cell.value), self.workbook.since_1904) if abs(cell.value) < 1_000_000 else None

    def _month_of(self, placed: Placed, serial: Decimal) -> str | None:
        """The month meant by a date: Excel makes the first of June of "June 2014" where a cell is not text."""
        day = day_of(serial + (1462 if self.workbook.since_1904 else 0))
        if day.day != 1:
            what = f"{in_words(day)} is a day, not a period."
            self.say("PMF-107", placed.place, what, "Enter it as Q1 2014/15, June 2014 or 2014/15.")
            return None
        period = periods.month(day.year, day.month)
        what = f"the date {in_words(day)} is read as the month {period.label}."
        self.problems.append(note("PMF-136", placed.place, what, "Nothing needs doing, if that is meant."))
        self.periods[placed.place] = period
        return period.id

    def _unique(self, column: Column, lines: Sequence[Line]) -> list[str]:
        seen: dict[str, Place] = {}
        for line in lines:
            code = line.text(column.key)
            if not code:
                continue
            first = seen.setdefault(code.casefold(), line.places[column.key])
            if first != line.places[column.key]:
                self.say(
                    "PMF-104", line.places[column.key], f'"{code}" stands in {first.cell} already.',
                    f"Give this row {'a code' if column.kind == 'code' else 'a name'} of its own, or remove one of the two rows.",
                )  # fmt: skip
        return [line.text(column.key) for line in lines if line.text(column.key)]

    def refer(self, line: Line, key: str, to: str, what: str) -> bool:
        """Whether a cell's code stands in the sheet it refers to; says so when it does not."""
        code = line.text(key)
        known = self.codes.get(to, [])
        if not code or code in known:
            return bool(code)
        sheet = self.layout.sheet(to.split(".")[0]).title
        self.say(
            "PMF-105", line.places[key], f'there is no {what} with the code "{code}".',
            f'{near_miss(code, known)}Enter a code from the sheet "{sheet}", or add it there.',
        )  # fmt: skip
        return False

    def period(self, line: Line, key: str) -> Period | None:
        """The period that a cell of the line holds."""
        return self.periods.get(line.places[key]) if key in line.places else None
