"""Puts elements where a format has its slots: paragraphs in the slot's own style, headings, lists, tables, charts.

Everything is Word's own, so that a clerk can change any of it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text
from pmf_excel.reports.elements import Chart, Element, Heading, Item, PageBreak, Paragraph, Run, Table, paragraph
from pmf_excel.reports.fields import SLOTS
from pmf_excel.reports.marks import CLOSE, OPEN
from pmf_excel.reports.word.chart import add_chart
from pmf_excel.reports.word.numbering import Numbered
from pmf_excel.reports.word.table import TEXT_WIDTH
from pmf_excel.reports.word.table import element as table_element

#: What stands in a slot that a kind leaves empty, where the format says nothing else.
STANDING = "None."
#: The slot in which appendices follow each other, each below a heading that has its letter.
APPENDICES = "appendices"
#: The body of a report.
DETAIL = "detail"
#: How far a list and what a cell keeps free stand in, in twentieths of a point.
_LIST_IN_CELL, _EDGES = 425, 216
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEEPEST = 4
#: Marks the run that stands in a slot's place while it is filled; no document ever has it.
_HELD = "place"


def place(document: Document, slots: Mapping[str, Sequence[Element]], theme: Theme, points: int = 12) -> None:
    """Put the elements of each slot where the document has its mark; a slot with nothing in it says "None."."""
    writer = _Writer(document, theme, points)
    above = 0
    for node in list(document.element.body.iter(qn("w:p"))):
        text = "".join(part.text or "" for part in node.iter(qn("w:t")))
        name = text.partition(OPEN)[2].partition(CLOSE)[0]
        if name in SLOTS:
            elements = slots.get(name) or [paragraph(STANDING)]
            if name == DETAIL and not above and not isinstance(elements[0], Heading):
                elements = [Heading(1, "Detail"), *elements]  # or its paragraphs would be numbered under no section
            writer.put(node, elements, 1 if name == APPENDICES else above)
        else:
            above = _heading_level(node) if text.strip() else above
            continue
        above = 0


def _heading_level(node: Any) -> int:
    """The level of a heading of the format itself; 0 where it is none."""
    style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = style.get(qn("w:val")) if style is not None else ""
    return int(name[-1]) if name.startswith("Heading") and name[-1:].isdecimal() else 0


class _Writer:
    """Writes elements before a paragraph that holds a slot's mark, then takes that paragraph away."""

    def __init__(self, document: Document, theme: Theme, points: int) -> None:
        self.document, self.theme, self.points = document, theme, points
        self.numbered = Numbered(document)
        self.charts = 0

    def put(self, node: Any, elements: Sequence[Element], above: int) -> None:
        """Put elements where a slot's mark stands. The first paragraph keeps what stood before the mark, such as a label."""
        bare = _without_mark(node)
        labelled = "".join(part.text or "" for part in bare.iter(qn("w:t"))).strip() != ""
        cell = next(node.iterancestors(qn("w:tc")), None)
        if labelled and not isinstance(elements[0], Paragraph):
            node.addprevious(_without_place(copy.deepcopy(bare)))
        first, broken, level = True, False, above
        for element, after in zip(elements, (*elements[1:], None), strict=True):
            if isinstance(element, PageBreak):
                broken = True
                continue
            if isinstance(element, Heading):  # no level is ever skipped, whatever the text asks for
                level = min(element.level + above, level + 1, _DEEPEST) if element.level else above
                element = replace(element, level=level if element.level else 0)
            for fresh in self.nodes(element, bare, labelled and not first, cell):
                if broken:
                    _break_before(fresh)
                    broken = False
                if isinstance(element, Paragraph) and isinstance(after, Table | Chart):
                    _keep_with_next(fresh)
                node.addprevious(fresh)
            first = False
        node.getparent().remove(node)

    def nodes(self, element: Element, bare: Any, tabbed: bool, cell: Any) -> Sequence[Any]:
        """An element as Word's XML, in the style of the slot or its own; ``cell`` is that of a table it stands in."""
        match element:
            case Heading():
                style = f"Heading{element.level}" if element.level else "AppendixHeading"
                return [_styled(style, (Run(element.text),))]
            case Paragraph():
                return [_styled("UnnumberedParagraph", element.runs) if element.plain else _like(bare, element, tabbed)]
            case Item():
                return [self._item(element, cell is not None)]
            case Table():
                return [table_element(element, self.theme, _room(cell)), _styled("AfterTable", ())]
            case Chart():
                self.charts += 1
                title = _styled("ChartTitle", (Run(element.title),))
                return [title, add_chart(self.document, element, self.charts, self.theme, self.points)]
            case _:
                return []

    def _item(self, element: Item, in_cell: bool) -> Any:
        node = _styled("ListNumber" if element.numbered else "ListBullet", element.runs)
        if element.numbered:
            node.pPr.append(self.numbered.next(element.first))
        if in_cell:
            node.pPr.append(parse_xml(f'<w:ind {nsdecls("w")} w:left="{_LIST_IN_CELL}" w:hanging="{_LIST_IN_CELL}"/>'))
        return node


