"""Reports of a workspace: for whom, of what part, in which state of approval, and the same bytes years later."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner

from pmf_excel.approvals import Decision
from pmf_excel.cli import pmf
from pmf_excel.docket import Document, Wanted
from pmf_excel.errors import Mistyped
from pmf_excel.workspace import Workspace
from tests.reported import JUNE, MEETING, SEPTEMBER, reported
from tests.test_position import Council, figure, measure, target

SECRET = "Zebra"


def words(data: bytes) -> str:
    """All that a document says: its body, headers, footers and properties, alternative texts and charts among them."""
    document = docx.Document(io.BytesIO(data))
    parts = [
        part.blob.decode("utf-8", "replace")
        for part in document.part.package.iter_parts()
        if part.partname.endswith(".xml")
    ]
    return "\n".join(parts)


def secret(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Make one measure, risk, activity and recommendation exempt, and give each a word that stands nowhere else."""
    for sheet in ("measures", "risks", "activities", "recommendations"):
        if rows.get(sheet):
            rows[sheet][0] |= {"exempt": "3", "title": f"{SECRET} {sheet}"}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return reported(tmp_path_factory.mktemp("reports") / "council", change=secret)


def made(workspace: Workspace, kind: str = "quarterly", **wanted: Any) -> Document:
    return workspace.docket(JUNE).document(kind, "north-norfolk", Wanted(**wanted))


def test_the_committee_its_meeting_and_what_is_told_stand_on_the_front_sheet(council: Workspace) -> None:
    done = council.docket(JUNE).document(
        "quarterly", "south-derbyshire", Wanted("hou", told={"agenda_item": "11", "key_decision": "No"})
    )
    assert done.name == "2014-06 quarterly for Housing Committee south-derbyshire DRAFT.docx"
    text = words(done.data)
    assert "Housing Committee" in text and "12 August 2014" in text and ">11<" in text
    assert "[Report from: to be completed]" in text
    assert "[Agenda item" not in text


def test_a_committee_that_does_not_exist_is_said_with_those_that_do(council: Workspace) -> None:
    with pytest.raises(
        Mistyped,
        match=r'There is no committee "Huosing Committee"\. Did you mean "Housing Committee"\? Use one of: CAB \(Cabinet\)',
    ):
        made(council, committee="Huosing Committee")


def test_nothing_exempt_is_in_the_open_part_and_nothing_else_in_the_other(council: Workspace) -> None:
    codes = {line.measure for line in council.position(JUNE)[0].lines}
    shut = {one.code for one in council.position(JUNE)[1].measures.values() if one.exempt}
    opened, closed = made(council), made(council, exempt=True)
    assert closed.name == "2014-06 quarterly north-norfolk EXEMPT DRAFT.docx"
    assert {line.measure for line in opened.position.lines} == codes - shut
    assert {line.measure for line in closed.position.lines} == shut & codes
    assert SECRET not in words(opened.data) and SECRET in words(closed.data)
    assert "EXEMPT PARAGRAPH NO 3" in words(closed.data) and "EXEMPT" not in words(opened.data)


def test_a_remit_is_all_that_a_committees_own_report_has(council: Workspace) -> None:
    done = made(council, "exceptions", committee="HOU")
    framework = council.position(JUNE)[1]
    assert done.position.lines
    assert {framework.committee_of(framework.measures[line.measure]) for line in done.position.lines} == {"HOU"}


def test_the_register_says_which_reports_are_made_and_what_there_is_nothing_for(council: Workspace) -> None:
    said: list[str] = []
    names = [path.name for path in council.report_all(round_month=JUNE, dry_run=True, say=said.append).paths]
    assert "2014-06 quarterly for Cabinet north-norfolk DRAFT.docx" in names
    assert "2014-06 audit-recommendations for Audit Committee north-norfolk DRAFT.docx" in names
    assert "2014-06 exceptions for Environment Committee north-norfolk DRAFT.docx" in names
    assert "2014-06 monthly-dashboard for Management Team briefing DRAFT.docx" in names
    assert sum("service-plan-review" in name for name in names) == 3
    assert not any("annual-report" in name for name in names)
    assert said == []


