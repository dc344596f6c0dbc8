"""Every input of a returned workbook with what stands in it, wherever people moved it; and where two copies differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmf_excel.excel.layout import Column, Layout
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import Placed, Row, form
from pmf_excel.framework.figures import Kind
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.records import Asked, ItemAsked
from pmf_excel.returns.live import in_parts
from pmf_excel.returns.marking import row_key
from pmf_excel.returns.parts import CATCH_UP, EVERY, MEASURES
from pmf_excel.returns.read import key_of, measure_layout
from pmf_excel.returns.rows import Wanted, find_rows

SIGN_OFF = "sign_off"


@dataclass(frozen=True)
class Input:
    """One input: what it is about (part|code|period|column), what belongs in it, and what stands there."""

    about: str
    row: str
    heading: str
    kind: str
    placed: Placed


@dataclass(frozen=True)
class Differing:
    """An input in which two copies of a return differ: the row and heading, and what stands in each."""

    row: str
    heading: str
    here: Placed
    there: Placed


def inputs(
    workbook: Workbook, layout: Layout, round_month: Period, asked: Sequence[Asked], items: Sequence[ItemAsked], file: str = ""
) -> Iterator[Input]:  # fmt: skip
    """The inputs of a returned workbook in the order of the return; rows that cannot be found have none."""
    now = round_month.end
    for part in (MEASURES, CATCH_UP):
        rows = [row for row in asked if (row.period.end == now) is (part == MEASURES)]
        if rows:
            sheet = measure_layout(layout.sheet(part), rows)
            keys = {key_of(row, round_month): row for row in rows}
            wanted = [Wanted(key, row.measure, row.printed.get("period", "")) for key, row in keys.items()]
            for key, found in find_rows(workbook, sheet, file, wanted, {}).rows.items():
                terms = keys[key].terms
                for column in sheet.columns:
                    if not (column.key == "figure" and in_parts(terms)):
                        kind = "date" if column.key == "figure" and terms.kind is Kind.DATE else column.kind
                        yield from _input(found, key, keys[key].measure, column, kind)
    for part in EVERY:
        some = {row_key(part, item.code, round_month.id): item for item in items if item.part == part}
        if some:
            wanted = [Wanted(key, item.code) for key, item in some.items()]
            sheet = EVERY[part].sheet_for(layout.sheet(part), list(some.values()))
            for key, found in find_rows(workbook, sheet, file, wanted, {}).rows.items():
                for column in sheet.columns:
                    kind = EVERY[part].column_for(column, some[key]).kind if column.input else column.kind
                    yield from _input(found, key, some[key].code, column, kind)
    for name, placed in form(workbook, layout.sheet(SIGN_OFF), file).items():
        column = layout.sheet(SIGN_OFF).column(name)
        yield Input(
            f"{row_key(SIGN_OFF, '', '')}|{name}", layout.sheet(SIGN_OFF).title, column.heading, column.kind, placed
        )


def _input(found: Row, key: str, code: str, column: Column, kind: str) -> Iterator[Input]:
    if column.input and column.key in found.cells:
        yield Input(f"{key}|{column.key}", code, column.heading, kind, found[column.key])


def differing(here: Sequence[Input], there: Sequence[Input]) -> list[Differing]:
    """The inputs in which two copies of a return differ, in the order of the first."""
    other = {one.about: one for one in there}
    found = []
    for one in here:
        second = other.get(one.about)
        if second is not None and shown(one.placed) != shown(second.placed):
            found.append(Differing(one.row, one.heading, one.placed, second.placed))
    return found


def shown(placed: Placed) -> str:
    """What a cell holds, blanks apart, as a message quotes it; a number shown as a percentage with its sign."""
    text = " ".join(placed.text.split())
    if placed.cell is not None and placed.cell.percent and not isinstance(placed.cell.value, (str, bool)):
        return f"{placed.cell.value * 100:f}%"
    return text
