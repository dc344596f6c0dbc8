"""pmf round: where a round is in its life, and its next turn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.framework.periods import Period


@click.command("round", short_help="Show how far a round is, close it, or open it again.")
@click.argument("round_month", metavar="MONTH|YEAR", callback=options.round_)
@options.form
@click.option("--closing", "turn", flag_value="closing", help="From now on take only corrections of what was returned.")
@click.option("--close", "turn", flag_value="closed", help="From now on take nothing.")
@click.option("--reopen", "turn", flag_value="open", help="Take returns again; say by whom it was decided, and why.")
@click.option("--by", metavar="JOB TITLE", default="", help="Who decided it.")
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@options.workspace
@options.as_json
@options.dry_run
def command(
    round_month: Period, form: str, turn: str | None, by: str, reason: str, folder: Path, machine: bool, dry_run: bool
) -> None:
    """Show where the round of MONTH is in its life: open, closing or closed; or take it further.

    A round that is closing takes corrections of what was returned, and returns of services that were given longer. One that is
    closed takes nothing. What a round did not get is asked again in the next one.

    A yearly form has a round of its own: pmf round 2015/16 --form targets.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.rounds import RoundState
    from pmf_excel.returns.forms import form_named
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    options.check_round(round_month, form)
    workspace = Workspace.open(folder)
    turns = (
        workspace.turn(round_month, RoundState(turn), by, reason, now(), dry_run, form)
        if turn
        else workspace.turns(round_month, form)
    )
    state = turns[-1].state if turns else RoundState.OPEN
    if machine:
        options.print_json(
            {
                "round": round_month.id, "form": form, "state": state.value,
                "turns": [{"at": t.at.isoformat(), "state": t.state.value, "by": t.by, "reason": t.reason} for t in turns],
            }
        )  # fmt: skip
        return
    would = "would be" if dry_run and turn else "is"
    of = f"the {form_named(form).many} for {round_month.label}" if form else round_month.label
    click.echo(f"The round of {of} {would} {state.value}: it {state.takes}.")
    for one in turns:
        word = "open again" if one.state is RoundState.OPEN else one.state.value
        why = f': "{one.reason}"' if one.reason else ""
        click.echo(f"  {in_words(one.at.date())}: {word}{f', by {one.by}' if one.by else ''}{why}")
    if dry_run and turn:
        click.echo("Nothing was written.")
