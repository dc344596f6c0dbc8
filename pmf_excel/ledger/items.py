"""Where everything stands that is no measure: activities, service plan actions, audit recommendations, risks and budget lines.

What was said in the round counts, or else what was said last before it, or else what the register says; and it is judged by
what the round's issue was to be judged by. Sheets and reports read these lines and no register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.recommendations import judged
from pmf_excel.framework.risk import Score, step_of
from pmf_excel.framework.status import Status
from pmf_excel.framework.vocabulary import Word
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.ledger.known import last_items, standing_items
from pmf_excel.ledger.line import Source
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued, ItemAnswer, ItemAsked, KeptItem, SignOff
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place

Item = TypeVar("Item", Activity, Recommendation, Risk, BudgetLine)

#: Of whatever nobody has given a status yet.
NO_STATUS = Status("No status")
#: What the register calls an activity that is asked for on a sheet of its own.
ACTION = "Service plan action"


@dataclass(frozen=True)
class ItemLine(Generic[Item]):
    """Where one item stands: the item with what was last said in it, how it is judged, and where that comes from.

    ``asked`` is whether the round asked about it, ``told`` whether the round was answered; ``held`` that its answer waits to be
    put right. ``before`` is the item, and ``status_before`` how it stood, before the round. ``wanted`` is a later date that the
    service asks for and audit has not agreed to yet.
    """

    part: str
    code: str
    item: Item
    status: Status
    note: str = ""
    asked: bool = False
    told: bool = False
    held: bool = False
    said_in: Period | None = None
    source: Source | None = None
    signed_by: str = ""
    before: Item | None = None
    status_before: Status = NO_STATUS
    wanted: date | None = None
    word: Word | None = None
    score: Score | None = None
    score_before: Score | None = None

    @property
    def service(self) -> str:
        """The code of the service that answers for it."""
        return self.item.service


@dataclass(frozen=True)
class Items:
    """Every item of the register at a round, each part in the register's order; ``sticks`` is what they are judged by."""

    activities: tuple[ItemLine[Activity], ...] = ()
    actions: tuple[ItemLine[Activity], ...] = ()
    recommendations: tuple[ItemLine[Recommendation], ...] = ()
    risks: tuple[ItemLine[Risk], ...] = ()
    budgets: tuple[ItemLine[BudgetLine], ...] = ()
    sticks: Yardsticks | None = None

    def __bool__(self) -> bool:
        return any((self.activities, self.actions, self.recommendations, self.risks, self.budgets))

    def only(self, wanted: Callable[[Activity | Recommendation | Risk | BudgetLine], bool]) -> Items:
        """Those of them that are wanted, and no others."""
        return Items(
            tuple(one for one in self.activities if wanted(one.item)), tuple(one for one in self.actions if wanted(one.item)),
            tuple(one for one in self.recommendations if wanted(one.item)), tuple(one for one in self.risks if wanted(one.item)),
            tuple(one for one in self.budgets if wanted(one.item)), self.sticks,
        )  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """What is known of a round's items: which were asked, what was taken and what is held in it, who signed what off."""

    round: Period
    issues: Mapping[str, Issued]
    asked: Iterable[ItemAsked]
    taken: Mapping[tuple[str, Period], KeptItem]
    held: Mapping[tuple[str, Period], KeptItem]
    signed: Mapping[int, SignOff]


def items_at(reader: Reader, framework: Framework, answers: Answers) -> Items:
    """Where every item of the register stands at a round's end; nothing of a round that was issued before there were items."""
    texts = {issued.yardsticks for issued in answers.issues.values() if issued.yardsticks}
    if not texts:
        return Items()
    return _Round(reader, framework, answers, Yardsticks.of_text(max(texts))).items()


