"""Blocks about what is to be done next: work, audit recommendations and actions, by their dates."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.reports.blocks.block import Block, missing
from pmf_excel.reports.elements import Element, Item, Run
from pmf_excel.reports.facts import Facts


def due(facts: Facts, which: str = "all", most: int = 0) -> Sequence[Element]:
    """A list: what is past its date or due in the next three months, in sentences; the last item counts what is left out."""
    if which not in ("all", "overdue"):
        raise missing("selection", which, ["all", "overdue"])
    every = [one for one in facts.round.due if which == "all" or one.overdue]
    said = [one.sentence for one in (every[:most] if most else every)]
    if len(said) < len(every):
        said.append(f"And {len(every) - len(said):,} more.")
    return [Item((Run(one),), first=number == 0) for number, one in enumerate(said)]


BLOCKS = (
    Block("due", 'A list: what is to be done in the next three months, what is overdue first. It is given which ("all" or "overdue") and, if wanted, how many at most.', 'block("due", "all", 5)', due),
)  # fmt: skip
