"""What was read: a report's paragraphs, tables, charts and check boxes, with what a person sees of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Box:
    """A check box: its tag, what a person reads at it, and whether it is ticked."""

    tag: str
    title: str
    checked: bool


@dataclass(frozen=True)
class Span:
    """A piece of a paragraph, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class ReadParagraph:
    """A paragraph: its text, style, the number Word prints before it, and its level where it is a heading (0: none)."""

    text: str
    style: str = ""
    number: str = ""
    level: int = 0
    bullet: bool = False
    spans: tuple[Span, ...] = ()
    boxes: tuple[Box, ...] = ()
    new_page: bool = False
    where: str = ""


@dataclass(frozen=True)
class ReadCell:
    """A cell: its paragraphs, the colour it is painted in (RRGGBB), and whether it is merged with another."""

    paragraphs: tuple[ReadParagraph, ...]
    fill: str = ""
    merged: bool = False

    @property
    def text(self) -> str:
        """Its paragraphs, a line each."""
        return "\n".join(one.text for one in self.paragraphs)


@dataclass(frozen=True)
class ReadTable:
    """A table: what it is said to show, its rows, how many of them are marked as headings, and whether its first column heads rows."""

    about: str
    rows: tuple[tuple[ReadCell, ...], ...]
    heading_rows: int
    row_heads: bool
    style: str = ""
    where: str = ""

    @property
    def texts(self) -> list[list[str]]:
        """What its cells say."""
        return [[cell.text for cell in row] for row in self.rows]


@dataclass(frozen=True)
class ReadSeries:
    """One series of a chart: its name, a number (or none) for each category, its colour, and whether its line is dashed."""

    name: str
    values: tuple[float | None, ...]
    fill: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class ReadChart:
    """A chart: its kind ("stacked" or "line"), what is said of it for those who cannot see it, and its numbers."""

    kind: str
    about: str
    categories: tuple[str, ...]
    series: tuple[ReadSeries, ...]
    number_format: str = "General"
    where: str = ""


Piece: TypeAlias = ReadParagraph | ReadTable | ReadChart


@dataclass(frozen=True)
class ReadReport:
    """A whole report. ``smallest`` is the smallest type in points that any of its words is set in; ``text_boxes`` and ``pictures`` without words are counted."""

    pieces: tuple[Piece, ...]
    headers: tuple[str, ...]
    footers: tuple[str, ...]
    title: str
    language: str
    custom: Mapping[str, str] = field(default_factory=dict)
    smallest: float | None = None
    smallest_words: str = ""
    text_boxes: int = 0
    pictures: int = 0

    @property
    def paragraphs(self) -> Iterator[ReadParagraph]:
        """Every paragraph, those in tables too, in their order."""
        for piece in self.pieces:
            if isinstance(piece, ReadParagraph):
                yield piece
            elif isinstance(piece, ReadTable):
                for row in piece.rows:
                    for cell in row:
                        yield from cell.paragraphs

    @property
    def text(self) -> str:
        """All that it says, a line each paragraph."""
        return "\n".join(one.text for one in self.paragraphs)

    @property
    def boxes(self) -> list[Box]:
        """Its check boxes."""
        return [box for one in self.paragraphs for box in one.boxes]

    @property
    def headings(self) -> list[ReadParagraph]:
        """Its headings."""
        return [one for one in self.pieces if isinstance(one, ReadParagraph) and one.level]

    @property
    def tables(self) -> list[ReadTable]:
        """Its tables."""
        return [one for one in self.pieces if isinstance(one, ReadTable)]

    @property
    def charts(self) -> list[ReadChart]:
        """Its charts."""
        return [one for one in self.pieces if isinstance(one, ReadChart)]
