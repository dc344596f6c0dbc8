"""The history of measures: their figures and targets period by period, as far back as trends are shown.

Figures that were counted in another unit are no part of it: they are named, and never mixed with the others.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pmf_excel.framework.figures import Kind, printed
from pmf_excel.framework.model import Framework, Measure, Polarity
from pmf_excel.framework.periods import Length, Period, month, quarter
from pmf_excel.framework.targets import aim
from pmf_excel.framework.trend import Trend, trend
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.outlook import POINTS, Outlook
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Terms


@dataclass(frozen=True)
class History:
    """A measure's figures and targets by period, and its trend; ``at`` is the last period that is looked at.

    ``provisional`` and ``revised`` are the periods whose figures are so, ``left_out`` those that were counted in another unit.
    """

    code: str
    title: str
    unit: str
    kind: Kind
    decimals: int
    polarity: Polarity
    cumulative: bool
    minimum: Decimal | None
    maximum: Decimal | None
    at: Period
    figures: Mapping[Period, Decimal]
    targets: Mapping[Period, Decimal] = field(default_factory=dict)
    uppers: Mapping[Period, Decimal] = field(default_factory=dict)
    trend: Trend | None = None
    provisional: Sequence[Period] = ()
    revised: Sequence[Period] = ()
    left_out: Sequence[Period] = ()

    @property
    def length(self) -> Length:
        """How long its periods are."""
        return self.at.length

    @property
    def in_words(self) -> bool:
        """Whether its figures are no amounts: Yes or No, or days."""
        return self.kind in (Kind.YES_NO, Kind.DATE)

    def figure(self, month_: Period) -> Decimal | None:
        """The figure of the period that ends with a month."""
        period = month_ if self.length is Length.MONTH else ending_with(month_, self.length)
        return self.figures.get(period) if period else None

    @property
    def periods(self) -> Sequence[Period]:
        """The periods a trend is read from, oldest first."""
        return back(self.at, POINTS)

    @functools.cached_property
    def points(self) -> Sequence[Decimal]:
        """The figures a trend is read from, oldest first."""
        return [self.figures[period] for period in self.periods if period in self.figures]

    @property
    def words(self) -> str:
        """What a line of the points shows, for those who do not see it; nothing where there is none to draw."""
        if self.in_words or not self.points:
            return ""
        number = len(self.points)
        values = {
            "first": self.points[0],
            "lowest": min(self.points),
            "highest": max(self.points),
            "latest": self.points[-1],
        }
        told = ", ".join(f"{printed(value, self.decimals)} {what}" for what, value in values.items())
        return f"1 figure: {printed(self.points[0], self.decimals)}" if number == 1 else f"{number} figures: {told}"

    @property
    def limits(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """Mean, lower and upper limit of its chart, where there are figures enough; none beyond what a figure can be."""
        chart = self.trend.chart if self.trend else None
        if chart is None:
            return None
        lower = chart.lower if self.minimum is None else max(chart.lower, self.minimum)
        return chart.mean, lower, chart.upper if self.maximum is None else min(chart.upper, self.maximum)

    @property
    def sentence(self) -> str:
        """What the trend is, or why there is none."""
        if self.in_words:
            return (
                "No trend: its figures are days." if self.kind is Kind.DATE else "No trend: its figures are Yes or No."
            )
        if self.cumulative:
            return "No trend: it builds up over the year and begins anew each April."
        if self.trend is None:
            return "No trend: it was counted in another unit within the time a trend looks back."
        return self.trend.sentence


@dataclass(frozen=True)
class Histories:
    """The histories of the measures that have any figure, and the months in which some of their periods end."""

    months: Sequence[Period]
    every: Sequence[History]

    def __bool__(self) -> bool:
        return bool(self.every)

    @functools.cached_property
    def by_code(self) -> Mapping[str, History]:
        """Each by its measure's code."""
        return {one.code: one for one in self.every}


@functools.lru_cache(maxsize=256)
def back(at: Period, most: int) -> tuple[Period, ...]:
    """So many periods up to one, oldest first."""
    return tuple(at.back(step) for step in range(most - 1, -1, -1))


