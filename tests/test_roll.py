"""The turn of the year: next year's register, its lineage, what is left out and what is still to do; and the new year's first round."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace as changed_in
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pmf_excel.adoption import adopt, standing
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel.package import Workbook
from pmf_excel.excel.parts import Cell
from pmf_excel.files import sha256_of
from pmf_excel.framework.lineage import Became, Lineage
from pmf_excel.framework.periods import financial_year, month, quarter
from pmf_excel.ledger.checks import kept_bytes
from pmf_excel.register.rows import _as, value
from pmf_excel.returns.issue import Outgoing
from pmf_excel.rolling import beside, replace, turn
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE, row_of
from tests.test_governance import amended, row, rows, save

NEXT = financial_year(2015)
MARCH = datetime(2015, 3, 20, 9, tzinfo=UTC)
TODAY = date(2015, 3, 20)


@pytest.fixture
def own(workspace: Workspace) -> Workspace:
    """The sample's register as pmf writes it."""
    save(workspace, rows(workspace))
    return workspace


def after(workspace: Workspace, **more: Any) -> tuple[Workspace, Any]:
    """The workspace once its register was followed by the new one, and what was said of that."""
    done = replace(workspace, NEXT, MARCH, **more)
    return workspace, done


def sheet(workspace: Workspace, key: str) -> list[dict[str, Any]]:
    return rows(workspace)[key]


def became(workspace: Workspace) -> dict[str, Lineage]:
    return {one.item: one for one in workspace.register().framework.lineage}


def test_nothing_of_a_row_that_goes_on_changes(own: Workspace) -> None:
    before = own.register().framework
    after(own)
    now = own.register().framework
    for mine, theirs in (
        (before.measures, now.measures),
        (before.services, now.services),
        (before.priorities, now.priorities),
    ):
        assert [changed_in(one, place=None) for one in mine.values()] == [
            changed_in(one, place=None) for one in theirs.values()
        ]  # type: ignore[type-var]
    for key, target in before.targets.items():
        assert (now.targets[key].value, now.targets[key].than) == (target.value, target.than)
    assert [(one.measure, one.period, one.value) for one in before.past] == [(one.measure, one.period, one.value) for one in now.past]  # fmt: skip


def test_targets_wait_to_be_agreed(own: Workspace) -> None:
    _, done = after(own)
    new = [one for one in sheet(own, "targets") if one["period"] == "2015/16"]
    assert len(new) == len(done.awaited) == 42
    assert {(one["target"], one["source"]) for one in new} == {("TBC", "Not agreed yet.")}
    assert done.to_do[0].startswith("Targets for 2015/16 have to be agreed for 42 measures: CS01, ")
    target = own.register().framework.targets["CS01", NEXT]
    assert target.value is None
    assert ("CS01", quarter(2014, 1)) in own.register().framework.targets  # its last figures are judged by it yet


def test_targets_that_are_set_or_run_on_are_left_alone(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "measures", "HS16").update(roll_up="Sum")
    changed["targets"] += [
        {"measure": "CS01", "period": "2015/16", "target": Decimal(92)},
        {"measure": "HS16", "period": "2017/18", "since": "2014/15", "target": Decimal(600)},
    ]
    row(changed, "measures", "CS02a")["rule"] = "No target"
    save(own, changed)
    _, done = after(own)
    assert not {"CS01", "HS16", "CS02a"} & set(done.awaited)
    targets = own.register().framework
    assert targets.targets["CS01", NEXT].value == 92
    assert [(one.measure, one.value) for one in targets.longer] == [("HS16", 600)]


