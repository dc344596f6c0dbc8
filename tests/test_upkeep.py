"""pmf verify, rebuild and why: nothing in ledger, archive or journal can be lost or changed unnoticed."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from pmf_excel import upkeep
from pmf_excel.cli import pmf
from pmf_excel.errors import PutRight
from pmf_excel.framework.periods import parse
from pmf_excel.framework.rounds import RoundState
from pmf_excel.ledger import journal
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, GOOD, ISSUED, JUNE, cell

Put = Callable[[str, bytes], Path]
Q1 = parse("Q1 2014/15")


@pytest.fixture
def lived(workspace: Workspace, issued: dict[str, Outgoing], put: Put, typed, right) -> Workspace:
    """A workspace in which much has happened: returns, corrections, refusals, an extension, a round closed and opened again."""
    put("HR.xlsx", right(issued["HR"]))
    put("REG.xlsx", typed(issued["REG"].data, {"RS20": {"figure": Decimal("98.5")}}))
    put("stranger.pdf", b"%PDF-1.4")
    put("torn.xlsx", issued["CUST"].data[:5000])
    workspace.collect(COLLECTED + timedelta(hours=3))
    put("REG 2.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": Decimal("99")}}))
    put("CUST.xlsx", right(issued["CUST"]))
    put("CUST (1).xlsx", right(issued["CUST"])[:-1] + b"\0")
    workspace.extend("FIN", JUNE, date(2014, 8, 1), "Head of Paid Service", COLLECTED + timedelta(hours=4))
    workspace.collect(COLLECTED + timedelta(days=1))
    workspace.turn(JUNE, RoundState.CLOSED, "Policy officer", "", COLLECTED + timedelta(days=2))
    workspace.turn(JUNE, RoundState.OPEN, "Chief Executive", "A late audit", COLLECTED + timedelta(days=3))
    return workspace


def run(workspace: Workspace, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(pmf, [*words, "-w", str(workspace.folder)])
    return result.exit_code, result.output


def test_a_workspace_that_is_whole_agrees_with_itself(lived: Workspace) -> None:
    found = upkeep.verify(lived)
    assert (found.wrong, found.entries, found.rounds, found.read_again) == ([], 6, 1, True)
    code, said = run(lived, "verify")
    assert (code, said.splitlines()[-1]) == (0, "All of it agrees.")


def test_verifying_writes_nothing(lived: Workspace) -> None:
    before = {path: path.read_bytes() for path in sorted(lived.folder.rglob("*")) if path.is_file()}
    upkeep.verify(lived)
    assert {path: path.read_bytes() for path in sorted(lived.folder.rglob("*")) if path.is_file()} == before


def test_a_ledger_made_from_the_archive_alone_gives_the_same_position(lived: Workspace) -> None:
    before, _ = lived.position()
    master = lived.master_bytes()
    path, found = upkeep.rebuild(lived)
    assert (path.name, found.wrong, found.remarks) == ("ledger rebuilt.db", [], [])
    (lived.folder / "ledger.db").unlink()
    path.rename(lived.folder / "ledger.db")
    after, _ = lived.position()
    assert after.lines == before.lines
    assert after.returns == before.returns
    assert lived.master_bytes() == master
    assert upkeep.verify(lived).wrong == []


def test_the_road_goes_on_from_a_ledger_made_anew(lived: Workspace, put: Put, right, issued) -> None:
    (lived.folder / "ledger.db").unlink()
    path, found = upkeep.rebuild(lived)
    assert found.remarks == ["there is no ledger in use to compare it with"]
    path.rename(lived.folder / "ledger.db")
    put("LEIS.xlsx", right(issued["LEIS"]))
    reports = {report.file: report.verdict for report in lived.collect(COLLECTED + timedelta(days=4))}
    assert (reports["LEIS.xlsx"], reports["HR.xlsx"]) == ("accepted", "duplicate")
    found = upkeep.verify(lived)
    assert (found.wrong, found.entries) == ([], 7)


def test_a_figure_changed_in_the_ledger_is_found(lived: Workspace) -> None:
    with sqlite3.connect(lived.folder / "ledger.db") as ledger:
        ledger.execute("UPDATE answers SET value = '99.9' WHERE measure = 'HR01'")
    ledger.close()
    (wrong,) = upkeep.verify(lived).wrong
    assert wrong == "\"answers\", HR01 2014-Q1: value '99.9', read again '98.7'"
    assert upkeep.verify(lived, quick=True).wrong == []
    code, said = run(lived, "verify")
    assert code == 1
    assert "Wrong: \"answers\", HR01 2014-Q1: value '99.9', read again '98.7'" in said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE asked SET terms = replace(terms, '98', '90') WHERE measure = 'HR01'", '"asked" was changed since the journal noted it'),
        ("DELETE FROM extensions", 'row 1 of "extensions" is in the journal, and no longer in the ledger.'),
        ("INSERT INTO extensions SELECT 9, at, service, round, until, agreed_by, form FROM extensions", 'row 9 of "extensions" is in the ledger, and not in the journal.'),
        ("UPDATE files SET name = 'x.xlsx' WHERE seq = 1", 'row 1 of "files" was changed since the journal noted it.'),
        ("UPDATE journal SET sha256 = '0' WHERE seq = 2", "000002.json.gz: this entry of the journal is not the one that the ledger notes."),
        ("UPDATE answers SET file_seq = 99 WHERE measure = 'HR01'", 'a row of "answers" refers to one of "files" that is not there'),
    ],
    ids=["terms", "row gone", "row added", "name", "hash", "reference"],
)  # fmt: skip
def test_what_is_changed_behind_its_back_is_found(lived: Workspace, statement: str, said: str) -> None:
    ledger = sqlite3.connect(lived.folder / "ledger.db")
    ledger.execute(statement)
    ledger.commit()
    ledger.close()
    assert any(said in line for line in upkeep.verify(lived, quick=True).wrong)


def test_a_file_lost_or_changed_in_the_archive_is_named(lived: Workspace) -> None:
    files = {file.name: file.sha256 for file in _files(lived)}
    lost, changed = (lived.path("archive") / files[name][:2] / files[name] for name in ("HR.xlsx", "REG.xlsx"))
    lost.unlink()
    changed.write_bytes(changed.read_bytes() + b"\0")
    wrong = upkeep.verify(lived).wrong
    assert [line.split(":")[0] for line in wrong] == ['"HR.xlsx"', '"REG.xlsx"']
    assert "cannot be read" in wrong[0]
    assert "is not what was received" in wrong[1]
    with pytest.raises(PutRight, match="cannot be read"):
        upkeep.rebuild(lived)
    assert sorted(path.name for path in lived.folder.glob("*rebuil*")) == []


def _files(workspace: Workspace):
    with workspace.ledger.reading() as reader:
        return reader.files()


def test_an_entry_of_the_journal_taken_out_or_changed_is_found(lived: Workspace) -> None:
    second = journal.path_of(lived.journal, 2)
    kept = second.read_bytes()
    second.unlink()
    (wrong,) = upkeep.verify(lived).wrong
    assert wrong == f"{second}: this entry of the journal is missing. Restore it from a backup."
    text = gzip.decompress(kept).decode("utf-8").replace("HR.xlsx", "XX.xlsx")
    second.write_bytes(gzip.compress(text.encode("utf-8")))
    wrong = upkeep.verify(lived).wrong
    assert "does not follow the one before it" in wrong[0]


def test_an_entry_whose_transaction_was_never_completed_is_written_over(
    lived: Workspace, put: Put, right, issued
) -> None:
    before = (lived.folder / "ledger.db").read_bytes()
    lived.extend("LEIS", JUNE, date(2014, 8, 1), "Head of Paid Service", COLLECTED + timedelta(days=4))
    (lived.folder / "ledger.db").write_bytes(before)  # as if the machine had stopped just before it was completed
    assert journal.path_of(lived.journal, 7).exists()
    found = upkeep.verify(lived)
    assert (found.wrong, found.entries) == ([], 6)
    put("LEIS.xlsx", right(issued["LEIS"]))
    lived.collect(COLLECTED + timedelta(days=4))
    found = upkeep.verify(lived)
    assert (found.wrong, found.entries) == ([], 7)


def test_a_ledger_from_before_the_journal_is_carried_into_it(
    workspace: Workspace, put: Put, issued: dict[str, Outgoing], typed
) -> None:
    put("REG.xlsx", typed(issued["REG"].data, {"RS20": {"figure": Decimal("98.5")}}))
    workspace.collect(COLLECTED)
    put("REG 2.xlsx", typed(issued["REG"].data, GOOD))
    workspace.collect(COLLECTED + timedelta(days=1))
    for path in workspace.journal.iterdir():
        path.unlink()
    ledger = sqlite3.connect(workspace.folder / "ledger.db")
    for statement in ("DELETE FROM journal", "UPDATE about SET value = '3' WHERE name = 'version'"):
        ledger.execute(statement)
    ledger.commit()
    ledger.close()
    workspace.extend("HR", JUNE, date(2014, 8, 1), "Head of Paid Service", COLLECTED + timedelta(days=2))
    found = upkeep.verify(workspace)
    assert (found.wrong, found.entries) == ([], 2)


def test_there_is_nothing_to_verify_or_rebuild_before_anything_was_issued(workspace: Workspace) -> None:
    with pytest.raises(PutRight, match="there is no ledger yet"):
        upkeep.verify(workspace)
    with pytest.raises(PutRight, match="there is no journal here"):
        upkeep.rebuild(workspace)


def test_why_tells_all_that_happened_to_a_figure(lived: Workspace, issued: dict[str, Outgoing]) -> None:
    line, events = lived.story("rs20", Q1)
    where = cell(issued["REG"], "measures", "RS20", "figure")
    assert line.measure == "RS20"
    assert [(event.at, event.what) for event in events] == [
        (ISSUED, 'Asked for in "Regulatory Services 2014-06.xlsx" (issue 1). Target: 98.0%. Rule: Target and tolerance.'),
        (COLLECTED + timedelta(hours=3), f'Taken from "REG.xlsx", sheet Measures, {where}: 98.5%. It was replaced later, or asked for anew.'),
        (COLLECTED + timedelta(days=1), f'Taken from "REG 2.xlsx", sheet Measures, {where}: 99.0%. It stands.'),
        (COLLECTED + timedelta(days=2), "The round of June 2014 was closed by Policy officer."),
        (COLLECTED + timedelta(days=3), "The round of June 2014 was opened again by Chief Executive: A late audit."),
    ]  # fmt: skip
    code, said = run(lived, "why", "RS20", "Q1 2014/15")
    assert code == 0
    assert "99.0%. It stands." in " ".join(said.split())
    assert said.splitlines()[-1].startswith("Now: ● Green.")


def test_why_tells_what_was_held_and_why(lived: Workspace, put: Put, typed, issued: dict[str, Outgoing]) -> None:
    put("REG 3.xlsx", typed(issued["REG"].data, {**GOOD, "RS20": {"figure": "about 97"}}))
    lived.collect(COLLECTED + timedelta(days=5))
    whats = [event.what for event in lived.story("RS20", Q1)[1]]
    assert any(what.startswith('Held, from "REG 3.xlsx"') for what in whats)
    assert any(what.startswith('Error: "about 97" is text, not a number.') for what in whats)
