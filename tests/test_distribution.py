"""Distribution: who gets which letter, what lies in whose folder, what a reminder lists, and that nothing goes out twice."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from pmf_excel.cli import pmf
from pmf_excel.demo import played, published
from pmf_excel.distribution import distribute, remind
from pmf_excel.distribution.outbox import Outcome
from pmf_excel.founding import new_workspace
from pmf_excel.framework.model import Framework, Person, Service
from pmf_excel.framework.periods import Period, month
from pmf_excel.mail.eml import outgoing as as_sent
from pmf_excel.mail.recipients import Recipient, recipients
from pmf_excel.problems import Place
from pmf_excel.returns.issue import Outgoing
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, ROOT
from tests.test_mail import Office, files, free_port, opened, text
from tests.test_mail import serve as serve  # a fixture

LATER = datetime(2014, 7, 12, 9, tzinfo=UTC)
Serve = Callable[..., tuple[Office, int]]


def measure(code: str, service: str, frequency: str = "Monthly") -> dict[str, Any]:
    return {"code": code, "title": f"Measure {code}", "service": service, "unit": "%", "kind": "Percentage", "decimals": Decimal(0),
            "polarity": "Higher is better", "frequency": frequency, "cumulative": "No", "rule": "Data only"}  # fmt: skip


class Council:
    """A council of four services; what a test says of a service takes the place of what stands here."""

    def __init__(self, folder: Path, name: str = "Cyngor Môn", **changed: dict[str, str]) -> None:
        services = {
            "PLAN": {"name": "Planning", "head": "Head of Place", "email": "place@mon.example"},
            "HOUS": {"name": "Tai a Chartrefi", "head": "Head of Housing", "email": "Place@mon.example"},
            "ENV": {"name": "Environment", "head": "Head of Environment", "email": "env@mon.example"},
            "AUD": {"name": "Audit", "head": "Head of Audit", "email": ""},
        }
        new_workspace(folder, name)
        self.workspace = Workspace.open(folder)
        self.services = {code: one | changed.get(code, {}) for code, one in services.items()}
        self.measures = [measure(f"{code}1", code) for code in services] + [measure("ENV2", "ENV", "Annual")]
        self.people: list[dict[str, str]] = [
            {"role": "Policy officer", "job_title": "Policy officer", "telephone": "01632 960001", "email": "policy@mon.example"},
        ]  # fmt: skip
        self.save()

    def save(self) -> None:
        rows = {
            "services": [{"code": code} | one for code, one in self.services.items()],
            "plan": [{"code": "P1", "name": "Safe places"}], "measures": self.measures, "targets": [], "past": [], "people": self.people,
        }  # fmt: skip
        (self.workspace.folder / REGISTER).write_bytes(self.workspace.new_register(rows))

    def issue(self, at: datetime = ISSUED, of: Period = JUNE, **options: Any) -> Outcome:
        issued = self.workspace.issue(of, at, anew=options.pop("anew", False))
        return distribute(self.workspace, issued, at, **options)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sending(workspace: Workspace, port: int) -> Workspace:
    """The workspace with a mail server set."""
    own = dataclasses.replace(
        workspace.settings, mail_server=f"127.0.0.1:{port}", mail_from="policy@mon.example", mail_security="none"
    )
    return dataclasses.replace(workspace, settings=own)


def test_each_person_gets_one_letter_with_that_persons_returns(tmp_path: Path) -> None:
    council = Council(tmp_path / "w")
    outcome = council.issue()
    folder = council.workspace.path("outgoing") / "2014-06"
    assert [(one.letter.address, one.letter.title, one.services, one.path) for one in outcome.drafts] == [
        ("place@mon.example", "Head of Place and Head of Housing", ("PLAN", "HOUS"), folder / "mail" / "place@mon.example.eml"),
        ("env@mon.example", "Head of Environment", ("ENV",), folder / "mail" / "env@mon.example.eml"),
    ]  # fmt: skip
    mail = opened(outcome.drafts[0].path.read_bytes())
    assert (mail["To"], mail["X-Unsent"], mail["Subject"]) == (
        "Head of Place and Head of Housing <place@mon.example>", "1",
        "Performance returns for June 2014, due 10 July 2014",
    )  # fmt: skip
    carried = files(mail)
    assert list(carried) == ["Planning 2014-06.xlsx", "Tai a Chartrefi 2014-06.xlsx", "due dates.ics"]
    for name in list(carried)[:2]:
        assert carried[name] == (folder / name).read_bytes()
    (event,) = icalendar.Calendar.from_ical(carried["due dates.ics"]).walk("VEVENT")
    assert (event["dtstart"].dt, str(event["description"])) == (
        date(2014, 7, 10),
        "Cyngor Môn\nPlanning and Tai a Chartrefi",
    )
    said = text(mail)
    assert said.startswith(
        "Dear Head of Place and Head of Housing,\n\nAttached are 2 performance returns for June 2014:\n\n"
    )
    assert "- Planning, due 10 July 2014: Planning 2014-06.xlsx\n- Tai a Chartrefi, due" in said
    assert "send it back by 10 July 2014: reply with the workbook attached.\n" in said
    assert said.endswith("ask: Policy officer, 01632 960001, policy@mon.example.\n\nCyngor Môn\n")


def test_a_service_without_an_address_is_named_with_what_to_do(tmp_path: Path) -> None:
    council = Council(tmp_path / "w", ENV={"email": "env@mon.example; head@mon.example"})
    outcome = council.issue()
    assert outcome.without == (
        'Environment: "env@mon.example; head@mon.example" is not one e-mail address, so there is no letter. Correct it in '
        "framework.xlsx, sheet Services or People; where several people should get it, enter an address that reaches them all.",
        "Audit has no e-mail address, so there is no letter. Enter one in framework.xlsx, sheet Services, and run pmf issue again, "
        "or take it the return yourself.",
    )  # fmt: skip
    assert (outcome.troubles, [one.services for one in outcome.drafts]) == ((), [("PLAN", "HOUS")])


def test_somebody_who_answers_for_a_service_gets_its_mail_where_it_has_no_address() -> None:
    def framework(*people: tuple[str, str, str]) -> Framework:
        rows = tuple(Person(role, f"{role} title", service, "", email) for role, service, email in people)
        return Framework(services={"A": Service("A", "Audit", "Head", "", Place("x"))}, people=rows)

    who = ("Contact officer", "A", "c@x"), ("Head of service", "A", "h@x"), ("Returns figures", "A", "r@x")
    for number, role in ((3, "Returns figures"), (2, "Head of service"), (1, "Contact officer")):
        found, without = recipients(framework(*who[:number]), ["A"], LATER.date())
        assert (found, without) == ([Recipient(who[number - 1][2], f"{role} title", ("A",))], [])
    assert (
        recipients(framework(("Signs off", "A", "s@x"), ("Contact officer", "", "c@x")), ["A"], LATER.date())[0] == []
    )
    assert (
        recipients(framework(("Returns figures", "A", ""), ("Contact officer", "A", "c@x")), ["A"], LATER.date())[0][
            0
        ].address
        == "c@x"
    )


def test_running_it_again_changes_nothing(tmp_path: Path) -> None:
    council = Council(tmp_path / "w")
    council.issue()
    before = tree(council.workspace.path("outgoing"))
    again = council.issue(ISSUED + timedelta(days=1))
    assert tree(council.workspace.path("outgoing")) == before
    assert {one.state for one in again.drafts} == {"as before"}


def test_a_new_issue_gives_a_new_letter_to_whom_it_concerns(tmp_path: Path) -> None:
    council = Council(tmp_path / "w")
    council.issue()
    council.measures.append(measure("HOUS2", "HOUS"))
    council.save()
    outcome = council.issue(ISSUED + timedelta(days=2))
    assert [(one.path.name, one.services, one.state) for one in outcome.drafts] == [
        ("place@mon.example.eml", ("PLAN",), "new"), ("place@mon.example 2.eml", ("HOUS",), "new"), ("env@mon.example.eml", ("ENV",), "as before"),
    ]  # fmt: skip
    mail = opened(outcome.drafts[1].path.read_bytes())
    assert list(files(mail)) == ["Tai a Chartrefi 2014-06 (issue 2).xlsx", "due dates.ics"]
    assert "It replaces issue 1, which was sent before." in text(mail)
    assert list(files(opened(outcome.drafts[0].path.read_bytes()))) == ["Planning 2014-06.xlsx", "due dates.ics"]


def test_a_draft_that_a_person_saved_is_never_written_over(tmp_path: Path) -> None:
    council = Council(tmp_path / "w")
    path = council.issue().drafts[0].path
    own = path.read_bytes().replace(b"Dear Head", b"Hello Head")
    path.write_bytes(own)
    (tmp_path / "w" / "workbook_templates").mkdir()
    (tmp_path / "w" / "workbook_templates" / "mail-issue.txt").write_text(
        "Subject: Ours\n\n{{ title }}\n", encoding="utf-8"
    )
    outcome = council.issue()
    assert [one.state for one in outcome.drafts] == ["edited", "new"]
    assert path.read_bytes() == own
    other = opened(outcome.drafts[1].path.read_bytes())
    assert (other["Subject"], text(other)) == ("Ours", "Head of Environment\n")


def test_annual_measures_that_are_due_later_say_so(tmp_path: Path) -> None:
    council = Council(tmp_path / "w")
    outcome = council.issue(datetime(2015, 4, 1, 9, tzinfo=UTC), month(2015, 3))
    mail = opened(outcome.drafts[1].path.read_bytes())
    assert mail["Subject"].endswith("for March 2015, due 10 April 2015")
    assert "  Its annual measures are due 30 April 2015.\n" in text(mail)
    days = [
        (event["dtstart"].dt, str(event["summary"]))
        for event in icalendar.Calendar.from_ical(files(mail)["due dates.ics"]).walk("VEVENT")
    ]
    assert days == [
        (date(2015, 4, 10), "Performance return due: March 2015"),
        (date(2015, 4, 30), "Annual measures due: March 2015"),
    ]
    assert outcome.calendar is not None
    every = icalendar.Calendar.from_ical(outcome.calendar.read_bytes()).walk("VEVENT")
    assert [str(event["description"]) for event in every] == [
        "Cyngor Môn\nPlanning, Tai a Chartrefi, Environment and Audit", "Cyngor Môn\nEnvironment",
    ]  # fmt: skip


def test_a_return_is_put_into_its_services_own_folder_and_never_over_a_file(tmp_path: Path) -> None:
    shared = tmp_path / "shares"
    (shared / "Planning").mkdir(parents=True)
    (shared / "Tai").mkdir()
    (shared / "Tai" / "Tai a Chartrefi 2014-06.xlsx").write_bytes(b"half filled in")
    council = Council(
        tmp_path / "w", PLAN={"folder": "..\\shares\\Planning"}, HOUS={"folder": str(shared / "Tai")},
        ENV={"folder": "../shares/Enviroment"}, AUD={"folder": "\\\\nowhere.invalid\\share\\Audit" if os.name != "nt" else "..\\none"},
    )  # fmt: skip
    outcome = council.issue()
    path = shared / "Planning" / "Planning 2014-06.xlsx"
    assert path.read_bytes() == (council.workspace.path("outgoing") / "2014-06" / path.name).read_bytes()
    assert tree(shared) == {
        "Planning/Planning 2014-06.xlsx": path.read_bytes(),
        "Tai/Tai a Chartrefi 2014-06.xlsx": b"half filled in",
    }
    assert {code: fresh for code, (_, fresh) in outcome.copies.items()} == {"PLAN": True, "HOUS": False}
    assert [sentence.split(" (")[0] for sentence in outcome.troubles] == [
        "Environment: its return was not put into ../shares/Enviroment",
        f"Audit: its return was not put into {council.services['AUD']['folder']}",
    ]
    assert "If you fill it in there, reply to say when it is done." in text(opened(outcome.drafts[0].path.read_bytes()))
    path.write_bytes(b"filled in by a person")
    again = council.issue()
    assert (path.read_bytes(), again.copies["PLAN"][1]) == (b"filled in by a person", False)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    council = Council(tmp_path / "w", PLAN={"folder": "../own"})
    before = tree(tmp_path)
    issued = council.workspace.issue(JUNE, ISSUED, dry_run=True)
    outcome = distribute(council.workspace, issued, ISSUED, dry_run=True)
    assert tree(tmp_path) == before
    assert ([one.state for one in outcome.drafts], outcome.copies["PLAN"][1]) == (["new", "new"], True)


def test_a_name_that_means_harm_stays_a_name(tmp_path: Path) -> None:
    council = Council(tmp_path / "w", ENV={"name": "{{ council }} {% raw %}", "head": "Boss\nBcc: x@y.example"})
    settings = tmp_path / "w" / "pmf.toml"
    settings.write_text('council = "Evil\\r\\nBcc: x@y.example"\n', encoding="utf-8")
    council.workspace = Workspace.open(tmp_path / "w")
    data = council.issue().drafts[1].path.read_bytes()
    mail = opened(data)
    assert b"\nBcc:" not in data.partition(b"\r\n\r\n")[0]
    assert (mail["Bcc"], [one.addr_spec for one in mail["To"].addresses]) == (None, ["env@mon.example"])
    assert "- {{ council }} {% raw %}, due 10 July 2014" in text(mail)


def filled(workspace: Workspace, outgoing: Outgoing, mistakes: bool = False) -> bytes:
    return played(outgoing, workspace.layout("return"), published(), mistakes)


@pytest.fixture
def half_way(workspace: Workspace, issued: dict[str, Outgoing], put: Any, typed: Any) -> Workspace:
    """The sample's round: Audit complete, HR to put right, IT part returned, Regulatory not signed, Safer North Hants empty."""
    put("audit.xlsx", filled(workspace, issued["AUD"]))
    put("hr.xlsx", filled(workspace, issued["HR"], mistakes=True))
    put("reg.xlsx", typed(issued["REG"].data, GOOD, signed=False))
    put("safe.xlsx", typed(issued["SAFE"].data, {}, signed=False))
    one = published()["IT01"]
    row = {"figure": Decimal(one.figure), "commentary": one.commentary, "action": one.action, "owner": one.owner,
           "action_due": date.fromisoformat(one.action_due)}  # fmt: skip
    put("it.xlsx", typed(issued["IT"].data, {"IT01": {key: value for key, value in row.items() if value}}))
    workspace.collect(COLLECTED)
    return workspace


