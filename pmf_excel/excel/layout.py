"""Layouts: the sheets and columns of a workbook, declared once in TOML for writer, reader and checks alike."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmf_excel.errors import OurFault, PutRight
from pmf_excel.excel.values import excel_length

#: What a column can hold.
KINDS = {
    "text",
    "long text",
    "code",
    "number",
    "integer",
    "percentage",
    "date",
    "period",
    "choice",
    "figure",
    "live",
    "wording",
    "sentence",
    "amount",
    "picture",
}

#: Excel's own limits, in characters (XlsxWriter does not write what is over them, and only returns -2).
SHEET_NAME, INPUT_TITLE, INPUT_MESSAGE, CELL_TEXT = 31, 32, 255, 32_767


@dataclass(frozen=True)
class Column:
    """One column of a table, or one field of a form."""

    key: str
    heading: str
    kind: str = "text"
    input: bool = False
    required: bool = False
    unique: bool = False
    width: float = 12
    choices: str = ""
    refers: str = ""
    help: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    longest: int = 1000
    required_when: str = ""
    group: str = ""
    #: Came with a later version of the layout: a workbook from before may lack it.
    added: bool = False
    #: The minor version of the layout, such as "2.1", with which it came: workbooks made before have no such column.
    since: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a table with a row of headings, or a form of labels and values."""

    key: str
    title: str
    heading: str
    hint: str = ""
    form: bool = False
    rows: int = 0
    freeze: int = 0
    columns: tuple[Column, ...] = ()
    #: The key of a sheet that it is laid out like, but for the columns it declares itself.
    like: str = ""
    #: Came with a later version of the layout. A workbook from before has none: another sheet is only taken for it
    #: where it has all of its headings.
    added: bool = False

    def column(self, key: str) -> Column:
        """The column with a key."""
        return self.columns[self.index(key)]

    def index(self, key: str) -> int:
        """Where the column with a key stands, counting from 0."""
        for number, column in enumerate(self.columns):
            if column.key == key:
                return number
        raise OurFault(f"sheet {self.key} has no column {key}")


def version_of(text: str) -> tuple[int, int]:
    """A version as two numbers: "2.1" is (2, 1); what is no number counts as 0."""
    first, _, second = text.partition(".")
    return int(first) if first.isdecimal() else 0, int(second) if second.isdecimal() else 0


@dataclass(frozen=True)
class Layout:
    """A workbook's sheets, lists of choices and version (major.minor)."""

    name: str
    version: str
    sheets: tuple[Sheet, ...]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def sheet(self, key: str) -> Sheet:
        """The sheet with a key."""
        for sheet in self.sheets:
            if sheet.key == key:
                return sheet
        raise OurFault(f"layout {self.name} has no sheet {key}")

    def as_of(self, version: str) -> Layout:
        """The layout as it was in an earlier version of the same major number."""
        then = version_of(version)
        sheets = tuple(
            replace(sheet, columns=tuple(c for c in sheet.columns if not c.since or version_of(c.since) <= then))
            for sheet in self.sheets
        )
        return replace(self, sheets=sheets)

    def with_lists(self, **lists: tuple[str, ...]) -> Layout:
        """The same layout with further lists of choices, such as the council's status rules."""
        return Layout(self.name, self.version, self.sheets, {**self.lists, **lists})


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's contents; PutRight with the line when it is not one."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise PutRight(
            f"{path}: this file could not be read ({why}). Mend it, or remove it to use the one pmf brings."
        ) from why


def load(path: Path) -> Layout:
    """Read a layout, checked against Excel's limits.

    Raises PutRight, with every fault at once, when the file is not a layout or goes over a limit.
    """
    data = read_toml(path)
    try:
        sheets = _sheets(data["sheet"])
        layout = Layout(
            data["workbook"]["name"],
            data["workbook"]["version"],
            sheets,
            {name: tuple(words) for name, words in data.get("lists", {}).items()},
        )
    except (KeyError, TypeError) as why:
        raise PutRight(f"{path}: this layout lacks or misspells {why}. Compare it with the one pmf brings.") from why
    if faults := list(_faults(layout)):
        raise PutRight(f"{path}: " + " ".join(faults))
    return layout


def _sheets(tables: Sequence[dict[str, Any]]) -> tuple[Sheet, ...]:
    """The sheets in order; one that is ``like`` an earlier one has its columns, its own declarations in their places."""
    made: dict[str, Sheet] = {}
    for table in tables:
        sheet = _sheet(table)
        if sheet.like:
            own = {column.key: column for column in sheet.columns}
            first = made[sheet.like]
            columns = tuple(own.get(column.key, column) for column in first.columns)
            sheet = replace(first, **{k: v for k, v in table.items() if k != "column"}, columns=columns)
        made[sheet.key] = sheet
    return tuple(made.values())


def _sheet(table: dict[str, Any]) -> Sheet:
    columns = tuple(_column(column) for column in table.get("column", ()))
    return Sheet(**{key: value for key, value in table.items() if key != "column"}, columns=columns)


def _column(table: dict[str, Any]) -> Column:
    numbers = {key: Decimal(str(table[key])) for key in ("minimum", "maximum") if key in table}
    return Column(**{**table, **numbers})


def _faults(layout: Layout) -> list[str]:
    faults = []
    for sheet in layout.sheets:
        if len(sheet.title) > SHEET_NAME:
            faults.append(f'Sheet name "{sheet.title}" is longer than {SHEET_NAME} characters.')
        headings = [column.heading.casefold() for column in sheet.columns]
        faults += [
            f'Sheet {sheet.title}: "{h}" is a heading twice.'
            for h in sorted({h for h in headings if headings.count(h) > 1})
        ]
        for column in sheet.columns:
            where = f"Sheet {sheet.title}, column {column.heading}:"
            if column.kind not in KINDS:
                faults.append(f'{where} "{column.kind}" is not a kind of column.')
            if excel_length(column.help) > INPUT_MESSAGE:
                faults.append(f"{where} the help is longer than {INPUT_MESSAGE} characters.")
            if excel_length(column.heading) > INPUT_TITLE:
                faults.append(f"{where} the heading is longer than {INPUT_TITLE} characters.")
            if column.choices and column.choices not in layout.lists and not column.choices.startswith("@"):
                faults.append(f'{where} there is no list of choices "{column.choices}".')
    return faults
