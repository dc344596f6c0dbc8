"""Reports about items: what stands in the finished document, read back, against the position it was made from."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from pmf_excel.docket import ANYONE, Docket, Wanted
from pmf_excel.errors import PutRight
from pmf_excel.excel.theme import Theme
from pmf_excel.framework.calendar import in_brief
from pmf_excel.framework.figures import printed
from pmf_excel.framework.periods import month, parse
from pmf_excel.ledger.audience import cut
from pmf_excel.ledger.follow_up import Table, in_tables, tables
from pmf_excel.ledger.items import Items
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.progress import completed_since
from pmf_excel.ledger.subjects import Subject
from pmf_excel.reports.elements import Heading
from pmf_excel.reports.elements import Table as Made
from pmf_excel.reports.item_facts import ItemFacts
from pmf_excel.reports.make import facts_of, rendered
from pmf_excel.workspace import Workspace
from tests.everything import council
from tests.lives import lived
from tests.opens import VALIDATOR, findings
from tests.test_excel import HOSTILE
from tests.test_master_items import AUDIT, BUDGETS, RISKS, WORK, council_of
from tests.test_parts import JUNE, SEPTEMBER, at_five

KINDS = ("audit-recommendations", "major-projects", "service-plan-review", "quarterly")
FORMATS = ("harborough", "north-norfolk", "plain", "south-derbyshire", "west-lindsey")
#: What a format or a kind may say that begins so; anything else would be a value that is not there.
NOTHING = re.compile(r"None( identified| directly| arising|\.|$| of | is past its date)")
Rows = list[dict[str, str]]


class Read:
    """A finished document: its text, its headings, and its tables by what they are said to show."""

    def __init__(self, data: bytes) -> None:
        self.data, document = data, docx.Document(io.BytesIO(data))
        every = ["".join(t.text or "" for t in node.iter(qn("w:t"))) for node in document.element.body.iter(qn("w:p"))]
        self.text = "\n".join(every)
        self.headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
        self.tables: dict[str, Rows] = {}
        for table in document.tables:
            caption = table._tbl.tblPr.find(qn("w:tblCaption"))
            head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
            self.tables[caption.get(qn("w:val"))] = [dict(zip(head, row, strict=True)) for row in rows]

    def codes(self, about: str, column: str) -> list[str]:
        """The codes in a table, in their order."""
        return [row[column].split(" ")[0] for row in self.tables.get(about, [])]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return council_of(tmp_path_factory.mktemp("blocks") / "council")


@pytest.fixture(scope="module")
def docket(workspace: Workspace) -> Docket:
    return workspace.docket(SEPTEMBER)


@pytest.fixture(scope="module")
def position(docket: Docket) -> Position:
    return docket.position


def made(docket: Docket, kind: str, wanted: Wanted = ANYONE, format_name: str = "north-norfolk") -> Read:
    return Read(docket.document(kind, format_name, wanted).data)


def of_service(kind: str) -> Wanted:
    return Wanted(service="LEI") if kind == "service-plan-review" else ANYONE


@pytest.fixture(scope="module")
def audit(docket: Docket) -> Read:
    return made(docket, "audit-recommendations")


@pytest.fixture(scope="module")
def projects(docket: Docket) -> Read:
    return made(docket, "major-projects")


@pytest.fixture(scope="module")
def review(docket: Docket) -> Read:
    return made(docket, "service-plan-review", Wanted(service="LEI"))


@pytest.fixture(scope="module")
def quarterly(docket: Docket) -> Read:
    return made(docket, "quarterly")


SHOWN = {
    Table.OUTSTANDING: "Outstanding", Table.EXTENSION: "Extension requested", Table.COMPLETED: "Completed since the last report",
    Table.LIVE: "Live", Table.GOVERNANCE: "Governance statement",
}  # fmt: skip


def test_each_recommendation_stands_in_the_table_where_the_master_has_it(audit: Read, position: Position) -> None:
    where = in_tables(position.items.recommendations, SEPTEMBER.end)
    for table, title in SHOWN.items():
        found = audit.codes(f"Recommendations: {title}", "Recommendation")
        assert found == [line.code for line in where[table]]
    assert {title: audit.codes(f"Recommendations: {title}", "Recommendation") for title in SHOWN.values()} == {
        "Outstanding": ["R2", "R4"], "Extension requested": ["R8"], "Completed since the last report": ["R3", "R6"], "Live": ["R1"],
        "Governance statement": ["R5"],
    }  # fmt: skip
    assert audit.headings[2:8] == [
        "Overview",
        "Outstanding",
        "Extensions requested",
        "Completed since the last report",
        "Live",
        "Governance statement actions",
    ]


def test_what_is_outstanding_says_its_dates_days_and_percentage(audit: Read) -> None:
    r2, r4 = audit.tables["Recommendations: Outstanding"]
    assert r2 == {
        "Recommendation": "R2 Write a procedure\nPayroll 2013/14\nHigh importance\nFinance", "Due": "31 Aug 2014\nAsked for: 31 Dec 2014",
        "Days past": "30", "Status": "▲ Red\n20% done", "What the service says": "New officer",
    }  # fmt: skip
    assert (r4["Status"], r4["Days past"], r4["What the service says"]) == ("▲ Red\n45% done", "30", "Soon")
    (r8,) = audit.tables["Recommendations: Extension requested"]
    assert (r8["Date now"], r8["Date asked for"], r8["Reason given"]) == (
        "31 Oct 2014",
        "31 Mar 2015",
        "Waiting for the auditor",
    )
    assert "Internal audit decides on each request." in audit.text
    assert "1 that stands in another table asks for a later date too: R2 (outstanding)." in audit.text
    assert (
        "2 that stand in another table are governance statement actions too: R4 (outstanding) and R6 (completed)."
        in audit.text
    )
    (r5,) = audit.tables["Recommendations: Governance statement"]
    assert (r5["Status"], r5["What the service says"]) == ("▲ Red\n0% done", "As told in June 2014.")


def test_the_counts_of_recommendations_add_up(audit: Read, position: Position) -> None:
    rows = {row["Where they stand"]: row for row in audit.tables["How many recommendations stand in each table, by importance"]}  # fmt: skip
    numbers = {title: int(row["All"]) for title, row in rows.items()}
    assert numbers == {
        "Live": 1, "Completed since the last report": 2, "Extension requested": 1, "Outstanding": 2, "Governance statement": 1,
        "Completed before": 1, "All": 8,
    }  # fmt: skip
    assert numbers.pop("All") == sum(numbers.values()) == len(position.items.recommendations)
    assert all(row["High"] == row["All"] for row in rows.values())
    assert "3 of 8 recommendations are complete, 2 of them since the last report. Of the other 5, 2 are outstanding, 1 asks for a later date and 2 are not yet due." in audit.text  # fmt: skip
    assert "2 recommendations are past their agreed dates, all of High importance." in audit.text


def test_other_importances_have_columns_and_those_beyond_four_are_counted_together(
    docket: Docket, theme: Theme
) -> None:
    lines = docket.position.items.recommendations
    names = ["One", "Two", "", "Four", "Five", "Six", "One", "Four"]
    changed = tuple(
        replace(line, item=replace(line.item, importance=name)) for line, name in zip(lines, names, strict=True)
    )
    (table,) = tables_of(docket, theme, "audit-recommendations", recommendations=changed)["by importance"]
    assert [column.heading for column in table.columns] == [
        "Where they stand",
        "One",
        "Two",
        "Four",
        "Other",
        "Not stated",
        "All",
    ]
    assert [cell.texts[0] for cell in table.rows[-1]] == ["All", "2", "1", "2", "2", "1", "8"]
    assert sum(column.share for column in table.columns) == 100


@pytest.fixture(scope="module")
def theme(workspace: Workspace) -> Theme:
    return workspace.theme


def tables_of(docket: Docket, theme: Theme, kind: str, **parts: Any) -> dict[str, list[Made]]:
    """The tables of a kind made from a position with other items, by the last two words of what they show."""
    found: dict[str, list[Made]] = {}
    text = docket.kind(kind, date(2014, 10, 6))
    view = docket.view(docket.readers(text, None, None, ANYONE))
    position = replace(view.position, items=replace(view.position.items, **parts))
    facts = facts_of(text, replace(view, position=position), order())
    for elements in rendered(text, facts, theme).slots.values():
        for one in elements:
            if isinstance(one, Made):
                found.setdefault(" ".join(one.about.split(" ")[-2:]), []).append(one)
    return found


def order() -> Any:
    from pmf_excel.reports.make import Order

    return Order()


@pytest.mark.parametrize(
    ("tables_of_all", "expected"),
    [
        ("LLL", "None of the 3 recommendations is complete: 3 are not yet due."),
        ("O", "The one recommendation is outstanding."),
        ("C", "The one recommendation is complete, since the last report."),
        ("B", "The one recommendation is complete, not since the last report."),
        ("CCB", "All 3 recommendations are complete, 2 of them since the last report."),
        ("BBX", "2 of 3 recommendations are complete, none of them since the last report. The other asks for a later date."),
        ("CLG", "1 of 3 recommendations is complete, since the last report. Of the other 2, 2 are not yet due."),
        ("", "There are no audit recommendations to report."),
    ],
)  # fmt: skip
def test_recommendations_in_a_sentence(docket: Docket, tables_of_all: str, expected: str) -> None:
    one = {line.code: line for line in docket.position.items.recommendations}
    examples = {"L": "R1", "O": "R4", "C": "R3", "B": "R7", "X": "R8", "G": "R5"}
    lines = tuple(replace(one[examples[letter]], code=f"{number}") for number, letter in enumerate(tables_of_all))
    position = replace(docket.position, items=replace(docket.position.items, recommendations=lines))
    assert ItemFacts(position, docket.framework, parse("Q2 2014/15")).words()["audit"]["said"] == expected


def test_what_is_outstanding_in_a_sentence(docket: Docket) -> None:
    (r4,) = (line for line in docket.position.items.recommendations if line.code == "R4")

    def said(*names: str) -> str:
        lines = tuple(replace(r4, code=f"{n}", item=replace(r4.item, importance=name)) for n, name in enumerate(names))
        position = replace(docket.position, items=replace(docket.position.items, recommendations=lines))
        return str(ItemFacts(position, docket.framework, parse("Q2 2014/15")).words()["audit"]["outstanding_said"])

    assert [said("High"), said(""), said("Low", "Low"), said("Low", "", "Low"), said()] == [
        "1 recommendation is past its agreed date, of High importance.", "1 recommendation is past its agreed date.",
        "2 recommendations are past their agreed dates, all of Low importance.",
        "3 recommendations are past their agreed dates: 2 of Low importance and 1 of no stated importance.", "",
    ]  # fmt: skip


def test_what_was_completed_in_the_quarter_is_told_though_a_later_month_asked_again(position: Position) -> None:
    (r7,) = (line for line in position.items.recommendations if line.code == "R7")
    august = month(2014, 8)
    one = replace(r7, since=august, item=replace(r7.item, completed=date(2014, 7, 20)))
    assert tables(one, SEPTEMBER.end)[0] is Table.BEFORE
    assert tables(one, SEPTEMBER.end, last=JUNE.end)[0] is Table.COMPLETED
    (a3,) = (line for line in position.items.activities if line.code == "A3")
    late = replace(a3, since=august, item=replace(a3.item, completed=date(2014, 7, 20)))
    assert (completed_since(late), completed_since(late, JUNE.end), completed_since(a3, JUNE.end)) == (
        False,
        True,
        False,
    )


def test_projects_have_milestones_cards_and_what_slipped(projects: Read, position: Position) -> None:
    own = [line for line in position.items.activities if line.item.kind == "Project"]
    assert projects.codes("Projects: milestones", "What") == [line.code for line in own] == ["A1", "A4"]
    a1, a4 = projects.tables["Projects: milestones"]
    assert a1 == {
        "What": "A1 Open the leisure centre\nProject manager\nLeisure", "Start": "1 Apr 2014", "Due": "31 Dec 2014", "Revised": "31 May 2015",
        "Status": "▲ Needs attention",
    }  # fmt: skip
    assert (a4["Revised"], a4["Status"]) == ("–", "■ Some problems\n46 days past its date")
    (slipped,) = projects.tables["Projects: due later than first planned"]
    assert (slipped["What"].split(" ")[0], slipped["First due"], slipped["Due now"], slipped["Days later"]) == (
        "A1", "31 Dec 2014", "31 May 2015", str((date(2015, 5, 31) - date(2014, 12, 31)).days),
    )  # fmt: skip
    card = {row["What"]: row["Finding"] for row in projects.tables["A1: service, timescale, status and progress"]}
    assert card == {
        "Priority": "Safe places", "Service and owner": "Leisure\nProject manager",
        "Timescale": "From 1 Apr 2014\nDue 31 Dec 2014\nNow 31 May 2015", "Status": "▲ Needs attention", "Before": "■ Some problems",
        "Progress and action": "=Glass is late",
    }  # fmt: skip
    assert [
        (row["Status"], row["Counts as"], row["Number"]) for row in projects.tables["Projects: how many stand how"]
    ] == [("■ Some problems", "Amber", "1"), ("▲ Needs attention", "Red", "1"), ("All", "–", "2")]
    assert "1 of 2 projects has problems, 1 needs attention or has failed. 1 is past its date." in projects.text
    assert "1 project is due later than first planned; it was moved since services were last asked." in projects.text


def test_a_service_is_reviewed_by_its_own_actions_and_nothing_else(review: Read, docket: Docket) -> None:
    view = docket.view(docket.readers(docket.kind("service-plan-review", date(2014, 10, 6)), None, Subject(docket.framework.services["LEI"]), ANYONE))  # fmt: skip
    items = view.position.items
    headings = [text for text in review.headings if text in ("Workforce planning", "Procurement")]
    assert headings == ["Workforce planning", "Procurement"]
    found = {
        theme: review.codes(f"Service plan actions, {theme}: timescale, status and progress", "What")
        for theme in headings
    }
    assert found == {"Workforce planning": ["S1", "S3"], "Procurement": ["S4"]}
    assert sorted(code for codes in found.values() for code in codes) == sorted(line.code for line in items.actions)
    (done,) = review.tables["Service plan actions completed since the last report"]
    assert (done["What"].split(" ")[0], done["Due"], done["Completed"]) == ("S1", "1 Dec 2014", "12 Sep 2014")
    assert "2 of 3 service plan actions are on track, 1 is completed. None is past its date." in review.text.replace(
        "\n", " "
    )
    assert "Finance" not in review.text and "Loss of the system" not in review.text
    # In a report about one service its name is not repeated in every row.
    assert review.tables["Budget, actual, forecast and variance of each budget line"][0]["Budget line"] == "B1 Pools\nNote: Heating"  # fmt: skip


def test_risks_stand_with_the_gravest_first_and_are_counted_on_the_map(quarterly: Read, position: Position) -> None:
    rows = quarterly.tables["Risks, the gravest first"]
    assert [(row["Risk"].split(" ")[0], row["Level"], row["Before"]) for row in rows] == [
        ("K1", "▲ High\nScore 20", "■ Medium\nScore 6\nGreater"), ("K4", "■ Medium\nScore 12", "■ Medium\nScore 12\nSame"),
        ("K2", "■ Medium\nScore 6", "■ Medium\nScore 12\nSmaller"), ("K5", "● Low\nScore 5", "● Low\nScore 5"), ("K3", "○ Not scored", "–"),
    ]  # fmt: skip
    assert (rows[0]["Likelihood and impact"], rows[0]["Controls and progress"]) == (
        "5 Almost certain\n4 Major",
        "Checked weekly\nBarrier ordered",
    )
    assert rows[3]["Controls and progress"] == "Checked weekly\nNot answered yet."
    (grid,) = (table for about, table in quarterly.tables.items() if about.startswith("How many risks"))
    assert [row["Likelihood, by impact"] for row in grid] == [
        "5 Almost certain",
        "4 Likely",
        "3 Possible",
        "2 Unlikely",
        "1 Rare",
    ]
    assert (grid[0]["4 Major"], grid[0]["1 Slight"], grid[2]["2 Minor"], grid[4]["5 Severe"]) == (
        "1\n▲ High",
        "1\n● Low",
        "1\n■ Medium",
        "–\n● Low",
    )
    counted = [text.split("\n")[0] for row in grid for head, text in row.items() if head != "Likelihood, by impact"]
    assert len(counted) == 25
    assert sum(int(number) for number in counted if number != "–") == sum(
        line.score is not None for line in position.items.risks
    )
    assert "Of 5 risks, 1 is High, 2 are Medium, 1 is Low and 1 is not scored. 1 is greater than before." in quarterly.text  # fmt: skip
    assert "4 of 5 risks are scored and stand here." in quarterly.text


def test_only_so_many_risks_are_listed_and_the_text_says_so(tmp_path: Path) -> None:
    many = [{"code": f"K{n}", "title": f"Risk {n}", "service": "LEI", "likelihood": Decimal(1 + n % 5), "impact": Decimal(3)} for n in range(1, 24)]  # fmt: skip
    docket = council_of(tmp_path / "council", said=False, risks=many).docket(JUNE)
    found = made(docket, "quarterly")
    rows = found.tables["Risks, the gravest first"]
    assert len(rows) == 10
    assert [int(row["Level"].split("Score ")[1]) for row in rows] == sorted(
        (3 * (1 + n % 5) for n in range(1, 24)), reverse=True
    )[:10]
    assert "The 10 gravest are listed." in found.text
    assert len(made(docket, "service-plan-review", Wanted(service="LEI")).tables["Risks, the gravest first"]) == 23


def test_a_text_may_ask_for_some_of_the_items(docket: Docket, theme: Theme, tmp_path: Path) -> None:
    asked = (
        ("risks", "red", "K1"), ("risks", "greater", "K1"), ("budget", "off", "B1 B2"), ("work", "activities late", "A4"),
        ("work", "activities off", "A1 A4"), ("finished", "actions", "S1"), ("audit", "before", "R7"), ("slipped", "activities", "A1"),
    )  # fmt: skip
    text = docket.kind("major-projects", date(2014, 10, 6))
    view = docket.view(docket.readers(text, None, None, ANYONE))
    blocks = "\n\n".join(f'{{{{ block("{name}", "{which}") }}}}' for name, which, _ in asked)
    found = rendered(replace(text, text=f"== detail ==\n\n{blocks}\n"), facts_of(text, view, order()), theme)
    found_tables = [one for one in found.slots["detail"] if isinstance(one, Made)]
    codes = [" ".join(row[0].texts[0].split(" ")[0] for row in one.rows) for one in found_tables]
    assert codes == [codes for _, _, codes in asked]
    wrong = replace(text, text='== detail ==\n\n{{ block("work", "projekts") }}\n')
    with pytest.raises(
        PutRight, match='there is no selection of work "projekts"; use activities, projects, actions, activities late'
    ):
        rendered(wrong, facts_of(text, view, order()), theme)


def test_another_matrix_gives_another_map(tmp_path: Path) -> None:
    workspace = council_of(tmp_path / "council", said=False, risks=[
        {"code": "K1", "title": "Flood", "service": "LEI", "likelihood": Decimal(1), "impact": Decimal(4)},
    ])  # fmt: skip
    toml = workspace.folder / "pmf.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\nrisk_matrix = "Cell by cell"\n', encoding="utf-8")
    workspace = Workspace.open(workspace.folder)
    workspace.issue(SEPTEMBER, at_five(SEPTEMBER, 9))
    found = made(workspace.docket(SEPTEMBER), "quarterly")
    (grid,) = (table for about, table in found.tables.items() if about.startswith("How many risks"))
    assert [list(row.values()) for row in grid][-1] == [
        "1 Unlikely",
        "–\n● Low",
        "–\n● Low",
        "–\n● Low",
        "1\n■ Medium",
    ]
    assert list(grid[0]) == ["Likelihood, by impact", "1 Minor", "2 Moderate", "3 Major", "4 Severe"]


def test_budget_lines_and_what_they_come_to(quarterly: Read, position: Position) -> None:
    rows = quarterly.tables["Budget, actual, forecast and variance of each budget line"]
    heads = ("Budget (£)", "Actual (£)", "Forecast (£)", "Variance (£, %)", "Status")
    assert [(row["Budget line"].split("\n")[0], *(row[head] for head in heads)) for row in rows] == [
        ("B1 Pools", "125,000", "61,234", "137,000", "12,000\n9.6%", "■ Amber"),
        ("B2 Car park income", "−20,000", "−9,500", "−18,500", "1,500\n7.5%", "■ Amber"),
        ("B3 Grants passed on", "0", "–", "–", "–", "○ No forecast"),
        ("B4 Audit fee", "48,000", "0", "46,800", "−1,200\n−2.5%", "● Green"),
        ("All budget lines", "153,000", "–", "–", "–", "–"),
        ("The 3 with a forecast", "153,000", "51,734", "165,300", "12,300\n8.0%", "–"),
    ]
    known = [line.item for line in position.items.budgets if line.item.forecast is not None]
    total = sum((one.forecast or Decimal(0) for one in known), Decimal(0))
    assert rows[-1]["Forecast (£)"] == printed(total, 0)
    assert "3 of 4 lines have a forecast: budget £153,000, forecast £165,300: £12,300 over budget." in quarterly.text


def test_pence_are_exact_and_wide_figures_have_room(tmp_path: Path) -> None:
    money = [
        {**BUDGETS[0], "budget": Decimal("9999999999.10"), "actual": Decimal("0.10"), "forecast": Decimal("9999999999.30")},
        {**BUDGETS[1], "budget": Decimal("0.20"), "actual": Decimal("0.20"), "forecast": Decimal("0.20")},
    ]  # fmt: skip
    docket = council_of(tmp_path / "council", said=False, budgets=money).docket(JUNE)
    *_, last = made(docket, "quarterly").tables["Budget, actual, forecast and variance of each budget line"]
    assert (last["Budget line"], last["Budget (£)"], last["Actual (£)"], last["Variance (£, %)"]) == (
        "All budget lines", "9,999,999,999.30", "0.30", "0.20\n0.0%",
    )  # fmt: skip


def test_the_quarterly_report_has_activities_under_their_priority(quarterly: Read, position: Position) -> None:
    order = [text for text in quarterly.headings if text in ("Overview", "Safe places", "Activities and projects", "Outside the plan", "Performance focus", "Risk register", "Likelihood and impact", "Budget", "Legal Implications")]  # fmt: skip
    assert order == [
        "Overview", "Safe places", "Activities and projects", "Outside the plan", "Activities and projects", "Performance focus",
        "Risk register", "Likelihood and impact", "Budget", "Legal Implications",
    ]  # fmt: skip
    about = "Activities and projects of {}: timescale, status and progress"
    served, apart = quarterly.tables[about.format("Safe places")], quarterly.tables[about.format("Outside the plan")]
    assert [row["What"].split(" ")[0] for row in (*served, *apart)] == [line.code for line in position.items.activities]
    assert {row["What"].split(" ")[0]: row["Status"].split("\n")[0] for row in (*served, *apart)} == {
        line.code: line.status.shown for line in position.items.activities
    }
    assert served[2]["Timescale"] == "From 1 Apr 2014\nDue 30 May 2014\nDone 1 May 2014"
    assert apart[0]["Timescale"] == "–"


@pytest.mark.parametrize("kind", KINDS)
def test_a_council_with_nothing_says_so(tmp_path: Path, kind: str) -> None:
    workspace = council(tmp_path / "council", services=1, measures=1, items=0)
    workspace.issue(JUNE, datetime(2014, 7, 1, 9, tzinfo=UTC))
    docket = workspace.docket(JUNE)
    for name in FORMATS:
        found = made(docket, kind, Wanted(service="S1"), name)
        _sound(found)
        assert all(rows for rows in found.tables.values())
    said = {
        "audit-recommendations": "There are no audit recommendations to report.", "major-projects": "There are no projects to report.",
        "service-plan-review": "There are no service plan actions to report.",
    }  # fmt: skip
    if kind in said:
        assert said[kind] in found.text
    else:
        assert not {"Risk register", "Budget", "Activities and projects"} & set(found.headings)


def test_what_nobody_was_asked_about_yet_is_no_nothing(tmp_path: Path) -> None:
    workspace = council_of(tmp_path / "council", said=False)
    position, framework = workspace.position(JUNE)
    bare = ItemFacts(replace(position, items=Items()), framework, parse("Q1 2014/15")).words()
    assert [bare[f"{part}_told"]["said"] for part in ("activities", "projects", "actions", "risks", "budgets")] == [
        "Services have not been asked about activities and projects yet.", "Services have not been asked about projects yet.",
        "Services have not been asked about service plan actions yet.", "Services have not been asked about risks yet.",
        "Services have not been asked about budget lines yet.",
    ]  # fmt: skip
    assert bare["audit"]["said"] == "Services have not been asked about audit recommendations yet."


def _sound(found: Read) -> None:
    """Nothing in a document that is no text for people."""
    assert "{{" not in found.text and "{%" not in found.text
    assert not re.search(r"\bnan\b|\bnull\b", found.text)
    for line in found.text.split("\n"):
        for place in re.finditer(r"\bNone\b", line):
            assert NOTHING.match(line[place.start() :]), line
    assert not re.search(r"\.\.(?!\.)| ,| \.|  ", found.text), re.findall(r".{20}(?:\.\.| ,| \.|  ).{10}", found.text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_reads_well_in_every_format(docket: Docket, kind: str, name: str) -> None:
    found = made(docket, kind, of_service(kind), name)
    _sound(found)
    for rows in found.tables.values():
        assert rows


@pytest.mark.skipif(not VALIDATOR, reason="no OOXML validator")
@pytest.mark.parametrize("kind", KINDS)
def test_word_opens_them_without_a_repair(docket: Docket, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.docx"
    path.write_bytes(docket.document(kind, "plain", of_service(kind)).data)
    assert findings(path) == []


def test_hostile_texts_stand_as_they_were_typed(tmp_path: Path) -> None:
    one = HOSTILE.split("\n")[1:]
    text = " ".join(one)
    sheets = {
        "activities": [{**row, "title": f"{text} *{row['code']}*", "note": text, **({"theme": "& <b> {{ 1 }}"} if "theme" in row else {})} for row in WORK],
        "recommendations": [{**row, "title": f"{text} {row['code']}", "report": "<AGS> & {% if %}"} for row in AUDIT],
        "risks": [{**row, "title": text, "controls": text} for row in RISKS],
        "budgets": [{**row, "title": text} for row in BUDGETS],
    }  # fmt: skip
    workspace = council_of(tmp_path / "council", said=False, **sheets)
    docket = workspace.docket(JUNE)
    for kind in KINDS:
        found = made(docket, kind, of_service(kind))
        assert text in found.text
        assert "49" not in found.text
    found = made(docket, "major-projects")
    assert f"A1 {text} *A1*" in found.headings
    assert "& <b> {{ 1 }}" in made(docket, "service-plan-review", Wanted(service="LEI")).headings


def test_what_is_exempt_is_in_no_open_report(tmp_path: Path) -> None:
    secret = [
        {**WORK[0], "code": "A9", "title": "A secret purchase", "exempt": "3", "due": date(2014, 4, 2), "status": "Some problems", "note": "Hush"},
        WORK[3],
    ]  # fmt: skip
    workspace = council_of(tmp_path / "council", said=False, activities=secret, recommendations=[
        {**AUDIT[0], "title": "A secret gap", "exempt": "7"}, AUDIT[1],
    ])  # fmt: skip
    docket = workspace.docket(JUNE)
    shown, closed = (made(docket, "major-projects", Wanted(exempt=exempt)) for exempt in (False, True))
    assert "secret" not in shown.text and "1 of 1 project has problems" in shown.text
    assert closed.codes("Projects: milestones", "What") == ["A9"] and "Sell the depot" not in closed.text
    audit = made(docket, "audit-recommendations")
    assert "secret" not in audit.text and "The one recommendation is not yet due." in audit.text


@pytest.mark.parametrize("seed", [2, 9])
def test_councils_that_answer_at_random_have_every_item_as_it_stands(tmp_path: Path, seed: int) -> None:
    workspace = lived(tmp_path / "council", seed, services=3, measures=2, items=6)
    docket = workspace.docket(JUNE)
    items = docket.position.items
    quarterly = made(docket, "quarterly")
    audit = made(docket, "audit-recommendations")
    for found in (quarterly, audit):
        assert "{{" not in found.text
    rows = [row for about, some in quarterly.tables.items() if about.startswith("Activities and projects of") for row in some]  # fmt: skip
    assert Counter((row["What"].split(" ")[0], row["Status"].split("\n")[0]) for row in rows) == Counter(
        (line.code, line.status.shown) for line in items.activities
    )
    there = in_tables(items.recommendations, JUNE.end, date(2014, 3, 31))
    for table, title in SHOWN.items():
        some = audit.tables.get(f"Recommendations: {title}", [])
        assert [row["Recommendation"].split(" ")[0] for row in some] == [line.code for line in there[table]]
        for row, line in zip(some, there[table], strict=True):
            if "Status" in row:
                assert row["Status"].split("\n")[0] == line.status.shown
            due = row.get("Due") or row["Date now"]
            assert due.split("\n")[0] == in_brief(line.item.due)


def test_a_service_sees_what_the_ledger_cuts_for_it(docket: Docket) -> None:
    readers = docket.readers(docket.kind("service-plan-review", date(2014, 10, 6)), None, Subject(docket.framework.services["FIN"]), ANYONE)  # fmt: skip
    theirs, _ = cut(docket.position, docket.framework, readers)
    found = made(docket, "service-plan-review", Wanted(service="FIN"))
    assert found.codes("Risks, the gravest first", "Risk") == ["K4", "K2"]
    assert {line.code for line in theirs.items.risks} == {"K2", "K4"}
    assert found.codes("Service plan actions, Procurement: timescale, status and progress", "What") == ["S2"]


def test_headings_of_cards_are_in_order(docket: Docket, theme: Theme) -> None:
    text = docket.kind("major-projects", date(2014, 10, 6))
    view = docket.view(docket.readers(text, None, None, ANYONE))
    detail = rendered(text, facts_of(text, view, order()), theme).slots["detail"]
    levels = [(one.level, one.text) for one in detail if isinstance(one, Heading)]
    assert levels[-3:] == [(1, "Each project"), (2, "A1 Open the leisure centre"), (2, "A4 Sell the depot")]
