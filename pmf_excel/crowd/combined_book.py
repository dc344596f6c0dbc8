"""Builds the workbook of a combined position: all councils together, a line for each, and those that are not counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from pmf_excel.crowd.combined import Combined, Tally
from pmf_excel.excel.layout import Layout, Sheet
from pmf_excel.excel.sheets import FIRST, MARK, Formula, Number, Shown, Styles, paint_statuses, reference, table_sheet
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import Book
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import rounded
from pmf_excel.framework.status import SHAPES, Rag, Status
from pmf_excel.ledger.sentences import counted

Rows = list[Mapping[str, Shown]]


def build_combined(found: Combined, layout: Layout, theme: Theme) -> bytes:
    """The workbook; the same ledgers on the same day give the same bytes, because it carries the ledgers' time."""
    title = f"Combined position, {found.round.label}"
    book = Book(theme, title, counted(len(found.counted), "council"), found.moment.replace(tzinfo=None))
    styles = Styles(book)
    known = f"As known on {in_words(found.moment.date())}, {found.moment:%H:%M}."
    footer = f"{title} · as known on {in_words(found.moment.date())}"
    rows: dict[str, Rows] = {
        "together": _together(found, layout.sheet("councils")),
        "councils": [_line(told.council, told.place, one) for told, one in found.lines],
        "missing": [{"place": one.place, "council": one.council, "why": one.wrong} for one in found.missing],
    }  # fmt: skip
    for plain in layout.sheets:
        if plain.key == "missing" and not found.missing:
            continue
        sheet = replace(plain, heading=f"{plain.heading}: {found.round.label}")
        page = book.sheet(sheet.title)
        table_sheet(page, styles, sheet, rows[sheet.key], f"{sheet.key}_table", footer)
        if sheet.key == "together":
            mark = styles(font_size=11, bold=True, valign="vcenter", locked=True)
            page.put(MARK, 0, f"{said(found)} {known}", mark)
            page.height(MARK, 24)
            paint_statuses(page, styles, (FIRST, 0, FIRST + len(rows[sheet.key]) - 1, 0), SHAPES)
            page.open_first()
    return book.bytes()


def said(found: Combined) -> str:
    """How many councils are counted, and how many are not."""
    left_out = f" {counted(len(found.missing), 'workspace')} not counted." if found.missing else ""
    return f"{counted(len(found.counted), 'council').capitalize()}.{left_out}"


def _line(council: str, place: str, one: Tally) -> Mapping[str, Shown]:
    """One council's numbers."""
    counts = one.counts
    share = _share(counts.coloured(Rag.GREEN), counts.rated)
    return {
        "council": council, "place": place, "returns": one.returns, "received": one.received, "complete": one.complete,
        "late": one.late, "asked": one.asked, "taken": one.taken, "held": one.held, "measures": counts.total,
        "rated": counts.rated, "green": counts.coloured(Rag.GREEN), "amber": counts.coloured(Rag.AMBER),
        "red": counts.coloured(Rag.RED), "percent": "" if share is None else Number(share, 1), "unrated": counts.total - counts.rated,
    }  # fmt: skip


def _together(found: Combined, councils: Sheet) -> Rows:
    """What all councils come to, each number live from their lines; the reasons for which measures are not rated as they are."""
    total, counts = found.total, found.total.counts
    last = FIRST + len(found.lines) - 1

    def live(key: str, result: int) -> Formula:
        place = councils.index(key)
        area = f"{reference(councils.title, FIRST, place)}:{reference('', last, place).rpartition('!')[2]}"
        return Formula(lambda _: f"SUM({area})", result)

    def row(what: str, number: tuple[str, int], of: tuple[str, int], of_what: str) -> Mapping[str, Shown]:
        return {
            "what": what,
            "number": live(*number),
            "of": live(*of),
            "of_what": of_what,
            "share": _live_share(number[1], of[1]),
        }

    returns, asked = ("returns", total.returns), ("asked", total.asked)
    measures, rated = ("measures", counts.total), ("rated", counts.rated)
    colours = [(Status(rag.value, rag), (rag.value.lower(), counts.coloured(rag))) for rag in Rag]
    every = len(found.counted) + len(found.missing)
    reasons: Rows = [
        {"what": status.shown, "number": number, "of": live(*measures), "of_what": "measures", "share": _live_share(number, counts.total)}
        for status, number in counts.excluded.items()
    ]  # fmt: skip
    return [
        {"what": "Councils counted", "number": len(found.counted), "of": every, "of_what": "workspaces", "share": _live_share(len(found.counted), every)},
        row("Returns received", ("received", total.received), returns, "returns issued"),
        row("Returns complete", ("complete", total.complete), returns, "returns issued"),
        row("Returns overdue", ("late", total.late), returns, "returns issued"),
        row("Rows taken", ("taken", total.taken), asked, "rows asked"),
        row("Rows to put right", ("held", total.held), asked, "rows asked"),
        row("Measures rated", rated, measures, "measures"),
        *(row(status.shown, number, rated, "rated measures") for status, number in colours),
        row("Measures not rated", ("unrated", counts.total - counts.rated), measures, "measures"),
        *reasons,
    ]  # fmt: skip


def _share(number: int, of: int) -> Decimal | None:
    return rounded(Decimal(100 * number) / of, 1) if of else None


def _live_share(number: int, of: int) -> Formula:
    share = _share(number, of)
    return Formula(
        lambda cell: f'IF({cell("of")}=0,"",ROUND(100*{cell("number")}/{cell("of")},1))',
        "" if share is None else share,
        1,
    )
