"""Copies of the ledger: one before each command that writes, whole or not at all, the newest kept in turn."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from pmf_excel import files
from pmf_excel.errors import PutRight
from pmf_excel.ledger import backups, schema
from pmf_excel.ledger.store import Ledger
from pmf_excel.settings import read
from tests.conftest import ISSUED


def command(folder: Path, number: int, copies: int = 10, again: bool = False) -> None:
    """A command that adds one row, which tells its number."""
    with Ledger.at(folder / "ledger.db", folder, copies=copies).writing(again) as writer:
        writer.add_register(ISSUED + timedelta(days=number), f"{number:064}")


def says(path: Path) -> list[int]:
    """The numbers of the commands that a ledger or a copy of one holds; it is whole."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        rows = connection.execute("select sha256 from registers order by seq").fetchall()
    connection.close()
    return [int(row[0]) for row in rows]


def copies(folder: Path) -> dict[str, list[int]]:
    return {path.name: says(path) for path in sorted((folder / "backups").glob("*"))}


def test_a_copy_is_kept_before_each_command_that_writes(tmp_path: Path) -> None:
    command(tmp_path, 1)
    assert not (tmp_path / "backups").exists()  # there was nothing to copy
    command(tmp_path, 2)
    command(tmp_path, 3)
    assert copies(tmp_path) == {"ledger 000001.db": [1], "ledger 000002.db": [1, 2]}
    assert says(tmp_path / "ledger.db") == [1, 2, 3]


def test_the_oldest_copies_go(tmp_path: Path) -> None:
    for number in range(1, 8):
        command(tmp_path, number, copies=3)
    assert copies(tmp_path) == {f"ledger {n:06}.db": [*range(1, n + 1)] for n in (4, 5, 6)}
    command(tmp_path, 8, copies=1)
    assert copies(tmp_path) == {"ledger 000007.db": [*range(1, 8)]}


def test_what_is_no_copy_of_this_ledger_stays(tmp_path: Path) -> None:
    command(tmp_path, 1)
    (tmp_path / "backups").mkdir()
    others = [
        "ledger 1.db",
        "ledger 000001.txt",
        "other 000001.db",
        "ledger 000001 of mine.db",
        "ledger before version 2.db",
    ]
    for name in others:
        (tmp_path / "backups" / name).write_bytes(b"mine")
    for number in range(2, 6):
        command(tmp_path, number, copies=1)
    assert {path.name for path in (tmp_path / "backups").iterdir()} == {*others, "ledger 000004.db"}


def test_no_second_copy_is_made_of_what_did_not_change(tmp_path: Path) -> None:
    command(tmp_path, 1)
    for _ in range(3):
        with Ledger.at(tmp_path / "ledger.db", tmp_path).writing():
            pass
    assert copies(tmp_path) == {"ledger 000001.db": [1]}


def test_a_copy_with_the_same_header_and_another_content_is_no_copy(tmp_path: Path) -> None:
    command(tmp_path, 1)
    command(tmp_path, 2)
    copy = tmp_path / "backups" / "ledger 000001.db"
    shutil.copyfile(copy, tmp_path / "ledger.db")
    data = bytearray(copy.read_bytes())
    data[-1] ^= 1
    copy.write_bytes(data)
    command(tmp_path, 3)
    assert says(tmp_path / "backups" / "ledger 000002.db") == [1]


def test_a_command_that_writes_many_times_is_copied_before_once(tmp_path: Path) -> None:
    command(tmp_path, 1)
    for number in range(2, 20):
        command(tmp_path, number, again=number > 2)
    assert copies(tmp_path) == {"ledger 000001.db": [1]}


