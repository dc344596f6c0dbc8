"""Ways in which a status, a figure or a comparison once came out wrong, each found by somebody who tried."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.errors import PutRight
from pmf_excel.framework.counts import count
from pmf_excel.framework.exceptions import Watch, Why
from pmf_excel.framework.figures import Absence
from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.travel import Travel
from pmf_excel.ledger.outlook import outlook
from pmf_excel.ledger.sentences import counted_as
from pmf_excel.problems import Severity
from pmf_excel.workspace import Workspace
from tests.conftest import cell
from tests.test_position import APRIL, JULY, JUNE, MAY, Council, day, figure, measure, target

NOT_YET = {"reason": "Not yet available", "commentary": "Late"}


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return Council(tmp_path / "council")


def said(
    council: Council, measures: list[dict[str, Any]], targets: list[dict[str, Any]], past: Any = None, **sheets: Any
) -> dict[str, str]:
    """What the register check says, by code of the problem."""
    problems = council.start(measures, targets, past, **sheets).register().problems
    return {problem.code: problem.found for problem in problems}


def ahead(council: Council, code: str, at: Period):
    found, framework = Workspace.open(council.folder).position(at)
    return outlook(found, next(line for line in found.lines if line.measure == code), framework)


def test_late_data_two_periods_back_are_judged_by_the_target_of_their_own_period(council: Council) -> None:
    council.start(
        [measure("WR", late="Yes")],
        [target("WR", "April 2014", 56), target("WR", "May 2014", 30), target("WR", "June 2014", 30)],
    )
    council.round(APRIL, {"WR": figure(40)})
    council.round(MAY, {"WR": NOT_YET}, said=False)
    council.round(JUNE, {"WR": NOT_YET}, said=False, late={"WR": NOT_YET})
    line = council.line("WR", JUNE)
    assert (line.figure.value, line.figure_period, line.target, line.status) == (
        Decimal(40),
        APRIL,
        Decimal(56),
        Status.RED,
    )
    assert line.source is not None and line.source.place.file.startswith("20140505")


def test_a_late_figure_is_outside_tolerance_two_periods_running(council: Council) -> None:
    council.start([measure("WR", late="Yes")], [target("WR", "2014/15", 56)])
    for at in (APRIL, MAY):
        council.round(at, {"WR": figure(40)})
    council.round(JUNE, {"WR": NOT_YET}, said=False)
    found, _ = Workspace.open(council.folder).position(JUNE)
    assert found.watched(Watch())[0][1] == [Why.RED, Why.PERSISTENT]


def test_a_profile_spreads_every_value_of_the_year(council: Council) -> None:
    rows = [measure("G", rule="Green and Amber values", cumulative="Yes"), measure("F", rule="Forecast", cumulative="Yes"),
            measure("B", polarity="Within a band", roll_up="Sum")]  # fmt: skip
    twelve = Decimal(1200)
    council.start(rows, [target("G", "2014/15", green=twelve, amber=Decimal(960), profile="Even"), target("F", "2014/15", forecast=twelve, profile="Even"),
                         target("B", "2014/15", 1200, upper=Decimal(1800), profile="Even")])  # fmt: skip
    council.round(APRIL, {"G": figure(90), "F": figure(100), "B": figure(1500)})
    found = council.position(APRIL)
    assert (found["G"].terms.green, found["G"].terms.amber, found["G"].status) == (
        Decimal(100),
        Decimal(80),
        Status.AMBER,
    )
    assert (found["F"].terms.forecast, found["F"].status) == (Decimal(100), Status.GREEN)
    assert (found["B"].terms.band, found["B"].status) == ((Decimal(100), Decimal(150)), Status.RED)


def test_only_what_adds_up_is_spread_or_counted_over_years(council: Council) -> None:
    rate = measure("P", kind="Percentage", unit="%", roll_up="Mean")
    assert "PMF-131" in said(council, [rate], [target("P", "2014/15", 90, profile="Even")])
    assert "PMF-131" in said(council, [rate], [target("P", "2017/18", 80, since="2014/15")])
    total = measure("S", roll_up="Sum")
    found = said(
        council, [total, measure("C", cumulative="Yes")], [target("S", "2014/15", 1200), target("C", "2014/15", 120)]
    )
    assert set(found) == {"PMF-133"}
    council.round(APRIL, {"S": figure(100), "C": figure(10)})
    assert {code: line.status for code, line in council.position(APRIL).items()} == {
        "S": Status.NO_TARGET,
        "C": Status.NO_TARGET,
    }


def test_what_builds_up_meets_the_years_target_at_the_years_end(council: Council) -> None:
    council.start([measure("C", cumulative="Yes")], [target("C", "2014/15", 120)])
    council.round(month(2015, 3), {"C": figure(60)})
    assert (council.line("C", month(2015, 3)).target, council.line("C", month(2015, 3)).status) == (
        Decimal(120),
        Status.RED,
    )


def test_a_target_over_several_years_stands_beside_the_years_own(council: Council) -> None:
    home = measure("H", frequency="Annual", roll_up="Sum")
    council.start([home], [target("H", "2015/16", 600, since="2012/13"), target("H", "2015/16", 150)])
    council.round(month(2016, 3), {"H": figure(160)})
    line = council.line("H", month(2016, 3))
    assert (line.target, line.status) == (Decimal(150), Status.GREEN)


def test_nobody_is_asked_for_more_than_is_possible(council: Council) -> None:
    rows = [measure("Z", polarity="Lower is better", minimum=Decimal(0)), measure("P", kind="Percentage", unit="%")]
    past = [
        {"measure": code, "period": "April 2013", "figure": Decimal(value)} for code, value in (("Z", 0), ("P", 100))
    ]
    council.start(
        rows, [target("Z", "2014/15", "Lower than last year"), target("P", "2014/15", "Higher than last year")], past
    )
    council.round(APRIL, {"Z": figure(0), "P": figure(100)})
    assert {code: (line.target, line.status) for code, line in council.position(APRIL).items()} == {
        "Z": (Decimal(0), Status.GREEN), "P": (Decimal(100), Status.GREEN)
    }  # fmt: skip


@pytest.mark.parametrize("rule", ["Forecast", "Last year", "Green and Amber values", "Percent complete"])
def test_a_band_can_only_be_judged_by_a_target(council: Council, rule: str) -> None:
    found = said(
        council,
        [measure("B", polarity="Within a band", rule=rule)],
        [target("B", "2014/15", green=Decimal(5), amber=Decimal(4), forecast=Decimal(5))],
    )
    assert "PMF-119" in found


def test_there_is_nothing_between_yes_and_no(council: Council) -> None:
    (council.folder).mkdir()
    (council.folder / "pmf.toml").write_text(
        'council = "A council"\ntolerance = "5"\ntolerance_kind = "points"\n', encoding="utf-8"
    )
    for name in ("inbox", "outgoing"):
        (council.folder / name).mkdir()
    council.start([measure("Y", kind="Yes/No")], [target("Y", "2014/15", "Yes")])
    council.round(APRIL, {"Y": {"figure": "No"}})
    assert council.line("Y", APRIL).status == Status.RED


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [("Date", "none", "PMF-110"), ("Date", "at least 5", "PMF-110"), ("Yes/No", "nil", "PMF-106"), ("Yes/No", ">= 2", "PMF-106"),
     ("Date", "No worse than last year", "PMF-110"), ("Number", "none", "PMF-109"), ("Number", "nil", "PMF-124")],
)  # fmt: skip
def test_words_are_read_as_the_measures_kind_asks(council: Council, kind: str, text: str, code: str) -> None:
    assert code in said(council, [measure("M", kind=kind, polarity="Lower is better")], [target("M", "2014/15", text)])


def test_days_are_compared_within_their_years(council: Council) -> None:
    rows = [measure("W", kind="Date", polarity="Lower is better", frequency="Annual", rule="Last year")]
    council.start(rows, [], [{"measure": "W", "period": "2013/14", "figure": date(2013, 9, 30)}])
    council.round(month(2015, 3), {"W": {"figure": date(2014, 9, 30)}})
    line = council.line("W", month(2015, 3))
    assert (line.status.value, line.long_travel) == ("Close to last year", Travel.SAME)
    assert ahead(council, "W", month(2015, 3)).trend is None


def test_a_restatement_is_neither_missed_nor_invented(council: Council) -> None:
    rows = [measure("A"), measure("B")]
    council.start(rows, [target("A", "2014/15", 20), target("B", "2014/15", 20)])
    council.round(APRIL, {"A": figure(30), "B": figure("95.04")}, day(2014, 5, 5))
    council.round(APRIL, {"A": NOT_YET, "B": figure("95.01")}, day(2014, 5, 6), said=False)
    council.start(rows, [target("A", "2014/15", 10), target("B", "2014/15", 20)])
    council.round(APRIL, {"A": figure(13), "B": figure("95.01")}, day(2014, 5, 7))
    found = council.position(APRIL)
    assert [(one.was, one.now) for one in found["A"].restated] == [
        (Decimal(30), Decimal(13))
    ]  # over a reason and a new target
    assert found["B"].restated == ()  # both are printed as 95


def test_an_action_that_was_taken_back_is_no_longer_followed(council: Council) -> None:
    council.start([measure("B")], [target("B", "2014/15", 100)])
    council.round(APRIL, {"B": figure(30)}, day(2014, 5, 5))
    council.round(APRIL, {"B": figure(130)}, day(2014, 5, 6), said=False)
    council.round(MAY, {"B": figure(130)}, said=False)
    assert council.line("B", MAY).remedy is None


def test_a_new_tolerance_takes_back_the_judgement_and_not_the_number(council: Council) -> None:
    council.start([measure("S", roll_up="Sum")], [target("S", "2014/15", 1200, profile="Even")])
    council.round(APRIL, {"S": figure(60)})
    council.round(MAY, {"S": figure(70)})
    council.start([measure("S", roll_up="Sum", tolerance=Decimal(5))], [target("S", "2014/15", 1200, profile="Even")])
    Workspace.open(council.folder).issue(APRIL, day(2014, 6, 20))
    assert council.line("S", APRIL).status == Status.AWAITED
    assert council.line("S", MAY).previous == 60
    total = ahead(council, "S", MAY).to_date
    assert total is not None and total.figure.value == 130


def test_a_figure_stays_when_its_measure_moves_to_another_service(council: Council) -> None:
    both = {"services": [{"code": code, "name": code, "head": f"Head of {code}"} for code in ("REG", "ENV")]}
    council.start([measure("A"), measure("B")], [target("A", "2014/15", 5), target("B", "2014/15", 5)])
    council.round(APRIL, {"A": figure(6), "B": figure(7)})
    council.start(
        [measure("A"), measure("B", service="ENV")], [target("A", "2014/15", 5), target("B", "2014/15", 5)], **both
    )
    Workspace.open(council.folder).issue(APRIL, day(2014, 5, 9))
    assert {code: line.figure.value for code, line in council.position(APRIL).items()} == {
        "A": Decimal(6),
        "B": Decimal(7),
    }


def test_the_registers_past_does_not_answer_what_a_service_was_asked(council: Council) -> None:
    council.start(
        [measure("A"), measure("B")],
        [target("A", "2014/15", 5), target("B", "2014/15", 5)],
        [{"measure": "A", "period": "April 2014", "figure": Decimal(77)}],
    )
    council.round(APRIL, {"B": figure(6)}, partly=True)
    council.round(MAY, {"A": figure(6), "B": figure(6)}, partly=True)
    with Workspace.open(council.folder).ledger.reading() as reader:
        found = [(p.code, p.about) for p in reader.problems(reader.files()[-1].seq)]
    assert found == [("PMF-201", "catch_up|A|2014-04|figure")]  # April is asked again, and left open
    assert (council.line("A", APRIL).figure.absence, council.line("A", MAY).previous) == (Absence.AWAITED, None)


def test_the_forecast_follows_the_councils_own_profile(council: Council) -> None:
    council.start(
        [measure("H", cumulative="Yes", frequency="Quarterly")], [target("H", "2014/15", 90, profile="10/20/30/40")]
    )
    council.round(JUNE, {"H": figure(18)})
    end = ahead(council, "H", JUNE)
    assert end.year_end is not None and (end.year_end.value, end.year_end.basis) == (
        Decimal(180),
        "the year's own profile: 10.0% of it is due by now",
    )
    assert end.year_end_status is not None and end.year_end_status.status == Status.GREEN


def test_a_measure_that_begins_within_the_year_is_not_scaled_to_all_of_it(council: Council) -> None:
    council.start(
        [measure("S", roll_up="Sum", introduced="July 2014"), measure("X")],
        [target("S", "July 2014", 5), target("X", "2014/15", 5)],
    )
    council.round(JULY, {"S": figure(9), "X": figure(9)})
    end = ahead(council, "S", JULY)
    assert end.to_date is not None and end.to_date.figure.value == 9
    assert end.year_end is None


def test_inside_a_band_nothing_is_better_than_asked(council: Council) -> None:
    council.start([measure("B", polarity="Within a band")], [target("B", "2014/15", 5, upper=Decimal(9))])
    for at in (APRIL, MAY):
        council.round(at, {"B": figure(7)}, said=False)
    assert Workspace.open(council.folder).position(MAY)[0].watched(Watch(over=True)) == []


def test_a_target_that_was_agreed_to_differ_is_no_change(council: Council) -> None:
    rows = [measure("P", cumulative="Yes"), measure("R")]
    past = [
        {"measure": "R", "period": period, "figure": Decimal(value)}
        for period, value in (("April 2013", 40), ("May 2013", 50))
    ]
    council.start(
        rows, [target("P", "2014/15", 120, profile="Even"), target("R", "2014/15", "Higher than last year")], past
    )
    for at in (APRIL, MAY):
        council.round(at, {"P": figure(90), "R": figure(60)}, said=False)
    assert [line.target_changed for line in council.position(MAY).values()] == [False, False]


def test_what_refers_to_itself_is_said(council: Council) -> None:
    circle = [{"code": "P1", "name": "One", "parent": "P2"}, {"code": "P2", "name": "Two", "parent": "P1"}]
    found = said(council, [measure("N", replaces="N", priority="P1")], [target("N", "2014/15", 5)], plan=circle)
    assert "PMF-134" in found
    problems = council.start([measure("N", replaces="N")], [target("N", "2014/15", 5)], plan=circle).register().problems
    assert [p.found for p in problems if p.code == "PMF-134"] == [
        '"P1" belongs to itself, by way of P2.', '"P2" belongs to itself, by way of P1.', '"N" is said to replace itself.'
    ]  # fmt: skip


def test_what_looks_wrong_in_the_register_is_asked(council: Council) -> None:
    rows = [
        measure("P", kind="Percentage", unit="%"),
        measure("U"),
        measure("L", kind="Percentage", unit="%", polarity="Lower is better", decimals=Decimal(2)),
    ]
    targets = [
        target("P", "2014/15", Decimal("0.52")),
        target("U", "2014/15", 5, upper=Decimal(9)),
        target("L", "2014/15", Decimal("0.48")),
    ]
    problems = council.start(rows, targets).register().problems
    assert [(p.code, p.place.cell, p.severity) for p in problems] == [
        ("PMF-135", "C5", Severity.QUERY),
        ("PMF-119", "E6", Severity.ERROR),
    ]


def test_a_note_does_not_hide_what_is_missing(council: Council) -> None:
    rows = [
        measure("N"),
        measure("G", rule="Green and Amber values"),
        measure("F", rule="Forecast"),
        measure("B", polarity="Within a band"),
    ]
    targets = [
        target("N", "2014/15", "nil"),
        target("G", "2014/15", 11),
        target("F", "2014/15", 11),
        target("B", "2014/15", 5),
    ]
    problems = council.start(rows, targets).register().problems
    assert sorted(p.found for p in problems if p.code == "PMF-108") == [
        '"B" should stay within a band, but its target has no upper end.',
        '"F" is judged by "Forecast" but has no forecast.',
        '"G" is judged by "Green and Amber values" but has no amber value.',
        '"G" is judged by "Green and Amber values" but has no green value.',
    ]


def test_the_first_of_a_month_is_read_as_the_month(council: Council) -> None:
    """Excel makes a date of "June 2014" where a cell is not text."""
    import openpyxl

    workspace = council.start([measure("N")], [target("N", "June 2014", 5)])
    path = council.folder / "framework.xlsx"
    for of_month, code in ((1, "PMF-136"), (2, "PMF-107")):
        book = openpyxl.load_workbook(path)
        book["Targets"]["B5"].value = date(2014, 6, of_month)
        book["Targets"]["B5"].number_format = "mmm-yy"
        book.save(path)
        register = workspace.register()
        assert code in [p.code for p in register.problems]
        assert [key[1] for key in register.framework.targets] == ([JUNE] if of_month == 1 else [])
        assert [p.severity for p in register.problems if p.code == "PMF-136"] == (
            [Severity.NOTE] if of_month == 1 else []
        )


def test_a_total_that_falls_within_its_year_is_asked_about(council: Council) -> None:
    council.start([measure("C", cumulative="Yes")], [target("C", "2014/15", 120, profile="Even")])
    council.round(APRIL, {"C": figure(18)})
    workspace = Workspace.open(council.folder)
    workspace.issue(MAY, day(2014, 6, 1))
    with workspace.ledger.reading() as reader:
        printed = [row.printed["period"] for issue in reader.issues(MAY) for row in reader.asked(issue.seq)]
    assert printed == ["May 2014 since 1 April"]
    council.round(MAY, {"C": figure(14)}, partly=True)
    with workspace.ledger.reading() as reader:
        found = [p.code for file in reader.files() for p in reader.problems(file.seq)]
    assert found == ["PMF-224"]
    # In April a new year begins, and a smaller figure is as it should be.


def test_issuing_again_after_an_upgrade_is_the_same_return(council: Council) -> None:
    """An older pmf made another digest of the same rows: what is out there must still be welcome."""
    council.start([measure("N")], [target("N", "2014/15", 5)])
    workspace = Workspace.open(council.folder)
    (first,) = workspace.issue(APRIL, day(2014, 5, 1))
    import sqlite3

    ledger = sqlite3.connect(council.folder / "ledger.db")
    ledger.execute("UPDATE issues SET digest = 'abcdef0123'")
    ledger.commit()
    ledger.close()
    (again,) = workspace.issue(APRIL, day(2014, 5, 2))
    assert (again.new, again.issued.issue, again.issued.digest) == (False, 1, "abcdef0123")
    assert first.issued.issue == 1


def test_an_unsigned_return_is_not_complete(council: Council) -> None:
    council.start([measure("N")], [target("N", "2014/15", 5)])
    council.round(APRIL, {"N": figure(5)}, signed=False, partly=True)
    found, _ = Workspace.open(council.folder).position(APRIL)
    assert [one.state for one in found.returns] == ["Not signed off"]


def test_days_late_are_counted_to_the_day_asked_about(council: Council) -> None:
    council.start([measure("N")], [target("N", "2014/15", 5)])
    Workspace.open(council.folder).issue(APRIL, day(2014, 5, 1))
    from click.testing import CliRunner

    from pmf_excel.cli import pmf

    words = ["status", "2014-04", "-w", str(council.folder), "--as-known", "2014-05-12", "--json"]
    shown = CliRunner(env={"PMF_NOW": "2014-09-01T09:00:00"}).invoke(pmf, words)
    assert '"days_late": 2' in shown.output


def test_words_of_its_own_say_what_they_count_as() -> None:
    own = [Status("Off track", Rag.RED), Status("Exceeding", Rag.GREEN)]
    assert counted_as(count(own, [])) == "Exceeding counts as Green and Off track counts as Red."
    assert counted_as(count([Status.RED])) == ""


def test_a_restated_figure_and_a_provisional_one_are_marked_in_what_is_made(council: Council) -> None:
    council.start([measure("N")], [target("N", "2014/15", 5)])
    council.round(JUNE, {"N": figure(9)}, datetime(2014, 7, 5, 9, tzinfo=day(2014, 7, 5).tzinfo))
    council.round(JUNE, {"N": figure(7)}, day(2014, 7, 8), signed=False, partly=True)
    workspace = Workspace.open(council.folder)
    import docx
    import openpyxl

    path, found = workspace.consolidate(JUNE)
    sheet = openpyxl.load_workbook(path)["Measures"]
    row = {heading.value: cell.value for heading, cell in zip(sheet[4], sheet[5], strict=True)}
    assert row["Figure is"] == "provisional; revised from 9 on 8 July 2014"
    report = docx.Document(workspace.report("quarterly", "north-norfolk", JUNE)[0])
    text = "\n".join(p.text for p in report.paragraphs)
    assert "N Measure N, June 2014: 9 was given before; since 8 July 2014 it is 7." in text
    assert "1 figure is provisional: the return has not been signed off." in text
    rows = [[cell.text for cell in row.cells] for table in report.tables for row in table.rows]
    assert next(row for row in rows if row[0].startswith("N Measure N\n"))[2] == "7\nprovisional\nrevised"
    assert dataclasses.asdict(found.returns[0])["signed_by"] == ""


def test_figures_in_different_units_are_not_compared(council: Council) -> None:
    council.start([measure("M", kind="Money", unit="£")], [target("M", "2014/15", 1000)])
    council.round(APRIL, {"M": figure(1200)})
    council.start([measure("M", kind="Money", unit="£000", decimals=Decimal(1))], [target("M", "2014/15", 1)])
    council.round(MAY, {"M": figure("1.3")})
    line = council.line("M", MAY)
    assert (line.previous, line.travel, line.status) == (None, Travel.NONE, Status.GREEN)


def test_what_waits_to_be_put_right_says_where_it_stands(council: Council) -> None:
    council.start([measure("N")], [target("N", "2014/15", 5)])
    council.round(APRIL, {"N": {"figure": "about 5"}}, partly=True)
    line = council.line("N", APRIL)
    assert line.status == Status.HELD and line.source is not None
    (sent,) = (council.folder / "inbox").glob("*.xlsx")
    at = cell(sent.read_bytes(), "measures", "N", "figure")
    assert (line.source.place.sheet, line.source.place.cell) == ("Measures", at)


def test_a_late_figure_from_the_register_is_judged_by_its_own_years_target(council: Council) -> None:
    past = [
        {"measure": code, "period": "March 2014", "figure": Decimal(value)} for code, value in (("K", 20), ("C", 1150))
    ]
    rows = [measure("K", late="Yes"), measure("C", late="Yes", cumulative="Yes")]
    targets = [
        target("K", "2013/14", 15),
        target("K", "2014/15", 100),
        target("C", "2013/14", 2400, profile="Even"),
        target("C", "2014/15", 1200, profile="Even"),
    ]
    council.start(rows, targets, past)
    council.round(APRIL, {"K": NOT_YET, "C": NOT_YET}, said=False)
    found = council.position(APRIL)
    assert {code: (line.target, line.status) for code, line in found.items()} == {
        "K": (Decimal(15), Status.GREEN), "C": (Decimal(2400), Status.RED)
    }  # fmt: skip
    assert found["K"].source is not None and found["K"].source.place.sheet == "Past figures"


def test_a_late_line_keeps_the_title_and_the_committee_of_now(council: Council) -> None:
    council.start([measure("L", late="Yes")], [target("L", "2014/15", 50)])
    council.round(APRIL, {"L": figure(40)})
    council.start([measure("L", late="Yes", title="A new title", committee="FIN")], [target("L", "2014/15", 70)])
    council.round(MAY, {"L": NOT_YET}, said=False)
    terms = council.line("L", MAY).terms
    assert (terms.title, terms.committee, terms.target) == ("A new title", "FIN", Decimal(50))


def test_a_recurring_share_is_not_taken_for_a_changed_cell(council: Council) -> None:
    council.start([measure("S", roll_up="Sum")], [target("S", "2014/15", 13000, profile="Even")])
    council.round(APRIL, {"S": figure(1084)}, said=False)
    assert council.line("S", APRIL).status == Status.GREEN


def test_days_around_a_leap_day_are_the_same_day(council: Council) -> None:
    rows = [measure("W", kind="Date", polarity="Lower is better", frequency="Annual", rule="Last year")]
    council.start(rows, [], [{"measure": "W", "period": "2014/15", "figure": date(2015, 3, 31)}])
    council.round(month(2016, 3), {"W": {"figure": date(2016, 3, 31)}})
    assert council.line("W", month(2016, 3)).long_travel is Travel.SAME


def test_a_profile_that_cannot_be_followed_is_not_replaced_by_a_straight_line(council: Council) -> None:
    rows = [measure("S", roll_up="Sum", frequency="Quarterly"), measure("N", roll_up="Sum", introduced="May 2014")]
    council.start(rows, [target("S", "2014/15", 120, profile="0/0/50/50"), target("N", "2014/15", 120, profile="Even")])
    council.round(JUNE, {"S": figure(3), "N": figure(10)})
    assert [ahead(council, code, JUNE).year_end for code in ("S", "N")] == [None, None]


def test_a_band_over_several_years_is_scaled_at_both_ends(council: Council) -> None:
    row = measure("B", polarity="Within a band", roll_up="Sum")
    council.start(
        [row],
        [
            target("B", "2017/18", 480, upper=Decimal(960), since="2014/15"),
            *(target("B", at, 10, upper=Decimal(15)) for at in ("April 2014", "May 2014", "June 2014")),
        ],
    )
    for at in (APRIL, MAY, JUNE):
        council.round(at, {"B": figure(12)}, said=False)
    toward = ahead(council, "B", JUNE).toward
    assert toward is not None and toward.judgement.sentence == "Green: 36 is within the target band of 30 to 60."


def test_more_decimals_make_no_other_figure(council: Council) -> None:
    council.start([measure("D")], [target("D", "2014/15", 50)])
    council.round(APRIL, {"D": figure(95)}, said=False)
    council.round(MAY, {"D": figure(96)}, said=False)
    council.start([measure("D", decimals=Decimal(1))], [target("D", "2014/15", 50)])
    Workspace.open(council.folder).issue(APRIL, day(2014, 6, 20))
    assert council.line("D", MAY).previous == 95


def test_what_builds_up_begins_at_nought_each_april(council: Council) -> None:
    past = [
        {"measure": "C", "period": f"{name} 2014", "figure": Decimal(value)}
        for name, value in (("January", 900), ("February", 1000), ("March", 1100))
    ]
    council.start([measure("C", cumulative="Yes")], [target("C", "2014/15", 0, profile="Even")], past)
    council.round(APRIL, {"C": figure(0)}, said=False)
    council.round(MAY, {"C": NOT_YET}, said=False)
    council.round(JUNE, {"C": figure(0)}, said=False, late={"C": NOT_YET})
    assert council.line("C", JUNE).figure.value == 0


@pytest.mark.parametrize("words", ["Higher than last year", "TBC"])
def test_a_profile_needs_a_number(council: Council, words: str) -> None:
    assert "PMF-131" in said(council, [measure("S", roll_up="Sum")], [target("S", "2014/15", words, profile="Even")])


def test_figures_in_different_units_are_not_added(council: Council) -> None:
    council.start(
        [measure("M", kind="Money", unit="£", roll_up="Sum")], [target("M", "2014/15", 12000, profile="Even")]
    )
    council.round(APRIL, {"M": figure(1200)}, said=False)
    council.start(
        [measure("M", kind="Money", unit="£000", decimals=Decimal(1), roll_up="Sum")],
        [target("M", "2014/15", 12, profile="Even")],
    )
    council.round(MAY, {"M": figure("1.3")}, said=False)
    line, found, framework = Workspace.open(council.folder).line("m", MAY)
    end = outlook(found, line, framework)
    assert (end.to_date, end.year_end, end.trend) == (None, None, None)
    line, found, framework = Workspace.open(council.folder).line("M", APRIL)
    assert line.figure.value == 1200


def test_the_councils_rule_judges_what_names_none_and_a_measure_may_have_its_own(council: Council) -> None:
    council.start([measure("A")], [target("A", "2014/15", 100)])
    settings = council.folder / "pmf.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + 'status_rule = "On or off track"\n', encoding="utf-8")
    rows = [measure("A", rule=None), measure("B", rule="Target and tolerance")]
    council.start(rows, [target("A", "2014/15", 100), target("B", "2014/15", 100)])
    council.round(APRIL, {"A": figure(95), "B": figure(95)})
    assert {code: line.status.value for code, line in council.position(APRIL).items()} == {
        "A": "Off track",
        "B": "Amber",
    }
    settings.write_text('council = "A council"\nstatus_rule = "On or of track"\n', encoding="utf-8")
    with pytest.raises(PutRight, match=r'there is no status rule "On or of track"\. Did you mean "On or off track"'):
        Workspace.open(council.folder).register()
