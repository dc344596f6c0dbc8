"""A council's own words, as data: for where its work stands, for how great a risk is, and how far a budget may drift.

What councils call these things was gathered in reference/status-vocabularies.md; which colour each word counts as is ours
where the council does not say, and stands in workbook_templates/vocabularies.toml to be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from pmf_excel.errors import PutRight
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
    said: Mapping[Standing, tuple[str, str]] = field(default_factory=lambda: dict(SAID))

    def find(self, typed: str) -> Word | None:
        """The word that was typed, in capitals or not, with blanks or not."""
        plain = _plain(typed)
        return next((word for word in self.words if _plain(word.word) == plain), None)

    def remedy(self, typed: str) -> str:
        """What to do about a word that is not one of them: the near miss, and all there are."""
        words = [word.word for word in self.words]
        return f"{near_miss(typed, words)}Choose {_list(words)}."


@dataclass(frozen=True)
class Band:
    """One of the bands of risk, with its colour and, where scores decide, the score from which it begins."""

    name: str
    rag: Rag
    begins: int = 0


@dataclass(frozen=True)
class Score:
    """How great a risk is: likelihood times impact, and the band it falls in."""

    points: int
    band: Band


@dataclass(frozen=True)
class Matrix:
    """A council's risk matrix: the names of its steps from 1 upwards, and the band of each cell, least likely row first."""

    name: str
    likelihood: tuple[str, ...]
    impact: tuple[str, ...]
    bands: tuple[Band, ...]
    cells: tuple[tuple[Band, ...], ...]

    def score(self, likelihood: int, impact: int) -> Score | None:
        """The score of a likelihood and an impact; nothing for a step that the matrix does not have."""
        if not (1 <= likelihood <= len(self.likelihood) and 1 <= impact <= len(self.impact)):
            return None
        return Score(likelihood * impact, self.cells[likelihood - 1][impact - 1])


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


def read_vocabularies(data: Mapping[str, Any], source: str) -> Vocabularies:
    """The vocabularies, risk matrices and budget rule of a TOML table; ``source`` names the file in what is said.

    Raises PutRight, with everything wrong in it at once.
    """
    faults: list[str] = []
    top = _Table("the file", data, faults)
    top.only("vocabulary", "risk_matrix", "budget")
    activities = {name: _vocabulary(name, table) for name, table in top.named("vocabulary", "vocabulary").items()}
    matrices = {name: _matrix(name, table) for name, table in top.named("risk_matrix", "risk matrix").items()}
    budget = _Table("[budget]", top.mapping("budget"), faults)
    budget.only("tolerance", "underspend_counts")
    rule = BudgetRule(budget.number("tolerance"), bool(budget.flag("underspend_counts", True)))
    if faults:
        raise PutRight(f"{source}: {' '.join(faults)}")
    return Vocabularies(activities, {name: made for name, made in matrices.items() if made}, rule)


@dataclass(frozen=True)
class _Table:
    """A table of the file while it is read: how people know it, and where its faults are gathered."""

    name: str
    data: Mapping[str, Any]
    faults: list[str]

    def fault(self, found: str, remedy: str) -> None:
        self.faults.append(f"{self.name}: {found} {remedy}")

    def only(self, *keys: str) -> None:
        for key in self.data:
            if key not in keys:
                self.fault(f'"{key}" is not known here.', f"{near_miss(str(key), keys)}Use {_list(keys)}.")

    def text(self, key: str, required: bool = True) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            self.fault(f'"{key}" is {"missing" if value == "" else "not a text"}.', "Enter a text in quotation marks.")
            return ""
        return value.strip()

    def flag(self, key: str, otherwise: bool | None) -> bool | None:
        value = self.data.get(key, otherwise)
        if value is not None and not isinstance(value, bool):
            self.fault(f'"{key}" is "{value}".', "Enter true or false, without quotation marks.")
            return otherwise
        return value

    def number(self, key: str, whole: bool = False) -> Decimal:
        value = self.data.get(key)
        known = isinstance(value, int if whole else int | float | Decimal) and not isinstance(value, bool)
        # Through its text, so that 2.5 in the file is 2.5 here.
        number = Decimal(str(value)) if known else Decimal("NaN")
        if not number.is_finite() or number < 0:
            what = f'"{key}" is missing.' if value is None else f'"{key}" is "{value}".'
            self.fault(what, f"Enter a {'whole ' if whole else ''}number, 0 or more.")
            return Decimal(0)
        return number

    def choice(self, key: str, choices: Iterable[str]) -> str:
        typed, known = self.text(key), list(choices)
        if typed and typed not in known:
            self.fault(f'"{key}" is "{typed}".', f"{near_miss(typed, known)}Use one of: {_list(known)}.")
        return typed if typed in known else known[0]

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self.data.get(key, {})
        if not isinstance(value, Mapping):
            self.fault(f'"{key}" is not a table.', "Compare it with the file that pmf brings.")
            return {}
        return value

    def named(self, key: str, called: str) -> dict[str, _Table]:
        """The tables under a key, by their names; there must be one."""
        found = self.mapping(key)
        if not found:
            self.fault(f"there is no {called}.", "Give at least one.")
        for name, value in found.items():
            if not isinstance(value, Mapping):
                self.fault(f'{called} "{name}" is not a table.', "Compare it with the file that pmf brings.")
        return {
            name: _Table(f'{called} "{name}"', v, self.faults) for name, v in found.items() if isinstance(v, Mapping)
        }

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one.strip() for one in value):
            self.fault(f'"{key}" is not a list of texts.', 'Enter it as ["…", "…"].')
            return ()
        return tuple(value)

    def tables(self, key: str, by: str) -> list[_Table]:
        """The tables in the list under a key, each known by its own text under ``by``, no two by the same."""
        value = self.data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, Mapping) for one in value):
            self.fault(f'"{key}" is not a list of tables.', f'Enter it as [{{ {by} = "…" }}, {{ {by} = "…" }}].')
            return []
        found = [
            _Table(f'{self.name}, "{one.get(by, number)}"', one, self.faults) for number, one in enumerate(value, 1)
        ]
        names = [_plain(str(one.get(by, ""))) for one in value]
        for table, name in zip(found, names, strict=True):
            if name and names.count(name) > 1:
                table.fault(f"this {by} stands here more than once.", "Keep one of them.")
        return found


