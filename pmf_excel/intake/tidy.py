"""Taking what was collected out of the inbox: only where a setting names a folder for it, and never what was saved since."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.files import copy_in_place, sha256_of
from pmf_excel.intake.verdicts import FileReport


def tidy(reports: Iterable[FileReport], folder: Path) -> list[str]:
    """Move the files that were collected, now or before, into a folder, by round; the names of those that could not be moved."""
    left = []
    for report in reports:
        if report.path is None or not (report.taken_in or report.verdict == "duplicate"):
            continue
        try:
            if sha256_of(report.path.read_bytes()) == report.sha256:
                _move(report.path, report.sha256, folder / (report.round or "other"))
        except (OSError, PutRight):
            # Open in Excel, or not ours to move: it is a duplicate the next time, and does no harm.
            left.append(report.file)
    return left


def _move(path: Path, sha256: str, folder: Path) -> None:
    """Move a file into a folder, under a name that is free there, or that a run which was stopped gave it."""
    target, number = folder / path.name, 1
    while target.exists() and sha256_of(target.read_bytes()) != sha256:
        number += 1
        target = folder / f"{path.stem} {number}{path.suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        path.replace(target)
    except OSError as why:
        if why.errno != errno.EXDEV:
            raise
        copy_in_place(path, target)  # the folder is on another drive
        path.unlink()
