"""Tables in CSV files, as Excel and statistics offices save them: rows by heading, each with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pmf_excel.excel.values import clean_text, folded
from pmf_excel.problems import Place, Problem, error, near_miss

#: A file larger than this is no table that somebody put together.
_LARGEST = 20 * 1024 * 1024
_SAVE = "Open it in Excel, and save it as CSV UTF-8."


@dataclass(frozen=True)
class Heading:
    """A column that a table must have: its key, its heading, what else it may be headed, and what stands in it."""

    key: str
    title: str
    also: Collection[str]
    help: str


@dataclass(frozen=True)
class PlainRow:
    """One row: its texts by column key, without blanks around them, and where each stands."""

    file: str
    line: int
    texts: Mapping[str, str]
    titles: Mapping[str, str]

    def place(self, key: str) -> Place:
        """Where the text of a column stands."""
        return Place(self.file, "", f"line {self.line}, column {self.titles[key]}")


@dataclass(frozen=True)
class Codes:
    """The problem codes that a kind of table uses."""

    file: str
    missing: str
    twice: str
    cells: str


def plain_rows(
    data: bytes, file: str, headings: Sequence[Heading], codes: Codes
) -> tuple[list[PlainRow], list[Problem]]:
    """The rows of a CSV file that are not empty, and what is wrong with its form; no rows where a heading is missing.

    Headings may stand in any order, and others among them. Commas, semicolons and tabs part cells.
    """

    def no_table(found: str, remedy: str, at: str = "") -> tuple[list[PlainRow], list[Problem]]:
        return [], [error(codes.file, Place(file, "", at), found, remedy)]

    listed = ", ".join(heading.title for heading in headings)
    if len(data) > _LARGEST:
        return no_table(f"this file is larger than {_LARGEST // 2**20} MB.", "Check that it is the right one.")
    text = _decoded(data)
    if text is None:
        return no_table("this is not a CSV file.", _SAVE)
    if not text.strip():
        return no_table("this file is empty.", f"Give it the headings {listed} and a line for each value.")
    if "\ufffd" in text:
        return no_table("this file has letters that cannot be read.", _SAVE)
    wanted = {folded(name): one.key for one in headings for name in (one.title, *one.also)}
    records, broken = _records(text, _parting(text.strip().splitlines()[0], set(wanted)))
    if broken:
        what = "the quotation marks from here on do not match."
        return no_table(what, "Give each text that begins with one another at its end.", f"line {broken}")
    line, titles = records[0]
    place = Place(file, "", f"line {line}")
    keys = [wanted.get(folded(title), "") for title in titles]
    if not any(keys):
        begins = " ".join(clean_text(", ".join(filter(None, titles))).split())[:60]
        return no_table(
            f'the first line, "{begins}", has none of the headings {listed}.', "Put them there.", place.cell
        )
    problems = []
    for heading in headings:
        if heading.key not in keys:
            others = [title for title, key in zip(titles, keys, strict=True) if title and not key]
            what = f'there is no column headed "{heading.title}".'
            remedy = f'{near_miss(heading.title, others)}Head one "{heading.title}": {heading.help}'
            problems.append(error(codes.missing, place, what, remedy))
        elif keys.count(heading.key) > 1:
            named = [f'"{title}"' for title, key in zip(titles, keys, strict=True) if key == heading.key]
            what = f"{len(named)} columns are headed {' and '.join(named)}."
            problems.append(error(codes.twice, place, what, "Keep the right one and rename or delete the other."))
    if problems:
        return [], problems
    named_so = {key: title for key, title in zip(keys, titles, strict=True) if key}
    rows = []
    for line, cells in records[1:]:
        if any(cells[len(titles) :]):
            what = f"the line has {len(cells)} cells, and there are {len(titles)} headings."
            remedy = "Put a text with a comma in it, such as 1,200, in quotation marks."
            problems.append(error(codes.cells, Place(file, "", f"line {line}"), what, remedy))
            continue
        filled = [*cells, *[""] * (len(titles) - len(cells))]
        texts = {key: " ".join(clean_text(cell).split()) for key, cell in zip(keys, filled, strict=False) if key}
        rows.append(PlainRow(file, line, texts, named_so))
    return rows, problems


def _decoded(data: bytes) -> str | None:
    """The text of a file in any of the ways in which Excel saves text; nothing when it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data or data.startswith((b"PK\x03\x04", b"%PDF")):
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as Excel saves "CSV" on Windows
        return data.decode("cp1252", errors="replace")


def _parting(line: str, wanted: Collection[str]) -> str:
    """The sign that parts the cells of a line of headings: the one by which most of them are known."""
    return max(",;\t", key=lambda sign: sum(folded(cell.strip('" ')) in wanted for cell in line.split(sign)))


def _records(text: str, sign: str) -> tuple[list[tuple[int, list[str]]], int]:
    """The records that are not empty, each with its first line; and the line from which on they cannot be parted, or 0."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    found: list[tuple[int, list[str]]] = []
    while True:
        line = rows.line_num + 1
        try:
            cells = [cell.strip() for cell in next(rows)]
        except StopIteration:
            return found, 0
        except csv.Error:
            return found, line
        if any(cells):
            found.append((line, cells))
