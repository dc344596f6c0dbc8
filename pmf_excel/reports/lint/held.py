"""Holds a report that was edited against the same report made from the ledger: sentence by sentence, table by table, chart by chart."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence

from pmf_excel.problems import Place, Problem, error, note, query
from pmf_excel.reports.lint.cells import BACK, Cells
from pmf_excel.reports.lint.compared import compared
from pmf_excel.reports.lint.figures import Figure, figures, tokens
from pmf_excel.reports.lint.known import Known
from pmf_excel.reports.lint.matching import matched, texts_alike
from pmf_excel.reports.lint.places import FIELD, Spot, quoted, spots
from pmf_excel.reports.lint.statuses import Fills
from pmf_excel.reports.reading import ReadChart, ReadParagraph, ReadReport, ReadTable

#: What a rewritten sentence may say otherwise: where something stands in the document.
_FREE = "reference"
#: How many words before and after a figure say where in its sentence it stands.
_WORDS = 3


class Held:
    """Holds the report ``new`` against the ledger's, ``old``; ``codes`` are those of all measures and items."""

    def __init__(self, file: str, old: ReadReport, new: ReadReport, codes: Collection[str]) -> None:
        self.file = file
        self.old, self.new = spots(old), spots(new)
        self.known = Known(old, self.old)
        self.cells = Cells(file, Fills([old]), codes, self.known)

    def problems(self) -> Iterator[Problem]:
        """Everything in which it says something else than the ledger, in the order of the report."""
        old, new = self.old, self.new
        for i, j in matched([_key(one) for one in old], [_key(one) for one in new], self._alike):
            if i is not None and j is not None:
                yield from self._both(old[i], new[j])
            elif j is not None:
                yield from self._added(new[j])
            elif i is not None:
                yield from self._lost(old[i])

    def _alike(self, i: int, j: int) -> float:
        """How much a piece is like another of its sort."""
        old, new = self.old[i].piece, self.new[j].piece
        match old, new:
            case ReadParagraph(), ReadParagraph():
                return texts_alike(old.text, new.text) * (1.0 if bool(old.level) == bool(new.level) else 0.7)
            case ReadTable(), ReadTable():
                return _tables_alike(old, new)
            case ReadChart(), ReadChart():
                names = {*old.categories, *(one.name for one in old.series)}
                others = {*new.categories, *(one.name for one in new.series)}
                title = texts_alike(self.old[i].title, self.new[j].title)
                return 0.5 * title + 0.5 * len(names & others) / max(len(names | others), 1)
            case _:
                return 0.0

    def _both(self, old: Spot, new: Spot) -> Iterator[Problem]:
        match old.piece, new.piece:
            case ReadParagraph(), ReadParagraph():
                if old.piece.level and not new.piece.level:
                    yield error("PMF-536", Place(self.file, cell=new.place), f"“{quoted(new.piece.text)}” is a heading of the ledger's report, and none here.", f"Give it the style Heading {old.piece.level} again: screen readers find their way by headings.")  # fmt: skip
                yield from self._sentence(old.piece.text, new.piece.text, new)
            case ReadTable(), ReadTable():
                yield from self.cells.differences(old, new)
            case ReadChart(), ReadChart():
                yield from self._chart(old.piece, new.piece, new)

    def _sentence(self, old: str, new: str, spot: Spot) -> Iterator[Problem]:
        """Figures of a paragraph that are not those of the ledger; its words may be others."""
        if old == new:
            return
        found = compared(old, new)
        at, of = Place(self.file, cell=spot.place), _of(old)
        for one, other in found.wrong:
            if one.group == _FREE:
                continue
            said = f"It says {one.text.strip()}{_around(new, one)}; the ledger says {other.text.strip()}{of}."
            if spot.front and one.kind == other.kind == "date":
                yield query("PMF-520", at, said, "If the day is another by now, correct it in the register and make the report again.")  # fmt: skip
            else:
                yield error("PMF-520", at, said, f"Put {other.text.strip()} back. {BACK}")
        for one, other in found.rounded:
            yield query("PMF-523", at, f"It says {one.text.strip()}, rounded; the ledger says {other.text.strip()}{of}.", "Check that it may be said so roughly: a status is given by the figure of the ledger.")  # fmt: skip
        if not FIELD.search(old):
            yield from self._strange(found.gained, at, [one.text.strip() for one in found.lost if one.group == "number" and not one.weak])  # fmt: skip

    def _strange(self, gained: Sequence[Figure], at: Place, gone: Sequence[str] = ()) -> Iterator[Problem]:
        """Figures typed by hand that no part of the ledger's report says."""
        strange = self.known.strange(gained)
        if not strange:
            return
        instead = f" The ledger's sentence has {_listed(gone)}." if gone else ""
        yield query("PMF-522", at, f"It says {_listed(strange)}; no figure of the ledger's report is {'that' if len(strange) == 1 else 'one of these'}.{instead}", "Check it, and say where it comes from.")  # fmt: skip

    def _chart(self, old: ReadChart, new: ReadChart, spot: Spot) -> Iterator[Problem]:
        """Numbers behind a chart, and in the words for those who cannot see it, that are not those of the ledger."""
        at = Place(self.file, cell=spot.place)
        now = {(one.name, name): value for one in new.series for name, value in zip(new.categories, one.values, strict=False)}  # fmt: skip
        for one in old.series:
            for name, value in zip(old.categories, one.values, strict=False):
                shown = now.get((one.name, name), value)
                if shown != value:
                    yield error("PMF-520", at, f"For {name}, {one.name}, it shows {_plain(shown)}; the ledger says {_plain(value)}.", f"Put {_plain(value)} back (Edit Data). {BACK}")  # fmt: skip
        if new.about and new.about != old.about:
            for figure, other in compared(old.about, new.about).wrong:
                yield error("PMF-520", at, f"Its alternative text says {figure.text.strip()}; the ledger says {other.text.strip()}.", f"Put {other.text.strip()} back. {BACK}")  # fmt: skip

    def _added(self, spot: Spot) -> Iterator[Problem]:
        """A piece that the ledger's report does not have."""
        at = Place(self.file, cell=spot.place)
        match spot.piece:
            case ReadParagraph() as one:
                yield from self._strange(figures(one.text), at)
            case ReadTable() as table:
                strange = self.known.strange(figures("\n".join(cell.text for row in table.rows for cell in row)))
                found = f" No figure of the ledger's report is {_listed(strange[:5])}{' and others' if len(strange) > 5 else ''}." if strange else ""  # fmt: skip
                yield query("PMF-525", at, f"This table was added: the ledger's report does not have it.{found}", "Check its figures, and say where they come from.")  # fmt: skip
            case _:
                yield query("PMF-525", at, "This chart was added: the ledger's report does not have it.", "Check its figures, and say where they come from.")  # fmt: skip

    def _lost(self, spot: Spot) -> Iterator[Problem]:
        """A piece that was taken out: said of sections, tables and charts, of which the reader hears nothing else."""
        what = {ReadTable: "table", ReadChart: "chart"}.get(type(spot.piece), "")
        if isinstance(spot.piece, ReadParagraph):
            if not spot.piece.level:
                return
            what = "heading"
        named = quoted(spot.piece.text) if isinstance(spot.piece, ReadParagraph) else quoted(spot.piece.about or spot.place)  # fmt: skip
        yield note("PMF-524", Place(self.file), f"The {what} “{named}” was taken out.", "Put it back unless the committee is not to see it.")  # fmt: skip


