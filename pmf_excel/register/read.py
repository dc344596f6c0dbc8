"""Reads framework.xlsx into a Framework, and lists everything in it that has to be put right."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pmf_excel.errors import PutRight
from pmf_excel.excel import package
from pmf_excel.excel.layout import INPUT_MESSAGE, Layout
from pmf_excel.excel.parts import Unreadable
from pmf_excel.excel.values import excel_length, position
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Kind, how_to_enter
from pmf_excel.framework.leniency import HOLDS, WAIVABLE, Waiver
from pmf_excel.framework.model import (
    OUTSIDE,
    Amendment,
    Framework,
    Measure,
    Polarity,
    Priority,
    Service,
    Tolerance,
    ToleranceKind,
)  # fmt: skip
from pmf_excel.framework.periods import Frequency
from pmf_excel.framework.rules import RuleSet
from pmf_excel.framework.vocabulary import BudgetRule, Vocabulary
from pmf_excel.problems import CODES, Problem, errors_in, query
from pmf_excel.register.committees import (
    read_committees,
    read_document,
    read_meetings,
    read_questions,
    read_routes,
    read_versions,
)  # fmt: skip
from pmf_excel.register.items import read_items
from pmf_excel.register.lines import Line, SheetReader
from pmf_excel.register.people import note_unknown_officers, read_lineage, read_people, read_teams
from pmf_excel.register.targets import needs_target, read_past, read_targets


@dataclass(frozen=True)
class Register:
    """What a register file holds: the framework, and what is wrong with the file."""

    framework: Framework
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Conventions:
    """What a council's register is read by: its status rules, its own rule and tolerance, its words for activities, its budget rule."""

    rules: Mapping[str, RuleSet]
    rule: str
    tolerance: Tolerance
    vocabulary: Vocabulary
    budgets: BudgetRule


#: The registers that were read last: a command asks for the same one in several places.
_KEPT: deque[tuple[tuple[bytes, str, Layout, Conventions, date | None], Register]] = deque(maxlen=3)


def read_bytes(data: bytes, file: str, layout: Layout, conventions: Conventions, today: date | None = None) -> Register:
    """Read a register from its bytes; where ``today`` is known, statuses of activities are checked against their dates too.

    Raises PutRight when the file is not a workbook. What was read last is kept: the same bytes, read the same way, are not read again.
    """
    asked = (data, file, layout, conventions, today)
    for known, register in tuple(_KEPT):  # another thread may be at another council's
        if known == asked:
            return register
    register = _read(data, file, layout, conventions, today)
    _KEPT.append((asked, register))
    return register


@dataclass(frozen=True)
class Reading:
    """All that reading a register needs: its bytes, the name it goes by, its layout, the council's conventions, and the day."""

    data: bytes
    file: str
    layout: Layout
    conventions: Conventions
    today: date | None = None


def read(job: Reading) -> Register:
    """A register from what reading it needs: the same as ``read_bytes``, as a step that whoever is hired can do."""
    return read_bytes(job.data, job.file, job.layout, job.conventions, job.today)


def _read(data: bytes, file: str, layout: Layout, conventions: Conventions, today: date | None) -> Register:
    try:
        workbook = package.read(data)
    except Unreadable as why:
        raise PutRight(
            f"{file}: this is not a workbook that can be read ({why}). Open it in Excel, save it as Excel Workbook (.xlsx) and try again."
        ) from why
    reader = SheetReader(workbook, layout, file)
    framework = _framework(reader, conventions, today)
    order = {grid.title: number for number, grid in enumerate(workbook.grids)}

    def where(problem: Problem) -> tuple[int, tuple[int, int]]:
        return order.get(problem.place.sheet, -1), position(problem.place.cell) if problem.place.cell else (-1, -1)

    return Register(framework, tuple(sorted(reader.problems, key=where)))