def test_targets_are_carried_where_that_is_asked_for_and_nobody_has_agreed_them(own: Workspace) -> None:
    changed = rows(own)
    done_by = {
        **row(changed, "measures", "CS03"),
        "code": "CS99",
        "kind": "Date",
        "decimals": Decimal(0),
        "unit": "",
        "polarity": "Lower is better",
    }
    changed["measures"].append({**done_by, "rule": "Target and tolerance"})
    changed["targets"].append({"measure": "CS99", "period": "Q1 2014/15", "target": date(2014, 7, 31)})
    save(own, changed)
    adopt(own, "Full Council", date(2015, 3, 2), "", MARCH)
    _, done = after(own, carry=True)
    assert len(done.carried) == 43 and not done.awaited
    new = next(one for one in sheet(own, "targets") if (one["measure"], one["period"]) == ("CS01", "Quarter 1 2015/16"))
    assert new["target"] == 90
    assert new["source"].startswith("Carried from Quarter 1 2014/15 by pmf roll, not agreed for 2015/16.")
    moved = own.register().framework.targets["CS99", quarter(2015, 1)]
    assert moved.value is not None
    assert next(one for one in sheet(own, "targets") if one["measure"] == "CS99" and "2015" in one["period"])["target"] == date(2015, 7, 31)  # fmt: skip
    assert len(standing(own).open) == 43


def test_what_is_over_is_left_out_and_said(own: Workspace) -> None:
    changed = rows(own)
    row(changed, "activities", "AP01").update(status="Completed successfully", completed=date(2015, 1, 12))
    row(changed, "activities", "AP02").update(status="Completed successfully", completed=date(2015, 1, 13))
    row(changed, "recommendations", "AR01").update(percent_complete=Decimal(100), completed=date(2014, 12, 1))
    changed["people"] += [
        {"role": "Head of service", "job_title": "Head of Old Things", "until": date(2014, 12, 31)},
        {"role": "Head of service", "job_title": "Head of Leave", "until": date(2015, 2, 1)},
        {"role": "Covers", "job_title": "Deputy", "covers": "Head of Leave"},
    ]
    waiver = {"measure": "CS01", "rule": "PMF-205", "agreed_by": "Head of HR", "reason": "New system."}
    changed["waivers"] += [
        {**waiver, "until": date(2014, 12, 31)},
        {**waiver, "rule": "PMF-206", "until": date(2015, 6, 30)},
    ]
    first = changed["questions"][0]
    changed["questions"].append(
        {"committee": first["committee"], "on": date(2015, 3, 1), "question": "And this?", "item": "AP02"}
    )
    changed["meetings"].append({"committee": first["committee"], "on": date(2013, 5, 1)})
    save(own, changed)
    _, done = after(own)
    assert {
        one.sentence for one in done.left_out if one.sheet in ("activities", "recommendations", "people", "waivers")
    } == {
        "AP01 Open the improved play area beside the leisure centre: Completed successfully, on 12 January 2015.",
        f"AR01 {row(changed, 'recommendations', 'AR01')['title']}: carried out on 1 December 2014.",
        "Head of service, Head of Old Things: the part ended on 31 December 2014.",
        "Covers, Housing options team leader: the part ended on 12 September 2014.",
        "Returns figures, Environmental health manager: the part ended on 30 May 2014.",
        "CS01 waiver of PMF-205: it ended on 31 December 2014.",
    }
    framework = own.register().framework
    assert "AP02" in {one.code for one in framework.activities}  # a question about it is open
    assert {one.job_title for one in framework.people} >= {"Head of Leave", "Deputy"}
    assert [one.text for one in framework.questions] == ["And this?"]
    assert min(one.on for one in framework.meetings) >= date(2014, 4, 1)
    assert became(own)["AP01"] == Lineage(
        NEXT, "AP01", Became.WITHDRAWN, note="Completed successfully, on 12 January 2015."
    )
    assert became(own)["AR01"].note == "Carried out on 1 December 2014."
    assert not [one for one in own.register().problems if one.severity == "error"]


def test_what_services_said_last_is_believed(
    own: Workspace, put: Callable[[str, bytes], Path], right: Callable[[Outgoing], bytes]
) -> None:
    for outgoing in own.issue(JUNE, ISSUED):
        put(outgoing.path.name, right(outgoing))
    own.collect(COLLECTED)
    found, _ = own.position(JUNE)
    over = {one.code for one in (*found.items.activities, *found.items.actions) if one.word and one.word.finished}
    over |= {one.code for one in found.items.recommendations if one.item.complete}
    assert over
    _, done = after(own)
    assert {one.code for one in done.left_out if one.sheet in ("activities", "recommendations")} == over


