"""Blocks about the quality of data: the six dimensions counted, what is not met and why, where data come from, who signed."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.calendar import in_brief
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.form_rows import FormRow
from pmf_excel.reports.blocks.block import Block, filled
from pmf_excel.reports.blocks.items import ABSENT, paragraphs
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts
from pmf_excel.returns.quality import DIMENSIONS, MET, NOT_MET, PARTLY

#: Each level with its shape and colour.
LEVELS = {MET: Status(MET, Rag.GREEN), PARTLY: Status(PARTLY, Rag.AMBER), NOT_MET: Status(NOT_MET, Rag.RED)}


def dimensions(facts: Facts) -> Sequence[Element]:
    """One line for each of the six dimensions: for how many measures it is met, partly met and not met."""
    if not facts.quality.given:
        return []
    rows = tuple(
        (Cell((name,)), *(Cell((f"{found[level]:,}",)) for level in LEVELS))
        for name, found in facts.quality.counts.items()
    )
    heads = (Column("Dimension", 34), *(Column(one.shown, 22, number=True) for one in LEVELS.values()))
    return filled(Table("Data quality: measures by dimension", heads, rows))


def short(facts: Facts) -> Sequence[Element]:
    """One line for each measure of which something is not wholly met: what, why, and what is done about it."""
    rows = tuple(
        (
            Cell((_named(one), facts.view.service(one.service))),
            Cell(_levels(one)),
            Cell(paragraphs(one.said("note")) or (ABSENT,)),
        )
        for one in facts.quality.short
    )
    heads = (Column("Measure and service", 34), Column("Not wholly met", 26), Column("Why, and what is done", 40))
    return filled(Table("Measures whose data do not wholly meet all six dimensions", heads, rows))


def _levels(one: FormRow) -> tuple[str, ...]:
    """Each dimension that is not wholly met, with how far it is, on a line of its own."""
    return tuple(
        f"{name}: {LEVELS[level].shown}"
        for key, name in DIMENSIONS.items()
        if (level := one.said(key)) in (PARTLY, NOT_MET)
    )


def origins(facts: Facts) -> Sequence[Element]:
    """One line for each measure that was signed off: where its data come from, and how they are checked."""
    rows = tuple(
        (
            Cell((_named(one),)),
            Cell(paragraphs(one.said("source")) or (ABSENT,)),
            Cell(paragraphs(one.said("checked")) or (ABSENT,)),
        )
        for one in facts.quality.given
    )
    heads = (Column("Measure", 34), Column("Where the data come from", 32), Column("How they are checked", 34))
    return filled(Table("Where the data of each measure come from, and how they are checked", heads, rows))


def signed(facts: Facts) -> Sequence[Element]:
    """One line for each service: how many measures it was asked about and answered, how many meet all six, who signed and when."""
    rows = []
    for code in dict.fromkeys(one.service for one in facts.quality.rows):
        own = [one for one in facts.quality.rows if one.service == code]
        came = [one for one in own if one.given]
        whole = sum(not facts.quality.of(one) for one in came)
        by = (own[0].signed_by, in_brief(own[0].signed_on)) if own[0].signed_by and own[0].signed_on else (ABSENT,)
        rows.append(
            (
                Cell((facts.view.service(code),)),
                Cell((f"{len(came):,} of {len(own):,}",)),
                Cell((f"{whole:,}",)),
                Cell(by),
            )
        )
    heads = (
        Column("Service", 34),
        Column("Measures answered", 20, number=True),
        Column("All six met", 16, number=True),
        Column("Signed off by", 30),
    )
    return filled(Table("Who signed off the data of each service", heads, tuple(rows)))


def _named(one: FormRow) -> str:
    return f"{one.code} {one.asked.printed.get('title', '')}".strip()


BLOCKS = (
    Block("quality_dimensions", "A table: for how many measures each of the six dimensions of data quality is met, partly met and not met.", 'block("quality_dimensions")', dimensions),
    Block("quality_short", "A table: the measures whose data do not wholly meet all six dimensions, with why and what is done.", 'block("quality_short")', short),
    Block("quality_sources", "A table: where the data of each measure come from, and how they are checked.", 'block("quality_sources")', origins),
    Block("quality_signed", "A table: how many measures each service signed off, and who signed.", 'block("quality_signed")', signed),
)  # fmt: skip
