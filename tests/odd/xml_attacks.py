"""The XML of a return's parts: declarations, entities, depth, broken text; and XML that is odd and says the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.odd.edits import (
    MEASURES_PART,
    WORKBOOK,
    Return,
    at,
    content,
    packed,
    parts_of,
    raw,
    swapped,
    typed,
    with_part,
)
from tests.odd.variant import Variant, accepted, noted, rejected, with_typed

STRINGS, STYLES, CORE, THEME = "xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml", "xl/theme/theme1.xml"
DECLARED = re.compile(rb"^<\?xml[^>]*\?>\s*")
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
ENTITIES = {"laughs": (LAUGHS, "&j;"), "quadratic": (QUADRATIC, "&a;" * 5000), "a file": (FILE, "&a;")}


def with_dtd(part: str, dtd: str, use: str = "") -> Callable[[Return], bytes]:
    """The filled return with a document type in a part, and a use of its entity where the part has text."""

    def change(xml: bytes) -> bytes:
        body = DECLARED.sub(b"", xml)
        if use:
            body = re.sub(rb"(<t[^>]*>|<dc:title>|<v>)", rb"\g<1>" + use.encode(), body, count=1)
        return b'<?xml version="1.0" encoding="UTF-8"?>' + dtd.encode() + body

    return lambda made: with_part(made.data, part, change)


def recoded(codec: str, name: str, dtd: str = "", bom: bytes = b"") -> Callable[[Return], bytes]:
    """The Measures sheet in another encoding."""

    def change(xml: bytes) -> bytes:
        text = f'<?xml version="1.0" encoding="{name}"?>{dtd}' + DECLARED.sub(b"", xml).decode()
        return bom + text.encode(codec, "xmlcharrefreplace")

    return lambda made: with_part(made.data, MEASURES_PART, change)


def in_sheet(old: str, new: str) -> Callable[[Return], bytes]:
    return lambda made: swapped(made.data, MEASURES_PART, old, new)


def with_bytes(piece: bytes) -> Callable[[Return], bytes]:
    """The filled return with raw bytes in a commentary."""

    def make(made: Return) -> bytes:
        data = typed(made.data, {"P commentary": "HERE"})
        return with_part(data, MEASURES_PART, lambda xml: xml.replace(b"HERE", b"before " + piece + b" after"))

    return make


def strict(made: Return) -> bytes:
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    return packed({n: p.replace(old + b"spreadsheetml/2006/main", new + b"spreadsheetml/main") for n, p in parts_of(made.data).items()})  # fmt: skip


def prefixed(made: Return) -> bytes:
    """Every element with a prefix, as Microsoft's own SDK writes them."""

    def change(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)([a-zA-Z0-9]+)(?=[\s/>])", rb"<\1x:\2", DECLARED.sub(b"", xml))
        return xml.replace(b'xmlns="', b'xmlns:x="')

    return with_part(made.data, MEASURES_PART, change)


def without_addresses(made: Return) -> bytes:
    """Rows and cells that do not say where they stand: some programs leave that to be counted."""

    def change(xml: bytes) -> bytes:
        start, end = xml.index(b"<sheetData>"), xml.index(b"</sheetData>")
        rows = re.findall(rb"<row .*?</row>|<row [^>]*/>", xml[start:end], re.DOTALL)
        out = []
        for number, row in enumerate(rows, 1):
            cells = dict(re.findall(rb'(?s)<c r="([A-Z]+)%d"([^>]*?/>|.*?</c>)' % number, row))
            last = max((ord(letter) - 64 for letter in cells), default=0)
            out.append(b"<row>" + b"".join(b"<c" + cells.get(bytes([64 + n]), b"/>") for n in range(1, last + 1)) + b"</row>")  # fmt: skip
        return xml[:start] + b"<sheetData>" + b"".join(out) + xml[end:]

    return with_part(made.data, MEASURES_PART, change)


HERE = f'<c r="{at("P figure")}"'
BREAKS = "First line_x000D_\nsecond _x0041_"