def test_lineage_says_what_became_of_each_item(own: Workspace) -> None:
    changed = rows(own)
    ended = {
        **row(changed, "measures", "RS20"),
        "code": "OLD1",
        "title": "Long gone",
        "withdrawn": "2014/15",
        "introduced": None,
    }
    changed["measures"].append(ended)
    changed["targets"].append({"measure": "OLD1", "period": "2014/15", "target": Decimal(5)})
    save(own, changed)
    adopt(own, "Full Council", date(2014, 7, 14), "", datetime(2014, 7, 20, tzinfo=UTC))
    new = {**row(changed, "measures", "RS20"), "title": "A better measure of it"}
    changed["measures"] += [
        {**new, "code": "RS30", "replaces": "RS20", "introduced": "Q1 2015/16"},
        {**new, "code": "RS31"},
    ]
    changed["targets"] += [{"measure": code, "period": "2015/16", "target": "TBC"} for code in ("RS30", "RS31")]
    row(changed, "measures", "RS20")["withdrawn"] = "Q1 2015/16"
    row(changed, "measures", "HR02")["tolerance"] = Decimal(5)
    changed["risks"] = [one for one in changed["risks"] if one["code"] != "RK01"]
    save(own, changed)
    _, done = after(own)
    found = became(own)
    assert found["RS30"] == Lineage(NEXT, "RS30", Became.REPLACED, "RS20", "It takes the place of RS20.")
    assert found["RS31"] == Lineage(NEXT, "RS31", Became.NEW)
    assert found["RS20"] == Lineage(NEXT, "RS20", Became.WITHDRAWN, note="Replaced by RS30 from Quarter 1 2015/16.")
    assert found["HR02"] == Lineage(NEXT, "HR02", Became.AMENDED, note="Tolerance was 10% of target, is 5% of target.")
    assert found["RK01"] == Lineage(NEXT, "RK01", Became.WITHDRAWN, note="It is in the register no longer.")
    assert found["CS01"] == Lineage(NEXT, "CS01", Became.CARRIED)
    assert found["OLD1"].note == "It ended with 2014/15."
    framework = own.register().framework
    assert "OLD1" not in framework.measures and "RS20" in framework.measures
    assert not {"RS20", "RS30", "RS31"} & set(done.awaited)
    assert dict(done.counts)["Carried"] == len([one for one in found.values() if one.what is Became.CARRIED])


def test_the_new_register_lies_beside_the_old_one_until_it_is_put_in_place(own: Workspace) -> None:
    before = own.register_bytes()
    done = turn(own, NEXT, MARCH)
    assert done.path == own.folder / "framework 2015-16.xlsx" == beside(own, NEXT)
    assert own.register_bytes() == before
    assert not own.ledger.exists
    with pytest.raises(PutRight, match="it is there already"):
        turn(own, NEXT, MARCH)
    book = openpyxl.load_workbook(done.path)  # as a person completes it
    targets = book["Targets"]
    heads = {cell.value: cell.column for cell in targets[4]}
    line = next(
        cells[0].row
        for cells in targets.iter_rows(min_row=5)
        if cells[0].value == "CS01" and cells[1].value == "2015/16"
    )
    targets.cell(line, heads["Target"]).value = 91
    book.save(done.path)
    done = replace(own, NEXT, MARCH)
    assert not beside(own, NEXT).exists()
    assert own.register().framework.targets["CS01", NEXT].value == 91
    assert done.kept == sha256_of(before)
    with own.ledger.reading() as reader:
        assert kept_bytes(reader.connection, own.path("archive"), lambda _: None) == (1, [])
        assert [(one.stage, one.subject) for one in reader.decisions("register")] == [("Followed", sha256_of(before))]
    with pytest.raises(Mistyped, match="that of 2015/16 already"):
        turn(own, NEXT, MARCH)


