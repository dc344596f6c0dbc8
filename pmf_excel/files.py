"""Files put in place whole or not at all, on Windows as on Linux."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from pmf_excel.errors import PutRight

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

#: How much of two files is compared at a time.
_BLOCK = 256 * 1024
#: Names Windows keeps for devices, whatever their ending.
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(1, 10)), *(f"LPT{n}" for n in range(1, 10))}


def sha256_of(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def safe_name(text: str) -> str:
    """A file name, without its ending, that NTFS, SharePoint and a person all accept."""
    text = text.replace("&", "and")
    name = re.sub(r'[<>:"/\\|?*#%\x00-\x1f]+', " ", text)
    name = re.sub(r"\s+", " ", name).strip(" .")[:100].strip(" .")
    if not name or name.split(".")[0].upper() in _RESERVED:
        name = f"_{name}"
    return name


def repacked(data: bytes, change: Callable[[str, bytes], bytes] = lambda name, part: part) -> bytes:
    """The same zip package with fixed dates on its parts, so that the same content gives the same bytes.

    ``change`` is given each part's name and bytes, and gives back what to put in its place.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            same = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            same.compress_type = zipfile.ZIP_DEFLATED
            same.external_attr = 0o600 << 16
            new.writestr(same, change(info.filename, old.read(info)))
    return out.getvalue()


def put_in_place(path: Path, data: bytes, names: Iterable[Path] = ()) -> Path:
    """Write a file so that a reader sees the old one or the new one, never a part; the name it has got.

    That is ``path``, or the first of ``names`` that can be had where there are some. Raises PutRight when the file is open in
    another program (Excel locks the file it shows) or the folder refuses.
    """

    def write(waiting: Path) -> None:
        with waiting.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())

    return _put(path, write, _alone, names)


def copy_in_place(source: Path, path: Path, over: Path | None = None) -> None:
    """Copy a file so that a reader sees no copy or a whole one.

    ``over`` is an older copy that is not wanted any more: it is made into the new one by writing no more than what differs,
    which for a large file that grew a little is most of the work saved. Whoever calls sees to it that nobody else copies to the
    same place meanwhile. Raises PutRight when there is no room, or the folder
    refuses.
    """

    def write(waiting: Path) -> None:
        if over is not None:
            with contextlib.suppress(OSError):  # somebody looks into it: a new file will do
                over.replace(waiting)
        if waiting.exists():
            _make_same(source, waiting)
        else:
            shutil.copyfile(source, waiting)
        with waiting.open("rb+") as out:
            os.fsync(out.fileno())

    _put(path, write)


def _make_same(source: Path, copy: Path) -> None:
    """Give a copy, whatever it holds, the content of its source, block by block where they differ."""
    with source.open("rb", buffering=0) as new, copy.open("rb+", buffering=0) as old:
        place = 0
        while block := new.read(_BLOCK):
            old.seek(place)
            if old.read(len(block)) != block:
                old.seek(place)
                old.write(block)
            place += len(block)
        old.truncate(place)


def _put(
    path: Path, write: Callable[[Path], None], alone: Callable[[Path], AbstractContextManager[None]] = nullcontext,
    names: Iterable[Path] = (),
) -> Path:  # fmt: skip
    """Have a file written under a name of its own, then give it its name, which is given back."""
    waiting = path.with_name(f".{path.name}.part")
    try:
        _make_folder(path.parent)
        with alone(waiting):
            try:
                write(waiting)
                named = _named(waiting, names or (path,))
            except OSError:
                with contextlib.suppress(OSError):
                    waiting.unlink()
                raise
    except PermissionError as refused:
        raise PutRight(
            f"{path}: this file could not be replaced because it is open in another program or may not be written to. "
            "Close it in Excel or Word, then run the same command again. Nothing else was lost."
        ) from refused
    except OSError as refused:
        raise PutRight(
            f"{path}: this file could not be written ({refused.strerror or refused}). "
            "Make room or check the folder, then run the same command again."
        ) from refused
    _sync_folder(path.parent)
    return named


def _named(waiting: Path, names: Iterable[Path]) -> Path:
    """Give a file the first of some names that can be had: Windows refuses one whose file another program has open."""
    refused = PermissionError(f"{waiting}: no name")
    for name in names:
        try:
            return waiting.replace(name)
        except PermissionError as why:
            if not name.exists():
                raise  # it is the folder that refuses
            refused = why
    raise refused


@contextmanager
def _alone(waiting: Path) -> Iterator[None]:
    """Let nobody else write a file that is not in place yet: two commands may make the same file at the same moment.

    Windows does this by refusing to replace what is open. The system lets go of the lock whatever becomes of this process.
    """
    if fcntl is None:
        yield
        return
    while True:
        handle = os.open(waiting, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            with contextlib.suppress(OSError):  # some network shares lock nothing
                fcntl.flock(handle, fcntl.LOCK_EX)
            # Whoever held the lock has put the file in place by now: it is no longer the one of this name.
            if _is_still(waiting, handle):
                yield
                return
        finally:
            os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    """Whether an open file still goes by a name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing, so that they survive a power cut too."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(new):
        _sync_folder(one.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; Windows does this without being asked."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # some network shares refuse to open or to sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