def test_a_reminder_lists_only_what_is_missing(half_way: Workspace) -> None:
    marked = half_way.path("queries") / "2014-06"
    marked.mkdir(parents=True, exist_ok=True)
    for number in (2, 10):
        (marked / f"HR 2014-06 put right {number}.xlsx").write_bytes(b"%d" % number)
    (marked / "HR 2014-06 put right 11 mine.xlsx").write_bytes(b"x")
    outcome = remind(half_way, None, LATER)
    states = {one.issued.service: one.state for one in half_way.position()[0].returns}
    assert {code: states[code] for code in ("AUD", "HR", "REG", "SAFE", "IT", "CUST")} == {
        "AUD": "Complete", "HR": "Being put right", "REG": "Not signed off", "SAFE": "Returned empty", "IT": "Part returned",
        "CUST": "Not returned",
    }  # fmt: skip
    assert [one.services[0] for one in outcome.drafts] == [
        code for code, state in states.items() if state != "Complete"
    ]
    mails = {one.services[0]: opened(one.path.read_bytes()) for one in outcome.drafts}
    said = {code: text(mail).partition("needed:\n\n")[2].partition("\n\n")[0] for code, mail in mails.items()}
    sent = {code: files(mail) for code, mail in mails.items()}
    outgoing = half_way.path("outgoing") / "2014-06"
    name = "Customer Services 2014-06.xlsx"
    assert mails["CUST"]["Subject"] == "Reminder: performance return for June 2014"
    assert said["CUST"] == (
        "Customer Services, which was due 10 July 2014, 2 days ago:\n"
        f"- The return has not come back yet. It is attached again: {name}"
    )
    assert sent["CUST"] == {name: (outgoing / name).read_bytes()}
    assert said["IT"] == (
        "IT Services, which was due 10 July 2014, 2 days ago:\n- Not filled in yet: IT02, IT03, IT04, IT05, IT06, IT07, PJ02, AR02, AR06, RK01 and BU04.\n"
        "- The attached IT Services 2014-06 put right 1.xlsx is your return with each of these marked. Put them right in it and send it back."
    )
    assert said["REG"] == (
        "Regulatory Services, which was due 10 July 2014, 2 days ago:\n- The return is not signed off: fill in its Sign-off sheet."
    )
    marked_up = marked / "IT Services 2014-06 put right 1.xlsx"
    assert (sent["IT"], sent["REG"]) == ({marked_up.name: marked_up.read_bytes()}, {})
    assert said["HR"] == (
        "HR, which was due 10 July 2014, 2 days ago:\n- To be put right: HR02.\n"
        "- The attached HR 2014-06 put right 10.xlsx is your return with each of these marked. Put them right in it and send it back."
    )
    assert sent["HR"] == {"HR 2014-06 put right 10.xlsx": b"10"}
    assert "- The return came back with nothing filled in. It is attached again:" in said["SAFE"]
    assert outcome.drafts[0].path.name == "reminder cust@hart.example 2014-07-12.eml"


