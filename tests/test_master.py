"""The master workbook as a whole: its live formulas in a real spreadsheet program, its formulas one by one, and who may read it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from pmf_excel.errors import OurFault
from pmf_excel.framework.model import Priority
from pmf_excel.framework.totals import Total, disagreements
from pmf_excel.ledger.sentences import returns_received
from pmf_excel.master import control
from pmf_excel.master.sheets.about import AGREES
from pmf_excel.master.view import View
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE
from tests.everything import council
from tests.lives import lived
from tests.office import recalculate
from tests.test_opens import VALIDATOR, findings
from tests.test_parts import filled

COUNCILS = 50


def cells(path: Path) -> dict[tuple[str, str], object]:
    """Every value of a workbook as it is shown, by sheet and cell."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def formulas(path: Path) -> dict[tuple[str, str], str]:
    """Every formula in the cells of a workbook, by sheet and cell."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book for row in sheet.iter_rows() for cell in row
        if cell.data_type == "f"
    }  # fmt: skip


def same(one: object, other: object) -> bool:
    """Whether two cells show the same: nothing and an empty text are one, numbers as far as they are printed."""
    if isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool):
        return abs(one - other) < 1e-9 * max(1, abs(one))
    return (one or "") == (other or "") if not (one == 0 or other == 0) else one == other


#: Where live formulas stand, sheet by sheet: the headings of their columns, or the cells above the table. Nothing else is one.
MEANT = {
    "Dashboard": r"[B-F]\d+|[H-M]\d+",
    "Scorecard": r"",
    "Measures": r"Status if|Changes\?",
    "What if": r"A3|Measures|To be checked|[●■▲○] .+",
    "Trend chart": r"[A-Z][345]|Period|Figure|Target|Upper end|Mean|Lower limit|Upper limit",
    "Activities and projects": r"(?:[A-Z][a-z]{2} 20\d\d)",
    "Audit recommendations": r"C3",
    "Risks": r"Score",
    "Risk map": r"\d .+|All",
    "Budget": r"C3|Budget spent \(%\)|Forecast less budget \(£\)|Of the budget \(%\)|Status",
    "By service": r"Green|Amber|Red|Rated|Green \(% of rated\)|Not rated|All measures",
    "About": r"Counted here|Check",
    "Lists": r"[A-Z]{1,2}\d+",
}
#: The functions of Excel 2007 that they use.
FUNCTIONS = {
    "ABS",
    "AND",
    "COLUMN",
    "COUNT",
    "COUNTA",
    "COUNTIF",
    "COUNTIFS",
    "EXACT",
    "FIXED",
    "IF",
    "IFERROR",
    "INDEX",
    "INT",
    "ISBLANK",
    "ISERROR",
    "ISNUMBER",
    "ISTEXT",
    "LARGE",
    "LEFT",
    "LEN",
    "MATCH",
    "MAX",
    "MIN",
    "MOD",
    "MONTH",
    "NA",
    "NOT",
    "OR",
    "RIGHT",
    "ROUND",
    "ROW",
    "ROWS",
    "SUBSTITUTE",
    "SUM",
    "SUMPRODUCT",
    "TEXT",
    "TRIM",
    "TRUE",
    "FALSE",
    "UPPER",
    "VALUE",
    "YEAR",
    "DATE",
    "CHOOSE",
    "CHAR",
}


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The masters of so many councils, each with a life of its own."""
    folder = tmp_path_factory.mktemp("masters")
    made = []
    for seed in range(COUNCILS):
        workspace = lived(folder / f"council {seed}", seed)
        path = folder / f"{seed:02}.xlsx"
        path.write_bytes(workspace.consolidate()[0].read_bytes())
        made.append(path)
    return made


def test_every_formula_worked_out_anew_shows_what_the_ledger_says(masters: list[Path], tmp_path: Path) -> None:
    out = recalculate(masters, tmp_path)
    wrong, counted = [], 0
    for path in masters:
        ours, theirs = cells(path), cells(out / path.name)
        for place in formulas(path):
            counted += 1
            if not same(ours.get(place), theirs.get(place)):
                wrong.append((path.name, *place, ours.get(place), theirs.get(place)))
    assert wrong[:5] == []
    assert counted > 60 * COUNCILS


def test_every_formula_is_one_that_was_meant(masters: list[Path]) -> None:
    strange, used = [], set()
    for path in masters:
        book = openpyxl.load_workbook(path)
        for (title, place), formula in formulas(path).items():
            sheet = book[title]
            cell = sheet[place]
            heading = sheet.cell(4, cell.column).value if sheet.tables and cell.row > 4 else place
            if not re.fullmatch(MEANT.get(title, ""), str(heading)):
                strange.append((path.name, title, place, heading, formula))
            used |= set(re.findall(r"([A-Z][A-Z0-9.]+)\(", re.sub(r'"[^"]*"', "", formula)))
    assert strange[:5] == []
    assert used <= FUNCTIONS


