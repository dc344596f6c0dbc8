"""Blocks about audit recommendations: North Devon's tables, and how many there are of each importance in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pmf_excel.framework.calendar import days_past
from pmf_excel.framework.work import Recommendation
from pmf_excel.ledger.follow_up import Table as At
from pmf_excel.ledger.items import ItemLine
from pmf_excel.reports.blocks.block import Block, missing
from pmf_excel.reports.blocks.items import ABSENT, Kept, day, named, said, service, table
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts
from pmf_excel.reports.item_facts import AUDIT

Line = ItemLine[Recommendation]
#: What each table is called in a report.
TITLES = {
    At.LIVE: "Live", At.COMPLETED: "Completed since the last report", At.EXTENSION: "Extension requested",
    At.OUTSTANDING: "Outstanding", At.GOVERNANCE: "Governance statement", At.BEFORE: "Completed before",
}  # fmt: skip
#: How many kinds of importance have a column of their own; what there is besides is counted together.
MOST = 4


def _which(facts: Facts, line: Line) -> Cell:
    item = line.item
    importance = f"{item.importance} importance" if item.importance else ""
    return named(line, item.report, importance, service(facts, line))


def _due(facts: Facts, line: Line) -> Cell:
    """The date that holds, with the first one and the one that is asked for where they are others."""
    item = line.item
    first = (f"First: {day(item.original_due)}",) if item.extended else ()
    asked = (f"Asked for: {day(line.wanted)}",) if line.wanted else ()
    return Cell((day(item.due), *first, *asked))


def _now(facts: Facts, line: Line) -> Cell:
    item = line.item
    return Cell((day(item.due), *((f"First: {day(item.original_due)}",) if item.extended else ())))


def _status(facts: Facts, line: Line) -> Cell:
    done = line.item.percent_complete
    return Cell((line.status.shown, *(() if done is None else (f"{done.normalize():f}% done",))), line.status)


def _past(facts: Facts, line: Line) -> Cell:
    past = days_past(line.item.due, facts.items.end)
    return Cell((ABSENT if past is None else str(past),))


_LIVE: Sequence[Kept[Recommendation]] = (
    Kept("Recommendation", 36, _which),
    Kept("Due", 18, _due),
    Kept("Status", 17, _status),
    Kept("What the service says", 29, lambda facts, line: Cell(said(line))),
)
_DONE: Sequence[Kept[Recommendation]] = (
    Kept("Recommendation", 38, _which),
    Kept("Due", 18, _now),
    Kept("Completed on", 18, lambda facts, line: Cell((day(line.item.completed),))),
    Kept("What the service says", 26, lambda facts, line: Cell(said(line, over=True))),
)
#: The columns of each table.
COLUMNS: Mapping[At, Sequence[Kept[Recommendation]]] = {
    At.LIVE: _LIVE,
    At.COMPLETED: _DONE,
    At.EXTENSION: (
        Kept("Recommendation", 31, _which),
        Kept("Date now", 18, _now),
        Kept("Date asked for", 17, lambda facts, line: Cell((day(line.wanted),))),
        Kept("Status", 15, _status),
        Kept("Reason given", 19, lambda facts, line: Cell(said(line))),
    ),
    At.OUTSTANDING: (
        Kept("Recommendation", 31, _which),
        Kept("Due", 18, _due),
        Kept("Days past", 11, _past, number=True),
        Kept("Status", 15, _status),
        Kept("What the service says", 25, lambda facts, line: Cell(said(line))),
    ),
    At.GOVERNANCE: _LIVE,
    At.BEFORE: _DONE,
}
_BY_NAME = {name: at for at, name in AUDIT.items()}


def audit(facts: Facts, which: str = "live") -> Sequence[Element]:
    """One of the tables of recommendations; nothing where it has no row."""
    if which not in _BY_NAME:
        raise missing("table of recommendations", which, list(_BY_NAME))
    at = _BY_NAME[which]
    return table(facts, f"Recommendations: {TITLES[at]}", facts.items.audit[at], COLUMNS[at])


def audit_counts(facts: Facts) -> Sequence[Element]:
    """How many recommendations stand in each table, of each importance and together."""
    every = facts.items.audit
    there = Counter(line.item.importance for lines in every.values() for line in lines)
    if not there:
        return []
    own = list(
        dict.fromkeys(line.item.importance for line in facts.position.items.recommendations if line.item.importance)
    )
    shown = own if len(own) <= MOST else own[: MOST - 1]
    heads = [*shown, *(["Other"] if len(own) > len(shown) else []), *(["Not stated"] if there[""] and own else [])]

    def row(title: str, lines: Sequence[Line], bold: bool = False) -> tuple[Cell, ...]:
        found = Counter(line.item.importance for line in lines)
        numbers = [found[name] for name in shown]
        numbers += [sum(found[name] for name in own[len(shown) :])] if len(own) > len(shown) else []
        numbers += [found[""]] if there[""] and own else []
        return (Cell((title,), bold=True), *(Cell((str(number),), bold=bold) for number in (*numbers, len(lines))))

    rows = [row(TITLES[at], lines) for at, lines in every.items()]
    rows.append(row("All", [line for lines in every.values() for line in lines], bold=True))
    each = 60 // (len(heads) + 1)
    columns = (
        Column("Where they stand", 100 - each * (len(heads) + 1)),
        *(Column(head, each, number=True) for head in (*heads, "All")),
    )
    return [Table("How many recommendations stand in each table, by importance", columns, tuple(rows), row_heads=True)]


BLOCKS = (
    Block("audit", f"A table of audit recommendations and governance actions, each of which stands in one of: {', '.join(_BY_NAME)}.", 'block("audit", "outstanding")', audit),
    Block("audit_counts", "A table: how many recommendations are live, completed, outstanding and so on, by importance.", 'block("audit_counts")', audit_counts),
)  # fmt: skip
