"""Reads framework.xlsx into a Framework, and lists everything in it that has to be put right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.excel import package
from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.reader import Placed, Row, Table, tables
from pmf_excel.excel.typed import Codes, Reading, Value, read_typed
from pmf_excel.excel.values import position
from pmf_excel.framework import periods
from pmf_excel.framework.model import (
    Committee,
    Framework,
    Frequency,
    Kind,
    Measure,
    Meeting,
    PastFigure,
    Person,
    Polarity,
    Priority,
    Service,
    Target,
    Tolerance,
    ToleranceKind,
)  # fmt: skip
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import RuleSet
from pmf_excel.problems import Place, Problem, error, near_miss

CODES = Codes(
    missing="PMF-103", number="PMF-109", limits="PMF-111", date="PMF-110", choice="PMF-106", long="PMF-114",
    formula="PMF-117", error_value="PMF-117", cleaned="PMF-118",
)  # fmt: skip

#: Sheets without which nothing can be issued; the others may be absent from an older register.
ESSENTIAL = ("services", "plan", "measures", "targets")


@dataclass(frozen=True)
class Register:
    """What a register file holds: the framework, and what is wrong with the file."""

    framework: Framework
    problems: tuple[Problem, ...]
    unused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One row of a register sheet: values by column key, with their places."""

    values: Mapping[str, Value]
    places: Mapping[str, Place]
    bad: frozenset[str]

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
class _Reader:
    """Reads sheet by sheet, gathering problems instead of stopping at the first."""

    workbook: package.Workbook
    layout: Layout
    file: str
    problems: list[Problem] = field(default_factory=list)
    codes: dict[str, list[str]] = field(default_factory=dict)
    periods: dict[Place, Period] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)
    rules: Mapping[str, RuleSet] = field(default_factory=dict)

    def say(self, code: str, place: Place, found: str, remedy: str) -> None:
        self.problems.append(error(code, place, found, remedy))

    def lines(self, key: str) -> list[Line]:
        """The rows of a sheet, each cell read as its column's kind."""
        sheet = self.layout.sheet(key)
        found = self._table(sheet)
        if found is None:
            return []
        for column in found.missing:
            if column.required or column.unique:
                place = Place(self.file, found.grid.title)
                self.say(
                    "PMF-102",
                    place,
                    f'there is no column headed "{column.heading}".',
                    "Put the heading back in its row.",
                )
        lines = [self._line(sheet, row, found) for row in found.rows()]
        for column in sheet.columns:
            if column.unique:
                self.codes[f"{key}.{column.key}"] = self._unique(column, lines)
        return lines

    def _table(self, sheet: Sheet) -> Table | None:
        found = tables(self.workbook, sheet, self.file)
        named = [table for table in found if table.grid.title.casefold() == sheet.title.casefold()]
        others = {other.title.casefold() for other in self.layout.sheets}
        renamed = [table for table in found if table.grid.title.casefold() not in others]
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
            as_text = column.kind == "choice" and bool(column.refers)
            reading = self._read(column, placed, as_text)
            values[column.key] = reading.value
            self.problems += reading.problems
            if reading.wrong:
                bad.add(column.key)
            if column.kind == "code" and isinstance(reading.value, str):
                self._code(column, reading.value, placed.place)
        return Line(values, places, frozenset(bad))

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
                raise ValueError("a date")
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


def read_register(path: Path, layout: Layout, rules: Mapping[str, RuleSet], tolerance: Tolerance) -> Register:
    """Read a register file.

    ``tolerance`` is the council's own, for measures that give none. Raises PutRight when the file cannot be opened at all.
    """
    try:
        data = path.read_bytes()
    except OSError as why:
        raise PutRight(
            f'{path}: this file could not be read ({why.strerror}). Run "pmf new" to make one, or name another folder with -w.'
        ) from why
    return read_bytes(data, path.name, layout, rules, tolerance)


