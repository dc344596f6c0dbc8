"""Every figure known: the register's own from before, then what was taken, the last word for each measure and period."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from pmf_excel.framework.figures import Absence, Figure, Kind, moved, rounded
from pmf_excel.framework.model import PastFigure
from pmf_excel.framework.periods import Period, month, months_between, parse
from pmf_excel.ledger.reader import Plain, Reader
from pmf_excel.ledger.records import Agreed, Asked, Issued, ItemAnswer, Kept, KeptItem, Terms


@dataclass(frozen=True)
class Restatement:
    """A figure that was given before, and is different now; ``reason`` is what the service says of it, if it says why."""

    measure: str
    period: Period
    was: Decimal
    now: Decimal
    at: datetime
    reason: str = ""


@dataclass
class Standings:
    """Which answers stand: a return that was issued anew asks some things again.

    An answer to an older issue stands where the round's newest issues ask the same measure, of whichever service, judged the
    same way. Its number stays known, for later comparisons, as long as it is counted in the same unit. Where only some answers
    are asked about, no more is looked up than the rounds that have a say in them.
    """

    reader: Reader
    some: Sequence[Kept] | None = None
    files: dict[int, datetime] = field(init=False, default_factory=dict)
    _issues: dict[int, Issued] = field(init=False, default_factory=dict)
    _newest: dict[Period, dict[str, int]] = field(init=False, default_factory=dict)
    _answered: dict[int, int] = field(init=False, default_factory=dict)
    _asked: dict[int, dict[tuple[str, Period], Terms]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.some is None:
            rounds, files = None, self.reader.files()
        else:
            files = list({one.file.seq: one.file for one in self.some}.values())
            own = {_month_of(one.answer.period) for one in self.some}
            rounds = own | self.reader.rounds_of({file.issue_seq for file in files if file.issue_seq is not None})
        self._issues = {issued.seq: issued for issued in self.reader.issues(rounds)}
        for issued in self._issues.values():
            self._newest.setdefault(issued.round, {})[issued.service] = issued.seq
        for file in files:
            if file.issue_seq in self._issues and file.at is not None:
                self._answered[file.seq] = file.issue_seq
                self.files[file.seq] = file.at

    def superseded(self, file_seq: int) -> bool:
        """Whether a file answers an issue that is not the newest."""
        issued = self._issues[self._answered[file_seq]]
        return self._newest[issued.round][issued.service] != issued.seq

    def stands(self, file_seq: int, measure: str, period: Period) -> bool:
        """Whether what a file says of a measure for a period still stands."""
        if file_seq not in self._answered:
            return False
        then, own = self.terms(file_seq, measure, period), self._own_round(file_seq, measure, period)
        if then is not None and own is not None and then.judging != own.judging:
            return False
        if not self.superseded(file_seq):
            return True
        now = own or self._now(file_seq, measure, period)
        return then is not None and now is not None and then.judging == now.judging

    def counts(self, file_seq: int, measure: str, period: Period) -> bool:
        """Whether the number that a file gave is still counted the same way, judged so or otherwise."""
        if file_seq not in self._answered:
            return False
        then, own = self.terms(file_seq, measure, period), self._own_round(file_seq, measure, period)
        if then is not None and own is not None and then.counted != own.counted:
            return False
        if not self.superseded(file_seq):
            return True
        now = own or self._now(file_seq, measure, period)
        return then is not None and now is not None and then.counted == now.counted

    def terms(self, file_seq: int, measure: str, period: Period) -> Terms | None:
        """The terms on which a file's figure was asked for."""
        return self._terms_of(self._answered[file_seq]).get((measure, period))

    def _own_round(self, file_seq: int, measure: str, period: Period) -> Terms | None:
        """Of what was asked again in a later round: the terms on which its own round's newest issues ask for it now."""
        own = _month_of(period)
        if self._issues[self._answered[file_seq]].round == own:
            return None
        asked = (self._terms_of(seq).get((measure, period)) for seq in self._newest.get(own, {}).values())
        return next((terms for terms in asked if terms is not None), None)

    def _now(self, file_seq: int, measure: str, period: Period) -> Terms | None:
        """The terms on which the round's newest issues ask for a measure, whichever service it belongs to now."""
        issued = self._issues[self._answered[file_seq]]
        newest = self._newest[issued.round]
        for seq in (newest[issued.service], *newest.values()):
            found = self._terms_of(seq).get((measure, period))
            if found is not None:
                return found
        return None

    def _terms_of(self, issue: int) -> dict[tuple[str, Period], Terms]:
        if issue not in self._asked:
            self._asked[issue] = {(row.measure, row.period): row.terms for row in self.reader.asked(issue)}
        return self._asked[issue]


