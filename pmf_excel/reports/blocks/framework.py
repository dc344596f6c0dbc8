"""Blocks of the framework document: the plan, its measures and activities, who has which part, and which report goes to whom."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.calendar import in_brief
from pmf_excel.framework.routing import routes
from pmf_excel.reports import said
from pmf_excel.reports.blocks.block import Block, filled, missing
from pmf_excel.reports.blocks.items import ABSENT, day
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts
from pmf_excel.reports.framework_facts import Strand


def differences(facts: Facts) -> Sequence[Element]:
    """What needs approval and changed since the register was adopted: of what, how, and who approved it."""
    rows = tuple(
        (
            Cell((one.difference.name,)), Cell((f"{one.difference.said[:1].upper()}{one.difference.said[1:]}.",)),
            Cell((f"{one.amendment.approved_by}, {in_brief(one.amendment.on)}" if one.amendment else "Nobody yet",)),
        )
        for one in facts.about.changes
    )  # fmt: skip
    heads = (Column("Of what", 34), Column("Change", 42), Column("Approved by", 24))
    return filled(Table("Changes of the framework since it was adopted", heads, rows))


def plan(facts: Facts) -> Sequence[Element]:
    """The priorities of the plan with their outcomes, and how many measures and activities serve each."""
    strands = facts.about.strands
    outcomes = any(one.outcomes for one in strands)
    rows = tuple(
        (
            Cell((one.name,), bold=True), *([Cell(tuple(one.outcomes) or (ABSENT,))] if outcomes else []),
            Cell((str(len(one.measures)),)), Cell((str(len(one.activities)),)),
        )
        for one in strands
    )  # fmt: skip
    heads = (
        Column("Priority", 32 if outcomes else 64), *([Column("Outcomes", 32)] if outcomes else []), Column("Measures", 18, number=True),
        Column("Activities", 18, number=True),
    )  # fmt: skip
    return filled(Table("The priorities of the plan", heads, rows, row_heads=True))


def agreed_measures(facts: Facts, of: str = "all") -> Sequence[Element]:
    """The measures of a priority by its code, those outside the plan, or all: how often, what is aimed at, and who answers for each."""
    strand = _strand(facts, of)
    measures = facts.about.measures if strand is None else strand.measures
    agreed = {one.code: row[1] for one, row in facts.round.agreed() if row[1]}
    rows = tuple(
        (
            Cell((said.named(one.code, one.title, one.unit), *([one.definition] if one.definition else []))),
            Cell((one.frequency.value, one.polarity.value)), Cell((agreed.get(one.code, ABSENT),)), Cell((facts.about.responsible(one),)),
        )
        for one in measures
    )  # fmt: skip
    heads = (
        Column("Measure", 38), Column("How often, which way", 19), Column(f"Target {facts.about.year.label}", 18, number=True),
        Column("Responsible", 25),
    )  # fmt: skip
    return filled(Table(f"Measures{_named(strand)}", heads, rows))


def agreed_work(facts: Facts, of: str = "all") -> Sequence[Element]:
    """The activities and projects of a priority by its code, those outside the plan, or all: who does each, from when until when."""
    strand = _strand(facts, of)
    work = facts.about.activities if strand is None else strand.activities
    rows = tuple(
        (Cell((f"{one.code} {one.title}",)), Cell((one.owner or facts.view.service(one.service),)), Cell((day(one.start),)), Cell((day(one.due),)))
        for one in work
    )  # fmt: skip
    heads = (Column("Activity", 44), Column("Responsible", 24), Column("From", 16), Column("Until", 16))
    return filled(Table(f"Activities and projects{_named(strand)}", heads, rows))


def responsibilities(facts: Facts) -> Sequence[Element]:
    """Who has which part in performance management, by job title."""
    rows = tuple(
        (Cell((one.role,)), Cell((one.job_title,)), Cell((facts.view.service(one.service) if one.service else "The council",)))
        for one in facts.about.people
    )  # fmt: skip
    heads = (Column("Part", 28), Column("Job title", 40), Column("For", 32))
    return filled(Table("People with performance responsibilities", heads, rows))


def heads_of_service(facts: Facts) -> Sequence[Element]:
    """The services with their heads, and how many measures of the year each answers for."""
    counts = [one.service for one in facts.about.measures]
    rows = tuple(
        (Cell((one.name,)), Cell((one.head,)), Cell((str(counts.count(one.code)),)))
        for one in facts.framework.services.values()
    )
    heads = (Column("Service", 38), Column("Head of service", 44), Column("Measures", 18, number=True))
    return filled(Table("Heads of service", heads, rows))


def audiences(facts: Facts) -> Sequence[Element]:
    """Which report goes to which committee, and how often."""
    rows = tuple(
        (Cell((facts.view.committee(one.committee),)), Cell((f"{one.kind.replace('-', ' ').capitalize()}",)), Cell((one.remit.value,)), Cell((one.frequency.value,)))
        for one in routes(facts.framework)
    )  # fmt: skip
    heads = (Column("Committee", 36), Column("Report", 28), Column("About", 18), Column("How often", 18))
    return filled(Table("Which report goes to whom", heads, rows))


def _strand(facts: Facts, of: str) -> Strand | None:
    """The priority of a code, or what serves none; nothing where all is asked for."""
    if of == "all":
        return None
    if of == "outside":
        return facts.about.outside
    found = next((one for one in facts.about.strands if one.code == of), None)
    if found is None:
        raise missing("priority", of, ["all", "outside", *(one.code for one in facts.about.strands)])
    return found


def _named(strand: Strand | None) -> str:
    if strand is None:
        return ""
    return f" of {strand.name}" if strand.code else " outside the plan"


BLOCKS = (
    Block("differences", "A table: what defines the framework and changed since the register was adopted, with who approved it. Only in a kind that tells of the adoption.", 'block("differences")', differences),
    Block("plan", "A table: the priorities of the plan with their outcomes, and how many measures and activities serve each.", 'block("plan")', plan),
    Block("agreed_measures", 'A table: measures with how often they are reported, which way is better, the year\'s target and who answers for each. It is given "all", "outside" or the code of a priority.', 'block("agreed_measures", "all")', agreed_measures),
    Block("agreed_work", 'A table: activities and projects with who does each, from when until when. It is given "all", "outside" or the code of a priority.', 'block("agreed_work", "all")', agreed_work),
    Block("responsibilities", "A table: who has which part in performance management, by job title, from the register's sheet People.", 'block("responsibilities")', responsibilities),
    Block("heads_of_service", "A table: the services with their heads, and how many measures each answers for.", 'block("heads_of_service")', heads_of_service),
    Block("audiences", "A table: which report goes to which committee, and how often.", 'block("audiences")', audiences),
)  # fmt: skip
