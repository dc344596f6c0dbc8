"""What keeps somebody from reading a report: no language, headings out of order, tables and pictures that cannot be heard, small type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmf_excel.problems import Place, Problem, error
from pmf_excel.reports.lint.cells import unmarked
from pmf_excel.reports.lint.places import Spot, quoted, row_place
from pmf_excel.reports.reading import ReadChart, ReadParagraph, ReadReport, ReadTable

#: The marks that every page has to carry where the report has them.
MARKS = ("DRAFT", "REVISED", "EXEMPT")
_DESCRIBE = "In Word: right-click the table, Table Properties, Alt Text."
_WORDS = "In Word: right-click it, View Alt Text, and say what it shows."


def faults(file: str, report: ReadReport, some: Sequence[Spot], points: int) -> Iterator[Problem]:
    """Everything that keeps somebody from reading a report, each where it is."""
    yield from _document(file, report, points)
    yield from _headings(file, some)
    yield from _tables(file, some)
    yield from _pictures(file, report, some)


def _document(file: str, report: ReadReport, points: int) -> Iterator[Problem]:
    at = Place(file)
    if not report.language:
        yield error("PMF-535", at, "The document does not say its language, so it cannot be read aloud.", "In Word: Review, Language, Set Proofing Language, English (United Kingdom), Set As Default.")  # fmt: skip
    elif not report.language.casefold().startswith("en"):
        yield error("PMF-535", at, f"The document says its language is {report.language}.", "In Word: Review, Language, Set Proofing Language, English (United Kingdom).")  # fmt: skip
    if not report.title.strip():
        yield error("PMF-535", at, "The document has no title in its properties.", "In Word: File, Info, Title: write the title of the report.")  # fmt: skip
    if report.text_boxes:
        count = "A text box stands" if report.text_boxes == 1 else f"{report.text_boxes} text boxes stand"
        yield error("PMF-540", at, f"{count} in the document; screen readers pass over what is in them.", "Move the words into a paragraph.")  # fmt: skip
    if report.smallest is not None and report.smallest < points:
        yield error("PMF-541", at, f"“{quoted(report.smallest_words)}” is set in {report.smallest:g} points; reports are set in {points} or more.", f"Set it in {points} points.")  # fmt: skip


def _headings(file: str, some: Sequence[Spot]) -> Iterator[Problem]:
    """Levels that are skipped, which leave somebody who moves by headings lost."""
    level = 0
    for spot in some:
        one = spot.piece
        if not isinstance(one, ReadParagraph) or not one.level:
            continue
        if one.level > level + 1:
            above = f"the one before it is of level {level}" if level else "it is the first of the document"
            yield error("PMF-536", Place(file, cell=spot.place), f"The heading “{quoted(one.text)}” is of level {one.level}; {above}.", f"Give it the style Heading {level + 1}.")  # fmt: skip
        level = one.level


def _tables(file: str, some: Sequence[Spot]) -> Iterator[Problem]:
    tables = [(spot, spot.piece) for spot in some if isinstance(spot.piece, ReadTable)]
    silent = [spot for spot, table in tables if not table.about]
    if len(silent) == len(tables) > 1:
        yield error("PMF-542", Place(file), f"None of its {len(tables)} tables has a description. Some programs take descriptions away when they save.", f"Save the report in Word, from the document that was made. {_DESCRIBE}")  # fmt: skip
        silent = []
    for spot, table in tables:
        at = Place(file, cell=spot.place)
        if spot in silent:
            yield error("PMF-542", at, "This table has no description.", f"Say what it shows. {_DESCRIBE}")
        if not table.heading_rows and not table.row_heads and len(table.rows) > 1:
            yield unmarked(file, spot.place)
        for number, row in enumerate(table.rows, 1):
            if any(cell.merged for cell in row):
                yield error("PMF-538", Place(file, cell=f"{spot.place}, {row_place(table, number)}"), "Cells are merged there, so that it cannot be said which column they belong to.", "Split the cells, and say in each what belongs there.")  # fmt: skip
                break


def _pictures(file: str, report: ReadReport, some: Sequence[Spot]) -> Iterator[Problem]:
    charts = [spot for spot in some if isinstance(spot.piece, ReadChart)]
    silent = [spot for spot in charts if isinstance(spot.piece, ReadChart) and not spot.piece.about.strip()]
    if len(silent) == len(charts) > 1:
        yield error("PMF-539", Place(file), f"None of its {len(charts)} charts has alternative text. Some programs take it away when they save.", f"Save the report in Word, from the document that was made. {_WORDS}")  # fmt: skip
    else:
        for spot in silent:
            yield error("PMF-539", Place(file, cell=spot.place), "This chart has no alternative text.", _WORDS)
    if (others := report.pictures - len(silent)) > 0:
        count = "A picture has" if others == 1 else f"{others} pictures have"
        yield error("PMF-539", Place(file), f"{count} no alternative text.", "In Word: right-click it, View Alt Text, and say what it shows, or mark it as decorative.")  # fmt: skip


def marks(file: str, report: ReadReport, ledger: ReadReport) -> Iterator[Problem]:
    """Marks such as DRAFT or EXEMPT that the ledger's report has, and that pages of this one no longer have."""
    for mark in MARKS:
        if any(mark in one for one in ledger.headers):
            bare = sum(mark not in one for one in report.headers) + (not report.headers)
            if bare:
                where = "The header does" if len(report.headers) <= 1 else f"{bare} of {len(report.headers)} headers do"
                said = next(one for one in ledger.headers if mark in one).replace("\t", ", ")
                yield error("PMF-534", Place(file, cell="the header"), f"{where} not say {mark}; the report is made with “{said}” there.", _remedy(mark))  # fmt: skip
        elif mark in ledger.text and mark not in report.text:
            yield error("PMF-534", Place(file), f"{mark} stands nowhere any more.", _remedy(mark))


def _remedy(mark: str) -> str:
    if mark == "EXEMPT":
        return "Put it back: each page has to say that it is not for publication."
    return "Put it back, or have the round approved (pmf approve) and make the report again."