def read_bytes(data: bytes, file: str, layout: Layout, rules: Mapping[str, RuleSet], tolerance: Tolerance) -> Register:
    """Read a register from its bytes; the same as read_register otherwise."""
    try:
        workbook = package.read(data)
    except package.Unreadable as why:
        raise PutRight(
            f"{file}: this is not a workbook that can be read ({why}). Open it in Excel, save it as Excel Workbook (.xlsx) and try again."
        ) from why
    reader = _Reader(workbook, layout, file, rules=rules)
    framework = _framework(reader, rules, tolerance)
    order = {grid.title: number for number, grid in enumerate(workbook.grids)}

    def where(problem: Problem) -> tuple[int, tuple[int, int]]:
        return order.get(problem.place.sheet, -1), position(problem.place.cell) if problem.place.cell else (-1, -1)

    return Register(framework, tuple(sorted(reader.problems, key=where)), reader.unused)


def _framework(reader: _Reader, rules: Mapping[str, RuleSet], tolerance: Tolerance) -> Framework:
    services = {
        code: Service(code, line.text("name"), line.text("head"), line.text("email"), line.places["code"])
        for line in reader.lines("services")
        if (code := line.text("code"))
    }
    plan = reader.lines("plan")
    for line in plan:
        reader.refer(line, "parent", "plan.code", "priority")
    priorities = {c: Priority(c, line.text("name"), line.places["code"]) for line in plan if (c := line.text("code"))}
    measure_lines = reader.lines("measures")
    measures = {m.code: m for line in reversed(measure_lines) if (m := _measure(reader, line, tolerance))}
    measures = dict(reversed(measures.items()))
    targets = _targets(reader, measures)
    past = tuple(_past(reader, measures))
    # A row that is wrong may be the very one that is missed: what follows from it is said once it is right.
    if not _wrong_in(reader, "measures", "targets"):
        for measure in measures.values():
            _needs_target(reader, measure, targets, rules)
    for service in services.values() if not _wrong_in(reader, "measures", "services") else ():
        if measures and not any(m.service == service.code for m in measures.values()):
            reader.say(
                "PMF-113", service.place, f'service "{service.code}" has no measure, so no return would be made for it.',
                "Give it a measure on the Measures sheet, or remove its row.",
            )  # fmt: skip
    for key, columns in {
        "activities": ("service", "priority"), "recommendations": ("service",), "risks": ("service",),
        "budgets": ("service",), "waivers": ("measure",),
    }.items():  # fmt: skip
        lines = reader.lines(key)
        if lines:
            reader.unused[reader.layout.sheet(key).title] = len(lines)
        for line in lines:
            for column in columns:
                to = {"service": "services.code", "priority": "plan.code", "measure": "measures.code"}[column]
                reader.refer(
                    line, column, to, {"service": "service", "priority": "priority", "measure": "measure"}[column]
                )
    committees = {
        c: Committee(c, line.text("name"), line.text("remit"), line.text("member"))
        for line in reader.lines("committees") if (c := line.text("code"))
    }  # fmt: skip
    meetings = []
    for line in reader.lines("meetings"):
        day = line.day("on")
        if reader.refer(line, "committee", "committees.code", "committee") and day:
            meetings.append(Meeting(line.text("committee"), day))
    people = []
    for line in reader.lines("people"):
        reader.refer(line, "service", "services.code", "service")
        people.append(Person(*(line.text(k) for k in ("role", "job_title", "service", "telephone", "email"))))
    reader.lines("amendments")
    return Framework(services, priorities, measures, targets, past, tuple(people), committees, tuple(meetings))


def _wrong_in(reader: _Reader, *keys: str) -> bool:
    """Whether anything is wrong in some sheets, or a sheet is missing."""
    titles = {reader.layout.sheet(key).title for key in keys}
    return any(problem.place.sheet in titles or not problem.place.sheet for problem in reader.problems)


