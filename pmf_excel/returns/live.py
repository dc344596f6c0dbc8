"""The formulas of a return that answer while a service types: the status, and what is still to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from pmf_excel.excel.layout import Sheet
from pmf_excel.excel.sheets import list_name
from pmf_excel.excel.typed import FIRST_YEAR, LARGEST, LAST_YEAR
from pmf_excel.excel.values import address
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.conditions import Cells as StatusCells
from pmf_excel.framework.figures import Kind, of_day
from pmf_excel.ledger.records import Asked, Terms
from pmf_excel.returns.rules import REQUIREMENTS, Cells

#: The list of the layout from which a yes or no is chosen.
ANSWERS = "answers"
TO_DO = "○ To do"
DONE = "Done"
#: The days between which a date can be typed, as Excel counts them.
_FIRST_DAY, _LAST_DAY = of_day(date(FIRST_YEAR, 1, 1)), of_day(date(LAST_YEAR, 12, 31))
#: What "Still to do" says for each input that is missing, in the order in which people fill them in.
NEEDED = {
    "commentary": "Commentary needed",
    "action": "Action needed",
    "owner": "Owner needed",
    "action_due": "Date needed",
}


@dataclass(frozen=True)
class LiveRow:
    """The addresses of one row's cells, by column key."""

    sheet: Sheet
    number: int

    def __getitem__(self, key: str) -> str:
        return address(self.number, self.sheet.index(key))

    def deciding(self, terms: Terms) -> Cells:
        """The cells that decide what is required, for formulas."""
        below = tuple(status.shown for status in terms.rule.statuses if status.underperforming)
        return Cells(self["figure"], self["reason"], self["status"], below, _wrong_way(self["figure"], terms))


def _blank(cell: str) -> str:
    """The formula for a cell in which nothing can be seen; a blank that a person typed counts as nothing, as on collection."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({cell},CHAR(160)," "),CHAR(10)," "))=""'


def row_status(row: LiveRow, sheet: Sheet, asked: Asked) -> str:
    """The formula that shows the status of a row, or what is wrong in it."""
    figure, reason = row["figure"], row["reason"]
    none = f'IF({_blank(reason)},"{TO_DO}",IF({_wrong_reason(reason, sheet)},"Check the reason","○ "&TRIM({reason})))'
    return live_status(
        asked.terms, figure, row["target"] if isinstance(shown_number(asked.printed["target"]), Decimal) else "", none
    )


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
    known = {of: f"{value:f}" for of, value in terms.compared.items()}
    if target and Against.TARGET in known:
        known[Against.TARGET] = target
    number = _number(figure, terms)
    upper = "" if terms.upper is None else f"{terms.upper:f}"
    cells = StatusCells(number, known, terms.tolerance, terms.polarity, str(terms.decimals), upper, due, today)
    judged = terms.rule.formula(cells)
    wrong = f'IF({_wrong_figure(figure, terms)},"Check the figure",{judged})'
    return f'IF(ISERROR({figure}),"Check the figure",IF({_blank(figure)},{none},{wrong}))'


def _number(figure: str, terms: Terms) -> str:
    """The formula for a figure as the number it is kept as: an answer as 1 or 0, a day without its hour."""
    if terms.kind is Kind.YES_NO:
        return f'IF(UPPER(TRIM({figure}))="YES",1,0)'
    return f"INT({figure})" if terms.kind is Kind.DATE else figure


def _wrong_reason(reason: str, sheet: Sheet) -> str:
    """The formula for a reason that is none of the list."""
    return f"COUNTIF({list_name(sheet.column('reason').choices)},TRIM({reason}))=0"


def _wrong_figure(figure: str, terms: Terms) -> str:
    """The formula for a figure that will be refused: not a number, or beyond its limits."""
    if terms.kind is Kind.YES_NO:
        return f'AND(UPPER(TRIM({figure}))<>"YES",UPPER(TRIM({figure}))<>"NO")'
    if terms.kind is Kind.DATE:
        return f"IF(ISNUMBER({figure}),OR({figure}<{_FIRST_DAY},{figure}>{_LAST_DAY}),TRUE)"
    low = f"{terms.minimum:f}" if terms.minimum is not None else f"-{LARGEST}"
    high = f"{terms.maximum:f}" if terms.maximum is not None else f"{LARGEST}"
    return f"IF(ISNUMBER({figure}),OR({figure}<{low},{figure}>{high}),TRUE)"


def _wrong_way(figure: str, terms: Terms) -> str:
    """The formula for a figure that has no target and is worse than the one before."""
    if not terms.watched or terms.previous is None:
        return "FALSE"
    known = {Against.LAST_YEAR: f"{terms.previous:f}"}
    cells = StatusCells(_number(figure, terms), known, terms.tolerance, terms.polarity, str(terms.decimals))
    worse = f"ROUND({cells.short(Against.LAST_YEAR)}-{terms.same_within:f},9)>0"
    return f"IF({_wrong_figure(figure, terms)},FALSE,{worse})"


def row_to_do(row: LiveRow, sheet: Sheet, terms: Terms) -> str:
    """The first thing still missing or wrong in a row, or Done."""
    due = row["action_due"]
    formula = f'IF(AND(NOT({_blank(due)}),NOT(ISNUMBER({due}))),"Check the date","{DONE}")'
    for key, words in reversed(NEEDED.items()):
        required = REQUIREMENTS[sheet.column(key).required_when].formula(row.deciding(terms))
        formula = f'IF(AND({required},{_blank(row[key])}),"{words}",{formula})'
    figure, reason = row["figure"], row["reason"]
    return (
        f'IF(ISERROR({figure}),"Check the figure",IF(AND({_blank(figure)},{_blank(reason)}),"Figure needed",'
        f'IF(AND(NOT({_blank(reason)}),{_wrong_reason(reason, sheet)}),"Check the reason",'
        f'IF(AND(NOT({_blank(figure)}),NOT({_blank(reason)})),"Figure or reason",'
        f'IF(AND(NOT({_blank(figure)}),{_wrong_figure(figure, terms)}),"Check the figure",{formula})))))'
    )
