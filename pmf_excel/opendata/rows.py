"""What is published: one row for each measure and period, with nothing in it that is exempt, withheld or said in confidence."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Absence, Figure, Kind, day_of, rounded
from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rules import Judgement
from pmf_excel.ledger.known import Restatement
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.records import Terms
from pmf_excel.ledger.traced import Traced

#: What stands in the place of a sentence that would tell a figure of the year before which is withheld.
WITHHELD = "The reason is withheld, because it would tell last year's figure, which is withheld."


@dataclass(frozen=True, slots=True)
class Published:
    """A figure of a measure for a period, or the reason for none, as anybody may know it.

    Numbers are rounded as they are printed. A figure from before the council used pmf has no target and no status here:
    whatever they were then, the ledger does not know them.
    """

    measure: Measure
    title: str
    service: str
    priority: str
    unit: str
    kind: Kind
    decimals: int
    cumulative: bool
    period: Period
    value: Decimal | None
    reason: str
    target: Decimal | None = None
    upper: Decimal | None = None
    green: Decimal | None = None
    amber: Decimal | None = None
    forecast: Decimal | None = None
    aim: str = ""
    status: str = ""
    rag: str = ""
    why: str = ""
    provisional: bool = False
    revised_on: date | None = None
    revised_from: Decimal | None = None

    def number(self, value: Decimal | None) -> Decimal | None:
        """A value as a number; a day is none."""
        return None if self.kind is Kind.DATE else value

    def day(self, value: Decimal | None) -> date | None:
        """A value as a day, where the measure's figures are days."""
        return day_of(value) if self.kind is Kind.DATE and value is not None else None


def is_open(measure: Measure) -> bool:
    """Whether a measure may be published: it is not exempt."""
    return not measure.exempt


@dataclass(frozen=True)
class Edition:
    """What is published at once: the open measures of a round, and their figures up to it, in the register's order.

    A measure that the register no longer has cannot be known to be open, and is left out too.
    """

    council: str
    position: Position
    framework: Framework
    traces: Iterable[Traced]

    @functools.cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The open measures by code."""
        return {code: one for code, one in self.framework.measures.items() if is_open(one)}

    @functools.cached_property
    def lines(self) -> list[Line]:
        """The open lines of the round."""
        return [line for line in self.position.lines if line.measure in self.measures]

    @property
    def left_out(self) -> int:
        """How many measures are not published."""
        codes = {line.measure for line in self.position.lines} | self.framework.measures.keys()
        return len(codes - self.measures.keys())

    @property
    def moment(self) -> datetime:
        """As of when all of it is known."""
        return self.position.moment

    @property
    def known(self) -> str:
        """The same in words."""
        return f"{in_words(self.moment.date())}, {self.moment:%H:%M}"

    def rows(self) -> Iterator[Published]:
        """Every figure and every reason for none, by measure and period; what the round still awaits is among them."""
        lines: dict[str, list[Line]] = {}
        for line in self.lines:
            lines.setdefault(line.measure, []).append(line)
        measures = self.measures
        given = groupby((one for one in self.traces if one.measure in measures), key=lambda one: one.measure)
        at = next(given, None)
        for code, measure in measures.items():
            rows: list[Published] = []
            if at is not None and at[0] == code:
                rows = self._measure(measure, at[1])
                at = next(given, None)
            there = {row.period for row in rows}
            rows += [self._line(line) for line in lines.get(code, ()) if line.period not in there]
            yield from sorted(rows, key=lambda row: row.period)

    def latest(self) -> list[Published]:
        """The measures of the round, each with its figure; of one whose data come late, the latest there is."""
        order = {code: place for place, code in enumerate(self.measures)}
        return [self._line(line) for line in sorted(self.lines, key=lambda line: order[line.measure])]

    def _measure(self, measure: Measure, given: Iterable[Traced]) -> list[Published]:
        """The figures of a measure that stand."""
        rows: list[Published] = []
        withheld: set[Period] = set()
        for one in given:
            if not one.stands:
                continue
            if one.figure.absence is Absence.SUPPRESSED:
                withheld.add(one.period)
            rows.append(self._traced(measure, one, one.period.year_before in withheld))
        return rows

    def _traced(self, measure: Measure, one: Traced, closed: bool) -> Published:
        if one.terms is not None and one.judgement is not None:
            return self._judged(
                measure, one.period, one.figure, one.terms, one.judgement, one.provisional, one.restated, closed
            )
        return Published(
            measure, one.title, self.framework.service_name(one.service), self.framework.priority_name(measure.priority),
            measure.unit, measure.kind, measure.decimals, measure.cumulative, one.period,
            None if one.figure.value is None else rounded(one.figure.value, measure.decimals), "",
        )  # fmt: skip

    def _line(self, line: Line) -> Published:
        """A line of the round; what is awaited is not said to be put right meanwhile, which is between service and officer."""
        measure, figure, judgement = self.measures[line.measure], line.figure, line.judgement
        if figure.absence is Absence.HELD:
            figure = Figure(absence=Absence.AWAITED)
            judgement = line.terms.rule.judge(line.terms.case(figure))
        known = self.position.known
        before = known.figure(line.measure, line.figure_period.year_before) if known else None
        closed = before is not None and before.absence is Absence.SUPPRESSED
        return self._judged(
            measure, line.figure_period, figure, line.terms, judgement, line.provisional, line.restated, closed
        )

    def _judged(
        self, measure: Measure, period: Period, figure: Figure, terms: Terms, judgement: Judgement, provisional: bool,
        restated: tuple[Restatement, ...], closed: bool,
    ) -> Published:  # fmt: skip
        """A figure with what it was judged by; ``closed`` where last year's figure is withheld, and so whatever tells it."""

        def plain(value: Decimal | None) -> Decimal | None:
            return None if value is None else rounded(value, terms.decimals)

        why = judgement.sentence
        if closed and (terms.words or Against.LAST_YEAR in terms.rule.compares):
            why = WITHHELD
            terms = replace(terms, target=None, upper=None) if terms.words else terms
        last = restated[-1] if restated and figure.value is not None else None
        return Published(
            measure, terms.title, self.framework.service_name(terms.service), terms.priority, terms.unit, terms.kind,
            terms.decimals, terms.cumulative, period, plain(figure.value), figure.absence.value if figure.absence else "",
            plain(terms.target), plain(terms.upper), plain(terms.green), plain(terms.amber),
            plain(terms.forecast) if Against.FORECAST in terms.rule.compares else None, terms.words, judgement.status.value,
            judgement.status.rag.value if judgement.status.rag else "", why, provisional,
            last.at.date() if last else None, plain(last.was) if last else None,
        )  # fmt: skip
