"""What a block is: a name, what it gives, an example of its use, and the function that makes its elements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pmf_excel.reports.elements import Element, Table
from pmf_excel.reports.facts import Facts

#: Makes a block's elements from the facts and what the text gives it.
Make = Callable[..., Sequence[Element]]


@dataclass(frozen=True)
class Block:
    """One block that a text may place; ``about`` says what it shows, ``example`` how it is written."""

    name: str
    about: str
    example: str
    make: Make


def filled(table: Table) -> Sequence[Table]:
    """The table, unless it has no rows: an empty table is never printed."""
    return [table] if table.rows else []


def missing(what: str, given: object, known: Sequence[str]) -> ValueError:
    """What is said when a text gives a block something that does not exist."""
    return ValueError(f'there is no {what} "{given}"; use {", ".join(known)}')


def of(facts: Facts, some: object, known: dict[str, Callable[[Facts], Sequence[object]]]) -> Sequence[object]:
    """Some of the facts by a word that a text may use for them."""
    if str(some) not in known:
        raise missing("selection", some, list(known))
    return known[str(some)](facts)
