"""What a power cut could take away: what had been written, but not yet forced onto the disk, when the ledger came to rely on it.

A killed process loses nothing that it wrote; a machine without power loses whatever was not synced. So the calls of an
undisturbed run are gone through in order: a file is safe once it was synced after its last byte, its name once the folder it
stands in was synced, and a new folder once the folder above it was.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.trace import Point

_OPENED = re.compile(r'openat\((?:AT_FDCWD<(?P<at>[^>]*)>|\d+<[^>]*>), "(?P<path>(?:[^"\\]|\\.)*)"')
_HANDLE = re.compile(r"\w+\(\d+<([^>]*)>")
_NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')
#: What SQLite and the lock see to themselves, and what no one relies on.
_OWN = re.compile(r"(^|/)(ledger\.(db|db-journal|lock|writer))$|/backups/")


def at_risk(points: Iterable[Point], folder: str) -> list[str]:
    """What a power cut would have taken from under the ledger when a transaction was committed, or from under a name given."""
    unsynced: set[str] = set()
    unnamed: set[str] = set()
    risks: list[str] = []
    for point in points:
        if "= -1" in point.line:
            continue
        handle = _HANDLE.search(point.line)
        names = [_whole(name, folder) for name in _NAMES.findall(point.line)]
        if point.call in ("write", "pwrite64", "sendfile", "copy_file_range", "ftruncate") and handle:
            unsynced.add(handle[1])
        elif point.call in ("fsync", "fdatasync") and handle:
            unsynced.discard(handle[1])
            unnamed = {name for name in unnamed if os.path.dirname(name) != handle[1]}  # noqa: PTH120
        elif point.call == "openat":
            made = _OPENED.search(point.line)
            if made:
                unnamed.add(_whole(made["path"], folder))
        elif point.call == "mkdir":
            unnamed.add(names[0])
        elif point.call.startswith("rename"):
            old, new = names[0], names[-1]
            if old in unsynced:
                risks.append(f"{_short(new, folder)}: given its name before its content was synced")
            unsynced.discard(old)
            unnamed.discard(old)
            unnamed.add(new)
        elif point.call.startswith("unlink") and names[0].endswith("ledger.db-journal"):
            risks += [f"{_short(name, folder)}: not synced when the ledger was" for name in sorted(unsynced | unnamed) if not _OWN.search(name)]  # fmt: skip
        elif point.call.startswith("unlink"):
            unsynced.discard(names[0])
            unnamed.discard(names[0])
    return risks


def _whole(name: str, folder: str) -> str:
    return str(PurePosixPath(folder, name))


def _short(name: str, folder: str) -> str:
    return name.removeprefix(f"{folder}/")
