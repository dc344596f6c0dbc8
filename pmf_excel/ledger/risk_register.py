"""Risks together: the gravest first, which way each moves, how many there are of each level, and where they stand on the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pmf_excel.framework.risk import Matrix
from pmf_excel.framework.status import Status
from pmf_excel.framework.work import Risk
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.sentences import counted, listed

GREATER, SMALLER, SAME = "Greater", "Smaller", "Same"


def gravest_first(lines: Iterable[ItemLine[Risk]]) -> list[ItemLine[Risk]]:
    """The greatest score first, the register's order among equals; what is not scored comes last."""
    return sorted(lines, key=lambda line: -line.score.points if line.score else 1)


def direction(line: ItemLine[Risk]) -> str:
    """Whether a risk is greater or smaller than it was, in words; nothing where nobody has said anything new."""
    now, was = line.score, line.score_before
    if now is None or was is None or not line.told:
        return ""
    return GREATER if now.points > was.points else SMALLER if now.points < was.points else SAME


def levels(matrix: Matrix) -> list[Status]:
    """The levels of a matrix, the gravest first."""
    return [Status(band.name, band.rag) for band in reversed(matrix.bands)]


def sentence(lines: Sequence[ItemLine[Risk]], matrix: Matrix) -> str:
    """How many risks there are of each level, of the gravest even where there is none, and how many have become greater."""
    found = Counter(line.status for line in lines if line.score)
    named = [level for number, level in enumerate(levels(matrix)) if found[level] or not number]
    parts = [f"{found[level] or 'none'} {'are' if found[level] > 1 else 'is'} {level.value}" for level in named]
    if without := sum(line.score is None for line in lines):
        parts.append(f"{without} {'is' if without == 1 else 'are'} not scored")
    greater = sum(direction(line) == GREATER for line in lines)
    moved = f" {greater} {'is' if greater == 1 else 'are'} greater than before." if greater else ""
    return f"Of {counted(len(lines), 'risk')}, {listed(parts)}.{moved}"


def scored(lines: Sequence[ItemLine[Risk]]) -> str:
    """How many risks stand on the map, in a sentence, and so how many could not."""
    there = sum(line.score is not None for line in lines)
    said = f"{there} of {counted(len(lines), 'risk')} {'is' if there == 1 else 'are'} scored"
    return f"{said} and stand{'s' if there == 1 else ''} here."


def on_the_map(lines: Iterable[ItemLine[Risk]]) -> Mapping[tuple[int, int], list[ItemLine[Risk]]]:
    """The risks that are scored, by their likelihood and impact."""
    found: dict[tuple[int, int], list[ItemLine[Risk]]] = {}
    for line in lines:
        if line.score and line.item.likelihood is not None and line.item.impact is not None:
            found.setdefault((line.item.likelihood, line.item.impact), []).append(line)
    return found
