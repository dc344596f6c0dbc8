"""Blocks about a team or an officer: what of the plan they serve, who answers for what, the service's teams, and room to write."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.ledger.sentences import listed
from pmf_excel.reports.blocks.block import Block, filled
from pmf_excel.reports.blocks.items import ABSENT
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts

#: The most rows that are left empty to be written in.
MOST = 20


def serves(facts: Facts) -> Sequence[Element]:
    """What of the plan they serve, and through which measures and work."""
    rows = tuple(
        (Cell((name, *((outcome,) if outcome else ()))), Cell((listed(list(codes)),)))
        for name, outcome, codes in facts.team.serves
    )
    heads = (Column("Priority and outcome", 60), Column("Through", 40))
    return filled(Table("What of the plan is served, and through which measures and work", heads, rows))


def answers(facts: Facts) -> Sequence[Element]:
    """Who answers for which measures and items, by job title."""
    rows = tuple((Cell((title,), bold=True), Cell((listed(list(codes)),))) for title, codes in facts.team.answers)
    heads = (Column("Responsible officer", 45), Column("Answers for", 55))
    return filled(Table("Who answers for what", heads, rows, row_heads=True))


def teams(facts: Facts) -> Sequence[Element]:
    """The teams of the service, with their leaders, and how much belongs to each."""
    rows = []
    for one in facts.team.teams:
        own = sum(item.team == one.code for item in facts.team.items)
        rows.append((Cell((f"{one.code} {one.name}",), bold=True), Cell((one.lead or ABSENT,)), Cell((str(own),))))
    heads = (Column("Team", 42), Column("Team leader", 38), Column("Measures and items", 20, number=True))
    return filled(Table("Teams of the service", heads, tuple(rows), row_heads=True))


def blank(facts: Facts, columns: str = "Action, Who, By when", rows: int = 3) -> Sequence[Element]:
    """A table with headings and so many empty rows, to be written in; the first column is the widest."""
    heads = [one.strip() for one in str(columns).split(",") if one.strip()]
    if not heads or not 1 <= int(rows) <= MOST:
        raise ValueError(f"name at least one column, and from 1 to {MOST} rows")
    share = 100 // (len(heads) + 1)
    wide = tuple(Column(one, share if number else 100 - share * (len(heads) - 1)) for number, one in enumerate(heads))
    return [Table(f"To be written in: {listed(heads)}", wide, ((Cell(("",)),) * len(heads),) * int(rows))]


BLOCKS = (
    Block("serves", "A table: what of the plan a team, an officer or a service serves, and through which measures and work.", 'block("serves")', serves),
    Block("answers", "A table: who answers for which measures and items, by job title.", 'block("answers")', answers),
    Block("teams", "A table: the teams of a service, with their leaders.", 'block("teams")', teams),
    Block("blank", "A table to be written in: headings, with commas between, and how many empty rows.", 'block("blank", "Action, Who, By when", 3)', blank),
)  # fmt: skip
