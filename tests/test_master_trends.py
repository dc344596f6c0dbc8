"""Trends and the trend chart: the matrix against the ledger, and what the chart shows of whatever is chosen, in a real program."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from pmf_excel.framework.figures import said
from pmf_excel.framework.periods import Period, financial_year, month, parse, quarter
from pmf_excel.framework.trend import xmr
from pmf_excel.ledger.history import Histories, History, ending_with, look_back
from pmf_excel.master.sheets.lists import choice
from pmf_excel.master.view import View
from pmf_excel.workspace import Workspace
from tests.office import recalculate
from tests.test_position import Council, figure, measure, target

JUNE = month(2014, 6)
MEASURES = [
    measure("PS01", kind="Percentage", unit="%", decimals=Decimal(1), title="Calls answered in time"),
    measure("PS02", kind="Money", unit="£", frequency="Quarterly", polarity="Lower is better", title="Net cost ~ *of* parking?"),
    measure("PS03", frequency="Annual", title="Trees planted", rule="No target"),
    measure("PS04", kind="Yes/No", title="Plan published"),
    measure("PS05", kind="Date", polarity="Lower is better", title="Accounts closed"),
    measure("PS06", cumulative="Yes", title="Homes built so far", roll_up="Latest", rule="No target"),
    measure("PS07", polarity="Within a band", title="Staff in post", decimals=Decimal(2)),
    measure("PS08", title="Visits", unit="visits"),
    measure("PS09", title="Nothing yet", rule="No target"),
]  # fmt: skip
TARGETS = [
    target("PS01", "2012/13", 80), target("PS01", "2013/14", 85), target("PS01", "2014/15", 90), target("PS02", "2014/15", -900),
    target("PS04", "2014/15", "Yes"), target("PS05", "2014/15", date(2014, 7, 1)), target("PS07", "2014/15", 40, upper=Decimal(60)),
    target("PS08", "2014/15", 100),
]  # fmt: skip


def past(code: str, periods: Sequence[Period], values: Sequence[int | str]) -> list[dict[str, Any]]:
    return [
        {"measure": code, "period": at.label, "figure": Decimal(value)}
        for at, value in zip(periods, values, strict=True)
    ]


BEFORE = [
    *past("PS01", [month(2012, 6).back(-n) for n in range(24)], [70 + n * 7 % 23 for n in range(24)]),
    *past("PS02", [quarter(2012, 1).back(-n) for n in range(8)], ["-1200.5", -1100, -1000, -900, -1300, -950, -1050, -990]),
    *past("PS03", [financial_year(2012), financial_year(2013)], [1200, 900]),
    *past("PS07", [month(2014, 4), month(2014, 5)], ["44.25", "61.5"]),
]  # fmt: skip


@pytest.fixture
def lived(tmp_path: Path) -> Workspace:
    """A council with figures of every kind; visits were days of visits before June, and the calls of May are revised in June's return."""
    council = Council(tmp_path / "council")
    first = [one | {"unit": "days"} if one["code"] == "PS08" else one for one in MEASURES]
    council.start(first, TARGETS, BEFORE)
    done: Mapping[str, Any] = {"PS04": {"figure": "No"}, "PS05": {"figure": date(2014, 6, 3)}, "PS06": figure(7)}
    may = {
        "PS01": figure("60"),
        "PS07": figure("50"),
        "PS08": figure("31"),
        "PS09": {"reason": "Not applicable"},
        **done,
    }
    council.round(month(2014, 5), may)
    council.round(
        month(2014, 5),
        {"PS01": {**figure("71.5"), "reply": "Counted twice"}},
        datetime(2014, 6, 20, 9, tzinfo=UTC),
        partly=True,
    )
    council.start(MEASURES, TARGETS, BEFORE)
    june = {"PS01": figure("66.6"), "PS02": figure("-875.25"), "PS07": figure("50.5"), "PS08": figure("120"), "PS09": {"reason": "Not applicable"}, **done}  # fmt: skip
    council.round(JUNE, june, signed=False, partly=True)
    return Workspace.open(council.folder)


def view(workspace: Workspace, years: int = 3) -> View:
    found, framework = workspace.position()
    with workspace.ledger.reading() as reader:
        look_back(reader, found, years)
    return View(found, framework, workspace.settings.council, years=years)


def master(workspace: Workspace) -> Path:
    return workspace.consolidate()[0]


def rows_of(book: Workbook, title: str) -> dict[str, dict[str, Any]]:
    values = list(book[title].iter_rows(min_row=4, values_only=True))
    rows = [dict(zip(values[0], row, strict=True)) for row in values[1:]]
    return {str(row["Code"]): row for row in rows}


