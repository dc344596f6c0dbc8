"""The marked-up copy: a service's own workbook comes back with the exact cells marked, and only what waits can be changed."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pmf_excel.errors import PutRight
from pmf_excel.excel import package, stamp
from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.reader import tables
from pmf_excel.framework.periods import month
from pmf_excel.workspace import Workspace
from tests.test_parts import AUDIT, BUDGETS, JUNE, RIGHT, at_five, codes, column, council, filled, said, send, start
from tests.test_position import Council, measure, target

__all__ = ["council"]
APRIL = month(2014, 4)
#: Two rows wrong, one asked about, the others right.
WRONG = {
    **RIGHT,
    "measures": {"M1": {"figure": "97 %"}},
    "activities": {"A1": {"status": "Completed successfully", "note": "Opened"}, "A2": {"status": "On track"}},
}


def copies(council: Council) -> list[Path]:
    return sorted((council.folder / "queries").rglob("*.xlsx"))


def cells(data: bytes, council: Council, part: str, code: str) -> dict[str, str]:
    """Where a row's cells stand, by column: sheet and address."""
    layout = Workspace.open(council.folder).layout("return")
    for table in tables(package.read(data), layout.sheet(part), ""):
        for row in table.rows():
            if row["code"].text == code:
                return {key: (placed.place.sheet, placed.place.cell) for key, placed in row.cells.items()}
    raise AssertionError(code)


def put(council: Council, data: bytes, changes: dict[tuple[str, str, str], Typed], name: str, day: int = 8):
    typed = {cells(data, council, part, code)[key]: value for (part, code, key), value in changes.items()}
    workspace = Workspace.open(council.folder)
    (workspace.path("inbox") / name).write_bytes(fill_in(data, typed, at_five(JUNE, day)))
    return next(r for r in workspace.collect(at_five(JUNE, day)) if r.file == name)


