"""Audiences: what is exempt, or out of a reader's remit, is nowhere in what is made for them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pmf_excel.errors import Mistyped
from pmf_excel.founding import new_workspace
from pmf_excel.ledger.audience import EVERYONE, Audience, audience, cut
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE
from tests.test_parts import filled

SECRET = "Zebra"


def rows() -> dict[str, list[dict[str, Any]]]:
    """Two services, two committees; of each kind of item one that is exempt and one that is not, told apart by a word."""

    def measure(code: str, service: str, priority: str, title: str, **more: str) -> dict[str, Any]:
        return {
            "code": code, "title": title, "service": service, "priority": priority, "unit": "%", "kind": "Percentage",
            "decimals": Decimal(0), "polarity": "Higher is better", "frequency": "Monthly", "cumulative": "No",
            "rule": "Target and tolerance", **more,
        }  # fmt: skip

    measures = [
        measure("A1", "ONE", "P1", "Bins emptied"), measure("A2", "ONE", "P1", f"{SECRET} bins", exempt="3"),
        measure("B1", "TWO", "P2", "Lamps lit"), measure("B2", "TWO", "P1", "Roads swept"),
    ]  # fmt: skip
    work = {"kind": "Activity", "owner": "Manager", "status": "On track"}
    return {
        "services": [{"code": "ONE", "name": "Streets", "head": "Head of Streets"}, {"code": "TWO", "name": "Lights", "head": "Head of Lights"}],
        "committees": [{"code": "ENV", "name": "Environment Committee"}, {"code": "FIN", "name": "Finance Committee"}],
        "plan": [{"code": "P1", "name": "Clean places", "committee": "ENV"}, {"code": "P2", "name": "Light places", "committee": "FIN"}],
        "measures": measures,
        "targets": [{"measure": one["code"], "period": "2014/15", "target": Decimal(90)} for one in measures],
        "past": [{"measure": one["code"], "period": "May 2014", "figure": Decimal(80), "commentary": f"{one['title']} in May"} for one in measures],
        "activities": [
            {"code": "X1", "title": "Buy bins", "service": "ONE", "priority": "P1", **work},
            {"code": "X2", "title": f"{SECRET} purchase", "service": "ONE", "priority": "P1", "exempt": "3", **work},
            {"code": "X3", "title": "Buy lamps", "service": "TWO", "priority": "P2", **work},
        ],
        "risks": [
            {"code": "K1", "title": "Bins overflow", "service": "ONE", "likelihood": Decimal(4), "impact": Decimal(5), "committee": "ENV"},
            {"code": "K2", "title": f"{SECRET} risk", "service": "ONE", "likelihood": Decimal(5), "impact": Decimal(5), "committee": "ENV", "exempt": "3"},
        ],
        "budgets": [{"code": "U1", "title": f"{SECRET} budget", "service": "TWO", "year": "2014/15", "budget": Decimal(1000), "committee": "FIN", "exempt": "3"}],
    }  # fmt: skip


@pytest.fixture
def council(tmp_path: Path) -> Workspace:
    folder = tmp_path / "council"
    new_workspace(folder, "A Council")
    workspace = Workspace.open(folder)
    (folder / REGISTER).write_bytes(workspace.new_register(rows()))
    for outgoing in workspace.issue(JUNE, ISSUED):
        own = [row["code"] for row in rows()["measures"] if row["service"] == outgoing.issued.service]
        said = {code: {"figure": Decimal(50), "commentary": f"{code} said", "action": f"{code} act", "owner": "Manager", "action_due": date(2014, 9, 30)} for code in own}  # fmt: skip
        (workspace.path("inbox") / outgoing.path.name).write_bytes(filled(outgoing.data, workspace, {"measures": said}))
    workspace.collect(COLLECTED)
    return workspace


def texts(path: Path) -> str:
    """Everything that is in a workbook, whatever part it stands in."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def test_a_committee_sees_its_remit_and_nothing_exempt_is_in_the_file(council: Workspace) -> None:
    path, position = council.consolidate(JUNE, readers="ENV")
    assert path.name == "master 2014-06 for Environment Committee.xlsx"
    assert [line.measure for line in position.lines] == ["A1", "B2"]
    assert [one.code for one in position.items.activities] == ["X1"]
    assert [one.code for one in position.items.risks] == ["K1"] and position.items.budgets == ()
    inside = texts(path)
    for absent in (SECRET, "Lamps lit", "Light places", "A2 said", "B1 said", "Buy lamps", "Finance Committee"):
        assert absent not in inside
    assert "Bins emptied" in inside and "Roads swept" in inside
    book = openpyxl.load_workbook(path)
    assert book["Measures"]["C3"].value == "For Environment Committee: only what is theirs is in this workbook."


