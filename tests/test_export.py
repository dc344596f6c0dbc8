"""The open data: what is in it cell by cell, what is never in it, and the conventions that make it easy to use for everybody."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel.fill import Typed
from pmf_excel.files import sha256_of
from pmf_excel.framework.periods import Period, parse
from pmf_excel.opendata import workbook as workbook_of
from pmf_excel.opendata.fields import FIELDS
from pmf_excel.opendata.rows import WITHHELD
from pmf_excel.opendata.sheets import SHORTHAND
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED
from tests.lives import lived
from tests.opens import VALIDATOR, findings
from tests.test_excel import HOSTILE
from tests.test_position import APRIL, EVERY_FIGURE, JUNE, MAY, SAID, Council, day, every_kind, figure, measure, target

Row = dict[str, str]
NONE: dict[str, Typed] = {"reason": "Not yet available", "commentary": "The contractor is late"}
SUPPRESSED: dict[str, Typed] = {"reason": "Suppressed", "commentary": "Three households"}


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return Council(tmp_path / "council")


@pytest.fixture
def returned(workspace: Workspace, issued: dict[str, Outgoing], put: Callable[[str, bytes], Path], right) -> Workspace:
    """Every return of the sample filled in without a mistake and collected."""
    for code, outgoing in issued.items():
        put(f"{code}.xlsx", right(outgoing))
    workspace.collect(COLLECTED)
    return workspace


def export(folder: Path, at: Period | None = None, known: datetime | None = None) -> tuple[Path, Path, Path]:
    """The three files of an export."""
    table, schema, book = Workspace.open(folder).export(at, known=known)[0]
    return table, schema, book


def rows_of(table: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(table.read_bytes().decode("utf-8"), newline="")))


def by_key(table: Path) -> dict[tuple[str, str], Row]:
    return {(row["measure"], row["period"]): row for row in rows_of(table)}


def cells_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of the table of a sheet, by heading."""
    (table,) = sheet.tables.values()
    values = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(values[0], row, strict=True)) for row in values[1:]]


def everything_in(*paths: Path) -> str:
    """All text of some files, whatever part of them it stands in."""
    found = []
    for path in paths:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                found += [parts.read(name).decode("utf-8") for name in parts.namelist() if not name.endswith(".png")]
        else:
            found.append(path.read_text(encoding="utf-8"))
    return "\n".join(found)


def wrong(rows: list[Row], schema: dict[str, Any]) -> list[str]:
    """What a table schema has against some rows: their columns, types, limits and key."""
    fields, found = schema["fields"], []
    read: dict[str, Callable[[str], object]] = {
        "string": str,
        "number": lambda text: Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else Decimal("no number"),
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": date.fromisoformat,
        "datetime": lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"),
    }
    for number, row in enumerate(rows, 2):
        if list(row) != [one["name"] for one in fields]:
            found.append(f"line {number}: other columns")
        for one in fields:
            text, limits = row[one["name"]], one.get("constraints", {})
            if text in schema["missingValues"]:
                found += [f"line {number}: {one['name']} is missing"] if limits.get("required") else []
                continue
            try:
                read[one["type"]](text)
            except (ArithmeticError, ValueError, KeyError):
                found.append(f"line {number}: {one['name']} is {text!r}, no {one['type']}")
            if "enum" in limits and text not in limits["enum"]:
                found.append(f"line {number}: {one['name']} is {text!r}, none of its values")
            if "pattern" in limits and not re.fullmatch(limits["pattern"], text):
                found.append(f"line {number}: {one['name']} is {text!r}, not of its form")
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    return found + [f"{key} stands there twice" for key in set(keys) if keys.count(key) > 1]


