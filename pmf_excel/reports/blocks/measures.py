"""Blocks about measures: tables with the columns a text chooses, exceptions, and a card for each measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.rules import RuleSet
from pmf_excel.framework.status import Status
from pmf_excel.ledger.line import Line
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block, filled, missing
from pmf_excel.reports.elements import Cell, Column, Element, Heading, Item, Run, Table
from pmf_excel.reports.facts import Facts

#: What stands where a service said nothing.
SILENT = "Not given"
_WANTED = {
    Polarity.HIGHER: "Higher is better", Polarity.LOWER: "Lower is better", Polarity.BAND: "To stay within a band",
    Polarity.NEITHER: "For information: neither way is better",
}  # fmt: skip


#: What a text may call some of the measures: what they are, and which.
SELECTIONS: dict[str, tuple[str, Callable[[Facts], Sequence[Line]]]] = {
    "all": ("Measures", lambda facts: facts.lines),
    "exceptions": ("Measures that are exceptions", lambda facts: facts.exceptions),
    "new": ("Measures that are exceptions, and were not outside tolerance the period before", lambda facts: _without(facts.exceptions, facts.persistent)),
    "persistent": ("Measures outside tolerance two periods running or more", lambda facts: facts.persistent),
    "remedial": ("Measures with an action still under way", lambda facts: facts.remedial),
    "unrated": ("Measures that are not rated", lambda facts: facts.unrated),
    "achievements": ("Key achievements", lambda facts: facts.achievements),
    "green": ("Measures that are Green", lambda facts: facts.green),
    "on_target": ("Measures that are not exceptions", lambda facts: _without([one for one in facts.lines if one.status.rated], facts.exceptions)),
}  # fmt: skip


def _without(lines: Sequence[Line], others: Sequence[Line]) -> Sequence[Line]:
    codes = {one.measure for one in others}
    return [one for one in lines if one.measure not in codes]


def chosen(facts: Facts, which: str) -> tuple[str, Sequence[Line]]:
    """The lines that a text names, with what they are: a priority by its key, or one of the words above."""
    if which in SELECTIONS:
        about, some = SELECTIONS[which]
        return about, some(facts)
    for one in facts.priorities:
        if one.key == which:
            return f"Measures of {one.name}", one.lines
    raise missing("selection of measures", which, [*SELECTIONS, "the key of a priority"])


def _measure(facts: Facts, line: Line) -> Cell:
    period = (line.figure_period.short,) if line.figure_period != facts.period else ()
    return Cell((said.title(line), *period))


def _service(facts: Facts, line: Line) -> Cell:
    return Cell((facts.view.service(line.terms.service),))


def _to_date(facts: Facts, line: Line) -> Cell:
    rolled = facts.view.outlooks[line.measure].to_date
    return Cell((said.figure(line, rolled.figure.value if rolled else None),))


def _year_end(facts: Facts, line: Line) -> Cell:
    found = facts.view.outlooks[line.measure]
    if found.year_end is None:
        return Cell(("–",))
    status = found.year_end_status
    texts = (said.figure(line, found.year_end.value), *((status.status.shown,) if status else ()))
    return Cell(texts)


def _action(line: Line) -> tuple[str, ...]:
    answer = line.answer
    if answer is None or not answer.action:
        return (SILENT,)
    due = f"by {in_words(answer.action_due)}" if answer.action_due else ""
    who = f"{answer.owner}, {due}" if answer.owner and due else answer.owner or due.capitalize()
    return (*answer.action.split("\n"), *((who,) if who else ()))


#: The columns that a table of measures may have: heading, share of the width, whether it holds numbers, and what is in it.
COLUMNS: dict[str, tuple[str, int, bool, Callable[[Facts, Line], Cell]]] = {
    "measure": ("Measure", 36, False, _measure),
    "service": ("Service", 18, False, _service),
    "target": ("Target", 14, True, lambda facts, line: Cell((said.target(line),))),
    "figure": ("Actual", 15, True, lambda facts, line: Cell((said.actual(line), *line.marks))),
    "previous": ("Period before", 14, True, lambda facts, line: Cell((said.figure(line, line.previous),))),
    "last_year": ("Same period last year", 16, True, lambda facts, line: Cell((said.figure(line, line.last_year),))),
    "status": ("Status and travel", 20, False, lambda facts, line: Cell(said.status(line), line.status)),
    "to_date": ("Year to date", 14, True, _to_date),
    "year_end": ("Expected at year end", 18, False, _year_end),
    "commentary": ("What the service says", 32, False, lambda facts, line: Cell(tuple(line.commentary.split("\n")) if line.commentary else (SILENT,))),
    "action": ("Action, owner and date", 32, False, lambda facts, line: Cell(_action(line))),
    "periods": ("Periods running", 14, True, lambda facts, line: Cell((str(line.running),))),
    "trend": ("Trend", 26, False, lambda facts, line: Cell((_trend(facts, line),))),
}  # fmt: skip


def table_of(facts: Facts, about: str, lines: Sequence[Line], columns: str) -> Table:
    """A table of lines with the columns named, in their order; each gets its share of the width."""
    keys = [one.strip() for one in columns.split(",")]
    for key in keys:
        if key not in COLUMNS:
            raise missing("column", key, list(COLUMNS))
    total = sum(COLUMNS[key][1] for key in keys)
    heads = tuple(Column(COLUMNS[key][0], COLUMNS[key][1] * 100 // total, COLUMNS[key][2]) for key in keys)
    rows = tuple(tuple(COLUMNS[key][3](facts, line) for key in keys) for line in lines)
    return Table(about, heads, rows)


def measures(
    facts: Facts, which: str = "all", columns: str = "measure,target,figure,previous,status"
) -> Sequence[Element]:
    """A table of measures with their status."""
    about, lines = chosen(facts, str(which))
    return filled(table_of(facts, about, lines, columns))


def exceptions(facts: Facts, which: str = "exceptions") -> Sequence[Element]:
    """A table of exceptions: figure and target, status, what the service says, and what is done by whom and when."""
    about, lines = chosen(facts, str(which))
    rows = tuple(
        (
            Cell((said.title(line), said.against(line))), Cell(said.status(line), line.status),
            COLUMNS["commentary"][3](facts, line), Cell(_action(line)),
        )
        for line in lines
    )  # fmt: skip
    heads = (
        Column("Measure", 27),
        Column("Status", 15),
        Column("What the service says", 30),
        Column("Action, owner and date", 28),
    )
    return filled(Table(f"{about}, with commentary and action", heads, rows))


def cards(facts: Facts, which: str = "exceptions", level: int = 2) -> Sequence[Element]:
    """A card for each measure: what is wanted, current performance, trend, commentary and action (North Norfolk framework 2017, section 1)."""
    _, lines = chosen(facts, str(which))
    found: list[Element] = []
    for line in lines:
        found += [Heading(level, said.title(line)), card(facts, line)]
    return found


def card(facts: Facts, line: Line) -> Table:
    """All that a committee has to see of one measure, as rows with heads."""
    target = "None" if line.target is None and not line.terms.aim else said.target(line)
    rows: list[tuple[str, Cell]] = [
        ("Target", Cell((f"{target}. {_WANTED[line.terms.polarity]}." if target != "None" else f"{_WANTED[line.terms.polarity]}.",))),
        (f"Actual, {line.figure_period.label}", Cell((said.actual(line, "No figure"), *line.marks))),
        ("Status", Cell((line.status.shown,), line.status)),
        ("Direction of travel", Cell((_travel(line),))),
        ("Trend", Cell((_trend(facts, line),))),
        ("Commentary", COLUMNS["commentary"][3](facts, line)),
    ]  # fmt: skip
    if line.status.underperforming or (line.answer and line.answer.action):
        rows.append(("Action", Cell(_action(line))))
    return Table(
        f"{line.measure}: target, performance, commentary and action", (Column("What", 25), Column("Finding", 75)),
        tuple((Cell((head,), bold=True), cell) for head, cell in rows), row_heads=True,
    )  # fmt: skip


def _travel(line: Line) -> str:
    if line.previous is None or not line.travel.value:
        return "Not compared with the period before."
    before = said.figure(line, line.previous)
    return f"{line.travel.value}: {before} the period before."


def _trend(facts: Facts, line: Line) -> str:
    found = facts.view.histories.by_code.get(line.measure)
    return found.sentence if found else "Too few figures for a trend."


def sentences(facts: Facts, which: str = "achievements", most: int = 0) -> Sequence[Element]:
    """A list of measures, each in a sentence with figure, target and status; so many at most, where that is said."""
    _, lines = chosen(facts, str(which))
    some = lines[:most] if most else lines
    return [Item((Run(said.sentence(line)),), first=number == 0) for number, line in enumerate(some)]


def counts(facts: Facts) -> Sequence[Element]:
    """How many measures have each status, with the share of those rated."""
    found = facts.counts
    rows = []
    for status in (*found.rated_statuses, *found.excluded):
        share = found.percent(status) if status.rated else None
        percent = f"{share}%" if share is not None else "not rated"
        rows.append((Cell((status.shown,), status), Cell((str(found.of(status)),)), Cell((percent,))))
    rows.append((Cell(("All measures",), bold=True), Cell((str(found.total),)), Cell((f"{found.rated} rated",))))
    heads = (
        Column("Status", 45),
        Column("Measures", 25, number=True),
        Column("Share of rated measures", 30, number=True),
    )
    return filled(Table("How many measures have each status", heads, tuple(rows))) if found.total else []


def key(facts: Facts) -> Sequence[Element]:
    """The key to the statuses: what each shape, word and colour means."""
    rules = {line.terms.rule.name: line.terms.rule for line in facts.lines if line.status.rated}
    used: dict[Status, None] = dict.fromkeys(
        status for rule in rules.values() for status in rule.statuses if status.rated
    )
    used |= dict.fromkeys(
        sorted((line.status for line in facts.lines if not line.status.rated), key=lambda one: one.value)
    )
    rows = tuple((Cell((status.shown,), status), Cell(_meaning(status, list(rules.values())))) for status in used)
    return filled(Table("Key to the statuses", (Column("Status", 35), Column("What it means", 65)), rows))


def _meaning(status: Status, rules: Sequence[RuleSet]) -> tuple[str, ...]:
    """When a figure has a status, by each rule that gives it, and what it counts as where its word does not say so."""
    if status.rag is None:
        return ("Not rated: it is in no percentage.",)
    found = []
    for rule in rules:
        whens = [step.when for step in rule.steps if step.status == status]
        said = " or ".join("none of the others" if when == "always" else when for when in whens)
        if said:
            named = f"{rule.name}: {said}." if len(rules) > 1 else f"{said[0].upper()}{said[1:]}."
            found.append(named)
    counts_as = (f"Counts as {status.rag.value}.",) if status.value != status.rag.value else ()
    return (*found, *counts_as)


BLOCKS = (
    Block("counts", "A table: how many measures have each status, and the share of those rated.", 'block("counts")', counts),
    Block("key", "A table: the shape, word and colour of each status, and what it counts as.", 'block("key")', key),
    Block("measures", f'A table of measures. It is given which ("all", "exceptions", "new", "persistent", "remedial", "unrated", "achievements", "green", "on_target" or a priority\'s key) and, if wanted, columns: {", ".join(COLUMNS)}.', 'block("measures", priority.key, columns="measure,target,figure,status")', measures),
    Block("exceptions", "A table of measures with their figure, target and status, what the service says, and the action with its owner and date.", 'block("exceptions")', exceptions),
    Block("cards", "A heading and a small table for each measure: target, actual, status, travel, trend, commentary, action.", 'block("cards", "exceptions")', cards),
    Block("sentences", "A list: each measure in a sentence with its figure, target and status; and how many at most.", 'block("sentences", "achievements", 5)', sentences),
)  # fmt: skip
