"""pmf export: write the open data that the transparency code asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from pmf_excel.framework.periods import Period


@click.command("export", short_help="Write the open data.")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(
    round_month: Period | None, known: datetime | None, folder: Path, machine: bool, dry_run: bool
) -> None:  # fmt: skip
    """Write the open data up to the latest round, or up to MONTH: a table for programs and a workbook for people.

    What is exempt from publication, withheld, or said in confidence is not in it.
    """
    from pmf_excel.framework.periods import round_label
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    remarks: list[str] = []
    paths, made, position = workspace.export(round_month, dry_run, known, remarks.append)
    if machine:
        said = {"round": position.round.id, "measures": made.measures, "rows": made.rows, "left_out": made.left_out}
        options.print_json({"files": [str(path) for path in paths], "remarks": remarks, **said})
        return
    options.say_if_changed(workspace)
    click.echo(f"{round_label(position.round)}: {counted(made.rows, 'row')} about {counted(made.measures, 'measure')}.")
    if made.left_out:
        is_or_are = "is" if made.left_out == 1 else "are"
        click.echo(
            f"{counted(made.left_out, 'measure')} {is_or_are} left out: exempt from publication, or no longer in the register."
        )
    for path in paths[:-1]:
        options.say_where(path, [], dry_run)
    options.say_where(paths[-1], remarks, dry_run)
    again = options.again(folder)
    click.echo(
        f"\nNext: look through the workbook and publish the files together; to see where a figure came from: pmf explain CODE PERIOD{again}"
    )
