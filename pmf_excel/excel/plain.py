"""The workbook behind a chart of a Word document: one sheet of categories and series, which Word opens for "Edit data".

It is written by hand, and not compressed, since the document compresses it: XlsxWriter would take a quarter of a report's time for it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from pmf_excel.errors import OurFault
from pmf_excel.excel.stream import LONGEST, text_element
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.values import address, column_letters, excel_length

#: The only sheet, by the name that Word gives it.
SHEET = "Sheet1"
_WIDEST, _NUMBERS = 45, 14
#: How cells look, by their place among the formats: a heading, a category, a number.
_HEAD, _WORDS, _NUMBER = 1, 2, 3
_DAY = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _relations(*targets: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


#: What is the same in every one.
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATION}"><bookViews><workbookView/></bookViews>'
    f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _relations(
        ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
    ),
}


def plain_workbook(
    theme: Theme, categories: Sequence[str], series: Sequence[tuple[str, Sequence[Decimal | None]]], code: str
) -> bytes:
    """A sheet with a row for each category and a column for each series, numbers in the format ``code``; no number is no cell.

    Texts are cleaned ones. The same input gives the same bytes. Raises OurFault for a text or a number that no cell takes.
    """
    texts: dict[str, int] = {}

    def cell(row: int, column: int, look: int, value: str | Decimal | None) -> str:
        if value is None or value == "":
            return ""
        start = f'<c r="{column_letters(column)}{row + 1}" s="{look}"'
        if isinstance(value, Decimal):
            return f"{start}><v>{number_text(value)}</v></c>"
        return f'{start} t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'

    heads = "".join(cell(0, column, _HEAD, name) for column, (name, _) in enumerate(series, 1))
    rows = [f'<row r="1">{heads}</row>']
    for row, category in enumerate(categories, 1):
        numbers = "".join(cell(row, column, _NUMBER, values[row - 1]) for column, (_, values) in enumerate(series, 1))
        rows.append(f'<row r="{row + 1}">{cell(row, 0, _WORDS, category)}{numbers}</row>')
    wide = min(_WIDEST, max(_NUMBERS, *map(len, categories)))
    sheet = (
        f'<worksheet {_MAIN}><dimension ref="A1:{address(len(categories), len(series))}"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f'<cols><col min="1" max="1" width="{wide}" customWidth="1"/>'
        f'<col min="2" max="{len(series) + 1}" width="{_NUMBERS}" customWidth="1"/></cols>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )
    for text in texts:
        if excel_length(text) > LONGEST:
            raise OurFault(f"a text of {len(text):,} characters is longer than a cell takes")
    shared = f"<sst {_MAIN}>{''.join(f'<si>{text_element(text)}</si>' for text in texts)}</sst>"
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as book:
        made = {
            "xl/worksheets/sheet1.xml": sheet,
            "xl/styles.xml": _styles(theme, code),
            "xl/sharedStrings.xml": shared,
        }
        for name, part in (_PARTS | made).items():
            book.writestr(ZipInfo(name, _DAY), _XML + part)
    return out.getvalue()


def _styles(theme: Theme, code: str) -> str:
    font = f'<sz val="11"/><name val={quoteattr(theme.font)}/>'
    wrapped = '<alignment vertical="top" wrapText="1"/>'
    return (
        f'<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode={quoteattr(code)}/></numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        f'<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">{wrapped}</xf>'
        f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">{wrapped}</xf>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def area(column: int, first: int, last: int) -> str:
    """The cells of a column from one row to another, all counted from 0, as a chart's formula names them."""
    start, end = address(first, column, fixed=True), address(last, column, fixed=True)
    return f"{SHEET}!{start}" if first == last else f"{SHEET}!{start}:{end}"


def number_text(value: Decimal) -> str:
    """A number as a cell of the sheet holds it. Raises OurFault for one that no cell takes."""
    number = float(value)
    if not abs(number) < float("inf"):
        raise OurFault(f"{value} is not a number that a chart can show")
    # Enough digits to be the same number again: with 16 of them, 96.1 would be 96.09999999999999.
    return repr(number).removesuffix(".0")
