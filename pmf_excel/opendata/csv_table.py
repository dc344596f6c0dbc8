"""The open data as CSV: as RFC 4180 has it, which the government recommends for tables, in UTF-8 and without a byte order mark."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pmf_excel.excel.values import clean_text
from pmf_excel.opendata.fields import FIELDS, Cell
from pmf_excel.opendata.rows import Edition, Published

#: How a line ends, the last one too.
END = "\r\n"


@dataclass(frozen=True)
class CsvTable:
    """The file, how many rows it has below its headings, and the last row of each measure."""

    data: bytes
    rows: int
    measures: Sequence[Published]


def csv_table(edition: Edition) -> CsvTable:
    """The file with every row of an edition."""
    out, count, last = io.BytesIO(), 0, dict[str, Published]()
    out.write((",".join(written(field.name) for field in FIELDS) + END).encode())
    for row in edition.rows():
        out.write((",".join([written(field.of(row, edition)) for field in FIELDS]) + END).encode())
        count += 1
        last[row.measure.code] = row
    return CsvTable(out.getvalue(), count, list(last.values()))


def written(cell: Cell) -> str:
    """A cell as it stands in the file: text always in quotation marks, so that none is taken for a number, and nothing as nothing.

    Text that begins with a sign such as "=" stays as it is: an apostrophe before it would be one more letter to every program
    that reads the file, and no program but a spreadsheet runs anything.
    """
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return f'"{clean_text(cell).replace(chr(34), chr(34) * 2)}"'
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{cell:f}" if isinstance(cell, Decimal) else cell.isoformat()
