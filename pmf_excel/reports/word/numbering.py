"""Numbered lists that begin anew: each gets a number of its own over the same pattern."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

STYLE = "ListNumber"


class Numbered:
    """The numbered lists of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.current = ""

    def next(self, first: bool) -> Any:
        """What binds an item to its list; the first item begins a new one at 1."""
        if first or not self.current:
            self.current = self._begin()
        return parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{self.current}"/></w:numPr>')

    def _begin(self) -> str:
        numbering = self.document.part.numbering_part.element
        numbers = [int(one.get(qn("w:numId"))) for one in numbering.findall(qn("w:num"))]
        fresh = str(max(numbers, default=0) + 1)
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{fresh}"><w:abstractNumId w:val="{self._pattern(numbering)}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
        return fresh

    def _pattern(self, numbering: Any) -> str:
        """The pattern of the style for numbered items."""
        style = next(
            one for one in self.document.styles.element.findall(qn("w:style")) if one.get(qn("w:styleId")) == STYLE
        )
        bound = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}").get(qn("w:val"))
        number = next(one for one in numbering.findall(qn("w:num")) if one.get(qn("w:numId")) == bound)
        return str(number.find(qn("w:abstractNumId")).get(qn("w:val")))
