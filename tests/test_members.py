"""Members' questions and a panel's recommendations: raised at a meeting, asked in the next return, answered in the next report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pmf_excel.adrift import adrift
from pmf_excel.distribution import remind
from pmf_excel.docket import Wanted
from pmf_excel.excel.package import read
from pmf_excel.framework.committees import Meeting, Question, question_code
from pmf_excel.framework.matters import Answer, answered, arising, referred
from pmf_excel.framework.periods import financial_year, month
from pmf_excel.problems import Place
from pmf_excel.register.merged import merge
from pmf_excel.reports.reading import read_report
from pmf_excel.rolling import turn
from pmf_excel.workspace import Workspace
from tests.conftest import row_of
from tests.test_governance import rows, save
from tests.test_kinds import headings, tables, texts, under
from tests.test_parts import filled

SEPTEMBER, OCTOBER = month(2014, 9), month(2014, 10)
ISSUED, BACK = datetime(2014, 10, 1, 9, tzinfo=UTC), datetime(2014, 10, 8, 9, tzinfo=UTC)
#: What is asked after the sample's first quarter: a question about a measure, a panel's recommendation, an exempt one.
ASKED: list[dict[str, Any]] = [
    {"committee": "OSC", "on": date(2014, 8, 19), "question": "Why is less of the business rates collected than last year?", "item": "RB05",
     "asked_by": "Chair of the Committee"},
    {"committee": "PANEL", "on": date(2014, 9, 9), "question": "That missed collections be reported by round.", "sort": "Recommendation",
     "goes_to": "CAB", "service": "ENV", "code": "PANEL/1"},
    {"committee": "CAB", "on": date(2014, 9, 4), "question": "What will the settlement with the contractor cost?", "service": "ENV",
     "exempt": "3"},
    {"committee": "CAB", "on": date(2014, 10, 2), "question": "Asked when the round was over?", "service": "ENV"},
    {"committee": "CAB", "on": date(2014, 9, 4), "question": "How many trees were planted?"},
]  # fmt: skip
CLAIMS = question_code("OSC", date(2014, 8, 19), ASKED[0]["question"])
COST = question_code("CAB", date(2014, 9, 4), ASKED[2]["question"])
LATER = [
    {"committee": "OSC", "on": date(2014, 11, 18)}, {"committee": "CAB", "on": date(2014, 12, 4)},
    {"committee": "PANEL", "on": date(2014, 12, 9)}, {"committee": "OSC", "on": date(2015, 2, 17)},
    {"committee": "PANEL", "on": date(2015, 3, 10)},
]  # fmt: skip
ANSWERS = {
    CLAIMS: "Two posts were vacant until August. Both are filled.",
    "PANEL/1": "It can be done from January, at no cost.",
    COST: "A quarter of a million pounds.",
}


@pytest.fixture
def raised(workspace: Workspace) -> Workspace:
    """The sample, with what members asked since its first quarter."""
    changed = rows(workspace)
    changed["questions"] += ASKED
    changed["meetings"] += LATER
    save(workspace, changed)
    return workspace


@pytest.fixture
def told(raised: Workspace) -> Workspace:
    """The same once the services answered in the return of September."""
    answer(raised, {"FIN": (CLAIMS,), "ENV": ("PANEL/1", COST)})
    return raised


def answer(workspace: Workspace, by: dict[str, tuple[str, ...]]) -> None:
    """Issue September, answer some questions in the returns of some services, and collect them."""
    made = {one.issued.service: one for one in workspace.issue(SEPTEMBER, ISSUED)}
    for service, codes in by.items():
        typed = {"questions": {code: {"answer": ANSWERS[code]} for code in codes}}
        (workspace.path("inbox") / f"{service}.xlsx").write_bytes(filled(made[service].data, workspace, typed))
    for report in workspace.collect(BACK):
        wrong = {one.about.split("|")[1] for one in report.problems if one.about.startswith("questions")}
        assert not wrong & set(sum(by.values(), ())), report.problems


def decide(workspace: Workspace, **more: Any) -> None:
    changed = rows(workspace)
    next(one for one in changed["questions"] if one.get("code") == "PANEL/1").update(
        considered_on=date(2014, 12, 4), decision="Agreed, from January 2015.", **more
    )
    save(workspace, changed)
    workspace.issue(SEPTEMBER, datetime(2014, 12, 5, 9, tzinfo=UTC))


def matters(workspace: Workspace, kind: str, committee: str, on: date, **wanted: Any) -> list[list[str]]:
    """The rows below Matters arising in a report to a committee."""
    made = read_report(workspace.docket(SEPTEMBER).document(kind, "plain", Wanted(committee, on, **wanted)).data)
    return [one for found in tables(under(made, "Matters arising")) for one in found.texts[1:]] if "Matters arising" in headings(made) else []  # fmt: skip


def test_the_next_return_asks_each_service_what_members_asked_of_it(raised: Workspace) -> None:
    made = {one.issued.service: one for one in raised.issue(SEPTEMBER, ISSUED)}
    asked = {
        service: [row for _, row in _asked(raised) if row.code in _codes(one.data, raised)] for service, one in made.items()
    }  # fmt: skip
    assert {service: [one.code for one in some] for service, some in asked.items() if some} == {
        "FIN": [CLAIMS], "ENV": ["PANEL/1", COST],
    }  # fmt: skip
    panel, cost = asked["ENV"]
    assert (panel.printed["committee"], panel.printed["on"], panel.printed["sort"]) == ("Performance Panel", "2014-09-09", "Recommendation")  # fmt: skip
    assert (panel.printed["exempt"], cost.printed["exempt"]) == ("", "Exempt: paragraph 3")
    there = row_of(made["FIN"], "questions", CLAIMS)
    assert there["about"].text.startswith("RB05 ") and there["title"].text == ASKED[0]["question"]
    assert [grid.title for grid in read(made["ENV"].data).grids if not grid.hidden][-2:] == [
        "Members' questions",
        "Sign-off",
    ]


def test_what_was_asked_when_the_round_was_over_or_of_nobody_is_not_asked(raised: Workspace) -> None:
    raised.issue(SEPTEMBER, ISSUED)
    titles = {row.printed["title"] for _, row in _asked(raised)}
    assert titles == {ASKED[0]["question"], ASKED[1]["question"], ASKED[2]["question"]}


def test_questions_alone_make_no_round(raised: Workspace) -> None:
    """The sample's measures are quarterly: a month in between asks for nothing."""
    with pytest.raises(Exception, match="Nothing is due in October 2014"):
        raised.issue(OCTOBER, datetime(2014, 11, 3, 9, tzinfo=UTC))


