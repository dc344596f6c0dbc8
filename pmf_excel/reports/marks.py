"""Marks that hold a place in a text until what belongs there is put in, and how data is kept from being taken for a text's own signs."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|~&=:-])")
#: Where something stands in the text until it is built: between these two signs, which no keyboard types.
OPEN, CLOSE = "\ue000", "\ue001"
#: Keeps signs of data apart that what fills in a format would take for its own: it writes "{{" where it finds "{_{".
APART = "\ue002"
_OWN_SIGNS = re.compile(r"(?<=[{}%])(?=_)")


class Place(str):
    """A field's value that is not data but a place for something."""

    __slots__ = ()


def escape(value: object) -> str:
    """A field's value so that Markdown takes every sign of it for itself; line ends are blanks."""
    if isinstance(value, Place):
        return str(value)
    text = " ".join(unmarked(str(value)).split())
    return _SPECIAL.sub(r"\\\1", text)


def unmarked(text: str) -> str:
    """A text without the signs that hold a place."""
    return text.replace(OPEN, "").replace(CLOSE, "").replace(APART, "")


def kept_apart(text: str) -> str:
    """A text without the signs that hold a place, and with its own signs kept apart until the format is filled in."""
    return _OWN_SIGNS.sub(APART, unmarked(text))
