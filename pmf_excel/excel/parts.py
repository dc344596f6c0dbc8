"""The parts of a workbook that are read, each in one bounded pass of expat: sheets, texts, formats, properties.

A part may be hostile: any DTD is refused, nesting and cells are counted, and cells outside the window a layout can fill are
counted and left. Nothing is followed or executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from pmf_excel.excel.values import position

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

#: Limits, from what 3,304 real packages needed.
CELLS = 500_000
DEPTH = 200
#: The window that is kept: no layout of ours is larger.
ROWS, COLUMNS = 25_000, 200


class Unreadable(Exception):
    """The file is not a workbook that can be read; ``kind`` says in one word why."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(detail or kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value as it was kept: text, number, truth or error, and whether a formula made it."""

    value: str | Decimal | bool
    error: bool = False
    formula: bool = False
    percent: bool = False
    date: bool = False


@dataclass
class Grid:
    """One sheet's cells by row and column from 0; ``outside`` counts values beyond the window."""

    title: str
    hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    outside: int = 0

    def text(self, row: int, column: int) -> str:
        """What a cell holds, as text; nothing when it is empty."""
        cell = self.cells.get((row, column))
        return "" if cell is None else str(cell.value).strip()


Start = Callable[[str, dict[str, str]], None]


def parse(
    data: bytes, start: Start, end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:
    """Parse a part with expat; namespaces are written before the name with a space."""
    if not data:
        return
    depth = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise Unreadable("large", "nested too deeply")
        start(tag, attributes)

    def finish(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(tag)

    def refuse(*_: Any) -> None:
        raise Unreadable("dtd")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as why:  # LookupError: an encoding nobody knows
        raise Unreadable("damaged", str(why)) from why


def sheet_names(data: bytes) -> tuple[list[tuple[str, str, bool]], bool]:
    """The sheets' names, relations and whether they are hidden, and whether dates count from 1904."""
    names: list[tuple[str, str, bool]] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        space, _, name = tag.rpartition(" ")
        if space == STRICT:
            raise Unreadable("strict")
        if name == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet" and space == MAIN:
            relation = attributes.get(f"{REL} id", "")
            names.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))

    parse(data, start)
    return names, since_1904


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescape(text: str) -> str:
    """Excel writes some characters as _x000D_; this gives them back."""
    if "_x" not in text:
        return text
    raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Two halves of a character become it; half a character alone, which no file or database can hold, becomes �.
    return raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def shared_texts(data: bytes) -> list[str]:
    """The shared texts, runs joined, phonetic hints left out."""
    texts: list[str] = []
    pieces: list[str] = []
    inside = phonetic = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, phonetic
        name = tag.rpartition(" ")[2]
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            phonetic = True
        elif name == "t":
            inside = not phonetic

    def end(tag: str) -> None:
        nonlocal inside, phonetic
        name = tag.rpartition(" ")[2]
        if name == "si":
            texts.append(_unescape("".join(pieces)))
        elif name == "rPh":
            phonetic = False
        elif name == "t":
            inside = False

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)

    parse(data, start, end, text)
    return texts


_DATE_CODES = {*range(14, 23), *range(45, 48)}


