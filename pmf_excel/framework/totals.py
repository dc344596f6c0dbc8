"""Control totals: sums that must agree before anything is shown, because what is shown is read out in public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Total:
    """One thing counted in two ways: as a whole, and by its parts, each with its name."""

    what: str
    whole: int
    parts: tuple[tuple[str, int], ...]

    @property
    def agrees(self) -> bool:
        """Whether the parts make the whole."""
        return self.whole == sum(number for _, number in self.parts)

    @property
    def said(self) -> str:
        """The sum as a sentence: "Rows asked: 45 = 43 returned + 2 being put right + 0 awaited"."""
        parts = " + ".join(f"{number} {name}" for name, number in self.parts)
        return f"{self.what}: {self.whole} {'=' if self.agrees else 'is not'} {parts}"


def disagreements(totals: Sequence[Total]) -> list[str]:
    """The totals that do not agree, each as a sentence; nothing when all do."""
    return [total.said for total in totals if not total.agrees]
