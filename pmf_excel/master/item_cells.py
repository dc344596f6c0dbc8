"""What the sheets about items have in common: where an answer was given, how late something is, what is another than it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pmf_excel.excel.sheets import Formula
from pmf_excel.framework.status import Status
from pmf_excel.ledger.items import Item, ItemLine

#: What stands where nothing is another than it was.
SAME = "Same"


def told_in(line: ItemLine[Item]) -> str:
    """Where what is shown was said, if it was not in the round, and what has become of the round's own answer."""
    if line.told:
        return "A later answer waits to be put right" if line.held else ""
    place = line.said_in.short if line.said_in else "Register"
    if line.held:
        return f"{place}; waits to be put right"
    return f"{place}; not told yet" if line.asked else place


def whole(status: Status) -> str:
    """A status within a text: its shape stays on the line of its word."""
    return f"{status.shape}\u00a0{status.value}"


def said_since(line: ItemLine[Item], changes: Iterable[str]) -> str:
    """What is another than it was, or that all is the same; nothing where nobody has said anything new."""
    told = " ".join(changes)
    return told or (SAME if line.told else "")


def with_words(formula: Callable[[Callable[[str], str]], str], result: str, words: str) -> Formula:
    """A sentence that is a live formula, with a sentence after it that is not."""
    after = f" {words}" if words else ""
    quoted = after.replace('"', '""')
    return Formula(lambda cells: formula(cells) + (f'&"{quoted}"' if words else ""), f"{result}{after}")
