"""One sheet's cells, read in one pass: values and formulas inside the window that a layout can fill, and which cells are merged.

The pass ends where what follows the cells and the merged ranges begins, as the standard orders a sheet: rules, validations and
pictures are nothing to a reader. This is where the time of reading goes, so the handlers do little and forget fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.excel.kinds import Unreadable
from pmf_excel.excel.markup import DEPTH, Enough, bounded, run
from pmf_excel.excel.parts import MAIN, STRICT, Cell, Grid, Range, unescape, whole
from pmf_excel.excel.prescan import starts_a_program
from pmf_excel.excel.values import column_letters, position

#: The window that is kept: no layout of ours is larger.
ROWS, COLUMNS = 25_000, 200
#: How many merged ranges of a sheet are kept; people merge tens.
MERGED = 5_000
#: What is counted as long, of texts.
_LONG = 255
#: How many cells that were made are remembered, so that what is the same is one.
_REMEMBERED = 50_000

_WORKSHEET, _DATA, _ROW, _CELL, _VALUE, _FORMULA, _TEXT, _HINT, _MERGE = (
    f"{MAIN} {name}" for name in ("worksheet", "sheetData", "row", "c", "v", "f", "t", "rPh", "mergeCell")
)
#: What can only come after the merged ranges.
_AFTER = {
    f"{MAIN} {name}"
    for name in (
        "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
        "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
        "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    )
}  # fmt: skip
#: Handed to the parser, so that the tags it gives are these very texts.
_KNOWN = {tag: tag for tag in (_ROW, _CELL, _VALUE, _FORMULA, _TEXT)}
_TEXTS = {_VALUE, _TEXT}
_COLUMN = {column_letters(column): column for column in range(COLUMNS)}


@dataclass
class Budget:
    """What all sheets of a workbook may hold together: filled cells, tags, and characters of long texts."""

    cells: int = 500_000
    tags: int = 8_000_000
    characters: int = 10 * 2**20


class Cells:
    """Makes cells from what parts say of them; the same words give the same cell."""

    def __init__(self, texts: list[str], formats: list[tuple[bool, bool]]) -> None:
        self._texts, self._formats = texts, formats
        self._made: dict[tuple[str, str, str, bool], Cell | None] = {}

    def __call__(self, raw: str, kind: str, style: str, formula: bool) -> Cell | None:
        """A cell; nothing when it is empty and no formula stands in it."""
        key = (raw, kind, style if kind == "n" else "", formula)
        try:
            return self._made[key]
        except KeyError:
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            made = self._made[key] = self._make(raw, kind, whole(style), formula)
            return made

    def _make(self, raw: str, kind: str, style: int, formula: bool) -> Cell | None:
        if kind == "s":
            number = whole(raw.strip())
            if not 0 <= number < len(self._texts):
                raise Unreadable("damaged", f"shared text {raw[:20]!r} does not exist")
            raw = self._texts[number]
        elif kind in ("inlineStr", "str"):
            raw = unescape(raw)
        elif kind == "e":
            return Cell(raw.strip(), error=True, formula=formula)
        elif kind == "b":
            return Cell(raw.strip() == "1", formula=formula)
        elif kind == "n" and raw.strip():
            try:
                value = _decimal(raw.strip())
            except ValueError as why:
                raise Unreadable("damaged", f"{raw[:20]!r} is not a number") from why
            percent, date = self._formats[style] if 0 <= style < len(self._formats) else (False, False)
            return Cell(value, formula=formula, percent=percent, date=date)
        elif kind == "d":
            return Cell(raw.strip(), formula=formula, date=True)
        return Cell(raw, formula=formula) if raw or formula else None


def _decimal(text: str) -> Decimal:
    """The number a person sees, from the binary one the part keeps in up to 17 digits: Excel works and shows with 15."""
    if "_" in text:  # Python would take 1_000 for a number
        raise ValueError(text)
    number = float(text)
    if number - number != 0:  # infinity or not a number
        raise ValueError(text)
    return Decimal(f"{number:.15g}")


def read_grid(data: bytes, title: str, hidden: bool, cells: Cells, budget: Budget) -> Grid:
    """One sheet's cells, in one pass.

    Raises Unreadable when it is no sheet, or more than the budget has left.
    """
    grid, kept = Grid(title, hidden), {}
    merged: list[Range] = []
    # The row in which we are, and as its tag says it; where the last cell was; the cell's own tag, and whether it has a formula.
    this_row, row_text, row, column, last = -1, "", -1, -1, ""
    attributes_of: dict[str, str] = {}
    formula = phonetic = found_data = False
    depth = outside = filled = 0
    # What has been read since something was begun, and what of it is the cell's value.
    read: list[str] = []
    pieces: list[str] = []
    data, made = bounded(data, _KNOWN)
    budget.tags -= data.count(b"<")
    if budget.tags < 0:
        raise Unreadable("large", "too much markup")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, attributes_of, formula, phonetic, row, row_text, this_row, column, last, found_data
        depth += 1
        if read:
            read.clear()
        if tag == _CELL:
            attributes_of, formula = attributes, False
            pieces.clear()
        elif tag in _TEXTS:
            pass  # the most frequent after cells
        elif tag == _FORMULA:
            formula = True
        elif tag == _ROW:
            row_text = attributes.get("r", "")
            number = whole(row_text)
            this_row = number - 1 if number > 0 else row + 1
            row, column, last = this_row, -1, ""
        elif depth > DEPTH:
            raise Unreadable("large", "nested too deeply")
        elif tag == _HINT:
            phonetic = True
        elif tag == _MERGE:
            if len(merged) < MERGED and (range_ := _range(attributes.get("ref", ""))):
                merged.append(range_)
        elif depth == 1:
            if tag != _WORKSHEET:
                raise Unreadable("strict" if tag.startswith(STRICT) else "damaged", f"{title[:40]!r} is no worksheet")
        elif tag == _DATA:
            found_data = True
        elif depth == 2 and found_data and tag in _AFTER:
            raise Enough

    def end(tag: str) -> None:
        nonlocal depth, phonetic
        depth -= 1
        if tag in _TEXTS:
            if not phonetic:
                pieces.extend(read)
        elif tag == _CELL:
            finish()
        elif tag == _FORMULA:
            if starts_a_program("".join(read)):
                raise Unreadable("automatic")
        elif tag == _HINT:
            phonetic = False

    def finish() -> None:
        nonlocal row, column, last, outside, filled
        where = attributes_of.get("r")
        if where is None:
            column = (_position(last)[1] if last else column) + 1
        if not (pieces or formula):
            last = where or ""
            return
        if where is not None:
            letters = where[: -len(row_text)] if row_text and where.endswith(row_text) else ""
            at = _COLUMN.get(letters)
            row, column = (this_row, at) if at is not None else _position(where)
        last = ""
        filled += 1
        if filled > budget.cells:
            raise Unreadable("large", "too many filled cells")
        raw = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        cell = cells(raw, attributes_of.get("t", "n"), attributes_of.get("s", "0"), formula)
        if cell is None:
            return
        if row >= ROWS or column >= COLUMNS:
            outside += 1
            return
        kept[row, column] = cell
        value = cell.value
        if type(value) is str and len(value) > _LONG:
            budget.characters -= len(value)
            if budget.characters < 0:
                raise Unreadable("large", "too much text")

    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = read.append
    run(data, made)
    if not found_data:
        raise Unreadable("damaged", f"{title[:40]!r} has no cells")
    budget.cells -= filled
    grid.cells, grid.outside, grid.merged = kept, outside, tuple(merged)
    return grid


def _position(where: str) -> tuple[int, int]:
    try:
        return position(where)
    except ValueError as why:
        raise Unreadable("damaged", str(why)[:60]) from why


def _range(ref: str) -> Range | None:
    """A merged range where it reaches into the window."""
    first, _, last = ref.partition(":")
    try:
        top, left = position(first)
        bottom, right = position(last or first)
    except ValueError:
        return None
    return (top, left, bottom, right) if top < ROWS and left < COLUMNS else None
