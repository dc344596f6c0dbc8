"""pmf verify and pmf rebuild: the ledger held against the archive, and made again from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.upkeep import Verified


@click.command("verify", short_help="Check that nothing was lost or changed.")
@click.option("--quick", is_flag=True, help="Do not read the files received again.")
@options.workspace
@options.as_json
@click.pass_context
def command(ctx: click.Context, quick: bool, folder: Path, machine: bool) -> None:
    """Check that nothing was lost or changed: ledger, archive and journal against each other.

    Every file received is there as it came; the journal is whole, each entry following the one before it; every file, read
    again, says what the ledger says; the master workbook comes out the same, byte for byte. Nothing is written.
    """
    from pmf_excel.upkeep import verify
    from pmf_excel.workspace import Workspace

    found = verify(Workspace.open(folder), quick, options.progress)
    options.progress_done()
    if machine:
        options.print_json(found.as_json())
    else:
        _show(found)
        if not found.wrong:
            click.echo("All of it agrees.")
        else:
            again = options.again(folder)
            click.echo(
                f'\nRestore what is named from a backup, or make a new ledger from the archive: "pmf rebuild{again}". '
                "The files received are never changed by either."
            )
    if found.wrong:
        ctx.exit(1)


@click.command("rebuild", short_help="Make a new ledger from the archive alone.")
@options.workspace
@options.as_json
@click.pass_context
def rebuild(ctx: click.Context, folder: Path, machine: bool) -> None:
    """Make a new ledger from the archive alone, beside the one in use, and compare the two.

    The ledger in use is not changed. To use the new one, put it in its place as the command says.
    """
    from pmf_excel import upkeep
    from pmf_excel.workspace import Workspace

    path, found = upkeep.rebuild(Workspace.open(folder), options.progress)
    options.progress_done()
    if machine:
        options.print_json({"file": str(path), **found.as_json()})
    else:
        _show(found)
        click.echo(f"Written: {path}")
        if found.wrong or found.remarks:
            click.echo('To use it: rename ledger.db to keep it, then rename "ledger rebuilt.db" to "ledger.db".')
        else:
            click.echo("It says what the ledger in use says, so there is no need to use it.")
    if found.wrong:
        ctx.exit(1)


def _show(found: Verified) -> None:
    """Print what was looked at and what is wrong."""
    rows = [
        ["Files received and registers, byte for byte", f"{found.files:,}"],
        ["Entries of the journal", f"{found.entries:,}"],
    ]
    rows.append(["Rounds", f"{found.rounds:,}"])
    if found.read_again:
        rows.append(["Files read again", "all of them"])
    options.table(["", ""], rows, right=(1,))
    for line in found.remarks:
        click.echo(f"Note: {line}.")
    for line in found.wrong:
        click.echo(f"Wrong: {line}")
