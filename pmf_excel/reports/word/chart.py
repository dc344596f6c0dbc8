"""Charts that Word draws and a clerk can edit: a part of the document with the chart, and the workbook of its figures behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pmf_excel.errors import OurFault
from pmf_excel.excel.plain import plain_workbook
from pmf_excel.excel.sheets import cut
from pmf_excel.excel.stream import LONGEST
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text
from pmf_excel.reports.elements import Chart, Series
from pmf_excel.reports.word import plot, room
from pmf_excel.reports.word.table import TEXT_WIDTH

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPENXML = "application/vnd.openxmlformats-officedocument"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
#: EMU of a point, and of a twentieth of one.
_POINT, _TWIP = 12700, 635
#: Drawings are told apart by a number; those that a format may have of its own are small or very large.
_FIRST = 1_000_000


def add_chart(document: Document, chart: Chart, number: int, theme: Theme, points: int = 12) -> Any:
    """Add a chart to a document; the paragraph that shows it, which is still to be placed.

    ``number`` tells the charts of a document apart; type is ``points`` high. Raises OurFault for a chart without categories or
    series, with as many numbers as it has no categories for, or with a number that is none.
    """
    made = _cleaned(chart)
    width = _width(document)
    part, package = document.part, document.part.package
    name = _free_name(part, number)
    if made.kind == "stacked":
        bars = room.bars(made, width, points)
        height, xml = bars.height, plot.stacked(made, bars, theme, points)
    else:
        height, xml = room.line_height(points), plot.lines(made, width, theme, points)
    series = [(one.name, one.values) for one in made.series]
    figures = plain_workbook(theme, made.categories, series, plot.number_code(made))
    book = Part(PackURI(f"/word/embeddings/{name}.xlsx"), f"{_OPENXML}.spreadsheetml.sheet", figures, package)
    drawn = Part(PackURI(f"/word/charts/{name}.xml"), f"{_OPENXML}.drawingml.chart+xml", xml.encode(), package)
    drawn.load_rel(f"{_RELATIONS}/package", book, plot.TO_BOOK)
    return _paragraph(made, number, part.relate_to(drawn, f"{_RELATIONS}/chart"), width, height)


def _cleaned(chart: Chart) -> Chart:
    """The chart with texts that a document and a cell take."""
    count = len(chart.categories)
    if chart.kind not in ("stacked", "line"):
        raise OurFault(f'the chart "{chart.title}" is of the kind "{chart.kind}", which Word is not told how to draw')
    if not count or not chart.series or any(len(one.values) != count for one in chart.series):
        raise OurFault(f'the chart "{chart.title}" has not one number or gap for each of its {count} categories')

    def text(given: str) -> str:
        return cut(clean_text(given), LONGEST)

    series = tuple(Series(text(one.name), one.values, one.fill, one.text, one.dashed) for one in chart.series)
    return replace(
        chart, title=text(chart.title), about=text(chart.about), categories=tuple(map(text, chart.categories)),
        series=series, unit=text(chart.unit),
    )  # fmt: skip


def _width(document: Document) -> float:
    """The width of a chart in points: that of A4's text, or of the narrowest section of the document."""
    widths = [
        one.page_width - one.left_margin - one.right_margin
        for one in document.sections
        if one.page_width and one.left_margin is not None and one.right_margin is not None
    ]
    return min(TEXT_WIDTH * _TWIP, *widths) / _POINT


def _free_name(part: Any, number: int) -> str:
    """A name such as chart1 that no chart of the format has, in its text, header or footer."""
    parts = [part, *part.related_parts.values()]
    taken = {str(one.partname) for near in parts for one in near.related_parts.values()}
    while f"/word/charts/chart{number}.xml" in taken or f"/word/embeddings/chart{number}.xlsx" in taken:
        number += 1
    return f"chart{number}"


def _paragraph(chart: Chart, number: int, relation: str, width: float, height: float) -> Any:
    size = f'cx="{int(width * _POINT)}" cy="{int(height * _POINT)}"'
    return parse_xml(
        f'<w:p {nsdecls("w", "wp", "a", "r")}><w:pPr><w:pStyle w:val="Chart"/></w:pPr><w:r><w:rPr><w:noProof/></w:rPr><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{_FIRST + number}" name="Chart {number}" descr={quoteattr(chart.about)} title={quoteattr(chart.title)}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