def test_the_table_has_the_published_figures(returned: Workspace, sample_rows: list[Row]) -> None:
    table, _, _ = export(returned.folder)
    assert table == returned.folder / "open data" / "performance 2014-06.csv"
    found = by_key(table)
    published = {row["measure_ref"]: row for row in sample_rows}
    now = {code: row for (code, period), row in found.items() if period == "2014-Q1"}
    assert now.keys() == {"ETS01", *published} & now.keys() and len(now) == 45
    for code, row in now.items():
        assert (row["title"], row["unit"]) == (published[code]["title"], published[code]["unit"])
        assert (row["target"] and Decimal(row["target"])) == (
            published[code]["target"] and Decimal(published[code]["target"])
        )
        if code != "ETS01":
            assert Decimal(row["value"]) == Decimal(published[code]["actual"])
    assert (now["ETS01"]["value"], now["ETS01"]["reason_for_none"], now["ETS01"]["status"]) == (
        "", "Not yet available", "Not yet available",
    )  # fmt: skip
    different = {code for code, row in now.items() if row["status"] != published[code]["published_status"]}
    assert different == {"ETS01", "IT01", "IT03"}
    first = now["CS01"]
    assert (first["council"], first["service"], first["priority"]) == (
        "Hart District Council", "Customer Services", "Customers first",
    )  # fmt: skip
    assert (first["period_start"], first["period_end"], first["period_length"]) == (
        "2014-04-01", "2014-06-30", "quarter",
    )  # fmt: skip
    assert first["status_reason"] == "Green: 95.9% is above the target of 90.0%, which is better."
    assert (first["provisional"], first["revised"], first["as_known"]) == ("false", "false", "2014-07-10T17:00:00Z")
    # From before the council used pmf: a figure, and nothing that was not known of it.
    past = found["CS01", "2013-Q4"]
    assert (past["value"], past["target"], past["status"], past["rag"], past["status_reason"]) == ("95.3", "", "", "", "")  # fmt: skip


def test_the_table_is_as_the_standard_has_it(returned: Workspace) -> None:
    data = export(returned.folder)[0].read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n") and data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") == 135
    lines = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert {len(line) for line in lines} == {len(FIELDS)}
    assert all(re.fullmatch("[a-z_]+", name) for name in lines[0])


