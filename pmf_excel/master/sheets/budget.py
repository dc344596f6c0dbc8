"""Budget: what was spent and what is forecast against the year's budget, each line judged by a live formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from pmf_excel.excel.sheets import Formula, Number, Rows, Shown
from pmf_excel.framework.figures import printed, rounded, with_unit
from pmf_excel.framework.work import BudgetLine
from pmf_excel.ledger.items import ItemLine
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.item_cells import told_in, with_words
from pmf_excel.master.view import View
from pmf_excel.returns.budgets import colour_of, percent_spent, variance

#: What a share of a budget is shown with, in percent.
SHARE = 1


class Budget(MasterSheet):
    """One row a budget line; above them, what all of them come to."""

    key = "budget"
    optional = frozenset({"note", "told"})
    kept = 2

    def rows(self, view: View) -> Rows:
        """Every line of the round's financial year, in the register's order."""
        pence = _pence(view)
        return [_row(view, line, pence) for line in view.position.items.budgets]

    def mark(self, on: Drawing) -> Formula:
        """What the lines with a forecast come to, live."""
        lines, decimals = [line.item for line in on.view.position.items.budgets], _pence(on.view)
        return with_words(lambda cells: _sentence(cells, decimals), said(lines, decimals), self.readers(on.view))


def said(lines: Sequence[BudgetLine], decimals: int) -> str:
    """What some lines come to, those without a forecast left out and said."""
    known = [line for line in lines if line.forecast is not None]
    if not known:
        return (
            f"No line has a forecast yet. Budget {_money(sum((line.budget for line in lines), Decimal(0)), decimals)}."
        )
    whole = "Budget"
    if len(known) < len(lines):
        whole = f"{len(known)} of {len(lines)} lines {'has' if len(known) == 1 else 'have'} a forecast: budget"
    budget, forecast = (sum(some, Decimal(0)) for some in ([one.budget for one in known], [one.forecast or Decimal(0) for one in known]))  # fmt: skip
    off = rounded(forecast - budget, decimals)
    how = f"{_money(abs(off), decimals)} {'over' if off > 0 else 'under'} budget" if off else "as budgeted"
    return f"{whole} {_money(budget, decimals)}, forecast {_money(forecast, decimals)}: {how}."


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


def _money(value: Decimal, decimals: int) -> str:
    return with_unit(printed(value, decimals), "£")


def _pence(view: View) -> int:
    """With how many decimals money is shown: none, unless some of it has pence."""
    lines = [line.item for line in view.position.items.budgets]
    every = [value for line in lines for value in (line.budget, line.actual, line.forecast) if value is not None]
    return 0 if all(value == value.to_integral_value() for value in every) else 2


def _row(view: View, line: ItemLine[BudgetLine], decimals: int) -> Mapping[str, Shown]:
    item = line.item
    off, spent = item.forecast_variance, item.percent_of_budget
    share = None if off is None or not item.budget else rounded(100 * off / abs(item.budget), SHARE)
    finest = max(0, -int(item.tolerance.normalize().as_tuple().exponent))
    return {
        "code": line.code, "title": item.title, "service": view.service(line.service), "budget": Number(item.budget, decimals),
        "actual": _number(item.actual, decimals), "forecast": _number(item.forecast, decimals),
        "percent": Formula(lambda cell: percent_spent(cell("actual"), cell("budget")), "" if spent is None else spent, SHARE),
        "variance": Formula(_variance, "" if off is None else off, decimals),
        "share": Formula(_share, "" if share is None else share, SHARE),
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
