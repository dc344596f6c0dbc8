"""Everything to put right in a report that was edited by hand, all at once and in the order of the report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pmf_excel.problems import Place, Problem, Severity, note, query
from pmf_excel.reports.lint.access import faults, marks
from pmf_excel.reports.lint.arithmetic import added, contradicted, said_wrongly, tables_wrong
from pmf_excel.reports.lint.blanks import blanks
from pmf_excel.reports.lint.contrast import faint
from pmf_excel.reports.lint.held import Held
from pmf_excel.reports.lint.keys import colours, keys
from pmf_excel.reports.lint.places import Said, Spot, spots, texts
from pmf_excel.reports.lint.private import Secret, Secrets
from pmf_excel.reports.lint.references import missing, there
from pmf_excel.reports.lint.statuses import Fills
from pmf_excel.reports.lint.whole import Whole, whole
from pmf_excel.reports.reading import ReadChart, ReadReport, read_report

#: What of a document is wrong by itself, and no edit's fault where the report is made so.
_ITSELF = "The report is made so: put it right in the format, in the text of this kind of report, or where it was said."


@dataclass(frozen=True)
class Ledger:
    """What a report is held against: the same report made anew, the codes of all measures and items, and what is exempt.

    ``open_texts`` are said in the open, so that they give nothing away; the exempt part has no ``secrets``.
    """

    report: ReadReport
    codes: Collection[str] = ()
    secrets: Sequence[Secret] = ()
    open_texts: Sequence[str] = field(default_factory=tuple)


def lint(data: bytes, file: str, ledger: Ledger | None, points: int = 12) -> list[Problem]:
    """Everything to put right in a report; without a ledger what can be said of the document alone.

    Raises PutRight when it is no Word document that can be read.
    """
    report = read_report(data, file)
    own, rest = spots(report), whole(data)
    found: list[Problem] = []
    made = spots(ledger.report) if ledger is not None else None
    if ledger is not None and made is not None:
        found += Held(file, ledger.report, report, ledger.codes).problems()
        found += contradicted(file, texts(own, ledger.codes), texts(made), _wrong(found))
        found += Secrets(ledger.secrets, _open(ledger, made)).found(file, _every(own, rest, ledger.codes))
        found += marks(file, report, ledger.report)
    found += faint(file, data)
    alone = _alone(file, report, own, made, ledger, points, _wrong(found))
    if ledger is not None and made is not None:
        before = _alone(file, ledger.report, made, made, ledger, points, set())
        alone = list(_new(alone, before))
    found += alone
    found += _left(file, rest)
    order = {spot.place: number for number, spot in enumerate(own)}
    return sorted(_once(found), key=lambda one: _at(one.place.cell, order))


def _wrong(found: Iterable[Problem]) -> set[str]:
    """The places of which it was said already that a figure or status there is wrong."""
    return {one.place.cell for one in found if one.code in ("PMF-520", "PMF-521")}


def _alone(
    file: str, report: ReadReport, own: Sequence[Spot], made: Sequence[Spot] | None, ledger: Ledger | None, points: int,
    wrong: Collection[str],
) -> list[Problem]:  # fmt: skip
    """What can be said of a document by itself, where the figures that are wrong by the ledger were said already."""
    codes = ledger.codes if ledger is not None else ()
    fills = Fills([ledger.report if ledger is not None else report])
    has = there(report, own)
    before = there(ledger.report, made) if ledger is not None and made is not None else None
    sums = added(made) if made is not None else None
    return [
        *said_wrongly(file, texts(own, codes), wrong), *tables_wrong(file, own, sums, wrong),
        *missing(file, own, has, before), *blanks(file, own), *keys(file, own, made),
        *(one for one in colours(file, own, fills) if one.place.cell not in wrong), *faults(file, report, own, points),
    ]  # fmt: skip


def _new(now: Iterable[Problem], before: Iterable[Problem]) -> Iterator[Problem]:
    """What is wrong now; what is so in the ledger's own report too is no edit's fault, and only noted."""
    known = {(one.code, one.found) for one in before}
    for one in now:
        if one.severity is not Severity.NOTE and (one.code, one.found) in known:
            yield replace(one, severity=Severity.NOTE, remedy=_ITSELF)
        else:
            yield one


def _every(own: Sequence[Spot], rest: Whole, codes: Collection[str]) -> Iterator[Said]:
    """All the words of a document: on its pages row by row, in its charts, and whatever its file holds besides."""
    yield from texts(own, codes)
    for spot in own:
        if isinstance(spot.piece, ReadChart):
            names = [*spot.piece.categories, *(one.name for one in spot.piece.series)]
            yield from (Said(text, spot.place) for text in (spot.piece.about, *names))
    yield from rest.said


def _open(ledger: Ledger, made: Sequence[Spot]) -> Iterator[str]:
    """What is said in the open: by the ledger's own report and by what is not exempt."""
    yield from ledger.open_texts
    yield from (said.text for said in texts(made))
    yield from (text for one in ledger.report.charts for text in (one.about, *one.categories))
    yield from (*ledger.report.headers, *ledger.report.footers, *ledger.report.custom.values(), ledger.report.title)


def _left(file: str, rest: Whole) -> Iterator[Problem]:
    """What Word keeps of the editing, and readers of the published file would find."""
    if rest.tracked:
        yield query("PMF-545", Place(file), f"Changes are still tracked in it: {rest.tracked}.", "Accept or reject them (Review) before it goes out. This check reads it as if all were accepted.")  # fmt: skip
    if rest.comments:
        yield note("PMF-545", Place(file), f"Comments are left in it: {rest.comments}.", "Delete them (Review, Delete All Comments) before it goes out.")  # fmt: skip


def _once(found: Iterable[Problem]) -> list[Problem]:
    return list({(one.code, one.place, one.found): one for one in found}.values())


def _at(cell: str, order: dict[str, int]) -> tuple[int, str]:
    """Where in the report a place is; what is about all of it comes last."""
    for place in (cell, *(cell[:at] for at in range(len(cell) - 1, 0, -1) if cell[at] == ",")):
        if place in order:
            return order[place], ""
    return len(order), cell
