"""Fills in a workbook as another program would: opened, typed into, saved. For the demo, which plays the services.

A returned file is never saved again by pmf: this is the one place that saves somebody else's workbook, and only a copy
of our own that nobody has touched. It is done with openpyxl, so that what comes back has been through a second program.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from pmf_excel.files import repacked

Typed = str | Decimal | date


def fill_in(data: bytes, typed: Mapping[tuple[str, str], Typed], at: datetime) -> bytes:
    """The workbook with values typed into cells, by sheet and address, saved as at a moment."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of parts it will not keep; none of ours matters to the copy
        book = openpyxl.load_workbook(io.BytesIO(data))
    for (sheet, cell), value in typed.items():
        target = book[sheet][cell]
        if isinstance(value, str):
            target.value = value
            target.data_type = "s"  # "=1+1" typed into a text cell is text
        else:
            target.value = float(value) if isinstance(value, Decimal) else value
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue(), at)


#: The order in which Excel's schema wants the parts of a font; openpyxl writes another, which Excel forgives and validators do not.
_FONT = [
    b"b",
    b"i",
    b"strike",
    b"condense",
    b"extend",
    b"outline",
    b"shadow",
    b"u",
    b"vertAlign",
    b"sz",
    b"color",
    b"name",
    b"family",
    b"charset",
    b"scheme",
]


def _in_order(font: re.Match[bytes]) -> bytes:
    parts = re.findall(rb"<(\w+)[^>]*/>", font[1])
    whole = re.findall(rb"<\w+[^>]*/>", font[1])
    return (
        b"<font>" + b"".join(part for _, part in sorted(zip(map(_FONT.index, parts), whole, strict=True))) + b"</font>"
    )


def _settled(data: bytes, at: datetime) -> bytes:
    """The same package with every date in it fixed, so that the same typing gives the same bytes, and its fonts in order."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()

    def change(name: str, part: bytes) -> bytes:
        if name == "docProps/core.xml":
            return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
        return re.sub(rb"<font>(.*?)</font>", _in_order, part) if name == "xl/styles.xml" else part

    return repacked(data, change)
