"""pmf plan: service plans, and their approval."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import date

    from pmf_excel.framework.periods import Period


@click.command("plan", short_help="Show service plans, and note that they are approved.")
@click.argument("year", metavar="[YEAR]", required=False, callback=options.round_)
@click.option("--service", default="", help="Only the plan of this service, by name or code.")
@click.option(
    "--by", metavar="ROLE", default="", help="Note that they were approved by this office, body or job title."
)
@click.option("--on", "on", metavar="DATE", callback=options.day, help="The day of the decision. [default: today]")
@click.option("--minute", metavar="REF", default="", help="The minute or decision reference.")
@options.workspace
@options.as_json
@options.dry_run
def command(
    year: Period | None, service: str, by: str, on: date | None, minute: str, folder: Path, machine: bool, dry_run: bool
) -> None:
    """Show how the service plans of YEAR stand, or note that they are approved.

    YEAR is 2015/16; the latest unless named. The workbooks are issued with: pmf issue 2015/16 --form plan. With --by the
    plans are approved: their new actions and new dates go into framework.xlsx, with an amendment for each, and from there into
    the monthly returns. The file as it was is kept in the archive first. As a Word document: pmf report service-plan.
    """
    from pmf_excel.planning import approve, plans, told
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    if not by and (on or minute):
        raise click.UsageError("--on and --minute belong to an approval. Say who approved with --by.")
    workspace = Workspace.open(folder)
    found = plans(workspace, year, service)
    if not by:
        if machine:
            options.print_json([one.as_json() for one in found])
            return
        rows = [[one.name, str(len(one.actions)), one.state] for one in found]
        options.table(["Service", "New actions", f"Service plan {found[0].year.label}"], rows, right=(1,))
        label = f"{found[0].year.label}{options.again(folder)}"
        if any(one.approved is None for one in found):
            click.echo(f'\nNext, once they are approved: pmf plan {label} --by "Executive Director"')
        return
    at = now()
    done = approve(workspace, found, by, on or at.date(), minute, at, dry_run)
    if machine:
        options.print_json({
            "approved": [one.service for one in done.plans], "added": list(done.added), "remarks": list(done.remarks),
            "register": str(done.written.path) if done.written else "",
        })  # fmt: skip
        return
    click.echo(told(done))
    if done.written and done.written.remark:
        click.echo(done.written.remark)
    for line in done.remarks:
        click.echo(line)
    again = options.again(folder)
    if dry_run:
        click.echo("Nothing was written.")
    else:
        click.echo(f"Next: pmf check{again}")
