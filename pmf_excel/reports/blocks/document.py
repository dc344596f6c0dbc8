"""Blocks about the framework itself: its document's properties and versions, its amendments, and the targets they set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pmf_excel.framework.calendar import in_brief
from pmf_excel.framework.model import Amendment
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block, filled, missing
from pmf_excel.reports.blocks.items import ABSENT, paragraphs
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts


def properties(facts: Facts) -> Sequence[Element]:
    """The table at the front of the framework: what it is, who leads on it, who approved it, when it is reviewed."""
    rows = tuple((Cell((name,), bold=True), Cell(paragraphs(value))) for name, value in facts.framework.document)
    return filled(Table("The framework document", (Column("Property", 38), Column("Value", 62)), rows, row_heads=True))


def versions(facts: Facts) -> Sequence[Element]:
    """The versions of the framework: number, what was changed, and the day."""
    rows = tuple(
        (Cell((one.version,)), Cell(paragraphs(one.description)), Cell((in_brief(one.on),)))
        for one in facts.framework.versions
    )
    heads = (Column("Version", 16), Column("Description", 64), Column("Date", 20))
    return filled(Table("Versions of the framework document", heads, rows))


def amendments(facts: Facts, since: object = "") -> Sequence[Element]:
    """What was changed in the register since a day, or else since the last version: when, of what, how, approved by whom."""
    rows = tuple(
        (
            Cell((in_brief(one.on),)), Cell((one.kind, *_named(facts, one))), Cell(paragraphs(one.what)),
            Cell((one.approved_by or ABSENT,)),
        )
        for one in _since(facts, since)
    )  # fmt: skip
    heads = (Column("Date", 17), Column("Of what", 29), Column("Change", 33), Column("Approved by", 21))
    return filled(Table("Amendments of the framework", heads, rows))


def targets(facts: Facts, which: str = "amended", since: object = "") -> Sequence[Element]:
    """The targets of the measures that amendments name, or of all: last year's, this year's and, where it is set, next year's."""
    if which not in ("amended", "all"):
        raise missing("selection", which, ["amended", "all"])
    agreed = facts.round.agreed(None if which == "all" else _since(facts, since))
    years = facts.round.years
    shown = [number for number in range(len(years)) if any(row[number] for _, row in agreed)]
    rows = tuple(
        (Cell((said.named(one.code, one.title, one.unit),)), *(Cell((row[number] or ABSENT,)) for number in shown))
        for one, row in agreed
    )
    share = {1: 30, 2: 25}.get(len(shown), 20)
    heads = (
        Column("Measure", 100 - share * len(shown)),
        *(Column(f"Target {years[number].label}", share, number=True) for number in shown),
    )
    return filled(Table("Targets by year", heads, rows))


def _since(facts: Facts, since: object) -> Sequence[Amendment]:
    """The amendments since a day that a text gives as 2026-04-01, or since the last version."""
    return facts.round.amended(date.fromisoformat(str(since)) if since else None)


def _named(facts: Facts, one: Amendment) -> tuple[str, ...]:
    """The measure or item that an amendment is about, by code and title."""
    if not one.item:
        return ()
    return (f"{one.item} {facts.round.titles.get(one.item, '')}".strip(),)


BLOCKS = (
    Block("properties", "A table: the properties of the framework document, from the register.", 'block("properties")', properties),
    Block("versions", "A table: the versions of the framework document, from the register.", 'block("versions")', versions),
    Block("amendments", 'A table: what was changed in the register since a day, or since the last version where none is given, and who approved it.', 'block("amendments", since="2026-04-01")', amendments),
    Block("targets", 'A table: the targets of last year, this year and the next. It is given which: "amended" (the measures that amendments name) or "all".', 'block("targets", "amended")', targets),
)  # fmt: skip
