"""XML of a part, parsed in one bounded pass of expat: no DTD, no deep nesting, no tag without end, in UTF-8 or UTF-16 only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from pmf_excel.excel.kinds import Unreadable

#: How deep elements may stand in each other, and how many tags a part may have: 500,000 filled cells need 2 million.
DEPTH = 200
TAGS = 8_000_000
#: In a part of this size, no tag, text or comment may be as long: expat would scan it again and again.
_LONG_FROM = 2**20
_LONG = re.compile(rb"<[^<]{%d}|<!--(?!.{0,65536}?-->)|<\?(?!.{0,65536}?\?>)" % _LONG_FROM, re.DOTALL)
#: How much of a part is looked at for its first element: most have it in the first piece.
_FIRST, _MOST = 2048, 65536

_NARROW = {None, "utf-8", "us-ascii", "ascii"}
_WIDE = {None, "utf-16", "utf-16le", "utf-16be"}
#: Where only the beginning matters: kinds in which "<" is "<".
_PLAIN = re.compile("iso-8859-[0-9]+|windows-125[0-9]")

Start = Callable[[str, dict[str, str]], None]


class Enough(Exception):
    """Raised by a handler that has seen all it needs: the rest of the part is left."""


def parser(wide: bool = False, beginning: bool = False, known: Mapping[str, str] | None = None) -> expat.XMLParserType:
    """A parser of UTF-8 that writes namespaces before names with a space, and refuses any DTD and any other kind of text.

    Names that are ``known`` are given as those very texts.
    """

    def refuse(*_: Any) -> None:
        raise Unreadable("dtd")

    def declared(_: str, encoding: str | None, standalone: int) -> None:
        name = encoding.lower() if encoding else None
        if name not in (_WIDE if wide else _NARROW) and not (beginning and name and _PLAIN.fullmatch(name)):
            raise Unreadable("damaged", f"text of the kind {encoding}")

    made = expat.ParserCreate("UTF-8", " ", dict(known or {}))
    made.buffer_text = True
    made.XmlDeclHandler = declared
    made.StartDoctypeDeclHandler = refuse
    made.EntityDeclHandler = refuse
    return made


def _is_wide(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def _narrow(data: bytes, errors: str = "strict") -> bytes:
    """UTF-16 as UTF-8, in which all limits are counted."""
    name = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(data[:2], "utf-16")
    try:
        return data.decode(name, errors).encode("utf-8")
    except UnicodeError as why:
        raise Unreadable("damaged", str(why)) from why


def bounded(data: bytes, known: Mapping[str, str] | None = None) -> tuple[bytes, expat.XMLParserType]:
    """A part in UTF-8, within its limits, with a parser for it."""
    wide = _is_wide(data)
    if wide:
        data = _narrow(data)
    if data.count(b"<") > TAGS or (len(data) > _LONG_FROM and _LONG.search(data)):
        raise Unreadable("large", "too much markup")
    return data, parser(wide, known=known)


def run(data: bytes, made: expat.XMLParserType) -> None:
    """Parse a part to its end, or to where a handler has had enough."""
    try:
        made.Parse(data, True)
    except Enough:
        return
    except expat.ExpatError as why:
        raise Unreadable("damaged", str(why)) from why


def parse(
    data: bytes, start: Start, end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:
    """Parse a part with handlers for what it holds; nothing when it is empty."""
    if not data:
        return
    depth = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise Unreadable("large", "nested too deeply")
        start(tag, attributes)

    def finish(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(tag)

    data, made = bounded(data)
    made.StartElementHandler = begin
    made.EndElementHandler = finish
    if text:
        made.CharacterDataHandler = text
    run(data, made)


def root(beginning: Callable[[int], bytes]) -> str:
    """The first element of a part, of which no more than the beginning is asked for; nothing when the part is empty.

    Everything before the first element has been parsed then, so that there is no DTD in the part.
    """
    found: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append(tag)
        raise Enough

    for length in (_FIRST, _MOST):
        data = beginning(length)
        if not data:
            return ""
        wide, whole = _is_wide(data), len(data) < length
        made = parser(wide, beginning=True)
        made.StartElementHandler = start
        try:
            made.Parse(_narrow(data, "ignore") if wide else data, whole)
        except Enough:
            return found[0]
        except expat.ExpatError as why:
            raise Unreadable("damaged", str(why)) from why
        if whole:
            break
    raise Unreadable("tampered", "a part that does not begin")
