"""Reads framework.xlsx into a Framework, and lists everything in it that has to be put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pmf_excel.errors import PutRight
from pmf_excel.excel import package
from pmf_excel.excel.layout import Column, Layout
from pmf_excel.excel.parts import Unreadable
from pmf_excel.excel.typed import outside
from pmf_excel.excel.values import position
from pmf_excel.framework import periods
from pmf_excel.framework.model import (
    OUTSIDE,
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
from pmf_excel.problems import Problem
from pmf_excel.register.lines import Line, SheetReader


@dataclass(frozen=True)
class Register:
    """What a register file holds: the framework, and what is wrong with the file."""

    framework: Framework
    problems: tuple[Problem, ...]
    unused: Mapping[str, int] = field(default_factory=dict)


def read_bytes(data: bytes, file: str, layout: Layout, rules: Mapping[str, RuleSet], tolerance: Tolerance) -> Register:
    """Read a register from its bytes; the same as read_register otherwise."""
    try:
        workbook = package.read(data)
    except Unreadable as why:
        raise PutRight(
            f"{file}: this is not a workbook that can be read ({why}). Open it in Excel, save it as Excel Workbook (.xlsx) and try again."
        ) from why
    reader = SheetReader(workbook, layout, file, rules=rules)
    framework = _framework(reader, rules, tolerance)
    order = {grid.title: number for number, grid in enumerate(workbook.grids)}

    def where(problem: Problem) -> tuple[int, tuple[int, int]]:
        return order.get(problem.place.sheet, -1), position(problem.place.cell) if problem.place.cell else (-1, -1)

    return Register(framework, tuple(sorted(reader.problems, key=where)), reader.unused)


def _framework(reader: SheetReader, rules: Mapping[str, RuleSet], tolerance: Tolerance) -> Framework:
    services = {
        code: Service(code, line.text("name"), line.text("head"), line.text("email"), line.places["code"])
        for line in reader.lines("services")
        if (code := line.text("code"))
    }
    plan = reader.lines("plan")
    for line in plan:
        reader.refer(line, "parent", "plan.code", "priority")
        if line.text("name").casefold() == OUTSIDE.casefold():
            what = f'"{OUTSIDE}" is how reports call what belongs to no priority.'
            reader.say("PMF-112", line.places["name"], what, "Choose another name.")
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


def _wrong_in(reader: SheetReader, *keys: str) -> bool:
    """Whether anything is wrong in some sheets, or a sheet is missing."""
    titles = {reader.layout.sheet(key).title for key in keys}
    return any(problem.place.sheet in titles or not problem.place.sheet for problem in reader.problems)


def _measure(reader: SheetReader, line: Line, council: Tolerance) -> Measure | None:
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
    introduced, withdrawn = reader.period(line, "introduced"), reader.period(line, "withdrawn")
    if introduced and withdrawn and withdrawn.start <= introduced.start:
        what = f"the measure ends with {withdrawn.short}, before it begins with {introduced.short}."
        reader.say("PMF-121", line.places["withdrawn"], what, "Correct one of the two periods.")
    return Measure(
        code=line.text("code"), title=line.text("title"), definition=line.text("definition"), service=line.text("service"),
        priority=line.text("priority"), unit=line.text("unit"), kind=kind, decimals=int(decimals),
        minimum=low, maximum=high,
        polarity=Polarity(line.text("polarity")), frequency=Frequency(line.text("frequency")),
        cumulative=line.text("cumulative") == "Yes", rule=line.text("rule"),
        tolerance=Tolerance(council.amount if amount is None else amount, tolerance_kind),
        introduced=introduced, withdrawn=withdrawn, place=line.places["code"],
    )  # fmt: skip


def _targets(reader: SheetReader, measures: Mapping[str, Measure]) -> dict[tuple[str, Period], Target]:
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
            _right_kind(reader, line, "target", measure, value)
        targets[key] = Target(*key, value, line.places["target"])
    return targets


def _past(reader: SheetReader, measures: Mapping[str, Measure]) -> list[PastFigure]:
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
            _right_kind(reader, line, "figure", measures[key[0]], value)
        found[key] = PastFigure(*key, value, line.text("commentary"), line.places["figure"])
    return list(found.values())


def _right_length(reader: SheetReader, line: Line, measure: Measure, period: Period, year_too: bool) -> None:
    allowed = {measure.frequency.length} | ({periods.Length.YEAR} if year_too else set())
    if period.length not in allowed:
        example = {"month": "June 2014", "quarter": "Q1 2014/15", "year": "2014/15"}[measure.frequency.length.value]
        reader.say(
            "PMF-115", line.places["period"], f'"{measure.code}" is reported {measure.frequency.value.lower()}, but {period.short} is a {period.length}.',
            f"Enter a period such as {example}, or change the measure's frequency.",
        )  # fmt: skip


def _right_kind(reader: SheetReader, line: Line, key: str, measure: Measure, value: Decimal) -> None:
    """Say when a target or past figure cannot be one of its measure's figures."""
    if key in line.percent and measure.kind is not Kind.PERCENTAGE:
        what = f'"{measure.code}" is no percentage, but the cell shows a percent sign.'
        reader.say("PMF-109", line.places[key], what, "Enter the number without it.")
        return
    limits = Column("", "", minimum=measure.minimum, maximum=measure.maximum)
    if problem := outside(limits, value, line.places[key], "PMF-111"):
        reader.problems.append(problem)


def _needs_target(
    reader: SheetReader, measure: Measure, targets: Mapping[tuple[str, Period], Target], rules: Mapping[str, RuleSet]
) -> None:
    rule = rules.get(measure.rule)
    if rule and rule.needs_target and not any(code == measure.code for code, _ in targets):
        reader.say(
            "PMF-108", measure.place, f'"{measure.code}" is judged by "{measure.rule}" but has no target.',
            'Enter its target on the Targets sheet, or choose the status rule "No target" or "Data only".',
        )  # fmt: skip
