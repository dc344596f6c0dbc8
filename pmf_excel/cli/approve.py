"""pmf approve: note who approved a round, or that this was taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import date

    from pmf_excel.approvals import Noted

#: How many changes are listed one by one.
_LISTED = 10


@click.command("approve", short_help="Note that a stage approved the figures of a month or quarter.")
@click.argument("period", metavar="PERIOD", callback=options.any_period)
@click.option(
    "--stage", required=True, help='Which of the stages in pmf.toml approved it, for example "Leadership Team".'
)
@click.option("--by", required=True, metavar="JOB TITLE", help="Who decided it for them, by job title.")
@click.option(
    "--on", required=True, metavar="DAY", callback=options.day, help='The day of it: 2014-07-14, or "14 July 2014".'
)
@click.option("--note", metavar="TEXT", default="", help="Anything worth keeping with it.")
@click.option(
    "--with-gaps", is_flag=True, help="It was approved although rows are awaited, being put right or not explained."
)
@click.option("--withdraw", is_flag=True, help="Take the approval back, and with it that of later stages.")
@options.workspace
@options.as_json
@options.dry_run
def command(
    period: str, stage: str, by: str, on: date, note: str, with_gaps: bool, withdraw: bool, folder: Path, machine: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Note that a stage approved the figures of PERIOD, a month or a quarter.

    The stages are "approval_stages" in pmf.toml, in order. Until the last has approved it, reports say DRAFT; from then on the
    round is shown as it was known when that was noted, and what is corrected later is said. After corrections it may be approved
    again. The ledger keeps every approval and every withdrawal.
    """
    from pmf_excel.approvals import Decision
    from pmf_excel.framework.periods import parse
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    decision = Decision(stage, by, on, note, withdraw, with_gaps)
    noted = Workspace.open(folder).approve(parse(period), decision, now(), dry_run)
    if machine:
        options.print_json({**noted.as_json(), "dry_run": dry_run})
        return
    _show(noted, dry_run)
    again = options.again(folder)
    if dry_run:
        click.echo("Nothing was written.")
        click.echo("\nNext, to note it: run the same command without --dry-run")
    elif noted.approval.missing:
        click.echo(
            f'\nNext, once it is approved: pmf approve {noted.record.round.id} --stage "{noted.approval.missing[0]}" --by "..." --on "..."{again}'
        )
    else:
        click.echo(f"\nNext, to make its reports: pmf report all {noted.record.round.id}{again}")


def _show(noted: Noted, dry_run: bool) -> None:
    """Print what was noted, what was known then, and how far the round is approved now."""
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.periods import round_label
    from pmf_excel.ledger.approval import numbers
    from pmf_excel.ledger.sentences import listed, returns_received

    record, day = noted.record, in_words(noted.record.on)
    did = "withdrew its approval of" if record.withdrawn else "approved"
    click.echo(f"{'This would note' if dry_run else 'Noted'}: {record.stage} {did} {round_label(record.round)} on {day}, by {record.by}.")  # fmt: skip
    if noted.taken_back:
        click.echo(f"Taken back with it: the approval of {listed(list(noted.taken_back))}.")
    if not record.withdrawn:
        click.echo(returns_received(noted.position))
    if noted.gaps:
        click.echo(f"Approved without: {noted.gaps.said}")
    if noted.later:
        click.echo(f"Not what there was on {day}: {numbers(noted.later)} came or changed after it. What is approved is what is known now.")  # fmt: skip
        for one in noted.later[:_LISTED]:
            click.echo(f"  {one.sentence(f'on {day}')}")
        if len(noted.later) > _LISTED:
            click.echo(f"  and {len(noted.later) - _LISTED} more.")
    click.echo(noted.approval.said)
