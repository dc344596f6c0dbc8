"""pmf people: who has which part on a day, what they answer for, who covers, and what nobody does."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pmf_excel.accountability import people, put_people
from pmf_excel.cli import pmf
from pmf_excel.errors import PutRight
from pmf_excel.founding import new_workspace
from pmf_excel.framework.roster import Part, Roster
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.opens import VALIDATOR, findings
from tests.test_register_people import Rows, rows


def workspace(folder: Path, made: Rows) -> Workspace:
    new_workspace(folder / "council", "A Council")
    found = Workspace.open(folder / "council")
    (found.folder / REGISTER).write_bytes(found.new_register(made))
    return found


def part(found: Roster, title: str) -> Part:
    return next(one for one in found.parts if one.person.job_title == title)


def test_who_acts_on_a_day_with_what_they_answer_for_and_who_covers(tmp_path: Path) -> None:
    council = workspace(tmp_path, rows())
    found = people(council, date(2014, 8, 15))
    bins = part(found, "Bins Officer")
    assert (bins.person.role, bins.service, bins.answers, bins.covered_by) == (
        "Returns figures", "Streets", ("A1",), ("Lamps Officer",)
    )  # fmt: skip
    assert part(found, "Lamps Officer").person.covers == "Bins Officer"
    assert "Streets Officer" not in [one.person.job_title for one in found.parts]
    leader = part(found, "Team Leader, Bins")
    assert (leader.person.role, leader.service, leader.leads) == ("Team leader", "Streets", ("BINS",))
    framework = council.register().framework
    head = part(found, framework.services["ONE"].head)
    assert head.person.role == "Head of service" and "A1" not in head.answers
    everything = {code for one in found.parts for code in one.answers}
    assert {one.code for one in framework.measures.values()} <= everything
    assert people(council, date(2014, 7, 1)).parts[0].covered_by == ()


def test_hands_change_on_the_day_and_what_is_left_with_who_went_is_said(tmp_path: Path) -> None:
    council = workspace(tmp_path, rows())
    before, after = people(council, date(2014, 9, 30)), people(council, date(2014, 10, 1))
    assert part(before, "Bins Officer").person.until == date(2014, 9, 30)
    assert part(after, "Streets Officer").person.follows == "Bins Officer"
    assert part(after, "Bins Officer").person.role == "Answers for items"
    said = "The Bins Officer still answers for A1, and their part ended on 30 September 2014."
    assert said in after.gaps and said not in before.gaps
    assert not any("nobody followed" in one for one in after.gaps)


def test_a_part_that_ended_and_nobody_took_over_is_a_gap(tmp_path: Path) -> None:
    made = rows()
    made["people"][2]["since"] = date(2014, 11, 1)
    later = workspace(tmp_path, made)
    on = date(2014, 10, 15)
    what = 'The part "Returns figures" of the Bins Officer of Streets ended on 30 September 2014'
    gaps = people(later, on).gaps
    assert f"{what}, and the Streets Officer has it only from 1 November 2014." in gaps
    assert "Nobody returns figures for Streets." in gaps
    made["people"].pop(2)
    (later.folder / REGISTER).write_bytes(later.new_register(made))
    assert f"{what}, and nobody followed." in people(later, on).gaps
    assert "Nobody returns figures for Streets." not in people(later, date(2014, 9, 30)).gaps


def test_a_cover_for_somebody_who_left_is_a_gap_and_a_cover_returns_figures(tmp_path: Path) -> None:
    made = rows()
    made["people"][1]["until"] = date(2014, 12, 31)
    council = workspace(tmp_path, made)
    said = "The Lamps Officer covers for the Bins Officer of Streets, whose part ended on 30 September 2014."
    assert said in people(council, date(2014, 10, 1)).gaps
    assert said not in people(council, date(2014, 9, 30)).gaps
    made["people"][0] |= {"since": date(2014, 4, 1), "until": None}
    made["people"].pop(2)
    (council.folder / REGISTER).write_bytes(council.new_register(made))
    assert not any("figures for Streets" in one for one in people(council, date(2014, 8, 15)).gaps)


def test_nobody_signs_off_once_the_head_of_service_has_left(tmp_path: Path) -> None:
    made = rows()
    head = made["services"][0]["head"]
    made["people"].append({"role": "Head of service", "job_title": head, "service": "ONE", "until": date(2014, 6, 30)})
    council = workspace(tmp_path, made)
    assert "Nobody signs off for Streets." not in people(council, date(2014, 6, 30)).gaps
    assert "Nobody signs off for Streets." in people(council, date(2014, 7, 1)).gaps
    made["people"].append({"role": "Signs off", "job_title": "Director", "service": "ONE"})
    (council.folder / REGISTER).write_bytes(council.new_register(made))
    assert "Nobody signs off for Streets." not in people(council, date(2014, 7, 1)).gaps


def test_the_command_lists_answers_in_json_and_writes_the_workbook(tmp_path: Path) -> None:
    council = workspace(tmp_path, rows())
    words = ["people", "--on", "15 August 2014", "-w", str(council.folder)]
    told = CliRunner().invoke(pmf, words)
    assert told.exit_code == 0 and "Bins Officer" in told.stdout and "On 15 August 2014." in told.stdout
    machine = json.loads(CliRunner().invoke(pmf, [*words, "--json"]).stdout)
    first = machine["people"][0]
    assert (first["job_title"], first["answers_for"], first["covered_by"], first["until"]) == ("Bins Officer", ["A1"], ["Lamps Officer"], "2014-09-30")  # fmt: skip
    path = council.path("master") / "people 2014-08-15.xlsx"
    assert "This would write" in CliRunner().invoke(pmf, [*words, "--excel", "--dry-run"]).stdout and not path.exists()
    assert f"Written: {path}" in CliRunner().invoke(pmf, [*words, "--excel"]).stdout
    data = path.read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["People", "Gaps"]
    values = [[cell.value for cell in row] for row in book["People"].iter_rows()]
    assert any(row[:2] == ["Returns figures", "Bins Officer"] and row[4] == "A1" for row in values)
    assert put_people(council, people(council, date(2014, 8, 15))).read_bytes() == data
    if VALIDATOR:
        assert findings(path) == []


def test_a_register_with_errors_is_refused(tmp_path: Path) -> None:
    made = rows()
    made["people"][1]["covers"] = "Nobody"
    with pytest.raises(PutRight, match="the register has to be put right first"):
        people(workspace(tmp_path, made), date(2014, 8, 15))
