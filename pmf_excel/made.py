"""Workbooks and documents made to be opened: put in place, and beside those that a person has saved or has open.

Nothing that a person saved is written over. What is open in Excel or Word cannot be replaced on Windows: the new one then lies
beside it as "... (new)", and the next that can be put in place takes that one away again, unless a person has saved it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.files import put_in_place


def put_made(path: Path, data: bytes, say: Callable[[str], None], dry_run: bool = False) -> Path:
    """Put a made workbook or document in place, or beside the one that is there where a person saved that or has it open.

    Gives the path used, or with ``dry_run`` only the one that would be, and says why it is another than was asked for, what
    became of older ones beside it, and what to do. Raises PutRight when the folder refuses.
    """
    wanted = next(name for name in _numbered(path) if not _saved_since(name))
    beside = (name for name in _beside(path) if not _saved_since(name))
    names = (name for name in chain([wanted], beside) if not _held(name))
    target = next(names) if dry_run else put_in_place(path, data, names)
    if wanted != path:
        say(f'"{path.name}" stays as it is, because somebody saved it since it was made.')
    if target != wanted:
        say(
            f'"{wanted.name}" could not be replaced because it is open in another program or may not be written to, so the new '
            f'one {"would be" if dry_run else "was"} written beside it, as "{target.name}". Close "{wanted.name}" and run the same '
            "command again: that puts the new one in its place."
        )
    elif not dry_run:
        _tidy(path, say)
    return target


def _tidy(path: Path, say: Callable[[str], None]) -> None:
    """Take away what was written beside a file while that was open, but for what somebody saved or has open."""
    for name in _lying_beside(path):
        if _saved_since(name):
            say(f'"{name.name}" stays, because somebody saved it since it was made. Copy what you need out of it, then delete it.')  # fmt: skip
        elif _held(name) or not _taken_away(name):
            say(f'"{name.name}" is out of date, and open in another program. Close it: the next run takes it away.')
        else:
            say(f'"{name.name}" was taken away: it was written while "{path.name}" was open.')


def _taken_away(name: Path) -> bool:
    """Take a file away, unless another program has it open; PutRight when the disk or the folder fails."""
    try:
        name.unlink()
    except PermissionError:
        return False
    except OSError as why:
        raise PutRight(
            f"{name}: this file is out of date and could not be taken away ({why.strerror or why}). "
            "Check the folder, then run the same command again."
        ) from why
    return True


def _numbered(path: Path) -> Iterator[Path]:
    """The names of a file beside those that people saved: as asked for, then with a 2, a 3 and so on."""
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem} {number}{path.suffix}")


def _beside(path: Path) -> Iterator[Path]:
    """The names of a file whose own is open: (new), (new 2) and so on."""
    yield path.with_name(f"{path.stem} (new){path.suffix}")
    for number in count(2):
        yield path.with_name(f"{path.stem} (new {number}){path.suffix}")


def _lying_beside(path: Path) -> list[Path]:
    """Those of these names that are there."""
    name = re.compile(rf"{re.escape(path.stem)} \(new(?: \d+)?\){re.escape(path.suffix)}")
    return sorted(one for one in path.parent.iterdir() if name.fullmatch(one.name))


def _held(path: Path) -> bool:
    """Whether another program has a file open so that nobody else may write to it, as Excel and Word do on Windows."""
    try:
        with path.open("rb+"):
            return False
    except PermissionError:
        return True
    except OSError:
        return False


def _saved_since(path: Path) -> bool:
    """Whether a file is there that a person has saved since it was made; one that is no workbook or document of ours is a person's too.

    What we make was last saved when it was created; Word, Excel and LibreOffice write another time. Of one that is open and
    may not even be read, nobody knows: it is not written over, because it is held.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            core = parts.read("docProps/core.xml")
    except (FileNotFoundError, PermissionError):
        return False
    except (OSError, KeyError, zipfile.BadZipFile):
        return True
    moments = [re.search(rb"<dcterms:%s[^>]*>([^<]*)<" % name, core) for name in (b"created", b"modified")]
    return not all(moments) or len({moment[1] for moment in moments if moment}) > 1