def test_the_newest_copy_put_back_is_the_ledger_before_the_last_command(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        command(tmp_path, number)
    (tmp_path / "ledger.db").write_bytes(b"not a ledger " * 400)
    with pytest.raises(PutRight, match=r"the ledger is damaged .*Put back the newest of .*backups"):
        command(tmp_path, 4)
    assert len(copies(tmp_path)) == 2  # what is damaged is never kept in the place of a good copy
    shutil.copyfile(backups.kept(tmp_path / "ledger.db")[-1], tmp_path / "ledger.db")
    command(tmp_path, 5)
    assert says(tmp_path / "ledger.db") == [1, 2, 5]


def test_the_copy_from_before_new_tables_is_never_taken_away(tmp_path: Path) -> None:
    command(tmp_path, 1)
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute("DROP TABLE extensions")
        connection.execute("UPDATE about SET value = '2' WHERE name = 'version'")
    connection.close()
    for number in range(2, 6):
        command(tmp_path, number, copies=1)
    kept = f"ledger before version {schema.VERSION}.db"
    assert copies(tmp_path) == {"ledger 000003.db": [1, 2, 3, 4], kept: [1]}
    with sqlite3.connect(tmp_path / "backups" / kept) as connection:
        assert connection.execute("SELECT value FROM about").fetchall() == [("2",)]
    connection.close()


class _Stopped(BaseException):
    """The machine stops."""


@pytest.mark.parametrize("at", ["copyfile", "fsync", "replace"])
def test_a_copy_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    command(tmp_path, 1)
    command(tmp_path, 2)

    def stop(*_: object) -> None:
        raise _Stopped

    with monkeypatch.context() as patch, pytest.raises(_Stopped):
        patch.setattr({"copyfile": shutil, "fsync": os, "replace": Path}[at], at, stop)
        command(tmp_path, 3)
    assert [path.name for path in backups.kept(tmp_path / "ledger.db")] == ["ledger 000001.db"]
    assert says(tmp_path / "ledger.db") == [1, 2]
    command(tmp_path, 4)
    assert copies(tmp_path) == {"ledger 000001.db": [1], "ledger 000002.db": [1, 2]}


@pytest.mark.parametrize("at", ["make_same", "fsync"])
def test_the_oldest_copy_is_made_into_the_newest_or_lost_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    for number in range(1, 5):
        command(tmp_path, number, copies=3)
    assert sorted(copies(tmp_path)) == [f"ledger {n:06}.db" for n in (1, 2, 3)]
    old = (tmp_path / "backups" / "ledger 000001.db").stat().st_ino

    def stop(*_: object) -> None:
        raise _Stopped

    with monkeypatch.context() as patch, pytest.raises(_Stopped):
        patch.setattr(*{"make_same": (files, "_make_same", stop), "fsync": (os, "fsync", stop)}[at])
        command(tmp_path, 5, copies=3)
    assert [path.name for path in backups.kept(tmp_path / "ledger.db")] == ["ledger 000002.db", "ledger 000003.db"]
    command(tmp_path, 6, copies=3)
    assert copies(tmp_path) == {f"ledger {n:06}.db": [*range(1, n + 1)] for n in (2, 3, 4)}
    if os.name != "nt":
        assert (tmp_path / "backups" / "ledger 000004.db").stat().st_ino == old


@pytest.mark.parametrize("old", [b"", b"a" * 700_000, bytes(range(256)) * 2000, b"b" * 100])
@pytest.mark.parametrize("new", [b"", b"a" * 600_001, bytes(range(256)) * 4000])
def test_a_copy_made_over_another_is_the_same_as_a_new_one(tmp_path: Path, old: bytes, new: bytes) -> None:
    source, over, place = (tmp_path / name for name in ("source", "over", "place"))
    source.write_bytes(new)
    over.write_bytes(old)
    files.copy_in_place(source, place, over)
    assert place.read_bytes() == new
    assert not over.exists()


def test_no_room_for_a_copy_is_said_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(tmp_path, 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(
            PutRight, match=r"ledger 000001\.db: this file could not be written \(No space left on device\)\. Make room"
        ):
            command(tmp_path, 2)
    assert says(tmp_path / "ledger.db") == [1]
    assert copies(tmp_path) == {}


def test_what_a_stopped_writer_left_half_done_is_put_right_before_the_copy(tmp_path: Path) -> None:
    """SQLite's journal still lies beside the ledger, half of whose pages are new: copying the file alone would be wrong."""
    command(tmp_path, 1)
    code = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('pragma cache_size = 5'); c.execute('begin')\n"
        "for n in range(2000): c.execute('insert into registers (at, sha256) values (?, ?)', ('x' * 500, str(n + 100)))\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "ledger.db")], check=True)
    assert (tmp_path / "ledger.db-journal").stat().st_size > 0
    command(tmp_path, 2)
    assert copies(tmp_path) == {"ledger 000001.db": [1]}
    assert says(tmp_path / "ledger.db") == [1, 2]


@pytest.mark.parametrize(
    ("value", "said"), [("1", "from 2 to 1000"), ("1001", "from 2 to 1000"), ("true", "a whole number")]
)
def test_how_many_copies_is_a_setting(tmp_path: Path, value: str, said: str) -> None:
    path = tmp_path / "pmf.toml"
    path.write_text(f'council = "A"\nbackups = {value}\n', encoding="utf-8")
    with pytest.raises(PutRight, match=rf'"backups" is .*{said}'):
        read(path)
    path.write_text('council = "A"\nbackups = 3\n', encoding="utf-8")
    assert read(path).backups == 3