def _framework(reader: SheetReader, conventions: Conventions, today: date | None) -> Framework:
    rules = conventions.rules
    services = {
        code: Service(
            code, line.text("name"), line.text("head"), line.text("email"), line.places["code"], line.text("folder")
        )
        for line in reader.lines("services")
        if (code := line.text("code"))
    }
    teams = read_teams(reader)
    plan = reader.lines("plan")
    for line in plan:
        reader.refer(line, "parent", "plan.code", "priority")
        if line.text("name").casefold() == OUTSIDE.casefold():
            what = f'"{OUTSIDE}" is how reports call what belongs to no priority.'
            reader.say("PMF-112", line.places["name"], what, "Choose another name.")
    priorities = {
        c: Priority(c, line.text("name"), line.places["code"], line.text("parent"), line.text("committee"))
        for line in plan
        if (c := line.text("code"))
    }
    measure_lines = reader.lines("measures")
    measures = {m.code: m for line in reversed(measure_lines) if (m := _measure(reader, line, conventions))}
    measures = dict(reversed(measures.items()))
    targets, longer = read_targets(reader, measures)
    past = tuple(read_past(reader, measures))
    # A row that is wrong may be the very one that is missed: what follows from it is said once it is right.
    if not _wrong_in(reader, "measures", "targets"):
        for measure in measures.values():
            needs_target(reader, measure, targets, longer, rules[measure.rule])
    committees = read_committees(reader)
    items = read_items(reader, conventions.vocabulary, conventions.budgets, today)
    for service in services.values() if not _wrong_in(reader, "measures", "services") else ():
        owned = (*measures.values(), *items.activities, *items.recommendations, *items.risks, *items.budgets)
        if measures and not any(one.service == service.code for one in owned):
            reader.say(
                "PMF-113", service.place, f'service "{service.code}" has no measure, so no return would be made for it.',
                "Give it a measure on the Measures sheet, or remove its row.",
            )  # fmt: skip
    waivers = _waivers(reader)
    meetings = read_meetings(reader)
    people = read_people(reader)
    for line in (*plan, *measure_lines):
        reader.refer(line, "committee", "committees.code", "committee")
    for line in measure_lines:
        reader.refer(line, "team", "teams.code", "team")
        reader.refer(line, "replaces", "measures.code", "measure")
        if line.text("replaces") and line.text("replaces") == line.text("code"):
            what = f'"{line.text("code")}" is said to replace itself.'
            reader.say(
                "PMF-134", line.places["replaces"], what, "Enter the code of the measure before it, or empty the cell."
            )
    _no_circle(reader, plan, priorities)
    amendments = tuple(
        Amendment(day, *(line.text(key) for key in ("kind", "item", "what", "approved_by", "minute")))
        for line in reader.lines("amendments")
        if (day := line.day("on"))
    )
    framework = Framework(
        services,
        priorities,
        measures,
        targets,
        longer,
        past,
        people,
        committees,
        meetings,
        amendments,
        items.activities,
        items.recommendations,
        items.risks,
        items.budgets,
        waivers,
        routes=read_routes(reader),
        document=read_document(reader),
        versions=read_versions(reader),
        teams=teams,
        lineage=read_lineage(reader),
    )
    note_unknown_officers(reader, framework, measure_lines)
    return replace(framework, questions=read_questions(reader, framework))


def _waivers(reader: SheetReader) -> tuple[Waiver, ...]:
    """The rules that were waived, each with a code that a return can have and that may be waived."""
    found = []
    for line in reader.lines("waivers"):
        known = reader.refer(line, "measure", "measures.code", "measure")
        rule, until = line.text("rule").strip().upper(), line.day("until")
        if not rule or until is None:
            continue
        if not rule.startswith("PMF-2") or rule not in CODES:
            what = f'"{line.text("rule")}" is not the code of a message about a return.'
            remedy = "Enter the code printed in brackets after the message, for example PMF-205."
            reader.say("PMF-138", line.places["rule"], what, remedy)
        elif rule in HOLDS and rule not in WAIVABLE:
            what = f'"{rule}" ({CODES[rule]}) cannot be waived: without it there would be no figure to take.'
            remedy = "Remove the row. Codes that may be waived are those of questions, PMF-205 and PMF-206."
            reader.say("PMF-138", line.places["rule"], what, remedy)
        elif known:
            found.append(Waiver(line.text("measure"), rule, line.text("agreed_by"), line.text("reason"), until))
    return tuple(found)


def _no_circle(reader: SheetReader, plan: Sequence[Line], priorities: Mapping[str, Priority]) -> None:
    """Say which rows of the plan belong to themselves, by whatever way round."""
    for line in plan:
        at, seen = line.text("code"), []
        while at in priorities and at not in seen:
            seen.append(at)
            at = priorities[at].parent
        if at and at == line.text("code"):
            what = f'"{at}" belongs to itself, by way of {", ".join(seen[1:]) or at}.'
            reader.say("PMF-134", line.places["parent"], what, 'Empty "Belongs to" of the one that is a priority.')


def _wrong_in(reader: SheetReader, *keys: str) -> bool:
    """Whether anything is wrong in some sheets, or a sheet is missing."""
    titles = {reader.layout.sheet(key).title for key in keys}
    return any(problem.place.sheet in titles or not problem.place.sheet for problem in errors_in(reader.problems))


