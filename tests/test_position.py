"""The position over several rounds: what is known when, late data, targets that change, travel, exceptions, the year ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.package import read
from pmf_excel.excel.reader import form, tables
from pmf_excel.founding import new_workspace
from pmf_excel.framework.calendar import Extension
from pmf_excel.framework.exceptions import Watch, Why, by_committee
from pmf_excel.framework.figures import Absence, Figure, of_day
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period, month, parse, quarter
from pmf_excel.framework.status import Status
from pmf_excel.framework.travel import Travel
from pmf_excel.ledger import schema
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.outlook import outlook
from pmf_excel.ledger.position import Position, catch_up, position
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Received
from pmf_excel.ledger.writer import Writer
from pmf_excel.problems import errors_in
from pmf_excel.shelves import REGISTER
from pmf_excel.workspace import Workspace

SIGNED = {"name": "Somebody", "job_title": "Head of service", "on": date(2014, 7, 1), "agreed": "Yes"}
SAID: dict[str, Typed] = {"commentary": "Said", "action": "Done", "owner": "Manager", "action_due": date(2014, 12, 31)}


def measure(code: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "title": f"Measure {code}", "service": "REG", "priority": "P1", "kind": "Number", "decimals": Decimal(0),
        "polarity": "Higher is better", "frequency": "Monthly", "cumulative": "No", "rule": "Target and tolerance",
    } | more  # fmt: skip


class Council:
    """A small council: one service, a few measures, and whatever rounds a test walks through."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self, measures: list[dict[str, Any]], targets: list[dict[str, Any]], past: list[dict[str, Any]] | None = None,
              **sheets: Any) -> Workspace:  # fmt: skip
        rows = {
            "services": [{"code": "REG", "name": "Regulatory Services", "head": "Head of Regulatory Services"}],
            "plan": [{"code": "P1", "name": "Safe places", "committee": "ENV"}, {"code": "P1A", "name": "Clean streets", "parent": "P1"}],
            "committees": [{"code": "ENV", "name": "Environment Committee"}, {"code": "FIN", "name": "Finance Committee"}],
            "measures": measures, "targets": targets, "past": past or [],
        }  # fmt: skip
        if not (self.folder / "pmf.toml").exists():
            new_workspace(self.folder, "A council")
        workspace = Workspace.open(self.folder)
        (self.folder / REGISTER).write_bytes(workspace.new_register(rows | sheets))
        return workspace

    def round(self, at: Period, rows: Mapping[str, Mapping[str, Typed]], on: datetime | None = None, signed: bool = True,
              said: bool = True, partly: bool = False, late: Mapping[str, Mapping[str, Typed]] | None = None) -> None:  # fmt: skip
        """Issue a round, fill in its return and collect it; ``late`` are the rows of earlier rounds that are asked again."""
        workspace = Workspace.open(self.folder)
        day = on or datetime(at.end.year + (at.end.month == 12), at.end.month % 12 + 1, 5, 9, tzinfo=UTC)
        (outgoing,) = workspace.issue(at, day)
        book, layout = read(outgoing.data), workspace.layout("return")
        typed: dict[tuple[str, str], Typed] = {}
        for sheet, filled in (("measures", rows), ("catch_up", late or {})):
            for row in (row for table in tables(book, layout.sheet(sheet), "x") for row in table.rows()):
                given = filled.get(row["code"].text, {})
                for key, value in ((SAID | dict(given)) if said and given else given).items():
                    typed[row[key].place.sheet, row[key].place.cell] = value
        for key, placed in form(book, layout.sheet("sign_off"), "x").items() if signed else ():
            typed[placed.place.sheet, placed.place.cell] = SIGNED[key]
        path = workspace.path("inbox") / f"{day:%Y%m%d%H%M}.xlsx"
        path.write_bytes(fill_in(outgoing.data, typed, day))
        report = next(r for r in workspace.collect(day.replace(hour=10)) if r.file == path.name)
        if not partly:
            assert (report.verdict, errors_in(report.problems)) == ("accepted", []), report

    def line(self, code: str, at: Period, known: datetime | None = None) -> Line:
        return self.position(at, known)[code]

    def position(self, at: Period, known: datetime | None = None) -> dict[str, Line]:
        return {line.measure: line for line in Workspace.open(self.folder).position(at, known)[0].lines}


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return Council(tmp_path / "council")


