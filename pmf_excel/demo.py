"""The demonstration: a real council's quarter walked down the whole road, the services' part played here.

The figures of measures are Hart District Council's, as published for quarter 1 of 2014/15; commentary and actions are made
up, and so is all about activities, audit recommendations, risks and budgets (see samples/hart/README.md). Two returns carry
a mistake on purpose: a figure typed as "about 94.2", and a Red without commentary.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.package import read
from pmf_excel.excel.reader import form, tables
from pmf_excel.files import put_in_place
from pmf_excel.founding import new_workspace
from pmf_excel.framework.periods import month
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.ledger.sentences import headline
from pmf_excel.returns.issue import Outgoing
from pmf_excel.returns.parts import PARTS
from pmf_excel.shelves import REGISTER, shipped
from pmf_excel.workspace import Workspace

COUNCIL = "Hart District Council (demonstration)"
ROUND = month(2014, 6)
ISSUED_AT, COLLECTED_AT = datetime(2014, 7, 1, 9, tzinfo=UTC), datetime(2014, 7, 10, 17, tzinfo=UTC)
SIGNED_ON = date(2014, 7, 9)
SOURCE = (
    "The figures of measures are those Hart District Council published for quarter 1 of 2014/15.\n"
    "Tolerances, priorities, commentary, activities, audit recommendations, risks and budgets are made up for the demonstration."
)
#: The measure whose published 0 is a placeholder for a figure that was not there: nothing is not zero.
PLACEHOLDER = "ETS01"
TYPED_AS_TEXT, RED_WITHOUT_COMMENTARY = "PS03", "HR02"
CORRECTED = "corrected copies"


@dataclass(frozen=True)
class Told:
    """What the demonstration has to tell: what became of each file, the headline, and what to open."""

    reports: list[FileReport]
    headline: str
    files: tuple[tuple[Path, str], ...]
    corrected: Path


@dataclass(frozen=True)
class Published:
    """What a service types for one measure."""

    figure: str
    commentary: str
    action: str
    owner: str
    action_due: str


def published() -> dict[str, Published]:
    """The published figures, with the made-up words, by measure."""
    sample = shipped("samples") / "hart"
    with (sample / "made_up.csv").open(encoding="utf-8", newline="") as file:
        words = {row["measure_ref"]: row for row in csv.DictReader(file)}
    with (sample / "published.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    none = {"commentary": "", "action": "", "owner": "", "action_due": ""}
    return {
        row["measure_ref"]: Published(
            row["actual"],
            *(words.get(row["measure_ref"], none)[key] for key in ("commentary", "action", "owner", "action_due")),
        )
        for row in rows
    }


@functools.cache
def answers() -> dict[tuple[str, str], dict[str, Typed]]:
    """What services type about activities, recommendations, risks and budgets: made up, by part and code."""
    kinds: dict[str, Callable[[str], Typed]] = {
        "percent": Decimal, "actual": Decimal, "forecast": Decimal, "revised_due": date.fromisoformat, "completed": date.fromisoformat,
    }  # fmt: skip
    with (shipped("samples") / "hart" / "made_up_items.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row.pop("part"), row.pop("code")): {key: kinds.get(key, str)(text) for key, text in row.items() if text}
            for row in csv.DictReader(file)
        }


def play(folder: Path, say: Callable[[str], None], progress: Callable[[str], None]) -> Told:
    """Walk the road in a new folder.

    Raises PutRight when the folder has something in it already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise PutRight(
            f'{folder}: this folder has something in it already. Name a new one, for example: pmf demo "{folder} 2"'
        )
    new_workspace(folder, COUNCIL)
    put_in_place(folder / REGISTER, (shipped("samples") / "hart" / REGISTER).read_bytes())
    workspace = Workspace.open(folder)
    register = workspace.register()
    own = register.framework
    items = sum(len(some) for some in (own.activities, own.recommendations, own.risks, own.budgets))
    say(
        f"1 Register: {len(own.measures)} measures, and {items} activities, recommendations, risks and budget lines, of "
        f"{len(own.services)} services; nothing to put right."
    )
    issued = workspace.issue(ROUND, ISSUED_AT, progress=progress)
    say(f"2 Issue: {len(issued)} returns for {ROUND.label} in {folder / 'outgoing' / ROUND.id}.")
    layout = workspace.layout("return")
    figures = published()
    for outgoing in issued:
        progress(outgoing.path.name)
        fills = played(outgoing, layout, figures, mistakes=True)
        put_in_place(folder / "inbox" / outgoing.path.name, fills)
        if outgoing.issued.service in ("PLAN", "HR"):
            right = played(outgoing, layout, figures, mistakes=False)
            put_in_place(folder / CORRECTED / outgoing.path.name, right)
    say(f"3 The services fill them in and send them back to {folder / 'inbox'}; two make a mistake.")
    reports = workspace.collect(COLLECTED_AT, progress=progress)
    say(
        f"4 Collect: {sum(r.taken for r in reports)} of {sum(r.asked for r in reports)} rows taken, {sum(r.held for r in reports)} to put right."
    )
    master, position = workspace.consolidate()
    say("5 Consolidate: the master workbook is written.")
    report, _ = workspace.report("quarterly", "north-norfolk", None)
    say("6 Report: the Word report is written.")
    files = (
        (report, "the quarterly report in North Norfolk's committee format"),
        (master, "the master workbook: start on its Dashboard"),
        (issued[0].path, "a return as a service gets it"),
        (folder / REGISTER, "the register it is all made from"),
    )
    return Told(reports, headline(position.counts()), files, folder / CORRECTED)


def played(outgoing: Outgoing, layout: Layout, figures: dict[str, Published], mistakes: bool) -> bytes:
    """An issued return as the service would send it back."""
    workbook = read(outgoing.data)
    table = tables(workbook, layout.sheet("measures"), outgoing.path.name)[0]
    typed: dict[tuple[str, str], Typed] = {}
    for row in table.rows():
        for key, value in _typed(row["code"].text, figures, mistakes).items():
            place = row[key].place
            typed[place.sheet, place.cell] = value
    for part in PARTS:
        for found in tables(workbook, layout.sheet(part), outgoing.path.name):
            for row in found.rows():
                for key, value in answers().get((part, row["code"].text), {}).items():
                    typed[row[key].place.sheet, row[key].place.cell] = value
    for key, placed in form(workbook, layout.sheet("sign_off"), outgoing.path.name).items():
        value: Typed = {"name": "Played by pmf demo", "job_title": "Head of service", "agreed": "Yes"}.get(
            key, SIGNED_ON
        )
        typed[placed.place.sheet, placed.place.cell] = value
    return fill_in(outgoing.data, typed, COLLECTED_AT)


def _typed(code: str, figures: dict[str, Published], mistakes: bool) -> dict[str, Typed]:
    """What is typed into one row, by column key."""
    given = figures[code]
    typed: dict[str, Typed] = {
        key: getattr(given, key) for key in ("commentary", "action", "owner") if getattr(given, key)
    }
    if given.action_due:
        typed["action_due"] = date.fromisoformat(given.action_due)
    if code == PLACEHOLDER:
        typed["reason"] = "Not yet available"
    else:
        typed["figure"] = Decimal(given.figure)
    if mistakes and code == TYPED_AS_TEXT:
        typed["figure"] = f"about {given.figure}"
    if mistakes and code == RED_WITHOUT_COMMENTARY:
        del typed["commentary"]
    return typed
