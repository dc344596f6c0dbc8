"""Values of cells: addresses, text made safe to print, and what Excel's numbers and dates mean."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

#: Control characters that break the XML of Word or Excel, lone surrogates, and the two non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Marks that turn the direction of the text after them, and so can make a sentence read as another.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")

FIRST_DAY = date(1899, 12, 30)


def clean_text(text: str) -> str:
    """The text without characters that break a document; line ends become one kind; nothing else changes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return _BIDI.sub("", _UNPRINTABLE.sub("", text))


def folded(text: str) -> str:
    """A text as headings and labels are compared: blanks and capitals make no difference."""
    return " ".join(text.replace("\u00a0", " ").split()).casefold()


def excel_length(text: str) -> int:
    """The length as Excel counts it: in UTF-16 units, so that an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=512)
def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int, fixed: bool = False) -> str:
    """The address of a cell counted from 0: (0, 0) is A1, or $A$1 when fixed."""
    mark = "$" if fixed else ""
    return f"{mark}{column_letters(column)}{mark}{row + 1}"


def position(cell: str) -> tuple[int, int]:
    """Row and column, from 0, of an address such as A1.

    Raises ValueError when it is not one, or lies outside Excel's 1,048,576 rows and 16,384 columns.
    """
    found = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", cell)
    if not found:
        raise ValueError(f"{cell!r} is not an address")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    if column > 16_384 or row > 1_048_576:
        raise ValueError(f"{cell!r} lies outside the sheet")
    return row - 1, column - 1


def date_of(serial: float, since_1904: bool = False) -> date | None:
    """The day of an Excel serial number, or nothing when it is before 1 March 1900 or after 2199."""
    days = int(serial) + (1462 if since_1904 else 0)
    return FIRST_DAY + timedelta(days=days) if 61 <= days <= 109_574 else None


def serial_of(day: date) -> int:
    """The Excel serial number of a day (1900 system)."""
    return (day - FIRST_DAY).days


def quoted_sheet(title: str) -> str:
    """A sheet name as a formula writes it."""
    return "'" + title.replace("'", "''") + "'"
