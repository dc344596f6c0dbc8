"""pmf status: who has returned and who has not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from pmf_excel.framework.periods import Period


@click.command("status")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@options.as_known
@options.workspace
@options.as_json
def command(round_month: Period | None, known: datetime | None, folder: Path, machine: bool) -> None:
    """Show who has returned and who has not, for the latest round or MONTH."""
    from pmf_excel.framework.calendar import days_late, in_words
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    position, framework = workspace.position(round_month, known)
    today = min(now().date(), known.date()) if known else now().date()
    rows, plain = [], []
    for returned in position.returns:
        issued = returned.issued
        late = days_late(returned.due, today)
        missing = returned.state == "Not returned"
        overdue = f"{late} days late" if missing and late > 0 else ""
        name = framework.service_name(issued.service)
        rows.append(
            [
                name,
                returned.state,
                f"{returned.taken} of {returned.asked}",
                str(returned.held or ""),
                returned.signed_by or "",
                f"{in_words(returned.due)}{' *' if returned.agreed_by else ''}",
                overdue,
            ]
        )
        plain.append(
            {
                "service": issued.service, "name": name, "round": issued.round.id, "state": returned.state,
                "asked": returned.asked, "taken": returned.taken, "held": returned.held, "signed_by": returned.signed_by,
                "due": returned.due.isoformat(), "agreed_by": returned.agreed_by, "days_late": max(late, 0) if missing else 0,
            }
        )  # fmt: skip
    if machine:
        options.print_json(plain)
        return
    click.echo(f"{position.round.label} round{f', as known on {in_words(known.date())}' if known else ''}\n")
    options.table(["Service", "Return", "Taken", "To put right", "Signed off by", "Due", "Late"], rows, right=(2, 3))
    outstanding = sum(1 for returned in position.returns if returned.state != "Complete")
    taken, asked = sum(r.taken for r in position.returns), sum(r.asked for r in position.returns)
    click.echo(
        f"\n{taken} of {asked} measures taken; {len(position.returns) - outstanding} of {len(position.returns)} returns complete."
    )
    for returned in position.returns:
        if returned.agreed_by:
            name = framework.service_name(returned.issued.service)
            click.echo(f"* {name} has until {in_words(returned.due)}, agreed by {returned.agreed_by}.")
    earlier = workspace.catch_up(position.round, known)
    if earlier:
        listed = ", ".join(f"{code} for {period.short}" for code, period in earlier[:10])
        click.echo(
            f"Still awaited from earlier rounds: {listed}{f' and {len(earlier) - 10} more' if len(earlier) > 10 else ''}."
        )
    again = options.again(folder)
    if outstanding:
        click.echo(f"Next: ask for what is missing or unsigned, put it in the inbox, and run: pmf collect{again}")
    else:
        click.echo(f"Next, to make the master workbook: pmf consolidate{again}")
