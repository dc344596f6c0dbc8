"""The figure of a row as a service typed it: itself or as its two numbers, in its place or as the reason for having none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column
from pmf_excel.excel.limits import limits_words
from pmf_excel.excel.reader import Placed, Row
from pmf_excel.excel.spoken import Sense
from pmf_excel.excel.typed import Reading, read_typed
from pmf_excel.framework.figures import Absence, Figure, Kind, of_day
from pmf_excel.ledger.records import Terms
from pmf_excel.problems import Problem, error
from pmf_excel.returns.live import ANSWERS, in_parts, per
from pmf_excel.returns.typed_rows import CODES

#: The columns in which a figure is typed.
FIGURE = ("numerator", "denominator", "figure")
_HEADING = {"numerator": "Number counted", "denominator": "Out of"}
_ELSE = 'or empty the cell, choose why under "If none, why" and say more in Commentary.'


def figure_columns(terms: Terms) -> tuple[str, ...]:
    """The columns in which a measure's figure is typed: as its two numbers, or itself."""
    return FIGURE[:2] if in_parts(terms) else FIGURE[2:]


@dataclass(frozen=True)
class Given:
    """What a row gives: its figure or why there is none, whether it cannot be read, and whether a figure, or a reason, was typed."""

    figure: Figure
    wrong: bool
    typed: bool
    reason: bool
    problems: tuple[Problem, ...] = ()


def read_figure(column: Column, placed: Placed, terms: Terms, sense: Sense, since_1904: bool, answers: tuple[str, ...]) -> Reading:  # fmt: skip
    """A figure's cell, as the number it is kept as, within its measure's limits."""
    if terms.kind is Kind.YES_NO:
        choice = replace(column, kind="choice", choices=ANSWERS, required=False)
        reading = read_typed(choice, placed, CODES, answers, sense=sense)
        return replace(reading, value=None if reading.value is None else Decimal(reading.value == "Yes"))
    if terms.kind is Kind.DATE:
        reading = read_typed(replace(column, kind="date", required=False), placed, CODES, (), since_1904, sense)
        return replace(reading, value=of_day(reading.value) if isinstance(reading.value, date) else None)
    limits = replace(column, kind="number", required=False, minimum=terms.minimum, maximum=terms.maximum)
    cell = placed.cell
    if cell is not None and cell.percent and isinstance(cell.value, Decimal) and terms.kind is not Kind.PERCENTAGE:
        what = f"{cell.value * 100:f}% is a percentage, but this measure is in {terms.unit or 'plain numbers'}."
        problem = error(CODES.number, placed.place, what, "Enter the number without a percent sign.")
        return Reading(None, (problem,))
    reading = read_typed(limits, placed, CODES, sense=sense)
    if reading.wrong and reading.problems[0].code == CODES.number:
        first, *others = reading.problems
        return replace(reading, problems=(replace(first, remedy=f"{first.remedy.rstrip('.')}, {_ELSE}"), *others))
    return reading


def given(row: Row, readings: Mapping[str, Reading], terms: Terms) -> Given:
    """The figure that a row gives, or why it gives none."""
    cells, problems = figure_columns(terms), []
    said = {readings[key].instead: key for key in cells if readings[key].instead}
    typed = any(not row[key].empty and not readings[key].instead for key in cells)
    chosen, listed = readings["reason"].value, not row["reason"].empty
    figure: Figure | None = None
    if said and (typed or len(said) > 1):
        key = next(iter(said.values()))
        what = f'"{row[key].text}" stands in "{_HEADING[key]}", and the other of the two cells says otherwise.'
        remedy = 'Enter both numbers, or empty both cells and choose why under "If none, why".'
        problems.append(error("PMF-229", row[key].place, what, remedy))
        wrong = True
    elif in_parts(terms):
        figure, wrong = _share(row, readings, terms, problems)
    else:
        value, wrong = readings["figure"].value, readings["figure"].wrong
        figure = Figure(value) if isinstance(value, Decimal) and not wrong else None
    if typed and listed and not readings["reason"].wrong:
        what = "a figure is given, and a reason for having none."
        problems.append(error("PMF-202", row["reason"].place, what, "Keep one of the two and empty the other cell."))
    elif said and isinstance(chosen, str) and chosen not in said:
        key, reason = next((key, reason) for reason, key in said.items())
        what = f'"{chosen}" is chosen as the reason for having no figure, but "{row[key].text}" in {row[key].place.cell} means "{reason}".'
        problems.append(error("PMF-202", row["reason"].place, what, "Keep one of the two and empty the other cell."))
    reason_ = chosen if isinstance(chosen, str) else next(iter(said), "")
    if figure is None:
        figure = _absent(reason_ if not wrong else "", typed or listed or bool(said), readings["action_due"].value)
    return Given(figure, wrong, typed, listed or bool(said), tuple(problems))


def _absent(reason: str, something: bool, day: object) -> Figure:
    """A figure that is not there, for a reason or because what stands there cannot be read."""
    if not reason:
        return Figure(absence=Absence.HELD if something else Absence.AWAITED)
    absence = Absence(reason)
    # Of a figure that is not there yet, the day is the one on which it is expected.
    expected = day if absence is Absence.NOT_YET_AVAILABLE and isinstance(day, date) else None
    return Figure(absence=absence, expected=expected)


def _share(
    row: Row, readings: Mapping[str, Reading], terms: Terms, problems: list[Problem]
) -> tuple[Figure | None, bool]:
    """The figure that two numbers make, held against the measure's limits."""
    above, below = readings["numerator"], readings["denominator"]
    if above.wrong or below.wrong:
        return None, True
    if above.instead or below.instead:
        return None, False
    if not isinstance(above.value, Decimal) or not isinstance(below.value, Decimal):
        missing = [k for k in ("numerator", "denominator") if readings[k].value is None]
        if len(missing) == 1:
            what = f'"{_HEADING[missing[0]]}" is empty, and the other of the two numbers is given.'
            problems.append(error("PMF-229", row[missing[0]].place, what, "Enter both numbers."))
        return None, len(missing) == 1
    try:
        figure = Figure.of_parts(above.value, below.value, per(terms))
    except ValueError:
        what = f"{above.value:f} out of 0 is no share."
        problems.append(error("PMF-229", row["denominator"].place, what, "Correct one of the two numbers."))
        return None, True
    value, low, high = figure.value, terms.minimum, terms.maximum
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        bounds = Column("", "", minimum=low, maximum=high)
        what = f"{above.value:f} out of {below.value:f} makes {terms.case(figure).print(value)}, which is {limits_words(bounds, beyond=True)}."
        problems.append(error("PMF-203", row["numerator"].place, what, "Correct one of the two numbers."))
        return None, True
    return figure, False
