"""Trend: whether a series of figures has really moved, by the limits and runs of an XmR chart.

The chart is that of individual figures and their moving range: limits 2.66 average ranges from the mean, from 8 figures
(design, section 6); a run of eight on one side, or six rising or falling, is a change before anything is outside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise, takewhile

from pmf_excel.framework.figures import printed, rounded
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.travel import Travel

#: How many figures a chart needs before its limits say much (design, section 6).
FEWEST = 8
_LONG_RUN = 8
_LONG_CLIMB = 6
#: What makes natural process limits of an average moving range: 3 divided by 1.128, the constant d2 for ranges of two.
_SCALE = Decimal("2.66")


class Sign(StrEnum):
    """What in a series is more than chance."""

    OUTSIDE = "Outside the limits"
    RUN = "A run on one side of the mean"
    CLIMB = "All rising or all falling"


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign that ends with the latest figure: whether it points up, and how many figures make it."""

    sign: Sign
    up: bool
    count: int


@dataclass(frozen=True, slots=True)
class XmR:
    """The mean of a series, its lower and upper natural process limits, and what signals a change at its end."""

    mean: Decimal
    lower: Decimal
    upper: Decimal
    signals: tuple[Signal, ...]


class Course(StrEnum):
    """What a trend is called."""

    BETTER = "Getting better"
    WORSE = "Getting worse"
    HIGHER = "Getting higher"
    LOWER = "Getting lower"
    OUTSIDE = "Outside its usual range"
    STEADY = "Steady"
    TOO_FEW = "Too few figures for a trend"


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend in a word and a sentence, which way it points, and the chart that it was read from."""

    course: Course
    sentence: str
    travel: Travel = Travel.NONE
    chart: XmR | None = None


def xmr(values: Sequence[Decimal]) -> XmR | None:
    """The XmR chart of a series, oldest first; nothing for fewer than 8 figures.

    A figure that lies on the mean ends a run, and one equal to the figure before it ends a rise or fall.
    """
    if len(values) < FEWEST:
        return None
    with localcontext() as exact:
        exact.prec = 60
        mean = sum(values, Decimal(0)) / len(values)
        reach = _SCALE * sum((abs(new - old) for old, new in pairwise(values)), Decimal(0)) / (len(values) - 1)
        lower, upper = mean - reach, mean + reach
    last, signals = values[-1], []
    if not lower <= last <= upper:
        signals.append(Signal(Sign.OUTSIDE, last > upper, 1))
    run = _ending([value - mean for value in values])
    if run >= _LONG_RUN:
        signals.append(Signal(Sign.RUN, last > mean, run))
    climb = _ending([new - old for old, new in pairwise(values)]) + 1
    if climb >= _LONG_CLIMB:
        signals.append(Signal(Sign.CLIMB, last > values[-2], climb))
    return XmR(mean, lower, upper, tuple(signals))


def _ending(differences: Sequence[Decimal]) -> int:
    """How many differences at the end have the sign of the last; none where that is no difference."""
    up, down = (len(list(takewhile(test, reversed(differences)))) for test in (lambda d: d > 0, lambda d: d < 0))
    return up or down


def trend(
    values: Sequence[Decimal], polarity: Polarity, decimals: int, minimum: Decimal | None = None,
    maximum: Decimal | None = None,
) -> Trend:  # fmt: skip
    """What has become of a measure, judged by polarity and never by sign, from its figures as printed, oldest first.

    Better and worse are not said where neither way is better or a band is aimed at. The usual range is not said to go below
    the ``minimum`` or above the ``maximum`` that a figure can have. All that the chart signals is said; the course is that of
    the first, a figure outside the limits before a run and a run before a rise or fall.
    """
    series = [rounded(value, decimals) for value in values]
    chart = xmr(series)
    if chart is None:
        return Trend(Course.TOO_FEW, f"{Course.TOO_FEW}: {len(series)} of the {FEWEST} needed.")
    judged = polarity in (Polarity.HIGHER, Polarity.LOWER)
    low = chart.lower if minimum is None else max(chart.lower, minimum)
    high = chart.upper if maximum is None else min(chart.upper, maximum)
    if not chart.signals:
        usual = f"within its usual range of {printed(low, decimals)} to {printed(high, decimals)}"
        same = f"all {len(series)} figures are {printed(series[0], decimals)}"
        sentence = f"{Course.STEADY}: {usual if chart.lower < chart.upper else same}."
        return Trend(Course.STEADY, sentence, Travel.SAME if judged else Travel.NONE, chart)

    def clause(signal: Signal) -> str:
        way = _way(signal.up, polarity)
        if signal.sign is Sign.OUTSIDE:
            last = series[-1]
            limits = f"{_apart(low, last, decimals)} to {_apart(high, last, decimals)}"
            return f"{printed(last, decimals)} is {way} than the usual {limits}"
        if signal.sign is Sign.CLIMB:
            return f"the last {signal.count} figures got {way} each time"
        nearest = min(series[-signal.count :]) if signal.up else max(series[-signal.count :])
        side = f"on the {way} side of" if judged else "above" if signal.up else "below"
        return f"the last {signal.count} figures are all {side} the average of {_apart(chart.mean, nearest, decimals)}"

    first = chart.signals[0]
    way = _way(first.up, polarity)
    course = Course.OUTSIDE if first.sign is Sign.OUTSIDE else Course(f"Getting {way}")
    travel = Travel(way.capitalize()) if judged else Travel.NONE
    return Trend(course, f"{course}: {'; also, '.join(map(clause, chart.signals))}.", travel, chart)


def _way(up: bool, polarity: Polarity) -> str:
    if polarity in (Polarity.HIGHER, Polarity.LOWER):
        return "better" if up is (polarity is Polarity.HIGHER) else "worse"
    return "higher" if up else "lower"


def _apart(line: Decimal, figure: Decimal, decimals: int) -> str:
    """A mean or limit as printed, with more decimals where it would be printed like a figure that lies beyond it."""
    while line != figure and rounded(line, decimals) == figure:
        decimals += 1
    return printed(line, decimals)
