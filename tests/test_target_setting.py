"""The target-setting workbook: what stands in a row, what is asked and refused, and its live cells, which say what Python says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_excel.comparators import take_in
from pmf_excel.excel import package
from pmf_excel.excel.reader import tables
from pmf_excel.excel.stamp import Code
from pmf_excel.framework.conditions import Against
from pmf_excel.framework.figures import Kind, of_day
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.periods import month
from pmf_excel.framework.status import Status
from pmf_excel.ledger.editable import editable
from pmf_excel.ledger.queries import row_of
from pmf_excel.ledger.records import ItemAnswer, ItemAsked, Terms
from pmf_excel.problems import Severity
from pmf_excel.returns.ask import Request
from pmf_excel.returns.build import build_return
from pmf_excel.returns.items import Told
from pmf_excel.returns.live import DONE
from pmf_excel.returns.marking import Marking, row_key
from pmf_excel.returns.read import Questions, read_return
from pmf_excel.returns.target_setting import EASIER, FIRST, HARDER, NO_FIGURE, OTHER, SAME, TARGETS, Setting
from pmf_excel.returns.trial import CHECK_TARGET
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED
from tests.everything import council
from tests.forms import BACK, JANUARY, NEXT, filled
from tests.office import recalculate
from tests.test_faces import RULES, polarities, terms
from tests.test_position import Council, measure, target

D = Decimal
ROWS = 700


def row_of_terms(code: str, made: Terms, tried: Decimal | None, before: Decimal | None, adds_up: bool) -> ItemAsked:
    """A row of a workbook about these terms, as it would be issued."""
    printed = {
        "code": code,
        "title": "A measure",
        "figure": "" if tried is None else f"{tried:f}",
        "before": "" if before is None else f"{before:f}",
    }
    return ItemAsked("targets", code, {"terms": made.as_text(), "adds_up": "yes" if adds_up else "no"}, printed)


def asked_rows() -> Iterator[ItemAsked]:
    """Rows of every rule, polarity and kind for which a target can be set."""
    chance = random.Random(2015)
    rules = [
        rule
        for rule in RULES.values()
        if editable(terms(rule, Polarity.HIGHER, 1, Tolerance(D(5), ToleranceKind.POINTS)))
    ]
    number = 0
    while number < ROWS:
        rule = chance.choice(rules)
        polarity = chance.choice(polarities(rule))
        kind = chance.choice([Kind.PERCENTAGE, Kind.NUMBER, Kind.NUMBER, Kind.MONEY, Kind.YES_NO, Kind.DATE])
        in_words, by_target = kind in (Kind.YES_NO, Kind.DATE), Against.TARGET in rule.needs
        if in_words and (not by_target or polarity in (Polarity.BAND, Polarity.NEITHER)):
            continue
        tolerance = Tolerance(D(chance.choice(["0", "5", "10", "2.5"])), chance.choice(list(ToleranceKind)))
        made = terms(rule, polarity, chance.choice([0, 1, 2]), tolerance, kind)
        made = replace(made, title="", service="", priority="")
        values = sorted(D(chance.choice(["0", "50", "80", "95", "95.5", "12.25"])) for _ in range(2))
        if kind is Kind.YES_NO:
            made, tried = (
                replace(made, target=D(1), decimals=0, tolerance=Tolerance(D(0), ToleranceKind.POINTS)),
                D(chance.choice([0, 1])),
            )
        elif kind is Kind.DATE:
            made = replace(
                made,
                target=of_day(date(2014, 8, 12)),
                decimals=0,
                tolerance=Tolerance(tolerance.amount.quantize(D(1)), ToleranceKind.POINTS),
            )
            tried = of_day(date(2014, 8, chance.choice([1, 12, 20])))
        else:
            made = replace(made, target=values[0], forecast=values[0], green=values[1], amber=values[0])
            if polarity is Polarity.LOWER:
                made = replace(made, green=values[0], amber=values[1])
            if polarity is Polarity.BAND:
                made = replace(made, upper=values[1])
            if kind is Kind.PERCENTAGE:
                made = replace(made, minimum=D(0), maximum=D(100), unit="%")
            tried = values[0] + D(chance.choice(["0", "1", "-1", "-6", "0.04", "7"]))
        keep = set(editable(made))
        made = replace(
            made, **{name: None for name in ("target", "upper", "green", "amber", "forecast") if name not in keep}
        )
        if chance.random() < 0.1:
            made = replace(made, **dict.fromkeys(keep), words=chance.choice(["", "Higher than last year"]))
        number += 1
        yield row_of_terms(
            f"M{number}", made, tried if chance.random() > 0.05 else None, values[1], chance.random() < 0.3
        )


def typed_in(chance: random.Random, item: ItemAsked) -> dict[str, Any]:
    """What somebody may type into a row, rightly and wrongly."""
    setting = Setting.of(item)

    def value(now: Decimal | None) -> Any:
        if setting.terms.kind is Kind.YES_NO:
            return chance.choice(["Yes", "No", "no", "perhaps"])
        if setting.terms.kind is Kind.DATE:
            return chance.choice([date(2014, 8, 12), date(2014, 8, 1), date(2015, 9, 1), "soon"])
        return chance.choice(
            [
                now if now is not None else D(50),
                D("60"),
                D("95"),
                D("96.04"),
                D("0"),
                D("0.95"),
                D("101"),
                "about 95",
                D("-3"),
            ]
        )

    found: dict[str, Any] = {}
    for column, name in setting.places.items():
        if chance.random() < 0.9:
            found[column] = value(getattr(setting.terms, name))
    if "new_second" not in setting.places and chance.random() < 0.05:
        found["new_second"] = D(3)
    if chance.random() < (0.5 if setting.adds_up else 0.02):
        found["longer"] = chance.choice([D(600), D("600.5"), "six hundred", D(0)])
    if chance.random() < (0.5 if setting.adds_up else 0.02):
        found["over"] = chance.choice([D(4), D(2), D(1), D("2.5"), D(11), "four"])
    if chance.random() < 0.3:
        found["new_tolerance"] = chance.choice([D(5), D(10), D("2.5"), D(0), D(-1), "five"])
    if chance.random() < 0.3:
        found["new_kind"] = chance.choice(["points", "% of target", "Points", "pct"])
    if chance.random() < 0.6:
        found["rationale"] = "Because of last year."
    return found


def test_live_cells_and_checks_agree_in_every_row(workspace: Workspace, tmp_path: Path) -> None:
    items = list(asked_rows())
    layout, chance = workspace.layouts["targets"], random.Random(7)
    service = next(iter(workspace.register().framework.services.values()))
    sticks = workspace.yardsticks()
    request = Request(
        "A Council",
        service,
        NEXT,
        date(2015, 1, 31),
        None,
        "",
        (),
        layout.version,
        tuple(items),
        sticks,
        tuple(items),
        "targets",
    )
    typed = {
        f"{row_key('targets', item.code, NEXT.id)}|{column}": value
        for item in items for column, value in typed_in(chance, item).items()
    }  # fmt: skip
    code = Code(service.code, NEXT.id, 1, "0123456789")
    path = tmp_path / "targets.xlsx"
    path.write_bytes(build_return(request, code, workspace.press(layout, "targets"), marking=Marking(typed=typed)))
    book = package.read((recalculate([path], tmp_path) / path.name).read_bytes())
    read = read_return(book, path.name, layout, Questions(NEXT, [], items, sticks), BACK.date())
    errors = {row_of(problem.about) for problem in read.problems if problem.severity is Severity.ERROR}
    answers = {answer.code: answer for answer in read.answers if isinstance(answer, ItemAnswer)}
    assert len(answers) == ROWS
    seen: Counter[str] = Counter()
    (table,) = tables(book, TARGETS.sheet_for(layout.sheet("targets"), items), "")
    by_code = {item.code: item for item in items}
    for row in table.rows():
        item = by_code[row["code"].text]
        key = row_key("targets", item.code, NEXT.id)
        cells = {column: placed.text for column, placed in row.cells.items()}
        said = (cells, [str(problem) for problem in read.problems if row_of(problem.about) == key])
        spoken = any(
            p.code in ("PMF-232", "PMF-233", "PMF-236", "PMF-237", "PMF-238")
            for p in read.problems
            if row_of(p.about) == key
        )
        if not spoken:
            assert (cells["to_do"] == DONE) is (key not in errors), said
        seen[cells["to_do"]] += 1
        answer = answers[item.code]
        if answer.held or spoken:
            continue
        told = Told(answer, item, sticks, BACK.date())
        assert {name: cells[name] for name in ("then", "against")} == TARGETS.shown(told), said
        seen[cells["then"]] += 1
        seen[cells["against"]] += 1
    assert seen[DONE] > 120
    wanted = {
        "Proposed target needed", "Check: Proposed target", "Upper end or Amber value needed", "Check: Upper end or Amber value",
        "Check: Proposed tolerance", "Check: Tolerance is", "Over how many years needed", "Check: Over how many years", "Why needed", EASIER, HARDER, SAME, OTHER, FIRST, NO_FIGURE, CHECK_TARGET,
        Status.GREEN.shown, Status.AMBER.shown, Status.RED.shown,
    }  # fmt: skip
    assert wanted <= set(seen), wanted - set(seen)


@pytest.fixture
def small(tmp_path: Path) -> Council:
    return Council(tmp_path / "council")


def rows_of(workspace: Workspace) -> dict[str, ItemAsked]:
    """The rows of the workbook of 2015/16, by code."""
    (made,) = workspace.issue_form("targets", NEXT, JANUARY)
    with workspace.ledger.reading() as reader:
        return {item.code: item for _, item in reader.asked_items([made.issued.seq])}


def past(code: str, period: str, value: str) -> dict[str, Any]:
    return {"measure": code, "period": period, "figure": D(value)}


def figures_of(code: str, year: int, values: str) -> list[dict[str, Any]]:
    """Four quarters of a financial year."""
    return [past(code, f"Q{n} {year}/{(year + 1) % 100}", value) for n, value in enumerate(values.split(), 1)]


def test_three_years_are_rolled_up_as_the_register_says_and_nothing_is_made_up(small: Council) -> None:
    quarterly: dict[str, Any] = {"frequency": "Quarterly"}
    measures = [
        measure("SUM", roll_up="Sum", **quarterly), measure("MEAN", roll_up="Mean", **quarterly), measure("NONE", **quarterly),
        measure("UP", cumulative="Yes", **quarterly), measure("YEAR", frequency="Annual"),
    ]  # fmt: skip
    codes = [one["code"] for one in measures]
    known = [
        row
        for code in codes[:4]
        for row in (
            *figures_of(code, 2012, "1 2 3 4"),
            *figures_of(code, 2013, "2 3 4 5"),
            *figures_of(code, 2014, "3 4 5"),
        )
    ]
    known += [past("NONE", "2012/13", "9"), past("YEAR", "2012/13", "7"), past("YEAR", "2013/14", "8")]
    workspace = small.start(measures, [target(code, "2014/15", 10) for code in codes], known)
    rows = rows_of(workspace)
    shown = {
        code: [row.printed[f"outturn_{n}"] for n in (3, 2, 1)] + [row.printed["tried"], row.printed["tried_of"]]
        for code, row in rows.items()
    }
    assert shown == {
        "SUM": ["10", "14", "", "14", "2013/14"],  # a part of a sum is no measure of the whole
        "MEAN": ["2.5", "3.5", "", "4", "2014/15 so far"],
        "NONE": ["9", "", "", "5", "Q3 2014/15"],
        "UP": ["4", "5", "", "5", "2013/14"],
        "YEAR": ["7", "8", "", "8", "2013/14"],
    }


def test_figures_that_were_collected_count_as_those_of_the_register(small: Council) -> None:
    workspace = small.start([measure("A", roll_up="Mean")], [target("A", "2014/15", 50)], [past("A", "2013/14", "40")])
    small.round(month(2014, 4), {"A": {"figure": D(60)}})
    small.round(month(2014, 5), {"A": {"figure": D(64)}})
    row = rows_of(workspace)["A"]
    assert (row.printed["tried"], row.printed["tried_of"], row.printed["status"], row.printed["outturn_2"]) == (
        "62",
        "2014/15 so far",
        "● Green",
        "40",
    )


def test_a_figure_in_another_unit_is_no_outturn(small: Council) -> None:
    small.start([measure("A", unit="days")], [target("A", "2014/15", 50)])
    small.round(month(2014, 4), {"A": {"figure": D(60)}})
    workspace = small.start([measure("A", unit="hours")], [target("A", "2014/15", 50)])
    row = rows_of(workspace)["A"]
    assert (row.printed["tried"], row.printed["status"]) == ("", "")
    assert (
        TARGETS.shown(
            Told(
                ItemAnswer("targets", "A", NEXT, False, {"new_target": "40"}), row, workspace.yardsticks(), BACK.date()
            )
        )["then"]
        == NO_FIGURE
    )


def test_the_trend_in_a_word_and_what_others_achieve_stand_beside(small: Council, tmp_path: Path) -> None:
    workspace = small.start(
        [measure("A", frequency="Quarterly")], [target("A", "2014/15", 5)],
        [*figures_of("A", 2012, "5 6 5 6"), *figures_of("A", 2013, "5 6 5 60")],
    )  # fmt: skip
    file = tmp_path / "others.csv"
    file.write_text(
        "measure,period,group,value,source\nA,2012/13,England: median,7,A table\nA,2013/14,England: median,8,A table\n",
        encoding="utf-8",
    )
    take_in(workspace, file, COLLECTED)
    row = rows_of(workspace)["A"]
    assert (row.printed["trend"], row.printed["others"]) == ("Outside its usual range", "England: median: 8 (2013/14)")


def test_measures_without_a_target_rule_or_beyond_the_year_are_asked_nothing(small: Council) -> None:
    measures = [
        measure("A"),
        measure("B", rule="Data only"),
        measure("C", rule="No target"),
        measure("D", withdrawn="2015/16"),
        measure("E", introduced="2016/17"),
    ]
    workspace = small.start(measures, [target(code, "2014/15", 5) for code in "ADE"])
    assert list(rows_of(workspace)) == ["A"]


@pytest.mark.parametrize(
    ("rows", "targets", "shown", "words"),
    [
        ({}, [target("A", "2014/15", 90)], "90", ""),
        ({}, [target("A", "Apr 2014", 80), target("A", "May 2014", 85)], "85", ""),
        ({"roll_up": "Sum"}, [target("A", "Apr 2014", 80)], "80 for Apr 2014", "80 for Apr 2014"),
        ({"cumulative": "Yes"}, [target("A", "Apr 2014", 80), target("A", "Mar 2015", 900)], "900", ""),
        ({"roll_up": "Sum"}, [target("A", "2014/15", 90, profile="Even")], "90", ""),
        ({"roll_up": "Sum"}, [target("A", "2017/18", 600, since="2014/15")], "600 by the end of 2017/18", "600 by the end of 2017/18"),
        ({}, [target("A", "2014/15", "Higher than last year")], "Higher than last year: 41", "Higher than last year"),
    ],
)  # fmt: skip
def test_this_years_target_is_what_the_register_says_of_the_year(
    small: Council, rows: dict[str, Any], targets: list[dict[str, Any]], shown: str, words: str
) -> None:
    workspace = small.start([measure("A", **rows)], targets, [past("A", "2013/14", "40")])
    row = rows_of(workspace)["A"]
    assert (row.printed["target"], Terms.of_text(row.terms["terms"]).words) == (shown, words)


def test_figures_that_come_later_make_no_new_issue(small: Council) -> None:
    workspace = small.start(
        [measure("A")], [target("A", "2014/15", "Higher than last year")], [past("A", "2013/14", "40")]
    )
    (first,) = workspace.issue_form("targets", NEXT, JANUARY)
    small.round(month(2014, 4), {"A": {"figure": D(60)}}, datetime(2015, 1, 20, 9, tzinfo=UTC))
    (again,) = workspace.issue_form("targets", NEXT, BACK)
    assert (again.new, again.issued.code) == (False, first.issued.code)


CASES = [
    # this year's target, more of the measure, what is said -> codes of what is found
    (5, {}, {"new_target": D(5)}, []),
    (5, {}, {"new_target": D(4)}, ["PMF-230"]),
    (5, {}, {"new_target": D(6)}, ["PMF-230"]),
    (5, {}, {"new_target": D(6), "rationale": "More"}, []),
    (5, {}, {"new_target": D(5), "new_tolerance": D(20)}, ["PMF-230"]),
    (5, {"maximum": D(10)}, {"new_target": D(11), "rationale": "More"}, ["PMF-203"]),
    (5, {}, {"new_target": D(0), "rationale": "None"}, ["PMF-252"]),
    (5, {}, {"new_target": D(0), "rationale": "None", "new_tolerance": D(1), "new_kind": "points"}, []),
    (5, {}, {"new_target": D(0), "rationale": "None", "reply": "It is meant"}, ["PMF-252 note"]),
    (5, {}, {"new_target": D(500), "rationale": "More"}, ["PMF-239"]),
    (5, {"rule": "On or off track"}, {"new_target": D(5), "new_tolerance": D(5)}, ["PMF-251"]),
    (90, {"kind": "Percentage", "unit": "%"}, {"new_target": D("0.95"), "rationale": "x"}, ["PMF-219"]),
    (90, {"kind": "Percentage", "unit": "%"}, {"new_target": "95%", "rationale": "x"}, ["PMF-232 note"]),
    ("Yes", {"kind": "Yes/No"}, {"new_target": "Yes"}, []),
    ("Yes", {"kind": "Yes/No"}, {"new_target": "No"}, ["PMF-230"]),
    ("Yes", {"kind": "Yes/No"}, {"new_target": "maybe"}, ["PMF-204"]),
    ("TBC", {}, {"new_target": D(5)}, []),
    (5, {}, {}, ["PMF-230"]),
]  # fmt: skip


@pytest.mark.parametrize(("now", "more", "said", "found"), CASES)
def test_what_is_said_of_a_proposal(
    small: Council, now: Any, more: dict[str, Any], said: dict[str, Any], found: list[str]
) -> None:
    other = measure("B")
    known = [] if more.get("kind") == "Yes/No" else [past("A", "2013/14", "6")]
    workspace = small.start(
        [measure("A", **more), other], [target("A", "2014/15", now), target("B", "2014/15", 5)], known
    )
    (made,) = workspace.issue_form("targets", NEXT, JANUARY)
    (workspace.path("inbox") / "a.xlsx").write_bytes(filled(workspace, made, {"A": said, "B": {"new_target": D(5)}}))
    (report,) = workspace.collect(BACK)
    told = [f"{p.code}{' note' if p.severity is Severity.NOTE else ''}" for p in report.problems]
    assert told == found, report.problems
    assert (report.verdict == "held") is bool(set(found) & {"PMF-230", "PMF-203", "PMF-251", "PMF-204"})


def test_a_band_and_two_values_have_their_second_cell(small: Council) -> None:
    measures = [measure("A", polarity="Within a band"), measure("B", rule="Green and Amber values")]
    workspace = small.start(
        measures, [target("A", "2014/15", 40, upper=D(60)), {"measure": "B", "period": "2014/15", "green": D(90), "amber": D(80)}]
    )  # fmt: skip
    (made,) = workspace.issue_form("targets", NEXT, JANUARY)
    rows = {
        "A": {"new_target": D(60), "new_second": D(40), "rationale": "x"},
        "B": {"new_target": D(92), "rationale": "x"},
    }
    (workspace.path("inbox") / "a.xlsx").write_bytes(filled(workspace, made, rows))
    (report,) = workspace.collect(BACK)
    assert [(p.code, p.about.rpartition("|")[2]) for p in report.problems] == [
        ("PMF-253", "new_second"),
        ("PMF-230", "new_second"),
    ]
    assert report.problems[0].found == "the upper end, 40, is on the wrong side of the target, 60."


def test_a_target_over_several_years_is_asked_only_where_figures_add_up(small: Council) -> None:
    measures = [measure("HOMES", roll_up="Sum"), measure("B", kind="Percentage", unit="%")]
    workspace = small.start(measures, [target("HOMES", "2014/15", 100, profile="Even"), target("B", "2014/15", 5)])
    (made,) = workspace.issue_form("targets", NEXT, JANUARY)
    rows: dict[str, dict[str, Any]] = {
        "HOMES": {"new_target": D(100), "longer": D(600), "over": D(4)}, "B": {"new_target": D(5), "longer": D(20)},
    }  # fmt: skip
    (workspace.path("inbox") / "a.xlsx").write_bytes(filled(workspace, made, rows))
    (report,) = workspace.collect(BACK)
    assert [(p.code, p.about.rpartition("|")[2]) for p in report.problems] == [
        ("PMF-230", "over"),
        ("PMF-251", "longer"),
    ]
    assert {one.answer.code: one.answer.said.get("longer") for one in workspace.said("targets", NEXT)} == {
        "HOMES": "600"
    }


def test_a_council_of_any_size_gets_its_workbooks_and_parts(tmp_path: Path) -> None:
    workspace = council(tmp_path / "council", 2, 12, 0)
    made = workspace.issue_form("targets", NEXT, JANUARY)
    assert [one.rows for one in made] == [9, 9]
