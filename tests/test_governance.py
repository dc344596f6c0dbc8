"""Governance of the framework: two registers compared, one adopted, and every later change approved by somebody who may."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.adoption import adopt, compare, said_of, standing, unapproved_count
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel.package import read
from pmf_excel.files import sha256_of
from pmf_excel.framework.committees import Version
from pmf_excel.framework.governance import Adoption
from pmf_excel.framework.review import interval, review, unread
from pmf_excel.ledger.checks import kept_bytes
from pmf_excel.ledger.records import Decision
from pmf_excel.register.lines import SheetReader
from pmf_excel.register.rows import rows_of
from pmf_excel.settings import FILE
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import JUNE

NOW = datetime(2014, 7, 20, 9, tzinfo=UTC)
ON = date(2014, 7, 14)
Rows = dict[str, list[dict[str, Any]]]


def rows(workspace: Workspace) -> Rows:
    layout = workspace.layout("register")
    reader = SheetReader(read(workspace.register_bytes()), layout, REGISTER)
    return rows_of(reader, [sheet.key for sheet in layout.sheets])


def save(workspace: Workspace, changed: Rows) -> None:
    (workspace.folder / REGISTER).write_bytes(workspace.new_register(changed))


def row(changed: Rows, sheet: str, code: str) -> dict[str, Any]:
    key = "measure" if sheet in ("targets", "past") else "code"
    return next(one for one in changed[sheet] if one[key] == code)


@pytest.fixture
def own(workspace: Workspace) -> Workspace:
    """The sample's register as pmf writes it, adopted."""
    save(workspace, rows(workspace))
    adopt(workspace, "Full Council", ON, "23", NOW)
    return workspace


def amended(what: str, item: str, by: str = "Chief Executive", on: date = date(2014, 7, 18)) -> dict[str, Any]:
    return {"on": on, "kind": what, "item": item, "what": "From this to that.", "approved_by": by}


def said(workspace: Workspace) -> list[str]:
    return [one.difference.sentence for one in standing(workspace).open]


