"""Blocks about the golden thread: each priority with its outcomes, and what serves them, now and as expected at year end."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.counts import Strand
from pmf_excel.framework.model import OUTSIDE, Measure
from pmf_excel.framework.status import Status
from pmf_excel.framework.travel import Travel, shown
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.sentences import serves
from pmf_excel.ledger.thread import Serving, stand
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block, filled
from pmf_excel.reports.blocks.items import ABSENT, day
from pmf_excel.reports.elements import Cell, Column, Element, Heading, Table, paragraph
from pmf_excel.reports.facts import Facts

_HEADS = (
    Column("Outcome, measure or activity", 32), Column("Target or due date", 15, number=True), Column("Actual", 14, number=True),
    Column("Now", 20), Column("Expected at year end", 19),
)  # fmt: skip
_NOTHING = Cell((ABSENT,))


def scorecard(facts: Facts, level: int = 1) -> Sequence[Element]:
    """A heading, a sentence and a table for each priority; what stands outside the plan is last."""
    golden, made = facts.round.thread, list[Element]()
    for priority in golden.strands:
        rows = []
        for strand, own, depth in golden.under(priority):
            if depth:
                rows.append(_outcome(strand))
            rows += [_row(facts, one) for one in own]
        made += [Heading(level, priority.name), paragraph(f"{_stands(priority)} {serves(priority.whole)}")]
        made += filled(Table(f"{priority.name}: what serves it", _HEADS, tuple(rows)))
    if golden.apart:
        made += [Heading(level, OUTSIDE), paragraph(serves(golden.apart_counts))]
        rows = [_row(facts, one) for one in golden.apart]
        made += filled(Table("Measures and activities outside the plan", _HEADS, tuple(rows)))
    return made


def priorities_now(facts: Facts) -> Sequence[Element]:
    """One line for each priority: how it stands, and how what serves it does."""
    rows = tuple(
        (Cell((one.name,)), Cell((stand(one.rag).shown,), stand(one.rag)), Cell((serves(one.whole),)))
        for one in facts.round.thread.strands
    )
    heads = (Column("Priority", 38), Column("Status", 20), Column("What serves it", 42))
    return filled(Table("How each priority stands", heads, rows))


def _stands(strand: Strand) -> str:
    return f"It stands {strand.rag.value}." if strand.rag else "It is not rated."


def _outcome(strand: Strand) -> tuple[Cell, ...]:
    status = stand(strand.rag)
    name = Cell((f"Outcome: {strand.name}", serves(strand.whole)), bold=True)
    return name, _NOTHING, _NOTHING, Cell((status.shown,), status), _NOTHING


def _row(facts: Facts, one: Serving) -> tuple[Cell, ...]:
    now = Cell((one.status.shown,), one.status)
    match one.what:
        case Line():
            return _measure(facts, one.what)
        case Measure():
            title = Cell((said.named(one.what.code, one.what.title, one.what.unit),))
            return title, _NOTHING, _NOTHING, now, _NOTHING
        case work:
            return _activity(work, now)


def _measure(facts: Facts, line: Line) -> tuple[Cell, ...]:
    ahead = facts.view.outlooks[line.measure]
    end: tuple[str, ...] = (ABSENT,)
    status: Status | None = None
    if ahead.year_end is not None:
        end = (said.figure(line, ahead.year_end.value),)
        if ahead.year_end_status is not None and ahead.year_end_status.status.rated:
            status = ahead.year_end_status.status
            end += (status.shown,)
    beside = (*([line.figure_period.short] if line.late else []), *line.marks)
    return (
        Cell((said.title(line), *beside)), Cell((said.target(line),)), Cell((said.actual(line),)),
        Cell((line.status.shown, *_travel(line)), line.status), Cell(end, status),
    )  # fmt: skip


def _activity(work: ItemLine[Activity], now: Cell) -> tuple[Cell, ...]:
    title = Cell((f"{work.code} {work.item.title}", *((work.item.owner,) if work.item.owner else ())))
    return title, Cell((day(work.item.due),)), _NOTHING, now, _NOTHING


def _travel(line: Line) -> tuple[str, ...]:
    """The direction since the period before, then since the same period last year, each where it is known."""
    both = ((line.travel, ""), (line.long_travel, " on last year"))
    return tuple(f"{shown(travel)}{since}" for travel, since in both if travel is not Travel.NONE)


BLOCKS = (
    Block("scorecard", "A heading, a sentence and a table for each priority: its outcomes, and the measures and activities that serve them, with target, actual, status now, as expected at year end, and direction of travel (since the period before, and since last year).", 'block("scorecard")', scorecard),
    Block("priorities_now", "A table: each priority with its status and how what serves it stands.", 'block("priorities_now")', priorities_now),
)  # fmt: skip
