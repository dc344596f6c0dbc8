"""What of a round is no longer as it was known at an earlier moment: figures, items, and what was said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import printed, with_unit
from pmf_excel.framework.periods import Period
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.ledger.items import Item, ItemLine
from pmf_excel.ledger.known import Restatement
from pmf_excel.ledger.line import Line, Source
from pmf_excel.ledger.position import Position

MEASURES = "measures"
NOT_ASKED, GONE = "not asked for", "no longer asked for"


@dataclass(frozen=True)
class Change:
    """One measure or item of a round that is not as it was: what of it differs, in words, and since when.

    Where only what is said of it was written anew, ``was`` and ``now`` are empty. ``restated`` has the two figures where there
    was one then and is another now; ``reason`` is what the service says of it.
    """

    part: str
    code: str
    title: str
    period: Period
    was: str
    now: str
    at: datetime
    reason: str = ""
    restated: Restatement | None = None

    def sentence(self, then: str = "when it was approved") -> str:
        """What differs, in a sentence; ``then`` says when it was otherwise."""
        name, day = f"{self.code} {self.title}, {self.period.label}", in_words(self.at.date())
        because = f" The service says: {self.reason.rstrip('.')}." if self.reason else ""
        if not (self.was or self.now):
            return f"{name}: what is said of it was written anew on {day}.{because}"
        return f"{name}: {self.was} {then}; {self.now} since {day}.{because}"

    def as_json(self) -> dict[str, object]:
        """The change as plain values for ``--json``; figures as text, so that no decimal is lost."""
        figures = {"figure_was": str(self.restated.was), "figure_now": str(self.restated.now)} if self.restated else {}
        return {
            "part": self.part, "code": self.code, "period": self.period.id, "was": self.was, "now": self.now,
            "at": self.at.isoformat(), "reason": self.reason, **figures,
        }  # fmt: skip


def changes(then: Position, now: Position, since: datetime) -> tuple[Change, ...]:
    """Whatever differs between a round's position as it was known at the moment ``since`` and as it is known now.

    Measures first, then items, each in the order of the position that is known now.
    """
    issued = {one.issued.service: one.issued.at for one in now.returns}

    def when(service: str, source: Source | None) -> datetime:
        """When what is known now came, or was asked for otherwise; else it follows from something else, the last at the latest."""
        moments = (source.received if source else None, issued.get(service))
        return next((moment for moment in moments if moment is not None and moment > since), now.moment)

    return (*_measures(then, now, when), *_items(then, now, when))


When = Callable[[str, Source | None], datetime]


def _measures(then: Position, now: Position, when: When) -> Iterator[Change]:
    """The measures whose figure, target or status differs, or of which something else is said."""
    before = {(line.measure, line.period): line for line in then.lines}
    after = {(line.measure, line.period): line for line in now.lines}
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        line = new or old
        assert line is not None
        was, is_ = _differing(_figure(old) if old else None, _figure(new) if new else None)
        if not (was or is_) and _words(old) == _words(new):
            continue
        at = when(line.terms.service, new.source if new else None)
        restated = _restated(old, new, at)
        yield Change(
            MEASURES, line.measure, line.terms.title, line.period, was, is_, at, restated.reason if restated else "", restated
        )  # fmt: skip


def _figure(line: Line) -> tuple[str, ...]:
    """The figure of a line as it is printed, then its target and its colour."""
    value, terms = line.figure.value, line.terms
    figure = line.print(value) if value is not None else _small(line.status.value)
    late = f" for {line.figure_period.label}" if line.late else ""
    aim = terms.aim or (line.print(terms.target) if terms.target is not None else "")
    return f"{figure}{late}", f"target {aim}" if aim else "no target", line.status.value if line.status.rated else ""


def _words(line: Line | None) -> tuple[object, ...]:
    """What a service says of a figure."""
    answer = line.answer if line else None
    return (answer.commentary, answer.action, answer.owner, answer.action_due) if answer else ("", "", "", None)


def _restated(old: Line | None, new: Line | None, at: datetime) -> Restatement | None:
    """The figure then and the figure now, where both are for the same period and are printed differently."""
    if old is None or new is None or old.figure_period != new.figure_period:
        return None
    was, now = old.figure.value, new.figure.value
    if was is None or now is None or old.print(was) == new.print(now):
        return None
    return Restatement(new.measure, new.period, was, now, at, new.restated[-1].reason if new.restated else "")


def _items(then: Position, now: Position, when: When) -> Iterator[Change]:
    """The items that stand otherwise, or of which something else is said."""
    before, after = ({(line.part, line.code): line for line in one.items.every} for one in (then, now))
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        line = new or old
        assert line is not None
        was, is_ = _differing(_standing(old) if old else None, _standing(new) if new else None)
        if was or is_ or (old and old.note) != (new and new.note):
            at = when(line.service, new.source if new else None)
            yield Change(line.part, line.code, line.item.title, now.round, was, is_, at)


def _standing(line: ItemLine[Item]) -> tuple[str, ...]:
    """Where an item stands, as it is printed."""
    item = line.item
    if isinstance(item, Activity):
        return line.status.value, _day("due", item.due), _day("completed", item.completed)
    if isinstance(item, Recommendation):
        done = item.percent_complete
        share = "no percentage complete" if done is None else f"{printed(done, 0)}% complete"
        return share, line.status.value, _day("due", item.due), _day("completed", item.completed)
    if isinstance(item, Risk):
        return (f"{line.score.points} ({line.score.band.name})" if line.score else "not scored",)
    assert isinstance(item, BudgetLine)
    return tuple(f"{name} {_pounds(some)}" for name, some in (("actual", item.actual), ("forecast", item.forecast)))


def _differing(old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> tuple[str, str]:
    """What of the two differs, in words; nothing where nothing does."""
    if old is None or new is None:
        return (_joined(old), GONE) if old else (NOT_ASKED, _joined(new or ()))
    pairs = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
    return _joined([was for was, _ in pairs]), _joined([now for _, now in pairs])


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part)


def _day(word: str, day: date | None) -> str:
    return f"{word} {in_words(day)}" if day else f"not {word}" if word == "completed" else "no due date"


def _pounds(amount: Decimal | None) -> str:
    return "none" if amount is None else with_unit(printed(amount, 2 if amount % 1 else 0), "£")


def _small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
