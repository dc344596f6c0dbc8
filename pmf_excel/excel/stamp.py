"""The marks by which a workbook of ours is known again: a code on every sheet, a hidden stamp, a custom property.

People rename files, programs rewrite styles and drop hidden sheets; one mark is enough when none disagrees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pmf_excel.excel.package import Workbook

#: The custom property, and the label on the hidden sheet, that carry the code.
PROPERTY = "pmf return"
SHEET = "pmf"
#: How many rows from the top a visible code is looked for.
VISIBLE_ROWS = 6

_CODE = re.compile(
    r"\b([A-Z0-9]{1,10}) ((?:19|20|21)\d{2}-(?:0[1-9]|1[0-2]|FY)) ([0-9]{1,4})-([0-9a-f]{10})\b(?: put right ([0-9]{1,4})\b)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Code:
    """A return's code: for whom, for which round (a month, or the year of a yearly form), which issue, a digest of what was asked.

    That of a marked-up copy also says which of the copies received it puts right.
    """

    service: str
    round: str
    issue: int
    digest: str
    puts_right: int = 0

    def __str__(self) -> str:
        copy = f" put right {self.puts_right}" if self.puts_right else ""
        return f"{self.service} {self.round} {self.issue}-{self.digest}{copy}"


def find(text: str) -> Code | None:
    """The code that stands in a text."""
    found = _CODE.search(text)
    return Code(found[1], found[2], int(found[3]), found[4], int(found[5] or 0)) if found else None


def guess(properties: Mapping[str, str], keywords: str) -> Code | None:
    """The code that a workbook has according to what is said of it alone: its property, or else its keywords."""
    return find(properties.get(PROPERTY, "")) or find(keywords)


def marks(workbook: Workbook) -> Mapping[str, Code]:
    """The codes that a workbook carries, by where: "property", "keywords", and the name of each sheet."""
    carried: dict[str, Code] = {}
    if code := find(workbook.properties.get(PROPERTY, "")):
        carried["its properties"] = code
    if code := find(workbook.keywords):
        carried["its keywords"] = code
    for grid in workbook.grids:
        for (row, _), cell in sorted(grid.cells.items()):
            if row < VISIBLE_ROWS and isinstance(cell.value, str) and (code := find(cell.value)):
                carried.setdefault(f"sheet {grid.title}", code)
    return carried
