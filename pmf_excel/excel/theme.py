"""Colours and type, read from theme.toml and checked for contrast (WCAG 2.2 AA) before anything is painted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.excel.layout import read_toml

AA = 4.5


@dataclass(frozen=True)
class Swatch:
    """A pale fill with its text, and a solid for charts."""

    fill: str
    text: str
    solid: str


@dataclass(frozen=True)
class Theme:
    """The look of the workbooks and documents; colours are #RRGGBB."""

    font: str
    band: str
    band_text: str
    input: str
    input_edge: str
    locked: str
    line: str
    hint: str
    text: str
    swatches: Mapping[str, Swatch]

    def swatch(self, word: str) -> Swatch:
        """The colours of a status by its word; what is not rated shares one grey."""
        return self.swatches.get(word, self.swatches["other"])


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def load(path: Path) -> Theme:
    """Read a theme.

    Raises PutRight, with every fault at once, when a colour is missing, mistyped or too faint against its text.
    """
    data = read_toml(path)
    try:
        swatches = {word: Swatch(**table) for word, table in data.pop("status").items()}
        theme = Theme(**data, swatches=swatches)
    except (KeyError, TypeError) as why:
        raise PutRight(f"{path}: this theme could not be read ({why}). Compare it with the one pmf brings.") from why
    colours = {key: value for key, value in data.items() if key != "font"}
    for word, swatch in swatches.items():
        colours |= {f"status.{word}.{part}": getattr(swatch, part) for part in ("fill", "text", "solid")}
    faults = [
        f'{key} is "{value}"; write a colour as # and six digits, for example #1D3C5E.'
        for key, value in colours.items()
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}", str(value))
    ]
    if not faults and "other" not in swatches:
        faults.append("[status.other] is missing; give the colours of what is not rated.")
    if not faults:
        pairs = [("band", theme.band, theme.band_text), ("input", theme.input, theme.text)]
        pairs += [("locked", theme.locked, theme.text), ("hint", "#FFFFFF", theme.hint)]
        pairs += [(f"status.{word}", s.fill, s.text) for word, s in swatches.items()]
        faults = [
            f"{key}: the text is too faint (contrast {contrast(a, b):.1f}; at least {AA} is needed). Choose a darker or lighter colour."
            for key, a, b in pairs
            if contrast(a, b) < AA
        ]
    if faults:
        raise PutRight(f"{path}: " + " ".join(faults))
    return theme
