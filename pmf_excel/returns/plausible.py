"""What is right in form and still worth a word: locked cells that were changed, figures that look like another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.reader import Placed, Row, Table
from pmf_excel.framework.figures import Kind, of_day
from pmf_excel.framework.plausible import stands_for_nothing
from pmf_excel.ledger.records import Asked
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
    return " ".join(placed.text.split()) == " ".join(issued.split())


def unlikely(placed: Placed, value: Decimal, asked: Asked) -> list[Problem]:
    """Ask about a zero where every earlier figure is far from it, and about a total that has fallen within its year."""
    terms, found = asked.terms, []
    steps = [(n, shown_number(asked.printed.get(f"last_{n}", ""))) for n in range(1, 5)]
    earlier = [(asked.period.back(n), one) for n, one in steps if isinstance(one, Decimal)]
    values = [one for _, one in earlier]
    if not terms.cumulative and stands_for_nothing(value, values, terms.kind is Kind.PERCENTAGE):
        before = listed([f"{one:f}" for one in reversed(values)])
        what = f"the figure is 0, and before it {'came' if len(values) > 1 else 'there was'} {before}."
        remedy = 'If there is no figure, empty the cell and choose why under "If none, why"; if none happened, say so in "Answer to a query".'
        found.append(query("PMF-225", placed.place, what, remedy))
    this_year = [one for period, one in earlier if period.financial_year == asked.period.financial_year]
    counts = terms.cumulative and terms.kind in (Kind.NUMBER, Kind.MONEY)
    if counts and this_year and 0 <= value < this_year[0]:
        what = f"{value:f} is less than the {this_year[0]:f} before it, but the figure counts everything since 1 April."
        remedy = 'Enter the total since 1 April; if it has really fallen, say why in "Answer to a query".'
        found.append(query("PMF-224", placed.place, what, remedy))
    return found


def fraction(placed: Placed, value: Decimal, asked: Asked) -> list[Problem]:
    """Ask about a percentage of at most one where the target is far above: nothing guesses 0.95 against 95."""
    target = asked.terms.target
    if target is None or not 0 < abs(value) <= 1 or abs(target) < 10:
        return []
    what = f"{value:f}% is far from the target of {target:f}%; it looks like {value * 100:f}% typed as a fraction."
    remedy = (
        f'If {value * 100:f}% is meant, enter {value * 100:f}; otherwise say in "Answer to a query" that it is right.'
    )
    return [query("PMF-219", placed.place, what, remedy)]
