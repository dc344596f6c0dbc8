"""What lies in the inbox: ordinary files only, in a fixed order, each read once and whole."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.excel.package import FILE_BYTES
from pmf_excel.excel.values import clean_text

#: Files that programs leave beside documents; they are nobody's return and are not mentioned.
_LEFT_BEHIND = re.compile(
    r"^(~\$.*|\.~lock\..*|\..*|Thumbs\.db|desktop\.ini|.*\.(tmp|part|partial|crdownload)|.*~|[0-9A-F]{8})$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """A file in the inbox: its name there, its bytes (nothing when it could not be read), and when it last changed."""

    name: str
    data: bytes | None
    changed: datetime
    trouble: str = ""

    def fresh(self, now: datetime, settle: timedelta) -> bool:
        """Whether it changed so lately that it may still be arriving."""
        return timedelta(0) <= now - self.changed < settle


def scan(inbox: Path) -> Iterator[Found]:
    """Every file in the inbox and its folders, by name; links, pipes and what programs leave behind are passed over.

    Raises PutRight when the inbox itself cannot be reached.
    """
    if not inbox.is_dir():
        raise PutRight(
            f"{inbox}: the inbox cannot be reached. Check that the folder exists and the network drive is connected, "
            "then run the same command again. Nothing was concluded from this."
        )
    closed: list[OSError] = []
    for folder, folders, names in os.walk(inbox, onerror=closed.append, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if _LEFT_BEHIND.match(name):
                continue
            shown = clean_text(path.relative_to(inbox).as_posix())
            found = _read(path, shown)
            if found:
                yield found
    for why in closed:
        where = Path(os.fsdecode(why.filename)) if why.filename else inbox
        if where == inbox:
            raise PutRight(
                f"{inbox}: the inbox may not be looked into ({why.strerror}). Ask for leave to read it. Nothing was concluded from this."
            )
        shown = clean_text(where.relative_to(inbox).as_posix())
        yield Found(
            shown, None, datetime.fromtimestamp(0, UTC), f"a folder that may not be looked into: {why.strerror}"
        )


def _read(path: Path, shown: str) -> Found | None:
    """A file's bytes, or why there are none; nothing when it is no ordinary file or has gone meanwhile."""
    try:
        before = path.lstat()
        if not stat.S_ISREG(before.st_mode):
            return None
        changed = datetime.fromtimestamp(before.st_mtime, UTC)
        if before.st_size > FILE_BYTES:
            return Found(shown, None, changed, "large")
        data = path.read_bytes()
        after = path.lstat()
    except FileNotFoundError:
        return None  # Excel deletes and renames while it saves; the next run will see it
    except OSError as why:
        return Found(shown, None, datetime.fromtimestamp(0, UTC), why.strerror or str(why))
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        return Found(shown, None, changed, "changing")
    return Found(shown, data, changed)
