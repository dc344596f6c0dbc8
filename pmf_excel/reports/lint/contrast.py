"""Words that are too faint to read: the colour they are set in against what they stand on, wherever either is said (WCAG 2.2 AA)."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from pmf_excel.excel.theme import AA, contrast
from pmf_excel.problems import Place, Problem, error
from pmf_excel.reports.lint.places import quoted

#: What large type needs, and from how many points it is large; bold type from fewer.
_LARGE, _POINTS, _BOLD = 3.0, 18, 14
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
#: The colours of Word's text marker that stand behind dark words and those that stand behind white ones.
_MARKED = {
    "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF", "red": "FF0000",
    "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0", "black": "000000", "white": "FFFFFF",
}  # fmt: skip
_PAPER = "FFFFFF"


def faint(file: str, data: bytes) -> Iterator[Problem]:
    """The words of a document that are too faint, each pair of colours once; what has Word's own colour can always be read."""
    document = docx.Document(io.BytesIO(data))
    looks = _Looks(document.styles.element)
    told: set[tuple[str, str]] = set()
    for section in (document.element.body, *_margins(document)):
        for paragraph in section.iter(qn("w:p")):
            for run in paragraph.iter(qn("w:r")):
                words = "".join(one.text or "" for one in run.findall(qn("w:t"))).strip()
                if not words or _off(run):
                    continue
                colour, fill, need = looks.of(run, paragraph)
                if colour and (colour, fill) not in told and (ratio := contrast(f"#{colour}", f"#{fill}")) < need:
                    told.add((colour, fill))
                    yield error("PMF-546", Place(file), f"“{quoted(words)}” is too faint: its colour {colour} on {fill} has a contrast of {ratio:.1f} to 1, and {need:g} is needed.", "Set it in a darker colour, or in Automatic (Font Color).")  # fmt: skip


class _Looks:
    """What words look like by their own settings, else by those of their styles."""

    def __init__(self, styles: Any) -> None:
        self.styles = {one.get(qn("w:styleId")): one for one in styles.findall(qn("w:style"))}
        self.usual = next(iter(styles.findall(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")), None)
        named = (key for key, one in self.styles.items() if one.get(qn("w:default")) == "1" and one.get(qn("w:type")) == "paragraph")  # fmt: skip
        self.normal = next(named, "")
        self.styled = functools.cache(self._styled)

    def of(self, run: Any, paragraph: Any) -> tuple[str, str, float]:
        """The colour of a run where one is said, what it stands on, and which contrast it needs."""
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        rows = _regions(cell) if cell is not None else ()
        table = _value(cell.getparent().getparent().find(qn("w:tblPr")), "w:tblStyle") if cell is not None else ""
        style = _value(paragraph.find(qn("w:pPr")), "w:pStyle") or self.normal
        own = run.find(qn("w:rPr"))
        chain = (own, (_value(own, "w:rStyle"), ""), (style, ""), *((table, one) for one in rows), self.usual)

        def first(name: str) -> str:
            for one in chain:
                said = self.styled(*one, "w:rPr", name) if isinstance(one, tuple) else _value(_shape(one, "w:rPr"), name)  # fmt: skip
                if said:
                    return said
            return ""

        marked = _MARKED.get(_value(own, "w:highlight"), "")
        above = [_fill(own), _fill(paragraph.find(qn("w:pPr"))), self.styled(style, "", "w:pPr", "fill")]
        above += [_fill(cell.find(qn("w:tcPr")))] if cell is not None else []
        above += [self.styled(table, one, "w:tcPr", "fill") for one in rows]
        fill = marked or next((one for one in above if one), _PAPER)
        colour, size = first("w:color"), first("w:sz")
        points = float(size) / 2 if size else 0
        large = points >= _POINTS or (points >= _BOLD and first("w:b") in ("on", "1", "true"))
        return (colour.upper() if _HEX.fullmatch(colour) else ""), fill.upper(), _LARGE if large else AA

    def _styled(self, style: str, region: str, part: str, name: str) -> str:
        """What a style, or one that it rests on, says; ``region`` is a part of a table such as firstRow."""
        own = self.styles.get(style)
        if own is None:
            return ""
        within = own if not region else next((one for one in own.findall(qn("w:tblStylePr")) if one.get(qn("w:type")) == region), None)  # fmt: skip
        shape = within.find(qn(part)) if within is not None else None
        said = _fill(shape) if name == "fill" else _value(shape, name)
        return said or self.styled(_value(own, "w:basedOn"), region, part, name)


def _regions(cell: Any) -> tuple[str, ...]:
    """The parts of its table that a cell is in, the first to be asked first."""
    row = cell.getparent()
    table = row.getparent()
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    bits = int(look.get(qn("w:val")) or "0", 16) if look is not None else 0

    def on(name: str, bit: int) -> bool:
        return look is not None and (look.get(qn(name)) in ("1", "true") if look.get(qn(name)) else bits & bit > 0)

    found = []
    if on("w:firstRow", 0x20) and (row.getprevious() is None or row.getprevious().tag != qn("w:tr") or row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None):  # fmt: skip
        found.append("firstRow")
    if on("w:firstColumn", 0x80) and row.find(qn("w:tc")) is cell:
        found.append("firstCol")
    return (*found, "")


def _margins(document: Any) -> Iterator[Any]:
    """The headers and footers of a document."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            yield relation.target_part.element


def _off(run: Any) -> bool:
    """Whether a run is not on the page: hidden, or deleted while changes are tracked."""
    looks = run.find(qn("w:rPr"))
    hidden = looks is not None and looks.find(qn("w:vanish")) is not None
    return hidden or any(one.tag in (qn("w:del"), qn("w:moveFrom")) for one in run.iterancestors())


def _shape(node: Any, part: str) -> Any:
    """The settings in a node, which may be the settings themselves."""
    return node if node is None or node.tag == qn(part) else node.find(qn(part))


def _value(node: Any, name: str) -> str:
    """What a setting says; a setting without a value is on."""
    found = node.find(qn(name)) if node is not None else None
    return "" if found is None else str(found.get(qn("w:val")) or "on")


def _fill(node: Any) -> str:
    """The colour that something is painted in, where it says one."""
    painted = node.find(qn("w:shd")) if node is not None else None
    fill = str(painted.get(qn("w:fill")) or "") if painted is not None else ""
    return fill if _HEX.fullmatch(fill) else ""
