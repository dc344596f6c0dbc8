"""Builds the master workbook: the sheets in their order, each only where it has something to show."""

from __future__ import annotations

from pmf_excel.excel.layout import Layout
from pmf_excel.excel.sheets import Styles
from pmf_excel.excel.theme import Theme
from pmf_excel.excel.writer import Book
from pmf_excel.master.control import control
from pmf_excel.master.drawing import Contents, Drawing, MasterSheet
from pmf_excel.master.sheets.about import About
from pmf_excel.master.sheets.activities import Activities
from pmf_excel.master.sheets.budget import Budget
from pmf_excel.master.sheets.corrections import Corrections
from pmf_excel.master.sheets.dashboard import Dashboard
from pmf_excel.master.sheets.data import data_sheets
from pmf_excel.master.sheets.exceptions import Exceptions
from pmf_excel.master.sheets.lists import Lists
from pmf_excel.master.sheets.measures import Measures
from pmf_excel.master.sheets.recommendations import Recommendations
from pmf_excel.master.sheets.returns import Returns
from pmf_excel.master.sheets.risk_map import RiskMap
from pmf_excel.master.sheets.risks import Risks
from pmf_excel.master.sheets.scorecard import Scorecard
from pmf_excel.master.sheets.service_plans import ServicePlans
from pmf_excel.master.sheets.services import Services
from pmf_excel.master.sheets.trend_chart import TrendChart
from pmf_excel.master.sheets.trends import Trends
from pmf_excel.master.sheets.what_if import WhatIf
from pmf_excel.master.view import View

#: The sheets after the dashboard, in their order; the data and what is said about the workbook follow them.
SHEETS: tuple[MasterSheet, ...] = (
    Scorecard(),
    Measures(),
    WhatIf(),
    Trends(),
    TrendChart(),
    Exceptions(),
    Activities(),
    ServicePlans(),
    Recommendations(),
    Risks(),
    RiskMap(),
    Budget(),
    Services(),
    Returns(),
    Corrections(),
)


def build_master(view: View, layout: Layout, theme: Theme) -> bytes:
    """The master workbook; the same ledger gives the same bytes, because it carries the ledger's time.

    Raises OurFault when its control totals do not agree.
    """
    made = view.position.moment.replace(tzinfo=None)
    book = Book(theme, f"{view.council}: performance, {view.position.round.label}", view.council, made)
    styles = Styles(book)
    dashboard = book.sheet("Dashboard")
    contents: dict[str, Contents] = {}
    sheets = (*SHEETS, *data_sheets(view.traces), About(), Lists())
    for sheet in sheets:
        found = sheet.contents(view, layout.sheet(sheet.section or sheet.key))
        if found.rows or found.count or sheet.always:
            contents[sheet.key] = found
    control(view.position, view.framework, contents)
    for sheet in sheets:
        if sheet.key in contents:
            page = book.sheet(contents[sheet.key].sheet.title)
            sheet.draw(Drawing(book, page, styles, view, contents, contents[sheet.key]))
    Dashboard(book, dashboard, styles, view, contents).draw()
    dashboard.open_first()
    return book.bytes()