def test_the_first_sheet_says_what_to_put_right_with_a_link_to_each_cell(council: Council) -> None:
    report = send(council, JUNE, WRONG)
    (path,) = copies(council)
    assert path.name == "Regulatory Services 2014-06 put right 1.xlsx"
    assert report.marked_up == str(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["Put right", "Start here", "Measures"]
    assert book.active.title == "Put right"
    rows = [[cell.value for cell in row] for row in book["Put right"].iter_rows(min_row=5)]
    assert [row[0] for row in rows] == [1, 2, 3]
    assert rows[0][1:4] == [
        "Measures",
        cells(path.read_bytes(), council, "measures", "M1")["figure"][1],
        "M1: Measure M1",
    ]
    assert rows[0][4] == '"97 %" is text, not a number.'
    assert rows[0][5].startswith("Enter 97, or empty the cell")
    assert rows[1][1:4] == ["Activities and projects", "K5", "A1: Open the leisure centre"]
    assert rows[1][4:6] == [
        '"Completed on" is empty, but the status is "Completed successfully".',
        "Enter it as day, month and year.",
    ]
    assert rows[2][4] == 'the status is "On track", but it is not to start until 1 August 2014.'
    assert [row[6] for row in rows] == ["PMF-214", "PMF-230", "PMF-228"]
    links = {
        cell.coordinate: cell.hyperlink.location
        for row in book["Put right"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert links == {
        "C5": f"'Measures'!{rows[0][2]}",
        "C6": "'Activities and projects'!K5",
        "C7": "'Activities and projects'!H6",
    }


def test_everything_the_service_typed_stands_in_it(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    book = package.read(path.read_bytes())
    assert column(book, council, "measures", "figure") == ["97 %"]
    assert column(book, council, "activities", "status") == ["Completed successfully", "On track"]
    assert column(book, council, "activities", "note") == ["Opened", ""]
    assert column(book, council, "actions", "completed") == ["41810"]
    assert column(book, council, "recommendations", "percent") == ["80", "10"]
    assert column(book, council, "risks", "likelihood") == ["4 Likely"]
    assert column(book, council, "budgets", "forecast") == ["108000"]
    # And what follows from it, for whatever shows the workbook without working it out.
    assert column(book, council, "budgets", "status") == ["■ Amber"]
    assert column(book, council, "risks", "band") == ["▲ High"]
    assert column(book, council, "recommendations", "to_do") == ["Done", "Done"]
    assert column(book, council, "activities", "to_do") == ["To put right", "To put right"]
    sheet = openpyxl.load_workbook(path)["Sign-off"]
    assert [sheet[f"B{row}"].value for row in (5, 6, 8)] == ["Somebody", "Head of service", "Yes"]


def test_only_what_is_held_or_asked_about_can_be_changed_and_wrong_cells_are_outlined(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    book, data = openpyxl.load_workbook(path), path.read_bytes()
    open_rows = {("measures", "M1"), ("activities", "A1"), ("activities", "A2")}
    layout = Workspace.open(council.folder).layout("return")
    for part in ("measures", "activities", "actions", "recommendations", "risks", "budgets"):
        for table in tables(package.read(data), layout.sheet(part), ""):
            for row in table.rows():
                for one in layout.sheet(part).columns:
                    if one.input and one.key in row.cells:
                        cell = book[row[one.key].place.sheet][row[one.key].place.cell]
                        assert cell.protection.locked is ((part, row["code"].text) not in open_rows), (part, one.key)
    sheet, at = cells(data, council, "measures", "M1")["figure"]
    wrong = book[sheet][at]
    assert (wrong.border.left.style, wrong.border.left.color.rgb) == ("medium", "FFB3261E")
    assert wrong.comment.text.startswith('"97 %" is text, not a number. Enter 97')
    assert wrong.comment.text.endswith("(PMF-214)")
    right = book[sheet][cells(data, council, "measures", "M1")["commentary"][1]]
    assert (right.border.left.style, right.comment) == ("thin", None)
    assert all(book[name].protection.sheet for name in book.sheetnames)


def test_sent_back_it_fills_in_just_that(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    data = path.read_bytes()
    report = put(
        council, data,
        {("measures", "M1", "figure"): Decimal(97), ("activities", "A1", "completed"): at_five(APRIL).date(),
         ("activities", "A2", "reply"): "It began early"},
        "back.xlsx",
    )  # fmt: skip
    assert (report.verdict, report.taken, report.held, report.marked_up) == ("accepted-with-notes", 8, 0, "")
    assert report.says == "replaces A2 (from H6 of the copy before); fills in M1, A1"
    assert [p.severity.value for p in report.problems] == ["note"]
    assert council.line("M1", JUNE).figure.value == Decimal(97)
    assert said(council, JUNE)["activities", "A1"].said["completed"] == "2014-05-05"
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.state, r.copies, r.sent_back, r.queried) for r in position.returns] == [("Complete", 2, 1, 0)]
    assert len(copies(council)) == 1


def test_what_was_locked_in_it_cannot_be_changed_by_unlocking_it(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    report = put(
        council, path.read_bytes(),
        {("measures", "M1", "figure"): Decimal(97), ("budgets", "B1", "forecast"): Decimal(1)}, "back.xlsx",
    )  # fmt: skip
    assert [(p.code, p.severity.value) for p in report.problems if p.code == "PMF-231"] == [("PMF-231", "note")]
    assert said(council, JUNE)["budgets", "B1"].said["forecast"] == "108000"
    assert council.line("M1", JUNE).figure.value == Decimal(97)


def test_a_second_copy_marks_only_what_is_still_wrong(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    put(council, path.read_bytes(), {("measures", "M1", "figure"): Decimal(970)}, "back.xlsx")
    first, second = copies(council)
    assert (first, second.name) == (path, "Regulatory Services 2014-06 put right 2.xlsx")
    rows = [row[3].value for row in openpyxl.load_workbook(second)["Put right"].iter_rows(min_row=5)]
    assert rows == ["A1: Open the leisure centre", "A2: Review parking"]
    code = stamp.marks(package.read(second.read_bytes()))
    assert {str(one).rpartition(" put right ")[2] for one in code.values()} == {"2"}
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.state, r.held, r.queried, r.sent_back) for r in position.returns] == [("Being put right", 1, 1, 2)]


def test_it_is_made_once_the_same_way_and_never_over_what_somebody_is_filling_in(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    data = path.read_bytes()
    path.write_bytes(b"somebody is filling this in")
    Workspace.open(council.folder).collect(at_five(JUNE, 9))
    assert path.read_bytes() == b"somebody is filling this in"
    path.unlink()  # as if the machine had stopped before it was put in place
    Workspace.open(council.folder).collect(at_five(JUNE, 10))
    assert path.read_bytes() == data


def test_a_return_without_anything_to_put_right_gets_none_and_a_missing_sign_off_is_only_chased(
    council: Council,
) -> None:
    report = send(council, JUNE, RIGHT, signed=False)
    assert codes(report) == [("PMF-207", "")]
    assert copies(council) == []
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.state, r.sent_back) for r in position.returns] == [("Not signed off", 0)]
    assert [(line.provisional, line.figure.value) for line in position.lines] == [(True, Decimal(97))]


def test_a_lost_sheet_opens_every_row_that_waits(council: Council) -> None:
    workspace = Workspace.open(council.folder)
    (outgoing,) = workspace.issue(JUNE, at_five(JUNE))
    book = openpyxl.load_workbook(io.BytesIO(filled(outgoing.data, workspace, RIGHT)))
    del book["Budget"]
    out = io.BytesIO()
    book.save(out)
    (workspace.path("inbox") / "R.xlsx").write_bytes(out.getvalue())
    (report,) = workspace.collect(at_five(JUNE, 6))
    assert [(p.code, p.about) for p in report.problems] == [("PMF-217", "")]
    (path,) = copies(council)
    made = openpyxl.load_workbook(path)
    assert made["Budget"][cells(path.read_bytes(), council, "budgets", "B1")["actual"][1]].protection.locked is False
    assert made["Risks"][cells(path.read_bytes(), council, "risks", "K1")["impact"][1]].protection.locked is True
    assert [cell.value for cell in made["Put right"][5]][3] == "The whole return"
    report = put(
        council, path.read_bytes(),
        {("budgets", "B1", "actual"): Decimal(5), ("budgets", "B1", "forecast"): Decimal(100_000)}, "back.xlsx",
    )  # fmt: skip
    assert (report.verdict, report.taken) == ("accepted", 8)


def test_the_original_and_its_marked_up_copy_at_once_are_not_chosen_between(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    workspace = Workspace.open(council.folder)
    data = fill_in(
        path.read_bytes(),
        {cells(path.read_bytes(), council, "measures", "M1")["figure"]: Decimal(97)},
        at_five(JUNE, 8),
    )
    (workspace.path("inbox") / "copy.xlsx").write_bytes(data)
    (issued,) = workspace.issue(JUNE, at_five(JUNE))
    (workspace.path("inbox") / "own.xlsx").write_bytes(filled(issued.data, workspace, RIGHT))
    reports = {r.file: r for r in workspace.collect(at_five(JUNE, 8))}
    for name in ("copy.xlsx", "own.xlsx"):
        codes = [p.code for p in reports[name].problems]
        assert (codes[0], set(codes[1:])) == ("PMF-315", {"PMF-324"})


def test_a_marked_up_copy_that_was_never_made_is_refused(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    with zipfile.ZipFile(path) as old:
        parts = {name: re.sub(rb"put right 1\b", b"put right 7", old.read(name)) for name in old.namelist()}
    forged = io.BytesIO()
    with zipfile.ZipFile(forged, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    workspace = Workspace.open(council.folder)
    (workspace.path("inbox") / "f.xlsx").write_bytes(forged.getvalue())
    report = next(r for r in workspace.collect(at_five(JUNE, 8)) if r.file == "f.xlsx")
    assert (report.verdict, [p.code for p in report.problems]) == ("rejected", ["PMF-310"])


@pytest.mark.parametrize("typed", ["=1+1", "<b>&amp;", "x" * 5000, "a\u202eb", "#N/A"])
def test_whatever_was_typed_comes_back_as_text(tmp_path: Path, typed: str) -> None:
    council = Council(tmp_path / "c")
    council.start([measure("M1")], [target("M1", "2014/15", 95)], budgets=BUDGETS)
    report = send(council, JUNE, {"measures": {"M1": {"figure": typed}}})
    assert report.held == 2
    (path,) = copies(council)
    shown = column(package.read(path.read_bytes()), council, "measures", "figure")[0]
    assert shown == typed.replace("\u202e", "")
    sheet, at = cells(path.read_bytes(), council, "measures", "M1")["figure"]
    assert openpyxl.load_workbook(path)[sheet][at].data_type == "s"


def test_a_row_answered_in_an_earlier_copy_stands_in_it_although_the_last_left_it_empty(council: Council) -> None:
    workspace = Workspace.open(council.folder)
    (outgoing,) = workspace.issue(JUNE, at_five(JUNE))
    send(council, JUNE, RIGHT, "first.xlsx", outgoing.data)
    later = {"measures": {"M1": {"figure": "none"}}}
    report = send(council, JUNE, later, "second.xlsx", outgoing.data, day=8)
    assert (report.held, report.taken) == (1, 7)
    (path,) = copies(council)
    book = package.read(path.read_bytes())
    assert column(book, council, "budgets", "forecast") == ["108000"]
    assert column(book, council, "activities", "status") == ["Some problems", "Not started"]


def test_starting_anew_uses_none_of_it(council: Council) -> None:
    """An ordinary return is the same whether or not marked-up copies exist."""
    send(council, JUNE, WRONG)
    before = next((council.folder / "outgoing" / "2014-06").glob("*.xlsx")).read_bytes()
    (again,) = start(council).issue(JUNE, at_five(JUNE, 12))
    assert (again.new, again.data) == (False, before)


def test_what_the_service_took_out_of_a_row_does_not_come_back(council: Council) -> None:
    workspace = Workspace.open(council.folder)
    (outgoing,) = workspace.issue(JUNE, at_five(JUNE))
    send(council, JUNE, RIGHT, "first.xlsx", outgoing.data)
    later = {
        **RIGHT,
        "activities": {**RIGHT["activities"], "A1": {"status": "On trak", "note": "No new date after all"}},
    }
    send(council, JUNE, later, "second.xlsx", outgoing.data, day=8)
    (path,) = copies(council)
    assert column(package.read(path.read_bytes()), council, "activities", "revised_due") == ["", ""]
    report = put(council, path.read_bytes(), {("activities", "A1", "status"): "On track"}, "back.xlsx", 9)
    assert report.held == 0
    assert said(council, JUNE)["activities", "A1"].said == {"status": "On track", "note": "No new date after all"}


def test_a_stale_marked_up_copy_undoes_nothing_that_came_since(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    (issued,) = Workspace.open(council.folder).issue(JUNE, at_five(JUNE))
    assert send(council, JUNE, RIGHT, "own.xlsx", issued.data, day=8).held == 0
    report = put(council, path.read_bytes(), {("measures", "M1", "figure"): Decimal(12)}, "stale.xlsx", 9)
    assert [(p.code, p.found) for p in report.problems] == [
        ("PMF-308", 'it puts right copy 1 of the return, but "own.xlsx" has come since.')
    ]
    assert council.line("M1", JUNE).figure.value == Decimal(97)
    # The same marked-up copy, filled in further, goes on from itself.


def test_a_marked_up_copy_may_be_sent_back_twice_and_keeps_what_else_is_open(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    data = path.read_bytes()
    put(council, data, {("measures", "M1", "figure"): Decimal(97)}, "one.xlsx", 8)
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.held, r.queried) for r in position.returns] == [(1, 1)]
    report = put(
        council, data,
        {("measures", "M1", "figure"): Decimal(97), ("activities", "A1", "completed"): at_five(APRIL).date(),
         ("activities", "A2", "reply"): "It began early"},
        "two.xlsx", 9,
    )  # fmt: skip
    assert (report.verdict, report.held) == ("accepted-with-notes", 0)
    position, _ = Workspace.open(council.folder).position(JUNE)
    assert [(r.state, r.held, r.queried) for r in position.returns] == [("Complete", 0, 0)]


def test_a_code_with_a_stroke_in_it_is_open_like_any_other(tmp_path: Path) -> None:
    council = Council(tmp_path / "c")
    council.start(
        [measure("HS/01"), measure("HS/02")], [target("HS/01", "2014/15", 95), target("HS/02", "2014/15", 95)]
    )
    send(council, JUNE, {"measures": {"HS/01": {"figure": "x"}, "HS/02": {"figure": Decimal(97)}}})
    (path,) = copies(council)
    report = put(council, path.read_bytes(), {("measures", "HS/01", "figure"): Decimal(96)}, "back.xlsx")
    assert (report.verdict, report.held) == ("accepted", 0)
    assert council.line("HS/01", JUNE).figure.value == Decimal(96)


def test_what_was_typed_into_a_locked_row_is_not_shown_as_the_answer(council: Council) -> None:
    send(council, JUNE, WRONG)
    (path,) = copies(council)
    put(council, path.read_bytes(), {("budgets", "B1", "forecast"): Decimal(1)}, "back.xlsx")
    _, second = copies(council)
    assert column(package.read(second.read_bytes()), council, "budgets", "forecast") == ["108000"]


def test_a_queries_folder_that_cannot_be_made_is_said_plainly(council: Council) -> None:
    (council.folder / "queries").write_text("a file", encoding="utf-8")
    with pytest.raises(PutRight, match="this file could not be written"):
        send(council, JUNE, WRONG)
    assert said(council, JUNE)["budgets", "B1"].said["forecast"] == "108000"  # what was received is noted


def test_a_preview_of_it_judges_nothing_that_is_refused(tmp_path: Path) -> None:
    """Programs that work nothing out, such as a mail's preview, show what is stored."""
    council = Council(tmp_path / "c")
    rows = [
        measure("P1", kind="Percentage", unit="%", roll_up="Ratio of sums"),
        measure("P2", kind="Percentage", unit="%"),
    ]
    council.start(rows, [target("P1", "2014/15", 80), target("P2", "2014/15", 80)], recommendations=AUDIT[1:])
    wrong = {
        "measures": {"P1": {"numerator": Decimal(90), "denominator": Decimal(80)}, "P2": {"figure": Decimal(300)}},
        "recommendations": {"R2": {"percent": Decimal(150)}},
    }
    assert send(council, JUNE, wrong).held == 3
    (path,) = copies(council)
    book = package.read(path.read_bytes())
    assert column(book, council, "measures", "status") == ["Check the figure", "Check the figure"]
    assert column(book, council, "recommendations", "status") == ["○ To do"]
