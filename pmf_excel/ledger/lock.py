"""One writer at a time: a locked file in the folder, and a lock of the ledger's own schema where it is on a server."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import filelock
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pmf_excel.errors import PutRight
from pmf_excel.framework.calendar import in_words

#: The number of our lock in a PostgreSQL database: "pmf" and the ledger's own 1.
_KEY = 0x706D6601
#: The second number of the lock: which of the database's schemas the ledger is in.
_SCHEMA = "hashtext(current_schema())"
#: How often it is looked who holds the lock, and how many seconds apart.
_LOOKS, _MOMENT = 50, 0.02
_AGAIN = "Wait until it has finished, then run the same command again."


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; the system lets go of it whatever becomes of this process.

    Raises PutRight, naming who holds it and since when, when another process does, and when the folder cannot be locked.
    """
    place, note = folder / "ledger.lock", folder / "ledger.writer"
    lock = filelock.FileLock(place, timeout=0)
    try:
        _acquire(lock, place, note)
    except (OSError, NotImplementedError) as why:
        reason = getattr(why, "strerror", None) or why
        raise PutRight(
            f"{place}: this folder could not be locked ({reason}), so two people could write to the ledger at once. "
            "Check that there is room and that you may write to the folder, then run the same command again. "
            "If its network drive cannot lock files, move the workspace to one that can."
        ) from why
    try:
        with contextlib.suppress(OSError):  # the note only tells others who it is
            note.write_text(_me(), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink()
        lock.release()


def _acquire(lock: filelock.BaseFileLock, place: Path, note: Path) -> None:
    """Take the lock; PutRight, naming who has it, when another process does.

    Where nobody is named, whoever has it is about to say so, or about to let go: that is waited for, for a moment.
    """
    for look in range(_LOOKS):
        try:
            lock.acquire()
            return
        except filelock.Timeout as busy:
            who = _holder(note)
            if who or look == _LOOKS - 1:
                raise PutRight(f"{place}: another pmf is writing to this ledger{who}. {_AGAIN}") from busy
        time.sleep(_MOMENT)


def only_writer_on_server(connection: Connection) -> None:
    """Hold the schema's own lock until the transaction ends: officers who share a ledger on a server have folders of their own.

    Councils that share a database have a schema each, and keep out of each other's way.

    Raises PutRight, naming who holds it and since when, when somebody else does. A server without such a lock has none.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(sa.text("SELECT set_config('application_name', :me, false)"), {"me": f"pmf on {_me()}"})
    if connection.execute(sa.text(f"SELECT pg_try_advisory_xact_lock(:key, {_SCHEMA})"), {"key": _KEY}).scalar():
        return
    query = sa.text(
        "SELECT a.application_name, a.xact_start FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.granted "
        f"AND l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid::bigint = :key AND l.objid::bigint = {_SCHEMA}::bigint & 4294967295 "
        "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    row = connection.execute(query, {"key": _KEY}).first()
    who = f" ({row[0]}{_since(row[1])})" if row and row[0] else ""
    raise PutRight(f"{connection.engine.url}: another pmf is writing to this ledger{who}. {_AGAIN}")


def _me() -> str:
    """This machine and process, short enough for a server to keep."""
    return f"{platform.node()[:30]}, process {os.getpid()}"


def _holder(note: Path) -> str:
    try:
        who = note.read_text(encoding="utf-8").strip()
        return f" ({who}{_since(datetime.fromtimestamp(note.stat().st_mtime).astimezone())})" if who else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _since(moment: datetime | None) -> str:
    """Since when, in the time of this place."""
    if moment is None:
        return ""
    here = moment.astimezone()
    return f", since {in_words(here.date())} at {here:%H:%M}"
