"""What a copy of a return says that is new, what it replaces, and what of that wants a word: a step back, a figure restated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pmf_excel.framework.figures import rounded, said
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.known import standing, standing_items
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Asked, ItemAnswer, Key, Received
from pmf_excel.problems import Place, Problem, Severity
from pmf_excel.returns.marking import row_key
from pmf_excel.returns.parts import CATCH_UP, MEASURES
from pmf_excel.returns.read import ReturnRead

Said = Answer | ItemAnswer


@dataclass
class Versions:
    """What the copies before said, by row: the last word, and the last that was taken. ``turned`` are the rounds that were closed once."""

    ledger: Reader
    turned: Collection[Period]
    last: dict[Key, Said] = field(default_factory=dict)
    taken: dict[Key, Said] = field(default_factory=dict)
    #: Rows whose words were let go: the ledger has them.
    _gone: set[Key] = field(default_factory=set)

    def let_go(self, keys: Collection[Key]) -> None:
        """Let go of what was said of some rows, which the ledger has by now: many returns are never held at a time."""
        self._gone |= {key for key in keys if key in self.last or key in self.taken}
        for key in keys:
            self.last.pop(key, None)
            self.taken.pop(key, None)

    def recall(self, keys: Collection[Key]) -> None:
        """Have at hand again what was said of some rows."""
        gone = self._gone & set(keys)
        if not gone:
            return
        for one in standing(self.ledger, {period for _, period in gone}):
            if one.answer.key in gone:
                self.remember(one.answer)
        for item in standing_items(self.ledger, {period for _, period in gone}):
            if item.answer.key in gone:
                self.remember(item.answer)
        self._gone -= gone

    def remember(self, answer: Said) -> None:
        """From now on this is the last word on its row."""
        self.last[answer.key] = answer
        if not answer.held:
            self.taken[answer.key] = answer

    def news(self, read: ReturnRead) -> tuple[list[Said], str]:
        """What a reading says that the ledger does not know yet, and a sentence on what it replaces and fills in."""
        news: list[Said] = []
        filled: list[str] = []
        replaced: list[str] = []
        for answer in read.answers:
            last, before = self.last.get(answer.key), self.taken.get(answer.key)
            if answer.blank or (last is not None and last.same_as(answer)):
                continue
            news.append(answer)
            if answer.held:
                continue
            if before is None:
                filled.append(answer.name)
            elif not before.same_as(answer):
                replaced.append(f"{answer.name} (from {before.cell} of the copy before)")
        says = [f"replaces {', '.join(replaced)}"] if replaced else []
        if filled and len(filled) < read.asked:
            says.append(f"fills in {', '.join(filled)}")
        return news, "; ".join(says) if news else "says nothing that was not known"

    def queries(
        self, read: ReturnRead, news: Sequence[Said], round_month: Period, file: str, asked: Mapping[str, Asked]
    ) -> list[Problem]:  # fmt: skip
        """What is asked about rows that were taken before and are different now, unless the service says why."""
        found = []
        for answer in news:
            before = self.taken.get(answer.key)
            if answer.held or before is None or before.same_as(answer):
                continue
            about = f"{_row(answer, round_month)}|{'reply' if isinstance(answer, ItemAnswer) else 'figure'}"
            reply = answer.said.get("reply", "") if isinstance(answer, ItemAnswer) else answer.reply
            place = Place(file, answer.sheet, answer.cell)
            older = self._older(answer) if _core(answer) != _core(before) else None
            if older is not None:
                what = f'"{answer.name}" says again what "{older.name}" said, which a later copy had changed since.'
                remedy = 'If that copy was right after all, say so in "Answer to a query"; if not, enter what it said.'
                found.append(_asked_about("PMF-320", place, what, remedy, about, reply))
            elif (
                isinstance(answer, Answer)
                and isinstance(before, Answer)
                and self._restated(answer, before, round_month, asked)
            ):
                terms = asked[answer.measure].terms
                was, now = (
                    said(v, terms.kind, terms.decimals, terms.unit)
                    for v in (before.figure.value, answer.figure.value)
                    if v is not None
                )
                what = f'"{answer.name}" was {was} for {answer.period.label}, and is {now} now.'
                remedy = 'It will be shown as revised. Say why it changed in "Answer to a query".'
                found.append(_asked_about("PMF-323", place, what, remedy, about, reply))
        return found

    def _restated(self, answer: Answer, before: Answer, round_month: Period, asked: Mapping[str, Asked]) -> bool:
        """Whether a figure of an earlier round, or of one that was closed, is no longer what it was, as it is printed."""
        was, now = before.figure.value, answer.figure.value
        if was is None or now is None or answer.measure not in asked:
            return False
        decimals = asked[answer.measure].terms.decimals
        settled = answer.period.end != round_month.end or round_month in self.turned
        return settled and rounded(was, decimals) != rounded(now, decimals)

    def _older(self, answer: Said) -> Received | None:
        """The last copy of all that said just this, before another changed it; nothing if none did."""
        return next((file for then, file in reversed(self._history(answer)) if _core(then) == _core(answer)), None)

    def _history(self, answer: Said) -> list[tuple[Said, Received]]:
        """What was taken of a row, oldest first, with the copy it came in."""
        if isinstance(answer, Answer):
            every = [(one.answer, one.file) for one in self.ledger.answers({answer.period})]
            return [
                (said_then, file) for said_then, file in every if said_then.key == answer.key and not said_then.held
            ]
        items = [(one.answer, one.file) for one in self.ledger.item_answers([answer.round])]
        return [(said_then, file) for said_then, file in items if said_then.key == answer.key and not said_then.held]


def _core(answer: Said) -> object:
    """What an answer says of its figure or item, whatever is said beside it."""
    if isinstance(answer, Answer):
        return answer.figure
    return {key: text for key, text in answer.said.items() if key not in ("reply", "note")}


def _row(answer: Said, round_month: Period) -> str:
    """By what the row of an answer is known in problems."""
    if isinstance(answer, ItemAnswer):
        return row_key(answer.part, answer.code, answer.round.id)
    part = MEASURES if answer.period.end == round_month.end else CATCH_UP
    return row_key(part, answer.measure, answer.period.id)


def _asked_about(code: str, place: Place, what: str, remedy: str, about: str, reply: str) -> Problem:
    """A query, or a note with the answer where the service has given one."""
    if reply:
        return Problem(code, Severity.NOTE, place, what, f'The service answers: "{reply[:200]}"', about)
    return Problem(code, Severity.QUERY, place, what, remedy, about)
