"""Yearly forms: the same road as the monthly return, and a month's position that sees nothing of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from pmf_excel import upkeep
from pmf_excel.cli import pmf
from pmf_excel.distribution import distribute, remind
from pmf_excel.errors import Mistyped
from pmf_excel.excel import stamp
from pmf_excel.excel.package import read
from pmf_excel.excel.values import address
from pmf_excel.framework.periods import financial_year, month
from pmf_excel.ledger import journal, schema
from pmf_excel.ledger.records import Decision
from pmf_excel.returns.forms import FORMS, Form
from pmf_excel.returns.issue import Outgoing
from pmf_excel.returns.target_setting import TARGETS
from pmf_excel.settings import CLOCK
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, JUNE
from tests.forms import BACK, JANUARY, NEXT, filled
from tests.test_register import change

Put = Callable[[str, bytes], Path]
REG = {"RS20": {"new_target": Decimal(99), "rationale": "It was reached."}, "RS21": {"new_target": Decimal(98)}}
DAY = timedelta(days=1)


@pytest.fixture
def forms(workspace: Workspace) -> dict[str, Outgoing]:
    """The target-setting workbooks of 2015/16 by service."""
    return {one.issued.service: one for one in workspace.issue_form("targets", NEXT, JANUARY)}


def run(workspace: Workspace, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(pmf, [*words, "-w", str(workspace.folder)], catch_exceptions=True)
    said = str(done.exception) if done.exception and not isinstance(done.exception, SystemExit) else ""
    return done.exit_code, done.output + said


def test_a_form_carries_its_year_in_all_its_marks(forms: dict[str, Outgoing]) -> None:
    made = forms["REG"]
    assert made.issued.code.startswith("REG 2015-FY 1-")
    assert made.path.name == "Regulatory Services 2015-FY targets.xlsx"
    assert made.path.parent.name == "2015-FY"
    marks = stamp.marks(read(made.data))
    assert set(map(str, marks.values())) == {made.issued.code}
    assert {
        "its properties",
        "its keywords",
        "sheet pmf",
        "sheet Start here",
        "sheet Targets",
        "sheet Sign-off",
    } <= set(marks)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PLAN 2015-FY 2-abcdef0123", "PLAN 2015-FY 2-abcdef0123"),
        ("Return code PLAN 2015-FY 2-abcdef0123 put right 3", "PLAN 2015-FY 2-abcdef0123 put right 3"),
        ("PLAN 2014-12 12-abcdef0123", "PLAN 2014-12 12-abcdef0123"),
        ("PLAN 2015-FX 2-abcdef0123", "None"),
        ("PLAN 2015-13 2-abcdef0123", "None"),
    ],
)
def test_the_code_of_a_form_is_read(text: str, found: str) -> None:
    assert str(stamp.find(text)) == found


def test_a_form_is_issued_again_as_it_was(workspace: Workspace, forms: dict[str, Outgoing]) -> None:
    before = {code: (one.issued.code, one.data) for code, one in forms.items()}
    again = workspace.issue_form("targets", NEXT, JANUARY + DAY)
    assert {one.issued.service: (one.issued.code, one.data) for one in again} == before
    assert not any(one.new for one in again)


def test_it_stays_due_when_it_was_first_issued_for_unless_a_day_is_given(
    workspace: Workspace, forms: dict[str, Outgoing]
) -> None:
    assert {one.issued.due for one in forms.values()} == {date(2015, 1, 31)}
    later = workspace.issue_form("targets", NEXT, JANUARY + DAY, due=date(2015, 2, 14))
    assert {(one.issued.due, one.issued.issue) for one in later} == {(date(2015, 2, 14), 2)}
    assert {one.issued.issue for one in workspace.issue_form("targets", NEXT, JANUARY + 2 * DAY)} == {2}


def test_what_a_service_said_is_taken(workspace: Workspace, forms: dict[str, Outgoing], put: Put) -> None:
    put("REG.xlsx", filled(workspace, forms["REG"], REG))
    (report,) = workspace.collect(BACK)
    assert (report.verdict, report.round, report.form, report.taken, report.asked) == (
        "accepted",
        "2015-FY",
        "targets",
        2,
        2,
    )
    said = {one.answer.code: one.answer.said["new_target"] for one in workspace.said("targets", NEXT)}
    assert said == {"RS20": "99", "RS21": "98"}
    position, framework = workspace.form_position("targets")
    (reg,) = (one for one in position.returns if one.issued.service == "REG")
    assert (reg.state, reg.taken, reg.signed_by, framework.service_name("REG")) == (
        "Complete", 2, "Head of service", "Regulatory Services",
    )  # fmt: skip


def test_the_same_copy_counts_once_and_a_later_one_replaces_it(
    workspace: Workspace, forms: dict[str, Outgoing], put: Put
) -> None:
    put("REG.xlsx", filled(workspace, forms["REG"], REG))
    workspace.collect(BACK)
    put("again.xlsx", (workspace.path("inbox") / "REG.xlsx").read_bytes())
    assert [one.verdict for one in workspace.collect(BACK + DAY)] == ["duplicate", "duplicate"]
    put(
        "later.xlsx",
        filled(
            workspace, forms["REG"], {**REG, "RS20": {"new_target": Decimal("99.5"), "rationale": "It was reached."}}
        ),
    )
    later = next(one for one in workspace.collect(BACK + 2 * DAY) if one.file == "later.xlsx")
    assert (later.verdict, "replaces RS20" in later.says) == ("accepted", True)
    assert {one.answer.code: one.answer.said["new_target"] for one in workspace.said("targets", NEXT)} == {
        "RS20": "99.5",
        "RS21": "98",
    }


def test_two_different_copies_at_once_are_both_refused(
    workspace: Workspace, forms: dict[str, Outgoing], put: Put
) -> None:
    put("a.xlsx", filled(workspace, forms["REG"], REG))
    put("b.xlsx", filled(workspace, forms["REG"], {**REG, "RS20": {"new_target": Decimal(97), "rationale": "Fewer."}}))
    reports = workspace.collect(BACK)
    assert [one.verdict for one in reports] == ["rejected", "rejected"]
    assert any('"Proposed target" of RS20 is "99" here' in problem.found for problem in reports[0].problems)


def test_a_copy_of_an_older_issue_is_refused_and_names_the_newest(
    workspace: Workspace, forms: dict[str, Outgoing], put: Put
) -> None:
    data = filled(workspace, forms["REG"], REG)
    workspace.issue_form("targets", NEXT, JANUARY + DAY, anew=True)
    put("old.xlsx", data)
    (report,) = workspace.collect(BACK)
    (problem,) = report.problems
    assert (report.verdict, problem.code) == ("rejected", "PMF-308")
    assert 'fill in issue 2, "Regulatory Services 2015-FY targets (issue 2).xlsx"' in problem.remedy


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Form:
    """A second form, of the same look and the same rows as the first."""
    made = replace(FORMS["targets"], key="again")
    monkeypatch.setitem(FORMS, "again", made)  # type: ignore[arg-type]
    monkeypatch.setattr(type(made), "layout", property(lambda form: "form-targets"))
    return made


def test_numbers_of_issues_run_on_through_the_forms_of_a_year_and_each_form_has_its_own_newest(
    workspace: Workspace, second: Form, put: Put
) -> None:
    one = {made.issued.service: made for made in workspace.issue_form("targets", NEXT, JANUARY)}
    two = {made.issued.service: made for made in workspace.issue_form("again", NEXT, JANUARY)}
    assert (one["REG"].issued.issue, two["REG"].issued.issue) == (1, 2)
    assert (one["REG"].replaces, two["REG"].replaces, two["REG"].path.name) == (
        0,
        0,
        "Regulatory Services 2015-FY again.xlsx",
    )
    put("one.xlsx", filled(workspace, one["REG"], REG))
    put("two.xlsx", filled(workspace, two["REG"], REG))
    reports = {report.file: (report.verdict, report.form) for report in workspace.collect(BACK)}
    assert reports == {"one.xlsx": ("accepted", "targets"), "two.xlsx": ("accepted", "again")}
    third = {made.issued.service: made for made in workspace.issue_form("targets", NEXT, JANUARY + DAY, anew=True)}
    assert (third["REG"].issued.issue, third["REG"].replaces) == (3, 1)


def test_letters_about_two_forms_of_one_moment_are_two(workspace: Workspace, second: Form) -> None:
    of = {key: distribute(workspace, workspace.issue_form(key, NEXT, JANUARY), JANUARY) for key in ("targets", "again")}
    marks = [{draft.mark for draft in outcome.drafts} for outcome in of.values()]
    assert marks[0].isdisjoint(marks[1])
    paths = [{draft.path for draft in outcome.drafts} for outcome in of.values()]
    assert paths[0].isdisjoint(paths[1])
    assert [outcome.calendar and outcome.calendar.name for outcome in of.values()] == [
        "targets due dates.ics",
        "again due dates.ics",
    ]


def test_what_has_to_be_put_right_comes_back_marked_and_is_collected_in_part(
    workspace: Workspace, forms: dict[str, Outgoing], put: Put
) -> None:
    put(
        "REG.xlsx",
        filled(
            workspace,
            forms["REG"],
            {"RS20": {"new_target": Decimal(99), "rationale": "It was reached."}, "RS21": {"new_target": "soon"}},
        ),
    )
    (report,) = workspace.collect(BACK)
    assert (report.verdict, report.taken, report.held) == ("held", 1, 1)
    path = Path(report.marked_up)
    assert path.name == "Regulatory Services 2015-FY targets put right 1.xlsx"
    assert path.parent == workspace.path("queries") / "2015-FY"
    marked = path.read_bytes()
    assert {code.puts_right for code in stamp.marks(read(marked)).values()} == {1}
    put("again.xlsx", filled(workspace, marked, {"RS21": {"new_target": Decimal("98.5"), "rationale": "More."}}))
    again = next(one for one in workspace.collect(BACK + DAY) if one.file == "again.xlsx")
    assert (again.verdict, again.held) == ("accepted", 0)
    assert {one.answer.code: one.answer.said["new_target"] for one in workspace.said("targets", NEXT)} == {
        "RS20": "99",
        "RS21": "98.5",
    }


def test_a_month_knows_nothing_of_forms(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right: Callable[[Outgoing], bytes]
) -> None:
    put("HR.xlsx", right(issued["HR"]))
    workspace.collect(COLLECTED)
    before, master = workspace.position()[0], workspace.master_bytes()
    forms = {one.issued.service: one for one in workspace.issue_form("targets", NEXT, JANUARY)}
    put("REG.xlsx", filled(workspace, forms["REG"], REG))
    put("LEIS.xlsx", filled(workspace, forms["LEIS"], {}))
    workspace.collect(BACK)
    after = workspace.position()[0]
    assert (after.round, after.moment, after.files) == (JUNE, before.moment, before.files)
    assert (after.lines, after.returns, after.rows, after.items) == (
        before.lines,
        before.returns,
        before.rows,
        before.items,
    )
    assert workspace.master_bytes() == master
    assert workspace.catch_up(month(2014, 9)) == [(line.measure, line.period) for line in sorted(
        (line for line in before.lines if line.answer is None), key=lambda line: (line.period, line.measure))]  # fmt: skip
    assert {one.round for one in workspace.issue(month(2014, 9), BACK) for one in [one.issued]} == {month(2014, 9)}
    assert [event.what for event in workspace.story("HR01", before.lines[0].period)[1]][-1].startswith("Taken")


def test_the_archive_alone_makes_a_ledger_with_forms_again(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put
) -> None:
    forms = {one.issued.service: one for one in workspace.issue_form("targets", NEXT, JANUARY)}
    put("REG.xlsx", filled(workspace, forms["REG"], {**REG, "RS21": {"new_target": "soon"}}))
    workspace.collect(BACK)
    with workspace.ledger.writing() as writer:
        writer.add_decision(
            Decision("targets", NEXT.id, "Leaders Panel", "Leader", date(2015, 2, 3), BACK, "LP 12", "", "RS20", "99.5")
        )
    found = upkeep.verify(workspace)
    assert (found.wrong, found.rounds) == ([], 2)
    before = workspace.said("targets", NEXT)
    path, rebuilt = upkeep.rebuild(workspace)
    assert (rebuilt.wrong, rebuilt.remarks) == ([], [])
    (workspace.folder / "ledger.db").unlink()
    path.rename(workspace.folder / "ledger.db")
    assert workspace.said("targets", NEXT) == before
    with workspace.ledger.reading() as reader:
        (decision,) = reader.decisions("targets", NEXT.id)
    assert (decision.stage, decision.item, decision.value, decision.minute) == (
        "Leaders Panel",
        "RS20",
        "99.5",
        "LP 12",
    )


def test_forms_alone_are_verified_too(workspace: Workspace, forms: dict[str, Outgoing], put: Put) -> None:
    put("REG.xlsx", filled(workspace, forms["REG"], REG))
    workspace.collect(BACK)
    assert upkeep.verify(workspace).wrong == []


def test_a_ledger_and_journal_from_before_forms_are_brought_up_and_verified(
    workspace: Workspace, issued: dict[str, Outgoing]
) -> None:
    ledger = workspace.folder / "ledger.db"
    engine = sa.create_engine(f"sqlite:///{ledger}")
    with engine.begin() as connection:  # as version 6 left both
        connection.exec_driver_sql("ALTER TABLE issues DROP COLUMN form")
        connection.exec_driver_sql("DROP TABLE decisions")
        connection.exec_driver_sql("UPDATE about SET value = '6' WHERE name = 'version'")
        place = journal.path_of(workspace.journal, 1)
        head, *lines = gzip.decompress(place.read_bytes()).decode("utf-8").rstrip("\n").split("\n")
        rows = [json.loads(line) for line in lines]
        for row in rows:
            row["row"].pop("form", None)
        text = "\n".join([head, *(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows), ""])
        place.write_bytes(gzip.compress(text.encode("utf-8"), 6, mtime=0))
        sha256 = journal.read(place).sha256
        connection.exec_driver_sql("UPDATE journal SET sha256 = ?", (sha256,))
    engine.dispose()
    with workspace.ledger.reading() as reader:
        assert {one.form for one in reader.issues()} == {""}
    with workspace.ledger.reading() as reader:
        about = schema.about
        version = reader.connection.execute(sa.select(about.c.value).where(about.c.name == "version")).scalar()
    assert version == "8" == str(schema.VERSION)
    assert upkeep.verify(workspace).wrong == []
    assert len(workspace.issue_form("targets", NEXT, JANUARY)) == 11
    assert upkeep.verify(workspace).wrong == []
    assert upkeep.rebuild(workspace)[1].wrong == []


def test_a_service_that_has_nothing_in_it_any_more_is_withdrawn(
    workspace: Workspace, forms: dict[str, Outgoing], put: Put
) -> None:
    data = filled(workspace, forms["LEIS"], {})
    (measure,) = (one for one in workspace.register().framework.measures.values() if one.service == "LEIS")
    column = workspace.layout("register").sheet("measures").index("withdrawn")
    change(workspace, {("Measures", address(int(measure.place.cell[1:]) - 1, column)): "2015/16"})
    assert "LEIS" not in {one.issued.service for one in workspace.issue_form("targets", NEXT, JANUARY + DAY)}
    put("LEIS.xlsx", data)
    (report,) = workspace.collect(BACK)
    assert (report.verdict, [problem.code for problem in report.problems]) == ("rejected", ["PMF-308"])
    assert "withdrawn" in report.problems[0].found


def test_what_is_missing_of_a_form_is_reminded_of(workspace: Workspace, forms: dict[str, Outgoing], put: Put) -> None:
    put("REG.xlsx", filled(workspace, forms["REG"], REG))
    workspace.collect(BACK)
    outcome = remind(workspace, None, BACK + 7 * DAY, form="targets")
    assert "REG" not in {service for draft in outcome.drafts for service in draft.services}
    assert len(outcome.drafts) == 10
    letter = next(draft.letter for draft in outcome.drafts if draft.services == ("HR",))
    assert letter.subject == "Reminder: target-setting workbook for 2015/16"
    assert "The workbook has not come back yet. It is attached again: HR 2015-FY targets.xlsx" in letter.body
    assert "HR, which was due 31 January 2015, 4 days ago" in letter.body


def test_the_letter_says_what_it_is(workspace: Workspace, forms: dict[str, Outgoing]) -> None:
    outcome = distribute(workspace, list(forms.values()), JANUARY)
    letter = next(draft.letter for draft in outcome.drafts if draft.services == ("HR",))
    assert letter.subject == "Target-setting workbook for 2015/16, due 31 January 2015"
    assert "Attached is the target-setting workbook for 2015/16:" in letter.body
    assert b"SUMMARY:Target-setting workbooks due: 2015/16" in (outcome.calendar or Path()).read_bytes()


def test_the_commands_take_a_year_with_a_form_and_a_month_without(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLOCK, "2015-01-05T09:00:00")
    code, said = run(workspace, "issue", "2015/16")
    assert (code, "name a yearly form: --form targets" in said) == (2, True)
    code, said = run(workspace, "issue", "2015-01", "--form", "targets")
    assert (code, "Write the year as 2014/15" in said) == (2, True)
    assert run(workspace, "issue", "--form", "targets")[0] == 2
    code, said = run(workspace, "issue", "2015/16", "--form", "tragets")
    assert 'Did you mean "targets"?' in said
    code, said = run(workspace, "issue", "2015/16", "--form", "targets", "--dry-run")
    assert (code, "11 workbooks with 42 rows would be in" in said) == (0, True)
    assert not workspace.ledger.exists
    code, said = run(workspace, "issue", "2015/16", "--form", "targets")
    assert (code, "11 workbooks with 42 rows are in" in said) == (0, True)
    code, said = run(workspace, "status", "2015/16", "--form", "targets")
    assert (code, "0 of 42 rows taken; 0 of 11 workbooks complete." in said) == (0, True)
    code, said = run(workspace, "status", "--form", "targets", "--json")
    assert next((one["service"], one["round"], one["form"]) for one in json.loads(said)) == (
        "CUST",
        "2015-FY",
        "targets",
    )
    code, said = run(workspace, "remind", "--form", "targets", "--dry-run")
    assert (code, "pmf remind 2015/16 --form targets" in said) == (0, True)


def test_a_form_that_was_never_issued_is_said(workspace: Workspace, forms: dict[str, Outgoing]) -> None:
    with pytest.raises(Mistyped, match=r"issued for 2016/17\. Years: 2015/16"):
        workspace.form_position("targets", financial_year(2016))


@pytest.mark.parametrize(
    ("due", "ahead", "day"),
    [((1, 31), True, date(2015, 1, 31)), ((6, 30), True, date(2014, 6, 30)), ((1, 31), False, date(2016, 1, 31)), ((4, 30), False, date(2015, 4, 30))],
)  # fmt: skip
def test_a_form_is_due_before_its_year_begins_or_ends(due: tuple[int, int], ahead: bool, day: date) -> None:
    assert Form("x", "x", "xs", (TARGETS,), due, ahead).due_in(NEXT) == day


def test_a_form_has_a_round_of_its_own_that_is_closed_and_opened_again(
    workspace: Workspace, forms: dict[str, Outgoing], put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLOCK, BACK.isoformat())
    workspace.issue_form("plan", NEXT, JANUARY)
    code, said = run(workspace, "round", "2015/16", "--form", "Targets", "--close", "--by", "Policy officer")
    assert (code, said.splitlines()[0]) == (0, "The round of the target-setting workbooks for 2015/16 is closed: it takes nothing any more.")  # fmt: skip
    put("REG.xlsx", filled(workspace, forms["REG"], REG))
    (report,) = workspace.collect(BACK + DAY)
    assert (report.verdict, [one.code for one in report.problems]) == ("rejected", ["PMF-318"])
    assert "pmf round 2015/16 --form targets --reopen" in report.problems[0].remedy
    with pytest.raises(Mistyped, match="2015/16 is closed, so nothing that is sent would be taken"):
        remind(workspace, NEXT, BACK + DAY, dry_run=True, form="targets")
    with pytest.raises(Mistyped, match="target-setting workbooks for 2015/16 is closed"):
        workspace.issue_form("targets", NEXT, BACK + DAY)
    assert workspace.issue_form("plan", NEXT, BACK + DAY)  # the other form of the year is as it was
    assert "is open" in run(workspace, "round", "2015/16", "--form", "plan")[1]
    assert (
        run(
            workspace,
            "round",
            "2015/16",
            "--form",
            "targets",
            "--reopen",
            "--by",
            "Chief Executive",
            "--reason",
            "Late data",
        )[0]
        == 0
    )
    monkeypatch.setenv(CLOCK, (BACK + 2 * DAY).isoformat())
    (report,) = (one for one in workspace.collect(BACK + 2 * DAY) if one.verdict != "duplicate")
    assert (report.verdict, report.taken) == ("accepted", 2)
    assert upkeep.verify(workspace).wrong == []
    assert upkeep.rebuild(workspace)[1].wrong == []


def test_a_service_is_given_longer_for_one_form_alone(
    workspace: Workspace, forms: dict[str, Outgoing], put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLOCK, JANUARY.isoformat())
    workspace.issue_form("plan", NEXT, JANUARY)
    code, said = run(workspace, "extend", "reg", "2015/16", "--form", "targets", "--until", "2015-02-20", "--agreed-by", "Heads of Paid Service")  # fmt: skip
    assert (code, said) == (0, "Noted: Regulatory Services has until 20 February 2015 for the target-setting workbook of 2015/16, agreed by Heads of Paid Service.\n")  # fmt: skip
    due = {
        form: next(one.due for one in workspace.form_position(form)[0].returns if one.issued.service == "REG")
        for form in ("targets", "plan")
    }
    assert due == {"targets": date(2015, 2, 20), "plan": date(2015, 2, 15)}
    code, said = run(workspace, "extend", "REG", "2015/16", "--form", "targets", "--until", "2015-02-19", "--agreed-by", "X")  # fmt: skip
    assert code and "has until 20 February 2015 already" in said
    code, said = run(workspace, "extend", "REG", "2015/16", "--form", "quality", "--until", "2015-04-19", "--agreed-by", "X")  # fmt: skip
    assert code and "No data quality sign-off was issued for 2015/16. Years: none." in said
    code, said = run(workspace, "extend", "REG", "2015/16", "--until", "2015-04-19", "--agreed-by", "X")
    assert code and "2015/16 is a financial year, and returns are of a month." in said
    monkeypatch.setenv(CLOCK, BACK.isoformat())
    run(workspace, "round", "2015/16", "--form", "targets", "--closing", "--by", "Policy officer")
    put("REG.xlsx", filled(workspace, forms["REG"], REG))
    put("LEIS.xlsx", filled(workspace, forms["LEIS"], {}))
    reports = {one.file: one for one in workspace.collect(BACK + DAY)}
    assert reports["REG.xlsx"].verdict == "accepted"
    assert [one.code for one in reports["LEIS.xlsx"].problems] == ["PMF-319"]
    assert upkeep.rebuild(workspace)[1].wrong == []


def test_a_day_that_is_past_is_said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CLOCK, "2015-02-20T09:00:00+00:00")
    code, said = run(workspace, "issue", "2015/16", "--form", "plan")
    assert code == 0 and "due 15 February 2015.\nThat day is past. Give another one with --due" in said
    code, said = run(workspace, "issue", "2015/16", "--form", "plan", "--due", "2015-03-06")
    assert code == 0 and "due 6 March 2015.\n" in said and "That day is past" not in said