def test_every_figure_stands_in_the_month_that_its_period_ends_with(lived: Workspace) -> None:
    found, _ = lived.position()
    trends = rows_of(openpyxl.load_workbook(master(lived), data_only=True), "Trends")
    months = [month(2012, 4).back(-n) for n in range(27)]
    headings = [heading for heading in trends["PS01"] if heading and re.fullmatch(r"[A-Z][a-z]{2} \d{4}", heading)]
    assert headings == [one.short for one in months]  # three financial years, up to the round's month
    assert found.known is not None
    lengths = {one["code"]: one["frequency"] for one in MEASURES}
    checked = 0
    for code, row in trends.items():
        for one in months:
            period = {"Monthly": one, "Quarterly": ending_quarter(one), "Annual": financial_year(one.year - 1) if one.number == 3 else None}[lengths[code]]  # fmt: skip
            value = found.known.value(code, period) if period else None
            if code == "PS08" and one != JUNE:
                value = None  # counted in days then
            if value is not None and code in ("PS04", "PS05"):
                line = next(line for line in found.lines if line.measure == code)
                assert row[one.short] == said(value, line.terms.kind, 0, "", brief=True)
            else:
                assert row[one.short] == (None if value is None else float(value)), (code, one)
            checked += row[one.short] is not None
    assert (
        checked
        == sum(value is not None for row in trends.values() for key, value in row.items() if key in headings)
        > 40
    )


def ending_quarter(one: Period) -> Period | None:
    return parse(f"Q{(one.number // 3 - 2) % 4 + 1} {one.financial_year.label}") if one.number % 3 == 0 else None


def test_limits_stand_from_eight_figures_on_and_the_sentence_says_the_same(lived: Workspace) -> None:
    trends = rows_of(openpyxl.load_workbook(master(lived), data_only=True), "Trends")
    assert trends["PS01"]["Latest"] == 66.6
    found = view(lived).histories.by_code["PS01"]
    assert len(found.points) == 24
    own = xmr(list(found.points))
    assert own is not None and own.upper > 100  # a percentage cannot get there, so its limit is not shown there
    for heading, value in (("Mean", own.mean), ("Lower limit", max(own.lower, Decimal(0))), ("Upper limit", 100)):
        assert trends["PS01"][heading] == pytest.approx(float(value))
    assert trends["PS02"]["Mean"] is not None and trends["PS02"]["Latest"] == -875.25
    few = {code for code, row in trends.items() if row["Mean"] is None}
    assert few == {"PS03", "PS04", "PS05", "PS06", "PS07", "PS08", "PS09"}
    assert trends["PS03"]["Trend"] == "Too few figures for a trend: 2 of the 8 needed."
    assert trends["PS04"]["Trend"] == "No trend: its figures are Yes or No."
    assert trends["PS06"]["Trend"] == "No trend: it builds up over the year and begins anew each April."
    assert trends["PS07"]["Better when"] == "Within a band"


def test_figures_that_were_counted_in_another_unit_are_left_out_and_named(lived: Workspace) -> None:
    trends = rows_of(openpyxl.load_workbook(master(lived), data_only=True), "Trends")
    assert (trends["PS08"]["May 2014"], trends["PS08"]["Jun 2014"]) == (None, 120)
    assert "Left out, because it was counted in another unit: May 2014." in trends["PS08"]["Some figures are"]
    assert trends["PS08"]["Trend"] == "No trend: it was counted in another unit within the time a trend looks back."
    one = view(lived).histories.by_code["PS08"]
    assert (one.targets, list(one.left_out)) == ({JUNE: Decimal(100), month(2014, 4): Decimal(100)}, [month(2014, 5)])


def test_what_is_provisional_or_revised_is_named(lived: Workspace) -> None:
    trends = rows_of(openpyxl.load_workbook(master(lived), data_only=True), "Trends")
    assert trends["PS01"]["Some figures are"] == "Provisional: Jun 2014. Revised: May 2014."
    assert trends["PS03"]["Some figures are"] is None  # not due, and from before
    assert trends["PS01"]["May 2014"] == 71.5


def test_years_without_any_figure_are_left_out_and_so_is_a_sheet_with_none(tmp_path: Path) -> None:
    council = Council(tmp_path / "young")
    workspace = council.start(
        [measure("M1", rule="No target"), measure("M2", frequency="Quarterly", rule="No target")], []
    )
    workspace.issue(JUNE, datetime(2014, 7, 1, 9, tzinfo=UTC))
    assert not {"Trends", "Trend chart", "Lists"} & set(openpyxl.load_workbook(master(workspace)).sheetnames)
    council.round(JUNE, {"M1": figure(5), "M2": figure(15)})
    book = openpyxl.load_workbook(master(Workspace.open(council.folder)), data_only=True)
    assert [cell.value for cell in book["Trends"][4]][3:6] == ["Apr 2014", "May 2014", "Jun 2014"]
    assert [cell.value for cell in book["Trend chart"][4]][:3] == ["Period", "Figure", "Target"]
    assert [cell.value for cell in book["Trend chart"][5]][:2] == ["Jun 2014", 5]


