"""What of the figures of a text was changed: which is another than before, which came in, which went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pmf_excel.reports.lint.figures import Figure, Token, tokens
from pmf_excel.reports.lint.matching import matched, sentences, texts_alike

#: How many words from a figure still say what it is of, and how much of them is the same at least.
_NEAR, _LEAST = 4, 0.2
#: What it is worth that the same status stands nearest to a figure, or that it is the same figure.
_STATUS, _EQUAL = 0.5, 0.05
#: The shapes of words that count as figures: statuses and directions.
_WORDS = ("\0status", "\0travel")


@dataclass
class Difference:
    """The figures in which two texts differ: pairs of the new and the old one, and those that only one of them has."""

    wrong: list[tuple[Figure, Figure]] = field(default_factory=list)
    rounded: list[tuple[Figure, Figure]] = field(default_factory=list)
    gained: list[Figure] = field(default_factory=list)
    lost: list[Figure] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.wrong or self.rounded or self.gained or self.lost)


def compared(old: str, new: str) -> Difference:
    """What of the figures of a text that was edited differs; words may be written anew.

    Sentence is held against sentence: in one that is new there are no wrong figures, only figures that came in.
    """
    found = Difference()
    a, b = tokens(old), tokens(new)
    if _shape(a) == _shape(b):
        _sentence(a, b, found)
        return found
    before, after = sentences(old), sentences(new)
    begins = _begins(new, after)
    for i, j in matched(before, after, lambda i, j: texts_alike(before[i], after[j])):
        _sentence(
            tokens(before[i]) if i is not None else [], _placed(after[j], begins[j]) if j is not None else [], found
        )
    for one in list(found.gained):  # what moved to another sentence
        other = next((lost for lost in found.lost if one.same(lost)), None)
        if other is not None:
            found.gained.remove(one)
            found.lost.remove(other)
    return found


def _begins(text: str, some: Sequence[str]) -> list[int]:
    """Where each of the sentences of a text begins in it."""
    found, at = [], 0
    for one in some:
        at = max(text.find(one, at), at)
        found.append(at)
        at += len(one)
    return found


def _placed(sentence: str, begins: int) -> list[Token]:
    """The words and figures of a sentence, each figure with its place in the whole text."""
    return [
        replace(one, figure=replace(one.figure, start=one.figure.start + begins)) if one.figure else one
        for one in tokens(sentence)
    ]


def _shape(some: Sequence[Token]) -> list[str]:
    return [one.shape for one in some]


def _sentence(a: Sequence[Token], b: Sequence[Token], found: Difference) -> None:
    """Hold a sentence against what became of it: figure against figure where the words are the same, else by the words about them."""
    before = [n for n, one in enumerate(a) if one.figure is not None]
    after = [n for n, one in enumerate(b) if one.figure is not None]
    pairs = list(zip(before, after, strict=True)) if _shape(a) == _shape(b) else _belonging(a, before, b, after)
    for i, j in pairs:
        old, new = a[i].figure, b[j].figure
        if old is not None and new is not None and not new.same(old):
            (found.rounded if new.rounds(old) else found.wrong).append((new, old))
    gone, come = {i for i, _ in pairs}, {j for _, j in pairs}
    found.lost += [one for i in before if i not in gone and (one := a[i].figure) is not None]
    found.gained += [one for j in after if j not in come and (one := b[j].figure) is not None]


def _belonging(a: Sequence[Token], before: Sequence[int], b: Sequence[Token], after: Sequence[int]) -> list[tuple[int, int]]:  # fmt: skip
    """Which figure became which, by what stands about them; the surest first."""
    found = _words_kept(a, before, b, after)
    close = []
    for i in before:
        for j in after:
            old, new = a[i].figure, b[j].figure
            if i in found or j in found.values() or old is None or new is None or old.kind != new.kind:
                continue
            status = _nearest(b, j)
            alike = _about(a, i, b, j) + _EQUAL * new.same(old) + _STATUS * (bool(status) and status == _nearest(a, i))
            if alike >= _LEAST and not (old.weak and new.weak and alike < 1):
                close.append((alike, i, j))
    taken = set(found.values())
    for _, i, j in sorted(close, key=lambda one: (-one[0], abs(one[1] - one[2]), one[1])):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return sorted(found.items())


def _words_kept(a: Sequence[Token], before: Sequence[int], b: Sequence[Token], after: Sequence[int]) -> dict[int, int]:
    """The statuses and directions that are still there, wherever: the figures with them say whether they changed places."""
    found: dict[int, int] = {}
    for j in after:
        if b[j].shape in _WORDS:
            same = next((i for i in before if i not in found and a[i].key == b[j].key), None)
            if same is not None:
                found[same] = j
    return found


def _nearest(some: Sequence[Token], at: int) -> str:
    """The status that stands nearest to a place, where it stands near."""
    there = [(abs(n - at), one.key) for n, one in enumerate(some) if one.shape == _WORDS[0] and n != at]
    return min(there)[1] if there else ""


def _about(a: Sequence[Token], at: int, b: Sequence[Token], place: int) -> float:
    """How much of what stands before and after two places is the same; what is near counts more."""
    before, after = _words_about(a, at), _words_about(b, place)
    return sum(before[key] * after[key] for key in before.keys() & after.keys())


def _words_about(some: Sequence[Token], at: int) -> dict[tuple[int, str], float]:
    """The words before a place (-1) and after it (1) as far as the next figure, by how near they are."""
    found: dict[tuple[int, str], float] = {}
    for side in (-1, 1):
        for far in range(1, _NEAR + 1):
            n = at + side * far
            if not 0 <= n < len(some) or (some[n].figure is not None and some[n].shape not in _WORDS):
                break
            found.setdefault((side, some[n].key), 1 / far)
    return found
