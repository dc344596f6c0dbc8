"""What a row of a return must have, declared once: the live formula and the check on collection say the same.

Commentary, and an action with owner and date, are required when a measure is Red or Amber (North Norfolk framework 2017,
section 3); commentary also where there is no figure, because nothing is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pmf_excel.framework.status import UNDERPERFORMING, Status


@dataclass(frozen=True)
class Answered:
    """What decides whether something is required: whether a figure and a reason stand there, and the status."""

    figure: bool
    reason: bool
    status: Status


@dataclass(frozen=True)
class Cells:
    """The addresses, in a row, of the cells that decide."""

    figure: str
    reason: str
    status: str


@dataclass(frozen=True)
class Requirement:
    """When a cell must be filled in: in Python, in Excel, and in words."""

    holds: Callable[[Answered], bool]
    formula: Callable[[Cells], str]
    because: Callable[[Answered], str]


def _below(cells: Cells) -> str:
    words = ",".join(f'{cells.status}="{status.shown}"' for status in UNDERPERFORMING)
    return f"OR({words})"


REQUIREMENTS: Mapping[str, Requirement] = {
    "no reason is chosen": Requirement(
        lambda answered: not answered.reason,
        lambda cells: f'{cells.reason}=""',
        lambda answered: "no reason is chosen for having none",
    ),
    "Red or Amber": Requirement(
        lambda answered: answered.figure and answered.status in UNDERPERFORMING,
        _below,
        lambda answered: f"the status is {answered.status.value}",
    ),
    "Red, Amber or no figure": Requirement(
        lambda answered: answered.status in UNDERPERFORMING if answered.figure else answered.reason,
        lambda cells: f'OR({_below(cells)},AND(TRIM({cells.figure})="",TRIM({cells.reason})<>""))',
        lambda answered: f"the status is {answered.status.value}" if answered.figure else "there is no figure",
    ),
}
