"""Every block that a text may place."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.excel.theme import Theme
from pmf_excel.reports.blocks import (
    ahead,
    audit,
    budget,
    document,
    framework,
    matters,
    measures,
    pictures,
    plans,
    quality,
    risks,
    scorecard,
    services,
    sources,
    teams,
    timetable,
    work,
    year,
)
from pmf_excel.reports.blocks.block import Block


def every(theme: Theme) -> Sequence[Block]:
    """All of them, in the order in which they are explained."""
    return (
        *measures.BLOCKS,
        *pictures.blocks(theme),
        *work.BLOCKS,
        *audit.BLOCKS,
        *risks.BLOCKS,
        *budget.BLOCKS,
        *scorecard.BLOCKS,
        *year.BLOCKS,
        *services.BLOCKS,
        *matters.BLOCKS,
        *ahead.BLOCKS,
        *timetable.BLOCKS,
        *sources.BLOCKS,
        *document.BLOCKS,
        *framework.BLOCKS,
        *quality.BLOCKS,
        *plans.BLOCKS,
        *teams.BLOCKS,
    )
