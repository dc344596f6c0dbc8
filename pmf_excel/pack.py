"""The pack of one meeting: its open and exempt reports, their twins for the web, the figures, and what the clerk still has to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pmf_excel.batch import Batch
from pmf_excel.docket import Docket, Document, Wanted
from pmf_excel.errors import Nothing
from pmf_excel.framework.calendar import in_words, publish_by
from pmf_excel.framework.committees import Route
from pmf_excel.framework.status import Status
from pmf_excel.ledger.sentences import counted
from pmf_excel.ledger.traced import Traces
from pmf_excel.opendata.csv_table import csv_table
from pmf_excel.opendata.rows import Edition
from pmf_excel.reports.elements import Element, Heading, Item, Run, paragraph
from pmf_excel.reports.formats import Sheet, fill
from pmf_excel.reports.page import html_twin
from pmf_excel.reports.reading import ReadParagraph, ReadReport, read_report
from pmf_excel.shelves import quiet, shipped

#: Where the two parts lie, so that neither is taken for the other.
OPEN, EXEMPT = "open", "exempt"
CHECKLIST, FIGURES = "checklist.docx", "figures.csv"
#: How the formats begin what they say where nothing was written.
_NOTHING = re.compile(r"(none\b|not required|not applicable)", re.IGNORECASE)
_ASKED = re.compile(r"\[([^\[\]]+): to be completed\]")


@dataclass(frozen=True)
class Pack:
    """The files of a pack by their path in its folder, and what was left out of it, in sentences."""

    files: Mapping[str, bytes]
    left_out: Sequence[str] = ()
    #: What the clerk still has to do, by file.
    to_do: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: What kept a report from being made.
    batch: Batch = field(default_factory=Batch)


def pack(docket: Docket, routed: Sequence[tuple[Route, Wanted]], meeting: date | None, format_name: str = "") -> Pack:
    """Everything for one meeting; a report that fails does not keep the others out of it.

    Raises Nothing when there is nothing for it, and PutRight when no report could be made.
    """
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    to_do: dict[str, Sequence[str]] = {}
    batch = Batch()
    for route, wanted in routed:
        with batch.making(route, quiet):
            for done, folder in _parts(docket, route, wanted, format_name, left_out):
                name = f"{folder}/{done.name}"
                batch.name(name, route)
                steps = list(_to_do(done, read_report(done.data)))
                twin = html_twin(done.data, docket.shelves.settings.council, docket.shelves.page_css)
                files |= {name: done.data, f"{name.removesuffix('.docx')}.html": twin}
                to_do[name] = steps
    if not files:
        batch.stop()
        raise Nothing(f"There is nothing for this meeting. {' '.join(left_out)}")
    files[f"{OPEN}/{FIGURES}"] = _figures(docket)
    files[CHECKLIST] = _checklist(docket, to_do, [*left_out, *map(str, batch.faults)], meeting)
    return Pack(files, left_out, to_do, batch)


def _parts(
    docket: Docket, route: Route, wanted: Wanted, format_name: str, left_out: list[str]
) -> Iterator[tuple[Document, str]]:  # fmt: skip
    """The open report, and the exempt one where anything in its remit is exempt."""
    for exempt, folder in ((False, OPEN), (True, EXEMPT)):
        try:
            yield docket.document(route.kind, format_name or route.format, replace(wanted, exempt=exempt)), folder
        except Nothing as why:
            if not exempt:
                left_out.append(f"No {route.kind}: {why}")


def _figures(docket: Docket) -> bytes:
    """The open figures behind the reports, for programs."""
    position, framework = docket.position, docket.framework
    assert position.known is not None
    with docket.shelves.ledger.reading(position.moment) as reader:
        traces = Traces(reader, framework, position.known, position.round, list(framework.measures))
        return csv_table(Edition(docket.shelves.settings.council, position, framework, traces)).data


def _to_do(done: Document, read: ReadReport) -> Iterator[str]:
    """What is still to be done to one document before it goes out."""
    for name in dict.fromkeys(_ASKED.findall(read.text)):
        yield f"Complete: {name}."
    for box in dict.fromkeys(one.title.rpartition(":")[0] for one in read.boxes):
        if not any(one.checked for one in read.boxes if one.title.rpartition(":")[0] == box):
            yield f"Tick Yes or No: {box}."
    standing = list(_standing(read))
    if standing:
        yield f"Confirm, or write: {'; '.join(standing)}. Nothing was written there, so it says what your format says then."
    waiting = [line for line in done.position.lines if line.status in (Status.HELD, Status.AWAITED)]
    if waiting:
        yield f"{counted(len(waiting), 'figure')} {'is' if len(waiting) == 1 else 'are'} awaited or being put right: {', '.join(line.measure for line in waiting[:10])}{' and more' if len(waiting) > 10 else ''}."


def _standing(read: ReadReport) -> Iterator[str]:
    """The headings below which nothing stands but the format's own words for nothing."""
    for at, piece in enumerate(read.pieces):
        below = read.pieces[at + 1 : at + 3]
        if not isinstance(piece, ReadParagraph) or not piece.level or not below:
            continue
        first, *rest = below
        alone = not rest or (isinstance(rest[0], ReadParagraph) and (rest[0].level or not rest[0].text))
        if isinstance(first, ReadParagraph) and not first.level and alone and _NOTHING.match(first.text):
            yield piece.text


def _checklist(
    docket: Docket, to_do: Mapping[str, Sequence[str]], left_out: Sequence[str], meeting: date | None
) -> bytes:  # fmt: skip
    """The checklist as a Word document with a box to tick before each line."""
    lines: list[Element] = []
    if meeting is not None:
        lines.append(paragraph(f"The agenda must be published by {in_words(publish_by(meeting))}: five clear working days before the meeting on {in_words(meeting)}."))  # fmt: skip
    if docket.mark:
        lines.append(paragraph(f"{docket.approval.said} The reports say {docket.mark} on each page."))
    for name, some in to_do.items():
        lines.append(Heading(1, name))
        lines += [Item((Run(f"☐ {one}"),)) for one in some] or [
            paragraph("Nothing is left to do but to read it through.")
        ]
    if any(name.startswith(f"{EXEMPT}/") for name in to_do):
        lines.append(Heading(1, "Exempt reports"))
        lines.append(paragraph("What lies in the folder exempt goes to those who may see it, and is not published."))
    if left_out:
        lines.append(Heading(1, "Left out"))
        lines += [paragraph(one) for one in left_out]
    title = f"Checklist: {docket.position.round.label}"
    sheet = Sheet(
        {"title": title, "council": docket.shelves.settings.council, "part": "FOR THE CLERK"}, {"detail": lines},
        docket.position.moment.replace(tzinfo=None), subject=title,
    )  # fmt: skip
    return fill(
        shipped("report_templates") / CHECKLIST, sheet, docket.shelves.theme, docket.shelves.settings.report_points
    )
