"""Risk matrices: how great a risk of some likelihood and impact is, by bands of the score or cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from pmf_excel.framework.declared import Table, listed
from pmf_excel.framework.status import Rag
from pmf_excel.problems import near_miss


@dataclass(frozen=True)
class Band:
    """One of the bands of risk, with its colour and, where scores decide, the score from which it begins."""

    name: str
    rag: Rag
    begins: int = 0


@dataclass(frozen=True)
class Score:
    """How great a risk is: likelihood times impact, and the band it falls in."""

    points: int
    band: Band


@dataclass(frozen=True)
class Matrix:
    """A council's risk matrix: the names of its steps from 1 upwards, and the band of each cell, least likely row first."""

    name: str
    likelihood: tuple[str, ...]
    impact: tuple[str, ...]
    bands: tuple[Band, ...]
    cells: tuple[tuple[Band, ...], ...]

    def score(self, likelihood: int, impact: int) -> Score | None:
        """The score of a likelihood and an impact; nothing for a step that the matrix does not have."""
        if not (1 <= likelihood <= len(self.likelihood) and 1 <= impact <= len(self.impact)):
            return None
        return Score(likelihood * impact, self.cells[likelihood - 1][impact - 1])


def steps(names: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of a matrix as they are chosen from a list: 1 Rare, 2 Unlikely."""
    return tuple(f"{number} {name}" for number, name in enumerate(names, 1))


def step_of(names: tuple[str, ...], chosen: str) -> int | None:
    """The number of a step as it was chosen from a list; nothing when it is none of them."""
    every = steps(names)
    return every.index(chosen) + 1 if chosen in every else None


def matrix(name: str, table: Table) -> Matrix | None:
    """The matrix that a table declares; nothing when it has faults, which the table then holds."""
    table.only("likelihood", "impact", "bands", "cells")
    likelihood, impact = table.texts("likelihood"), table.texts("impact")
    by_score = "cells" not in table.data
    bands = []
    for row in table.tables("bands", "name"):
        row.only("name", "rag", *(["from"] if by_score else []))
        begins = int(row.number("from", whole=True)) if by_score else 0
        bands.append(Band(row.text("name"), Rag(row.choice("rag", Rag)), begins))
    if not (likelihood and impact and bands):
        return None
    if not by_score:
        cells = _cells(table, {band.name: band for band in bands}, len(likelihood), len(impact))
        return Matrix(name, likelihood, impact, tuple(bands), cells) if cells else None
    if bands[0].begins > 1 or any(low.begins >= high.begins for low, high in pairwise(bands)):
        table.fault(
            "the bands leave a score out or are not in order.", "Begin with from = 1, and give the lowest first."
        )
        return None
    scored = tuple(
        tuple([band for band in bands if band.begins <= one * two][-1] for two in range(1, len(impact) + 1))
        for one in range(1, len(likelihood) + 1)
    )
    return Matrix(name, likelihood, impact, tuple(bands), scored)


def _cells(table: Table, bands: Mapping[str, Band], high: int, wide: int) -> tuple[tuple[Band, ...], ...]:
    """The bands of a matrix given cell by cell; nothing when it is not whole."""
    rows = table.data["cells"]
    right = isinstance(rows, list) and all(isinstance(row, list) and len(row) == wide for row in rows)
    if not right or len(rows) != high:
        table.fault(
            '"cells" does not fit the steps.', f"Give {high} lists, one for each likelihood, each of {wide} bands."
        )
        return ()
    strange = list(dict.fromkeys(str(cell) for row in rows for cell in row if str(cell) not in bands))
    for cell in strange:
        table.fault(f'"{cell}" in "cells" is no band.', f"{near_miss(cell, bands)}Use {listed(bands)}.")
    return () if strange else tuple(tuple(bands[str(cell)] for cell in row) for row in rows)
