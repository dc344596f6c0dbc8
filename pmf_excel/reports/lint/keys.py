"""Whether statuses can be understood: their key, their words beside colours, and that shape, word and colour say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmf_excel.problems import Place, Problem, error, query
from pmf_excel.reports.lint.places import Spot, column_place, row_place
from pmf_excel.reports.lint.statuses import Fills, clash, signs, status
from pmf_excel.reports.reading import ReadCell, ReadTable


def is_key(table: ReadTable) -> bool:
    """Whether a table explains statuses: each of its rows begins with another one, and says something of it."""
    rows = [row for row in table.rows[table.heading_rows or 1 :] if len(row) >= 2]
    if not rows or len(rows[0]) > 3:
        return False
    words = [own.word.casefold() for row in rows if (own := status(row[0])) is not None]
    wordy = all(len(row[1].text.split()) >= 2 for row in rows)
    return len(words) == len(rows) == len(set(words)) and wordy


def keys(file: str, some: Sequence[Spot], ledger: Sequence[Spot] | None) -> Iterator[Problem]:
    """Statuses that the report shows and no key explains, where the ledger's report has one; of another document it is asked."""
    tables = [spot for spot in some if isinstance(spot.piece, ReadTable)]
    explained = {word for spot in tables if isinstance(spot.piece, ReadTable) and is_key(spot.piece) for word in _words([spot])}  # fmt: skip
    shown = [spot for spot in tables if isinstance(spot.piece, ReadTable) and not is_key(spot.piece) and _words([spot])]
    if not shown:
        return
    if ledger is None:
        if not explained:
            yield query("PMF-531", Place(file, cell=shown[0].place), "Statuses are shown, and no table says what each of them means.", "Add a key: each status with its shape and word, and when a figure has it.")  # fmt: skip
        return
    meant = {word for spot in ledger if isinstance(spot.piece, ReadTable) and is_key(spot.piece) for word in _words([spot])}  # fmt: skip
    gone = [word for word in sorted(meant - explained) if word in {own for spot in shown for own in _words([spot])}]
    if gone and not explained:
        yield error("PMF-531", Place(file, cell=shown[0].place), "Statuses are shown, and the key to them was taken out.", "Put the key back: not every reader knows what each status means.")  # fmt: skip
    elif gone:
        listed = ", ".join(f"“{word.capitalize()}”" for word in gone)
        yield error("PMF-531", Place(file, cell=shown[0].place), f"The key no longer explains {listed}, which the report shows.", "Put its row back into the key.")  # fmt: skip


def _words(some: Sequence[Spot]) -> set[str]:
    """The words of the statuses that tables show, below their headings."""
    cells = (
        cell for spot in some if isinstance(spot.piece, ReadTable)
        for row in spot.piece.rows[spot.piece.heading_rows :] for cell in row
    )  # fmt: skip
    return {own.word.casefold() for cell in cells if (own := status(cell)) is not None and own.shape}


def colours(file: str, some: Sequence[Spot], fills: Fills) -> Iterator[Problem]:
    """Cells whose colour says a status that no word says, and cells that contradict themselves."""
    for spot in some:
        table = spot.piece
        if not isinstance(table, ReadTable):
            continue
        bare = [
            (number, column, colour)
            for number, row in enumerate(table.rows, 1)
            if number > table.heading_rows
            for column, cell in enumerate(row)
            if (colour := _alone(cell, fills))
        ]
        # One colour may be a council's own; several, or one of our statuses', say how something stands.
        known = [one for one in bare if fills.known.get(table.rows[one[0] - 1][one[1]].fill.upper())]
        for number, column, colour in bare if len({colour for _, _, colour in bare}) > 1 else known:
            at = Place(file, cell=f"{spot.place}, {row_place(table, number)}, {column_place(table, column)}")
            yield error("PMF-532", at, f"Its colour, {colour.lower()}, stands alone: no word says the status.", "Write the status in words, with its shape, such as “▲ Red”. Not everybody sees colours.")  # fmt: skip
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                if number > table.heading_rows and (what := clash(cell, fills)):
                    at = Place(file, cell=f"{spot.place}, {row_place(table, number)}, {column_place(table, column)}")
                    yield error("PMF-532", at, what, "Put right the one that is wrong.")


def _alone(cell: ReadCell, fills: Fills) -> str:
    """The colour of a cell that shows no status in words."""
    colour = fills.colour(cell.fill)
    if colour in ("", "grey") or signs(cell)[0]:
        return ""
    if not any(sign.isdigit() for sign in cell.text) and any(len(word) > 2 for word in cell.text.split()):
        return ""
    return "" if any(word in cell.text.casefold() for word in ("green", "amber", "red")) else colour