def test_where_no_measure_is_monthly_there_is_a_column_a_quarter(tmp_path: Path) -> None:
    council = Council(tmp_path / "quarterly")
    quarters = [quarter(2013, number) for number in (2, 3, 4)]
    council.start([measure("M1", frequency="Quarterly", rule="No target")], [], past("M1", quarters, [1, 2, 3]))
    council.round(JUNE, {"M1": figure(4)})
    book = openpyxl.load_workbook(master(Workspace.open(council.folder)), data_only=True)
    assert [cell.value for cell in book["Trends"][4]][3:8] == [
        "Jun 2013",
        "Sep 2013",
        "Dec 2013",
        "Mar 2014",
        "Jun 2014",
    ]
    assert [cell.value for cell in book["Trends"][5]][3:8] == [None, 1, 2, 3, 4]


def test_the_years_are_a_setting(lived: Workspace) -> None:
    (lived.folder / "pmf.toml").write_text(f"years = 1\n{(lived.folder / 'pmf.toml').read_text(encoding='utf-8')}", encoding="utf-8")  # fmt: skip
    trends = rows_of(openpyxl.load_workbook(master(Workspace.open(lived.folder)), data_only=True), "Trends")
    assert [h for h in trends["PS01"] if h and h[-4:].isdigit()] == ["Apr 2014", "May 2014", "Jun 2014"]
    assert trends["PS01"]["Mean"] is not None  # limits look back further than what is shown


def test_an_answer_that_waits_to_be_given_anew_is_not_shown(tmp_path: Path) -> None:
    """The round is issued again with another target: the figure is known, and the round is still awaiting its own."""
    council = Council(tmp_path / "again")
    council.start([measure("M1"), measure("M2", rule="No target")], [target("M1", "2014/15", 5)])
    council.round(JUNE, {"M1": figure(5), "M2": figure(6)})
    workspace = council.start([measure("M1"), measure("M2", rule="No target")], [target("M1", "2014/15", 50)])
    workspace.issue(JUNE, datetime(2014, 7, 20, 9, tzinfo=UTC))
    found, _ = workspace.position()
    assert [line.figure.value for line in found.lines] == [None, 6]
    trends = rows_of(openpyxl.load_workbook(master(workspace), data_only=True), "Trends")
    assert (trends["M1"]["Jun 2014"], trends["M2"]["Jun 2014"]) == (None, 6)


# The chart.


def shown(book: Workbook) -> tuple[str, str, list[list[Any]]]:
    """What the chart's sheet shows: the choice, the sentence, and the rows of the table that are not empty."""
    sheet = book["Trend chart"]
    width = len([cell for cell in sheet[4] if cell.value is not None]) - 1
    rows = [
        [value if value != "" else None for value in row[:width]]
        for row in sheet.iter_rows(min_row=5, values_only=True)
    ]
    return str(sheet.cell(3, width + 2).value), str(sheet.cell(4, width + 2).value), [row for row in rows if row[0]]


def expected(found: Histories, one: History, upper_end: bool = True) -> list[list[Any]]:
    """The rows of the table that a measure should have, newest first."""
    periods = [period for at in found.months if (period := ending_with(at, one.length))]
    first = min((period for period in periods if period in one.figures), default=None)
    limits = one.limits
    rows = []
    for period in reversed(periods):
        if first is None or period < first:
            break

        def cell(values: Mapping[Period, Decimal], at: Period = period) -> Any:
            if at not in values:
                return None
            return said(values[at], one.kind, 0, "", brief=True) if one.in_words else float(values[at])

        inside = limits is not None and period >= one.periods[0]
        rows.append([period.short, cell(one.figures), cell(one.targets), cell(one.uppers), *(map(float, limits) if inside and limits else [None] * 3)])  # fmt: skip
    return rows


def same(one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]]) -> bool:
    return [[pytest.approx(value) if isinstance(value, float) else value for value in row] for row in other] == [
        list(row) for row in one
    ]


def test_the_chart_begins_with_the_first_red_measure_and_its_table_is_live(lived: Workspace) -> None:
    path, found = master(lived), view(lived).histories
    book, live = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    chosen, sentence, rows = shown(book)
    assert chosen == "PS01 Calls answered in time (%)"
    assert sentence == f"Higher is better. {found.by_code['PS01'].sentence}"
    assert same(rows, expected(found, found.by_code["PS01"]))
    assert [row[2] for row in rows[:4]] == [90, 90, 90, 85]  # the target of each period
    table = live["Trend chart"]
    assert all(
        str(cell.value).startswith("=IF(") for row in table.iter_rows(min_row=5, max_row=31, max_col=7) for cell in row
    )
    assert book["Lists"].sheet_state == "hidden"
    assert {name for name in live.defined_names if name.startswith("trend_")} == {
        "trend_choice", "trend_choices", "trend_at", "trend_row", "trend_decimals", "trend_figures", "trend_targets", "trend_upper_ends",
    }  # fmt: skip
    (rule,) = table.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ("trend_choices", "I3")
    listed = [row[1] for row in book["Lists"].iter_rows(min_row=5, values_only=True) if row[1]]
    assert listed == [choice(one) for one in found.every]


