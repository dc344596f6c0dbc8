"""pmf why: everything that happened to one figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import datetime


@click.command("why", short_help="Tell everything that happened to one figure.")
@click.argument("measure")
@click.argument("period", metavar="PERIOD", callback=options.any_period)
@options.as_known
@options.workspace
@options.as_json
def command(measure: str, period: str, known: datetime | None, folder: Path, machine: bool) -> None:
    """Tell everything that happened to the figure of MEASURE for PERIOD, in order, with the file and cell it came from.

    MEASURE is a code such as PS01; PERIOD is "Q1 2014/15", 2014-06 or 2014/15. What the figure means for its status, "pmf
    explain" says.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.periods import parse
    from pmf_excel.workspace import Workspace

    line, events = Workspace.open(folder).story(measure, parse(period), known)
    if machine:
        options.print_json(
            {"measure": line.measure, "period": line.period.id, "events": [event.as_json() for event in events]}
        )
        return
    click.echo(f"{line.measure} {line.terms.title}, {line.period.label}\n")
    rows = []
    for event in events:
        kept = (
            f"\nKept in the archive as {event.sha256[:12]}…" if event.sha256 and "Asked for" not in event.what else ""
        )
        rows.append([f"{in_words(event.at.date())}, {event.at:%H:%M}", event.what + kept])
    options.table(["When (UTC)", "What"], rows, whole=(0,))
    click.echo(f"\nNow: {line.status.shown}. {line.judgement.sentence}")
