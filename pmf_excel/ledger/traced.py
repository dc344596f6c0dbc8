"""Every figure that was ever given, with where it came from, how it was judged and who signed it off: streamed, measure by measure.

It says of each period what that period's own position says now, so that a row of it and a line of a position never differ.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from pmf_excel.framework.figures import Absence, Figure, Kind, moved
from pmf_excel.framework.model import Framework, PastFigure
from pmf_excel.framework.periods import Period, month, months_between, parse
from pmf_excel.framework.rules import Judgement
from pmf_excel.framework.status import Status
from pmf_excel.framework.targets import Aim, aim
from pmf_excel.ledger import schema
from pmf_excel.ledger.known import Known, Restatement, Standings
from pmf_excel.ledger.line import Source
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued, Received, Terms
from pmf_excel.problems import Place

#: The figures that were known when terms were agreed, as their text has them: no text of words can look like that.
_EARLIER = re.compile(r', "(last_year|previous)": "([^"]*)"')
#: How many measures are read from the ledger at a time.
CHUNK = 50
#: What is said of a figure that was given to an issue whose terms were replaced since.
REPLACED = Judgement(
    Status.AWAITED,
    "It was given when other terms were agreed, and has not been given again since: it is only compared with.",
)


@dataclass(frozen=True, slots=True)
class Traced:
    """A figure of a measure for a period, or the reason for none, with where it came from.

    ``terms`` are those it was asked for on; a figure from the register, from before the council used pmf, has none. It is
    judged by what the register says was aimed at then, and not at all (``judgement`` is None) where no round has ever asked
    for the measure. One that does not stand (``stands``) was given to an issue whose terms were replaced since: it is
    compared with, and its own period still awaits a figure. ``signed_off_by`` is a job title.
    """

    measure: str
    title: str
    service: str
    period: Period
    figure: Figure
    terms: Terms | None
    judgement: Judgement | None
    source: Source
    signed_off_by: str = ""
    provisional: bool = False
    restated: tuple[Restatement, ...] = ()
    stands: bool = True


class Traces:
    """Every figure of some measures up to a period: in the order of the measures, then by period; how many is known at once.

    They are read from the ledger while they are asked for, some measures at a time, so that the reader has to stay open as long.
    """

    def __init__(self, reader: Reader, framework: Framework, known: Known, up_to: Period, codes: Sequence[str]) -> None:
        given = known.given(set(codes), up_to)
        self._periods = {code: given[code] for code in codes if code in given}
        self._reader, self._framework, self._known = reader, framework, known

    def __len__(self) -> int:
        return sum(len(periods) for periods in self._periods.values())

    def __iter__(self) -> Iterator[Traced]:
        tracing = _Tracing(self._reader, self._framework, self._known, self._periods)
        codes = list(self._periods)
        for at in range(0, len(codes), CHUNK):
            yield from tracing.some({code: self._periods[code] for code in codes[at : at + CHUNK]})


#: Measure, period, number of the file, value, reason for none, numerator, denominator, provisional, expected, sheet, cell.
_Given = tuple[str, str, int, str | None, str | None, str | None, str | None, int, str | None, str, str]
_Key = tuple[str, str]


class _Tracing:
    """Figures being traced: what all of them share."""

    def __init__(
        self, reader: Reader, framework: Framework, known: Known, periods: Mapping[str, Sequence[Period]]
    ) -> None:
        self.reader, self.framework, self.known = reader, framework, known
        self.standings = Standings(reader)
        self.issues: dict[int, Issued] = {issued.seq: issued for issued in reader.issues()}
        self.newest = set({(one.round, one.service): one.seq for one in self.issues.values()}.values())
        self.files: dict[int, Received] = {file.seq: file for file in reader.files()}
        self.signed = {seq: sign_off.job_title for seq, sign_off in reader.sign_offs().items()}
        self.past: dict[_Key, PastFigure] = {
            (one.measure, one.period.id): one for one in framework.past if one.measure in periods
        }
        register, moment = reader.register(), reader.last_moment()
        self.register = (register[1], moment) if register and moment else None

    def some(self, periods: Mapping[str, Sequence[Period]]) -> Iterator[Traced]:
        """The figures of a few measures."""
        answers, asked = self._answers(periods), _Asked(self, periods)
        for code, every in periods.items():
            for period in every:
                given = answers.get((code, period.id))
                if given is not None:
                    yield self._given(given, period, asked)
                elif (code, period.id) in self.past:
                    yield self._past(self.past[code, period.id], asked)

    def _answers(self, measures: Collection[str]) -> dict[_Key, _Given]:
        """The last answer that was taken for each period of some measures."""
        a = schema.answers
        query = sa.select(
            a.c.measure, a.c.period, a.c.file_seq, a.c.value, a.c.absence, a.c.numerator, a.c.denominator, a.c.provisional,
            a.c.expected, a.c.sheet, a.c.cell,
        ).where(a.c.measure.in_(measures), a.c.held == 0).order_by(a.c.measure, a.c.period, a.c.seq)  # fmt: skip
        rows = self.reader.connection.execute(query)
        return {(row[0], row[1]): tuple(row) for row in rows if row[2] in self.files}

    def _given(self, row: _Given, period: Period, asked: _Asked) -> Traced:
        """A figure that a service gave."""
        code, _, seq, value, absence, numerator, denominator, provisional, expected, sheet, cell = row
        figure = Figure(
            _number(value), None if absence is None else Absence(absence), _number(numerator), _number(denominator),
            bool(provisional), date.fromisoformat(expected) if expected else None,
        )  # fmt: skip
        file = self.files[seq]
        terms, issue = asked.terms(code, period)
        stands = self._stands(file, code, period)
        assert terms is not None and file.at is not None, "what was given was asked for"
        signed_off_by = self.signed.get(file.issue_seq or 0) or self.signed.get(issue, "")
        return Traced(
            code, terms.title, terms.service, period, figure, terms,
            self._judged(code, period, figure, terms, asked) if stands else REPLACED,
            Source(Place(file.name, sheet, cell), file.sha256, file.at), signed_off_by,
            value is not None and (figure.provisional or not signed_off_by), tuple(self.known.restated(code, period)), stands,
        )  # fmt: skip

    def _past(self, past: PastFigure, asked: _Asked) -> Traced:
        """A figure from before the council used pmf, judged as a position would where it is the latest there is."""
        code, period, figure = past.measure, past.period, Figure(past.value)
        measure, terms, judgement = self.framework.measures.get(code), asked.latest(code), None
        if terms is not None:
            last_year = self.known.value(code, period.year_before)
            agreed = aim(self.framework, measure, period, last_year) if measure else Aim()
            then = replace(
                terms, target=agreed.target, upper=agreed.upper, green=agreed.green, amber=agreed.amber,
                forecast=agreed.forecast, words=agreed.words, profiled=agreed.profiled,
            )  # fmt: skip
            judgement = self._judged(code, period, figure, then, asked)
        title, service = (
            (measure.title, measure.service) if measure else (terms.title, terms.service) if terms else ("", "")
        )
        assert self.register is not None, "past figures stand in a register"
        return Traced(
            code, title, service, period, figure, None, judgement, Source(past.place, *self.register),
            restated=tuple(self.known.restated(code, period)),
        )  # fmt: skip

    def _judged(self, code: str, period: Period, figure: Figure, terms: Terms, asked: _Asked) -> Judgement:
        """The status by some terms, with last year's figure as it is known now where it was counted alike."""
        before = _year_before(period.id)
        last_year = self.known.value(code, before)
        if last_year is not None:
            then = asked.counted(code, before)
            if then is not None and then != terms.counted:
                last_year = None
            elif terms.kind is Kind.DATE:
                last_year = moved(last_year, months_between(before, period))
        return terms.rule.judge(terms.case(figure, last_year))

    def _stands(self, file: Received, code: str, period: Period) -> bool:
        """Whether an answer still stands; that to the newest issue of a period's own round does."""
        issued = self.issues.get(file.issue_seq or 0)
        if issued is not None and issued.seq in self.newest and issued.round == _own_round(period.id):
            return True
        return self.standings.stands(file.seq, code, period)


