"""pmf demo: the whole road on a real council's figures."""

from __future__ import annotations

from pathlib import Path

import click

from pmf_excel.cli import options


@click.command("demo", short_help="Walk the whole road on real published figures.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"))
def command(folder: Path) -> None:
    """Walk the whole road on real published figures, in FOLDER.

    FOLDER is "demo" unless named, and must be new or empty. Two returns have a mistake in them on purpose.
    """
    from pmf_excel.cli.collect import show
    from pmf_excel.demo import SOURCE, play

    told = play(folder, click.echo, options.progress)
    options.progress_done()
    click.echo("")
    show(told.reports, folder)
    click.echo(f"\n{SOURCE}")
    click.echo(f"\n{told.headline}\n")
    click.echo("What to open first:")
    for path, what in told.files:
        click.echo(f"  {path}\n      {what}")
    click.echo(
        f'\nThen put the two mistakes right: copy the files in "{told.corrected}" into "{folder / "inbox"}" and run:'
    )
    for line in ("collect", "consolidate", "report quarterly"):
        click.echo(f"  pmf {line}{options.again(folder)}")
