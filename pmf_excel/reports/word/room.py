"""How much room a chart takes on a page and how it is shared out, so that every label can be read. All lengths are in points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.excel.fitting import text_width, wrapped
from pmf_excel.framework.figures import printed
from pmf_excel.reports.elements import Chart

#: No chart is higher than 16 cm, unless its names need more lines than that has. Then a page is the end.
_HIGHEST, _PAGE = 453.5, 620.0
_LINE_CHART = 198.5
#: Of the size of the type: the width of a digit, and the distance of two lines.
_DIGIT, _LINE = 0.556, 1.15
#: A bar with its gap, the space around labels, the key of a series in the legend.
_BAR, _SPACE, _KEY = 30.0, 8.0, 24.0
#: The parts of the width that the names of bars may take, a larger one where they are
#: many or then stand in one line; the lines that a legend and a name may.
_NAMES, _LEGEND, _DEEPEST = (0.45, 0.5, 0.55), 4, 6
#: The part of the width in which lines are drawn, beside the marks of their axis.
_PLOT = 0.85
_TICKS = 8
#: What a number on a bar has beside it, in digits, so that 1 and 1 do not read as 11.
_BREATH = 0.6


@dataclass(frozen=True)
class Bars:
    """Where lying bars stand: the chart's height, the plot's place in it as shares, and how they are labelled."""

    height: float
    left: float
    top: float
    wide: float
    high: float
    step: int
    #: One name in so many is shown: 1, as long as there is room for a line of each.
    skip: int
    #: For each series the places of the numbers that are too wide for their piece of the bar, or too high for it.
    tight: tuple[tuple[int, ...], ...]


def bars(chart: Chart, width: float, points: float) -> Bars:
    """The room of lying bars: names wrap beside them, and a page's height is divided where there are many."""
    digit, line, count = points * _DIGIT, points * _LINE, len(chart.categories)
    around = 3 * _SPACE + line + _SPACE + _legend([one.name for one in chart.series], width, points) * line
    tries = []
    for share in _NAMES:
        left, deepest = _names(chart.categories, width * share, digit)
        # A name that is a text rather than a name is cut off by the program that draws it.
        row = max(_BAR * points / 12, min(deepest, _DEEPEST) * line + _SPACE)
        high = row * count + around > _HIGHEST
        tries.append((high, deepest if high else deepest > 1, left, deepest, row))
    *_, left, deepest, row = min(tries)
    least = min(deepest, _DEEPEST) * line + 2
    row = min(max((_HIGHEST - around) / count, least), row, (_PAGE - around) / count)
    height = around + row * count
    wide = width - left - 2 * _SPACE
    totals = [sum(one.values[place] or 0 for one in chart.series) for place in range(count)]
    skip = math.ceil(line / row)
    step, most = _scale(max(totals), wide, digit)
    tight = tuple(
        tuple(
            place for place, value in enumerate(one.values)
            if value
            and (skip > 1 or (len(printed(value, chart.decimals)) + _BREATH) * digit > abs(value) / most * Decimal(wide))
        )
        for one in chart.series
    )  # fmt: skip
    return Bars(height, left / width, _SPACE / height, wide / width, row * count / height, step, skip, tight)


def _scale(most: Decimal | int, wide: float, digit: float) -> tuple[int, Decimal]:
    """The whole number between two marks of an axis from zero, and about where the axis ends."""
    label = (len(printed(Decimal(most), 0)) + 2) * digit
    ticks = max(2, min(_TICKS, int(wide // label)))
    step, place = 1, 0
    while step * ticks * 100 < most * 105:
        place += 1
        step = (1, 2, 5)[place % 3] * 10 ** (place // 3)
    return step, Decimal(max(math.ceil(most * 105 / (100 * step)), 1) * step)


def line_height(points: float) -> float:
    """How high a chart over time is."""
    return _LINE_CHART * points / 12


def labels_apart(categories: Sequence[str], width: float, points: float) -> int:
    """How many categories from one label to the next, so that labels stand upright beside each other."""
    widest = max(text_width(word) for name in categories for word in (name[:100].split() or [""]))
    return max(1, math.ceil((widest + 1) * points * _DIGIT * len(categories) / (width * _PLOT)))


def mark_step(chart: Chart) -> Decimal | None:
    """The distance of two marks on an axis of figures that lie close together, so that no two marks read the same."""
    numbers = [value for one in chart.series for value in one.values if value is not None]
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    # A program begins the axis at zero unless the figures lie close together and far from it.
    near = 0 < high - low < max(abs(low), abs(high)) / 6
    span = high - low if near else max(high, Decimal(0)) - min(low, Decimal(0))
    least = Decimal(1).scaleb(-chart.decimals)
    return least if span <= 5 * least else 2 * least if span <= 10 * least else None


def _names(names: Sequence[str], most: float, digit: float) -> tuple[float, int]:
    """The width that names take beside their bars, and the lines of the one that has most."""
    lines = [[part[:1000] for part in name.split("\n")] for name in names]
    left = min(max(text_width(part) for parts in lines for part in parts) * digit + 2 * _SPACE, most)
    fit = (left - 2 * _SPACE) / digit + 0.01  # what fits to a hair is not wrapped
    return left, max(sum(wrapped(part, fit) for part in parts) for parts in lines)


def _legend(names: Sequence[str], width: float, points: float) -> int:
    """The lines that a legend takes, as far as there is room for them."""
    lines, used = 1, 0.0
    for name in names:
        wide = text_width(name[:1000]) * points * _DIGIT + _KEY
        if used and used + wide > width:
            lines, used = lines + 1, 0.0
        lines, used = lines + int(wide // width), used + wide % width
    return min(lines, _LEGEND)
