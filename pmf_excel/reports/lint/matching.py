"""Finds which piece of one text is which piece of another that was edited: the same ones first, then those that are much alike."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher

from pmf_excel.reports.lint.figures import Token, tokens

#: How much alike two pieces are at least that stand in the same place, and two of which one was moved.
HERE, ANYWHERE = 0.5, 0.75
#: Where more pieces than this stand against each other, only those of the same place are compared.
_MANY = 40_000
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

Pair = tuple[int | None, int | None]


def matched(
    old: Sequence[Hashable], new: Sequence[Hashable], alike: Callable[[int, int], float], anywhere: float = ANYWHERE
) -> list[Pair]:  # fmt: skip
    """Pairs of places, each place once, in the order of the new one; None where a piece has no other.

    ``alike`` says from 0 to 1 how much an old piece is like a new one; what has the same key is the same.
    """
    found: dict[int, int] = {}
    for name, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            found |= dict(zip(range(c, d), range(a, b), strict=True))
        elif name == "replace":
            _pair(range(a, b), range(c, d), alike, HERE, found)
    taken = set(found.values())
    left = [i for i in range(len(old)) if i not in taken]
    spare = [j for j in range(len(new)) if j not in found]
    by_key = {old[i]: i for i in reversed(left)}
    for j in spare:
        if new[j] in by_key:
            found[j] = by_key.pop(new[j])
    taken = set(found.values())
    _pair([i for i in left if i not in taken], [j for j in spare if j not in found], alike, anywhere, found)
    taken = set(found.values())
    gone: list[Pair] = [(i, None) for i in range(len(old)) if i not in taken]
    return [*((found.get(j), j) for j in range(len(new))), *gone]


def _pair(
    old: Sequence[int], new: Sequence[int], alike: Callable[[int, int], float], least: float, found: dict[int, int]
) -> None:  # fmt: skip
    """Pair those that are most alike, and of equals those in the same order."""
    if len(old) * len(new) > _MANY:
        close = [(alike(i, j), i, j) for i, j in zip(old, new, strict=False)]
    else:
        close = [(alike(i, j), i, j) for i in old for j in new]
    taken: set[int] = set()
    first = {i: n for n, i in enumerate(old)}
    where = {j: n for n, j in enumerate(new)}
    for likeness, i, j in sorted(close, key=lambda one: (-one[0], abs(first[one[1]] - where[one[2]]), one[2])):
        if likeness < least:
            break
        if i not in taken and j not in found:
            taken.add(i)
            found[j] = i


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [one for one in _SENTENCE.split(text) if one.strip()]


def texts_alike(one: str, other: str) -> float:
    """How much two texts are alike: their words count, and a little whether their figures are the same."""
    if one == other:
        return 1.0
    a, b = _counted(one), _counted(other)
    total = sum(a[0].values()) + sum(b[0].values())
    if not total:
        return 0.0
    shapes = 2 * sum((a[0] & b[0]).values()) / total
    exact = 2 * sum((a[1] & b[1]).values()) / total
    return 0.9 * shapes + 0.1 * exact


@functools.lru_cache(maxsize=4096)
def _counted(text: str) -> tuple[Counter[str], Counter[str]]:
    """The words of a text, once with its figures and once only with that there are some."""
    found: list[Token] = tokens(text)
    return Counter(one.shape for one in found), Counter(one.key for one in found)
