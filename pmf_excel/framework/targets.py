"""Targets as councils write them: numbers, words, shares of a year, totals over several years, and more than last year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from enum import StrEnum

from pmf_excel.framework.figures import printed, rounded, with_unit
from pmf_excel.framework.model import Framework, Measure, Polarity, Target
from pmf_excel.framework.periods import Length, Period


class Than(StrEnum):
    """How a relative target stands to last year's figure."""

    HIGHER = "higher than last year"
    LOWER = "lower than last year"
    BETTER = "better than last year"
    NO_WORSE = "no worse than last year"


@dataclass(frozen=True)
class Wanted:
    """What the words of a target mean: a value, a comparison with last year, or that it is not known yet.

    ``operator`` is set where a sign such as "<" was read as part of the target, which deserves a note.
    """

    value: Decimal | None = None
    than: Than | None = None
    by_percent: Decimal = Decimal(0)
    operator: str = ""


_NIL = {"nil", "zero"}
_AWAITED = {"tbc", "tba", "tbd", "to be confirmed", "to be agreed", "to be set", "to be decided", "awaited"}
_LAST = r"(?:than |on |as )?(?:the )?(?:last|previous|prior) year(?:'s figure|'s)?"
_RELATIVE = {
    rf"(?:higher|more|increase) {_LAST}": Than.HIGHER,
    rf"(?:lower|less|fewer|decrease|reduction) {_LAST}": Than.LOWER,
    rf"(?:better|improve|improvement) {_LAST}": Than.BETTER,
    rf"(?:at least as good|no worse|maintain|same|same or better|maintain or improve) {_LAST}(?: or better)?": Than.NO_WORSE,
}
_AT_MOST, _AT_LEAST = "at most", "at least"
_OPERATORS = {
    "<": _AT_MOST, "<=": _AT_MOST, "≤": _AT_MOST, "at most": _AT_MOST, "no more than": _AT_MOST, "under": _AT_MOST,
    "below": _AT_MOST, "less than": _AT_MOST, "max": _AT_MOST, ">": _AT_LEAST, ">=": _AT_LEAST, "≥": _AT_LEAST,
    "at least": _AT_LEAST, "no less than": _AT_LEAST, "over": _AT_LEAST, "above": _AT_LEAST, "more than": _AT_LEAST,
    "min": _AT_LEAST, "+": _AT_LEAST,
}  # fmt: skip
_NUMBER = r"£?\s*(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*%?"
_SIGNS = "|".join(re.escape(sign) for sign in sorted(_OPERATORS, key=len, reverse=True))


def read_words(text: str) -> Wanted | None:
    """What the words of a target mean: "nil" is 0, "TBC" is awaited, "higher than last year" is relative.

    Nothing for anything else, a plain number included.
    """
    typed = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip().casefold().rstrip(".")
    if typed in _NIL:
        return Wanted(Decimal(0))
    if typed in _AWAITED:
        return Wanted()
    for pattern, than in _RELATIVE.items():
        if re.fullmatch(pattern, typed):
            return Wanted(than=than)
    if found := re.fullmatch(rf"(\d+(?:\.\d+)?) ?% (higher|more|lower|less|fewer) {_LAST}", typed):
        than = Than.HIGHER if found[2] in ("higher", "more") else Than.LOWER
        return Wanted(than=than, by_percent=Decimal(found[1]))
    for pattern, sign, number in ((rf"({_SIGNS})\s*{_NUMBER}", 1, 2), (rf"{_NUMBER}\s*({_SIGNS})", 2, 1)):
        if found := re.fullmatch(pattern, typed):
            return Wanted(Decimal(found[number].replace(",", "")), operator=_OPERATORS[found[sign]])
    return None


def contradicts(operator: str, polarity: Polarity) -> bool:
    """Whether a sign in a target goes against which way is better: at most 5 where higher is better."""
    return (operator == _AT_MOST and polarity is Polarity.HIGHER) or (
        operator == _AT_LEAST and polarity is Polarity.LOWER
    )


def relative(than: Than, by_percent: Decimal, last_year: Decimal, polarity: Polarity, decimals: int) -> Decimal:
    """The value that must be reached to keep a relative target, as printed.

    Higher than 41 means 42 where no decimals are printed: the printed figure has to be higher. A share is rounded to the
    demanding side, so that 5% more than 41 (43.05) asks for 44.
    """
    last = rounded(last_year, decimals)
    step = Decimal(1).scaleb(-decimals)
    if than is Than.NO_WORSE:
        return last
    up = than is Than.HIGHER or (than is Than.BETTER and polarity is not Polarity.LOWER)
    if not by_percent:
        return last + step if up else last - step
    with localcontext() as exact:
        exact.prec = 60
        change = abs(last) * by_percent / 100
        wanted = last + change if up else last - change
        return wanted.quantize(step, rounding=ROUND_CEILING if up else ROUND_FLOOR)


