"""The yearly sign-off of data quality: asked, answered in a spreadsheet program, collected, and reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pmf_excel.docket import Wanted
from pmf_excel.excel.package import Workbook, read
from pmf_excel.excel.reader import tables
from pmf_excel.framework.periods import financial_year
from pmf_excel.reports.reading import ReadReport, read_report
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, JUNE
from tests.forms import filled
from tests.office import recalculate
from tests.opens import VALIDATOR, findings

YEAR = financial_year(2014)
MARCH, BACK = datetime(2015, 3, 2, 9, tzinfo=UTC), datetime(2015, 3, 12, 17, tzinfo=UTC)
ALL_MET = dict.fromkeys(("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness"), "Met")
FROM = {"source": "The inspections database", "checked": "By the team leader, against a sample of visits"}
RIGHT = {
    "RS20": {**ALL_MET, **FROM},
    "RS21": {
        **ALL_MET,
        **FROM,
        "timeliness": "Partly met",
        "accuracy": "Not met",
        "note": "Typed twice; a new form comes in May.",
    },
}
Put = Callable[[str, bytes], Path]


@pytest.fixture
def asked(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Callable[..., bytes]
) -> dict[str, Outgoing]:
    """The sign-offs of 2014/15 by service, issued after Regulatory Services has returned its first quarter."""
    put("REG.xlsx", typed(issued["REG"].data, GOOD))
    workspace.collect(COLLECTED)
    return {one.issued.service: one for one in workspace.issue_form("quality", YEAR, MARCH)}


def column(book: Workbook, workspace: Workspace, key: str) -> list[str]:
    (table,) = tables(book, workspace.layouts["quality"].sheet("quality"), "")
    return [row[key].text for row in table.rows()]


def report(workspace: Workspace, **wanted: str) -> ReadReport:
    return read_report(workspace.docket(JUNE).document("data-quality", "plain", Wanted(**wanted)).data)  # type: ignore[arg-type]


def test_each_measure_of_the_year_is_asked_with_what_is_known_of_its_figures(
    workspace: Workspace, asked: dict[str, Outgoing]
) -> None:
    book = read(asked["REG"].data)
    assert sum(one.rows for one in asked.values()) == 45
    assert column(book, workspace, "code") == ["RS20", "RS21"]
    assert column(book, workspace, "figures") == ["1 of 4 given", "1 of 4 given"]
    (table,) = tables(book, workspace.layouts["quality"].sheet("quality"), "")
    assert "last_said" not in table.columns, "the first time there is nothing to show of the year before"
    assert asked["REG"].issued.due.isoformat() == "2015-03-15"


def test_the_formulas_in_a_spreadsheet_program_say_what_collecting_says(
    workspace: Workspace, asked: dict[str, Outgoing], tmp_path: Path
) -> None:
    rows = {
        "right": RIGHT,
        "no note": {**RIGHT, "RS21": {**RIGHT["RS21"], "note": ""}},
        "half": {"RS20": {"accuracy": "Met", "validity": "met"}},
        "wrong": {**RIGHT, "RS20": {**RIGHT["RS20"], "relevance": "Mostly"}},
    }
    paths = []
    for name, some in rows.items():
        typed = {code: {key: value for key, value in said.items() if value} for code, said in some.items()}
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(filled(workspace, asked["REG"], typed, "quality"))
    out = recalculate(paths, tmp_path)
    said = {
        path.stem: (
            column(read((out / path.name).read_bytes()), workspace, "met"),
            column(read((out / path.name).read_bytes()), workspace, "to_do"),
        )
        for path in paths
    }
    assert said == {
        "right": (["6 of 6 met", "4 of 6 met"], ["Done", "Done"]),
        "no note": (["6 of 6 met", "4 of 6 met"], ["Done", "What is not met, what is done needed"]),
        "half": (["2 of 6 met", "0 of 6 met"], ["Reliability needed", "Accuracy needed"]),
        "wrong": (["5 of 6 met", "4 of 6 met"], ["Check: Relevance", "Done"]),
    }


def test_what_is_not_wholly_met_wants_a_word_and_a_corrected_copy_gives_it(
    workspace: Workspace, asked: dict[str, Outgoing], put: Put
) -> None:
    lacking = {**RIGHT, "RS21": {key: value for key, value in RIGHT["RS21"].items() if key != "note"}}
    put("Q.xlsx", filled(workspace, asked["REG"], lacking, "quality"))
    (found,) = [one for one in workspace.collect(BACK) if one.file == "Q.xlsx"]
    assert (found.verdict, found.taken, found.held) == ("held", 1, 1)
    (problem,) = found.problems
    assert problem.about == "quality|RS21|2014-FY|note" and "accuracy is not wholly met" in problem.found
    put("Q2.xlsx", filled(workspace, asked["REG"], RIGHT, "quality"))
    (found,) = [one for one in workspace.collect(BACK.replace(hour=18)) if one.file == "Q2.xlsx"]
    assert (found.verdict, found.taken, found.says) == ("accepted", 2, "fills in RS21")


def test_the_report_counts_the_six_dimensions_and_names_what_is_not_met(
    workspace: Workspace, asked: dict[str, Outgoing], put: Put, tmp_path: Path
) -> None:
    put("Q.xlsx", filled(workspace, asked["REG"], RIGHT, "quality"))
    workspace.collect(BACK)
    done = workspace.docket(JUNE).document("data-quality", "north-norfolk")
    read_back = read_report(done.data)
    assert (
        "Services said of 2 of 45 measures how their data stand in 2014/15. Of these 1 meets all six dimensions of data quality, and 1 does not."
        in read_back.text
    )
    assert "What is most often not wholly met is accuracy and timeliness: for 1 measure each." in read_back.text
    shown = {table.about: table.texts for table in read_back.tables}
    assert shown["Data quality: measures by dimension"][1] == ["Accuracy", "1", "0", "1"]
    assert shown["Data quality: measures by dimension"][4] == ["Timeliness", "1", "1", "0"]
    (row,) = shown["Measures whose data do not wholly meet all six dimensions"][1:]
    assert row[1] == "Accuracy: ▲ Not met\nTimeliness: ■ Partly met"
    assert row[2] == "Typed twice; a new form comes in May."
    signed = {row[0]: row[1:] for row in shown["Who signed off the data of each service"]}
    assert signed["Regulatory Services"] == ["2 of 2", "1", "Head of service\n27 Jan 2015"]
    assert signed["Planning Services"][:2] == ["0 of 4", "0"]
    assert read_back.custom["pmf known"] == BACK.isoformat()
    again = workspace.docket(JUNE, BACK).document("data-quality", "north-norfolk")
    assert again.data == done.data
    if VALIDATOR:
        (tmp_path / "r.docx").write_bytes(done.data)
        assert findings(tmp_path / "r.docx") == []


def test_nothing_of_an_exempt_measure_is_in_the_open_report(
    workspace: Workspace, asked: dict[str, Outgoing], put: Put
) -> None:
    from tests.test_register import change

    put("Q.xlsx", filled(workspace, asked["REG"], RIGHT, "quality"))
    workspace.collect(BACK)
    sheet = workspace.layout("register").sheet("measures")
    place = chr(ord("A") + sheet.index("exempt"))
    codes = list(workspace.register().framework.measures)
    change(workspace, {("Measures", f"{place}{5 + codes.index('RS21')}"): "3"})
    said = report(workspace)
    assert "RS21" not in said.text and "Typed twice" not in said.text
    assert "Services said of 1 of 44 measures how their data stand" in said.text
    closed = report(workspace, exempt=True)  # type: ignore[arg-type]
    assert "RS21" in closed.text and "RS20" not in closed.text


def test_a_council_that_asked_for_no_sign_off_says_so(workspace: Workspace, issued: dict[str, Outgoing]) -> None:
    said = report(workspace)
    assert "Services were not asked to sign off the quality of their data for 2014/15." in said.text
    assert [table.about for table in said.tables if "quality" in table.about.casefold()] == []


def test_next_years_form_says_what_was_said_last(workspace: Workspace, asked: dict[str, Outgoing], put: Put) -> None:
    put("Q.xlsx", filled(workspace, asked["REG"], RIGHT, "quality"))
    workspace.collect(BACK)
    made = {
        one.issued.service: one
        for one in workspace.issue_form("quality", financial_year(2015), MARCH.replace(year=2016))
    }
    book = read(made["REG"].data)
    assert column(book, workspace, "last_said") == ["All six met", "Accuracy, Timeliness not wholly met"]
    assert column(book, workspace, "last_source") == ["The inspections database"] * 2