def test_a_target_that_changed_is_said_in_plain_words(own: Workspace, tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    old.write_bytes(own.register_bytes())
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal("88.5")
    row(changed, "targets", "RS20")["target"] = "TBC"
    row(changed, "measures", "HR02")["tolerance"] = Decimal(5)
    row(changed, "services", "HR")["head"] = "Head of People"
    changed["past"] = [one for one in changed["past"] if one["measure"] != "CS01"]
    save(own, changed)
    found = compare(own, old, own.folder / REGISTER).found
    assert [(one.title, one.code, one.change, one.said) for one in found if one.sheet != "past"] == [
        ("Services", "HR", "changed", "head of service was Head of HR, is Head of People"),
        ("Measures", "HR02", "changed", "tolerance was 10% of target, is 5% of target"),
        ("Targets", "CS01", "changed", "target for Quarter 1 2014/15 was 90.0%, is 88.5%"),
        ("Targets", "RS20", "changed", "target for Quarter 1 2014/15 was 98.0%, is to be confirmed"),
    ]
    gone = [one for one in found if one.sheet == "past"]
    assert {(one.code, one.change) for one in gone} == {("CS01", "removed")}
    assert gone[0].said.endswith("and is no longer there")


def test_printed_decimals_are_no_change_of_a_target(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "measures", "CS01")["decimals"] = Decimal(0)
    save(own, changed)
    assert [one.sentence.rpartition(": ")[2] for one in compare(own).found] == ["decimals was 1, is 0."]


def test_a_measure_that_is_gone_takes_its_targets_with_it(own: Workspace) -> None:
    changed = rows(own)
    for sheet in ("measures", "targets", "past"):
        key = "code" if sheet == "measures" else "measure"
        changed[sheet] = [one for one in changed[sheet] if one[key] != "RS20"]
    new = {**row(changed, "measures", "RS21"), "code": "RS30", "title": "Brand new"}
    changed["measures"].append(new)
    changed["targets"].append({**row(changed, "targets", "RS21"), "measure": "RS30"})
    save(own, changed)
    assert [(one.sheet, one.sentence) for one in compare(own).found] == [
        ("measures", "RS30 Brand new is new."),
        ("measures", f"{_named(own, 'RS20')} is no longer there."),
        ("targets", "RS30 Brand new: target for Quarter 1 2014/15 is new: 98.0%."),
    ]


def _named(workspace: Workspace, code: str) -> str:
    with workspace.ledger.reading() as reader:
        sha256 = reader.decisions("register")[-1].subject
    data = (workspace.path("archive") / sha256[:2] / sha256).read_bytes()
    return f"{code} {workspace.register(data).framework.measures[code].title}"


def test_the_same_register_says_the_same(own: Workspace) -> None:
    assert compare(own).found == []
    assert compare(own).old == "the register adopted by Full Council on 14 July 2014 (minute 23)"


def test_what_was_used_last_is_compared_where_nothing_was_adopted(workspace: Workspace) -> None:
    with pytest.raises(Mistyped, match="No register was adopted or used yet"):
        compare(workspace)
    workspace.issue(JUNE, NOW)
    assert compare(workspace).old == "the register last used by pmf issue"


def test_adopting_keeps_the_bytes_and_the_decision(own: Workspace) -> None:
    data = own.register_bytes()
    with own.ledger.reading() as reader:
        (noted,) = reader.decisions("register")
        assert (noted.subject, noted.by, noted.on, noted.minute, noted.at) == (
            sha256_of(data),
            "Full Council",
            ON,
            "23",
            NOW,
        )
        assert kept_bytes(reader.connection, own.path("archive"), lambda _: None) == (1, [])
        (own.path("archive") / noted.subject[:2] / noted.subject).unlink()
        assert (
            "the register that was adopted" in kept_bytes(reader.connection, own.path("archive"), lambda _: None)[1][0]
        )


def test_what_cannot_be_adopted(own: Workspace) -> None:
    with pytest.raises(Mistyped, match="noted already"):
        adopt(own, "Full  Council", ON, "23", NOW)
    with pytest.raises(Mistyped, match="still to come"):
        adopt(own, "Cabinet", date(2014, 7, 21), "", NOW)
    with pytest.raises(Mistyped, match="after 1 July 2014"):
        adopt(own, "Cabinet", date(2014, 7, 1), "", NOW)
    with pytest.raises(Mistyped, match="Say which body"):
        adopt(own, " ", ON, "", NOW)
    changed = rows(own)
    row(changed, "measures", "CS01")["service"] = "NOWHERE"
    save(own, changed)
    with pytest.raises(PutRight, match="before it can be adopted"):
        adopt(own, "Cabinet", ON, "", NOW)


def test_a_dry_run_writes_nothing(workspace: Workspace) -> None:
    made, found = adopt(workspace, "Full Council", ON, "", NOW, dry_run=True)
    assert (made, found) == (Adoption(sha256_of(workspace.register_bytes()), "Full Council", ON), [])
    assert not workspace.ledger.exists


def test_each_change_of_what_defines_the_framework_wants_approval(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    row(changed, "measures", "HR02")["title"] = "Something else"
    row(changed, "activities", "AP01")["due"] = date(2015, 3, 1)
    changed["plan"][0]["name"] = "Another priority"
    changed["reports"].append({"committee": changed["committees"][0]["code"], "kind": "exceptions", "remit": "Its remit", "frequency": "Quarterly"})  # fmt: skip
    save(own, changed)
    found = standing(own).open
    assert [(one.difference.sheet, one.difference.field) for one in found] == [
        ("plan", "name"), ("measures", "title"), ("targets", "target"), ("activities", "original_due"), ("reports", ""),
    ]  # fmt: skip
    problem = found[2].problem(REGISTER)
    assert (problem.code, problem.severity, problem.place.sheet, problem.place.cell) == (
        "PMF-142",
        "query",
        "Targets",
        "C5",
    )
    assert problem.found.endswith(
        "was 90.0%, is 80.0%, and nobody approved it since Full Council adopted the register on 14 July 2014."
    )
    assert (
        problem.remedy
        == 'Add a row to Amendments: the day, "Target changed", CS01, what changed, and who approved it (Chief Executive or Full Council).'
    )


def test_what_the_year_brings_wants_none(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "activities", "AP01").update(status="On hold", note="Waiting.", revised_due=date(2015, 3, 30))
    row(changed, "recommendations", "AR01")["percent_complete"] = Decimal(60)
    row(changed, "measures", "HR02").update(responsible="HR manager", maximum=Decimal(100))
    row(changed, "risks", "RK01")["controls"] = "Others"
    changed["people"].pop()
    changed["meetings"].pop()
    changed["targets"].append({"measure": "HR02", "period": "2015/16", "target": "TBC"})
    save(own, changed)
    assert len(compare(own).found) >= 7
    assert said(own) == []


@pytest.mark.parametrize(
    ("rows_", "left"),
    [
        ([amended("Target changed", "cs01")], 0),
        ([amended("Target changed", "CS01", "chief  executive")], 0),
        ([amended("Other", "CS01", "Full Council")], 0),
        ([amended("Tolerance changed", "CS01")], 1),
        ([amended("Target changed", "CS02a")], 1),
        ([amended("Target changed", "CS01", "Deputy Chief Executive")], 1),
        ([amended("Target changed", "CS01", "")], 1),
        ([amended("Target changed", "CS01", on=date(2014, 7, 13))], 1),
        ([amended("Target changed", "CS01", on=ON)], 0),
    ],
)
def test_a_row_of_amendments_covers_its_item(own: Workspace, rows_: list[dict[str, Any]], left: int) -> None:
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    changed["amendments"] += rows_
    save(own, changed)
    assert len(said(own)) == left


def test_an_amendment_that_somebody_else_approved_is_said(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    changed["amendments"].append(amended("Target changed", "CS01", "Head of HR"))
    save(own, changed)
    (found,) = standing(own).open
    assert found.why == 'and it was approved by "Head of HR", who is not among those who may.'
    settings = own.folder / FILE
    settings.write_text(settings.read_text() + '\namendments_approved_by = "Chief Executive, Head of HR"\n')
    assert standing(Workspace.open(own.folder)).open == ()


def test_who_set_the_targets_of_a_year_approves_them(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    row(changed, "measures", "CS02a")["title"] = "Another"
    changed["amendments"] += [
        amended("Target changed", "CS01", "Chair of the Board"),
        amended("Other", "CS02a", "Chair of the Board"),
    ]
    save(own, changed)
    assert len(said(own)) == 2
    stages, on = own.settings.target_steps, date(2014, 7, 18)
    with own.ledger.writing() as writer:
        writer.add_decision(Decision("targets", "2015-FY", stages[0], "Chair of the Board", on, NOW))
    assert len(said(own)) == 2  # only the last stage sets them
    with own.ledger.writing() as writer:
        writer.add_decision(Decision("targets", "2015-FY", stages[-1], "Chair of the Board", on, NOW))
    (left,) = said(own)
    assert left.startswith("CS02a ")


def test_adopting_again_approves_what_changed(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    save(own, changed)
    assert len(said(own)) == 1
    _, found = adopt(own, "Cabinet", date(2014, 7, 19), "", NOW)
    assert len(found) == 1
    assert said(own) == []


def test_check_says_that_nobody_adopted_it_and_when_a_review_is_due(workspace: Workspace) -> None:
    framework = workspace.register().framework
    found = said_of(standing(workspace), framework, date(2017, 4, 1))
    assert [(one.code, one.severity, one.place.sheet) for one in found] == [
        ("PMF-143", "note", ""), ("PMF-144", "query", "Framework document"),
    ]  # fmt: skip
    assert found[1].found == "the framework is to be reviewed by June 2017, in 90 days."
    assert [one.code for one in said_of(standing(workspace), framework, date(2017, 3, 31))] == ["PMF-143"]
    assert said_of(standing(workspace), framework, date(2017, 7, 10))[1].found == "the framework was to be reviewed by June 2017, and that is past by 10 days."  # fmt: skip


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3 years", 36),
        ("Every four years", 48),
        ("Annually", 12),
        ("18 months", 18),
        ("one year", 12),
        ("soon", 0),
        ("", 0),
    ],
)
def test_intervals(text: str, months: int) -> None:
    assert interval(text) == months


def test_a_review_follows_from_its_interval() -> None:
    found = review((("Review interval", "3 years"), ("Approval date", "26 June 2014")))
    assert found is not None
    assert (found.on, found.reckoned, found.words) == (date(2017, 6, 26), True, "26 June 2017")
    leap = review((("Review interval", "Annually"),), (Version("1", "", date(2012, 2, 29)),))
    assert leap is not None and leap.on == date(2013, 2, 28)
    assert review((("Review interval", "now and then"),)) is None
    named = review((("Next review date", "14 July 2017"), ("Review interval", "3 years")))
    assert named is not None and (named.on, named.words, named.reckoned) == (date(2017, 7, 14), "14 July 2017", False)
    assert (unread((("Next review date", "soon"),)), unread((("Next review date", "July 2017"),))) == ("soon", "")


def _run(folder: Path, *words: str, monkeypatch: pytest.MonkeyPatch) -> subprocess.CompletedProcess[str]:
    monkeypatch.setenv("PMF_NOW", "2014-07-20T09:00:00")
    return subprocess.run(
        [sys.executable, "-m", "pmf_excel", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
    )


def test_status_reminds_of_a_review(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = rows(own)
    next(one for one in changed["document"] if one["property"] == "Next review date")["value"] = "1 September 2014"
    save(own, changed)
    own.issue(JUNE, NOW)
    done = _run(own.folder, "status", monkeypatch=monkeypatch)
    assert "\nThe framework is to be reviewed by 1 September 2014, in 43 days.\n" in done.stdout


def test_how_many_there_are_is_not_worked_out_twice(
    own: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert unapproved_count(own) == 0
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    save(own, changed)
    assert unapproved_count(own) == 1
    with monkeypatch.context() as patched:
        patched.setattr("pmf_excel.adoption.standing", None)  # it would have to be asked
        assert unapproved_count(own) == 1
    settings = own.folder / FILE
    settings.write_text(settings.read_text() + '\namendments_approved_by = "Chief Executive, Head of HR"\n')
    changed["amendments"].append(amended("Target changed", "CS01", "Head of HR"))
    save(own, changed)
    assert unapproved_count(Workspace.open(own.folder)) == 0
    for path in tmp_path.glob("pmf-*.count"):
        path.write_text("many")
    assert unapproved_count(Workspace.open(own.folder)) == 0


def test_every_command_says_it_in_one_line(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    own.issue(JUNE, NOW)
    quiet = _run(own.folder, "status", monkeypatch=monkeypatch)
    assert (quiet.returncode, quiet.stderr) == (0, "")
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    save(own, changed)
    line = "framework.xlsx holds 1 change that nobody approved. To see what: pmf check\n"
    done = _run(own.folder, "status", monkeypatch=monkeypatch)
    assert (done.returncode, done.stderr) == (0, line)
    check = _run(own.folder, "check", "--json", monkeypatch=monkeypatch)
    assert (check.returncode, check.stderr) == (0, "")
    assert [one["code"] for one in json.loads(check.stdout)["problems"]] == ["PMF-142"]
    diff = _run(own.folder, "diff", "--json", monkeypatch=monkeypatch)
    assert (diff.returncode, diff.stderr) == (0, "")
    assert [one["code"] for one in json.loads(diff.stdout)["differences"]] == ["CS01"]
    shown = _run(own.folder, "diff", monkeypatch=monkeypatch).stdout
    assert "Targets (1)\n  CS01 Quality" in shown
    assert shown.rstrip().endswith("1 difference. Next, what of it nobody approved: pmf check")
    adopted = _run(own.folder, "adopt", "--by", "Cabinet", "--on", "19 July 2014", monkeypatch=monkeypatch)
    assert adopted.stdout.startswith(
        "Noted: the register as it stands was adopted by Cabinet on 19 July 2014.\n1 difference from"
    )


@pytest.mark.parametrize(
    ("kind", "what", "left"),
    [
        ("Target changed", "Target for Q1 2014/15: 80.0% (it was 90.0%).", 0),
        ("Target changed", "Target for Q1 2014/15 raised from 90 to 80", 0),
        ("Target changed", "The year's targets 2014/15 were agreed", 0),
        ("Target changed", "Target for Q1 2014/15: 85%", 1),  # another value than was approved
        ("Target changed", "Target for 2015/16: 80%", 1),  # another year
        ("Target changed", "Target for Q2 2014/15: 80%", 1),  # another quarter
        ("Measure amended", "Renamed", 1),  # a new name is no new target
        ("Other", "Target for Q1 2014/15: 80%", 0),
    ],
)
def test_a_target_is_approved_for_its_period_and_at_its_value(own: Workspace, kind: str, what: str, left: int) -> None:
    changed = rows(own)
    row(changed, "targets", "CS01")["target"] = Decimal(80)
    changed["amendments"].append({**amended(kind, "CS01"), "what": what})
    save(own, changed)
    assert len(said(own)) == left
