"""The ledger's store: the same from SQLite and from PostgreSQL, and all of a command or none of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from pmf_excel.cli import pmf
from pmf_excel.errors import PutRight
from pmf_excel.excel.layout import read_toml
from pmf_excel.framework.calendar import Extension
from pmf_excel.framework.figures import Absence, Figure, Kind
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.periods import month
from pmf_excel.framework.rules import rule_sets
from pmf_excel.ledger import schema
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Asked, Issued, ItemAnswer, ItemAsked, Received, SignOff, Terms
from pmf_excel.ledger.store import Ledger
from pmf_excel.ledger.writer import Writer
from pmf_excel.problems import Place, error
from pmf_excel.shelves import REGISTER, shipped
from pmf_excel.workspace import Workspace
from tests.conftest import COLLECTED, ISSUED, JUNE
from tests.test_position import APRIL, MAY, Council, figure, measure, target

RULE = rule_sets(read_toml(shipped("workbook_templates") / "status-rules.toml"), "rules")["Target and tolerance"]
TERMS = Terms(
    "Waste: “recycled” é", "REG", "Safe places", "%", Kind.PERCENTAGE, 1, Decimal(0), None, Polarity.HIGHER, False, RULE,
    Tolerance(Decimal(10), ToleranceKind.RELATIVE), Decimal("95.50"),
)  # fmt: skip
ASKED = [Asked(code, JUNE, TERMS, {"code": code, "title": "=1+1"}) for code in ("b", "A", "a.1", "B")]
ITEMS = [ItemAsked("risks", "R-1", {"last": "3"}, {"title": "Flood"})]
ISSUE = Issued(0, ISSUED, 1, JUNE, "REG", 1, "0123456789", date(2014, 7, 10), "R.xlsx", "1" * 64, "1.0", "")
FILE = Received("2" * 64, "R.xlsx", 7, 1, "held")


@pytest.fixture
def ledger(ledger_url: str, tmp_path: Path) -> Ledger:
    """A ledger with nothing in it yet, of each kind."""
    return (
        Ledger.at(tmp_path / "ledger.db", tmp_path) if ledger_url.startswith("sqlite") else Ledger(ledger_url, tmp_path)
    )


@contextmanager
def direct(ledger: Ledger) -> Iterator[sa.Connection]:
    """The ledger's database as another program sees it."""
    engine = sa.create_engine(ledger.url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def begin(writer: Writer) -> int:
    writer.add_register(ISSUED, "3" * 64)
    return writer.add_issue(ISSUE, ASKED, ITEMS)


def test_nothing_is_there_before_anything_was_written(ledger: Ledger) -> None:
    assert not ledger.exists
    with ledger.reading() as reader:
        assert (reader.issues(), reader.last_moment(), reader.register()) == ([], None, None)
    assert not ledger.exists


def test_what_is_written_is_read(ledger: Ledger) -> None:
    answers = [
        Answer("b", JUNE, Figure(Decimal("98.50"), None, Decimal(197), Decimal("2.00"), True), False, "It’s\nup", "", "", None, "ok", "Measures", "F5"),
        Answer("A", JUNE, Figure(absence=Absence.NOT_YET_AVAILABLE, expected=date(2014, 8, 1)), True, cell="F6"),
        ItemAnswer("risks", "R-1", JUNE, False, {"likelihood": "2"}, "Risks", "D4"),
    ]  # fmt: skip
    wrong = error("PMF-214", Place("R.xlsx", "Measures", "F6"), "found", "remedy")
    with ledger.writing() as writer:
        assert begin(writer) == 1
        writer.add_file(COLLECTED, FILE, JUNE.id, answers, [wrong], SignOff("Head of service", date(2014, 7, 9)))
        writer.add_extension(COLLECTED, Extension("REG", JUNE, date(2014, 7, 31), "Chief Executive"))
        writer.add_letter(COLLECTED, "reminder", JUNE, "a@council.example", "4" * 64)
    assert ledger.exists
    with ledger.reading() as reader:
        assert reader.issues() == [replace(ISSUE, seq=1)]
        assert reader.asked(1) == ASKED
        assert reader.asked_items([1]) == [(1, ITEMS[0])]
        assert [kept.answer for kept in reader.answers()] == answers[:2]
        assert [kept.answer for kept in reader.item_answers()] == answers[2:]
        assert [kept.answer for kept in reader.answers({APRIL})] == []
        assert reader.figures() == [("b", "2014-06", 1, "98.50", None, "197", "2.00", 1)]
        assert reader.problems(1) == [wrong]
        assert reader.sign_offs() == {1: SignOff("Head of service", date(2014, 7, 9))}
        assert [one.until for one in reader.extensions()] == [date(2014, 7, 31)]
        assert reader.letters() == {("reminder", "2014-06", "a@council.example", "4" * 64)}
        assert (reader.last_moment(), reader.last_round()) == (COLLECTED, JUNE)


def test_what_was_known_at_a_moment_leaves_out_what_came_later(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
        for day, name in ((10, "first"), (11, "second")):
            writer.add_file(COLLECTED.replace(day=day), replace(FILE, name=name), JUNE.id, [], [], None)
    with ledger.reading(COLLECTED.replace(day=10)) as reader:
        assert [file.name for file in reader.files()] == ["first"]
    with ledger.reading(ISSUED.replace(hour=8)) as reader:
        assert (reader.files(), reader.issues(), reader.last_round()) == ([], [], None)


def test_the_last_of_anything_is_found_sign_by_sign_whatever_the_language_of_the_server(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.add_register(datetime(2014, 7, 1, 9, 0, 0, 5, tzinfo=UTC), "3" * 64)
        for name in "bAa_":
            writer.add_register(ISSUED, name)
        writer.add_register(ISSUED, "-a")
        writer.add_issue(ISSUE, ())
        writer.add_issue(replace(ISSUE, service="REGULATORY-SERVICES-AND-MORE", round=month(2014, 12)), ())
    with ledger.reading() as reader:
        assert reader.last_moment() == datetime(2014, 7, 1, 9, 0, 0, 5, tzinfo=UTC)
        assert reader.last_round() == month(2014, 12)
        column = schema.registers.c.sha256
        assert list(_connection(reader).scalars(sa.select(column).order_by(column))) == [
            "-a",
            "3" * 64,
            "A",
            "_",
            "a",
            "b",
        ]


@pytest.mark.parametrize("where", ["issue", "file", "end"])
def test_all_of_a_command_is_kept_or_none_of_it(ledger: Ledger, where: str) -> None:
    with ledger.writing() as writer:
        begin(writer)

    def more() -> None:
        with ledger.writing() as writer:
            writer.add_issue(replace(ISSUE, issue=2), ASKED)
            if where == "issue":
                raise KeyboardInterrupt
            writer.add_file(COLLECTED, FILE, JUNE.id, [], [], None)
            if where == "file":
                writer.add_file(COLLECTED, replace(FILE, issue_seq=99), JUNE.id, [], [], None)
            raise ZeroDivisionError

    with pytest.raises((KeyboardInterrupt, ZeroDivisionError, sa.exc.IntegrityError)):
        more()
    with ledger.reading() as reader:
        assert ([one.issue for one in reader.issues()], reader.files()) == ([1], [])
    with ledger.writing() as writer:  # the lock is free again, and what was taken back leaves no gap in the numbers
        assert writer.add_file(COLLECTED, FILE, JUNE.id, [], [], None) == 1
        assert writer.add_issue(replace(ISSUE, issue=2), ()) == 2


def test_the_first_command_of_all_leaves_nothing_when_it_is_stopped(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.writing() as writer:
        begin(writer)
        raise ZeroDivisionError
    with ledger.reading() as reader:
        assert reader.issues() == []


def test_a_return_is_never_issued_twice_under_one_number(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
    with pytest.raises(sa.exc.IntegrityError), ledger.writing() as writer:
        begin(writer)
    with pytest.raises(sa.exc.IntegrityError), ledger.writing() as writer:
        writer.add_issue(replace(ISSUE, issue=2), [ASKED[0], ASKED[0]])
    with ledger.reading() as reader:
        assert len(reader.issues()) == 1


def test_a_file_that_fails_takes_back_its_own_additions_only(ledger: Ledger) -> None:
    """An error of the database itself spoils a transaction on a server, unless what failed was kept apart."""
    with ledger.writing() as writer:
        begin(writer)
        for number, issue in enumerate((1, 99, 1)):
            try:
                with writer.apart():
                    writer.add_file(COLLECTED, replace(FILE, name=f"{number}", issue_seq=issue), JUNE.id, [], [], None)
            except sa.exc.IntegrityError:
                assert issue == 99
    with ledger.reading() as reader:
        assert [(file.seq, file.name) for file in reader.files()] == [(1, "0"), (2, "2")]


def test_an_older_ledger_is_brought_up_to_date_and_a_newer_one_refused(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        begin(writer)
        writer.add_file(COLLECTED, FILE, JUNE.id, [Answer("b", JUNE, Figure(Decimal(4)), False)], [], None)
    with direct(ledger) as connection:  # as the first version of pmf left it
        for column in ("numerator", "denominator", "provisional", "expected"):
            connection.exec_driver_sql(f"ALTER TABLE answers DROP COLUMN {column}")
        connection.exec_driver_sql("DROP TABLE extensions")
        connection.exec_driver_sql("DROP INDEX asked_by_measure")
        connection.exec_driver_sql("UPDATE about SET value = '1' WHERE name = 'version'")
    with ledger.reading() as reader:
        assert [(kept.answer.figure.value, kept.answer.figure.provisional) for kept in reader.answers()] == [(4, False)]
        assert reader.extensions() == []
    with direct(ledger) as connection:
        value = connection.exec_driver_sql("SELECT value FROM about WHERE name = 'version'").scalar()
        assert value == str(schema.VERSION)
        assert "asked_by_measure" in {index["name"] for index in sa.inspect(connection).get_indexes("asked")}
        connection.exec_driver_sql("UPDATE about SET value = '999' WHERE name = 'version'")
    for use in (ledger.reading, ledger.writing):
        with pytest.raises(PutRight, match="this ledger was written by a newer pmf"), use():
            pass


def test_a_position_is_the_same_from_either(ledger_url: str, tmp_path: Path) -> None:
    council = Council(tmp_path / "council")
    council.start([measure("M1"), measure("M2")], [target("M1", "2014/15", 5), target("M2", "2014/15", 5)])
    _use(council.folder, ledger_url)
    council.round(APRIL, {"M1": figure(4)}, partly=True)
    moment = datetime(2014, 5, 20, tzinfo=UTC)
    council.round(MAY, {"M1": figure(5), "M2": figure("5.4")}, late={"M2": figure(9)})
    told = {code: (line.status.value, line.previous, line.figure.value) for code, line in council.position(MAY).items()}
    assert told == {"M1": ("Green", 4, 5), "M2": ("Green", 9, Decimal("5.4"))}
    assert council.line("M2", APRIL).figure.value == 9
    assert council.line("M2", APRIL, moment).figure.absence is Absence.AWAITED


def test_the_whole_road_is_the_same_byte_for_byte(postgres: str, tmp_path: Path, right: Callable[..., bytes]) -> None:
    """Issue, collect with a mistake, collect the correction, status, consolidate."""
    folders = {"sqlite": tmp_path / "a" / "council", "postgresql": tmp_path / "b" / "council"}
    told: dict[str, list[Any]] = {}
    for kind, folder in folders.items():
        folder.parent.mkdir()
        run = CliRunner(env={"PMF_NOW": "2014-07-01T09:00:00"})
        assert run.invoke(pmf, ["new", str(folder), "--council", "A Council"]).exit_code == 0
        (folder / REGISTER).write_bytes((shipped("samples") / "hart" / REGISTER).read_bytes())
        if kind == "postgresql":
            _use(folder, postgres)
        workspace = Workspace.open(folder)
        for outgoing in workspace.issue(JUNE, ISSUED):
            inbox = workspace.path("inbox") / outgoing.path.name
            inbox.write_bytes(outgoing.data if outgoing.issued.service == "REG" else right(outgoing))
        run = CliRunner(env={"PMF_NOW": "2014-07-10T17:00:00"})
        words = [
            ["collect"],
            ["status"],
            ["status", "--json"],
            ["collect"],
            ["consolidate"],
            ["explain", "RS20", "2014-06"],
        ]
        told[kind] = [run.invoke(pmf, [*some, "-w", str(folder)]) for some in words]
    for ours, theirs in zip(*told.values(), strict=True):
        assert (ours.exit_code, ours.output.replace("/a/", "/b/")) == (theirs.exit_code, theirs.output)
    made = [
        {str(path.relative_to(folder)): path.read_bytes() for name in ("outgoing", "master", "queries") for path in (folder / name).rglob("*.xlsx")}
        for folder in folders.values()
    ]  # fmt: skip
    assert made[0] == made[1]
    assert "master/master 2014-06.xlsx" in {name.replace(os.sep, "/") for name in made[0]}
    assert len(made[0]) > 11
    assert (folders["sqlite"] / "ledger.db").exists()
    assert not (folders["postgresql"] / "ledger.db").exists()


def _use(folder: Path, url: str) -> None:
    settings = folder / "pmf.toml"
    settings.write_text(f'ledger = "{url}"\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")


def test_what_is_asked_in_one_go_is_answered_from_one_moment(postgres: str, tmp_path: Path) -> None:
    ledger = Ledger(postgres, tmp_path)
    with ledger.writing() as writer:
        begin(writer)
    with ledger.reading() as reader:
        assert reader.files() == []
        with Ledger(postgres, tmp_path).writing() as writer:
            writer.add_file(COLLECTED, FILE, JUNE.id, [], [], None)
        assert reader.files() == []
        with pytest.raises(sa.exc.DBAPIError, match="read-only"):
            Writer(_connection(reader)).add_register(COLLECTED, "5" * 64)
    with ledger.reading() as reader:
        assert [file.name for file in reader.files()] == ["R.xlsx"]


def _connection(reader: Reader) -> sa.Connection:
    return reader.connection


# The setting "ledger", and a server that is not there.


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is not the address of a database. Write it as sqlite:///ledger.db"),
        ("oracle+nothing://server/x", "is not the address of a database"),
        ("postgresql+pg8000://server/x", 'wants the Python package "pg8000", which is not installed'),
    ],
)
def test_a_setting_that_is_no_ledger_is_said_plainly(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(PutRight, match=r"pmf\.toml") as told:
        Ledger(url, tmp_path)
    assert said in str(told.value)


def test_a_server_that_is_not_there_is_said_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    ledger = Ledger("postgresql+psycopg://pmf:secret@127.0.0.1:1/pmf?connect_timeout=2", tmp_path)
    for use in (ledger.reading, ledger.writing):
        with pytest.raises(PutRight, match="the ledger's server could not be used") as told, use():
            pass
        assert "secret" not in str(told.value)
        assert 'Check the setting "ledger" in pmf.toml' in str(told.value)
