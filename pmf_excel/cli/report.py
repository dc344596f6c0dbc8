"""pmf report: write a committee report in Word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from pmf_excel.framework.periods import Period


@click.command("report")
@click.argument("kind", metavar="KIND")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@click.option(
    "--format",
    "format_name",
    default="",
    help="The committee format, for example north-norfolk. [default: as in pmf.toml]",
)
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(
    kind: str,
    round_month: Period | None,
    format_name: str,
    known: datetime | None,
    folder: Path,
    machine: bool,
    dry_run: bool,
) -> None:
    """Write a committee report in Word: KIND is quarterly.

    It reports the round of MONTH, which must end a quarter, or the latest round.
    """
    from pmf_excel.framework.status import Status
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    remarks: list[str] = []
    path, position = workspace.report(kind, format_name, round_month, dry_run, known, remarks.append)
    if machine:
        options.print_json({"file": str(path), "remarks": remarks})
        return
    options.say_where(path, remarks, dry_run)
    options.say_if_changed(workspace)
    waiting = [line.measure for line in position.lines if line.status in (Status.HELD, Status.AWAITED)]
    if waiting:
        shown = ", ".join(waiting[:10]) + (f" and {len(waiting) - 10} more" if len(waiting) > 10 else "")
        click.echo(f"It has no figures for {shown}: they are awaited or being put right.")
    click.echo('Closing sections for which nothing was written say "None.". Have each confirmed before it goes out.')
    click.echo("\nNext: open it in Word and read it through. If you save it there, the next one is written beside it.")
