"""Who answers for what in a workspace, and how it stands: the golden thread through any code, and everyone with a part in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.framework.descent import CALLED, Knot, descent
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.roster import Roster, roster
from pmf_excel.framework.status import Status
from pmf_excel.ledger.items import NO_STATUS
from pmf_excel.ledger.position import Position
from pmf_excel.made import put_made
from pmf_excel.master.people_book import build_people
from pmf_excel.problems import errors_in
from pmf_excel.settings import now
from pmf_excel.shelves import REGISTER, Progress, quiet
from pmf_excel.workspace import Workspace


@dataclass(frozen=True)
class Threads:
    """The thread through a code, and the round by which it stands; no round where nothing was issued yet."""

    knots: tuple[Knot, ...]
    round: Period | None


def thread(workspace: Workspace, ref: str) -> Threads:
    """The golden thread through a code of today's register, with how each item stands in the latest round.

    Raises PutRight when the register holds errors, and Mistyped, with the nearest code, when it has no such code.
    """
    framework = sound(workspace)
    with workspace.ledger.reading() as reader:
        latest = reader.last_round()
    found = workspace.position(latest)[0] if latest else None
    today = now().date()
    at = found.round if found else month(today.year, today.month)
    return Threads(descent(framework, ref, at, standings(found) if found else {}), found.round if found else None)


def sound(workspace: Workspace) -> Framework:
    """The register as it is today; PutRight, with all that is wrong, when it holds errors: what is missing would not be seen."""
    register = workspace.register()
    if wrong := errors_in(register.problems):
        raise PutRight(
            f"{workspace.folder / REGISTER}: the register has to be put right first. Then run the same command again.",
            tuple(wrong),
        )
    return register.framework


def standings(position: Position) -> dict[tuple[str, str], Status]:
    """How each measure and item of a round stands, by what it is called and its code."""
    found = {("measure", one.code): Status.NOT_DUE for one in position.not_due}
    found |= {("measure", line.measure): line.status for line in position.lines}
    for one in position.items.every:
        if one.status != NO_STATUS:
            found[CALLED[type(one.item)], one.code] = one.status
    return found


def people(workspace: Workspace, day: date) -> Roster:
    """Everyone with a part in performance management on a day, by today's register, and what nobody does.

    Raises PutRight when the register holds errors.
    """
    return roster(sound(workspace), day)


def put_people(workspace: Workspace, found: Roster, dry_run: bool = False, say: Progress = quiet) -> Path:
    """Write the workbook of the people of a day; with ``dry_run`` only say where."""
    path = workspace.path("master") / f"people {found.day.isoformat()}.xlsx"
    data = build_people(found, workspace.settings.council, workspace.layout("people"), workspace.theme)
    return put_made(path, data, say, dry_run)
