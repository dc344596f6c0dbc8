"""What collecting promises (README, "What collecting promises"): one test for each, by its number."""

from __future__ import annotations

import html
import io
import os
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pmf_excel.files import sha256_of
from pmf_excel.framework.status import Status
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, ROOT, cell
from tests.test_collect import figures
from tests.test_excel import HOSTILE
from tests.test_master import FUNCTIONS

Put = Callable[[str, bytes], Path]
Typed = Callable[..., bytes]


def collect(workspace: Workspace, at: datetime = COLLECTED) -> dict[str, FileReport]:
    return {report.file: report for report in workspace.collect(at)}


def test_the_readme_makes_these_ten_promises() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## What collecting promises") :]
    promised = re.findall(r"^(\d+)\. ", section[: section.index("\n## ", 5)], re.MULTILINE)
    tested = sorted({int(found[1]) for name in globals() if (found := re.match(r"test_promise_(\d+)_", name))})
    assert [int(n) for n in promised] == tested == list(range(1, 11))


def test_promise_1_the_file_you_sent_is_kept_exactly_as_you_sent_it(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    sent = {f"{code}.xlsx": right(outgoing) for code, outgoing in issued.items()}
    for name, data in sent.items():
        put(name, data)
    collect(workspace)
    for name, data in sent.items():
        sha = sha256_of(data)
        assert (workspace.path("archive") / sha[:2] / sha).read_bytes() == data
        assert (workspace.path("inbox") / name).read_bytes() == data


def test_promise_2_the_same_file_twice_counts_once(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    put("HR.xlsx", right(issued["HR"]))
    put("HR (1).xlsx", right(issued["HR"]))
    first = collect(workspace)
    assert {name: r.verdict for name, r in first.items()} == {"HR (1).xlsx": "accepted", "HR.xlsx": "duplicate"}
    assert first["HR.xlsx"].says == 'an exact copy of "HR (1).xlsx"'
    ledger = (workspace.folder / "ledger.db").read_bytes()
    assert {r.verdict for r in collect(workspace).values()} == {"duplicate"}
    assert (workspace.folder / "ledger.db").read_bytes() == ledger
    position, _ = workspace.position(JUNE)
    assert [(r.taken, r.copies) for r in position.returns if r.issued.service == "HR"] == [(5, 1)]


def test_promise_3_everything_wrong_is_said_at_once_with_its_cell_and_what_to_do(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    rows = {
        "HR01": {"figure": "about 98.7"}, "HR02": {"figure": Decimal("65.3")}, "HR03": {"figure": Decimal("100.5")},
        "HR05": {"reason": "Dunno", "commentary": "c"}, "HR11": {},
    }  # fmt: skip
    put("HR.xlsx", typed(issued["HR"].data, rows, signed=False))
    report = collect(workspace)["HR.xlsx"]
    expected = [
        ("PMF-214", "HR01", "figure"), ("PMF-205", "HR02", "commentary"), ("PMF-203", "HR03", "figure"),
        ("PMF-204", "HR05", "reason"), ("PMF-201", "HR11", "figure"),
    ]  # fmt: skip
    assert [(p.code, p.place.cell) for p in report.problems] == [
        *((code, cell(issued["HR"], "measures", measure, key)) for code, measure, key in expected),
        ("PMF-207", ""),
    ]
    assert all(p.remedy and p.place.file == "HR.xlsx" for p in report.problems)


def test_promise_4_one_bad_row_never_holds_back_a_good_one(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    put("R.xlsx", typed(issued["REG"].data, {"RS20": {"figure": "about 98.5%"}, "RS21": GOOD["RS21"]}))
    report = collect(workspace)["R.xlsx"]
    assert (report.verdict, report.taken, report.held) == ("held", 1, 1)
    assert figures(workspace)["RS21"] == (Decimal("98.8"), Status.GREEN)
    assert figures(workspace)["RS20"][1] == Status.HELD
    put("R corrected.xlsx", typed(issued["REG"].data, GOOD))
    corrected = collect(workspace)["R corrected.xlsx"]
    assert (corrected.verdict, corrected.says) == ("accepted", "fills in RS20")
    assert figures(workspace)["RS20"] == (Decimal("98.5"), Status.GREEN)
    with sqlite3.connect(workspace.folder / "ledger.db") as ledger:
        rows = ledger.execute("select measure, held, value from answers order by seq").fetchall()
    ledger.close()
    assert rows == [("RS20", 1, None), ("RS21", 0, "98.8"), ("RS20", 0, "98.5")]


def test_promise_5_a_later_copy_replaces_an_earlier_one_and_says_which(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    put("R.xlsx", typed(issued["REG"].data, GOOD))
    collect(workspace)
    put("R again.xlsx", typed(issued["REG"].data, {**GOOD, "RS21": {"figure": Decimal("99.1")}}))
    before = cell(issued["REG"], "measures", "RS21", "figure")
    assert collect(workspace)["R again.xlsx"].says == f"replaces RS21 (from {before} of the copy before)"
    assert figures(workspace)["RS21"] == (Decimal("99.1"), Status.GREEN)
    assert figures(workspace)["RS20"] == (Decimal("98.5"), Status.GREEN)


def test_promise_5_a_copy_that_answers_an_older_issue_is_refused_and_says_so(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    path = workspace.folder / "framework.xlsx"
    book = openpyxl.load_workbook(path)
    book["Targets"]["C5"].value = 91  # CS01
    book.save(path)
    workspace.issue(JUNE, ISSUED.replace(day=2))
    put("old.xlsx", right(issued["CUST"]))
    report = collect(workspace)["old.xlsx"]
    assert report.verdict == "rejected"
    assert (
        str(report.problems[0])
        == 'old.xlsx: the return answers issue 1, but issue 2 has been sent out since. Ask the service to fill in issue 2, "Customer Services 2014-06 (issue 2).xlsx". (PMF-308)'
    )
    assert figures(workspace)["CS01"][1] == Status.AWAITED


def test_promise_6_what_was_locked_cannot_be_changed_by_unlocking_it(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(
            typed(
                issued["REG"].data,
                {
                    **GOOD,
                    "RS20": {
                        "figure": Decimal("91.7"),
                        "commentary": "c",
                        "action": "a",
                        "owner": "o",
                        "action_due": datetime(2014, 9, 1, tzinfo=UTC).date(),
                    },
                },
            )
        )
    )
    book["Measures"].protection.sheet = False
    at = {
        key: cell(issued["REG"], "measures", code, key)
        for code, key in (("RS20", "target"), ("RS20", "status"), ("RS21", "title"))
    }
    book["Measures"][at["target"]].value = 90  # a kinder target
    book["Measures"][at["status"]].value = "● Green"
    book["Measures"][at["title"]].value = "Something else"
    out = io.BytesIO()
    book.save(out)
    put("R.xlsx", out.getvalue())
    report = collect(workspace)["R.xlsx"]
    assert [(p.code, p.severity.value, p.place.cell) for p in report.problems] == [
        ("PMF-210", "note", at["target"]),
        ("PMF-210", "note", at["title"]),
    ]
    assert 'the locked cell "Target" was changed from "98" to "90". What was issued stands.' in str(report.problems[0])
    position, _ = workspace.position(JUNE)
    line = next(line for line in position.lines if line.measure == "RS20")
    assert (line.target, line.status, line.terms.title) == (
        Decimal("98"),
        Status.AMBER,
        "% of key inspections carried out in time",
    )


def test_promise_7_nothing_is_concluded_from_a_missing_file(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    path = put("HR.xlsx", right(issued["HR"]))
    collect(workspace)
    before = figures(workspace)
    path.unlink()
    assert collect(workspace) == {}
    assert figures(workspace) == before
    path.write_bytes(right(issued["HR"]))
    assert collect(workspace)["HR.xlsx"].verdict == "duplicate"


def test_promise_8_a_file_that_is_still_being_written_waits(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    data = right(issued["HR"])
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    half, empty, reserved = (
        put("half.xlsx", data[:4000]),
        put("empty.xlsx", b""),
        put("reserved.xlsx", b"\0" * len(data)),
    )
    for path in (half, empty, reserved):
        os.utime(path, (now.timestamp() - 5, now.timestamp() - 5))
    first = collect(workspace, now)
    assert {name: (r.verdict, r.problems[0].code) for name, r in first.items()} == dict.fromkeys(
        ("half.xlsx", "empty.xlsx", "reserved.xlsx"), ("waiting", "PMF-309")
    )
    half.write_bytes(data)
    empty.unlink()
    reserved.unlink()
    assert collect(workspace, now)["half.xlsx"].verdict == "accepted"
    late = put("damaged.xlsx", data[:4000])
    os.utime(late, (now.timestamp() - 3600, now.timestamp() - 3600))
    assert collect(workspace, now)["damaged.xlsx"].verdict == "rejected"


class _Stopped(BaseException):
    """The machine stops."""


@pytest.mark.parametrize("stop_at", range(1, 40))
def test_promise_9_whatever_stops_the_machine_running_it_again_ends_in_the_same_place(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    """Every fsync, rename and commit is a moment at which the machine may stop, before or after it."""
    for code in ("HR", "REG"):
        put(f"{code}.xlsx", right(issued[code]))
    moments = [0]

    def stopping(real):
        def call(*args, **kwargs):
            moments[0] += 1
            if moments[0] == stop_at:
                raise _Stopped
            result = real(*args, **kwargs)
            moments[0] += 1
            if moments[0] == stop_at:
                raise _Stopped
            return result

        return call

    with monkeypatch.context() as patch:
        from pmf_excel.ledger.writer import Writer

        patch.setattr(os, "fsync", stopping(os.fsync))
        patch.setattr(Path, "replace", stopping(Path.replace))
        patch.setattr(Writer, "add_file", stopping(Writer.add_file))
        try:
            workspace.collect(COLLECTED)
            workspace.consolidate(JUNE)
        except _Stopped:
            pass
    workspace.collect(COLLECTED)
    path, _ = workspace.consolidate(JUNE)
    with sqlite3.connect(workspace.folder / "ledger.db") as ledger:
        assert ledger.execute("pragma integrity_check").fetchall() == [("ok",)]
        kept = ledger.execute("select name, sha256, verdict from files order by seq").fetchall()
        answers = ledger.execute("select measure, value from answers order by seq").fetchall()
    ledger.close()
    assert kept == [(f"{code}.xlsx", sha256_of(right(issued[code])), "accepted") for code in ("HR", "REG")]
    assert answers == [
        ("HR01", "98.7"),
        ("HR02", "65.3"),
        ("HR03", "100"),
        ("HR05", "100"),
        ("HR11", "2.6"),
        ("RS20", "91.7"),
        ("RS21", "98.8"),
    ]
    for _, sha, _ in kept:
        assert sha256_of((workspace.path("archive") / sha[:2] / sha).read_bytes()) == sha
    assert sha256_of(path.read_bytes()) == _undisturbed(workspace, path)


def _undisturbed(workspace: Workspace, path: Path) -> str:
    """The master's hash where nothing was stopped: made again from the same ledger."""
    path.unlink()
    return sha256_of(workspace.consolidate(JUNE)[0].read_bytes())


def test_promise_10_nothing_in_a_returned_workbook_is_ever_executed(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed: Typed
) -> None:
    rows = {
        **GOOD,
        "RS20": {
            "figure": Decimal("91.7"),
            "commentary": HOSTILE,
            "action": '=HYPERLINK("http://x")',
            "owner": "{{ 7*7 }}",
            "action_due": datetime(2014, 9, 1, tzinfo=UTC).date(),
        },
    }
    put("=cmd.xlsx", typed(issued["REG"].data, rows))
    assert collect(workspace)["=cmd.xlsx"].verdict == "accepted"
    master = workspace.consolidate(JUNE)[0].read_bytes()
    report = workspace.report("quarterly", "north-norfolk", JUNE)[0].read_bytes()
    with zipfile.ZipFile(io.BytesIO(master)) as parts:
        # Each formula has its own place among those meant: test_master.py lists them.
        for name in parts.namelist():
            for formula in re.findall(r"<f>(.*?)</f>", parts.read(name).decode()):
                bare = re.sub(r'"[^"]*"', "", html.unescape(formula))
                assert set(re.findall(r"([A-Z][A-Z0-9.]+)\(", bare)) <= FUNCTIONS, formula
                assert not [one for one in (HOSTILE, "HYPERLINK", "{{", "cmd") if one in formula]
        texts = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
        assert re.search(r"<t[^>]*>=HYPERLINK\(", texts)  # what was typed is there, as text
        assert not [name for name in parts.namelist() if "externalLink" in name or "vba" in name.lower()]
    with zipfile.ZipFile(io.BytesIO(report)) as parts:
        text = parts.read("word/document.xml").decode()
    assert "{{ 7*7 }}" in text
    assert "49" not in re.findall(r"<w:t[^>]*>([^<]*)</w:t>", text)
    assert text.count("w:instr") == 0  # no field is made of what a service typed
