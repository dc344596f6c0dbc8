"""The small parts of a workbook: which sheets there are, the shared texts, the formats of cells, the properties; and what a cell is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from pmf_excel.excel.kinds import Unreadable
from pmf_excel.excel.markup import Enough, parse
from pmf_excel.excel.prescan import starts_a_program
from pmf_excel.excel.values import folded

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

#: How many shared texts there may be, and how long a sheet's name or a property.
TEXTS = 1_000_000
NAME = 255


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value as it was kept: text, number, truth or error, and whether a formula made it."""

    value: str | Decimal | bool
    error: bool = False
    formula: bool = False
    percent: bool = False
    date: bool = False


#: First row, first column, last row, last column, from 0.
Range = tuple[int, int, int, int]


@dataclass
class Grid:
    """One sheet's cells by row and column from 0; ``outside`` counts values beyond the window; ``merged`` are ranges shown as one cell."""

    title: str
    hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    outside: int = 0
    merged: tuple[Range, ...] = ()

    @cached_property
    def labelled(self) -> dict[str, list[tuple[int, int]]]:
        """Where each text stands that is short enough to be a heading or a label, as it is compared."""
        found: dict[str, list[tuple[int, int]]] = {}
        for at, cell in self.cells.items():
            if type(cell.value) is str and len(cell.value) <= NAME:
                found.setdefault(folded(cell.value), []).append(at)
        return found

    def text(self, row: int, column: int) -> str:
        """What a cell holds, as text; nothing when it is empty."""
        cell = self.cells.get((row, column))
        return "" if cell is None else str(cell.value).strip()


def sheet_names(data: bytes) -> tuple[list[tuple[str, str, bool]], bool]:
    """The sheets' names, relations and whether they are hidden, and whether dates count from 1904."""
    names: list[tuple[str, str, bool]] = []
    pieces: list[str] = []
    since_1904 = named = False
    first = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904, named, first
        space, _, name = tag.rpartition(" ")
        first = first or tag
        if space == STRICT:
            raise Unreadable("strict")
        if name == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet" and space == MAIN:
            title, relation = attributes.get("name", ""), attributes.get(f"{REL} id", "")
            if len(title) > NAME:
                raise Unreadable("tampered", "the name of a sheet is too long")
            names.append((title, relation, attributes.get("state", "visible") != "visible"))
        named = name == "definedName"

    def end(tag: str) -> None:
        nonlocal named
        if named and starts_a_program("".join(pieces)):
            raise Unreadable("automatic")
        named = False
        pieces.clear()

    def text(piece: str) -> None:
        if named:
            pieces.append(piece)

    parse(data, start, end, text)
    if first != f"{MAIN} workbook":
        raise Unreadable("damaged", "no workbook")
    return names, since_1904


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
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
    one, hint, run = f"{MAIN} si", f"{MAIN} rPh", f"{MAIN} t"

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, phonetic
        if tag == run:
            inside = not phonetic
        elif tag == hint:
            phonetic = True

    def end(tag: str) -> None:
        nonlocal inside, phonetic
        if tag == run:
            inside = False
        elif tag == one:
            texts.append(unescape("".join(pieces)))
            pieces.clear()
            if len(texts) > TEXTS:
                raise Unreadable("large", f"more than {TEXTS:,} texts")
        elif tag == hint:
            phonetic = False

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)

    parse(data, start, end, text)
    return texts


_DATE_CODES = {*range(14, 23), *range(45, 48)}


def cell_formats(data: bytes) -> list[tuple[bool, bool]]:
    """For each cell format, whether it shows percent and whether it shows a date; what follows them in the part is left."""
    codes: dict[int, str] = {}
    found: list[tuple[bool, bool]] = []
    seen: dict[int, tuple[bool, bool]] = {}
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = tag.rpartition(" ")[2]
        if name == "xf" and inside:
            number = whole(attributes.get("numFmtId", "0"))
            if number not in seen:
                seen[number] = _shows(number, codes.get(number, ""))
            found.append(seen[number])
        elif name == "numFmt":
            codes[whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True

    def end(tag: str) -> None:
        if inside and tag.endswith(" cellXfs"):
            raise Enough

    parse(data, start, end)
    return found


def _shows(number: int, code: str) -> tuple[bool, bool]:
    """Whether a number format shows percent, and whether it shows a date."""
    code = re.sub(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', "", code[:NAME], flags=re.IGNORECASE)
    return number in (9, 10) or "%" in code, number in _DATE_CODES or bool(re.search("[dyhs]", code, re.IGNORECASE))


def whole(text: str) -> int:
    """The whole number that an attribute holds, or -1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def element_texts(data: bytes, named: str = "") -> dict[str, str]:
    """The texts of a part by what they stand in: the element, or what its attribute says where one is named."""
    found: dict[str, list[str]] = {}
    current = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal current
        current = attributes.get(named, current) if named else tag.rpartition(" ")[2]

    def text(piece: str) -> None:
        if piece.strip():
            found.setdefault(current, []).append(piece)

    parse(data, start, None, text)
    return {name: "".join(pieces)[: 100 * NAME] for name, pieces in found.items()}
