"""pmf consolidate: write the master workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from pmf_excel.framework.periods import Period


@click.command("consolidate", short_help="Write the master workbook.")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@click.option(
    "--audience", "readers", metavar="NAME", default="",
    help="For a service, a committee (name or code) or \"Leadership Team\": what is not theirs is not in the file.",
)  # fmt: skip
@click.option("--exempt", is_flag=True, help="For a committee: with what is exempt from publication.")
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(
    round_month: Period | None, readers: str, exempt: bool, known: datetime | None, folder: Path, machine: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Write the master workbook of the latest round, or of MONTH."""
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    remarks: list[str] = []
    path, position = workspace.consolidate(round_month, dry_run, known, remarks.append, readers, exempt)
    counts = position.counts()
    if machine:
        options.print_json(
            {
                "file": str(path),
                "remarks": remarks,
                "counts": {s.value: n for s, n in counts.by_status.items() if n},
                "total": counts.total,
            }
        )
        return
    options.say_if_changed(workspace)
    said = ", ".join(f"{n} {s.value}" for s, n in counts.by_status.items() if n)
    click.echo(f"{position.round.label}: {counts.total} measures: {said}.")
    options.say_where(path, remarks, dry_run)
    click.echo(f"\nNext: open it; then, for the committee report: pmf report quarterly{options.again(folder)}")
