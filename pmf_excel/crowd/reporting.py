"""A report at every council, in each council's own format and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pmf_excel.crowd.errand import Told, everywhere, shared_out
from pmf_excel.crowd.tree import Council
from pmf_excel.framework.periods import Period
from pmf_excel.shelves import Progress, quiet
from pmf_excel.workers import Workers
from pmf_excel.workspace import Workspace


@dataclass(frozen=True)
class Reported:
    """A report that was written: where, and what is to be known of it, such as that another is open."""

    path: Path
    remarks: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """All of it, for ``--json``."""
        return {"file": str(self.path), "remarks": list(self.remarks)}


def report(
    councils: Sequence[Council], kind: str, format_name: str, round_month: Period | None, workers: Workers,
    dry_run: bool = False, progress: Progress = quiet,
) -> Iterator[Told[Reported]]:  # fmt: skip
    """Write a kind of report at each council, of a round or its latest, and tell in their order where it lies."""
    with shared_out(workers, len(councils)) as (hands, steps):
        errand = partial(_report, kind, format_name, round_month, steps, dry_run, progress)
        yield from everywhere(councils, errand, hands)


def _report(
    kind: str, format_name: str, round_month: Period | None, workers: Workers, dry_run: bool, progress: Progress,
    workspace: Workspace,
) -> Reported:  # fmt: skip
    progress(f"{workspace.settings.council}: {kind}")
    remarks: list[str] = []
    path, _ = workspace.report(kind, format_name, round_month, dry_run, say=remarks.append, workers=workers)
    return Reported(path, tuple(remarks))
