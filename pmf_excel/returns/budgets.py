"""Budget lines in a return: actual and forecast against the year's budget, coloured by the forecast within a tolerance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pmf_excel.excel.limits import LARGEST
from pmf_excel.excel.spoken import Sense
from pmf_excel.framework.figures import printed, rounded, with_unit
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period, parse
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.work import BudgetLine
from pmf_excel.ledger.records import ItemAnswer, ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, Severity
from pmf_excel.returns.items import ALWAYS, Contradicted, Last, Live, MonthlyPart, Need, Told, number_text
from pmf_excel.returns.live import TO_DO, LiveRow
from pmf_excel.returns.mirrors import number_outside
from pmf_excel.returns.senses import POUNDS

#: The codes of amounts that are unlikely, and of one that is noted.
TEN_TIMES, OPPOSITE, TOO_FINE = "PMF-246", "PMF-247", "PMF-249"
#: How many times its budget an amount is unlikely to be, and by how many pounds it has to differ.
TIMES, _APART = 10, Decimal(1000)
_RIGHT = 'otherwise say in "Answer to a query" that it is right.'


def line_of(said: ItemAnswer, asked: ItemAsked) -> BudgetLine:
    """The budget line with what was said of it."""
    budget, tolerance = asked.number("budget"), asked.number("tolerance")
    return BudgetLine(
        said.code, "", "", parse(asked.terms["year"]), budget or Decimal(0), said.number("actual"), said.number("forecast"),
        tolerance or Decimal(0), asked.terms["underspend_counts"] == "yes", Place(""),
    )  # fmt: skip


def _because_off(told: Told) -> str:
    rag = line_of(told.said, told.asked).forecast_rag
    return f"the status is {rag.value}" if rag in (Rag.AMBER, Rag.RED) else ""


def _shown(rag: Rag) -> str:
    return Status(rag.value, rag).shown


def variance(forecast: str, budget: str) -> str:
    """The formula of forecast less budget."""
    return f"ROUND({forecast}-{budget},6)"


def percent_spent(actual: str, budget: str) -> str:
    """The formula of the share of the budget that is spent; of a budget of 0 there is none."""
    return f'IF(AND(ISNUMBER({actual}),{budget}<>0),ROUND(100*{actual}/{budget},1),"")'


def colour_of(forecast: str, budget: str, tolerances: tuple[str, str], underspend_counts: bool) -> str:
    """The formula of a forecast's status: the tolerance and twice the tolerance are the limits of Green and Amber."""
    off = variance(forecast, budget)
    share = f"ROUND(100*ABS({off})/ABS({budget}),1)"
    drift = (
        f'IF({budget}=0,"{_shown(Rag.RED)}",IF({share}<={tolerances[0]},"{_shown(Rag.GREEN)}",'
        f'IF({share}<={tolerances[1]},"{_shown(Rag.AMBER)}","{_shown(Rag.RED)}")))'
    )
    fine = f"{off}=0" if underspend_counts else f"{off}<=0"
    return f'IF({fine},"{_shown(Rag.GREEN)}",{drift})'


class Budgets(MonthlyPart):
    """The service's budget lines of the financial year."""

    key, one, many = "budgets", "budget line", "budget lines"
    senses: Mapping[str, Sense] = {"actual": POUNDS, "forecast": POUNDS}
    needs: Mapping[str, Need] = {
        "always": ALWAYS,
        "the forecast is off": Need(
            lambda row, asked, sticks: f'OR({row["status"]}="{_shown(Rag.AMBER)}",{row["status"]}="{_shown(Rag.RED)}")',
            _because_off,
        ),
    }

    def asked(self, framework: Framework, service: str, at: Period, last: Last, sticks: Yardsticks) -> list[ItemAsked]:
        """The service's lines of the round's year, in the register's order."""
        own = [one for one in framework.budgets if one.service == service and one.year == at.financial_year]
        return [self._asked(one, last.get((self.key, one.code)), at) for one in own]

    def _asked(self, one: BudgetLine, before: ItemAnswer | None, at: Period) -> ItemAsked:
        if before and before.round.financial_year != at.financial_year:
            before = None
        now = replace(one, actual=before.number("actual"), forecast=before.number("forecast")) if before else one
        terms = {
            "budget": number_text(one.budget), "tolerance": number_text(one.tolerance), "year": one.year.id,
            "underspend_counts": "yes" if one.underspend_counts else "no",
        }  # fmt: skip
        printed = {
            "code": one.code, "title": one.title, "budget": terms["budget"], "last_actual": number_text(now.actual),
            "last_forecast": number_text(now.forecast), "last_said": before.said.get("note", "") if before else "",
        }  # fmt: skip
        return ItemAsked(self.key, one.code, terms, printed)

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """What the forecast is over or under the budget, how much is spent, and the forecast's colour."""
        actual, forecast, budget = row["actual"], row["forecast"], row["budget"]
        most = Decimal(LARGEST)
        off, tolerance = variance(forecast, budget), asked.number("tolerance") or Decimal(0)
        underspend_counts = asked.terms["underspend_counts"] == "yes"
        colour = colour_of(forecast, budget, (f"{tolerance:f}", f"{2 * tolerance:f}"), underspend_counts)
        status = f'IFERROR(IF({number_outside(forecast, -most, most)},"{TO_DO}",{colour}),"{TO_DO}")'
        spent = percent_spent(actual, budget)
        return {
            "variance": (f'IFERROR(IF(ISNUMBER({forecast}),{off},""),"")', ""), "share": (f'IFERROR({spent},"")', ""),
            "status": (status, TO_DO),
        }  # fmt: skip

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """What the forecast is over or under the budget, how much is spent, and the forecast's colour."""
        line = line_of(told.said, told.asked)
        off, spent, rag = line.forecast_variance, line.percent_of_budget, line.forecast_rag
        return {
            "variance": "" if off is None else float(off), "share": "" if spent is None else float(spent),
            "status": _shown(rag) if rag else TO_DO,
        }  # fmt: skip

    def contradictions(self, told: Told) -> Sequence[Contradicted]:
        """Ask about amounts that are far from the budget or on its other side; note those that are finer than a penny."""
        budget, found = told.asked.number("budget") or Decimal(0), []
        for column in ("actual", "forecast"):
            value = told.said.number(column)
            if value is None:
                continue
            if value * budget < 0:
                sides = ("income", "spending") if value < 0 else ("spending", "income")
                what = f"{_pounds(value)} is {sides[0]}, and the budget of {_pounds(budget)} is {sides[1]}."
                found.append(
                    Contradicted(column, OPPOSITE, what, f"Enter it with the right sign; {_RIGHT}", Severity.QUERY)
                )
            elif budget and abs(value) >= TIMES * abs(budget) and abs(value - budget) >= _APART:
                what = f"{_pounds(value)} is at least {TIMES} times the budget of {_pounds(budget)}."
                found.append(
                    Contradicted(
                        column, TEN_TIMES, what, f"Check the unit and the decimal point; {_RIGHT}", Severity.QUERY
                    )
                )
            if value != rounded(value, 2):
                what = f"{value:,f} is finer than a penny; it is kept as it is."
                found.append(Contradicted(column, TOO_FINE, what, "Nothing needs doing.", Severity.NOTE))
        return found


def _pounds(value: Decimal) -> str:
    return with_unit(printed(value, 0 if value == value.to_integral_value() else 2), "£")


BUDGETS = Budgets()
