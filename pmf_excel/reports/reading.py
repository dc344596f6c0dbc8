"""Reads a finished report back as a person sees it: headings and paragraphs with their numbers, tables, charts, boxes.

It also reads what somebody has edited in Word: text cut into runs anywhere, insertions that are tracked (deletions are not read),
content controls, fields by their result. The twin for the web, the check of an edited report and the tests rest on it.
"""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import docx
from docx.document import Document
from docx.oxml.ns import qn as qualified
from lxml import etree

from pmf_excel.errors import PutRight
from pmf_excel.reports.numbers import Numbers

#: A name with its namespace, worked out once: a long report asks for the same few millions of times.
qn = functools.cache(qualified)
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: What holds paragraphs and tables without being one.
_AROUND = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo"), qn("w:smartTag")}
#: What is in the file and not on the page.
_UNSEEN = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:sdtPr"), qn("w:txbxContent"), _FALLBACK}


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


def read_report(data: bytes, name: str = "This file") -> ReadReport:
    """A report as a person sees it; PutRight when it is no Word document that can be opened."""
    try:
        document = docx.Document(io.BytesIO(data))
        return _Reader(document).report()
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as why:
        raise PutRight(
            f"{name} is no Word document that can be read. Open it in Word, save it as a Word Document (*.docx), and try again."
        ) from why


