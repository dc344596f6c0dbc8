"""The ledger itself: opened, copied before it is added to, and added to by one writer at a time."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import filelock
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pmf_excel.errors import PutRight
from pmf_excel.ledger import journal, schema
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.writer import Writer

#: How many seconds another program is given to let go of the ledger.
_PATIENCE = 15


@dataclass
class Ledger:
    """An open ledger. Reading is free; adding happens inside ``writing()``, and is noted in the journal where there is one."""

    url: str | sa.URL
    folder: Path
    journal: Path | None = None
    _engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self._engine = sa.create_engine(self.url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _careful)
            sa.event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    @classmethod
    def at(cls, place: Path, folder: Path, journal: Path | None = None) -> Ledger:
        """The ledger in a SQLite file, whatever signs its name holds."""
        return cls(sa.URL.create("sqlite", database=str(place)), folder, journal)

    @property
    def path(self) -> Path | None:
        """The ledger's file, when it is one."""
        name = self._engine.url.database
        return Path(name) if self._engine.dialect.name == "sqlite" and name else None

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self.path is None or (self.path.exists() and self.path.stat().st_size > 0)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One command's additions: all of them, or none when anything stops it on the way.

        Raises PutRight when another pmf is writing, or the ledger was written by a newer pmf.
        """
        lock = self.folder / "ledger.lock"
        holder = filelock.FileLock(lock, timeout=0)
        try:
            holder.acquire()
        except filelock.Timeout as busy:
            who = _read(self.folder / "ledger.writer")
            raise PutRight(
                f"{lock}: another pmf is writing to this ledger{f' ({who})' if who else ''}. "
                "Wait until it has finished, then run the same command again."
            ) from busy
        try:
            writer_note = self.folder / "ledger.writer"
            writer_note.write_text(f"{platform.node()}, process {os.getpid()}", encoding="utf-8")
            if self.path and self.exists:
                with _plainly(str(self.path)):
                    _copy(self.path, self.path.with_name(f"{self.path.stem}.before{self.path.suffix}"))
            with _plainly(str(self.path or self._engine.url)), self._engine.begin() as connection:
                schema.metadata.create_all(connection)
                if _check_version(connection, str(self.url)) < schema.VERSION:
                    _bring_up(connection)
                yield Writer(connection)
                if self.journal is not None:
                    journal.seal(connection, self.journal)
            writer_note.unlink(missing_ok=True)
        finally:
            self._engine.dispose()
            holder.release()

    @contextmanager
    def reading(self, until: datetime | None = None) -> Iterator[Reader]:
        """Ask what happened, or what had happened by a moment; an absent ledger has simply nothing in it."""
        if not self.exists:
            empty = sa.create_engine("sqlite://")
            with empty.begin() as connection:
                schema.metadata.create_all(connection)
                yield Reader(connection)
            empty.dispose()
            return
        try:
            with _plainly(str(self.path or self._engine.url)), self._engine.connect() as connection:
                old = _check_version(connection, str(self.url)) < schema.VERSION
            if old:
                with self.writing():  # which makes a copy and brings the tables up to date
                    pass
            with _plainly(str(self.path or self._engine.url)), self._engine.connect() as connection:
                yield Reader(connection, until)
        finally:
            self._engine.dispose()  # Windows keeps a file that is open from being moved or replaced


def _careful(connection: Any, _: object) -> None:
    """SQLite so that a power cut leaves the old state or the new one; no write-ahead log, which network shares spoil."""
    connection.isolation_level = None  # so that making the tables is part of the transaction too
    cursor = connection.cursor()
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _copy(source: Path, target: Path) -> None:
    """A copy through SQLite itself, whole even if the file is in use."""
    waiting = target.with_name(f".{target.name}.part")
    waiting.unlink(missing_ok=True)
    old, new = sqlite3.connect(source), sqlite3.connect(waiting)
    tries = iter(range(_PATIENCE * 4))

    def patient(*_: int) -> None:
        if next(tries, None) is None:
            raise sqlite3.OperationalError("database is locked")

    try:
        old.backup(new, progress=patient, sleep=0.25)
    finally:
        new.close()
        old.close()
    waiting.replace(target)


@contextmanager
def _plainly(where: str) -> Iterator[None]:
    """Say what the database could not do in words, with what to do about it."""
    try:
        yield
    except (sqlite3.Error, sa.exc.DBAPIError) as why:
        reason = str(getattr(why, "orig", why))
        if "locked" in reason or "busy" in reason:
            raise PutRight(
                f"{where}: another program holds the ledger. Close it, then run the same command again. Nothing was lost."
            ) from why
        if "not a database" in reason or "malformed" in reason:
            raise PutRight(
                f"{where}: the ledger is damaged ({reason}). Put back ledger.before.db, the copy from before the last command, "
                "under its name, or a backup; the archive still holds every file received."
            ) from why
        raise


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _check_version(connection: Connection, url: str) -> int:
    """The version of the ledger's tables; PutRight when a newer pmf wrote it."""
    version = int(
        connection.execute(sa.select(schema.about.c.value).where(schema.about.c.name == "version")).scalar() or 0
    )
    if version > schema.VERSION:
        raise PutRight(
            f"{url}: this ledger was written by a newer pmf. Install the newest pmf-excel and run the same command again."
        )
    return version


def _bring_up(connection: Connection) -> None:
    """Give an older ledger the columns and indexes that it lacks, and note the version of its tables."""
    held = sa.inspect(connection)
    for table in schema.metadata.sorted_tables:
        have = {column["name"] for column in held.get_columns(table.name)}
        for column in table.columns:
            if column.name not in have:
                words = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {words}")
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    about, row = schema.about, {"name": "version", "value": str(schema.VERSION)}
    if connection.execute(about.update().where(about.c.name == "version").values(row)).rowcount == 0:
        connection.execute(about.insert().values(row))
