"""Workbooks read as they are: every cell with its place, from a container that is trusted in nothing.

A returned workbook may be hostile or merely odd. First the file is held to its limits (container), then told what it is and what it
carries (prescan); only then are the parts opened that say which sheets there are, the shared texts and the sheets themselves.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from pmf_excel.excel.container import FILE_BYTES as FILE_BYTES
from pmf_excel.excel.container import Container
from pmf_excel.excel.grid import Budget, Cells, read_grid
from pmf_excel.excel.kinds import Unreadable, kind_of
from pmf_excel.excel.markup import parse
from pmf_excel.excel.parts import Grid, cell_formats, element_texts, shared_texts, sheet_names
from pmf_excel.excel.prescan import scanned

#: What says who wrote a workbook and which return it is.
_PROPERTIES, _CORE = "docProps/custom.xml", "docProps/core.xml"


@dataclass
class Workbook:
    """What a workbook holds: its sheets in order, its custom properties, and its date system.

    ``remarks`` name what else it carries, which was neither opened nor followed: "a link to another workbook".
    """

    grids: list[Grid]
    properties: dict[str, str]
    keywords: str = ""
    since_1904: bool = False
    remarks: tuple[str, ...] = ()


def read(data: bytes) -> Workbook:
    """Read a workbook from its bytes.

    Raises Unreadable, whose kind says in a word what the file is, or why it cannot be read.
    """
    kind = kind_of(data)
    if kind != "zip":
        raise Unreadable(kind)
    container = Container(data)
    remarks = scanned(container)
    main = next(iter(_relations(container, "").get("officeDocument", {}).values()), "")
    names, since_1904 = sheet_names(_needed(container, main))
    relations = _relations(container, main)
    texts = [_needed(container, part) for part in relations.get("sharedStrings", {}).values()]
    styles = [_needed(container, part) for part in relations.get("styles", {}).values()]
    cells = Cells(shared_texts(texts[0]) if texts else [], cell_formats(styles[0]) if styles else [])
    grids = _grids(container, names, relations, cells)
    keywords = element_texts(container.part(_CORE)).get("keywords", "")
    return Workbook(grids, element_texts(container.part(_PROPERTIES), "name"), keywords, since_1904, remarks)


def said_of(data: bytes) -> tuple[dict[str, str], str]:
    """A workbook's custom properties and keywords alone, without a look at anything else in it.

    Raises Unreadable as ``read`` does, as far as the container and its properties show.
    """
    kind = kind_of(data)
    if kind != "zip":
        raise Unreadable(kind)
    container = Container(data)
    return element_texts(container.part(_PROPERTIES), "name"), element_texts(container.part(_CORE)).get("keywords", "")


def _grids(
    container: Container, names: list[tuple[str, str, bool]], relations: dict[str, dict[str, str]], cells: Cells
) -> list[Grid]:
    """Every worksheet that the workbook names; one that is named and not there is never taken for an empty one."""
    worksheets = relations.get("worksheet", {})
    others = {relation for kind, found in relations.items() if kind != "worksheet" for relation in found}
    budget, grids, opened = Budget(), [], set()
    for title, relation, hidden in names:
        part = worksheets.get(relation, "")
        if not part and relation in others:
            continue  # a sheet that is a chart, or an old dialog
        if part.casefold() in opened:
            raise Unreadable("tampered", "two sheets in one part")
        opened.add(part.casefold())
        grids.append(read_grid(_needed(container, part), title, hidden, cells, budget))
    if not grids:
        raise Unreadable("damaged", "no worksheet")
    return grids


def _needed(container: Container, name: str) -> bytes:
    """A part without which nothing can be concluded."""
    data = container.part(name)
    if not data:
        raise Unreadable("damaged", f"{name[:60]!r} is missing")
    return data


def _relations(container: Container, of: str) -> dict[str, dict[str, str]]:
    """The parts that a part names: kind -> id -> part name. What lies outside the file is left out."""
    folder, _, name = of.rpartition("/")
    found: dict[str, dict[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("Relationship") and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.setdefault(kind, {})[attributes.get("Id", "")] = posixpath.normpath(whole)

    parse(container.part(posixpath.join(folder, "_rels", f"{name}.rels").lstrip("/")), start)
    return found
