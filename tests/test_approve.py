"""Approval: stages in order, gaps, withdrawal, and a round that stays as it was when it was approved."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pmf_excel import settings as settings_file
from pmf_excel.approvals import Decision
from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.figures import Absence
from pmf_excel.framework.periods import month, parse
from pmf_excel.ledger.audience import PUBLIC, cut
from pmf_excel.settings import Settings
from pmf_excel.shelves import shipped
from pmf_excel.workspace import Workspace
from tests.test_parts import AUDIT, BUDGETS, JUNE, RIGHT, RISKS, WORK, Rows, at_five, send
from tests.test_position import Council, measure, target

Q1 = parse("Q1 2014/15")
DAY = date(2014, 7, 14)
NOTED, LATER = at_five(JUNE, 15), at_five(JUNE, 25)
TEAM = Decision("Leadership Team", "Chief Executive", DAY)
HEAD = Decision("Head of service", "Head of Planning", date(2014, 7, 11))
CHAIN = "Head of service, Leadership Team"
FIGURES: Rows = {**RIGHT, "measures": {"M1": {"figure": Decimal(97)}, "M2": {"figure": Decimal(98)}}}
MEASURES = [measure("M1"), measure("M2", exempt="3")]
TARGETS = [target("M1", "2014/15", 95), target("M2", "2014/15", 95)]


@pytest.fixture
def council(tmp_path: Path) -> Council:
    """A council whose round of June has come back in full."""
    made = Council(tmp_path / "council")
    start(made)
    send(made, JUNE, FIGURES)
    return made


def start(council: Council, measures: Any = MEASURES, targets: Any = TARGETS) -> Workspace:
    return council.start(measures, targets, activities=WORK, recommendations=AUDIT, risks=RISKS, budgets=BUDGETS)


def use(council: Council, **settings: str) -> Workspace:
    path = council.folder / "pmf.toml"
    lines = "".join(f'{name} = "{value}"\n' for name, value in settings.items())
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(True) if not line.startswith(tuple(settings))]
    path.write_text(lines + "".join(kept), encoding="utf-8")
    return at(council)


def at(council: Council) -> Workspace:
    return Workspace.open(council.folder)


def correct(council: Council, day: int = 20, part: str = "measures", **rows: dict[str, Any]) -> None:
    """Send a corrected copy."""
    send(council, JUNE, {**FIGURES, part: {**FIGURES[part], **rows}}, f"corrected {part} {day}.xlsx", day=day)


def run(council: Council, *words: str, now: datetime = NOTED) -> Result:
    runner = CliRunner(env={"PMF_NOW": f"{now:%Y-%m-%dT%H:%M:%S}"})
    return runner.invoke(pmf, [*words, "-w", str(council.folder)])


def approve(council: Council, *more: str, stage: str = "Leadership Team", now: datetime = NOTED) -> Result:
    words = ("approve", "Q1 2014/15", "--stage", stage, "--by", "Chief Executive", "--on", "14 July 2014")
    return run(council, *words, *more, now=now)


# One stage, and then several.


def test_a_round_is_a_draft_until_it_is_approved(council: Council) -> None:
    found = at(council).approval(JUNE)
    assert (found.draft, found.frozen, found.said) == (True, None, "Draft: Leadership Team has not approved it yet.")
    noted = at(council).approve(Q1, replace(TEAM, note="Minute 12"), NOTED)
    assert (noted.record.round, noted.record.at, noted.record.stages) == (JUNE, NOTED, ("Leadership Team",))
    found = at(council).approval(JUNE)
    assert found == noted.approval
    assert (found.draft, found.frozen, found.said) == (False, NOTED, "Approved by the Leadership Team on 14 July 2014.")
    assert (found.final.by, found.final.note, found.missing, found.changes) == ("Chief Executive", "Minute 12", (), ())


def test_a_month_is_approved_as_the_quarter_is_that_it_ends(council: Council) -> None:
    at(council).approve(JUNE, TEAM, NOTED)
    with pytest.raises(
        Mistyped,
        match=r"approved Quarter 1 2014/15 \(June 2014 round\) on 14 July 2014 already, and nothing changed since",
    ):
        at(council).approve(Q1, TEAM, LATER)


def test_stages_approve_in_their_order(council: Council) -> None:
    workspace = use(council, approval_stages=CHAIN)
    with pytest.raises(
        Mistyped, match='"Head of service" comes before "Leadership Team", and has not approved Quarter 1 2014/15'
    ):
        workspace.approve(Q1, TEAM, NOTED)
    half = workspace.approve(Q1, HEAD, NOTED).approval
    assert (half.draft, half.missing) == (True, ("Leadership Team",))
    assert (
        half.said == "Draft: approved by the Head of service on 11 July 2014; Leadership Team has not approved it yet."
    )
    with pytest.raises(Mistyped, match=r"approved it on 11 July 2014\. Give that day or a later one\."):
        workspace.approve(Q1, replace(TEAM, on=date(2014, 7, 10)), LATER)
    whole = workspace.approve(Q1, TEAM, LATER).approval
    assert (whole.draft, whole.frozen, [one.stage for one in whole.approved]) == (False, LATER, ["Head of service", "Leadership Team"])  # fmt: skip


def test_a_plural_stage_has_not_said_otherwise(council: Council) -> None:
    workspace = use(council, approval_stages="Policy committees")
    assert workspace.approval(JUNE).said == "Draft: Policy committees have not approved it yet."
    workspace = use(council, approval_stages="Leaders Panel, Policy committees")
    assert workspace.approval(JUNE).said == "Draft: Leaders Panel and Policy committees have not approved it yet."


@pytest.mark.parametrize(
    ("period", "decision", "said"),
    [
        (Q1, replace(TEAM, stage="Leadership Tem"), r'There is no stage "Leadership Tem"\. Did you mean "Leadership Team"\? Use one of: "Leadership Team"\.'),
        (Q1, replace(TEAM, by=" "), r"Say who decided it, by job title"),
        (Q1, replace(TEAM, on=date(2014, 7, 16)), r"16 July 2014 is still to come\."),
        (Q1, replace(TEAM, on=date(2014, 6, 29)), r"Quarter 1 2014/15 \(June 2014 round\) ends on 30 June 2014, after 29 June 2014\."),
        (Q1, replace(TEAM, on=date(2014, 7, 4)), r"were issued on 5 July 2014, after 4 July 2014\."),
        (parse("2014/15"), TEAM, r'2014/15 is a year\. Rounds are approved by month or quarter: write 2014-06 or "Q1 2014/15"\.'),
        (month(2014, 5), TEAM, r"No return has been issued for May 2014\. Rounds: June 2014\."),
        (Q1, replace(TEAM, withdraw=True), r'"Leadership Team" has not approved Quarter 1 2014/15 \(June 2014 round\), so there is nothing to take back\.'),
    ],
    ids=["stage", "nobody", "to come", "too early", "before issue", "year", "never issued", "nothing to withdraw"],
)  # fmt: skip
def test_what_cannot_be_is_said(council: Council, period: Any, decision: Decision, said: str) -> None:
    before = (council.folder / "ledger.db").read_bytes()
    with pytest.raises(Mistyped, match=said):
        at(council).approve(period, decision, NOTED)
    assert (council.folder / "ledger.db").read_bytes() == before


def test_where_no_approval_is_asked_for_there_is_none_to_give(council: Council) -> None:
    workspace = use(council, approval_stages="")
    found = workspace.approval(JUNE)
    assert (found.draft, found.frozen, found.said, found.brief) == (False, None, "", "")
    with pytest.raises(Mistyped, match=r'"approval_stages" in pmf\.toml is empty'):
        workspace.approve(Q1, TEAM, NOTED)


# What a round lacks.


def test_rows_that_are_being_put_right_awaited_or_not_explained_stand_in_the_way(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    start(council)
    rows = {**FIGURES, "measures": {"M1": {"figure": "about 97"}}, "risks": {}, "budgets": {"B1": {"actual": Decimal(3_000_000), "forecast": Decimal(108_000), "note": "x"}}}  # fmt: skip
    send(council, JUNE, rows)
    workspace = at(council)
    with pytest.raises(PutRight) as told:
        workspace.approve(Q1, TEAM, NOTED)
    assert str(told.value) == (
        "Quarter 1 2014/15 (June 2014 round): 1 row is being put right (M1), 2 rows are awaited (M2, K1) and 1 row has a question open (B1). "
        "What is approved has to be known. Have this put right and collect it, then run the same command again; or, if it was approved "
        "as it is, add --with-gaps."
    )
    noted = workspace.approve(Q1, replace(TEAM, with_gaps=True), NOTED)
    assert {name: [row["code"] for row in rows] for name, rows in noted.gaps.as_json().items()} == {
        "being_put_right": ["M1"], "awaited": ["M2", "K1"], "queried": ["B1"],
    }  # fmt: skip
    # What was awaited then is awaited in what was approved, and said to have come since.
    correct(council)
    found = workspace.approval(JUNE)
    assert [one.sentence() for one in found.changes][:2] == [
        "M1 Measure M1, June 2014: being put right when it was approved; 97, Green since 20 July 2014.",
        "M2 Measure M2, June 2014: awaited when it was approved; 98, Green since 20 July 2014.",
    ]
    lines = {line.measure: line.figure.absence for line in workspace.position(JUNE, found.frozen)[0].lines}
    assert lines == {"M1": Absence.HELD, "M2": Absence.AWAITED}


def test_what_is_awaited_from_an_earlier_round_is_no_gap_of_this_one(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    start(council)
    at(council).issue(month(2014, 5), at_five(month(2014, 5)))
    send(council, JUNE, FIGURES)
    position, _ = at(council).position(JUNE)
    assert ("catch_up", "M1", False) in [(row.part, row.code, row.taken) for row in position.rows]
    assert not at(council).approve(Q1, TEAM, NOTED).gaps


# What was approved stays as it was.


def test_figures_that_were_approved_are_shown_the_same_after_later_corrections(council: Council) -> None:
    workspace = at(council)
    before, _ = workspace.position(JUNE)
    frozen = workspace.approve(Q1, TEAM, NOTED).approval.frozen
    correct(council, M1={"figure": Decimal(90), "reply": "Two visits were counted twice.", "commentary": "c", "action": "a", "owner": "o", "action_due": date(2014, 12, 1)})  # fmt: skip
    send(council, month(2014, 7), FIGURES, "July.xlsx", day=5)
    then, now = (workspace.position(JUNE, known)[0] for known in (frozen, None))
    assert (then.lines, then.items, then.returns) == (before.lines, before.items, before.returns)
    assert [line.figure.value for line in now.lines] == [Decimal(90), Decimal(98)]
    found = workspace.approval(JUNE)
    (change,) = found.changes
    assert (change.restated.was, change.restated.now, change.restated.at) == (97, 90, at_five(JUNE, 20))
    assert found.since == (
        "1 figure was corrected since it was approved on 14 July 2014: M1 Measure M1, June 2014: 97, Green when it was approved; "
        "90, Amber since 20 July 2014. The service says: Two visits were counted twice."
    )
    assert found.brief == "Approved by the Leadership Team on 14 July 2014. 1 figure was corrected since."


def test_each_kind_of_change_is_said(council: Council) -> None:
    workspace = at(council)
    workspace.approve(Q1, TEAM, NOTED)
    rows: Rows = {
        "activities": {"A1": {"status": "On track", "revised_due": date(2015, 3, 31), "note": "Steel came"}, "A2": {"status": "Not started", "note": "Soon"}},
        "actions": RIGHT["actions"],
        "recommendations": {**RIGHT["recommendations"], "R1": {"percent": Decimal(100), "completed": date(2014, 7, 18), "note": "Done"}},
        "risks": {"K1": {"likelihood": "2 Unlikely", "impact": "5 Severe", "note": "Second server ordered"}},
        "budgets": {"B1": {"actual": Decimal(30_000), "forecast": Decimal("101000.50"), "note": "Agency staff"}},
        "measures": {"M1": {"figure": Decimal(97), "commentary": "A new team"}, "M2": {"figure": Decimal(99)}},
    }  # fmt: skip
    send(council, JUNE, rows, "2.xlsx", day=20)
    found = workspace.approval(JUNE)
    assert [one.sentence().replace(", June 2014", "") for one in found.changes] == [
        "M1 Measure M1: what is said of it was written anew on 20 July 2014.",
        "M2 Measure M2: 98 when it was approved; 99 since 20 July 2014.",
        "A1 Open the leisure centre: Some problems, due 28 February 2015 when it was approved; On track, due 31 March 2015 since 20 July 2014.",
        "A2 Review parking: what is said of it was written anew on 20 July 2014.",
        "R1 Reconcile monthly: 80% complete, not completed when it was approved; 100% complete, completed 18 July 2014 since 20 July 2014.",
        "K1 Loss of the system: 20 (High) when it was approved; 10 (Medium) since 20 July 2014.",
        "B1 Inspections: forecast £108,000 when it was approved; forecast £101,000.50 since 20 July 2014.",
    ]  # fmt: skip
    assert found.since.startswith(
        "1 figure, 4 items and 2 commentaries were corrected since it was approved on 14 July 2014: M1"
    )


def test_other_targets_and_other_measures_are_changes_too(council: Council) -> None:
    workspace = at(council)
    workspace.approve(Q1, TEAM, NOTED)
    start(council, [measure("M2"), measure("M3")], [target("M2", "2014/15", 99), target("M3", "2014/15", 5)])
    (outgoing,) = workspace.issue(JUNE, at_five(JUNE, 18))
    send(council, JUNE, {**FIGURES, "measures": {"M2": {"figure": Decimal(98), **said()}, "M3": {"figure": Decimal(5)}}}, "2.xlsx", outgoing.data, day=20)  # fmt: skip
    assert [one.sentence() for one in workspace.approval(JUNE).changes] == [
        "M2 Measure M2, June 2014: target 95, Green when it was approved; target 99, Amber since 20 July 2014.",
        "M3 Measure M3, June 2014: not asked for when it was approved; 5, target 5, Green since 20 July 2014.",
        "M1 Measure M1, June 2014: 97, target 95, Green when it was approved; no longer asked for since 18 July 2014.",
    ]
    assert {line.measure: line.target for line in workspace.position(JUNE, NOTED)[0].lines} == {"M1": 95, "M2": 95}


def said() -> dict[str, Any]:
    return {"commentary": "c", "action": "a", "owner": "o", "action_due": date(2014, 12, 1)}


def test_what_changed_is_cut_for_its_readers(council: Council) -> None:
    workspace = at(council)
    workspace.approve(Q1, TEAM, NOTED)
    correct(council, M1={"figure": Decimal(98)}, M2={"figure": Decimal(99)})
    position, framework = workspace.position(JUNE)
    found = workspace.approval(JUNE)
    assert [one.code for one in found.changes] == ["M1", "M2"]
    theirs, _ = cut(position, framework, PUBLIC)
    assert [one.code for one in found.only(theirs).changes] == ["M1"]
    assert "M2" not in json.dumps(found.only(theirs).as_json())


def test_what_comes_at_the_moment_of_the_approval_or_by_a_slower_clock_is_no_part_of_it(council: Council) -> None:
    workspace = at(council)
    frozen = workspace.approve(Q1, TEAM, NOTED).approval.frozen
    before = workspace.position(JUNE, frozen)[0].lines
    correct(council, 15, M1={"figure": Decimal(98)})  # the very moment
    correct(council, 12, M1={"figure": Decimal(99)})  # by a clock that is three days behind
    assert workspace.position(JUNE, frozen)[0].lines == before
    assert [(one.was, one.now) for one in workspace.approval(JUNE).changes] == [("97", "99")]
    # And an approval by such a clock is of all there is.
    again = workspace.approve(Q1, TEAM, at_five(JUNE, 14))
    assert again.approval.frozen > frozen
    assert [line.figure.value for line in workspace.position(JUNE, again.approval.frozen)[0].lines] == [99, 98]
    assert workspace.approval(JUNE).changes == ()


def test_what_came_after_the_day_of_the_approval_is_said(council: Council) -> None:
    correct(council, M1={"figure": Decimal(98)})
    noted = at(council).approve(Q1, TEAM, LATER)
    assert [one.sentence("on 14 July 2014") for one in noted.later] == [
        "M1 Measure M1, June 2014: 97 on 14 July 2014; 98 since 20 July 2014."
    ]
    assert at(council).approval(JUNE).changes == ()


# Approved again, and taken back.


def test_it_is_approved_again_after_corrections(council: Council) -> None:
    workspace = at(council)
    workspace.approve(Q1, TEAM, NOTED)
    correct(council, M1={"figure": Decimal(98)})
    again = workspace.approve(Q1, replace(TEAM, on=date(2014, 7, 21)), LATER).approval
    assert (again.frozen, again.said, len(again.history)) == (
        LATER,
        "Approved by the Leadership Team on 21 July 2014.",
        2,
    )
    assert workspace.approval(JUNE, known=NOTED).said == "Approved by the Leadership Team on 14 July 2014."
    assert workspace.approval(JUNE).changes == ()


def test_a_withdrawal_takes_back_what_rested_on_it(council: Council) -> None:
    workspace = use(council, approval_stages=CHAIN)
    workspace.approve(Q1, HEAD, NOTED)
    workspace.approve(Q1, TEAM, NOTED)
    with pytest.raises(
        Mistyped, match=r"approved Quarter 1 2014/15 .* on 11 July 2014\. Give that day or a later one\."
    ):
        workspace.approve(Q1, replace(HEAD, withdraw=True, on=date(2014, 7, 10)), LATER)
    taken = workspace.approve(Q1, replace(HEAD, withdraw=True, on=date(2014, 7, 16)), LATER)
    assert (taken.taken_back, taken.approval.frozen) == (["Leadership Team"], None)
    assert workspace.approval(JUNE).said == (
        "Draft: Head of service and Leadership Team have not approved it yet. The approval of the Head of service was withdrawn on 16 July 2014."
    )
    assert workspace.approval(JUNE, known=at_five(JUNE, 16)).frozen is not None  # as it was known before
    with pytest.raises(Mistyped, match="nothing to take back"):
        workspace.approve(Q1, replace(HEAD, withdraw=True), LATER)
    workspace.approve(Q1, replace(HEAD, on=date(2014, 7, 20)), LATER)
    assert workspace.approve(Q1, replace(TEAM, on=date(2014, 7, 21)), LATER).approval.final.on == date(2014, 7, 21)
    assert [(one.stage, one.withdrawn) for one in workspace.approval(JUNE).history] == [
        ("Head of service", False), ("Leadership Team", False), ("Head of service", True), ("Head of service", False), ("Leadership Team", False),
    ]  # fmt: skip


def test_to_withdraw_the_last_stage_leaves_the_earlier_ones(council: Council) -> None:
    workspace = use(council, approval_stages=CHAIN)
    workspace.approve(Q1, HEAD, NOTED)
    workspace.approve(Q1, TEAM, NOTED)
    assert workspace.approve(Q1, replace(TEAM, withdraw=True), LATER).approval.missing == ("Leadership Team",)


def test_other_stages_in_the_settings_do_not_reach_back(council: Council) -> None:
    workspace = at(council)
    workspace.approve(Q1, TEAM, NOTED)
    for stages in ("Leadership Team, Cabinet", "Cabinet", ""):
        workspace = use(council, approval_stages=stages)
        assert (workspace.approval(JUNE).frozen, workspace.approval(JUNE).stages) == (NOTED, ("Leadership Team",))
        assert workspace.approval(JUNE).said == "Approved by the Leadership Team on 14 July 2014."
    # What the council asks for now may be added, and what it no longer asks for taken back.
    workspace = use(council, approval_stages="Leadership Team, Cabinet")
    cabinet = workspace.approve(Q1, replace(TEAM, stage="Cabinet"), LATER).approval
    assert (cabinet.frozen, cabinet.said) == (LATER, "Approved by the Cabinet on 14 July 2014.")
    workspace = use(council, approval_stages="")
    assert workspace.approve(Q1, replace(TEAM, withdraw=True), LATER).taken_back == ["Cabinet"]
    assert workspace.approval(JUNE).said == ""


def test_where_fewer_stages_are_asked_for_those_that_approved_are_enough(council: Council) -> None:
    workspace = use(council, approval_stages=CHAIN)
    workspace.approve(Q1, HEAD, NOTED)
    workspace = use(council, approval_stages="Head of service")
    assert (workspace.approval(JUNE).draft, workspace.approval(JUNE).frozen) == (False, NOTED)


def test_nothing_is_noted_when_something_came_meanwhile(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Workspace.position

    def slow(self: Workspace, *words: Any, **more: Any) -> Any:
        with self.ledger.writing() as writer:
            writer.add_letter(NOTED, "reminder", JUNE, "a@council.example", "4" * 64)
        return found(self, *words, **more)

    monkeypatch.setattr(Workspace, "position", slow)
    with pytest.raises(PutRight, match="Something was added to the ledger meanwhile, so nothing was noted"):
        at(council).approve(Q1, TEAM, NOTED)
    monkeypatch.undo()
    assert at(council).approval(JUNE).history == ()


# The command, and who says what was approved.


def test_the_command_notes_it_and_says_what_comes_next(council: Council) -> None:
    use(council, approval_stages=CHAIN)
    done = approve(council, stage="head of service")
    assert done.output == (
        "Noted: Head of service approved Quarter 1 2014/15 (June 2014 round) on 14 July 2014, by Chief Executive.\n"
        "1 of 1 return is complete.\n"
        "Draft: approved by the Head of service on 14 July 2014; Leadership Team has not approved it yet.\n\n"
        f'Next, once it is approved: pmf approve 2014-06 --stage "Leadership Team" --by "..." --on "..." -w {council.folder}\n'
    )
    correct(council, 15, M1={"figure": Decimal(98)})
    done = approve(council, now=LATER)
    assert done.output.splitlines()[2:5] == [
        "Not what there was on 14 July 2014: 1 figure came or changed after it. What is approved is what is known now.",
        "  M1 Measure M1, June 2014: 97 on 14 July 2014; 98 since 15 July 2014.",
        "Approved by the Leadership Team on 14 July 2014.",
    ]
    assert done.output.splitlines()[-1] == f"Next, to make its reports: pmf report all 2014-06 -w {council.folder}"
    back = approve(council, "--withdraw", stage="Head of service", now=LATER)
    assert back.output.splitlines()[:2] == [
        "Noted: Head of service withdrew its approval of Quarter 1 2014/15 (June 2014 round) on 14 July 2014, by Chief Executive.",
        "Taken back with it: the approval of Leadership Team.",
    ]
    assert (done.exit_code, back.exit_code) == (0, 0)


def test_a_dry_run_writes_nothing(council: Council) -> None:
    before = {path: path.read_bytes() for path in sorted(council.folder.rglob("*")) if path.is_file()}
    done = approve(council, "--dry-run")
    assert done.exit_code == 0
    assert done.output.splitlines()[0].startswith("This would note: Leadership Team approved Quarter 1 2014/15")
    assert "Nothing was written." in done.output
    assert {path: path.read_bytes() for path in sorted(council.folder.rglob("*")) if path.is_file()} == before


def test_it_answers_in_json(council: Council) -> None:
    correct(council, 12, M1={"figure": "about"})
    assert (approve(council).exit_code, type(approve(council).exception)) == (1, PutRight)
    plain = json.loads(approve(council, "--with-gaps", "--note", "Minute 12", "--json").output)
    assert {key: plain[key] for key in ("stage", "by", "on", "noted", "note", "withdrawn", "taken_back", "after_the_day", "dry_run")} == {
        "stage": "Leadership Team", "by": "Chief Executive", "on": "2014-07-14", "noted": "2014-07-15T09:00:00+00:00", "note": "Minute 12",
        "withdrawn": False, "taken_back": [], "after_the_day": [], "dry_run": False,
    }  # fmt: skip
    assert plain["gaps"]["being_put_right"] == [
        {"service": "REG", "part": "measures", "code": "M1", "period": "2014-06"}
    ]
    assert (plain["approval"]["final"], plain["approval"]["frozen"]) == (True, "2014-07-15T09:00:00+00:00")


@pytest.mark.parametrize("words", [("approve", "Q1 2014/15", "--stage", "x", "--by", "y"), ("approve", "soon", "--stage", "x", "--by", "y", "--on", "2014-07-14")])  # fmt: skip
def test_a_mistyped_command_ends_with_2(council: Council, words: tuple[str, ...]) -> None:
    assert run(council, *words).exit_code == 2
    assert isinstance(approve(council, stage="Cabinet").exception, Mistyped)


def test_status_master_and_why_say_how_far_it_is_approved(council: Council) -> None:
    assert "\nDraft: Leadership Team has not approved it yet.\n" in run(council, "status").output
    assert approved_in(council) == "Draft: Leadership Team has not approved it yet."
    approve(council)
    correct(council, M1={"figure": Decimal(98)}, M2={"figure": Decimal(99)})
    assert (
        "\nApproved by the Leadership Team on 14 July 2014. 2 figures were corrected since.\n"
        in run(council, "status").output
    )
    assert approved_in(council) == "Approved by the Leadership Team on 14 July 2014. 2 figures were corrected since."
    # A committee is told of what it may see only; and what was known on a day says nothing of what came later.
    assert approved_in(council, readers="Environment Committee") == "Approved by the Leadership Team on 14 July 2014. 1 figure was corrected since."  # fmt: skip
    assert approved_in(council, known=at_five(JUNE, 16)) == "Approved by the Leadership Team on 14 July 2014."
    assert "Draft" in run(council, "status", "--as-known", "2014-07-13").output
    whats = [event.what for event in at(council).story("M1", JUNE)[1]]
    assert "Leadership Team (Chief Executive) approved the round of June 2014 on 14 July 2014." in whats
    use(council, approval_stages="Cabinet")
    approve(council, "--withdraw")
    use(council, approval_stages="")
    assert approved_in(council) is None


def approved_in(council: Council, **more: Any) -> str | None:
    """What the sheet About of the master says of the approval."""
    path, _ = at(council).consolidate(JUNE, **more)
    rows = openpyxl.load_workbook(path)["About"].iter_rows(min_row=4, values_only=True)
    return next((row[2] for row in rows if row[1] == "Approved"), None)


# Stages as data.


def chains() -> list[dict[str, str]]:
    return tomllib.loads((shipped("samples") / "approval-stages.toml").read_text(encoding="utf-8"))["chain"]


@pytest.mark.parametrize("chain", chains(), ids=lambda chain: f"{chain['council']} {chain['of']}")
def test_the_stages_of_real_councils_can_be_used(council: Council, chain: dict[str, str]) -> None:
    workspace = use(council, approval_stages=chain["stages"])
    stages = workspace.settings.stages
    assert (", ".join(stages), len(set(stages))) == (chain["stages"], chain["stages"].count(",") + 1)
    for number, stage in enumerate(stages):
        found = workspace.approve(Q1, replace(TEAM, stage=stage), NOTED).approval
        assert found.draft is (number + 1 < len(stages))
    assert chain["source"]


def test_west_lindsey_sets_targets_in_seven_steps() -> None:
    steps = [len(one["stages"].split(",")) for one in chains() if one["of"] == "target setting"]
    assert steps == [7]


def test_the_settings_name_the_stages_of_the_four_councils() -> None:
    text = (shipped("workbook_templates") / "pmf.toml").read_text(encoding="utf-8")
    for one in chains():
        if one["of"] != "target setting":
            assert f'"{one["stages"]}"' in text
    assert f'# approval_stages = "{Settings("x").approval_stages}"' in text


def test_a_stage_twice_is_said(council: Council) -> None:
    with pytest.raises(PutRight, match='"approval_stages" has "board" twice; give each stage a name of its own'):
        use(council, approval_stages="Board, Leaders  Panel,board")
    (council.folder / "pmf.toml").write_text(
        'council = "A"\napproval_stages = " Leaders  Panel ,, Board"\n', encoding="utf-8"
    )
    assert settings_file.read(council.folder / "pmf.toml").stages == ("Leaders Panel", "Board")
