"""Every block that a text may place."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.excel.theme import Theme
from pmf_excel.reports.blocks import measures, pictures
from pmf_excel.reports.blocks.block import Block


def every(theme: Theme) -> Sequence[Block]:
    """All of them, in the order in which they are explained."""
    return (*measures.BLOCKS, *pictures.blocks(theme))
