"""Blocks about a financial year: the outturn of each measure against its target and last year's, and what went well and did not."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.status import Rag
from pmf_excel.framework.travel import Travel, shown
from pmf_excel.ledger.outturn import Outturn
from pmf_excel.ledger.thread import stand
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block, filled, missing
from pmf_excel.reports.blocks.items import ABSENT
from pmf_excel.reports.blocks.measures import chosen
from pmf_excel.reports.elements import Cell, Column, Element, Item, Run, Table
from pmf_excel.reports.facts import Facts

_HEADS = (
    Column("Measure", 35), Column("Target", 15, number=True), Column("Outturn", 15, number=True),
    Column("Last year", 15, number=True), Column("Status and travel", 20),
)  # fmt: skip


def outturns(facts: Facts, which: str = "all") -> Sequence[Element]:
    """A table of measures: the year's target and outturn, last year's, the status, and better or worse than last year."""
    about, lines = chosen(facts, which)
    rows = tuple(_row(facts.round.outturns[line.measure]) for line in lines)
    return filled(Table(f"{about}: outturn of {facts.period.financial_year.label}", _HEADS, rows))


def _row(one: Outturn) -> tuple[Cell, ...]:
    status = (one.status.shown, *((shown(one.travel),) if one.travel is not Travel.NONE else ()))
    return (
        Cell((said.title(one.line), *_period(one))), Cell((target(one),)),
        Cell((said.figure(one.line, one.figure), *_marks(one))), Cell((said.figure(one.line, one.last_year),)),
        Cell(status, one.status),
    )  # fmt: skip


def _period(one: Outturn) -> tuple[str, ...]:
    """For which period its figure is, where it is not the year."""
    return () if one.whole else (one.at.short,)


def _marks(one: Outturn) -> Sequence[str]:
    """What has to be said beside the figure."""
    return [*(["expected"] if one.expected else []), *(one.line.marks if one.figure is not None else [])]


def target(one: Outturn) -> str:
    """What it was to reach."""
    if one.aim is None:
        return said.target(one.line)
    return said.aimed(one.line.terms, one.aim) or ABSENT


def year_sentences(facts: Facts, which: str = "achieved", most: int = 0) -> Sequence[Element]:
    """A list: each measure that did well in the year, or fell short, in a sentence with target, outturn and last year's."""
    known = {"achieved": facts.round.achieved, "short": facts.round.fell_short}
    if which not in known:
        raise missing("selection", which, list(known))
    some = known[which][:most] if most else known[which]
    return [Item((Run(sentence(one)),), first=number == 0) for number, one in enumerate(some)]


def sentence(one: Outturn) -> str:
    """A year of a measure in a sentence."""
    aimed = target(one)
    against = f" against a target of {aimed}" if one.target is not None else f" ({aimed})" if aimed != ABSENT else ""
    when = "" if one.whole else f" in {one.at.label}"
    marks = _marks(one)
    beside = f" ({' and '.join(marks)})" if marks else ""
    travel = f", {one.travel.value.lower()} than" if one.travel in (Travel.BETTER, Travel.WORSE) else ", the same as"
    before = f"{travel} last year's {said.figure(one.line, one.last_year)}" if one.travel is not Travel.NONE else ""
    return f"{said.title(one.line).rstrip('.')}: {said.figure(one.line, one.figure, 'no figure')}{when}{against}{beside} ({one.status.value}{before})."


def year_counts(facts: Facts) -> Sequence[Element]:
    """How many measures ended the year Green, Amber, Red and not rated, by priority."""
    rows = []
    for one in facts.priorities:
        if not one.lines:
            continue
        counts = facts.round.year_counts([line.measure for line in one.lines])
        rows.append((one.name, counts))
    if not rows:
        return []
    heads = (
        Column("Priority", 40), *(Column(stand(rag).shown, 15, number=True) for rag in Rag), Column("Not rated", 15, number=True),
    )  # fmt: skip
    cells = tuple(
        (
            Cell((name,)), *(Cell((f"{counts.coloured(rag):,}",)) for rag in Rag),
            Cell((f"{counts.total - counts.rated:,}",)),
        )
        for name, counts in rows
    )  # fmt: skip
    return [Table(f"How the measures of each priority ended {facts.period.financial_year.label}", heads, cells)]


BLOCKS = (
    Block("outturns", "A table of measures with the year's target and outturn, last year's, and the status at year end. It is given which, as measures is.", 'block("outturns", priority.key)', outturns),
    Block("year_sentences", 'A list of measures in sentences: "achieved" (Green and better than last year) or "short" (short of target at year end), and how many at most.', 'block("year_sentences", "achieved")', year_sentences),
    Block("year_counts", "A table: how many measures of each priority ended the year Green, Amber, Red and not rated.", 'block("year_counts")', year_counts),
)  # fmt: skip
