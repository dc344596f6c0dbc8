"""LibreOffice plays the service manager on every input of every sheet: right values, wrong ones, locked cells, other formats.

PMF_LO_CLIENT names the script that drives LibreOffice, as in test_libreoffice.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pmf_excel.excel.package import read
from pmf_excel.excel.reader import form, tables
from pmf_excel.framework.periods import month
from pmf_excel.returns.issue import Outgoing
from pmf_excel.returns.parts import MEASURES, PARTS
from pmf_excel.workspace import Workspace
from tests.test_libreoffice import client, pytestmark, recalculated
from tests.test_parts import at_five, said
from tests.test_position import Council, measure, target

__all__ = ["pytestmark"]
JUNE = month(2014, 6)
SIGNED = {"name": "Somebody", "job_title": "Head of service", "on": "2014-07-05", "agreed": "Yes"}
#: What a manager rightly types into each input of a part.
RIGHT: Mapping[str, Mapping[str, str]] = {
    "measures": {"figure": "90", "commentary": "Fewer came", "action": "Ask again", "owner": "Manager", "action_due": "2014-12-31",
                 "reply": "It is right"},
    "activities": {"status": "Some problems", "revised_due": "2015-05-31", "note": "Waiting for steel", "reply": "As agreed"},
    "actions": {"status": "Completed successfully", "completed": "2014-06-20", "note": "All trained", "reply": "Yes"},
    "recommendations": {"percent": "100", "completed": "2014-06-20", "revised_due": "2015-06-30", "note": "Done", "reply": "Yes"},
    "risks": {"likelihood": "5 Almost certain", "impact": "5 Severe", "note": "Watching it", "reply": "Yes"},
    "budgets": {"actual": "25000", "forecast": "130000", "note": "Agency staff", "reply": "Yes"},
    "questions": {"answer": "It will be done by May"},
}  # fmt: skip
#: What cannot be right in each input, and what "Still to do" then says.
WRONG: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "measures": {"figure": ("about 90", "Check the figure"), "reason": ("Lost", "Figure or reason"), "commentary": ("", "Commentary needed"),
                 "action": ("x" * 2001, "Check the action"), "owner": ("x" * 81, "Check the owner"), "action_due": ("soon", "Check the date"),
                 "reply": ("x" * 2001, "Check the answer")},
    "activities": {"status": ("Going well", "Check: Status now"), "revised_due": ("next May", "Check: New date"),
                   "completed": ("2014-06-20", "Check: Status now"), "note": ("", "Progress needed"), "reply": ("x" * 2001, "Check: Answer to a query")},
    "actions": {"status": ("", "Status now needed"), "revised_due": ("1850-01-01", "Check: New date"), "completed": ("", "Completed on needed"),
                "note": ("x" * 2001, "Check: Progress"), "reply": ("x" * 2001, "Check: Answer to a query")},
    "recommendations": {"percent": ("101", "Check: Percent complete"), "completed": ("", "Completed on needed"),
                        "revised_due": ("later", "Check: Later date asked for"), "note": ("x" * 2001, "Check: Progress"),
                        "reply": ("x" * 2001, "Check: Answer to a query")},
    "risks": {"likelihood": ("6 Sure", "Check: Likelihood"), "impact": ("9", "Check: Impact"), "note": ("", "What is being done needed"),
              "reply": ("x" * 2001, "Check: Answer to a query")},
    "budgets": {"actual": ("lots", "Check: Actual so far (£)"), "forecast": ("", "Forecast for the year (£) needed"), "note": ("", "Comment needed"),
                "reply": ("x" * 2001, "Check: Answer to a query")},
    "questions": {"answer": ("x" * 4001, "Check: Answer")},
}  # fmt: skip


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Council, Outgoing]:
    """A return with as many rows in each part as it has inputs."""
    council = Council(tmp_path_factory.mktemp("manager") / "council")
    many = range(8)

    def work(letter: str, kind: str) -> list[dict[str, Any]]:
        return [
            {"code": f"{letter}{n}", "title": f"Work {n}", "kind": kind, "service": "REG", "theme": "Partnerships" if letter == "S" else "",
             "start": date(2014, 4, 1), "due": date(2014, 12, 31), "status": "On track"}
            for n in many
        ]  # fmt: skip

    council.start(
        [*(measure(f"M{n}") for n in many), measure("P1", kind="Percentage", unit="%", roll_up="Ratio of sums"),
         measure("D1", kind="Date", polarity="Lower is better"), measure("Y1", kind="Yes/No")],
        [*(target(f"M{n}", "2014/15", 95) for n in many), target("P1", "2014/15", 80), target("D1", "2014/15", date(2014, 7, 31)),
         target("Y1", "2014/15", "Yes")],
        activities=work("A", "Activity") + work("S", "Service plan action"),
        recommendations=[{"code": f"R{n}", "title": f"Advice {n}", "service": "REG", "original_due": date(2014, 12, 31)} for n in many],
        risks=[{"code": f"K{n}", "title": f"Risk {n}", "service": "REG"} for n in many],
        budgets=[{"code": f"B{n}", "title": f"Line {n}", "service": "REG", "year": "2014/15", "budget": Decimal(100_000)} for n in many],
        questions=[{"committee": "ENV", "on": date(2014, 6, 10), "question": f"Why is that {n}?", "service": "REG"} for n in many],
    )  # fmt: skip
    (outgoing,) = Workspace.open(council.folder).issue(JUNE, at_five(JUNE))
    return council, outgoing


def places(council: Council, data: bytes) -> dict[tuple[str, str, str], str]:
    """Every cell of every row, as LibreOffice is told of it: by part, code and column."""
    layout, book = Workspace.open(council.folder).layout("return"), read(data)
    found = {}
    for part in (MEASURES, *PARTS):
        for table in tables(book, layout.sheet(part), ""):
            for row in table.rows():
                for key, placed in row.cells.items():
                    found[part, row["code"].text, key] = f"{placed.place.sheet}!{placed.place.cell}"
    for key, placed in form(book, layout.sheet("sign_off"), "").items():
        found["sign_off", "", key] = f"{placed.place.sheet}!{placed.place.cell}"
    return found


def rows(at: dict[tuple[str, str, str], str], part: str) -> list[str]:
    return list(dict.fromkeys(code for one, code, _ in at if one == part))


def test_right_values_in_every_input_are_collected_from_xlsx_and_other_formats_get_a_clear_line(
    issued: tuple[Council, Outgoing], tmp_path: Path
) -> None:
    council, outgoing = issued
    at = places(council, outgoing.data)
    typed = {("sign_off", "", key): text for key, text in SIGNED.items()}
    for part, values in RIGHT.items():
        for code in rows(at, part):
            typed |= {(part, code, key): text for key, text in values.items()}
    typed |= {("measures", "P1", "numerator"): "17", ("measures", "P1", "denominator"): "20", ("measures", "D1", "figure"): "2014-07-30",
              ("measures", "Y1", "figure"): "Yes"}  # fmt: skip
    del typed["measures", "P1", "figure"]  # which is worked out, and locked
    typed[("measures", "M7", "reason")] = "Not yet available"
    del typed["measures", "M7", "figure"]
    client("fill", str(outgoing.path), str(tmp_path / "out"), *(f"{at[key]}={text}" for key, text in typed.items()))
    live = recalculated(tmp_path / "out" / "out.xlsx")
    assert {live["Start here"][cell] for cell in live["Start here"]} == {
        "59 of 59 done", "Yes. Save this workbook and send it back", "11 of 11 done", "8 of 8 done", "Signed",
    }  # fmt: skip
    workspace = Workspace.open(council.folder)
    for kind in ("xlsx", "ods", "xls"):
        shutil.copy(tmp_path / "out" / f"out.{kind}", workspace.path("inbox") / f"return.{kind}")
    reports = {report.file: report for report in workspace.collect(at_five(JUNE, 6))}
    report = reports["return.xlsx"]
    assert (report.verdict, report.asked, report.taken, report.held) == ("accepted", 59, 59, 0), report.problems
    lines = council.position(JUNE)
    assert {lines[f"M{n}"].figure.value for n in range(7)} == {Decimal(90)}
    assert (lines["P1"].figure.value, lines["P1"].figure.numerator, lines["P1"].figure.denominator) == (85, 17, 20)
    assert (lines["M7"].figure.expected, lines["Y1"].status.value, lines["D1"].status.value) == (
        date(2014, 12, 31),
        "Green",
        "Green",
    )
    assert lines["M0"].answer is not None
    assert (lines["M0"].answer.commentary, lines["M0"].answer.reply) == ("Fewer came", "It is right")
    kept = said(council, JUNE)
    for part in ("activities", "actions", "recommendations", "risks", "budgets", "questions"):
        assert {tuple(sorted(kept[part, code].said.items())) for code in rows(at, part)} == {
            tuple(sorted(RIGHT[part].items()))
        }
    # Decided: the other formats are not read. Each gets a line that says what it is and what to do.
    assert {name: (r.verdict, [str(p) for p in r.problems]) for name, r in reports.items() if name != "return.xlsx"} == {
        "return.xls": ("rejected", ["return.xls: the file is an old .xls workbook (Excel 97-2003). "
                                    "Open it in Excel and save it as Excel Workbook (.xlsx). (PMF-305)"]),
        "return.ods": ("rejected", ["return.ods: the file is an OpenDocument spreadsheet (.ods). "
                                    "Open it in the program that made it and save it as Excel Workbook (.xlsx). (PMF-317)"]),
    }  # fmt: skip


def test_a_wrong_value_in_each_input_is_shown_at_once_in_its_own_row(
    issued: tuple[Council, Outgoing], tmp_path: Path
) -> None:
    council, outgoing = issued
    at = places(council, outgoing.data)
    typed: dict[tuple[str, str, str], str] = {}
    expected: dict[tuple[str, str], str] = {}
    for part, wrong in WRONG.items():
        for code, (key, (text, says)) in zip(rows(at, part), wrong.items(), strict=False):
            typed |= {(part, code, k): v for k, v in RIGHT[part].items()} | {(part, code, key): text}
            expected[part, code] = says
        assert len(rows(at, part)) >= len(wrong)
    typed |= {("measures", "D1", "figure"): "Tuesday", ("measures", "Y1", "figure"): "Perhaps",
              ("measures", "P1", "numerator"): "21", ("measures", "P1", "denominator"): "20"}  # fmt: skip
    expected |= {("measures", code): "Check the figure" for code in ("D1", "Y1", "P1")}
    words = [f"{at[key]}={text}" for key, text in typed.items() if text]
    client("fill", str(outgoing.path), str(tmp_path / "out"), *words)
    live = recalculated(tmp_path / "out" / "out.xlsx")
    found = {}
    for part, code in expected:
        sheet, cell = at[part, code, "to_do"].split("!")
        found[part, code] = live[sheet][cell]
    assert found == expected
    assert live["Start here"]["B11"] == "Not yet: 59 still to do"


@pytest.mark.parametrize("part", [MEASURES, *PARTS])
def test_locked_cells_refuse(issued: tuple[Council, Outgoing], tmp_path: Path, part: str) -> None:
    council, outgoing = issued
    at = places(council, outgoing.data)
    code = rows(at, part)[0]
    own = shutil.copy(outgoing.path, tmp_path / "own.xlsx")  # a program that is refused leaves its lock file behind
    tried = client("locked", str(own), at[part, code, "title"])
    assert (tried["sheet_protected"], tried["cell_locked"], tried["before"] != "") == (True, True, True)
    assert tried.get("after") != "HACKED"


def test_every_cell_that_is_no_input_is_locked_on_every_sheet(issued: tuple[Council, Outgoing]) -> None:
    council, outgoing = issued
    layout = Workspace.open(council.folder).layout("return")
    inputs = {
        place for (part, code, key), place in places(council, outgoing.data).items()
        if layout.sheet(part).column(key).input and not (part == MEASURES and key in ("figure", "numerator", "denominator"))
    }  # fmt: skip
    book = openpyxl.load_workbook(outgoing.path)
    for sheet in book:
        assert sheet.protection.sheet, sheet.title
        for line in sheet.iter_rows():
            for cell in line:
                where = f"{sheet.title}!{cell.coordinate}"
                if where in inputs:
                    assert cell.protection.locked is False, where
                elif cell.value is not None and not cell.hyperlink:
                    assert cell.protection.locked is True, where


def test_catch_up_and_sign_off_are_filled_in_rightly_and_wrongly_too(tmp_path: Path) -> None:
    """What was awaited is filled in like a measure; a sign-off that is wrong does not make a return ready."""
    council = Council(tmp_path / "council")
    council.start([measure("M1")], [target("M1", "2014/15", 95)])
    for number in (4, 5):
        Workspace.open(council.folder).issue(month(2014, number), at_five(month(2014, number)))
    (outgoing,) = Workspace.open(council.folder).issue(JUNE, at_five(JUNE))
    layout, book = Workspace.open(council.folder).layout("return"), read(outgoing.data)
    (table,) = tables(book, layout.sheet("catch_up"), "")
    april, may = ({key: f"{p.place.sheet}!{p.place.cell}" for key, p in row.cells.items()} for row in table.rows())
    at = places(council, outgoing.data)
    right = [
        f"{at['measures', 'M1', 'figure']}=97",
        f"{april['figure']}=96",
        f"{may['reason']}=Not applicable",
        f"{may['commentary']}=Closed",
    ]
    signed = {at["sign_off", "", key]: text for key, text in SIGNED.items()}
    client(
        "fill",
        str(outgoing.path),
        str(tmp_path / "right"),
        *right,
        *(f"{place}={text}" for place, text in signed.items()),
    )
    live = recalculated(tmp_path / "right" / "out.xlsx")
    assert live["Start here"]["B11"] == "Yes. Save this workbook and send it back"
    (Workspace.open(council.folder).path("inbox") / "r.xlsx").write_bytes(
        (tmp_path / "right" / "out.xlsx").read_bytes()
    )
    (report,) = Workspace.open(council.folder).collect(at_five(JUNE, 6))
    assert (report.verdict, report.taken) == ("accepted", 3)
    assert council.line("M1", month(2014, 4)).figure.value == Decimal(96)
    for number, (key, wrong) in enumerate({"on": "soon", "agreed": "No", "name": "x" * 121, "job_title": " "}.items()):
        own = Path(shutil.copy(outgoing.path, tmp_path / f"{number}.xlsx"))
        typed = signed | {at["sign_off", "", key]: wrong}
        client(
            "fill",
            str(own),
            str(tmp_path / f"wrong {number}"),
            *right,
            *(f"{place}={text}" for place, text in typed.items()),
        )
        live = recalculated(tmp_path / f"wrong {number}" / "out.xlsx")
        assert live["Start here"]["B11"] == "Not yet: fill in the Sign-off sheet", key
    own = Path(shutil.copy(outgoing.path, tmp_path / "c.xlsx"))
    wrong_rows = [f"{april['figure']}=lots", f"{may['figure']}=3", f"{may['reason']}=Lost"]
    client("fill", str(own), str(tmp_path / "wrong"), *wrong_rows)
    live = recalculated(tmp_path / "wrong" / "out.xlsx")
    assert [live["Catch-up"][row["to_do"].split("!")[1]] for row in (april, may)] == [
        "Check the figure",
        "Figure or reason",
    ]
