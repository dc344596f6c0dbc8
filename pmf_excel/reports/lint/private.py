"""Finds what is exempt in a report that is open: titles, codes with their figures, and what services said, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pmf_excel.problems import Place, Problem, error, query
from pmf_excel.reports.lint.matching import sentences
from pmf_excel.reports.lint.places import Said, quoted

#: A text with fewer letters is not taken for a piece of another: it may stand anywhere.
_LETTERS = 12
#: So many words one after another, out of what a service said, are no chance.
_RUN = 9
#: A text of fewer words may be said of something else as well.
_FEW = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Secret:
    """A measure, item or question that is exempt: its code, its title, what is said of it, and its figure as it is printed."""

    code: str
    title: str
    texts: Sequence[str] = field(default_factory=tuple)
    figure: str = ""

    @property
    def name(self) -> str:
        """How it is named to the clerk."""
        return self.code or f"“{quoted(self.title)}”"


@dataclass(frozen=True)
class _Piece:
    """Words that give a secret away, what they are of it, and whether they are the whole of a text or a part."""

    secret: Secret
    what: str
    whole: bool


class Secrets:
    """Looks through texts for what is exempt; what is said in the open as well, in ``open_texts``, gives nothing away."""

    def __init__(self, secrets: Sequence[Secret], open_texts: Iterable[str]) -> None:
        pieces = {words: piece for secret in secrets for words, piece in reversed(list(_pieces(secret)))}
        codes = {_words(one.code): one for one in secrets if any(sign.isalpha() for sign in one.code)}
        self.lengths = _lengths([*pieces, *codes])
        for text in open_texts:
            for words in self._runs(text):
                pieces.pop(words, None)
                codes.pop(words, None)
        self.pieces = pieces
        self.codes = [(re.compile(rf"(?<![\w/-]){re.escape(one.code)}(?![\w/-])"), one) for one in codes.values()]
        self.lengths = _lengths(pieces)

    def _runs(self, text: str) -> Iterator[tuple[str, ...]]:
        """The runs of words of a text that may be one of those looked for."""
        words = _words(text)
        for at, word in enumerate(words):
            for length in self.lengths.get(word, ()):
                if at + length <= len(words):
                    yield words[at : at + length]

    def found(self, file: str, some: Iterable[Said]) -> Iterator[Problem]:
        """Everything exempt in some texts, the same of a place once."""
        told: set[tuple[str, str, str]] = set()
        for said in some:
            for what, secret, whole in self._in(said.text):
                if (said.place, secret.code, secret.title) in told:
                    continue
                told.add((said.place, secret.code, secret.title))
                at = Place(file, cell=said.place)
                if whole:
                    yield error("PMF-533", at, f"It has {what} of {secret.name}, which is exempt.", "Take it out of the open report: it belongs into the exempt part.")  # fmt: skip
                else:
                    yield query("PMF-533", at, f"It has {what} of {secret.name}, which is exempt.", "Check that nothing exempt can be learned from it, or take it out.")  # fmt: skip

    def _in(self, text: str) -> Iterator[tuple[str, Secret, bool]]:
        """What a text gives away; the surest first."""
        parts = [piece for words in self._runs(text) if (piece := self.pieces.get(words)) is not None]
        for piece in sorted(parts, key=lambda one: (not one.whole, one.secret.code)):
            part = "" if piece.whole else "a part of "
            what = f"{part}the title" if piece.what == "title" else f"{part}what is said"
            yield what, piece.secret, piece.whole
        for pattern, secret in self.codes:
            if pattern.search(text):
                figure = bool(secret.figure) and re.search(rf"(?<![\w.,]){re.escape(secret.figure)}(?![\w]|[.,]\d)", text) is not None  # fmt: skip
                yield ("the code and the figure" if figure else "the code"), secret, figure


def _pieces(secret: Secret) -> Iterator[tuple[tuple[str, ...], _Piece]]:
    """The runs of words that give a secret away: what is said as a whole or sentence by sentence, then parts of it."""
    texts = [("title", secret.title), *(("text", text) for text in secret.texts)]
    for what, text in texts:
        for one in dict.fromkeys((text, *sentences(text))):
            words = _words(one)
            if sum(map(len, words)) >= _LETTERS and len(words) > 1:
                yield words, _Piece(secret, what, len(words) >= _FEW)
    for what, text in texts:
        words = _words(text)
        for at in range(len(words) - _RUN + 1):
            yield words[at : at + _RUN], _Piece(secret, what, False)


def _lengths(some: Iterable[tuple[str, ...]]) -> dict[str, set[int]]:
    """How long the runs are that begin with a word."""
    found: dict[str, set[int]] = {}
    for words in some:
        found.setdefault(words[0], set()).add(len(words))
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
