"""Makes the committee formats in report_templates/formats: Word documents that a clerk can then edit in Word.

Order and wording of headings follow the councils' published reports. Run it as ``python tools/make_formats.py``; a test
makes them again and compares.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from pmf_excel.excel import theme as themes
from pmf_excel.files import repacked

HERE = Path(__file__).resolve().parent.parent
FORMATS = HERE / "report_templates" / "formats"
THEME = themes.load(HERE / "workbook_templates" / "theme.toml")
NUMBERING = 77


def _font(style: Any, size: float, bold: bool = False, colour: str = THEME.text) -> None:
    style.font.name = THEME.font
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), THEME.font)


def _space(style: Any, before: float, after: float, line: float = 1.15) -> None:
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line


def _style(document: Any, name: str, kind: Any = WD_STYLE_TYPE.PARAGRAPH, base: str = "Normal") -> Any:
    style = document.styles.add_style(name, kind)
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = document.styles[base]
        style.quick_style = True
    return style


def _number(style: Any, level: int) -> None:
    """Bind a style to a level of the document's numbering, so that nobody types a number."""
    properties = style.element.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
    )
    # Word wants the parts of a paragraph's properties in its own order.
    order = [
        "pStyle",
        "keepNext",
        "keepLines",
        "numPr",
        "tabs",
        "spacing",
        "ind",
        "contextualSpacing",
        "jc",
        "outlineLvl",
    ]
    children = sorted(properties, key=lambda child: order.index(child.tag.rpartition("}")[2]))
    for child in children:
        properties.remove(child)
        properties.append(child)


def _numbering(document: Any, levels: list[tuple[str, str, int]]) -> None:
    """A multi-level list bound to styles: (style id, pattern, hanging indent)."""
    part = document.part.numbering_part.element
    rows = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style}"/><w:lvlText w:val="{pattern}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
        for n, (style, pattern, indent) in enumerate(levels)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING}"><w:multiLevelType w:val="multilevel"/>{rows}</w:abstractNum>'
    )
    part.insert(0, abstract)
    part.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>')
    )


def _base() -> Any:
    """A Word document with the house's styles, A4, English."""
    document = docx.Document()
    for paragraph in list(document.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    styles = document.styles
    _font(styles["Normal"], 12)
    _space(styles["Normal"], 0, 6)
    language = styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), "en-GB")
    _font(styles["Title"], 16, bold=True)
    _space(styles["Title"], 0, 12)
    border = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        styles["Title"].element.pPr.remove(border)
    _font(styles["Heading 1"], 13, bold=True)
    _space(styles["Heading 1"], 14, 6)
    _font(styles["Heading 2"], 12, bold=True)
    _space(styles["Heading 2"], 8, 4)
    _font(styles["List Bullet"], 12)
    for name in ("Header", "Footer"):
        _font(styles[name], 10, colour=THEME.hint)
        tabs = styles[name].element.pPr.find(qn("w:tabs"))
        if tabs is not None:  # a stop in the middle of the line, which nothing here uses
            styles[name].element.pPr.remove(tabs)
    _style(document, "Numbered Paragraph")
    _style(document, "Table Text")
    _space(styles["Table Text"], 2, 2, 1.0)
    _style(document, "Table Number", base="Table Text")
    styles["Table Number"].paragraph_format.alignment = 2
    _style(document, "Table Heading", base="Table Text")
    _font(styles["Table Heading"], 12, bold=True, colour=THEME.band_text)
    styles["Table Heading"].paragraph_format.keep_with_next = True
    _style(document, "After Table")
    _space(styles["After Table"], 0, 4, 1.0)
    styles["After Table"].font.size = Pt(6)
    for word in ("Green", "Amber", "Red", "Other"):
        style = _style(document, f"Status {word}", WD_STYLE_TYPE.CHARACTER)
        swatch = THEME.swatch(word)
        style.font.bold = True
        style.font.color.rgb = RGBColor.from_string(swatch.text.lstrip("#"))
    _table_style(document)
    return document


def _table_style(document: Any) -> None:
    line = THEME.line.lstrip("#")
    edges = "".join(
        f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="{line}"/>'
        for e in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PMFTable"><w:name w:val="PMF Table"/><w:basedOn w:val="TableNormal"/>'
            f'<w:uiPriority w:val="59"/><w:qFormat/><w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>'
            f'<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{THEME.band.lstrip("#")}"/></w:tcPr></w:tblStylePr></w:style>'
        )
    )


