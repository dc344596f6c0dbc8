"""Very long tables: each row is turned into XML as the file is written, and none is kept.

A sheet of 250,000 rows kept as cells takes some hundred megabytes. Here rows come from an iterator; a value that comes again
is turned into XML once for its column, and what is seldom the same again is written in place. Text stays text, whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xlsxwriter.format import Format

from pmf_excel.errors import OurFault
from pmf_excel.excel.values import clean_text, column_letters, excel_length, serial_of

#: The last row a sheet has, counting from 0: whoever has more rows writes them to another sheet.
LAST_ROW = 1_048_575
#: The longest text a cell takes, as Excel counts it.
LONGEST = 32_767
#: How many values of a column are kept as XML. The texts after them are written in place, and nothing more is kept.
KEPT = 16_384
#: How many rows are handed on at a time.
_ROWS = 256
_EMPTY = "/>"
#: What Excel would read as a character's number.
_NUMBERED = re.compile("(_x[0-9a-fA-F]{4}_)")

Value = str | Decimal | int | date | None
#: A value in its column's style, or with one of its own.
Item = Value | tuple[Value, Format | None]
#: How high rows are, in points: all alike, or each as what stands in it wants.
Height = float | Callable[[Sequence[Item]], float] | None


@dataclass(frozen=True)
class Lane:
    """A column of a long table: how its cells look, and whether its values come again and again."""

    style: Format | None = None
    repeats: bool = True


def escaped(text: str) -> str:
    """A text between two tags. Most have nothing to escape, and then replacing costs less than searching."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_element(text: str) -> str:
    """A cleaned text as a workbook's shared texts and a cell's own hold it."""
    if "_x" in text:
        text = _NUMBERED.sub(r"_x005F\1", text)
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{kept}>{escaped(text)}</t>"


class _Refused(ValueError):
    """A value that no cell takes."""


class _Tails(dict[Item, str]):
    """What follows a cell's address, by its value, for one column."""

    def __init__(self, lane: Lane, look: Callable[[Format | None], str], shared: Callable[[str], int]) -> None:
        super().__init__()
        self.lane, self.look, self.shared = lane, look, shared

    def __missing__(self, item: Item) -> str:
        value, style = item if isinstance(item, tuple) else (item, self.lane.style)
        keep = self.lane.repeats and len(self) < KEPT
        content = self._content(value, keep)
        # An empty cell without a look of its own is no cell.
        tail = f'"{self.look(style)}{content}' if style or content != _EMPTY else ""
        if keep:
            self[item] = tail
        return tail

    def _content(self, value: Value, keep: bool) -> str:
        if isinstance(value, str):
            # What can be printed has nothing in it that cleaning would take out or change.
            text = value if value.isprintable() else clean_text(value)
            if len(text) > LONGEST // 2 and excel_length(text) > LONGEST:
                raise _Refused(f"a text of {excel_length(text):,} characters is longer than a cell takes")
            # What looks like a character's number is not read alike by all programs where it stands in the cell.
            if text and (keep or ("_x" in text and _NUMBERED.search(text))):
                return f' t="s"><v>{self.shared(text)}</v></c>'
            if text:
                return f' t="inlineStr"><is>{text_element(text)}</is></c>'
        elif value is not None:
            number = float(value) if isinstance(value, (Decimal, int)) else serial_of(value)
            if not abs(number) < float("inf"):
                raise _Refused(f"{value} is not a number a cell takes")
            return f"><v>{number:.16G}</v></c>"
        return _EMPTY


@dataclass(frozen=True)
class Stream:
    """The rows of a long table, from ``row`` and ``column`` on; they are asked for once, when the file is written."""

    title: str
    row: int
    column: int
    lanes: Sequence[Lane]
    rows: Iterable[Sequence[Item]]
    count: int
    height: Height

    def xml(self, look: Callable[[Format | None, int], str], shared: Callable[[str], int]) -> Iterator[str]:
        """The rows as XML, some hundred at a time.

        ``look`` gives the attribute of a style in a column, ``shared`` the number of a text that is kept. Raises OurFault where
        a row has not one value for each column, a value is none that a cell takes, or there are not as many rows as was said.
        """
        starts = [f'<c r="{column_letters(self.column + place)}' for place in range(len(self.lanes))]
        tails = [
            _Tails(lane, lambda style, place=self.column + place: look(style, place), shared)  # type: ignore[misc]
            for place, lane in enumerate(self.lanes)
        ]
        wanted = self.height if callable(self.height) else None
        height = "" if self.height is None or wanted else f' ht="{self.height:.16g}"'
        number, last, wide, out = self.row, self.row + self.count, len(self.lanes), list[str]()
        try:
            for values in self.rows:
                number += 1
                if number > last:
                    raise _Refused(f"there are more rows than the {self.count:,} that were said")
                if len(values) != wide:
                    raise _Refused(f"{len(values)} values for {wide} columns")
                cells = "".join([f"{start}{number}{rest}" for start, tail, value in zip(starts, tails, values, strict=True) if (rest := tail[value])])  # fmt: skip
                if wanted:
                    height = f' ht="{wanted(values):.16g}"'
                out.append(f'<row r="{number}"{height}>{cells}</row>')
                if len(out) == _ROWS:
                    yield "".join(out)
                    out.clear()
        except _Refused as why:
            raise OurFault(f"{self.title} row {number}: {why}") from None
        if number != last:
            raise OurFault(f"{self.title}: {number - self.row:,} rows came, and {self.count:,} were said")
        yield "".join(out)