def _month_of(period: Period) -> Period:
    """The month whose round asks for a period first."""
    return month(period.end.year, period.end.month)


#: An answer for a measure and period that was taken, and whether a later one is held.
Latest = Mapping[tuple[str, Period], Kept]


def latest(kept: Sequence[Kept], held: bool) -> Latest:
    """The last answer for each measure and period among those held, or among those taken."""
    return {(k.answer.measure, k.answer.period): k for k in kept if k.answer.held is held}


def standing(reader: Reader, periods: Collection[Period] | None = None) -> list[Kept]:
    """The answers that still stand, oldest first: for each measure and period the last one taken and the last one held."""
    kept = reader.answers(periods)
    standings = Standings(reader, kept)
    last = {(one.answer.measure, one.answer.period, one.answer.held): one.seq for one in kept}
    return [
        one
        for one in kept
        if last[one.answer.measure, one.answer.period, one.answer.held] == one.seq
        and standings.stands(one.file.seq, one.answer.measure, one.answer.period)
    ]


def standing_items(reader: Reader, rounds: Collection[Period] | None = None) -> list[KeptItem]:
    """The answers about items that still stand, oldest first: for each item and round the last taken and the last held.

    Those of the rounds of months, or of some rounds, which may be years: then they are of yearly forms.
    One that answers an older issue stands where the service's newest issue of the round asks the same on the same terms.
    """
    kept = reader.item_answers(rounds)
    answered = {one.file.issue_seq for one in kept if one.file.issue_seq is not None}
    issues = {issued.seq: issued for issued in reader.issues(reader.rounds_of(answered), None)}
    newest = {_return_of(issued): issued for issued in issues.values()}
    concerned = answered | {newest[_return_of(issues[seq])].seq for seq in answered if seq in issues}
    asked: dict[int, dict[tuple[str, str], object]] = {}
    for seq, row in reader.asked_items(concerned):
        asked.setdefault(seq, {})[row.part, row.code] = (row.terms, issues[seq].yardsticks)

    def stands(one: KeptItem) -> bool:
        issued = issues.get(one.file.issue_seq or 0)
        if issued is None:
            return False
        now = newest[_return_of(issued)]
        row = (one.answer.part, one.answer.code)
        return now.seq == issued.seq or (
            row in asked.get(now.seq, {}) and asked[now.seq][row] == asked.get(issued.seq, {}).get(row)
        )

    last = {(one.answer.key, one.answer.held): one.seq for one in kept if stands(one)}
    return [one for one in kept if last.get((one.answer.key, one.answer.held)) == one.seq]


def _return_of(issued: Issued) -> tuple[Period, str, str]:
    """Of which return an issue is one: of its round, of the monthly return or a form, of its service."""
    return issued.round, issued.form, issued.service


def last_items(reader: Reader, before: Period) -> dict[tuple[str, str], ItemAnswer]:
    """What was last said of each item in the rounds before one, by part and code."""
    return last_of(one for one in standing_items(reader) if not one.answer.held and one.answer.round < before)


def last_of(kept: Iterable[KeptItem]) -> dict[tuple[str, str], ItemAnswer]:
    """The last of some answers about each item, by part and code; a new date that was given once stays its "due"."""
    found: dict[tuple[str, str], ItemAnswer] = {}
    for answer in sorted((one.answer for one in kept), key=lambda one: one.round):
        row = (answer.part, answer.code)
        carried = answer.said.get("revised_due") or (found[row].said.get("due", "") if row in found else "")
        found[row] = replace(answer, said={**answer.said, "due": carried} if carried else answer.said)
    return found


@functools.lru_cache(maxsize=1024)
def _ids(period: Period, most: int) -> tuple[str, ...]:
    """The ids of the periods up to one, oldest first."""
    return tuple(period.back(step).id for step in range(most - 1, -1, -1))


@functools.lru_cache(maxsize=4096)
def _place(period: str) -> tuple[date, int]:
    """Where a period stands among others, by its id: a history has hundreds of thousands of them, and few that differ."""
    found = parse(period)
    return found.end, found.months


