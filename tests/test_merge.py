"""Two councils into one: what is proposed, what is refused, and a new workspace in which both histories can be read."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.founding import new_workspace
from pmf_excel.framework.lineage import Became
from pmf_excel.framework.periods import month, parse
from pmf_excel.ledger.known import Known
from pmf_excel.merging import Union, unite
from pmf_excel.shelves import REGISTER
from pmf_excel.upkeep import verify
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE
from tests.test_parts import filled

Rows = dict[str, list[dict[str, Any]]]


def measure(code: str, service: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "title": title, "service": service, "priority": "P1", "unit": "homes", "kind": "Number", "decimals": Decimal(0),
        "polarity": "Higher is better", "frequency": "Monthly", "cumulative": "No", **more,
    }  # fmt: skip


def register(service: str, measures: list[dict[str, Any]], **more: list[dict[str, Any]]) -> Rows:
    return {
        "services": [{"code": service, "name": "Planning", "head": "Head of Planning"}],
        "plan": [{"code": "P1", "name": f"Homes of {service}"}],
        "measures": measures,
        "targets": [{"measure": one["code"], "period": "2014/15", "target": Decimal(10)} for one in measures],
        **more,
    }


NORTH = register(
    "PLAN",
    [measure("H1", "PLAN", "Homes built"), measure("H2", "PLAN", "Homes mended")],
    past=[{"measure": "H1", "period": "May 2014", "figure": Decimal(7), "source": "Managing Performance, May 2014"}],
    committees=[{"code": "CAB", "name": "Cabinet"}],
    meetings=[{"committee": "CAB", "on": date(2014, 9, 1)}],
    questions=[{"committee": "CAB", "on": date(2014, 6, 2), "question": "Why so few?", "item": "H2"}],
)
SOUTH = register(
    "HOMES",
    [measure("B7", "HOMES", "Homes built"), measure("H2", "HOMES", "Permits given", unit="permits")],
    committees=[{"code": "CAB", "name": "Executive"}],
    activities=[{"code": "X1", "title": "Sell land", "kind": "Activity", "service": "HOMES", "priority": "P1", "owner": "Manager", "status": "On track"}],
)  # fmt: skip


def council(folder: Path, name: str, rows: Rows, figures: dict[str, int]) -> Path:
    new_workspace(folder, name, rows)
    workspace = Workspace.open(folder)
    for outgoing in workspace.issue(JUNE, ISSUED):
        said = {
            code: {"figure": Decimal(n), "commentary": f"{code} of {name}", "action": "Build", "owner": "Manager", "action_due": date(2014, 9, 30)}
            for code, n in figures.items()
        }  # fmt: skip
        (workspace.path("inbox") / outgoing.path.name).write_bytes(filled(outgoing.data, workspace, {"measures": said}))
    workspace.collect(COLLECTED)
    return folder


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    return [
        council(tmp_path / "north", "North Hart", NORTH, {"H1": 8, "H2": 3}),
        council(tmp_path / "south", "South Hart", SOUTH, {"B7": 30, "H2": 99}),
    ]


def lines(crosswalk: Path) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """What the crosswalk says of each item: what it becomes, its new code, whether it leads, what of histories."""
    sheet = openpyxl.load_workbook(crosswalk)["Crosswalk"]
    return {tuple(row[:3]): tuple(row[4:8]) for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]}  # type: ignore[misc]


def change(crosswalk: Path, changes: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Type into rows of the crosswalk, by council and old code (of a measure) and heading."""
    book = openpyxl.load_workbook(crosswalk)
    sheet = book["Crosswalk"]
    headings = {cell.value: cell.column for cell in sheet[4]}
    for row in sheet.iter_rows(min_row=5):
        if row[1].value == "Measure":
            for heading, value in changes.get((row[0].value, row[2].value), {}).items():
                sheet.cell(row[0].row, headings[heading]).value = value
    book.save(crosswalk)


def test_the_same_is_proposed_to_be_joined_and_a_code_that_clashes_is_told_apart(
    two: list[Path], tmp_path: Path
) -> None:
    found = unite(two, tmp_path / "cw.xlsx")
    assert found.proposed and found.counts == {"Carried": 7, "Joined": 4, "Left out": 0}
    assert lines(tmp_path / "cw.xlsx") == {
        ("NORT", "Service", "PLAN"): ("Joined", "PLAN", "Yes", None), ("SOUT", "Service", "HOMES"): ("Joined", "PLAN", "No", None),
        ("NORT", "Plan", "P1"): ("Carried", "NORTP1", None, None), ("SOUT", "Plan", "P1"): ("Carried", "SOUTP1", None, None),
        ("NORT", "Committee", "CAB"): ("Carried", "NORTCAB", None, None), ("SOUT", "Committee", "CAB"): ("Carried", "SOUTCAB", None, None),
        ("NORT", "Measure", "H1"): ("Joined", "H1", "Yes", "Apart"), ("SOUT", "Measure", "B7"): ("Joined", "H1", "No", "Apart"),
        ("NORT", "Measure", "H2"): ("Carried", "NORT-H2", None, None), ("SOUT", "Measure", "H2"): ("Carried", "SOUT-H2", None, None),
        ("SOUT", "Activity", "X1"): ("Carried", "X1", None, None),
    }  # fmt: skip
    again = tmp_path / "again.xlsx"
    unite(two, again)
    assert again.read_bytes() == (tmp_path / "cw.xlsx").read_bytes()


