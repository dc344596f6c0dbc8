"""Where items stand at a round's end: said in the round, only before it, or never; held, corrected, finished, moved, asked about rarely."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.follow_up import Table, tables
from pmf_excel.ledger.items import NO_STATUS, ItemLine, Items
from pmf_excel.workspace import Workspace
from tests.test_parts import AUDIT, BUDGETS, JULY, JUNE, RIGHT, SEPTEMBER, WORK, at_five, send, start
from tests.test_position import Council

MARCH, DECEMBER = month(2014, 3), month(2014, 12)
AMBER, GREEN = Status("Some problems", Rag.AMBER), Status("On track", Rag.GREEN)
DONE = {"status": "Completed successfully", "completed": date(2014, 9, 20)}


@pytest.fixture
def council(tmp_path: Path) -> Council:
    made = Council(tmp_path / "council")
    start(made)
    return made


def items(council: Council, at: Period) -> Items:
    return Workspace.open(council.folder).position(at)[0].items


def line(council: Council, at: Period, code: str) -> ItemLine[Any]:
    """The line of an item, found by its code."""
    every = items(council, at)
    parts = (every.activities, every.actions, every.recommendations, every.risks, every.budgets)
    (found,) = (one for part in parts for one in part if one.code == code)
    return found


def rows(part: str, code: str, **said: Any) -> dict[str, Any]:
    """The right answers of June, but for one row that says something else; nothing where nothing is said."""
    return {
        **RIGHT,
        part: {**{key: row for key, row in RIGHT[part].items() if key != code}, **({code: said} if said else {})},
    }


def test_what_the_round_says_counts_with_where_it_was_said(council: Council) -> None:
    send(council, JUNE, RIGHT)
    found = items(council, JUNE)
    assert [[one.code for one in part] for part in (found.activities, found.actions, found.recommendations)] == [
        ["A1", "A2", "A3"], ["S1"], ["R1", "R2"],
    ]  # fmt: skip
    a1 = found.activities[0]
    assert (a1.status, a1.word.means.value, a1.note, a1.service) == (AMBER, "Amber", "Steel is late", "REG")
    assert (a1.item.original_due, a1.item.due) == (date(2014, 12, 31), date(2015, 2, 28))
    assert (a1.asked, a1.told, a1.held, a1.said_in, a1.signed_by) == (True, True, False, JUNE, "Head of service")
    assert (a1.source.place.file, a1.source.place.sheet) == ("R.xlsx", "Activities and projects")
    # Before the first round there is what the register says.
    assert (a1.since, a1.status_before, a1.before.due) == (None, GREEN, date(2014, 12, 31))
    s1 = found.actions[0]
    assert (s1.status, s1.item.completed) == (Status("Completed successfully"), date(2014, 6, 20))
    k1 = found.risks[0]
    assert (k1.score.points, k1.status, k1.score_before.points) == (20, Status("High", Rag.RED), 12)
    assert (k1.item.likelihood, k1.item.impact, k1.note) == (4, 5, "Second server ordered")
    b1 = found.budgets[0]
    assert (b1.item.actual, b1.item.forecast, b1.item.forecast_variance, b1.status.value, b1.note) == (
        Decimal(30_000), Decimal(108_000), Decimal(8_000), "Amber", "Agency staff",
    )  # fmt: skip


def test_what_is_not_asked_about_stands_as_the_register_says(council: Council) -> None:
    send(council, JUNE, RIGHT)
    a3 = line(council, JUNE, "A3")
    assert (a3.status.value, a3.asked, a3.told, a3.said_in, a3.source) == (
        "Completed successfully",
        False,
        False,
        None,
        None,
    )


def test_nothing_came_yet(council: Council) -> None:
    Workspace.open(council.folder).issue(JUNE, at_five(JUNE))
    found = items(council, JUNE)
    assert [(one.status, one.asked, one.told, one.said_in) for one in found.activities[:2]] == [
        (GREEN, True, False, None), (Status("Not started"), True, False, None),
    ]  # fmt: skip
    r1, r2 = found.recommendations
    # 40%, and due in May: below half and past its date.
    assert (r1.item.percent_complete, r1.status.rag, r2.item.percent_complete, r2.status) == (
        Decimal(40), Rag.RED, None, Status.AWAITED,
    )  # fmt: skip
    assert (found.risks[0].score.points, found.budgets[0].status, found.budgets[0].item.actual) == (12, Status("No forecast"), None)  # fmt: skip


def test_work_that_nobody_ever_gave_a_status_has_none(tmp_path: Path) -> None:
    council = Council(tmp_path / "bare")
    start(council, activities=[{**WORK[1], "status": ""}], risks=[{"code": "K1", "title": "Flood", "service": "REG"}])
    Workspace.open(council.folder).issue(JUNE, at_five(JUNE))
    found = items(council, JUNE)
    assert (found.activities[0].status, found.activities[0].word) == (NO_STATUS, None)
    assert (found.risks[0].status, found.risks[0].score) == (Status("Not scored"), None)


def test_an_answer_that_is_held_leaves_what_was_said_before(council: Council) -> None:
    send(council, JUNE, RIGHT)
    send(council, SEPTEMBER, rows("activities", "A1", status="Needs attention"), "S.xlsx")  # it wants a note
    a1 = line(council, SEPTEMBER, "A1")
    assert (a1.status, a1.told, a1.held, a1.said_in, a1.source.place.file) == (AMBER, False, True, JUNE, "R.xlsx")
    send(council, SEPTEMBER, rows("activities", "A1", status="Needs attention", note="Steel"), "S2.xlsx", day=7)
    a1 = line(council, SEPTEMBER, "A1")
    assert (a1.status.rag, a1.told, a1.held, a1.said_in, a1.note) == (Rag.RED, True, False, SEPTEMBER, "Steel")
    assert (a1.since, a1.status_before, a1.before.note) == (JUNE, AMBER, "Steel is late")
    # A later copy with a mistake takes nothing back, and is said to wait.
    send(council, SEPTEMBER, rows("activities", "A1", status="Failed"), "S3.xlsx", day=8)
    a1 = line(council, SEPTEMBER, "A1")
    assert (a1.status.value, a1.told, a1.held) == ("Needs attention", True, True)


def test_a_corrected_copy_of_the_round_counts_and_of_an_earlier_round_too(council: Council) -> None:
    send(council, JUNE, RIGHT)
    send(council, JUNE, rows("budgets", "B1", actual=Decimal(31_000), forecast=Decimal(99_000)), "R2.xlsx", day=8)
    assert line(council, JUNE, "B1").item.forecast == Decimal(99_000)
    assert line(council, JUNE, "B1").note == ""
    Workspace.open(council.folder).issue(SEPTEMBER, at_five(SEPTEMBER))
    b1 = line(council, SEPTEMBER, "B1")
    assert (b1.item.forecast, b1.told, b1.said_in, b1.source.place.file) == (Decimal(99_000), False, JUNE, "R2.xlsx")


def test_between_two_quarters_what_was_said_last_stands_and_only_days_pass(council: Council) -> None:
    workspace = start(council, recommendations=[
        {"code": "R1", "title": "Reconcile", "service": "REG", "original_due": date(2014, 7, 15), "percent_complete": Decimal(40)},
    ])  # fmt: skip
    more: dict[str, Any] = {**RIGHT, "recommendations": {"R1": {"percent": Decimal(45)}}}
    send(council, JUNE, more)
    workspace.issue(JULY, at_five(JULY))
    a1, r1 = line(council, JULY, "A1"), line(council, JULY, "R1")
    assert (a1.asked, a1.told, a1.said_in, a1.status, a1.status_before, a1.since) == (
        False,
        False,
        JUNE,
        AMBER,
        AMBER,
        JUNE,
    )
    assert (a1.item.due, a1.before.due) == (date(2015, 2, 28), date(2015, 2, 28))
    # Amber at the end of June; past its date and not half done at the end of July.
    assert (r1.status.rag, r1.status_before.rag, r1.item.percent_complete) == (Rag.RED, Rag.AMBER, Decimal(45))


def test_how_it_stood_before_is_judged_by_the_day_of_the_last_round_that_asked(council: Council) -> None:
    start(council, recommendations=[
        {"code": "R1", "title": "Reconcile", "service": "REG", "original_due": date(2014, 7, 15), "percent_complete": Decimal(40)},
    ])  # fmt: skip
    send(council, JUNE, {**RIGHT, "recommendations": {"R1": {"percent": Decimal(45)}}})
    Workspace.open(council.folder).issue(JULY, at_five(JULY))
    send(council, SEPTEMBER, {**RIGHT, "recommendations": {"R1": {"percent": Decimal(80), "note": "Late"}}}, "S.xlsx")
    r1 = line(council, SEPTEMBER, "R1")
    # Not as it would have stood in August, when the day had passed and nobody was asked.
    assert (r1.since, r1.status_before.rag, r1.status.rag) == (JUNE, Rag.AMBER, Rag.GREEN)


def test_a_date_moved_twice(council: Council) -> None:
    send(council, JUNE, RIGHT)  # to 28 February 2015
    again = {"status": "Some problems", "revised_due": date(2015, 4, 30), "note": "Glass is late"}
    send(council, SEPTEMBER, rows("activities", "A1", **again), "S.xlsx")
    a1 = line(council, SEPTEMBER, "A1")
    assert (a1.item.original_due, a1.before.due, a1.item.due) == (
        date(2014, 12, 31),
        date(2015, 2, 28),
        date(2015, 4, 30),
    )
    send(council, DECEMBER, rows("activities", "A1", status="On track"), "D.xlsx")
    a1 = line(council, DECEMBER, "A1")
    assert (a1.before.due, a1.item.due, a1.status) == (date(2015, 4, 30), date(2015, 4, 30), GREEN)
    # The position of an earlier round stays as it was.
    assert line(council, JUNE, "A1").item.due == date(2015, 2, 28)


def test_what_is_finished_stays_finished_in_the_rounds_after(council: Council) -> None:
    send(council, JUNE, RIGHT)
    workspace = Workspace.open(council.folder)
    workspace.issue(SEPTEMBER, at_five(SEPTEMBER))
    s1 = line(council, SEPTEMBER, "S1")
    assert (s1.status.value, s1.asked, s1.told, s1.said_in, s1.item.completed) == (
        "Completed successfully", False, False, JUNE, date(2014, 6, 20),
    )  # fmt: skip
    assert s1.status_before == s1.status


def test_work_that_the_register_ends_is_not_shown_as_the_service_last_said(council: Council) -> None:
    send(council, JUNE, RIGHT)
    ended = [{**WORK[0], "status": "Failed", "note": "The site was sold"}, *WORK[1:]]
    audit = [{**AUDIT[0], "percent_complete": Decimal(100), "completed": date(2014, 9, 2)}, AUDIT[1]]
    start(council, activities=ended, recommendations=audit).issue(SEPTEMBER, at_five(SEPTEMBER))
    a1 = line(council, SEPTEMBER, "A1")
    assert (a1.status, a1.note, a1.asked, a1.said_in, a1.source) == (Status("Failed", Rag.RED), "The site was sold", False, None, None)  # fmt: skip
    # How it was, and the date to which it had been moved, stay known.
    assert (a1.status_before, a1.before.note, a1.item.due) == (AMBER, "Steel is late", date(2015, 2, 28))
    r1 = line(council, SEPTEMBER, "R1")
    assert (r1.item.percent_complete, r1.item.complete, r1.status.rag, r1.note, r1.said_in) == (Decimal(100), True, Rag.GREEN, "", None)  # fmt: skip
    assert (r1.before.percent_complete, r1.before.complete) == (Decimal(80), False)
    assert line(council, JUNE, "A1").status == AMBER


def test_what_the_register_ended_was_ended_before_once_a_round_has_asked_without_it(council: Council) -> None:
    send(council, JUNE, RIGHT)
    ended = [{**WORK[0], "status": "Completed successfully", "completed": date(2014, 8, 30)}, *WORK[1:]]
    audit = [{**AUDIT[0], "percent_complete": Decimal(100), "completed": date(2014, 9, 2)}, AUDIT[1]]
    workspace = start(council, activities=ended, recommendations=audit)
    found = []
    for at in (SEPTEMBER, DECEMBER):
        workspace.issue(at, at_five(at))
        a1, r1 = line(council, at, "A1"), line(council, at, "R1")
        assert (a1.word.complete, r1.item.complete) == (True, True)
        found.append((a1.word_before.complete, a1.status_before.value, r1.before.complete, tables(r1, at.end)[0]))
    assert found == [
        (False, "Some problems", False, Table.COMPLETED), (True, "Completed successfully", True, Table.BEFORE),
    ]  # fmt: skip


def test_a_recommendation_with_a_day_of_completion_and_no_percentage_is_complete(council: Council) -> None:
    audit = [{**AUDIT[0], "percent_complete": None, "completed": date(2014, 4, 2)}, AUDIT[1]]
    start(council, recommendations=audit).issue(JUNE, at_five(JUNE))
    r1 = line(council, JUNE, "R1")
    assert (r1.item.percent_complete, r1.status.rag, r1.asked) == (Decimal(100), Rag.GREEN, False)


def test_a_recommendation_carried_out_in_the_round_was_not_before(council: Council) -> None:
    send(council, JUNE, RIGHT)
    done = {"percent": Decimal(100), "completed": date(2014, 9, 1), "note": "Done"}
    send(council, SEPTEMBER, rows("recommendations", "R1", **done), "S.xlsx")
    r1 = line(council, SEPTEMBER, "R1")
    assert (r1.item.complete, r1.before.complete, r1.item.completed) == (True, False, date(2014, 9, 1))
    Workspace.open(council.folder).issue(DECEMBER, at_five(DECEMBER))
    r1 = line(council, DECEMBER, "R1")
    assert (r1.item.complete, r1.before.complete, r1.since) == (True, True, SEPTEMBER)


def test_a_later_date_is_asked_for_until_audit_has_decided(council: Council) -> None:
    send(council, JUNE, RIGHT)  # R2: until 31 January 2015
    assert line(council, JUNE, "R2").wanted == date(2015, 1, 31)
    assert line(council, JUNE, "R2").item.due == date(2014, 12, 31)
    workspace = Workspace.open(council.folder)
    workspace.issue(JULY, at_five(JULY))
    assert line(council, JULY, "R2").wanted == date(2015, 1, 31)
    # Audit agrees to a fortnight: that is a decision, though not the day that was asked for.
    agreed = [AUDIT[0], {**AUDIT[1], "revised_due": date(2015, 1, 14)}]
    start(council, recommendations=agreed).issue(month(2014, 8), at_five(month(2014, 8)))
    r2 = line(council, month(2014, 8), "R2")
    assert (r2.wanted, r2.item.due, r2.item.original_due) == (None, date(2015, 1, 14), date(2014, 12, 31))
    # What the service says in a round replaces its request.
    send(council, SEPTEMBER, rows("recommendations", "R2", percent=Decimal(30)), "S.xlsx")
    assert line(council, SEPTEMBER, "R2").wanted is None


def test_last_years_money_is_not_shown_for_this_years(council: Council) -> None:
    start(council, budgets=[{**BUDGETS[0], "year": "2013/14"}, {**BUDGETS[0], "code": "B2"}])
    more: dict[str, Any] = {**RIGHT, "budgets": {"B1": {"actual": Decimal(99_000), "forecast": Decimal(99_000)}}}
    send(council, MARCH, more, "M.xlsx")
    assert [one.code for one in items(council, MARCH).budgets] == ["B1"]
    # The same code in the next year.
    start(council, budgets=BUDGETS).issue(JUNE, at_five(JUNE))
    b1 = line(council, JUNE, "B1")
    assert (b1.item.actual, b1.said_in, b1.source, b1.status) == (None, None, None, Status("No forecast"))


def test_what_the_register_no_longer_has_is_not_shown_and_what_is_new_is(council: Council) -> None:
    send(council, JUNE, RIGHT)
    new = {"code": "A9", "title": "Sell the depot", "kind": "Project", "service": "REG", "status": "Not started"}
    start(council, activities=[*WORK[1:], new], risks=[]).issue(SEPTEMBER, at_five(SEPTEMBER))
    found = items(council, SEPTEMBER)
    assert ([one.code for one in found.activities], found.risks) == (["A2", "A3", "A9"], ())
    assert (found.activities[2].asked, found.activities[2].said_in) == (True, None)
    assert [one.code for one in items(council, JUNE).activities] == ["A1", "A2", "A3"]


def test_a_register_changed_within_the_round_asks_again_and_an_answer_to_other_terms_does_not_stand(
    council: Council,
) -> None:
    send(council, JUNE, RIGHT)
    start(council, budgets=[{**BUDGETS[0], "budget": Decimal(120_000)}]).issue(JUNE, at_five(JUNE, 9))
    b1, a1 = line(council, JUNE, "B1"), line(council, JUNE, "A1")
    assert (b1.item.budget, b1.told, b1.item.forecast) == (Decimal(120_000), False, None)
    assert (a1.told, a1.status) == (True, AMBER)  # asked the same way as before


def renamed(council: Council, was: str, now: str) -> Workspace:
    """The council's own words, with one changed."""
    own = council.folder / "workbook_templates"
    own.mkdir(exist_ok=True)
    text = Workspace.open(council.folder).text("vocabularies.toml").replace(f'"{was}"', f'"{now}"')
    (own / "vocabularies.toml").write_text(text, encoding="utf-8")
    work = [
        {**row, "status": str(row["status"]).replace("Some problems", now if was != "Likely" else "A few snags")}
        for row in WORK
    ]
    return start(council, activities=work)


