"""pmf merge: councils that become one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.merging import Joined


@click.command("merge", short_help="Join the workspaces of councils that become one.")
@click.argument(
    "folders",
    metavar="FOLDER FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--crosswalk",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The workbook that says which code becomes which.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="The new council's folder, once the crosswalk is right.",
)
@click.option("--council", default="", help="The new council's name.")
@click.option(
    "--from",
    "first",
    default="",
    metavar="PERIOD",
    help="With which month or financial year it begins, such as 2015/16.",
)
@options.as_json
@options.dry_run
def command(
    folders: tuple[Path, ...],
    crosswalk: Path,
    into: Path | None,
    council: str,
    first: str,
    machine: bool,
    dry_run: bool,
) -> None:
    """Join the workspaces of councils that become one.

    The first run proposes a crosswalk: a row for each item of each council, with its new code. Read it, change it, save it. The
    next run lists what is wrong in it. With --into, --council and --from it then makes the new workspace: one register, every figure
    of before with where it came from, and a whole copy of each council's workspace in the folder "before". The old workspaces are only read.
    """
    from pmf_excel.framework.periods import parse
    from pmf_excel.merging import Union, first_period, unite

    union = None
    if into or council or first:
        if not (into and council.strip() and first):
            raise click.UsageError(
                "To make the new workspace, name all three: --into FOLDER --council NAME --from 2015/16."
            )
        try:
            union = Union(into, council.strip(), first_period(parse(first)))
        except ValueError as why:
            raise click.UsageError(f'"{first}" is not a period. Write it as 2015-04 or 2015/16.') from why
    found = unite(folders, crosswalk, union, dry_run, options.progress)
    options.progress_done()
    if machine:
        options.print_json(found.as_json())
        return
    _show(found, folders, dry_run)


def _show(found: Joined, folders: tuple[Path, ...], dry_run: bool) -> None:
    """Print what was made, or would be, and the next command."""
    from pmf_excel.ledger.sentences import counted

    total = sum(found.counts.values())
    shares = ", ".join(f"{count} {word.lower()}" for word, count in found.counts.items() if count)
    same = f"pmf merge {' '.join(_named(folder) for folder in folders)} --crosswalk {_named(found.crosswalk)}"
    if found.proposed:
        verb = "would have" if dry_run else "has"
        click.echo(
            f"{found.crosswalk} {verb} a row for each of {counted(total, 'item')}: {shares}. This is only a proposal."
        )
        if dry_run:
            click.echo(f"Nothing was written. Next: {same}")
        else:
            click.echo(f"Next: open it, read and change every row that is not so, save it, then run: {same}")
        return
    click.echo(f"The crosswalk is right: {counted(total, 'item')}, {shares}.")
    if found.into is None:
        click.echo(f'Next, to make the new workspace: {same} --into FOLDER --council "NAME" --from 2015/16')
        return
    options.table(["Sheet", "Rows"], [[key, str(count)] for key, count in found.rows.items()], right=(1,))
    click.echo(
        f"\n{counted(found.figures, 'figure')} of before {'would be' if dry_run else 'are'} kept under Past figures, each with its source."
    )
    if found.said:
        click.echo("\nTo know and to decide:")
        for line in found.said:
            click.echo(f"  {line}")
    if dry_run:
        click.echo(f"\nNothing was written. It would be made in {found.into}.")
    else:
        click.echo(
            f"\nMade {found.into}, with the whole workspaces of before in {found.into / 'before'}. Next: pmf check -w {_named(found.into)}"
        )


def _named(path: Path) -> str:
    """A path as it is typed."""
    return f'"{path}"' if " " in str(path) else str(path)
