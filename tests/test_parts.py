"""Activities, recommendations, risks, budgets and what was awaited before: asked, answered, collected, and asked again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.package import Workbook, read
from pmf_excel.excel.reader import form, tables
from pmf_excel.framework.figures import Absence
from pmf_excel.framework.periods import Period, month
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.ledger.known import last_items, standing_items
from pmf_excel.ledger.records import ItemAnswer
from pmf_excel.returns.parts import CATCH_UP, MEASURES, PARTS
from pmf_excel.workspace import Workspace
from tests.test_position import SIGNED, Council, measure, target

JUNE, JULY, SEPTEMBER = month(2014, 6), month(2014, 7), month(2014, 9)
Rows = Mapping[str, Mapping[str, Mapping[str, Typed]]]
WORK = [
    {"code": "A1", "title": "Open the leisure centre", "kind": "Project", "service": "REG", "owner": "Project manager",
     "start": date(2014, 4, 1), "due": date(2014, 12, 31), "status": "On track", "note": "Design finished"},
    {"code": "A2", "title": "Review parking", "kind": "Activity", "service": "REG", "start": date(2014, 8, 1),
     "due": date(2015, 3, 31), "status": "Not started"},
    {"code": "A3", "title": "Move the archive", "kind": "Activity", "service": "REG", "status": "Completed successfully",
     "completed": date(2014, 5, 1)},
    {"code": "S1", "title": "Train the front desk", "kind": "Service plan action", "service": "REG", "theme": "Workforce planning",
     "start": date(2014, 4, 1), "due": date(2014, 6, 1), "status": "Some problems", "note": "Trainer ill"},
]  # fmt: skip
AUDIT = [
    {"code": "R1", "title": "Reconcile monthly", "report": "Payroll", "service": "REG", "importance": "High",
     "original_due": date(2014, 5, 31), "percent_complete": Decimal(40)},
    {"code": "R2", "title": "Write a procedure", "service": "REG", "original_due": date(2014, 12, 31)},
]  # fmt: skip
RISKS = [
    {"code": "K1", "title": "Loss of the system", "service": "REG", "likelihood": Decimal(3), "impact": Decimal(4)}
]
BUDGETS = [
    {
        "code": "B1",
        "title": "Inspections",
        "service": "REG",
        "year": "2014/15",
        "budget": Decimal(100_000),
        "tolerance": Decimal(5),
    }
]
RIGHT: Rows = {
    "activities": {
        "A1": {"status": "Some problems", "revised_due": date(2015, 2, 28), "note": "Steel is late"},
        "A2": {"status": "not started"},
    },
    "actions": {"S1": {"status": "Completed successfully", "completed": date(2014, 6, 20)}},
    "recommendations": {
        "R1": {"percent": Decimal(80), "note": "One month to do"},
        "R2": {"percent": Decimal(10), "revised_due": date(2015, 1, 31), "note": "New officer in post"},
    },
    "risks": {"K1": {"likelihood": "4 Likely", "impact": "5 Severe", "note": "Second server ordered"}},
    "budgets": {"B1": {"actual": Decimal(30_000), "forecast": Decimal(108_000), "note": "Agency staff"}},
    "measures": {"M1": {"figure": Decimal(97)}},
}


@pytest.fixture
def council(tmp_path: Path) -> Council:
    made = Council(tmp_path / "council")
    start(made)
    return made


def start(council: Council, **more: Any) -> Workspace:
    sheets: dict[str, Any] = {"activities": WORK, "recommendations": AUDIT, "risks": RISKS, "budgets": BUDGETS} | more
    return council.start([measure("M1")], [target("M1", "2014/15", 95)], **sheets)


def at_five(at: Period, day: int = 5) -> datetime:
    return datetime(at.end.year + (at.end.month == 12), at.end.month % 12 + 1, day, 9, tzinfo=UTC)


def filled(data: bytes, workspace: Workspace, rows: Rows, signed: bool = True) -> bytes:
    """A return with values typed in by part, code and column."""
    book, layout, typed = read(data), workspace.layout("return"), {}
    for part in (MEASURES, CATCH_UP, *PARTS):
        for table in tables(book, layout.sheet(part), ""):
            for row in table.rows():
                for key, value in rows.get(part, {}).get(row["code"].text, {}).items():
                    typed[row[key].place.sheet, row[key].place.cell] = value
    for key, placed in form(book, layout.sheet("sign_off"), "").items() if signed else ():
        typed[placed.place.sheet, placed.place.cell] = SIGNED[key]
    return fill_in(data, typed, datetime(2014, 7, 5, 9, tzinfo=UTC))


def send(council: Council, at: Period, rows: Rows, name: str = "R.xlsx", data: bytes | None = None, signed: bool = True, day: int = 6) -> FileReport:  # fmt: skip
    workspace = Workspace.open(council.folder)
    if data is None:
        (outgoing,) = workspace.issue(at, at_five(at))
        data = outgoing.data
    (workspace.path("inbox") / name).write_bytes(filled(data, workspace, rows, signed))
    return next(r for r in workspace.collect(at_five(at, day)) if r.file == name)


def column(book: Workbook, council: Council, part: str, key: str) -> list[str]:
    """What stands in a column of a part, row by row."""
    layout = Workspace.open(council.folder).layout("return")
    return [row[key].text for table in tables(book, layout.sheet(part), "") for row in table.rows()]


def said(council: Council, at: Period) -> dict[tuple[str, str], ItemAnswer]:
    with Workspace.open(council.folder).ledger.reading() as reader:
        found = standing_items(reader, [at])
    return {(one.answer.part, one.answer.code): one.answer for one in found if not one.answer.held}


def codes(report: FileReport) -> list[tuple[str, str]]:
    return [(p.code, p.about) for p in report.problems]


def test_every_part_is_asked_answered_and_kept(council: Council) -> None:
    report = send(council, JUNE, RIGHT)
    assert (report.verdict, report.asked, report.taken, report.held, report.problems) == ("accepted", 8, 8, 0, ())
    kept = said(council, JUNE)
    assert kept["activities", "A1"].said == {
        "status": "Some problems",
        "revised_due": "2015-02-28",
        "note": "Steel is late",
    }
    assert kept["activities", "A2"].said == {"status": "Not started"}  # as the council writes it
    assert kept["actions", "S1"].said == {"status": "Completed successfully", "completed": "2014-06-20"}
    assert kept["recommendations", "R2"].said == {
        "percent": "10",
        "revised_due": "2015-01-31",
        "note": "New officer in post",
    }
    assert kept["risks", "K1"].said["likelihood"] == "4 Likely"
    assert kept["budgets", "B1"].said == {"actual": "30000", "forecast": "108000", "note": "Agency staff"}
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.asked, r.taken, r.held, r.state) for r in position.returns] == [(8, 8, 0, "Complete")]
    assert [line.measure for line in position.lines] == ["M1"]


def test_the_next_round_shows_what_was_said_and_asks_only_for_what_is_not_finished(council: Council) -> None:
    send(council, JUNE, RIGHT)
    (outgoing,) = Workspace.open(council.folder).issue(SEPTEMBER, at_five(SEPTEMBER))
    book = read(outgoing.data)
    assert column(book, council, "activities", "code") == ["A1", "A2"]
    assert column(book, council, "activities", "last_said") == ["Some problems: Steel is late", "Not started"]
    assert (
        column(book, council, "activities", "due")[0] == "42063"
    )  # the 28th of February 2015; the original date stays beside it
    assert column(book, council, "activities", "original_due")[0] == "42004"
    assert column(book, council, "actions", "code") == []  # completed in June
    assert column(book, council, "recommendations", "last_said") == [
        "80% complete, ● Green: One month to do",
        "10% complete, ▲ Red: New officer in post. A later date was asked for: 31 January 2015.",
    ]
    assert column(book, council, "risks", "last_said") == ["20, ▲ High: Second server ordered"]
    assert column(book, council, "budgets", "last_forecast") == ["108000"]
    # A date that was moved once stays moved, though the next answer says nothing of it.
    rows = {**RIGHT, "activities": {"A1": {"status": "On track"}, "A2": {"status": "On track"}}, "actions": {}}
    assert send(council, SEPTEMBER, rows, "S.xlsx", outgoing.data).verdict == "accepted"
    with Workspace.open(council.folder).ledger.reading() as reader:
        assert last_items(reader, month(2014, 12))["activities", "A1"].said["due"] == "2015-02-28"


def test_in_between_only_what_is_monthly_is_asked(council: Council) -> None:
    send(council, JUNE, RIGHT)
    (outgoing,) = Workspace.open(council.folder).issue(JULY, at_five(JULY))
    assert [grid.title for grid in read(outgoing.data).grids if not grid.hidden] == [
        "Start here",
        "Measures",
        "Sign-off",
    ]
    toml = council.folder / "pmf.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\nrisks_asked = "Monthly"\n', encoding="utf-8")
    (again,) = Workspace.open(council.folder).issue(JULY, at_five(JULY))
    assert again.new
    assert "Risks" in [grid.title for grid in read(again.data).grids]


@pytest.mark.parametrize(
    ("part", "code", "row", "expected"),
    [
        ("activities", "A1", {}, [("PMF-230", "status")]),
        ("activities", "A1", {"status": "Sure"}, [("PMF-204", "status")]),
        ("activities", "A1", {"status": "Completed successfully"}, [("PMF-230", "completed")]),
        ("activities", "A1", {"status": "On track", "completed": date(2014, 6, 1)}, [("PMF-227", "status")]),
        ("activities", "A1", {"status": "Completed successfully", "completed": date(2014, 3, 1)}, [("PMF-226", "completed")]),
        ("activities", "A1", {"status": "Completed successfully", "completed": date(2014, 9, 1)}, [("PMF-227", "completed")]),
        ("activities", "A1", {"status": "On track", "revised_due": date(2014, 3, 1), "note": "n"},
         [("PMF-226", "revised_due"), ("PMF-228", "status")]),
        ("activities", "A1", {"status": "On track", "revised_due": date(2015, 3, 1)}, [("PMF-230", "note")]),
        ("activities", "A1", {"status": "Needs attention"}, [("PMF-230", "note")]),
        ("activities", "A1", {"status": "Not started"}, [("PMF-228", "status")]),
        ("activities", "A2", {"status": "Postponed or delayed", "note": "n"}, [("PMF-228", "status")]),
        ("actions", "S1", {"status": "On track"}, [("PMF-228", "status")]),
        ("recommendations", "R1", {"percent": Decimal(101)}, [("PMF-203", "percent")]),
        ("recommendations", "R1", {"percent": Decimal(80)}, [("PMF-230", "note")]),
        ("recommendations", "R1", {"percent": Decimal(100)}, [("PMF-230", "completed")]),
        ("recommendations", "R1", {"percent": Decimal(90), "completed": date(2014, 6, 1), "note": "n"}, [("PMF-227", "percent")]),
        ("recommendations", "R2", {"percent": Decimal(0), "revised_due": date(2014, 12, 1), "note": "n"}, [("PMF-226", "revised_due")]),
        ("risks", "K1", {"likelihood": "4 Likely"}, [("PMF-230", "impact")]),
        ("risks", "K1", {"likelihood": "4", "impact": "5 Severe"}, [("PMF-204", "likelihood")]),
        ("risks", "K1", {"likelihood": "4 Likely", "impact": "5 Severe"}, [("PMF-230", "note")]),
        ("budgets", "B1", {"actual": Decimal(1), "forecast": "about 100"}, [("PMF-214", "forecast")]),
        ("budgets", "B1", {"actual": Decimal(1), "forecast": Decimal(106_000)}, [("PMF-230", "note")]),
    ],
)  # fmt: skip
def test_each_mistake_in_an_item_holds_its_row_alone(
    council: Council, part: str, code: str, row: dict[str, Typed], expected: list[tuple[str, str]]
) -> None:
    report = send(council, JUNE, {**RIGHT, part: {**RIGHT[part], code: row}})
    assert codes(report) == [(problem, f"{part}|{code}|2014-06|{key}") for problem, key in expected]
    assert (report.verdict, report.taken, report.held) == ("held", 7, 1)


def test_a_status_that_only_the_register_could_mend_is_asked_about_and_may_be_answered(council: Council) -> None:
    early = {"A2": {"status": "On track"}}
    report = send(council, JUNE, {**RIGHT, "activities": {**RIGHT["activities"], **early}})
    assert (report.verdict, codes(report)) == ("accepted-with-notes", [("PMF-228", "activities|A2|2014-06|status")])
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.state, r.queried) for r in position.returns] == [("To be explained", 1)]
    answered = {"A2": {"status": "On track", "reply": "It began early"}}
    report = send(council, JUNE, {**RIGHT, "activities": {**RIGHT["activities"], **answered}}, "R2.xlsx")
    assert [(p.severity.value, p.remedy) for p in report.problems] == [
        ("note", 'The service answers: "It began early"')
    ]
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.state, r.queried) for r in position.returns] == [("Complete", 0)]


def test_what_was_awaited_is_asked_again_and_fills_in_its_own_round(council: Council) -> None:
    workspace = Workspace.open(council.folder)
    for at in (month(2014, 4), month(2014, 5)):
        workspace.issue(at, at_five(at))
    assert [line.figure.absence for line in workspace.position(month(2014, 4))[0].lines] == [Absence.AWAITED]
    (outgoing,) = workspace.issue(JUNE, at_five(JUNE))
    book = read(outgoing.data)
    assert column(book, council, CATCH_UP, "code") == ["M1", "M1"]
    assert column(book, council, CATCH_UP, "period") == ["Apr 2014", "May 2014"]
    layout, typed = workspace.layout("return"), {}
    (table,) = tables(book, layout.sheet(CATCH_UP), "")
    april, _ = table.rows()
    typed[april["figure"].place.sheet, april["figure"].place.cell] = Decimal(96)
    data = fill_in(outgoing.data, typed, at_five(JUNE))
    report = send(council, JUNE, RIGHT, "R.xlsx", data)
    assert (report.asked, report.taken, report.held) == (10, 9, 1)
    assert [(p.code, p.about) for p in report.problems] == [("PMF-201", "catch_up|M1|2014-05|figure")]
    line = workspace.position(month(2014, 4))[0].lines[0]
    assert (line.figure.value, line.status.value, line.source.place.sheet) == (Decimal(96), "Green", "Catch-up")
    assert [line.period.id for line in workspace.position(JUNE)[0].lines] == ["2014-06"]
    # It is asked again until it is there; issuing the same round again changes nothing.
    assert not any(again.new for again in workspace.issue(JUNE, at_five(JUNE, 9)))
    (july,) = workspace.issue(JULY, at_five(JULY))
    assert column(read(july.data), council, CATCH_UP, "period") == ["May 2014"]


def test_an_earlier_round_returned_after_a_later_was_issued_makes_no_new_issue(council: Council) -> None:
    workspace = Workspace.open(council.folder)
    (may,) = workspace.issue(month(2014, 5), at_five(month(2014, 5)))
    (june,) = workspace.issue(JUNE, at_five(JUNE))
    before = june.data
    assert send(council, month(2014, 5), {"measures": {"M1": {"figure": Decimal(99)}}}, "may.xlsx", may.data).taken == 1
    (again,) = workspace.issue(JUNE, at_five(JUNE, 20))
    assert (again.new, again.data) == (False, before)


def test_the_two_numbers_of_a_share_make_its_figure(tmp_path: Path) -> None:
    council = Council(tmp_path / "shares")
    rows = [
        measure("P1", kind="Percentage", unit="%", decimals=Decimal(1), roll_up="Ratio of sums"),
        measure("P2", rule="No target", kind="Percentage", unit="%", decimals=Decimal(1), roll_up="Ratio of sums"),
        measure("P3", rule="No target", kind="Percentage", unit="%", decimals=Decimal(1), roll_up="Ratio of sums"),
        measure("P4", kind="Ratio", decimals=Decimal(2)),
        measure("P5", rule="No target", kind="Percentage", unit="%", roll_up="Ratio of sums"),
    ]
    council.start(rows, [target("P1", "2014/15", 90), target("P4", "2014/15", 2)])
    typed: Rows = {
        "measures": {
            "P1": {"numerator": Decimal(19), "denominator": Decimal(21)},
            "P2": {"numerator": Decimal(0), "denominator": Decimal(0)},
            "P3": {"numerator": Decimal(5), "denominator": Decimal(4)},
            "P4": {"numerator": Decimal(5), "denominator": Decimal(2)},
            "P5": {"numerator": Decimal(5)},
        }
    }
    report = send(council, month(2014, 4), typed)
    assert codes(report) == [
        ("PMF-203", "measures|P3|2014-04|numerator"),
        ("PMF-229", "measures|P5|2014-04|denominator"),
    ]
    assert report.problems[0].found == "5 out of 4 makes 125.0%, which is not between 0 and 100."
    lines = council.position(month(2014, 4))
    assert (lines["P1"].judgement.sentence, lines["P1"].figure.denominator) == (
        "Green: 90.5% is above the target of 90.0%, which is better.", Decimal(21),
    )  # fmt: skip
    assert (lines["P2"].status.value, lines["P3"].status.value, lines["P5"].status.value) == (
        "Not applicable", "Being put right", "Being put right",
    )  # fmt: skip
    assert lines["P4"].figure.value == Decimal("2.5")


def test_a_service_with_risks_alone_gets_a_return(council: Council) -> None:
    workspace = start(council, services=[
        {"code": "REG", "name": "Regulatory Services", "head": "Head of Regulatory Services"},
        {"code": "LEG", "name": "Legal", "head": "Head of Legal"},
    ], risks=[*RISKS, {"code": "K2", "title": "Challenge", "service": "LEG"}])  # fmt: skip
    assert workspace.register().problems == ()
    made = {outgoing.issued.service: outgoing for outgoing in workspace.issue(JUNE, at_five(JUNE))}
    assert [grid.title for grid in read(made["LEG"].data).grids if not grid.hidden] == [
        "Start here",
        "Risks",
        "Sign-off",
    ]
    assert made["LEG"].rows == 1


def test_a_changed_word_of_the_council_does_not_reach_back(council: Council) -> None:
    workspace = Workspace.open(council.folder)
    (outgoing,) = workspace.issue(JUNE, at_five(JUNE))
    own = council.folder / "workbook_templates"
    own.mkdir()
    text = workspace.text("vocabularies.toml").replace("Some problems", "A few snags")
    (own / "vocabularies.toml").write_text(text, encoding="utf-8")
    report = send(council, JUNE, RIGHT, "R.xlsx", outgoing.data)
    assert (report.verdict, report.problems) == ("accepted", ())
    with Workspace.open(council.folder).ledger.reading() as reader:
        assert reader.issues()[0].yardsticks.count("Some problems") == 1


def test_issuing_again_takes_back_no_answer_that_was_given_meanwhile(council: Council) -> None:
    """A service that was asked for nothing but what it had not sent, and has sent it now."""
    services = [
        {"code": "REG", "name": "Regulatory Services", "head": "Head of Regulatory Services"},
        {"code": "LEG", "name": "Legal", "head": "Head of Legal"},
    ]
    made = [measure("M1"), measure("L1", service="LEG", frequency="Quarterly")]
    workspace = council.start(made, [target("M1", "2014/15", 95), target("L1", "2014/15", 70)], services=services)
    workspace.issue(JUNE, at_five(JUNE))
    july = {outgoing.issued.service: outgoing for outgoing in workspace.issue(JULY, at_five(JULY))}
    assert column(read(july["LEG"].data), council, CATCH_UP, "code") == ["L1"]
    data = filled(july["LEG"].data, workspace, {CATCH_UP: {"L1": {"figure": Decimal(77)}}})
    (workspace.path("inbox") / "l.xlsx").write_bytes(data)
    workspace.collect(at_five(JULY, 6))
    workspace.issue(JULY, at_five(JULY, 9))
    stands = {line.measure: line.figure.value for line in workspace.position(JUNE)[0].lines}
    assert stands["L1"] == Decimal(77)
    assert [r.issued.service for r in workspace.position(JULY)[0].returns] == ["REG", "LEG"]


def test_an_earlier_rounds_late_word_on_an_activity_makes_no_new_issue(council: Council) -> None:
    workspace = Workspace.open(council.folder)
    (march,) = workspace.issue(month(2014, 3), at_five(month(2014, 3)))
    (june,) = workspace.issue(JUNE, at_five(JUNE))
    assert send(council, JUNE, RIGHT, "june.xlsx", june.data).held == 1  # March's figure, asked again
    done = {
        **RIGHT,
        "actions": {"S1": {"status": "Completed successfully", "completed": date(2014, 4, 20)}},
        "budgets": {},
    }
    assert send(council, month(2014, 3), done, "march.xlsx", march.data, day=9).taken
    (again,) = workspace.issue(JUNE, at_five(JUNE, 20))
    assert (again.new, again.data) == (False, june.data)


def test_a_round_of_items_alone_has_a_position(council: Council) -> None:
    workspace = council.start([measure("M1", frequency="Quarterly")], [target("M1", "2014/15", 95)], risks=RISKS)
    toml = council.folder / "pmf.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\nrisks_asked = "Monthly"\n', encoding="utf-8")
    workspace = Workspace.open(council.folder)
    workspace.issue(JULY, at_five(JULY))
    position, _ = workspace.position(JULY)
    assert (position.lines, [(r.asked, r.state) for r in position.returns]) == ((), [(1, "Not returned")])
    assert workspace.consolidate(JULY)[0].exists()


def test_a_renamed_service_and_a_new_one_of_its_name_have_files_of_their_own(council: Council) -> None:
    def services(name: str, *more: dict[str, str]) -> list[dict[str, str]]:
        return [{"code": "REG", "name": name, "head": "Head"}, *more]

    workspace = council.start([measure("M1")], [target("M1", "2014/15", 95)], services=services("Legal"))
    (first,) = workspace.issue(JUNE, at_five(JUNE))
    before = first.data
    both = [measure("M1"), measure("M2", service="HOU")]
    targets = [target("M1", "2014/15", 95), target("M2", "2014/15", 95)]
    workspace = council.start(both, targets, services=services("Law", {"code": "HOU", "name": "Legal", "head": "Head"}))
    made = {outgoing.issued.service: outgoing for outgoing in workspace.issue(JUNE, at_five(JUNE, 9))}
    assert made["REG"].data == before
    assert (made["REG"].path.name, made["HOU"].path.name) == ("Legal 2014-06.xlsx", "Legal (HOU) 2014-06.xlsx")


def test_an_answer_asked_again_does_not_stand_by_terms_that_its_own_round_has_no_longer(council: Council) -> None:
    """April was asked in days, then again in hours; the June return that asked for it in days is not taken for hours."""
    april = month(2014, 4)
    workspace = council.start([measure("M1", unit="days")], [target("M1", "2014/15", 95)])
    workspace.issue(april, at_five(april))
    (june,) = workspace.issue(JUNE, at_five(JUNE))
    council.start([measure("M1", unit="hours")], [target("M1", "2014/15", 95)])
    Workspace.open(council.folder).issue(april, at_five(JUNE, 6))
    send(
        council,
        JUNE,
        {"measures": {"M1": {"figure": Decimal(97)}}, CATCH_UP: {"M1": {"figure": Decimal(96)}}},
        "j.xlsx",
        june.data,
        day=8,
    )
    (line,) = Workspace.open(council.folder).position(april)[0].lines
    assert (line.terms.unit, line.figure.value, line.figure.absence) == ("hours", None, Absence.AWAITED)


def test_what_the_register_says_is_finished_is_not_asked_for(council: Council) -> None:
    send(council, JUNE, RIGHT)
    done = [{**WORK[0], "status": "Completed successfully", "completed": date(2014, 8, 1)}, *WORK[1:]]
    (outgoing,) = start(council, activities=done).issue(SEPTEMBER, at_five(SEPTEMBER))
    assert column(read(outgoing.data), council, "activities", "code") == ["A2"]