class _Round:
    """The items of one round being put together."""

    def __init__(self, reader: Reader, framework: Framework, answers: Answers, sticks: Yardsticks) -> None:
        self.framework, self.answers, self.sticks = framework, answers, sticks
        self.asked = {(one.part, one.code) for one in answers.asked}
        self.before = last_items(reader, answers.round)
        earlier = (one for one in standing_items(reader) if not one.answer.held and one.answer.round < answers.round)
        self.files = {one.answer.key: one for one in earlier}

    def items(self) -> Items:
        """All of them."""
        register, year = self.framework, self.answers.round.financial_year
        own = [one for one in register.activities if one.kind == ACTION]
        themes = list(dict.fromkeys(one.theme for one in own))
        own.sort(key=lambda one: themes.index(one.theme))
        return Items(
            tuple(self._activity("activities", one) for one in register.activities if one.kind != ACTION),
            tuple(self._activity("actions", one) for one in own),
            tuple(self._recommendation(one) for one in register.recommendations),
            tuple(self._risk(one) for one in register.risks),
            tuple(self._budget(one) for one in register.budgets if one.year == year),
            self.sticks,
        )  # fmt: skip

    def _activity(self, part: str, one: Activity) -> ItemLine[Activity]:
        def with_(said: ItemAnswer | None) -> Activity:
            if said is None:
                return one
            moved = said.day("revised_due") or said.day("due") or one.revised_due
            return replace(
                one, status=said.said.get("status", ""), completed=said.day("completed"), revised_due=moved,
                note=said.said.get("note", ""),
            )  # fmt: skip

        now, before, kept = self._pair(part, one.code)
        if kept is not None and now is not None and before is not None and not now.day("revised_due"):
            now = replace(now, said={**now.said, "due": before.said.get("due", "")})
        item, earlier = with_(now), with_(before)
        word, word_before = (self.sticks.vocabulary.find(each.status) for each in (item, earlier))
        line = self._line(part, item, _status(word, item.status), earlier, _status(word_before, earlier.status), kept)
        return replace(line, note=item.note, word=word)

    def _recommendation(self, one: Recommendation) -> ItemLine[Recommendation]:
        def with_(said: ItemAnswer | None) -> Recommendation:
            if said is None:
                return one
            return replace(
                one, percent_complete=said.number("percent"), completed=said.day("completed") or one.completed
            )

        now, before, kept = self._pair("recommendations", one.code)
        item, earlier = with_(now), with_(before)
        start = self.answers.round.back().end
        line = self._line(
            "recommendations", item, judged(item, self.sticks.audit, self.answers.round.end).status, earlier,
            judged(earlier, self.sticks.audit, start).status, kept,
        )  # fmt: skip
        wanted = now.day("revised_due") if now else None
        asked_for = wanted if wanted and wanted > one.due and not item.complete else None
        return replace(line, note=now.said.get("note", "") if now else "", wanted=asked_for)

    def _risk(self, one: Risk) -> ItemLine[Risk]:
        matrix = self.sticks.matrix

        def with_(said: ItemAnswer | None) -> Risk:
            if said is None:
                return one
            likelihood = step_of(matrix.likelihood, said.said.get("likelihood", ""))
            return replace(one, likelihood=likelihood, impact=step_of(matrix.impact, said.said.get("impact", "")))

        now, before, kept = self._pair("risks", one.code)
        item, earlier = with_(now), with_(before)
        score, was = item.score(matrix), earlier.score(matrix)
        line = self._line("risks", item, _level(score), earlier, _level(was), kept)
        return replace(line, note=now.said.get("note", "") if now else "", score=score, score_before=was)

    def _budget(self, one: BudgetLine) -> ItemLine[BudgetLine]:
        year = self.answers.round.financial_year

        def with_(said: ItemAnswer | None) -> BudgetLine:
            if said is None or said.round.financial_year != year:
                return one
            return replace(one, actual=said.number("actual"), forecast=said.number("forecast"))

        now, before, kept = self._pair("budgets", one.code)
        item, earlier = with_(now), with_(before)
        line = self._line("budgets", item, _colour(item), earlier, _colour(earlier), kept)
        note = now.said.get("note", "") if now and now.round.financial_year == year else ""
        return replace(line, note=note)

    def _pair(self, part: str, code: str) -> tuple[ItemAnswer | None, ItemAnswer | None, KeptItem | None]:
        """What was said of an item by now and before the round, and the answer of the round itself."""
        kept = self.answers.taken.get((f"{part}/{code}", self.answers.round))
        before = self.before.get((part, code))
        return (kept.answer if kept else before), before, kept

    def _line(
        self, part: str, item: Item, status: Status, before: Item, status_before: Status, kept: KeptItem | None
    ) -> ItemLine[Item]:
        """What all items have in common."""
        key, last = (f"{part}/{item.code}", self.answers.round), self.before.get((part, item.code))
        found = kept or (self.files.get((f"{part}/{item.code}", last.round)) if last else None)
        waiting = self.answers.held.get(key)
        signed = self.answers.signed.get(found.file.issue_seq or 0) if found else None
        return ItemLine(
            part, item.code, item, status, asked=(part, item.code) in self.asked, told=kept is not None,
            held=waiting is not None and (kept is None or kept.seq < waiting.seq),
            said_in=found.answer.round if found else None, source=_source(found), signed_by=signed.job_title if signed else "",
            before=before, status_before=status_before,
        )  # fmt: skip


def _source(kept: KeptItem | None) -> Source | None:
    if kept is None:
        return None
    at: datetime | None = kept.file.at
    assert at is not None
    return Source(Place(kept.file.name, kept.answer.sheet, kept.answer.cell), kept.file.sha256, at)


def _status(word: Word | None, typed: str) -> Status:
    return word.status if word else Status(typed) if typed else NO_STATUS


def _level(score: Score | None) -> Status:
    return Status(score.band.name, score.band.rag) if score else Status("Not scored")


def _colour(line: BudgetLine) -> Status:
    return Status(line.forecast_rag.value, line.forecast_rag) if line.forecast_rag else Status("No forecast")