def _key(spot: Spot) -> Hashable:
    match spot.piece:
        case ReadParagraph() as one:
            return "text", bool(one.level), one.text
        case ReadTable() as table:
            return "table", tuple(tuple(cell.text for cell in row) for row in table.rows)
        case chart:
            return "chart", chart.categories, tuple((one.name, one.values) for one in chart.series)


def _tables_alike(old: ReadTable, new: ReadTable) -> float:
    """How much a table is like another: what it is said to show, its headings, and what its rows begin with."""
    if not old.rows or not new.rows:
        return 0.0
    head = texts_alike("\n".join(one.text for one in old.rows[0]), "\n".join(one.text for one in new.rows[0]))
    firsts = [{row[0].text.split("\n")[0] for row in table.rows[1:] if row} for table in (old, new)]
    rows = len(firsts[0] & firsts[1]) / max(len(firsts[0] | firsts[1]), 1)
    if not (old.about and new.about):
        return 0.5 * head + 0.5 * rows
    return 0.4 * texts_alike(old.about, new.about) + 0.3 * head + 0.3 * rows


def _around(text: str, one: Figure) -> str:
    """The words with which a figure stands in a text, where it has more words than these."""
    begin = text.rfind(". ", 0, one.start) + 2 if ". " in text[: one.start] else 0
    left, right = one.start, one.start + len(one.text)
    while left > begin and not text[left - 1].isspace():
        left -= 1
    while right < len(text) and not text[right].isspace():
        right += 1
    words = [*text[begin:left].split()[-_WORDS:], text[left:right].strip(), *text[right:].split()[:_WORDS]]
    return f" (“{' '.join(words).rstrip('.,;')}”)" if len(words) > 1 else ""


def _of(text: str) -> str:
    """The measure or item that a sentence begins with, by its code."""
    first = next(iter(tokens(text)), None)
    return f" of {first.figure.text}" if first is not None and first.figure is not None and first.figure.kind == "code" else ""  # fmt: skip


def _plain(value: float | None) -> str:
    return "nothing" if value is None else f"{value:,.10g}".replace("-", "−")


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} or {parts[-1]}" if len(parts) > 1 else "".join(parts)