def test_an_approved_round_is_reported_as_it_was_approved_and_changes_are_said(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start([measure("N"), measure("M")], [target("N", "2014/15", 5), target("M", "2014/15", 5)])
    council.round(JUNE, {"N": figure(9), "M": figure(6)})
    workspace = Workspace.open(council.folder)
    draft = workspace.docket(JUNE).document("quarterly")
    assert draft.name.endswith(" DRAFT.docx") and "DRAFT: not yet approved" in words(draft.data)
    workspace.approve(
        JUNE, Decision("Leadership Team", "Chief executive", date(2014, 7, 15)), datetime(2014, 7, 15, 12, tzinfo=UTC)
    )
    approved = workspace.docket(JUNE).document("quarterly")
    assert approved.name == "2014-06 quarterly north-norfolk.docx"
    assert "DRAFT" not in words(approved.data)
    council.round(JUNE, {"N": figure(3)}, datetime(2014, 7, 20, 9, tzinfo=UTC), partly=True)
    said: list[str] = []
    again = workspace.docket(JUNE, say=said.append).document("quarterly")
    assert again == approved
    assert said[0].startswith("1 figure was corrected since it was approved on 15 July 2014: N Measure N, June 2014: 9")
    revised = workspace.docket(JUNE, revised=True).document("quarterly")
    assert revised.name == "2014-06 quarterly north-norfolk REVISED.docx"
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(revised.data)).paragraphs)
    assert "N Measure N, June 2014: 9 was given before; since 20 July 2014 it is 3." in text
    assert "REVISED since it was approved by the Leadership Team on 15 July 2014" in words(revised.data)
    assert [line.figure.value for line in revised.position.lines] == [3, 6]


def test_a_report_is_made_again_byte_for_byte_after_more_rounds(tmp_path: Path) -> None:
    workspace = reported(tmp_path / "council", months=(JUNE,), change=secret)
    workspace.approve(
        JUNE,
        Decision("Leadership Team", "Chief executive", date(2014, 7, 15), with_gaps=True),
        datetime(2014, 7, 15, 12, tzinfo=UTC),
    )
    before = {
        (kind, part): made(workspace, kind, exempt=part).data
        for kind in ("quarterly", "corporate-scorecard", "audit-recommendations")
        for part in (False, True)
    }
    for at in (JUNE.back(-1), JUNE.back(-2), SEPTEMBER):
        workspace.issue(at, datetime(at.end.year, at.end.month, at.end.day, 9, tzinfo=UTC))
    later = Workspace.open(workspace.folder)
    assert {key: made(later, key[0], exempt=key[1]).data for key in before} == before


def test_there_is_nothing_to_revise_before_a_round_is_approved(council: Workspace) -> None:
    with pytest.raises(Mistyped, match="June 2014 is not approved yet"):
        council.docket(JUNE, revised=True)


def test_the_command_says_what_it_wrote_for_people_and_for_machines(council: Workspace) -> None:
    runner = CliRunner()
    folder = ["-w", str(council.folder)]
    done = runner.invoke(
        pmf,
        [
            "report",
            "exceptions",
            "2014-06",
            "--for",
            "Environment Committee",
            "--meeting",
            "2014-09-09",
            "--format",
            "harborough",
            "--set",
            "where_next=Cabinet",
            *folder,
        ],
    )
    assert done.exit_code == 0, done.output
    path = council.folder / "reports" / "2014-06 exceptions for Environment Committee harborough DRAFT.docx"
    assert done.output.startswith(f"Written: {path}\n")
    assert "9 September 2014" in words(path.read_bytes()) and path.with_suffix(".html").is_file()
    told = json.loads(runner.invoke(pmf, ["report", "all", "2014-06", "--json", "--dry-run", *folder]).output)
    assert len(told["files"]) > 8 and told["remarks"] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--set", "agenda"], '"agenda" has no equals sign.'),
        (["--set", "agenda_itm=3"], '"agenda_itm" is no field of a front sheet. Did you mean "agenda_item"?'),
        (["--set", "key_decision=no"], '"key_decision" is a box: write key_decision=Yes or key_decision=No.'),
    ],
)
def test_a_field_that_is_mistyped_is_said(council: Workspace, given: list[str], said: str) -> None:
    done = CliRunner().invoke(pmf, ["report", "quarterly", *given, "-w", str(council.folder)])
    assert done.exit_code == 2 and said in done.output


def test_report_all_takes_no_committee(council: Workspace) -> None:
    done = CliRunner().invoke(pmf, ["report", "all", "--for", "CAB", "-w", str(council.folder)])
    assert done.exit_code == 2 and "--for cannot be said" in done.output
    assert date(2014, 8, 12) == MEETING
