"""What is right in form and still worth a word: locked cells that were changed, figures and commentary that look like a slip."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.reader import Placed, Row, Table
from pmf_excel.framework.commentary import claims, repeats
from pmf_excel.framework.figures import Absence, Figure, Kind, of_day, rounded
from pmf_excel.framework.model import Polarity
from pmf_excel.framework.plausible import TIMES, far_above, far_below, looks_like_a_fraction, stands_for_nothing, turned
from pmf_excel.framework.status import Rag
from pmf_excel.ledger.records import Asked, Terms
from pmf_excel.ledger.sentences import listed
from pmf_excel.problems import Problem, note, query
from pmf_excel.returns.live import shown_number


def changed_cells(row: Row, printed: Mapping[str, str], sheet: Sheet, table: Table) -> list[Problem]:
    """Which locked cells of a row were changed; what was issued stands all the same."""
    found = []
    for column in sheet.columns:
        if column.key not in printed or column.key == "code" or column.key not in table.columns:
            continue
        placed, issued = row[column.key], printed[column.key]
        if not _same(placed, issued, column):
            what = f'the locked cell "{column.heading}" was changed from "{issued[:80]}" to "{placed.text[:80]}".'
            remedy = "What was issued stands. If it is wrong, tell the policy officer."
            found.append(note("PMF-210", placed.place, what, remedy))
    return found


def _same(placed: Placed, issued: str, column: Column) -> bool:
    if column.kind == "date" and issued and placed.cell is not None:
        value = placed.cell.value
        return isinstance(value, Decimal) and value == of_day(date.fromisoformat(issued))
    if column.kind == "figure":
        if placed.empty or not issued:
            return placed.empty and not issued
        cell, number = placed.cell, shown_number(issued)
        if isinstance(number, Decimal):
            return cell is not None and isinstance(cell.value, Decimal) and f"{cell.value:.14e}" == f"{number:.14e}"
    return placed.text == issued or " ".join(placed.text.split()) == " ".join(issued.split())


def unlikely(placed: Placed, figure: Figure, asked: Asked) -> list[Problem]:
    """Ask about a figure that everything known speaks against, and about a total that has fallen within its year."""
    terms, value = asked.terms, figure.value
    if value is None or terms.kind in (Kind.YES_NO, Kind.DATE):
        return []
    steps = [(n, shown_number(asked.printed.get(f"last_{n}", ""))) for n in range(1, 5)]
    earlier = [(asked.period.back(n), one) for n, one in steps if isinstance(one, Decimal)]
    found = [_far_off(placed, figure, asked, [one for _, one in earlier])]
    this_year = [one for period, one in earlier if period.financial_year == asked.period.financial_year]
    counts = terms.cumulative and terms.kind in (Kind.NUMBER, Kind.MONEY)
    if counts and this_year and 0 <= value < this_year[0]:
        what = f"{_plain(value)} is less than the {this_year[0]:f} before it, but the figure counts everything since 1 April."
        remedy = 'Enter the total since 1 April; if it has really fallen, say why in "Answer to a query".'
        found.append(query("PMF-224", placed.place, what, remedy))
    if terms.kind is Kind.PERCENTAGE and figure.numerator is not None and figure.denominator is not None:
        found.append(_more_than_all(placed, figure, [one for _, one in earlier]))
    return [one for one in found if one]


_RIGHT = 'otherwise say in "Answer to a query" that it is right.'


def _far_off(placed: Placed, figure: Figure, asked: Asked, earlier: Sequence[Decimal]) -> Problem | None:
    """The one thing that is strangest about how large a figure is."""
    terms, value = asked.terms, figure.value
    assert value is not None
    known = [*earlier, *terms.compared.values(), *([] if terms.upper is None else [terms.upper])]
    if not terms.cumulative and stands_for_nothing(value, earlier, terms.kind is Kind.PERCENTAGE):
        before = listed([f"{one:f}" for one in reversed(earlier)])
        what = f"the figure is 0, and before it {'came' if len(earlier) > 1 else 'there was'} {before}."
        remedy = 'If there is no figure, empty the cell and choose why under "If none, why"; if none happened, say so in "Answer to a query".'
        return query("PMF-225", placed.place, what, remedy)
    typed = figure.numerator is None and terms.kind is Kind.PERCENTAGE
    if typed and looks_like_a_fraction(value, earlier, terms.target):
        before = f"the target of {terms.target:f}%" if terms.target is not None and abs(terms.target) >= 10 else ""
        before = before or f"every figure before it, the last of them {earlier[0]:f}%"
        meant = f"{(value * 100).normalize():f}"
        what = f"{value:f}% is far from {before}; it looks like {meant}% typed as a fraction."
        return query("PMF-219", placed.place, what, f"If {meant}% is meant, enter {meant}; {_RIGHT}")
    if turned(value, earlier, terms.target):
        sides = ("below", "above") if value < 0 else ("above", "below")
        what = f"{_plain(value)} is {sides[0]} 0, and every figure before it is {sides[1]}."
        return query("PMF-240", placed.place, what, f"Enter it with the right sign; {_RIGHT}")
    if far_above(value, known):
        most = max(abs(one) for one in known)
        what = f"{_plain(value)} is {TIMES} times as large as anything known of this measure, or more: the largest is {_plain(most)}."
        return query("PMF-239", placed.place, what, f"Check the unit and the decimal point; {_RIGHT}")
    # A total begins small every April.
    if not terms.cumulative and far_below(value, known):
        least = min(abs(one) for one in known)
        what = f"{_plain(value)} is a fiftieth of anything known of this measure, or less: the smallest is {_plain(least)}."
        return query("PMF-239", placed.place, what, f"Check the unit and the decimal point; {_RIGHT}")
    return None


def _more_than_all(placed: Placed, figure: Figure, earlier: Sequence[Decimal]) -> Problem | None:
    """Ask about a part that is larger than its whole, unless it was so before."""
    above, below = figure.numerator, figure.denominator
    if above is None or below is None or not 0 < below < above or any(one > 100 for one in earlier):
        return None
    what = f"{above:f} out of {below:f} is more than all of them."
    return query("PMF-241", placed.place, what, f"Check that the two numbers are not exchanged; {_RIGHT}")


def commentary(placed: Placed, text: str, figure: Figure, asked: Asked) -> list[Problem]:
    """Ask about a commentary that is last time's word for word, and about one that contradicts its figure."""
    found, terms = [], asked.terms
    # That there is nothing to count, or too little to publish, is said in the same words every time.
    standing = figure.absence in (Absence.NOT_APPLICABLE, Absence.SUPPRESSED)
    if not standing and repeats(text, said_before(asked.printed.get("last_said", ""))):
        what = "the commentary is the same, word for word, as last time."
        remedy = 'Say what lies behind this figure, or in "Answer to a query" that nothing has changed.'
        found.append(query("PMF-242", placed.place, what, remedy))
    if figure.value is None or terms.kind in (Kind.YES_NO, Kind.DATE):
        return found
    status = terms.rule.judge(terms.case(figure)).status
    higher = {Polarity.HIGHER: True, Polarity.LOWER: False}.get(terms.polarity)
    said, reached = claims(text, higher), _reached(figure.value, terms)
    phrase = said.reached if status.underperforming and not reached else ""
    if status.rag is Rag.GREEN and reached is not False:
        phrase = said.short
    if phrase:
        what = f'the commentary says "{phrase}", but the status is {status.value}.'
        found.append(query("PMF-243", placed.place, what, f"Correct the figure or the commentary; {_RIGHT}"))
    return found


def said_before(printed: str) -> str:
    """The words in a cell that shows a status and what was said with it."""
    return re.sub(r"^[●■▲○] [^:]*: ", "", printed)


def _reached(value: Decimal, terms: Terms) -> bool | None:
    """Whether a figure reaches its target; nothing where that is not a matter of more or less."""
    if terms.target is None or terms.upper is not None or terms.polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    figure, target = rounded(value, terms.decimals), rounded(terms.target, terms.decimals)
    return figure >= target if terms.polarity is Polarity.HIGHER else figure <= target


def _plain(value: Decimal) -> str:
    """A number without the endless decimals that a share of two numbers has."""
    return f"{rounded(value, 6).normalize():,f}"
