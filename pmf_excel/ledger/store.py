"""The ledger itself: opened, copied before it is added to, and added to by one writer at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pmf_excel.errors import PutRight
from pmf_excel.ledger import backups, journal, schema
from pmf_excel.ledger.lock import only_writer, only_writer_on_server
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.writer import Writer

#: How many seconds another program is given to let go of the ledger.
_PATIENCE = 15


@dataclass
class Ledger:
    """An open ledger. Reading is free; adding happens inside ``writing()``, and is noted in the journal where there is one.

    Of one that is a file, no more than ``copies`` copies are kept.
    """

    url: str | sa.URL
    folder: Path
    journal: Path | None = None
    copies: int = 10
    _engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self._engine = _engine(self.url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _careful)
            sa.event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    @classmethod
    def at(cls, place: Path, folder: Path, journal: Path | None = None, copies: int = 10) -> Ledger:
        """The ledger in a SQLite file, whatever signs its name holds."""
        return cls(sa.URL.create("sqlite", database=str(place)), folder, journal, copies)

    @property
    def path(self) -> Path | None:
        """The ledger's file, when it is one."""
        name = self._engine.url.database
        return Path(name) if self._engine.dialect.name == "sqlite" and name else None

    @property
    def place(self) -> str:
        """What tells it apart from any other ledger, whoever opens it: its file, or its address without the user."""
        if self.path is not None:
            return str(self.path)
        url = self._engine.url
        return f"{url.host}:{url.port}/{url.database} {sorted(url.query.items())}"

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        if self.path is not None:
            return self.path.exists() and self.path.stat().st_size > 0
        try:
            with self._plainly(), self._engine.connect() as connection:
                return sa.inspect(connection).has_table(schema.about.name)
        finally:
            self._engine.dispose()

    @contextmanager
    def writing(self, again: bool = False) -> Iterator[Writer]:
        """One command's additions: all of them, or none when anything stops it on the way.

        ``again`` is for a command that has written already: its copy of the ledger is kept. Raises PutRight when another pmf
        is writing, or the ledger was written by a newer pmf.
        """
        with only_writer(self.folder):
            try:
                with self._plainly():
                    self._own_schema()
                    version = self._version()
                    if self.path and self.exists and not again:
                        if 0 < version < schema.VERSION:
                            backups.keep_before(self.path, schema.VERSION, _PATIENCE)
                        else:
                            backups.keep(self.path, self.copies, _PATIENCE)
                    with self._engine.begin() as connection:
                        only_writer_on_server(connection)
                        if self._version_in(connection) < schema.VERSION:
                            _bring_up(connection)
                        schema.count_on(connection)
                        yield Writer(connection)
                        if self.journal is not None:
                            journal.seal(connection, self.journal)
            finally:
                self._engine.dispose()

    @contextmanager
    def reading(self, until: datetime | None = None) -> Iterator[Reader]:
        """Ask what happened, or what had happened by a moment; an absent ledger has simply nothing in it.

        What is asked in one go is answered from one moment, whatever others write meanwhile.
        """
        if not self.exists:
            empty = sa.create_engine("sqlite://")
            with empty.begin() as connection:
                schema.metadata.create_all(connection)
                yield Reader(connection)
            empty.dispose()
            return
        try:
            with self._plainly():
                if self._version() < schema.VERSION:
                    with self.writing():  # which makes a copy and brings the tables up to date
                        pass
                with self._engine.connect() as connection:
                    if connection.dialect.name == "postgresql":
                        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                    yield Reader(connection, until)
        finally:
            self._engine.dispose()  # Windows keeps a file that is open from being moved or replaced

    def _version(self) -> int:
        """The version of the ledger's tables, asked for apart; PutRight when a newer pmf wrote it."""
        with self._engine.connect() as connection:
            return self._version_in(connection)

    def _version_in(self, connection: Connection) -> int:
        about = schema.about
        if not sa.inspect(connection).has_table(about.name):
            return 0
        version = int(connection.execute(sa.select(about.c.value).where(about.c.name == "version")).scalar() or 0)
        if version > schema.VERSION:
            raise PutRight(
                f"{self._where}: this ledger was written by a newer pmf. Install the newest pmf-excel and run the same command again."
            )
        return version

    def _own_schema(self) -> None:
        """Make the schema that a PostgreSQL address names (``?options=-csearch_path=NAME``) where there is none of that name yet.

        It is there at once for everybody: whoever comes second finds the lock taken, and is not left waiting for a schema.
        """
        if self._engine.dialect.name != "postgresql":
            return
        with self._engine.begin() as connection:
            if connection.execute(sa.select(sa.func.current_schema())).scalar():
                return
            path = str(connection.execute(sa.text("SHOW search_path")).scalar())
            name = path.rpartition("$user")[2].strip(' ",').partition(",")[0].strip(' "')
            try:
                connection.execute(sa.schema.CreateSchema(name, if_not_exists=True))
            except sa.exc.ProgrammingError as why:
                raise PutRight(
                    f'{self._where}: the database has no schema "{name}", and this user may not make one ({_reason(why).splitlines()[0]}). '
                    'Ask for it to be made, or put the setting "ledger" in pmf.toml right, then run the same command again.'
                ) from why

    @property
    def _where(self) -> str:
        """The ledger's file or address, without the password in it."""
        return str(self.path or self._engine.url)

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Say what the database could not do in words, with what to do about it."""
        try:
            yield
        except (sqlite3.Error, sa.exc.DBAPIError) as why:
            told = _told(_reason(why), self.path, isinstance(why, sa.exc.OperationalError | sqlite3.OperationalError))
            if not told:
                raise
            raise PutRight(f"{self._where}: {told}") from why


def _engine(url: str | sa.URL) -> Engine:
    """The engine for an address; PutRight when it is none, or the library that speaks to its database is not installed."""
    try:
        return sa.create_engine(url, connect_args={"timeout": _PATIENCE} if _is_sqlite(url) else {})
    except ModuleNotFoundError as why:
        raise PutRight(
            f'pmf.toml: the setting "ledger" wants the Python package "{why.name}", which is not installed. '
            'For PostgreSQL, install it with: pip install "pmf-excel[postgres]"'
        ) from why
    except sa.exc.ArgumentError as why:
        raise PutRight(
            'pmf.toml: the setting "ledger" is not the address of a database. Write it as sqlite:///ledger.db '
            "or postgresql+psycopg://USER:PASSWORD@SERVER/DATABASE"
        ) from why


def _is_sqlite(url: str | sa.URL) -> bool:
    return sa.make_url(url).get_backend_name() == "sqlite"


def _reason(why: BaseException) -> str:
    """What went wrong first, in the database's own words: what failed in clearing up after it explains nothing."""
    while isinstance(why.__context__, sqlite3.Error | sa.exc.DBAPIError):
        why = why.__context__
    return str(getattr(why, "orig", why)).strip()