VARIANTS: list[Variant] = [
    *(
        rejected(f"a document type in {name}", with_dtd(part, "<!DOCTYPE x>"), "PMF-302")
        for name, part in {
            "a sheet": MEASURES_PART, "the texts": STRINGS, "the workbook": WORKBOOK, "the styles": STYLES, "the properties": CORE,
            "the theme": THEME, "the relations": "xl/_rels/workbook.xml.rels", "the kinds": "[Content_Types].xml",
        }.items()
    ),
    *(
        rejected(f"{name} in {where}", with_dtd(part, dtd, use), "PMF-302")
        for name, (dtd, use) in ENTITIES.items()
        for where, part in {"a sheet": MEASURES_PART, "the texts": STRINGS, "the properties": CORE}.items()
    ),
    rejected("a document type from the internet", with_dtd(MEASURES_PART, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), "PMF-302"),
    rejected("a document type after a long comment", with_dtd(MEASURES_PART, f"<!--{'x' * 300_000}--><!DOCTYPE x>"), "PMF-302"),
    rejected("a document type in utf-16", recoded("utf-16", "UTF-16", "<!DOCTYPE x>"), "PMF-302"),
    rejected("a document type in utf-16 without a mark", recoded("utf-16-le", "UTF-16", "<!DOCTYPE x>"), "PMF-302"),
    rejected("a document type in utf-7", recoded("utf-7", "UTF-7", "<!DOCTYPE x>"), "PMF-302"),
    rejected("nested two hundred thousand deep", in_sheet("</sheetData>", "</sheetData>" + "<a>" * 200_000 + "</a>" * 200_000), "PMF-313"),
    rejected("a control character in the xml", with_bytes(b"\x01\x0b"), "PMF-302"),
    rejected("bytes that are no utf-8", with_bytes(b"\xc3\x28\xff"), "PMF-302"),
    rejected("a reference to no character", with_bytes(b"&#0;"), "PMF-302"),
    rejected("an end that is missing", in_sheet("</sheetData>", ""), "PMF-302"),
    rejected("a sheet in another encoding than packages may have", recoded("latin-1", "ISO-8859-1"), "PMF-302"),
    rejected("an encoding nobody knows", recoded("utf-8", "UTF-C"), "PMF-302"),
    rejected("a text that does not exist", with_typed(P_figure=raw(' t="s"><v>99999</v>')), "PMF-302"),
    rejected("a cell outside the sheet", in_sheet(HERE, '<c r="ZZZZ5"'), "PMF-302"),
    rejected("a number that is none", with_typed(P_figure=raw("><v>NaN</v>")), "PMF-302"),
    rejected("a sheet of no bytes", lambda made: with_part(made.data, MEASURES_PART, b""), "PMF-302"),
    rejected("a sheet that is not there", lambda made: packed({n: p for n, p in parts_of(made.data).items() if n != MEASURES_PART}), "PMF-302"),
    rejected("texts that are not there", lambda made: packed({n: p for n, p in parts_of(made.data).items() if n != STRINGS}), "PMF-302"),
    rejected("the strict kind of workbook", strict, "PMF-314"),
    accepted("a sheet in utf-16", recoded("utf-16", "UTF-16")),
    accepted("an end that is missing after all that is read", in_sheet("</worksheet>", "")),
    accepted("a mark before the xml", recoded("utf-8", "UTF-8", bom=b"\xef\xbb\xbf")),
    accepted("elements with a prefix", prefixed),
    accepted("cells without addresses", without_addresses),
    accepted("a comment inside a figure", with_typed(P_figure=raw("><v>9<!-- or so -->5</v>"))),
    accepted("a figure in CDATA", with_typed(P_figure=raw("><v><![CDATA[95]]></v>"))),
    accepted("a figure in rich text with its reading", lambda made: typed(made.data, {"P commentary": raw(' t="inlineStr"><is><r><t>All </t></r><r><t>well</t></r><rPh sb="0" eb="3"><t>ignored</t></rPh></is>')})),
    accepted("a figure with seventeen digits", with_typed(P_figure=raw("><v>95.000000000000014</v>"))),
    accepted("a figure in scientific notation", with_typed(P_figure=raw("><v>9.5E1</v>"))),
    accepted("an instruction to programs", with_dtd(MEASURES_PART, '<?mso-application progid="Excel.Sheet"?>')),
    accepted("line ends escaped as Excel does", with_typed(P_commentary=raw(content(BREAKS))), commentary="First line\nsecond A"),
    noted("a bell escaped as Excel does", with_typed(P_commentary="All well_x0007_, thank you"), "PMF-215", cell="P commentary", commentary="All well, thank you"),
]  # fmt: skip
