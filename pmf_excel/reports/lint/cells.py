"""Holds a table that was edited against the same table made from the ledger: row by row, by its code, and cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pmf_excel.problems import Place, Problem, error, note, query
from pmf_excel.reports.lint.compared import compared
from pmf_excel.reports.lint.figures import figures, tokens
from pmf_excel.reports.lint.known import Known
from pmf_excel.reports.lint.matching import matched, texts_alike
from pmf_excel.reports.lint.places import FIELD, Spot, column_place, heading_row, quoted, row_label, row_place
from pmf_excel.reports.lint.statuses import Fills, Sign, signs
from pmf_excel.reports.reading import ReadCell, ReadTable

#: What to do about a figure that is not the ledger's.
BACK = "If the ledger is wrong, have it corrected there and make the report again."
#: A cell with no more words than this beside its figure is there for the figure.
_BESIDE = 2


@dataclass(frozen=True)
class Cells:
    """What tables are held against each other with."""

    file: str
    fills: Fills
    codes: Collection[str]
    known: Known

    def differences(self, old: Spot, new: Spot) -> Iterator[Problem]:
        """Everything in which a table that was edited says something else than the ledger's."""
        before, after = old.piece, new.piece
        if not isinstance(before, ReadTable) or not isinstance(after, ReadTable):
            return
        heads = before.heading_rows if _headed(before, after) else after.heading_rows
        columns = _columns(before, after)
        yield from self._lost_columns(before, new.place, columns)
        if before.heading_rows and not after.heading_rows:
            yield unmarked(self.file, new.place)
        for i, j in _rows(before, after, heads, columns):
            if i is not None and j is not None and _newly_merged(before.rows[i], after.rows[j]):
                continue  # which figure belongs to which column cannot be said until they are split
            if i is not None and j is not None:
                place = f"{new.place}, {row_place(after, j + 1, self.codes)}"
                label = row_label(before.rows[i], self.codes)
                for own, was in columns.items():
                    if own < len(after.rows[j]) and was < len(before.rows[i]):
                        at = Place(self.file, cell=f"{place}, {column_place(after, own)}")
                        yield from self._cell(before.rows[i][was], after.rows[j][own], at, label)
            elif i is not None:
                label = row_label(before.rows[i], self.codes)
                yield note("PMF-524", Place(self.file, cell=new.place), f"The row {label} was taken out.", "Put it back unless the committee is not to see it.")  # fmt: skip
            elif j is not None:
                yield self._added(after, j, new.place)

    def _lost_columns(self, before: ReadTable, place: str, columns: Mapping[int, int]) -> Iterator[Problem]:
        for number in range(len(before.rows[0]) if before.rows else 0):
            if number not in columns.values():
                yield note("PMF-524", Place(self.file, cell=place), f"The {column_place(before, number)} was taken out.", "Put it back unless the committee is not to see it.")  # fmt: skip

    def _added(self, table: ReadTable, number: int, place: str) -> Problem:
        """A row that the ledger's report does not have there."""
        text = "\n".join(cell.text for cell in table.rows[number])
        strange = self.known.strange(figures(text))
        at = Place(self.file, cell=f"{place}, {row_place(table, number + 1, self.codes)}")
        if strange:
            return query("PMF-525", at, f"This row was added. No figure of the ledger's report is {_listed(strange)}.", "Check where it comes from, and whether it belongs there.")  # fmt: skip
        return note("PMF-525", at, "This row was added: the ledger's report has no such row there.", "Check that it belongs there.")  # fmt: skip

    def _cell(self, old: ReadCell, new: ReadCell, at: Place, label: str) -> Iterator[Problem]:
        """What of a cell is another: its statuses, its colour, its figures."""
        if old.text == new.text and (old.fill.upper() == new.fill.upper() or not signs(old)[0]):
            return
        of = f" of {label}" if label else ""
        was, old_rest = signs(old)
        now, new_rest = signs(new)
        if was and not now and old.text != new.text:
            now = _in_words(was, new.text)
        yield from self._signs(was, now, old, new, at, of)
        if old_rest == new_rest:
            return
        yield from self._figures(old_rest, new_rest, at, of)

    def _signs(
        self, was: Sequence[Sign], now: Sequence[Sign], old: ReadCell, new: ReadCell, at: Place, of: str
    ) -> Iterator[Problem]:  # fmt: skip
        """Statuses and directions that are not those of the ledger, and a colour that is another status's."""
        for travel in (False, True):
            before = [one for one in was if one.travel is travel]
            after = [one for one in now if one.travel is travel]
            differ = [
                (one, other)
                for one, other in zip(before, [*after, *[None] * len(before)], strict=False)
                if other is None or other.word.casefold() != one.word.casefold() or other.shape not in ("", one.shape)
            ]
            what = "direction" if travel else "status"
            for one, other in differ:
                said = f"It shows “{other.shown}”" if other is not None else f"It shows no {what}"
                yield error("PMF-521", at, f"{said}; the ledger says the {what}{of} is “{one.shown}”.", f"Put “{one.shown}” back. {BACK}")  # fmt: skip
            if not travel and before and not differ and new.fill and new.fill.upper() != "AUTO":
                right, found = self.fills.colour(old.fill), self.fills.colour(new.fill)
                if found != right and right and found:
                    yield error("PMF-521", at, f"It is painted {found.lower()}; the ledger says the status{of} is “{before[0].shown}”, which is {right.lower()}.", "Paint it in the colour of its status.")  # fmt: skip

    def _figures(self, old: str, new: str, at: Place, of: str) -> Iterator[Problem]:
        """Figures that are not those of the ledger; in a cell that is there for its figure, also one that went or came."""
        found = compared(old, new)
        for one, other in [*found.wrong, *found.rounded]:
            yield error("PMF-520", at, f"It says {one.text.strip()}; the ledger says {other.text.strip()}{of}.", f"Put {other.text.strip()} back. {BACK}")  # fmt: skip
        if found.wrong or found.rounded or FIELD.search(old):
            return
        if _bare(old):
            if found.lost and not found.gained:
                said = f"It says “{quoted(new)}”" if new.strip() else "It is empty"
                yield error("PMF-520", at, f"{said}; the ledger says {quoted(old)}{of}.", f"Put {quoted(old)} back. {BACK}")  # fmt: skip
            elif found.gained:
                yield error("PMF-520", at, f"It says {quoted(new)}; the ledger says “{quoted(old)}”{of}.", f"Put “{quoted(old)}” back. {BACK}")  # fmt: skip
        elif strange := self.known.strange(found.gained):
            yield query("PMF-522", at, f"It says {_listed(strange)}, which is no figure of the ledger's report.", "Check it, and say where it comes from.")  # fmt: skip


