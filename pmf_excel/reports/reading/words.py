"""The words of a paragraph, as they stand on the page: runs however they are cut, insertions, content controls, fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pmf_excel.reports.reading.model import Box, Span
from pmf_excel.reports.reading.names import AROUND, UNSEEN, W14, qn, value


def read_into(node: Any, spans: list[Span], boxes: list[Box]) -> None:
    """What stands in a part of a paragraph, in its order."""
    for child in node:
        if child.tag in UNSEEN:
            continue
        if child.tag == qn("w:r"):
            bold = child.find(f"{qn('w:rPr')}/{qn('w:b')}")
            text = "".join(sign(part) for part in child)
            if text:
                spans.append(Span(text, bold is not None and bold.get(qn("w:val")) not in ("0", "false")))
        elif child.tag == qn("w:sdt"):
            shape = child.find(qn("w:sdtPr"))
            box = shape.find(f"{W14}checkbox") if shape is not None else None
            if box is not None:
                checked = box.find(f"{W14}checked")
                boxes.append(Box(value(shape, "w:tag"), value(shape, "w:alias"), checked is not None and checked.get(f"{W14}val") in ("1", "true")))  # fmt: skip
            read_into(child, spans, boxes)
        elif len(child):
            read_into(child, spans, boxes)


def sign(node: Any) -> str:
    """What a part of a run puts on the page."""
    if node.tag == qn("w:t"):
        return node.text or ""
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    return signs.get(node.tag, "")


def inside(parent: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row; not those of a table within a cell."""
    for node in parent:
        if node.tag == wanted:
            yield node
        elif node.tag in AROUND:
            yield from inside(node, wanted)


def deleted(node: Any) -> bool:
    """Whether a paragraph is gone once tracked deletions are accepted: its mark is deleted, and nothing else is in it."""
    if node.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is None:
        return False
    spans: list[Span] = []
    read_into(node, spans, [])
    return not any(span.text for span in spans)


def words_of(node: Any) -> str:
    """All the words of a header or footer, with a blank between paragraphs."""
    said = []
    for paragraph in node.iter(qn("w:p")):
        spans: list[Span] = []
        read_into(paragraph, spans, [])
        said.append("".join(span.text for span in spans).strip())
    return " ".join(one for one in said if one)