def test_a_reminder_before_the_due_day_says_when_and_an_agreed_day_counts(half_way: Workspace) -> None:
    half_way.extend("CUST", JUNE, date(2014, 7, 21), "Chief Executive", COLLECTED)
    bodies = {one.services[0]: one.letter.body for one in remind(half_way, JUNE, LATER, dry_run=True).drafts}
    assert "Customer Services, due 21 July 2014:\n" in bodies["CUST"]
    assert "Leisure Services, which was due 10 July 2014, 2 days ago:\n" in bodies["LEIS"]


def test_reminding_again_on_a_day_changes_nothing_and_another_day_is_another_letter(half_way: Workspace) -> None:
    remind(half_way, None, LATER)
    before = tree(half_way.path("outgoing"))
    assert {one.state for one in remind(half_way, None, LATER + timedelta(hours=3)).drafts} == {"as before"}
    assert tree(half_way.path("outgoing")) == before
    remind(half_way, None, LATER + timedelta(days=1))
    assert len(tree(half_way.path("outgoing"))) == len(before) + 10


def test_a_return_that_is_gone_from_outgoing_is_said(half_way: Workspace) -> None:
    (half_way.path("outgoing") / "2014-06" / "Customer Services 2014-06.xlsx").unlink()
    outcome = remind(half_way, None, LATER)
    assert len(outcome.troubles) == 1
    assert (
        "so its reminder goes without it. Run pmf issue 2014-06 to put it back, then the same command again."
        in outcome.troubles[0]
    )
    assert "The return has not come back yet.\n" in outcome.drafts[0].letter.body