@functools.lru_cache(maxsize=1024)
def ending_with(month_: Period, length: Length) -> Period | None:
    """The period of a length that ends with a month, if there is one."""
    if length is Length.MONTH:
        return month_
    if length is Length.QUARTER and month_.number % 3 == 0:
        return quarter(month_.financial_year.year, (month_.number // 3 - 2) % 4 + 1)
    return month_.financial_year if length is Length.YEAR and month_.number == 3 else None


def months_of(round_month: Period, years: int) -> list[Period]:
    """The months of so many financial years up to a round's, which is the last of them."""
    first = month(round_month.financial_year.year - years + 1, 4)
    found = [round_month]
    while found[-1] > first:
        found.append(found[-1].back())
    return found[::-1]


def look_back(reader: Reader, position: Position, years: int, framework: Framework | None = None) -> None:
    """Learn what was agreed for each measure of a position, and for those that it followed, in every period that its history shows."""
    codes = {line.measure for line in position.lines} | {measure.code for measure in position.not_due}
    codes |= framework.followed(sorted(codes)).keys() if framework else set()
    months = months_of(position.round, years)
    wanted: set[Period] = set()
    for length in Length:
        wanted |= {period for one in months if (period := ending_with(one, length)) is not None}
        wanted |= set(back(_last(position.round, length), POINTS + 1))
    assert position.known is not None
    position.known.look_back(reader, codes, wanted)


def histories(position: Position, framework: Framework, outlooks: Mapping[str, Outlook], years: int) -> Histories:
    """The history of each measure of the round, of those that are not due, then of those they followed; of the years with any figure."""
    months = months_of(position.round, years)
    assert position.known is not None
    made = _Histories(position.known, framework, months)
    every = [made.of_line(line, outlooks[line.measure].trend) for line in position.lines]
    every += [made.of_measure(measure, position.round) for measure in position.not_due]
    # What was replaced keeps its history, apart from that of what followed it: the two were not counted alike.
    for code, by in framework.followed([one.code for one in every]).items():
        before = made.of_measure(framework.measures[code], position.round)
        every += [replace(before, title=f"{before.title} (until {by} followed it)")] if before.figures else []
    if not any(one.figures for one in every):
        return Histories((), ())
    first = min((period.end for one in every for period in one.figures), default=position.round.end)
    lengths = {one.length for one in every}
    shown = [
        one for one in months
        if one.financial_year.end >= first and any(ending_with(one, length) is not None for length in lengths)
    ]  # fmt: skip
    return Histories(shown, every)


def _last(round_month: Period, length: Length) -> Period:
    """The last period of a length that has ended with a month."""
    if length is Length.MONTH:
        return round_month
    year = round_month.financial_year
    at = year if length is Length.YEAR else quarter(year.year, (month_number(round_month) - 1) // 3 + 1)
    return at if at.end <= round_month.end else at.back()


def month_number(one: Period) -> int:
    """The number of a month in its financial year: April is 1."""
    return (one.number - 4) % 12 + 1


class _Histories:
    """The histories of a position being gathered."""

    def __init__(self, known: Known, framework: Framework, months: Sequence[Period]) -> None:
        self.known, self.framework = known, framework
        #: The periods of each length that end in the months that are shown.
        self.shown = {
            length: [period for one in months if (period := ending_with(one, length)) is not None] for length in Length
        }
        #: Every period that is looked at for measures that have the same last one: thousands share a few.
        self.looked_at: dict[Period, list[Period]] = {}

    def of_line(self, line: Line, trend_: Trend | None) -> History:
        """The history of a measure of the round, with the trend and the figure it has there."""
        at = line.figure_period
        figures, left_out = self.figures(line.measure, at, line.terms.counted)
        # An answer to an older issue is still known where its number is counted alike; the round may wait for another.
        for period in (line.period, at):
            figures.pop(period, None)
        if line.figure.value is not None:
            figures[at] = line.figure.value
        provisional = self.provisional(line.measure, [one for one in figures if one != at])
        if line.provisional and at in figures:
            provisional.append(at)
        return self.history(line.measure, line.terms, at, figures, left_out, trend_, provisional)

    def of_measure(self, one: Measure, round_month: Period) -> History:
        """The history of a measure that is not due, up to the last of its periods that has ended."""
        at = _last(round_month, one.frequency.length)
        figures, left_out = self.figures(one.code, at, (one.unit, one.kind))
        points = [figures[period] for period in back(at, POINTS) if period in figures]
        drawn = not one.cumulative and one.kind not in (Kind.YES_NO, Kind.DATE) and not left_out
        course = trend(points, one.polarity, one.decimals, one.minimum, one.maximum) if drawn else None
        return self.history(one.code, one, at, figures, left_out, course, self.provisional(one.code, figures))

    def history(
        self, code: str, terms: Terms | Measure, at: Period, figures: Mapping[Period, Decimal], left_out: Sequence[Period],
        course: Trend | None, provisional: Sequence[Period],
    ) -> History:  # fmt: skip
        """A history with what it was to reach, and what of it was revised."""
        targets, uppers = self.targets(code, at.length, (terms.unit, terms.kind))
        return History(
            code, terms.title, terms.unit, terms.kind, terms.decimals, terms.polarity, terms.cumulative, terms.minimum,
            terms.maximum, at, figures, targets, uppers, course, provisional, self.revised(code, figures), left_out,
        )  # fmt: skip

    def provisional(self, code: str, periods: Iterable[Period]) -> list[Period]:
        """Those of some periods whose figures were given as provisional."""
        return [period for period in periods if self.known.figure(code, period).provisional]

    def figures(self, code: str, at: Period, counted: tuple[str, Kind]) -> tuple[dict[Period, Decimal], list[Period]]:
        """The figures that are counted as now, oldest first, and the periods of those that are not."""
        found: dict[Period, Decimal] = {}
        left_out = []
        if at not in self.looked_at:
            self.looked_at[at] = sorted({*self.shown[at.length], *back(at, POINTS)})
        for period in self.looked_at[at]:
            value = self.known.value(code, period)
            if value is None:
                continue
            agreed = self.known.agreed(code, period)
            if agreed is None or agreed.counted == counted:
                found[period] = value
            else:
                left_out.append(period)
        return found, left_out

    def targets(
        self, code: str, length: Length, counted: tuple[str, Kind]
    ) -> tuple[dict[Period, Decimal], dict[Period, Decimal]]:
        """What each figure is to reach, and where a band is aimed at, its upper end: as agreed then, else as the register says."""
        measure = self.framework.measures.get(code)
        targets, uppers = {}, {}
        for period in self.shown[length]:
            agreed = self.known.agreed(code, period)
            if agreed is not None and agreed.counted != counted:
                continue
            if agreed is not None:
                target, upper = agreed.target, agreed.upper
            elif measure is not None:
                wanted = aim(self.framework, measure, period, self.known.value(code, period.year_before))
                target, upper = wanted.green if wanted.target is None else wanted.target, wanted.upper
            else:
                continue
            if target is not None:
                targets[period] = target
            if upper is not None:
                uppers[period] = upper
        return targets, uppers

    def revised(self, code: str, figures: Mapping[Period, Decimal]) -> list[Period]:
        """The periods whose figures were given otherwise before."""
        return [period for period in figures if self.known.restated(code, period)]