def _measure(reader: SheetReader, line: Line, council: Conventions) -> Measure | None:
    """The measure of a row, or nothing when too much of it is wrong."""
    reader.refer(line, "service", "services.code", "service")
    reader.refer(line, "priority", "plan.code", "priority or outcome")
    needed = ("code", "title", "service", "kind", "polarity", "frequency", "cumulative")
    decimals = line.number("decimals")
    if any(not line.text(key) for key in needed) or decimals is None:
        return None
    kind = Kind(line.text("kind"))
    percent = kind is Kind.PERCENTAGE
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
    polarity, rule = Polarity(line.text("polarity")), council.rules[line.text("rule") or council.rule]
    _one_way_is_better(reader, line, polarity, rule)
    introduced, withdrawn = reader.period(line, "introduced"), reader.period(line, "withdrawn")
    if introduced and withdrawn and withdrawn.start <= introduced.start:
        what = f"the measure ends with {withdrawn.short}, before it begins with {introduced.short}."
        reader.say("PMF-121", line.places["withdrawn"], what, "Correct one of the two periods.")
    words = kind in (Kind.YES_NO, Kind.DATE)
    _fits_a_message(reader, line, kind)
    return Measure(
        code=line.text("code"), title=line.text("title"), definition=line.text("definition"), service=line.text("service"),
        priority=line.text("priority"), unit=line.text("unit"), kind=kind, decimals=0 if words else int(decimals),
        minimum=low, maximum=high, polarity=polarity, frequency=Frequency(line.text("frequency")),
        cumulative=line.text("cumulative") == "Yes", rule=rule.name, tolerance=_tolerance(reader, line, kind, council.tolerance),
        introduced=introduced, withdrawn=withdrawn, place=line.places["code"], roll_up=line.text("roll_up"),
        same_within=line.number("same_within") or Decimal(0), late=line.text("late") == "Yes",
        committee=line.text("committee"), replaces=line.text("replaces"), exempt=line.text("exempt"),
        team=line.text("team"), responsible=line.text("responsible"),
    )  # fmt: skip


def _fits_a_message(reader: SheetReader, line: Line, kind: Kind) -> None:
    """Say where a definition, with what the return says of its unit, is longer than the message of a cell can be."""
    hint = how_to_enter(kind, line.text("unit"))
    length = excel_length(" ".join(part for part in (hint, line.text("definition")) if part))
    if length > INPUT_MESSAGE:
        room = INPUT_MESSAGE - excel_length(hint) - bool(hint)
        what = f'the definition is shown when the figure is entered, after "{hint}", and is longer than the {room} characters there is room for.'
        reader.problems.append(
            query(
                "PMF-137", line.places["definition"], what, "Shorten it, or its end will not be shown to the service."
            )
        )


def _tolerance(reader: SheetReader, line: Line, kind: Kind, council: Tolerance) -> Tolerance:
    """A measure's own tolerance, else the council's; that of a date is in days, and none unless it has its own."""
    amount = line.number("tolerance")
    if kind is Kind.YES_NO:
        return Tolerance(Decimal(0), ToleranceKind.POINTS)  # there is nothing between yes and no
    if kind is Kind.DATE:
        if line.text("tolerance_kind") == ToleranceKind.RELATIVE.value:
            what = "a share of a date means nothing."
            reader.say("PMF-119", line.places["tolerance_kind"], what, 'Choose "points", which are days here.')
        return Tolerance(amount or Decimal(0), ToleranceKind.POINTS)
    own = ToleranceKind(line.text("tolerance_kind")) if line.text("tolerance_kind") else council.kind
    return Tolerance(council.amount if amount is None else amount, own)


def _one_way_is_better(reader: SheetReader, line: Line, polarity: Polarity, rule: RuleSet) -> None:
    """Say where a rule compares with something, and the measure does not say which way is better."""
    compares = set(rule.compares)
    if polarity is Polarity.NEITHER and compares - {Against.FORECAST}:
        by = "target" if Against.TARGET in compares else f"{min(compares - {Against.FORECAST}).value}"
        what = f'"{rule.name}" judges by {by}, but neither way is better.'
        remedy = 'Choose which way is better, or the status rule "No target" or "Data only".'
        reader.say("PMF-119", line.places["polarity"], what, remedy)
    by_value = any(step.condition.needs_value for step in rule.steps) and polarity is not Polarity.HIGHER
    if by_value or (polarity is Polarity.BAND and compares and Against.TARGET not in rule.needs):
        what = f'"{rule.name}" cannot judge a measure of which it is said: {polarity.value.casefold()}.'
        reader.say(
            "PMF-119", line.places["polarity"], what, 'Choose another status rule, such as "Target and tolerance".'
        )