def test_nothing_is_sent_without_the_setting_nor_with_no_send(tmp_path: Path, serve: Serve) -> None:
    office, port = serve()
    council = Council(tmp_path / "w")
    assert council.issue().sent == 0
    council.workspace = sending(council.workspace, port)
    assert council.issue(send=False).sent == 0
    assert council.issue(dry_run=True).sent == 0
    assert office.got == []


def test_each_letter_is_sent_once_however_often_it_runs(tmp_path: Path, serve: Serve) -> None:
    office, port = serve()
    council = Council(tmp_path / "w")
    council.workspace = sending(council.workspace, port)
    first = council.issue()
    again = council.issue(ISSUED + timedelta(hours=1))
    assert (first.sent, again.sent, first.troubles, again.troubles) == (2, 0, (), ())
    assert all(one.sent for one in (*first.drafts, *again.drafts))
    assert [to for _, to, _ in office.got] == [["place@mon.example"], ["env@mon.example"]]
    for draft, (_, _, data) in zip(first.drafts, office.got, strict=True):
        assert data == as_sent(draft.letter, ISSUED, "policy@mon.example")
        assert opened(data)["X-Unsent"] is None
        assert opened(draft.path.read_bytes())["X-Unsent"] == "1"
    for _ in range(2):
        remind(council.workspace, None, LATER)
    assert [to for _, to, _ in office.got[2:]] == [["place@mon.example"], ["env@mon.example"]]
    remind(council.workspace, None, LATER + timedelta(days=1))
    assert len(office.got) == 6
    council.measures.append(measure("HOUS2", "HOUS"))
    council.save()
    council.issue(LATER)
    assert [(to, list(files(opened(data)))) for _, to, data in office.got[6:]] == [
        (["place@mon.example"], ["Tai a Chartrefi 2014-06 (issue 2).xlsx", "due dates.ics"])
    ]


