"""The outline of a council's real report held against that of a document of ours.

Labels, headings, notes and boxes of the council's own must all be there, in its order and words; headings must be numbered its
way, one after the other. What the author of the real report chose, another author chooses anew.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pmf_excel.reports.reading import ReadParagraph, ReadReport, Span
from tools.formats.styles import style_id

#: The styles whose paragraphs begin with a label of the council's.
_LED = tuple(style_id(name) for name in ("Front Text", "Implication", "Closing Line"))
#: How the appendices begin, in a report and in a format.
_APPENDED = ("Appendix ", "{{ append")
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
    """One paragraph of our document; ``first`` is the number of the first numbered paragraph below a heading."""

    paragraph: ReadParagraph
    first: str = ""

    @property
    def text(self) -> str:
        """What it says."""
        return self.paragraph.text

    @property
    def level(self) -> int:
        """Its level as a heading; 0 where it is none."""
        return self.paragraph.level

    @property
    def title(self) -> bool:
        """Whether it is the report's title."""
        return self.paragraph.style == "Title"

    @property
    def slot(self) -> bool:
        """Whether it is a field or slot of a format, which a report fills in."""
        return self.text.startswith("{{")

    @property
    def label(self) -> bool:
        """Whether it is a label of the front sheet, or begins with one."""
        lead = self.paragraph.spans[0] if self.paragraph.spans else Span("")
        led = self.paragraph.style in _LED and lead.bold and lead.text.strip().endswith(":")
        return self.paragraph.style == style_id("Front Label") or led

    @property
    def shown(self) -> str:
        """The piece as a person reads it."""
        return f"{self.paragraph.number} {self.text}".strip() + (f" [{self.first}]" if self.first else "")


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


def pieces_of(report: ReadReport) -> list[Piece]:
    """What our document says, paragraph by paragraph, without the conditions of a format."""
    said = [one for one in report.paragraphs if one.text and not one.text.startswith("{%")]
    pieces = []
    for at, one in enumerate(said):
        below = itertools.takewhile(lambda other: not other.level, said[at + 1 :])
        first = next((other.number for other in below if _counted(other)), "") if one.level else ""
        pieces.append(Piece(one, first))
    return pieces


def _counted(paragraph: ReadParagraph) -> bool:
    """Whether it is numbered as a paragraph, not as an item of a list."""
    return bool(paragraph.number) and not paragraph.bullet and paragraph.style != style_id("List Number")


def compare(lines: Sequence[Line], pieces: Sequence[Piece]) -> list[Row]:
    """The two outlines side by side, in the order of the real report."""
    rows: list[Row] = []
    theirs: list[Line] = []
    at, level = 0, 0
    for number, line in enumerate(lines):
        if line.author:
            theirs.append(line)
            continue
        found = next((n for n in range(at, len(pieces)) if _same(line, pieces[n])), None)
        # One that stands beyond what comes after it in the real report is not where it belongs.
        if found is None or _any(lines[number + 1 :], pieces[at:found]):
            rows.append(Row(line.shown, DIFFERS, "", "is not in ours here"))
            continue
        rows += _paired(theirs, _between(pieces[at:found], level, bool(theirs)))
        rows.append(_held(line, pieces[found]))
        at, theirs = found + (line.what != "box"), []
        level = pieces[found].level if line.what == "heading" else level
    rows += _paired(theirs, _between(pieces[at:], level, bool(theirs)))
    return rows + [
        Row("", DIFFERS, number, "does not follow the number before it") for number in slips(_numbers(pieces))
    ]


def _numbers(pieces: Sequence[Piece]) -> list[tuple[str, bool]]:
    """The numbers of our document, each with whether it is a heading's; a slot may bring the heading of its section."""
    numbers: list[tuple[str, bool]] = []
    for one in pieces:
        if not _counted(one.paragraph):
            continue
        section = one.paragraph.number.partition(".")[0]
        if one.slot and not any(heads and number.partition(".")[0] == section for number, heads in numbers):
            numbers.append((section, True))
        numbers.append((one.paragraph.number, one.level > 0))
    return numbers


def _any(lines: Sequence[Line], pieces: Sequence[Piece]) -> bool:
    """Whether any heading of the council's is among some pieces."""
    ours = [line for line in lines if line.what == "heading" and not line.author]
    return any(piece.level and any(_same(line, piece) for line in ours) for piece in pieces)


def _paired(theirs: Sequence[Line], ours: Sequence[Row]) -> list[Row]:
    """What the author of the real report wrote beside what ours has in its place."""
    rows = []
    for line, row in itertools.zip_longest(theirs, ours):
        if line is None or row is None or row.mark != OWN or row.ours.startswith(_APPENDED):
            rows += [Row(line.shown, OWN, "")] if line is not None else []
            rows += [row] if row is not None else []
        else:
            rows.append(Row(line.shown, OWN, row.ours))
    return rows


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
    if line.what == "box":
        ticked = next(box.checked for box in piece.paragraph.boxes if box.tag == line.field)
        return Row(line.shown, EQUAL, line.shown.replace("☐", "☒") if ticked else line.shown)
    ours = piece.shown if line.first else piece.shown.removesuffix(f" [{piece.first}]")
    if line.what == "heading" and shape(line.automatic or line.number) != shape(piece.paragraph.number):
        return Row(line.shown, DIFFERS, ours, "is numbered otherwise")
    # Where the council's next word is a heading below this one, or a table, no numbered paragraph follows.
    if line.first and piece.first and shape(line.first) != shape(piece.first):
        return Row(line.shown, DIFFERS, ours, "has paragraphs numbered otherwise")
    return Row(line.shown, EQUAL, ours)


def _same(line: Line, piece: Piece) -> bool:
    """Whether a piece is what a line of the real report is, whatever it says after it."""
    if line.what == "box":
        return any(box.tag == line.field for box in piece.paragraph.boxes)
    if line.what == "value":
        known = (line.text, line.other, f"{{{{ {line.field} }}}}")
        return not (piece.level or piece.label or piece.title) and (not line.other or piece.text.startswith(known))
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
        if piece.title or piece.slot:
            rows.append(Row("", OWN, piece.shown))
        elif piece.label or (0 < piece.level <= level and not own and not piece.shown.startswith(_APPENDED)):
            rows.append(Row("", DIFFERS, piece.shown, "is not there in the real report"))
        elif piece.level:
            rows.append(Row("", OWN, piece.shown))
    return rows