def figure(value: str | int) -> dict[str, Typed]:
    return {"figure": Decimal(value)}


def target(code: str, period: str, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"measure": code, "period": period, "target": Decimal(value) if isinstance(value, int) else value} | more


def day(year: int, number: int, of_month: int) -> datetime:
    return datetime(year, number, of_month, 12, tzinfo=UTC)


APRIL, MAY, JUNE, JULY = (month(2014, number) for number in (4, 5, 6, 7))


def test_q69_old_figures_keep_the_target_they_were_judged_by(council: Council) -> None:
    """Rother proposed a new target for leisure visits half-way through 2011/12."""
    council.start([measure("LV1")], [target("LV1", "2014/15", 275_460)])
    council.round(APRIL, {"LV1": figure(280_000)})
    council.start([measure("LV1")], [target("LV1", "2014/15", 555_920)])
    council.round(MAY, {"LV1": figure(280_000)})
    before, after = council.line("LV1", APRIL), council.line("LV1", MAY)
    assert (before.target, before.status) == (Decimal(275_460), Status.GREEN)
    assert (after.target, after.status) == (Decimal(555_920), Status.RED)
    # A target that changed between two periods is reported (Hart's vanished between quarters).
    assert (after.target_changed, after.target_before, after.before) == (True, Decimal(275_460), Status.GREEN)


def test_q31_a_target_that_vanished_is_reported(council: Council) -> None:
    council.start([measure("RB09")], [target("RB09", "2014/15", 12)])
    council.round(APRIL, {"RB09": figure(13)})
    council.start([measure("RB09")], [target("RB09", "2014/15", "TBC")])
    council.round(MAY, {"RB09": figure(13)})
    line = council.line("RB09", MAY)
    assert (line.status, line.target, line.target_before, line.target_changed) == (
        Status.NO_TARGET,
        None,
        Decimal(12),
        True,
    )
    assert line.terms.words == "To be confirmed"


def test_q33_a_figure_given_anew_is_a_restatement_and_what_was_known_before_stands(council: Council) -> None:
    """Mole Valley's households in B&B: 30 for March 2024 on one page, 13 on a later one."""
    council.start([measure("BB", polarity="Lower is better")], [target("BB", "2014/15", 20)])
    council.round(APRIL, {"BB": figure(30)}, day(2014, 5, 6))
    council.round(APRIL, {"BB": figure(13)}, day(2014, 8, 20))
    then, now = council.line("BB", APRIL, day(2014, 8, 12)), council.line("BB", APRIL)
    assert (then.figure.value, then.status, then.restated) == (Decimal(30), Status.RED, ())
    assert (now.figure.value, now.status) == (Decimal(13), Status.GREEN)
    assert [(one.was, one.now, one.at.date()) for one in now.restated] == [
        (Decimal(30), Decimal(13), date(2014, 8, 20))
    ]
    found, _ = Workspace.open(council.folder).position(APRIL)
    assert [(one.measure, one.period) for one in found.restatements] == [("BB", APRIL)]


def test_the_same_figure_sent_again_is_no_restatement(council: Council) -> None:
    council.start([measure("BB")], [target("BB", "2014/15", 20)])
    council.round(APRIL, {"BB": figure(30)}, day(2014, 5, 6))
    council.round(APRIL, {"BB": figure(30) | {"commentary": "More to say"}}, day(2014, 5, 7))
    assert council.line("BB", APRIL).restated == ()


