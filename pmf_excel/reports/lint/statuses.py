"""How a cell shows a status: its shape, its word and its colour, and whether these say the same."""

from __future__ import annotations

import colorsys
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pmf_excel.framework.status import SHAPES, Rag
from pmf_excel.framework.travel import ARROWS
from pmf_excel.reports.reading import ReadCell, ReadReport

#: The shape of what is not rated, and the colour that it and each other shape stands for.
OTHER = "○"
COLOURS: Mapping[str, str] = {**SHAPES, OTHER: "grey"}
_ARROWS = "".join(arrow for arrow in ARROWS.values() if arrow)
_SIGN = re.compile(rf"([{''.join(COLOURS)}{_ARROWS}])\s*(.*)")
_PLAIN = re.compile(rf"(?:{'|'.join(Rag)})\b", re.IGNORECASE)
#: Hues in degrees: where green, amber (with yellow) and red lie; how strong a colour is at the least to be one.
_HUES = (("Green", 80, 170), ("Amber", 25, 68), ("Red", 330, 360), ("Red", 0, 18))
_STRONG = 0.06


@dataclass(frozen=True)
class Sign:
    """A shape or an arrow with its word, as a line of a cell; without a shape a word that says a colour."""

    shape: str
    word: str

    @property
    def travel(self) -> bool:
        """Whether it says where something is heading, and not how it stands."""
        return bool(self.shape) and self.shape in _ARROWS

    @property
    def shown(self) -> str:
        """As it is printed."""
        return f"{self.shape} {self.word}".strip()


def signs(cell: ReadCell) -> tuple[list[Sign], str]:
    """The statuses and directions of a cell, and what else it says."""
    found: list[Sign] = []
    rest: list[str] = []
    for one in cell.paragraphs:
        for line in one.text.split("\n"):
            match = _SIGN.match(line.strip())
            if match:
                found.append(Sign(match[1], match[2].strip()))
            elif _PLAIN.fullmatch(line.strip()):
                found.append(Sign("", line.strip()))
            else:
                rest.append(line)
    return found, "\n".join(rest).strip()


class Fills:
    """What the colours of a report's cells stand for."""

    def __init__(self, reports: Sequence[ReadReport]) -> None:
        counted: Counter[tuple[str, str]] = Counter()
        for report in reports:
            for table in report.tables:
                for row in table.rows[table.heading_rows :]:
                    for cell in row:
                        own = status(cell)
                        if own is not None and own.shape and cell.fill:
                            counted[cell.fill.upper(), COLOURS[own.shape]] += 1
        self.known: dict[str, str] = {}
        for (fill, colour), _ in counted.most_common():
            self.known.setdefault(fill, colour)

    def colour(self, fill: str) -> str:
        """What a fill stands for: Green, Amber, Red, grey; nothing where it is none of these."""
        bare = fill.upper().lstrip("#")
        if bare in self.known:
            return self.known[bare]
        if not re.fullmatch(r"[0-9A-F]{6}", bare):
            return ""
        hue, light, full = colorsys.rgb_to_hls(*(int(bare[at : at + 2], 16) / 255 for at in (0, 2, 4)))
        strength = full * (1 - abs(2 * light - 1))
        if strength < _STRONG or light < 0.2:
            return ""
        return next((name for name, low, high in _HUES if low <= hue * 360 <= high), "")


def status(cell: ReadCell) -> Sign | None:
    """The status that a cell shows."""
    return next((one for one in signs(cell)[0] if not one.travel), None)


def clash(cell: ReadCell, fills: Fills) -> str:
    """In what the shape, the word and the colour of a cell contradict each other, in words; nothing where they agree."""
    own = status(cell)
    if own is None:
        return ""
    word = own.word.split("\n")[0].capitalize()
    says = {f"the shape {own.shape}": COLOURS[own.shape]} if own.shape else {}
    if word in tuple(Rag):
        says[f"the word {own.word}"] = word
    if colour := fills.colour(cell.fill):
        says[f"the colour {colour.lower()}"] = colour
    if len(set(says.values())) <= 1:
        return ""
    return f"“{own.shown}” is shown with {_listed(list(says))}, which do not say the same."


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
