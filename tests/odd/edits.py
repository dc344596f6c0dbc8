"""Ways in which a return comes to differ from what was sent: cells, parts and containers changed, or another program in between."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import openpyxl

from pmf_excel.excel.values import serial_of
from tests.odd.council import MEASURES

MEASURES_PART, SIGN_OFF_PART, WORKBOOK = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/workbook.xml"
#: The columns of the Measures sheet that variants type into, and the row of each measure; test_odd holds them to the layout.
COLUMNS = {
    "code": "A", "title": "B", "period": "C", "target": "D", "figure": "J", "status": "K", "reason": "M", "commentary": "N",
    "action": "O", "owner": "P", "action_due": "Q", "reply": "R",
}  # fmt: skip
ROWS = {letter: row for row, letter in enumerate(MEASURES, 5)}


def at(where: str) -> str:
    """The address of a cell said as "P figure"."""
    letter, column = where.split()
    return f"{COLUMNS[column]}{ROWS[letter]}"


@dataclass(frozen=True)
class Return:
    """One service's return as it was sent (``blank``) and as it is filled in rightly (``data``), and a neighbour's beside it."""

    service: str
    blank: bytes = field(repr=False)
    data: bytes = field(repr=False)
    neighbour: bytes = field(repr=False, default=b"")


Change = Callable[[bytes], bytes]


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def packed(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, (2014, 7, 9, 12, 0, 0))
            info.compress_type = compression
            package.writestr(info, part)
    return out.getvalue()


def with_part(data: bytes, name: str, change: bytes | Change) -> bytes:
    """The package with a part put in, or changed."""
    parts = parts_of(data)
    parts[name] = change(parts[name]) if callable(change) else change
    return packed(parts)


def swapped(data: bytes, part: str, old: str, new: str) -> bytes:
    """The package with a text in a part replaced by another; it must be there."""

    def change(xml: bytes) -> bytes:
        assert old.encode() in xml, f"{old!r} is not in {part}"
        return xml.replace(old.encode(), new.encode())

    return with_part(data, part, change)


def number(value: object) -> str:
    """A cell's content as a number."""
    return f"><v>{value}</v>"


def text(value: str) -> str:
    """A cell's content as text."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is>'


def formula(source: str, cached: str | None, kind: str = "") -> str:
    """A cell's content as a formula with its cached value, if it has one."""
    value = "" if cached is None else f"<v>{escape(cached)}</v>"
    return f"{kind}><f>{escape(source)}</f>{value}"


def content(value: object) -> str:
    """A cell's content for a plain value; raw content, which begins with "raw:", as it is."""
    if isinstance(value, str):
        return value.removeprefix("raw:") if value.startswith("raw:") else text(value)
    return number(serial_of(value) if isinstance(value, date) else value)


def raw(inner: str) -> str:
    """Content that is put into the cell as it stands."""
    return f"raw:{inner}"


def put(xml: bytes, cells: Mapping[str, object], style: str = "") -> bytes:
    """A sheet's XML with contents put into cells that are there; nothing (None) empties a cell."""
    for address, value in cells.items():
        found = re.search(rb'<c r="%s"([^>]*?)(/>|>.*?</c>)' % address.encode(), xml, re.DOTALL)
        assert found, f"there is no cell {address}"
        kept = re.search(rb' s="\d+"', found[1])
        own = f' s="{style}"' if style else kept[0].decode() if kept else ""
        inner = "/>" if value is None else f"{content(value)}</c>"
        new = f'<c r="{address}"{own}{inner}'.encode()
        xml = xml[: found.start()] + new + xml[found.end() :]
    return xml


def typed(data: bytes, cells: Mapping[str, object], style: str = "") -> bytes:
    """The return with values typed into cells of the Measures sheet, said as "P figure"."""
    placed = {at(where): value for where, value in cells.items()}
    return with_part(data, MEASURES_PART, lambda xml: put(xml, placed, style))


def filled(blank: bytes) -> bytes:
    """A return filled in without a mistake and signed off, as Excel would save it."""
    parts = parts_of(blank)
    cells = {at(f"{letter} figure"): one["typed"] for letter, one in MEASURES.items()}
    parts[MEASURES_PART] = put(parts[MEASURES_PART], cells)
    signed = {"B5": "Somebody", "B6": "Head of service", "B7": date(2014, 7, 9), "B8": "Yes"}
    parts[SIGN_OFF_PART] = put(parts[SIGN_OFF_PART], signed)
    return packed(parts)


def with_format(data: bytes, where: str, value: Decimal | int | float, code: str) -> bytes:
    """The return with a number in a cell that shows it in a number format of its own."""
    parts = parts_of(data)
    styles = parts["xl/styles.xml"].decode()
    styles = re.sub(r"(<numFmts[^>]*>)", rf'\1<numFmt numFmtId="999" formatCode="{escape(code)}"/>', styles, count=1)
    if "<numFmts" not in styles:
        styles = styles.replace("<fonts", f'<numFmts count="1"><numFmt numFmtId="999" formatCode="{escape(code)}"/></numFmts><fonts', 1)  # fmt: skip
    inside = styles[styles.index("<cellXfs") : styles.index("</cellXfs>")]
    style = len(re.findall(r"<xf ", inside))
    styles = styles.replace("</cellXfs>", '<xf numFmtId="999" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>')
    parts["xl/styles.xml"] = styles.encode()
    parts[MEASURES_PART] = put(parts[MEASURES_PART], {at(where): value}, str(style))
    return packed(parts)


def resaved(data: bytes, change: Callable[[openpyxl.Workbook], object] = lambda book: None) -> bytes:
    """The return opened by another program, changed there, and saved: formulas lose their values, extensions go."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
        change(book)
        out = io.BytesIO()
        book.save(out)
    return out.getvalue()


def in_book(change: Callable[[openpyxl.Workbook], object]) -> Callable[[Return], bytes]:
    """A variant made by changing the filled return in another program."""
    return lambda made: resaved(made.data, change)
