"""Adds up where items stand at a round's end.

What was said in the round counts, or else what was said last before it, or else what the register says; and it is judged by
what the round's issues, or the last ones that asked about items, are to be judged by. That work is finished is believed of the register as well as of the service: it is
then asked about no more, so the register has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.recommendations import judged
from pmf_excel.framework.risk import Score, step_of
from pmf_excel.framework.status import Status
from pmf_excel.framework.vocabulary import Word
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.ledger.items import NO_STATUS, Item, ItemLine, Items
from pmf_excel.ledger.known import last_of, standing_items
from pmf_excel.ledger.line import Source
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued, ItemAnswer, ItemAsked, KeptItem, SignOff
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place

#: What the register calls an activity that is asked for on a sheet of its own.
ACTION = "Service plan action"
#: How many months back items were asked about at the latest: the rarest are asked about once a year.
YEAR = 12
#: How much of a recommendation is done that was carried out.
ALL_DONE = Decimal(100)


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
    """Where every item of the register stands at a round's end; nothing as long as no round has asked about any."""
    sticks = _sticks(reader, answers)
    return _Round(reader, framework, answers, sticks).items() if sticks else Items()


def _sticks(reader: Reader, answers: Answers) -> Yardsticks | None:
    """What the newest issue of the round is judged by, or that of the last round that asked about items."""
    for step in range(YEAR + 1):
        issues = reader.current_issues(answers.round.back(step)) if step else answers.issues
        newest = max((one for one in issues.values() if one.yardsticks), key=lambda one: one.seq, default=None)
        if newest is not None:
            return Yardsticks.of_text(newest.yardsticks)
    return None


@dataclass(frozen=True)
class _Told:
    """The answers about an item: the round's own, and the last one before it, as the ledger keeps it and with what was carried along."""

    kept: KeptItem | None
    last: KeptItem | None
    before: ItemAnswer | None

    @property
    def now(self) -> ItemAnswer | None:
        """The answer that counts."""
        return self.kept.answer if self.kept else self.before if self.last else None

    @property
    def shown(self) -> KeptItem | None:
        """The answer that counts, with the file it came in."""
        return self.kept or self.last


