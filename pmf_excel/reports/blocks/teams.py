"""Blocks about a team or an officer: what of the plan they serve, who answers for what, the service's teams, and room to write."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.calendar import in_words
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block, filled
from pmf_excel.reports.blocks.items import ABSENT
from pmf_excel.reports.elements import Cell, Column, Element, Table, item, paragraph
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
        own = sum(each.team == one.code for each in facts.team.items)
        rows.append((Cell((f"{one.code} {one.name}",), bold=True), Cell((one.lead or ABSENT,)), Cell((str(own),))))
    heads = (Column("Team", 42), Column("Team leader", 38), Column("Measures and items", 20, number=True))
    return filled(Table("Teams of the service", heads, tuple(rows), row_heads=True))


def expectations(facts: Facts, most: int = 0) -> Sequence[Element]:
    """What is expected, measure by measure, in few lines: target, actual and status; what is short of target first, and so many at most."""
    short = {line.measure for line in facts.exceptions}
    lines = [*facts.exceptions, *(line for line in facts.lines if line.measure not in short)]
    usual = facts.team.period
    rows = tuple(
        (
            Cell((f"{said.title(line)}{f', {line.figure_period.short}' if line.figure_period.short != usual else ''}",)),
            Cell((said.target(line),)), Cell((" ".join((said.actual(line), *(f"({mark})" for mark in line.marks))),)),
            Cell((", ".join(said.status(line)),), line.status),
        )
        for line in (lines[:most] if most else lines)
    )  # fmt: skip
    heads = (
        Column("Measure", 48),
        Column("Target", 13, number=True),
        Column("Actual", 14, number=True),
        Column("Status", 25),
    )
    found: list[Element] = [*filled(Table("What is expected, and how it stands", heads, rows))]
    if most and len(lines) > most:
        found.append(
            paragraph(
                f"And {counted(len(lines) - most, 'more measure')}: {listed([line.measure for line in lines[most:]])}."
            )
        )
    return found


def next_steps(facts: Facts, most: int = 0) -> Sequence[Element]:
    """A list in few words: what is past its date or due in the next three months; the last item counts what is left out."""
    every = facts.round.due
    words = []
    for one in every[:most] if most else every:
        what = f"{one.what.rstrip('.')} ({one.code})" if one.what else f"{one.code} {one.title.rstrip('.')}"
        words.append(f"{'Was due' if one.overdue else 'By'} {in_words(one.on)}: {what}.")
    if len(words) < len(every):
        words.append(f"And {len(every) - len(words):,} more.")
    return [item(one, first=number == 0) for number, one in enumerate(words)]


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
    Block("expectations", "A table in few lines: each measure with its target, actual and status, what is short of target first; and how many at most.", 'block("expectations", 8)', expectations),
    Block("next_steps", "A list in few words: what is past its date or due in the next three months; and how many at most.", 'block("next_steps", 5)', next_steps),
    Block("blank", "A table to be written in: headings, with commas between, and how many empty rows.", 'block("blank", "Action, Who, By when", 3)', blank),
)  # fmt: skip
