"""A measure's status as a formula by values that somebody types: the target and what stands beside it, and the tolerance.

With the values as they are the formula gives the status that there is. What cannot be a target or a tolerance is said in words, and
no cell shows an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pmf_excel.excel.writer import Value
from pmf_excel.framework.conditions import Against, Cells
from pmf_excel.framework.figures import Kind, day_of, rounded
from pmf_excel.framework.model import Polarity
from pmf_excel.ledger.editable import AGAINST, ValueName, editable, in_percent
from pmf_excel.ledger.records import Terms
from pmf_excel.returns.live import CHECK_FIGURE, as_number, wrong_figure
from pmf_excel.returns.mirrors import blank, number_outside

CHECK_TARGET, CHECK_TOLERANCE = "Check the target", "Check the tolerance"
#: What is said of the second cell, by the value that stands in it.
CHECK_SECOND: Mapping[ValueName, str] = {"upper": "Check the upper end", "amber": "Check the Amber value"}


@dataclass(frozen=True)
class Trial:
    """A figure being judged by values that stand in cells; ``known`` is all it is compared with now, ``tolerance`` a cell or ""."""

    terms: Terms
    known: Mapping[Against, Decimal]
    figure: str
    cells: Mapping[ValueName, str]
    tolerance: str

    def formula(self) -> str:
        """The formula that shows the status, or which cell to check."""
        judged = self._judged(tuple(self.cells), {})
        if self.tolerance:
            judged = f'IF({number_outside(self.tolerance, Decimal(0), None)},"{CHECK_TOLERANCE}",{judged})'
        anything = replace(self.terms, minimum=None, maximum=None)
        return f'IF({_wrong(self.figure, anything)},"{CHECK_FIGURE}",{judged})'

    def _judged(self, left: Sequence[ValueName], given: Mapping[ValueName, str]) -> str:
        """The formula for the status by the values given, and by those left to be looked at."""
        if not left:
            return self._status(given)
        name, rest = left[0], left[1:]
        cell = self.cells[name]
        check = f'"{CHECK_SECOND.get(name, CHECK_TARGET) if len(self.cells) > len(left) else CHECK_TARGET}"'
        with_it = {**given, name: as_number(cell, self.terms)}
        judged = self._judged(rest, with_it)
        if given and (against := self._against_order(name, with_it)):
            judged = f"IF({against},{check},{judged})"
        if in_percent(self.terms):
            judged = f"IF(AND({cell}>0,{cell}<1),{check},{judged})"
        judged = f"IF({_wrong(cell, self._limits)},{check},{judged})"
        if getattr(self.terms, name) is not None:
            return judged
        # Where there is none yet, an empty cell says what it says now, and one that is typed in is tried.
        return f"IF(ISERROR({cell}),{check},IF({blank(cell)},{self._judged(rest, given)},{judged}))"

    def _status(self, given: Mapping[ValueName, str]) -> str:
        """The formula for the status by the values given; the others are written into it."""
        terms = self.terms
        known = {of: self._literal(value) for of, value in self.known.items() if AGAINST.get(of) not in self.cells}
        known |= {of: given[name] for of, name in AGAINST.items() if name in given}
        fixed = "" if terms.upper is None or "upper" in self.cells else self._literal(terms.upper)
        upper = given.get("upper", fixed)
        return terms.rule.formula(
            Cells(self._number, known, terms.tolerance, terms.polarity, str(terms.decimals), upper, amount=self.tolerance)
        )  # fmt: skip

    @property
    def _number(self) -> str:
        return as_number(self.figure, self.terms)

    def _literal(self, value: Decimal) -> str:
        return f"{rounded(value, self.terms.decimals):f}"

    @property
    def _limits(self) -> Terms:
        """The limits of what may be typed: those of a figure, and what stands there now in any case."""
        terms = self.terms
        now = [rounded(value, terms.decimals) for name in self.cells if (value := getattr(terms, name)) is not None]
        low = None if terms.minimum is None else min([terms.minimum, *now])
        high = None if terms.maximum is None else max([terms.maximum, *now])
        return replace(terms, minimum=low, maximum=high)

    def _against_order(self, second: ValueName, given: Mapping[ValueName, str]) -> str:
        """The formula for a second value on the wrong side of the first; "" where there is no wrong side, or it is there now."""
        first = next(iter(given))
        now = getattr(self.terms, first), getattr(self.terms, second)
        below = (first, second) == ("target", "upper") or self.terms.polarity is Polarity.LOWER
        if self.terms.polarity is Polarity.NEITHER or (first, second) not in (("target", "upper"), ("green", "amber")):
            return ""
        if None not in now and (now[1] < now[0] if below else now[1] > now[0]):
            return ""
        return f"{given[second]}{'<' if below else '>'}{given[first]}"


def _wrong(cell: str, terms: Terms) -> str:
    """The formula for a cell that holds no figure of a measure, or one beyond its limits."""
    return f"IF(ISERROR({cell}),TRUE,{wrong_figure(cell, terms)})"


def places_of(terms: Terms) -> dict[str, ValueName]:
    """Which of the values that decide a measure's status stands in which cell."""
    names = editable(terms)
    second = next((name for name in names[1:] if name in CHECK_SECOND), None)
    return {place: name for place, name in (("target", names[0] if names else None), ("second", second)) if name}


def held_as(value: Decimal | None, terms: Terms) -> Value:
    """What a cell holds for a value: as it is printed, so that nothing is judged that cannot be seen."""
    if value is None:
        return None
    if terms.kind is Kind.YES_NO:
        return "Yes" if value else "No"
    return day_of(value) if terms.kind is Kind.DATE else rounded(value, terms.decimals)
