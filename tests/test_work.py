"""Activities, recommendations, risks and budgets: a council's own words, its published counts, and dates that contradict them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from pmf_excel.errors import PutRight
from pmf_excel.excel import layout as layouts
from pmf_excel.excel import package
from pmf_excel.excel.layout import Column, Layout
from pmf_excel.framework.periods import financial_year
from pmf_excel.framework.risk import Score
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.vocabulary import Standing, Tally, Vocabulary, Word, counts, read_vocabularies
from pmf_excel.framework.work import (
    Activity,
    BudgetLine,
    Recommendation,
    Risk,
    contradictions,
    recommendation_contradictions,
)
from pmf_excel.problems import Place
from pmf_excel.register.items import Items, read_items
from pmf_excel.register.lines import SheetReader
from tests.conftest import ROOT

TEMPLATES = ROOT / "workbook_templates"
DATA = layouts.read_toml(TEMPLATES / "vocabularies.toml")
KNOWN = read_vocabularies(DATA, "vocabularies.toml")
NORFOLK = KNOWN.activities["North Norfolk 2013"]
HERE = Place("framework.xlsx", "Activities", "A5")
TODAY = date(2014, 12, 31)


def word(text: str, vocabulary: Vocabulary = NORFOLK) -> Word:
    found = vocabulary.find(text)
    assert found is not None
    return found


def activity(**given: object) -> Activity:
    usual: dict[str, object] = {
        "code": "JA01", "title": "Advice for businesses", "kind": "Activity", "service": "ECON", "priority": "P1",
        "owner": "Economic development manager", "start": date(2014, 4, 1), "original_due": date(2015, 3, 31),
        "revised_due": None, "status": "On track", "completed": None, "note": "", "place": HERE,
    }  # fmt: skip
    return Activity(**{**usual, **given})  # type: ignore[arg-type]


def said(status: str, today: date | None = TODAY, **given: object) -> list[str]:
    """What contradicts itself in an activity of a status, each as its column and sentence."""
    one = activity(status=status, **given)
    return [f"{c.column}: {c.found} {c.remedy}" for c in contradictions(one, word(status), today)]


# What councils published -----------------------------------------------------------------------------------------------


def published() -> list[dict[str, str]]:
    path = ROOT / "tests" / "published" / "north_norfolk_activities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tally(vocabulary: str, period: str) -> Tally:
    """The published counts as pieces of work, those that the stated total has over the parts being without a status."""
    rows = [r for r in published() if (r["vocabulary"], r["period"], r["item"]) == (vocabulary, period, "")]
    words: list[Word | None] = [
        word(r["word"], KNOWN.activities[vocabulary]) for r in rows for _ in range(int(r["number"]))
    ]
    stated = int(rows[0]["stated_total"] or len(words))
    return counts(words + [None] * (stated - len(words)), KNOWN.activities[vocabulary])


def test_the_one_activity_that_north_norfolks_parts_leave_over_is_said() -> None:
    found = tally("North Norfolk 2013", "2014-Q3")
    assert (found.total, found.without) == (56, 1)
    assert found.by_word[word("Some problems")] == 4
    assert found.sentence() == (
        "45 of 56 activities are on track, 4 have problems, 5 are completed, 1 is on hold; 1 has no status."
    )


@pytest.mark.parametrize(
    ("vocabulary", "period", "many", "expected"),
    [
        ("North Norfolk 2024", "2024-Q2", "actions", "22 of 43 actions are in progress and on track, 16 are amber, 1 is red, 4 are completed."),
        ("North Norfolk 2024", "2024-Q3", "actions", "26 of 42 actions are in progress and on track, 6 are amber, 1 is red, 9 are completed."),
        ("Charnwood", "2016-Q2", "activities", "35 of 37 activities are green, 1 is amber, 1 is not yet started."),
        ("Charnwood", "2016-Q3", "activities", "23 of 36 activities are green, 5 are amber, 2 are red, 6 are completed."),
        ("Charnwood", "2017-Q1", "activities", "24 of 38 activities are green, 5 are amber, 1 is red, 1 is completed, 7 are not yet started."),
        ("Epping Forest projects", "2021-Q3", "projects", "16 of 41 projects are green, 8 are amber, 17 are blue, which is complete."),
    ],
)  # fmt: skip
def test_published_counts_are_said_whole(vocabulary: str, period: str, many: str, expected: str) -> None:
    found = tally(vocabulary, period)
    assert found.sentence(many=many) == expected
    assert found.without == 0


def test_the_action_that_cabinet_amended_moves_from_one_count_to_another() -> None:
    """North Norfolk counted Action 31 among its 16 amber ones; by its own word it had not started."""
    (row,) = [r for r in published() if r["amended_to"]]
    vocabulary = KNOWN.activities[row["vocabulary"]]
    before = tally(row["vocabulary"], row["period"])
    others = [w for w, number in before.by_word.items() for _ in range(number)]
    others.remove(word("Amber", vocabulary))
    assert vocabulary.find(row["amended_to"]) is None  # the minutes do not use the key's own words
    assert vocabulary.remedy(row["amended_to"]).startswith('Did you mean "In progress and on track"?')
    stages = [
        counts([*others, word(text, vocabulary)], vocabulary).sentence(many="actions")
        for text in (row["word"], "In progress and on track")
    ]
    assert stages == [
        "22 of 43 actions are in progress and on track, 15 are amber, 1 is red, 4 are completed, 1 has not started.",
        "23 of 43 actions are in progress and on track, 15 are amber, 1 is red, 4 are completed.",
    ]


def test_statuses_are_found_however_they_are_capitalised() -> None:
    rows = [r for r in published() if r["period"] == "2013-FY"]
    found = counts([NORFOLK.find(r["word"]) for r in rows], NORFOLK)
    assert [r["word"] for r in rows] == ["On Track"] * 5
    assert found.sentence() == "5 of 5 activities are on track."


# Vocabularies ----------------------------------------------------------------------------------------------------------


def test_every_vocabulary_and_what_its_words_mean() -> None:
    assert {name: [w.means.value for w in v.words] for name, v in KNOWN.activities.items()} == {
        "North Norfolk 2013": ["Complete", "Green", "Green", "Not started", "Amber", "On hold", "Amber", "Red", "Red"],
        "North Norfolk 2024": ["Green", "Complete", "Amber", "Red", "Not started"],
        "Charnwood": ["Green", "Amber", "Red", "Complete", "Not started"],
        "Epping Forest projects": ["Green", "Amber", "Red", "Complete"],
        "Bracknell Forest": ["Complete", "Green", "Amber", "Red", "Not started"],
        "Plain": ["Green", "Amber", "Red", "Complete", "Not started", "On hold"],
    }
    assert word("Needs attention").status == Status("Needs attention", Rag.RED)
    assert word("On hold").status == Status("On hold")


def test_a_word_that_is_none_is_answered_with_the_nearest() -> None:
    plain = KNOWN.activities["Plain"]
    assert plain.find("  on   TRACK ") == plain.words[0]
    assert plain.find("On trak") is None
    assert plain.remedy("On trak") == (
        'Did you mean "On track"? Choose "On track", "Some problems", "Off track", "Complete", "Not started", "On hold".'
    )


def test_every_fault_of_a_vocabularies_file_is_said_at_once() -> None:
    data = {
        "vocabulary": {
            "Ours": {
                "about": "Ours.",
                "said": {"Green": ["is fine"]},
                "words": [
                    {"word": "Fine", "means": "Gren", "about": "It is fine."},
                    {"word": "fine", "means": "Complete", "about": "Done.", "finished": False},
                    {"word": "Late", "means": "Amber", "start_missed": True, "instead": "Soon"},
                    {"word": "Gone", "means": "Red", "about": "Over.", "finished": True, "on_time": True, "needs_nte": 1},
                ],
            }
        },
        "risk_matrix": {
            "Gap": {"likelihood": ["a"], "impact": ["b"], "bands": [{"name": "Low", "rag": "Green", "from": 3}]},
            "Hole": {"likelihood": ["a"], "impact": ["b"], "bands": [{"name": "Low", "rag": "Green"}], "cells": [["Lo"]]},
        },
        "budget": {"tolerance": "five"},
    }  # fmt: skip
    with pytest.raises(PutRight) as refused:
        read_vocabularies(data, "mine.toml")
    assert str(refused.value) == (
        'mine.toml: vocabulary "Ours", "Fine": this word stands here more than once. Keep one of them. '
        'vocabulary "Ours", "fine": this word stands here more than once. Keep one of them. '
        'vocabulary "Ours", said: "Green" has 1 texts. Give two: for one, and for several. '
        'vocabulary "Ours", "Fine": "means" is "Gren". Did you mean "Green"? Use one of: "Green", "Amber", "Red", '
        '"Complete", "Not started", "On hold". '
        'vocabulary "Ours", "fine": it means Complete, but says that the work is not finished or not begun. '
        "Correct one of these. "
        'vocabulary "Ours", "Late": it says that the start was missed, but not that the work has not begun. '
        "Add begun = false. "
        'vocabulary "Ours", "Late": "instead" is "Soon", which is no word of this vocabulary. Name one that is. '
        'vocabulary "Ours", "Late": "about" is missing. Enter a text in quotation marks. '
        'vocabulary "Ours", "Gone": "needs_nte" is not known here. Did you mean "needs_note"? Use "word", "means", '
        '"about", "begun", "start_missed", "on_time", "finished", "needs_note", "instead". '
        'vocabulary "Ours", "Gone": it is finished, so it cannot also be expected on time. Remove one of the two. '
        'risk matrix "Gap": the bands leave a score out or are not in order. Begin with from = 1, and give the lowest first. '
        'risk matrix "Hole": "Lo" in "cells" is no band. Did you mean "Low"? Use "Low". '
        '[budget]: "tolerance" is "five". Enter a number, 0 or more.'
    )


PLAIN_VALUE = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(-3, 9), some.floats(), some.sampled_from(["Green", "Low", "", "x"])),
    lambda below: some.lists(below, max_size=3) | some.dictionaries(
        some.sampled_from(["words", "word", "means", "said", "Green", "bands", "name", "rag", "from", "cells", "likelihood", "impact", "about"]),
        below, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(some.dictionaries(some.sampled_from(["vocabulary", "risk_matrix", "budget", "x"]), some.dictionaries(some.text(max_size=3), PLAIN_VALUE, max_size=3)))  # fmt: skip
def test_whatever_the_file_holds_it_is_read_or_refused_in_words(data: dict[str, object]) -> None:
    try:
        read_vocabularies(data, "mine.toml")
    except PutRight as refused:
        assert str(refused).startswith("mine.toml: ")


@given(some.data(), some.sampled_from(sorted(KNOWN.activities)))
def test_the_parts_of_a_sentence_always_add_up(data: some.DataObject, name: str) -> None:
    vocabulary = KNOWN.activities[name]
    words = data.draw(some.lists(some.sampled_from([*vocabulary.words, None]), max_size=60))
    found = counts(words, vocabulary)
    assert found.total == len(words) == sum(found.by_standing.values()) + found.without
    sentence = found.sentence()
    if words:
        first, total = re.match(r"(\d+) of (\d+) activit", sentence).groups()  # type: ignore[union-attr]
        rest = re.findall(r"[,;] (\d+) ", sentence)
        assert int(total) == len(words) == int(first) + sum(map(int, rest))
    else:
        assert sentence == "There are no activities."


def test_a_sentence_of_one_and_of_none_with_a_status() -> None:
    assert counts([word("On hold")], NORFOLK).sentence() == "1 of 1 activity is on hold."
    assert counts([None, None], NORFOLK).sentence() == "2 of 2 activities have no status."
    assert counts([word("Failed"), word("Needs attention")], NORFOLK).sentence("project", "projects") == (
        "2 of 2 projects need attention or have failed."
    )


def test_a_word_of_another_vocabulary_is_not_lost_in_a_count() -> None:
    with pytest.raises(ValueError, match='"Green" is no word of North Norfolk 2013'):
        counts([word("Green", KNOWN.activities["Charnwood"])], NORFOLK)


# Activities ------------------------------------------------------------------------------------------------------------


def test_an_activity_that_agrees_with_itself_is_left_alone() -> None:
    assert said("On track") == []
    assert said("Completed successfully", completed=date(2014, 12, 31)) == []
    assert said("Not started", start=date(2014, 12, 31)) == []  # on the very day both are believed
    assert said("Postponed or delayed", start=date(2014, 12, 31)) == []
    assert (
        said("Some problems", note="Two bids were lost; a third is written.", original_due=date(2014, 1, 1), start=None)
        == []
    )
    assert said("On track", original_due=date(2014, 12, 30), revised_due=date(2015, 6, 30)) == []
    assert said("Failed", original_due=date(2014, 9, 30), note="The grant was withdrawn.") == []


@pytest.mark.parametrize(
    ("status", "given", "expected"),
    [
        ("Completed successfully", {}, 'completed: the status is "Completed successfully", but there is no completion date. Enter the day it was completed, or correct the status.'),
        ("Completed successfully", {"completed": date(2015, 1, 1)}, "completed: the completion date, 1 January 2015, is still to come. Enter the day it was completed, or clear the date."),
        ("Completed successfully", {"completed": date(2014, 3, 31)}, "completed: it was completed on 31 March 2014, before it started on 1 April 2014. Correct one of the two dates."),
        ("On track", {"completed": date(2014, 11, 3)}, 'completed: it was completed on 3 November 2014, but the status is "On track". Correct the status, or clear the completion date.'),
        ("Not started", {}, 'status: the status is "Not started", but it was to start on 1 April 2014. Choose "Postponed or delayed", or correct the start date.'),
        ("Not started", {"start": None, "original_due": date(2014, 10, 1)}, 'status: the status is "Not started", but it was due on 1 October 2014. Choose the status it has now, or enter the date it is due now.'),
        ("On track", {"original_due": date(2014, 12, 30)}, 'status: the status is "On track", but it was due on 30 December 2014. Choose the status it has now, or enter the date it is due now.'),
        ("On track", {"original_due": date(2014, 6, 1), "revised_due": date(2014, 11, 1)}, 'status: the status is "On track", but it was due on 1 November 2014. Choose the status it has now, or enter the date it is due now.'),
        ("On hold", {"start": date(2015, 1, 1)}, 'status: the status is "On hold", but it is not to start until 1 January 2015. Choose the status it has now, or enter the day it started.'),
        ("Postponed or delayed", {"start": date(2015, 1, 1)}, 'status: the status is "Postponed or delayed", but it is not to start until 1 January 2015. Choose "Not started", or enter the start date that was missed.'),
        ("On hold", {"start": date(2014, 5, 1), "original_due": date(2014, 4, 1)}, "due: it is due on 1 April 2014, before it starts on 1 May 2014. Correct one of the two dates."),
        ("On hold", {"revised_due": date(2014, 1, 1)}, "revised_due: it is due on 1 January 2014, before it starts on 1 April 2014. Correct one of the two dates."),
        ("Some problems", {}, 'note: the status is "Some problems", but there is no note. Say what is the matter and what is being done.'),
    ],
)  # fmt: skip
def test_dates_that_contradict_the_status_are_said(status: str, given: dict[str, object], expected: str) -> None:
    assert said(status, **given) == [expected]


def test_without_today_nothing_is_judged_by_the_day() -> None:
    assert said("Not started", today=None) == []
    assert said("On track", today=None, original_due=date(2014, 4, 2)) == []
    assert said("Completed successfully", today=None, completed=date(2099, 1, 1)) == []
    assert len(said("Completed successfully", today=None)) == 1


def test_an_activity_is_overdue_unless_no_more_work_is_to_come() -> None:
    late = activity(original_due=date(2014, 9, 30))
    assert [s for s in (w.word for w in NORFOLK.words) if not late.overdue(word(s), TODAY)] == [
        "Completed successfully",
        "Failed",
    ]
    assert late.overdue(None, TODAY)
    assert not replace(late, revised_due=TODAY).overdue(word("On track"), TODAY)


DAYS = some.none() | some.dates()


@given(
    some.sampled_from([None, *(w for v in KNOWN.activities.values() for w in v.words)]),
    DAYS, DAYS, DAYS, DAYS, DAYS, some.sampled_from(["", "A note."]),
)  # fmt: skip
def test_no_dates_stop_the_check_of_an_activity(
    one: Word | None, start: date | None, due: date | None, revised: date | None, done: date | None, today: date | None, note: str
) -> None:  # fmt: skip
    item = activity(start=start, original_due=due, revised_due=revised, completed=done, note=note)
    found = contradictions(item, one, today)
    assert all(c.found.endswith(".") and c.remedy.endswith(".") for c in found)
    assert set(contradictions(item, one, None)) <= set(found)


# Recommendations -------------------------------------------------------------------------------------------------------


def recommendation(percent: str | None = None, **given: object) -> Recommendation:
    usual: dict[str, object] = {
        "code": "R1", "title": "Check the keys", "report": "Cash", "service": "FIN", "importance": "High",
        "original_due": date(2014, 9, 30), "revised_due": None, "percent_complete": None if percent is None else Decimal(percent),
        "completed": None, "place": HERE,
    }  # fmt: skip
    return Recommendation(**{**usual, **given})  # type: ignore[arg-type]


def test_both_dates_are_kept_and_the_revised_one_holds() -> None:
    first = recommendation("40")
    later = replace(first, revised_due=date(2015, 3, 31))
    assert (first.due, first.extended, first.overdue(TODAY)) == (date(2014, 9, 30), False, True)
    assert (later.due, later.extended, later.overdue(TODAY)) == (date(2015, 3, 31), True, False)
    assert later.original_due == date(2014, 9, 30)
    assert recommendation_contradictions(first, TODAY) == []  # late is overdue, not a contradiction
    assert not recommendation("100", completed=date(2014, 10, 9)).overdue(TODAY)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (recommendation("100"), "completed: it is 100% complete, but there is no completion date. Enter the day it was completed."),
        (recommendation("90", completed=date(2014, 9, 1)), "completed: it was completed on 1 September 2014, but is 90% complete. Enter 100%, or clear the completion date."),
        (recommendation(revised_due=date(2014, 9, 29)), "revised_due: the revised date, 29 September 2014, is before the original, 30 September 2014. Correct one of the two dates."),
        (recommendation("100", completed=date(2015, 1, 2)), "completed: the completion date, 2 January 2015, is still to come. Enter the day it was completed, or clear the date."),
    ],
)  # fmt: skip
def test_a_recommendation_that_contradicts_itself_is_said(one: Recommendation, expected: str) -> None:
    assert [f"{c.column}: {c.found} {c.remedy}" for c in recommendation_contradictions(one, TODAY)] == [expected]


@given(some.dates(), DAYS, DAYS, DAYS, some.none() | some.decimals(0, 100, places=1))
def test_no_dates_stop_the_check_of_a_recommendation(
    due: date, revised: date | None, done: date | None, today: date | None, percent: Decimal | None
) -> None:
    one = recommendation(original_due=due, revised_due=revised, completed=done, percent_complete=percent)
    assert set(recommendation_contradictions(one, None)) <= set(recommendation_contradictions(one, today))


# Risks and budgets -----------------------------------------------------------------------------------------------------


def test_a_risk_is_scored_by_the_councils_own_matrix() -> None:
    by_score, by_cell = KNOWN.matrices["By score"], KNOWN.matrices["Cell by cell"]
    assert [[cell.name[0] for cell in row] for row in by_score.cells] == [
        list("LLLLL"), list("LLMMM"), list("LMMMH"), list("LMMHH"), list("LMHHH"),
    ]  # fmt: skip
    risk = Risk("R1", "A flood", "ENV", "Head of environment", 1, 4, "", HERE)
    assert risk.score(by_score) == Score(4, by_score.bands[0])
    assert risk.score(by_cell) == Score(4, by_cell.bands[1])  # the same score, another cell
    assert (by_cell.bands[1].name, by_cell.bands[1].rag) == ("Medium", Rag.AMBER)
    assert replace(risk, impact=5).score(by_cell) is None  # a step the matrix does not have
    assert replace(risk, likelihood=None).score(by_score) is None


def line(budget: str, actual: str | None, forecast: str | None = None, tolerance: str = "5", under: bool = True) -> BudgetLine:  # fmt: skip
    return BudgetLine(
        "B1", "Fees", "PLAN", financial_year(2014), Decimal(budget), None if actual is None else Decimal(actual),
        None if forecast is None else Decimal(forecast), Decimal(tolerance), under, HERE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "variance", "percent", "rag"),
    [
        (line("1000", "1050"), "50", "105.0", Rag.GREEN), (line("1000", "1051"), "51", "105.1", Rag.AMBER),
        (line("1000", "1100"), "100", "110.0", Rag.AMBER), (line("1000", "1101"), "101", "110.1", Rag.RED),
        (line("1000", "899"), "-101", "89.9", Rag.RED), (line("1000", "899", under=False), "-101", "89.9", Rag.GREEN),
        (line("100000", "105049"), "5049", "105.0", Rag.GREEN),  # printed as 5.0%, and judged so
        (line("-1000", "-900"), "100", "90.0", Rag.AMBER),  # income that falls short
        (line("0", "0"), "0", None, Rag.GREEN), (line("0", "1"), "1", None, Rag.RED), (line("0", "-1", under=False), "-1", None, Rag.GREEN),
        (line("1000", "1000", tolerance="0"), "0", "100.0", Rag.GREEN), (line("1000", "1001", tolerance="0"), "1", "100.1", Rag.RED),
        (line("1000", None), None, None, None),
    ],
)  # fmt: skip
def test_a_budget_line_by_its_own_tolerance(
    one: BudgetLine, variance: str | None, percent: str | None, rag: Rag | None
) -> None:
    assert one.variance == (None if variance is None else Decimal(variance))
    assert one.percent_of_budget == (None if percent is None else Decimal(percent))
    assert one.rag == rag


def test_a_forecast_is_judged_beside_the_actual() -> None:
    one = line("1000", "250", "1080")
    assert (one.rag, one.forecast_variance, one.forecast_rag) == (Rag.RED, Decimal(80), Rag.AMBER)
    assert line("1000", "250").forecast_rag is None


# In the register -------------------------------------------------------------------------------------------------------

NEW = {
    "activities": (Column("revised_due", "Revised date", "date"), Column("completed", "Completed", "date"), Column("note", "Note", "long text")),
    "recommendations": (Column("percent_complete", "Complete (%)", "number"), Column("completed", "Completed", "date")),
    "budgets": (Column("actual", "Actual (£)", "number"), Column("forecast", "Forecast (£)", "number")),
}  # fmt: skip
ROWS: dict[str, list[dict[str, object]]] = {
    "services": [{"code": "ECON", "name": "Economy", "head": "Head of economy"}],
    "plan": [{"code": "P1", "name": "Jobs"}],
    "activities": [
        {"code": "A1", "title": "One", "kind": "Activity", "service": "ECON", "priority": "P1", "start": date(2014, 4, 1), "due": date(2014, 9, 30), "revised_due": date(2015, 3, 31), "status": "ON TRACK"},
        {"code": "A2", "title": "Two", "kind": "Project", "service": "ECO", "status": "On trak"},
        {"code": "A3", "title": "Three", "kind": "Activity", "service": "ECON", "start": date(2014, 4, 1), "status": "Not started"},
        {"code": "A4", "title": "Four", "kind": "Activity", "service": "ECON", "status": "Completed successfully"},
        {"code": "A5", "title": "Five", "kind": "Activity", "service": "ECON", "status": "Some problems"},
        {"code": "A6", "title": "Six", "kind": "Activity", "service": "ECON", "start": date(2014, 4, 1), "due": date(2014, 3, 1)},
        {"code": "A7", "title": "Seven", "kind": "Activity", "service": "ECON", "due": "soon", "status": "Completed successfully"},
    ],
    "recommendations": [
        {"code": "R1", "title": "Keys", "service": "ECON", "original_due": date(2014, 9, 30), "percent_complete": 100},
        {"code": "R2", "title": "Locks", "service": "ECON", "original_due": date(2014, 9, 30), "percent_complete": 40, "revised_due": date(2015, 1, 31)},
    ],
    "risks": [{"code": "K1", "title": "A flood", "service": "ECON", "likelihood": 2, "impact": 5}],
    "budgets": [
        {"code": "B1", "title": "Fees", "service": "ECON", "year": "2014/15", "budget": 1000, "actual": 900, "tolerance": 2.5},
        {"code": "B2", "title": "Rent", "service": "ECON", "year": "Q1 2014/15", "budget": 1000},
        {"code": "B3", "title": "Fuel", "service": "ECON", "year": "2014/15", "budget": 0, "forecast": 10},
    ],
}  # fmt: skip


def register(new: bool) -> Layout:
    """The register's layout with the columns these items need, or as it was before there were any."""
    whole = layouts.load(TEMPLATES / "register.toml")
    sheets = []
    for sheet in whole.sheets:
        added = NEW.get(sheet.key, ())
        columns = [c for c in sheet.columns if c.key not in {a.key for a in added}]
        # Any text may be a status here, so that a word the vocabulary does not have comes as far as its check.
        columns = [
            Column("status", c.heading) if (sheet.key, c.key) == ("activities", "status") else c for c in columns
        ]
        sheets.append(replace(sheet, columns=(*columns, *(added if new else ()))))
    return replace(whole, sheets=tuple(sheets))


