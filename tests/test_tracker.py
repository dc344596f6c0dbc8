"""The tracker: one rule for how late a return is, in the terminal, as JSON and as a workbook."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.excel.package import read
from pmf_excel.files import sha256_of
from pmf_excel.framework.periods import month
from pmf_excel.framework.status import Rag
from pmf_excel.ledger.line import Returned
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.records import Issued
from pmf_excel.master.tracker import colour, days_late, missing, totals, track
from pmf_excel.master.tracker_book import build_tracker
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE
from tests.test_opens import VALIDATOR, findings

DUE = date(2014, 7, 10)


def at(day: int) -> datetime:
    return datetime(2014, 7, day, 9, tzinfo=UTC)


def returned(taken: int = 0, last: int = 0, **more: object) -> Returned:
    """A return of five rows, due on 10 July 2014."""
    issued = Issued(1, ISSUED, 1, JUNE, "HR", 1, "d", DUE, "HR.xlsx", "0", "1.0")
    came = at(last) if last else None
    plain = Returned(issued, 5, taken, 0, came, 1 if last else 0, "", None, DUE, last_received=came)
    return replace(plain, **more)  # type: ignore[arg-type]


SIGNED = {"signed_by": "Head of HR", "signed_on": date(2014, 7, 9)}


@pytest.mark.parametrize(
    ("one", "today", "late"),
    [
        (returned(), 9, 0),
        (returned(), 10, 0),  # the due day itself is not late
        (returned(), 11, 1),
        (returned(due=date(2014, 7, 21), agreed_by="Chief Executive"), 21, 0),  # counted from the later day
        (returned(due=date(2014, 7, 21), agreed_by="Chief Executive"), 24, 3),
        (returned(5, 10, **SIGNED), 31, 0),  # it came in time: it is never late again
        (returned(5, 14, **SIGNED), 31, 4),  # it came late: by as much, however long ago
        (returned(5, 14, received=at(8), copies=3, **SIGNED), 31, 4),  # the last copy made it whole
        (returned(5, 14, last_received=None, **SIGNED), 31, 4),
        (returned(4, 8, held=1), 31, 21),  # part of it is still late today
        (returned(4, 8, held=1), 9, 0),
        (returned(0, 8), 31, 21),  # what came back empty has not come
    ],
)
def test_days_late(one: Returned, today: int, late: int) -> None:
    assert days_late(one, date(2014, 7, today)) == late


@pytest.mark.parametrize(
    ("one", "today", "state", "rag"),
    [
        (returned(5, 8, **SIGNED), 9, "Complete", Rag.GREEN),
        (returned(5, 14, **SIGNED), 31, "Complete", Rag.GREEN),
        (returned(5, 8), 9, "Not signed off", Rag.AMBER),
        (returned(5, 8, queried=1, **SIGNED), 9, "To be explained", Rag.AMBER),
        (returned(4, 8, held=1, **SIGNED), 31, "Being put right", Rag.AMBER),
        (returned(3, 8), 31, "Part returned", Rag.AMBER),
        (returned(0, 8), 9, "Returned empty", Rag.AMBER),
        (returned(0, 8), 11, "Returned empty", Rag.RED),
        (returned(), 10, "Not returned", None),
        (returned(), 11, "Not returned", Rag.RED),
    ],
)
def test_the_colour_beside_the_word(one: Returned, today: int, state: str, rag: Rag | None) -> None:
    assert (one.state, colour(one, date(2014, 7, today))) == (state, rag)


#: One return in every state, in the order in which the sample's services stand.
EVERY = (
    returned(5, 8, **SIGNED), returned(5, 14, copies=2, received=at(8), sent_back=1, **SIGNED), returned(5, 8),
    returned(5, 8, queried=2, **SIGNED), returned(4, 8, held=1, sent_back=1, **SIGNED), returned(3, 8),
    returned(0, 8), returned(), returned(due=date(2014, 7, 31), agreed_by="Chief Executive"), returned(), returned(5, 8, **SIGNED),
)  # fmt: skip


@pytest.fixture
def varied(workspace: Workspace, issued, put, right) -> Position:
    """The sample's round with two mistakes, its returns made to stand in every state there is."""
    for code in ("HR", "PLAN"):
        put(f"{code}.xlsx", right(issued[code]))
    workspace.collect(COLLECTED)
    position = workspace.position(JUNE)[0]
    changed = [replace(mine, issued=one.issued) for mine, one in zip(EVERY, position.returns, strict=True)]
    return replace(position, returns=tuple(changed))