class _Reader:
    """Reads one document from its beginning."""

    def __init__(self, document: Document) -> None:
        self.document = document
        styles = document.styles.element
        self.styles = {one.get(qn("w:styleId")): one for one in styles.findall(qn("w:style"))}
        self.numbers = Numbers(_numbering(document), styles)
        self.counted = {"paragraph": 0, "table": 0, "chart": 0}
        self.section = ""
        #: The level of each style that was met.
        self.levels: dict[str, int] = {}

    def report(self) -> ReadReport:
        """All of it."""
        properties, body = self.document.core_properties, self.document.element.body
        heads, feet = [], []
        for tops, bottoms in _margins(self.document):
            heads += [_words(part._element) for part in tops if not part.is_linked_to_previous]
            feet += [_words(part._element) for part in bottoms if not part.is_linked_to_previous]
        return ReadReport(
            tuple(self.pieces(body)), tuple(heads), tuple(feet), properties.title or "", properties.language or _language(self.document),
            _custom(self.document), *_smallest(self.document), sum(1 for _ in body.iter(qn("w:txbxContent"))), _silent(body),
        )  # fmt: skip

    def pieces(self, parent: Any) -> Iterator[Piece]:
        """The paragraphs, tables and charts in some part, in their order."""
        for node in parent:
            if node.tag == qn("w:p"):
                if _deleted(node):
                    continue
                paragraph = self.paragraph(node)
                charts = [*self.charts(node)]
                if not charts or paragraph.text:
                    yield paragraph
                yield from charts
            elif node.tag == qn("w:tbl"):
                yield self.table(node)
            elif node.tag in _AROUND:
                yield from self.pieces(node)

    def paragraph(self, node: Any) -> ReadParagraph:
        """One paragraph, which counts on in its list."""
        shape = node.find(qn("w:pPr"))
        named = shape.find(qn("w:pStyle")) if shape is not None else None
        style = str(named.get(qn("w:val"))) if named is not None else ""
        spans: list[Span] = []
        boxes: list[Box] = []
        _read(node, spans, boxes)
        text = "".join(span.text for span in spans).strip()
        number, bullet = self.numbers.next(style, shape)
        level = self._level(style, shape)
        if text and level:
            self.section = f"{number} {text}".strip()
        self.counted["paragraph"] += bool(text)
        broken = shape is not None and shape.find(qn("w:pageBreakBefore")) is not None
        where = self._where(text, number.rstrip("."), level, bullet)
        return ReadParagraph(
            text, style, number, level, bullet, tuple(spans), tuple(boxes), broken or self._breaks(style), where
        )

    def table(self, node: Any) -> ReadTable:
        """One table, with its paragraphs."""
        shape = node.find(qn("w:tblPr"))
        said = [_attribute(shape, name) for name in ("w:tblCaption", "w:tblDescription")]
        look = shape.find(qn("w:tblLook")) if shape is not None else None
        heads = look is not None and (
            look.get(qn("w:firstColumn")) == "1" or int(look.get(qn("w:val")) or "0", 16) & 0x80 > 0
        )
        rows, heading = [], 0
        for row in _inside(node, qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None and heading == len(rows):
                heading += 1
            rows.append(tuple(self.cell(cell) for cell in _inside(row, qn("w:tc"))))
        self.counted["table"] += 1
        about = next((one for one in said if one), "")
        where = f"the table “{about}”" if about else f"table {self.counted['table']}"
        return ReadTable(about, tuple(rows), heading, heads, _attribute(shape, "w:tblStyle"), where)

    def cell(self, node: Any) -> ReadCell:
        """One cell."""
        shape = node.find(qn("w:tcPr"))
        painted = shape.find(qn("w:shd")) if shape is not None else None
        merged = shape is not None and (
            _attribute(shape, "w:gridSpan") not in ("", "1") or shape.find(qn("w:vMerge")) is not None
        )
        return ReadCell(
            tuple(_flat(self.pieces(node))), str(painted.get(qn("w:fill")) or "") if painted is not None else "", merged
        )

    def charts(self, node: Any) -> Iterator[ReadChart]:
        """The charts that stand in a paragraph."""
        for drawing in node.iter(qn("w:drawing")):
            words = next(iter(drawing.iter(qn("wp:docPr"))), None)
            for reference in drawing.iter(f"{_C}chart"):
                part = self.document.part.related_parts.get(reference.get(qn("r:id")))
                if part is not None:
                    self.counted["chart"] += 1
                    about = str(words.get("descr") or "") if words is not None else ""
                    yield _chart(etree.fromstring(part.blob), about, f"chart {self.counted['chart']}")

    def _where(self, text: str, number: str, level: int, bullet: bool) -> str:
        """Where a paragraph is, as a person finds it: by its number, its heading, or its place on the front sheet."""
        if level:
            return f"section {number}" if number else f"the heading “{text}”"
        if number and not bullet:
            return f"paragraph {number}"
        return (
            f"under “{self.section}”" if self.section else f"paragraph {self.counted['paragraph']} of the front sheet"
        )

    def _level(self, style: str, shape: Any) -> int:
        """The level of a heading, its own or its style's; 0 where it is none. A title is no heading of the outline."""
        own = _attribute(shape, "w:outlineLvl")
        if own:
            return int(own) + 1 if int(own) < 9 else 0
        if style not in self.levels:
            self.levels[style] = self._level_of(style)
        return self.levels[style]

    def _level_of(self, style: str) -> int:
        """The level of a style."""
        seen = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            outline = self.styles[style].find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None:
                level = int(outline.get(qn("w:val")))
                return level + 1 if level < 9 else 0
            if style.startswith("Heading") and style[-1:].isdecimal():
                return int(style[-1])
            style = _attribute(self.styles[style], "w:basedOn")
        return 0

    def _breaks(self, style: str) -> bool:
        found = self.styles.get(style)
        return found is not None and found.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None


def _read(node: Any, spans: list[Span], boxes: list[Box]) -> None:
    """What stands in a part of a paragraph, in its order."""
    for child in node:
        if child.tag in _UNSEEN:
            continue
        if child.tag == qn("w:r"):
            bold = child.find(f"{qn('w:rPr')}/{qn('w:b')}")
            text = "".join(_sign(part) for part in child)
            if text:
                spans.append(Span(text, bold is not None and bold.get(qn("w:val")) not in ("0", "false")))
        elif child.tag == qn("w:sdt"):
            shape = child.find(qn("w:sdtPr"))
            box = shape.find(f"{_W14}checkbox") if shape is not None else None
            if box is not None:
                checked = box.find(f"{_W14}checked")
                boxes.append(Box(_attribute(shape, "w:tag"), _attribute(shape, "w:alias"), checked is not None and checked.get(f"{_W14}val") in ("1", "true")))  # fmt: skip
            _read(child, spans, boxes)
        elif len(child):
            _read(child, spans, boxes)


def _sign(node: Any) -> str:
    """What a part of a run puts on the page."""
    if node.tag == qn("w:t"):
        return node.text or ""
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    return signs.get(node.tag, "")


def _inside(parent: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row; not those of a table within a cell."""
    for node in parent:
        if node.tag == wanted:
            yield node
        elif node.tag in _AROUND:
            yield from _inside(node, wanted)


def _flat(pieces: Iterator[Piece]) -> Iterator[ReadParagraph]:
    """The paragraphs of a cell, those of a table within it too."""
    for piece in pieces:
        if isinstance(piece, ReadParagraph):
            yield piece
        elif isinstance(piece, ReadTable):
            for row in piece.rows:
                for cell in row:
                    yield from cell.paragraphs


def _deleted(node: Any) -> bool:
    """Whether a paragraph is gone once tracked deletions are accepted: its mark is deleted, and nothing else is in it."""
    if node.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is None:
        return False
    spans: list[Span] = []
    _read(node, spans, [])
    return not any(span.text for span in spans)


def _chart(root: Any, about: str, where: str) -> ReadChart:
    """A chart from its part."""
    series, categories, shown = [], (), "General"
    for one in root.iter(f"{_C}ser"):
        name = (
            "".join(node.text or "" for node in one.find(f"{_C}tx").iter(f"{_C}v"))
            if one.find(f"{_C}tx") is not None
            else ""
        )
        cats, values = one.find(f"{_C}cat"), one.find(f"{_C}val")
        labels = _points(cats)
        numbers = {at: float(text) for at, text in _points(values).items()}
        count = max([*labels, *numbers], default=-1) + 1
        if cats is not None:
            total = next(iter(cats.iter(f"{_C}ptCount")), None)
            count = int(total.get("val")) if total is not None else count
        categories = tuple(labels.get(at, "") for at in range(count))
        shown = (
            next((node.text or shown for node in values.iter(f"{_C}formatCode")), shown)
            if values is not None
            else shown
        )
        colour = next((node.get("val") for node in one.iter(f"{_A}srgbClr")), "")
        dashed = any(node.get("val") != "solid" for node in one.iter(f"{_A}prstDash"))
        series.append(ReadSeries(name, tuple(numbers.get(at) for at in range(count)), colour, dashed))
    kind = "line" if next(root.iter(f"{_C}lineChart"), None) is not None else "stacked"
    return ReadChart(kind, about, categories, tuple(series), shown, where)


def _points(node: Any) -> dict[int, str]:
    if node is None:
        return {}
    return {
        int(one.get("idx")): "".join(each.text or "" for each in one.iter(f"{_C}v")) for one in node.iter(f"{_C}pt")
    }


def _words(node: Any) -> str:
    """All the words of a header or footer, with a blank between paragraphs."""
    said = []
    for paragraph in node.iter(qn("w:p")):
        spans: list[Span] = []
        _read(paragraph, spans, [])
        said.append("".join(span.text for span in spans).strip())
    return " ".join(one for one in said if one)


def _attribute(node: Any, name: str) -> str:
    found = node.find(qn(name)) if node is not None else None
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _numbering(document: Document) -> Any:
    parts = [one.target_part for one in document.part.rels.values() if one.reltype.endswith("/numbering")]
    return parts[0].element if parts else None


def _language(document: Document) -> str:
    found = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _custom(document: Document) -> dict[str, str]:
    """The document's own properties."""
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/custom-properties"):
            root = etree.fromstring(relation.target_part.blob)
            return {one.get("name"): "".join(node.text or "" for node in one.iter(f"{_VT}lpwstr")) for one in root}
    return {}


def _margins(document: Document) -> Iterator[tuple[list[Any], list[Any]]]:
    """The headers and the footers that each section prints: on every page, on its first and on even ones where it says so."""
    evens = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        first = section.different_first_page_header_footer
        yield (
            [section.header, *([section.first_page_header] if first else []), *([section.even_page_header] if evens else [])],
            [section.footer, *([section.first_page_footer] if first else []), *([section.even_page_footer] if evens else [])],
        )  # fmt: skip


def _smallest(document: Document) -> tuple[float | None, str]:
    """The smallest type in points that words are set in, and those words; none where nothing says how large they are."""
    styles = {one.get(qn("w:styleId")): one for one in document.styles.element.findall(qn("w:style"))}
    normal = next((key for key, one in styles.items() if one.get(qn("w:default")) == "1" and one.get(qn("w:type")) == "paragraph"), "")  # fmt: skip
    usual = next((node.get(qn("w:val")) for node in document.styles.element.findall(f"{qn('w:docDefaults')}//{qn('w:sz')}")), "")  # fmt: skip

    @functools.cache
    def styled(style: str) -> str:
        """The size that a style, or one that it rests on, sets."""
        own = styles.get(style)
        return (_attribute(own.find(qn("w:rPr")), "w:sz") or styled(_attribute(own, "w:basedOn"))) if own is not None else ""  # fmt: skip

    found: tuple[float | None, str] = (None, "")
    for part in (
        document.element.body,
        *(one._element for pair in _margins(document) for some in pair for one in some),
    ):
        for paragraph in part.iter(qn("w:p")):
            shape = paragraph.find(qn("w:pPr"))
            around = styled(_attribute(shape, "w:pStyle") or normal) or styled(normal) or usual
            for run in paragraph.iter(qn("w:r")):
                words = "".join(_sign(child) for child in run).strip()
                looks = run.find(qn("w:rPr")) if words else None
                size = _attribute(looks, "w:sz") or styled(_attribute(looks, "w:rStyle")) or around
                if words and size and (found[0] is None or float(size) / 2 < found[0]):
                    found = (float(size) / 2, words)
    return found


def _silent(body: Any) -> int:
    """How many pictures and charts have no words for those who cannot see them, and are not there for decoration alone."""
    return sum(
        not str(node.get("descr") or "").strip()
        and not any(one.get("val") in ("1", "true") for one in node.iter(_DECORATIVE))
        for node in body.iter(qn("wp:docPr"))
    )
