"""The formulas of a measure's row that answer while a service types: the status, its sentence, and what is still to do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.values import address
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.conditions import Cells as StatusCells
from pmf_excel.framework.figures import Kind, share_of
from pmf_excel.framework.status import Status
from pmf_excel.ledger.records import Asked, Terms
from pmf_excel.returns.mirrors import as_listed, blank, chosen, filled, no_date, number_outside, plain, wrong
from pmf_excel.returns.rules import REQUIREMENTS, Cells
from pmf_excel.returns.spoken import rule_words, sentence_formula

#: The list of the layout from which a yes or no is chosen.
ANSWERS = "answers"
TO_DO = "○ To do"
DONE = "Done"
CHECK_FIGURE, CHECK_ROW = "Check the figure", "Check this row"
#: What "Still to do" says for each input that is missing, in the order in which people fill them in.
NEEDED = {
    "commentary": "Commentary needed",
    "action": "Action needed",
    "owner": "Owner needed",
    "action_due": "Date needed",
}
#: And for each that holds what will be refused.
CHECKED = {
    "commentary": "Check the commentary",
    "action": "Check the action",
    "owner": "Check the owner",
    "action_due": "Check the date",
    "reply": "Check the answer",
}


@dataclass(frozen=True)
class LiveRow:
    """The addresses of one row's cells, by column key."""

    sheet: Sheet
    number: int

    def __getitem__(self, key: str) -> str:
        return address(self.number, self.sheet.index(key))

    def has(self, key: str) -> bool:
        """Whether the sheet has a column."""
        return any(column.key == key for column in self.sheet.columns)


@dataclass(frozen=True)
class Typed:
    """A row's figure as formulas: whether one was typed, whether it will be refused, the number, and whether it is 0 of 0."""

    given: str
    bad: str
    number: str
    nothing: str = "FALSE"


def in_parts(terms: Terms) -> bool:
    """Whether a figure is asked for as its two numbers: of a ratio, and of what is rolled up by adding both parts."""
    return terms.kind is Kind.RATIO or (
        terms.roll_up == "Ratio of sums" and terms.kind in (Kind.PERCENTAGE, Kind.NUMBER, Kind.MONEY)
    )


def per(terms: Terms) -> Decimal:
    """What the share of two numbers is multiplied by."""
    return share_of(terms.kind, terms.unit)


def typed(row: LiveRow, terms: Terms) -> Typed:
    """The figure of a row, typed itself or as its two numbers."""
    figure = row["figure"]
    if not in_parts(terms):
        bad = f"IF(ISERROR({figure}),TRUE,{wrong_figure(figure, terms)})"
        return Typed(f"IF(ISERROR({figure}),TRUE,{filled(figure)})", bad, as_number(figure, terms))
    above, below = row["numerator"], row["denominator"]
    given = f"IF(ISERROR({above}),TRUE,IF(ISERROR({below}),TRUE,OR({filled(above)},{filled(below)})))"
    outside = f"OR({number_outside(above, None, None)},{number_outside(below, Decimal(0), None)})"
    share = f"IF({below}=0,{above}<>0,{number_outside(figure, terms.minimum, terms.maximum)})"
    bad = f"IF(OR(ISERROR({above}),ISERROR({below})),TRUE,IF({outside},TRUE,{share}))"
    return Typed(given, bad, figure, f"{below}=0")


def share_formula(row: LiveRow, terms: Terms) -> str:
    """The formula of a figure that is made of two numbers."""
    above, below = row["numerator"], row["denominator"]
    share = f"{per(terms)}*{above}/{below}"
    return f'IF(AND(ISNUMBER({above}),ISNUMBER({below})),IF({below}=0,"",{share}),"")'


def row_status(row: LiveRow, sheet: Sheet, asked: Asked) -> str:
    """The formula that shows the status of a row, or what is wrong in it."""
    reason, terms = row["reason"], asked.terms
    refused = f'IF({_wrong_reason(reason, sheet)},"Check the reason","○ "&{as_listed(reason, sheet.column("reason").choices)})'
    none = f'IF({blank(reason)},"{TO_DO}",{refused})'
    target = row["target"] if isinstance(shown_number(asked.printed["target"]), Decimal) else ""
    return _status(typed(row, terms), terms, target, none)


