"""pmf collect: take in whatever lies in the inbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.intake.receive import FileReport

WORDS = {
    "accepted": "taken", "accepted-with-notes": "taken, with notes", "held": "to put right", "rejected": "not taken",
    "duplicate": "had already", "ignored": "left alone", "waiting": "not ready yet",
}  # fmt: skip


@click.command("collect")
@options.workspace
@options.as_json
@options.dry_run
@click.pass_context
def command(ctx: click.Context, folder: Path, machine: bool, dry_run: bool) -> None:
    """Take in the returns in the inbox, and say what was found.

    It may be run any number of times: a file counts once, good rows are taken, wrong ones wait to be put right.
    The inbox is never changed.
    """
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    reports = Workspace.open(folder).collect(now(), dry_run, options.progress)
    options.progress_done()
    if machine:
        options.print_json([report.as_json() for report in reports])
    else:
        show(reports, dry_run)
    if any(report.wants_attention for report in reports):
        ctx.exit(1)


def show(reports: list[FileReport], dry_run: bool = False) -> None:
    """Print what became of each file, then every problem with its cell."""
    if not reports:
        click.echo("The inbox is empty. Next: put returned workbooks in it, then run: pmf collect")
        return
    rows = []
    for report in reports:
        counts = f"{report.taken} of {report.asked}" if report.asked else ""
        rows.append([report.file, WORDS[report.verdict], counts, str(report.held or "")])
    options.table(["File", "", "Taken", "To put right"], rows, right=(2, 3))
    for report in reports:
        if report.says:
            click.echo(f"\n{report.file} {'is ' if report.verdict == 'duplicate' else ''}{report.says}.", nl=True)
        elif report.problems:
            click.echo("")
        for problem in report.problems:
            click.echo(f"  {problem.severity.value.capitalize()}: {problem}")
    wrong = [report for report in reports if report.wants_attention]
    click.echo("")
    if dry_run:
        click.echo("Nothing was written. Next: pmf collect, without --dry-run")
    elif wrong:
        click.echo("Next: ask for what is to be put right; corrected copies go into the inbox, then run: pmf collect")
    else:
        click.echo("Next: pmf status to see who has not returned, or pmf consolidate to make the master workbook")
