"""The position of many councils together: each council's numbers, their sums, what they are of, and what is not counted."""

from __future__ import annotations

import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pmf_excel.crowd.combined import Combined, Tally, combined
from pmf_excel.crowd.combined_book import build_combined
from pmf_excel.crowd.tree import councils
from pmf_excel.excel import layout, theme
from pmf_excel.framework.status import Rag, Status
from pmf_excel.shelves import shipped
from pmf_excel.workers import ALONE
from pmf_excel.workspace import Workspace
from tests import worlds
from tests.conftest import COLLECTED, JUNE
from tests.office import recalculate
from tests.test_many import after, before, run
from tests.test_opens import VALIDATOR, findings

__all__ = ["after", "before"]


@pytest.fixture
def top(after: Path, before: Path, tmp_path: Path) -> Path:
    """The four councils collected; another that has only issued; one that has issued nothing; one that cannot be opened."""
    top = tmp_path / "tree"
    shutil.copytree(after, top)
    ash = top / "north" / "ash"
    (ash / "inbox" / "corrected.xlsx").write_bytes(worlds.returned(ash, "Parks", Decimal(92), Decimal(97)))
    Workspace.open(ash).collect(COLLECTED)
    shutil.copytree(before / "north" / "birch", top / "east" / "only issued")
    worlds.found(top / "east" / "nothing")
    (top / "east" / "unread").mkdir()
    (top / "east" / "unread" / "pmf.toml").write_text("council = ", encoding="utf-8")
    return top


def found(top: Path) -> Combined:
    return combined(councils(top), JUNE, COLLECTED.date().replace(day=12), ALONE)


def test_the_total_adds_up_the_positions_of_the_councils(top: Path) -> None:
    whole = found(top)
    assert {told.place: one for told, one in whole.lines} == {
        "east/only issued": Tally(2, 0, 0, 2, 4, 0, 0, {Status.AWAITED: 4}),
        "north/ash": Tally(2, 2, 2, 0, 4, 4, 0, {Status.GREEN: 4}),
        "north/birch": Tally(2, 2, 1, 0, 4, 3, 1, {Status.GREEN: 3, Status.HELD: 1}),
        "south/cedar": Tally(2, 2, 1, 0, 4, 3, 1, {Status.GREEN: 3, Status.HELD: 1}),
        "south/dell": Tally(2, 2, 1, 0, 4, 3, 1, {Status.GREEN: 3, Status.HELD: 1}),
    }
    assert whole.total == Tally(10, 8, 5, 2, 20, 13, 3, {Status.GREEN: 13, Status.HELD: 3, Status.AWAITED: 4})
    counts = whole.total.counts
    assert (counts.total, counts.rated, counts.percent(Status.GREEN)) == (20, 13, Decimal(100))
    for place, one in ((told.place, one) for told, one in whole.lines):
        position, _ = Workspace.open(top / place).position(JUNE)
        assert one.counts.total == len(position.lines)
        assert (one.asked, one.taken, one.held) == tuple(
            sum(getattr(each, name) for each in position.returns) for name in ("asked", "taken", "held")
        )
    assert [told.place for told in whole.missing] == ["east/nothing", "east/unread"]
    assert whole.missing[0].wrong == "No return has been issued for June 2014. Rounds: none."
    assert "the settings could not be read" in whole.missing[1].wrong


def test_words_of_councils_are_counted_with_the_colours_they_count_as() -> None:
    one = Tally(statuses={Status("On target", Rag.GREEN): 2, Status.RED: 1, Status.NO_TARGET: 1})
    both = one + Tally(statuses={Status.GREEN: 3, Status.RED: 2, Status("On target", Rag.AMBER): 5})
    told = both.as_json()
    assert (told["measures"], told["rated"]) == (14, 13)
    assert told["colours"] == {"Green": 5, "Amber": 5, "Red": 3}
    assert told["statuses"] == {"On target": 7, "Green": 3, "Red": 3, "No target": 1}


