"""Builds the workbook a service fills in: locked, validated, live, and known again by its marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pmf_excel.excel import stamp
from pmf_excel.excel.layout import Column, Layout, Sheet
from pmf_excel.excel.sheets import (
    FIRST,
    HEADINGS,
    Styles,
    choice_rule,
    cut,
    guided,
    headings,
    list_name,
    number_code,
    paint_statuses,
    reference,
    top,
    write_lists,
)  # fmt: skip
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.typed import FIRST_YEAR, LARGEST, LAST_YEAR, limits_words
from pmf_excel.excel.values import address
from pmf_excel.excel.writer import FIXED, Book, Page, row_height
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import Kind
from pmf_excel.framework.model import Measure
from pmf_excel.framework.periods import round_label
from pmf_excel.framework.status import SHAPES
from pmf_excel.ledger.records import Asked
from pmf_excel.returns.ask import Request
from pmf_excel.returns.live import ANSWERS, DONE, TO_DO, LiveRow, row_status, row_to_do, shown_number

#: A column in which a day can be read.
_DAY_WIDTH = 13.0


def build_return(
    request: Request, code: stamp.Code, layout: Layout, theme: Theme, guidance: str,
    made: datetime = FIXED,
) -> bytes:  # fmt: skip
    """The return as a workbook; the same request gives the same bytes."""
    book = Book(
        theme, f"{request.service.name}: performance return, {request.round.label}", request.council, made,
        keywords=str(code), structure_locked=True, marks={stamp.PROPERTY: str(code), "pmf layout": layout.version},
    )  # fmt: skip
    styles = Styles(book)
    start, measures, sign_off = (
        layout.sheet("start"),
        _shown(layout.sheet("measures"), request),
        layout.sheet("sign_off"),
    )
    pages = {sheet.key: book.sheet(sheet.title) for sheet in (start, measures, sign_off)}
    mark = f"Return code {code}"
    footer = f"{request.service.name} · {request.round.label}"
    _measures(pages["measures"], styles, request, measures, mark)
    signed = _sign_off(pages["sign_off"], styles, sign_off, mark)
    _start(pages["start"], styles, request, start, measures, guidance, mark, signed)
    for key, page in pages.items():
        page.print_setup(footer, repeat=(HEADINGS, HEADINGS) if key == "measures" else None)
        page.lock()
    write_lists(book, layout)
    _stamp(book.sheet(stamp.SHEET), code, layout)
    pages["start"].open_first()
    return book.bytes()


def _shown(sheet: Sheet, request: Request) -> Sheet:
    """The sheet without those earlier figures that no measure of the return has; the last one always stands there."""
    filled = {key for asked in request.asked for key, text in asked.printed.items() if text}
    keep = [
        c for c in sheet.columns if not c.key.startswith("last_") or c.key in (*filled, "last_1", "last_commentary")
    ]
    if any(asked.terms.kind is Kind.DATE for asked in request.asked):
        keep = [replace(column, width=_DAY_WIDTH) if column.key == "figure" else column for column in keep]
    return replace(sheet, columns=tuple(keep))


def _stamp(page: Page, code: stamp.Code, layout: Layout) -> None:
    page.put(0, 0, "Return code")
    page.put(0, 1, str(code))
    page.put(1, 0, "Layout")
    page.put(1, 1, layout.version)
    page.hide(very=True)
    page.lock()


def _start(
    page: Page, styles: Styles, request: Request, sheet: Sheet, measures: Sheet, guidance: str, mark: str, signed: str
) -> None:
    top(
        page,
        styles,
        f"{request.service.name}: performance return",
        f"{request.council}, {round_label(request.round)}",
        mark,
    )
    page.width(0, 24)
    page.width(1, 78)
    shown = {
        "council": request.council, "service": request.service.name, "round": round_label(request.round),
        "due": _due(request), "contact": request.contact,
    }  # fmt: skip
    to_do = measures.index("to_do")
    count = len(request.rows)
    first, last = address(FIRST, to_do, fixed=True), address(FIRST + count - 1, to_do, fixed=True)
    done = f"COUNTIF('{measures.title}'!{first}:{last},\"{DONE}\")"
    live = {
        "done": (f'{done}&" of {count} measures"', f"0 of {count} measures"),
        "ready": (
            f'IF({done}<{count},"Not yet: "&({count}-{done})&" still to do on the {measures.title} sheet",'
            f'IF({signed},"Yes. Save this workbook and send it back","Not yet: fill in the Sign-off sheet"))',
            f"Not yet: {count} still to do on the {measures.title} sheet",
        ),
    }
    label, value = styles(bold=True, locked=True), styles(locked=True, text_wrap=True)
    row = 4
    for column in sheet.columns:
        page.put(row, 0, column.heading, label)
        if column.key in live:
            page.formula(row, 1, *live[column.key], styles(locked=True, bold=True))
        else:
            page.put(row, 1, shown[column.key], value)
        page.height(row, 20)
        row += 1
    page.condition((row - 1, 1, row - 1, 1), f'LEFT({address(row - 1, 1)},3)="Yes"', styles.status("Green"))
    page.condition((row - 1, 1, row - 1, 1), f'LEFT({address(row - 1, 1)},3)="Not"', styles.status("Amber"))
    row += 1
    page.put(row, 0, "What to do", styles.section)
    for number, line in enumerate(guidance.strip().splitlines(), 1):
        row += 1
        page.put(row, 0, f"{number}.", styles(locked=True, align="right"))
        page.put(row, 1, line, value)
        page.height(row, row_height([(line, 78)]))
    row += 2
    page.link(row, 1, f"'{measures.title}'!{address(FIRST, measures.index('figure'))}", "Go to the first figure",
              styles(locked=False, font_color="#1D70B8", underline=1))  # fmt: skip
    page.begin_here(row, 1)


def _due(request: Request) -> str:
    later = f"; annual measures by {in_words(request.annual_due)}" if request.annual_due else ""
    return f"{in_words(request.due)}{later}"


def _sign_off(page: Page, styles: Styles, sheet: Sheet, mark: str) -> str:
    """Writes the sheet, and gives the formula that says whether it is filled in."""
    top(page, styles, sheet.heading, sheet.hint, mark)
    page.width(0, 30)
    page.width(1, sheet.columns[0].width)
    filled = []
    for number, column in enumerate(sheet.columns):
        row = FIRST + number
        page.put(row, 0, column.heading, styles(bold=True, locked=True))
        page.put(row, 1, None, styles.cell(column.kind, locked=False, left=True))
        page.validate((row, 1, row, 1), guided(_input_rule(column), column))
        page.height(row, 22)
        filled.append(f'{reference(sheet.title, row, 1)}<>""')
    page.begin_here(FIRST, 1)
    return f"AND({','.join(filled)})"


def _measures(page: Page, styles: Styles, request: Request, sheet: Sheet, mark: str) -> None:
    top(page, styles, f"{sheet.heading}: {request.service.name}, {round_label(request.round)}", sheet.hint, mark)
    headings(page, styles, sheet)
    last = FIRST + len(request.rows) - 1
    for number, (measure, asked) in enumerate(request.rows):
        _measure(page, styles, sheet, LiveRow(sheet, FIRST + number), measure, asked)
    for key, column in ((column.key, column) for column in sheet.columns):
        place = sheet.index(key)
        if column.input and key != "figure":
            page.validate((FIRST, place, last, place), guided(_input_rule(column), column))
    _mirrors(page, styles, sheet, last)
    place = sheet.index("status")
    paint_statuses(page, styles, (FIRST, place, last, place), SHAPES)
    place = sheet.index("to_do")
    page.condition((FIRST, place, last, place), f'{address(FIRST, place)}="{DONE}"', styles.status("Green"))
    page.condition((FIRST, place, last, place), f'{address(FIRST, place)}<>"{DONE}"', styles.status("Amber"))
    page.freeze(FIRST, sheet.freeze)
    page.begin_here(FIRST, sheet.index("figure"))


def _measure(page: Page, styles: Styles, sheet: Sheet, row: LiveRow, measure: Measure, asked: Asked) -> None:
    code = number_code(measure.decimals)
    status, to_do = row_status(row, sheet, asked), row_to_do(row, sheet, asked.terms)
    for place, column in enumerate(sheet.columns):
        kind = "date" if column.key == "figure" and measure.kind is Kind.DATE else column.kind
        text = asked.printed.get(column.key, "")
        if kind == "figure" and not column.input and isinstance(shown_number(text), str):
            kind = "wording"
        style = styles.cell(kind, locked=not column.input, code=code)
        if column.key == "status":
            page.formula(row.number, place, status, TO_DO, style)
        elif column.key == "to_do":
            page.formula(row.number, place, to_do, "Figure needed", style)
        elif column.input:
            page.put(row.number, place, None, style)
        else:
            page.put(row.number, place, shown_number(text) if column.kind == "figure" else text, style)
    shown = [
        (asked.printed[column.key], column.width)
        for column in sheet.columns
        if not column.input
        and (column.kind == "long text" or isinstance(shown_number(asked.printed.get(column.key, "")), str))
        and column.key in asked.printed
    ]
    page.height(row.number, row_height(shown, least=32), grows=True)
    place = sheet.index("figure")
    page.validate((row.number, place, row.number, place), _figure_rule(sheet.column("figure"), measure))


def _figure_rule(column: Column, measure: Measure) -> dict[str, object]:
    """The validation of a figure's cell, with the measure's definition as its message."""
    low = float(measure.minimum) if measure.minimum is not None else -float(LARGEST)
    high = float(measure.maximum) if measure.maximum is not None else float(LARGEST)
    limits = ""
    if measure.minimum is not None or measure.maximum is not None:
        limits = " " + limits_words(Column("", "", minimum=measure.minimum, maximum=measure.maximum))
    hint = {"%": "In percent: type 95.9, not 0.959.", "£": "In pounds."}.get(
        measure.unit, f"In {measure.unit}." if measure.unit else ""
    )
    message = " ".join(part for part in (hint, measure.definition) if part)
    if measure.kind is Kind.YES_NO:
        message = " ".join(part for part in ("Choose Yes or No.", measure.definition) if part)
        return guided(dict(choice_rule(replace(column, choices=ANSWERS))), column, message)
    if measure.kind is Kind.DATE:
        message = " ".join(
            part for part in ("Day, month and year, for example 31/07/2026.", measure.definition) if part
        )
        return guided(_input_rule(replace(column, kind="date")), column, message)
    rule = {
        "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
        "error_title": "A number belongs here",
        "error_message": cut(f'Enter a number{limits}, without words or signs. If there is none, leave it empty and choose why under "If none, why".', 225),
    }  # fmt: skip
    return guided(rule, column, message)


def _input_rule(column: Column) -> dict[str, object]:
    if column.choices:
        return dict(choice_rule(column))
    if column.kind == "date":
        return {
            "validate": "date", "criteria": "between", "minimum": datetime(FIRST_YEAR, 1, 1), "maximum": datetime(LAST_YEAR, 12, 31),
            "error_title": "A date belongs here", "error_message": "Enter day, month and year, for example 31/07/2026.",
        }  # fmt: skip
    return {
        "validate": "length", "criteria": "<=", "value": column.longest,
        "error_title": "Too long", "error_message": f"{column.heading}: at most {column.longest:,} characters.",
    }  # fmt: skip


def _mirrors(page: Page, styles: Styles, sheet: Sheet, last: int) -> None:
    """Show a pasted mistake at once: pasting goes past every validation, but not past a conditional format."""
    wrong = styles.status("Red")

    def area(key: str) -> tuple[int, int, int, int]:
        return FIRST, sheet.index(key), last, sheet.index(key)

    status = address(FIRST, sheet.index("status"))
    page.condition(area("figure"), f'{status}="Check the figure"', wrong)
    cell = address(FIRST, sheet.index("reason"))
    page.condition(
        area("reason"), f'AND({cell}<>"",COUNTIF({list_name(sheet.column("reason").choices)},{cell})=0)', wrong
    )
    cell = address(FIRST, sheet.index("action_due"))
    page.condition(area("action_due"), f'AND({cell}<>"",NOT(ISNUMBER({cell})))', wrong)
    for key in ("commentary", "action", "owner"):
        cell = address(FIRST, sheet.index(key))
        page.condition(area(key), f"LEN({cell})>{sheet.column(key).longest}", wrong)