def test_a_letter_that_failed_is_said_and_sent_next_time(tmp_path: Path, serve: Serve) -> None:
    office, port = serve()
    council = Council(tmp_path / "w")
    council.workspace = sending(council.workspace, port)
    office.refused = {"place@mon.example"}
    first = council.issue()
    assert (first.sent, len(first.troubles), [one.sent for one in first.drafts]) == (1, 1, [False, True])
    assert "550 No such mailbox here). It is tried again when you run the same command again" in first.troubles[0]
    office.refused = set()
    assert council.issue().sent == 1
    assert [to for _, to, _ in office.got] == [["env@mon.example"], ["place@mon.example"]]


def test_a_server_that_is_down_leaves_the_drafts_and_says_so(tmp_path: Path, serve: Serve) -> None:
    council = Council(tmp_path / "w")
    plain, port = council.workspace, free_port()
    council.workspace = sending(plain, port)
    outcome = council.issue()
    assert (outcome.sent, len(outcome.troubles), all(one.path.exists() for one in outcome.drafts)) == (0, 1, True)
    assert outcome.troubles[0].startswith(f"The mail server 127.0.0.1:{port} could not be reached (")
    assert outcome.troubles[0].endswith(
        "2 letters were not sent. Run the same command again, or open the drafts and send them yourself."
    )
    office, port = serve()
    council.workspace = sending(plain, port)
    assert (council.issue().sent, len(office.got)) == (2, 2)


