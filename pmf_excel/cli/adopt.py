"""pmf adopt: note that the register was approved as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import date


@click.command("adopt")
@click.option("--by", required=True, metavar="BODY", help='Which body adopted it, for example "Full Council".')
@click.option(
    "--on", required=True, metavar="DAY", callback=options.day, help='The day of it: 2014-07-14, or "14 July 2014".'
)
@click.option("--minute", metavar="REF", default="", help="The minute or decision reference.")
@click.option("--note", metavar="TEXT", default="", help="Anything worth keeping with it.")
@options.workspace
@options.as_json
@options.dry_run
def command(by: str, on: date, minute: str, note: str, folder: Path, machine: bool, dry_run: bool) -> None:
    """Note that the register as it stands was approved.

    The ledger keeps who adopted it, the day and the minute; the archive keeps its bytes. From then on each change of what defines the
    framework (the plan, measures, targets, agreed activities, who receives which report) needs a row on the sheet Amendments with who
    approved it; "amendments_approved_by" in pmf.toml says who may. pmf check lists what nobody approved.
    """
    from pmf_excel.adoption import adopt
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    made, found = adopt(workspace, by, on, minute, now(), note, dry_run)
    if machine:
        plain = {
            "by": made.by,
            "on": made.on.isoformat(),
            "minute": made.minute,
            "note": made.note,
            "sha256": made.sha256,
        }
        options.print_json({**plain, "changed": [one.as_json() for one in found], "dry_run": dry_run})
        return
    click.echo(f"{'This would note' if dry_run else 'Noted'}: the register as it stands was adopted by {made.said}.")
    if found:
        click.echo(f"{counted(len(found), 'difference')} from the one adopted before. They are approved with it.")
    again = options.again(folder)
    if dry_run:
        click.echo("Nothing was written.\n\nNext, to note it: run the same command without --dry-run")
    else:
        click.echo(f"\nNext, whenever framework.xlsx was changed: pmf check{again}")
