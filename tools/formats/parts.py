"""What a format's pages are made of: paragraphs, fields in content controls, slots, check boxes and tables."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from pmf_excel.reports.fields import BY_NAME
from tools.formats.styles import style_id

#: Fields that the ledger and the command say. A clerk completes or alters any other, so it stands in a content control.
COMPUTED = ("title", "council", "period", "known_on", "part", "draft", "approved")
#: Where Word itself takes the signs of a check box from.
BOX_FONT = "MS Gothic"


def text(said: str, bold: bool = False) -> str:
    """A piece of a paragraph; a tab in it is Word's own."""
    looks = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""
    pieces = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in said.split("\t")
    )
    return f"<w:r>{looks}{pieces}</w:r>"


def field(name: str, bold: bool = False) -> str:
    """A line of the front sheet: in a content control that says what belongs there, unless the ledger says it."""
    run = text(f"{{{{ {name} }}}}", bold)
    return run if name in COMPUTED else _control(BY_NAME[name].title, name, "<w:text/>", run)


def slot(name: str, standing: str = "") -> str:
    """Where a kind's slot stands, and what stands there when nothing is in it."""
    return text(f'{{{{ {name} or "{standing}" }}}}' if standing else f"{{{{ {name} }}}}")


def box(name: str, answer: str, asks: str) -> str:
    """A check box that is not ticked, with what a person reads at it."""
    font = f'w:ascii="{BOX_FONT}" w:hAnsi="{BOX_FONT}" w:eastAsia="{BOX_FONT}" w:cs="{BOX_FONT}" w:hint="eastAsia"'
    state = '<w14:{}State w14:val="{}" w14:font="{}"/>'
    kind = (
        f'<w14:checkbox><w14:checked w14:val="0"/>{state.format("checked", "2612", BOX_FONT)}'
        f"{state.format('unchecked', '2610', BOX_FONT)}</w14:checkbox>"
    )
    sign = f"<w:r><w:rPr><w:rFonts {font}/></w:rPr><w:t>☐</w:t></w:r>"
    return _control(f"{asks}: {answer}", f"{name}={answer}", kind, sign)


def _control(title: str, tag: str, kind: str, run: str) -> str:
    # Word wants a number for each control: one that follows from the tag stays what it is when others come and go.
    number = zlib.crc32(tag.encode()) & 0x7FFFFFFF
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val={quoteattr(title)}/><w:tag w:val={quoteattr(tag)}/><w:id w:val="{number}"/>{kind}</w:sdtPr>'
        f"<w:sdtContent>{run}</w:sdtContent></w:sdt>"
    )


def paragraph(style: str, *runs: str, keep: bool = False) -> str:
    """A paragraph in a style, of runs or plain words; ``keep`` keeps it with the next."""
    named = f'<w:pStyle w:val="{style_id(style)}"/>' if style != "Normal" else ""
    shape = named + ("<w:keepNext/>" if keep else "")
    made = "".join(run if run.startswith("<") else text(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{shape}</w:pPr>' if shape else ''}{made}</w:p>"


def only_if(name: str, *paragraphs: str) -> str:
    """Paragraphs that are left out, headings and all, when nothing is in a slot."""
    return paragraph("Normal", f"{{%p if {name} %}}") + "".join(paragraphs) + paragraph("Normal", "{%p endif %}")


def section(
    heading: str, name: str, standing: str = "", style: str = "Heading 1", body: str = "Numbered Paragraph"
) -> str:
    """A heading of the council's own with a slot below it."""
    return paragraph(style, heading) + paragraph(body, slot(name, standing))


def front_sheet(about: str, widths: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    """A table that sets out labels, which head its rows, beside their texts; no cell is merged. Cells are paragraphs."""
    return _table("Front Sheet", about, widths, "".join(_row(row, widths) for row in rows), look="0680")


def data_table(about: str, widths: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of data with a marked heading row. Cells are paragraphs."""
    whole = "<w:cantSplit/>"
    head = _row([paragraph("Table Heading", heading) for heading in headings], widths, f"{whole}<w:tblHeader/>")
    return _table("PMF Table", about, widths, head + "".join(_row(row, widths, whole) for row in rows), look="0620")


def _table(style: str, about: str, widths: Sequence[int], rows: str, look: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    row, column = int(look == "0620"), int(look == "0680")
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style_id(style)}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{look}" w:firstRow="{row}" w:lastRow="0" w:firstColumn="{column}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(about)}/><w:tblDescription w:val={quoteattr(about)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{rows}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], shape: str = "") -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{shape}</w:trPr>' if shape else ''}{made}</w:tr>"