def test_the_schema_says_what_is_in_every_row(returned: Workspace) -> None:
    table, schema, _ = export(returned.folder)
    package = json.loads(schema.read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    rows = rows_of(table)
    assert wrong(rows, resource["schema"]) == []
    assert (resource["path"], resource["hash"], resource["bytes"], resource["rowcount"]) == (
        table.name, f"sha256:{sha256_of(table.read_bytes())}", table.stat().st_size, len(rows),
    )  # fmt: skip
    assert [licence["name"] for licence in package["licenses"]] == ["OGL-UK-3.0"]
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert all(field["description"] and field["title"] for field in resource["schema"]["fields"])
    # The check can say no.
    broken = [{**rows[0], "value": "1e3"}, {**rows[0], "status": "", "rag": "Blue", "council": "", "period": "2014"}]
    assert wrong(broken, resource["schema"]) == [
        "line 2: value is '1e3', no number", "line 3: council is missing", "line 3: period is '2014', not of its form",
        "line 3: rag is 'Blue', none of its values",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_every_council_fits_its_schema_and_its_workbook_says_the_same(tmp_path: Path, seed: int) -> None:
    lived(tmp_path / "council", seed)
    table, schema, book = export(tmp_path / "council")
    rows = rows_of(table)
    assert rows and wrong(rows, json.loads(schema.read_text(encoding="utf-8"))["resources"][0]["schema"]) == []
    shown = cells_of(openpyxl.load_workbook(book)["All figures"])
    for row, cells in zip(rows, shown, strict=True):
        none = {"Suppressed": "[c]", "Not applicable": "[z]"}.get(row["reason_for_none"], "[x]")
        value: object = float(row["value"]) if row["value"] else none
        if row["kind"] == "Yes/No" and row["value"]:
            value = {"1": "Yes", "0": "No"}[row["value"]]
        if row["value_date"]:
            value = datetime.fromisoformat(row["value_date"])
        assert (cells["Code"], cells["Period"], cells["Figure [note 1]"]) == (row["measure"], row["period_name"], value)
        assert cells["Status [note 3]"] == (row["status"] or "[z]")
        assert ("[p]" in cells["Marks [note 4]"], "[r]" in cells["Marks [note 4]"]) == (row["provisional"] == "true", row["revised"] == "true")  # fmt: skip


def test_all_kinds_of_figures_and_targets_are_written_plainly(council: Council) -> None:
    council.start(*every_kind())
    council.round(APRIL, EVERY_FIGURE)
    table, schema, book = export(council.folder)
    found = {row["measure"]: row for row in rows_of(table)}
    assert wrong(list(found.values()), json.loads(schema.read_text(encoding="utf-8"))["resources"][0]["schema"]) == []
    assert (found["Y"]["value"], found["Y"]["target"]) == ("0", "1")
    assert (found["W"]["value"], found["W"]["value_date"], found["W"]["target_date"]) == ("", "2014-10-12", "2014-10-01")  # fmt: skip
    assert (found["B"]["target"], found["B"]["target_upper"]) == ("5", "7")
    assert (found["G"]["green_value"], found["G"]["amber_value"], found["F"]["forecast"]) == ("70", "60", "100")
    assert (found["E"]["status"], found["E"]["rag"]) == ("Exceeding", "Green")
    shown = {row["Code"]: row for row in cells_of(openpyxl.load_workbook(book)["Latest figures"])}
    assert (shown["Y"]["Figure [note 1]"], shown["Y"]["Target [note 2]"]) == ("No", "Yes")
    assert shown["W"]["Figure [note 1]"] == datetime(2014, 10, 12)
    assert {code: shown[code]["Target [note 2]"] for code in "BGF"} == {"B": "5 to 7", "G": "Green 70, Amber 60", "F": "Forecast 100"}  # fmt: skip


def test_what_is_withheld_is_nowhere_in_the_files(council: Council) -> None:
    """Given first, withheld later; and neither last year's comparison nor a target made of it tells it."""
    rows = [measure("BB"), measure("LY", rule="Last year"), measure("RT"), measure("OK")]
    targets = [target("BB", "2014/15", 20), target("RT", "2014/15", 9000), target("RT", "2015/16", "Higher than last year"), target("OK", "2014/15", 5)]  # fmt: skip
    council.start(rows, targets)
    council.round(APRIL, {"BB": figure(7531), "LY": figure(7532), "RT": figure(7533), "OK": figure(6)}, partly=True)
    council.round(APRIL, {"BB": figure(7538), "LY": figure(7532), "RT": figure(7533), "OK": figure(6)}, day(2014, 6, 5), partly=True)  # fmt: skip
    next_year = parse("2015-04")
    council.round(next_year, {"BB": SUPPRESSED, "LY": figure(8), "RT": figure(9), "OK": figure(6)}, partly=True)
    council.round(APRIL, {"BB": SUPPRESSED, "LY": SUPPRESSED, "RT": SUPPRESSED, "OK": figure(6)}, day(2015, 6, 5), said=False, partly=True)  # fmt: skip
    files = export(council.folder, next_year)
    text = everything_in(*files)
    assert [number for number in ("7531", "7532", "7533", "7534", "7538", "7,53") if number in text] == []
    assert "Three households" not in text
    found = by_key(files[0])
    row = found["BB", "2014-04"]
    assert (row["value"], row["reason_for_none"], row["status"], row["revised"], row["revised_from"]) == ("", "Suppressed", "Suppressed", "false", "")  # fmt: skip
    assert found["LY", "2015-04"]["status_reason"] == found["RT", "2015-04"]["status_reason"] == WITHHELD
    assert (found["RT", "2015-04"]["target"], found["RT", "2015-04"]["target_words"]) == ("", "Higher than last year")
    book = openpyxl.load_workbook(files[2])
    shown = {(row["Code"], row["Period"]): row for row in cells_of(book["All figures"])}
    assert {code: shown[code, "April 2014"]["Figure [note 1]"] for code in ("BB", "LY", "RT", "OK")} == {"BB": "[c]", "LY": "[c]", "RT": "[c]", "OK": 6}  # fmt: skip
    assert [row["Figure [note 1]"] for row in cells_of(book["Latest figures"]) if row["Code"] == "BB"] == ["[c]"]


def test_what_is_exempt_is_nowhere_in_the_files_whenever_it_was_marked(council: Council) -> None:
    secret = measure("SEC", title="Payments to Contractor Nemo", definition="Under negotiation")
    council.start([measure("OK"), secret], [target("OK", "2014/15", 5), target("SEC", "2014/15", 4321)])
    council.round(APRIL, {"OK": figure(6), "SEC": figure(8765)})
    words = ("SEC", "Nemo", "negotiation", "8765", "8,765", "4321", "4,321")
    assert [word for word in words if word in everything_in(*export(council.folder))] == list(words)
    # Marked in the register, and nothing issued since; asked for as it was known before, too.
    council.start([measure("OK"), secret | {"exempt": "3"}], [target("OK", "2014/15", 5), target("SEC", "2014/15", 4321)])  # fmt: skip
    for known in (None, day(2014, 5, 6)):
        paths, made, _ = Workspace.open(council.folder).export(APRIL, known=known)
        assert [word for word in words if word in everything_in(*paths)] == []
        assert (made.measures, made.rows, made.left_out) == (1, 1, 1)
    # Open again in the register, and nothing issued since.
    council.round(MAY, {"OK": figure(6), "SEC": figure(8765)})
    council.start([measure("OK"), secret], [target("OK", "2014/15", 5), target("SEC", "2014/15", 4321)])
    assert [word for word in words if word in everything_in(*export(council.folder, APRIL))] == []
    # No longer in the register.
    council.start([measure("OK")], [target("OK", "2014/15", 5)])
    council.round(JUNE, {"OK": figure(6)})
    assert [word for word in words if word in everything_in(*export(council.folder, JUNE))] == []


def test_nothing_is_published_from_a_register_that_may_hide_what_is_exempt(council: Council) -> None:
    council.start([measure("OK")], [target("OK", "2014/15", 5)])
    council.round(APRIL, {"OK": figure(6)})
    council.start([measure("OK", polarity="Sideways")], [target("OK", "2014/15", 5)])
    with pytest.raises(PutRight, match="has to be put right before anything is published") as why:
        export(council.folder)
    assert [problem.code for problem in why.value.problems] != []
    assert not (council.folder / "open data").exists()
    council.start([measure("OK", exempt="3")], [target("OK", "2014/15", 5)])
    with pytest.raises(Mistyped, match=r"Nothing of April 2014 can be published: every measure is exempt"):
        export(council.folder)


def test_what_is_awaited_late_provisional_or_revised_is_said(council: Council) -> None:
    rows = [measure(code, late="Yes" if code == "LATE" else "No") for code in ("LATE", "NONE", "HELD", "REV", "NA")]
    council.start(rows, [target(row["code"], "2014/15", 50) for row in rows])
    council.round(APRIL, {"LATE": figure(55), "NONE": figure(51), "HELD": figure(52), "REV": figure(60), "NA": figure(50)})  # fmt: skip
    council.round(APRIL, {"LATE": figure(55), "NONE": figure(51), "HELD": figure(52), "REV": figure(61), "NA": figure(50)}, day(2014, 5, 20))  # fmt: skip
    council.round(MAY, {"LATE": NONE, "HELD": {"figure": "many"}, "REV": figure(70), "NA": NONE | {"reason": "Not applicable"}},
                  said=False, signed=False, partly=True)  # fmt: skip
    table, _, book = export(council.folder)
    found = {code: row for (code, period), row in by_key(table).items() if period == "2014-05"}
    assert {code: (row["reason_for_none"], row["status"]) for code, row in found.items() if code != "REV"} == {
        "LATE": ("Not yet available", "Not yet available"), "NONE": ("Awaited", "Awaited"), "HELD": ("Awaited", "Awaited"),
        "NA": ("Not applicable", "Not applicable"),
    }  # fmt: skip
    assert (found["REV"]["value"], found["REV"]["provisional"]) == ("70", "true")
    april = by_key(table)["REV", "2014-04"]
    assert (april["value"], april["revised"], april["revised_on"], april["revised_from"]) == ("61", "true", "2014-05-20", "60")  # fmt: skip
    shown = {row["Code"]: row for row in cells_of(openpyxl.load_workbook(book)["Latest figures"])}
    assert {code: (row["Period"], row["Figure [note 1]"], row["Marks [note 4]"]) for code, row in shown.items()} == {
        "LATE": ("April 2014", 55, "No mark"), "NONE": ("May 2014", "[x]", "No mark"), "HELD": ("May 2014", "[x]", "No mark"),
        "REV": ("May 2014", 70, "[p]"), "NA": ("May 2014", "[z]", "No mark"),
    }  # fmt: skip
    marks = [row["Marks [note 4]"] for row in cells_of(openpyxl.load_workbook(book)["All figures"]) if row["Code"] == "REV"]  # fmt: skip
    assert marks == ["[r]", "[p]"]


def test_what_was_given_on_terms_that_were_replaced_is_not_published(council: Council) -> None:
    council.start([measure("A")], [target("A", "2014/15", 20)])
    council.round(APRIL, {"A": figure(30)})
    council.start([measure("A")], [target("A", "2014/15", 40)])
    Workspace.open(council.folder).issue(APRIL, day(2014, 5, 20))
    (row,) = rows_of(export(council.folder)[0])
    assert (row["value"], row["reason_for_none"], row["target"]) == ("", "Awaited", "40")


def test_text_stays_as_it_is_and_runs_nowhere(council: Council) -> None:
    title = HOSTILE.replace("\n", " ")
    council.start([measure("A", title=title, unit="=2+2", definition='@SUM(A1) "quoted", and more')], [target("A", "2014/15", 5)])  # fmt: skip
    council.round(APRIL, {"A": figure(6) | SAID})
    table, _, book = export(council.folder)
    (row,) = rows_of(table)
    assert (row["title"], row["unit"], row["definition"]) == (title, "=2+2", '@SUM(A1) "quoted", and more')
    assert f'"{title}"'.encode() in table.read_bytes()
    sheets = openpyxl.load_workbook(book)
    assert [c.coordinate for sheet in sheets for cells in sheet.iter_rows() for c in cells if c.data_type == "f"] == []
    assert cells_of(sheets["Latest figures"])[0]["Measure"] == title
    if VALIDATOR:
        assert findings(book) == []


def test_the_workbook_follows_the_conventions(returned: Workspace) -> None:
    path = export(returned.folder)[2]
    book = openpyxl.load_workbook(path)
    tables = ["Latest figures", "All figures", "Measures"]
    assert book.sheetnames == ["Cover", "Contents", "Notes", *tables]
    properties = book.properties
    assert (properties.title, properties.creator, properties.created) == (
        "Hart District Council: performance, Quarter 1 2014/15 (June 2014 round)", "Hart District Council", datetime(2014, 7, 10, 17),
    )  # fmt: skip
    assert book.active.title == "Cover"
    for sheet in book:
        assert sheet.sheet_state == "visible" and sheet.freeze_panes is None and not sheet.protection.sheet
        assert not sheet.merged_cells.ranges and not sheet.conditional_formatting and not sheet._charts
        assert not [row for row in sheet.row_dimensions.values() if row.hidden]
        assert not [column for column in sheet.column_dimensions.values() if column.hidden]
        assert isinstance(sheet["A1"].value, str) and sheet["A1"].font.b
        # Nothing is left empty: what stands above a table is in column A, and the table is full.
        used = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert all(row[0] not in (None, "") for row in used), sheet.title
        if sheet.title == "Cover":
            assert sheet.max_column == 1 and not sheet.tables
            continue
        (table,) = sheet.tables.values()
        first, last = re.fullmatch(r"A(\d+):[A-Z]+(\d+)", table.ref).groups()
        assert table.autoFilter is None and int(last) == sheet.max_row
        assert re.fullmatch(r"[a-z_]+", table.name) and table.headerRowCount == 1
        assert all(cell not in (None, "") for row in used[int(first) - 1 :] for cell in row), sheet.title
        headings = used[int(first) - 1]
        assert len(set(headings)) == len(headings)
        assert used[1][0].startswith("This worksheet contains one table.")
        notes = {row["Note or shorthand"] for row in cells_of(book["Notes"])}
        assert {mark for text in headings for mark in re.findall(r"\[[^]]*\]", text)} <= notes
        for row in used[int(first) :]:
            assert {mark for cell in row if isinstance(cell, str) for mark in re.findall(r"\[[a-z]\]", cell)} <= notes
    assert {mark for mark, _ in SHORTHAND} <= {row["Note or shorthand"] for row in cells_of(book["Notes"])}
    for title in tables:
        above = [book[title][f"A{row}"].value for row in range(2, 5)]
        assert "Some headings refer to notes, which can be found on the worksheet Notes." in above[0]
        assert all(f"{mark} {meaning.partition(':')[0].lower()}" in above[1] for mark, meaning in SHORTHAND)
        assert above[2] == "Source: returns of the services of Hart District Council, as known on 10 July 2014, 17:00."
    links = {sheet.value: sheet.hyperlink.location for (sheet, _) in book["Contents"]["A6:B9"]}
    assert links == {title: f"'{title}'!A1" if " " in title else f"{title}!A1" for title in ["Notes", *tables]} or all(
        place.replace("'", "") == f"{title}!A1" for title, place in links.items()
    )
    numbers = [row["Figure [note 1]"] for row in cells_of(book["All figures"])]
    assert sum(isinstance(one, int | float) for one in numbers) == len(numbers) - 1
    cover = [row[0].value for row in book["Cover"].iter_rows()]
    assert any("Open Government Licence v3.0: https://www.nationalarchives.gov.uk/" in text for text in cover)


@pytest.mark.validator
@pytest.mark.skipif(not VALIDATOR, reason="PMF_OOXML_VALIDATOR does not name the Open XML SDK validator (see README)")
def test_the_workbook_opens(returned: Workspace) -> None:
    assert findings(export(returned.folder)[2]) == []


def test_more_figures_than_a_sheet_has_rows_are_in_the_table_alone(
    returned: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_of, "ROOM", 100)
    table, _, path = export(returned.folder)
    book = openpyxl.load_workbook(path)
    assert (len(rows_of(table)), "All figures" in book.sheetnames) == (134, False)
    said = [row[0].value for row in book["Cover"].iter_rows()]
    assert (
        "There are more figures of all periods than a worksheet has rows: they are in performance 2014-06.csv." in said
    )


def test_the_same_ledger_gives_the_same_bytes(returned: Workspace) -> None:
    one = [path.read_bytes() for path in export(returned.folder)]
    two = [path.read_bytes() for path in export(returned.folder)]
    assert one == two
    assert len(list((returned.folder / "open data").iterdir())) == 3


def test_a_workbook_that_somebody_saved_stays(returned: Workspace) -> None:
    path = export(returned.folder)[2]
    book = openpyxl.load_workbook(path)
    book["Cover"]["A1"] = "Mine"
    book.save(path)
    saved, remarks = path.read_bytes(), []
    paths, _, _ = returned.export(say=remarks.append)
    assert (path.read_bytes(), paths[2].name) == (saved, "performance 2014-06 2.xlsx")
    assert remarks == ['"performance 2014-06.xlsx" stays as it is, because somebody saved it since it was made.']


def test_the_command_says_how_much_and_where(returned: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pmf_excel", "export", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=returned.folder)

    dry = run("2014-06", "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "134 rows about 45 measures." in dry.stdout and dry.stdout.count("This would write") == 3
    assert not (returned.folder / "open data").exists()
    answer = json.loads(run("--json").stdout)
    assert {key: answer[key] for key in ("round", "measures", "rows", "left_out", "remarks")} == {
        "round": "2014-06", "measures": 45, "rows": 134, "left_out": 0, "remarks": [],
    }  # fmt: skip
    assert [Path(name).name for name in answer["files"]] == ["performance 2014-06.csv", "performance 2014-06 schema.json", "performance 2014-06.xlsx"]  # fmt: skip
    then = run("June 2014", "--as-known", "2014-07-02")
    assert "Written: open data/performance 2014-06 as known 2014-07-02.csv" in then.stdout
    assert then.stdout.splitlines()[-1].startswith("Next: ")
    unknown = run("2013-01")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "No return has been issued for January 2013." in unknown.stderr
    (returned.folder / "pmf.toml").write_text('open_data = "published"\n' + (returned.folder / "pmf.toml").read_text(encoding="utf-8"), encoding="utf-8")  # fmt: skip
    assert "Written: published/performance 2014-06.csv" in run().stdout