def test_both_histories_are_kept_under_new_codes_with_where_they_came_from(two: list[Path], tmp_path: Path) -> None:
    before = {path: path.read_bytes() for folder in two for path in folder.rglob("*") if path.is_file()}
    unite(two, tmp_path / "cw.xlsx")
    change(tmp_path / "cw.xlsx", {("NORT", "H1"): {"Histories": "Added up"}, ("SOUT", "B7"): {"Histories": "Added up"}})
    made = unite(two, tmp_path / "cw.xlsx", Union(tmp_path / "one", "Hart", month(2015, 4)))
    assert made.figures == 5
    one = Workspace.open(tmp_path / "one")
    register = one.register()
    assert register.problems == ()
    framework = register.framework
    assert list(framework.measures) == ["H1", "NORT-H2", "SOUT-H2", "NORT-H1", "SOUT-B7"]
    assert framework.measures["SOUT-B7"].title == "Homes built (South Hart)"
    assert framework.measures["NORT-H1"].withdrawn == month(2015, 4)
    assert {one.service for one in framework.measures.values()} == {"PLAN"}
    assert framework.measures["SOUT-H2"].priority == "SOUTP1"
    assert [(one.measure, one.period.short, one.value) for one in framework.past] == [
        ("H1", "Jun 2014", Decimal(38)), ("NORT-H1", "May 2014", Decimal(7)), ("NORT-H1", "Jun 2014", Decimal(8)),
        ("NORT-H2", "Jun 2014", Decimal(3)), ("SOUT-B7", "Jun 2014", Decimal(30)), ("SOUT-H2", "Jun 2014", Decimal(99)),
    ]  # fmt: skip
    assert framework.past[2].commentary == "H1 of North Hart"
    sources = [
        row[4].value
        for row in openpyxl.load_workbook(one.folder / REGISTER)["Past figures"].iter_rows(min_row=5)
        if row[0].value
    ]
    assert sources[0] == "Added up: NORT 8, SOUT 30."
    assert sources[1] == "North Hart: Managing Performance, May 2014"
    assert (
        sources[4].startswith("South Hart: ")
        and ", sheet" not in sources[4]
        and ", received 10 July 2014, Green" in sources[4]
    )
    assert framework.questions[0].item == "NORT-H2" and framework.questions[0].committee == "NORTCAB"
    assert {(line.item, line.what, line.earlier) for line in framework.lineage} == {
        ("H1", Became.REPLACED, "NORT-H1"), ("H1", Became.REPLACED, "SOUT-B7"), ("NORT-H2", Became.AMENDED, "H2"),
        ("SOUT-H2", Became.AMENDED, "H2"), ("X1", Became.CARRIED, ""),
    }  # fmt: skip
    assert {path: path.read_bytes() for path in before} == before
    for code, folder in (("NORT", two[0]), ("SOUT", two[1])):
        kept = Workspace.open(one.folder / "before" / code)
        assert verify(kept).wrong == []
        assert kept.master_bytes() == Workspace.open(folder).master_bytes()


