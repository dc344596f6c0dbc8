"""What a report says of itself as a whole: its properties, language, margins, smallest type and pictures without words."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import count, takewhile
from typing import Any

from docx.document import Document
from lxml import etree

from pmf_excel.reports.reading.names import DECORATIVE, VT, qn, value
from pmf_excel.reports.reading.words import sign


def numbering(document: Document) -> Any:
    """The part that says how its lists are numbered; none where it has no lists."""
    parts = [one.target_part for one in document.part.rels.values() if one.reltype.endswith("/numbering")]
    return parts[0].element if parts else None


def language(document: Document) -> str:
    """The language its words are said to be in; nothing where it is not said."""
    found = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def custom(document: Document) -> dict[str, str]:
    """The document's own properties; one that goes on in others, which have a 2, a 3 and so on after its name, as one."""
    found: dict[str, str] = {}
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/custom-properties"):
            root = etree.fromstring(relation.target_part.blob)
            found = {one.get("name"): "".join(node.text or "" for node in one.iter(f"{VT}lpwstr")) for one in root}
    for name in [one for one in found if not one[-1:].isdigit()]:
        more = takewhile(found.__contains__, (f"{name} {number}" for number in count(2)))
        found[name] += "".join([found.pop(one) for one in more])
    return found


def margins(document: Document) -> Iterator[tuple[list[Any], list[Any]]]:
    """The headers and the footers that each section prints: on every page, on its first and on even ones where it says so."""
    evens = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        first = section.different_first_page_header_footer
        yield (
            [section.header, *([section.first_page_header] if first else []), *([section.even_page_header] if evens else [])],
            [section.footer, *([section.first_page_footer] if first else []), *([section.even_page_footer] if evens else [])],
        )  # fmt: skip


def smallest(document: Document) -> tuple[float | None, str]:
    """The smallest type in points that words are set in, and those words; none where nothing says how large they are."""
    styles = {one.get(qn("w:styleId")): one for one in document.styles.element.findall(qn("w:style"))}
    normal = next((key for key, one in styles.items() if one.get(qn("w:default")) == "1" and one.get(qn("w:type")) == "paragraph"), "")  # fmt: skip
    usual = next((node.get(qn("w:val")) for node in document.styles.element.findall(f"{qn('w:docDefaults')}//{qn('w:sz')}")), "")  # fmt: skip

    @functools.cache
    def styled(style: str) -> str:
        """The size that a style, or one that it rests on, sets."""
        own = styles.get(style)
        return (value(own.find(qn("w:rPr")), "w:sz") or styled(value(own, "w:basedOn"))) if own is not None else ""  # fmt: skip

    found: tuple[float | None, str] = (None, "")
    for part in (
        document.element.body,
        *(one._element for pair in margins(document) for some in pair for one in some),
    ):
        for paragraph in part.iter(qn("w:p")):
            shape = paragraph.find(qn("w:pPr"))
            around = styled(value(shape, "w:pStyle") or normal) or styled(normal) or usual
            for run in paragraph.iter(qn("w:r")):
                words = "".join(sign(child) for child in run).strip()
                looks = run.find(qn("w:rPr")) if words else None
                size = value(looks, "w:sz") or styled(value(looks, "w:rStyle")) or around
                if words and size and (found[0] is None or float(size) / 2 < found[0]):
                    found = (float(size) / 2, words)
    return found


def silent(body: Any) -> int:
    """How many pictures and charts have no words for those who cannot see them, and are not there for decoration alone."""
    return sum(
        not str(node.get("descr") or "").strip()
        and not any(one.get("val") in ("1", "true") for one in node.iter(DECORATIVE))
        for node in body.iter(qn("wp:docPr"))
    )
