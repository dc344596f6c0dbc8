"""What is wrong in a cell, as a formula: the mirror of its validation, for the cell's paint and for what is still to do.

Pasting goes past every validation. The same formula paints the cell and speaks in the row, so neither can miss what the other
finds; the reader checks once more on collection.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column
from pmf_excel.excel.limits import FIRST_YEAR, LARGEST, LAST_YEAR
from pmf_excel.excel.sheets import list_name
from pmf_excel.framework.figures import of_day

#: The days between which a date can be typed, as Excel counts them.
FIRST_DAY, LAST_DAY = of_day(date(FIRST_YEAR, 1, 1)), of_day(date(LAST_YEAR, 12, 31))


def plain(cell: str) -> str:
    """The formula for a cell's text without the blanks that a person cannot see."""
    # The blank that does not break stands here itself: CHAR(160) is another letter on a Mac and in LibreOffice.
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({cell},"\u00a0"," "),CHAR(10)," "))'


def blank(cell: str) -> str:
    """The formula for a cell in which nothing can be seen; a blank that a person typed counts as nothing, as on collection."""
    return f'{plain(cell)}=""'


def filled(cell: str) -> str:
    """The formula for a cell in which something can be seen."""
    return f'{plain(cell)}<>""'


def chosen(cell: str, choices: str) -> str:
    """The formula for a cell that holds one of a list, in capitals or not; never a pattern, as COUNTIF would take it."""
    return f"SUMPRODUCT(--({list_name(choices)}={plain(cell)}))>0"


def as_listed(cell: str, choices: str) -> str:
    """The formula for the word of a list that a cell holds, written as the list has it."""
    name = list_name(choices)
    return f"INDEX({name},MATCH({plain(cell)},{name},0))"


def later_than_today(cell: str) -> str:
    """The formula for a cell that holds a day still to come."""
    return f"IF(ISNUMBER({cell}),INT({cell})>TODAY(),FALSE)"


def is_one_of(cell: str, words: tuple[str, ...] | list[str]) -> str:
    """The formula for a cell that holds one of some words."""
    if not words:
        return "FALSE"
    quoted = [f'"{word.replace(chr(34), chr(34) * 2)}"' for word in words]
    if len(quoted) == 1:
        return f"{plain(cell)}={quoted[0]}"
    return f"SUMPRODUCT(--({{{','.join(quoted)}}}={plain(cell)}))>0"


def number_outside(cell: str, low: Decimal | None, high: Decimal | None) -> str:
    """The formula for a cell that is no number, or one beyond its limits."""
    least = f"{low:f}" if low is not None else f"-{LARGEST}"
    most = f"{high:f}" if high is not None else f"{LARGEST}"
    return f"IF(ISNUMBER({cell}),OR({cell}<{least},{cell}>{most}),TRUE)"


def no_date(cell: str) -> str:
    """The formula for a cell that is no likely day."""
    return f"IF(ISNUMBER({cell}),OR({cell}<{FIRST_DAY},{cell}>{LAST_DAY}+0.99999),TRUE)"


def wrong(column: Column, cell: str) -> str:
    """The formula for a cell that holds something which will be refused; an empty one is not wrong."""
    if column.choices:
        found = f"NOT({chosen(cell, column.choices)})"
    elif column.kind == "date":
        found = no_date(cell)
    elif column.kind == "number":
        found = number_outside(cell, column.minimum, column.maximum)
    elif column.kind == "integer":
        found = f"IF({number_outside(cell, column.minimum, column.maximum)},TRUE,{cell}<>INT({cell}))"
    else:
        return f"IF(ISERROR({cell}),TRUE,LEN({cell})>{column.longest})"
    return f"IF(ISERROR({cell}),TRUE,IF({blank(cell)},FALSE,{found}))"
