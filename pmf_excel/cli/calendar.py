"""pmf calendar: a year's dates, backwards from the committee meetings."""

from __future__ import annotations

from pathlib import Path

import click

from pmf_excel.cli import options


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
    stage takes is "timetable" in pmf.toml.
    """
    from pmf_excel.framework.calendar import in_brief
    from pmf_excel.framework.periods import parse
    from pmf_excel.timetabling import timetable
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    said: list[str] = []
    made = timetable(workspace, parse(year), dry_run, said.append)
    serious = [one for one in made.dates.clashes if one.serious]
    if machine:
        options.print_json(made.as_json())
    else:
        names = {code: one.name for code, one in workspace.register().framework.committees.items()}
        rows = [
            [
                in_brief(road.meeting.on),
                names[road.committee],
                road.period.label,
                in_brief(road.steps[0].first),
                in_brief(road.steps[-2].last),
            ]
            for road in sorted(made.dates.roads, key=lambda one: (one.meeting.on, one.committee))
        ]
        options.table(["Meeting", "Committee", "Reports on", "Begin by", "Publish by"], rows)
        for line in said:
            click.echo(line)
        for one in made.dates.clashes:
            click.echo(f"{'To put right' if one.serious else 'Note'}: {one.about}: {one.found} {one.remedy}")
        click.echo("")
        if dry_run:
            click.echo("Nothing was written.")
        else:
            click.echo("Written: " + ", ".join(str(path) for path in made.files))
            click.echo(
                f"Next: open the .ics file in Outlook, or give the calendar to the committee clerk. After a change of the register: pmf calendar {parse(year).label}{options.again(folder)}"
            )
    if serious:
        ctx.exit(1)
