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
@click.option("--anew", is_flag=True, help="Issue every return anew, for a change of wording that services should see.")
def command(round_month: Period, folder: Path, machine: bool, dry_run: bool, anew: bool) -> None:
    """Write a return for each service with anything due in MONTH.

    MONTH is 2014-06 or "June 2014". June ends a quarter, so it asks for monthly and quarterly measures. Running it
    again changes nothing, unless a measure, target or rule changed: then the returns it touches are issued anew, and
    copies that answer the old ones are refused. Answers to what is still asked the same way stand.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    issued = workspace.issue(round_month, now(), dry_run, options.progress, anew)
    options.progress_done()
    if machine:
        options.print_json([outgoing.as_json() for outgoing in issued])
        return
    if not issued:
        click.echo(f"Nothing is asked in {round_month.label} any more: the returns of this round were withdrawn.")
        return
    rows = []
    for outgoing in issued:
        again = f"replaces issue {outgoing.replaces}" if outgoing.replaces else ""
        state = again or ("new" if outgoing.new else "as issued before")
        rows.append([outgoing.path.name, str(outgoing.rows), state])
    options.table(["Return", "Measures", ""], rows, right=(1,))
    untargeted = [code for outgoing in issued for code in outgoing.untargeted]
    if untargeted:
        listed = ", ".join(untargeted[:12]) + (f" and {len(untargeted) - 12} more" if len(untargeted) > 12 else "")
        click.echo(
            f"\nThese have no target for the period, so they cannot be rated: {listed}. "
            "If that is not meant, enter their targets on the Targets sheet and issue again."
        )
    verb = "would be" if dry_run else "is" if len(issued) == 1 else "are"
    total = sum(outgoing.rows for outgoing in issued)
    click.echo(
        f"\n{counted(len(issued), 'return')} with {counted(total, 'measure')} {verb} in {issued[0].path.parent}, due {in_words(issued[0].issued.due)}."
    )
    click.echo(
        f"Next: send each to its service. As they come back, put them in {workspace.path('inbox')} and run: pmf collect{options.again(folder)}"
    )
