"""Blocks about services: how the measures of each stand, whose returns have come, and what is still awaited from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pmf_excel.framework.calendar import in_brief, in_words
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.line import Row
from pmf_excel.ledger.members import QUESTIONS
from pmf_excel.ledger.sentences import listed
from pmf_excel.master.tracker import Tracked, track
from pmf_excel.reports.blocks.block import Block, filled
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts

#: How many codes stand in a cell; the others are counted.
NAMED = 12


def services(facts: Facts) -> Sequence[Element]:
    """One line for each service that has measures in the round: how many of them are Green, Amber, Red and not rated."""
    by_service: dict[str, Counter[Rag | None]] = {one.issued.service: Counter() for one in facts.position.returns}
    for line in facts.lines:
        by_service.setdefault(line.terms.service, Counter())[line.status.rag] += 1
    there = {code: found for code, found in by_service.items() if found}
    rows = [(Cell((facts.view.service(code),)), *_numbers(found)) for code, found in there.items()]
    if len(rows) > 1:
        every = sum(there.values(), Counter[Rag | None]())
        rows.append((Cell(("All services",), bold=True), *_numbers(every, bold=True)))
    heads = (
        Column("Service", 30), *(Column(Status(rag.value, rag).shown, 13, number=True) for rag in Rag),
        Column("Not rated", 13, number=True), Column("Measures", 18, number=True),
    )  # fmt: skip
    return filled(Table("Measures of each service by status", heads, tuple(rows)))


def _numbers(found: Counter[Rag | None], bold: bool = False) -> list[Cell]:
    return [Cell((f"{number:,}",), bold=bold) for number in (*(found[rag] for rag in Rag), found[None], found.total())]


def returns(facts: Facts) -> Sequence[Element]:
    """Each service's return: when it was due, when it came and how late, how many of its rows were returned, how it stands."""
    rows = tuple(
        (
            Cell((one.name,)), Cell(_due(one)), Cell(_came(one)),
            Cell((f"{one.returned.taken:,} of {one.returned.asked:,}",)),
            Cell((one.state,), Status(one.returned.state, one.rag)),
        )
        for one in track(facts.position, facts.framework, facts.position.moment.date())
    )  # fmt: skip
    heads = (
        Column("Service", 31), Column("Due", 17), Column("Received", 17), Column("Rows returned", 13, number=True),
        Column("How it stands", 22),
    )  # fmt: skip
    return filled(Table("Returns of the round: due, received, and how they stand", heads, rows))


def _due(one: Tracked) -> tuple[str, ...]:
    """The day it is due, and whether that is a later one than first."""
    returned = one.returned
    later = returned.due > returned.issued.due
    return (in_brief(returned.due), *(("later by agreement",) if later else ()))


def _came(one: Tracked) -> tuple[str, ...]:
    """The day its last copy came, and how late it is."""
    came = one.returned.last_received or one.returned.received
    late = (f"{one.late} {'day' if one.late == 1 else 'days'} late",) if one.late else ()
    return (in_brief(came.date()) if came else "–", *late)


def awaited(facts: Facts) -> Sequence[Element]:
    """One line for each service of which something is awaited or being put right: how much, and which measures and items."""
    open_: dict[str, list[Row]] = {one.issued.service: [] for one in facts.position.returns}
    for row in facts.position.rows:
        if row.held or not row.taken:
            open_[row.service].append(row)
    rows = []
    for service, own in open_.items():
        if own:
            codes = [_code(facts, row) for row in own]
            more = [f"{len(codes) - NAMED:,} more"] if len(codes) > NAMED else []
            held = sum(row.held for row in own)
            rows.append(
                (
                    Cell((facts.view.service(service),)), Cell((f"{len(own) - held:,}",)), Cell((f"{held:,}",)),
                    Cell((listed([*codes[:NAMED], *more]),)),
                )
            )  # fmt: skip
    heads = (
        Column("Service", 30), Column("Awaited", 14, number=True), Column("Being put right", 14, number=True),
        Column("Which", 42),
    )  # fmt: skip
    return filled(Table("What is still awaited or being put right, by service", heads, tuple(rows)))


def _code(facts: Facts, row: Row) -> str:
    """The code of a row; of what was asked again, with the period that it was asked for; of a question of members its day."""
    if row.part == QUESTIONS:
        asked = next((one for one in facts.round.framework.questions if one.code == row.code), None)
        return f"the {asked.sort.casefold()} of {in_words(asked.on)}" if asked else row.code
    return f"{row.code} ({row.period.short})" if row.part == "catch_up" else row.code


BLOCKS = (
    Block("services", "A table: how many measures of each service are Green, Amber, Red and not rated.", 'block("services")', services),
    Block("returns", "A table: each service's return with the day it was due, the day it came and how late, the rows returned, and how it stands.", 'block("returns")', returns),
    Block("awaited", "A table: what is still awaited or being put right, by service, with codes.", 'block("awaited")', awaited),
)  # fmt: skip
