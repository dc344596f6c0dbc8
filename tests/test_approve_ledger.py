"""Approvals in the ledger: kept for ever, read as known, on either database, in the journal, and never reached by what comes later."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pmf_excel import upkeep
from pmf_excel.framework.calendar import Extension
from pmf_excel.framework.comparators import Stated
from pmf_excel.framework.periods import month
from pmf_excel.framework.rounds import RoundState, Turn
from pmf_excel.ledger import schema
from pmf_excel.ledger.approval import approval, standing
from pmf_excel.ledger.records import Approved
from pmf_excel.ledger.store import Ledger
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE
from tests.test_approve import FIGURES, LATER, NOTED, Q1, TEAM, correct, start, use
from tests.test_parts import send
from tests.test_position import Council
from tests.test_store import ASKED, FILE, ISSUE, begin, direct

STAGES = ("Head of service", "Leadership Team")
HEAD = Approved(JUNE, STAGES[0], STAGES, "Head of “Planning” é", date(2014, 7, 11), COLLECTED, "Minute 1, 2 | 3")
BOARD = replace(HEAD, stage=STAGES[1], by="Chief Executive", on=date(2014, 7, 14))
HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(ledger_url: str, tmp_path: Path) -> Ledger:
    """A ledger with nothing in it yet, of each kind."""
    if ledger_url.startswith("sqlite"):
        return Ledger.at(tmp_path / "ledger.db", tmp_path)
    return Ledger(ledger_url, tmp_path)


@pytest.fixture
def lived(tmp_path: Path) -> Workspace:
    """A round that was approved, corrected and approved again; and an approval that was withdrawn."""
    council = Council(tmp_path / "council")
    start(council)
    send(council, JUNE, FIGURES)
    workspace = Workspace.open(council.folder)
    workspace.approve(Q1, TEAM, NOTED)
    correct(council, 15, M1={"figure": Decimal(98)})
    workspace.approve(Q1, replace(TEAM, note="After the correction"), LATER)
    workspace.approve(Q1, replace(TEAM, withdraw=True), LATER)
    return workspace


def test_what_is_noted_is_read_in_order_and_as_it_was_known(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
        first = writer.add_approval(HEAD)
        second = writer.add_approval(replace(BOARD, at=COLLECTED + HOUR))
        writer.add_approval(replace(BOARD, round=month(2014, 7), at=COLLECTED + 2 * HOUR))
        third = writer.add_approval(replace(BOARD, withdrawn=True, at=COLLECTED + 3 * HOUR))
    assert (first, second.at) == (HEAD, COLLECTED + HOUR)
    with ledger.reading() as reader:
        assert reader.approvals(JUNE) == [first, second, third]
        assert approval(reader, JUNE, STAGES) == standing([first, second, third], JUNE, STAGES)
        assert approval(reader, JUNE, STAGES).missing == ("Leadership Team",)
    with ledger.reading(COLLECTED + HOUR) as reader:
        assert reader.approvals(JUNE) == [first, second]
        assert approval(reader, JUNE, STAGES).frozen == COLLECTED + HOUR
    with ledger.reading(COLLECTED - HOUR) as reader:
        assert (reader.approvals(JUNE), approval(reader, JUNE, STAGES).missing) == ([], STAGES)


def test_an_older_ledger_gets_the_table_and_says_that_nothing_was_approved(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
    with direct(ledger) as connection:  # as version 5 left it
        connection.exec_driver_sql("DROP TABLE approvals")
        connection.exec_driver_sql("UPDATE about SET value = '5' WHERE name = 'version'")
    with ledger.reading() as reader:
        assert ([one.issue for one in reader.issues()], reader.approvals(JUNE)) == ([1], [])
    with ledger.writing() as writer:
        writer.add_approval(HEAD)
    with direct(ledger) as connection:
        assert (
            connection.exec_driver_sql("SELECT value FROM about WHERE name = 'version'").scalar()
            == "8"
            == str(schema.VERSION)
        )


def test_whatever_comes_after_an_approval_is_noted_as_later_whatever_the_clock_says(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
        writer.add_approval(HEAD)
        early = COLLECTED - HOUR
        writer.add_register(early, "9" * 64)
        writer.add_issue(replace(ISSUE, issue=2, at=early), ASKED)
        writer.add_file(COLLECTED, FILE, JUNE.id, [], [], None)
        writer.add_extension(early, Extension("REG", JUNE, date(2014, 7, 31), "Chief Executive"))
        writer.add_turn(Turn(JUNE, RoundState.CLOSED, early, "Policy officer", ""))
        writer.add_comparators(early, "7" * 64, "x.csv", [Stated("b", JUNE, "England", Decimal(1), "A table", 2)])
        writer.add_file(COLLECTED + HOUR, FILE, JUNE.id, [], [], None)
    with ledger.reading(COLLECTED) as reader:
        assert (len(reader.registers()), len(reader.issues()), reader.files(), reader.extensions(), reader.turns(), reader.comparators()) == (1, 1, [], [], [], [])  # fmt: skip
    with ledger.reading() as reader:
        assert [file.at for file in reader.files()] == [COLLECTED + timedelta(seconds=1), COLLECTED + HOUR]
        assert (len(reader.registers()), len(reader.issues()), len(reader.extensions()), len(reader.turns()), len(reader.comparators())) == (2, 2, 1, 1, 1)  # fmt: skip


def test_an_approval_is_of_all_there_is_whatever_the_clock_says(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
        writer.add_file(COLLECTED, FILE, JUNE.id, [], [], None)
        assert writer.add_approval(replace(HEAD, at=ISSUED)).at == COLLECTED
        assert writer.add_approval(replace(BOARD, at=ISSUED)).at == COLLECTED + timedelta(seconds=1)


def test_without_approvals_moments_are_the_clocks(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
        for at in (COLLECTED, COLLECTED - HOUR):
            writer.add_file(at, FILE, JUNE.id, [], [], None)
    with ledger.reading() as reader:
        assert [file.at for file in reader.files()] == [COLLECTED, COLLECTED - HOUR]


def test_a_round_is_frozen_the_same_on_either(ledger_url: str, tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    start(council)
    workspace = use(council, ledger=ledger_url)
    send(council, JUNE, FIGURES)
    frozen = workspace.approve(Q1, TEAM, NOTED).approval.frozen
    lines = workspace.position(JUNE, frozen)[0].lines
    correct(council, 15, M1={"figure": Decimal(98)})
    assert workspace.position(JUNE, frozen)[0].lines == lines
    assert [(one.code, one.was, one.now) for one in workspace.approval(JUNE).changes] == [("M1", "97", "98")]


def test_a_ledger_made_from_the_archive_alone_has_them_too(lived: Workspace) -> None:
    assert upkeep.verify(lived).wrong == []
    before, lines = lived.approval(JUNE), lived.position(JUNE, NOTED)[0].lines
    assert [(one.note, one.withdrawn) for one in before.history] == [
        ("", False),
        ("After the correction", False),
        ("", True),
    ]
    path, found = upkeep.rebuild(lived)
    assert found.wrong == []
    (lived.folder / "ledger.db").unlink()
    path.rename(lived.folder / "ledger.db")
    assert lived.approval(JUNE) == before
    assert lived.position(JUNE, NOTED)[0].lines == lines
    assert upkeep.verify(lived).wrong == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE approvals SET day = '2014-07-15' WHERE seq = 1", 'row 1 of "approvals" was changed since the journal noted it.'),
        ("DELETE FROM approvals WHERE seq = 3", 'row 3 of "approvals" is in the journal, and no longer in the ledger.'),
        ("INSERT INTO approvals SELECT 9, at, round, stage, stages, \"by\", day, 0, note FROM approvals WHERE seq = 2", 'row 9 of "approvals" is in the ledger, and not in the journal.'),
    ],
    ids=["changed", "gone", "added"],
)  # fmt: skip
def test_an_approval_changed_behind_its_back_is_found(lived: Workspace, statement: str, said: str) -> None:
    connection = sqlite3.connect(lived.folder / "ledger.db")
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert upkeep.verify(lived, quick=True).wrong == [said]
    assert any(line.startswith('"approvals"') for line in upkeep.rebuild(lived)[1].wrong)


def test_a_journal_from_before_approvals_is_carried_on(tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    start(council)
    send(council, JUNE, FIGURES)
    connection = sqlite3.connect(council.folder / "ledger.db")
    connection.execute("DROP TABLE approvals")
    for number, marks in connection.execute("SELECT seq, marks FROM journal").fetchall():
        connection.execute(
            "UPDATE journal SET marks = ? WHERE seq = ?", (marks.replace('"approvals": 0, ', ""), number)
        )
    connection.execute("UPDATE about SET value = '5' WHERE name = 'version'")
    connection.commit()
    connection.close()
    workspace = Workspace.open(council.folder)
    workspace.approve(Q1, TEAM, NOTED)
    assert (upkeep.verify(workspace).wrong, upkeep.verify(workspace).entries) == ([], 3)
