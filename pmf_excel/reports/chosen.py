"""Which file of a kind or a format is used: the workspace's own before ours, and of dated ones the one in force on a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pmf_excel.errors import Mistyped
from pmf_excel.problems import near_miss

_DATED = re.compile(r"(?P<name>.+?) from (?P<day>\d{4}-\d{2}-\d{2})")


def names(folders: Sequence[Path], ending: str) -> list[str]:
    """The names that there are in some folders, each once, without their dates."""
    return sorted({_parts(path)[0] for folder in folders for path in folder.glob(f"*{ending}") if _usable(path)})


def in_force(folders: Sequence[Path], name: str, ending: str, what: str, on: date) -> Path:
    """The file of a name that is in force on a day, from the first folder that has any of that name.

    "harborough from 2027-04-01.docx" is in force from that day on; one without a date from the beginning. Where none is in
    force yet, the earliest is used. Raises Mistyped, with what there is, when there is none of that name.
    """
    for folder in folders:
        found = sorted(
            (day, path)
            for path in folder.glob(f"*{ending}")
            if _usable(path)
            for own, day in [_parts(path)]
            if own == name
        )
        if found:
            return next((path for day, path in reversed(found) if day <= on), found[0][1])
    known = names(folders, ending)
    raise Mistyped(f'There is no {what} "{name}". {near_miss(name, known)}Use one of: {", ".join(known)}.')


def _usable(path: Path) -> bool:
    """Whether it is no file that Word keeps beside one that is open."""
    return not path.name.startswith(("~$", "."))


def _parts(path: Path) -> tuple[str, date]:
    found = _DATED.fullmatch(path.stem)
    if found:
        try:
            return found["name"], date.fromisoformat(found["day"])
        except ValueError:
            pass
    return path.stem, date.min
