"""The numbers of the formats: lists bound to styles, so that nobody types a number and none can slip."""

from __future__ import annotations

from dataclasses import dataclass

from tools.formats.styles import APPENDICES, BULLETS, HANGING, MAIN, NUMBERS, OUTLINE, RECOMMENDATIONS, style_id


@dataclass(frozen=True)
class Scheme:
    """How a format numbers its headings, paragraphs and what is below these; %1 is the heading's number."""

    heading: str
    paragraph: str
    below: str
    bold: bool = False


@dataclass(frozen=True)
class _Level:
    pattern: str
    left: int
    hanging: int
    style: str = ""
    kind: str = "decimal"
    bold: bool = False


def numbering_xml(scheme: Scheme | None, recommendations: str = "") -> str:
    """The part numbering.xml; ``recommendations`` numbers the paragraphs of that style where a format lists them."""
    lists: dict[int, list[_Level]] = {}
    left = 0
    if scheme is not None:
        left = HANGING
        lists[OUTLINE] = [
            _Level(scheme.heading, HANGING, HANGING, "Heading 1"),
            _Level(scheme.paragraph, HANGING, HANGING, "Numbered Paragraph", bold=scheme.bold),
            _Level(scheme.below, HANGING * 2 + 150, HANGING + 150, "Numbered Sub-paragraph", bold=scheme.bold),
        ]
    lists[BULLETS] = [
        _Level("•", left + 360, 360, "List Bullet", "bullet"),
        _Level("–", left + 720, 360, kind="bullet"),
    ]
    lists[NUMBERS] = [
        _Level("%1.", left + 425, 425, "List Number"),
        _Level("(%2)", left + 850, 425, kind="lowerLetter"),
    ]
    lists[APPENDICES] = [_Level("Appendix %1", 2050, 2050, "Appendix Heading", "upperLetter")]
    if recommendations:
        lists[RECOMMENDATIONS] = [_Level("%1.", HANGING, HANGING, recommendations, bold=True)]
    patterns = "".join(_pattern(number, levels) for number, levels in lists.items())
    numbers = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in lists)
    return f"<w:numbering {MAIN}>{patterns}{numbers}</w:numbering>"


def _pattern(number: int, levels: list[_Level]) -> str:
    kind = "multilevel" if len(levels) > 1 else "singleLevel"
    rows = "".join(_level(depth, level) for depth, level in enumerate(levels))
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x504D4600 + number:08X}"/>'
        f'<w:multiLevelType w:val="{kind}"/>{rows}</w:abstractNum>'
    )


def _level(depth: int, level: _Level) -> str:
    bound = f'<w:pStyle w:val="{style_id(level.style)}"/>' if level.style else ""
    looks = "<w:rPr><w:b/><w:bCs/></w:rPr>" if level.bold else ""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{level.kind}"/>{bound}<w:lvlText w:val="{level.pattern}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{level.left}" w:hanging="{level.hanging}"/></w:pPr>{looks}</w:lvl>'
    )
