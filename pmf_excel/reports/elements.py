"""What a report is made of before it is a Word document: headings, paragraphs, lists, tables, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from pmf_excel.framework.status import Status


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the highest of the slot it stands in, and 0 that of an appendix."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; where it is in a numbered slot it takes the next number, unless ``plain``."""

    runs: tuple[Run, ...]
    plain: bool = False


@dataclass(frozen=True)
class Item:
    """One item of a list, with a bullet or a number of its own; ``first`` of its list."""

    runs: tuple[Run, ...]
    numbered: bool = False
    first: bool = False


@dataclass(frozen=True)
class Cell:
    """What a cell says, as paragraphs. A status paints it; ``bold`` heads a row."""

    texts: tuple[str, ...]
    status: Status | None = None
    bold: bool = False


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the width (of 100), and whether it holds numbers."""

    heading: str
    share: int
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table: what it shows (for those who cannot see it), its columns and rows. No cell is ever merged."""

    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: The heads of its rows stand in the first column.
    row_heads: bool = False


@dataclass(frozen=True)
class Series:
    """One row of a chart's numbers: its name, a number (or none) for each category, and its colours as #RRGGBB."""

    name: str
    values: tuple[Decimal | None, ...]
    fill: str
    text: str = "#FFFFFF"
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart of Word's own. ``kind`` is "stacked" (bars lying, one to a category) or "line" (over time).

    ``title`` says what was found; ``about`` says in words all that the chart shows. Numbers have ``decimals`` and a ``unit``.
    """

    kind: str
    title: str
    about: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    decimals: int = 0
    unit: str = ""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Element: TypeAlias = Heading | Paragraph | Item | Table | Chart | PageBreak


@dataclass(frozen=True)
class Appendix:
    """An appendix: the key by which texts name it, its title and what is in it. Its letter follows from its place."""

    key: str
    title: str
    elements: Sequence[Element] = field(default_factory=tuple)


def paragraph(text: str, plain: bool = False) -> Paragraph:
    """A paragraph of one plain run."""
    return Paragraph((Run(text),), plain)


def item(text: str, first: bool = False) -> Item:
    """An item with a bullet, of one plain run."""
    return Item((Run(text),), first=first)
