"""Where each piece of a report is, in words by which a person finds it in Word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pmf_excel.reports.reading import Piece, ReadCell, ReadChart, ReadParagraph, ReadReport, ReadTable

#: What stands on a front sheet until the clerk completes it.
FIELD = re.compile(r"\[([^\[\]]+): to be completed\]")
#: How much of a text is quoted.
_QUOTED = 60
_FRONT = "the front sheet"
_CODE = re.compile(r"(?=\S*\d)(?=\S*[A-Z])[A-Z0-9][\w./-]*")


@dataclass(frozen=True)
class Spot:
    """A piece of a report, where it is, and whether that is on the front sheet. ``title`` is what stands above a chart."""

    piece: Piece
    place: str
    front: bool = False
    title: str = ""


@dataclass(frozen=True)
class Said:
    """A text of a report and where it is: a paragraph, or one in a cell of a table."""

    text: str
    place: str
    front: bool = False


def spots(report: ReadReport) -> list[Spot]:
    """The pieces of a report in their order, without empty paragraphs."""
    found: list[Spot] = []
    section, front, above = _FRONT, True, ""
    for piece in report.pieces:
        match piece:
            case ReadParagraph():
                if not piece.text and not piece.boxes:
                    continue
                if piece.level:
                    section = piece.where
                    front = front and not piece.number
                numbered = (piece.number and not piece.bullet) or piece.level
                found.append(Spot(piece, piece.where if numbered else f"{piece.where}, “{quoted(piece.text)}”", front))
                above = piece.text
            case ReadTable():
                found.append(Spot(piece, f"{section}, {piece.where}", front))
            case ReadChart():
                named = f" “{quoted(above)}”" if above else ""
                found.append(Spot(piece, f"{section}, {piece.where}{named}", front, above))
    return found


def texts(some: Sequence[Spot], codes: Collection[str] = ()) -> Iterator[Said]:
    """Every text of a report's pieces, those in the cells of tables too."""
    for spot in some:
        match spot.piece:
            case ReadParagraph():
                yield Said(spot.piece.text, spot.place, spot.front)
            case ReadTable() as table:
                for number, row in enumerate(table.rows, 1):
                    for cell in row:
                        for one in cell.paragraphs:
                            yield Said(one.text, f"{spot.place}, {row_place(table, number, codes)}", spot.front)
            case _:
                continue


def row_place(table: ReadTable, number: int, codes: Collection[str] = ()) -> str:
    """A row of a table by its number, the heading row being the first, and the code or words it begins with."""
    label = row_label(table.rows[number - 1], codes)
    if number <= table.heading_rows:
        return f"row {number} (its headings)"
    return f"row {number} ({label})" if label else f"row {number}"


def row_label(row: Sequence[ReadCell], codes: Collection[str] = ()) -> str:
    """The code of a row's measure or item or, where it has none, what its first cell says."""
    first = next((one.text for one in row[0].paragraphs if one.text), "") if row else ""
    word = first.split(" ", 1)[0].rstrip(":,")
    return word if word in codes or _CODE.fullmatch(word) else quoted(first)


def heading_row(table: ReadTable) -> Sequence[ReadCell]:
    """The row that heads a table's columns; nothing where its rows have the heads."""
    if not table.rows or (table.row_heads and not table.heading_rows):
        return ()
    return table.rows[max(table.heading_rows, 1) - 1]


def column_place(table: ReadTable, number: int) -> str:
    """A column of a table by its heading or, where it has none, its number."""
    head = heading_row(table)
    name = head[number].text.replace("\n", " ") if number < len(head) else ""
    return f"column “{quoted(name)}”" if name else f"column {number + 1}"


def quoted(text: str) -> str:
    """As much of a text as is quoted."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else f"{flat[:_QUOTED].rstrip()}…"
