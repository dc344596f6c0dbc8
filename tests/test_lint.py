"""pmf lint: a report that nobody edited has nothing to put right; whatever is edited wrongly is said with its place and both figures."""

from __future__ import annotations

import copy
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.run import Run

from pmf_excel.approvals import Decision
from pmf_excel.cli import pmf
from pmf_excel.docket import Wanted
from pmf_excel.errors import PutRight
from pmf_excel.framework.periods import month
from pmf_excel.held_against import Held, held_against
from pmf_excel.problems import Problem, Severity
from pmf_excel.reports.kinds import read_kind
from pmf_excel.workspace import Workspace
from tests.conftest import ROOT
from tests.edited import (
    Change,
    cut_into_runs,
    edited,
    in_cell,
    paint,
    paragraph,
    put,
    row,
    saved_by_libreoffice,
    say,
    table,
    take_out,
    type_after,
    without_row,
    words,
)
from tests.reported import JUNE, reported

KINDS = sorted(path.stem for path in (ROOT / "report_templates" / "kinds").glob("*.md"))
MARCH = month(2015, 3)
CONTROLS = "The owner of the depot wants more rent, and the council will leave it rather than pay."
FOCUS = "Measures that are exceptions"


def secret(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Make a measure and a risk exempt, of which something is said that is said nowhere else."""
    rows["measures"][0] |= {"exempt": "3", "title": "Zebra crossings that were repainted in the year"}
    rows["risks"][0] |= {"exempt": "3", "title": "Zebra lease of the northern depot", "controls": CONTROLS}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return reported(tmp_path_factory.mktemp("lint") / "council", months=(JUNE, MARCH), change=secret)


@pytest.fixture(scope="module")
def report(council: Workspace) -> bytes:
    return council.docket(JUNE).document("quarterly", "south-derbyshire").data


def problems(council: Workspace, data: bytes, *changes: Change) -> list[Problem]:
    held = held_against(council, edited(data, *changes) if changes else data, "report.docx")
    assert held.against
    return [one for one in held.problems if one.code not in ("PMF-529", "PMF-530") or one.severity is Severity.ERROR]


def said(found: list[Problem]) -> list[str]:
    return [f"{one.severity} {one.place.cell}: {one.found} ({one.code})" for one in found]


def made(council: Workspace, kind: str, name: str, **more: Any) -> bytes:
    text = read_kind(ROOT / "report_templates" / "kinds" / f"{kind}.md")
    wanted = Wanted(service="S2" if text.remit == "service" else "", **more)
    return council.docket(MARCH if text.rounds == "year" else JUNE).document(kind, name, wanted).data


@pytest.mark.parametrize("name", ["north-norfolk", "harborough", "west-lindsey"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_that_nobody_edited_has_nothing_to_put_right(council: Workspace, kind: str, name: str) -> None:
    data = made(council, kind, name)
    assert said(problems(council, data)) == []
    assert said(problems(council, edited(data, cut_into_runs))) == []


@pytest.mark.parametrize(
    "more", [{"exempt": True}, {"committee": "ENV"}, {"meeting": date(2014, 9, 2)}, {"told": {"agenda_item": "11", "key_decision": "No"}}]
)  # fmt: skip
def test_whatever_it_was_asked_for_it_is_made_again_so(council: Workspace, more: dict[str, Any]) -> None:
    assert said(problems(council, made(council, "quarterly", "west-lindsey", **more))) == []


def test_drafts_approved_and_revised_reports_are_held_against_what_they_were_made_of(tmp_path: Path) -> None:
    council = reported(tmp_path / "council", change=secret)
    draft = council.docket(JUNE).document("quarterly", "plain").data
    council.approve(JUNE, Decision("Leadership Team", "Chief executive", date(2014, 7, 15), with_gaps=True), datetime(2014, 7, 15, 12, tzinfo=UTC))  # fmt: skip
    approved = council.docket(JUNE).document("quarterly", "plain").data
    council.issue(month(2014, 7), datetime(2014, 8, 1, 9, tzinfo=UTC))
    revised = council.docket(JUNE, revised=True).document("quarterly", "plain").data
    assert len({draft, approved, revised}) == 3
    for data in (draft, approved, revised):
        assert [one for one in said(problems(council, data)) if not one.startswith("note")] == []
    bare = problems(council, draft, lambda document: put(document.sections[0].header._element, "OPEN"))
    assert [(one.code, one.place.cell) for one in bare] == [("PMF-534", "the header")]


TYPED = "To report how"


def paragraphs_run(document: Document) -> Run:
    """The first run of the first paragraph below a heading."""
    return next(one for one in document.paragraphs if one.text.startswith(TYPED)).runs[0]


PRIORITIES = "Measures of "

#: What is done to the report; and of each thing said: how much it matters, its code, where it is, what was found.
EDITS: dict[str, tuple[Change, list[tuple[str, str, str, str]]]] = {
    "a figure in a sentence": (
        say("7 of the 14 rated", "8 of the 14 rated"),
        [("error", "PMF-520", "paragraph 3.1", "It says 8 (“8 of the 14”); the ledger says 7.")],
    ),
    "a percentage in a sentence written anew": (
        say("7 of the 14 rated measures are Green (50.0%)", "Of the 14 rated measures, 7 were Green (57.0%)"),
        [("error", "PMF-520", "paragraph 3.1", "It says 57.0% (“7 were Green (57.0%), 5 Amber (35.7%)”); the ledger says 50.0%.")],
    ),
    "words only": (say("7 of the 14 rated measures are Green (50.0%)", "Of the 14 measures with a rating, 7 are Green (50%)"), []),
    "a figure rounded in a sentence": (
        say("50.0%), 5 Amber (35.7%)", "50.0%), 5 Amber (36%)"),
        [("query", "PMF-523", "paragraph 3.1", "It says 36%, rounded; the ledger says 35.7%.")],
    ),
    "figures that changed places": (
        say("5 Amber (35.7%) and 2 Red (14.3%)", "2 Amber (14.3%) and 5 Red (35.7%)"),
        [
            ("error", "PMF-520", "paragraph 3.1", "It says 2"), ("error", "PMF-520", "paragraph 3.1", "It says 14.3%"),
            ("error", "PMF-520", "paragraph 3.1", "It says 5"), ("error", "PMF-520", "paragraph 3.1", "It says 35.7%"),
        ],
    ),
    "a figure of a measure in a list": (
        say("0.0 against a target of 2.5 (Red, worse", "0.0 against a target of 3.5 (Red, better"),
        [
            ("error", "PMF-520", "“S105 Partners", "It says 3.5 (“a target of 3.5 (Red, better than”); the ledger says 2.5 of S105."),
            ("error", "PMF-520", "“S105 Partners", "It says better (“of 3.5 (Red, better than the period”); the ledger says worse of S105."),
        ],
    ),
    "a figure in a cell": (
        in_cell("Measures of A clean", "S301", 2, "86.0%"),
        [("error", "PMF-520", "the table “Measures of A clean, green district”, row 8 (S301), column “Actual”", "It says 86.0%; the ledger says 76.0% of S301.")],
    ),
    "a cell emptied": (
        in_cell("Measures of A clean", "S301", 2, ""),
        [("error", "PMF-520", "row 8 (S301), column “Actual”", "It is empty; the ledger says 76.0% of S301.")],
    ),
    "a figure where there is none": (
        in_cell("Measures of A clean", "S304", 1, "£80"),
        [("error", "PMF-520", "row 10 (S304), column “Target”", "It says £80; the ledger says “–” of S304.")],
    ),
    "the code of a row": (
        in_cell("Measures of A clean", "S301", 0, "S307 Heard homes, so residents streets residents on so residents are residents heard"),
        [("error", "PMF-520", "row 8 (S307), column “Measure”", "It says S307; the ledger says S301 of S301.")],
    ),
    "a commentary with a figure of its own": (
        in_cell(FOCUS, "S105", 2, "As expected for the season: 4,321 were turned away."),
        [("query", "PMF-522", "row 2 (S105), column “What the service says”", "It says 4,321, which is no figure of the ledger's report.")],
    ),
    "a commentary written anew": (in_cell(FOCUS, "S105", 2, "The season was as everybody had expected."), []),
    "a status": (
        in_cell(FOCUS, "S105", 1, "■ Amber"),
        [("error", "PMF-521", "row 2 (S105), column “Status”", "It shows “■ Amber”; the ledger says the status of S105 is “▲ Red”.")],
    ),
    "a shape": (
        in_cell(FOCUS, "S105", 1, "● Red"),
        [("error", "PMF-521", "row 2 (S105), column “Status”", "It shows “● Red”; the ledger says the status of S105 is “▲ Red”.")],
    ),
    "a colour": (
        paint(FOCUS, "S105", 1, "CCE2D8"),
        [("error", "PMF-521", "row 2 (S105), column “Status”", "It is painted green; the ledger says the status of S105 is “▲ Red”, which is red.")],
    ),
    "a direction": (
        in_cell(FOCUS, "S105", 1, "↑ Better", 1),
        [("error", "PMF-521", "row 2 (S105), column “Status”", "It shows “↑ Better”; the ledger says the direction of S105 is “↓ Worse”.")],
    ),
    "a status as a word alone": (in_cell(FOCUS, "S105", 1, "Red"), []),
    "a cell painted without a word": (
        paint("Measures of A clean", "S301", 2, "F6D7D2"),
        [("error", "PMF-532", "row 8 (S301), column “Actual”", "Its colour, red, stands alone: no word says the status.")],
    ),
    "a row taken out": (without_row(FOCUS, "S105"), [("note", "PMF-524", FOCUS, "The row S105 was taken out.")]),
    "a row of the counts taken out": (
        without_row("How many measures", "■ Amber"),
        [
            ("note", "PMF-524", "How many measures", "The row ■ Amber was taken out."),
            ("error", "PMF-526", "row 5 (All measures), column “Measures”", "It says 17; the rows above come to 12."),
            ("error", "PMF-526", "row 5 (All measures), column “Share", "It says 14 rated; the rows above with a share come to 9."),
        ],
    ),
    "a paragraph with a figure from elsewhere": (
        type_after(TYPED, "Footfall rose by 37% in the quarter."),
        [("query", "PMF-522", "paragraph 2.2", "It says 37%; no figure of the ledger's report is that.")],
    ),
    "a paragraph with figures of the report": (type_after(TYPED, "Members may note that 7 are Green (50%) and £600 is over budget."), []),
    "a wrong percentage in a typed paragraph": (
        type_after(TYPED, "Of the exceptions, 2 of the 7 exceptions (50.0%) are Red."),
        [("error", "PMF-526", "paragraph 2.2", "It says 50.0%; 2 of 7 is 28.6%.")],
    ),
    "more than there are": (
        type_after(TYPED, "By then 17 of the 14 were looked at."),
        [("error", "PMF-526", "paragraph 2.2", "It says 17 of 14, which is more than there are.")],
    ),
    "a count in a typed paragraph": (
        type_after(TYPED, "On the day, 5 of the 14 rated measures were Green."),
        [("error", "PMF-520", "paragraph 2.2", "It says 5 of 14 are Green; the ledger says 7.")],
    ),
    "an appendix that is not there": (
        type_after(TYPED, "See Appendices A and Z, section 17 of the Crime and Disorder Act 1998, and paragraphs 4.1 to 4.99."),
        [
            ("error", "PMF-527", "paragraph 2.2", "It refers to Appendix Z, which this document does not have. It has Appendices A, B and C."),
            ("error", "PMF-527", "paragraph 2.2", "It refers to paragraph 4.99, which this document does not have."),
        ],
    ),
    "a heading renamed to which a sentence refers": (
        lambda document: put(next(one for one in document.element.body.iter(qn("w:p")) if words(one) == "Performance focus"), "Where we fell short"),
        [
            ("error", "PMF-527", "paragraph 4.5", "It refers to the heading “Performance focus”, which this document no longer has."),
            ("error", "PMF-527", "paragraph 4.10", "It refers to the heading “Performance focus”, which this document no longer has."),
            ("note", "PMF-524", "", "The heading “Performance focus” was taken out."),
        ],
    ),
    "nothing below a heading": (take_out(TYPED), [("error", "PMF-528", "section 2.0", "Nothing stands below the heading “Purpose of the Report”.")]),
    "a heading with a dash below it": (lambda document: put(paragraph(document, TYPED), "–"), [("error", "PMF-528", "section 2.0", "Nothing stands below")]),
    "what is said of an exempt risk": (
        type_after(TYPED, f"It is understood that {CONTROLS[0].lower()}{CONTROLS[1:]}"),
        [("error", "PMF-533", "paragraph 2.2", "It has what is said of S1K1, which is exempt.")],
    ),
    "a part of what is said of an exempt risk": (
        type_after(TYPED, "Some say the owner of the depot wants more rent, and the council will go."),
        [("query", "PMF-533", "paragraph 2.2", "It has a part of what is said of S1K1, which is exempt.")],
    ),
    "the title of an exempt measure": (
        in_cell(FOCUS, "S105", 2, "See zebra crossings that were repainted in the year."),
        [("error", "PMF-533", "row 2 (S105)", "It has the title of S101, which is exempt.")],
    ),
    "the code of an exempt measure": (
        type_after(TYPED, "There is another, S101."),
        [("query", "PMF-533", "paragraph 2.2", "It has the code of S101, which is exempt.")],
    ),
    "no row marked as heading": (
        lambda document: (mark := row(document, FOCUS, "Measure").find(qn("w:trPr"))).remove(mark.find(qn("w:tblHeader"))),
        [("error", "PMF-537", FOCUS, "No row of this table is marked as its heading.")],
    ),
    "no description": (
        lambda document: [(shape := table(document, FOCUS).tblPr).remove(shape.find(qn(name))) for name in ("w:tblDescription", "w:tblCaption")],
        [("error", "PMF-542", "table ", "This table has no description.")],
    ),
    "a level skipped": (
        lambda document: paragraph(document, "Key achievements").pPr.find(qn("w:pStyle")).set(qn("w:val"), "Heading4"),
        [("error", "PMF-536", "Key achievements", "The heading “Key achievements” is of level 4; the one before it is of level 2.")],
    ),
    "small type": (
        lambda document: setattr(document.paragraphs[4].runs[0].font, "size", Pt(9)),
        [("error", "PMF-541", "", "is set in 9 points; reports are set in 12 or more.")],
    ),
    "no title and another language": (
        lambda document: [setattr(document.core_properties, name, value) for name, value in (("title", ""), ("language", "de-DE"))],
        [("error", "PMF-535", "", "The document says its language is de-DE."), ("error", "PMF-535", "", "The document has no title in its properties.")],
    ),
    "words too faint to read": (
        lambda document: setattr(paragraphs_run(document).font.color, "rgb", RGBColor(0xC8, 0xC8, 0xC8)),
        [("error", "PMF-546", "", "is too faint: its colour C8C8C8 on FFFFFF has a contrast of 1.7 to 1, and 4.5 is needed.")],
    ),
    "a heading that is bold text now": (
        lambda document: paragraph(document, "Key achievements").pPr.find(qn("w:pStyle")).set(qn("w:val"), "Normal"),
        [("error", "PMF-536", "", "“Key achievements” is a heading of the ledger's report, and none here.")],
    ),
    "counts in words": (
        type_after(TYPED, "On the day, five of the fourteen rated measures were Green."),
        [("error", "PMF-520", "paragraph 2.2", "It says 5 of 14 are Green; the ledger says 7.")],
    ),
    "a share said after a comma": (
        type_after(TYPED, "Of the exceptions, 2 of the 7 exceptions, or 50.0%, are Red."),
        [("error", "PMF-526", "paragraph 2.2", "It says 50.0%; 2 of 7 is 28.6%.")],
    ),
    "statuses that come to more than all": (
        type_after(TYPED, "In brief 50.0% were Green, Amber (35.7%) and Red (54.3%)."),
        [("query", "PMF-522", "paragraph 2.2", "It says 54.3%"), ("error", "PMF-526", "paragraph 2.2", "Green, Amber and Red come to 140.0%, which is more than all.")],
    ),
    "an appendix in capitals that is not there": (
        type_after(TYPED, "SEE APPENDIX Q."),
        [("error", "PMF-527", "paragraph 2.2", "It refers to Appendix Q, which this document does not have.")],
    ),
    "to be advised": (
        lambda document: put(paragraph(document, TYPED), "To be advised."),
        [("error", "PMF-528", "section 2.0", "Nothing stands below")],
    ),
    "the mark of a draft taken out": (
        lambda document: put(document.sections[0].header._element, "OPEN"),
        [("error", "PMF-534", "the header", "The header does not say DRAFT; the report is made with “OPEN, DRAFT: not yet approved” there.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_what_was_edited_is_said_with_its_place_and_both_figures(council: Workspace, report: bytes, name: str) -> None:
    change, wanted = EDITS[name]
    found = problems(council, report, change)
    assert len(found) == len(wanted), said(found)
    for one, (severity, code, place, what) in zip(found, wanted, strict=True):
        assert (one.severity, one.code) == (severity, code)
        assert place in one.place.cell and what in one.found, said(found)


def test_everything_is_said_at_once_and_in_the_order_of_the_report(council: Workspace, report: bytes) -> None:
    found = problems(council, report, say("7 of the 14 rated", "8 of the 14 rated"), in_cell(FOCUS, "S105", 1, "● Green"), type_after(TYPED, "See Appendix Z."))  # fmt: skip
    assert [one.code for one in found] == ["PMF-527", "PMF-520", "PMF-521"]


def test_a_report_saved_by_libreoffice_says_what_it_said_before(council: Workspace, tmp_path: Path) -> None:
    files = []
    for kind, name in (("quarterly", "west-lindsey"), ("exceptions", "south-derbyshire")):
        files.append(tmp_path / f"{kind}.docx")
        files[-1].write_bytes(made(council, kind, name, committee="ENV"))
    for path in saved_by_libreoffice(files, tmp_path):
        found = [one for one in problems(council, path.read_bytes()) if one.severity is not Severity.NOTE]
        # It takes away what is said of tables and charts for those who cannot see them.
        assert {one.code for one in found} <= {"PMF-539", "PMF-542"}, said(found)
        wrong = problems(council, edited(path.read_bytes(), say("rated measures are", "rated measures, or 99%, are")))
        assert [one.code for one in wrong if one.code not in ("PMF-539", "PMF-542")] == ["PMF-522", "PMF-526"], said(
            wrong
        )


def test_boxes_and_fields_that_are_left_are_noted(council: Workspace) -> None:
    data = made(council, "quarterly", "west-lindsey", told={"key_decision": "No"})

    def both(document: Document) -> None:
        for box in document.element.body.iter("{http://schemas.microsoft.com/office/word/2010/wordml}checked"):
            box.set("{http://schemas.microsoft.com/office/word/2010/wordml}val", "1")

    plain = held_against(council, data, "report.docx").problems
    assert "Call in and urgency: neither Yes nor No is ticked." in [one.found for one in plain]
    assert "Contact officer is still to be completed." in [one.found for one in plain]
    assert {one.severity for one in plain} == {Severity.NOTE}
    ticked = problems(council, data, both)
    assert [one.found for one in ticked] == ["Call in and urgency: Yes and No are both ticked.", "Key decision: Yes and No are both ticked."]  # fmt: skip


def test_exempt_text_off_the_pages_is_found(council: Workspace, report: bytes) -> None:
    def hide(document: Document) -> None:
        document.core_properties.comments = CONTROLS
        node = paragraph(document, TYPED)
        gone = copy.deepcopy(node.find(qn("w:r")))
        text = gone.find(qn("w:t"))
        text.tag, text.text = qn("w:delText"), "Zebra lease of the northern depot"
        deletion = node.makeelement(qn("w:del"), {qn("w:id"): "1", qn("w:author"): "Clerk"})
        deletion.append(gone)
        node.append(deletion)
        next(document.element.body.iter(qn("wp:docPr"))).set("descr", f"As was said: {CONTROLS}")

    found = problems(council, report, hide)
    assert {(one.code, one.place.cell.partition(" “")[0]) for one in found} == {
        ("PMF-533", "a tracked deletion"), ("PMF-533", "the document's properties (File, Info)"),
        ("PMF-533", "the alternative text of"), ("PMF-533", "the heading"), ("PMF-545", ""),
    }  # fmt: skip


def test_figures_behind_a_chart_are_held_against_the_ledger(council: Workspace, report: bytes) -> None:
    def change(document: Document) -> None:
        chart = next(one for one in document.part.related_parts.values() if "/charts/" in str(one.partname))
        chart._blob = re.sub(rb'(<c:val>.*?<c:pt idx="0"><c:v>)\d+', rb"\g<1>11", chart.blob, count=1)

    found = problems(council, report, change)
    assert [(one.code, one.found) for one in found] == [("PMF-520", "For Homes and places people are proud of, ● Green, it shows 11; the ledger says 3.")]  # fmt: skip


def test_the_key_is_missed_where_statuses_are_shown(council: Workspace, report: bytes) -> None:
    def change(document: Document) -> None:
        node = table(document, "Key to the statuses")
        node.getparent().remove(node)

    found = [(one.severity, one.code) for one in problems(council, report, change)]
    assert ("error", "PMF-531") in found and ("error", "PMF-528") in found


def test_figures_that_changed_in_the_ledger_since_are_noted(tmp_path: Path) -> None:
    from tests.test_position import Council, figure, measure, target

    council = Council(tmp_path / "council")
    council.start([measure("N"), measure("M")], [target("N", "2014/15", 5), target("M", "2014/15", 5)])
    council.round(JUNE, {"N": figure(9), "M": figure(6)})
    workspace = Workspace.open(council.folder)
    data = workspace.docket(JUNE).document("quarterly", "plain").data
    council.round(JUNE, {"N": figure(3)}, datetime(2014, 7, 20, 9, tzinfo=UTC), partly=True)
    found = problems(workspace, data)
    assert [(one.severity, one.code) for one in found] == [("note", "PMF-544")]
    assert (
        "1 figure of it changed in the ledger since" in found[0].found and "N Measure N, June 2014: 9" in found[0].found
    )


def test_a_document_of_somebody_else_is_checked_by_itself(council: Workspace, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("A report", 2)
    document.add_paragraph("25 of the 39 measures are Green (80%). See Appendix B.")
    document.add_heading("Legal implications", 2)
    path = tmp_path / "theirs.docx"
    document.save(str(path))
    held = held_against(council, path.read_bytes(), path.name)
    assert not held.against
    codes = [(one.severity, one.code) for one in held.problems]
    assert codes[:4] == [("error", "PMF-536"), ("error", "PMF-526"), ("error", "PMF-527"), ("error", "PMF-528")]
    assert codes[-1] == ("note", "PMF-543")
    # Where there is no workspace it is checked too.
    done = CliRunner().invoke(pmf, ["lint", str(path)])
    assert done.exit_code == 1 and "It says 80%; 25 of 39 is 64%." in done.output


def test_a_report_that_cannot_be_made_again_is_not_said_to_be_right(council: Workspace, report: bytes) -> None:
    def change(document: Document) -> None:
        part = next(
            one.target_part for one in document.part.package.rels.values() if one.reltype.endswith("/custom-properties")
        )
        part._blob = part.blob.replace(b">2014-06<", b">2013-06<")

    held: Held = held_against(council, edited(report, change), "report.docx")
    assert not held.against
    assert ("error", "PMF-543") in [(one.severity, one.code) for one in held.problems]
    assert "No return had been issued" in held.problems[-1].found


def test_what_is_no_word_document_is_said(council: Workspace) -> None:
    with pytest.raises(PutRight, match=r"report\.docx is no Word document that can be read"):
        held_against(council, b"nothing", "report.docx")


def test_the_command_lists_everything_and_ends_with_1_where_something_is_to_be_put_right(
    council: Workspace, report: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(edited(report, say("7 of the 14 rated", "8 of the 14 rated")))
    folder = ["-w", str(council.folder)]
    done = CliRunner().invoke(pmf, ["lint", str(path), *folder])
    assert done.exit_code == 1
    assert "report.docx, paragraph 3.1: It says 8 (“8 of the 14”); the ledger says 7. Put 7 back." in done.output
    assert "Note: report.docx" in done.output and "\n1 to put right in report.docx. Next:" in done.output
    told = json.loads(CliRunner().invoke(pmf, ["lint", str(path), "--json", *folder]).output)
    assert told["held_against_the_ledger"] and told["made_from"]["kind"] == "quarterly"
    assert [one["cell"] for one in told["problems"] if one["severity"] == "error"] == ["paragraph 3.1"]
    path.write_bytes(report)
    clean = CliRunner().invoke(pmf, ["lint", str(path), *folder])
    assert clean.exit_code == 0 and "Nothing to put right in report.docx." in clean.output
