"""A real spreadsheet program plays the service manager: types into cells, is refused by locked ones, and recalculates.

PMF_LO_CLIENT names the script that drives LibreOffice over UNO, PMF_LO_PYTHON the Python that has UNO; .ci/run sets both
where it can. Without them these tests are skipped with that reason.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel.excel.package import read
from pmf_excel.excel.reader import tables
from pmf_excel.framework.status import Status
from pmf_excel.ledger.records import ItemAsked
from pmf_excel.returns.issue import Outgoing
from pmf_excel.returns.target_setting import TARGETS
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, cell, row_of
from tests.forms import BACK, JANUARY, NEXT
from tests.test_collect import figures
from tests.test_position import APRIL, EVERY_FIGURE, EVERY_STATUS, Council, every_kind
from tests.test_position import measure as made
from tests.test_register import change

CLIENT = os.environ.get("PMF_LO_CLIENT", "")
PYTHON = os.environ.get("PMF_LO_PYTHON", "/usr/bin/python3")
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(not CLIENT, reason="PMF_LO_CLIENT does not name a driver of LibreOffice (see README)"),
]


def client(*words: str) -> dict:
    done = subprocess.run([PYTHON, CLIENT, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def recalculated(path: Path) -> dict[str, dict[str, str]]:
    """Each sheet's formulas by address, as LibreOffice works them out now."""
    from pmf_excel.excel.values import address

    sheets = client("values", str(path))
    return {
        sheet: {
            address(int(at.split(",")[0]) - 1, int(at.split(",")[1]) - 1): value
            for at, (_, value, formula) in cells.items()
            if formula
        }
        for sheet, cells in sheets.items()
    }


def test_a_return_filled_in_by_a_person_is_collected_with_the_same_figures(
    workspace: Workspace, issued, tmp_path: Path
) -> None:
    def at(code: str, key: str) -> str:
        return cell(issued["REG"], "measures", code, key)

    words = {"figure": "91.7", "commentary": "Some inspections fell into July", "action": "Finish them", "owner": "Manager",
             "action_due": "2014-09-30"}  # fmt: skip
    typed = [
        *(f"Measures!{at('RS20', key)}={value}" for key, value in words.items()), f"Measures!{at('RS21', 'figure')}=98.8",
        "Sign-off!B5=Somebody", "Sign-off!B6=Head of Regulatory Services", "Sign-off!B7=2014-07-09", "Sign-off!B8=Yes",
    ]  # fmt: skip
    client("fill", str(issued["REG"].path), str(tmp_path / "out"), *typed)
    saved = tmp_path / "out" / "out.xlsx"
    live = recalculated(saved)
    assert [live["Measures"][at(code, key)] for key in ("status", "to_do") for code in ("RS20", "RS21")] == [
        "■ Amber", "● Green", "Done", "Done",
    ]  # fmt: skip
    assert live["Measures"][at("RS20", "judged")].startswith("Amber: 91.7% is below the target of 98.0%")
    assert live["Start here"]["B10"] == "2 of 2 done"
    assert live["Start here"]["B11"] == "Yes. Save this workbook and send it back"
    (workspace.path("inbox") / "anything.xlsx").write_bytes(saved.read_bytes())
    report = workspace.collect(COLLECTED)[0]
    assert (report.verdict, report.service, report.taken, report.problems) == ("accepted", "REG", 2, ())
    assert figures(workspace)["RS20"] == (Decimal("91.7"), Status.AMBER)
    assert figures(workspace)["RS21"] == (Decimal("98.8"), Status.GREEN)
    position, _ = workspace.position(JUNE)
    answer = next(line.answer for line in position.lines if line.measure == "RS20")
    assert answer is not None
    assert (answer.commentary, answer.action, answer.owner, answer.action_due) == (
        "Some inspections fell into July",
        "Finish them",
        "Manager",
        date(2014, 9, 30),
    )
    assert [(r.signed_by, r.signed_on) for r in position.returns if r.issued.service == "REG"] == [
        ("Head of Regulatory Services", date(2014, 7, 9))
    ]


