"""Every kind in every format, of a council that reports, of one with nothing, and of the sample: it opens, is accessible, and has no holes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from pmf_excel.docket import Docket, Wanted
from pmf_excel.framework.periods import Period, month
from pmf_excel.reports.kinds import read_kind
from pmf_excel.reports.reading import ReadChart, ReadParagraph, ReadReport, ReadTable, read_report
from pmf_excel.workspace import Workspace
from tests.conftest import ROOT
from tests.opens import VALIDATOR, findings
from tests.reported import JUNE, reported
from tests.test_position import Council, measure, target

KINDS = sorted(path.stem for path in (ROOT / "report_templates" / "kinds").glob("*.md"))
FORMATS = sorted(path.stem for path in (ROOT / "report_templates" / "formats").glob("*.docx"))
MARCH = month(2015, 3)
#: Every letter of it has to come through as it is.
HOSTILE = 'A & B <90% > "x" =cmd {{ 7*7 }} {% if %} **bold** \U0001f600 \u05e9\u05dc\u05d5\u05dd | # 1. [a](b)'
LONG = " ".join(["word"] * 5000)


@pytest.fixture(scope="module")
def dockets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Docket]]:
    """Councils by what there is to report, each with its rounds by what they end."""
    folder = tmp_path_factory.mktemp("every")
    full = reported(folder / "full", months=(JUNE, MARCH), said=HOSTILE)
    nothing = Council(folder / "nothing")
    nothing.start([measure("N")], [target("N", "2014/15", 5)])
    empty = Workspace.open(nothing.folder)
    for at in (JUNE, MARCH):
        empty.issue(at, datetime(at.end.year, at.end.month, at.end.day, 9, tzinfo=UTC))
    return {"full": _rounds(full), "nothing": _rounds(empty)}


def _rounds(workspace: Workspace) -> dict[str, Docket]:
    rounds: dict[str, Period] = {"month": JUNE, "quarter": JUNE, "year": MARCH}
    return {ends: workspace.docket(at) for ends, at in rounds.items()}


def made(dockets: dict[str, Docket], kind: str, name: str) -> bytes:
    text = read_kind(ROOT / "report_templates" / "kinds" / f"{kind}.md")
    docket = dockets[text.rounds]
    committee = "HOU" if text.remit == "remit" and "HOU" in docket.framework.committees else ""
    service = next(iter(docket.framework.services)) if text.remit == "service" else ""
    return docket.document(kind, name, Wanted(committee, service=service)).data


def holes(report: ReadReport) -> Iterator[str]:
    """What nobody should find in a report: signs of a template, empty tables, headings with nothing below them, "None" as data."""
    for stray in ("{{ ", "{% ", "\ue000", "\ue001"):
        if stray in report.text.replace("{{ 7*7 }} {% if %}", ""):
            yield f"{stray!r} is in it"
    for one in report.paragraphs:
        if re.search(r"\bnan\b", one.text) or re.search(r"(?<!^)(?<![.:] )\bNone\b(?! of)", one.text):
            yield f"{one.where}: {one.text[:80]}"
    pieces = [one for one in report.pieces if not isinstance(one, ReadParagraph) or one.text or one.boxes]
    for at, piece in enumerate(pieces):
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        level = after.level if isinstance(after, ReadParagraph) else 0
        if isinstance(piece, ReadParagraph) and piece.level and (after is None or 0 < level <= piece.level):
            yield f"nothing stands below {piece.text}"
        if isinstance(piece, ReadTable) and len(piece.rows) <= piece.heading_rows:
            yield f"{piece.where} is empty"


def faults(data: bytes, report: ReadReport) -> Iterator[str]:
    """What keeps somebody from reading it: an accessible document has none."""
    if report.language != "en-GB" or not report.title:
        yield "no language or title"
    if report.text_boxes or report.pictures:
        yield "text boxes, or pictures without words"
    if report.smallest is None or report.smallest < 12:
        yield f"type of {report.smallest} points"
    level = 0
    for one in report.headings:
        if one.level > level + 1:
            yield f"{one.text} skips a level"
        level = one.level
    for table in report.tables:
        if not table.about or any(cell.merged for row in table.rows for cell in row):
            yield f"{table.where} has no description, or merged cells"
        if not table.heading_rows and not table.row_heads:
            yield f"{table.where} has no headings"
        for row in table.rows:
            for cell in row:
                if cell.fill in ("CCE2D8", "FFE8B3", "F6D7D2") and not re.search(r"[●■▲] \w", cell.text):
                    yield f"{table.where}: colour alone says {cell.text}"
    for chart in report.charts:
        if not chart.about:
            yield "a chart without words"
    document = docx.Document(io.BytesIO(data))
    for row in document.element.body.iter(qn("w:tr")):
        heads = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        styles = {one.get(qn("w:val")) for one in row.iter(qn("w:pStyle"))}
        if heads and styles - {"TableHeading"}:  # the style keeps with the next
            yield "a heading row may stand alone at the foot of a page"


@pytest.mark.parametrize("council", ["full", "nothing"])
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_it_has_no_holes_and_everybody_can_read_it(
    dockets: dict[str, dict[str, Docket]], council: str, kind: str, name: str
) -> None:
    data = made(dockets[council], kind, name)
    report = read_report(data)
    assert list(holes(report)) == []
    assert list(faults(data, report)) == []
    assert ("DRAFT" in " ".join(report.headers)) and ("OPEN" in report.text + " ".join(report.headers))


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="needs the Open XML SDK validator")
@pytest.mark.parametrize("kind", KINDS)
def test_it_opens(dockets: dict[str, dict[str, Docket]], tmp_path: Path, kind: str) -> None:
    for council in ("full", "nothing"):
        for name in FORMATS:
            path = tmp_path / f"{council} {name}.docx"
            path.write_bytes(made(dockets[council], kind, name))
            # The second checker takes what a service typed for a field that was left.
            assert [one for one in findings(path) if "{{ 7*7 }}" not in one] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_services_said_comes_through_as_it_is(dockets: dict[str, dict[str, Docket]], kind: str) -> None:
    report = read_report(made(dockets["full"], kind, "plain"))
    assert not [
        one.text for one in report.paragraphs if "49" in one.text and "{{" not in one.text and "7*7" in one.text
    ]
    said = [one.text for one in report.paragraphs if one.text.startswith("A & B")]
    assert all(one == HOSTILE for one in said)
    if kind in ("quarterly", "exceptions", "monthly-dashboard"):
        assert said


def test_five_thousand_words_are_printed(tmp_path: Path) -> None:
    workspace = reported(tmp_path / "council", 2, 8, 0, said=LONG[:3900])
    report = read_report(workspace.docket(JUNE).document("quarterly", "plain").data)
    assert LONG[:3900].strip() in [one.text for one in report.paragraphs]


def test_counts_and_sentences_are_those_of_the_position(dockets: dict[str, dict[str, Docket]]) -> None:
    docket = dockets["full"]["quarter"]
    done = docket.document("quarterly", "plain")
    report = read_report(done.data)
    counts = done.position.counts()
    table = next(one for one in report.tables if one.about == "How many measures have each status")
    for status, number, share in table.texts[1:-1]:
        found = next(one for one in (*counts.rated_statuses, *counts.excluded) if one.shown == status)
        assert number == str(counts.of(found))
        assert share == (f"{counts.percent(found)}%" if found.rated else "not rated")
    assert table.texts[-1] == ["All measures", str(counts.total), f"{counts.rated} rated"]
    chart = next(one for one in report.charts if one.kind == "stacked")
    assert sum(value or 0 for one in chart.series for value in one.values) == counts.total
    shown = {
        row[0].split()[0] for one in report.tables if one.about.startswith("Measures of ") for row in one.texts[1:]
    }
    assert shown == {line.measure for line in done.position.lines}
    assert isinstance(chart, ReadChart)
