"""What a row of a return must have, declared once: the live formula and the check on collection say the same.

Commentary, and an action with owner and date, are required when a measure is Red or Amber, or moving the wrong way where it
has no target (North Norfolk framework 2017, section 3); commentary also where there is no figure, because nothing is not
zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pmf_excel.framework.status import Status
from pmf_excel.returns.mirrors import blank, filled


@dataclass(frozen=True)
class Answered:
    """What decides whether something is required: whether a figure and a reason stand there, the status, and whether a
    figure without a target moved the wrong way."""

    figure: bool
    reason: bool
    status: Status
    wrong_way: bool = False

    @property
    def underperforming(self) -> bool:
        """Whether something has to be said and done about the figure."""
        return self.figure and (self.status.underperforming or self.wrong_way)

    @property
    def because(self) -> str:
        """Why it has to be."""
        return "it has no target and moved the wrong way" if self.wrong_way else f"the status is {self.status.value}"


@dataclass(frozen=True)
class Cells:
    """What decides in a row, as formulas and addresses: whether a figure is given, the reason, the status, and what asks for an action."""

    given: str
    reason: str
    status: str
    below: tuple[str, ...]
    wrong_way: str = "FALSE"


@dataclass(frozen=True)
class Requirement:
    """When a cell must be filled in: in Python, in Excel, and in words."""

    holds: Callable[[Answered], bool]
    formula: Callable[[Cells], str]
    because: Callable[[Answered], str]


def _below(cells: Cells) -> str:
    words = [f'{cells.status}="{shown}"' for shown in cells.below]
    return f"OR({','.join([*words, cells.wrong_way])})"


REQUIREMENTS: Mapping[str, Requirement] = {
    "no reason is chosen": Requirement(
        lambda answered: not answered.reason,
        lambda cells: blank(cells.reason),
        lambda answered: "no reason is chosen for having none",
    ),
    "underperforming": Requirement(
        lambda answered: answered.underperforming,
        _below,
        lambda answered: answered.because,
    ),
    "underperforming or no figure": Requirement(
        lambda answered: answered.underperforming if answered.figure else answered.reason,
        lambda cells: f"IF({cells.given},{_below(cells)},{filled(cells.reason)})",
        lambda answered: answered.because if answered.figure else "there is no figure",
    ),
}