def drawn(workspace: Workspace, position: Position, today: date) -> bytes:
    framework = workspace.position(JUNE)[1]
    earlier = [("HR02", month(2014, 3)), ("GONE", month(2014, 3))]
    return build_tracker(
        position, track(position, framework, today), missing(position, framework, earlier), today, "A & B <Council>",
        workspace.layout("tracker"), workspace.theme,
    )  # fmt: skip


def test_the_line_of_totals_counts_each_return_once(workspace: Workspace, varied: Position) -> None:
    framework = workspace.position(JUNE)[1]
    assert totals(track(varied, framework, date(2014, 7, 22))) == (
        "11 returns: 3 complete, 1 to be explained, 1 not signed off, 1 being put right, 1 part returned, 1 returned empty, "
        "2 not returned and late, 1 not returned and not yet due."
    )
    assert totals(track(replace(varied, returns=varied.returns[:1]), framework, DUE)) == "1 return: 1 complete."


def test_the_workbook_says_it_all(workspace: Workspace, varied: Position) -> None:
    data = drawn(workspace, varied, date(2014, 7, 22))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Returns tracker", "Still missing"]
    sheet = book["Returns tracker"]
    assert (sheet["A1"].value, sheet.freeze_panes) == ("Returns tracker: June 2014", "B5")
    assert sheet["A3"].value.startswith("11 returns: 3 complete, ")
    assert sheet["A2"].value.endswith("As known on 10 July 2014, 17:00; days late are counted to 22 July 2014.")
    (table,) = sheet.tables.values()
    assert (table.ref, table.displayName) == ("A4:O15", "returns_table")
    head = [cell.value for cell in sheet[4]]
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
    assert [row["Return"] for row in rows] == [
        "● Complete", "● Complete", "■ Not signed off", "■ To be explained", "■ Being put right", "■ Part returned",
        "▲ Returned empty", "▲ Not returned", "○ Not returned", "▲ Not returned", "● Complete",
    ]  # fmt: skip
    assert [row["Days late"] for row in rows] == [None, 4, None, None, 12, 12, 12, 12, None, 12, None]
    late = rows[1]
    assert (late["First copy received"].day, late["Last copy received"].day, late["Times sent back"]) == (8, 14, 1)
    assert (rows[3]["To be explained"], rows[4]["To put right"], rows[8]["Extension agreed by"]) == (
        2,
        1,
        "Chief Executive",
    )
    assert (rows[0]["Issued"], rows[0]["Signed off by"]) == (datetime(2014, 7, 1), "Head of HR")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        9,
        "$4:$4",
    )
    assert drawn(workspace, varied, date(2014, 7, 22)) == data
    assert drawn(workspace, varied, date(2014, 7, 23)) != data
    assert [cell for grid in read(data).grids for cell in grid.cells.values() if cell.formula] == []


def test_what_is_still_missing_is_listed_with_what_it_waits_for(
    workspace: Workspace, issued, put, right, typed: Callable[..., bytes]
) -> None:
    put("HR.xlsx", right(issued["HR"]))
    put("R.xlsx", typed(issued["REG"].data, {"RS20": {"figure": "about 98.5"}}))
    workspace.collect(COLLECTED)
    position, framework = workspace.position(JUNE)
    found = missing(
        position, framework, [("RS20", position.lines[-1].period), ("PS01", month(2014, 3)), ("GONE", JUNE)]
    )
    by_code = {(one.code, one.period): one for one in found}
    assert len(found) == len(by_code) == 45 - 5 + 2
    waits = {code: one.waits for (code, _), one in by_code.items()}
    assert re.fullmatch(r"The corrected row: R.xlsx, sheet Measures, row \d+", waits["RS20"])
    assert waits["RS21"] == "The figure: the return came back without it"
    assert waits["CS01"] == "The return"
    earlier = by_code["PS01", month(2014, 3)]
    assert (earlier.service, earlier.waits) == ("Planning Services", "The figure, awaited since an earlier round")
    assert by_code["GONE", JUNE].title == ""
    assert "HR01" not in waits


def test_nothing_missing_is_said(workspace: Workspace, varied: Position) -> None:
    data = build_tracker(varied, track(varied, workspace.position(JUNE)[1], DUE), [], DUE, "A", workspace.layout("tracker"), workspace.theme)  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Still missing"]
    assert (sheet["A3"].value, sheet["A5"].value) == ("No measures.", "Nothing is missing")