def test_a_new_register_with_errors_is_not_put_in_place(own: Workspace) -> None:
    path = turn(own, NEXT, MARCH).path
    book = openpyxl.load_workbook(path)
    book["Measures"]["D5"].value = "NOWHERE"
    book.save(path)
    with pytest.raises(PutRight, match="has to be put right before it takes the place"):
        replace(own, NEXT, MARCH)
    assert not own.register().framework.lineage


def test_what_pmf_does_not_know_is_said_and_never_lost(own: Workspace) -> None:
    book = openpyxl.load_workbook(own.folder / REGISTER)
    book.create_sheet("My notes")["A1"].value = "Ask the finance team."
    book["Services"]["H4"].value = "Cost centre"
    book.save(own.folder / REGISTER)
    lost = [
        'framework.xlsx has the column "Cost centre" of the sheet Services, which pmf does not know: it is not in the new one.',
        'framework.xlsx has the sheet "My notes", which pmf does not know: it is not in the new one.',
    ]
    assert turn(own, NEXT, MARCH, dry_run=True).remarks == lost
    with pytest.raises(PutRight, match="My notes"):
        replace(own, NEXT, MARCH)
    assert list(turn(own, NEXT, MARCH).remarks) == lost
    assert "My notes" in openpyxl.load_workbook(own.folder / REGISTER).sheetnames


def test_a_year_that_does_not_follow_is_refused(own: Workspace) -> None:
    own.issue(JUNE, ISSUED)
    with pytest.raises(Mistyped, match=r"Returns of June 2014 were issued, so 2014/15 has begun"):
        turn(own, financial_year(2014), MARCH)
    with pytest.raises(Mistyped, match=r"the year that follows is 2015/16"):
        turn(own, financial_year(2016), MARCH)
    with pytest.raises(Mistyped, match="is not a financial year"):
        turn(own, JUNE, MARCH)


def test_percent_cells_and_months_are_written_as_they_are_read() -> None:
    book = Workbook([], {})
    assert value(Cell(Decimal("0.95"), percent=True), book) == 95
    assert _as("period", date(2014, 6, 1)) == "June 2014"
    assert _as("long text", date(2014, 6, 3)) == "3 June 2014"
    assert _as("date", date(2014, 6, 3)) == date(2014, 6, 3)


def test_the_new_year_begins_with_the_history_of_the_old_one(
    own: Workspace, put: Callable[[str, bytes], Path], right: Callable[[Outgoing], bytes]
) -> None:
    for outgoing in own.issue(JUNE, ISSUED):
        put(outgoing.path.name, right(outgoing))
    own.collect(COLLECTED)
    before = own.position(JUNE)[0]
    adopt(own, "Full Council", date(2014, 7, 14), "", datetime(2014, 7, 20, tzinfo=UTC))
    replace(own, NEXT, MARCH)
    assert standing(own).open == ()  # what a roll-over leaves behind, and targets still to be agreed, are no decisions
    made = {one.issued.service: one for one in own.issue(month(2015, 6), datetime(2015, 7, 1, 9, tzinfo=UTC))}
    asked = row_of(made["REG"], "measures", "RS20")
    figure = next(line.figure.value for line in before.lines if line.measure == "RS20")
    assert Decimal(asked["last_4"].text) == figure  # four quarters back
    assert asked["target"].text == "To be confirmed"
    path, found = own.consolidate(month(2015, 6))
    assert found.round == month(2015, 6)
    trends = openpyxl.load_workbook(path)["Trends"]
    line = next(cells for cells in trends.iter_rows(values_only=True) if "RS20" in cells)
    assert float(figure or 0) in [one for one in line if isinstance(one, int | float)]
    again = own.position(JUNE)[0]  # the year that ended is as it was
    assert [(one.measure, one.status) for one in again.lines] == [(one.measure, one.status) for one in before.lines]


