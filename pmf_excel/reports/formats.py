"""Formats: one Word document for each council's way of setting out a committee report, with fields to fill in.

A field such as {{ title }} stands in a paragraph of the format and is filled in as it is. A slot such as {{ summary }} is first
marked, then replaced by what the kind says there. {{ legal or "None directly." }} says what stands in an empty one.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import docx
from docxtpl import DocxTemplate

from pmf_excel.errors import PutRight
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text
from pmf_excel.files import repacked
from pmf_excel.problems import near_miss
from pmf_excel.reports.elements import Appendix, Element, Heading, paragraph
from pmf_excel.reports.fields import BOXES, BY_NAME, SLOTS
from pmf_excel.reports.marks import CLOSE, OPEN, unmarked
from pmf_excel.reports.word.compose import APPENDICES, place
from pmf_excel.reports.word.properties import describe, enlarge, tick, trace
from pmf_excel.wording import environment

#: What the background is called where it stands before the detail.
INTRODUCTION = "Introduction"


@dataclass(frozen=True)
class Sheet:
    """What goes into a format: lines of its front sheet, ticked boxes, slots and appendices, and what the document says of itself."""

    fields: Mapping[str, str]
    slots: Mapping[str, Sequence[Element]]
    made: datetime
    boxes: Mapping[str, str] = field(default_factory=dict)
    appendices: Sequence[Appendix] = ()
    subject: str = ""
    made_from: Mapping[str, str] = field(default_factory=dict)


class _Mark(str):
    """The place of a slot. One that nothing is in counts as empty, so that the format's own words stand there."""

    __slots__ = ("there",)

    def __bool__(self) -> bool:
        return bool(getattr(self, "there", False))


def fill(path: Path, sheet: Sheet, theme: Theme, points: int = 12) -> bytes:
    """The format filled in, as the bytes of a Word document; the same input gives the same bytes.

    Raises PutRight when the format names a field that does not exist.
    """
    raw = _bytes(path)
    template = DocxTemplate(io.BytesIO(raw))
    made_in = environment(autoescape=True)
    named = _named(raw)
    unknown = sorted(named - BY_NAME.keys() - SLOTS.keys())
    if unknown:
        asked = [
            f'"{name}" ({near_miss(name, [*BY_NAME, *SLOTS]).strip() or "no field is like it"})' for name in unknown
        ]
        raise PutRight(
            f"{path}: this format asks for {', '.join(asked)}, which no report has. "
            f'Correct or remove it in Word; "pmf format check" shows where it stands.'
        )
    slots = _introduced({**sheet.slots, **_appended(sheet.appendices)}, named)
    words: dict[str, str] = {name: _plain(sheet.fields.get(name, "") or one.empty) for name, one in BY_NAME.items()}
    for name in SLOTS:
        mark = _Mark(f"{OPEN}{name}{CLOSE}")
        mark.there = bool(slots.get(name))
        words[name] = mark
    template.render(words, made_in)
    out = io.BytesIO()
    template.save(out)
    document = docx.Document(io.BytesIO(out.getvalue()))
    tick(document, {name: value for name, value in sheet.boxes.items() if name in BOXES})
    place(document, slots, theme, points)
    enlarge(document, points)
    describe(document, _plain(words["title"]), words["council"], _plain(sheet.subject), sheet.made)
    trace(document, sheet.made_from)
    done = io.BytesIO()
    document.save(done)
    return repacked(done.getvalue())


@functools.lru_cache(maxsize=32)
def _named(raw: bytes) -> frozenset[str]:
    """The fields and slots that a format names; each format is looked through once."""
    return frozenset(DocxTemplate(io.BytesIO(raw)).get_undeclared_template_variables(environment(autoescape=True)))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as why:
        raise PutRight(f"{path}: this format could not be read ({why}). Close it in Word and try again.") from why


def _introduced(slots: dict[str, Sequence[Element]], named: Collection[str]) -> dict[str, Sequence[Element]]:
    """The slots, the background as an introduction to the detail where the format has no place of its own for it."""
    background = slots.get("background")
    if not background or "background" in named:
        return slots
    return {**slots, "detail": [Heading(1, INTRODUCTION), *background, *slots.get("detail", ())]}


def _appended(appendices: Sequence[Appendix]) -> dict[str, Sequence[Element]]:
    """The appendices as two slots: their list, and themselves."""
    if not appendices:
        return {}
    letters = [f"Appendix {chr(ord('A') + number)}: {one.title}" for number, one in enumerate(appendices)]
    every = [element for one in appendices for element in (Heading(0, one.title), *one.elements)]
    return {"appendix_list": [paragraph(text) for text in letters], APPENDICES: every}


def _plain(text: str) -> str:
    """A field's text without what breaks a document, or could be taken for the mark of a slot."""
    return unmarked(clean_text(text))
