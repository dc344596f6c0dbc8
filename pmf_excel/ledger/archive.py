"""Every file ever received, byte for byte, named by its hash."""

from __future__ import annotations

from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.files import put_in_place, sha256_of


def keep(archive: Path, data: bytes) -> Path:
    """Keep some bytes; the same bytes are kept once. They are on the disk before this returns."""
    path = _path(archive, sha256_of(data))
    if not path.exists() or path.stat().st_size != len(data):
        put_in_place(path, data)
    return path


def fetch(archive: Path, sha256: str) -> bytes:
    """The bytes with a hash.

    Raises PutRight when they are not there, or no longer have that hash.
    """
    path = _path(archive, sha256)
    try:
        data = path.read_bytes()
    except OSError as why:
        raise PutRight(
            f"{path}: this file of the archive cannot be read ({why.strerror}). Restore it from a backup."
        ) from why
    if sha256_of(data) != sha256:
        raise PutRight(f"{path}: this file of the archive is not what was received. Restore it from a backup.")
    return data


def _path(archive: Path, sha256: str) -> Path:
    return archive / sha256[:2] / sha256
