"""Copies of a ledger that is a file: one before each command that writes, the newest of which are kept."""

from __future__ import annotations

import contextlib
import filecmp
import re
import sqlite3
from pathlib import Path

from pmf_excel.files import copy_in_place

#: The folder beside the ledger in which its copies lie.
FOLDER = "backups"
#: As much of an SQLite file as its header: it counts the transactions, so that two states of a ledger differ in it.
_HEADER = 100


def keep(ledger: Path, most: int, patience: float) -> Path:
    """Keep a copy of a ledger as it is now, and no more than ``most`` of them; the newest copy's path.

    No copy is made where the newest says what the ledger says; the oldest is made into the newest. Raises sqlite3.Error when the ledger cannot be locked within
    ``patience`` seconds, and PutRight when there is no room for the copy.
    """
    copies = kept(ledger)
    if copies and _same(ledger, copies[-1]):
        return copies[-1]
    number = _number(ledger, copies[-1]) + 1 if copies else 1
    newest = _folder(ledger) / f"{ledger.stem} {number:06}{ledger.suffix}"
    _copy(ledger, newest, patience, copies[0] if len(copies) >= most else None)
    for old in [*copies, newest][:-most]:
        with contextlib.suppress(OSError):  # somebody looks into it: the next command takes it away
            old.unlink()
    return newest


def keep_before(ledger: Path, version: int, patience: float) -> Path:
    """Keep a copy of a ledger before its tables are brought up to a version; it is never taken away."""
    place = _folder(ledger) / f"{ledger.stem} before version {version}{ledger.suffix}"
    _copy(ledger, place, patience)
    return place


def kept(ledger: Path) -> list[Path]:
    """The copies of a ledger that are kept in turn, oldest first."""
    found = [path for path in _folder(ledger).glob("*") if _number(ledger, path)]
    return sorted(found, key=lambda path: _number(ledger, path))


def _folder(ledger: Path) -> Path:
    return ledger.parent / FOLDER


def _number(ledger: Path, copy: Path) -> int:
    """The number of a copy; 0 for any other file."""
    found = re.fullmatch(rf"{re.escape(ledger.stem)} ([0-9]{{6,18}}){re.escape(ledger.suffix)}", copy.name)
    return int(found[1]) if found else 0


def _same(ledger: Path, copy: Path) -> bool:
    """Whether a copy holds what the ledger holds; where the headers differ, the rest need not be read."""
    with ledger.open("rb") as ours, copy.open("rb") as theirs:
        alike = ours.read(_HEADER) == theirs.read(_HEADER)
    return alike and filecmp.cmp(ledger, copy, shallow=False)


def _copy(ledger: Path, place: Path, patience: float, over: Path | None = None) -> None:
    """Copy a ledger's file while nobody can write to it.

    The connection holds SQLite's lock for writers, and taking it puts right what a writer that was stopped has left behind;
    so the file is whole, and copying it is much quicker than asking SQLite for its pages one by one.
    """
    with contextlib.closing(sqlite3.connect(ledger, timeout=patience, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        holder.execute("SELECT count(*) FROM sqlite_master").fetchone()  # what is no ledger is not copied
        copy_in_place(ledger, place, over)