def _field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
    paragraph._p.append(field)


def _footer(document: Any, left: str) -> None:
    footer = document.sections[0].footer
    paragraph = footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\tPage ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")
    document.sections[0].header.paragraphs[0].add_run("{{ draft }}")


def _front_table(document: Any) -> None:
    """Cabinet Member(s) and Ward(s) affected, as a small real table."""
    table = document.add_table(2, 2)
    table.style = document.styles["PMF Table"]
    for row, texts in zip(
        table.rows, (("Cabinet Member(s)", "Ward(s) affected"), ("{{ cabinet_member }}", "{{ wards }}")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = document.styles[
                "Table Heading" if row is table.rows[0] or "{" not in text else "Table Text"
            ]
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(OxmlElement("w:cantSplit"))
    header.append(OxmlElement("w:tblHeader"))
    properties = table._tbl.tblPr
    for tag in ("tblCaption", "tblDescription"):
        node = OxmlElement(f"w:{tag}")
        node.set(qn("w:val"), "Cabinet members and wards affected")
        properties.append(node)


def north_norfolk() -> bytes:
    """North Norfolk: front block, background papers, cabinet member and ward table, numbered body, closing implications (2022)."""
    document = _base()
    styles = document.styles
    document.add_paragraph("{{ title }}", "Title")
    styles["Title"].font.all_caps = True
    front = _style(document, "Front Block")
    front.paragraph_format.left_indent, front.paragraph_format.first_line_indent = Cm(6.8), Cm(-6.8)
    front.paragraph_format.tab_stops.add_tab_stop(Cm(6.8))
    _space(front, 0, 8)
    for label, field in (
        ("Summary", "summary"),
        ("Options considered", "options"),
        ("Conclusions", "conclusions"),
        ("Recommendations", "recommendations"),
        ("Reasons for Recommendations", "reasons"),
    ):
        paragraph = document.add_paragraph(style="Front Block")
        paragraph.add_run(f"{label}:").bold = True
        paragraph.add_run("\t")
        paragraph.add_run(f"{{{{ {field} }}}}")
    papers = _style(document, "Papers Heading")
    _font(papers, 12, bold=True)
    papers.font.all_caps = True
    _space(papers, 10, 2)
    papers.paragraph_format.keep_with_next = True
    document.add_paragraph("List of background papers as required by law", "Papers Heading")
    document.add_paragraph(
        "(Papers this report rests on, other than those that hold exempt information or are published elsewhere)"
    )
    document.add_paragraph("{{ background }}")
    _front_table(document)
    document.add_paragraph("", "After Table")
    contact = document.add_paragraph()
    contact.add_run("Contact Officer, telephone number and email: ").bold = True
    contact.add_run("{{ contact }}")
    _numbering(document, [("Heading1", "%1.", 567), ("NumberedParagraph", "%1.%2", 567)])
    _number(styles["Heading 1"], 0)
    _number(styles["Numbered Paragraph"], 1)
    document.add_paragraph("{{ body }}", "Numbered Paragraph")
    for heading, field in (
        ("Corporate Plan Objectives", "corporate_plan"),
        ("Medium Term Financial Strategy", "finance_strategy"),
        ("Financial and Resource Implications", "finance"),
        ("Legal Implications", "legal"),
        ("Risks", "risks"),
        ("Sustainability", "sustainability"),
        ("Climate / Carbon impact", "climate"),
        ("Equality and Diversity", "equality"),
        ("Section 17 Crime and Disorder considerations", "crime_and_disorder"),
        ("Conclusion and Recommendations", "recommendations_again"),
    ):
        document.add_paragraph(heading, "Heading 1")
        document.add_paragraph(f"{{{{ {field} }}}}", "Numbered Paragraph")
    _footer(document, "{{ council }}")
    return _saved(document, "Committee report, North Norfolk format, 2022")


def _saved(document: Any, title: str) -> bytes:
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = title, "pmf-excel", "", "en-GB"
    properties.created = properties.modified = datetime(2026, 11, 22)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


FORMATS_MADE = {"north-norfolk": north_norfolk}

if __name__ == "__main__":
    for name, make in FORMATS_MADE.items():
        (FORMATS / f"{name}.docx").write_bytes(make())
