"""Builds the workbook of everyone with performance responsibilities on a day, and of what nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time

from pmf_excel.excel.layout import Layout
from pmf_excel.excel.sheets import Shown, Styles, table_sheet
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import Book
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.roster import Part, Roster


def build_people(found: Roster, council: str, layout: Layout, theme: Theme) -> bytes:
    """The workbook of a day; the same register on the same day gives the same bytes, because it carries that day."""
    on = in_words(found.day)
    book = Book(theme, f"{council}: people, {on}", council, datetime.combine(found.day, time()))
    styles = Styles(book)
    gaps = [{"gap": one} for one in found.gaps] or [{"gap": "Nothing: every service and every part has somebody."}]
    rows: dict[str, list[Mapping[str, Shown]]] = {"people": [_row(one) for one in found.parts], "gaps": [*gaps]}
    for plain in layout.sheets:
        page = book.sheet(plain.title)
        sheet = replace(plain, heading=f"{plain.heading}, {on}")
        table_sheet(page, styles, sheet, rows[plain.key], f"{plain.key}_table", f"{council} · people on {on}")
        if plain.key == "people":
            page.open_first()
    return book.bytes()


def _row(one: Part) -> Mapping[str, Shown]:
    person = one.person
    return {
        "role": person.role, "title": person.job_title, "service": one.service, "leads": ", ".join(one.leads),
        "answers": ", ".join(one.answers), "since": person.since, "until": person.until, "covers": person.covers,
        "covered": ", ".join(one.covered_by), "follows": person.follows,
    }  # fmt: skip
