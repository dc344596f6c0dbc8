"""What a document says of itself: its title and language, what it was made from, which boxes are ticked, how small its type may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pmf_excel.excel.values import clean_text

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_TICKED = "http://schemas.microsoft.com/office/word/2010/wordml"
_LONGEST = 255


def describe(document: Document, title: str, council: str, subject: str, made: datetime) -> None:
    """Set the document's title, author, language and dates: the moment its figures were known."""
    properties = document.core_properties
    properties.title, properties.author = clean_text(title)[:_LONGEST], clean_text(council)[:_LONGEST]
    properties.subject = clean_text(subject)[:_LONGEST]
    properties.last_modified_by, properties.keywords, properties.comments = "", "", ""
    properties.created = properties.modified = made
    properties.language, properties.revision = "en-GB", 1


def trace(document: Document, made_from: Mapping[str, str]) -> None:
    """Keep what a report was made from in its custom properties, so that it can be made again and held against it.

    What is longer than Office keeps goes on in properties of the same name with a 2, a 3 and so on after it.
    """
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(_in_parts(made_from), 2)
    )
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{rows}</Properties>'
    ).encode()
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == _CUSTOM:
            del package.rels[key]
    package.relate_to(Part(PackURI("/docProps/custom.xml"), _KIND, blob, package), _CUSTOM)


def _in_parts(made_from: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names with values, none of them longer than Office keeps; it counts what lies outside the basic plane, such as emoji, twice."""
    room = _LONGEST // 2
    for name, value in sorted(made_from.items()):
        text = clean_text(value)
        parts = [text[at : at + room] for at in range(0, len(text), room)] if len(text) > room else [text]
        yield from ((f"{name} {number}" if number > 1 else name, part) for number, part in enumerate(parts, 1))


def tick(document: Document, boxes: Mapping[str, str]) -> None:
    """Tick the boxes tagged NAME=Yes or NAME=No for the names that have an answer; the others stay as they are."""
    for control in document.element.body.iter(qn("w:sdt")):
        properties = control.find(qn("w:sdtPr"))
        tag = properties.find(qn("w:tag")) if properties is not None else None
        box = properties.find(f"{{{_TICKED}}}checkbox") if properties is not None else None
        name, _, value = (tag.get(qn("w:val")) if tag is not None else "").partition("=")
        if box is None or name not in boxes:
            continue
        ticked = boxes[name] == value
        box.find(f"{{{_TICKED}}}checked").set(f"{{{_TICKED}}}val", "1" if ticked else "0")
        text = control.find(f".//{qn('w:t')}")
        if text is not None:
            text.text = "☒" if ticked else "☐"


def enlarge(document: Document, points: int) -> None:
    """Make no type smaller than so many points, wherever a style or a run sets it."""
    least = points * 2
    parts: list[Any] = [document.styles.element, document.element]
    parts += [one._element for section in document.sections for one in (section.header, section.footer)]
    for part in parts:
        for name in ("w:sz", "w:szCs"):
            for node in part.iter(qn(name)):
                if int(node.get(qn("w:val"))) < least:
                    node.set(qn("w:val"), str(least))
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None and defaults.find(qn("w:sz")) is None:
        size = OxmlElement("w:sz")
        size.set(qn("w:val"), str(least))
        defaults.append(size)
