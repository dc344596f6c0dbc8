"""pmf roll: next year's register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.rolling import Turned

#: How many rows of a sheet that are left out are listed.
_LISTED = 10


@click.command("roll")
@click.argument("year", metavar="YEAR", callback=options.any_period)
@click.option(
    "--targets",
    type=click.Choice(["carry"]),
    help="Carry the targets of the year that ends; they are marked as not agreed.",
)
@click.option(
    "--replace",
    "put",
    is_flag=True,
    help="Put the new register in the place of framework.xlsx; the archive keeps the old one.",
)
@click.option(
    "--anyway", is_flag=True, help="With --replace: although framework.xlsx was changed after the new one was made."
)
@options.workspace
@options.as_json
@options.dry_run
def command(
    year: str, targets: str | None, put: bool, anyway: bool, folder: Path, machine: bool, dry_run: bool
) -> None:
    """Make the register of the next financial year, YEAR.

    It is put beside framework.xlsx, to be completed. What is over is left out: finished work, answered questions, ended parts; it
    stays in the archive and the ledger. The sheet Lineage says what became of each item. Once it is right, --replace puts it in place.
    """
    from pmf_excel.framework.periods import parse
    from pmf_excel.rolling import replace, turn
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace, carry = Workspace.open(folder), targets == "carry"
    done = (
        replace(workspace, parse(year), now(), carry, dry_run, anyway)
        if put
        else turn(workspace, parse(year), now(), carry, dry_run)
    )
    if machine:
        options.print_json({**done.as_json(), "dry_run": dry_run})
        return
    _show(done, put, dry_run, options.again(folder))


def _show(done: Turned, put: bool, dry_run: bool, again: str) -> None:
    """Print what became of the items, what was left out, what is to do, and the next command."""
    from pmf_excel.framework.described import SHEETS
    from pmf_excel.register.rolled import named

    if done.counts:
        click.echo(
            f"{done.year.label}: " + ", ".join(f"{count} {what.lower()}" for what, count in done.counts.items()) + "."
        )
    if done.left_out:
        click.echo("\nLeft out; the archive and the ledger keep it:")
        for sheet, some in named(done.left_out):
            for one in some[:_LISTED]:
                click.echo(f"  {SHEETS[sheet]}: {one.sentence}")
            if len(some) > _LISTED:
                click.echo(f"  {SHEETS[sheet]}: {len(some) - _LISTED} more; --json lists all.")
    for remark in done.remarks:
        click.echo(remark)
    if done.to_do:
        click.echo("\nStill to do:")
        for sentence in done.to_do:
            click.echo(f"  {sentence}")
    click.echo()
    if done.kept:
        would = "would be" if dry_run else "is"
        click.echo(
            f"framework.xlsx {would} that of {done.year.label} now; the archive keeps the one before as {done.kept[:12]}…."
        )
    else:
        options.say_where(done.path, (), dry_run)
    if dry_run:
        click.echo("Nothing was written. Next: run the same command without --dry-run")
    elif put:
        click.echo(f'Next, once it is approved: pmf adopt --by "Full Council" --on DAY --minute REFERENCE{again}')
    else:
        click.echo(f"Next, once it is as it should be: pmf roll {done.year.label} --replace{again}")