def read(new: bool = True, today: date | None = TODAY) -> tuple[Items, list[str]]:
    """The items of ROWS as typed into a register, and everything said of them."""
    layout = register(new)
    book = openpyxl.Workbook()
    for key, rows in ROWS.items():
        sheet = layout.sheet(key)
        page = book.create_sheet(sheet.title)
        page.append([column.heading for column in sheet.columns])
        for row in rows:
            page.append([row.get(column.key) for column in sheet.columns])
    file = io.BytesIO()
    book.save(file)
    reader = SheetReader(package.read(file.getvalue()), layout, "framework.xlsx")
    for key in ("services", "plan"):
        reader.lines(key)
    items = read_items(reader, NORFOLK, KNOWN.budgets, today)
    return items, [f"{p.severity} {p.place.sheet} {p.code}: {p.found}" for p in reader.problems]


def test_the_items_of_a_register_are_read_and_their_contradictions_said() -> None:
    items, problems = read()
    first = items.activities[0]
    assert (first.code, first.status, first.due, first.place.cell) == ("A1", "On track", date(2015, 3, 31), "A2")
    assert [(r.code, r.percent_complete, r.extended) for r in items.recommendations] == [
        ("R1", Decimal(100), False),
        ("R2", Decimal(40), True),
    ]
    assert [(r.likelihood, r.impact) for r in items.risks] == [(2, 5)]
    assert [(b.code, b.year.id, b.tolerance, b.rag, b.forecast_rag) for b in items.budgets] == [
        ("B1", "2014-FY", Decimal("2.5"), Rag.RED, None),
        ("B3", "2014-FY", Decimal(5), None, Rag.RED),
    ]
    assert problems == [
        'error Activities PMF-110: "soon" is not a date that can be read.',
        'error Activities PMF-105: there is no service with the code "ECO".',
        'error Activities PMF-106: "On trak" is no status of the vocabulary "North Norfolk 2013".',
        'query Activities PMF-127: the status is "Not started", but it was to start on 1 April 2014.',
        'error Activities PMF-126: the status is "Completed successfully", but there is no completion date.',
        'query Activities PMF-128: the status is "Some problems", but there is no note.',
        "error Activities PMF-125: it is due on 1 March 2014, before it starts on 1 April 2014.",
        "error Audit recommendations PMF-126: it is 100% complete, but there is no completion date.",
        "error Budgets PMF-129: Q1 2014/15 is a quarter, and a budget is for a financial year.",
    ]


def test_nothing_is_held_against_a_register_without_the_newer_columns() -> None:
    items, problems = read(new=False, today=None)
    assert [p.split(":")[0] for p in problems] == [
        "error Activities PMF-110", "error Activities PMF-105", "error Activities PMF-106", "error Activities PMF-125",
        "error Budgets PMF-129",
    ]  # fmt: skip
    assert len(items.activities) == 7
    assert (items.recommendations[0].percent_complete, items.budgets[0].actual) == (None, None)


def test_standings_are_counted_in_one_order() -> None:
    found = counts([word("Failed"), word("Progressing to plan"), word("On track"), None], NORFOLK)
    assert found.by_standing == {
        Standing.GREEN: 2, Standing.AMBER: 0, Standing.RED: 1, Standing.COMPLETE: 0, Standing.NOT_STARTED: 0, Standing.ON_HOLD: 0,
    }  # fmt: skip
