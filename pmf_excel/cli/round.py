"""pmf round: where a round is in its life, and its next turn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.framework.periods import Period


@click.command("round", short_help="Show how far a round is, close it, or open it again.")
@click.argument("round_month", metavar="MONTH", callback=options.month)
@click.option("--closing", "turn", flag_value="closing", help="From now on take only corrections of what was returned.")
@click.option("--close", "turn", flag_value="closed", help="From now on take nothing.")
@click.option("--reopen", "turn", flag_value="open", help="Take returns again; say by whom it was decided, and why.")
@click.option("--by", metavar="JOB TITLE", default="", help="Who decided it.")
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@options.workspace
@options.as_json
@options.dry_run
def command(
    round_month: Period, turn: str | None, by: str, reason: str, folder: Path, machine: bool, dry_run: bool
) -> None:
    """Show where the round of MONTH is in its life: open, closing or closed; or take it further.

    A round that is closing takes corrections of what was returned, and returns of services that were given longer. One that is
    closed takes nothing. What a round did not get is asked again in the next one.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.rounds import RoundState, state_of
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    turns = (
        workspace.turn(round_month, RoundState(turn), by, reason, now(), dry_run)
        if turn
        else workspace.turns(round_month)
    )
    state = state_of(turns, round_month)
    if machine:
        options.print_json(
            {
                "round": round_month.id, "state": state.value,
                "turns": [{"at": t.at.isoformat(), "state": t.state.value, "by": t.by, "reason": t.reason} for t in turns],
            }
        )  # fmt: skip
        return
    would = "would be" if dry_run and turn else "is"
    click.echo(f"The round of {round_month.label} {would} {state.value}: it {state.takes}.")
    for one in turns:
        word = "open again" if one.state is RoundState.OPEN else one.state.value
        why = f': "{one.reason}"' if one.reason else ""
        click.echo(f"  {in_words(one.at.date())}: {word}{f', by {one.by}' if one.by else ''}{why}")
    if dry_run and turn:
        click.echo("Nothing was written.")
