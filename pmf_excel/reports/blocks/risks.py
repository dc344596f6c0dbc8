"""Blocks about risks: the register with the gravest first, and the map of likelihood and impact."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.risk import steps
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.work import Risk
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.risk_register import GREATER, direction, on_the_map
from pmf_excel.reports.blocks.block import Block, missing
from pmf_excel.reports.blocks.items import ABSENT, Kept, named, paragraphs, said, service, table
from pmf_excel.reports.blocks.measures import SILENT
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts

Line = ItemLine[Risk]


def chosen(facts: Facts, which: str) -> tuple[str, Sequence[Line]]:
    """The risks that a text names, the gravest first, with what they are."""
    every = facts.items.risks
    words = {
        "all": ("Risks", every),
        "red": ("Risks that count as Red", [line for line in every if line.status.rag is Rag.RED]),
        "greater": ("Risks that are greater than before", [line for line in every if direction(line) == GREATER]),
    }
    if which not in words:
        raise missing("selection of risks", which, list(words))
    return words[which]


def _steps(facts: Facts, line: Line) -> Cell:
    sticks, item = facts.position.items.sticks, line.item
    assert sticks is not None
    both = (_step(sticks.matrix.likelihood, item.likelihood), _step(sticks.matrix.impact, item.impact))
    return Cell(both if both != (ABSENT, ABSENT) else (ABSENT,))


def _step(names: tuple[str, ...], number: int | None) -> str:
    return steps(names)[number - 1] if number is not None and 1 <= number <= len(names) else ABSENT


def _level(facts: Facts, line: Line) -> Cell:
    return Cell((line.status.shown, *((f"Score {line.score.points}",) if line.score else ())), line.status)


def _before(facts: Facts, line: Line) -> Cell:
    was, moved = line.score_before, direction(line)
    if was is None:
        return Cell((ABSENT,))
    return Cell((line.status_before.shown, f"Score {was.points}", *((moved,) if moved else ())))


def _controls(facts: Facts, line: Line) -> Cell:
    controls = paragraphs(line.item.controls)
    told = said(line)
    return Cell(controls if controls and told == (SILENT,) else (*controls, *told))


def risks(facts: Facts, which: str = "all", most: int = 0) -> Sequence[Element]:
    """The register of risks, the gravest first; only so many of them where a number is given."""
    about, lines = chosen(facts, which)
    columns: Sequence[Kept[Risk]] = (
        Kept("Risk", 26, lambda facts, line: named(line, line.item.owner, service(facts, line))),
        Kept("Likelihood and impact", 18, _steps),
        Kept("Level", 15, _level),
        Kept("Before", 15, _before),
        Kept("Controls and progress", 26, _controls),
    )
    return table(facts, f"{about}, the gravest first", lines[:most] if most else lines, columns)


def risk_map(facts: Facts) -> Sequence[Element]:
    """How many risks there are of each likelihood and impact; each cell says the level it stands for."""
    sticks = facts.position.items.sticks
    placed = on_the_map(facts.position.items.risks)
    if sticks is None or not placed:
        return []
    matrix = sticks.matrix
    rows = []
    for likelihood in range(len(matrix.likelihood), 0, -1):
        cells = [Cell((steps(matrix.likelihood)[likelihood - 1],), bold=True)]
        for impact, band in enumerate(matrix.cells[likelihood - 1], 1):
            number = len(placed.get((likelihood, impact), ()))
            level = Status(band.name, band.rag)
            cells.append(Cell((f"{number:,}" if number else ABSENT, level.shown), level))
        rows.append(tuple(cells))
    each = 80 // len(matrix.impact)
    heads = tuple(Column(name, each) for name in steps(matrix.impact))
    first = Column("Likelihood, by impact", 100 - each * len(heads))
    return [
        Table(
            "How many risks there are of each likelihood and impact, and the level that each stands for",
            (first, *heads),
            tuple(rows),
            row_heads=True,
        )
    ]


BLOCKS = (
    Block("risks", 'A table of risks, the gravest first: owner, likelihood, impact, level, how it was, controls. It is given "all", "red" or "greater", and how many at most.', 'block("risks", "all", 10)', risks),
    Block("risk_map", "A table: how many risks there are of each likelihood and impact, in the colour and with the word of its level.", 'block("risk_map")', risk_map),
)  # fmt: skip
