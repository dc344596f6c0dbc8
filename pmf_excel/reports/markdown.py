"""Markdown as elements: headings, paragraphs with bold words, lists, tables, and the places of blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmf_excel.reports.elements import Cell, Column, Element, Heading, Item, Paragraph, Run, Table
from pmf_excel.reports.marks import CLOSE, OPEN

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def elements_of(markdown: str, placed: Callable[[int], Sequence[Element]]) -> list[Element]:
    """Markdown as elements; ``placed`` gives what stands in a block's place, by its number.

    "#" and "##" are headings of the first level, "###" of the second. A table is described by the paragraph before it.
    """
    found: list[Element] = []
    tokens = iter(_PARSER.parse(markdown))
    lists: list[bool] = []
    first = False
    level = 0
    for token in tokens:
        if token.type == "heading_open":
            level = max(1, int(token.tag[1:]) - 1)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token.type == "ordered_list_open")
            first = True
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "table_open":
            found.append(_table(tokens, _said_last(found)))
        elif token.type == "inline":
            runs = _runs(token)
            text = "".join(run.text for run in runs)
            if text.startswith(OPEN) and text.endswith(CLOSE) and text[1:-1].isdecimal():
                found += placed(int(text[1:-1]))
            elif level:
                found.append(Heading(level, text))
            elif text and lists:
                found.append(Item(runs, lists[-1], first))
                first = False
            elif text:
                found.append(Paragraph(runs))
            level = 0
    return found


def _said_last(found: Sequence[Element]) -> str:
    """The words before a table, which say what it shows."""
    for element in reversed(found):
        if isinstance(element, Heading):
            return element.text
        if isinstance(element, Paragraph):
            return "".join(run.text for run in element.runs).rstrip(":")
    return "Table"


def _table(tokens: Iterator[Token], about: str) -> Table:
    """A table typed in the text itself, its columns of equal width; numbers stand right where the text says so (--:)."""
    rows: list[list[str]] = []
    right: list[bool] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            right.append("right" in str(token.attrGet("style") or ""))
        elif token.type == "inline":
            rows[-1].append("".join(run.text for run in _runs(token)))
    head, *body = rows
    share = 100 // len(head)
    columns = tuple(Column(text, share, number) for text, number in zip(head, right, strict=True))
    return Table(about, columns, tuple(tuple(Cell((text,)) for text in row) for row in body))


def _runs(inline: Token) -> tuple[Run, ...]:
    """The runs of a piece of Markdown; line ends inside a paragraph are blanks."""
    runs: list[Run] = []
    bold = 0
    for child in inline.children or []:
        if child.type == "strong_open":
            bold += 1
        elif child.type == "strong_close":
            bold -= 1
        elif child.type in ("softbreak", "hardbreak"):
            runs.append(Run(" ", bool(bold)))
        elif child.content:
            runs.append(Run(child.content, bool(bold)))
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].bold == run.bold:
            merged[-1] = Run(merged[-1].text + run.text, run.bold)
        else:
            merged.append(run)
    if merged:
        merged[0] = Run(merged[0].text.lstrip(), merged[0].bold)
        merged[-1] = Run(merged[-1].text.rstrip(), merged[-1].bold)
    return tuple(run for run in merged if run.text)
