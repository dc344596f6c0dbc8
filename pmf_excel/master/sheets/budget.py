"""Budget: what was spent and what is forecast against the year's budget, each line judged by a live formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from pmf_excel.excel.sheets import Formula, Number, Rows, Shown
from pmf_excel.framework.work import BudgetLine
from pmf_excel.ledger.budget_lines import SHARE, pence, said, share
from pmf_excel.ledger.items import ItemLine
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.item_cells import told_in, with_words
from pmf_excel.master.view import View
from pmf_excel.returns.budgets import colour_of, percent_spent, variance


class Budget(MasterSheet):
    """One row a budget line; above them, what all of them come to."""

    key = "budget"
    optional = frozenset({"note", "told"})
    kept = 2

    def rows(self, view: View) -> Rows:
        """Every line of the round's financial year, in the register's order."""
        lines = view.position.items.budgets
        decimals = pence(line.item for line in lines)
        return [_row(view, line, decimals) for line in lines]

    def mark(self, on: Drawing) -> Formula:
        """What the lines with a forecast come to, live."""
        lines = [line.item for line in on.view.position.items.budgets]
        decimals = pence(lines)
        return with_words(lambda cells: _sentence(cells, decimals), said(lines, decimals), self.readers(on.view))


def _sentence(cells: Callable[[str], str], decimals: int) -> str:
    """The same as a formula over the columns."""
    budget, forecast = cells("budget"), cells("forecast")
    known, every, off = f"COUNT({forecast})", f"ROWS({forecast})", f"ROUND(SUM({cells('variance')}),{decimals})"

    def money(value: str) -> str:
        code = "#,##0" + ("." + "0" * decimals if decimals else "")
        return f'IF(ROUND({value},{decimals})<0,"−","")&"£"&TEXT(ABS({value}),"{code}")'

    none = f'"No line has a forecast yet. Budget "&{money(f"SUM({budget})")}&"."'
    whole = f'IF({known}<{every},{known}&" of "&{every}&" lines "&IF({known}=1,"has","have")&" a forecast: budget ","Budget ")'
    how = f'IF({off}=0,"as budgeted",{money(f"ABS({off})")}&IF({off}>0," over"," under")&" budget")'
    those = money(f"SUMPRODUCT(--ISNUMBER({forecast}),{budget})")
    return f'IF({known}=0,{none},{whole}&{those}&", forecast "&{money(f"SUM({forecast})")}&": "&{how}&".")'


def _row(view: View, line: ItemLine[BudgetLine], decimals: int) -> Mapping[str, Shown]:
    item = line.item
    off, spent = item.forecast_variance, item.percent_of_budget
    part = share(off, item.budget)
    finest = max(0, -int(item.tolerance.normalize().as_tuple().exponent))
    return {
        "code": line.code, "title": item.title, "service": view.service(line.service), "budget": Number(item.budget, decimals),
        "actual": _number(item.actual, decimals), "forecast": _number(item.forecast, decimals),
        "percent": Formula(lambda cell: percent_spent(cell("actual"), cell("budget")), "" if spent is None else spent, SHARE),
        "variance": Formula(_variance, "" if off is None else off, decimals),
        "share": Formula(_share, "" if part is None else part, SHARE),
        "status": Formula(_status(item.underspend_counts), line.status.shown), "tolerance": Number(item.tolerance, finest),
        "note": line.note, "told": told_in(line),
    }  # fmt: skip


def _number(value: Decimal | None, decimals: int) -> Shown:
    return None if value is None else Number(value, decimals)


def _variance(cell: Callable[[str], str]) -> str:
    return f'IF(ISNUMBER({cell("forecast")}),{variance(cell("forecast"), cell("budget"))},"")'


def _share(cell: Callable[[str], str]) -> str:
    off, budget = cell("variance"), cell("budget")
    return f'IF(AND(ISNUMBER({off}),{budget}<>0),ROUND(100*{off}/ABS({budget}),{SHARE}),"")'


def _status(underspend_counts: bool) -> Callable[[Callable[[str], str]], str]:
    """The colour of the forecast by the line's own tolerance."""

    def text(cell: Callable[[str], str]) -> str:
        forecast, tolerance = cell("forecast"), cell("tolerance")
        colour = colour_of(forecast, cell("budget"), (tolerance, f"2*{tolerance}"), underspend_counts)
        return f'IF(ISNUMBER({forecast}),{colour},"○ No forecast")'

    return text
