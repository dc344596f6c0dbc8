"""Reports that somebody edited in Word: what is done to a finished document, and its bytes afterwards."""

from __future__ import annotations

import copy
import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Cell

Change = Callable[[Document], None]


def edited(data: bytes, *changes: Change) -> bytes:
    """The document with something done to it, saved again."""
    document = docx.Document(io.BytesIO(data))
    for change in changes:
        change(document)
    done = io.BytesIO()
    document.save(done)
    return done.getvalue()


def put(node: Any, text: str) -> None:
    """Give a paragraph another text, in its first run; its label and its looks stay."""
    runs = [one for one in node.iter(qn("w:r")) if one.find(qn("w:t")) is not None]
    for one in runs[1:]:
        one.getparent().remove(one)
    run = runs[0]
    for extra in run.findall(qn("w:t"))[1:]:
        run.remove(extra)
    run.find(qn("w:t")).text = text


def words(node: Any) -> str:
    """What a paragraph, a cell or a row says."""
    return "".join(one.text or "" for one in node.iter(qn("w:t")))


def paragraph(document: Document, begins: str) -> Any:
    """The first paragraph, in a table or not, that begins with some words."""
    return next(one for one in document.element.body.iter(qn("w:p")) if words(one).startswith(begins))


def say(old: str, new: str) -> Change:
    """Replace words of the first paragraph that has them."""

    def change(document: Document) -> None:
        node = next(one for one in document.element.body.iter(qn("w:p")) if old in words(one))
        put(node, words(node).replace(old, new, 1))

    return change


def type_after(begins: str, text: str) -> Change:
    """Type a paragraph of one's own after the one that begins with some words."""

    def change(document: Document) -> None:
        node = paragraph(document, begins)
        fresh = copy.deepcopy(node)
        put(fresh, text)
        node.addnext(fresh)

    return change


def take_out(begins: str) -> Change:
    """Delete the paragraph that begins with some words."""

    def change(document: Document) -> None:
        node = paragraph(document, begins)
        node.getparent().remove(node)

    return change


def table(document: Document, about: str) -> Any:
    """The table that is said to show something."""
    for one in document.element.body.iter(qn("w:tbl")):
        caption = one.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}")
        if caption is not None and caption.get(qn("w:val")).startswith(about):
            return one
    raise AssertionError(f"no table {about}")


def row(document: Document, about: str, begins: str) -> Any:
    """The row of a table that begins with some words."""
    return next(one for one in table(document, about).iter(qn("w:tr")) if words(one).startswith(begins))


def cell(document: Document, about: str, begins: str, column: int) -> Any:
    """A cell of a table, by what its row begins with and its column's number."""
    return row(document, about, begins).findall(qn("w:tc"))[column]


def in_cell(about: str, begins: str, column: int, text: str, line: int = 0) -> Change:
    """Type another text into a line of a cell."""

    def change(document: Document) -> None:
        put(cell(document, about, begins, column).findall(qn("w:p"))[line], text)

    return change


def paint(about: str, begins: str, column: int, fill: str) -> Change:
    """Paint a cell in another colour."""

    def change(document: Document) -> None:
        properties = cell(document, about, begins, column).find(qn("w:tcPr"))
        shade = properties.find(qn("w:shd"))
        if shade is None:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            properties.append(shade)
        shade.set(qn("w:fill"), fill)

    return change


def without_row(about: str, begins: str) -> Change:
    """Delete a row of a table."""

    def change(document: Document) -> None:
        one = row(document, about, begins)
        one.getparent().remove(one)

    return change


def cut_into_runs(document: Document) -> None:
    """Cut every text in two runs with a mark of the spelling checker between them, as Word does."""
    for run in list(document.element.body.iter(qn("w:r"))):
        text = run.find(qn("w:t"))
        if text is None or len(text.text or "") < 4 or len(run.findall(qn("w:t"))) > 1:
            continue
        second = copy.deepcopy(run)
        half = len(text.text) // 2
        second.find(qn("w:t")).text, text.text = text.text[half:], text.text[:half]
        for one in (text, second.find(qn("w:t"))):
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        mark = OxmlElement("w:proofErr")
        mark.set(qn("w:type"), "spellStart")
        run.addnext(second)
        run.addnext(mark)


def merge(about: str, begins: str) -> Change:
    """Merge the first two cells of a row."""

    def change(document: Document) -> None:
        one, other, *_ = (_Cell(node, document) for node in row(document, about, begins).findall(qn("w:tc")))  # type: ignore[arg-type]
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), "2")
        one._element.tcPr.append(span)
        other._element.getparent().remove(other._element)

    return change


def saved_by_libreoffice(files: Sequence[Path], folder: Path) -> list[Path]:
    """The documents as LibreOffice saves them."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    profile, out = folder / "profile", folder / "saved"
    command = [
        "soffice",
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    done = subprocess.run(
        [*command, "--outdir", str(out), *map(str, files)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [out / one.name for one in files]
