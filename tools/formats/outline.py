"""The outline of a council's real report held against that of a document of ours.

Labels, headings, notes and boxes of the council's own must all be there, in its order and words; headings must be numbered its
way, one after the other. What the author of the real report chose, another author chooses anew.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EQUAL, OWN, ADDED, DIFFERS = "=", "~", "+", "≠"
_APOSTROPHES = str.maketrans("‘’", "''")


@dataclass(frozen=True)
class Line:
    """One line of the real report's outline; the fields are explained in samples/outlines/north-norfolk.toml."""

    text: str
    what: str = "heading"
    number: str = ""
    automatic: str = ""
    first: str = ""
    first_automatic: str = ""
    field: str = ""
    other: str = ""
    author: bool = False
    added: str = ""

    @property
    def shown(self) -> str:
        """The line as a person reads it, with what automatic numbering makes of a slip."""
        number = f"{self.number} → {self.automatic}" if self.automatic else self.number
        first = f"{self.first} → {self.first_automatic}" if self.first_automatic else self.first
        words = f"{self.field.partition('=')[0]}: {self.text} ☐" if self.what == "box" else self.text
        return f"{number} {words}".strip() + (f" [{first}]" if first else "")


@dataclass(frozen=True)
class Piece:
    """One paragraph of our document: its text, its number, its level as a heading (0 is none), and whether it is a label.

    ``fields`` are the content controls in it, ``first`` is the number of the first numbered paragraph below a heading.
    """

    text: str
    number: str = ""
    level: int = 0
    label: bool = False
    title: bool = False
    fields: tuple[str, ...] = ()
    first: str = ""

    @property
    def shown(self) -> str:
        """The piece as a person reads it."""
        return f"{self.number} {self.text}".strip() + (f" [{self.first}]" if self.first else "")


@dataclass(frozen=True)
class Row:
    """One line of the comparison: the real report, whether it is equal, and ours."""

    real: str
    mark: str
    ours: str
    why: str = ""


def real_outline(path: Path) -> tuple[str, list[Line]]:
    """What the real report is called, and the lines of its outline."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return data["report"], [Line(**line) for line in data["line"]]


def compare(lines: Sequence[Line], pieces: Sequence[Piece]) -> list[Row]:
    """The two outlines side by side, in the order of the real report."""
    rows: list[Row] = []
    at, level, own = 0, 0, False
    for line in lines:
        if line.author:
            rows.append(Row(line.shown, OWN, "", "the author's own"))
            own = True
            continue
        found = next((n for n in range(at, len(pieces)) if _same(line, pieces[n])), None)
        if found is None:
            rows.append(Row(line.shown, DIFFERS, "", "is not in ours here"))
            continue
        rows += _between(pieces[at:found], level, own)
        rows.append(_held(line, pieces[found]))
        at, own = found + (line.what != "box"), False
        level = pieces[found].level if line.what == "heading" else level
    return [*rows, *_between(pieces[at:], level, own)]


def slips(numbers: Sequence[tuple[str, bool]]) -> list[str]:
    """Where numbers do not run on; each with whether it is a heading's. 1 or 1.0 are sections, 1.1 stands in one."""
    section = inside = 0
    wrong = []
    for number, heads in numbers:
        parts = [int(part) for part in re.findall(r"\d+", number)]
        if heads and (len(parts) == 1 or (len(parts) == 2 and not parts[1])):
            if parts[0] != section + 1:
                wrong.append(number)
            section, inside = parts[0], 0
        elif len(parts) == 2:
            if parts[0] != section or parts[1] <= inside or (inside == 0 and parts[1] != 1):
                wrong.append(number)
            inside = parts[1]
    return wrong


def shape(number: str) -> str:
    """The way in which a number is written: 12.3 is n.n, 1.0 is n.0, 4. is n."""
    return re.sub(r"[1-9]\d*", "n", number)


def _held(line: Line, piece: Piece) -> Row:
    """A line of the real report and the piece that says the same, with how their numbers are written."""
    if line.added:
        return Row("", ADDED, piece.shown, line.added)
    ours = line.text if line.what == "box" else piece.shown
    if line.what == "heading" and shape(line.automatic or line.number) != shape(piece.number):
        return Row(line.shown, DIFFERS, ours, "is numbered otherwise")
    # Where the council's next word is a heading below this one, or a table, no numbered paragraph follows.
    if line.first and piece.first and shape(line.first) != shape(piece.first):
        return Row(line.shown, DIFFERS, ours, "has paragraphs numbered otherwise")
    return Row(line.shown, EQUAL, ours)


def _same(line: Line, piece: Piece) -> bool:
    """Whether a piece is what a line of the real report is, whatever it says after it."""
    if line.what == "box":
        return line.field in piece.fields
    if line.what == "value":
        there = (_plain(line.text), f"{{{{ {line.field} }}}}")
        return (
            line.field in piece.fields or piece.text in there or bool(line.other and piece.text.startswith(line.other))
        )
    text, said = _plain(line.text), _plain(piece.text)
    if line.what == "label":
        return said == text or said.startswith(f"{text} ")
    return said == text and (piece.level > 0) == (line.what == "heading")


def _plain(text: str) -> str:
    return re.sub(r" +(?=:)", "", " ".join(text.translate(_APOSTROPHES).split()))


def _between(pieces: Sequence[Piece], level: int, own: bool) -> list[Row]:
    """What ours has between two lines of the council's: an author's headings and slots, or something it should not have."""
    rows = []
    for piece in pieces:
        if piece.title or piece.text.startswith("{{"):
            rows.append(Row("", OWN, piece.shown, "filled in by the report"))
        elif piece.label or (0 < piece.level <= level and not own and not piece.number.startswith("Appendix")):
            rows.append(Row("", DIFFERS, piece.shown, "is not in the real report"))
        elif piece.level:
            rows.append(Row("", OWN, piece.shown, "the author's own"))
    return rows