def test_every_row_asked_is_accounted_for(told: Workspace) -> None:
    position, _ = told.position(SEPTEMBER)
    own = [one for one in position.rows if one.part == "questions"]
    assert {(one.service, one.code, one.taken) for one in own} == {("FIN", CLAIMS, True), ("ENV", "PANEL/1", True), ("ENV", COST, True)}  # fmt: skip
    assert sum(one.asked for one in position.returns) == len(position.rows)


def test_an_empty_answer_is_awaited_and_asked_again(raised: Workspace) -> None:
    answer(raised, {"ENV": (COST,)})
    position, _ = raised.position(SEPTEMBER)
    assert {one.code: (one.taken, one.held) for one in position.rows if one.part == "questions" and one.service == "ENV"} == {
        COST: (True, False), "PANEL/1": (False, False),
    }  # fmt: skip
    december = {one.issued.service: one for one in raised.issue(month(2014, 12), datetime(2015, 1, 2, 9, tzinfo=UTC))}
    assert "PANEL/1" in _codes(december["ENV"].data, raised)
    assert COST not in _codes(december["ENV"].data, raised)


def test_a_reminder_names_what_members_wait_for(raised: Workspace) -> None:
    answer(raised, {"ENV": (COST,)})
    outcome = remind(raised, SEPTEMBER, BACK, dry_run=True)
    (letter,) = (one.letter for one in outcome.drafts if one.services == ("ENV",))
    assert "recommendation PANEL/1 of members" in " ".join(letter.body.split())


def test_matters_arising_print_the_services_answer(told: Workspace) -> None:
    assert matters(told, "quarterly", "OSC", date(2014, 11, 18)) == [
        ["19 August 2014\nChair of the Committee", f"{ASKED[0]['question']}\nAbout RB05 {told.register().framework.measures['RB05'].title}",
         f"{ANSWERS[CLAIMS]}\nAnswered on 8 October 2014 by the Head of service."],
    ]  # fmt: skip
    assert matters(told, "quarterly", "OSC", date(2015, 2, 17)) == []  # it was told in November


def test_the_registers_own_answer_is_printed_instead(told: Workspace) -> None:
    changed = rows(told)
    next(one for one in changed["questions"] if one["question"] == ASKED[0]["question"]).update(
        answer="Two posts were vacant.", answered_on=date(2014, 10, 20)
    )
    save(told, changed)
    told.issue(SEPTEMBER, datetime(2014, 10, 21, 9, tzinfo=UTC))
    (found,) = matters(told, "quarterly", "OSC", date(2014, 11, 18))
    assert found[2] == "Two posts were vacant.\nAnswered on 20 October 2014."


