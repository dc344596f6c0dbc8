"""The rows of a returned sheet, found by their codes wherever people moved them, and matched with what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pmf_excel.excel.layout import Sheet
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.reader import Row, Table, tables
from pmf_excel.excel.typed import quoted
from pmf_excel.excel.values import address
from pmf_excel.problems import Place, Problem, error, note

#: How many rows of one sort are told one by one; a sheet pasted in by mistake has thousands.
MOST = 20
#: How many merged ranges of a sheet are looked at.
MERGED = 500


@dataclass(frozen=True)
class Wanted:
    """A row that was asked: its key, its code, and the period printed beside it, where the code alone does not tell rows apart."""

    key: str
    code: str
    period: str = ""


@dataclass
class Found:
    """The rows of a sheet by key, the table they stand in (nothing when there is none), and what was wrong with the sheet."""

    table: Table | None = None
    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def find_rows(
    workbook: Workbook, sheet: Sheet, file: str, wanted: Sequence[Wanted], answered: Mapping[str, bool]
) -> Found:
    """The rows that were asked, with what was wrong in finding them.

    ``answered`` says of which rows an earlier copy's answer stands, so that they may be missing.
    """
    found = Found()
    table = _table(workbook, sheet, file, wanted, found.problems)
    if table is None:
        return found
    found.table = table
    _match(table, sheet, wanted, found)
    said = {problem.about for problem in found.problems}
    for one in wanted:
        if one.key not in found.rows and not answered.get(one.key) and one.key not in said:
            place = Place(file, table.grid.title)
            what = f'the row of "{one.code}" is missing.'
            remedy = "Fill in that row in the workbook as it was sent to you."
            found.problems.append(replace(error("PMF-211", place, what, remedy), about=one.key))
    found.problems += _merged(table, sheet, found.rows)
    if table.grid.outside:
        what = f"{table.grid.outside} values stand far outside the table and were not read."
        found.problems.append(note("PMF-213", Place(file, table.grid.title), what, "Nothing needs doing."))
    return found


def _table(
    workbook: Workbook, sheet: Sheet, file: str, wanted: Sequence[Wanted], problems: list[Problem]
) -> Table | None:
    every = tables(workbook, sheet, file)
    codes = {one.code.casefold() for one in wanted}
    own = [t for t in every if any(row["code"].text.casefold() in codes for row in t.rows())] or every
    if not own:
        have = ", ".join(f'"{grid.title}"' for grid in workbook.grids if not grid.hidden) or "none"
        what = f"no sheet has the headings of the {sheet.title} sheet. It has {have}."
        problems.append(
            error("PMF-217", Place(file), what, "Fill in the workbook as it was sent to you and send that back.")
        )
        return None
    if len(own) > 1:
        names = " and ".join(f'"{t.grid.title}"' for t in own)
        rows = "measures stand" if sheet.key == "measures" else f"rows of {sheet.title} stand"
        what = f"the {rows} on more than one sheet: {names}."
        remedy = "Keep the right one, delete the others and send the workbook again."
        problems.append(error("PMF-218", Place(file), what, remedy))
        return None
    table = own[0]
    lost = [column.heading for column in table.missing if column.input or column.key == "code"]
    if lost:
        headings_ = ", ".join(f'"{heading}"' for heading in lost)
        what = f"these columns are missing: {headings_}."
        remedy = "Put their headings back as they were, or fill in the workbook as it was sent to you."
        problems.append(error("PMF-217", Place(file, table.grid.title), what, remedy))
        return None
    twice = [sheet.column(key) for key in dict.fromkeys(table.doubled)]
    for column in twice:
        what, place = f'there are two columns headed "{column.heading}".', table.place(table.heading_row, column.key)
        if column.input or column.key == "code":
            remedy = "Keep the right one, delete the other and send the workbook again."
            problems.append(error("PMF-223", place, what, remedy))
        else:
            problems.append(note("PMF-223", place, what, "What was issued stands. Nothing needs doing."))
    return None if any(column.input or column.key == "code" for column in twice) else table


def _match(table: Table, sheet: Sheet, wanted: Sequence[Wanted], found: Found) -> None:
    """The rows by key; those twice or not asked for are said and left out."""
    alone = {code for code, n in Counter(one.code.casefold() for one in wanted).items() if n == 1}
    by_code = {one.code.casefold(): one for one in wanted if one.code.casefold() in alone}
    by_both = {(one.code.casefold(), _plain(one.period)): one for one in wanted}
    rows = list(table.rows())

    def match(row: Row) -> Wanted | None:
        code = row["code"].text.casefold()
        return by_code.get(code) or by_both.get((code, _plain(row["period"].text) if "period" in row.cells else ""))

    seen = Counter(one.key for row in rows if (one := match(row)) is not None)
    codes = {want.code.casefold() for want in wanted}
    told: Counter[str] = Counter()
    for row in rows:
        one, place, text = match(row), row["code"].place, row["code"].text
        key = one.key if one else ""
        if one is None and (text or any(not row[c.key].empty for c in sheet.columns if c.input and c.key in row.cells)):
            what = (
                f"the code {quoted(text)} was not asked for in this return."
                if text
                else "a row without a code is filled in."
            )
            if text.casefold() in codes:
                what = f"{quoted(text)} stands for a period that was not asked for."
            remedy = "The row was not read. If it matters, ask the policy officer."
            problem = note("PMF-213", place, what, remedy)
        elif one is not None and seen[key] > 1:
            what, remedy = f'"{one.code}" stands in more than one row.', "Keep the right row and delete the other."
            problem = replace(error("PMF-212", place, what, remedy), about=key)
        else:
            if one is not None:
                found.rows[key] = row
            continue
        told[key] += 1
        if told[key] <= MOST:
            found.problems.append(problem)
    place = Place(table.file, table.grid.title)
    for key, count in told.items():
        if count > MOST and key:
            what, remedy = f"the same stands in {count - MOST} more rows.", "Keep the right row and delete the others."
            found.problems.append(replace(error("PMF-212", place, what, remedy), about=key))
        elif count > MOST:
            what = f"{count - MOST} more rows that were not asked for are filled in."
            found.problems.append(
                note("PMF-213", place, what, "They were not read. If they matter, ask the policy officer.")
            )


def _merged(table: Table, sheet: Sheet, rows: Mapping[str, Row]) -> list[Problem]:
    """What is said of inputs that were merged into one cell, which holds only what stood in the first of them."""
    inputs = {table.columns[column.key] for column in sheet.columns if column.input and column.key in table.columns}
    numbers = {row.number for row in rows.values()}
    found = []
    for top, left, bottom, right in table.grid.merged[:MERGED]:
        if any(left <= column <= right for column in inputs) and any(top <= number <= bottom for number in numbers):
            place = Place(table.file, table.grid.title, address(top, left))
            what = f"the cells {address(top, left)} to {address(bottom, right)} were merged into one, so that all but the first are empty."
            found.append(note("PMF-250", place, what, "Unmerge them in Excel and fill in each cell."))
    return found[:MOST]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
