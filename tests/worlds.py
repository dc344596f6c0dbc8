"""A small council at each step of its road, for the tests of whatever stops the machine; and where a workspace has come to."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from pmf_excel.excel.fill import Typed, fill_in
from pmf_excel.excel.layout import load
from pmf_excel.excel.package import read
from pmf_excel.excel.reader import form, tables
from pmf_excel.files import sha256_of
from pmf_excel.founding import new_workspace
from pmf_excel.shelves import REGISTER, shipped
from pmf_excel.workspace import Workspace

#: Runs pmf with some words in a workspace, at a moment, and gives its exit code and what it printed.
Run = Callable[[Path, Iterable[str], str], tuple[int, str]]


@dataclass(frozen=True)
class Step:
    """A step of the road: its words, its moment, and what people do before it, in the workspace's folder."""

    name: str
    words: tuple[str, ...]
    at: str
    before: Callable[[Path], None]


def _nothing(folder: Path) -> None:
    """Nobody does anything."""


def found(folder: Path) -> None:
    """The council founds its workspace: two services, the first of which has a folder of its own."""
    new_workspace(folder, "A Council")
    rows: dict[str, list[Mapping[str, str | Decimal | date]]] = {
        "services": [
            {"code": "HOME", "name": "Homes", "head": "Head of Homes", "email": "homes@council.example", "folder": "of homes"},
            {"code": "PARK", "name": "Parks", "head": "Head of Parks", "email": "parks@council.example"},
        ],
        "plan": [{"code": "P1", "name": "Safe places"}],
        "measures": [
            {
                "code": f"{service}{number}", "title": f"Measure {number} of {service}", "service": service, "priority": "P1", "unit": "%",
                "kind": "Percentage", "decimals": Decimal(1), "polarity": "Higher is better", "frequency": "Quarterly",
                "cumulative": "No", "rule": "Target and tolerance",
            }
            for service in ("HOME", "PARK")
            for number in (1, 2)
        ],
        "targets": [
            {"measure": f"{service}{number}", "period": "2014/15", "target": Decimal(90)}
            for service in ("HOME", "PARK")
            for number in (1, 2)
        ],
    }  # fmt: skip
    (folder / REGISTER).write_bytes(Workspace.open(folder).new_register(rows))
    (folder / "of homes").mkdir()
    settings = (folder / "pmf.toml").read_text(encoding="utf-8")
    (folder / "pmf.toml").write_text(f"backups = 2\n{settings}", encoding="utf-8")


def returned(folder: Path, service: str, *figures: str | Decimal) -> bytes:
    """A service's return with its figures typed into it, and signed off."""
    data = (folder / "outgoing" / "2014-06" / f"{service} 2014-06.xlsx").read_bytes()
    layout, book = load(shipped("workbook_templates") / "return.toml"), read(data)
    typed: dict[tuple[str, str], Typed] = {}
    rows = tables(book, layout.sheet("measures"), "")[0].rows()
    for row, figure in zip(rows, figures, strict=True):
        typed[row["figure"].place.sheet, row["figure"].place.cell] = figure
    signed: dict[str, Typed] = {"name": "Somebody", "job_title": "Head of service", "on": date(2014, 7, 9), "agreed": "Yes"}  # fmt: skip
    for key, placed in form(book, layout.sheet("sign_off"), "").items():
        typed[placed.place.sheet, placed.place.cell] = signed[key]
    return fill_in(data, typed, datetime(2014, 7, 9, tzinfo=UTC))


def returns_come(folder: Path) -> None:
    """One return that is right, twice; one with a mistake in it; one that cannot be read."""
    right, mistaken = (
        returned(folder, "Homes", Decimal(95), Decimal(91)),
        returned(folder, "Parks", Decimal(92), "many"),
    )
    for name, data in (("Homes.xlsx", right), ("Homes (1).xlsx", right), ("Parks.xlsx", mistaken), ("Parks.pdf", b"%PDF-1.4")):  # fmt: skip
        (folder / "inbox" / name).write_bytes(data)


def corrections_come(folder: Path) -> None:
    """One return comes corrected, the other again with a mistake; from now on what was collected is moved out of the inbox."""
    (folder / "inbox" / "Homes again.xlsx").write_bytes(returned(folder, "Homes", Decimal(95), "few"))
    (folder / "inbox" / "Parks corrected.xlsx").write_bytes(returned(folder, "Parks", Decimal(92), Decimal(97)))
    settings = (folder / "pmf.toml").read_text(encoding="utf-8")
    (folder / "pmf.toml").write_text(f'move_collected_to = "collected"\n{settings}', encoding="utf-8")


