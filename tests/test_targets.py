"""A year's targets on the sample council: proposed, challenged, refined, approved stage by stage and written into the register."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from pmf_excel import upkeep
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel import package
from pmf_excel.files import sha256_of
from pmf_excel.framework.model import Tolerance, ToleranceKind
from pmf_excel.framework.periods import financial_year, month, quarter
from pmf_excel.ledger import archive, journal
from pmf_excel.problems import errors_in
from pmf_excel.register.lines import SheetReader
from pmf_excel.register.revise import Change, Revision, revised
from pmf_excel.register.rows import rows_of
from pmf_excel.returns.issue import Outgoing
from pmf_excel.revising import BESIDE, revise
from pmf_excel.settings import CLOCK, WEST_LINDSEY
from pmf_excel.shelves import REGISTER
from pmf_excel.target_stages import Motion, TargetRound
from pmf_excel.workspace import Workspace
from tests.conftest import ISSUED, JUNE
from tests.forms import BACK, JANUARY, NEXT, filled
from tests.test_forms import run
from tests.test_position import Council, measure, target
from tests.test_register import change

D, DAY = Decimal, timedelta(days=1)
STAGES = [stage.strip() for stage in WEST_LINDSEY.split(",")]
LAST = STAGES[-1]
PROPOSED = {
    "REG": {"RS20": {"new_target": D(98)}, "RS21": {"new_target": D("97.5"), "rationale": "Fewer premises to inspect."}},
    "HR": {
        "HR01": {"new_target": D(99), "rationale": "It was reached."}, "HR02": {"new_target": D(95), "new_tolerance": D(5), "rationale": "Narrower."},
        "HR03": {"new_target": D(95)}, "HR05": {"new_target": D(95)}, "HR11": {"new_target": D(8)},
    },
}  # fmt: skip


@pytest.fixture
def proposed(workspace: Workspace, issued: dict[str, Outgoing]) -> Workspace:
    """The sample council with the proposals of two services collected."""
    made = {one.issued.service: one for one in workspace.issue_form("targets", NEXT, JANUARY)}
    workspace.path("inbox").mkdir(exist_ok=True)
    for service, rows in PROPOSED.items():
        (workspace.path("inbox") / f"{service}.xlsx").write_bytes(filled(workspace, made[service], rows))
    assert [report.verdict for report in workspace.collect(BACK)] == ["accepted", "accepted"]
    return workspace


def motion(stage: str, **more: object) -> Motion:
    return Motion(stage, "The Board", date(2015, 2, 3), "CSG.12", **more)  # type: ignore[arg-type]


def up_to_the_last(workspace: Workspace) -> None:
    for number, stage in enumerate(STAGES[:-1], 1):
        workspace.decide_targets(NEXT, motion(stage), BACK + number * DAY)


def of(found: TargetRound, code: str):
    return next(one for one in found.measures if one.measure == code)


def test_a_row_shows_what_is_known_and_what_the_latest_figure_would_be(proposed: Workspace) -> None:
    found = proposed.targets()
    assert (found.year, found.next, len(found.measures), len(found.proposed)) == (NEXT, STAGES[0], 42, 7)
    easier = of(found, "RS21")
    assert (easier.asked.printed["outturn_2"], easier.asked.printed["tried"], easier.asked.printed["tried_of"]) == (
        "99.5",
        "99.5",
        "2013/14",
    )
    assert (easier.asked.printed["target"], easier.asked.printed["tolerance"]) == ("98", "10% of target")
    assert (easier.now.value, easier.then.value, easier.setting.against_now(easier.said)) == (
        "Green",
        "Green",
        "Easier",
    )
    building_up = of(found, "HR11")
    assert (building_up.asked.printed["target"], building_up.now.value, building_up.then.value) == (
        "1.58 for Q1 2014/15",
        "No target",
        "Red",
    )
    assert [(status.value, now, then) for status, now, then in found.counts()] == [
        ("Green", 6, 6),
        ("Red", 0, 1),
        ("No target", 1, 0),
    ]


def test_the_stages_come_in_order_and_each_is_a_record(proposed: Workspace) -> None:
    with pytest.raises(Mistyped, match='comes later: the next stage is "Officers\' proposal"'):
        proposed.decide_targets(NEXT, motion("Leaders Panel"), BACK)
    with pytest.raises(Mistyped, match='Did you mean "Leaders Panel"'):
        proposed.decide_targets(NEXT, motion("Leader Panel"), BACK)
    proposed.decide_targets(NEXT, motion("officers' proposal"), BACK)
    with pytest.raises(Mistyped, match="approved the targets for 2015/16 on 3 February 2015 already"):
        proposed.decide_targets(NEXT, motion(STAGES[0]), BACK)
    found = proposed.targets()
    assert [(one.stage, one.by, one.on, one.minute) for one in found.approvals] == [
        (STAGES[0], "The Board", date(2015, 2, 3), "CSG.12")
    ]
    assert found.next == STAGES[1]


def test_a_challenge_sends_back_and_a_stage_may_set_another_target(proposed: Workspace) -> None:
    proposed.decide_targets(NEXT, motion(STAGES[0]), BACK)
    back = motion(STAGES[1], challenges=(("rs21", "Why lower after 99.5?"),), send_back=True)
    assert proposed.decide_targets(NEXT, back, BACK + DAY).round.next == STAGES[1]
    decided = proposed.decide_targets(
        NEXT, motion(STAGES[1], sets=(("RS21", "98.5"),), tolerances=(("RS21", "3 points"),)), BACK + 2 * DAY
    )
    one = of(decided.round, "RS21")
    assert decided.round.next == STAGES[2]
    assert [(d.note, d.value) for d in one.decisions] == [
        ("Why lower after 99.5?", ""), ("", '{"new_target": "98.5"}'), ("", '{"new_kind": "points", "new_tolerance": "3"}'),
    ]  # fmt: skip
    terms = one.setting.proposed(one.said)
    assert (terms.target, terms.tolerance) == (D("98.5"), Tolerance(D(3), ToleranceKind.POINTS))


def test_what_a_service_proposes_after_a_challenge_is_the_last_word_and_is_said(proposed: Workspace) -> None:
    proposed.decide_targets(NEXT, motion(STAGES[0], sets=(("RS21", "99"),)), BACK + DAY)
    made = next(one for one in proposed.issue_form("targets", NEXT, BACK) if one.issued.service == "REG")
    again = {**PROPOSED["REG"], "RS21": {"new_target": D("98.2"), "rationale": "A middle way."}}
    (proposed.path("inbox") / "REG 2.xlsx").write_bytes(filled(proposed, made, again))
    proposed.collect(BACK + 2 * DAY)
    found = proposed.targets()
    assert of(found, "RS21").said["new_target"] == "98.2"
    assert [one.measure for one in found.late] == ["RS21"]


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (("HR01", "200"), "200 is not between 0 and 100"),
        (("HR01", "soon"), '"soon" is not a number'),
        (("HR01", "40 to 60"), "judged by one value"),
        (("RS22", "50"), 'No target is proposed for "RS22". Did you mean'),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_noted(proposed: Workspace, sets: tuple[str, str], said: str) -> None:
    with pytest.raises(Mistyped, match=said.replace("(", r"\(")):
        proposed.decide_targets(NEXT, motion(STAGES[0], sets=(sets,), challenges=(("HR01", "words"),)), BACK)
    assert (proposed.targets().approvals, of(proposed.targets(), "HR01").decisions) == ((), ())


def test_the_last_stage_writes_targets_and_amendments_into_the_register(proposed: Workspace) -> None:
    before, old = proposed.register().framework, proposed.register_bytes()
    up_to_the_last(proposed)
    decided = proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY)
    assert decided.written is not None
    assert archive.fetch(proposed.path("archive"), decided.written.kept) == old
    register = proposed.register()
    assert errors_in(register.problems) == []
    after = register.framework
    new = {code: row for (code, period), row in after.targets.items() if period == NEXT}
    assert {code: row.value for code, row in new.items()} == {
        "RS20": D(98), "RS21": D("97.5"), "HR01": D(99), "HR02": D(95), "HR03": D(95), "HR05": D(95), "HR11": D(8),
    }  # fmt: skip
    assert new["HR11"].profile == (1, 1, 1, 1)  # it builds up: each quarter has its part
    assert {key: row.value for key, row in before.targets.items()}.items() <= {
        key: row.value for key, row in after.targets.items()
    }.items()
    assert after.measures["HR02"].tolerance == Tolerance(D(5), ToleranceKind.RELATIVE)
    assert [(one.kind, one.item, one.what) for one in after.amendments if one not in before.amendments] == [
        ("Target changed", "HR01", "Target for 2015/16: 99.0% (2014/15: 98.0%)."),
        ("Target changed", "HR02", "Target for 2015/16: 95.0%, as in 2014/15."),
        ("Tolerance changed", "HR02", "Tolerance: 5% of target (before: 10% of target)."),
        ("Target changed", "HR03", "Target for 2015/16: 95%, as in 2014/15."),
        ("Target changed", "HR05", "Target for 2015/16: 95%, as in 2014/15."),
        ("Target changed", "HR11", "Target for 2015/16: 8.00 (2014/15: 1.58 for Q1 2014/15)."),
        ("Target changed", "RS20", "Target for 2015/16: 98.0%, as in 2014/15."),
        ("Target changed", "RS21", "Target for 2015/16: 97.5% (2014/15: 98.0%)."),
    ]
    assert {(one.on, one.approved_by, one.minute) for one in after.amendments if one not in before.amendments} == {
        (date(2015, 2, 3), "The Board", "CSG.12")
    }
    assert proposed.targets().next == ""
    assert upkeep.verify(proposed).wrong == []


def test_600_homes_in_four_years_become_a_row_of_their_own(tmp_path: Path) -> None:
    small = Council(tmp_path / "council")
    workspace = small.start([measure("HOMES", roll_up="Sum")], [target("HOMES", "2014/15", 100, profile="Even")])
    (made,) = workspace.issue_form("targets", NEXT, JANUARY)
    data = filled(
        workspace,
        made,
        {"HOMES": {"new_target": D(120), "longer": D(600), "over": D(4), "rationale": "Sites are there."}},
    )
    (workspace.path("inbox") / "a.xlsx").write_bytes(data)
    workspace.collect(BACK)
    for stage in STAGES:
        workspace.decide_targets(NEXT, motion(stage), BACK + DAY)
    framework = workspace.register().framework
    (longer,) = framework.longer
    assert (longer.since, longer.period, longer.value) == (NEXT, financial_year(2018), D(600))
    year = framework.targets["HOMES", NEXT]
    assert (year.value, len(year.profile)) == (D(120), 12)
    assert [one.what for one in framework.amendments] == [
        "Target for 2015/16: 120 (2014/15: 100).",
        "Target for 2015/16 to 2018/19: 600 in all.",
    ]


def test_a_last_stage_that_was_stopped_after_the_register_was_written_is_run_again(
    proposed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    up_to_the_last(proposed)
    with monkeypatch.context() as stopped:
        stopped.setattr(journal, "seal", lambda *more: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY)
    written = proposed.register_bytes()
    assert proposed.targets().next == LAST
    decided = proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY)
    assert (proposed.targets().next, proposed.register_bytes() == written, bool(decided.revision)) == ("", True, False)
    assert upkeep.verify(proposed).wrong == []


def test_the_next_round_is_judged_by_the_targets_that_were_set(proposed: Workspace) -> None:
    up_to_the_last(proposed)
    proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY)
    made = {one.issued.service: one for one in proposed.issue(month(2015, 6), BACK + 150 * DAY)}
    with proposed.ledger.reading() as reader:
        asked = {row.measure: row for row in reader.asked(made["HR"].issued.seq) if row.period == quarter(2015, 1)}
    assert {code: asked[code].terms.target for code in ("HR01", "HR02", "HR11")} == {
        "HR01": D(99),
        "HR02": D(95),
        "HR11": D(2),
    }


def test_whatever_stops_the_last_stage_leaves_register_and_ledger_as_they_were(proposed: Workspace) -> None:
    up_to_the_last(proposed)
    old = proposed.register_bytes()
    (proposed.folder / f"~${REGISTER}").write_bytes(b"")
    with pytest.raises(PutRight, match="it is open in a spreadsheet program"):
        proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY)
    assert (proposed.register_bytes(), proposed.targets().next) == (old, LAST)
    (proposed.folder / f"~${REGISTER}").unlink()
    assert proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY, dry_run=True).revision
    assert (proposed.register_bytes(), proposed.targets().next) == (old, LAST)


def test_a_register_with_what_pmf_does_not_know_is_not_written_over(proposed: Workspace) -> None:
    up_to_the_last(proposed)
    book = openpyxl.load_workbook(io.BytesIO(proposed.register_bytes()))
    book.create_sheet("My notes")["A1"] = "Ask the Leader"
    book["Measures"]["A5"].comment = Comment("Check this", "Officer")
    book.save(proposed.folder / REGISTER)
    old = proposed.register_bytes()
    decided = proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY)
    assert proposed.register_bytes() == old
    beside = proposed.folder / BESIDE
    assert proposed.register(beside.read_bytes()).framework.targets[("HR01", NEXT)].value == D(99)
    assert any(
        'the sheet "My notes"; notes in cells, which pmf does not know and would lose' in one for one in decided.remarks
    )


def test_a_row_that_is_there_already_is_changed_and_not_doubled(proposed: Workspace) -> None:
    layout = proposed.layout("register").sheet("targets")
    rows = proposed.register().framework.targets
    number = 1 + max(int(row.place.cell[1:]) for row in rows.values())
    letters = {key: chr(ord("A") + layout.index(key)) for key in ("measure", "period", "target")}
    change(proposed, {("Targets", f"{letters['measure']}{number}"): "HR01", ("Targets", f"{letters['period']}{number}"): "2015/16",
                      ("Targets", f"{letters['target']}{number}"): "Higher than last year"})  # fmt: skip
    assert errors_in(proposed.register().problems) == []
    up_to_the_last(proposed)
    proposed.decide_targets(NEXT, motion(LAST), BACK + 9 * DAY)
    row = proposed.register().framework.targets[("HR01", NEXT)]
    assert (row.value, row.than, errors_in(proposed.register().problems)) == (D(99), "", [])


def test_written_anew_a_register_says_just_what_it_said(workspace: Workspace) -> None:
    old = workspace.register_bytes()
    written = revise(
        workspace, Revision(add={"people": [{"role": "Contact officer", "job_title": "Clerk", "service": "HR"}]})
    )
    assert (written.path.name, written.lost, written.kept) == (REGISTER, (), sha256_of(old))
    layout = workspace.layout("register")
    sheets = [sheet.key for sheet in layout.sheets]
    one, other = (
        rows_of(SheetReader(package.read(data), layout, REGISTER), sheets) for data in (old, workspace.register_bytes())
    )
    assert other["people"].pop() == {"role": "Contact officer", "job_title": "Clerk", "service": "HR"}
    assert other == one


def test_cells_of_a_row_are_changed_and_emptied(workspace: Workspace) -> None:
    reader = SheetReader(package.read(workspace.register_bytes()), workspace.layout("register"), REGISTER)
    wanted = Change("targets", {"measure": "hr01", "period": "2014-Q1"}, {"target": D(97), "source": None})
    rows = revised(reader, Revision(change=(wanted,)))["targets"]
    (row,) = (one for one in rows if one["measure"] == "HR01")
    assert (row["target"], "source" in row) == (D(97), False)


def test_the_command_walks_the_road(proposed: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CLOCK, "2015-02-04T09:00:00")
    code, said = run(proposed, "targets", "2015/16")
    assert (code, "7 of 42 measures have a proposal; 0 of 7 stages approved." in said) == (0, True)
    code, said = run(proposed, "targets", "--by", "Board")
    assert (code, "Say which stage decided it" in said) == (2, True)
    code, said = run(proposed, "targets", "2015/16", "--stage", "Leaders Panel", "--by", "Leader")
    assert (code, "the next stage is" in said) == (1, True) or "the next stage is" in said
    for stage in STAGES[:-1]:
        code, said = run(
            proposed,
            "targets",
            "2015/16",
            "--stage",
            stage,
            "--by",
            "Chair",
            "--minute",
            "7",
            "--challenge",
            "HR01=Bold enough?",
        )
        assert (code, "HR01: Bold enough?" in said) == (0, True), said
    old = proposed.register_bytes()
    monkeypatch.setenv(CLOCK, "2015-03-04T09:00:00")
    words = ["targets", "2015/16", "--stage", LAST, "--by", "The Board", "--on", "2015-03-03", "--minute", "CSG.20"]
    code, said = run(proposed, *words, "--dry-run")
    assert (code, "Nothing was written." in said, proposed.register_bytes() == old) == (0, True, True)
    code, said = run(proposed, *words, "--json")
    plain = json.loads(said)
    assert (code, len(plain["amendments"]), plain["targets"]["next"]) == (0, 8, None)
    code, said = run(proposed, "targets", "2015/16", "--json")
    assert [one["measure"] for one in json.loads(said)["measures"] if one["decisions"]] == ["HR01"]
    code, said = run(proposed, "targets", "2016/17")
    assert "No target-setting workbook was issued for 2016/17" in said


def test_targets_as_they_were_known(proposed: Workspace) -> None:
    proposed.decide_targets(NEXT, motion(STAGES[0]), BACK + DAY)
    assert proposed.targets(NEXT, BACK).approvals == ()
    assert len(proposed.targets(NEXT, BACK + 2 * DAY).approvals) == 1
    assert proposed.position()[0].round == JUNE
    assert ISSUED < BACK
