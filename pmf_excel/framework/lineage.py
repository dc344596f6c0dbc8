"""What became of each item at the turn of a year: carried on, amended, replaced, new or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pmf_excel.framework.periods import Period


class Became(StrEnum):
    """What became of an item from one year to the next."""

    CARRIED = "Carried"
    AMENDED = "Amended"
    REPLACED = "Replaced"
    NEW = "New"
    WITHDRAWN = "Withdrawn"


@dataclass(frozen=True)
class Lineage:
    """What an item became from a financial year on; ``earlier`` is the code of another item that came before it."""

    year: Period
    item: str
    what: Became
    earlier: str = ""
    note: str = ""

    @property
    def said(self) -> str:
        """It in a sentence: From 2015/16 in the place of RS20."""
        if self.what is Became.REPLACED:
            return f"From {self.year.label} in the place of {self.earlier}."
        return f"Called {self.earlier} until {self.year.label}."