@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
@pytest.mark.validator
def test_it_opens(workspace: Workspace, varied: Position, tmp_path: Path) -> None:
    (tmp_path / "full.xlsx").write_bytes(drawn(workspace, varied, date(2014, 7, 22)))
    nothing = build_tracker(varied, (), (), DUE, "A", workspace.layout("tracker"), workspace.theme)
    (tmp_path / "nothing.xlsx").write_bytes(nothing)
    assert {name: findings(tmp_path / name) for name in ("full.xlsx", "nothing.xlsx")} == {
        "full.xlsx": [],
        "nothing.xlsx": [],
    }


def status(workspace: Workspace, *words: str, now: str = "2014-07-22T09:00:00", **environment: str) -> str:
    runner = CliRunner(env={"PMF_NOW": now, **environment})
    done = runner.invoke(pmf, ["status", "-w", str(workspace.folder), *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_command_writes_it_beside_what_was_saved(workspace: Workspace, issued) -> None:
    path = workspace.path("master") / "returns tracker 2014-06.xlsx"
    assert f"This would write {path}" in status(workspace, "--excel", "--dry-run")
    assert not path.exists()
    assert f"Written: {path}" in status(workspace, "--excel")
    first = sha256_of(path.read_bytes())
    status(workspace, "--excel")
    assert sha256_of(path.read_bytes()) == first
    answer = json.loads(status(workspace, "--excel", "--json"))
    assert (answer["file"], len(answer["returns"])) == (str(path), 11)
    book = openpyxl.load_workbook(path)
    book.save(path)  # as a person would
    assert "returns tracker 2014-06 2.xlsx" in status(workspace, "--excel")
    status(workspace, "--excel", "--as-known", "2014-07-05")
    known = openpyxl.load_workbook(workspace.path("master") / "returns tracker 2014-06 as known 2014-07-05.xlsx")
    assert known["Returns tracker"]["A3"].value.startswith("11 returns: 11 not returned and not yet due.")
    assert "Written" not in status(workspace)


def test_the_terminal_fits_and_the_word_stays_without_colour(
    workspace: Workspace, varied: Position, monkeypatch: pytest.MonkeyPatch
) -> None:
    framework = workspace.position(JUNE)[1]
    long = [
        replace(one, signed_by="Strategic Director of Corporate Services" if one.signed_by else "")
        for one in varied.returns
    ]
    many = [replace(one, asked=120, taken=min(one.taken, 1) * 119) for one in long]
    monkeypatch.setattr(Workspace, "position", lambda *_: (replace(varied, returns=tuple(many)), framework))
    plain = status(workspace)
    assert "\x1b" not in plain
    table = plain.split("\n\n")[1]
    assert max(map(len, table.splitlines())) <= 100
    for word in ("To put", "right", "explain", "Sent", "Days", "Part returned", "119 of 120", "31 Jul *", "1 Jul"):
        assert word in table, word
    assert "has until 31 July 2014, agreed by Chief Executive." in plain
    assert "Next, to draft reminders for what is missing or unsigned: pmf remind" in plain
    painted = status(workspace, FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[31mNot returned" in painted and "\x1b[33mPart returned" in painted
    assert "\x1b[3" not in status(workspace, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color")


def test_json_has_every_field(workspace: Workspace, varied: Position) -> None:
    framework = workspace.position(JUNE)[1]
    plain: Sequence[dict[str, object]] = [one.as_json() for one in track(varied, framework, date(2014, 7, 22))]
    assert plain[1] | {"service": "", "name": "", "return": ""} == {
        "service": "", "name": "", "return": "", "round": "2014-06", "form": "", "state": "Complete", "colour": "Green",
        "issued": "2014-07-01T09:00:00+00:00", "due": "2014-07-10", "first_due": "2014-07-10", "agreed_by": "",
        "days_late": 4, "received": "2014-07-08T09:00:00+00:00", "last_received": "2014-07-14T09:00:00+00:00", "complete_on": None,
        "copies": 2, "sent_back": 1, "asked": 5, "taken": 5, "held": 0, "queried": 0, "signed_by": "Head of HR",
        "signed_on": "2014-07-09",
    }  # fmt: skip
    assert (plain[8]["first_due"], plain[8]["due"], plain[8]["agreed_by"]) == (
        "2014-07-10",
        "2014-07-31",
        "Chief Executive",
    )
    json.dumps(plain)
