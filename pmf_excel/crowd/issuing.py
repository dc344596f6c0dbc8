"""Issuing at every council: the returns are written by all the workers there are, and got on their way council by council."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from pmf_excel.crowd.errand import Told, everywhere, shared_out
from pmf_excel.crowd.tree import Council
from pmf_excel.distribution import distribute
from pmf_excel.framework.periods import Period
from pmf_excel.shelves import Progress, quiet
from pmf_excel.workers import Workers
from pmf_excel.workspace import Workspace


@dataclass(frozen=True)
class Issued:
    """What was issued at one council: returns, how many of them are new, their rows, where they lie; letters, and what went wrong."""

    returns: int
    new: int
    rows: int
    folder: Path
    drafts: int
    sent: int
    troubles: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """All of it, for ``--json``."""
        return {
            "returns": self.returns, "new": self.new, "rows": self.rows, "folder": str(self.folder), "drafts": self.drafts,
            "sent": self.sent, "troubles": list(self.troubles),
        }  # fmt: skip


def issue(
    councils: Sequence[Council], round_month: Period, at: datetime, workers: Workers, dry_run: bool = False,
    send: bool = True, progress: Progress = quiet,
) -> Iterator[Told[Issued]]:  # fmt: skip
    """Issue a month's returns at each council, and tell in their order what came of it."""

    with shared_out(workers, len(councils)) as (hands, steps):
        yield from everywhere(councils, partial(_issue, round_month, at, steps, dry_run, send, progress), hands)


def _issue(
    round_month: Period, at: datetime, workers: Workers, dry_run: bool, send: bool, progress: Progress, workspace: Workspace
) -> Issued:  # fmt: skip
    def say(name: str) -> None:
        progress(f"{workspace.settings.council}: {name}")

    made = workspace.issue(round_month, at, dry_run, say, workers=workers)
    folder = workspace.path("outgoing") / round_month.id
    if not made:
        return Issued(0, 0, 0, folder, 0, 0, ())
    done = distribute(workspace, made, at, dry_run, send)
    new, rows = sum(one.new for one in made), sum(one.rows for one in made)
    return Issued(len(made), new, rows, folder, len(done.drafts), done.sent, done.troubles)
