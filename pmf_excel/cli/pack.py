"""pmf pack: gather everything for one meeting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options
from pmf_excel.cli.report import told

if TYPE_CHECKING:
    from datetime import date, datetime

    from pmf_excel.framework.periods import Period


@click.command("pack", short_help="Gather everything for one meeting.")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@click.option("--for", "committee", required=True, metavar="COMMITTEE", help="The committee, by name or code.")
@click.option(
    "--meeting", metavar="DAY", callback=options.day, help="The day of the meeting. [default: its next in the register]"
)
@click.option(
    "--format", "format_name", default="", help="The committee format. [default: as the register or pmf.toml say]"
)
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    callback=told,
    help="Say a field of the front sheets, for example agenda_item=11.",
)
@click.option(
    "--revised", is_flag=True, help="Of an approved round: with the figures as they are now, each change marked."
)
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(
    round_month: Period | None, committee: str, meeting: date | None, format_name: str, fields: dict[str, str], revised: bool,
    known: datetime | None, folder: Path, machine: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Gather everything for one meeting: open and exempt reports, web pages, figures, and a checklist for the clerk.

    It has the reports that the register's sheet Reports asks for, of the round of MONTH or the latest.
    """
    from pmf_excel.docket import Wanted
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    remarks: list[str] = []
    wanted = Wanted(committee, meeting, told=fields)
    where, made = workspace.pack(wanted, format_name, round_month, dry_run, known, remarks.append, revised)
    if machine:
        options.print_json(
            {"folder": str(where), "files": list(made.files), "to_do": made.to_do, "left_out": made.left_out, "remarks": remarks,
             "faults": [one.as_json() for one in made.batch.faults]}
        )  # fmt: skip
        made.batch.stop()
        return
    options.say_where(where, remarks, dry_run)
    for name in made.files:
        click.echo(f"  {name}")
    for said in made.left_out:
        click.echo(said)
    options.say_if_changed(workspace)
    made.batch.stop()
    left = sum(len(some) for some in made.to_do.values())
    click.echo(
        f"\nNext: {counted(left, 'thing')} {'is' if left == 1 else 'are'} left for the clerk: see checklist.docx there."
    )
