"""How much room things take: the height of a row of wrapped texts, and the size of a picture."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence

from xlsxwriter.image import Image


def picture_size(data: bytes) -> tuple[float, float, float, float]:
    """A picture's width and height in pixels, and its dots an inch each way.

    Raises ValueError when it is neither a PNG nor a JPEG file.
    """
    try:
        image = Image(io.BytesIO(data))
    except Exception as why:
        raise ValueError("not a PNG or JPEG picture") from why
    if image.image_type not in ("PNG", "JPG", "JPEG"):
        raise ValueError("not a PNG or JPEG picture")
    return image.width, image.height, image.x_dpi or 96, image.y_dpi or 96


def row_height(texts: Sequence[tuple[str, float]], size: float = 11, least: float = 18) -> float:
    """The height in points a row needs to show wrapped texts, each with its column's width in characters."""
    lines = 1
    for text, width in texts:
        fit = max(1.0, (width - 1.5) * 0.97 * 11 / size)
        lines = max(lines, sum(wrapped(part, fit) for part in text.split("\n")))
    return max(least, lines * size * 1.32 + 4)


#: How wide Arial's letters are beside its digits, in which a column's width is counted; any other letter counts as 1.
_WIDTHS = {
    c: w
    for letters, w in (("ijl|!'", 0.45), (" ,.:;ft()-/r", 0.58), ("mM", 1.5), ("wW%@", 1.6), ("●■▲○", 1.1))
    for c in letters
}


@functools.lru_cache(maxsize=4096)  # words come back: in each row's texts, and in each service's return
def text_width(text: str) -> float:
    """How wide a text is in Arial, counted in digits."""
    return sum(_WIDTHS.get(c, 1.3 if c.isupper() else 1.0) for c in text)


def wrapped(text: str, fit: float) -> int:
    """How many lines a text takes where so many digits fit, breaking between words."""
    lines, used, blank = 1, 0.0, text_width(" ")
    for word in text.split(" "):
        length = text_width(word)
        if used and used + blank + length > fit:
            lines, used = lines + 1, 0.0
        while length > fit:
            lines, length = lines + 1, length - fit
        used += length + (blank if used else 0)
    return lines
