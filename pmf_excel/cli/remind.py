"""pmf remind: ask for what is missing, and for nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options
from pmf_excel.cli.letters import how_to_send, no_send, show_drafts, show_troubles

if TYPE_CHECKING:
    from pmf_excel.framework.periods import Period


@click.command("remind", short_help="Draft a reminder to each person of whom something is awaited.")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.round_)
@options.form
@no_send
@options.workspace
@options.as_json
@options.dry_run
@click.pass_context
def command(
    ctx: click.Context, round_month: Period | None, form: str, no_send: bool, folder: Path, machine: bool, dry_run: bool
) -> None:
    """Write a reminder to each person of whose returns something is missing, for the latest round or MONTH.

    It lists only what is missing: the return itself, rows not filled in, rows to put right or to explain, the sign-off.
    Who has returned everything gets none. Reminders are drafts; they are sent only if pmf.toml names a mail server.
    """
    from pmf_excel.distribution import remind
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    options.check_round(round_month, form)
    workspace = Workspace.open(folder)
    outcome = remind(workspace, round_month, now(), dry_run, not no_send, form)
    if machine:
        options.print_json(
            {
                "round": outcome.round.id, "reminders": [one.as_json() for one in outcome.drafts], "sent": outcome.sent,
                "without_address": list(outcome.without), "problems": list(outcome.troubles),
            }
        )  # fmt: skip
    else:
        again, of_form = options.again(folder), f" --form {form}" if form else ""
        if outcome.drafts:
            rows = [
                [one.letter.address, one.letter.title, ", ".join(one.services), ", ".join(file.name for file in one.letter.attachments)]
                for one in outcome.drafts
            ]  # fmt: skip
            options.table(["Reminder to", "Job title", "Services", "Attached"], rows)
            click.echo("")
        show_drafts(outcome, dry_run)
        show_troubles(outcome)
        if not form:
            options.say_if_changed(workspace)
        if not outcome.drafts and not outcome.without:
            every = "workbook" if form else "return"
            click.echo(f"Every {every} of {outcome.round.label} is complete: nobody needs a reminder.")
            if form:
                click.echo(f"Next, to see how they stand: pmf status {outcome.round.label}{of_form}{again}")
            else:
                click.echo(f"Next, to make the master workbook: pmf consolidate{again}")
        elif dry_run:
            click.echo(
                f"Nothing was written. Next: pmf remind {outcome.round.label if form else outcome.round.id}{of_form}{again}"
            )
        else:
            first = how_to_send(outcome)
            click.echo(
                f"Next: {first}{'As' if first else 'as'} returns come back, put them in {workspace.path('inbox')} and run: pmf collect{again}"
            )
    if outcome.troubles:
        ctx.exit(1)
