"""A report's tables, built once as the XML that Word keeps: repeated headings, unsplit rows, status as shape, word and colour."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import clean_text
from pmf_excel.reports.elements import Cell, Column, Table

#: The width between A4's margins, in twentieths of a point.
TEXT_WIDTH = 9070
#: A row with more letters than this may be split over pages: it could be higher than one.
_LONG = 1200
#: A table whose rows have heads, and not more rows than this, stands on one page.
_SHORT = 12
_SPACE = 'xml:space="preserve"'


def element(table: Table, theme: Theme, width: int = TEXT_WIDTH) -> Any:
    """The table as Word's XML, in all so many twentieths of a point wide."""
    widths = [width * column.share // 100 for column in table.columns]
    widths[0] += width - sum(widths)
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    head = "".join(
        _cell(Cell((column.heading,)), column, wide, theme, heading=True)
        for column, wide in zip(table.columns, widths, strict=True)
    )
    whole = table.row_heads and len(table.rows) <= _SHORT and not any(_is_long(row) for row in table.rows)
    rows = "".join(
        _row(table, row, widths, theme, keep=whole and number < len(table.rows))
        for number, row in enumerate(table.rows, 1)
    )
    about = quoteattr(clean_text(table.about))
    heads = '<w:tblLook w:val="{}" w:firstRow="1" w:lastRow="0" w:firstColumn="{}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    look = heads.format("06A0", 1) if table.row_heads else heads.format("0620", 0)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="PMFTable"/><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}<w:tblCaption w:val={about}/><w:tblDescription w:val={about}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def _is_long(row: tuple[Cell, ...]) -> bool:
    return any(sum(map(len, cell.texts)) > _LONG for cell in row)


def _row(table: Table, row: tuple[Cell, ...], widths: list[int], theme: Theme, keep: bool) -> str:
    cells = "".join(
        _cell(cell, column, width, theme, keep=keep)
        for cell, column, width in zip(row, table.columns, widths, strict=True)
    )
    return f"<w:tr>{'' if _is_long(row) else '<w:trPr><w:cantSplit/></w:trPr>'}{cells}</w:tr>"


def _cell(cell: Cell, column: Column, width: int, theme: Theme, heading: bool = False, keep: bool = False) -> str:
    style = "TableHeading" if heading else "TableNumber" if column.number else "TableText"
    align = '<w:jc w:val="right"/>' if heading and column.number else ""
    with_next = "<w:keepNext/>" if heading or keep else ""
    shade, looks = "", "<w:rPr><w:b/></w:rPr>" if cell.bold else ""
    if cell.status is not None:
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{theme.swatch(cell.status.rag or "other").fill[1:]}"/>'
        looks = f'<w:rPr><w:rStyle w:val="Status{cell.status.rag.value if cell.status.rag else "Other"}"/></w:rPr>'
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{with_next}{align}</w:pPr><w:r>{looks}{_text(text)}</w:r></w:p>'
        for text in cell.texts or ("",)
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraphs}</w:tc>'


def _text(text: str) -> str:
    """A text as Word's XML; what was typed with a tab keeps it."""
    parts = (f"<w:t {_SPACE}>{escape(part)}</w:t>" if part else "" for part in clean_text(text).split("\t"))
    return "<w:tab/>".join(parts)
