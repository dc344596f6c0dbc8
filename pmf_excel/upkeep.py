"""Looking after a workspace: its ledger held against archive and journal, and made again from these alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from pmf_excel.errors import PmfError, PutRight
from pmf_excel.intake.receive import Collector
from pmf_excel.intake.scan import Found
from pmf_excel.ledger import archive, checks, journal
from pmf_excel.ledger.journal import Entry
from pmf_excel.ledger.store import Ledger
from pmf_excel.shelves import Progress, quiet
from pmf_excel.workspace import Workspace

#: The ledger that is made anew from the archive, beside the one in use.
REBUILT = "ledger rebuilt.db"


@dataclass
class Verified:
    """What was held against what: how many files and entries of the journal, which rounds, and what was found wrong.

    ``read_again`` says whether the files were read again; ``remarks`` are worth knowing and nothing to put right.
    """

    files: int = 0
    entries: int = 0
    rounds: int = 0
    read_again: bool = False
    wrong: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {
            "files": self.files, "entries": self.entries, "rounds": self.rounds, "read_again": self.read_again,
            "wrong": self.wrong, "remarks": self.remarks,
        }  # fmt: skip


def verify(workspace: Workspace, quick: bool = False, progress: Progress = quiet) -> Verified:
    """Hold the ledger against the archive and the journal; unless ``quick``, read every file again and compare all that follows.

    Nothing is written. Raises PutRight when there is no ledger, or it cannot be opened.
    """
    ledger = workspace.ledger
    if not ledger.exists:
        raise PutRight(f'{workspace.folder}: there is no ledger yet. Run "pmf issue" with a month first.')
    found = Verified(read_again=not quick)
    with ledger.reading() as reader:
        found.wrong += checks.integrity(reader.connection)
        found.files, lost = checks.kept_bytes(reader.connection, workspace.path("archive"), progress)
        found.entries, broken = checks.chain(reader.connection, workspace.journal)
        found.wrong += [*lost, *broken]
        found.rounds = len({(issued.round, issued.form) for issued in reader.issues(form=None)})
        monthly = reader.last_round() is not None
    if quick or lost or broken:
        return found
    with tempfile.TemporaryDirectory(prefix="pmf verify ") as folder:
        made = Ledger.at(Path(folder) / "ledger.db", Path(folder))
        _replay(workspace, made, progress, found.entries)
        with ledger.reading() as reader, made.reading() as other:
            found.wrong += checks.unlike(reader.connection, other.connection)
        if monthly and not found.wrong:
            found.wrong += _unlike_masters(workspace, made)
    return found


def rebuild(workspace: Workspace, progress: Progress = quiet) -> tuple[Path, Verified]:
    """Make a new ledger from the archive alone, beside the one in use; and what the two say differently, where there are two.

    Raises PutRight when the archive is not whole.
    """
    path = workspace.folder / REBUILT
    with tempfile.TemporaryDirectory(prefix="pmf rebuild ", dir=workspace.folder) as folder:
        made = Ledger.at(Path(folder) / "ledger.db", Path(folder))
        found = Verified(read_again=True)
        found.entries = _replay(workspace, made, progress, _known_entries(workspace))
        if not found.entries:
            raise PutRight(f"{workspace.journal}: there is no journal here, so there is nothing to make a ledger from.")
        with made.reading() as other:
            found.files = len(checks.files_of(other.connection))
            found.rounds = len({(issued.round, issued.form) for issued in other.issues(form=None)})
            try:
                with workspace.ledger.reading() as reader:
                    if workspace.ledger.exists:
                        found.wrong += checks.unlike(reader.connection, other.connection)
                    else:
                        found.remarks.append("there is no ledger in use to compare it with")
            except PmfError as why:
                found.remarks.append(f"the ledger in use could not be opened to compare it with: {why}")
        (Path(folder) / "ledger.db").replace(path)
    return path, found


def _replay(workspace: Workspace, made: Ledger, progress: Progress, most: int | None = None) -> int:
    """Make a ledger anew: what the journal holds, and every file read again at its moment; the number of entries.

    No more entries than ``most`` are used: one after those was for a transaction that was never completed.
    """
    layouts, count = workspace.layouts, 0
    with made.writing() as writer:
        for entry in islice(journal.entries(workspace.journal), most):
            count += 1
            for at, rows, files in _steps(entry):
                for name, some in rows.items():
                    writer.put_rows(name, some)
                if files:
                    kept = workspace.path("archive")
                    collector = Collector(
                        writer, writer, kept, layouts, datetime.fromisoformat(at), timedelta(0), progress
                    )
                    collector.take([Found(row["name"], archive.fetch(kept, row["sha256"]), _LONG_AGO) for row in files])
            writer.note_entry(entry)
    return count


def _known_entries(workspace: Workspace) -> int | None:
    """How many entries of the journal the ledger in use knows, where it can be asked."""
    try:
        if workspace.ledger.exists:
            with workspace.ledger.reading() as reader:
                return len(journal.kept(reader.connection))
    except PmfError:
        pass
    return None


_LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def _steps(entry: Entry) -> Iterator[tuple[str, Rows, list[dict[str, Any]]]]:
    """An entry in the order in which things happened: at each moment the rows added, then the files received.

    Mostly an entry is one moment; the first of a ledger that is older than its journal holds all that was before.
    """
    moments = sorted({row["at"] for rows in entry.rows.values() for row in rows if "at" in row})
    at_issue = {row["seq"]: row["at"] for row in entry.rows["issues"]}
    at_register = {row["seq"]: row["at"] for row in entry.rows["registers"]}
    for moment in moments:
        rows: Rows = {}
        for name, some in entry.rows.items():
            if name != "files":
                rows[name] = [row for row in some if _moment(row, at_issue, at_register) == moment]
        yield moment, rows, [row for row in entry.rows["files"] if row["at"] == moment]


def _moment(row: dict[str, Any], at_issue: dict[int, str], at_register: dict[int, str]) -> str:
    if "at" in row:
        return str(row["at"])
    return at_issue[row["issue_seq"]] if "issue_seq" in row else at_register[row["register_seq"]]


def _unlike_masters(workspace: Workspace, made: Ledger) -> list[str]:
    """Whether the latest round's master is the same, byte for byte, from the ledger and from the one made anew."""
    ours = workspace.master_bytes()
    with _instead(workspace, made) as other:
        theirs = other.master_bytes()
    return [] if ours == theirs else ["the master workbook made from the files read again is another one"]


@contextmanager
def _instead(workspace: Workspace, made: Ledger) -> Iterator[Workspace]:
    """The workspace with another ledger in it."""

    class Other(Workspace):
        """A workspace whose ledger is the one made anew."""

        @property
        def ledger(self) -> Ledger:
            return made

    yield Other(workspace.folder, workspace.settings)
