"""A folder tree of workspaces: every folder in it that has a pmf.toml is one council's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pmf_excel.errors import Mistyped, PmfError
from pmf_excel.settings import FILE
from pmf_excel.workspace import Workspace


@dataclass(frozen=True)
class Council:
    """A workspace in the tree: its place below the top, and what already keeps it from being worked on, if anything."""

    place: str
    folder: Path
    trouble: str = ""


def councils(top: Path) -> list[Council]:
    """Every workspace in a folder and the folders below it, by place; what lies within a workspace is its own affair.

    Two that write into one ledger or one archive are in trouble, both: figures of one would be taken for the other's. Raises
    Mistyped when there is no workspace at all.
    """
    found = []
    for folder, folders, names in os.walk(top, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if FILE in names:
            folders.clear()
            place = Path(folder)
            found.append(Council(place.relative_to(top).as_posix() if place != top else top.name or ".", place))
    if not found:
        raise Mistyped(
            f"{top}: there is no workspace in this folder or below it, because no folder has a {FILE}. "
            "Name the folder that the councils' workspaces lie in."
        )
    return _told_apart(sorted(found, key=lambda one: one.place))


def _told_apart(found: Sequence[Council]) -> list[Council]:
    """The councils, each that shares a ledger or an archive with another in trouble."""
    owners: dict[tuple[str, str], list[str]] = {}
    own: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        try:
            workspace = Workspace.open(one.folder)
            keys = [("ledger", workspace.ledger.place), ("archive", str(workspace.path("archive").resolve()))]
        except PmfError:
            continue  # said when its turn comes
        own[one.place] = keys
        for key in keys:
            owners.setdefault(key, []).append(one.place)
    return [replace(one, trouble=_shared(one.place, own.get(one.place, []), owners)) for one in found]


def _shared(place: str, keys: Sequence[tuple[str, str]], owners: dict[tuple[str, str], list[str]]) -> str:
    """What a workspace shares with another one, said; nothing when all is its own."""
    for key in keys:
        others = [one for one in owners[key] if one != place]
        if others:
            many = f" and {len(others) - 1} more" if len(others) > 1 else ""
            return (
                f'{FILE}: its {key[0]} is also that of "{others[0]}"{many}, and nothing was done in either, because figures of one '
                f"council would be taken for another's. Give each council a ledger and an archive of its own; on PostgreSQL a schema of "
                "its own, named at the end of the address: ?options=-csearch_path=NAME"
            )
    return ""
