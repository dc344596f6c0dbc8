"""Team plans and one-to-ones: a team or an officer sees what is theirs, and a mistyped one is told whom there is."""

from __future__ import annotations

import pytest

from pmf_excel.demo import play
from pmf_excel.docket import Docket, Wanted
from pmf_excel.errors import Mistyped
from pmf_excel.held_against import held_against
from pmf_excel.problems import Severity
from pmf_excel.reports.reading import ReadReport, read_report
from pmf_excel.shelves import quiet
from pmf_excel.workspace import Workspace
from tests.conftest import JUNE


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("teams") / "demo"
    play(folder, quiet, quiet)
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def docket(workspace: Workspace) -> Docket:
    return workspace.docket(JUNE)


def made(docket: Docket, kind: str, **wanted: str) -> ReadReport:
    return read_report(docket.document(kind, wanted=Wanted(**wanted)).data)  # type: ignore[arg-type]


def rows(report: ReadReport, about: str) -> list[list[str]]:
    return next(one.texts for one in report.tables if one.about == about)[1:]


def test_a_team_plan_has_what_is_the_teams_and_who_answers_for_it(docket: Docket) -> None:
    report = made(docket, "team-plan", team="options")
    assert report.title == "Team plan 2014/15: Housing options"
    assert "The team answers for 2 measures, 2 pieces of work, 1 audit recommendation and 1 risk." in report.text
    assert rows(report, "Who answers for what") == [
        ["Housing manager", "HS01, HS07, AP02 and SP02"],
        ["Head of Housing Services", "AR03 and RK03"],
    ]
    serves = "What of the plan is served, and through which measures and work"
    assert rows(report, serves) == [["Homes and planning", "HS01, HS07, AP02 and SP02"]]
    measures = [row[0].split()[0] for row in rows(report, "What is expected, and how it stands")]
    assert measures == ["HS01", "HS07"]
    assert not {"HS08", "HS16", "BU01"} & set(report.text.replace(",", " ").split())


def test_of_a_service_as_a_whole_it_lists_the_teams(docket: Docket) -> None:
    report = made(docket, "team-plan", service="HOUS")
    assert rows(report, "Teams of the service") == [
        ["OPTIONS Housing options", "Housing manager", "6"],
        ["STRATEGY Housing strategy and grants", "Housing strategy manager", "3"],
    ]
    assert "This is the plan of Housing Services, led by the Head of Housing Services." in report.text


def test_a_one_to_one_has_expectations_what_is_due_and_room(docket: Docket) -> None:
    report = made(docket, "one-to-one", responsible="it contract MANAGER")
    assert report.title == "One-to-one: IT contract manager"
    assert "of 7 measures, 4 are Green, 1 is Amber and 2 are Red." in report.text
    expected = rows(report, "What is expected, and how it stands")
    assert [(row[0].split()[0], row[3].split()[1].rstrip(",")) for row in expected[:4]] == [
        ("IT01", "Red"), ("IT03", "Red"), ("IT07", "Amber"), ("IT02", "Green"),
    ]  # fmt: skip
    assert (expected[0][1], expected[0][2]) == ("60.0%", "42.5%")
    assert "By 30 September 2014: Follow up the lowest scores (IT07)." in report.text
    assert rows(report, "To be written in: Officer, Line manager and Date") == [["", "", ""]]


def test_what_does_not_fit_on_the_page_is_said(docket: Docket) -> None:
    report = made(docket, "one-to-one", responsible="Revenues and benefits manager")
    assert len(rows(report, "What is expected, and how it stands")) == 7
    assert "And 1 more measure: RB09." in report.text


def test_their_files_are_named_after_them_and_hold_against_the_ledger(docket: Docket, workspace: Workspace) -> None:
    for kind, wanted, name in (
        ("team-plan", Wanted(team="OPTIONS"), "2014-06 team-plan for Housing options briefing DRAFT.docx"),
        ("one-to-one", Wanted(responsible="HR manager"), "2014-06 one-to-one for HR manager briefing DRAFT.docx"),
    ):
        done = docket.document(kind, wanted=wanted)
        assert done.name == name
        held = held_against(workspace, done.data, done.name)
        assert held.against and not [one for one in held.problems if one.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("kind", "wanted", "said"),
    [
        ("team-plan", {"team": "OPTION"}, 'There is no team "OPTION". Did you mean "OPTIONS"? Use one of: CONTACT (Contact centre)'),
        ("team-plan", {"team": "OPTIONS", "service": "IT"}, "Housing options is a team of Housing Services. Leave out --service."),
        ("one-to-one", {"responsible": "Housing manger"}, 'Nobody with the job title "Housing manger" answers for a measure or item. Did you mean "Housing manager"?'),
        ("one-to-one", {"responsible": "Housing manager", "service": "IT"}, "The Housing manager answers for nothing of IT Services, but for Housing Services."),
        ("one-to-one", {}, "The report one-to-one is for one service. Name it with --service."),
        ("quarterly", {"team": "OPTIONS"}, "The report quarterly is not about a team or an officer. Leave out --team and --responsible."),
    ],
)  # fmt: skip
def test_whoever_is_not_there_is_said(docket: Docket, kind: str, wanted: dict[str, str], said: str) -> None:
    with pytest.raises(Mistyped) as why:
        docket.document(kind, wanted=Wanted(**wanted))  # type: ignore[arg-type]
    assert str(why.value).startswith(said)
