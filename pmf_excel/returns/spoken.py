"""The third face of a status rule, live: what a row's status means before a figure is typed, and why it has it afterwards.

Between the values that a figure is compared with, the sentence that explains its status changes in the figure only. So the
sentences are taken from the rule itself, one for each stretch, and the formula chooses among them: what the service reads as
it types is what the report will say.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from pmf_excel.framework.figures import Figure, Kind, printed, rounded
from pmf_excel.framework.rules import Judgement
from pmf_excel.framework.status import Status
from pmf_excel.ledger.records import Terms

#: Excel's longest text in a formula, and the longest formula we write (Excel takes 8,192 characters).
_TEXT, _FORMULA = 240, 6_000


@dataclass(frozen=True)
class Stretch:
    """A run of figures that are judged alike, from ``low`` to ``high``, both among them; either may be open."""

    low: Decimal | None
    high: Decimal | None
    judgement: Judgement
    tried: Decimal

    @property
    def single(self) -> bool:
        """Whether it is one figure."""
        return self.low is not None and self.low == self.high


@functools.lru_cache(maxsize=4)  # a row asks twice: for what each status takes, and for its sentences
def stretches(terms: Terms) -> tuple[Stretch, ...]:
    """Every run of figures between the values that matter, from the lowest to the highest."""
    if terms.kind is Kind.YES_NO:
        return tuple(Stretch(value, value, _judged(terms, value), value) for value in (Decimal(0), Decimal(1)))
    step, constants = Decimal(1).scaleb(-terms.decimals), _constants(terms)
    found: list[Stretch] = []
    low: Decimal | None = None
    for near in sorted({rounded(edge, terms.decimals) for edge in _edges(terms)}):
        for value in (near - step, near, near + step):  # an edge may lie between two figures that can be printed
            if low is not None and value < low:
                continue
            if low is None or value > low:
                found.append(_stretch(terms, low, value - step, constants))
            found.append(_stretch(terms, value, value, constants))
            low = value + step
    found.append(_stretch(terms, low, None, constants))
    return tuple(found)


def _edges(terms: Terms) -> Iterator[Decimal]:
    for value in (*terms.compared.values(), *([terms.upper] if terms.upper is not None else [])):
        shown = rounded(value, terms.decimals)
        band = terms.tolerance.band(shown)
        yield from (shown, shown - band, shown + band)
    yield from (step.value for step in terms.rule.steps if step.condition.needs_value)


def _stretch(terms: Terms, low: Decimal | None, high: Decimal | None, constants: set[str]) -> Stretch:
    tried = next(_tries(terms, low, high, constants))
    return Stretch(low, high, _judged(terms, tried), tried)


def _tries(terms: Terms, low: Decimal | None, high: Decimal | None, constants: set[str]) -> Iterator[Decimal]:
    """Figures of a stretch, first those that nothing else in its sentence is printed as."""
    step = Decimal(1).scaleb(-terms.decimals)
    for ahead in (3, 7, 11, 13, 17, 1, 0):
        value = low + ahead * step if low is not None else (high or Decimal(0)) - ahead * step
        if (high is None or value <= high) and printed(abs(value), terms.decimals) not in constants:
            yield value
    yield low if low is not None else high if high is not None else Decimal(0)


def _constants(terms: Terms) -> set[str]:
    """The numbers that may stand in a sentence beside the figure, as they are printed."""
    values = [*terms.compared.values(), *([terms.upper] if terms.upper is not None else [])]
    values += [step.value for step in terms.rule.steps if step.condition.needs_value]
    return {printed(abs(value), terms.decimals) for value in values} | {f"{terms.tolerance.amount.normalize():f}"}


def _judged(terms: Terms, value: Decimal) -> Judgement:
    return terms.rule.judge(terms.case(Figure(value)))


def rule_words(terms: Terms) -> str:
    """What each status takes, in words: Green from 95%, Amber from 85.5%, otherwise Red."""
    if terms.kind is Kind.YES_NO:
        said = [f"{s.judgement.status.value}: {terms.case(Figure(s.tried)).print(s.tried)}" for s in stretches(terms)]
        return f"{'. '.join(reversed(said))}."
    runs = [
        (status, list(run)) for status, run in groupby(stretches(terms), key=lambda stretch: stretch.judgement.status)
    ]
    if len(runs) == 1:
        return runs[0][0].value if runs[0][0].rated else f"{runs[0][0].value}: not rated."
    places: dict[Status, list[str]] = {}
    for status, run in runs:
        places.setdefault(status, []).append(_from_to(terms, run[0].low, run[-1].high))
    order = [status for status in terms.rule.statuses if status in places]
    order += [status for status in places if status not in order]
    said = [f"{status.value} {' or '.join(places[status])}" for status in order[:-1]]
    return f"{', '.join(said)}, otherwise {order[-1].value}."


def _from_to(terms: Terms, low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and low == high:
        return f"at {terms.brief(low)}"
    if low is None:
        return f"up to {terms.brief(high)}" if high is not None else "always"
    return f"from {terms.brief(low)}" if high is None else f"from {terms.brief(low)} to {terms.brief(high)}"


def sentence_formula(terms: Terms, number: str) -> str:
    """The formula that says why the number has its status, as the report will; "" where it would be longer than Excel takes.

    ``number`` is the formula for a number within its limits.
    """
    shown, constants = f"ROUND({number},{terms.decimals})", _constants(terms)
    parts: list[tuple[Decimal | None, str]] = []
    for stretch in stretches(terms):
        text = _live(terms, stretch, shown, constants)
        if parts and parts[-1][1] == text:
            parts[-1] = (stretch.high, text)
        else:
            parts.append((stretch.high, text))
    formula = parts[-1][1]
    half = Decimal(5).scaleb(-terms.decimals - 1)
    for high, text in reversed(parts[:-1]):
        assert high is not None
        formula = f"IF({shown}<{high + half:f},{text},{formula})"
    return formula if len(formula) <= _FORMULA else ""


def _live(terms: Terms, stretch: Stretch, shown: str, constants: set[str]) -> str:
    """The sentence of a stretch, with the figure in it live."""
    sentence = stretch.judgement.sentence
    if terms.kind is Kind.YES_NO or printed(abs(stretch.tried), terms.decimals) in constants:
        return _quoted(sentence)
    said = terms.case(Figure(stretch.tried)).print(stretch.tried)
    return f"&{_printed(terms, shown)}&".join(map(_quoted, without(sentence, said)))


def without(sentence: str, said: str) -> list[str]:
    """What stands before, between and after the places of a printed figure, but not where it is part of a longer one.

    As re.split would do with the figure between digits' look-arounds; each row has patterns of its own to compile then.
    """
    pieces, start, at = [], 0, sentence.find(said)
    while at >= 0:
        before, after = sentence[:at][-1:], sentence[at + len(said) :][:1]
        if before.isdecimal() or before in (".", ",") or after.isdecimal() or after == ",":
            at = sentence.find(said, at + 1)
            continue
        pieces.append(sentence[start:at])
        start = at + len(said)
        at = sentence.find(said, start)
    return [*pieces, sentence[start:]]


def _printed(terms: Terms, shown: str) -> str:
    """The formula for a number as a sentence says it."""
    if terms.kind is Kind.DATE:
        return f'TEXT({shown},"d mmmm yyyy")'
    pounds = '"£"&' if terms.unit == "£" else ""
    after = {"£": "", "%": "%", "": ""}.get(terms.unit, f" {terms.unit}")
    quoted = f"&{_quoted(after)}" if after else ""
    return f'IF({shown}<0,"−","")&{pounds}FIXED(ABS({shown}),{terms.decimals}){quoted}'


def _quoted(text: str) -> str:
    """A text as a formula writes it, in pieces that Excel takes."""
    pieces = [text[at : at + _TEXT] for at in range(0, len(text), _TEXT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
