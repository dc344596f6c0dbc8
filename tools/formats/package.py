"""Puts a format together as a Word document: A4, English, header and footer, its styles and its numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pmf_excel.files import repacked
from tools.formats.numbering import Scheme, numbering_xml
from tools.formats.parts import paragraph, text
from tools.formats.styles import MAIN, Style, base, styles_xml

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = (
    f'{MAIN} xmlns:r="{_RELATED}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
#: The parts beside the document itself, each with what it is.
_PARTS = ("styles", "numbering", "settings", "header", "footer")
#: Open or exempt at the left, whether it is a draft at the right.
_HEADER = "{{ part }}\t{{ draft }}"
#: 2.5 cm, and how far header and footer are from the edge, in twentieths of a point.
_MARGIN, _EDGE = 1417, 709
_SETTINGS = (
    f'<w:settings {MAIN}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)


@dataclass(frozen=True)
class Format:
    """A council's format: its title as a file, how it numbers, its own styles, and its pages as Word's XML."""

    title: str
    body: Sequence[str]
    scheme: Scheme | None
    styles: Sequence[Style] = ()
    #: Where the front sheet's table has lines.
    front: Sequence[str] = ()
    #: The style whose paragraphs are numbered as recommendations.
    recommendations: str = ""


def document_of(made: Format) -> bytes:
    """The format as a Word document; the same format gives the same bytes."""
    own = {style.name: style for style in made.styles}
    styles = [own.pop(style.name, style) for style in base(made.scheme is not None)] + list(own.values())
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            (f"{_RELATED}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(made.title),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{''.join(made.body)}{_page()}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(*((f"{_RELATED}/{part}", f"{part}.xml") for part in _PARTS)),
        "word/styles.xml": styles_xml(styles, made.front),
        "word/numbering.xml": numbering_xml(made.scheme, made.recommendations),
        "word/settings.xml": _SETTINGS,
        "word/header.xml": f"<w:hdr {_NAMES}>{paragraph('Header', text(_HEADER))}</w:hdr>",
        "word/footer.xml": f"<w:ftr {_NAMES}>{_footer()}</w:ftr>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(name, _HEAD + part)
    return repacked(out.getvalue())


def _content_types() -> str:
    kinds = {"document": "document.main", **{part: part for part in _PARTS}}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _core(title: str) -> str:
    when = '<dcterms:{0} xsi:type="dcterms:W3CDTF">2026-11-22T00:00:00Z</dcterms:{0}>'
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>pmf-excel</dc:creator>{when.format('created')}{when.format('modified')}"
        "<dc:language>en-GB</dc:language></cp:coreProperties>"
    )


def _page() -> str:
    """A4 with its margins, header and footer."""
    numbers = {part: number for number, part in enumerate(_PARTS, 1)}
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rId{numbers["header"]}"/><w:footerReference w:type="default" '
        f'r:id="rId{numbers["footer"]}"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" w:bottom="{_MARGIN}" '
        f'w:left="{_MARGIN}" w:header="{_EDGE}" w:footer="{_EDGE}" w:gutter="0"/><w:cols w:space="708"/></w:sectPr>'
    )


def _footer() -> str:
    counted = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return paragraph("Footer", "{{ council }}\tPage ", counted.format("PAGE"), text(" of "), counted.format("NUMPAGES"))
