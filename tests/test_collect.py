"""Collecting: what becomes of each file, figure by figure."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pmf_excel.framework.figures import Absence
from pmf_excel.framework.status import Status
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, cell, row_of
from tests.test_excel import CELLS, HOSTILE, minimal

Put = Callable[[str, bytes], Path]
Typed = Callable[..., bytes]


def figures(workspace: Workspace) -> dict[str, tuple[object, Status]]:
    """Where each measure stands: its figure, or the reason for none, and its status."""
    position, _ = workspace.position(JUNE)
    return {
        line.measure: (line.figure.value if line.figure.value is not None else line.figure.absence, line.status)
        for line in position.lines
    }


def collect(workspace: Workspace) -> dict[str, FileReport]:
    return {report.file: report for report in workspace.collect(COLLECTED)}


def codes(report: FileReport) -> list[tuple[str, str]]:
    return [(p.code, p.place.cell) for p in report.problems]


def test_a_right_return_is_taken_with_its_figures(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    put("HR.xlsx", right(issued["HR"]))
    report = collect(workspace)["HR.xlsx"]
    assert (report.verdict, report.service, report.round, report.asked, report.taken, report.held) == (
        "accepted",
        "HR",
        "2014-06",
        5,
        5,
        0,
    )
    assert report.problems == ()
    stands = figures(workspace)
    assert stands["HR02"] == (Decimal("65.3"), Status.RED)
    assert stands["HR11"] == (Decimal("2.6"), Status.RED)
    assert stands["HR03"] == (Decimal("100"), Status.GREEN)
    assert stands["PS01"] == (Absence.AWAITED, Status.AWAITED)


def test_each_figure_knows_where_it_came_from(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    data = right(issued["HR"])
    put("HR.xlsx", data)
    collect(workspace)
    position, _ = workspace.position(JUNE)
    source = next(line.source for line in position.lines if line.measure == "HR02")
    assert source is not None
    assert str(source.place) == f"HR.xlsx, sheet Measures, {cell(issued['HR'], 'measures', 'HR02', 'figure')}"
    assert source.received == COLLECTED
    assert (workspace.path("archive") / source.sha256[:2] / source.sha256).read_bytes() == data


@pytest.mark.parametrize(
    ("row", "code", "column", "message"),
    [
        ({"figure": "£98"}, "PMF-214", "figure", '"£98" is text, not a number. Enter 98, or empty the cell, choose why under "If none, why" and say more in Commentary.'),
        ({"figure": "about 98"}, "PMF-214", "figure", '"about 98" is text, not a number. Enter a number, without words or signs, or empty the cell, choose why under "If none, why" and say more in Commentary.'),
        ({}, "PMF-201", "figure", 'the figure for "RS20" is empty, and no reason is chosen for having none. Enter it, or choose why under "If none, why" in I5 and say more in Commentary.'),
        ({"figure": Decimal("101")}, "PMF-203", "figure", "101 is not between 0 and 100. Enter a number between 0 and 100."),
        ({"figure": Decimal("-1")}, "PMF-203", "figure", "-1 is not between 0 and 100. Enter a number between 0 and 100."),
        ({"figure": Decimal("91.7"), "action": "z", "owner": "y", "action_due": date(2014, 9, 1)}, "PMF-205", "commentary", '"Commentary" is empty, but the status is Amber. Say what lies behind it.'),
        ({"figure": Decimal("91.7")}, "PMF-205", "commentary", '"Commentary", "Action", "Action owner" and "By when" are empty, but the status is Amber. Say what lies behind it, what will be done about it, who will do it and by when.'),
        ({"figure": Decimal("91.7"), "commentary": "x", "action": "z"}, "PMF-206", "owner", '"Action owner" and "By when" are empty, but the status is Amber. Say who will do it and by when.'),
        ({"figure": Decimal("91.7"), "commentary": "x", "owner": "y", "action_due": date(2014, 9, 1)}, "PMF-206", "action", '"Action" is empty, but the status is Amber. Say what will be done about it.'),
        ({"figure": Decimal("91.7"), "commentary": "x", "action": "z", "action_due": date(2014, 9, 1)}, "PMF-206", "owner", '"Action owner" is empty, but the status is Amber. Enter the job title of whoever will do it.'),
        ({"reason": "Not yet available"}, "PMF-205", "commentary", '"Commentary" is empty, but there is no figure. Say what lies behind it.'),
        ({"reason": "Not availble"}, "PMF-204", "reason", '"Not availble" is not one of the choices for "If none, why". Did you mean "Not yet available"? Choose "Not yet available", "Not applicable", "Suppressed".'),
        ({"figure": Decimal("98.5"), "reason": "Suppressed"}, "PMF-202", "reason", "a figure is given, and a reason for having none. Keep one of the two and empty the other cell."),
        ({"figure": Decimal("98.5"), "action_due": "soon"}, "PMF-208", "action_due", '"soon" is not a date that can be read. Enter day, month and year, for example 31/07/2026.'),
        ({"figure": date(2014, 7, 1)}, "PMF-214", "figure", "a date stands where a number belongs. Enter the number, or empty the cell, choose why under \"If none, why\" and say more in Commentary."),
        ({"figure": Decimal("98.5"), "commentary": "x" * 4001}, "PMF-220", "commentary", "the text has 4,001 characters; at most 4,000 are allowed. Shorten it."),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("PMF") else "",
)  # fmt: skip
def test_each_mistake_holds_its_row_and_says_what_to_do(
    workspace: Workspace,
    issued: dict[str, Outgoing],
    put: Put,
    typed: Typed,
    row: dict[str, object],
    code: str,
    column: str,
    message: str,
) -> None:
    put("Regulatory.xlsx", typed(issued["REG"].data, {"RS20": row, "RS21": GOOD["RS21"]}))
    report = collect(workspace)["Regulatory.xlsx"]
    said = [p for p in report.problems if p.code == code]
    at = cell(issued["REG"], "measures", "RS20", column)
    assert [p.place.cell for p in said] == [at]
    assert str(said[0]) == f"Regulatory.xlsx, sheet Measures, {at}: {message} ({code})"
    assert (report.verdict, report.taken, report.held) == ("held", 1, 1)
    stands = figures(workspace)
    assert stands["RS20"][1] in (Status.HELD, Status.AWAITED)
    assert stands["RS21"] == (Decimal("98.8"), Status.GREEN)


def test_a_percentage_typed_with_its_sign_is_read_as_it_was_seen(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(typed(issued["REG"].data, GOOD)))
    at = cell(issued["REG"], "measures", "RS20", "figure")
    book["Measures"][at].value = 0.985
    book["Measures"][at].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    put("R.xlsx", out.getvalue())
    report = collect(workspace)["R.xlsx"]
    assert (report.verdict, codes(report)) == ("accepted-with-notes", [("PMF-221", at)])
    assert figures(workspace)["RS20"] == (Decimal("98.5"), Status.GREEN)


def test_a_fraction_where_percent_is_asked_is_queried_and_never_guessed(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    row = {"figure": Decimal("0.985"), "commentary": "c", "action": "a", "owner": "o", "action_due": date(2014, 9, 1)}
    put("R.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": row}))
    report = collect(workspace)["R.xlsx"]
    assert codes(report) == [("PMF-219", cell(issued["REG"], "measures", "RS20", "figure"))]
    assert "it looks like 98.5% typed as a fraction" in str(report.problems[0])
    assert figures(workspace)["RS20"] == (Decimal("0.985"), Status.RED)


def test_reasons_for_no_figure_are_kept_apart_from_zero(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    put(
        "R.xlsx",
        typed(
            issued["REG"].data,
            {
                "RS20": {"reason": "suppressed", "commentary": "Too few cases"},
                "RS21": {
                    "figure": Decimal("0"),
                    "commentary": "c",
                    "action": "a",
                    "owner": "o",
                    "action_due": date(2014, 9, 1),
                },
            },
        ),
    )
    report = collect(workspace)["R.xlsx"]
    assert report.verdict == "accepted-with-notes"  # a zero after 97.1 is taken, and asked about
    assert codes(report) == [("PMF-225", cell(issued["REG"], "measures", "RS21", "figure"))]
    stands = figures(workspace)
    assert stands["RS20"] == (Absence.SUPPRESSED, Status.SUPPRESSED)
    assert stands["RS21"] == (Decimal("0"), Status.RED)


def test_a_return_without_a_sign_off_is_taken_and_queried(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    put("R.xlsx", typed(issued["REG"].data, GOOD, signed=False))
    report = collect(workspace)["R.xlsx"]
    assert (report.verdict, [p.code for p in report.problems], report.taken) == ("accepted-with-notes", ["PMF-207"], 2)
    position, _ = workspace.position(JUNE)
    assert [r.signed_by for r in position.returns if r.issued.service == "REG"] == [""]


def scrambled(data: bytes) -> bytes:
    """Renamed sheets in another order, hidden rows, rows sorted the other way round, columns moved."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    measures = book["Measures"]
    rows = [[one.value for one in row] for row in measures.iter_rows(min_row=5, max_row=measures.max_row)]
    for number, values in enumerate(reversed(rows), 5):
        for place, value in enumerate(values):
            measures.cell(number, place + 1).value = value
    for row in measures.iter_rows(
        min_row=4, max_row=measures.max_row, min_col=3, max_col=3
    ):  # the period goes to the end
        measures.cell(row[0].row, 20).value = row[0].value
        row[0].value = None
    measures.title, book["Sign-off"].title = "Sheet1", "signed"
    book.move_sheet("Sheet1", 3)
    book.remove(book["pmf"])
    measures.row_dimensions[6].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_renamed_reordered_and_sorted_it_is_collected_the_same(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    put("whatever FINAL v2 (3).xlsx", scrambled(right(issued["HR"])))
    report = collect(workspace)["whatever FINAL v2 (3).xlsx"]
    assert (report.verdict, report.service, report.taken) == ("accepted", "HR", 5)
    stands = figures(workspace)
    assert [stands[code][0] for code in ("HR01", "HR02", "HR03", "HR05", "HR11")] == [
        Decimal(n) for n in ("98.7", "65.3", "100", "100", "2.6")
    ]
    position, _ = workspace.position(JUNE)
    assert [r.signed_by for r in position.returns if r.issued.service == "HR"] == ["Head of service"]


def edited(data: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_rows_deleted_doubled_and_added_are_each_said(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Measures"]
        sheet["A5"].value = "HR99"  # HR01 is gone, an unknown one is there
        sheet["A8"].value = "HR03"  # twice, in rows 7 and 8; HR05 is gone

    put("HR.xlsx", edited(right(issued["HR"]), change))
    report = collect(workspace)["HR.xlsx"]
    assert sorted((p.code, p.severity.value, p.place.cell) for p in report.problems) == [
        ("PMF-211", "error", ""), ("PMF-211", "error", ""), ("PMF-212", "error", "A7"), ("PMF-212", "error", "A8"), ("PMF-213", "note", "A5"),
    ]  # fmt: skip
    assert (report.taken, report.held) == (2, 3)
    assert {code for code, (value, _) in figures(workspace).items() if isinstance(value, Decimal)} == {"HR02", "HR11"}


def test_a_copied_sheet_is_not_chosen_between(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    put("HR.xlsx", edited(right(issued["HR"]), lambda book: book.copy_worksheet(book["Measures"])))
    report = collect(workspace)["HR.xlsx"]
    assert [p.code for p in report.problems] == ["PMF-218"]
    assert 'the measures stand on more than one sheet: "Measures" and "Measures Copy"' in str(report.problems[0])
    assert (report.verdict, report.taken) == ("held", 0)


def test_a_return_without_its_measures_says_which_sheets_it_has(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    put("HR.xlsx", edited(right(issued["HR"]), lambda book: book.remove(book["Measures"])))
    report = collect(workspace)["HR.xlsx"]
    assert report.verdict == "held"
    assert 'no sheet has the headings of the Measures sheet. It has "Start here", "Sign-off".' in str(
        report.problems[0]
    )


def test_a_blank_return_is_asked_for_and_never_taken_as_zero(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put
) -> None:
    put("HR.xlsx", issued["HR"].data)
    report = collect(workspace)["HR.xlsx"]
    assert (report.verdict, report.taken, report.held) == ("held", 0, 5)
    assert [str(p) for p in report.problems] == [
        "HR.xlsx: the return came back with nothing filled in. Fill in the yellow cells and send it again. (PMF-248)"
    ]
    assert figures(workspace)["HR01"] == (Absence.AWAITED, Status.AWAITED)


STRANGERS = {
    "minutes.docx": (b"PK\x03\x04", "rejected", "PMF-302"),
    "empty.xlsx": (b"", "rejected", "PMF-303"),
    "notes.txt": (b"Dear all", "ignored", "PMF-306"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "rejected", "PMF-305"),
    "locked.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "rejected", "PMF-304"),
    "macro.xlsm": (minimal(CELLS.format(""), {"xl/vbaProject.bin": "x"}), "rejected", "PMF-312"),
    "budget.xlsx": (minimal(CELLS.format('<row><c><v>1</v></c></row>')), "ignored", "PMF-301"),
    "strict.xlsx": (minimal('<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'), "rejected", "PMF-314"),
    "dtd.xlsx": (minimal('<!DOCTYPE x>' + CELLS.format("")), "rejected", "PMF-302"),
}  # fmt: skip


def test_what_is_no_return_is_named_and_stops_nothing_else(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    for name, (data, _, _) in STRANGERS.items():
        path = put(name, data)
        os.utime(path, (0, 0))  # long arrived
    put("HR.xlsx", right(issued["HR"]))
    put("~$HR.xlsx", b"\x05Someone")
    put("Thumbs.db", b"x")
    inbox = {path: path.read_bytes() for path in workspace.path("inbox").iterdir()}
    reports = collect(workspace)
    assert {name: (reports[name].verdict, [p.code for p in reports[name].problems]) for name in STRANGERS} == {
        name: (verdict, [code]) for name, (_, verdict, code) in STRANGERS.items()
    }
    assert (reports["HR.xlsx"].verdict, reports["HR.xlsx"].taken) == ("accepted-with-notes", 5)
    assert [p.code for p in reports["HR.xlsx"].problems] == ["PMF-326"]  # it is still open in Excel
    assert set(reports) == {*STRANGERS, "HR.xlsx"}
    assert {path: path.read_bytes() for path in workspace.path("inbox").iterdir()} == inbox
    before = (workspace.folder / "ledger.db").read_bytes()
    again = collect(workspace)
    assert {name: again[name].verdict for name in STRANGERS} == {
        name: verdict for name, (_, verdict, _) in STRANGERS.items()
    }
    assert again["HR.xlsx"].verdict == "duplicate"
    assert (workspace.folder / "ledger.db").read_bytes() == before


def test_links_and_folders_in_the_inbox_are_passed_over(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes(right(issued["HR"]))
    (workspace.path("inbox") / "linked.xlsx").symlink_to(outside)
    (workspace.path("inbox") / "folder.xlsx").mkdir()
    put("folder.xlsx/REG.xlsx", right(issued["REG"]))
    assert {name: r.verdict for name, r in collect(workspace).items()} == {"folder.xlsx/REG.xlsx": "accepted"}


def test_marks_that_disagree_are_refused(workspace: Workspace, issued: dict[str, Outgoing], put: Put, right) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Measures"]["A3"].value = f"Return code {issued['PLAN'].issued.code}"

    put("HR.xlsx", edited(right(issued["HR"]), change))
    report = collect(workspace)["HR.xlsx"]
    assert (report.verdict, [p.code for p in report.problems]) == ("rejected", ["PMF-307"])
    assert f"sheet Measures says {issued['PLAN'].issued.code}" in str(report.problems[0])


def test_one_mark_is_enough(workspace: Workspace, issued: dict[str, Outgoing], put: Put, right) -> None:
    def change(book: openpyxl.Workbook) -> None:  # the tab alone, copied to a new workbook
        for name in ("Start here", "Sign-off", "pmf", "Lists"):
            book.remove(book[name])
        book.custom_doc_props.props.clear()
        book.properties.keywords = None
        book.defined_names.clear()

    put("tab.xlsx", edited(right(issued["HR"]), change))
    report = collect(workspace)["tab.xlsx"]
    assert (report.verdict, report.service, report.taken) == ("accepted-with-notes", "HR", 5)
    assert [p.code for p in report.problems] == ["PMF-207"]


def test_a_return_from_another_workspace_is_refused(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    strange = edited(
        right(issued["HR"]), lambda book: _recode(book, issued["HR"].issued.code, "HR 2014-06 1-0123456789")
    )
    put("HR.xlsx", strange)
    report = collect(workspace)["HR.xlsx"]
    assert [p.code for p in report.problems] == ["PMF-310"]


def _recode(book: openpyxl.Workbook, old: str, new: str) -> None:
    for sheet in book:
        for row in sheet.iter_rows(max_row=6):
            for one in row:
                if isinstance(one.value, str) and old in one.value:
                    one.value = one.value.replace(old, new)
    book.properties.keywords = new
    book.custom_doc_props.props.clear()


def test_two_different_copies_at_once_are_not_chosen_between(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    put("R.xlsx", typed(issued["REG"].data, GOOD))
    second = put("R-LAPTOP7.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("99")}}))
    reports = collect(workspace)
    assert {name: (r.verdict, [p.code for p in r.problems]) for name, r in reports.items()} == {
        "R.xlsx": ("rejected", ["PMF-315", "PMF-324"]), "R-LAPTOP7.xlsx": ("rejected", ["PMF-315", "PMF-324"]),
    }  # fmt: skip
    assert 'this one and "R-LAPTOP7.xlsx"' in str(reports["R.xlsx"].problems[0])
    where = cell(issued["REG"], "measures", "RS20", "figure")
    assert str(reports["R.xlsx"].problems[1]) == (
        f'R.xlsx, sheet Measures, {where}: "Figure" of RS20 is "98.5" here, and "99" in Measures, {where} of "R-LAPTOP7.xlsx". '
        "Keep the copy that is right. (PMF-324)"
    )
    second.unlink()
    assert collect(workspace)["R.xlsx"].verdict == "accepted"
    assert figures(workspace)["RS20"] == (Decimal("98.5"), Status.GREEN)


def test_hostile_commentary_comes_through_exactly(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    put("R.xlsx", typed(issued["REG"].data, {**GOOD, "RS21": {"figure": Decimal("98.8"), "commentary": HOSTILE}}))
    assert collect(workspace)["R.xlsx"].verdict == "accepted"
    position, _ = workspace.position(JUNE)
    assert [line.commentary for line in position.lines if line.measure == "RS21"] == [HOSTILE]


def test_a_dry_run_says_the_same_and_writes_nothing(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    put("HR.xlsx", right(issued["HR"]))
    before = {p: p.read_bytes() for p in workspace.folder.rglob("*") if p.is_file()}
    reports = workspace.collect(COLLECTED, dry_run=True)
    assert [(r.verdict, r.taken) for r in reports] == [("accepted", 5)]
    assert {p: p.read_bytes() for p in workspace.folder.rglob("*") if p.is_file()} == before


def test_a_fault_of_ours_in_one_file_stops_no_other(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pmf_excel.intake import look as receive

    put("HR.xlsx", right(issued["HR"]))
    put("REG.xlsx", right(issued["REG"]))
    real = receive.read_return

    def broken(workbook, file, *rest):
        if file == "HR.xlsx":
            raise IndexError("no such row")
        return real(workbook, file, *rest)

    monkeypatch.setattr(receive, "read_return", broken)
    reports = collect(workspace)
    assert [p.code for p in reports["HR.xlsx"].problems] == ["PMF-316"]
    assert reports["REG.xlsx"].verdict == "accepted"
    monkeypatch.undo()
    assert collect(workspace)["HR.xlsx"].verdict == "accepted"


def test_a_zip_that_lies_about_its_parts_is_refused(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    data = bytearray(right(issued["HR"]))
    place = bytes(data).index(b"xl/worksheets/sheet2.xml") + 60
    data[place] ^= 0xFF
    os.utime(put("HR.xlsx", bytes(data)), (0, 0))
    assert zipfile.ZipFile(io.BytesIO(bytes(data))).namelist()  # the list of parts is whole
    report = collect(workspace)["HR.xlsx"]
    assert [p.code for p in report.problems] == ["PMF-302"]
    assert collect(workspace)["HR.xlsx"].verdict == "rejected"


def test_a_later_round_shows_what_was_said_before(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    put("HR.xlsx", right(issued["HR"]))
    collect(workspace)
    from pmf_excel.framework.periods import month

    september = {o.issued.service: o for o in workspace.issue(month(2014, 9), ISSUED + timedelta(days=92))}
    row = row_of(september["HR"], "measures", "HR02")
    assert [row[key].text for key in ("last_2", "last_1", "last_said")] == [
        "99.3",
        "65.3",
        "▲ Red: Fewer queries than usual were dealt with within three days. (Made up.)",
    ]
