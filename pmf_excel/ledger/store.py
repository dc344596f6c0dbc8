"""The ledger itself: opened, added to by one writer at a time, and asked what happened."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import filelock
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pmf_excel.errors import PutRight
from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.periods import Period, parse
from pmf_excel.ledger import schema
from pmf_excel.ledger.records import Answer, Asked, Issued, Kept, Received, SignOff, Terms
from pmf_excel.problems import Place, Problem, Severity

#: How many seconds another program is given to let go of the ledger.
_PATIENCE = 15


@dataclass
class Ledger:
    """An open ledger. Reading is free; adding happens inside ``writing()``."""

    url: str | sa.URL
    folder: Path
    _engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self._engine = sa.create_engine(self.url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _careful)
            sa.event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    @classmethod
    def at(cls, place: Path, folder: Path) -> Ledger:
        """The ledger in a SQLite file, whatever signs its name holds."""
        return cls(sa.URL.create("sqlite", database=str(place)), folder)

    @property
    def path(self) -> Path | None:
        """The ledger's file, when it is one."""
        name = self._engine.url.database
        return Path(name) if self._engine.dialect.name == "sqlite" and name else None

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self.path is None or (self.path.exists() and self.path.stat().st_size > 0)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

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
                _check_version(connection, self.url)
                yield Writer(connection)
            writer_note.unlink(missing_ok=True)
        finally:
            holder.release()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Ask what happened; an absent ledger has simply nothing in it."""
        if not self.exists:
            empty = sa.create_engine("sqlite://")
            with empty.begin() as connection:
                schema.metadata.create_all(connection)
                yield Reader(connection)
            empty.dispose()
            return
        with _plainly(str(self.path or self._engine.url)), self._engine.connect() as connection:
            _check_version(connection, self.url)
            yield Reader(connection)


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


def _check_version(connection: Connection, url: str) -> None:
    row = connection.execute(sa.select(schema.about.c.value).where(schema.about.c.name == "version")).first()
    if row is None:
        connection.execute(schema.about.insert().values(name="version", value=str(schema.VERSION)))
    elif int(row[0]) > schema.VERSION:
        raise PutRight(
            f"{url}: this ledger was written by a newer pmf. Install the newest pmf-excel and run the same command again."
        )


class Reader:
    """What the ledger says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _rows(self, statement: sa.Select[Any]) -> Sequence[Any]:
        return self._connection.execute(statement).all()

    def last_moment(self) -> datetime | None:
        """When the last thing was written: the time that is put on whatever is made from the ledger."""
        moments = [
            self._connection.execute(sa.select(sa.func.max(table.c.at))).scalar()
            for table in (schema.registers, schema.issues, schema.files)
        ]
        known = [moment for moment in moments if moment]
        return datetime.fromisoformat(max(known)) if known else None

    def register(self, seq: int | None = None) -> tuple[int, str] | None:
        """The number and hash of a register version; of the last one, unless a number is given."""
        table = schema.registers
        query = sa.select(table.c.seq, table.c.sha256).order_by(table.c.seq.desc())
        row = self._connection.execute(query if seq is None else query.where(table.c.seq == seq)).first()
        return (row[0], row[1]) if row else None

    def issues(self, round_month: Period | None = None) -> list[Issued]:
        """Every issue of every return, or those of one round, oldest first."""
        table = schema.issues
        query = sa.select(table).order_by(table.c.seq)
        if round_month is not None:
            query = query.where(table.c.round == round_month.id)
        return [_issued(row) for row in self._rows(query)]

    def current_issues(self, round_month: Period) -> dict[str, Issued]:
        """The newest issue for each service of a round."""
        return {issued.service: issued for issued in self.issues(round_month)}

    def last_round(self) -> Period | None:
        """The latest round that was issued."""
        rounds = {issued.round for issued in self.issues()}
        return max(rounds) if rounds else None

    def asked(self, issue_seq: int) -> list[Asked]:
        """What an issue asked, in the return's order."""
        table = schema.asked
        query = sa.select(table).where(table.c.issue_seq == issue_seq).order_by(table.c.seq)
        return [
            Asked(row.measure, parse(row.period), Terms.of_text(row.terms), json.loads(row.printed))
            for row in self._rows(query)
        ]

    def files(self) -> list[Received]:
        """Every file received, oldest first."""
        return [_received(row) for row in self._rows(sa.select(schema.files).order_by(schema.files.c.seq))]

    def answers(self) -> list[Kept]:
        """Every answer, oldest first, with the file it came in."""
        a, f = schema.answers, schema.files
        columns = [c.label(f"from_{c.name}") for c in f.c]
        query = sa.select(a, *columns).join(f, f.c.seq == a.c.file_seq).order_by(a.c.seq)
        kept = []
        for row in self._rows(query):
            figure = Figure(Decimal(row.value)) if row.value is not None else Figure(absence=Absence(row.absence))
            answer = Answer(
                row.measure, parse(row.period), figure, bool(row.held), row.commentary, row.action, row.owner,
                date.fromisoformat(row.action_due) if row.action_due else None, row.sheet, row.cell,
            )  # fmt: skip
            file = Received(
                row.from_sha256, row.from_name, row.from_size, row.from_issue_seq, row.from_verdict, row.from_seq,
                datetime.fromisoformat(row.from_at),
            )  # fmt: skip
            kept.append(Kept(row.seq, answer, file))
        return kept

    def problems(self, file_seq: int) -> list[Problem]:
        """What was wrong in a file received."""
        table = schema.problems
        name = (
            self._connection.execute(sa.select(schema.files.c.name).where(schema.files.c.seq == file_seq)).scalar()
            or ""
        )
        query = sa.select(table).where(table.c.file_seq == file_seq).order_by(table.c.seq)
        return [
            Problem(row.code, Severity(row.severity), Place(name, row.sheet, row.cell), row.found, row.remedy)
            for row in self._rows(query)
        ]

    def sign_offs(self) -> dict[int, SignOff]:
        """The sign-off of each issue whose last copy was signed, by the issue's number."""
        s, f = schema.sign_offs, schema.files
        query = sa.select(f.c.issue_seq, s.c.job_title, s.c.day).outerjoin(s, s.c.file_seq == f.c.seq).order_by(f.c.seq)
        last = {row[0]: row for row in self._rows(query) if row[0] is not None}
        return {seq: SignOff(row[1], date.fromisoformat(row[2])) for seq, row in last.items() if row[1] is not None}


