"""pmf diff: what is different between two registers, in plain words."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from pmf_excel.cli import options

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("diff")
@click.argument("old", metavar="[OLD]", required=False, type=_FILE)
@click.argument("new", metavar="[NEW]", required=False, type=_FILE)
@options.workspace
@options.as_json
def command(old: Path | None, new: Path | None, folder: Path, machine: bool) -> None:
    """Say what is different between two registers.

    OLD and NEW are files. Without NEW it is today's framework.xlsx; without both, the register that was last adopted (or else last
    used) is held against today's. Nothing is written.
    """
    from pmf_excel.adoption import compare
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.workspace import Workspace

    found = compare(Workspace.open(folder), old, new)
    for remark in found.wrong:
        click.echo(remark, err=True)
    if machine:
        options.print_json(found.as_json())
        return
    click.echo(f"From {found.old}\nto   {found.new}\n")
    for title, some in groupby(found.found, key=lambda one: one.title):
        listed = list(some)
        click.echo(f"{title} ({len(listed)})")
        for one in listed:
            click.echo(f"  {one.sentence}")
        click.echo()
    if not found.found:
        click.echo("They say the same.")
    else:
        click.echo(f"{counted(len(found.found), 'difference')}. Next, what of it nobody approved: pmf check{options.again(folder)}")  # fmt: skip