def test_a_measure_that_was_replaced_keeps_its_history(
    own: Workspace, put: Callable[[str, bytes], Path], right: Callable[[Outgoing], bytes]
) -> None:
    for outgoing in own.issue(JUNE, ISSUED):
        put(outgoing.path.name, right(outgoing))
    own.collect(COLLECTED)
    changed = rows(own)
    new = {
        **row(changed, "measures", "RS20"),
        "title": "A better measure of it",
        "code": "RS30",
        "introduced": "Q1 2015/16",
    }
    changed["measures"].append({**new, "replaces": "RS20"})
    row(changed, "measures", "RS20")["withdrawn"] = "Q1 2015/16"
    changed["targets"].append({"measure": "RS30", "period": "2015/16", "target": Decimal(90)})
    save(own, changed)
    replace(own, NEXT, MARCH)
    own.issue(month(2015, 6), datetime(2015, 7, 1, 9, tzinfo=UTC))
    path, found = own.consolidate(month(2015, 6))
    assert "RS30" in {one.measure for one in found.lines} and "RS20" not in {one.measure for one in found.lines}
    trends = list(openpyxl.load_workbook(path)["Trends"].iter_rows(values_only=True))
    (line,) = [cells for cells in trends if "RS20" in cells]
    assert any(str(one).endswith("(until RS30 followed it)") for one in line)
    assert 91.7 in line
    assert 91.7 not in next(cells for cells in trends if "RS30" in cells)  # two measures, whose figures are never mixed
    framework = own.register().framework
    assert framework.life(framework.measures["RS30"])[:2] == ["Introduced in Quarter 1 2015/16.", "Replaces RS20."]
    assert framework.followed(["RS30", "CS01"]) == {"RS20": "RS30"}


def test_an_amendment_that_was_approved_is_carried_as_amended(own: Workspace) -> None:
    adopt(own, "Full Council", date(2014, 7, 14), "", datetime(2014, 7, 20, tzinfo=UTC))
    changed = rows(own)
    row(changed, "measures", "HR02")["title"] = "A new title"
    changed["amendments"].append(amended("Measure amended", "HR02"))
    save(own, changed)
    after(own)
    assert became(own)["HR02"].what is Became.AMENDED
    assert standing(own).open == ()


def test_it_says_what_is_still_to_do(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMF_NOW", "2015-03-20T09:00:00")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pmf_excel", "roll", "2015/16", *words], capture_output=True, text=True, check=False, cwd=own.folder, encoding="utf-8"
        )  # fmt: skip

    dry = run("--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "2015/16: 72 carried.\n" in dry.stdout
    assert (
        "  4 budget lines still of 2014/15: BU01, BU02, BU03, BU04. Once the outturn is in, enter 2015/16 and its budget.\n"
        in dry.stdout
    )
    assert "  The sheet Meetings has none from 1 April 2015 on.\n" in dry.stdout
    assert not beside(own, NEXT).exists()
    plain = json.loads(run("--json").stdout)
    assert (plain["year"], plain["counts"], plain["replaced"]) == ("2015/16", {"Carried": 72}, "")
    assert beside(own, NEXT).exists()
    put_ = run("--replace")
    assert put_.returncode == 0
    assert put_.stdout.rstrip().endswith(
        'Next, once it is approved: pmf adopt --by "Full Council" --on DAY --minute REFERENCE'
    )


def test_what_was_written_into_the_old_register_meanwhile_is_not_lost(own: Workspace) -> None:
    own.issue(JUNE, ISSUED)
    path = turn(own, NEXT, MARCH).path
    changed = rows(own)
    row(changed, "measures", "CS01")["title"] = "Calls answered quickly"
    save(own, changed)
    with pytest.raises(PutRight) as refused:
        replace(own, NEXT, MARCH)
    said = str(refused.value)
    assert "framework.xlsx was changed after this was made from it" in said and "is Calls answered quickly" in said
    assert "pmf roll 2015/16 --replace --anyway" in said and path.exists()
    replace(own, NEXT, MARCH, anyway=True)
    assert own.register().framework.measures["CS01"].title != "Calls answered quickly"
    assert own.register().framework.lineage and not path.exists()
