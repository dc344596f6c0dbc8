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
     "goes_to": "CAB", "service": "ENV"},
    {"committee": "CAB", "on": date(2014, 9, 4), "question": "What will the settlement with the contractor cost?", "service": "ENV",
     "exempt": "3"},
    {"committee": "CAB", "on": date(2014, 10, 2), "question": "Asked when the round was over?", "service": "ENV"},
    {"committee": "CAB", "on": date(2014, 9, 4), "question": "How many trees were planted?"},
]  # fmt: skip
CLAIMS = question_code("OSC", date(2014, 8, 19), ASKED[0]["question"])
PANEL = question_code("PANEL", date(2014, 9, 9), ASKED[1]["question"])
COST = question_code("CAB", date(2014, 9, 4), ASKED[2]["question"])
LATER = [
    {"committee": "OSC", "on": date(2014, 11, 18)}, {"committee": "CAB", "on": date(2014, 12, 4)},
    {"committee": "PANEL", "on": date(2014, 12, 9)}, {"committee": "OSC", "on": date(2015, 2, 17)},
    {"committee": "PANEL", "on": date(2015, 3, 10)},
]  # fmt: skip
ANSWERS = {
    CLAIMS: "Two posts were vacant until August. Both are filled.",
    PANEL: "It can be done from January, at no cost.",
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
    answer(raised, {"FIN": (CLAIMS,), "ENV": (PANEL, COST)})
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
    next(one for one in changed["questions"] if one["question"] == ASKED[1]["question"]).update(
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
        "FIN": [CLAIMS], "ENV": [PANEL, COST],
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
    assert {(one.service, one.code, one.taken) for one in own} == {("FIN", CLAIMS, True), ("ENV", PANEL, True), ("ENV", COST, True)}  # fmt: skip
    assert sum(one.asked for one in position.returns) == len(position.rows)


def test_an_empty_answer_is_awaited_and_asked_again(raised: Workspace) -> None:
    answer(raised, {"ENV": (COST,)})
    position, _ = raised.position(SEPTEMBER)
    assert {one.code: (one.taken, one.held) for one in position.rows if one.part == "questions" and one.service == "ENV"} == {
        COST: (True, False), PANEL: (False, False),
    }  # fmt: skip
    december = {one.issued.service: one for one in raised.issue(month(2014, 12), datetime(2015, 1, 2, 9, tzinfo=UTC))}
    assert PANEL in _codes(december["ENV"].data, raised)
    assert COST not in _codes(december["ENV"].data, raised)


def test_a_reminder_names_what_members_wait_for(raised: Workspace) -> None:
    answer(raised, {"ENV": (COST,)})
    outcome = remind(raised, SEPTEMBER, BACK, dry_run=True)
    (letter,) = (one.letter for one in outcome.drafts if one.services == ("ENV",))
    assert f"recommendation {PANEL} of members" in " ".join(letter.body.split())


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
    assert {one.code for one in own.rows if one.part == "questions"} == {PANEL, COST}
    public, register = cut(position, framework, PUBLIC)
    assert COST not in {one.code for one in public.rows} | {one.code for one in register.questions}
    assert CLAIMS in {one.code for one in public.rows}


def test_an_answer_is_printed_below_its_own_words_alone(told: Workspace) -> None:
    changed = rows(told)
    found = next(one for one in changed["questions"] if one["question"] == ASKED[0]["question"])
    found["question"] = "Why is less of the business rates collected than in 2012?"
    save(told, changed)
    (said,) = adrift(told, told.register().framework)
    assert (said.code, said.severity.value) == ("PMF-146", "query")
    assert (
        said.found
        == f'a service was asked this otherwise, "{ASKED[0]["question"]}", and answered on 8 October 2014: "{ANSWERS[CLAIMS]}".'
    )
    told.issue(SEPTEMBER, datetime(2014, 10, 21, 9, tzinfo=UTC))
    (row_,) = matters(told, "quarterly", "OSC", date(2014, 11, 18))
    assert row_[2] == "Not answered yet.\nFinance, Revs and Bens is to answer."
    found.update(answer=ANSWERS[CLAIMS], answered_on=date(2014, 10, 8))
    save(told, changed)
    assert adrift(told, told.register().framework) == []


def test_a_meeting_whose_day_was_put_right_has_its_answer_asked_about(told: Workspace) -> None:
    changed = rows(told)
    next(one for one in changed["questions"] if one["question"] == ASKED[0]["question"])["on"] = date(2014, 8, 20)
    save(told, changed)
    (said,) = adrift(told, told.register().framework)
    assert ANSWERS[CLAIMS] in said.found


def test_what_was_answered_as_exempt_stays_so_and_is_quoted_nowhere(told: Workspace) -> None:
    changed = rows(told)
    found = next(one for one in changed["questions"] if one["question"] == ASKED[2]["question"])
    found["exempt"] = ""
    save(told, changed)
    told.issue(SEPTEMBER, datetime(2014, 10, 21, 9, tzinfo=UTC))
    made = read_report(told.docket(SEPTEMBER).document("quarterly", "plain", Wanted("CAB", date(2014, 12, 4))).data)
    assert "quarter of a million" not in str([one.texts for one in made.tables])
    found["question"] = "What will the settlement with our contractor cost?"
    save(told, changed)
    (said,) = adrift(told, told.register().framework)
    assert "with what is exempt" in said.found and "million" not in said.found


def test_a_return_on_its_way_answers_the_words_it_was_asked(raised: Workspace) -> None:
    made = {one.issued.service: one for one in raised.issue(SEPTEMBER, ISSUED)}
    changed = rows(raised)
    next(one for one in changed["questions"] if one["question"] == ASKED[1]["question"])["question"] = (
        "That the contractor be dismissed."
    )
    save(raised, changed)
    raised.issue(SEPTEMBER, ISSUED.replace(day=2))
    typed = {"questions": {PANEL: {"answer": ANSWERS[PANEL]}}}
    (raised.path("inbox") / "e.xlsx").write_bytes(filled(made["ENV"].data, raised, typed))
    raised.collect(BACK)
    found = matters(raised, "service-plan-review", "PANEL", date(2014, 12, 9), service="ENV")
    assert not any(ANSWERS[PANEL] in one[2] for one in found)


def test_an_answer_that_the_register_has_meanwhile_makes_no_new_issue(told: Workspace) -> None:
    before = {one.issued.service: one.issued.code for one in told.issue(SEPTEMBER, BACK)}
    decide(told)
    assert {one.issued.service: one.issued.code for one in told.issue(SEPTEMBER, BACK.replace(day=9))} == before


def test_an_answer_that_is_too_long_is_held_and_not_taken_for_nothing(raised: Workspace) -> None:
    made = {one.issued.service: one for one in raised.issue(SEPTEMBER, ISSUED)}["ENV"]
    for name, text, day in (("1.xlsx", "Much.", 8), ("2.xlsx", "It is not much at all. " * 200, 9)):
        (raised.path("inbox") / name).write_bytes(filled(made.data, raised, {"questions": {COST: {"answer": text}}}))
        report = next(one for one in raised.collect(BACK.replace(day=day)) if one.file == name)
    assert [one.code for one in report.problems if one.about.startswith(f"questions|{COST}")] == ["PMF-220"]


def test_two_questions_alike_but_for_blanks_are_refused(raised: Workspace) -> None:
    changed = rows(raised)
    changed["questions"].append({**changed["questions"][-1], "question": "How many  trees were planted?"})
    save(raised, changed)
    assert [one.code for one in raised.register().problems] == ["PMF-139"]


def test_a_question_that_moved_counts_in_the_return_that_asked_it(told: Workspace) -> None:
    from pmf_excel.ledger.audience import audience, cut

    changed = rows(told)
    next(one for one in changed["questions"] if one["question"] == ASKED[1]["question"])["service"] = "FIN"
    save(told, changed)
    told.issue(month(2014, 12), datetime(2015, 1, 2, 9, tzinfo=UTC))
    position, framework = told.position(SEPTEMBER)
    for service, counts in (("FIN", (14, 1)), ("ENV", (8, 2))):
        own, _ = cut(position, framework, audience(service, framework))
        assert {one.issued.service: (one.asked, one.taken) for one in own.returns} == {service: counts}


def test_a_council_with_an_older_layout_of_its_own_is_asked_no_questions(raised: Workspace) -> None:
    own = raised.folder / "workbook_templates" / "return.toml"
    own.parent.mkdir(exist_ok=True)
    text = raised.template("workbook_templates", "return.toml").read_text(encoding="utf-8")
    begin, end = text.index('[[sheet]]\nkey = "questions"'), text.index('[[sheet]]\nkey = "sign_off"')
    own.write_text((text[:begin] + text[end:]).replace('version = "2.1"', 'version = "2.0"'), encoding="utf-8")
    made = Workspace.open(raised.folder).issue(SEPTEMBER, ISSUED)
    assert sum(one.rows for one in made) == 72


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


def test_a_code_follows_from_meeting_and_words_alone() -> None:
    day = date(2014, 9, 9)
    assert question_code("CAB", day, "How  many\ntrees?") == question_code("CAB", day, "how many trees?")
    assert question_code("CAB", day, "How many trees?").startswith("Q140909-")
    others = {question_code("OSC", day, "How many trees?"), question_code("CAB", date(2014, 9, 10), "How many trees?"), question_code("CAB", day, "How many bins?")}  # fmt: skip
    assert len(others | {question_code("CAB", day, "How many trees?")}) == 4


def _question(**more: Any) -> Question:
    return Question(**{"committee": "PANEL", "on": date(2014, 9, 9), "text": "That it be done.", "place": Place("r")} | more)  # fmt: skip


def test_what_is_settled_when() -> None:
    day = date(2014, 10, 8)
    asked = _question()
    (given,) = answered([asked], {asked.code: Answer("Yes.", day, "Head of Waste")})
    assert (asked.settled_on, given.settled_on, given.answered_by) == (None, day, "Head of Waste")
    own = _question(answer="No.")
    assert answered([own], {own.code: Answer("Yes.", day)}) == (own,)
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
