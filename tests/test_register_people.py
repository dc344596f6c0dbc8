"""What the register holds of the year: teams, people and who covers for whom, recommendations of panels, and lineage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.founding import new_workspace
from pmf_excel.framework.lineage import Became, Lineage
from pmf_excel.framework.people import Person, Team
from pmf_excel.framework.periods import parse
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.test_register import said
from tests.test_register_reports import rows as report_rows

Rows = dict[str, list[dict[str, Any]]]


def rows() -> Rows:
    """Two services, one of which has a team, with people who come and go."""
    made = report_rows()
    made["teams"] = [{"code": "BINS", "name": "Bins", "service": "ONE", "lead": "Team Leader, Bins"}]
    made["measures"][0] |= {"team": "BINS", "responsible": "Bins Officer"}
    made["people"] = [
        {"role": "Returns figures", "job_title": "Bins Officer", "service": "ONE", "email": "bins@example.gov.uk", "until": date(2014, 9, 30)},
        {"role": "Covers", "job_title": "Lamps Officer", "service": "ONE", "since": date(2014, 8, 1), "until": date(2014, 8, 31), "covers": "Bins Officer"},
        {"role": "Returns figures", "job_title": "Streets Officer", "service": "ONE", "since": date(2014, 10, 1), "follows": "Bins Officer"},
    ]  # fmt: skip
    made["questions"] = [
        {"committee": "ENV", "on": date(2014, 9, 4), "question": "That lorries be mended sooner.", "sort": "Recommendation", "goes_to": "FIN",
         "considered_on": date(2014, 9, 11), "decision": "Agreed."},
    ]  # fmt: skip
    made["lineage"] = [
        {"year": "2015/16", "item": "A9", "what": "Replaced", "earlier": "A1", "note": "Counted by weight."}
    ]
    return made


@pytest.fixture
def council(tmp_path: Path) -> Callable[[Rows], Workspace]:
    def made(rows: Rows) -> Workspace:
        new_workspace(tmp_path / "council", "A Council")
        workspace = Workspace.open(tmp_path / "council")
        (workspace.folder / REGISTER).write_bytes(workspace.new_register(rows))
        return workspace

    return made


def test_teams_people_recommendations_and_lineage_are_read(council: Callable[[Rows], Workspace]) -> None:
    register = council(rows()).register()
    framework = register.framework
    assert register.problems == ()
    assert framework.teams == {"BINS": Team("BINS", "Bins", "ONE", "Team Leader, Bins")}
    first = next(iter(framework.measures.values()))
    assert (first.team, first.responsible) == ("BINS", "Bins Officer")
    assert framework.people[1] == Person(
        "Covers", "Lamps Officer", "ONE", "", "", date(2014, 8, 1), date(2014, 8, 31), covers="Bins Officer"
    )
    assert framework.people[2].follows == "Bins Officer"
    asked = framework.questions[0]
    assert (asked.recommends, asked.goes_to, asked.considered_on, asked.decision) == (True, "FIN", date(2014, 9, 11), "Agreed.")  # fmt: skip
    assert framework.lineage == (Lineage(parse("2015/16"), "A9", Became.REPLACED, "A1", "Counted by weight."),)


@pytest.mark.parametrize(("day", "acts"), [(date(2014, 7, 31), False), (date(2014, 8, 1), True), (date(2014, 8, 31), True), (date(2014, 9, 1), False)])  # fmt: skip
def test_a_part_is_had_from_its_first_day_to_its_last(day: date, acts: bool) -> None:
    person = Person("Covers", "Lamps Officer", "ONE", "", "", date(2014, 8, 1), date(2014, 8, 31))
    assert person.acts_on(day) is acts
    assert Person("Signs off", "Head", "ONE", "", "").acts_on(day)


def test_what_cannot_be_is_said_at_its_cell(council: Callable[[Rows], Workspace]) -> None:
    made = rows()
    made["teams"][0]["service"] = "NONE"
    made["measures"][0]["team"] = "BINZ"
    made["people"][0] |= {"since": date(2014, 10, 1)}
    made["people"][1] |= {"covers": "Nobody"}
    made["people"].append({"role": "Covers", "job_title": "Clerk"})
    made["questions"][0]["goes_to"] = "XX"
    made["lineage"][0]["year"] = "Q1 2015/16"
    found = said(council(made))
    assert set(found) == {
        "Teams!C5 PMF-105", "Measures!Y5 PMF-105", "People!G5 PMF-141", "People!H6 PMF-141", "People!H8 PMF-141",
        "Questions!K5 PMF-105", "Lineage!A5 PMF-107",
    }  # fmt: skip
    assert 'there is no team with the code "BINZ".' in found["Measures!Y5 PMF-105"]
