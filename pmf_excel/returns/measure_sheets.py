"""The sheets about measures, of this round and of earlier ones: one row each, live while it is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import FIRST, Styles, choice_rule, guided, number_code, paint_statuses
from pmf_excel.excel.writer import Page, row_height
from pmf_excel.framework.figures import Kind, how_to_enter
from pmf_excel.framework.model import Measure
from pmf_excel.framework.status import SHAPES
from pmf_excel.ledger.records import Asked
from pmf_excel.returns.cells import input_rule, number_rule
from pmf_excel.returns.items import Live
from pmf_excel.returns.live import (
    ANSWERS,
    CHECK_ROW,
    TO_DO,
    LiveRow,
    in_parts,
    mirror,
    row_sentence,
    row_status,
    row_to_do,
    share_formula,
    shown_number,
)
from pmf_excel.returns.marking import Marking, row_key

#: A column in which a day can be read.
_DAY_WIDTH = 13.0
#: The columns that stand in every return, whatever is known.
_ALWAYS = ("code", "title", "period", "target")
#: The inputs that make a figure; the others are validated column by column.
FIGURE = ("numerator", "denominator", "figure")
_NO_FIGURE = ' If there is none, leave it empty and choose why under "If none, why".'


def shown_measures(sheet: Sheet, rows: Sequence[Asked]) -> Sheet:
    """The sheet without the columns in which no row has anything to show."""
    told = {key for asked in rows for key, text in asked.printed.items() if text}
    history = sum(1 for column in sheet.columns if column.group == "history" and column.key in told)
    parts = any(in_parts(asked.terms) for asked in rows)

    def stays(column: Column) -> bool:
        if column.group == "parts":
            return parts
        if column.kind == "picture":
            return history > 1
        return column.input or column.kind in ("live", "sentence") or column.key in _ALWAYS or column.key in told

    keep = [column for column in sheet.columns if stays(column)]
    if any(asked.terms.kind is Kind.DATE for asked in rows):
        keep = [replace(column, width=_DAY_WIDTH) if column.key == "figure" else column for column in keep]
    return replace(sheet, columns=tuple(keep))


def measure_sheet(
    page: Page, styles: Styles, rows: Sequence[tuple[Measure, Asked]], part: str, sheet: Sheet, marking: Marking
) -> int:
    """Write the rows of a sheet of measures; gives how many there are."""
    last = FIRST + len(rows) - 1
    for number, (measure, asked) in enumerate(rows):
        _row(page, styles, sheet, LiveRow(sheet, FIRST + number), measure, asked, part, marking)
    for place, column in enumerate(sheet.columns):
        if column.input and column.key not in FIGURE:
            page.validate((FIRST, place, last, place), guided(input_rule(column), column))
            first = LiveRow(sheet, FIRST)
            page.condition((FIRST, place, last, place), mirror(column, first, rows[0][1].terms), styles.status("Red"))
    place = sheet.index("status")
    paint_statuses(page, styles, (FIRST, place, last, place), SHAPES)
    return len(rows)


def _row(
    page: Page, styles: Styles, sheet: Sheet, row: LiveRow, measure: Measure, asked: Asked, part: str, marking: Marking
) -> None:
    key, terms = row_key(part, asked.measure, asked.period.id), asked.terms
    decimals, parts = number_code(terms.decimals), in_parts(terms)
    for place, column in enumerate(sheet.columns):
        at = (row.number, place)
        text = asked.printed.get(column.key, "")
        if column.key == "figure" and parts:
            style = styles.cell("figure", locked=True, code=decimals)
            page.formula(*at, share_formula(row, terms), marking.live(f"{key}|{column.key}", ""), style)
        elif column.group == "parts" and not parts:
            page.put(*at, None, styles.cell("figure", locked=True))
        elif column.input:
            kind = "date" if column.key == "figure" and terms.kind is Kind.DATE else column.kind
            code = decimals if column.key == "figure" else "#,##0.######" if column.group == "parts" else ""
            marking.put(page, styles, at, column, key, kind, code)
        elif column.kind == "live":
            style = styles.cell("live", locked=True)
            formula, at_first = _live(sheet, row, asked, column)
            page.formula(*at, formula, marking.live(f"{key}|{column.key}", at_first), style)
        elif column.kind == "sentence":
            formula, words = row_sentence(row, terms)
            said = marking.live(f"{key}|{column.key}", words)
            page.formula(*at, formula, said, styles.cell("sentence", locked=True))
        elif column.kind == "picture":
            page.put(*at, None, styles.cell("picture", locked=True))
            known = [c.key for c in sheet.columns if c.group == "history"]
            page.sparkline(*at, f"{row[known[0]]}:{row[known[-1]]}")
        else:
            kind = column.kind
            if kind == "figure" and isinstance(shown_number(text), str):
                kind = "wording"
            value = shown_number(text) if column.kind == "figure" else text
            page.put(*at, value, styles.cell(kind, locked=True, code=decimals))
    _height(page, sheet, row, asked, marking, key)
    for column in sheet.columns:
        if column.key in FIGURE and (column.key == "figure") is not parts:
            place = sheet.index(column.key)
            page.validate((row.number, place, row.number, place), _figure_rule(column, measure, asked))
            page.condition((row.number, place, row.number, place), mirror(column, row, terms), styles.status("Red"))


def _live(sheet: Sheet, row: LiveRow, asked: Asked, column: Column) -> Live:
    """The formula of a live cell, with what it shows at first."""
    if column.key == "status":
        return f'IFERROR({row_status(row, sheet, asked)},"{CHECK_ROW}")', TO_DO
    return row_to_do(row, sheet, asked.terms), "Figure needed"


def _height(page: Page, sheet: Sheet, row: LiveRow, asked: Asked, marking: Marking, key: str) -> None:
    """A row as high as the longest text in it; it still grows while people type."""
    shown = []
    for column in sheet.columns:
        text = asked.printed.get(column.key, "")
        if column.input:
            typed = marking.typed.get(f"{key}|{column.key}")
            text = typed if isinstance(typed, str) else ""
        if column.kind in ("long text", "text") or isinstance(shown_number(text), str):
            shown.append((text, column.width))
        if column.kind == "sentence":
            # Room for the sentence that comes once there is a figure: it is longer than what stands there first.
            shown.append(("x" * 75, column.width * 11 / 9))
    page.height(row.number, min(300, row_height(shown, least=32)), grows=True)


def _figure_rule(column: Column, measure: Measure, asked: Asked) -> dict[str, Any]:
    """The validation of a figure's cell, with the measure's definition as its message."""
    terms = asked.terms
    if column.group == "parts":
        message = " ".join(part for part in (column.help, measure.definition) if part)
        return guided(number_rule(column, _NO_FIGURE), column, message)
    message = " ".join(part for part in (how_to_enter(terms.kind, terms.unit), measure.definition) if part)
    if terms.kind is Kind.YES_NO:
        return guided(dict(choice_rule(replace(column, choices=ANSWERS))), column, message)
    if terms.kind is Kind.DATE:
        return guided(input_rule(replace(column, kind="date")), column, message)
    limited = replace(column, minimum=terms.minimum, maximum=terms.maximum)
    return guided(number_rule(limited, _NO_FIGURE), column, message)
