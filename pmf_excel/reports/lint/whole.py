"""All the words of a document's file: on its pages and off them, such as comments, deletions that are tracked, data behind charts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from pmf_excel.reports.lint.places import Said

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
#: What is in the text of the document and not on its pages.
_GONE, _MOVED = (qn("w:delText"), qn("w:delInstrText")), qn("w:moveFrom")
#: How each part of the file is called; any other is called by its name in the file.
_PARTS = (
    ("word/comments", "a comment"), ("word/footnotes", "a footnote"), ("word/endnotes", "an endnote"), ("word/header", "the header"),
    ("word/footer", "the footer"), ("docProps/core", "the document's properties (File, Info)"),
    ("docProps/app", "the document's properties (File, Info)"), ("docProps/custom", "the document's own properties (File, Info, Advanced)"),
)  # fmt: skip
#: No document of ours has a part larger than this; a larger one is not unpacked.
_LARGEST = 200_000_000


@dataclass(frozen=True)
class Whole:
    """What a file holds beside what is read on its pages, each text with where it is; how many changes are tracked and comments left."""

    said: Sequence[Said] = ()
    tracked: int = 0
    comments: int = 0


def whole(data: bytes) -> Whole:
    """Everything in a document's file that holds words and is not on its pages; a part that cannot be read has none."""
    said: list[Said] = []
    tracked = comments = 0
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for part in file.infolist():
            if part.file_size > _LARGEST:
                continue
            if part.filename.endswith((".xml", ".rels")):
                root = _parsed(file.read(part))
                if root is None:
                    continue
                if part.filename == "word/document.xml":
                    said += _unseen(root)
                    tracked = sum(
                        1 for name in ("w:ins", "w:del", "w:moveFrom", "w:moveTo") for _ in root.iter(qn(name))
                    )
                elif "/styles" not in part.filename and not part.filename.endswith(".rels"):
                    said += _part(part.filename, root)
                    comments += sum(1 for _ in root.iter(qn("w:comment")))
            elif part.filename.endswith(".xlsx"):
                said += [Said(text, "the data of a chart (Edit Data)") for text in _workbook(file.read(part))]
    return Whole(said, tracked, comments)


def _parsed(data: bytes) -> Any:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        return None


def _unseen(root: Any) -> Iterator[Said]:
    """What is in the text and not on the pages: deletions that are tracked, text boxes, alternative texts, notes of fields."""
    for paragraph in root.iter(qn("w:p")):
        gone = [node.text or "" for node in paragraph.iter(*_GONE)]
        gone += [node.text or "" for moved in paragraph.iter(_MOVED) for node in moved.iter(qn("w:t"))]
        if "".join(gone).strip():
            yield Said("".join(gone), "a tracked deletion")
    for box in root.iter(qn("w:txbxContent")):
        yield Said("\n".join(_lines(box)), "a text box")
    for node in root.iter(qn("wp:docPr")):
        for name in ("descr", "title"):
            if node.get(name):
                yield Said(str(node.get(name)), f"the alternative text of “{node.get('name') or 'a picture'}”")
    for name in ("w:tblCaption", "w:tblDescription", "w:alias", "w:tag"):
        for node in root.iter(qn(name)):
            if node.get(qn("w:val")):
                yield Said(str(node.get(qn("w:val"))), "the description of a table or field")
    for node in root.iter(qn("w:instrText")):
        yield Said(node.text or "", "the code of a field")


def _lines(node: Any) -> Iterator[str]:
    for paragraph in node.iter(qn("w:p")):
        yield "".join(one.text or "" for one in paragraph.iter(qn("w:t"), qn("w:delText")))


def _part(name: str, root: Any) -> Iterator[Said]:
    """The words of one part of the file."""
    where = next((said for begins, said in _PARTS if name.startswith(begins)), "")
    if name.startswith("word/charts/"):
        words = [node.text or "" for node in root.iter(f"{_CHART}v", f"{_DRAWN}t")]
        yield from (Said(text, "a chart") for text in dict.fromkeys(words))
    elif where.startswith(("the document", "the header", "the footer")) or not where:
        lines = list(_lines(root)) if name.startswith("word/") else [node.text or "" for node in root.iter()]
        yield from (Said(text, where or f"the part {name} of the file") for text in lines if text.strip())
    else:
        yield from (Said(text, where) for text in _lines(root) if text.strip())


def _workbook(data: bytes) -> Iterator[str]:
    """The words of the workbook behind a chart."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for part in book.infolist():
                if part.filename.endswith(".xml") and part.file_size <= _LARGEST:
                    root = _parsed(book.read(part))
                    if root is not None:
                        yield from (
                            "".join(one.text or "" for one in node.iter(f"{_SHEET}t"))
                            for node in root.iter(f"{_SHEET}si", f"{_SHEET}is")
                        )
    except zipfile.BadZipFile:
        return
