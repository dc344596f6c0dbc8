"""pmf new: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from pmf_excel.cli import options


@click.command("new", short_help="Make a workspace: settings, an empty register, the folders.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--council", default="", help="The council's name, as it should be printed.")
@click.option(
    "--templates", is_flag=True, help="Also copy our layouts, texts and committee formats into it, to be changed there."
)
@options.dry_run
def command(folder: Path, council: str, templates: bool, dry_run: bool) -> None:
    """Make a workspace: settings, an empty register, the folders, and files to double-click on Windows.

    What to double-click, and in which order, is in its READ ME FIRST.txt.
    """
    from pmf_excel.founding import new_workspace

    name = council.strip() or folder.resolve().name
    made = new_workspace(folder, name, None, dry_run, templates)
    click.echo(
        f"{'This would make' if dry_run else 'Made'} the workspace {folder} of {name} (its name can be changed in pmf.toml):"
    )
    for path in made:
        click.echo(f"  {path.relative_to(folder)}")
    click.echo(f'\nNext: fill in {folder / "framework.xlsx"}, then run: pmf check -w "{folder}"')
