"""pmf issue: write the returns of a round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.framework.periods import Period


@click.command("issue")
@click.argument("round_month", metavar="MONTH", callback=options.month)
@options.workspace
@options.as_json
@options.dry_run
def command(round_month: Period, folder: Path, machine: bool, dry_run: bool) -> None:
    """Write a return for each service with anything due in MONTH.

    MONTH is 2014-06 or "June 2014". June ends a quarter, so it asks for monthly and quarterly measures. Running it
    again changes nothing, unless the register changed: then the returns it touches are issued anew.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    issued = workspace.issue(round_month, now(), dry_run, options.progress)
    options.progress_done()
    if machine:
        options.print_json([outgoing.as_json() for outgoing in issued])
        return
    rows = []
    for outgoing in issued:
        again = f"replaces issue {outgoing.replaces}" if outgoing.replaces else ""
        state = again or ("new" if outgoing.new else "as issued before")
        rows.append([outgoing.path.name, str(outgoing.rows), state])
    options.table(["Return", "Measures", ""], rows, right=(1,))
    verb = "would be" if dry_run else "are"
    total = sum(outgoing.rows for outgoing in issued)
    click.echo(
        f"\n{len(issued)} returns with {total} measures {verb} in {issued[0].path.parent}, due {in_words(issued[0].issued.due)}."
    )
    click.echo(
        f"Next: send each to its service. As they come back, put them in {workspace.path('inbox')} and run: pmf collect"
    )
