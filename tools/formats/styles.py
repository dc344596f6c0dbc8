"""The styles of the formats, as plain values and as the XML that Word keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import quoteattr

from pmf_excel.excel import theme as themes

THEME = themes.load(Path(__file__).resolve().parent.parent.parent / "workbook_templates" / "theme.toml")
#: Where the text of a numbered paragraph begins, in twentieths of a point: 1.5 cm, which "10.12." fits into.
HANGING = 850
#: The width between A4's margins.
TEXT_WIDTH = 9070
#: Every line that a table may have.
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
#: What is bound to which list of numbering.xml.
OUTLINE, BULLETS, NUMBERS, APPENDICES, RECOMMENDATIONS = 1, 2, 3, 4, 5
MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Style:
    """A paragraph style; sizes in points, indents in twentieths of a point. What is not said is as in the style it is based on."""

    name: str
    based: str = "Normal"
    then: str = ""
    size: int = 0
    bold: bool | None = None
    caps: bool = False
    colour: str = ""
    before: int | None = None
    after: int | None = None
    line: float = 0
    #: The height of its lines, whatever stands in them.
    exact: int = 0
    left: int = 0
    hanging: int = 0
    align: str = ""
    keep: bool = False
    new_page: bool = False
    rule: bool = False
    tab: int = 0
    #: The level at which it stands in Word's navigation; 1 is the highest.
    outline: int = 0
    #: The list and its level, counted from 0, that number it; a list of 0 takes the numbers away.
    numbered: tuple[int, int] | None = None


#: Those of Word's own styles that have a small letter in the file.
_SMALL = ("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Header", "Footer")


def style_id(name: str) -> str:
    """The name by which paragraphs refer to a style."""
    return name.replace(" ", "").replace("-", "")


def heading(level: int, **said: object) -> Style:
    """One of Word's heading styles: it keeps with what it heads."""
    size, before, colour = ((13, 14, ""), (12, 10, ""), (12, 8, THEME.hint), (12, 6, THEME.hint))[level - 1]
    made = Style(
        f"Heading {level}", then="Normal", size=size, bold=True, before=before, after=4, colour=colour, keep=True,
        outline=level,
    )  # fmt: skip
    return replace(made, **said)  # type: ignore[arg-type]


def base(numbered: bool = True) -> list[Style]:
    """The styles that every format has; ``numbered`` ones number their headings and paragraphs."""
    body = "Numbered Paragraph" if numbered else "Normal"
    first = heading(1, then=body, numbered=(OUTLINE, 0)) if numbered else heading(1)
    made = [
        Style("Title", then="Normal", size=16, bold=True, before=0, after=12, keep=True),
        first,
        heading(2, then=body),
        heading(3, then=body),
        heading(4, then=body),
        Style("Heading Unnumbered 1", "Heading 1", then="Normal", numbered=(0, 0)),
        Style("Appendix Heading", then="Normal", size=16, bold=True, after=12, keep=True, new_page=True, outline=1, numbered=(APPENDICES, 0)),
        Style("List Bullet", numbered=(BULLETS, 0)),
        Style("List Number", numbered=(NUMBERS, 0)),
        Style("Front Label", bold=True, after=4),
        Style("Front Text", after=4),
        Style("Table Text", before=2, after=2, line=1),
        Style("Table Number", "Table Text", align="right"),
        Style("Table Heading", "Table Text", bold=True, colour=THEME.band_text, keep=True),
        # Word wants a paragraph between two tables: a line of 8 points, whose type is as large as any other.
        Style("After Table", before=0, after=0, exact=8),
        Style("Chart Title", bold=True, before=8, after=4, keep=True),
        Style("Chart", line=1, after=8),
        Style("Header", colour=THEME.hint, after=0, line=1, tab=TEXT_WIDTH),
        Style("Footer", colour=THEME.hint, after=0, line=1, tab=TEXT_WIDTH),
    ]  # fmt: skip
    if numbered:
        made += [
            Style("Numbered Paragraph", numbered=(OUTLINE, 1)),
            Style("Numbered Sub-paragraph", numbered=(OUTLINE, 2)),
            Style("Unnumbered Paragraph", left=HANGING),
        ]
    return made