class _Round:
    """The items of one round being put together."""

    def __init__(self, reader: Reader, framework: Framework, answers: Answers, sticks: Yardsticks) -> None:
        self.reader, self.framework, self.answers, self.sticks = reader, framework, answers, sticks
        self.asked = {(one.part, one.code) for one in answers.asked}
        every = standing_items(reader)
        earlier = [one for one in every if not one.answer.held and one.answer.round < answers.round]
        self.before, self.files = last_of(earlier), {one.answer.key: one for one in earlier}
        self._issues: dict[int, tuple[Yardsticks | None, dict[tuple[str, str], ItemAsked]]] = {}
        self.asked_before: set[tuple[str, str]] = set()
        self.since = self._since()

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
        told = self._told(part, one.code)
        ended = self._ended(one, told)
        shown = replace(told, last=None) if ended else told

        def with_(said: ItemAnswer | None) -> Activity:
            if said is None:
                return one
            moved = said.day("revised_due") or said.day("due") or one.revised_due
            return replace(
                one, status=said.said.get("status", ""), completed=said.day("completed"), revised_due=moved,
                note=said.said.get("note", ""),
            )  # fmt: skip

        now, before = shown.now, told.before
        if now is not None and told.kept is not None and before is not None and not now.day("revised_due"):
            now = replace(now, said={**now.said, "due": before.said.get("due", "")})
        item, earlier = with_(now), with_(before)
        if ended and before is not None:  # the register ends it, and the date it had been moved to stays
            item = replace(item, revised_due=before.day("due") or item.revised_due)
        if ended and self._left_out(part, one.code):
            earlier = item
        word, word_before = self._word(item.status, shown.shown), self._word(earlier.status, told.last)
        line = self._line(part, item, _status(word, item.status), earlier, _status(word_before, earlier.status), shown)
        return replace(line, note=item.note, word=word, word_before=word_before)

    def _recommendation(self, one: Recommendation) -> ItemLine[Recommendation]:
        told = self._told("recommendations", one.code)
        ended = one.complete and told.kept is None and not _carried_out(told.before)
        shown = replace(told, last=None) if ended else told

        def with_(said: ItemAnswer | None) -> Recommendation:
            found = one
            if said is not None:
                found = replace(one, percent_complete=said.number("percent"), completed=said.day("completed"))
            return replace(found, percent_complete=ALL_DONE) if found.complete else found

        now, end = shown.now, self.answers.round.end
        item, earlier = with_(now), with_(told.before)
        if ended and self._left_out("recommendations", one.code):
            earlier = item
        then = (self.since.get("recommendations") or self.answers.round.back()).end
        status, was = (judged(each, self.sticks.audit, day).status for each, day in ((item, end), (earlier, then)))
        line = self._line("recommendations", item, status, earlier, was, shown)
        asked = self._asked(shown.shown)
        wanted = now.day("revised_due") if now else None
        # Once the register has another date than the service was asked by, audit has decided.
        open_ = wanted and wanted > one.due and not item.complete and (asked is None or asked.day("due") == one.due)
        return replace(line, note=now.said.get("note", "") if now else "", wanted=wanted if open_ else None)

    def _risk(self, one: Risk) -> ItemLine[Risk]:
        matrix, told = self.sticks.matrix, self._told("risks", one.code)

        def with_(said: ItemAnswer | None, kept: KeptItem | None) -> Risk:
            if said is None:
                return one
            likelihood, impact = said.said.get("likelihood", ""), said.said.get("impact", "")
            steps = step_of(matrix.likelihood, likelihood), step_of(matrix.impact, impact)
            then = self._then(kept) if None in steps else None
            if then is not None:  # the council has named its steps anew since
                steps = step_of(then.matrix.likelihood, likelihood), step_of(then.matrix.impact, impact)
            return replace(one, likelihood=steps[0], impact=steps[1])

        item, earlier = with_(told.now, told.shown), with_(told.before, told.last)
        score, was = item.score(matrix), earlier.score(matrix)
        line = self._line("risks", item, _level(score), earlier, _level(was), told)
        return replace(line, note=told.now.said.get("note", "") if told.now else "", score=score, score_before=was)

    def _budget(self, one: BudgetLine) -> ItemLine[BudgetLine]:
        told = self._told("budgets", one.code)
        if told.before and told.before.round.financial_year != one.year:  # another year's money
            told = replace(told, last=None, before=None)

        def with_(said: ItemAnswer | None) -> BudgetLine:
            return replace(one, actual=said.number("actual"), forecast=said.number("forecast")) if said else one

        item, earlier = with_(told.now), with_(told.before)
        line = self._line("budgets", item, _colour(item), earlier, _colour(earlier), told)
        return replace(line, note=told.now.said.get("note", "") if told.now else "")

    def _ended(self, one: Activity, told: _Told) -> bool:
        """Whether the register ends an activity that the service has not ended."""
        word = self.sticks.vocabulary.find(one.status)
        if told.kept is not None or told.before is None or word is None or not word.finished:
            return False
        last = self._word(told.before.said.get("status", ""), told.last)
        return last is None or not last.finished

    def _left_out(self, part: str, code: str) -> bool:
        """Whether the last round that asked about such items did not ask about this one: what has ended had ended by then."""
        return part in self.since and (part, code) not in self.asked_before

    def _told(self, part: str, code: str) -> _Told:
        """What was said of an item, in the round and before it."""
        before = self.before.get((part, code))
        last = self.files.get((f"{part}/{code}", before.round)) if before else None
        return _Told(self.answers.taken.get((f"{part}/{code}", self.answers.round)), last, before)

    def _line(
        self, part: str, item: Item, status: Status, before: Item, status_before: Status, told: _Told
    ) -> ItemLine[Item]:
        """What all items have in common."""
        found, waiting = told.shown, self.answers.held.get((f"{part}/{item.code}", self.answers.round))
        signed = self.answers.signed.get(found.file.issue_seq or 0) if found else None
        return ItemLine(
            part, item.code, item, status, asked=(part, item.code) in self.asked, told=told.kept is not None,
            held=waiting is not None and (told.kept is None or told.kept.seq < waiting.seq),
            said_in=found.answer.round if found else None, source=_source(found), signed_by=signed.job_title if signed else "",
            before=before, status_before=status_before, since=self.since.get(part),
        )  # fmt: skip

    def _since(self) -> dict[str, Period]:
        """The last round before this one that asked about the items of each part; which ones it asked about is kept."""
        register, found = self.framework, dict[str, Period]()
        kinds = {one.kind == ACTION for one in register.activities}
        there = {"activities": False in kinds, "actions": True in kinds, "recommendations": register.recommendations,
                 "risks": register.risks, "budgets": register.budgets}  # fmt: skip
        wanted = {part for part, some in there.items() if some}
        for step in range(1, YEAR + 1):
            if wanted <= found.keys():
                break
            at = self.answers.round.back(step)
            for _, row in self.reader.asked_items([one.seq for one in self.reader.current_issues(at).values()]):
                if found.setdefault(row.part, at) == at:
                    self.asked_before.add((row.part, row.code))
        return found

    def _word(self, typed: str, kept: KeptItem | None) -> Word | None:
        """The council's word for a status: of today, or else of the time when it was chosen."""
        then = None if self.sticks.vocabulary.find(typed) else self._then(kept)
        return (then or self.sticks).vocabulary.find(typed)

    def _then(self, kept: KeptItem | None) -> Yardsticks | None:
        """What an answer was judged by when it was given."""
        return self._issue(kept)[0] if kept else None

    def _asked(self, kept: KeptItem | None) -> ItemAsked | None:
        """The row that an answer answers."""
        return self._issue(kept)[1].get((kept.answer.part, kept.answer.code)) if kept else None

    def _issue(self, kept: KeptItem) -> tuple[Yardsticks | None, dict[tuple[str, str], ItemAsked]]:
        """The yardsticks and the items of the issue that an answer answers; looked up when it is first wanted."""
        seq = kept.file.issue_seq or 0
        if seq not in self._issues:
            text = next((one.yardsticks for one in self.reader.issues(kept.answer.round) if one.seq == seq), "")
            rows = {(row.part, row.code): row for _, row in self.reader.asked_items([seq])}
            self._issues[seq] = (Yardsticks.of_text(text) if text else None, rows)
        return self._issues[seq]


def _carried_out(said: ItemAnswer | None) -> bool:
    """Whether an answer says that a recommendation was carried out."""
    return said is not None and (said.number("percent") == ALL_DONE or said.day("completed") is not None)


def _source(kept: KeptItem | None) -> Source | None:
    if kept is None:
        return None
    assert kept.file.at is not None
    return Source(Place(kept.file.name, kept.answer.sheet, kept.answer.cell), kept.file.sha256, kept.file.at)


def _status(word: Word | None, typed: str) -> Status:
    return word.status if word else Status(typed) if typed else NO_STATUS


def _level(score: Score | None) -> Status:
    return Status(score.band.name, score.band.rag) if score else Status("Not scored")


def _colour(line: BudgetLine) -> Status:
    return Status(line.forecast_rag.value, line.forecast_rag) if line.forecast_rag else Status("No forecast")