class Known:
    """Every figure known at a moment. What is kept as text becomes a number only when it is asked for."""

    def __init__(self, reader: Reader, past: Sequence[PastFigure]) -> None:
        self._past = {(figure.measure, figure.period.id): figure for figure in past}
        for asked in reader.asked_among({figure.period for figure in past}):
            self._past.pop(asked, None)  # what a round has asked for is for the service to say
        self._taken: dict[str, dict[str, Plain]] = {}
        self.restatements: dict[tuple[str, str], list[Restatement]] = {}
        self._reader, self._looked_up = reader, set[Period]()
        self._asked: dict[tuple[str, Period], Asked | None] = {}
        self._agreed: dict[tuple[str, Period], Agreed] = {}
        standings = Standings(reader)
        again: list[tuple[Plain, Plain]] = []
        valued: dict[tuple[str, str], Plain] = {}
        old = {seq for seq in standings.files if standings.superseded(seq)}
        for row in reader.figures():
            by_period = self._taken.get(row[0])
            if by_period is None:
                by_period = self._taken[row[0]] = {}
            if row[1] in by_period and row[3] is not None:
                before = by_period[row[1]] if by_period[row[1]][3] is not None else valued.get((row[0], row[1]))
                if before is not None and before[3] != row[3]:
                    again.append((before, row))
            elif row[1] in by_period and by_period[row[1]][3] is not None:
                valued[row[0], row[1]] = by_period[row[1]]
            by_period[row[1]] = row
        for measure, by_period in self._taken.items() if old else ():
            for period, row in list(by_period.items()):
                if row[2] in old and not standings.counts(row[2], measure, parse(period)):
                    del by_period[period]  # an answer that was replaced never comes back in its stead
        for before, row in again:
            self._restate(before, row, standings)

    def __copy__(self) -> Known:
        """The same, asked of the same ledger."""
        same = object.__new__(Known)
        same.__dict__ |= vars(self)
        return same

    def __getstate__(self) -> dict[str, object]:
        """What is known without the ledger it was asked of, which a report that is made elsewhere does without."""
        return {name: value for name, value in vars(self).items() if name != "_reader"}

    def _restate(self, before: Plain, row: Plain, standings: Standings) -> None:
        """Note that a figure is no longer what it was, where both are counted alike and are printed differently."""
        period, was, now = parse(row[1]), Decimal(before[3] or 0), Decimal(row[3] or 0)
        if before[2] not in standings.files or not standings.counts(row[2], row[0], period):
            return
        then, terms = standings.terms(before[2], row[0], period), standings.terms(row[2], row[0], period)
        if then is None or terms is None or then.counted != terms.counted:
            return
        if rounded(was, terms.decimals) != rounded(now, terms.decimals):
            why = self._reader.reply(row[2], row[0], period)
            restated = Restatement(row[0], period, was, now, standings.files[row[2]], why)
            self.restatements.setdefault((row[0], row[1]), []).append(restated)

    def only(self, measures: Collection[str]) -> Known:
        """What is known of some measures, with nothing of any other in it."""
        cut = copy(self)
        cut._past = {key: past for key, past in self._past.items() if key[0] in measures}
        cut._taken = {code: rows for code, rows in self._taken.items() if code in measures}
        cut.restatements = {key: some for key, some in self.restatements.items() if key[0] in measures}
        cut._asked = {key: row for key, row in self._asked.items() if key[0] in measures}
        cut._agreed = {key: agreed for key, agreed in self._agreed.items() if key[0] in measures}
        cut._looked_up = set(self._looked_up)
        return cut

    def value(self, measure: str, period: Period) -> Decimal | None:
        """The figure of a measure for a period, if there is one."""
        return self._value(measure, period.id)

    def asked_at(self, measure: str, period: Period) -> Asked | None:
        """The last time a measure was asked for a period; each period is looked up when it is first wanted."""
        if period not in self._looked_up and (measure, period) not in self._asked:
            self._looked_up.add(period)
            self._asked |= self._reader.asked_for({period})
        return self._asked.get((measure, period))

    def look_up_some(self, wanted: Collection[tuple[str, Period]]) -> None:
        """Look up on which terms some measures were asked for some periods; what was not asked for is not looked up again."""
        new = {key for key in wanted if key[1] not in self._looked_up and key not in self._asked}
        found = self._reader.asked_for({period for _, period in new}, {measure for measure, _ in new}) if new else {}
        self._asked |= dict.fromkeys(new) | {key: row for key, row in found.items() if key in new}

    def look_up(self, reader: Reader, measure: str, periods: Collection[Period]) -> None:
        """Learn on which terms a measure was asked for some periods, so that figures in other units are told apart."""
        self._asked |= reader.asked_for(periods, [measure])

    def look_back(self, reader: Reader, measures: Collection[str], periods: Collection[Period]) -> None:
        """Learn in what many measures were counted, and what they were to reach, in many periods: a history needs no more."""
        self._agreed |= reader.agreed(measures, periods)

    def agreed(self, measure: str, period: Period) -> Agreed | None:
        """In what a measure was counted for a period, and what it was to reach, where it was asked for and looked up."""
        return self._agreed.get((measure, period))

    def same_unit(self, measure: str, periods: Collection[Period], terms: Terms) -> bool:
        """Whether a measure was counted in the unit of these terms in every one of some periods, as far as was looked up."""
        keys = [(measure, period) for period in periods]
        asked = (self._asked.get(key) for key in keys)
        agreed = (self._agreed.get(key) for key in keys)
        alike = all(row is None or row.terms.counted == terms.counted for row in asked)
        return alike and all(one is None or one.counted == terms.counted for one in agreed)

    def comparable(self, measure: str, period: Period, at: Period, unit: str, kind: Kind) -> Decimal | None:
        """An earlier figure to compare with one of the period ``at``; nothing where it was counted in another unit.

        A day is moved to the same place in that period.
        """
        value = self.value(measure, period)
        then = self.asked_at(measure, period) if value is not None else None
        if value is None or (then and (then.terms.kind, then.terms.unit) != (kind, unit)):
            return None
        return moved(value, months_between(period, at)) if kind is Kind.DATE else value

    def _value(self, measure: str, period: str) -> Decimal | None:
        row = self._taken.get(measure, {}).get(period)
        if row is not None and row[3] is not None:
            return Decimal(row[3])
        past = self._past.get((measure, period))
        return past.value if past and row is None else None

    def file_of(self, measure: str, period: Period) -> int | None:
        """The number of the file in which a figure came; nothing where it is the register's, or there is none."""
        row = self._taken.get(measure, {}).get(period.id)
        return row[2] if row is not None and row[3] is not None else None

    def figure(self, measure: str, period: Period) -> Figure:
        """What is known of a measure for a period: a figure, the reason for none, or that it is awaited."""
        row = self._taken.get(measure, {}).get(period.id)
        if row is None:
            past = self._past.get((measure, period.id))
            return Figure(past.value) if past else Figure(absence=Absence.AWAITED)
        _, _, _, value, absence, numerator, denominator, provisional = row
        return Figure(
            None if value is None else Decimal(value), None if absence is None else Absence(absence),
            None if numerator is None else Decimal(numerator), None if denominator is None else Decimal(denominator),
            bool(provisional),
        )  # fmt: skip

    def series(self, measure: str, up_to: Period, most: int = 24) -> list[Decimal]:
        """The last figures up to a period, oldest first; periods without one are left out."""
        values = (self._value(measure, period) for period in _ids(up_to, most))
        return [value for value in values if value is not None]

    def latest(self, measure: str, up_to: Period, most: int = 24) -> tuple[Period, Decimal] | None:
        """The latest period that has a figure, up to one, and the figure."""
        for period in reversed(_ids(up_to, most)):
            value = self._value(measure, period)
            if value is not None:
                return parse(period), value
        return None

    def given(self, measures: Collection[str], up_to: Period) -> dict[str, list[Period]]:
        """The periods that have ended with one, oldest first, for which a figure of each measure or a reason for none was given.

        Measures of which nothing was given are not among them.
        """
        found = {
            code: [period for period, row in by_period.items() if row[4] != Absence.AWAITED]
            for code, by_period in self._taken.items()
            if code in measures
        }
        for code, period in self._past:
            if code in measures and period not in self._taken.get(code, {}):
                found.setdefault(code, []).append(period)
        ended = {code: [parse(one) for one in some if _place(one)[0] <= up_to.end] for code, some in found.items()}
        return {code: sorted(some, key=lambda one: _place(one.id)) for code, some in ended.items() if some}

    def restated(self, measure: str, period: Period) -> list[Restatement]:
        """How the figure for a period was changed after it was given, oldest change first."""
        return self.restatements.get((measure, period.id), [])