def styles_xml(styles: Sequence[Style], front: Sequence[str]) -> str:
    """The part styles.xml; ``front`` says where the front sheet's table has lines."""
    font = f'w:ascii="{THEME.font}" w:hAnsi="{THEME.font}" w:cs="{THEME.font}" w:eastAsia="{THEME.font}"'
    words = "".join(_status(word) for word in ("Green", "Amber", "Red", "Other"))
    return (
        f'<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {font}/><w:color w:val="{THEME.text[1:]}"/>'
        '<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{''.join(_xml(style) for style in styles)}{words}{_tables(front)}</w:styles>"
    )


def _xml(style: Style) -> str:
    name = style.name.lower() if style.name in _SMALL else style.name
    then = f'<w:next w:val="{style_id(style.then)}"/>' if style.then else ""
    own = "" if style.name in (*_SMALL, "Title", "List Bullet", "List Number") else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style_id(style.name)}"><w:name w:val={quoteattr(name)}/>'
        f'<w:basedOn w:val="{style_id(style.based)}"/>{then}<w:qFormat/><w:pPr>{_shape(style)}</w:pPr><w:rPr>{_type(style)}</w:rPr></w:style>'
    )


def _shape(style: Style) -> str:
    """What is said of the paragraph, in the order that Word wants."""
    parts = ["<w:keepNext/>"] if style.keep else []
    if style.new_page:
        parts.append("<w:pageBreakBefore/>")
    if style.numbered:
        number, level = style.numbered
        depth = f'<w:ilvl w:val="{level}"/>' if number else ""
        parts.append(f'<w:numPr>{depth}<w:numId w:val="{number}"/></w:numPr>')
    if style.rule:
        parts.append(f'<w:pBdr><w:top w:val="single" w:sz="6" w:space="6" w:color="{THEME.hint[1:]}"/></w:pBdr>')
    if style.tab:
        parts.append(f'<w:tabs><w:tab w:val="right" w:pos="{style.tab}"/></w:tabs>')
    space = "".join(
        f' w:{name}="{value * 20}"'
        for name, value in (("before", style.before), ("after", style.after))
        if value is not None
    )
    if style.exact or style.line:
        height = style.exact * 20 or round(style.line * 240)
        space += f' w:line="{height}" w:lineRule="{"exact" if style.exact else "auto"}"'
    parts.append(f"<w:spacing{space}/>" if space else "")
    if style.left or style.hanging or (style.numbered and not style.numbered[0]):
        first = f'w:hanging="{style.hanging}"' if style.hanging else 'w:firstLine="0"'
        parts.append(f'<w:ind w:left="{style.left}" {first}/>')
    parts.append(f'<w:jc w:val="{style.align}"/>' if style.align else "")
    parts.append(f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else "")
    return "".join(parts)


def _type(style: Style) -> str:
    bold = "" if style.bold is None else "<w:b/><w:bCs/>" if style.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    caps = "<w:caps/>" if style.caps else ""
    colour = f'<w:color w:val="{style.colour[1:]}"/>' if style.colour else ""
    size = f'<w:sz w:val="{style.size * 2}"/><w:szCs w:val="{style.size * 2}"/>' if style.size else ""
    return f"{bold}{caps}{colour}{size}"


def _status(word: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="Status{word}"><w:name w:val="Status {word}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr><w:b/><w:bCs/><w:color w:val="{THEME.swatch(word).text[1:]}"/></w:rPr></w:style>'
    )


def _tables(front: Sequence[str]) -> str:
    """The style of tables that hold data, and that of the front sheet, which only sets out labels and their texts."""
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{THEME.line[1:]}"'
    dark = f'w:val="single" w:sz="6" w:space="0" w:color="{THEME.hint[1:]}"'
    inner = 100 if "left" in front else 0
    return _table("PMF Table", "".join(f"<w:{edge} {line}/>" for edge in EDGES), 30, 85, 85,
        f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{THEME.band[1:]}"/></w:tcPr></w:tblStylePr>',
    ) + _table("Front Sheet", "".join(f"<w:{edge} {dark}/>" for edge in front), 60 if front else 0, inner, 100)  # fmt: skip


def _table(name: str, edges: str, above: int, left: int, right: int, parts: str = "") -> str:
    borders = f"<w:tblBorders>{edges}</w:tblBorders>" if edges else ""
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id(name)}"><w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
        f'<w:uiPriority w:val="59"/><w:qFormat/><w:tblPr>{borders}<w:tblCellMar><w:top w:w="{above}" w:type="dxa"/><w:left w:w="{left}" w:type="dxa"/>'
        f'<w:bottom w:w="{above // 2}" w:type="dxa"/><w:right w:w="{right}" w:type="dxa"/></w:tblCellMar></w:tblPr>{parts}</w:style>'
    )