def test_a_panels_recommendation_is_before_the_body_it_goes_to(told: Workspace) -> None:
    made = read_report(told.docket(SEPTEMBER).document("quarterly", "plain", Wanted("CAB", date(2014, 12, 4))).data)
    (found,) = tables(under(made, "Recommendations for review"))
    assert found.texts == [
        ["Recommended", "Recommendation", "What the service says"],
        ["9 September 2014\nPerformance Panel", ASKED[1]["question"], "It can be done from January, at no cost.\nAnswered on 8 October 2014 by the Head of service."],
    ]  # fmt: skip
    assert (
        texts(under(made, "Recommendations for review"))[0]
        == "1 recommendation of other bodies is before Cabinet, with what the service says."
    )
    assert "It is also asked to decide on the recommendation set out under Recommendations for review." in texts(
        list(made.pieces)
    )
    other = read_report(told.docket(SEPTEMBER).document("quarterly", "plain", Wanted("OSC", date(2014, 11, 18))).data)
    assert "Recommendations for review" not in headings(other)


def test_the_decision_is_told_back_to_the_panel(told: Workspace) -> None:
    review, environment = "service-plan-review", "ENV"
    waiting = [
        ASKED[1]["question"],
        "It can be done from January, at no cost.\nAnswered on 8 October 2014 by the Head of service.\nCabinet has not decided yet.",
    ]
    assert [
        one[1:] for one in matters(told, review, "PANEL", date(2014, 12, 3), service=environment) if "missed" in one[1]
    ] == [waiting]
    decide(told)
    (found,) = [
        one for one in matters(told, review, "PANEL", date(2014, 12, 9), service=environment) if "missed" in one[1]
    ]
    assert found[2].splitlines()[-2:] == ["Cabinet, 4 December 2014:", "Agreed, from January 2015."]
    later = matters(told, review, "PANEL", date(2015, 3, 10), service=environment)
    assert [one for one in later if "missed" in one[1]] == []  # it was told in December


def test_what_was_decided_is_put_before_no_further_meeting(told: Workspace) -> None:
    decide(told)
    same = read_report(told.docket(SEPTEMBER).document("quarterly", "plain", Wanted("CAB", date(2014, 12, 4))).data)
    (found,) = tables(under(same, "Recommendations for review"))
    assert found.texts[1][3] == "Cabinet, 4 December 2014:\nAgreed, from January 2015."
    made = read_report(told.docket(SEPTEMBER).document("quarterly", "plain", Wanted("CAB", date(2015, 3, 5))).data)
    assert "Recommendations for review" not in headings(made)


@pytest.mark.parametrize("kind", ["quarterly", "monthly-dashboard"])
def test_an_answer_to_an_exempt_question_is_in_no_open_report(told: Workspace, kind: str) -> None:
    docket = told.docket(SEPTEMBER)
    wanted = Wanted("CAB", date(2014, 12, 4))
    made = read_report(docket.document(kind, "plain", wanted).data)
    every = "\n".join(one.text for one in made.pieces if hasattr(one, "text")) + "".join(
        str(one.texts) for one in made.tables
    )
    assert "settlement" not in every and "quarter of a million" not in every
    closed = read_report(docket.document("quarterly", "plain", Wanted("CAB", date(2014, 12, 4), exempt=True)).data)
    assert [one[2].splitlines()[0] for found in tables(under(closed, "Matters arising")) for one in found.texts[1:]] == [ANSWERS[COST]]  # fmt: skip


def test_the_cut_of_a_service_counts_its_own_questions(told: Workspace) -> None:
    from pmf_excel.ledger.audience import PUBLIC, audience, cut

    position, framework = told.position(SEPTEMBER)
    own, _ = cut(position, framework, audience("ENV", framework))
    assert {one.code for one in own.rows if one.part == "questions"} == {"PANEL/1", COST}
    public, register = cut(position, framework, PUBLIC)
    assert COST not in {one.code for one in public.rows} | {one.code for one in register.questions}
    assert CLAIMS in {one.code for one in public.rows}


def test_a_question_worded_anew_is_asked_about_with_what_was_answered(told: Workspace) -> None:
    changed = rows(told)
    found = next(one for one in changed["questions"] if one["question"] == ASKED[0]["question"])
    found["question"] = "Why is less of the rates collected?"
    save(told, changed)
    (said,) = adrift(told, told.register().framework)
    assert (said.code, said.severity.value) == ("PMF-146", "query")
    assert f'"{ASKED[0]["question"]}": "{ANSWERS[CLAIMS]}"' in said.found and CLAIMS in said.remedy
    found["code"] = CLAIMS
    save(told, changed)
    assert adrift(told, told.register().framework) == []
    told.issue(SEPTEMBER, datetime(2014, 10, 21, 9, tzinfo=UTC))
    assert matters(told, "quarterly", "OSC", date(2014, 11, 18))[0][2].startswith(ANSWERS[CLAIMS])