def test_q07_late_data_are_reported_for_the_latest_period_with_its_label(council: Council) -> None:
    """Mole Valley 2022/23: recycling still to be reported for quarter 4, its status resting on quarter 3."""
    rows = [measure("WR", late="Yes"), measure("WX")]
    council.start(rows, [target("WR", "2014/15", 56), target("WX", "2014/15", 56)])
    council.round(APRIL, {"WR": figure(40), "WX": figure(40)})
    council.start(rows, [target("WR", "May 2014", 70), target("WR", "2014/15", 56), target("WX", "2014/15", 56)])
    none: dict[str, Typed] = {"reason": "Not yet available", "commentary": "The contractor is late"}
    council.round(MAY, {"WR": none, "WX": none}, said=False)
    late, other = council.line("WR", MAY), council.line("WX", MAY)
    assert (late.figure.value, late.figure_period, late.late, late.status) == (Decimal(40), APRIL, True, Status.RED)
    assert late.target == 56  # judged by the target of the period the figure is for
    assert late.judgement.sentence == (
        "Red: 40 is below the target of 56 and beyond the tolerance of 10% of the target. "
        "This is the figure for April 2014; that for May 2014 is not yet available."
    )
    assert (other.figure.value, other.late, other.status) == (None, False, Status.NOT_YET_AVAILABLE)
    assert (
        other.judgement.sentence
        == "The service says the figure is not yet available. The latest is 40, for April 2014."
    )


def test_direction_of_travel_short_and_long(council: Council) -> None:
    past = [
        {"measure": code, "period": "April 2013", "figure": Decimal(50)} for code in ("UP", "LOW", "CUM", "SAME", "NO")
    ]
    rows = [
        measure("UP"), measure("LOW", polarity="Lower is better"), measure("CUM", cumulative="Yes"),
        measure("SAME", same_within=Decimal(3)), measure("NO", polarity="Neither", rule="Data only"),
    ]  # fmt: skip
    past += [{"measure": one["code"], "period": "March 2014", "figure": Decimal(60)} for one in rows]
    council.start(
        rows,
        [
            target("UP", "2014/15", 1),
            target("LOW", "2014/15", 99),
            target("SAME", "2014/15", 1),
            target("CUM", "April 2014", 1),
        ],
        past,
    )
    council.round(APRIL, {one["code"]: figure(57) for one in rows})
    found = {code: (line.travel, line.long_travel) for code, line in council.position(APRIL).items()}
    assert found == {
        "UP": (Travel.WORSE, Travel.BETTER),
        "LOW": (Travel.BETTER, Travel.WORSE),
        "CUM": (
            Travel.NONE,
            Travel.BETTER,
        ),  # the short one is dropped where the target is cumulative (Havering 2014/15)
        "SAME": (Travel.SAME, Travel.BETTER),
        "NO": (Travel.NONE, Travel.NONE),
    }


def test_rule_2_uses_last_years_figure_as_it_is_known_now(council: Council) -> None:
    rows = [measure("HV", rule="Tolerance and last year")]
    past = [{"measure": "HV", "period": "April 2013", "figure": Decimal(92)}]
    council.start(rows, [target("HV", "2014/15", 100)], past)
    council.round(APRIL, {"HV": figure(88)})
    assert council.line("HV", APRIL).status == Status.RED
    with Workspace.open(council.folder).ledger.reading() as reader:
        (asked,) = (row for issue in reader.issues() for row in reader.asked(issue.seq))
    assert asked.terms.last_year == 92


def test_relative_and_profiled_targets_are_worked_out_when_the_round_is_issued(council: Council) -> None:
    rows = [
        measure("TC"),
        measure("TX"),
        measure("PR", cumulative="Yes"),
        measure("EV", frequency="Quarterly", cumulative="Yes"),
    ]
    targets = [target("TC", "2014/15", "Higher than last year"), target("TX", "2014/15", "Higher than last year"),
               target("PR", "2014/15", 100, profile="40/5/5/5/5/5/5/5/5/5/5/10"), target("EV", "2014/15", 6, profile="Even")]  # fmt: skip
    council.start(rows, targets, [{"measure": "TC", "period": "April 2013", "figure": Decimal(41)}])
    council.round(APRIL, {"TC": figure(41), "TX": figure(1), "PR": figure(40)})
    found = council.position(APRIL)
    assert (found["TC"].target, found["TC"].status, found["TC"].terms.words) == (
        Decimal(42),
        Status.AMBER,
        "Higher than last year",
    )
    assert (found["TX"].target, found["TX"].status) == (None, Status.NO_TARGET)  # nothing is known of last year
    assert (found["PR"].target, found["PR"].status) == (Decimal(40), Status.GREEN)
    council.round(MAY, {"TC": figure(41), "TX": figure(1), "PR": figure(44)})
    assert (council.line("PR", MAY).target, council.line("PR", MAY).status) == (Decimal(45), Status.AMBER)
    council.round(JUNE, {"TC": figure(41), "TX": figure(1), "PR": figure(50), "EV": figure(2)})
    assert (council.line("EV", JUNE).target, council.line("EV", JUNE).status) == (Decimal("1.5"), Status.GREEN)


