"""The risk map: how many risks there are of each likelihood and impact, each cell with the level it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import FIRST, Rows, Shown
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import Style, row_height
from pmf_excel.framework.risk import Band, Matrix, steps
from pmf_excel.framework.status import Status
from pmf_excel.framework.work import Risk
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.risk_register import on_the_map, scored
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.view import View

#: How many codes are named of one cell; the sheet Risks has them all.
NAMED = 12
_HIGH = 34


class RiskMap(MasterSheet):
    """One row a likelihood, the highest first, and one column an impact; the counts are live formulas over the sheet of risks."""

    key = "risk_map"
    optional = frozenset({"codes"})
    statuses = ()

    def rows(self, view: View) -> Rows:
        """How many risks stand in each cell, and which."""
        matrix = _matrix(view)
        return [_row(view, matrix, likelihood) for likelihood in range(len(matrix.likelihood), 0, -1)] if matrix else []

    def layout(self, view: View, sheet: Sheet) -> Sheet:
        """A column for each impact of the council's matrix."""
        matrix, place = _matrix(view), sheet.index("impacts")
        names = steps(matrix.impact) if matrix else ()
        own = [Column(_key(impact), name, "live", width=18) for impact, name in enumerate(names, 1)]
        return replace(sheet, columns=(*sheet.columns[:place], *own, *sheet.columns[place + 1 :]))

    def mark(self, on: Drawing) -> str:
        """How many risks are in it, and how many could not be."""
        return f"{scored(on.view.position.items.risks)} {self.readers(on.view)}".strip()

    def finish(self, on: Drawing) -> None:
        """Write the counts over the table's cells, in the colour and with the word of their level, and the totals below it."""
        matrix, sheet, rows = _matrix(on.view), on.contents.sheet, on.contents.rows
        assert matrix is not None
        risks, page = on.all["risks"], on.page
        impacts = range(1, len(matrix.impact) + 1)
        first, last, right = sheet.index(_key(1)), sheet.index(_key(impacts[-1])), sheet.index("all")
        for number, row in enumerate(rows):
            place = FIRST + number
            for impact in impacts:
                column = sheet.index(_key(impact))
                step = len(matrix.likelihood) - number
                formula = f"COUNTIFS({risks.cells('likelihood')},{step},{risks.cells('impact')},{impact})"
                band = matrix.cells[step - 1][impact - 1]
                page.formula(place, column, formula, _number(row[_key(impact)]), _style(on, band))
            total = f"SUM({address(place, first)}:{address(place, last)})"
            page.formula(place, right, total, _number(row["all"]), _edge(on))
            middle = on.styles(align="left", indent=1, valign="vcenter", text_wrap=True, **_border(on))
            for key in ("likelihood", *(("codes",) if on.contents.has("codes") else ())):
                page.put(place, sheet.index(key), str(row.get(key) or ""), middle)
            text = [(str(row.get("codes") or ""), sheet.column("codes").width)] if on.contents.has("codes") else []
            page.height(place, row_height(text, least=_HIGH))
        area = (FIRST, first, FIRST + len(rows) - 1, last)
        page.condition(area, f"{address(*area[:2])}>0", on.styles(bold=True))
        below = FIRST + len(rows)
        page.put(below, 0, "All", on.styles(bold=True, align="left", indent=1, valign="vcenter", **_border(on)))
        for column in (*range(first, last + 1), right):
            key = sheet.columns[column].key
            total = f"SUM({address(FIRST, column)}:{address(below - 1, column)})"
            page.formula(below, column, total, sum(_number(row[key]) for row in rows), _edge(on))
        page.height(below, 24)


def _matrix(view: View) -> Matrix | None:
    """The council's matrix, where there is a risk to put in it."""
    items = view.position.items
    return items.sticks.matrix if items.sticks and items.risks else None


def _row(view: View, matrix: Matrix, likelihood: int) -> Mapping[str, Shown]:
    every = on_the_map(view.position.items.risks)
    there = {impact: every.get((likelihood, impact), []) for impact in range(1, len(matrix.impact) + 1)}
    names = steps(matrix.impact)
    named = [f"{names[impact - 1]}: {_codes(lines)}." for impact, lines in reversed(there.items()) if lines]
    return {
        "likelihood": steps(matrix.likelihood)[likelihood - 1], "all": sum(map(len, there.values())), "codes": " ".join(named),
        **{_key(impact): len(lines) for impact, lines in there.items()},
    }  # fmt: skip


def _codes(lines: Sequence[ItemLine[Risk]]) -> str:
    codes = [line.code for line in lines[:NAMED]]
    return ", ".join(codes) + (f" and {len(lines) - NAMED} more" if len(lines) > NAMED else "")


def _key(impact: int) -> str:
    return f"impact_{impact}"


def _number(value: Shown) -> int:
    assert isinstance(value, int)
    return value


def _border(on: Drawing) -> Mapping[str, object]:
    return {"border": 1, "border_color": on.styles.theme.line, "locked": True}


def _edge(on: Drawing) -> Style:
    return on.styles(bold=True, align="center", valign="vcenter", num_format="0", **_border(on))


def _style(on: Drawing, band: Band) -> Style:
    """A cell of a level: its number with the level's shape and word, which stay there when it counts nothing."""
    swatch, name = on.styles.theme.swatch(band.rag.value), Status(band.name, band.rag).shown.replace('"', "”")
    return on.styles(
        align="center", valign="vcenter", bg_color=swatch.fill, font_color=swatch.text,
        num_format=f'0"   {name}";;"–   {name}"', **_border(on),
    )  # fmt: skip
