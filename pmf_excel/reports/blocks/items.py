"""What the blocks about items have in common: how an item is named, how a day stands in a table, what the service says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic

from pmf_excel.framework.calendar import in_brief
from pmf_excel.ledger.items import Item, ItemLine
from pmf_excel.reports.blocks.measures import SILENT
from pmf_excel.reports.elements import Cell, Column, Table
from pmf_excel.reports.facts import Facts

#: What stands where there is nothing.
ABSENT = "–"


@dataclass(frozen=True)
class Kept(Generic[Item]):
    """A column of a table of items: its heading, its share of the width, what is in it, and whether that is a number."""

    heading: str
    share: int
    cell: Callable[[Facts, ItemLine[Item]], Cell]
    number: bool = False


def table(facts: Facts, about: str, lines: Sequence[ItemLine[Item]], columns: Sequence[Kept[Item]]) -> Sequence[Table]:
    """A table with a row for each item; nothing where there is none, because an empty table is never printed."""
    if not lines:
        return []
    heads = tuple(Column(one.heading, one.share, one.number) for one in columns)
    return [Table(about, heads, tuple(tuple(one.cell(facts, line) for one in columns) for line in lines))]


def named(line: ItemLine[Item], *more: str) -> Cell:
    """An item by its code and title, with what else says which it is on lines of their own."""
    return Cell((f"{line.code} {line.item.title}", *(text for text in more if text)))


def service(facts: Facts, line: ItemLine[Item]) -> str:
    """The name of the service that answers for an item; nothing in a report about one service, which it would only repeat."""
    return "" if facts.service else facts.view.service(line.service)


def paragraphs(text: str) -> tuple[str, ...]:
    """A text as its paragraphs; those with nothing in them are left out."""
    return tuple(one for one in text.split("\n") if one.strip())


def day(on: date | None) -> str:
    """A day as it stands in a table."""
    return in_brief(on) if on else ABSENT


def said(line: ItemLine[Item], over: bool = False) -> tuple[str, ...]:
    """What the service says of an item, paragraph by paragraph, and when it said so if not this time; ``over`` asks no more of it."""
    told: tuple[str, ...] = paragraphs(line.note)
    if line.told or over:
        return told or (SILENT,)
    if line.said_in is not None:
        return (*told, f"As told in {line.said_in.label}.")
    return (*told, "Not answered yet.") if line.asked else told or (SILENT,)
