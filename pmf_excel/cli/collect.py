"""pmf collect: take in whatever lies in the inbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.intake.verdicts import FileReport

WORDS = {
    "accepted": "taken", "accepted-with-notes": "taken, with notes", "held": "to put right", "rejected": "not taken",
    "duplicate": "had already", "ignored": "left alone", "waiting": "not ready yet",
}  # fmt: skip


@click.command("collect", short_help="Take in the returns in the inbox, and say what was found.")
@options.workspace
@options.as_json
@options.dry_run
@click.option(
    "--jobs", type=click.IntRange(1, 60), help="How many processes read the files; as many as are worth it unless told."
)
@click.pass_context
def command(ctx: click.Context, folder: Path, machine: bool, dry_run: bool, jobs: int | None) -> None:
    """Take in the returns in the inbox, and say what was found.

    It may be run any number of times: a file counts once, good rows are taken, wrong ones wait to be put right.
    The inbox is never changed.
    """
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    reports = Workspace.open(folder).collect(now(), dry_run, options.progress, jobs or 0)
    options.progress_done()
    if machine:
        options.print_json([report.as_json() for report in reports])
    else:
        show(reports, folder, dry_run)
    if any(report.wants_attention for report in reports):
        ctx.exit(1)


def show(reports: list[FileReport], folder: Path, dry_run: bool = False) -> None:
    """Print what became of each file, then every problem with its cell."""
    again = options.again(folder)
    if not reports:
        click.echo(f"The inbox is empty. Next: put returned workbooks in it, then run: pmf collect{again}")
        return
    before = [report for report in reports if report.verdict == "duplicate"]
    fresh = [report for report in reports if report.verdict != "duplicate"]
    if fresh:
        rows = []
        for report in fresh:
            counts = f"{report.taken} of {report.asked}" if report.asked else ""
            rows.append([report.file, WORDS[report.verdict], counts, str(report.held or "")])
        options.table(["File", "", "Taken", "To put right"], rows, right=(2, 3))
        click.echo("")
    for report in fresh:
        if report.says:
            click.echo(f"{report.file} {report.says}.")
        for problem in report.problems:
            click.echo(f"  {problem.severity.value.capitalize()}: {problem}")
    if before:
        one = len(before) == 1
        click.echo(f"{len(before)} {'file was' if one else 'files were'} collected before; each counts once.")
    for report in before:
        if f'"{report.file}"' not in report.says:
            click.echo(f"  {report.file} is {report.says}.")
    marked = list(dict.fromkeys(report.marked_up for report in fresh if report.marked_up))
    if marked:
        click.echo(f"\nMarked-up copies for the services, in {Path(marked[0]).parent}:")
        for path in marked:
            click.echo(f"  {Path(path).name}")
    click.echo("")
    if dry_run:
        click.echo(f"Nothing was written. Next: pmf collect{again}")
    elif any(report.wants_attention for report in fresh):
        if marked:
            click.echo(f"Next, to draft a mail with each marked-up copy: pmf remind{again}")
        click.echo(f"As corrected copies come back, put them in the inbox and run: pmf collect{again}")
    else:
        click.echo(f"Next, to see who has not returned: pmf status{again}")
        click.echo(f"Or, to make the master workbook: pmf consolidate{again}")