class Writer(Reader):
    """Adds to the ledger, within one transaction."""

    def add_register(self, at: datetime, sha256: str) -> int:
        """Note the register in use; the same one again is not noted twice in a row."""
        last = self.register()
        if last and last[1] == sha256:
            return last[0]
        return self._add(schema.registers, at=at.isoformat(), sha256=sha256)

    def add_issue(self, issued: Issued, asked: Sequence[Asked]) -> int:
        """Note a return that was issued, with all that it asks; its own number is given back."""
        seq = self._add(
            schema.issues,
            at=issued.at.isoformat(), register_seq=issued.register_seq, round=issued.round.id, service=issued.service,
            issue=issued.issue, digest=issued.digest, due=issued.due.isoformat(), file=issued.file, sha256=issued.sha256,
            layout=issued.layout,
        )  # fmt: skip
        rows = [
            {
                "issue_seq": seq, "measure": a.measure, "period": a.period.id, "terms": a.terms.as_text(),
                "printed": json.dumps(a.printed, ensure_ascii=False, sort_keys=True),
            }
            for a in asked
        ]  # fmt: skip
        if rows:
            self._connection.execute(schema.asked.insert(), rows)
        return seq

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Additions that fail alone: an exception takes back these, and none of what was added before."""
        with self._connection.begin_nested():
            yield

    def add_file(
        self, at: datetime, file: Received, round_id: str, answers: Sequence[Answer], problems: Sequence[Problem],
        sign_off: SignOff | None,
    ) -> int:  # fmt: skip
        """Note a file received, what it says, what is wrong in it and who signed it off."""
        seq = self._add(
            schema.files,
            at=at.isoformat(), sha256=file.sha256, name=file.name, size=file.size, issue_seq=file.issue_seq, verdict=file.verdict,
        )  # fmt: skip
        if answers:
            self._connection.execute(
                schema.answers.insert(), [_answer_row(seq, round_id, answer) for answer in answers]
            )
        if problems:
            rows = [
                {
                    "file_seq": seq, "code": p.code, "severity": p.severity.value, "sheet": p.place.sheet, "cell": p.place.cell,
                    "found": p.found, "remedy": p.remedy,
                }
                for p in problems
            ]  # fmt: skip
            self._connection.execute(schema.problems.insert(), rows)
        if sign_off:
            self._add(schema.sign_offs, file_seq=seq, job_title=sign_off.job_title, day=sign_off.day.isoformat())
        return seq

    def _add(self, table: sa.Table, **values: Any) -> int:
        key = self._connection.execute(table.insert().values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])


def _answer_row(file_seq: int, round_id: str, answer: Answer) -> dict[str, Any]:
    return {
        "file_seq": file_seq, "round": round_id, "measure": answer.measure, "period": answer.period.id,
        "held": int(answer.held), "value": None if answer.figure.value is None else str(answer.figure.value),
        "absence": answer.figure.absence.value if answer.figure.absence else None, "commentary": answer.commentary,
        "action": answer.action, "owner": answer.owner,
        "action_due": answer.action_due.isoformat() if answer.action_due else "", "sheet": answer.sheet, "cell": answer.cell,
    }  # fmt: skip


def _issued(row: Any) -> Issued:
    return Issued(
        row.seq, datetime.fromisoformat(row.at), row.register_seq, parse(row.round), row.service, row.issue, row.digest,
        date.fromisoformat(row.due), row.file, row.sha256, row.layout,
    )  # fmt: skip


def _received(row: Any) -> Received:
    return Received(row.sha256, row.name, row.size, row.issue_seq, row.verdict, row.seq, datetime.fromisoformat(row.at))