def unmarked(file: str, place: str) -> Problem:
    """That a table has no row marked as its heading."""
    return error("PMF-537", Place(file, cell=place), "No row of this table is marked as its heading.", "In Word: put the cursor in the first row, Layout, Repeat Header Rows.")  # fmt: skip


def _newly_merged(before: Sequence[ReadCell], after: Sequence[ReadCell]) -> bool:
    """Whether a row has fewer cells than before because some were merged."""
    return len(after) < len(before) and sum(cell.merged for cell in after) > sum(cell.merged for cell in before)


def _in_words(was: Sequence[Sign], text: str) -> list[Sign]:
    """The statuses of a cell whose words are still there without their shapes."""
    return [one if one.word and one.word.casefold() in text.casefold() else Sign("", quoted(text)) for one in was] if text else []  # fmt: skip


def _bare(text: str) -> bool:
    """Whether a cell is there for a figure: it is one, with its unit, or the dash that stands for none."""
    some = tokens(text)
    return sum(one.figure is None for one in some) <= _BESIDE and (any(one.figure for one in some) or not some)


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} or {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _row_text(row: Sequence[ReadCell]) -> str:
    return "\n".join(cell.text for cell in row)


def _headed(before: ReadTable, after: ReadTable) -> bool:
    """Whether the edited table begins with the headings of the other, marked as such or not."""
    return bool(after.rows) and texts_alike(_row_text(before.rows[0]), _row_text(after.rows[0])) >= 0.5


def _columns(before: ReadTable, after: ReadTable) -> dict[int, int]:
    """Which column of the edited table is which of the other, by their headings."""
    if not before.rows or not after.rows:
        return {}
    old, new = [cell.text for cell in heading_row(before)], [cell.text for cell in heading_row(after)]
    count = min(len(before.rows[0]), len(after.rows[0]))
    if not old or old == new or (len(before.rows[0]) == len(after.rows[0]) and set(old) != set(new)):
        return {number: number for number in range(count)}
    new = new or [cell.text for cell in after.rows[0]]
    pairs = matched(old, new, lambda i, j: texts_alike(old[i], new[j]))
    return {j: i for i, j in pairs if i is not None and j is not None}


def _rows(
    before: ReadTable, after: ReadTable, heads: int, columns: Mapping[int, int]
) -> list[tuple[int | None, int | None]]:  # fmt: skip
    """Which row of the edited table is which of the other; the heading rows first."""
    top = min(before.heading_rows, heads)
    old, new = before.rows[before.heading_rows :], after.rows[heads:]
    whole = len(columns) == (len(before.rows[0]) if before.rows else 0) and list(columns) == list(columns.values())
    keys = [tuple(cell.text for cell in row) for row in old], [tuple(cell.text for cell in row) for row in new]
    if not whole:
        keys = (
            [tuple(row[was].text for was in columns.values() if was < len(row)) for row in old],
            [tuple(row[own].text for own in columns if own < len(row)) for row in new],
        )

    def alike(i: int, j: int) -> float:
        same = old[i][:1] and new[j][:1] and row_label(old[i]) == row_label(new[j])
        return (0.55 if same else 0.0) + (0.45 if same else 0.9) * texts_alike(_row_text(old[i]), _row_text(new[j]))

    pairs = matched(*keys, alike)
    first: list[tuple[int | None, int | None]] = [(number, number) for number in range(top)]
    return first + [
        (None if i is None else i + before.heading_rows, None if j is None else j + heads) for i, j in pairs
    ]
