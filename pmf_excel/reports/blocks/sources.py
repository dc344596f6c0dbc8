"""Blocks about where things come from: each figure with its return, sheet and cell, and what of it was corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import printed, with_unit
from pmf_excel.framework.periods import Period
from pmf_excel.framework.work import BudgetLine, Recommendation
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.line import Line, Source
from pmf_excel.ledger.origins import compared
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block, filled
from pmf_excel.reports.blocks.items import ABSENT
from pmf_excel.reports.blocks.measures import chosen
from pmf_excel.reports.elements import Cell, Column, Element, Heading, Item, Run, Table, paragraph
from pmf_excel.reports.facts import Facts

_HEADS = (
    Column("Measure or item", 18), Column("Period", 18), Column("Figure or status", 19, number=True), Column("Sheet and cell", 29),
    Column("To note", 16),
)  # fmt: skip
#: The columns where there is nothing to note.
_BRIEF = (
    Column("Measure or item", 20), Column("Period", 20), Column("Figure or status", 24, number=True), Column("Sheet and cell", 36),
)  # fmt: skip


@dataclass(frozen=True)
class Traced:
    """One figure that a report shows: of what, for when, as it is said, where it stands, and what is to be said beside it."""

    code: str
    period: Period
    figures: tuple[str, ...]
    source: Source
    signed_by: str = ""
    note: str = ""


def sources(facts: Facts, which: str = "all", level: int = 2) -> Sequence[Element]:
    """A heading and a table for each file that figures came from: when it was received, who signed it, and each cell.

    The measures are those that a text names, with the period before and the same period last year; with "all" items as well.
    """
    _, lines = chosen(facts, which)
    found = [*_figures(facts, lines), *(_items(facts) if which == "all" else ())]
    files: dict[tuple[str, str], list[Traced]] = {}
    for one in found:
        files.setdefault((one.source.place.file, one.source.sha256), []).append(one)
    past = {one.place for one in facts.framework.past}
    noted = any(one.note for one in found)
    made: list[Element] = []
    for (name, _), some in sorted(files.items(), key=lambda file: file[1][0].source.place in past):
        made += [Heading(level, name), paragraph(_received(some[0], some[0].source.place in past))]
        made += _table(name, some, noted)
    return made


def _received(one: Traced, past: bool) -> str:
    """When a file was received and who signed it off, in a sentence or two; the register's past figures say that they are."""
    if past:
        return "These are past figures of the council's register. No return was asked for their periods."
    signed = f"It was signed off by the {one.signed_by}." if one.signed_by else "It has not been signed off."
    return f"Received on {in_words(one.source.received.date())}. {signed}"


def _table(name: str, some: Sequence[Traced], noted: bool) -> Sequence[Table]:
    rows = tuple(
        (
            Cell((one.code,)), Cell((one.period.short,)), Cell(one.figures),
            Cell((f"{one.source.place.sheet} {one.source.place.cell}",)), *((Cell((one.note or ABSENT,)),) if noted else ()),
        )
        for one in some
    )  # fmt: skip
    return filled(Table(f"Figures from {name}", _HEADS if noted else _BRIEF, rows))


def _figures(facts: Facts, lines: Sequence[Line]) -> Iterator[Traced]:
    """The figure of each measure, then the earlier ones that it is compared with."""
    for line in lines:
        if line.figure.value is not None and line.source is not None:
            notes = [*(["latest available"] if line.late else []), *line.marks]
            yield Traced(
                line.measure, line.figure_period, (said.actual(line),), line.source, line.signed_by, ", ".join(notes)
            )  # fmt: skip
    known = facts.position.known
    for line in lines:
        for code, period in compared(line):
            origin = facts.position.origins.get((code, period))
            value = known.value(code, period) if known else None
            if origin is not None and value is not None:
                notes = ["revised"] if known and known.restated(code, period) else []
                if known and known.figure(code, period).provisional:
                    notes.insert(0, "provisional")
                yield Traced(
                    code, period, (said.figure(line, value),), origin.source, origin.signed_by, ", ".join(notes)
                )  # fmt: skip


def _items(facts: Facts) -> Iterator[Traced]:
    """How each item stands, where a service has said so."""
    items = facts.position.items
    found: list[tuple[ItemLine[Any], tuple[str, ...]]] = [
        (one, (one.status.value,)) for one in (*items.activities, *items.actions)
    ]
    found += [(one, _percent(one.item)) for one in items.recommendations]
    found += [
        (one, (f"{one.score.points}, {one.status.value}" if one.score else one.status.value,)) for one in items.risks
    ]
    found += [(one, _money(one.item)) for one in items.budgets]
    for one, figures in found:
        if one.source is not None and one.said_in is not None:
            yield Traced(one.code, one.said_in, figures, one.source, one.signed_by)


def _percent(one: Recommendation) -> tuple[str, ...]:
    return (f"{one.percent_complete.normalize():f}% done" if one.percent_complete is not None else ABSENT,)


def _money(one: BudgetLine) -> tuple[str, ...]:
    both = (("actual", one.actual), ("forecast", one.forecast))
    return tuple(f"{with_unit(printed(value, 0), '£')} {word}" for word, value in both if value is not None) or (
        ABSENT,
    )


def corrections(facts: Facts) -> Sequence[Element]:
    """A list: each figure that is not as it was first given, with both figures, the day and the reason."""
    return [Item((Run(one),), first=number == 0) for number, one in enumerate(facts.corrections)]


BLOCKS = (
    Block("corrections", "A list: each figure that is not as it was first given, with both figures, the day of the change and the service's reason.", 'block("corrections")', corrections),
    Block("sources", 'A heading and a table for each file that figures came from: received when, signed off by whom, each figure with its sheet and cell, and whether it is provisional, late or revised. It is given which measures, as measures is; "all" has the items too.', 'block("sources", "all")', sources),
)  # fmt: skip