class _Asked:
    """On which terms a few measures were asked for, in every period."""

    def __init__(self, tracing: _Tracing, measures: Collection[str]) -> None:
        a, issues = schema.asked, tracing.issues
        query = sa.select(a.c.issue_seq, a.c.measure, a.c.period, a.c.terms).where(a.c.measure.in_(measures))
        #: The text of the terms, by the newest issue of the period's own round, with the issue; and the last time of all.
        self._own: dict[_Key, tuple[str, int]] = {}
        self._last: dict[_Key, str] = {}
        self._read: dict[str, Terms] = {}
        for issue, measure, period, text in tracing.reader.connection.execute(query.order_by(a.c.seq)):
            if issue not in issues:  # it was not known yet
                continue
            self._last[measure, period] = text
            if issue in tracing.newest and issues[issue].round == _own_round(period):
                self._own.setdefault((measure, period), (text, issue))

    def terms(self, measure: str, period: Period) -> tuple[Terms | None, int]:
        """The terms by which a period's position judges a measure, and the issue that asks for it; 0 where none does now."""
        text, issue = self._own.get((measure, period.id)) or (self._last.get((measure, period.id)), 0)
        return None if text is None else self._of(text), issue

    def counted(self, measure: str, period: Period) -> tuple[str, Kind] | None:
        """In what a measure was counted the last time it was asked for a period."""
        text = self._last.get((measure, period.id))
        return None if text is None else self._alike(text).counted

    def latest(self, measure: str) -> Terms | None:
        """The terms of the latest period that a measure was asked for."""
        period = self._latest.get(measure)
        return self.terms(measure, period)[0] if period else None

    @functools.cached_property
    def _latest(self) -> Mapping[str, Period]:
        """The latest period that each measure was asked for."""
        found: dict[str, Period] = {}
        for code, text in self._own:
            period = parse(text)
            if code not in found or found[code] < period:
                found[code] = period
        return found

    def _of(self, text: str) -> Terms:
        """The terms of a text."""
        terms = self._alike(text)
        earlier: dict[str, str] = dict(_EARLIER.findall(text))
        if not earlier:
            return terms
        return replace(terms, last_year=_number(earlier.get("last_year")), previous=_number(earlier.get("previous")))

    def _alike(self, text: str) -> Terms:
        """The terms of a text but for the earlier figures: these differ in each, and everything else in few of them."""
        alike = _EARLIER.sub("", text)
        terms = self._read.get(alike)
        if terms is None:
            terms = self._read[alike] = Terms.of_text(alike)
        return terms


@functools.lru_cache(maxsize=4096)
def _year_before(period: str) -> Period:
    return parse(period).year_before


@functools.lru_cache(maxsize=4096)
def _own_round(period: str) -> Period:
    """The month whose round asks for a period first."""
    end = parse(period).end
    return month(end.year, end.month)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
