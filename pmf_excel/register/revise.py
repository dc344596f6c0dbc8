"""A register with rows added and cells changed, written anew from its own cells: the one way in which pmf writes into it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pmf_excel.errors import OurFault
from pmf_excel.excel.layout import Sheet
from pmf_excel.excel.writer import Value
from pmf_excel.framework.periods import parse
from pmf_excel.register.lines import SheetReader
from pmf_excel.register.rows import PlainRow, rows_of


@dataclass(frozen=True)
class Change:
    """Cells of one row that is there already: its sheet, what stands in the cells by which it is found, and the new values.

    A value of None empties a cell.
    """

    sheet: str
    row: Mapping[str, str]
    values: PlainRow


@dataclass(frozen=True)
class Revision:
    """What is to be written into a register: rows below those of a sheet, by its key, and cells of rows that are there."""

    add: Mapping[str, Sequence[PlainRow]] = field(default_factory=dict)
    change: Sequence[Change] = ()

    def __bool__(self) -> bool:
        return bool(self.change) or any(self.add.values())


def revised(reader: SheetReader, revision: Revision) -> dict[str, list[PlainRow]]:
    """Every row of a register as it will stand, by sheet."""
    sheets = {sheet.key: sheet for sheet in reader.layout.sheets}
    rows = rows_of(reader, sheets)
    for change in revision.change:
        found = find(rows[change.sheet], sheets[change.sheet], change.row)
        if found is None:
            raise OurFault(f"sheet {change.sheet} has no row of {dict(change.row)}")
        found |= change.values
        for key in [key for key, value in found.items() if value is None]:
            del found[key]
    for key, more in revision.add.items():
        rows[key] += [{name: value for name, value in row.items() if value not in (None, "")} for row in more]
    return rows


def find(rows: Sequence[PlainRow], sheet: Sheet, wanted: Mapping[str, str]) -> PlainRow | None:
    """The row in which some values stand, capitals and the way a period is written apart."""
    kinds = {column.key: column.kind for column in sheet.columns}
    return next(
        (row for row in rows if all(_same(row.get(key), text, kinds[key]) for key, text in wanted.items())), None
    )


def _same(value: Value, text: str, kind: str) -> bool:
    if value is None:
        return text == ""
    if kind == "period":
        try:
            return parse(str(value)) == parse(text)
        except ValueError:
            return False
    return " ".join(str(value).split()).casefold() == " ".join(text.split()).casefold()


def worked_out(reader: SheetReader) -> list[str]:
    """The cells of a register whose values a formula made, sheet by sheet: written anew, only the values would be left."""
    found = []
    for sheet in reader.layout.sheets:
        table = reader.table(sheet.key)
        there = [placed for row in table.rows() for placed in row.cells.values()] if table else []
        cells = [placed.place.cell for placed in there if placed.cell is not None and placed.cell.formula]
        if cells:
            more = f" and {len(cells) - 3} more" if len(cells) > 3 else ""
            found.append(f"formulas on the sheet {sheet.title} ({', '.join(cells[:3])}{more})")
    return found


def attached(data: bytes) -> list[str]:
    """What a register carries beside its cells: notes, pictures and charts."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = parts.namelist()
    sorts = {
        "xl/comments": "notes in cells",
        "xl/threadedComments": "notes in cells",
        "xl/drawings/drawing": "pictures or charts",
    }
    return list(dict.fromkeys(said for begins, said in sorts.items() if any(name.startswith(begins) for name in names)))


def unlike(made: SheetReader, rows: Mapping[str, Sequence[PlainRow]]) -> str:
    """Where a register that was written says another thing than it should, in words; nothing where it says just that."""
    there = rows_of(made, rows)
    for key, wanted in rows.items():
        if len(there[key]) != len(wanted):
            return f"sheet {key} has {len(there[key])} rows instead of {len(wanted)}"
        for number, (one, other) in enumerate(zip(there[key], wanted, strict=True), 1):
            apart = [name for name in {*one, *other} if _plain(one.get(name)) != _plain(other.get(name))]
            if apart:
                return f"sheet {key}, row {number}: {', '.join(sorted(apart))}"
    return ""


def _plain(value: Value) -> object:
    """A value as it is compared: numbers as Excel holds them, text without the blanks around it."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{Decimal(str(value)):.12e}"
    return value.strip() if isinstance(value, str) else value
