"""What stands on the right of the dashboard, under the chart: movement since the period before, risks, budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.excel.sheets import Styles, number_code
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import Page
from pmf_excel.framework.figures import printed
from pmf_excel.framework.status import SHAPES, Rag
from pmf_excel.framework.travel import Travel
from pmf_excel.ledger.items import tally
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import counted
from pmf_excel.master.drawing import All
from pmf_excel.master.view import View

#: How many codes of measures are named in a line of the movement; the others are counted.
NAMED = 12


@dataclass(frozen=True)
class Blocks:
    """The small tables on the right of the dashboard, one under the other, each only where there is something to show."""

    page: Page
    styles: Styles
    view: View
    all: All
    left: int

    def draw(self, row: int) -> None:
        """Draw them from a row downwards."""
        row = self._movement(row)
        row = self._risks(row + 1)
        self._budget(row + 1)

    @staticmethod
    def sentences(view: View) -> list[str]:
        """What is to be said of activities, risks and budgets in the headline."""
        items = view.position.items
        said = []
        if items.activities and items.sticks:
            said.append(tally(items.activities, items.sticks).sentence())
        if items.risks:
            red = sum(one.status.rag is Rag.RED for one in items.risks)
            said.append(
                f"{red} of {counted(len(items.risks), 'risk')} {'is' if red == 1 else 'are'} at the highest level."
            )
        if items.budgets:
            said.append(budget_sentence(view.position))
        return [" ".join(said)] if said else []

    def _heading(self, row: int, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts):
            self.page.put(row, self.left + number, text, self.styles.heading(right=number > 0 and text != "Which"))

    def _movement(self, row: int) -> int:
        """Who turned Red and who recovered since the period before; the row after it."""
        lines = [line for line in self.view.lines if line.before is not None]
        page, styles = self.page, self.styles
        page.put(row, self.left, "Since the period before", styles.section)
        travels = [line.travel for line in self.view.lines]
        better, same, worse = (travels.count(one) for one in (Travel.BETTER, Travel.SAME, Travel.WORSE))
        said = f"Figures: {better} better, {same} the same, {worse} worse, {travels.count(Travel.NONE)} with nothing to compare."
        page.put(row + 1, self.left, said, styles(font_size=11))
        if not lines:
            return row + 2
        row += 1
        moves = (
            ("Turned Red", [one for one in lines if one.status.rag is Rag.RED and _was(one) not in (Rag.RED, None)]),
            ("Recovered from Red", [one for one in lines if _was(one) is Rag.RED and one.status.rag in (Rag.GREEN, Rag.AMBER)]),
            ("Still Red", [one for one in lines if _was(one) is Rag.RED and one.status.rag is Rag.RED]),
        )  # fmt: skip
        self._heading(row + 1, ("Movement", "Measures", "Which"))
        for column in range(3, 6):
            page.put(row + 1, self.left + column, None, styles.heading())
        label = styles.cell("text", locked=True, grey=False)
        number = styles.cell("integer", locked=True, grey=False, code=number_code(0))
        for place, (name, some) in enumerate(moves, row + 2):
            page.put(place, self.left, name, label)
            page.put(place, self.left + 1, len(some), number)
            codes = [one.measure for one in some[:NAMED]]
            more = f" and {len(some) - NAMED} more" if len(some) > NAMED else ""
            page.put(place, self.left + 2, f"{', '.join(codes)}{more}", styles(font_size=10, indent=1, align="left"))
        return row + 2 + len(moves)

    def _risks(self, row: int) -> int:
        """The heat map, as the sheet with the risk map counts it; the row after it."""
        items, sheet = self.view.position.items, self.all.get("risk_map")
        if items.sticks is None or sheet is None:
            return row - 1
        page, styles, matrix = self.page, self.styles, items.sticks.matrix
        page.put(row, self.left, "Risks by likelihood and impact", styles.section)
        for number, text in enumerate(("Likelihood", *matrix.impact)):
            page.put(row + 1, self.left + number, text, styles.heading(centre=number > 0))
        label = styles.cell("text", locked=True, grey=False)
        shapes = {colour: shape for shape, colour in SHAPES.items()}
        steps = list(reversed(list(enumerate(matrix.likelihood, 1))))
        for number, (step, name) in enumerate(steps):
            place = row + 2 + number
            page.put(place, self.left, name, label)
            for impact, _ in enumerate(matrix.impact, 1):
                band = matrix.cells[step - 1][impact - 1]
                swatch, shape = styles.theme.swatch(band.rag.value), shapes[band.rag.value]
                style = styles(
                    bg_color=swatch.fill, font_color=swatch.text, border=1, border_color=styles.theme.line, align="center",
                    num_format=f'"{shape} "0;;"{shape}"',
                )  # fmt: skip
                found = sheet.rows[number].get(f"impact_{impact}")
                assert isinstance(found, int)
                page.formula(place, self.left + impact, sheet.cell(number, f"impact_{impact}"), found, style)
        return row + 2 + len(steps)

    def _budget(self, row: int) -> None:
        """Budget, forecast and variance of the whole, live."""
        lines, sheet = self.view.position.items.budgets, self.all.get("budget")
        if not lines or sheet is None:
            return
        page, styles = self.page, self.styles
        page.put(row, self.left, "Budget for the year (£)", styles.section)
        self._heading(row + 1, ("Lines with a forecast", "Budget", "Forecast", "Variance"))
        money = styles.cell("figure", locked=True, grey=False, code=number_code(0))
        told = [one.item for one in lines if one.item.forecast is not None]
        budget = sum((one.budget for one in told), Decimal(0))
        forecast = sum((one.forecast or Decimal(0) for one in told), Decimal(0))
        forecasts = sheet.cells("forecast")
        page.formula(row + 2, self.left, f"COUNT({forecasts})", len(told), styles.cell("integer", locked=True, grey=False, code=number_code(0), left=True))  # fmt: skip
        page.formula(
            row + 2, self.left + 1, f"SUMPRODUCT(--ISNUMBER({forecasts}),{sheet.cells('budget')})", float(budget), money
        )
        page.formula(row + 2, self.left + 2, f"SUM({forecasts})", float(forecast), money)
        here = [address(row + 2, self.left + column) for column in (1, 2)]
        page.formula(row + 2, self.left + 3, f"{here[1]}-{here[0]}", float(forecast - budget), money)


def _was(line: Line) -> Rag | None:
    return line.before.rag if line.before else None


def budget_sentence(position: Position) -> str:
    """What the budget lines are forecast to come to, with how many of them have no forecast yet."""
    lines = [one.item for one in position.items.budgets]
    told = [one for one in lines if one.forecast_variance is not None]
    if not told:
        return f"None of {counted(len(lines), 'budget line')} has a forecast yet." if len(lines) > 1 else "The budget line has no forecast yet."  # fmt: skip
    over = sum((one.forecast_variance or Decimal(0) for one in told), Decimal(0))
    where = "on budget" if not over else f"£{printed(abs(over), 0)} {'over' if over > 0 else 'under'} budget"
    off = sum(one.status.rag is Rag.RED for one in position.items.budgets)
    red = f", {off} of them Red" if off else ""
    return f"{len(told)} of {counted(len(lines), 'budget line')} {'has a forecast' if len(told) == 1 else 'have forecasts'}, together {where} at year end{red}."