def _measure(reader: _Reader, line: Line, council: Tolerance) -> Measure | None:
    """The measure of a row, or nothing when too much of it is wrong."""
    reader.refer(line, "service", "services.code", "service")
    reader.refer(line, "priority", "plan.code", "priority or outcome")
    needed = ("code", "title", "service", "kind", "polarity", "frequency", "cumulative", "rule")
    decimals = line.number("decimals")
    if any(not line.text(key) for key in needed) or decimals is None:
        return None
    kind = Kind(line.text("kind"))
    percent = kind is Kind.PERCENTAGE
    amount = line.number("tolerance")
    tolerance_kind = ToleranceKind(line.text("tolerance_kind")) if line.text("tolerance_kind") else council.kind
    low, high = line.number("minimum"), line.number("maximum")
    low = Decimal(0) if low is None and percent else low
    high = Decimal(100) if high is None and percent else high
    if low is not None and high is not None and low > high:
        where = line.places["minimum" if line.number("minimum") is not None else "maximum"]
        reader.say(
            "PMF-111",
            where,
            f"the lowest possible figure, {low}, is above the highest, {high}.",
            "Correct one of the two.",
        )
    if line.text("polarity") == Polarity.NEITHER.value and reader.rules[line.text("rule")].needs_target:
        reader.say(
            "PMF-119", line.places["polarity"], f'"{line.text("rule")}" judges by target, but neither way is better.',
            'Choose which way is better, or the status rule "No target" or "Data only".',
        )  # fmt: skip
    return Measure(
        code=line.text("code"), title=line.text("title"), definition=line.text("definition"), service=line.text("service"),
        priority=line.text("priority"), unit=line.text("unit"), kind=kind, decimals=int(decimals),
        minimum=low, maximum=high,
        polarity=Polarity(line.text("polarity")), frequency=Frequency(line.text("frequency")),
        cumulative=line.text("cumulative") == "Yes", rule=line.text("rule"),
        tolerance=Tolerance(council.amount if amount is None else amount, tolerance_kind),
        introduced=reader.period(line, "introduced"), withdrawn=reader.period(line, "withdrawn"), place=line.places["code"],
    )  # fmt: skip


def _targets(reader: _Reader, measures: Mapping[str, Measure]) -> dict[tuple[str, Period], Target]:
    targets: dict[tuple[str, Period], Target] = {}
    for line in reader.lines("targets"):
        known = reader.refer(line, "measure", "measures.code", "measure")
        period, value = reader.period(line, "period"), line.number("target")
        if period is None or value is None or not known:
            continue
        key = (line.text("measure"), period)
        if key in targets:
            reader.say(
                "PMF-116", line.places["measure"], f'"{key[0]}" has a target for {period.short} in {targets[key].place.cell} already.',
                "Remove one of the two rows.",
            )  # fmt: skip
            continue
        measure = measures.get(key[0])
        if measure:
            _right_length(reader, line, measure, period, year_too=True)
        targets[key] = Target(*key, value, line.places["target"])
    return targets


def _past(reader: _Reader, measures: Mapping[str, Measure]) -> list[PastFigure]:
    found: dict[tuple[str, Period], PastFigure] = {}
    for line in reader.lines("past"):
        known = reader.refer(line, "measure", "measures.code", "measure")
        period, value = reader.period(line, "period"), line.number("figure")
        if period is None or value is None or not known:
            continue
        key = (line.text("measure"), period)
        if key in found:
            where = found[key].place.cell
            reader.say(
                "PMF-116",
                line.places["measure"],
                f'"{key[0]}" has a figure for {period.short} in {where} already.',
                "Remove one of the two rows.",
            )
            continue
        if key[0] in measures:
            _right_length(reader, line, measures[key[0]], period, year_too=True)
        found[key] = PastFigure(*key, value, line.text("commentary"), line.places["figure"])
    return list(found.values())


def _right_length(reader: _Reader, line: Line, measure: Measure, period: Period, year_too: bool) -> None:
    allowed = {measure.frequency.length} | ({periods.Length.YEAR} if year_too else set())
    if period.length not in allowed:
        example = {"month": "June 2014", "quarter": "Q1 2014/15", "year": "2014/15"}[measure.frequency.length.value]
        reader.say(
            "PMF-115", line.places["period"], f'"{measure.code}" is reported {measure.frequency.value.lower()}, but {period.short} is a {period.length}.',
            f"Enter a period such as {example}, or change the measure's frequency.",
        )  # fmt: skip


def _needs_target(
    reader: _Reader, measure: Measure, targets: Mapping[tuple[str, Period], Target], rules: Mapping[str, RuleSet]
) -> None:
    rule = rules.get(measure.rule)
    if rule and rule.needs_target and not any(code == measure.code for code, _ in targets):
        reader.say(
            "PMF-108", measure.place, f'"{measure.code}" is judged by "{measure.rule}" but has no target.',
            'Enter its target on the Targets sheet, or choose the status rule "No target" or "Data only".',
        )  # fmt: skip