def shown_number(text: str) -> Decimal | str | None:
    """What stands in a locked cell of figures: a number where it is one, otherwise the words."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return text


def live_status(terms: Terms, figure: str, target: str = "", none: str = '""', due: str = "", today: str = "") -> str:
    """The formula that shows the status of the figure in a cell, ``none`` where there is no figure.

    What it is compared with is written into the formula, but for a target that stands in a cell. ``due`` and ``today`` are
    cells or formulas of days, for a rule that asks whether something is past its due date.
    """
    bad = f"IF(ISERROR({figure}),TRUE,{wrong_figure(figure, terms)})"
    given = f"IF(ISERROR({figure}),TRUE,{filled(figure)})"
    return _status(Typed(given, bad, as_number(figure, terms)), terms, target, none, due, today)


def _status(one: Typed, terms: Terms, target: str, none: str, due: str = "", today: str = "") -> str:
    known = {of: f"{value:f}" for of, value in terms.compared.items()}
    if target and Against.TARGET in known:
        known[Against.TARGET] = target
    upper = "" if terms.upper is None else f"{terms.upper:f}"
    cells = StatusCells(one.number, known, terms.tolerance, terms.polarity, str(terms.decimals), upper, due, today)
    judged = terms.rule.formula(cells)
    if one.nothing != "FALSE":
        judged = f'IF({one.nothing},"{Status.NOT_APPLICABLE.shown}",{judged})'
    return f'IF({one.given},IF({one.bad},"{CHECK_FIGURE}",{judged}),{none})'


def row_sentence(row: LiveRow, terms: Terms) -> tuple[str, str]:
    """The formula that says how a row is judged, and why it has its status once there is a figure; with what it says at first."""
    one, words = typed(row, terms), rule_words(terms)
    said = sentence_formula(terms, one.number)
    at_first = '"' + words.replace('"', '""')[:240] + '"'
    if not said:
        return at_first, words
    if one.nothing != "FALSE":
        said = f'IF({one.nothing},"There is nothing to count: 0 out of 0.",{said})'
    return f'IF({one.given},IF({one.bad},"",{said}),{at_first})', words


def as_number(figure: str, terms: Terms) -> str:
    """The formula for a figure as the number it is kept as: an answer as 1 or 0, a day without its hour."""
    if terms.kind is Kind.YES_NO:
        return f'IF(UPPER({plain(figure)})="YES",1,0)'
    return f"INT({figure})" if terms.kind is Kind.DATE else figure


def _wrong_reason(reason: str, sheet: Sheet) -> str:
    """The formula for a reason that is none of the list."""
    return f"NOT({chosen(reason, sheet.column('reason').choices)})"


def wrong_figure(figure: str, terms: Terms) -> str:
    """The formula for a figure that will be refused: not a number, or beyond its limits."""
    if terms.kind is Kind.YES_NO:
        return f'AND(UPPER({plain(figure)})<>"YES",UPPER({plain(figure)})<>"NO")'
    if terms.kind is Kind.DATE:
        return no_date(figure)
    return number_outside(figure, terms.minimum, terms.maximum)


def _wrong_way(one: Typed, terms: Terms) -> str:
    """The formula for a figure that has no target and is worse than the one before."""
    if not terms.watched or terms.previous is None:
        return "FALSE"
    known = {Against.LAST_YEAR: f"{terms.previous:f}"}
    cells = StatusCells(one.number, known, terms.tolerance, terms.polarity, str(terms.decimals))
    worse = f"ROUND({cells.short(Against.LAST_YEAR)}-{terms.same_within:f},9)>0"
    refused = f"OR({one.bad},{one.nothing})" if one.nothing != "FALSE" else one.bad
    return f"IF({one.given},IF({refused},FALSE,{worse}),FALSE)"


def row_to_do(row: LiveRow, sheet: Sheet, terms: Terms) -> str:
    """The first thing still missing or wrong in a row, or Done."""
    one, reason = typed(row, terms), row["reason"]
    below = tuple(status.shown for status in terms.rule.statuses if status.underperforming)
    cells = Cells(one.given, reason, row["status"], below, _wrong_way(one, terms))
    formula = f'"{DONE}"'
    for key, words in reversed(CHECKED.items()):
        formula = f'IF({wrong(sheet.column(key), row[key])},"{words}",{formula})'
    for key, words in reversed(NEEDED.items()):
        required = REQUIREMENTS[sheet.column(key).required_when].formula(cells)
        formula = f'IF(AND({required},{blank(row[key])}),"{words}",{formula})'
    formula = (
        f'IF({one.given},IF({filled(reason)},"Figure or reason",IF({one.bad},"{CHECK_FIGURE}",{formula})),'
        f'IF({blank(reason)},"Figure needed",IF({_wrong_reason(reason, sheet)},"Check the reason",{formula})))'
    )
    return f'IFERROR({formula},"{CHECK_ROW}")'


def mirror(column: Column, row: LiveRow, terms: Terms) -> str:
    """The formula that paints an input of a measure's row: what will be refused in it."""
    cell = row[column.key]
    if column.key == "figure":
        return f"IF(ISERROR({cell}),TRUE,IF({blank(cell)},FALSE,{wrong_figure(cell, terms)}))"
    return wrong(column, cell)
