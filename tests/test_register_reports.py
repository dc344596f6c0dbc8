"""What the register holds for committee reports: who receives what, what members asked, and the framework document."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pmf_excel.demo import answers
from pmf_excel.errors import Mistyped
from pmf_excel.excel import layout as layouts
from pmf_excel.excel.layout import Layout
from pmf_excel.founding import new_workspace
from pmf_excel.framework.committees import BY_DEFAULT, Committee, Meeting, Question, Remit, Version
from pmf_excel.framework.periods import Frequency, month
from pmf_excel.framework.routing import default_routes, routes
from pmf_excel.ledger.audience import CLOSED, EVERYONE, PUBLIC, Audience, closed, cut, paragraphs
from pmf_excel.register.write import write_register
from pmf_excel.returns.issue import Outgoing
from pmf_excel.shelves import REGISTER, shipped
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE
from tests.test_audience import rows as council_rows
from tests.test_register import change, said

SEPTEMBER = date(2014, 9, 4)
ASKED = "Why are bins emptied late?"


def rows() -> dict[str, list[dict[str, Any]]]:
    """Two services and two committees, with all that reports need."""
    made = council_rows()
    made["committees"] = [
        {"code": "ENV", "name": "Environment Committee", "terms": "EN4", "report_from": "Head of Streets", "category": "DELEGATED",
         "where_from": "Performance Board", "where_next": "Council"},
        {"code": "FIN", "name": "Finance Committee"},
    ]  # fmt: skip
    made["meetings"] = [
        {"committee": "ENV", "on": SEPTEMBER, "agenda_item": "7", "place": "Council Chamber"},
        {"committee": "FIN", "on": date(2014, 9, 11)},
    ]
    made["reports"] = [
        {"committee": "ENV", "kind": "exceptions", "remit": "Its remit", "frequency": "Quarterly"},
        {"committee": "FIN", "kind": "quarterly.md", "remit": "Everything", "frequency": "Annual", "format": "plain.docx", "note": "At year end"},
    ]  # fmt: skip
    made["questions"] = [
        {"committee": "ENV", "on": SEPTEMBER, "question": ASKED, "asked_by": "Chair", "service": "ONE", "item": "A1",
         "answer": "A lorry was out of use.", "answered_on": date(2014, 9, 8)},
        {"committee": "FIN", "on": date(2014, 9, 11), "question": "What do lamps cost?"},
        {"committee": "ENV", "on": SEPTEMBER, "question": "What of the Zebra bins?", "item": "A2"},
        {"committee": "FIN", "on": date(2014, 9, 11), "question": "Who bids for the Zebra lamps?", "service": "TWO", "exempt": "5"},
    ]  # fmt: skip
    made["document"] = [
        {"property": "Document name", "value": "Performance Management Framework"},
        {"property": "Sponsor"},
        {"property": "Review interval", "value": "3 years"},
    ]
    made["versions"] = [
        {"version": "1", "description": "First version", "on": date(2007, 1, 1)},
        {"version": "V02.10", "description": "Minor amendments", "on": date(2014, 7, 1)},
    ]
    return made


@pytest.fixture
def council(tmp_path: Path) -> Workspace:
    new_workspace(tmp_path / "council", "A Council")
    workspace = Workspace.open(tmp_path / "council")
    (workspace.folder / REGISTER).write_bytes(workspace.new_register(rows()))
    return workspace


def test_all_of_it_is_read(council: Workspace) -> None:
    register = council.register()
    framework = register.framework
    assert register.problems == ()
    assert framework.committees["ENV"] == Committee(
        "ENV", "Environment Committee", "", "", "EN4", "Head of Streets", "DELEGATED", "Performance Board", "Council"
    )
    assert framework.meetings == (
        Meeting("ENV", SEPTEMBER, "7", "Council Chamber"),
        Meeting("FIN", date(2014, 9, 11)),
    )
    assert [(r.committee, r.kind, r.remit, r.frequency, r.format, r.note, r.place.cell) for r in framework.routes] == [
        ("ENV", "exceptions", Remit.OWN, Frequency.QUARTERLY, "", "", "B5"),
        ("FIN", "quarterly", Remit.EVERYTHING, Frequency.ANNUAL, "plain", "At year end", "B6"),
    ]
    assert framework.questions[0] == Question(
        "ENV", SEPTEMBER, ASKED, framework.questions[0].place, "Chair", "ONE", "A1", "A lorry was out of use.", date(2014, 9, 8),
    )  # fmt: skip
    assert str(framework.questions[0].place) == "framework.xlsx, sheet Questions, C5"
    assert framework.document == (("Document name", "Performance Management Framework"), ("Review interval", "3 years"))
    assert framework.versions == (
        Version("1", "First version", date(2007, 1, 1)),
        Version("V02.10", "Minor amendments", date(2014, 7, 1)),
    )


def test_everything_wrong_in_it_is_said_with_cell_and_remedy(council: Workspace) -> None:
    change(
        council,
        {
            ("Committees", "G5"): "Maybe", ("Reports", "A5"): "ENVI", ("Reports", "C6"): None, ("Reports", "D6"): "Weekly",
            ("Reports", "A7"): "FIN", ("Reports", "B7"): "Quarterly", ("Reports", "C7"): "Everything", ("Reports", "D7"): "Quarterly",
            ("Reports", "E7"): "plain", ("Reports", "A8"): "FIN", ("Reports", "B8"): "quarterly", ("Reports", "C8"): "Its remit",
            ("Reports", "D8"): "Annual", ("Reports", "E8"): "plain", ("Questions", "F5"): "A11", ("Questions", "H5"): date(2014, 9, 1),
            ("Questions", "E6"): "THREE", ("Questions", "H6"): date(2014, 9, 30), ("Questions", "G7"): "Soon.",
            ("Questions", "A9"): "ENV", ("Questions", "B9"): SEPTEMBER, ("Questions", "C9"): ASKED.upper(),
            ("Framework document", "A6"): "Document name", ("Framework document", "A8"): "Author", ("Versions", "A6"): "1",
            ("Versions", "C5"): "January 2007",
        },
    )  # fmt: skip
    assert said(council) == {
        "Committees!G5 PMF-106": 'framework.xlsx, sheet Committees, G5: "Maybe" is not one of the choices for "Category". Choose "DELEGATED", "RECOMMENDED". (PMF-106)',
        "Reports!A5 PMF-105": 'framework.xlsx, sheet Reports, A5: there is no committee with the code "ENVI". Did you mean "ENV"? Enter a code from the sheet "Committees", or add it there. (PMF-105)',
        "Reports!C6 PMF-103": 'framework.xlsx, sheet Reports, C6: "Remit" is empty. Enter it. Everything, or only what is in the committee\'s remit. (PMF-103)',
        "Reports!D6 PMF-106": 'framework.xlsx, sheet Reports, D6: "Weekly" is not one of the choices for "How often". Choose "Monthly", "Quarterly", "Annual". (PMF-106)',
        "Reports!B8 PMF-139": 'framework.xlsx, sheet Reports, B8: the report "quarterly" goes to "FIN" in B7 already. Remove one of the two rows. (PMF-139)',
        "Questions!F5 PMF-105": 'framework.xlsx, sheet Questions, F5: there is no measure or item with the code "A11". Did you mean "A1"? Enter the code of what the question is about, or empty the cell. (PMF-105)',
        "Questions!H5 PMF-125": "framework.xlsx, sheet Questions, H5: the question was answered on 1 September 2014, before it was asked on 4 September 2014. Correct one of the two dates. (PMF-125)",
        "Questions!E6 PMF-105": 'framework.xlsx, sheet Questions, E6: there is no service with the code "THREE". Enter a code from the sheet "Services", or add it there. (PMF-105)',
        "Questions!G6 PMF-140": "framework.xlsx, sheet Questions, G6: the question was answered on 30 September 2014, but there is no answer. Enter the answer, or clear the day. (PMF-140)",
        "Questions!H7 PMF-140": "framework.xlsx, sheet Questions, H7: there is an answer, but not the day it was given. Enter the day. (PMF-140)",
        "Questions!C9 PMF-139": "framework.xlsx, sheet Questions, C9: the same question of 4 September 2014 stands in C5 already. Remove one of the two rows. (PMF-139)",
        "Framework document!A6 PMF-104": 'framework.xlsx, sheet Framework document, A6: "Document name" stands in A5 already. Give this row a name of its own, or remove one of the two rows. (PMF-104)',
        "Framework document!A8 PMF-106": 'framework.xlsx, sheet Framework document, A8: "Author" is not one of the choices for "Property". Choose one of the list. (PMF-106)',
        "Versions!C5 PMF-110": 'framework.xlsx, sheet Versions, C5: "January 2007" is not a date that can be read. Enter day, month and year, for example 31/07/2026. (PMF-110)',
        "Versions!A6 PMF-104": 'framework.xlsx, sheet Versions, A6: "1" stands in A5 already. Give this row a name of its own, or remove one of the two rows. (PMF-104)',
    }  # fmt: skip
    problems = {f"{p.place.sheet}!{p.place.cell}": p.severity.value for p in council.register().problems}
    assert problems["Questions!H7"] == "query" and set(problems.values()) == {"error", "query"}


def test_a_date_where_a_text_belongs_is_read_as_people_see_it(council: Workspace) -> None:
    """To Excel the fourteenth of July 2014 is the number 41834, which nobody wants printed."""
    change(
        council, {("Framework document", "B6"): datetime(2014, 7, 14), ("Framework document", "A6"): "Approval date"}
    )
    book = openpyxl.load_workbook(council.folder / REGISTER)
    book["Framework document"]["B6"].number_format = "dd/mm/yyyy"
    book.save(council.folder / REGISTER)
    register = council.register()
    assert register.problems == ()
    assert dict(register.framework.document)["Approval date"] == "14 July 2014"


# Registers from before


def before(layout: Layout) -> Layout:
    """The layout as it was in version 1.2."""
    new = {
        "committees": ("terms", "report_from", "category", "where_from", "where_next"),
        "meetings": ("agenda_item", "place"),
        "people": ("since", "until", "covers", "follows"),
        **dict.fromkeys(("measures", "activities", "recommendations", "risks", "budgets"), ("team", "responsible")),
    }
    sheets = [
        replace(sheet, columns=tuple(c for c in sheet.columns if c.key not in new.get(sheet.key, ())))
        for sheet in layout.sheets if not sheet.added
    ]  # fmt: skip
    return replace(layout, version="1.2", sheets=tuple(sheets))


def test_a_register_from_before_is_read_without_a_word(council: Workspace) -> None:
    old = before(council.layout("register"))
    assert [sheet.key for sheet in council.layout("register").sheets if sheet.added] == ["teams", "reports", "questions", "document", "versions", "lineage"]  # fmt: skip
    data = write_register(old, council.theme, "A Council", "Guidance", council.rules, rows())
    (council.folder / REGISTER).write_bytes(data)
    register = council.register()
    framework = register.framework
    assert register.problems == ()
    assert (framework.routes, framework.questions, framework.document, framework.versions) == ((), (), (), ())
    assert framework.committees["ENV"] == Committee("ENV", "Environment Committee", "", "")
    assert framework.meetings[0] == Meeting("ENV", SEPTEMBER)
    assert [route.kind for route in routes(framework)] == ["exceptions", "exceptions"]
    council.issue(JUNE, ISSUED)
    assert council.position(JUNE)[1].measures.keys() == framework.measures.keys()


def test_an_officers_own_sheet_is_not_taken_for_a_new_one(council: Workspace) -> None:
    old = before(council.layout("register"))
    (council.folder / REGISTER).write_bytes(
        write_register(old, council.theme, "A Council", "Guidance", council.rules, rows())
    )
    book = openpyxl.load_workbook(council.folder / REGISTER)
    for title, headings in (
        ("Control", ["Version", "Date", "Author"]),
        ("Reports", ["Committee code", "Report", "Clerk"]),
    ):
        book.create_sheet(title).append(headings)
        book[title].append(["2", "spring", "the policy officer"])
    book.save(council.folder / REGISTER)
    register = council.register()
    assert register.problems == ()
    assert register.framework.versions == () and register.framework.routes == ()


def test_a_new_sheet_may_be_renamed(council: Workspace) -> None:
    book = openpyxl.load_workbook(council.folder / REGISTER)
    book["Versions"].title = "Our versions"
    book["Questions"].title = "Asked by members"
    book.save(council.folder / REGISTER)
    register = council.register()
    assert register.problems == ()
    assert (len(register.framework.versions), len(register.framework.questions)) == (2, 4)


def test_a_council_s_own_older_layout_still_reads(council: Workspace) -> None:
    """The copy of register.toml that a council made with --templates wins, and knows no newer sheet."""
    text = (shipped("workbook_templates") / "register.toml").read_text(encoding="utf-8")
    parts = text.split("\n[[sheet]]\n")
    own = council.folder / "workbook_templates" / "register.toml"
    own.parent.mkdir()
    own.write_text("\n[[sheet]]\n".join(part for part in parts if "\nadded = true\n" not in part), encoding="utf-8")
    again = Workspace.open(council.folder)
    assert [sheet.key for sheet in layouts.load(own).sheets if sheet.added] == []
    assert again.register().problems == ()
    assert again.register().framework.questions == ()
    new_workspace(council.folder.parent / "next", "Next")


def test_a_new_register_has_the_properties_of_the_framework_document(tmp_path: Path) -> None:
    new_workspace(tmp_path / "new", "A Council")
    page = openpyxl.load_workbook(tmp_path / "new" / REGISTER)["Framework document"]
    assert [page.cell(row, 1).value for row in (4, 5, 7, 10, 15, 17, 18)] == [
        "Property", "Document name", "Document status", "Produced by (service name)", "Equality Impact Assessment details",
        "Next review date", None,
    ]  # fmt: skip
    register = Workspace.open(tmp_path / "new").register()
    assert register.problems == () and register.framework.document == ()


# Who receives what by default


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Cabinet", [("quarterly", "Quarterly"), ("annual-report", "Annual")]),
        ("The Executive", [("quarterly", "Quarterly"), ("annual-report", "Annual")]),
        ("Overview and Scrutiny Committee", [("quarterly", "Quarterly")]),
        ("Scrutiny Panel - Performance", [("quarterly", "Quarterly")]),
        ("Governance and Audit Committee", [("audit-recommendations", "Quarterly")]),
        ("Audit and Scrutiny Committee", [("quarterly", "Quarterly"), ("audit-recommendations", "Quarterly")]),
        ("Performance Panel", [("service-plan-review", "Quarterly")]),
        ("Members' Bulletin", [("major-projects", "Quarterly")]),
        ("Members\u2019 Bulletin", [("major-projects", "Quarterly")]),
        ("Head of Service management team", [("monthly-dashboard", "Monthly")]),
        ("Executive Leadership Team", [("monthly-dashboard", "Monthly")]),
        ("Service team briefings", [("team-briefing", "Monthly")]),
    ],
)
def test_a_committee_gets_what_its_name_says(name: str, kinds: list[tuple[str, str]]) -> None:
    found = default_routes([Committee("C", name, "", "")])
    assert [(route.kind, route.frequency.value) for route in found] == kinds
    assert {(route.committee, route.remit) for route in found} == {("C", Remit.EVERYTHING)}


def test_any_other_committee_gets_the_exceptions_of_its_remit() -> None:
    found = default_routes(
        [Committee("FM", "Finance and Management Committee", "", ""), Committee("CAB", "Cabinet", "", "")]
    )
    assert [(route.committee, route.kind, route.remit.value, route.frequency.value) for route in found] == [
        ("FM", "exceptions", "Its remit", "Quarterly"),
        ("CAB", "quarterly", "Everything", "Quarterly"),
        ("CAB", "annual-report", "Everything", "Annual"),
    ]


def test_the_register_s_own_routes_win(council: Workspace) -> None:
    framework = council.register().framework
    assert routes(framework) == framework.routes != default_routes(framework.committees.values())


# Who may hear a question


def asked(council: Workspace, readers: Audience) -> list[tuple[str, str]]:
    """The questions that readers may hear, by committee and the beginning of their words."""
    position, framework = council.position(JUNE)
    return [(one.committee, one.text.split()[1]) for one in cut(position, framework, readers)[1].questions]


def test_what_is_exempt_is_cut_and_a_committee_hears_its_own(council: Workspace) -> None:
    council.issue(JUNE, ISSUED)
    every = [("ENV", "are"), ("FIN", "do"), ("ENV", "of"), ("FIN", "bids")]
    assert asked(council, EVERYONE) == every
    assert asked(council, PUBLIC) == every[:2]
    assert asked(council, CLOSED) == every[2:]
    assert asked(council, Audience("E", committee="ENV", exempt=False)) == [every[0]]
    assert asked(council, Audience("E", committee="ENV")) == [every[0], every[2]]
    assert asked(council, Audience("F", committee="FIN", exempt=False)) == [every[1]]
    # A service hears what names it, and what is about something of its own.
    assert asked(council, Audience("One", service="ONE")) == [every[0], every[2]]
    assert asked(council, Audience("Two", service="TWO", exempt=False)) == []


def test_a_question_about_what_is_exempt_is_exempt_under_its_paragraph(council: Workspace) -> None:
    framework = council.register().framework
    assert [one.exempt for one in framework.questions] == ["", "", "3", "5"]
    assert paragraphs(framework) == ["3", "5"]


def test_a_question_alone_may_be_exempt(council: Workspace) -> None:
    made = rows()
    for some in (made["measures"], made["activities"], made["risks"], made["budgets"]):
        some[:] = [row for row in some if "exempt" not in row]
    made["questions"] = [row for row in made["questions"] if row.get("item") != "A2"]
    made["targets"] = [{"measure": row["code"], "period": "2014/15", "target": Decimal(90)} for row in made["measures"]]
    made["past"] = []
    (council.folder / REGISTER).write_bytes(council.new_register(made))
    council.issue(JUNE, ISSUED)
    position, framework = council.position(JUNE)
    assert closed(framework)
    theirs, register = cut(position, framework, CLOSED)
    assert (theirs.lines, bool(theirs.items), [one.exempt for one in register.questions]) == ((), False, ["5"])
    open_position, _ = cut(position, framework, PUBLIC)
    assert len(open_position.lines) == len(position.lines)
    with pytest.raises(Mistyped, match="nothing that is exempt"):
        cut(position, replace(framework, questions=()), CLOSED)
    # The master has no questions in it, so it is not marked as holding what is exempt.
    footers = [sheet.oddFooter.left.text or "" for sheet in openpyxl.load_workbook(council.consolidate(JUNE)[0])]
    assert not any("NOT FOR PUBLICATION" in text for text in footers)


def test_a_question_closed_since_stays_closed(council: Workspace) -> None:
    now = council.register().framework
    later = rows()
    later["questions"][0]["exempt"] = "1"
    (council.folder / REGISTER).write_bytes(council.new_register(later))
    assert [one.exempt for one in now.closed_as(council.register().framework).questions] == ["1", "", "3", "5"]
    # Its words were changed too: any exempt question of that meeting may be it.
    later["questions"][0]["question"] = "Why are the bins emptied late?"
    (council.folder / REGISTER).write_bytes(council.new_register(later))
    assert [one.exempt for one in now.closed_as(council.register().framework).questions] == ["1", "", "3", "5"]
    # The measure it is about was closed.
    later = rows()
    later["measures"][0]["exempt"] = "4"
    (council.folder / REGISTER).write_bytes(council.new_register(later))
    assert [one.exempt for one in now.closed_as(council.register().framework).questions] == ["4", "", "3", "5"]


def test_what_a_round_reports_is_as_the_newest_register_says(council: Workspace) -> None:
    council.issue(JUNE, ISSUED)
    later = rows()
    later["questions"][1] |= {"answer": "£4 each.", "answered_on": date(2014, 9, 20)}
    later["reports"].pop()
    later["document"][1]["value"] = "Chief executive"
    later["versions"].append({"version": "V03", "description": "New plan", "on": date(2014, 9, 30)})
    (council.folder / REGISTER).write_bytes(council.new_register(later))
    council.issue(month(2014, 7), COLLECTED)
    _, framework = council.position(JUNE)
    assert (framework.questions[1].answer, framework.questions[1].answered_on) == ("£4 each.", date(2014, 9, 20))
    assert (len(framework.routes), len(framework.versions)) == (1, 3)
    assert ("Sponsor", "Chief executive") in framework.document
    # What was known before that is known as it was.
    _, then = council.position(JUNE, ISSUED)
    assert (then.questions[1].answer, len(then.routes), len(then.versions)) == ("", 2, 2)


def test_the_new_sheets_offer_their_choices(council: Workspace) -> None:
    book = openpyxl.load_workbook(io.BytesIO(council.new_register(rows())))

    def listed(title: str, cell: str) -> str | None:
        rules = {str(rule.sqref).split(":")[0]: rule for rule in book[title].data_validations.dataValidation}
        return rules[cell].formula1

    assert listed("Reports", "A5") == "codes_committees_code"
    assert (listed("Reports", "C5"), listed("Reports", "D5")) == ("list_remits", "list_frequencies")
    assert (listed("Questions", "A5"), listed("Questions", "E5")) == ("codes_committees_code", "codes_services_code")
    assert listed("Framework document", "A5") == "list_document_properties"
    assert listed("Committees", "G5") == "list_categories"


# The sample council


def test_the_sample_has_all_that_reports_need(workspace: Workspace, sample_rows: list[dict[str, str]]) -> None:
    register = workspace.register()
    framework = register.framework
    assert register.problems == ()
    kinds = Counter(one.kind for one in framework.activities)
    assert kinds == {"Activity": 6, "Project": 2, "Service plan action": 4}
    assert [len(some) for some in (framework.recommendations, framework.risks, framework.budgets)] == [6, 5, 4]
    assert paragraphs(framework) == ["3"]
    assert [one.code for one in framework.recommendations if one.exempt] == ["AR06"]
    assert [replace(one, place=BY_DEFAULT) for one in framework.routes] == list(
        default_routes(framework.committees.values())
    )
    assert {one.kind for one in framework.routes} == {
        "quarterly", "annual-report", "audit-recommendations", "service-plan-review", "exceptions", "major-projects",
        "monthly-dashboard", "team-briefing",
    }  # fmt: skip
    assert len(framework.document) == 13 and [one.version for one in framework.versions][-1] == "V02.01"
    published = {row["measure_ref"]: row for row in sample_rows}
    for one, before, year in zip(framework.questions, ("4.23", "7"), ("9.67", "80"), strict=True):
        row = published[one.item]
        assert (row["previous_period_actual"], row["previous_full_year_actual"]) == (before, year)
        assert f" {before} " in f" {one.answer.rstrip('.')} " and f" {year} " in f" {one.answer}"
        assert one.meeting in {(meeting.committee, meeting.on) for meeting in framework.meetings}


def test_all_that_is_made_up_says_so(workspace: Workspace) -> None:
    framework = workspace.register().framework
    texts = [one.note for one in framework.activities] + [one.report for one in framework.recommendations]
    texts += [one.controls for one in framework.risks] + [one.title for one in framework.budgets]
    texts += [one.description for one in framework.versions] + [dict(framework.document)["Document name"]]
    texts += [said["note"] for said in answers().values() if "note" in said]
    assert [text for text in texts if "made up" not in text.casefold() and "made-up" not in text.casefold()] == []


def test_the_sample_s_items_are_asked_answered_and_stand_where_they_should(workspace: Workspace, issued: dict[str, Outgoing], put: Callable[..., Path], right: Callable[..., bytes]) -> None:  # fmt: skip
    for service, outgoing in issued.items():
        put(f"{service}.xlsx", right(outgoing))
    reports = workspace.collect(COLLECTED)
    assert [p for report in reports for p in report.problems] == []
    position, _ = workspace.position(JUNE)
    items = position.items
    assert Counter(line.status.value for line in (*items.activities, *items.actions)) == {
        "On track": 5, "Progressing to plan": 1, "Some problems": 1, "Needs attention": 1, "Completed successfully": 1, "Not started": 1,
        "On hold": 1, "Postponed or delayed": 1,
    }  # fmt: skip
    assert {line.code: line.status.value for line in items.recommendations} == {
        "AR01": "Amber", "AR02": "Green", "AR03": "Amber", "AR04": "Red", "AR05": "Red", "AR06": "Red",
    }  # fmt: skip
    assert {line.code: line.status.value for line in items.risks} == {
        "RK01": "Medium", "RK02": "Medium", "RK03": "High", "RK04": "Medium", "RK05": "Low",
    }  # fmt: skip
    assert {line.code: (line.item.forecast, line.status.value) for line in items.budgets} == {
        "BU01": (Decimal(400_000), "Green"), "BU02": (Decimal(1_990_000), "Amber"), "BU03": (Decimal(-430_000), "Green"),
        "BU04": (Decimal(689_300), "Red"),
    }  # fmt: skip
    theirs, register = cut(position, workspace.position(JUNE)[1], PUBLIC)
    assert "AR06" not in {one.code for one in theirs.items.recommendations} | {
        one.code for one in register.recommendations
    }
    assert len(theirs.lines) == 45
