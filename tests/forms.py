"""A service that fills in a yearly form, for tests: what is typed by code and column key, signed off unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.package import read
from pmf_excel.excel.reader import form, tables
from pmf_excel.framework.periods import financial_year
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace

NEXT = financial_year(2015)
#: When targets are set, and when the workbooks come back.
JANUARY = datetime(2015, 1, 5, 9, tzinfo=UTC)
BACK = datetime(2015, 1, 28, 17, tzinfo=UTC)
SIGNED: Mapping[str, Typed] = {
    "name": "Somebody", "job_title": "Head of service", "on": date(2015, 1, 27), "agreed": "Yes",
}  # fmt: skip


def filled(
    workspace: Workspace, made: Outgoing | bytes, rows: Mapping[str, Mapping[str, Typed]], key: str = "targets",
    part: str = "", signed: bool = True,
) -> bytes:  # fmt: skip
    """The workbook of a form with values typed into it, found as our own reader finds them."""
    data = made if isinstance(made, bytes) else made.data
    layout, book = workspace.layouts[key], read(data)
    cells: dict[tuple[str, str], Typed] = {}
    for table in tables(book, layout.sheet(part or key), ""):
        for row in table.rows():
            for column, value in rows.get(row["code"].text, {}).items():
                cells[row[column].place.sheet, row[column].place.cell] = value
    if signed:
        for column, placed in form(book, layout.sheet("sign_off"), "").items():
            cells[placed.place.sheet, placed.place.cell] = SIGNED[column]
    return fill_in(data, cells, BACK)