def test_what_was_typed_is_no_formula(tmp_path: Path) -> None:
    hostile = [
        "=1+1",
        "+SUM(A1)",
        "@SUM(1)",
        "-2+3",
        '=HYPERLINK("http://x","y")',
        "\t=1",
        "{=1}",
        "=cmd|' /C calc'!A0",
    ]
    workspace = council(tmp_path / "council", 1, len(hostile), 0)
    workspace.issue(JUNE, ISSUED)
    (outgoing,) = list((workspace.path("outgoing") / JUNE.id).glob("*.xlsx"))
    rows = {
        f"S1{number + 1:02}": {"commentary": text, "action": text, "owner": text} for number, text in enumerate(hostile)
    }
    (workspace.path("inbox") / "R.xlsx").write_bytes(filled(outgoing.read_bytes(), workspace, {"measures": rows}))
    workspace.collect(COLLECTED)
    path = workspace.consolidate()[0]
    meant = {(title, place) for title, place in formulas(path)}
    assert {title for title, _ in meant} <= set(MEANT)
    assert not [
        f for f in formulas(path).values() if any(text.strip().lstrip("=") in f for text in hostile if len(text) > 4)
    ]
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower()]


def test_every_control_total_agrees_when_worked_out_anew(masters: list[Path], tmp_path: Path) -> None:
    out = recalculate(masters[:10], tmp_path)
    for path in masters[:10]:
        about = openpyxl.load_workbook(out / path.name, data_only=True)["About"]
        checks = [row[5].value for row in about.iter_rows(min_row=5) if row[5].value]
        assert set(checks) == {AGREES} and len(checks) >= 8


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
def test_masters_of_any_size_open(masters: list[Path]) -> None:
    for path in masters[:12]:
        assert findings(path) == []


def test_a_master_that_does_not_add_up_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = lived(tmp_path / "council", 3)
    position, framework = workspace.position()
    lost = replace(position, rows=position.rows[1:])
    assert not control.rows_asked(lost).agrees
    monkeypatch.setattr(Workspace, "position", lambda self, *_: (lost, framework))
    with pytest.raises(
        OurFault, match=r"the control totals of .* do not agree, so no master was written\. Rows asked: \d+ is not"
    ):
        workspace.consolidate()
    assert not list(workspace.path("master").glob("*.xlsx"))


def test_a_total_says_its_sum() -> None:
    right, wrong = (
        Total("Rows asked", 3, (("returned", 2), ("awaited", 1))),
        Total("Rows asked", 4, (("returned", 2), ("awaited", 1))),
    )
    assert right.said == "Rows asked: 3 = 2 returned + 1 awaited"
    assert disagreements([right, wrong]) == ["Rows asked: 4 is not 2 returned + 1 awaited"]


def test_rows_asked_are_returned_awaited_or_being_put_right(tmp_path: Path) -> None:
    workspace = lived(tmp_path / "council", 5)
    position, framework = workspace.position()
    for total in (control.rows_asked(position), control.in_force(position, framework), control.statuses(position)):
        assert total.agrees and total.whole > 0
    asked = control.rows_asked(position)
    assert asked.whole == sum(returned.asked for returned in position.returns)
    assert dict(asked.parts)["returned"] == sum(returned.taken for returned in position.returns)


def test_no_merged_cells_one_table_a_sheet_and_a_title_in_a1(masters: list[Path]) -> None:
    for path in masters:
        for sheet in openpyxl.load_workbook(path):
            if sheet.sheet_state != "visible":
                assert sheet.title == "Lists"
                continue
            assert sheet["A1"].value
            assert not sheet.merged_cells.ranges
            assert len(sheet.tables) == (0 if sheet.title == "Dashboard" else 1), sheet.title
            for table in sheet.tables.values():
                assert table.ref.startswith("A4:") and table.headerRowCount == 1


def test_no_cell_in_sight_shows_an_error_or_a_word_of_the_machine(masters: list[Path]) -> None:
    for path in masters:
        book = openpyxl.load_workbook(path, data_only=True)
        hidden = {sheet.title for sheet in book if sheet.sheet_state != "visible"}
        bad = [
            (place, value) for place, value in cells(path).items()
            if place[0] not in hidden and isinstance(value, str) and re.search(r"#[A-Z]+[!/?]|\bNone\b(?! (?:of|is) )|\bnan\b|\bnull\b|\{\{", value)
        ]  # fmt: skip
        assert bad == []


def test_every_chart_says_in_words_what_it_shows(masters: list[Path]) -> None:
    for path in masters[:20]:
        with zipfile.ZipFile(path) as parts:
            drawings = [name for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
            assert drawings
            for name in drawings:
                for shown in ElementTree.fromstring(parts.read(name)).iter(
                    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
                ):
                    assert len(shown.get("descr", "")) > 20


def test_the_same_ledger_gives_the_same_master(tmp_path: Path) -> None:
    workspace = lived(tmp_path / "council", 7)
    assert workspace.master_bytes() == workspace.master_bytes()


def test_the_sentence_about_returns_counts_each_once(tmp_path: Path) -> None:
    for seed in range(6):
        position, _ = lived(tmp_path / f"council {seed}", seed).position()
        complete, total, *others = (int(number) for number in re.findall(r"\d+", returns_received(position)))
        assert complete + sum(others) == total == len(position.returns)


def test_priorities_are_counted_with_their_outcomes(tmp_path: Path) -> None:
    workspace = lived(tmp_path / "council", 2)
    position, framework = workspace.position()
    place = framework.priorities["P1"].place
    plan = {
        **framework.priorities,
        "P1A": Priority("P1A", "Clean streets", place, "P1"),
        "P1B": Priority("P1B", "Dry streets", place, "P1A"),
    }
    line = position.lines[0]
    below = replace(line, terms=replace(line.terms, plan="P1B", priority="Dry streets"))
    view = View(position, replace(framework, priorities=plan), "A Council")
    assert (view.priority(line), view.outcome(line)) == ("Safe places", "")
    assert (view.priority(below), view.outcome(below)) == ("Safe places", "Dry streets")
