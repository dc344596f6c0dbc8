"""pmf thread: any code's line from priority to team, what all serves a priority, and what a service or team serves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.founding import new_workspace
from pmf_excel.framework.periods import month
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.test_register import change
from tests.test_register_people import Rows
from tests.test_register_people import rows as people_rows


def rows() -> Rows:
    """Two services and a plan of a priority with an outcome; the first measure is a team's, the first activity serves the priority."""
    made = people_rows()
    made["plan"] = [
        {"code": "P1", "name": "A clean district"}, {"code": "P1A", "name": "Streets are clean", "parent": "P1"},
        {"code": "P2", "name": "Thrift"},
    ]  # fmt: skip
    for row in (*made["measures"], *made.get("activities", [])):
        row["priority"] = ""
    made["measures"][0]["priority"] = "P1A"
    made["activities"][0] |= {"priority": "P1", "owner": "Streets Officer"}
    return made


@pytest.fixture
def council(tmp_path: Path) -> Workspace:
    new_workspace(tmp_path / "council", "A Council")
    workspace = Workspace.open(tmp_path / "council")
    (workspace.folder / REGISTER).write_bytes(workspace.new_register(rows()))
    return workspace


def shown(workspace: Workspace, *words: str) -> str:
    done = CliRunner().invoke(pmf, ["thread", *words, "-w", str(workspace.folder)], catch_exceptions=False, standalone_mode=False)  # fmt: skip
    if done.exception:
        raise done.exception
    return done.stdout


def test_an_items_line_runs_from_the_priority_to_who_answers(council: Workspace) -> None:
    framework = council.register().framework
    measure, work, risk = next(iter(framework.measures.values())), framework.activities[0], framework.risks[0]
    service = framework.services[measure.service]
    assert shown(council, measure.code.lower()).splitlines() == [
        "Priority P1 A clean district", "  Outcome P1A Streets are clean", f"    Measure {measure.code} {measure.title}",
        f"      Service ONE {service.name}", "        Team BINS Bins", "          Responsible: Bins Officer", "",
        "No round was issued yet.",
    ]  # fmt: skip
    assert shown(council, work.code).splitlines()[:4] == [
        "Priority P1 A clean district", f"  Activity {work.code} {work.title}",
        f"    Service {work.service} {framework.service_name(work.service)}", "      Responsible: Streets Officer",
    ]  # fmt: skip
    assert shown(council, risk.code).splitlines()[:2] == ["Outside the plan", f"  Risk {risk.code} {risk.title}"]


def test_a_priority_shows_all_below_it_and_an_outcome_what_it_belongs_to(council: Workspace) -> None:
    framework = council.register().framework
    measure, work = next(iter(framework.measures.values())), framework.activities[0]
    whole = shown(council, "P1")
    assert f"  Activity {work.code}" in whole and "  Outcome P1A" in whole and f"    Measure {measure.code}" in whole
    assert shown(council, "A clean DISTRICT") == whole
    part = shown(council, "p1a")
    assert part.startswith("Priority P1 A clean district\n  Outcome P1A Streets are clean\n    Measure ")
    assert work.code not in part.split()
    assert shown(council, "P2").splitlines()[0:2] == ["Priority P2 Thrift", ""]


def test_a_team_and_a_service_show_all_that_they_serve(council: Workspace) -> None:
    framework = council.register().framework
    first, *others = framework.measures.values()
    team = shown(council, "BINS").splitlines()
    assert team[:6] == [
        f"Service ONE {framework.service_name('ONE')}", "  Team BINS Bins", "    Priority P1 A clean district",
        "      Outcome P1A Streets are clean", f"        Measure {first.code} {first.title}", "          Responsible: Bins Officer",
    ]  # fmt: skip
    service = json.loads(shown(council, "ONE", "--json"))["thread"][0]
    assert (service["sort"], service["code"]) == ("service", "ONE")
    seen: list[tuple[str, str]] = []

    def walk(knot: dict[str, object]) -> None:
        seen.append((str(knot["sort"]), str(knot["code"])))
        for one in knot["below"]:  # type: ignore[attr-defined]
            walk(one)

    walk(service)
    own = [one.code for one in (first, *others) if one.service == "ONE"]
    assert [code for sort, code in seen if sort == "measure"] == own
    assert [code for sort, code in seen if sort == "risk"] == [one.code for one in framework.risks if one.service == "ONE"]  # fmt: skip
    assert ("team", "BINS") in seen and ("priority", "P2") not in seen


def test_it_says_how_each_stands_in_the_latest_round(council: Workspace) -> None:
    measure = next(iter(council.register().framework.measures.values()))
    council.issue(month(2014, 6), datetime(2014, 7, 1, 9, tzinfo=UTC))
    said = shown(council, measure.code)
    assert f"    Measure {measure.code} {measure.title}: ○ Awaited\n" in said
    assert said.endswith("Statuses are those of the June 2014 round.\n")
    found = json.loads(shown(council, measure.code, "--json"))
    assert found["round"] == "2014-06"
    assert found["thread"][0]["below"][0]["below"][0]["status"] == "Awaited"


def test_an_unknown_code_gives_the_nearest_and_a_broken_register_is_said(council: Workspace) -> None:
    with pytest.raises(
        Mistyped, match=r'The register has no "BINZ"\. Did you mean "BINS"\? Name the code of a priority'
    ):
        shown(council, "BINZ")
    change(council, {("Measures", "D5"): "NONE"})
    with pytest.raises(PutRight, match=r"framework\.xlsx: the register has to be put right first"):
        shown(council, "BINS")
