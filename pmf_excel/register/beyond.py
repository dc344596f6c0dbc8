"""What a register's file holds that pmf does not know, and would be lost where the file is written anew."""

from __future__ import annotations

from pmf_excel.excel.values import folded
from pmf_excel.register.lines import SheetReader

#: Sheets that pmf writes itself, whatever stands in the register.
_OWN = ("guidance", "lists")


def beyond(reader: SheetReader) -> list[str]:
    """Sheets and columns of a register that its layout does not have, each in words: what writing it anew would lose."""
    found, known = [], set()
    for sheet in reader.layout.sheets:
        table = reader.table(sheet.key)
        if table is None:
            continue
        known.add(table.grid.title)
        own = {column for row, column in table.grid.cells if row == table.heading_row}
        for column in sorted(own - set(table.columns.values())):
            cell = table.grid.cells[table.heading_row, column]
            if str(cell.value or "").strip():
                found.append(f'the column "{cell.value}" of the sheet {table.grid.title}')
    for grid in reader.workbook.grids:
        if (
            grid.title not in known
            and folded(grid.title) not in _OWN
            and any(_said(one.value) for one in grid.cells.values())
        ):
            found.append(f'the sheet "{grid.title}"')
    return found


def _said(value: object) -> bool:
    return value is not None and bool(str(value).strip())