def cell_formats(data: bytes) -> list[tuple[bool, bool]]:
    """For each cell format, whether it shows percent and whether it shows a date."""
    codes: dict[int, str] = {}
    found: list[tuple[bool, bool]] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = tag.rpartition(" ")[2]
        if name == "numFmt":
            codes[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            number = _whole(attributes.get("numFmtId", "0"))
            code = re.sub(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', "", codes.get(number, ""), flags=re.IGNORECASE)
            percent = number in (9, 10) or "%" in code
            found.append((percent, number in _DATE_CODES or bool(re.search("[dyhs]", code, re.IGNORECASE))))

    def end(tag: str) -> None:
        nonlocal inside
        if tag.endswith(" cellXfs"):
            inside = False

    parse(data, start, end)
    return found


def _decimal(text: str) -> Decimal:
    """The number a person sees, from the binary one the part keeps in up to 17 digits: Excel works and shows with 15."""
    if "_" in text:  # Python would take 1_000 for a number
        raise ValueError(text)
    number = float(text)
    if number - number != 0:  # infinity or not a number
        raise ValueError(text)
    return Decimal(f"{number:.15g}")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def read_grid(
    data: bytes, title: str, hidden: bool, texts: list[str], formats: list[tuple[bool, bool]], budget: list[int]
) -> Grid:
    """One sheet's cells, in one pass."""
    grid = Grid(title, hidden)
    row, column = -1, -1
    kind, style, formula, wanted, phonetic = "n", 0, False, False, False
    pieces: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, style, formula, wanted, phonetic
        space, _, name = tag.rpartition(" ")
        if name == "c":
            where = attributes.get("r")
            try:
                row, column = position(where) if where else (row, column + 1)
            except ValueError as why:
                raise Unreadable("damaged", str(why)) from why
            kind, style, formula = attributes.get("t", "n"), _whole(attributes.get("s", "0")), False
            pieces.clear()
        elif name == "row":
            number = _whole(attributes.get("r", ""))
            row, column = (number - 1 if number > 0 else row + 1), -1
        elif name == "f":
            formula = True
        elif name == "rPh":
            phonetic = True
        elif name in ("v", "t"):
            wanted = not phonetic
        elif name == "worksheet" and space == STRICT:
            raise Unreadable("strict")

    def end(tag: str) -> None:
        nonlocal wanted, phonetic
        name = tag.rpartition(" ")[2]
        if name in ("v", "t"):
            wanted = False
        elif name == "rPh":
            phonetic = False
        elif name == "c" and (pieces or formula):
            budget[0] -= 1
            if budget[0] < 0:
                raise Unreadable("large", f"more than {CELLS:,} filled cells")
            cell = _cell("".join(pieces), kind, style, formula, texts, formats)
            if cell is None:
                return
            if row < ROWS and column < COLUMNS:
                grid.cells[row, column] = cell
            else:
                grid.outside += 1

    def text(piece: str) -> None:
        if wanted:
            pieces.append(piece)

    parse(data, start, end, text)
    return grid


def _cell(
    raw: str, kind: str, style: int, formula: bool, texts: list[str], formats: list[tuple[bool, bool]]
) -> Cell | None:
    """A cell from what the part says of it; nothing when it is empty and no formula stands in it."""
    if kind == "s":
        number = _whole(raw.strip())
        if not 0 <= number < len(texts):
            raise Unreadable("damaged", f"shared text {raw!r} does not exist")
        raw = texts[number]
    elif kind in ("inlineStr", "str"):
        raw = _unescape(raw)
    elif kind == "e":
        return Cell(raw.strip(), error=True, formula=formula)
    elif kind == "b":
        return Cell(raw.strip() == "1", formula=formula)
    elif kind == "n" and raw.strip():
        try:
            number_value = _decimal(raw.strip())
        except ValueError as why:
            raise Unreadable("damaged", f"{raw!r} is not a number") from why
        percent, date = formats[style] if 0 <= style < len(formats) else (False, False)
        return Cell(number_value, formula=formula, percent=percent, date=date)
    elif kind == "d":
        return Cell(raw.strip(), formula=formula, date=True)
    return Cell(raw, formula=formula) if raw or formula else None


def element_texts(data: bytes) -> dict[str, str]:
    """The texts of a part's elements by their names, the last of each."""
    found: dict[str, str] = {}
    current = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal current
        current = tag.rpartition(" ")[2]

    def text(piece: str) -> None:
        found[current] = found.get(current, "") + piece

    parse(data, start, None, text)
    return found


def custom_properties(data: bytes) -> dict[str, str]:
    """The custom properties by name."""
    found: dict[str, str] = {}
    current = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal current
        if tag.endswith(" property"):
            current = attributes.get("name", "")

    def text(piece: str) -> None:
        if piece.strip():
            found[current] = found.get(current, "") + piece

    parse(data, start, None, text)
    return found