def test_it_is_told_in_the_terminal_and_in_json(top: Path) -> None:
    done = run("position", top, "2014-06", at="2014-07-12T09:00:00")
    assert done.exit_code == 1
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "June 2014"
    assert "north/birch 2 of 2 3 of 4 3 0 0 3 4" in lines
    assert "Together 8 of 10 13 of 20 13 0 0 13 20" in lines
    assert "5 councils. 2 workspaces not counted. 8 of 10 returns received, 5 complete, 2 overdue." in lines
    assert "Of 13 rated measures: 13 Green (100.0%), 0 Amber (0.0%), 0 Red (0.0%)." in lines
    assert "Not rated, of 20 measures: 3 Being put right, 4 Awaited." in lines
    assert any(line.startswith("east/unread: ") for line in lines)
    assert max(map(len, done.stdout.splitlines()[:10])) <= 100
    told = json.loads(run("position", top, "--json", at="2014-07-12T09:00:00").stdout)
    assert told["round"] == "2014-06"
    assert [one["place"] for one in told["councils"]] == [
        "east/only issued",
        "north/ash",
        "north/birch",
        "south/cedar",
        "south/dell",
    ]
    assert told["total"] == {
        "councils": 5, "returns": {"issued": 10, "received": 8, "complete": 5, "late": 2},
        "rows": {"asked": 20, "taken": 13, "held": 3}, "measures": 20, "rated": 13,
        "colours": {"Green": 13, "Amber": 0, "Red": 0}, "statuses": {"Green": 13, "Being put right": 3, "Awaited": 4},
    }  # fmt: skip
    assert [one["place"] for one in told["not_counted"]] == ["east/nothing", "east/unread"]


def test_it_is_as_it_was_known_on_a_day(top: Path) -> None:
    told = json.loads(run("position", top, "--as-known", "2014-07-05", "--json").stdout)
    assert told["total"]["statuses"] == {"Awaited": 20}
    assert told["total"]["returns"] == {"issued": 10, "received": 0, "complete": 0, "late": 0}


def test_several_processes_add_up_the_same(top: Path) -> None:
    assert run("position", top, "--jobs", "2", "--json").stdout == run("position", top, "--jobs", "1", "--json").stdout


def test_a_round_that_nobody_has_issued_is_said(top: Path) -> None:
    done = run("position", top, "2014-09")
    assert "No council has a position for September 2014." in str(done.exception)
    assert "north/ash: No return has been issued for September 2014." in str(done.exception)


def test_the_workbook_has_the_same_numbers_live(top: Path) -> None:
    done = run("position", top, "--excel", at="2014-07-12T09:00:00")
    path = top / "position 2014-06.xlsx"
    assert f"Written: {path}" in done.stdout
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames == ["Together", "Councils", "Not counted"]
    together = {row[0]: row[1:5] for row in book["Together"].iter_rows(min_row=5, values_only=True)}
    assert together == {
        "Councils counted": (5, 7, "workspaces", 71.4), "Returns received": (8, 10, "returns issued", 80),
        "Returns complete": (5, 10, "returns issued", 50), "Returns overdue": (2, 10, "returns issued", 20),
        "Rows taken": (13, 20, "rows asked", 65), "Rows to put right": (3, 20, "rows asked", 15),
        "Measures rated": (13, 20, "measures", 65), "● Green": (13, 13, "rated measures", 100),
        "■ Amber": (0, 13, "rated measures", 0), "▲ Red": (0, 13, "rated measures", 0),
        "Measures not rated": (7, 20, "measures", 35), "○ Being put right": (3, 20, "measures", 15),
        "○ Awaited": (4, 20, "measures", 20),
    }  # fmt: skip
    lines = [row[:16] for row in book["Councils"].iter_rows(min_row=5, values_only=True)]
    assert lines[2] == ("Council of birch", "north/birch", 2, 2, 1, 0, 4, 3, 1, 4, 3, 3, 0, 0, 100, 1)
    assert [row[1] for row in lines] == ["east/only issued", "north/ash", "north/birch", "south/cedar", "south/dell"]
    assert lines[0][14] is None  # nothing is rated, so there is no percentage
    assert [row[0] for row in book["Not counted"].iter_rows(min_row=5, values_only=True)] == [
        "east/nothing",
        "east/unread",
    ]
    before = path.read_bytes()
    run("position", top, "--excel", at="2014-07-12T09:00:00")
    assert path.read_bytes() == before


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_same(top: Path, tmp_path: Path) -> None:
    path = tmp_path / "combined.xlsx"
    path.write_bytes(built(found(top)))
    theirs = openpyxl.load_workbook(recalculate([path], tmp_path) / path.name, data_only=True)["Together"]
    ours = openpyxl.load_workbook(path, data_only=True)["Together"]
    assert [[cell.value for cell in row] for row in theirs.iter_rows(min_row=5, max_col=5)] == [
        [cell.value for cell in row] for row in ours.iter_rows(min_row=5, max_col=5)
    ]


@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
@pytest.mark.validator
def test_it_opens(top: Path, tmp_path: Path) -> None:
    (tmp_path / "combined.xlsx").write_bytes(built(found(top)))
    assert findings(tmp_path / "combined.xlsx") == []


def built(whole: Combined) -> bytes:
    ours = shipped("workbook_templates")
    data = build_combined(whole, layout.load(ours / "combined.toml"), theme.load(ours / "theme.toml"))
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames[0] == "Together"
    return data