def test_a_question_that_was_taken_out_is_not_asked_about(told: Workspace) -> None:
    changed = rows(told)
    changed["questions"] = [one for one in changed["questions"] if one["question"] != ASKED[0]["question"]]
    save(told, changed)
    assert adrift(told, told.register().framework) == []


def test_the_turn_of_the_year_leaves_out_what_was_answered_in_a_return_and_told(told: Workspace) -> None:
    done = turn(told, financial_year(2015), BACK, dry_run=True)
    gone = {one.sentence for one in done.left_out if one.sheet == "questions"}
    assert any("Why is less of the business rates" in one for one in gone)
    assert not any("missed collections" in one for one in gone)  # nobody decided on it


def test_codes_of_questions_are_left_behind_when_councils_merge(told: Workspace) -> None:
    layout = told.layout("register")
    from pmf_excel.register.crosswalk import Crosswalk

    made = merge(
        {"A": {"questions": [{"question": "Q?", "on": date(2014, 9, 9), "code": "PANEL/1"}]}},
        {"A": "A"},
        Crosswalk({}),
        {},
        month(2015, 4),
        layout,
    )
    assert made.rows["questions"] == [{"question": "Q?", "on": date(2014, 9, 9)}]


def test_the_same_code_twice_is_refused(raised: Workspace) -> None:
    changed = rows(raised)
    changed["questions"][-1]["code"] = "panel/1"
    save(raised, changed)
    assert [one.code for one in raised.register().problems if "panel" in one.found.casefold()] == ["PMF-104"]


def test_a_code_follows_from_meeting_and_words_alone() -> None:
    day = date(2014, 9, 9)
    assert question_code("CAB", day, "How  many\ntrees?") == question_code("CAB", day, "how many trees?")
    assert question_code("CAB", day, "How many trees?").startswith("Q140909-")
    others = {question_code("OSC", day, "How many trees?"), question_code("CAB", date(2014, 9, 10), "How many trees?"), question_code("CAB", day, "How many bins?")}  # fmt: skip
    assert len(others | {question_code("CAB", day, "How many trees?")}) == 4


def _question(**more: Any) -> Question:
    return Question(**{"committee": "PANEL", "on": date(2014, 9, 9), "text": "That it be done.", "place": Place("r"), "code": "Q1"} | more)  # fmt: skip


def test_what_is_settled_when() -> None:
    day = date(2014, 10, 8)
    asked = _question()
    (given,) = answered([asked], {"Q1": Answer("Yes.", day, "Head of Waste")})
    assert (asked.settled_on, given.settled_on, given.answered_by) == (None, day, "Head of Waste")
    own = _question(answer="No.")
    assert answered([own], {"Q1": Answer("Yes.", day)}) == (own,)
    recommended = _question(recommends=True, goes_to="CAB", answer="Can be done.", answered_on=day)
    assert recommended.settled_on is None
    meetings = [Meeting("PANEL", date(2014, 12, 9)), Meeting("PANEL", date(2015, 3, 10))]
    assert arising([recommended], meetings, date(2015, 3, 10)) == [recommended]
    decided = _question(recommends=True, goes_to="CAB", considered_on=date(2014, 12, 4), decision="Agreed.")
    assert arising([decided], meetings, date(2014, 12, 9)) == [decided]
    assert arising([decided], meetings, date(2015, 3, 10)) == []
    assert referred([recommended, decided], "CAB", date(2014, 12, 4)) == [recommended, decided]
    assert referred([recommended, decided], "CAB", date(2014, 12, 5)) == [recommended]
    assert referred([recommended], "CAB", date(2014, 9, 9)) == []
    assert (
        referred([_question(recommends=True, goes_to="PANEL"), _question(goes_to="CAB")], "PANEL", date(2015, 1, 1))
        == []
    )


def _codes(data: bytes, workspace: Workspace) -> list[str]:
    from pmf_excel.excel.reader import tables as found

    sheet = workspace.layout("return").sheet("questions")
    return [one["code"].text for table in found(read(data), sheet, "") for one in table.rows()]


def _asked(workspace: Workspace) -> list[tuple[int, Any]]:
    with workspace.ledger.reading() as reader:
        seqs = [one.seq for one in reader.current_issues(SEPTEMBER).values()]
        return [(seq, one) for seq, one in reader.asked_items(seqs) if one.part == "questions"]
