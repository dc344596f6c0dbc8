"""pmf timeliness: each service's record over a year's rounds, and who agreed to extensions."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pmf_excel.accountability import timeliness
from pmf_excel.cli import pmf
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.founding import new_workspace
from pmf_excel.framework.calendar import Extension
from pmf_excel.framework.model import Framework, Service
from pmf_excel.framework.periods import Period, month, parse
from pmf_excel.ledger.line import Returned
from pmf_excel.ledger.records import Issued
from pmf_excel.master.timeliness import records, together
from pmf_excel.problems import Place
from pmf_excel.settings import Settings
from pmf_excel.workspace import Workspace
from tests.conftest import ISSUED
from tests.reported import JUNE, SEPTEMBER, reported

AUGUST = date(2014, 8, 15)


def returned(service: str, at: Period, due: date, taken: int, came: date | None, sent_back: int = 0) -> Returned:
    """A return of five rows."""
    moment = datetime(came.year, came.month, came.day, 9, tzinfo=UTC) if came else None
    issued = Issued(1, ISSUED, 1, at, service, 1, "d", due, f"{service}.xlsx", "0", "1.0")
    return Returned(issued, 5, taken, 0, moment, 1 if came else 0, "", None, due, last_received=moment, sent_back=sent_back)  # fmt: skip


def test_what_is_in_time_late_awaited_and_not_due_adds_up() -> None:
    may, june, july = (month(2014, number) for number in (5, 6, 7))
    every = [
        returned("HR", may, date(2014, 6, 10), 5, date(2014, 6, 13), 2),  # three days late, however long ago
        returned("HR", june, date(2014, 7, 10), 5, date(2014, 7, 10)),  # on the day itself
        returned(
            "HR", july, date(2014, 8, 10), 2, date(2014, 8, 9), 1
        ),  # in time, and not whole: five days late by now
        returned("OLD", june, date(2014, 7, 10), 0, None),
        returned("IT", july, date(2014, 8, 20), 0, None),  # not due yet
    ]
    given = [Extension("HR", june, date(2014, 7, 10), "Chief Executive"), Extension("IT", may, date(2014, 7, 10), "x")]
    services = {code: Service(code, f"{code} name", "Head", "", Place("x")) for code in ("IT", "HR")}
    found = records(every, given, Framework(services=services), AUGUST)
    assert [(one.code, one.name) for one in found] == [("IT", "IT name"), ("HR", "HR name"), ("OLD", "OLD")]
    it, hr, old = found
    assert (hr.due, hr.on_time, hr.late, hr.days, hr.awaited, hr.not_due, hr.sent_back) == (3, 1, 2, 8, 1, 0, 3)
    assert [(one.round, one.agreed_by) for one in hr.extensions] == [(june, "Chief Executive")]
    assert (it.due, it.late, it.not_due, it.extensions) == (0, 0, 1, ())
    assert (old.due, old.late, old.days, old.awaited) == (1, 1, 36, 1)
    whole = together(found)
    assert (whole.due, whole.on_time, whole.late, whole.days, whole.not_due) == (4, 1, 3, 44, 1)


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three services that answered June and September on the eighth of the month after."""
    return reported(tmp_path_factory.mktemp("timely") / "council", 3, 3, 1, (JUNE, SEPTEMBER))


def test_the_record_of_a_year_is_that_of_its_rounds(council: Workspace) -> None:
    found = timeliness(council, None, date(2014, 11, 1))
    assert (found.year, found.rounds) == (parse("2014/15"), (JUNE, SEPTEMBER))
    now = {at: council.position(at)[0].returns for at in found.rounds}
    for number, record in enumerate(found.records):
        assert [one.returned for one in record.turned] == [now[at][number] for at in found.rounds]
    said = CliRunner().invoke(pmf, ["timeliness", "2014/15", "-w", str(council.folder)], env={"PMF_NOW": "2014-11-01T09:00:00"})  # fmt: skip
    assert said.exit_code == 0 and said.stdout.startswith("2014/15: 2 rounds\n")
    words = ["timeliness", "-w", str(council.folder), "--json"]
    machine = json.loads(CliRunner().invoke(pmf, words, env={"PMF_NOW": "2014-11-01T09:00:00"}).stdout)
    assert [one["round"] for one in machine["services"][0]["returns"]] == ["2014-06", "2014-09"]
    assert [one["due"] + one["not_yet_due"] for one in machine["services"]] == [2, 2, 2]


def test_an_extension_counts_and_is_shown_with_who_agreed(tmp_path: Path) -> None:
    own = reported(tmp_path / "council", 2, 2, 0)
    record = timeliness(own, None, date(2014, 8, 1)).records[0]
    code, due = record.code, record.turned[0].returned.due
    own.extend(code, JUNE, date(2014, 7, 31), "Heads of Paid Service", datetime(2014, 7, 9, 9, tzinfo=UTC))
    after = timeliness(own, None, date(2014, 8, 1)).records[0]
    assert due < after.turned[0].returned.due == date(2014, 7, 31)
    assert [(one.until, one.agreed_by) for one in after.extensions] == [(date(2014, 7, 31), "Heads of Paid Service")]
    said = CliRunner().invoke(pmf, ["timeliness", "-w", str(own.folder)]).stdout
    assert f"Extensions:\n  {after.name}, June 2014: until 31 July 2014, agreed by Heads of Paid Service\n" in said


def test_a_year_without_rounds_and_a_month_are_said(council: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Mistyped, match=r"No return was issued for 2015/16\. Years: 2014/15\."):
        timeliness(council, parse("2015/16"), AUGUST)
    done = CliRunner().invoke(pmf, ["timeliness", "2014-06", "-w", str(council.folder)])
    assert done.exit_code == 2 and "June 2014 is not a financial year. Write it as 2014/15." in done.stderr
    new_workspace(tmp_path / "new", "A Council")
    with pytest.raises(PutRight, match="nothing has been issued yet"):
        timeliness(Workspace.open(tmp_path / "new"), None, AUGUST)


def test_a_line_says_when_somebody_else_agreed_than_the_setting_names(tmp_path: Path) -> None:
    own = reported(tmp_path / "council", 2, 2, 0)
    code = next(iter(own.register().framework.services))

    def extended(by: str) -> str:
        words = ["extend", code, "2014-06", "--until", "2014-07-31", "--agreed-by", by, "-w", str(own.folder), "--dry-run"]  # fmt: skip
        return CliRunner().invoke(pmf, words).stdout

    line = 'By "extensions_agreed_by" in pmf.toml it is for the Heads of Paid Service to agree.'
    assert line in extended("Head of Planning")
    assert line not in extended("Heads of Paid Service") + extended("head of paid  service")
    settings = own.folder / "pmf.toml"
    settings.write_text(settings.read_text("utf-8") + '\nextensions_agreed_by = "Chief Executive, Head of Planning"\n')
    assert "for the Chief Executive or the Head of Planning to agree" in extended("Heads of Paid Service")
    assert "pmf.toml" not in extended("Head of Planning")
    assert Settings("A", extensions_agreed_by="").may_extend == ()