def call(folder: Path, *words: str, now: str = "2014-07-12T09:00:00") -> Result:
    return CliRunner().invoke(pmf, [*words, "-w", str(folder)], env={"PMF_NOW": now}, standalone_mode=False)


def test_the_commands_say_what_they_wrote_and_what_to_do_next(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    council = Council(folder, ENV={"folder": "nowhere"})
    dry = call(folder, "issue", "2014-06", "--dry-run")
    assert "2 draft letters would be in" in dry.output
    assert "Nothing was written. Next: pmf issue 2014-06 -w " in dry.output.splitlines()[-1]
    done = call(folder, "issue", "2014-06")
    assert done.return_value == 1
    assert f"2 draft letters are in {folder / 'outgoing' / '2014-06' / 'mail'}: 2 new.\n" in done.output
    assert "Audit has no e-mail address, so there is no letter." in done.output
    assert "Environment: its return was not put into nowhere (" in done.output
    assert done.output.splitlines()[-1].startswith("Next: open each draft in ")
    council.services["ENV"]["folder"] = ""
    council.save()
    plain = json.loads(call(folder, "issue", "2014-06", "--json").output)
    assert [(one["service"], one["address"], Path(one["draft"] or ".").name) for one in plain] == [
        ("PLAN", "place@mon.example", "place@mon.example.eml"), ("HOUS", "place@mon.example", "place@mon.example.eml"),
        ("ENV", "env@mon.example", "env@mon.example.eml"), ("AUD", "", ""),
    ]  # fmt: skip
    reminded = call(folder, "remind")
    assert "2 draft letters are in" in reminded.output
    assert f"and run: pmf collect -w {folder}" in reminded.output.splitlines()[-1]
    answer = json.loads(call(folder, "remind", "June 2014", "--json", "--dry-run").output)
    assert (answer["round"], answer["sent"], answer["problems"], [one["state"] for one in answer["reminders"]]) == (
        "2014-06", 0, [], ["as before", "as before"],
    )  # fmt: skip


def test_nobody_is_reminded_when_everything_is_there(
    workspace: Workspace, issued: dict[str, Outgoing], put: Any
) -> None:
    for code, outgoing in issued.items():
        put(f"{code}.xlsx", filled(workspace, outgoing))
    workspace.collect(COLLECTED)
    done = call(workspace.folder, "remind")
    assert done.output.startswith(
        "Every return of June 2014 is complete: nobody needs a reminder.\nNext, to make the master"
    )
    assert not (workspace.path("outgoing") / "2014-06" / "mail").exists()


def test_the_templates_travel_with_pmf() -> None:
    assert {"mail-issue.txt", "mail-remind.txt"} <= {path.name for path in (ROOT / "workbook_templates").iterdir()}