def a_master_lies_beside(folder: Path) -> None:
    """The master was open in Excel when it was last made: that one lies beside it, and is taken away when the next is in place."""
    made = folder / "master" / "master 2014-06.xlsx"
    shutil.copyfile(made, made.with_stem(f"{made.stem} (new)"))


def others_come(folder: Path) -> None:
    """What other councils achieved is published."""
    text = "Measure,Period,Group,Value,Source\nHOME1,Q1 2014/15,All councils: median,93.5,Published tables\n"
    (folder / "others.csv").write_text(text, encoding="utf-8")


ROAD = (
    Step("issue", ("issue", "2014-06"), "2014-07-01T09:00:00", found),
    Step("collect", ("collect",), "2014-07-10T17:00:00", returns_come),
    Step("master", ("consolidate",), "2014-07-10T18:00:00", _nothing),
    Step("collect again", ("collect",), "2014-07-12T09:00:00", corrections_come),
    Step("consolidate", ("consolidate",), "2014-07-12T10:00:00", a_master_lies_beside),
    Step("report", ("report", "quarterly"), "2014-07-12T11:00:00", _nothing),
    Step("comparators", ("comparators", "others.csv"), "2014-07-12T12:00:00", others_come),
)
"""The road. At "consolidate" an older master lies there already, from before the correction."""


def walk(folder: Path, run: Run, until: Step | None = None) -> dict[str, tuple[int, str]]:
    """Walk the road, or the first part of it, each step in a workspace of its own: "before" and "after" are put into the folder by the step's name.

    Gives each step's exit code and what it printed.
    """
    said, last = {}, None
    for step in ROAD:
        before, after = folder / step.name / "before", folder / step.name / "after"
        if last is not None:
            shutil.copytree(last, before)
        else:
            before.parent.mkdir(parents=True)
        step.before(before)
        shutil.copytree(before, after)
        said[step.name] = run(after, step.words, step.at)
        last = after
        if step == until:
            break
    return said


def rows(ledger: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a ledger by table, in the order in which they were added; "damage" is what SQLite finds wrong with it."""
    if not ledger.exists():
        return {}
    with sqlite3.connect(ledger) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]  # fmt: skip
        found = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in names}
        damage = [row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
    connection.close()
    return found | ({"damage": damage} if damage else {})


def files(folder: Path) -> dict[str, str]:
    """Each file and folder of a workspace with its hash, but for the ledger itself and its copies."""
    return {
        path.relative_to(folder).as_posix(): sha256_of(path.read_bytes()) if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
        if path.name not in ("ledger.db", "backups") and path.parent.name != "backups"
    }


def faults(folder: Path, expected: Path) -> list[str]:
    """What is not in a workspace as it is in another, which nothing ever stopped; nothing when the two have come to the same."""
    wrong = []
    ours, theirs = rows(folder / "ledger.db"), rows(expected / "ledger.db")
    wrong += [f"ledger: {name}" for name in sorted(ours | theirs) if ours.get(name) != theirs.get(name)]
    have, want = files(folder), files(expected)
    wrong += [
        f"{name}: {'left over' if name not in want else 'missing' if name not in have else 'another content'}"
        for name in sorted(have | want)
        if have.get(name) != want.get(name)
    ]
    for _, _, sha256, *_ in [*ours.get("files", []), *ours.get("registers", []), *ours.get("comparators", [])]:
        kept = folder / "archive" / str(sha256)[:2] / str(sha256)
        if not kept.is_file() or sha256_of(kept.read_bytes()) != sha256:
            wrong.append(f"{kept.name}: not in the archive as the ledger notes it")
    wrong += [f"{path.name}: no whole copy" for path in _copies(folder) if "damage" in rows(path)]
    return wrong + [f"{path.name}: left over" for path in (folder / "backups").glob(".*")]


def _copies(folder: Path) -> list[Path]:
    return [path for path in sorted((folder / "backups").glob("*")) if not path.name.startswith(".")]


def moment(at: str) -> dict[str, str]:
    """The environment in which pmf's clock stands at a moment."""
    return {**os.environ, "PMF_NOW": at, "PYTHONDONTWRITEBYTECODE": "1"}
