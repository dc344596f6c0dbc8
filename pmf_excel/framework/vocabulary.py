"""A council's own words for where its work stands, as data, and the file that declares them beside its risk matrices.

What councils call these things was gathered in reference/status-vocabularies.md; which colour each word counts as is ours
where the council does not say, and stands in workbook_templates/vocabularies.toml to be changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pmf_excel.errors import PutRight
from pmf_excel.framework.counts import Weights
from pmf_excel.framework.declared import Table, listed, plain
from pmf_excel.framework.risk import Matrix, matrix
from pmf_excel.framework.status import Rag, Status
from pmf_excel.problems import near_miss


class Standing(StrEnum):
    """What any council's word for the state of its work counts as, in the order in which they are counted."""

    GREEN = "Green"
    AMBER = "Amber"
    RED = "Red"
    COMPLETE = "Complete"
    NOT_STARTED = "Not started"
    ON_HOLD = "On hold"


#: How long a word may be, and how many there may be: what a drop-down and a formula of a return can hold.
LONGEST_WORD, MOST_WORDS = 60, 30
#: How a sentence says that one, and that several, stand so.
SAID: Mapping[Standing, tuple[str, str]] = {
    Standing.GREEN: ("is on track", "are on track"),
    Standing.AMBER: ("has problems", "have problems"),
    Standing.RED: ("is off track", "are off track"),
    Standing.COMPLETE: ("is completed", "are completed"),
    Standing.NOT_STARTED: ("has not started", "have not started"),
    Standing.ON_HOLD: ("is on hold", "are on hold"),
}


@dataclass(frozen=True)
class Word:
    """A council's word for where work stands, what it counts as, and what the dates must agree with.

    ``begun`` is nothing where the word does not say. ``start_missed`` work should have begun and has not; ``on_time`` work is
    expected to finish by its due date; ``finished`` work has no more to come. ``instead`` is the word to choose when the start
    date contradicts this one.
    """

    word: str
    means: Standing
    about: str
    begun: bool | None = None
    start_missed: bool = False
    on_time: bool = False
    finished: bool = False
    needs_note: bool = False
    instead: str = ""

    @property
    def complete(self) -> bool:
        """Whether it says that the work was done; work may also be finished because it failed."""
        return self.means is Standing.COMPLETE

    @property
    def status(self) -> Status:
        """The word as a status, coloured where it has a colour."""
        coloured = self.means in (Standing.GREEN, Standing.AMBER, Standing.RED)
        return Status(self.word, Rag(self.means.value) if coloured else None)


@dataclass(frozen=True)
class Vocabulary:
    """A council's words, in its own order, and how its sentences count them."""

    name: str
    about: str
    words: tuple[Word, ...]
    said: Mapping[Standing, tuple[str, str]]

    def find(self, typed: str) -> Word | None:
        """The word that was typed, in capitals or not, with blanks or not."""
        wanted = plain(typed)
        return next((word for word in self.words if plain(word.word) == wanted), None)

    def remedy(self, typed: str) -> str:
        """What to do about a word that is not one of them: the near miss, and all there are."""
        words = [word.word for word in self.words]
        return f"{near_miss(typed, words)}Choose {listed(words)}."


@dataclass(frozen=True)
class Tally:
    """How many pieces of work have each of a council's words, and how many have none; together they are the total."""

    vocabulary: Vocabulary
    by_word: Mapping[Word, int]
    without: int

    @property
    def total(self) -> int:
        """All of them, with a status or without."""
        return sum(self.by_word.values()) + self.without

    @property
    def by_standing(self) -> dict[Standing, int]:
        """How many there are of what the words mean, those without a status left out."""
        return {one: sum(n for word, n in self.by_word.items() if word.means is one) for one in Standing}

    def sentence(self, one: str = "activity", many: str = "activities") -> str:
        """The counts as a sentence whose parts add up to the total it says: what is without a status is not passed over."""
        if not self.total:
            return f"There are no {many}."
        parts = [(n, *self.vocabulary.said[standing]) for standing, n in self.by_standing.items() if n]
        without = [(self.without, "has no status", "have no status")] if self.without else []
        said = [f"{number} {alone if number == 1 else several}" for number, alone, several in (*parts, *without)]
        number, rest = said[0].split(" ", 1)
        said[0] = f"{number} of {self.total} {one if self.total == 1 else many} {rest}"
        apart = said.pop() if parts and without else ""
        return f"{', '.join(said)}{f'; {apart}' if apart else ''}."


