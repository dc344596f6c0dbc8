"""Copies of a return: forms of other versions, steps back to what an older copy said, and files taken out of the inbox."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel.intake.verdicts import FileReport
from pmf_excel.problems import Severity
from pmf_excel.returns.issue import Outgoing
from pmf_excel.shelves import shipped
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, cell

Put = Callable[[str, bytes], Path]
#: A column that came with version 2.2 of the form.
NEWER = '    { key = "evidence", heading = "Evidence", input = true, width = 20, since = "2.2" },\n'


def collect(workspace: Workspace, days: int = 0) -> Mapping[str, FileReport]:
    return {report.file: report for report in workspace.collect(COLLECTED + timedelta(days=days))}


def with_form(workspace: Workspace, version: str, column: str = "") -> Workspace:
    """The workspace with a form of its own, of another version."""
    text = (shipped("workbook_templates") / "return.toml").read_text(encoding="utf-8")
    text = text.replace('version = "2.1"', f'version = "{version}"', 1)
    text = text.replace('    { key = "to_do"', f'{column}    {{ key = "to_do"', 1)
    own = workspace.folder / "workbook_templates" / "return.toml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(text, encoding="utf-8")
    return Workspace.open(workspace.folder)


def test_a_form_of_an_older_minor_version_is_read_as_it_is(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("REG.xlsx", typed(issued["REG"].data, GOOD))
    report = collect(with_form(workspace, "2.2", NEWER))["REG.xlsx"]
    assert (report.verdict, report.taken) == ("accepted-with-notes", 2)
    assert [str(p) for p in report.problems] == [
        "REG.xlsx: the return has the form of version 2.1; today's is 2.2. It was read as the form it is. Nothing needs doing. (PMF-322)"
    ]


def test_a_form_of_an_older_major_version_is_refused_with_what_to_send(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("REG.xlsx", typed(issued["REG"].data, GOOD))
    report = collect(with_form(workspace, "3.0"))["REG.xlsx"]
    assert (report.verdict, report.taken) == ("rejected", 0)
    assert [str(p) for p in report.problems] == [
        "REG.xlsx: the return has the form of version 2.1, and only forms of version 3 can be read. "
        "Run: pmf issue 2014-06 --anew. Then send the service its new return. (PMF-321)"
    ]


def test_a_form_newer_than_this_pmf_is_refused(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    put("REG.xlsx", typed(issued["REG"].data, GOOD))
    report = collect(with_form(workspace, "1.9"))["REG.xlsx"]
    assert [p.code for p in report.problems] == ["PMF-321"]
    assert report.problems[0].remedy == "Install the newest pmf-excel, then run collect again."


def test_a_correction_made_from_a_stale_copy_is_asked_about(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    first = {**GOOD, "RS20": {"figure": Decimal("98.5")}}
    put("1.xlsx", typed(issued["REG"].data, first))
    collect(workspace)
    put("2.xlsx", typed(issued["REG"].data, {**first, "RS20": {"figure": Decimal("99")}}))
    collect(workspace, 1)
    stale = {"RS20": {"figure": Decimal("98.5")}, "RS21": {"figure": Decimal("98.9")}}
    put("3.xlsx", typed(issued["REG"].data, stale))
    report = collect(workspace, 2)["3.xlsx"]
    where = cell(issued["REG"], "measures", "RS20", "figure")
    assert [(p.code, p.severity, p.place.cell) for p in report.problems] == [("PMF-320", Severity.QUERY, where)]
    assert report.problems[0].found == '"RS20" says again what "1.xlsx" said, which a later copy had changed since.'
    put("4.xlsx", typed(issued["REG"].data, {**stale, "RS20": {"figure": Decimal("98.5"), "reply": "The first was right."}}))  # fmt: skip
    answered = collect(workspace, 3)["4.xlsx"]
    assert [(p.severity, p.remedy) for p in answered.problems] == []  # nothing is new but the answer


def test_nothing_is_moved_out_of_the_inbox_unless_a_setting_says_so(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed
) -> None:
    path = put("REG.xlsx", typed(issued["REG"].data, GOOD))
    collect(workspace)
    collect(workspace, 1)
    assert path.exists()


def test_what_was_collected_is_moved_where_a_setting_says_so(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed, right
) -> None:
    settings = workspace.folder / "pmf.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\nmove_collected_to = "collected"\n', encoding="utf-8")
    workspace = Workspace.open(workspace.folder)
    taken = put("REG.xlsx", typed(issued["REG"].data, GOOD))
    wrong = put("notes.txt", b"Dear all")
    data = taken.read_bytes()
    assert collect(workspace)["REG.xlsx"].verdict == "accepted"
    assert (taken.exists(), wrong.exists()) == (False, True)
    assert (workspace.folder / "collected" / "2014-06" / "REG.xlsx").read_bytes() == data
    again = put("REG.xlsx", data)  # it comes again
    assert collect(workspace, 1)["REG.xlsx"].verdict == "duplicate"
    assert [again.exists(), *(path.name for path in (workspace.folder / "collected" / "2014-06").iterdir())] == [
        False,
        "REG.xlsx",
    ]


def test_a_file_that_comes_twice_is_taken_for_no_other(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, right
) -> None:
    for name, code in (("a", "HR"), ("b", "REG"), ("c", "CUST"), ("d", "HR"), ("e", "REG")):
        put(f"{name}.xlsx", right(issued[code]))
    found = collect(workspace)
    assert [(r.file, r.service, r.verdict) for r in found.values()] == [
        ("a.xlsx", "HR", "accepted"), ("b.xlsx", "REG", "accepted"), ("c.xlsx", "CUST", "accepted"),
        ("d.xlsx", "HR", "duplicate"), ("e.xlsx", "REG", "duplicate"),
    ]  # fmt: skip
    position, _ = workspace.position()
    assert {r.issued.service: r.state for r in position.returns if r.received} == {
        "CUST": "Complete", "HR": "Complete", "REG": "Complete",
    }  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2])
def test_two_processes_find_what_one_finds(
    workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed, right, jobs: int
) -> None:
    put("HR.xlsx", right(issued["HR"]))
    put("REG a.xlsx", typed(issued["REG"].data, {"RS20": {"figure": Decimal("98.5")}}))
    os.utime(put("torn.xlsx", issued["CUST"].data[:4000]), (0, 0))
    put("x.pdf", b"%PDF-1.7")
    reports = workspace.collect(COLLECTED, jobs=jobs)
    assert [(r.file, r.verdict, r.taken) for r in reports] == [
        ("HR.xlsx", "accepted", 5), ("REG a.xlsx", "held", 1), ("torn.xlsx", "rejected", 0), ("x.pdf", "rejected", 0),
    ]  # fmt: skip
