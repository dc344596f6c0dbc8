"""Reads one document from its beginning, piece by piece, counting its numbers as Word does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from lxml import etree

from pmf_excel.errors import PutRight
from pmf_excel.reports.reading.charts import chart_of
from pmf_excel.reports.reading.model import Box, Piece, ReadCell, ReadChart, ReadParagraph, ReadReport, ReadTable, Span
from pmf_excel.reports.reading.names import AROUND, C, qn, value
from pmf_excel.reports.reading.numbers import Numbers
from pmf_excel.reports.reading.properties import custom, language, margins, numbering, silent, smallest
from pmf_excel.reports.reading.words import deleted, inside, read_into, words_of


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
        self.numbers = Numbers(numbering(document), styles)
        self.counted = {"paragraph": 0, "table": 0, "chart": 0}
        self.section = ""
        #: The level of each style that was met.
        self.levels: dict[str, int] = {}

    def report(self) -> ReadReport:
        """All of it."""
        properties, body = self.document.core_properties, self.document.element.body
        heads, feet = [], []
        for tops, bottoms in margins(self.document):
            heads += [words_of(part._element) for part in tops if not part.is_linked_to_previous]
            feet += [words_of(part._element) for part in bottoms if not part.is_linked_to_previous]
        return ReadReport(
            tuple(self.pieces(body)), tuple(heads), tuple(feet), properties.title or "", properties.language or language(self.document),
            custom(self.document), *smallest(self.document), sum(1 for _ in body.iter(qn("w:txbxContent"))), silent(body),
        )  # fmt: skip

    def pieces(self, parent: Any) -> Iterator[Piece]:
        """The paragraphs, tables and charts in some part, in their order."""
        for node in parent:
            if node.tag == qn("w:p"):
                if deleted(node):
                    continue
                paragraph = self.paragraph(node)
                charts = [*self.charts(node)]
                if not charts or paragraph.text:
                    yield paragraph
                yield from charts
            elif node.tag == qn("w:tbl"):
                yield self.table(node)
            elif node.tag in AROUND:
                yield from self.pieces(node)

    def paragraph(self, node: Any) -> ReadParagraph:
        """One paragraph, which counts on in its list."""
        shape = node.find(qn("w:pPr"))
        named = shape.find(qn("w:pStyle")) if shape is not None else None
        style = str(named.get(qn("w:val"))) if named is not None else ""
        spans: list[Span] = []
        boxes: list[Box] = []
        read_into(node, spans, boxes)
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
        said = [value(shape, name) for name in ("w:tblCaption", "w:tblDescription")]
        look = shape.find(qn("w:tblLook")) if shape is not None else None
        heads = look is not None and (
            look.get(qn("w:firstColumn")) == "1" or int(look.get(qn("w:val")) or "0", 16) & 0x80 > 0
        )
        rows: list[tuple[ReadCell, ...]] = []
        heading = 0
        for row in inside(node, qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None and heading == len(rows):
                heading += 1
            rows.append(tuple(self.cell(cell) for cell in inside(row, qn("w:tc"))))
        self.counted["table"] += 1
        about = next((one for one in said if one), "")
        where = f"the table “{about}”" if about else f"table {self.counted['table']}"
        return ReadTable(about, tuple(rows), heading, heads, value(shape, "w:tblStyle"), where)

    def cell(self, node: Any) -> ReadCell:
        """One cell."""
        shape = node.find(qn("w:tcPr"))
        painted = shape.find(qn("w:shd")) if shape is not None else None
        merged = shape is not None and (
            value(shape, "w:gridSpan") not in ("", "1") or shape.find(qn("w:vMerge")) is not None
        )
        return ReadCell(
            tuple(_flat(self.pieces(node))), str(painted.get(qn("w:fill")) or "") if painted is not None else "", merged
        )

    def charts(self, node: Any) -> Iterator[ReadChart]:
        """The charts that stand in a paragraph."""
        for drawing in node.iter(qn("w:drawing")):
            words = next(iter(drawing.iter(qn("wp:docPr"))), None)
            for reference in drawing.iter(f"{C}chart"):
                part = self.document.part.related_parts.get(reference.get(qn("r:id")))
                if part is not None:
                    self.counted["chart"] += 1
                    about = str(words.get("descr") or "") if words is not None else ""
                    yield chart_of(etree.fromstring(part.blob), about, f"chart {self.counted['chart']}")

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
        own = value(shape, "w:outlineLvl")
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
            style = value(self.styles[style], "w:basedOn")
        return 0

    def _breaks(self, style: str) -> bool:
        found = self.styles.get(style)
        return found is not None and found.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None


def _flat(pieces: Iterator[Piece]) -> Iterator[ReadParagraph]:
    """The paragraphs of a cell, those of a table within it too."""
    for piece in pieces:
        if isinstance(piece, ReadParagraph):
            yield piece
        elif isinstance(piece, ReadTable):
            for row in piece.rows:
                for cell in row:
                    yield from cell.paragraphs