def counts(words: Iterable[Word | None], vocabulary: Vocabulary) -> Tally:
    """Count words of a vocabulary, each of them even where there is none; None is a piece of work without a status.

    Raises ValueError for a word of another vocabulary, which would be lost.
    """
    found = Counter(words)
    if strange := [word.word for word in found if word is not None and word not in vocabulary.words]:
        raise ValueError(f"{listed(strange)} is no word of {vocabulary.name}")
    return Tally(vocabulary, {word: found[word] for word in vocabulary.words}, found[None])


@dataclass(frozen=True)
class BudgetRule:
    """How far a budget line may drift, in percent of its budget, and whether spending less counts as drifting."""

    tolerance: Decimal
    underspend_counts: bool


@dataclass(frozen=True)
class Vocabularies:
    """Everything a vocabularies file says, found by name."""

    activities: Mapping[str, Vocabulary]
    matrices: Mapping[str, Matrix]
    budgets: BudgetRule
    weights: Weights


def read_vocabularies(data: Mapping[str, Any], source: str) -> Vocabularies:
    """The vocabularies, risk matrices and budget rule of a TOML table; ``source`` names the file in what is said.

    Raises PutRight, with everything wrong in it at once.
    """
    faults: list[str] = []
    top = Table("the file", data, faults)
    top.only("vocabulary", "risk_matrix", "budget", "golden_thread")
    activities = {name: _vocabulary(name, table) for name, table in top.named("vocabulary", "vocabulary").items()}
    matrices = {name: matrix(name, table) for name, table in top.named("risk_matrix", "risk matrix").items()}
    budget = Table("[budget]", top.mapping("budget"), faults)
    budget.only("tolerance", "underspend_counts")
    rule = BudgetRule(budget.number("tolerance"), bool(budget.flag("underspend_counts", True)))
    weights = _weights(Table("[golden_thread]", top.mapping("golden_thread"), faults))
    if faults:
        raise PutRight(f"{source}: {' '.join(faults)}")
    return Vocabularies(activities, {name: made for name, made in matrices.items() if made}, rule, weights)


def _weights(table: Table) -> Weights:
    """How a priority is judged by what serves it: by the worst, unless the table gives points."""
    table.only("points", "green_from", "amber_from")
    if "points" not in table.data:
        return Weights()
    points = Table(f"{table.name}, points", table.mapping("points"), table.faults)
    points.only(*Rag)
    worth = {rag: points.number(rag) for rag in Rag}
    return Weights(worth, table.number("green_from"), table.number("amber_from"))


def _vocabulary(name: str, table: Table) -> Vocabulary:
    table.only("about", "words", "said")
    rows = table.tables("words", "word")
    known = [row.data.get("word") for row in rows]
    said = Table(f"{table.name}, said", table.mapping("said"), table.faults)
    said.only(*Standing)
    long = [row.text("word") for row in rows if len(row.text("word", required=False)) > LONGEST_WORD]
    for word in long:
        table.fault(
            f'"{word[:40]}…" has more than {LONGEST_WORD} characters.', "A drop-down holds no more. Shorten it."
        )
    if len(rows) > MOST_WORDS:
        table.fault(f"there are {len(rows)} words.", f"Give at most {MOST_WORDS}: nobody can choose among more.")
    phrases = {standing: said.texts(standing) if standing in said.data else SAID[standing] for standing in Standing}
    for standing, phrase in phrases.items():
        if phrase and len(phrase) != 2:
            said.fault(f'"{standing}" has {len(phrase)} texts.', "Give two: for one, and for several.")
    pairs = {standing: (phrase[0], phrase[-1]) for standing, phrase in phrases.items() if phrase}
    return Vocabulary(name, table.text("about"), tuple(_word(row, known) for row in rows), pairs)


def _word(row: Table, known: Sequence[Any]) -> Word:
    row.only("word", "means", "about", "begun", "start_missed", "on_time", "finished", "needs_note", "instead")
    means = Standing(row.choice("means", Standing))
    begun, missed = row.flag("begun", None), bool(row.flag("start_missed", False))
    done, on_time = means is Standing.COMPLETE, bool(row.flag("on_time", False))
    finished, instead = bool(row.flag("finished", done)), row.text("instead", required=False)
    if done and (not finished or begun is False):
        row.fault("it means Complete, but says that the work is not finished or not begun.", "Correct one of these.")
    if missed and begun is not False:
        row.fault("it says that the start was missed, but not that the work has not begun.", "Add begun = false.")
    if finished and on_time:
        row.fault("it is finished, so it cannot also be expected on time.", "Remove one of the two.")
    if instead and instead not in known:
        row.fault(f'"instead" is "{instead}", which is no word of this vocabulary.', "Name one that is.")
    return Word(
        row.text("word"), means, row.text("about"), begun, missed, on_time, finished,
        bool(row.flag("needs_note", False)), instead,
    )  # fmt: skip
