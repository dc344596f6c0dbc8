"""Builds the returns tracker: every return of a round, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pmf_excel.excel.layout import Layout
from pmf_excel.excel.sheets import FIRST, MARK, Shown, Styles, paint_statuses, table_sheet
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import Book
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.status import SHAPES
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import counted
from pmf_excel.master.tracker import Missing, Tracked, totals

Rows = list[Mapping[str, Shown]]


def build_tracker(
    position: Position, tracked: Sequence[Tracked], wanting: Sequence[Missing], today: date, council: str,
    layout: Layout, theme: Theme,
) -> bytes:  # fmt: skip
    """The tracker of a round; the same ledger on the same day gives the same bytes, because it carries the ledger's time."""
    book = Book(theme, f"{council}: returns, {position.round.label}", council, position.moment.replace(tzinfo=None))
    styles = Styles(book)
    known = f"As known on {in_words(position.moment.date())}, {position.moment:%H:%M}; days late are counted to {in_words(today)}."
    said = {
        "returns": totals(tracked),
        "missing": f"{counted(len(wanting), 'measure').capitalize()}.",
    }
    rows = {"returns": _returns(tracked), "missing": _missing(wanting)}
    footer = f"{council} · returns of {position.round.label} · as known on {in_words(position.moment.date())}"
    for plain in layout.sheets:
        hint = f"{plain.hint} {known}" if plain.key == "returns" else plain.hint
        sheet = replace(plain, heading=f"{plain.heading}: {position.round.label}", hint=hint)
        page = book.sheet(sheet.title)
        table_sheet(page, styles, sheet, rows[sheet.key], f"{sheet.key}_table", footer)
        page.put(MARK, 0, said[sheet.key], styles(font_size=11, bold=True, valign="vcenter", locked=True))
        page.height(MARK, 24)
        if sheet.key == "returns":
            place = sheet.index("state")
            paint_statuses(page, styles, (FIRST, place, FIRST + max(len(tracked), 1) - 1, place), SHAPES)
            page.open_first()
    return book.bytes()


def _returns(tracked: Sequence[Tracked]) -> Rows:
    """One row a return; nothing is shown where a count is none, so that what there is to do stands out."""
    return [
        {
            "service": one.name, "state": one.state, "issued": one.returned.issued.at.date(), "due": one.returned.due,
            "agreed_by": one.returned.agreed_by,
            "received": one.returned.received.date() if one.returned.received else None,
            "last_received": one.returned.last_received.date() if one.returned.last_received else None,
            "late": one.late or None, "asked": one.returned.asked, "taken": one.returned.taken,
            "held": one.returned.held or None, "queried": one.returned.queried or None,
            "sent_back": one.returned.sent_back or None,
            "signed_by": one.returned.signed_by, "signed_on": one.returned.signed_on,
        }
        for one in tracked
    ]  # fmt: skip


def _missing(wanting: Sequence[Missing]) -> Rows:
    """One row a measure; one that says so when there is none."""
    if not wanting:
        return [{"service": "Nothing is missing"}]
    return [
        {"service": one.service, "code": one.code, "title": one.title, "period": one.period.short, "waits": one.waits}
        for one in wanting
    ]