def test_words_and_steps_that_the_council_has_named_anew_keep_their_colour(council: Council) -> None:
    send(council, JUNE, RIGHT)
    renamed(council, "Some problems", "A few snags")
    renamed(council, "Likely", "Probable").issue(SEPTEMBER, at_five(SEPTEMBER))
    a1, k1 = line(council, SEPTEMBER, "A1"), line(council, SEPTEMBER, "K1")
    assert (a1.status, a1.word.means.value, k1.score.points, k1.status.value) == (AMBER, "Amber", 20, "High")
    assert (a1.status_before, k1.score_before.points) == (AMBER, 20)
    assert items(council, SEPTEMBER).sticks.vocabulary.find("Some problems") is None


def test_items_are_judged_by_what_the_newest_issue_of_the_round_is_judged_by(council: Council) -> None:
    Workspace.open(council.folder).issue(JUNE, at_five(JUNE))
    before = "Some problems"
    for number, name in enumerate(("Zigzagging", "A few snags")):  # whichever comes first in the alphabet
        renamed(council, before, name).issue(JUNE, at_five(JUNE, 9 + number))
        found = items(council, JUNE).sticks.vocabulary
        assert [word.word for word in found.words if word.means.value == "Amber"] == ["Postponed or delayed", name]
        before = name


def test_before_any_round_has_asked_about_items_there_are_none(council: Council) -> None:
    Workspace.open(council.folder).issue(month(2014, 5), at_five(month(2014, 5)))
    assert not items(council, month(2014, 5))


def test_a_round_that_asked_of_everything_monthly_compares_with_the_month_before(council: Council) -> None:
    toml = council.folder / "pmf.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\nrisks_asked = "Monthly"\n', encoding="utf-8")
    send(council, JUNE, RIGHT)
    send(council, JULY, {"risks": {"K1": {"likelihood": "2 Unlikely", "impact": "5 Severe"}}}, "J.xlsx")
    k1, a1 = line(council, JULY, "K1"), line(council, JULY, "A1")
    assert (k1.since, k1.told, k1.score.points, k1.score_before.points) == (JUNE, True, 10, 20)
    assert (a1.since, a1.told) == (JUNE, False)
