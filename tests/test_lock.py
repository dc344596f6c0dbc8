"""One writer of the ledger at a time, on one machine and on a server, and nobody shut out by one that is gone."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import filelock
import pytest
import sqlalchemy as sa

from pmf_excel.errors import PutRight
from pmf_excel.ledger.store import Ledger
from tests.test_store import begin, ledger

__all__ = ["ledger"]


def test_a_second_writer_is_told_who_is_first_and_since_when(tmp_path: Path) -> None:
    ledger = Ledger.at(tmp_path / "ledger.db", tmp_path)
    with ledger.writing():
        since = datetime(2026, 11, 22, 14, 5).astimezone().timestamp()
        os.utime(tmp_path / "ledger.writer", (since, since))
        told = rf"another pmf is writing to this ledger \(.*, process {os.getpid()}, since 22 November 2026 at 14:05\)\. Wait until"
        with pytest.raises(PutRight, match=told), Ledger.at(tmp_path / "ledger.db", tmp_path).writing():
            pass
        (tmp_path / "ledger.writer").write_bytes(b"\xff")
        with (
            pytest.raises(PutRight, match=r"writing to this ledger\. Wait until"),
            Ledger.at(tmp_path / "ledger.db", tmp_path).writing(),
        ):
            pass
    assert not (tmp_path / "ledger.writer").exists()


def test_officers_with_folders_of_their_own_take_turns_on_a_server(postgres: str, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with Ledger(postgres, folders[0]).writing() as writer:
        begin(writer)
        with pytest.raises(PutRight) as told, Ledger(postgres, folders[1]).writing():
            pass
    assert (
        f"another pmf is writing to this ledger (pmf on {platform.node()[:30]}, process {os.getpid()}, since "
        in str(told.value)
    )
    assert "then run the same command again." in str(told.value)
    with Ledger(postgres, folders[1]).writing() as writer:
        assert len(writer.issues()) == 1


def test_councils_with_a_schema_each_in_one_database_write_at_the_same_time(postgres: str, tmp_path: Path) -> None:
    first = sa.make_url(postgres)
    name = f"{str(first.query['options']).removeprefix('-csearch_path=')}_two"
    second = first.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    ledgers = [Ledger(postgres, folders[0]), Ledger(second, folders[1])]
    assert not ledgers[1].exists  # its schema is made when something is written, and not before
    try:
        with ledgers[0].writing() as one, ledgers[1].writing() as two:
            begin(one)
            assert two.issues() == []
            told = pytest.raises(PutRight, match="another pmf is writing to this ledger")
            with told, Ledger(second, tmp_path).writing():
                pass
        with ledgers[0].reading() as one, ledgers[1].reading() as two:
            assert (len(one.issues()), len(two.issues())) == (1, 0)
    finally:
        engine = sa.create_engine(first)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        engine.dispose()


def test_a_schema_that_may_not_be_made_is_said_plainly(postgres: str, tmp_path: Path) -> None:
    url, user = sa.make_url(postgres), f"pmf_nobody_{os.getpid()}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {user} LOGIN PASSWORD 'x'")
    try:
        theirs = url.set(username=user, password="x").update_query_dict({"options": "-csearch_path=pmf_none"})
        told = r'the database has no schema "pmf_none", and this user may not make one \(permission denied'
        with pytest.raises(PutRight, match=told), Ledger(theirs, tmp_path).writing():
            pass
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP ROLE {user}")
        engine.dispose()


def test_a_writer_that_died_blocks_nobody(ledger: Ledger, ledger_url: str, tmp_path: Path) -> None:
    url = str((ledger.path and f"sqlite:///{ledger.path}") or ledger_url)
    code = (
        "import os, sys; from pathlib import Path; from pmf_excel.ledger.store import Ledger\n"
        "with Ledger(sys.argv[1], Path(sys.argv[2])).writing() as writer:\n"
        "    writer.add_register(__import__('datetime').datetime(2014, 7, 1), '3' * 64)\n"
        "    os._exit(7)"
    )
    done = subprocess.run([sys.executable, "-c", code, url, str(tmp_path)], check=False)
    assert done.returncode == 7
    assert (tmp_path / "ledger.writer").exists()  # its note is left, and names nobody who still writes
    with ledger.writing() as writer:
        assert writer.register() is None
        begin(writer)
    with ledger.reading() as reader:
        assert len(reader.issues()) == 1


@pytest.mark.parametrize("why", [OSError(37, "No locks available"), NotImplementedError("no flock here")])
def test_a_folder_that_cannot_be_locked_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise why

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    told = r"ledger\.lock: this folder could not be locked \((No locks available|no flock here)\), so two"
    with pytest.raises(PutRight, match=told), Ledger.at(tmp_path / "ledger.db", tmp_path).writing():
        pass
    assert not (tmp_path / "ledger.db").exists()
