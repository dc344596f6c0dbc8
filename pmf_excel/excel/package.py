"""Workbooks read as they are: every cell with its place, from a container that is trusted in nothing.

A returned workbook may be hostile or merely odd. So only the parts that say which sheets there are, the shared texts and
the sheets themselves are opened; sizes are counted while reading, never believed; nothing is extracted to disk.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from pmf_excel.excel.parts import (
    CELLS,
    Grid,
    Unreadable,
    cell_formats,
    custom_properties,
    element_texts,
    parse,
    read_grid,
    shared_texts,
    sheet_names,
)  # fmt: skip

#: Limits, from what 3,304 real packages needed.
FILE_BYTES = 20 * 2**20
PARTS = 1_000
PART_BYTES = 64 * 2**20
TOTAL_BYTES = 200 * 2**20
LEAST_RATIO, RATIO_FROM = 0.01, 100 * 1024


@dataclass
class Workbook:
    """What a workbook holds: its sheets in order, its custom properties, and its date system."""

    grids: list[Grid]
    properties: dict[str, str]
    keywords: str = ""
    since_1904: bool = False


def read(data: bytes) -> Workbook:
    """Read a workbook from its bytes.

    Raises Unreadable with a kind: "empty", "damaged", "large", "encrypted", "old", "ods", "other", "macro", "strict" or "dtd".
    """
    return _Package(data).workbook()


def kind_of(data: bytes) -> str:
    """What sort of file the first bytes show: "zip", "ole", "empty" or "other"."""
    if not data:
        return "empty"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "ole"
    return "zip" if data[:4] in (b"PK\x03\x04", b"PK\x05\x06") else "other"


class _Package:
    """The zip container with its limits."""

    def __init__(self, data: bytes) -> None:
        kind = kind_of(data)
        if kind == "empty":
            raise Unreadable("empty")
        if kind == "ole":
            # Excel keeps a workbook with a password in an OLE container with this stream; old .xls files have no such.
            raise Unreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old")
        if kind == "other":
            raise Unreadable("other" if data.strip(b"\0") else "damaged")
        if len(data) > FILE_BYTES:
            raise Unreadable("large", f"{len(data):,} bytes")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as why:
            raise Unreadable("damaged", str(why)) from why
        self._total = 0
        infos = self._zip.infolist()
        if len(infos) > PARTS:
            raise Unreadable("large", f"{len(infos):,} parts")
        names = [info.filename.casefold() for info in infos]
        if len(set(names)) != len(names):
            raise Unreadable("damaged", "two parts with the same name")
        self._infos = {info.filename: info for info in infos}
        for info in infos:
            if info.flag_bits & 0x1:
                raise Unreadable("encrypted")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("damaged", "an unusual compression")
        if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
            raise Unreadable("macro")

    def part(self, name: str) -> bytes:
        """The bytes of a part, counted as they inflate; empty when there is none."""
        info = self._infos.get(name)
        if info is None:
            return b""
        pieces, size = [], 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(1 << 16):
                    pieces.append(piece)
                    size += len(piece)
                    self._total += len(piece)
                    inflating = size > RATIO_FROM and info.compress_size < LEAST_RATIO * size
                    if size > PART_BYTES or self._total > TOTAL_BYTES or inflating:
                        raise Unreadable("large", f"{name} inflates to more than {size:,} bytes")
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as why:
            raise Unreadable("damaged", str(why)) from why
        return b"".join(pieces)

    def workbook(self) -> Workbook:
        root = self._relations("").get("officeDocument", {})
        main = next(iter(root.values()), "")
        if not main or main not in self._infos:
            raise Unreadable("ods" if {"mimetype", "content.xml"} <= self._infos.keys() else "damaged", "no workbook")
        if not main.startswith("xl/"):
            raise Unreadable("other")
        names, since_1904 = sheet_names(self.part(main))
        relations = self._relations(main)
        worksheets = relations.get("worksheet", {})
        strings = next(iter(relations.get("sharedStrings", {}).values()), "")
        styles = next(iter(relations.get("styles", {}).values()), "")
        texts = shared_texts(self.part(strings))
        formats = cell_formats(self.part(styles))
        budget = [CELLS]
        grids = []
        for title, relation, hidden in names:
            if relation in worksheets:
                grids.append(read_grid(self.part(worksheets[relation]), title, hidden, texts, formats, budget))
        if not grids:
            raise Unreadable("damaged", "no worksheet")
        keywords = element_texts(self.part("docProps/core.xml")).get("keywords", "")
        return Workbook(grids, custom_properties(self.part("docProps/custom.xml")), keywords, since_1904)

    def _relations(self, of: str) -> dict[str, dict[str, str]]:
        """The parts that a part names: kind -> id -> part name."""
        folder, _, name = of.rpartition("/")
        found: dict[str, dict[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag.endswith("Relationship") and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.setdefault(kind, {})[attributes.get("Id", "")] = posixpath.normpath(whole)

        parse(self.part(posixpath.join(folder, "_rels", f"{name}.rels").lstrip("/")), start)
        return found
