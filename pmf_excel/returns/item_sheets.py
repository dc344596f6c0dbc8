"""The sheets about activities, service plan actions, audit recommendations, risks and budget lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import FIRST, Styles, guided, paint_statuses
from pmf_excel.excel.writer import Page, Value, row_height
from pmf_excel.framework.status import SHAPES
from pmf_excel.ledger.records import ItemAsked
from pmf_excel.returns.ask import Request
from pmf_excel.returns.cells import input_rule
from pmf_excel.returns.items import Live, Part
from pmf_excel.returns.live import LiveRow, shown_number
from pmf_excel.returns.marking import Marking, row_key
from pmf_excel.returns.mirrors import wrong

_POUNDS = '#,##0.##_);"−"#,##0.##_)'
_WHOLE = '#,##0_);"−"#,##0_)'


def shown_items(sheet: Sheet, items: Sequence[ItemAsked]) -> Sheet:
    """The sheet without the columns for information in which no row has anything to show."""
    told = {key for item in items for key, text in item.printed.items() if text}
    live = ("live", "amount")
    keep = [c for c in sheet.columns if c.input or c.kind in live or c.key in ("code", "title") or c.key in told]
    return replace(sheet, columns=tuple(keep))


def item_sheet(page: Page, styles: Styles, request: Request, part: Part, sheet: Sheet, marking: Marking) -> int:
    """Write the rows of a part; gives how many there are."""
    items = request.of_part(part.key)
    sticks = request.yardsticks
    assert sticks is not None
    last = FIRST + len(items) - 1
    for number, item in enumerate(items):
        row = LiveRow(sheet, FIRST + number)
        live = {**part.live(row, item, sticks), "to_do": part.to_do(row, sheet, item, sticks)}
        _row(page, styles, sheet, row, part, item, live, row_key(part.key, item.code, request.round.id), marking)
    first = LiveRow(sheet, FIRST)
    for place, column in enumerate(sheet.columns):
        area = (FIRST, place, last, place)
        if column.input:
            own = [part.column_for(column, item) for item in items]
            if all(one == column for one in own):
                page.validate(area, guided(input_rule(column), column))
                page.condition(area, wrong(column, first[column.key]), styles.status("Red"))
                continue
            for number, one in enumerate(own, FIRST):
                page.validate((number, place, number, place), guided(input_rule(one), one))
                cell = LiveRow(sheet, number)[column.key]
                page.condition((number, place, number, place), wrong(one, cell), styles.status("Red"))
        elif column.kind == "live" and column.key != "to_do":
            paint_statuses(page, styles, area, SHAPES)
    return len(items)


def _row(
    page: Page, styles: Styles, sheet: Sheet, row: LiveRow, part: Part, item: ItemAsked, live: dict[str, Live], key: str,
    marking: Marking,
) -> None:  # fmt: skip
    wrapped = []
    for place, column in enumerate(sheet.columns):
        at = (row.number, place)
        if column.input:
            one = part.column_for(column, item)
            marking.put(page, styles, at, one, key, one.kind, part.number_code(one, item) or _number_code(one))
            typed = marking.typed.get(f"{key}|{column.key}")
            wrapped.append((typed if isinstance(typed, str) else "", column.width))
        elif column.key in live:
            formula, at_first = live[column.key]
            page.formula(
                *at,
                formula,
                marking.live(f"{key}|{column.key}", at_first),
                styles.cell(column.kind, locked=True, code=_POUNDS),
            )
        else:
            text, code = item.printed.get(column.key, ""), part.number_code(column, item) or _number_code(column)
            value = printed_value(column, text)
            kind = "wording" if column.kind == "figure" and isinstance(value, str) else column.kind
            page.put(*at, value, styles.cell(kind, locked=True, code=code))
            if column.kind in ("text", "long text"):
                wrapped.append((text, column.width))
    page.height(row.number, min(300, row_height(wrapped, least=32)), grows=True)


def printed_value(column: Column, text: str) -> Value:
    """What stands in a locked cell, as its column's kind."""
    if not text:
        return None
    if column.kind == "date":
        return date.fromisoformat(text)
    if column.kind == "figure":
        return shown_number(text)
    return Decimal(text) if column.kind in ("number", "integer", "amount") else text


def _number_code(column: Column) -> str:
    if column.kind not in ("number", "figure", "amount"):
        return ""
    return _WHOLE if column.key in ("budget", "last_actual", "last_forecast", "actual", "forecast") else _POUNDS
