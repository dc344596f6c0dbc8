"""Roll-up: the figure of a quarter or a year from those of its months or quarters, or the reason there is none.

Nothing is not zero and a part of a total is not the total: a sum with a month still awaited has no value. A percentage
that is made of two numbers is made again from their sums and never averaged (design, section 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from enum import StrEnum

from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.periods import Length, Period, month, quarter


class RollUp(StrEnum):
    """How the figures of part periods make one figure."""

    SUM = "Sum"
    MEAN = "Mean"
    LATEST = "Latest"
    HIGHEST = "Highest"
    LOWEST = "Lowest"
    RATIO = "Ratio of sums"


#: The most serious first: a suppressed figure will never come, one not yet available is on its way.
_SERIOUS = (Absence.SUPPRESSED, Absence.HELD, Absence.AWAITED, Absence.NOT_YET_AVAILABLE)
_STANDS = {
    Absence.SUPPRESSED: "suppressed",
    Absence.HELD: "being put right",
    Absence.AWAITED: "awaited",
    Absence.NOT_YET_AVAILABLE: "not yet available",
    Absence.NOT_DUE: "not due yet",
}


@dataclass(frozen=True, slots=True)
class Rolled:
    """A rolled-up figure, and how many of its parts it rests on.

    ``of`` counts the parts that apply and ``used`` those with a value; for the latest figure, ``used`` is the place among
    them of the part it comes from. So ``used`` is less than ``of`` whenever a part is wanting at the end. ``why`` then says
    in a sentence what is wanting; it is empty where nothing is.
    """

    figure: Figure
    used: int
    of: int
    why: str = ""

    @property
    def provisional(self) -> bool:
        """Whether any part that the figure rests on is provisional."""
        return self.figure.provisional


def roll_up(
    figures: Sequence[Figure], how: RollUp, per: Decimal = Decimal(100), periods: Sequence[Period] = (),
    to_date: bool = False,
) -> Rolled:  # fmt: skip
    """The one figure that the figures of part periods make, oldest first; no value where a part of a total is wanting.

    ``per`` is 100 where a ratio of sums is a percentage. ``periods`` name the parts in the reason. Parts that are not
    applicable are left out, and those not yet due as well where the figure is only ``to_date``. Raises ValueError when there
    are no parts, or not one period for each.
    """
    if not figures or (periods and len(periods) != len(figures)):
        raise ValueError("a roll-up needs at least one part, and a period for each or for none")
    labels = [period.label for period in periods]
    apply = [at for at, figure in enumerate(figures) if figure.absence is not Absence.NOT_APPLICABLE]
    there = [at for at in apply if figures[at].value is not None]
    wanting = {at: absence for at in apply if (absence := figures[at].absence)}
    used, of = len(there), len(apply)
    noun = f"{periods[0].length if periods else 'part'}{'' if of == 1 else 's'}"
    if not apply:
        return Rolled(Figure(absence=Absence.NOT_APPLICABLE), 0, 0, f"None of the {noun} applies.")

    def stops(absence: Absence) -> bool:
        return not to_date if absence is Absence.NOT_DUE else how is not RollUp.LATEST

    verb = "is" if 1 in (used, of) else "are"
    why = f"{used} of {of} {noun} {verb} there; {_standing(wanting, labels)}." if wanting else ""
    if not there or any(stops(absence) for absence in wanting.values()):
        return Rolled(_none([figures[at] for at in wanting], to_date), used, of, why)
    if how is RollUp.LATEST:
        at = there[-1]
        later = {place: absence for place, absence in wanting.items() if place > at}
        name = labels[at] if labels else f"part {at + 1} of {len(figures)}"
        why = f"The latest figure is that of {name}; {_standing(later, labels)}." if later else ""
        return Rolled(figures[at], apply.index(at) + 1, of, why)
    held = [figures[at] for at in there]
    if how is not RollUp.RATIO:
        return Rolled(_combined(held, how), used, of, why)
    blind = [at for at in there if figures[at].numerator is None or figures[at].denominator is None]
    if blind:
        which = named([labels[at] for at in blind]) if labels else f"{len(blind)} of {of} {noun}"
        why = f"The two numbers behind {which} are not known, and a percentage is never averaged."
        return Rolled(Figure(absence=Absence.NOT_YET_AVAILABLE), used - len(blind), of, why)
    ratio = _ratio(held, per)
    return Rolled(ratio, used, of, why if ratio.value is not None else "There was nothing to take a share of.")


def year_to_date(by_period: Mapping[Period, Figure], up_to: Period, how: RollUp, per: Decimal = Decimal(100)) -> Rolled:
    """The figure of a financial year up to the end of a period, from all its periods of that length.

    A period without a figure is awaited.
    """
    periods = [period for period in parts(up_to.financial_year, up_to.length) if period <= up_to]
    figures = [by_period.get(period, Figure(absence=Absence.AWAITED)) for period in periods]
    return roll_up(figures, how, per, periods, to_date=True)


def parts(period: Period, length: Length) -> list[Period]:
    """The periods of a length that make up a period, in order: the three months of a quarter, the quarters of a year.

    Raises ValueError when the period is shorter than that.
    """
    year = period.financial_year
    first = {Length.MONTH: month(year.year, 4), Length.QUARTER: quarter(year.year, 1), Length.YEAR: year}[length]
    found = [one for one in (first.back(-step) for step in range(12 // first.months)) if period.holds(one)]
    if not found:
        raise ValueError(f"{period.label} has no {length}s")
    return found


def named(labels: Sequence[str]) -> str:
    """Labels as a sentence has them: April 2022, May 2022 and June 2022."""
    return " and ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))


def _standing(wanting: Mapping[int, Absence], labels: Sequence[str]) -> str:
    said = []
    for absence, words in _STANDS.items():
        places = [at for at, found in wanting.items() if found is absence]
        if places:
            which = named([labels[at] for at in places]) if labels else str(len(places))
            said.append(f"{which} {'is' if len(places) == 1 else 'are'} {words}")
    return "; ".join(said)


def _none(wanting: Sequence[Figure], to_date: bool) -> Figure:
    """Why there is no value: a period not over yet is not due, whatever else is wanting, except in a year to date."""
    order = (*_SERIOUS, Absence.NOT_DUE) if to_date else (Absence.NOT_DUE, *_SERIOUS)
    absence = next(reason for reason in order if any(figure.absence is reason for figure in wanting))
    late = [figure.expected for figure in wanting if figure.absence is Absence.NOT_YET_AVAILABLE]
    days = [day for day in late if day]
    # The whole is expected when the last part is; where one part has no day, neither has the whole.
    all_known = absence is Absence.NOT_YET_AVAILABLE and len(days) == len(late)
    return Figure(absence=absence, expected=max(days) if all_known else None)


def _ratio(there: Sequence[Figure], per: Decimal) -> Figure:
    with localcontext() as exact:
        exact.prec = 60
        numerator = sum((figure.numerator or Decimal(0) for figure in there), Decimal(0))
        denominator = sum((figure.denominator or Decimal(0) for figure in there), Decimal(0))
    if denominator == 0:
        return Figure(absence=Absence.NOT_APPLICABLE, numerator=numerator, denominator=denominator)
    return Figure.of_parts(numerator, denominator, per, any(figure.provisional for figure in there))


def _combined(there: Sequence[Figure], how: RollUp) -> Figure:
    provisional = any(figure.provisional for figure in there)
    by_value = sorted(there, key=lambda figure: figure.value or Decimal(0))
    if how in (RollUp.HIGHEST, RollUp.LOWEST):
        return replace(by_value[-1 if how is RollUp.HIGHEST else 0], provisional=provisional)
    with localcontext() as exact:
        exact.prec = 60
        total = sum((figure.value or Decimal(0) for figure in there), Decimal(0))
        return Figure(total if how is RollUp.SUM else total / len(there), provisional=provisional)
