"""The ledger held against its archive and its journal, and against a ledger that was made from these anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pmf_excel.errors import PutRight
from pmf_excel.files import sha256_of
from pmf_excel.ledger import archive, journal, schema

Progress = Callable[[str], None]

#: What was read from files, and what is said of it, in the order in which two ledgers are compared.
READ_FROM_FILES = (
    (schema.files, ("sha256", "name", "size", "issue_seq", "verdict", "puts_right", "at")),
    (schema.answers, tuple(c.name for c in schema.answers.c if c.name != "seq")),
    (schema.item_answers, tuple(c.name for c in schema.item_answers.c if c.name != "seq")),
    (schema.sign_offs, ("file_seq", "job_title", "day")),
    (schema.problems, ("file_seq", "code", "severity", "sheet", "cell", "about")),
    (schema.comparators, tuple(c.name for c in schema.comparators.c if c.name != "seq")),
    (schema.approvals, tuple(c.name for c in schema.approvals.c if c.name != "seq")),
    (schema.decisions, tuple(c.name for c in schema.decisions.c if c.name != "seq")),
)


def integrity(connection: Connection) -> list[str]:
    """What the database finds wrong with itself; nothing when it is sound, or a server that keeps itself so."""
    if connection.dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    wrong = [f"the ledger's file is damaged: {line}" for line in found if line != "ok"]
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        wrong.append(f'a row of "{row[0]}" refers to one of "{row[2]}" that is not there')
    return wrong


def kept_bytes(connection: Connection, folder: Path, progress: Progress) -> tuple[int, list[str]]:
    """How many files the ledger says were received or used, and which of them the archive does not have as they came."""
    hashes, wrong = files_of(connection), []
    for sha256, name in hashes.items():
        progress(name)
        try:
            archive.fetch(folder, sha256)
        except PutRight as why:
            wrong.append(f'"{name}": {why}')
    return len(hashes), wrong


def files_of(connection: Connection) -> dict[str, str]:
    """The hash of every file that was received or used, with the name that it came under."""
    hashes: dict[str, str] = {}
    for table, name in ((schema.registers, ""), (schema.files, "name"), (schema.comparators, "file")):
        for row in connection.execute(sa.select(table).order_by(table.c.seq)).mappings():
            hashes.setdefault(row["sha256"], row[name] if name else "the register")
    decided = sa.select(schema.decisions.c.subject).where(schema.decisions.c.what == "register")
    for subject in connection.execute(decided.order_by(schema.decisions.c.seq)).scalars():
        hashes.setdefault(subject, "the register that was adopted")
    return hashes


def chain(connection: Connection, folder: Path) -> tuple[int, list[str]]:
    """How many entries the journal has, and where it is broken or says another thing than the ledger."""
    known = dict(journal.kept(connection))
    said: dict[str, dict[int, str]] = {table.name: {} for table in journal.TABLES}
    later = {table.name: _later(table) for table in journal.TABLES}
    count, wrong = 0, []
    try:
        for entry in journal.entries(folder):
            if entry.seq not in known:
                break  # the transaction it was for was never completed: the next one writes over it
            if known[entry.seq] != entry.sha256:
                path = journal.path_of(folder, entry.seq)
                wrong.append(f"{path}: this entry of the journal is not the one that the ledger notes.")
            count += 1
            for name, rows in entry.rows.items():
                said[name] |= {row["seq"]: _digest(later[name] | row) for row in rows}
    except PutRight as why:
        return count, [str(why)]
    for seq in sorted(known):
        if seq > count:
            wrong.append(f"{journal.path_of(folder, seq)}: this entry of the journal is missing.")
    for table in journal.TABLES:
        for row in connection.execute(sa.select(table).order_by(table.c.seq)).mappings():
            noted = said[table.name].pop(row["seq"], None)
            if noted is None:
                wrong.append(f'row {row["seq"]} of "{table.name}" is in the ledger, and not in the journal.')
            elif noted != _digest(dict(row)):
                wrong.append(f'row {row["seq"]} of "{table.name}" was changed since the journal noted it.')
        for seq in sorted(said[table.name]):
            wrong.append(f'row {seq} of "{table.name}" is in the journal, and no longer in the ledger.')
    return count, wrong


def _later(table: sa.Table) -> dict[str, Any]:
    """What stands in the columns that came with later versions of a table, in the rows that were noted before."""
    return {
        column.name: column.type.python_type(column.server_default.arg)
        for column in table.columns
        if isinstance(column.server_default, sa.DefaultClause)
    }


def _digest(row: dict[str, Any]) -> str:
    return sha256_of(json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8"))[:32]


def unlike(one: Connection, other: Connection, most: int = 20) -> list[str]:
    """Where a ledger says another thing than one that was made anew from the archive; at most so many lines a table."""
    wrong = []
    for table, columns in READ_FROM_FILES:
        picked = [table.c[name] for name in columns]
        ours, theirs = (
            [tuple(row) for row in connection.execute(sa.select(*picked).order_by(table.c.seq))] for connection in (one, other)
        )  # fmt: skip
        if ours == theirs:
            continue
        pairs = [(a, b) for a, b in zip(ours, theirs, strict=False) if a != b]
        for a, b in pairs[:most]:
            at = [f"{name} {x!r}, read again {y!r}" for name, x, y in zip(columns, a, b, strict=True) if x != y]
            wrong.append(f'"{table.name}", {_which(table.name, columns, a)}: {"; ".join(at)}')
        if len(pairs) > most:
            wrong.append(f'"{table.name}": {len(pairs) - most} more rows differ')
        if len(ours) != len(theirs):
            wrong.append(f'"{table.name}": {len(ours)} rows in the ledger, {len(theirs)} when the files are read again')
    return wrong


def _which(table: str, columns: Sequence[str], row: tuple[Any, ...]) -> str:
    """Which row it is, as a person can find it."""
    said = dict(zip(columns, row, strict=True))
    names = {
        "files": ("name",),
        "answers": ("measure", "period"),
        "item_answers": ("code", "round"),
        "problems": ("code", "cell"),
        "comparators": ("measure", "period", "group"),
        "approvals": ("round", "stage"),
        "decisions": ("what", "subject", "stage", "item"),
    }
    return " ".join(str(said[name]) for name in names.get(table, ("file_seq",)))
