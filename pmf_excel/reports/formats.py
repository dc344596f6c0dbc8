"""Formats: one Word document for each council's way of setting out a committee report, with fields to fill in.

A field such as {{ summary }} stands in a paragraph of the format. Short ones (the title, the contact) are filled in as they
are; slots are first marked, then replaced by paragraphs in the style of the paragraph they stood in, headings in the
document's heading styles, and tables. Everything is Word's own, so a clerk can change any of it.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from pmf_excel.errors import PutRight
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text
from pmf_excel.files import repacked
from pmf_excel.reports.facts import Facts
from pmf_excel.reports.kinds import CLOSE, OPEN, Block
from pmf_excel.reports.tables import element, named
from pmf_excel.wording import environment

#: What stands in a slot that a kind leaves empty.
STANDING = "None."
_STYLES = {"heading": "Heading1", "subheading": "Heading2", "bullet": "ListBullet"}


def fill(
    path: Path, fields: Mapping[str, str], slots: Mapping[str, Sequence[Block]], facts: Facts, theme: Theme, made: datetime
) -> bytes:  # fmt: skip
    """The format with its fields and slots filled in, as the bytes of a Word document; the same input gives the same bytes.

    Raises PutRight when the format names a field that does not exist.
    """
    template = DocxTemplate(path)
    made_in = environment(autoescape=True)
    names = template.get_undeclared_template_variables(made_in)
    unknown = sorted(names - set(fields) - set(slots) - set(EMPTY_SLOTS))
    if unknown:
        listed = ", ".join(f'"{name}"' for name in unknown)
        raise PutRight(
            f"{path}: this format asks for {listed}, which no report has. Correct or remove the field in Word."
        )
    marks = {name: f"{OPEN}{name}{CLOSE}" for name in names - set(fields)}
    template.render({**{k: _plain(v) for k, v in fields.items()}, **marks}, made_in)
    raw = io.BytesIO()
    template.save(raw)
    raw.seek(0)
    document = docx.Document(raw)
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        if OPEN in text:
            name = text[text.index(OPEN) + 1 : text.index(CLOSE)]
            blocks = slots.get(name) or [Block("paragraph", STANDING)]
            _replace(paragraph, blocks, facts, theme, path)
    properties = document.core_properties
    properties.title, properties.author = _plain(fields["title"])[:255], _plain(facts.council)[:255]
    properties.subject = _plain(f"{facts.council}, {facts.quarter.label}")[:255]
    properties.last_modified_by, properties.keywords, properties.comments = "", "", ""
    properties.created = properties.modified = made
    properties.language, properties.revision = "en-GB", 1
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


#: Slots that every kind may leave empty: the format's standing text takes their place.
EMPTY_SLOTS = (
    "finance_strategy", "finance", "legal", "risks", "sustainability", "climate", "equality", "crime_and_disorder",
)  # fmt: skip


def _plain(text: str) -> str:
    """A field's text without what breaks a document, or could be taken for the mark of a slot."""
    return clean_text(text).replace(OPEN, "").replace(CLOSE, "")


def _replace(paragraph: Any, blocks: Sequence[Block], facts: Facts, theme: Theme, path: Path) -> None:
    """Put blocks where a slot's mark stands. The first paragraph keeps what stood before the mark, such as a label."""
    bare = _without_mark(paragraph)
    first, labelled = True, "".join(node.text or "" for node in bare.iter(qn("w:t"))) != ""
    for block in blocks:
        if block.kind == "table":
            table = named(facts, block.table)
            if table is None:
                raise PutRight(
                    f'{path}: there is no table "{" ".join(block.table)}". Use counts, measures, exceptions or unrated.'
                )
            if table.rows:
                paragraph.addprevious(element(table, theme))
                paragraph.addprevious(_styled(copy.deepcopy(bare), "AfterTable", ""))
            continue
        style = _STYLES.get(block.kind, "")
        fresh = copy.deepcopy(bare)
        if labelled and not first:
            for run in fresh.findall(qn("w:r")):
                fresh.remove(run)
            _add_run(fresh, "\t")
        paragraph.addprevious(_styled(fresh, style, block.text))
        first = False
    paragraph.getparent().remove(paragraph)


def _without_mark(paragraph: Any) -> Any:
    """A copy of the paragraph with the slot's mark taken out of its runs."""
    bare = copy.deepcopy(paragraph)
    for run in bare.findall(qn("w:r")):
        text = "".join(node.text or "" for node in run.iter(qn("w:t")))
        if OPEN in text:
            bare.remove(run)
    return bare


def _styled(paragraph: Any, style: str, text: str) -> Any:
    """The paragraph in another style (unless empty), with a text added."""
    if style:
        properties = paragraph.get_or_add_pPr()
        for child in list(properties):
            properties.remove(child)
        name = OxmlElement("w:pStyle")
        name.set(qn("w:val"), style)
        properties.append(name)
    if text:
        _add_run(paragraph, text)
    return paragraph


def _add_run(paragraph: Any, text: str) -> None:
    run = OxmlElement("w:r")
    for number, part in enumerate(clean_text(text).split("\t")):
        if number:
            run.append(OxmlElement("w:tab"))
        if part:
            node = OxmlElement("w:t")
            node.text = part
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(node)
    paragraph.append(run)
