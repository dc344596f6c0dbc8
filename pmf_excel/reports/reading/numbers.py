"""The numbers that Word prints before paragraphs, worked out from a document's numbering as Word does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pmf_excel.reports.reading.names import qn, value

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class _Level:
    """One level of a list: how its number is written, the pattern around it, where it starts, and the style bound to it."""

    written: str
    pattern: str
    start: int
    style: str


@dataclass
class _List:
    """A list as it stands while a document is read: its levels, and how far each has counted."""

    levels: dict[int, _Level]
    counted: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts through a document from its beginning, paragraph by paragraph."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.styles = {one.get(qn("w:styleId")): one for one in styles.findall(qn("w:style"))}
        self.lists: dict[str, _List] = {}
        self.of: dict[str, str] = {}
        self.restarts: dict[str, dict[int, int]] = {}
        #: The list and level of each style that was met.
        self.bound: dict[str, tuple[str, int]] = {}
        if numbering is None:
            return
        for one in numbering.findall(qn("w:abstractNum")):
            self.lists[one.get(qn("w:abstractNumId"))] = _List({int(level.get(qn("w:ilvl"))): _level(level) for level in one.findall(qn("w:lvl"))})  # fmt: skip
        for one in numbering.findall(qn("w:num")):
            number = one.get(qn("w:numId"))
            self.of[number] = value(one, "w:abstractNumId")
            begins = {
                int(each.get(qn("w:ilvl"))): int(value(each, "w:startOverride") or 1)
                for each in one.findall(qn("w:lvlOverride"))
            }
            if begins:
                self.restarts[number] = begins

    def next(self, style: str, shape: Any) -> tuple[str, bool]:
        """The number before the next paragraph, of a style and with properties of its own, and whether that is a bullet."""
        number, level = self._bound(style, shape)
        found = self.lists.get(self.of.get(number, ""))
        if found is None or level not in found.levels:
            return "", False
        for at, start in self.restarts.pop(number, {}).items():
            found.counted[at] = start - 1
        own = found.levels[level]
        found.counted[level] = found.counted.get(level, own.start - 1) + 1
        found.counted = {at: count for at, count in found.counted.items() if at <= level}
        if own.written == "bullet":
            return "•", True
        text = own.pattern
        for at in range(level + 1):
            above = found.levels.get(at)
            if above is not None:
                text = text.replace(f"%{at + 1}", _written(found.counted.setdefault(at, above.start), above.written))
        return text, False

    def _bound(self, style: str, shape: Any) -> tuple[str, int]:
        """The list and level of a paragraph: its own, else its style's or that of the style it rests on."""
        own = shape.find(qn("w:numPr")) if shape is not None else None
        if own is not None:
            number = value(own, "w:numId")
            return number, int(value(own, "w:ilvl") or 0)
        if style not in self.bound:
            self.bound[style] = self._of_style(style)
        return self.bound[style]

    def _of_style(self, style: str) -> tuple[str, int]:
        seen = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            at = self.styles[style].find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if at is not None:
                number = value(at, "w:numId")
                found = self.lists.get(self.of.get(number, ""))
                bound = [level for level, one in found.levels.items() if one.style == style] if found else []
                return number, bound[0] if bound else int(value(at, "w:ilvl") or 0)
            style = value(self.styles[style], "w:basedOn")
        return "", 0


def _level(node: Any) -> _Level:
    written = value(node, "w:numFmt") or "decimal"
    return _Level(written, value(node, "w:lvlText"), int(value(node, "w:start") or 1), value(node, "w:pStyle"))


def _written(count: int, how: str) -> str:
    """A count as a list writes it."""
    if how in ("upperLetter", "lowerLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if how == "upperLetter" else letters
    if how in ("upperRoman", "lowerRoman"):
        text = ""
        for value, sign in _ROMAN:
            while count >= value:
                text, count = text + sign, count - value
        return text.upper() if how == "upperRoman" else text
    return "" if how == "none" else str(count)