def _room(cell: Any) -> int:
    """How wide a table may be: as the text, or as the cell it stands in."""
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") if cell is not None else None
    return TEXT_WIDTH if width is None else int(width.get(qn("w:w"))) - _EDGES


def _like(bare: Any, element: Paragraph, tabbed: bool) -> Any:
    """A paragraph like the one the slot stood in; below a label it begins where the first one does."""
    fresh = copy.deepcopy(bare)
    if tabbed:
        for child in list(fresh):
            if child.tag != qn("w:pPr"):
                fresh.remove(child)
        for run in (Run("\t"), *element.runs):
            fresh.append(_run(run))
        return fresh
    held = _place_in(fresh)
    for run in element.runs:
        held.addprevious(_run(run))
    return _without_place(fresh)


def _styled(style: str, runs: Sequence[Run]) -> Any:
    node = parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>')
    for run in runs:
        node.append(_run(run))
    return node


def _run(run: Run) -> Any:
    made = OxmlElement("w:r")
    if run.bold:
        looks = OxmlElement("w:rPr")
        looks.append(OxmlElement("w:b"))
        made.append(looks)
    for number, part in enumerate(clean_text(run.text).split("\t")):
        if number:
            made.append(OxmlElement("w:tab"))
        if part:
            text = OxmlElement("w:t")
            text.text = part
            text.set(_SPACE, "preserve")
            made.append(text)
    return made


def _break_before(node: Any) -> None:
    """Begin a new page with a paragraph; a table begins where the paragraph before it ends."""
    if node.tag == qn("w:p"):
        node.get_or_add_pPr().get_or_add_pageBreakBefore()


def _keep_with_next(node: Any) -> None:
    """Keep what introduces a table or a chart on its page."""
    node.get_or_add_pPr().get_or_add_keepNext()


def _without_mark(node: Any) -> Any:
    """A copy of the paragraph with an empty run where the slot's mark stood; the words around it stay, those in its own run too."""
    bare = copy.deepcopy(node)
    mark = next(text for text in bare.iter(qn("w:t")) if OPEN in (text.text or ""))
    before, _, rest = mark.text.partition(OPEN)
    run = mark.getparent()
    after = copy.deepcopy(run)
    at = run.index(mark)
    for child in list(run)[at + 1 :]:
        run.remove(child)
    for child in list(after)[:at]:
        if child.tag != qn("w:rPr"):
            after.remove(child)
    held = OxmlElement("w:r")
    held.set(_HELD, "1")
    run.addnext(held)
    held.addnext(after)
    _say(run, mark, before)
    _say(after, after.find(qn("w:t")), rest.partition(CLOSE)[2])
    return bare


def _say(run: Any, node: Any, text: str) -> None:
    """Give a run's text other words; where none are left, it goes, and with it a run that has nothing else."""
    node.text = text
    node.set(_SPACE, "preserve")
    if not text:
        run.remove(node)
    if all(child.tag == qn("w:rPr") for child in run):
        run.getparent().remove(run)


def _place_in(bare: Any) -> Any:
    """The empty run where the slot's mark stood."""
    return next(run for run in bare.iter(qn("w:r")) if run.get(_HELD))


def _without_place(bare: Any) -> Any:
    """The paragraph without that run."""
    held = _place_in(bare)
    held.getparent().remove(held)
    return bare
