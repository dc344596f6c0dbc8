"""Collecting at every council: by processes that each go to whole councils, or with the files read by all the workers of a cluster.

What one council's files say is added to its ledger in one transaction. So a run that was stopped at any moment has collected some
councils wholly and the others not at all, and running it again goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pmf_excel.crowd.errand import Told, everywhere, shared_out
from pmf_excel.crowd.tree import Council
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.shelves import Progress, quiet
from pmf_excel.workers import Workers
from pmf_excel.workspace import Workspace


@dataclass(frozen=True)
class Collected:
    """What was collected at one council: files by verdict, rows asked, taken and held in those taken in, and what wants attention."""

    verdicts: Mapping[str, int]
    asked: int
    taken: int
    held: int
    attention: tuple[FileReport, ...]

    @property
    def fresh(self) -> int:
        """How many files were new."""
        return sum(number for verdict, number in self.verdicts.items() if verdict != "duplicate")

    def as_json(self) -> dict[str, object]:
        """The numbers, and the files that want attention, for ``--json``."""
        return {
            "files": dict(self.verdicts), "rows": {"asked": self.asked, "taken": self.taken, "held": self.held},
            "attention": [one.as_json() for one in self.attention],
        }  # fmt: skip


def collect(
    councils: Sequence[Council], at: datetime, workers: Workers, dry_run: bool = False, progress: Progress = quiet
) -> Iterator[Told[Collected]]:
    """Collect at each council, and tell in their order what became of it."""

    with shared_out(workers, len(councils)) as (hands, steps):
        yield from everywhere(councils, partial(_collect, at, steps, dry_run, progress), hands)


def _collect(at: datetime, workers: Workers, dry_run: bool, progress: Progress, workspace: Workspace) -> Collected:
    def say(name: str) -> None:
        progress(f"{workspace.settings.council}: {name}")

    return _summed(workspace.collect(at, dry_run, say, workers=workers))


def _summed(reports: Sequence[FileReport]) -> Collected:
    """What some reports come to; no more is kept of a file with which all is well."""
    verdicts = Counter(one.verdict for one in reports)
    asked, taken, held = (sum(counts) for counts in zip((0, 0, 0), *((r.asked, r.taken, r.held) for r in reports), strict=True))  # fmt: skip
    attention = tuple(one for one in reports if one.wants_attention)
    return Collected(dict(sorted(verdicts.items())), asked, taken, held, attention)