def test_whatever_is_chosen_the_table_has_its_figures(lived: Workspace, tmp_path: Path) -> None:
    """Worked out anew by LibreOffice for each measure; the rows of Trends are turned round, as sorting may do."""
    path, found = master(lived), view(lived).histories
    book = openpyxl.load_workbook(path)
    trends, last = book["Trends"], 4 + len(found.every)
    turned = [[cell.value for cell in row] for row in trends.iter_rows(min_row=5, max_row=last)][::-1]
    for number, row in enumerate(turned, 5):
        for place, value in enumerate(row, 1):
            trends.cell(number, place).value = value
    paths = []
    for one in found.every:
        book["Trend chart"]["I3"].value = choice(one)
        paths.append(tmp_path / f"{one.code}.xlsx")
        book.save(paths[-1])
    book["Trend chart"]["I3"].value = "PS99 What is not there"
    paths.append(tmp_path / "nothing.xlsx")
    book.save(paths[-1])
    out = recalculate(paths, tmp_path)
    for one in found.every:
        worked = openpyxl.load_workbook(out / f"{one.code}.xlsx", data_only=True)
        chosen, sentence, rows = shown(worked)
        assert chosen == choice(one)
        assert same(rows, expected(found, one)), one.code
        assert sentence.endswith(one.sentence)
        drawn = [value for value in points(worked, "figure") if isinstance(value, int | float)]
        window = [
            float(one.figures[period]) for at in found.months if (period := ending_with(at, one.length)) in one.figures
        ]
        assert drawn == ([] if one.in_words else pytest.approx(window))
        assert not errors(worked)
    nothing = openpyxl.load_workbook(out / "nothing.xlsx", data_only=True)
    assert shown(nothing)[1:] == ("Choose a measure from the list in I3.", [])
    assert not errors(nothing)


def points(book: Workbook, key: str) -> list[Any]:
    """The cells that a line of the chart is drawn from."""
    lists = book["Lists"]
    place = next(cell.column for cell in lists[4] if cell.value == key)
    return [lists.cell(row, place).value for row in range(5, 32)]


def errors(book: Workbook) -> list[Any]:
    """What looks like an error in any cell in sight."""
    return [
        cell.value for sheet in book if sheet.sheet_state == "visible" for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, str) and re.match(r"#[A-Z]", cell.value)
    ]  # fmt: skip


def test_the_chart_draws_gaps_as_nothing_and_says_in_words_what_it_shows(lived: Workspace) -> None:
    path = master(lived)
    book = openpyxl.load_workbook(path, data_only=True)
    assert points(book, "figure")[:3] == ["#N/A", "#N/A", 70]  # April and May 2012 have none
    with zipfile.ZipFile(path) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawings = "".join(
            parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/drawings/drawing")
        )
    (chart,) = [one for one in charts if "<c:lineChart>" in one]
    assert "<c:f>'Trend chart'!$I$3</c:f>" in chart and "<c:v>PS01 Calls answered in time (%)</c:v>" in chart
    assert re.findall(r"<c:v>(Figure|Target|Upper end of target|Mean|Lower limit|Upper limit)</c:v>", chart) == [
        "Figure", "Target", "Upper end of target", "Mean", "Lower limit", "Upper limit",
    ]  # fmt: skip
    assert '<c:dispBlanksAs val="span"/>' in chart
    assert "Line chart of PS01 Calls answered in time (%), July 2012 to June 2014. 24 figures: " in drawings
    assert "66.6 latest. The target is 90.0." in drawings


def test_nothing_of_what_readers_may_not_see_is_in_the_hidden_lists(tmp_path: Path) -> None:
    council = Council(tmp_path / "cut")
    measures = [measure("OPEN1", committee="ENV"), measure("SHUT1", committee="FIN", title="Settlements"), measure("SHUT2", committee="ENV", exempt="3")]  # fmt: skip
    council.start(measures, [target(one["code"], "2014/15", 987654) for one in measures])
    council.round(JUNE, {one["code"]: figure(123456) for one in measures})
    path = Workspace.open(council.folder).consolidate(readers="ENV")[0]
    with zipfile.ZipFile(path) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist())
    assert b"OPEN1" in text
    assert b"SHUT1" not in text and b"SHUT2" not in text and b"Settlements" not in text