def test_a_target_setting_workbook_filled_in_by_a_person_is_collected(workspace: Workspace, tmp_path: Path) -> None:
    made = {one.issued.service: one for one in workspace.issue_form("targets", NEXT, JANUARY)}["REG"]
    (table,) = tables(
        read(made.data), TARGETS.sheet_for(workspace.layouts["targets"].sheet("targets"), _items(workspace, made)), ""
    )
    at = {(row["code"].text, key): placed.place.cell for row in table.rows() for key, placed in row.cells.items()}
    words = {"new_target": "97.5", "new_tolerance": "3", "new_kind": "points", "rationale": "Fewer premises"}
    typed = [
        f"Targets!{at['RS20', 'new_target']}=98", *(f"Targets!{at['RS21', key]}={value}" for key, value in words.items()),
        "Sign-off!B5=Somebody", "Sign-off!B6=Head of Regulatory Services", "Sign-off!B7=2015-01-27", "Sign-off!B8=Yes",
    ]  # fmt: skip
    client("fill", str(made.path), str(tmp_path / "out"), *typed)
    saved = tmp_path / "out" / "out.xlsx"
    live = recalculated(saved)
    shown = [live["Targets"][at[code, key]] for key in ("then", "against", "to_do") for code in ("RS20", "RS21")]
    assert shown == ["● Green", "● Green", "As now", "Easier", "Done", "Done"]
    assert (live["Start here"]["B10"], live["Start here"]["B11"]) == (
        "2 of 2 done",
        "Yes. Save this workbook and send it back",
    )
    (workspace.path("inbox") / "anything.xlsx").write_bytes(saved.read_bytes())
    (report,) = workspace.collect(BACK)
    assert (report.verdict, report.form, report.taken, report.problems) == ("accepted", "targets", 2, ())
    assert {one.answer.code: one.answer.said for one in workspace.said("targets", NEXT)} == {
        "RS20": {"new_target": "98"},
        "RS21": {"new_target": "97.5", "new_tolerance": "3", "new_kind": "points", "rationale": "Fewer premises"},
    }


def _items(workspace: Workspace, made: Outgoing) -> list[ItemAsked]:
    with workspace.ledger.reading() as reader:
        return [item for _, item in reader.asked_items([made.issued.seq])]


@pytest.mark.parametrize("column", ["target", "status", "judged", "code", ""])
def test_a_locked_cell_refuses_typing(issued, column: str) -> None:
    at = f"Measures!{cell(issued['REG'], 'measures', 'RS20', column)}" if column else "Start here!B5"
    tried = client("locked", str(issued["REG"].path), at)
    assert (tried["sheet_protected"], tried["cell_locked"]) == (True, True)
    assert tried.get("after") != "HACKED"


def test_the_live_status_says_what_the_check_says(workspace: Workspace, issued, put, typed) -> None:
    """For every measure of the sample, filled in with figures on and around its boundaries."""
    for code, outgoing in issued.items():
        table = {row.measure: row for row in _asked(workspace, outgoing)}
        rows = {}
        for number, (measure, asked) in enumerate(table.items()):
            target = asked.terms.target
            if target is None:
                rows[measure] = {"figure": Decimal(number)}
                continue
            band = asked.terms.tolerance.band(target)
            sign = -1 if asked.terms.polarity.value.startswith("Higher") else 1
            value = [target, target + sign * band, target + sign * band * Decimal("1.2"), target - sign * band / 2][
                number % 4
            ]
            rows[measure] = {
                "figure": value.quantize(Decimal(1).scaleb(-asked.terms.decimals)),
                "commentary": "c",
                "action": "a",
                "owner": "o",
                "action_due": date(2014, 9, 1),
            }
        path = put(f"{code}.xlsx", typed(outgoing.data, rows))
        live = recalculated(path)["Measures"]
        report = next(r for r in workspace.collect(COLLECTED) if r.file == path.name)
        position, _ = workspace.position(JUNE)
        stands = {line.measure: line for line in position.lines}
        for measure in table:
            row = row_of(outgoing, "measures", measure)
            to_do, status = live[row["to_do"].place.cell], live[row["status"].place.cell]
            if to_do == "Done":
                assert status == stands[measure].status.shown, (measure, rows[measure])
            else:
                assert measure in {p.found for p in report.problems} or stands[measure].status == Status.HELD, (
                    measure,
                    to_do,
                )


def _asked(workspace: Workspace, outgoing):
    with workspace.ledger.reading() as reader:
        issue = next(i for i in reader.issues(JUNE) if i.service == outgoing.issued.service)
        return reader.asked(issue.seq)