def _vocabulary(name: str, table: _Table) -> Vocabulary:
    table.only("about", "words", "said")
    rows = table.tables("words", "word")
    known = [row.data.get("word") for row in rows]
    said = _Table(f"{table.name}, said", table.mapping("said"), table.faults)
    said.only(*Standing)
    phrases = {standing: said.texts(standing) if standing in said.data else SAID[standing] for standing in Standing}
    for standing, phrase in phrases.items():
        if phrase and len(phrase) != 2:
            said.fault(f'"{standing}" has {len(phrase)} texts.', "Give two: for one, and for several.")
    pairs = {standing: (phrase[0], phrase[-1]) for standing, phrase in phrases.items() if phrase}
    return Vocabulary(name, table.text("about"), tuple(_word(row, known) for row in rows), pairs)


def _word(row: _Table, known: Sequence[Any]) -> Word:
    row.only("word", "means", "about", "begun", "start_missed", "on_time", "finished", "needs_note", "instead")
    means = Standing(row.choice("means", Standing))
    begun, missed = row.flag("begun", None), bool(row.flag("start_missed", False))
    done = means is Standing.COMPLETE
    finished, instead = bool(row.flag("finished", done)), row.text("instead", required=False)
    if done and (not finished or begun is False):
        row.fault(
            "it means Complete, but says that the work is not finished or has not begun.", "Correct one of these."
        )
    if missed and begun is not False:
        row.fault("it says that the start was missed, but not that the work has not begun.", "Add begun = false.")
    if finished and row.flag("on_time", False):
        row.fault("it is finished, so it cannot also be expected on time.", "Remove one of the two.")
    if instead and instead not in known:
        row.fault(f'"instead" is "{instead}", which is no word of this vocabulary.', "Name one that is.")
    return Word(
        row.text("word"), means, row.text("about"), begun, missed, bool(row.flag("on_time", False)), finished,
        bool(row.flag("needs_note", False)), instead,
    )  # fmt: skip


def _matrix(name: str, table: _Table) -> Matrix | None:
    table.only("likelihood", "impact", "bands", "cells")
    likelihood, impact = table.texts("likelihood"), table.texts("impact")
    by_score = "cells" not in table.data
    bands = []
    for row in table.tables("bands", "name"):
        row.only("name", "rag", *(["from"] if by_score else []))
        begins = int(row.number("from", whole=True)) if by_score else 0
        bands.append(Band(row.text("name"), Rag(row.choice("rag", Rag)), begins))
    if not (likelihood and impact and bands):
        return None
    if not by_score:
        cells = _cells(table, {band.name: band for band in bands}, len(likelihood), len(impact))
        return Matrix(name, likelihood, impact, tuple(bands), cells) if cells else None
    if bands[0].begins > 1 or any(low.begins >= high.begins for low, high in pairwise(bands)):
        table.fault(
            "the bands leave a score out or are not in order.", "Begin with from = 1, and give the lowest first."
        )
        return None
    scored = tuple(
        tuple([band for band in bands if band.begins <= one * two][-1] for two in range(1, len(impact) + 1))
        for one in range(1, len(likelihood) + 1)
    )
    return Matrix(name, likelihood, impact, tuple(bands), scored)


def _cells(table: _Table, bands: Mapping[str, Band], high: int, wide: int) -> tuple[tuple[Band, ...], ...]:
    """The bands of a matrix given cell by cell; nothing when it is not whole."""
    rows = table.data["cells"]
    if (
        not isinstance(rows, list)
        or not all(isinstance(row, list) and len(row) == wide for row in rows)
        or len(rows) != high
    ):
        table.fault(
            '"cells" does not fit the steps.', f"Give {high} lists, one for each likelihood, each of {wide} bands."
        )
        return ()
    strange = list(dict.fromkeys(str(cell) for row in rows for cell in row if str(cell) not in bands))
    for cell in strange:
        table.fault(f'"{cell}" in "cells" is no band.', f"{near_miss(cell, bands)}Use {_list(bands)}.")
    return () if strange else tuple(tuple(bands[cell] for cell in row) for row in rows)


def _plain(text: str) -> str:
    """A word as it is compared: without capitals, blanks in a row as one."""
    return " ".join(text.split()).casefold()


def _list(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
