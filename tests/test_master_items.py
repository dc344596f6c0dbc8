"""The master's sheets about what is no measure: cell by cell against the position, and their live formulas in LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pmf_excel.framework.periods import month
from pmf_excel.framework.vocabulary import counts
from pmf_excel.ledger.audience import Audience, cut
from pmf_excel.ledger.follow_up import Table, tables
from pmf_excel.ledger.position import Position
from pmf_excel.master.build import build_master
from pmf_excel.master.view import View
from pmf_excel.workspace import Workspace
from tests.lives import lived
from tests.office import recalculate
from tests.test_parts import JULY, JUNE, SEPTEMBER, at_five, filled
from tests.test_position import Council, measure, target

SERVICES = [
    {"code": "LEI", "name": "Leisure", "head": "Head of Leisure"},
    {"code": "FIN", "name": "Finance", "head": "Head of Finance"},
]
PLAN = {"start": date(2014, 4, 1), "service": "LEI", "owner": "Project manager", "priority": "P1"}
WORK = [
    {**PLAN, "code": "A1", "title": "Open the leisure centre", "kind": "Project", "due": date(2014, 12, 31), "status": "On track", "note": "Design finished"},
    {**PLAN, "code": "A2", "title": "Review parking", "kind": "Activity", "start": date(2014, 11, 3), "due": date(2016, 5, 31), "status": "Not started"},
    {**PLAN, "code": "A3", "title": "Move the archive", "kind": "Activity", "status": "Completed successfully", "due": date(2014, 5, 30), "completed": date(2014, 5, 1)},
    {**PLAN, "code": "A4", "title": "Sell the depot", "kind": "Project", "due": date(2014, 8, 15), "status": "Some problems", "note": "No buyer yet"},
    {"code": "A5", "title": "Think about the future", "kind": "Activity", "service": "FIN"},
    {**PLAN, "code": "S1", "title": "Train the front desk", "kind": "Service plan action", "theme": "Workforce planning", "due": date(2014, 12, 1), "status": "On track"},
    {**PLAN, "code": "S2", "title": "Buy paper together", "kind": "Service plan action", "service": "FIN", "theme": "Procurement", "due": date(2015, 3, 31), "status": "On hold"},
    {**PLAN, "code": "S3", "title": "Write to members", "kind": "Service plan action", "theme": "Workforce planning", "due": date(2015, 3, 31), "status": "On track"},
    {**PLAN, "code": "S4", "title": "Buy fuel together", "kind": "Service plan action", "theme": "Procurement", "due": date(2015, 3, 31), "status": "On track"},
]  # fmt: skip
AGS = "Annual Governance Statement 2013/14"
RULE = {"service": "FIN", "report": "Payroll 2013/14", "importance": "High"}
AUDIT = [
    {**RULE, "code": "R1", "title": "Reconcile monthly", "original_due": date(2014, 12, 31), "percent_complete": Decimal(40)},
    {**RULE, "code": "R2", "title": "Write a procedure", "original_due": date(2014, 8, 31)},
    {**RULE, "code": "R3", "title": "Lock the safe", "original_due": date(2014, 7, 31)},
    {**RULE, "code": "R4", "title": "Renew the bond", "original_due": date(2014, 8, 31), "report": AGS},
    {**RULE, "code": "R5", "title": "Publish the register", "original_due": date(2015, 3, 31), "report": "AGS 2014"},
    {**RULE, "code": "R6", "title": "Review the constitution", "original_due": date(2014, 12, 31), "report": AGS},
    {**RULE, "code": "R7", "title": "Test the recovery plan", "original_due": date(2014, 4, 30), "completed": date(2014, 4, 20)},
    {**RULE, "code": "R8", "title": "Ask for longer", "original_due": date(2014, 10, 31)},
]  # fmt: skip
RISKS = [
    {"code": f"K{n}", "title": title, "service": service, "owner": "Head of service", "likelihood": likelihood and Decimal(likelihood),
     "impact": impact and Decimal(impact), "controls": "Checked weekly"}
    for n, (title, service, likelihood, impact) in enumerate([
        ("Flood at the depot", "LEI", 2, 3), ("Loss of the system", "FIN", 3, 4), ("Strike", "LEI", None, None),
        ("Fraud", "FIN", 3, 4), ("Heat", "LEI", 5, 1),
    ], 1)
]  # fmt: skip
MONEY = {"service": "LEI", "year": "2014/15", "tolerance": Decimal(5)}
BUDGETS = [
    {**MONEY, "code": "B1", "title": "Pools", "budget": Decimal(125_000)},
    {**MONEY, "code": "B2", "title": "Car park income", "budget": Decimal(-20_000)},
    {**MONEY, "code": "B3", "title": "Grants passed on", "budget": Decimal(0)},
    {**MONEY, "code": "B4", "title": "Audit fee", "budget": Decimal(48_000), "service": "FIN", "tolerance": Decimal("2.5")},
]  # fmt: skip
JUNE_SAID: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "activities": {
        "A1": {"status": "Some problems", "revised_due": date(2015, 2, 28), "note": "Steel is late"},
        "A2": {"status": "Not started"}, "A4": {"status": "Some problems", "note": "No buyer yet"}, "A5": {"status": "On hold"},
    },
    "actions": {"S1": {"status": "On track"}, "S2": {"status": "On hold"}, "S3": {"status": "On track"}},
    "recommendations": {
        "R1": {"percent": Decimal(80)}, "R2": {"percent": Decimal(10)}, "R3": {"percent": Decimal(50)}, "R4": {"percent": Decimal(30)},
        "R5": {"percent": Decimal(0)}, "R6": {"percent": Decimal(60)}, "R8": {"percent": Decimal(5)},
    },
    "risks": {
        "K1": {"likelihood": "2 Unlikely", "impact": "3 Moderate"}, "K2": {"likelihood": "3 Possible", "impact": "4 Major"},
        "K4": {"likelihood": "3 Possible", "impact": "4 Major"},
    },
    "budgets": {
        "B1": {"actual": Decimal(30_000), "forecast": Decimal(125_000)}, "B2": {"actual": Decimal(-4_000), "forecast": Decimal(-20_000)},
        "B4": {"actual": Decimal(0), "forecast": Decimal(48_000)},
    },
}  # fmt: skip
SEPTEMBER_SAID: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "activities": {
        "A1": {"status": "Needs attention", "revised_due": date(2015, 5, 31), "note": "=Glass is late"},
        "A4": {"status": "Some problems", "note": "One offer"}, "A5": {"status": "Failed"},
    },
    "actions": {
        "S1": {"status": "Completed successfully", "completed": date(2014, 9, 12)}, "S2": {"status": "On hold"},
        "S3": {"status": "On track"},
    },
    "recommendations": {
        "R1": {"percent": Decimal(90)}, "R2": {"percent": Decimal(20), "revised_due": date(2014, 12, 31), "note": "New officer"},
        "R3": {"percent": Decimal(100), "completed": date(2014, 8, 1), "note": "Done"}, "R4": {"percent": Decimal(45), "note": "Soon"},
        "R6": {"percent": Decimal(100), "completed": date(2014, 9, 30)},
        "R8": {"percent": Decimal(10), "revised_due": date(2015, 3, 31), "note": "Waiting for the auditor"},
    },
    "risks": {
        "K1": {"likelihood": "5 Almost certain", "impact": "4 Major", "note": "Barrier ordered"},
        "K2": {"likelihood": "3 Possible", "impact": "2 Minor"}, "K4": {"likelihood": "3 Possible", "impact": "4 Major"},
    },
    "budgets": {
        "B1": {"actual": Decimal(61_234), "forecast": Decimal(137_000), "note": "Heating"},
        "B2": {"actual": Decimal(-9_500), "forecast": Decimal(-18_500), "note": "Free in August"},
        "B4": {"actual": Decimal(0), "forecast": Decimal(46_800)},
    },
}  # fmt: skip


def council_of(folder: Path, said: bool = True, **sheets: Any) -> Workspace:
    """A council with every kind of item, asked in June and September; some of September is held and some never came."""
    made = Council(folder)
    parts: dict[str, Any] = {"activities": WORK, "recommendations": AUDIT, "risks": RISKS, "budgets": BUDGETS}
    workspace = made.start(
        [measure("M1", service="LEI")], [target("M1", "2014/15", 95)], services=SERVICES, **(parts | sheets)
    )
    for at, words in ((JUNE, JUNE_SAID), (SEPTEMBER, SEPTEMBER_SAID)):
        for outgoing in workspace.issue(at, at_five(at)):
            if said:
                name = f"{outgoing.issued.service} {at.id}.xlsx"
                (workspace.path("inbox") / name).write_bytes(filled(outgoing.data, workspace, words))
        workspace.collect(at_five(at, 6))
    return workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return council_of(tmp_path_factory.mktemp("items") / "council")


@pytest.fixture(scope="module")
def master(workspace: Workspace) -> Path:
    return workspace.consolidate(SEPTEMBER)[0]


@pytest.fixture(scope="module")
def position(workspace: Workspace) -> Position:
    return workspace.position(SEPTEMBER)[0]


def table(path: Path, title: str) -> dict[str, dict[str, Any]]:
    """The rows of a sheet by what stands in their first cell, each by its headings; days without their hours."""
    sheet = openpyxl.load_workbook(path, data_only=True)[title]
    headings, *rows = sheet.iter_rows(min_row=4, values_only=True)
    found = {str(row[0]): dict(zip(map(str, headings), row, strict=True)) for row in rows}
    return {code: {key: getattr(value, "date", lambda value=value: value)() for key, value in row.items()} for code, row in found.items()}  # fmt: skip


def said_above(path: Path, title: str) -> str:
    """The sentence above the table of a sheet, in whatever column it stands."""
    sheet: Worksheet = openpyxl.load_workbook(path, data_only=True)[title]
    return next(str(cell.value) for cell in sheet[3] if cell.value)


def some(row: Mapping[str, Any], *headings: str) -> tuple[Any, ...]:
    return tuple(row[heading] for heading in headings)


def test_every_activity_stands_as_the_ledger_says(master: Path, position: Position) -> None:
    rows = table(master, "Activities and projects")
    assert list(rows) == [one.code for one in position.items.activities] == ["A1", "A2", "A3", "A4", "A5"]
    for one in position.items.activities:
        assert some(rows[one.code], "Activity or project", "Status", "Original date", "Date now") == (
            one.item.title, one.status.shown, one.item.original_due, one.item.due,
        )  # fmt: skip
    a1, a3, a4, a5 = (rows[code] for code in ("A1", "A3", "A4", "A5"))
    assert some(a1, "Counts as", "Since last round", "Date now", "Progress", "As told in", "Days past its date") == (
        "Red", "Was ■\u00a0Some problems. Its date was 28 Feb 2015.", date(2015, 5, 31), "=Glass is late", None, None,
    )  # fmt: skip
    assert some(a4, "Counts as", "Since last round", "Days past its date", "Date now") == (
        "Amber",
        "Same",
        46,
        date(2014, 8, 15),
    )
    # Finished before it was ever asked about; and an answer that waits, because a failure wants a note.
    assert some(a3, "Counts as", "Completed on", "As told in", "Days past its date") == (
        None,
        date(2014, 5, 1),
        "Register",
        None,
    )
    assert some(a5, "Status", "Since last round", "As told in") == (
        "○ On hold",
        None,
        "Jun 2014; waits to be put right",
    )


def test_the_bar_runs_from_the_start_to_the_date_with_the_first_date_in_it(master: Path) -> None:
    rows = table(master, "Activities and projects")
    months = [heading for heading in rows["A1"] if heading[-5:-2] == " 20"]
    assert (months[0], months[-1], len(months)) == ("Apr 2014", "Mar 2016", 24)
    bars = {code: "".join(row[month] or "·" for month in months) for code, row in rows.items()}
    assert bars == {
        "A1": "■■■■■■■■◇■■■■◆··········",
        "A2": "·······■■■■■■■■■■■■■■■■■",  # due after the last month that is shown
        "A3": "■◆······················",
        "A4": "■■■■◆···················",
        "A5": "························",
    }


def test_a_council_whose_work_ends_within_the_year_has_twelve_months(tmp_path: Path) -> None:
    path = council_of(tmp_path / "council", activities=[WORK[0]], said=False).consolidate(JUNE)[0]
    months = [heading for heading in table(path, "Activities and projects")["A1"] if heading[-5:-2] == " 20"]
    assert months == [month(2014, 4).back(-n).short for n in range(12)]


def test_the_sentences_above_the_tables_count_what_is_there(master: Path, position: Position) -> None:
    items = position.items
    assert items.sticks is not None
    tally = counts([one.word for one in items.activities], items.sticks.vocabulary)
    assert said_above(master, "Activities and projects") == (
        f"{tally.sentence('activity or project', 'activities and projects')} 1 is past its date."
    )
    assert said_above(master, "Service plans") == "2 of 4 actions are on track, 1 is completed, 1 is on hold. None is past its date."  # fmt: skip
    assert said_above(master, "Risks") == "Of 5 risks, 1 is High, 2 are Medium, 1 is Low and 1 is not scored. 1 is greater than before."  # fmt: skip
    assert said_above(master, "Risk map") == "4 of 5 risks are scored and stand here."
    assert said_above(master, "Budget") == "3 of 4 lines have a forecast: budget £153,000, forecast £165,300: £12,300 over budget."  # fmt: skip
    assert said_above(master, "Audit recommendations") == (
        "8 in all: 1 live (A), 2 completed (B), 1 extension asked for (C), 2 outstanding (D), 1 governance (E), 1 completed before."
    )


def test_service_plans_go_by_service_and_theme_as_the_register_has_them(master: Path) -> None:
    rows = table(master, "Service plans")
    assert [(code, row["Service"], row["Theme"]) for code, row in rows.items()] == [
        ("S1", "Leisure", "Workforce planning"), ("S3", "Leisure", "Workforce planning"), ("S4", "Leisure", "Procurement"),
        ("S2", "Finance", "Procurement"),
    ]  # fmt: skip
    assert some(rows["S1"], "Status", "Since last round", "Completed on") == (
        "○ Completed successfully", "Was ●\u00a0On track.", date(2014, 9, 12),
    )  # fmt: skip
    assert some(rows["S4"], "Status", "Since last round", "As told in") == (
        "● On track",
        None,
        "Register; not told yet",
    )


def test_each_recommendation_stands_once_in_the_gravest_table(master: Path) -> None:
    rows = table(master, "Audit recommendations")
    assert [(code, row["Table"], row["Also in"]) for code, row in rows.items()] == [
        ("R1", "A Live", None),
        ("R3", "B Completed since last round", None),
        ("R6", "B Completed since last round", "E Governance statement"),
        ("R8", "C Extension asked for", None),
        ("R2", "D Outstanding", "C Extension asked for"),
        ("R4", "D Outstanding", "E Governance statement"),
        ("R5", "E Governance statement", None),
        ("R7", "Completed before", None),
    ]
    assert some(rows["R2"], "Complete (%)", "Status", "Since last round", "Days past its date", "Original date", "Later date asked for") == (
        20, "▲ Red", "Was 10% complete.", 30, date(2014, 8, 31), date(2014, 12, 31),
    )  # fmt: skip
    assert some(rows["R6"], "Complete (%)", "Since last round", "Completed on", "Audit report") == (
        100, "Was 60% complete, ■\u00a0Amber.", date(2014, 9, 30), AGS,
    )  # fmt: skip
    assert some(rows["R5"], "Complete (%)", "Since last round", "As told in") == (0, None, "Jun 2014; not told yet")


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        ("R1", {}, [Table.LIVE]),
        ("R2", {"wanted": None}, [Table.OUTSTANDING]),
        ("R2", {"report": AGS}, [Table.OUTSTANDING, Table.EXTENSION, Table.GOVERNANCE]),
        ("R8", {"report": "annual governance statement"}, [Table.EXTENSION, Table.GOVERNANCE]),
        ("R8", {"report": "Lags in payroll"}, [Table.EXTENSION]),
        ("R3", {"report": AGS}, [Table.COMPLETED, Table.GOVERNANCE]),
        ("R7", {}, [Table.BEFORE]),
        (
            "R7",
            {"completed": date(2014, 7, 1)},
            [Table.COMPLETED],
        ),  # told by the register, after the last round that asked
    ],
)
def test_the_tables_a_recommendation_belongs_to(
    position: Position, code: str, changes: dict[str, Any], expected: list[Table]
) -> None:
    (one,) = (one for one in position.items.recommendations if one.code == code)
    if "wanted" in changes:
        one = replace(one, wanted=changes.pop("wanted"))
    assert tables(replace(one, item=replace(one.item, **changes)), SEPTEMBER.end) == expected


def test_the_gravest_risk_comes_first_and_what_is_not_scored_last(master: Path) -> None:
    rows = table(master, "Risks")
    assert [(code, *some(row, "Score", "Level", "Likelihood", "Impact", "Before", "Since then")) for code, row in rows.items()] == [
        ("K1", 20, "▲ High", 5, 4, "■ Medium, 6", "Greater"),
        ("K4", 12, "■ Medium", 3, 4, "■ Medium, 12", "Same"),
        ("K2", 6, "■ Medium", 3, 2, "■ Medium, 12", "Smaller"),
        ("K5", 5, "● Low", 5, 1, "● Low, 5", None),  # nobody has said anything of it
        ("K3", None, "○ Not scored", None, None, None, None),
    ]  # fmt: skip
    cell = openpyxl.load_workbook(master)["Risks"]["E5"]
    assert (cell.value, cell.number_format) == (5, '0" Almost certain"')


def test_the_map_counts_every_scored_risk_once(master: Path, position: Position) -> None:
    sheet = openpyxl.load_workbook(master, data_only=True)["Risk map"]
    headings, *rows, total = sheet.iter_rows(min_row=4, values_only=True)
    assert headings == ("Likelihood, by impact", "1 Slight", "2 Minor", "3 Moderate", "4 Major", "5 Severe", "All", "Which risks")  # fmt: skip
    assert [row[:7] for row in rows] == [
        ("5 Almost certain", 1, 0, 0, 1, 0, 2), ("4 Likely", 0, 0, 0, 0, 0, 0), ("3 Possible", 0, 1, 0, 1, 0, 2),
        ("2 Unlikely", 0, 0, 0, 0, 0, 0), ("1 Rare", 0, 0, 0, 0, 0, 0),
    ]  # fmt: skip
    assert total[:7] == ("All", 1, 1, 0, 2, 0, sum(one.score is not None for one in position.items.risks))
    assert (rows[0][7], rows[2][7], rows[1][7]) == ("4 Major: K1. 1 Slight: K5.", "4 Major: K4. 2 Minor: K2.", None)
    # Shape and word of the level stand beside the number, whatever it counts; and the total is no part of the table.
    assert (sheet["F5"].number_format, sheet["B9"].number_format) == ('0"   ▲ High";;"–   ▲ High"', '0"   ● Low";;"–   ● Low"')  # fmt: skip
    assert [one.ref for one in sheet.tables.values()] == ["A4:H9"]


def test_a_council_with_another_matrix_has_a_map_of_its_own(tmp_path: Path) -> None:
    workspace = council_of(tmp_path / "council", said=False, risks=[
        {"code": "K1", "title": "Flood", "service": "LEI", "likelihood": Decimal(1), "impact": Decimal(4)},
        {"code": "K2", "title": "Fire", "service": "LEI", "likelihood": Decimal(5), "impact": Decimal(4)},  # 4 is the most there is
    ])  # fmt: skip
    toml = workspace.folder / "pmf.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\nrisk_matrix = "Cell by cell"\n', encoding="utf-8")
    Workspace.open(workspace.folder).issue(SEPTEMBER, at_five(SEPTEMBER, 9))
    path = Workspace.open(workspace.folder).consolidate(SEPTEMBER)[0]
    rows = table(path, "Risk map")
    assert list(rows) == ["4 Almost certain", "3 Likely", "2 Possible", "1 Unlikely", "All"]
    assert some(rows["1 Unlikely"], "1 Minor", "4 Severe", "All", "Which risks") == (0, 1, 1, "4 Severe: K1.")
    assert openpyxl.load_workbook(path)["Risk map"]["E8"].number_format == '0"   ■ Medium";;"–   ■ Medium"'
    risks = table(path, "Risks")
    assert [(code, *some(row, "Score", "Level", "Likelihood")) for code, row in risks.items()] == [
        ("K1", 4, "■ Medium", 1), ("K2", None, "○ Not scored", None),
    ]  # fmt: skip


def test_a_cell_names_no_more_risks_than_can_be_read(tmp_path: Path) -> None:
    many = [{"code": f"K{n}", "title": "Risk", "service": "LEI", "likelihood": Decimal(1), "impact": Decimal(1)} for n in range(1, 16)]  # fmt: skip
    path = council_of(tmp_path / "council", said=False, risks=many).consolidate(SEPTEMBER)[0]
    row = table(path, "Risk map")["1 Rare"]
    assert row["1 Slight"] == 15
    assert row["Which risks"] == f"1 Slight: {', '.join(f'K{n}' for n in range(1, 13))} and 3 more."


def test_the_budget_says_over_and_under_for_spending_and_income(master: Path) -> None:
    rows = table(master, "Budget")
    headings = ("Budget for the year (£)", "Actual so far (£)", "Budget spent (%)", "Forecast for the year (£)",
                "Forecast less budget (£)", "Of the budget (%)", "Status", "Tolerance (%)")  # fmt: skip
    assert {code: some(row, *headings) for code, row in rows.items()} == {
        "B1": (125_000, 61_234, 49.0, 137_000, 12_000, 9.6, "■ Amber", 5),
        "B2": (-20_000, -9_500, 47.5, -18_500, 1_500, 7.5, "■ Amber", 5),  # less income is worse
        "B3": (0, None, None, None, None, None, "○ No forecast", 5),
        "B4": (48_000, 0, 0, 46_800, -1_200, -2.5, "● Green", 2.5),
    }
    sheet = openpyxl.load_workbook(master)["Budget"]
    assert (sheet["D5"].number_format, sheet["K8"].number_format) == ('#,##0_);"−"#,##0_)', '#,##0.0_);"−"#,##0.0_)')


def test_pence_are_shown_where_there_are_any(tmp_path: Path) -> None:
    money = [{**BUDGETS[0], "forecast": Decimal("124999.50"), "actual": Decimal(-3)}]
    path = council_of(tmp_path / "council", said=False, budgets=money).consolidate(SEPTEMBER)[0]
    assert said_above(path, "Budget") == "Budget £125,000.00, forecast £124,999.50: £0.50 under budget."
    assert openpyxl.load_workbook(path)["Budget"]["D5"].number_format == '#,##0.00_);"−"#,##0.00_)'


@pytest.mark.parametrize(
    ("forecasts", "expected"),
    [
        ((None, None), "No line has a forecast yet. Budget £105,000."),
        ((125_000, -20_000), "Budget £105,000, forecast £105,000: as budgeted."),
        ((None, -26_000), "1 of 2 lines has a forecast: budget −£20,000, forecast −£26,000: £6,000 under budget."),
    ],
)
def test_the_budget_in_a_sentence(tmp_path: Path, forecasts: tuple[int | None, int | None], expected: str) -> None:
    money = [{**row, **({} if given is None else {"forecast": Decimal(given)})} for row, given in zip(BUDGETS, forecasts, strict=False)]  # fmt: skip
    path = council_of(tmp_path / "council", said=False, budgets=money).consolidate(SEPTEMBER)[0]
    assert said_above(path, "Budget") == expected
    again = openpyxl.load_workbook(recalculate([path], tmp_path) / path.name, data_only=True)["Budget"]
    assert next(cell.value for cell in again[3] if cell.value) == expected


def test_every_formula_of_these_sheets_gives_what_the_ledger_says(master: Path, tmp_path: Path) -> None:
    def cells(path: Path, values: bool) -> dict[tuple[str, str], Any]:
        book = openpyxl.load_workbook(path, data_only=values)
        titles = ("Activities and projects", "Audit recommendations", "Risks", "Risk map", "Budget")
        return {(title, c.coordinate): c.value for title in titles for row in book[title].iter_rows() for c in row}

    ours, theirs = cells(master, True), cells(recalculate([master], tmp_path) / master.name, True)
    live = [place for place, value in cells(master, False).items() if isinstance(value, str) and value.startswith("=") and value != "=Glass is late"]  # fmt: skip
    assert {place: ours[place] or "" for place in live} == {place: theirs[place] or "" for place in live}
    assert len(live) == 5 * 24 + 1 + 5 + (5 * 6 + 6) + 4 * 4 + 1


def test_before_anything_came_the_register_is_shown_and_says_so(tmp_path: Path) -> None:
    path = council_of(tmp_path / "council", said=False).consolidate(JUNE)[0]
    rows = table(path, "Activities and projects")
    assert some(rows["A1"], "Status", "As told in") == ("● On track", "Register; not told yet")
    assert "Since last round" not in rows["A1"]
    assert rows["A5"]["Status"] == "○ No status"
    assert some(table(path, "Audit recommendations")["R2"], "Status", "Complete (%)") == ("○ Awaited", None)


def test_between_two_quarters_the_sheets_say_in_which_round_it_was_said(tmp_path: Path) -> None:
    workspace = council_of(tmp_path / "council")
    workspace.issue(JULY, at_five(JULY))
    path = workspace.consolidate(JULY)[0]
    a1 = table(path, "Activities and projects")["A1"]
    assert some(a1, "Status", "As told in", "Date now") == ("■ Some problems", "Jun 2014", date(2015, 2, 28))
    assert table(path, "Budget")["B1"]["As told in"] == "Jun 2014"


def test_there_is_no_sheet_for_what_a_council_does_not_have(tmp_path: Path) -> None:
    path = council_of(tmp_path / "council", said=False, activities=WORK[:1], recommendations=[], risks=[]).consolidate(JUNE)[0]  # fmt: skip
    titles = openpyxl.load_workbook(path).sheetnames
    assert "Activities and projects" in titles and "Budget" in titles
    assert not {"Service plans", "Audit recommendations", "Risks", "Risk map"} & set(titles)


def test_a_service_sees_its_own_items_and_sentences_of_those_alone(workspace: Workspace, tmp_path: Path) -> None:
    readers = Audience("Finance", service="FIN")
    position, framework = cut(*workspace.position(SEPTEMBER), readers)
    view = View(position, framework, "A council", readers=readers)
    path = tmp_path / "cut.xlsx"
    path.write_bytes(build_master(view, workspace.layout("master"), workspace.theme))
    assert (list(table(path, "Activities and projects")), list(table(path, "Risks")), list(table(path, "Budget"))) == (
        ["A5"], ["K4", "K2"], ["B4"],
    )  # fmt: skip
    only = "For Finance: only what is theirs is in this workbook."
    assert said_above(path, "Budget") == f"Budget £48,000, forecast £46,800: £1,200 under budget. {only}"
    assert said_above(path, "Risk map") == f"2 of 2 risks are scored and stand here. {only}"
    text = "\n".join(str(c.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row)
    assert "Flood" not in text and "leisure centre" not in text.casefold()


def test_words_of_an_earlier_vocabulary_are_counted_by_what_they_meant(tmp_path: Path) -> None:
    workspace = council_of(tmp_path / "council", activities=WORK[:2])
    own = workspace.folder / "workbook_templates"
    own.mkdir()
    text = workspace.text("vocabularies.toml").replace('"Needs attention"', '"Poorly"')
    (own / "vocabularies.toml").write_text(text, encoding="utf-8")
    at = month(2014, 12)
    workspace = Workspace.open(workspace.folder)
    workspace.issue(at, at_five(at))
    path = workspace.consolidate(at)[0]
    assert table(path, "Activities and projects")["A1"]["Status"] == "▲ Needs attention"
    assert said_above(path, "Activities and projects").startswith(
        "1 of 2 activities and projects needs attention or has failed, 1 has not started."
    )


@pytest.mark.parametrize("seed", [2, 9])
def test_a_council_that_answers_at_random_has_every_item_on_a_sheet(tmp_path: Path, seed: int) -> None:
    workspace = lived(tmp_path / "council", seed, services=3, measures=2, items=6)
    path, position = workspace.consolidate()
    for title, lines in (
        ("Activities and projects", position.items.activities), ("Service plans", position.items.actions),
        ("Audit recommendations", position.items.recommendations), ("Risks", position.items.risks),
        ("Budget", position.items.budgets),
    ):  # fmt: skip
        if lines:
            rows = table(path, title)
            assert set(rows) == {one.code for one in lines}
            key = "Level" if title == "Risks" else "Status"
            assert {code: row[key] for code, row in rows.items()} == {one.code: one.status.shown for one in lines}
