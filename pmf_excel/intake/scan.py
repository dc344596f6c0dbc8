"""What lies in the inbox: ordinary files only, in a fixed order, each read once and whole."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.excel.package import FILE_BYTES
from pmf_excel.excel.values import clean_text

#: Files that programs leave beside documents; they are nobody's return and are not mentioned.
_LEFT_BEHIND = re.compile(
    r"^(~\$.*|\.~lock\..*|\..*|Thumbs\.db|desktop\.ini|.*\.(tmp|part|partial|crdownload|download|lock)|.*~|[0-9A-F]{8})$",
    re.IGNORECASE,
)
#: What Windows calls a file that is in the cloud only: reading it would fetch it, and wait for that.
_RECALL, _OFFLINE = 0x400000, 0x1000
#: Neither through a link nor waiting on a pipe; Windows knows no such flags, and has neither in a folder of returns.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
#: How much is read at a time.
_PIECE = 1 << 20


@dataclass(frozen=True)
class Found:
    """A file in the inbox: its name there, its bytes (nothing when it could not be read), and when it last changed.

    ``path`` is where it lies; ``open_elsewhere`` whether Excel has it open, by the file that Excel keeps beside it meanwhile.
    """

    name: str
    data: bytes | None
    changed: datetime
    trouble: str = ""
    path: Path | None = None
    open_elsewhere: bool = False

    def fresh(self, now: datetime, settle: timedelta) -> bool:
        """Whether it changed so lately that it may still be arriving."""
        return timedelta(0) <= now - self.changed < settle


def reach(inbox: Path) -> None:
    """Raises PutRight when the inbox cannot be reached."""
    there = False
    with contextlib.suppress(OSError):  # a network drive that has gone is not always a folder that is missing
        there = inbox.is_dir()
    if not there:
        raise PutRight(
            f"{inbox}: the inbox cannot be reached. Check that the folder exists and the network drive is connected, "
            "then run the same command again. Nothing was concluded from this."
        )


def scan(inbox: Path) -> Iterator[Found]:
    """Every file in the inbox and its folders, by name; links, pipes and what programs leave behind are passed over.

    Raises PutRight when the inbox itself cannot be reached.
    """
    reach(inbox)
    closed: list[OSError] = []
    for folder, folders, names in os.walk(inbox, onerror=closed.append, followlinks=False):
        folders.sort()
        for name in sorted(names):
            if not _LEFT_BEHIND.match(name):
                # Excel writes "~$" over the first two letters of a longer name, before a short one.
                owned = f"~${name[2:]}" in names or f"~${name}" in names
                found = _read(Path(folder, name), shown_name(Path(folder, name).relative_to(inbox)), owned)
                if found:
                    yield found
    for why in closed:
        where = Path(os.fsdecode(why.filename)) if why.filename else inbox
        if where == inbox:
            raise PutRight(
                f"{inbox}: the inbox may not be looked into ({why.strerror}). Ask for leave to read it. Nothing was concluded from this."
            )
        trouble = f"a folder that may not be looked into: {why.strerror}"
        yield Found(shown_name(where.relative_to(inbox)), None, datetime.fromtimestamp(0, UTC), trouble)


def shown_name(path: Path) -> str:
    """A file's name as it is said and kept: one line, composed letters, no marks that turn its direction, bytes that are no text as \\xff."""
    text = os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
    return " ".join(clean_text(unicodedata.normalize("NFC", text)).split())


def _read(path: Path, shown: str, owned: bool) -> Found | None:
    """A file's bytes, or why there are none; nothing when it is no ordinary file or has gone meanwhile."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        handle = os.open(path, _FLAGS)
    except FileNotFoundError:
        return None  # Excel deletes and renames while it saves; the next run will see it
    except OSError as why:
        return Found(shown, None, datetime.fromtimestamp(0, UTC), why.strerror or str(why), path)
    try:
        before = os.fstat(handle)
        changed = datetime.fromtimestamp(min(max(before.st_mtime, 0), _LAST), UTC)

        def without(trouble: str) -> Found:
            return Found(shown, None, changed, trouble, path, owned)

        if not stat.S_ISREG(before.st_mode):
            return None
        if getattr(before, "st_file_attributes", 0) & (_RECALL | _OFFLINE):
            return without("cloud")
        if before.st_size > FILE_BYTES:
            return without("large")
        pieces = []
        while piece := os.read(handle, _PIECE):
            pieces.append(piece)
            if sum(map(len, pieces)) > FILE_BYTES:
                return without("large")
        data, after = b"".join(pieces), os.fstat(handle)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
            return without("changing")
        return Found(shown, data, changed, "", path, owned)
    except OSError as why:
        return Found(shown, None, datetime.fromtimestamp(0, UTC), why.strerror or str(why), path)
    finally:
        os.close(handle)


#: The last moment that Python counts to.
_LAST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