def share_due(weights: Sequence[Decimal], total: Decimal, number: int, cumulative: bool) -> Decimal:
    """What part of a year's target is due in its part ``number`` (from 1), or by its end where the measure builds up.

    ``weights`` are the parts' shares of the year, in percent or in any other unit.
    """
    counted = sum(weights[:number], Decimal(0)) if cumulative else weights[number - 1]
    with localcontext() as exact:
        exact.prec = 60
        return rounded(total * counted / sum(weights), 12).normalize() + 0


def even_weights(length: Length) -> tuple[Decimal, ...]:
    """The same weight for each of a year's months or quarters."""
    return (Decimal(1),) * {Length.MONTH: 12, Length.QUARTER: 4, Length.YEAR: 1}[length]


def part_number(period: Period) -> int:
    """Which month or quarter of its financial year a period is, from 1."""
    first = period.financial_year.start
    return ((period.start.year - first.year) * 12 + period.start.month - first.month) // period.months + 1


def due_by(target: Target, at: Period) -> Decimal | None:
    """How much of a target over several years is due by the end of a period, in step with the months gone by.

    "600 homes in four years": 150 after the first. Nothing outside those years.
    """
    since = target.since or target.period
    if target.value is None or not (since.start <= at.start and at.end <= target.period.end):
        return None
    whole = (target.period.year - since.year + 1) * 12
    gone = (at.end.year - since.start.year) * 12 + at.end.month - since.start.month + 1
    with localcontext() as exact:
        exact.prec = 60
        return target.value * gone / whole


@dataclass(frozen=True)
class Aim:
    """What a measure is compared with in one period. ``words`` are printed where the target is not a plain number.

    ``profiled`` says that it is a part of the year's, which differs from period to period as agreed.
    """

    target: Decimal | None = None
    upper: Decimal | None = None
    green: Decimal | None = None
    amber: Decimal | None = None
    forecast: Decimal | None = None
    words: str = ""
    profiled: bool = False


def aim(framework: Framework, measure: Measure, period: Period, last_year: Decimal | None) -> Aim:
    """What a measure should reach in a period.

    The period's own row counts first. A row for the year also serves its quarters and months: by its profile where it has
    one; as it is where the measure's figures do not add up over the year; and for what builds up, at the year's end.
    """
    own = framework.targets.get((measure.code, period))
    if own is not None:
        return _aim(own, measure, last_year)
    year = framework.targets.get((measure.code, period.financial_year))
    if year is None:
        longer = multi_year(framework, measure, period)
        if longer is None or longer.value is None:
            return Aim()
        total = with_unit(printed(longer.value, measure.decimals), measure.unit if measure.unit in ("%", "£") else "")
        return Aim(words=f"{total} by the end of {longer.period.label}")
    if year.profile:
        part = part_number(period)

        def share(value: Decimal | None) -> Decimal | None:
            return None if value is None else share_due(year.profile, value, part, measure.cumulative)

        return Aim(
            share(year.value),
            share(year.upper),
            share(year.green),
            share(year.amber),
            share(year.forecast),
            profiled=True,
        )
    if measure.adds_up and not (measure.cumulative and period.end == period.financial_year.end):
        return Aim(words="" if year.value is not None or year.than else "To be confirmed")
    return _aim(year, measure, last_year)


def _aim(row: Target, measure: Measure, last_year: Decimal | None) -> Aim:
    value, words = row.value, ""
    if row.than:
        than = Than(row.than)
        words = f"{row.by_percent.normalize():f}% {than.value}" if row.by_percent else than.value.capitalize()
        value = None
        if last_year is not None:
            value = relative(than, row.by_percent, last_year, measure.polarity, measure.decimals)
            # Nobody can be asked for more than is possible: the best there is keeps the target.
            value = value if measure.minimum is None else max(value, measure.minimum)
            value = value if measure.maximum is None else min(value, measure.maximum)
    elif value is None and row.green is None and row.amber is None and row.forecast is None:
        words = "To be confirmed"
    return Aim(value, row.upper, row.green, row.amber, row.forecast, words)


def multi_year(framework: Framework, measure: Measure, at: Period) -> Target | None:
    """The target over several years that a measure works towards in a period, if there is one."""
    for target in framework.longer:
        since = target.since or target.period
        if target.measure == measure.code and since.start <= at.start and at.end <= target.period.end:
            return target
    return None
