"""A measure's status by values that the reader may change: the cells for them, and the formula that judges by them.

With the values as they are the formula gives the ledger's own status, so that the sheet checks the whole ledger whenever a
spreadsheet program works it out anew. What cannot be a target or a tolerance is said in words, and no cell shows an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.excel.writer import Value
from pmf_excel.ledger.editable import counted_in, tolerated
from pmf_excel.ledger.line import Line
from pmf_excel.returns.trial import Trial, held_as, places_of


@dataclass(frozen=True)
class Proposed:
    """What stands in one measure's row: the figure that is judged, up to three values to try others in, and the status.

    A value is a number, a day, or Yes or No; None is an empty cell. ``editable`` names the cells that are of use, by "target",
    "second" and "tolerance": one of them may be empty, to be typed in. ``formula`` is without its "=", and "" where there is
    no figure to judge: ``shown`` is a plain text then. ``counted_in`` is said beside the tolerance: points, % of target.
    """

    figure: Value
    target: Value
    second: Value
    tolerance: Decimal | None
    counted_in: str
    editable: frozenset[str]
    formula: str
    shown: str


def proposed(line: Line, figure: str, target: str, second: str, tolerance: str) -> Proposed:
    """The row of a line whose cells have these addresses; the figure's cell must hold the row's own ``figure``."""
    terms = line.terms
    if line.figure.value is None:
        return Proposed(None, None, None, None, "", frozenset(), "", line.status.shown)
    known = terms.case(line.figure, line.last_year).known
    around, places = tolerated(terms, known), places_of(terms)
    held = {place: held_as(getattr(terms, name), terms) for place, name in places.items()}
    addresses = {"target": target, "second": second}
    cells = {name: addresses[place] for place, name in places.items()}
    return Proposed(
        figure=held_as(line.figure.value, terms), target=held.get("target"), second=held.get("second"),
        tolerance=terms.tolerance.amount if around else None, counted_in=counted_in(terms, around) if around else "",
        editable=frozenset([*places, *(["tolerance"] if around else [])]),
        formula=Trial(terms, known, figure, cells, tolerance if around else "").formula(), shown=line.status.shown,
    )  # fmt: skip
