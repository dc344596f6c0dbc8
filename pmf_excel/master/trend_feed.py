"""What the trend chart reads: which measure is chosen, and its figures, targets and limits, as live formulas with what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmf_excel.excel.sheets import FIRST, HEADINGS, MARK
from pmf_excel.excel.values import address, quoted_sheet
from pmf_excel.excel.writer import Book, Value
from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.status import Rag
from pmf_excel.ledger.history import Histories, History, ending_with
from pmf_excel.master.cells import plain
from pmf_excel.master.drawing import Contents
from pmf_excel.master.sheets.trends import LIMITS, shown
from pmf_excel.master.view import View

#: How many months the chart shows at most: the last of those on Trends.
MONTHS = 36
#: The lines of the chart, which are columns of its table too.
SERIES = {
    "figure": "Figure", "target": "Target", "upper_end": "Upper end of target", "mean": "Mean", "lower": "Lower limit",
    "upper": "Upper limit",
}  # fmt: skip
#: The names of the rows in which a line stands month by month; the others are the same in all of them.
BLOCKS = {"figure": "trend_figures", "target": "trend_targets", "upper_end": "trend_upper_ends"}
#: The cells that say what is chosen, in their order.
SCALARS = ("found", "row", "at", "length", "first", "from", "decimals", *LIMITS)


@dataclass(frozen=True)
class Cell:
    """A cell of the hidden sheet: a formula with what it shows, or a value alone."""

    row: int
    column: int
    value: Value
    formula: str = ""


def result(value: Value) -> str | float:
    """What a formula shows, as it is kept beside it."""
    return float(value) if isinstance(value, Decimal | int) else str(value or "")


def drawn_months(found: Histories) -> list[Period]:
    """The months that the chart shows."""
    return list(found.months[-MONTHS:])


def first_choice(view: View) -> History:
    """The measure that is chosen at first: the first Red one that can be drawn, else the first that can, else the first."""
    found = view.histories
    drawn = [one for one in found.every if one.points and not one.in_words]
    red = {line.measure for line in view.lines if line.status.rag is Rag.RED}
    return next((one for one in drawn if one.code in red), (drawn or list(found.every))[0])


class Feed:
    """The columns right of the lists: positions and names of periods, the table's rows, the chart's lines, and what is chosen."""

    def __init__(self, view: View, trends: Contents, lists: Contents, chart: Contents) -> None:
        self.trends, self.lists, self.chart = trends, lists, chart
        self.months, self.one = drawn_months(view.histories), first_choice(view)
        self.at = view.histories.every.index(self.one) + 1
        self.series = [key for key in SERIES if chart.has(key)]
        #: The cell of the drop-down: above the chart, which stands beside the table with a narrow column between.
        self.choice = (MARK, len(chart.sheet.columns) + 1)
        start = len(lists.sheet.columns) + 1
        keys = ("at_month", "at_quarter", "at_year", "month", "quarter", "year", "position", "label", *self.series, "name", "value")  # fmt: skip
        self.places = {key: start + place for place, key in enumerate(keys)}
        self.title = quoted_sheet(lists.sheet.title)
        every = self.periods(self.one.length)
        self.row = lists.rows[self.at - 1]
        first = int(str(self.row["first"]))
        self.shown = [(place, label) for place, label in every if place >= first]

    def periods(self, length: Length) -> list[tuple[int, str]]:
        """The places among the months, from 1, where periods of a length end, and their names; newest first."""
        found = [(place, ending_with(month, length)) for place, month in enumerate(self.months, 1)]
        return [(place, period.short) for place, period in reversed(found) if period]

    def area(self, first: str, last: str = "") -> str:
        """The cells of a column of the feed, or of several."""
        ends = address(FIRST, self.places[first], True), address(FIRST + len(self.months) - 1, self.places[last or first], True)  # fmt: skip
        return f"{self.title}!{ends[0]}:{ends[1]}"

    def cell(self, key: str, number: int) -> str:
        """A cell of a column of the feed, by the number of its row, from 0."""
        return f"{self.title}!{address(FIRST + number, self.places[key], True)}"

    def scalar(self, key: str) -> str:
        """The cell that says something of what is chosen."""
        return self.cell("value", SCALARS.index(key))

    def name(self, book: Book) -> None:
        """Give names to what formulas and the drop-down read; ``trend_figures`` is a row of Trends, and moves with the choice."""
        title = self.lists.sheet.title
        book.name("trend_choice", self.chart.sheet.title, address(*self.choice, True))
        book.name("trend_choices", title, self.lists.cells("choice").rpartition("!")[2])
        for key in ("at", "row", "decimals"):
            book.name(f"trend_{key}", title, self.scalar(key).rpartition("!")[2])
        book.name_formula("trend_figures", f"INDEX({self._block(self.trends, '')},trend_row,0)")
        book.name_formula("trend_targets", f"INDEX({self._block(self.lists, 'target_')},trend_at,0)")
        book.name_formula("trend_upper_ends", f"INDEX({self._block(self.lists, 'upper_')},trend_at,0)")

    def _block(self, of: Contents, prefix: str) -> str:
        """The cells of all months that are drawn."""
        first, last = (of.cells(f"{prefix}{self.months[place].id}") for place in (0, -1))
        return f"{first.partition(':')[0]}:{last.partition(':')[2]}"

    @property
    def cells(self) -> Sequence[Cell]:
        """Everything that stands right of the lists."""
        found = [Cell(HEADINGS, place, key) for key, place in self.places.items()]
        for length in Length:
            keys = f"at_{length}", length.value
            there = self.periods(length)
            there += [(0, "")] * (len(self.months) - len(there))
            for number, (place, label) in enumerate(there):
                found.append(Cell(FIRST + number, self.places[keys[0]], place))
                found.append(Cell(FIRST + number, self.places[keys[1]], label))
        found += self._scalars()
        for number, month in enumerate(self.months):
            found.append(Cell(FIRST + number, self.places["label"], month.short))
            found.append(self._position(number))
            found += [self._point(number, month, key) for key in self.series]
        return found

    def _scalars(self) -> list[Cell]:
        """What is chosen: its place in the lists, its row on Trends, and what its row in the lists says."""
        choices, codes, own = self.lists.cells("choice"), self.trends.cells("code"), self.lists.cells("code")
        found = self.scalar("found")
        texts = {
            "found": f"SUMPRODUCT(--EXACT({choices},trend_choice),ROW({choices})-{FIRST})",
            # By its code, because Trends may have been sorted; and nothing is shown of what is there no more.
            "row": f"IF({found}=0,0,SUMPRODUCT(--EXACT({codes},INDEX({own},{found})),ROW({codes})-{FIRST}))",
            "at": f"IF(trend_row=0,0,{found})",
        }
        values: dict[str, Value] = {"found": self.at, "row": self.at, "at": self.at}
        for key in ("length", "first", "from", "decimals"):
            texts[key] = f"IF(trend_at=0,0,INDEX({self.lists.cells(key)},trend_at))"
            values[key] = plain(self.row[key])
        for place, key in enumerate(LIMITS):
            cells = self.trends.cells(key) if self.trends.has(key) else ""
            there = f"INDEX({cells},trend_row)"
            texts[key] = f'IF(trend_row=0,"",IF(ISNUMBER({there}),{there},""))' if cells else '""'
            values[key] = self.one.limits[place] if self.one.limits else ""
        return [
            cell
            for number, key in enumerate(SCALARS)
            for cell in (
                Cell(FIRST + number, self.places["name"], key),
                Cell(FIRST + number, self.places["value"], values[key], texts[key]),
            )
        ]

    def _position(self, number: int) -> Cell:
        """The place of the period in a row of the table; 0 where there is none, or none before has a figure."""
        there = f"INDEX({self.area('at_month', 'at_year')},{number + 1},{self.scalar('length')})"
        formula = f"IF(trend_at=0,0,IF({there}<{self.scalar('first')},0,{there}))"
        value = self.shown[number][0] if number < len(self.shown) else 0
        return Cell(FIRST + number, self.places["position"], value, formula)

    def _point(self, number: int, month: Period, key: str) -> Cell:
        """A point of a line; #N/A, which is not drawn, where there is none."""
        place = number + 1
        after = self.scalar("first" if key in BLOCKS else "from")
        value = f"INDEX({BLOCKS[key]},1,{place})" if key in BLOCKS else self.scalar(key)
        formula = f"IF(OR(trend_at=0,{after}>{place}),NA(),IF(ISNUMBER({value}),{value},NA()))"
        now = self.value(key, place)
        return Cell(FIRST + number, self.places[key], now if isinstance(now, Decimal) else "#N/A", formula)

    def value(self, key: str, place: int) -> Value:
        """What a series of the measure that is chosen at first has at a place among the months; nothing where it has none."""
        one, month = self.one, self.months[place - 1]
        if key in LIMITS:
            return one.limits[LIMITS.index(key)] if one.limits and place >= int(str(self.row["from"])) else None
        if place < int(str(self.row["first"])):
            return None
        period = ending_with(month, one.length)
        found = {"figure": one.figures, "target": one.targets, "upper_end": one.uppers}[key]
        return plain(shown(one, found[period])) if period and period in found else None

    def table(self) -> Sequence[Mapping[str, tuple[str, Value]]]:
        """The rows of the table beside the chart, newest first: each cell's formula and what it shows."""
        rows = []
        for number in range(len(self.months)):
            position = self.cell("position", number)
            place, label = self.shown[number] if number < len(self.shown) else (0, "")
            names = f"INDEX({self.area('month', 'year')},{number + 1},{self.scalar('length')})"
            made: dict[str, tuple[str, Value]] = {"period": (f'IF({position}=0,"",{names})', label)}
            for key in self.series:
                value = self.value(key, place) if place else None
                there = f"INDEX({BLOCKS[key]},1,{position})" if key in BLOCKS else self.scalar(key)
                none = f'{there}=""' if key in BLOCKS else f"{position}<{self.scalar('from')}"
                made[key] = (f'IF({position}=0,"",IF({none},"",{there}))', value)
            rows.append(made)
        return rows
