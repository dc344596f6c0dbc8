"""The journal: beside the files received, all that is needed to make the ledger again, one entry for each transaction.

An entry holds the rows that were added and cannot be worked out from the files received, and the hash of the entry before it,
so that none can be changed, taken out or put in unnoticed. It lies in the archive, and is put in place before the transaction is
committed: one that the ledger then never came to know is written over by the next.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pmf_excel.errors import PutRight
from pmf_excel.files import put_in_place, sha256_of
from pmf_excel.ledger import schema

#: What an entry holds. Answers, problems and sign-offs are read from the files again.
TABLES = (
    schema.registers, schema.leniencies, schema.issues, schema.asked, schema.asked_items, schema.files, schema.extensions, schema.round_states,
    schema.letters, schema.comparators, schema.approvals, schema.decisions,
)  # fmt: skip
#: The hash that stands before the first entry.
NOTHING = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One entry: its number, the hash of the one before it, its moment, and the rows that it added, by table."""

    seq: int
    before: str
    at: str
    rows: Mapping[str, list[dict[str, Any]]]

    @property
    def text(self) -> str:
        """The entry as it is kept: one line a row, so that people can read it too."""
        head = json.dumps({"entry": self.seq, "before": self.before, "at": self.at}, sort_keys=True)
        lines = [
            json.dumps({"table": name, "row": row}, ensure_ascii=False, sort_keys=True)
            for name, rows in self.rows.items()
            for row in rows
        ]
        return "\n".join([head, *lines, ""])

    @property
    def sha256(self) -> str:
        """The hash of its text."""
        return sha256_of(self.text.encode("utf-8"))

    @classmethod
    def of_text(cls, text: str) -> Entry:
        """The entry from what is kept of it.

        Raises ValueError or KeyError when it is none.
        """
        first, *lines = text.rstrip("\n").split("\n")
        head = json.loads(first)
        rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
        for line in lines:
            found = json.loads(line)
            rows[found["table"]].append(found["row"])
        return cls(int(head["entry"]), str(head["before"]), str(head["at"]), rows)


def seal(connection: Connection, folder: Path) -> None:
    """Put an entry with every row that the journal does not hold yet in place, and note it in the ledger; none without rows."""
    last = connection.execute(sa.select(schema.journal).order_by(schema.journal.c.seq.desc()).limit(1)).first()
    known: dict[str, int] = json.loads(last.marks) if last else {}
    rows = {table.name: _rows_after(connection, table, known.get(table.name, 0)) for table in TABLES}
    if not any(rows.values()):
        return
    moments = [row["at"] for added in rows.values() for row in added if "at" in row]
    entry = Entry(last.seq + 1 if last else 1, last.sha256 if last else NOTHING, max(moments, default=""), rows)
    put_in_place(path_of(folder, entry.seq), gzip.compress(entry.text.encode("utf-8"), 6, mtime=0))
    note(connection, entry)


def note(connection: Connection, entry: Entry) -> None:
    """Note in the ledger that an entry is in place, and up to which row of each table the journal goes with it."""
    text = json.dumps(marks(connection), sort_keys=True)
    values = {"seq": entry.seq, "at": entry.at, "sha256": entry.sha256, "marks": text}
    connection.execute(schema.journal.insert().values(values))


def marks(connection: Connection) -> dict[str, int]:
    """The number of the last row of each table: the same as long as nothing is added."""
    return {table.name: connection.execute(sa.select(sa.func.max(table.c.seq))).scalar() or 0 for table in TABLES}


def kept(connection: Connection) -> list[tuple[int, str]]:
    """Number and hash of each entry that the ledger knows, oldest first."""
    table = schema.journal
    return [(row.seq, row.sha256) for row in connection.execute(sa.select(table).order_by(table.c.seq))]


def entries(folder: Path) -> Iterator[Entry]:
    """The entries in the archive, oldest first, each following the one before it.

    Raises PutRight at the first that is missing, cannot be read, or does not follow.
    """
    before, number = NOTHING, 1
    names = sorted(path.name for path in folder.glob("*.json.gz")) if folder.is_dir() else []
    for name in names:
        path = folder / name
        if name != path_of(folder, number).name:
            raise PutRight(
                f"{path_of(folder, number)}: this entry of the journal is missing. Restore it from a backup."
            )
        entry = read(path)
        if entry.seq != number or entry.before != before:
            raise PutRight(
                f"{path}: this entry of the journal does not follow the one before it. Restore both from a backup."
            )
        yield entry
        before, number = entry.sha256, number + 1


def read(path: Path) -> Entry:
    """The entry in a file.

    Raises PutRight when it cannot be read.
    """
    try:
        return Entry.of_text(gzip.decompress(path.read_bytes()).decode("utf-8"))
    except (OSError, EOFError, ValueError, KeyError) as why:
        raise PutRight(f"{path}: this entry of the journal cannot be read. Restore it from a backup.") from why


def path_of(folder: Path, seq: int) -> Path:
    """Where an entry lies."""
    return folder / f"{seq:06}.json.gz"


def _rows_after(connection: Connection, table: sa.Table, seq: int) -> list[dict[str, Any]]:
    found = connection.execute(sa.select(table).where(table.c.seq > seq).order_by(table.c.seq))
    return [dict(row) for row in found.mappings()]
