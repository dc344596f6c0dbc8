"""Who acts on a day: letters, whom to ask and report fronts go by whose part it is, and who covers is told so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel.demo import play
from pmf_excel.distribution.outgoing import distribute
from pmf_excel.docket import Wanted
from pmf_excel.founding import new_workspace
from pmf_excel.framework.model import Framework, Service
from pmf_excel.framework.people import Person, acting, cover_of
from pmf_excel.mail.recipients import Recipient, recipients
from pmf_excel.problems import Place
from pmf_excel.reports.reading import read_report
from pmf_excel.returns.ask import contact
from pmf_excel.shelves import quiet
from pmf_excel.workspace import Workspace
from tests.conftest import JUNE

TODAY = date(2014, 8, 1)
YESTERDAY, TOMORROW = date(2014, 7, 31), date(2014, 8, 2)


def person(role: str, title: str, service: str = "A", **more: object) -> Person:
    given = {"telephone": "", "email": "", **more}
    return Person(role, title, service, **given)  # type: ignore[arg-type]


def framework(*people: Person, email: str = "") -> Framework:
    return Framework(services={"A": Service("A", "Audit", "Head of Audit", email, Place("x"))}, people=people)


MANAGER = person("Returns figures", "Audit manager", email="manager@x")
COVER = person("Covers", "Auditor", email="auditor@x", covers="audit  Manager", until=date(2014, 9, 12))
TOLD = "The Auditor covers for the Audit manager until 12 September 2014."
YOU = "You get this letter because you cover for the Audit manager until 12 September 2014."


def test_a_part_is_theirs_from_the_first_day_to_the_last() -> None:
    for since, until, acts in (
        (None, None, True), (TODAY, TODAY, True), (TOMORROW, None, False), (None, YESTERDAY, False),
    ):  # fmt: skip
        one = person("Policy officer", "Policy officer", "", since=since, until=until)
        assert [bool(acting([one], "Policy officer", TODAY)), one.acts_on(TODAY)] == [acts, acts]


def test_who_covers_for_who_covers_is_found_and_circles_end() -> None:
    second = person("Covers", "Trainee", covers="Auditor")
    assert cover_of([COVER], "Audit Manager", "A", TODAY) == COVER
    assert cover_of([COVER, second], "Audit manager", "A", TODAY) == second
    back = person("Covers", "Audit manager", covers="Trainee")
    assert cover_of([COVER, second, back], "Audit manager", "A", TODAY) == second
    assert cover_of([COVER], "Audit manager", "B", TODAY) is None
    assert cover_of([COVER], "Audit manager", "A", date(2014, 9, 13)) is None


def test_who_covers_gets_the_letter_in_place_of_who_is_away() -> None:
    assert recipients(framework(MANAGER, COVER), ["A"], TODAY) == ([Recipient("auditor@x", "Auditor", ("A",), YOU)], [])
    nowhere = person("Covers", "Auditor", covers="Audit manager")
    assert recipients(framework(MANAGER, nowhere), ["A"], TODAY)[0] == [
        Recipient("manager@x", "Audit manager", ("A",), "The Auditor covers for the Audit manager.")
    ]


def test_who_covers_gets_the_letter_beside_a_services_own_address() -> None:
    assert recipients(framework(MANAGER, COVER, email="audit@x"), ["A"], TODAY)[0] == [
        Recipient("audit@x", "Head of Audit", ("A",), TOLD), Recipient("auditor@x", "Auditor", ("A",), YOU),
    ]  # fmt: skip
    head = person("Covers", "Deputy", covers="Head of Audit", email="deputy@x")
    found = recipients(framework(head, email="audit@x"), ["A"], TODAY)[0]
    assert [one.address for one in found] == ["audit@x", "deputy@x"]
    shared = replace(COVER, email="Audit@x")
    assert recipients(framework(MANAGER, shared, email="audit@x"), ["A"], TODAY)[0] == [
        Recipient("audit@x", "Head of Audit and Auditor", ("A",), f"{TOLD} {YOU}")
    ]


def test_a_part_that_changed_hands_goes_to_who_has_it() -> None:
    old = person("Returns figures", "Old manager", email="old@x", until=YESTERDAY)
    new = person("Returns figures", "New manager", email="new@x", since=TODAY, follows="Old manager")
    for day, address in ((YESTERDAY, "old@x"), (TODAY, "new@x")):
        assert [one.address for one in recipients(framework(old, new), ["A"], day)[0]] == [address]
    assert recipients(framework(old), ["A"], TODAY) == (
        [],
        [
            "Audit has no e-mail address on 1 August 2014, so there is no letter: the Old manager had the part until 31 July 2014. "
            "Enter who follows in framework.xlsx, sheet People, and run the same command again."
        ],
    )


def test_services_ask_whoever_has_the_part() -> None:
    old = person("Policy officer", "Old officer", "", telephone="1", until=YESTERDAY)
    new = person("Policy officer", "New officer", "", telephone="2", email="new@x", since=TODAY)
    cover = person("Covers", "Analyst", "", email="analyst@x", covers="New officer", since=TOMORROW)
    register = framework(old, new, cover)
    assert contact(register, YESTERDAY) == "Old officer, 1"
    assert contact(register, TODAY) == "New officer, 2, new@x"
    assert contact(register, TOMORROW) == "Analyst (covers for the New officer), 2, analyst@x"
    assert contact(framework(old), TODAY) == "The policy and performance officer"


@pytest.mark.parametrize(("at", "covered"), [(datetime(2014, 8, 1, 9, tzinfo=UTC), True), (datetime(2014, 6, 30, 9, tzinfo=UTC), False)])  # fmt: skip
def test_the_letters_of_the_sample_say_who_covers(workspace: Workspace, at: datetime, covered: bool) -> None:
    outcome = distribute(workspace, workspace.issue(JUNE, at), at)
    of_housing = [one.letter for one in outcome.drafts if one.services == ("HOUS",)]
    said = [(one.address, one.body.split("\n\n")[1].replace("\n", " ")) for one in of_housing]
    if not covered:
        assert [address for address, _ in said] == ["hous@hart.example"] and len(outcome.drafts) == 11
        assert said[0][1].startswith("Attached is the performance return for June 2014:")
        return
    assert said == [
        ("hous@hart.example", "The Housing options team leader covers for the Housing manager until 12 September 2014."),
        ("housing.options@hart.example", "You get this letter because you cover for the Housing manager until 12 September 2014."),
    ]  # fmt: skip
    assert len(outcome.drafts) == 12
    assert [one.name for one in of_housing[1].attachments] == ["Housing Services 2014-06.xlsx", "due dates.ics"]


def test_the_front_of_a_report_names_who_has_the_part_at_the_meeting(tmp_path: Path) -> None:
    play(tmp_path / "demo", quiet, quiet)
    workspace = Workspace.open(tmp_path / "demo")
    docket = workspace.docket(JUNE)
    own = docket.framework
    cover = person("Covers", "Performance analyst", "", email="analyst@hart.example", covers="Policy and performance officer", since=date(2014, 9, 1))  # fmt: skip
    docket = replace(docket, framework=replace(own, people=(*own.people, cover)))
    for day, said in (
        (date(2014, 8, 31), "Policy and performance officer"),
        (date(2014, 9, 1), "Performance analyst (covers for the Policy and performance officer)"),
    ):
        text = read_report(docket.document("quarterly", "north-norfolk", Wanted("CAB", meeting=day)).data).text
        assert (said in text, "analyst@hart.example" in text) == (True, day.month == 9)


def test_an_officer_on_none_of_the_sheets_is_noted(tmp_path: Path) -> None:
    new_workspace(tmp_path / "council", "A Council")
    workspace = Workspace.open(tmp_path / "council")
    measures = [
        {"code": f"A{n}", "title": "M", "service": "A", "kind": "Number", "decimals": Decimal(0), "polarity": "Neither", "frequency": "Monthly",
         "cumulative": "No", "rule": "No target", "responsible": "audit MANAGER" if n == 1 else "Auditor"}
        for n in range(1, 9)
    ]  # fmt: skip
    rows = {
        "services": [{"code": "A", "name": "Audit", "head": "Head of Audit"}], "measures": measures,
        "people": [{"role": "Returns figures", "job_title": "Audit manager", "service": "A"}],
    }  # fmt: skip
    found = [one for one in workspace.register(workspace.new_register(rows)).problems if one.code == "PMF-145"]
    assert [(one.severity.value, one.place.sheet, one.found) for one in found] == [
        ("note", "Measures", '"Auditor" answers for A2, A3, A4, A5, A6 and 2 more, and is not on the sheet People.')
    ]