def _told(reason: str, path: Path | None, operational: bool) -> str:
    """What a database's own words mean, and what to do; nothing where that is not known."""
    if path is None:
        if operational:
            return f'the ledger\'s server could not be used ({reason.splitlines()[0]}). Check the setting "ledger" in pmf.toml and that the server is running, then run the same command again. Nothing was lost.'
        return ""
    if "locked" in reason or "busy" in reason:
        return "another program holds the ledger. Close it, then run the same command again. Nothing was lost."
    if "not a database" in reason or "malformed" in reason:
        return (
            f"the ledger is damaged ({reason}). Put back the newest of {path.parent / backups.FOLDER}, the copies from before "
            f'each command, under the name "{path.name}", or a backup; the archive still holds every file received.'
        )
    if "disk is full" in reason:
        return (
            "there is no room left on the ledger's drive. Make room, then run the same command again. Nothing was lost."
        )
    if operational:
        return (
            f"the ledger could not be read or written ({reason}). Check its drive, and that you may write to the file and its "
            "folder, then run the same command again. Nothing was lost."
        )
    return ""


def _careful(connection: Any, _: object) -> None:
    """SQLite so that a power cut leaves the old state or the new one; no write-ahead log, which network shares spoil."""
    connection.isolation_level = None  # so that making the tables is part of the transaction too
    cursor = connection.cursor()
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _bring_up(connection: Connection) -> None:
    """Give a new or older ledger the tables, columns and indexes that it lacks, and note the version of its tables."""
    schema.metadata.create_all(connection)
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
