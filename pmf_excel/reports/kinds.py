"""Kinds of report: Markdown with fields, in named slots.

The text may come from a workspace, so it is rendered in a sandbox, and a field it misspells stops the report instead of
printing nothing. What is put into a field is data: it is escaped, so that a star in a measure's title stays a star.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmf_excel.ledger.sentences import counted
from pmf_excel.wording import environment, filled, text_of

_SLOT = re.compile(r"^== *([a-z_]+) *== *$", re.MULTILINE)
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|~&=-])")
#: Where a table stands in the text until it is built: between these two signs, which no keyboard types.
OPEN, CLOSE = "\ue000", "\ue001"


class _Place(str):
    """A field's value that is not data but a place for a table."""

    __slots__ = ()


@dataclass(frozen=True)
class Block:
    """One piece of a slot: a heading, a paragraph, a bullet, or a table by name."""

    kind: str
    text: str = ""
    table: tuple[str, ...] = ()


def _escape(value: object) -> str:
    if isinstance(value, _Place):
        return str(value)
    text = " ".join(str(value).split())
    return _SPECIAL.sub(r"\\\1", text.replace(OPEN, "").replace(CLOSE, ""))


def _capfirst(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(*names: str) -> _Place:
    return _Place(f"\n\n{OPEN}{'|'.join(name.replace('|', ' ') for name in names)}{CLOSE}\n\n")


def render(path: Path, words: Mapping[str, object]) -> dict[str, list[Block]]:
    """The slots of a kind with their fields filled in.

    Raises PutRight, with the line, when the text names a field that does not exist or is not well formed.
    """
    made = environment(finalize=_escape)
    made.filters["capfirst"] = _capfirst
    facts = {**words, "table": _table, "counted": counted}
    text = filled(made, text_of(path, "report text"), path, "report text", facts)
    parts = _SLOT.split(text)
    return {name: _blocks(body) for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def _blocks(markdown: str) -> list[Block]:
    """Markdown as blocks: only what a committee report has need of."""
    parser = MarkdownIt("commonmark", {"html": False})
    blocks: list[Block] = []
    kind, depth = "paragraph", 0
    for token in parser.parse(markdown):
        if token.type == "heading_open":
            kind = "heading" if token.tag in ("h1", "h2") else "subheading"
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "inline":
            text = _plain(token)
            if text.startswith(OPEN) and text.endswith(CLOSE):
                blocks.append(Block("table", table=tuple(text[1:-1].split("|"))))
            else:
                blocks.append(Block("bullet" if depth and kind == "paragraph" else kind, text))
            kind = "paragraph"
    return blocks


def _plain(inline: Token) -> str:
    """The text of a piece of Markdown; line ends inside a paragraph are blanks."""
    children = inline.children or []
    return "".join(" " if child.type in ("softbreak", "hardbreak") else child.content for child in children).strip()