def test_the_new_council_walks_the_road_with_its_history(two: list[Path], tmp_path: Path) -> None:
    unite(two, tmp_path / "cw.xlsx")
    unite(two, tmp_path / "cw.xlsx", Union(tmp_path / "one", "Hart", month(2015, 4)))
    one = Workspace.open(tmp_path / "one")
    issued = one.issue(month(2015, 4), ISSUED.replace(year=2015, month=5))
    assert [(o.issued.service, o.rows) for o in issued] == [
        ("PLAN", 4)
    ]  # three measures, and a question that is still open
    with one.ledger.reading() as reader:
        known = Known(reader, one.kept_framework(reader).past)
        assert known.value("SOUT-H2", JUNE) == 99 and known.value("H1", JUNE) is None
        assert known.value("SOUT-B7", JUNE) == 30


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({("SOUT", "H2"): {"New code": "NORT-H2"}}, "PMF-163", 'NORT H2 and SOUT H2 would both be "NORT-H2".'),
        ({("SOUT", "B7"): {"New code": "H9"}}, "PMF-163", 'SOUT B7 is joined, but no other item becomes "H9".'),
        ({("SOUT", "B7"): {"Leads?": "Yes"}}, "PMF-164", "of NORT H1 and SOUT B7, which become one, more than one leads."),
        ({("NORT", "H1"): {"Leads?": "No"}}, "PMF-164", "of NORT H1 and SOUT B7, which become one, none leads."),
        ({("SOUT", "B7"): {"Old code": "B8"}}, "PMF-160", 'SOUT has no measure with the code "B8".'),
        ({("SOUT", "B7"): {"New code": None}}, "PMF-162", "it goes on, but under no code."),
        ({("SOUT", "B7"): {"New code": "H 1"}}, "PMF-162", '"H 1" cannot be a code.'),
        ({("NORT", "H2"): {"Becomes": "Joined", "New code": "N", "Leads?": "Yes"}, ("SOUT", "H2"): {"Becomes": "Joined", "New code": "N"}},
         "PMF-165", 'NORT H2 and SOUT H2 cannot be joined: their unit is not the same: "homes" (NORT), "permits" (SOUT).'),
        ({("NORT", "H1"): {"Histories": "Added up"}}, "PMF-166", 'the histories of "H1" cannot be added up.'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_crosswalk_is_said_at_its_cell(
    two: list[Path], tmp_path: Path, changes: dict[tuple[str, str], dict[str, Any]], code: str, words: str
) -> None:
    unite(two, tmp_path / "cw.xlsx")
    change(tmp_path / "cw.xlsx", changes)
    with pytest.raises(PutRight) as refused:
        unite(two, tmp_path / "cw.xlsx", Union(tmp_path / "one", "Hart", month(2015, 4)))
    found = [(one.code, one.found) for one in refused.value.problems]
    assert (code, words) in found
    assert all(one.place.cell or one.code == "PMF-161" for one in refused.value.problems)
    assert not (tmp_path / "one").exists()


def test_what_is_left_out_takes_with_it_what_cannot_be_without_it(two: list[Path], tmp_path: Path) -> None:
    unite(two, tmp_path / "cw.xlsx")
    change(tmp_path / "cw.xlsx", {("SOUT", "H2"): {"Becomes": "Left out", "New code": None}})
    made = unite(two, tmp_path / "cw.xlsx", Union(tmp_path / "one", "Hart", month(2015, 4)))
    framework = Workspace.open(tmp_path / "one").register().framework
    assert "SOUT-H2" not in framework.measures
    assert ("SOUT-H2", parse("2014/15")) not in framework.targets
    assert "SOUT H2 does not go on." in made.said
    assert "SOUT, Targets, 2014/15: left out, because its measure code H2 was." in made.said


def test_a_register_with_errors_and_folders_that_cannot_be_meant_are_refused(two: list[Path], tmp_path: Path) -> None:
    with pytest.raises(Mistyped, match="Name the workspaces of two councils or more, each once"):
        unite([two[0], two[0]], tmp_path / "cw.xlsx")
    book = openpyxl.load_workbook(two[1] / REGISTER)
    book["Measures"]["D5"] = "NONE"
    book.save(two[1] / REGISTER)
    with pytest.raises(PutRight, match="the register of SOUT has to be put right") as refused:
        unite(two, tmp_path / "cw.xlsx")
    assert [one.code for one in refused.value.problems] == ["PMF-105"]
    assert not (tmp_path / "cw.xlsx").exists()


def test_the_command_leads_from_the_proposal_to_the_new_council(two: list[Path], tmp_path: Path) -> None:
    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(pmf, ["merge", *map(str, two), "--crosswalk", str(tmp_path / "cw.xlsx"), *words])
        assert result.exit_code == code, result.output
        return result.stdout

    assert "Nothing was written." in run("--dry-run") and not (tmp_path / "cw.xlsx").exists()
    assert "a row for each of 11 items: 7 carried, 4 joined. This is only a proposal." in run()
    assert "The crosswalk is right: 11 items, 7 carried, 4 joined." in run()
    assert (
        "name all three" in CliRunner().invoke(pmf, ["merge", *map(str, two), "--crosswalk", "x", "--into", "y"]).output
    )
    new = ("--into", str(tmp_path / "one"), "--council", "Hart", "--from", "2015/16")
    assert "Nothing was written." in run(*new, "--dry-run") and not (tmp_path / "one").exists()
    told = json.loads(run(*new, "--json"))
    assert (told["past_figures"], told["items"]["Joined"]) == (5, 4)
    kept = (tmp_path / "one" / "crosswalk.xlsx").read_bytes()
    assert hashlib.sha256(kept).digest() == hashlib.sha256((tmp_path / "cw.xlsx").read_bytes()).digest()
    with pytest.raises(PutRight, match="holds a workspace already"):
        unite(two, tmp_path / "cw.xlsx", Union(tmp_path / "one", "Hart", month(2015, 4)))