def every_kind() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A measure of each kind of figure and of each sort of target, with their targets."""
    none = {"tolerance": Decimal(0), "tolerance_kind": "points"}
    rows = [
        measure("N"), measure("P", kind="Percentage", unit="%", decimals=Decimal(1)), measure("M", kind="Money", unit="£"),
        measure("R", kind="Ratio", unit="per 1,000", decimals=Decimal(2)), measure("D", kind="Duration", unit="days", polarity="Lower is better"),
        measure("Y", kind="Yes/No", **none), measure("W", kind="Date", polarity="Lower is better"),
        measure("B", polarity="Within a band"), measure("G", rule="Green and Amber values"),
        measure("F", rule="Forecast", polarity="Neither"), measure("E", rule="Exceeding"),
    ]  # fmt: skip
    targets = [
        target("N", "2014/15", "nil"), target("P", "2014/15", 95), target("M", "2014/15", 1200), target("R", "2014/15", 4),
        target("D", "2014/15", 10), target("Y", "2014/15", "Yes"), target("W", "2014/15", date(2014, 10, 1)),
        target("B", "2014/15", 5, upper=Decimal(7)), target("G", "2014/15", green=Decimal(70), amber=Decimal(60)),
        target("F", "2014/15", forecast=Decimal(100)), target("E", "2014/15", 100),
    ]  # fmt: skip
    return rows, targets


EVERY_FIGURE: dict[str, dict[str, Typed]] = {
        "N": figure(0), "P": figure("94.96"), "M": figure(1100), "R": {"numerator": Decimal(7), "denominator": Decimal(2_000)}, "D": figure(12),
        "Y": {"figure": "No"}, "W": {"figure": date(2014, 10, 12)}, "B": figure(7), "G": figure(65), "F": figure(95),
        "E": figure(101),
    }  # fmt: skip
#: How each of them stands.
EVERY_STATUS = {
    "N": "Green", "P": "Green", "M": "Amber", "R": "Red", "D": "Red", "Y": "Red", "W": "Red", "B": "Green", "G": "Amber",
    "F": "Amber", "E": "Exceeding",
}  # fmt: skip


def test_all_seven_kinds_go_through_a_workbook(council: Council) -> None:
    council.start(*every_kind())
    council.round(APRIL, EVERY_FIGURE)
    found = council.position(APRIL)
    assert {code: line.status.value for code, line in found.items()} == EVERY_STATUS
    assert (found["Y"].figure.value, found["W"].figure.value) == (Decimal(0), of_day(date(2014, 10, 12)))
    assert found["R"].figure == Figure(Decimal("3.5"), numerator=Decimal(7), denominator=Decimal(2_000))
    assert (
        found["W"].judgement.sentence
        == "Red: 12 October 2014 is after the target of 1 October 2014, which allows no tolerance."
    )
    assert found["Y"].judgement.sentence == "Red: the answer is No, the target is Yes."
    counts = Workspace.open(council.folder).position(APRIL)[0].counts()
    assert {status.value: number for status, number in counts.by_status.items() if number} == {
        "Green": 3, "Exceeding": 1, "Amber": 3, "Red": 4
    }  # fmt: skip
    # What is printed in the locked cells, for the service.
    with Workspace.open(council.folder).ledger.reading() as reader:
        printed = {row.measure: row.printed["target"] for issue in reader.issues() for row in reader.asked(issue.seq)}
    assert printed == {
        "N": "0", "P": "95", "M": "1200", "R": "4", "D": "10", "Y": "Yes", "W": "1 Oct 2014", "B": "5 to 7",
        "G": "Green 70, Amber 60", "F": "Forecast 100", "E": "100",
    }  # fmt: skip


def test_exceptions_persist_belong_to_a_committee_and_stay_until_the_action_is_done(council: Council) -> None:
    rows = [measure("A", priority="P1A"), measure("B", committee="FIN"), measure("C", priority=""), measure("D")]
    council.start(rows, [target(code, "2014/15", 100) for code in "ABCD"])
    council.round(APRIL, {"A": figure(50), "B": figure(95), "C": figure(95), "D": figure(120)})
    council.round(MAY, {"A": figure(50), "B": figure(95), "C": figure(95), "D": figure(120)})
    found, _ = Workspace.open(council.folder).position(MAY)
    reasons = {line.measure: why for line, why in found.watched(Watch(over=True, plan_only=True))}
    assert reasons == {
        "A": [Why.RED, Why.PERSISTENT],
        "B": [Why.UNDERPERFORMING],
        # C is Amber once more, and belongs to no plan.
        "D": [Why.REMEDIAL, Why.OVER],
    }
    by = by_committee([found.standing(line) for line in found.lines], Watch(plan_only=True))
    assert {committee: [item.code for item, _ in items if item.code in "ABC"] for committee, items in by.items()} == {
        "ENV": ["A"], "FIN": ["B"]
    }  # fmt: skip
    council.round(JUNE, {"A": figure(100), "B": figure(95), "C": figure(95), "D": figure(120)})
    later = council.line("A", JUNE)
    assert later.status == Status.GREEN and later.remedy is not None
    assert (later.remedy.action, later.remedy.due) == ("Done", date(2014, 12, 31))
    found, _ = Workspace.open(council.folder).position(JUNE)
    assert {line.measure: why for line, why in found.watched(Watch())}["A"] == [Why.REMEDIAL]
    council.round(JULY, {"A": figure(100), "B": figure(95), "C": figure(95), "D": figure(120)}, day(2015, 1, 5))
    assert council.line("A", JULY).remedy is None  # its day has come, and the measure is on target


def test_the_year_to_date_the_forecast_and_a_target_over_several_years(council: Council) -> None:
    rows = [measure("S", roll_up="Sum"), measure("H", frequency="Quarterly"), measure("K", cumulative="Yes")]
    targets = [target("S", "2014/15", 1200), target("H", "2017/18", 600, since="2014/15"),
               *(target("K", period, value) for period, value in (("April 2014", 10), ("March 2015", 120)))]  # fmt: skip
    council.start(
        [*rows[:1], measure("H", frequency="Quarterly", rule="On or off track", roll_up="Sum"), rows[2]], targets
    )
    council.round(APRIL, {"S": figure(100), "K": figure(12)})
    council.round(MAY, {"S": figure(110), "K": figure(20)}, said=True)
    council.round(JUNE, {"S": figure(120), "K": figure(30), "H": figure(30)})
    found, framework = Workspace.open(council.folder).position(JUNE)
    lines = {line.measure: line for line in found.lines}
    total = outlook(found, lines["S"], framework)
    assert total.to_date is not None and total.to_date.figure.value == 330
    assert total.year_end is not None and total.year_end.value == 1320
    assert total.year_end.basis == "run rate: 330 in 3 of 12 months"
    assert total.year_end_status is not None and total.year_end_status.status == Status.GREEN
    assert total.trend is not None and total.trend.sentence == "Too few figures for a trend: 3 of the 8 needed."
    built = outlook(found, lines["K"], framework)
    assert built.to_date is not None and built.to_date.figure.value == 30
    assert built.year_end is not None and (built.year_end.value, built.trend) == (Decimal(120), None)
    assert built.year_end_status is not None and built.year_end_status.status == Status.GREEN
    homes = outlook(found, lines["H"], framework)
    assert homes.toward is not None
    assert (homes.toward.so_far, homes.toward.due, homes.toward.judgement.status.value) == (
        Decimal(30),
        Decimal("37.5"),
        "Off track",
    )
    assert homes.to_date is not None and homes.to_date.figure.value == 30
    assert lines["H"].terms.words == "600 by the end of 2017/18"


def test_what_is_not_due_and_what_is_still_awaited_are_said(council: Council) -> None:
    rows = [
        measure("M1"),
        measure("M2"),
        measure("Q1", frequency="Quarterly"),
        measure("OLD", withdrawn="May 2014"),
        measure("NEW", introduced="June 2014", replaces="OLD"),
    ]
    council.start(rows, [target(row["code"], "2014/15", 5) for row in rows])
    council.round(APRIL, {"M1": figure(5), "OLD": figure(5)}, partly=True)
    council.round(MAY, {"M1": figure(5)}, partly=True)
    found, framework = Workspace.open(council.folder).position(MAY)
    assert [line.measure for line in found.lines] == ["M1", "M2"]
    assert [one.code for one in found.not_due] == ["Q1"]
    with Workspace.open(council.folder).ledger.reading() as reader:
        known = Known(reader, framework.past)
        assert catch_up(reader, known, MAY) == [("M2", APRIL)]
        assert catch_up(reader, known, JUNE) == [("M2", APRIL), ("M2", MAY)]
    council.round(JUNE, {}, partly=True)
    assert set(council.position(JUNE)) == {"M1", "M2", "Q1", "NEW"}
    assert framework.life(framework.measures["OLD"]) == ["Replaced by NEW from May 2014."]
    assert framework.life(framework.measures["NEW"]) == ["Introduced in June 2014.", "Replaces OLD."]


def test_an_unsigned_return_is_provisional(council: Council) -> None:
    council.start([measure("M1"), measure("M2")], [target("M1", "2014/15", 5), target("M2", "2014/15", 5)])
    council.round(APRIL, {"M1": figure(5)}, signed=False, partly=True)
    assert [(line.measure, line.provisional) for line in council.position(APRIL).values()] == [
        ("M1", True),
        ("M2", False),
    ]
    council.round(APRIL, {"M1": figure(5), "M2": figure(6)}, day(2014, 5, 20))
    assert [line.provisional for line in council.position(APRIL).values()] == [False, False]


def test_an_extension_is_a_record_and_moves_the_due_day(council: Council) -> None:
    workspace = council.start([measure("M1")], [target("M1", "2014/15", 5)])
    workspace.issue(APRIL, day(2014, 5, 1))
    assert [r.due for r in workspace.position(APRIL)[0].returns] == [date(2014, 5, 10)]
    extension, name = workspace.extend("reg", APRIL, date(2014, 5, 21), "Chief Executive", day(2014, 5, 9))
    assert (extension, name) == (Extension("REG", APRIL, date(2014, 5, 21), "Chief Executive"), "Regulatory Services")
    assert [r.due for r in workspace.position(APRIL)[0].returns] == [date(2014, 5, 21)]
    assert [r.due for r in workspace.position(APRIL, day(2014, 5, 8))[0].returns] == [date(2014, 5, 10)]


def test_annual_measures_are_due_a_month_after_the_year(council: Council) -> None:
    council.start(
        [measure("M1"), measure("Y1", frequency="Annual")], [target("M1", "2014/15", 5), target("Y1", "2014/15", 5)]
    )
    (outgoing,) = Workspace.open(council.folder).issue(month(2015, 3), day(2015, 4, 1))
    assert outgoing.issued.due == date(2015, 4, 10)
    fields = form(read(outgoing.data), Workspace.open(council.folder).layout("return").sheet("start"), "x")
    assert fields["due"].text == "10 April 2015; annual measures by 30 April 2015"


def test_a_position_can_be_asked_for_by_quarter(council: Council) -> None:
    council.start([measure("M1")], [target("M1", "2014/15", 5)])
    council.round(JUNE, {"M1": figure(5)})
    assert Workspace.open(council.folder).position(quarter(2014, 1))[0].round == JUNE


def test_an_older_ledger_is_brought_up_to_date_and_keeps_everything(council: Council) -> None:
    council.start([measure("M1")], [target("M1", "2014/15", 5)])
    council.round(APRIL, {"M1": figure(4)})
    engine = sa.create_engine(f"sqlite:///{council.folder / 'ledger.db'}")
    with engine.begin() as connection:  # as the first version of pmf left it
        for column in ("numerator", "denominator", "provisional", "expected"):
            connection.exec_driver_sql(f"ALTER TABLE answers DROP COLUMN {column}")
        connection.exec_driver_sql("DROP TABLE extensions")
        connection.exec_driver_sql("DROP INDEX asked_by_measure")
        connection.exec_driver_sql("UPDATE about SET value = '1' WHERE name = 'version'")
    engine.dispose()
    assert council.line("M1", APRIL).figure.value == 4
    council.round(MAY, {"M1": figure(5)})
    assert council.line("M1", MAY).previous == 4
    with sa.create_engine(f"sqlite:///{council.folder / 'ledger.db'}").connect() as connection:
        assert connection.exec_driver_sql("SELECT value FROM about WHERE name = 'version'").scalar() == str(
            schema.VERSION
        )
        connection.engine.dispose()


# What was known at a moment does not change when more is learned later.

WHEN = [datetime(2014, 5, number, 9, tzinfo=UTC) for number in range(1, 29)]
events = st.lists(
    st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["2014-04", "2014-03"]), st.integers(-5, 120), st.booleans()),
    min_size=1, max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which one round asks for two measures."""
    council = Council(tmp_path_factory.mktemp("known") / "council")
    rows = [measure("A"), measure("B")]
    council.start(rows, [target("A", "2014/15", 100), target("B", "2014/15", 50)])
    Workspace.open(council.folder).issue(APRIL, datetime(2014, 4, 30, tzinfo=UTC))
    return council.folder / "ledger.db"


