"""Formats: one Word document for each council's way of setting out a committee report, with fields to fill in.

A field such as {{ title }} stands in a paragraph of the format and is filled in as it is. A slot such as {{ summary }} is first
marked, then replaced by what the kind says there. {{ legal or "None directly." }} says what stands in an empty one.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import docx
from docxtpl import DocxTemplate
from lxml import etree

from pmf_excel.errors import PutRight
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text
from pmf_excel.files import repacked
from pmf_excel.problems import near_miss
from pmf_excel.reports.elements import Appendix, Element, Heading, paragraph
from pmf_excel.reports.fields import BOXES, BY_NAME, SLOTS
from pmf_excel.reports.marks import APART, CLOSE, OPEN, kept_apart, unmarked
from pmf_excel.reports.word.compose import APPENDICES, place
from pmf_excel.reports.word.properties import describe, enlarge, tick, trace
from pmf_excel.wording import FAULTS, environment

#: What the background is called where it stands before the detail.
INTRODUCTION = "Introduction"
#: What python-docx, and what it rests on, say of a file that is no Word document.
UNREADABLE = (zipfile.BadZipFile, KeyError, ValueError, AttributeError, etree.XMLSyntaxError)
_LEFT = re.compile(f"{OPEN}([A-Za-z_]+){CLOSE}".encode())


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


class _NoDocument(Exception):
    """A file that is no Word document."""


class _Mark(str):
    """The place of a slot. One that nothing is in counts as empty, so that the format's own words stand there."""

    __slots__ = ("there",)
    there: bool

    def __bool__(self) -> bool:
        return bool(getattr(self, "there", False))


def fill(path: Path, sheet: Sheet, theme: Theme, points: int = 12, raw: bytes = b"") -> bytes:
    """The format filled in, as the bytes of a Word document; the same input gives the same bytes. Its own are ``raw``, where they are at hand.

    Raises PutRight when the format is no Word document, names a field that does not exist, is not well formed, or has a slot
    where nothing can be put: what a report says is never lost without a word.
    """
    raw = raw or read_format(path)
    named = _asked(path, raw)
    slots = _introduced({**sheet.slots, **_appended(sheet.appendices)}, named)
    words = {name: kept_apart(clean_text(sheet.fields.get(name, "") or one.empty)) for name, one in BY_NAME.items()}
    document = docx.Document(io.BytesIO(_rendered(path, raw, words, slots)))
    tick(document, {name: value for name, value in sheet.boxes.items() if name in BOXES})
    place(document, slots, theme, points)
    enlarge(document, points)
    describe(document, unmarked(words["title"]), unmarked(words["council"]), _plain(sheet.subject), sheet.made)
    trace(document, sheet.made_from)
    done = io.BytesIO()
    document.save(done)
    return repacked(done.getvalue(), functools.partial(_finished, path))


def fault(path: Path) -> str:
    """What keeps a format from being filled in at all, in a sentence; nothing where it can be, with and without words."""
    raw = read_format(path)
    try:
        named = _asked(path, raw)
        for word in ("", "x"):
            slots: dict[str, Sequence[Element]] = {name: [paragraph(word)] for name in SLOTS if word}
            _rendered(path, raw, dict.fromkeys(BY_NAME, word), _introduced(slots, named))
    except PutRight as why:
        return str(why)
    return ""


def _asked(path: Path, raw: bytes) -> frozenset[str]:
    """The fields and slots that a format names; PutRight when it cannot be read, or there is no such field."""
    try:
        named = _named(raw)
    except _NoDocument as why:
        raise PutRight(
            f"{path}: this format is no Word document that can be opened. Save it in Word as a Word Document (*.docx)."
        ) from why
    except FAULTS as why:
        raise PutRight(_malformed(path, why)) from why
    unknown = sorted(named - BY_NAME.keys() - SLOTS.keys())
    if unknown:
        asked = [
            f'"{name}" ({near_miss(name, [*BY_NAME, *SLOTS]).strip() or "no field is like it"})' for name in unknown
        ]
        raise PutRight(
            f"{path}: this format asks for {', '.join(asked)}, which no report has. "
            f'Correct or remove it in Word; "pmf format check" shows where it stands.'
        )
    return named


@functools.lru_cache(maxsize=32)
def _named(raw: bytes) -> frozenset[str]:
    """The fields and slots that a format names; each format is looked through once."""
    try:
        docx.Document(io.BytesIO(raw))
    except UNREADABLE as why:
        raise _NoDocument from why
    return frozenset(DocxTemplate(io.BytesIO(raw)).get_undeclared_template_variables(environment(autoescape=True)))


def _rendered(path: Path, raw: bytes, words: Mapping[str, str], slots: Mapping[str, Sequence[Element]]) -> bytes:
    """The format with its fields filled in and its slots marked; PutRight when it is not well formed."""
    every: dict[str, str] = dict(words)
    for name in SLOTS:
        mark = _Mark(f"{OPEN}{name}{CLOSE}")
        mark.there = bool(slots.get(name))
        every[name] = mark
    template = DocxTemplate(io.BytesIO(raw))
    try:
        template.render(every, environment(autoescape=True))
    except FAULTS as why:
        raise PutRight(_malformed(path, why)) from why
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _malformed(path: Path, why: BaseException) -> str:
    what = next(iter(str(why).splitlines()), "it cannot be read").rstrip(".")
    return (
        f'{path}: a field or an instruction of this format is not well formed ({what}). Correct it in Word; "pmf format check" '
        "shows where it stands."
    )


def _finished(path: Path, name: str, part: bytes) -> bytes:
    """A part of a filled format as it is kept; PutRight when the mark of a slot is left in it."""
    left = _LEFT.search(part)
    slot = left[1].decode().lower() if left else ""
    if slot in SLOTS:
        raise PutRight(
            f'{path}: nothing can be put where the slot "{slot}" stands in this format. Give it a paragraph of its own in the body of '
            f'the document, written as {{{{ {slot} }}}}; "pmf format check" shows where it stands.'
        )
    return part.replace(APART.encode(), b"")


def read_format(path: Path) -> bytes:
    """A format's bytes; PutRight where it cannot be read."""
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
