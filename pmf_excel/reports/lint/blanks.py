"""What was left empty: headings with nothing below them, labels with nothing after them, fields to be completed, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pmf_excel.problems import Place, Problem, error, note
from pmf_excel.reports.lint.places import FIELD, Spot, quoted, row_place, texts
from pmf_excel.reports.reading import Box, ReadParagraph, ReadTable

#: A label at the beginning of a paragraph, and a paragraph that is nothing but one.
_LABEL = re.compile(r"[A-Z][^.:;!?]{1,70}:\s*\S")
_ALONE = re.compile(r"([A-Z][^.:;!?]{1,70}):")
#: What stands where a person is to write, and nobody did.
_NOTHING = re.compile(
    r"(?:[-–—_.…\s]*|\[[^\]]*\]|xx+|tb[cad]|to be (?:confirmed|completed|added|advised|determined))[.\s]*",
    re.IGNORECASE,
)
_WRITE = "Write what there is to say, or that there is nothing; take the heading out only if the committee's format allows it."


def blanks(file: str, some: Sequence[Spot]) -> Iterator[Problem]:
    """Everything in a report that somebody has still to write, tick or complete."""
    yield from _headings(file, some)
    yield from _labels(file, some)
    yield from _fields(file, some)
    yield from _boxes(file, some)


def _headings(file: str, some: Sequence[Spot]) -> Iterator[Problem]:
    """Headings with nothing below them: no words, no table, no heading of a lower level."""
    for at, spot in enumerate(some):
        if not isinstance(spot.piece, ReadParagraph) or not spot.piece.level:
            continue
        below = [one for one in some[at + 1 :] if not (isinstance(one.piece, ReadParagraph) and _empty(one.piece))][:1]
        after = below[0].piece if below else None
        higher = isinstance(after, ReadParagraph) and 0 < after.level <= spot.piece.level
        if after is None or higher:
            yield error("PMF-528", Place(file, cell=spot.place), f"Nothing stands below the heading “{quoted(spot.piece.text)}”.", _WRITE)  # fmt: skip


def _empty(piece: ReadParagraph) -> bool:
    """Whether a paragraph has neither words nor a box; what is still to be completed is said by itself."""
    return not piece.boxes and not piece.level and not FIELD.search(piece.text) and bool(_NOTHING.fullmatch(piece.text))


def _labels(file: str, some: Sequence[Spot]) -> Iterator[Problem]:
    """Labels with nothing after them, in a paragraph or in the cell beside."""
    for at, spot in enumerate(some):
        match spot.piece:
            case ReadParagraph() as one if not one.level and (found := _ALONE.fullmatch(one.text)):
                after = some[at + 1].piece if at + 1 < len(some) else None
                if after is None or (isinstance(after, ReadParagraph) and (after.level or _LABEL.match(after.text) or _ALONE.fullmatch(after.text))):  # fmt: skip
                    yield error("PMF-528", Place(file, cell=spot.place), f"Nothing stands after “{found[1]}:”.", _WRITE)
            case ReadTable() as table if not table.heading_rows:
                for number, row in enumerate(table.rows, 1):
                    if len(row) == 2 and (named := _ALONE.fullmatch(row[0].text.strip())) and _blank(row[1].text):
                        yield error("PMF-528", Place(file, cell=f"{spot.place}, {row_place(table, number)}"), f"Nothing stands beside “{named[1]}:”.", _WRITE)  # fmt: skip
            case _:
                continue


def _blank(text: str) -> bool:
    return not FIELD.search(text) and bool(_NOTHING.fullmatch(text.strip()))


def _fields(file: str, some: Sequence[Spot]) -> Iterator[Problem]:
    """Fields of the front sheet that nobody has said yet."""
    for said in texts(some):
        for name in dict.fromkeys(FIELD.findall(said.text)):
            yield note("PMF-529", Place(file, cell=said.place), f"{name} is still to be completed.", "Write it there; --set or the register say it for the next report.")  # fmt: skip


def _boxes(file: str, some: Sequence[Spot]) -> Iterator[Problem]:
    """Boxes of which neither Yes nor No is ticked, or both are."""
    above = ""
    for spot in some:
        one = spot.piece
        paragraphs = [one] if isinstance(one, ReadParagraph) else [each for row in one.rows for cell in row for each in cell.paragraphs] if isinstance(one, ReadTable) else []  # fmt: skip
        for each in paragraphs:
            for name, group in _questions(each.boxes, above or each.text).items():
                ticked = [box for box in group if box.checked]
                if not ticked:
                    yield note("PMF-530", Place(file, cell=spot.place), f"{name}: neither Yes nor No is ticked.", "Tick one of them.")  # fmt: skip
                elif len(ticked) > 1:
                    yield error("PMF-530", Place(file, cell=spot.place), f"{name}: {' and '.join(_answer(box, group) for box in ticked)} are both ticked.", "Tick one of them.")  # fmt: skip
            if each.level or (each.text and not each.boxes):
                above = each.text.rstrip(":?") if each.level or not above else above


def _questions(boxes: Sequence[Box], above: str) -> dict[str, list[Box]]:
    """The boxes of a paragraph by what they ask: their titles before the answer or, where a program lost these, what stands above."""
    found: dict[str, list[Box]] = {}
    for box in boxes:
        title, sign, _ = box.title.rpartition(":")
        found.setdefault(title if sign else quoted(above), []).append(box)
    return {name: group for name, group in found.items() if len(group) > 1}


def _answer(box: Box, group: Sequence[Box]) -> str:
    return box.title.rpartition(":")[2].strip() or box.tag.rpartition("=")[2] or ("Yes" if box is group[0] else "No")