def stand(connection: sa.Connection, until: datetime) -> Position:
    found = position(Reader(connection, until), APRIL, Framework())
    assert found is not None
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events, events)
def test_a_position_as_it_was_known_is_stable_under_later_events(
    issued: Path, first: list[tuple[str, str, int, bool]], later: list[tuple[str, str, int, bool]]
) -> None:
    engine = sa.create_engine(f"sqlite:///{issued}")
    with engine.connect() as connection:
        writer = Writer(connection)
        add(writer, first, 0)
        moment = WHEN[len(first) - 1]
        before = stand(connection, moment)
        add(writer, later, len(first))
        assert stand(connection, moment) == before
        last = {code: value for code, at, value, held in first if at == "2014-04" and not held}
        assert {line.measure: line.figure.value for line in before.lines} == {
            code: Decimal(last[code]) if code in last else None for code in ("A", "B")
        }
        connection.rollback()
    engine.dispose()


def add(writer: Writer, some: list[tuple[str, str, int, bool]], start: int) -> None:
    for number, (code, at, value, held) in enumerate(some, start):
        answer = Answer(code, parse(at), Figure(Decimal(value)), held, sheet="Measures", cell="G5")
        file = Received(f"{number:064}", f"{number}.xlsx", 1, 1, "accepted")
        writer.add_file(WHEN[number], file, "2014-04", [answer], [], None)