def test_the_masters_live_counts_are_the_ledgers(workspace: Workspace, put, typed, right) -> None:
    names = [
        "Improving *all* homes",
        "Improving all our homes",
        ">65: older people",
        "~Homes",
    ]  # no name is a criterion
    change(workspace, {("Plan", f"B{5 + n}"): name for n, name in enumerate(names)})
    issued = {outgoing.issued.service: outgoing for outgoing in workspace.issue(JUNE, ISSUED)}
    for code, outgoing in issued.items():
        put(f"{code}.xlsx", typed(outgoing.data, GOOD) if code == "REG" else right(outgoing))
    workspace.collect(COLLECTED)
    path, position = workspace.consolidate(JUNE)
    live = recalculated(path)["Dashboard"]
    counts = position.counts()
    assert [float(live[f"B{row}"]) for row in (10, 11, 12)] == [
        counts.of(s) for s in (Status.GREEN, Status.AMBER, Status.RED)
    ]
    assert float(live["B15"]) == counts.total == 45
    assert [float(live[f"F{row}"]) for row in range(19, 23)] == [4, 8, 9, 24]
    assert [float(live[f"C{row}"]) for row in (10, 11, 12)] == [
        float(counts.percent(s)) for s in (Status.GREEN, Status.AMBER, Status.RED)
    ]


def test_every_kind_of_figure_and_target_is_judged_live_in_a_return(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start(*every_kind())
    council.round(APRIL, EVERY_FIGURE)
    (path,) = (tmp_path / "council" / "inbox").glob("*.xlsx")
    (outgoing,) = (tmp_path / "council" / "outgoing" / "2014-04").glob("*.xlsx")
    data = outgoing.read_bytes()
    at = {
        code: {key: placed.place.cell for key, placed in row_of(data, "measures", code).cells.items()}
        for code in EVERY_FIGURE
    }
    live = recalculated(path)["Measures"]
    assert {code: live[at[code]["status"]].partition(" ")[2] for code in at} == EVERY_STATUS
    assert [live[at[code]["to_do"]] for code in at] == ["Done"] * 11
    assert live[at["R"]["figure"]].strip() == "3.50"
    # A person types what cannot be read: each is said at once, and none breaks the row.
    wrong = {("Y", "figure"): "Perhaps", ("W", "figure"): "soon", ("B", "figure"): "5 to 7", ("N", "figure"): "=1/0",
             ("R", "denominator"): "many"}  # fmt: skip
    words = [f"Measures!{at[code][key]}={value}" for (code, key), value in wrong.items()]
    client("fill", str(outgoing), str(tmp_path / "typed"), *words)
    live = recalculated(tmp_path / "typed" / "out.xlsx")["Measures"]
    assert [live[at[code]["status"]] for code, _ in wrong] == ["Check the figure"] * 5
    assert [live[at[code]["to_do"]] for code, _ in wrong] == ["Check the figure"] * 5


def test_a_figure_without_a_target_that_moved_the_wrong_way_asks_for_words(tmp_path: Path) -> None:
    """North Norfolk framework 2017, section 3; the live formula says it while the service types."""
    council = Council(tmp_path / "council")
    past = [{"measure": code, "period": "March 2014", "figure": Decimal(50)} for code in ("UP", "LOW", "ANY")]
    rows = [
        made("UP", rule="No target"),
        made("LOW", rule="No target", polarity="Lower is better"),
        made("ANY", rule="Data only", polarity="Neither"),
    ]
    council.start(rows, [], past)
    (outgoing,) = Workspace.open(council.folder).issue(APRIL, ISSUED)
    at = {code: row_of(outgoing, "measures", code) for code in ("UP", "LOW", "ANY")}
    words = [f"Measures!{row['figure'].place.cell}=49" for row in at.values()]
    client("fill", str(outgoing.path), str(tmp_path / "typed"), *words)
    live = recalculated(tmp_path / "typed" / "out.xlsx")["Measures"]
    assert [live[row["status"].place.cell] for row in at.values()] == ["○ No target", "○ No target", "○ Data only"]
    assert [live[row["to_do"].place.cell] for row in at.values()] == ["Commentary needed", "Done", "Done"]
