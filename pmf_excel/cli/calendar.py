"""pmf calendar: a year's dates, backwards from the committee meetings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.timetabling import Timetable


@click.command("calendar", short_help="Write a year's dates, backwards from its meetings.")
@click.argument("year", callback=options.any_period)
@options.workspace
@options.as_json
@options.dry_run
@click.pass_context
def command(ctx: click.Context, year: str, folder: Path, machine: bool, dry_run: bool) -> None:
    """Write the performance calendar of YEAR as Excel, Word and a file for calendars.

    YEAR is 2015/16. From the meetings in the register backwards: publication (five clear working days), clearance, report, board,
    when returns are due and go out; bank holidays of England. Dates that cannot be are said, and end with code 1. How long each
    stage takes is "report_stages" in pmf.toml.
    """
    from pmf_excel.framework.periods import parse
    from pmf_excel.timetabling import timetable
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    said: list[str] = []
    made = timetable(workspace, parse(year), dry_run, said.append)
    if machine:
        options.print_json({**made.as_json(), "dry_run": dry_run})
    else:
        _show(made, said, dry_run, parse(year).label, options.again(folder))
    if any(one.serious for one in made.dates.clashes):
        ctx.exit(1)


def _show(made: Timetable, said: list[str], dry_run: bool, year: str, again: str) -> None:
    """Print the way to each meeting, what cannot be, where it was written, and the next command."""
    from pmf_excel.framework.calendar import in_brief

    rows = [
        [in_brief(road.meeting.on), made.named(road.committee), road.period.short, in_brief(road.begins), in_brief(road.publication)]
        for road in made.dates.roads
    ]  # fmt: skip
    if rows:
        options.table(["Meeting", "Committee", "Reports on", "Begins", "Publish by"], rows)
    for one in made.dates.clashes:
        click.echo(f"\n{'Put right' if one.serious else 'Bear in mind'}: {one}")
    click.echo()
    if dry_run:
        for path in made.files:
            options.say_where(path, (), dry_run)
        click.echo("Nothing was written. Next: run the same command without --dry-run")
        return
    click.echo("Written: " + ", ".join(str(path) for path in made.files))
    for line in said:
        click.echo(line)
    if any(one.serious for one in made.dates.clashes):
        click.echo(f"Next: put the register right, then run: pmf calendar {year}{again}")
    else:
        click.echo("Next: open the .ics file in Outlook, and give the calendar to the committee clerk.")