def test_nothing_known_is_awaited(issued: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{issued}")
    with engine.connect() as connection:
        lines = stand(connection, datetime(2014, 6, 1, tzinfo=UTC)).lines
    engine.dispose()
    assert [(line.status, line.figure) for line in lines] == [(Status.AWAITED, Figure(absence=Absence.AWAITED))] * 2


def test_a_figure_not_yet_available_says_when_it_is_expected(council: Council) -> None:
    council.start([measure("WR")], [target("WR", "2014/15", 56)])
    council.round(APRIL, {"WR": {"reason": "Not yet available", "action_due": date(2014, 8, 12)}})
    line = council.line("WR", APRIL)
    assert line.figure == Figure(absence=Absence.NOT_YET_AVAILABLE, expected=date(2014, 8, 12))
    assert line.judgement.sentence == (
        "The service says the figure is not yet available. It is expected by 12 August 2014."
    )


def test_projects_short_of_plan_go_to_the_committee_whose_remit_they_are(council: Council) -> None:
    rows = [{"code": f"J{n}", "title": f"Project {n}", "kind": "Project", "service": "REG", "priority": plan, "status": word,
             "start": date(2014, 4, 1), "due": date(2015, 3, 31), "note": "Said"}
            for n, (plan, word) in enumerate((("P1A", "Needs attention"), ("P1", "On track"), ("P1A", "Some problems"), ("", "Some problems")), 1)]  # fmt: skip
    workspace = council.start([measure("M1")], [target("M1", "2014/15", 5)], activities=rows)
    register = workspace.register()
    assert errors_in(register.problems) == []
    found = by_committee(register.framework.activity_standings(workspace.vocabulary), Watch(plan_only=True))
    assert {committee: [(item.code, why) for item, why in items] for committee, items in found.items()} == {
        "ENV": [("J1", [Why.RED]), ("J3", [Why.UNDERPERFORMING])]
    }
