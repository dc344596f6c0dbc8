"""Who answers for what in a workspace, and how it stands: the golden thread through any code, everyone with a part in it, and how timely returns were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.descent import CALLED, Knot, descent
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Length, Period, month
from pmf_excel.framework.roster import Roster, roster
from pmf_excel.framework.status import Status
from pmf_excel.ledger.items import NO_STATUS
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.returns_at import Replies, returns_at
from pmf_excel.made import put_made
from pmf_excel.master.people_book import build_people
from pmf_excel.master.timeliness import Record, records
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


@dataclass(frozen=True)
class Timeliness:
    """A year with its rounds, and the record of each service that had a return in it."""

    year: Period
    rounds: tuple[Period, ...]
    records: tuple[Record, ...]


def timeliness(workspace: Workspace, year: Period | None, today: date) -> Timeliness:
    """How timely returns were in the rounds of a financial year, that of the latest round unless named; as it stands on a day.

    Raises PutRight when nothing was issued yet, and Mistyped when nothing was in that year.
    """
    with workspace.ledger.reading() as reader:
        last = reader.last_round()
        if last is None:
            raise PutRight(f'{workspace.folder}: nothing has been issued yet. Run "pmf issue" with a month first.')
        wanted = year or last.financial_year
        every = sorted({one.round for one in reader.issues()})
        rounds = tuple(one for one in every if one.financial_year == wanted)
        if not rounds:
            years = sorted({one.financial_year for one in every if one.length is Length.MONTH})
            raise Mistyped(f"No return was issued for {wanted.label}. Years: {', '.join(one.label for one in years)}.")
        framework = workspace.kept_framework(reader)
        returns = [
            one for at in rounds for one in returns_at(reader, Replies.to(reader, at, reader.current_issues(at)))[0]
        ]
        known = Known(reader, framework.past)
        corrected = {
            one.issued.seq: sum(
                bool(known.restated(row.measure, row.period))
                for row in reader.asked(one.issued.seq)
                if row.period.end == one.issued.round.end
            )
            for one in returns
        }
        found = records(returns, reader.extensions(), framework, today, corrected)
    return Timeliness(wanted, rounds, tuple(found))
