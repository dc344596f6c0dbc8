"""E-mail addresses, and names that may stand in a header."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9-]+"
)


def one_line(text: str) -> str:
    """The text on one line, without a sign that a header could end with or an eye could be misled by."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def is_address(text: str) -> bool:
    """Whether a text is one plain e-mail address, and nothing besides."""
    local = text.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return len(text) <= 254 and not dots and _ADDRESS.fullmatch(text) is not None