def test_what_is_exempt_is_shown_to_a_committee_only_on_request(council: Workspace) -> None:
    path, position = council.consolidate(JUNE, readers="environment committee", exempt=True)
    assert path.name == "master 2014-06 for Environment Committee, with what is exempt.xlsx"
    assert [line.measure for line in position.lines] == ["A1", "A2", "B2"]
    assert SECRET in texts(path)


def test_a_head_of_service_sees_all_of_the_service_and_nothing_else(council: Workspace) -> None:
    path, position = council.consolidate(JUNE, readers="head of streets")
    assert [line.measure for line in position.lines] == ["A1", "A2"]
    assert [returned.issued.service for returned in position.returns] == ["ONE"]
    assert "Lamps lit" not in texts(path) and SECRET in texts(path)


def test_leadership_team_sees_everything(council: Workspace) -> None:
    path, position = council.consolidate(JUNE, readers="leadership team")
    assert path.name == "master 2014-06 for Leadership Team.xlsx"
    assert len(position.lines) == 4 and len(position.items.budgets) == 1
    everyone, _ = council.position(JUNE)
    assert position == everyone


def test_counts_of_a_cut_are_counted_anew(council: Workspace) -> None:
    _, position = council.consolidate(JUNE, readers="ENV")
    asked = {returned.issued.service: (returned.asked, returned.taken) for returned in position.returns}
    # Of June's rows only the open ones of the remit are left: a measure, an activity and a risk of one, a measure of the other.
    assert asked == {"ONE": (3, 1), "TWO": (1, 1)}


def test_unknown_readers_are_told_the_nearest(council: Workspace) -> None:
    with pytest.raises(Mistyped, match=r'There is no service or committee "Enviroment Committee" in the register\. Did you mean "Environment Committee"'):  # fmt: skip
        council.consolidate(JUNE, readers="Enviroment Committee")


def test_nothing_is_left_for_readers_without_a_remit(council: Workspace) -> None:
    position, framework = council.position(JUNE)
    with pytest.raises(Mistyped, match="Nobody has nothing in June 2014"):
        cut(position, framework, Audience("Nobody", committee="NONE"))


def test_everyone_gets_the_position_as_it_is(council: Workspace) -> None:
    position, framework = council.position(JUNE)
    assert cut(position, framework, EVERYONE) == (position, framework)
    assert audience("FIN", framework).sees(framework.measures["B1"], framework)


def test_what_was_closed_since_the_issue_is_closed(council: Workspace) -> None:
    changed = rows()
    next(row for row in changed["measures"] if row["code"] == "B2")["exempt"] = "1"
    (council.folder / REGISTER).write_bytes(council.new_register(changed))
    from pmf_excel.framework.periods import month

    council.issue(month(2014, 7), COLLECTED)
    _, position = council.consolidate(JUNE, readers="ENV")
    assert [line.measure for line in position.lines] == ["A1"]


def test_nothing_exempt_is_in_a_report(council: Workspace) -> None:
    path, position = council.report("quarterly", "north-norfolk", JUNE)
    assert [line.measure for line in position.lines] == ["A1", "B1", "B2"]
    assert SECRET not in texts(path) and "A2 said" not in texts(path)


def test_a_master_that_holds_what_is_exempt_says_so_on_each_page(council: Workspace) -> None:
    said = "NOT FOR PUBLICATION: holds exempt information"
    everyone, committee = (
        openpyxl.load_workbook(council.consolidate(JUNE)[0]),
        openpyxl.load_workbook(council.consolidate(JUNE, readers="ENV")[0]),
    )
    shown = [sheet for sheet in everyone if sheet.sheet_state == "visible"]
    assert all(said in sheet.oddFooter.left.text for sheet in shown)
    assert "it holds exempt information" in everyone["Dashboard"]["A2"].value
    assert not any(said in (sheet.oddFooter.left.text or "") for sheet in committee)
