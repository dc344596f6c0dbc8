"""pmf report: write a committee report in Word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from pmf_excel.framework.periods import Period


#: Every report that the register asks for.
ALL = "all"


def told(ctx: click.Context, parameter: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """What the front sheet is told: NAME=VALUE, as often as wanted."""
    from pmf_excel.problems import near_miss
    from pmf_excel.reports.fields import BOXES, BY_NAME

    found = {}
    for value in values:
        name, sign, said = value.partition("=")
        if not sign:
            raise click.UsageError(f'"{value}" has no equals sign. Write it as agenda_item=11.')
        if name not in BY_NAME and name not in BOXES:
            known = [*BY_NAME, *BOXES]
            raise click.UsageError(
                f'"{name}" is no field of a front sheet. {near_miss(name, known)}"pmf format fields" lists them.'
            )
        if name in BOXES and said not in ("Yes", "No"):
            raise click.UsageError(f'"{name}" is a box: write {name}=Yes or {name}=No.')
        found[name] = said
    return found


@click.command("report", short_help="Write a committee report in Word, and as a web page.")
@click.argument("kind", metavar="KIND")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@click.option(
    "--for",
    "committee",
    default="",
    metavar="COMMITTEE",
    help="The committee it is for, by name or code. [default: the register's first]",
)
@click.option(
    "--meeting",
    metavar="DAY",
    callback=options.day,
    help="The day of the meeting. [default: the committee's next in the register]",
)
@click.option("--service", default="", help="The service it is about, for kinds that are about one.")
@click.option("--team", default="", help="A team of the service: its team plan, for example.")
@click.option(
    "--responsible",
    default="",
    metavar="JOB TITLE",
    help="The officer whose measures and items it is about: for a one-to-one, for example.",
)
@click.option(
    "--format",
    "format_name",
    default="",
    help="The committee format, for example north-norfolk. [default: the kind's own, or as in pmf.toml]",
)
@click.option("--exempt", is_flag=True, help="The part that is not public: what is exempt, and nothing else.")
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    callback=told,
    help="Say a field of the front sheet, for example agenda_item=11.",
)
@click.option(
    "--revised", is_flag=True, help="Of an approved round: with the figures as they are now, each change marked."
)
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(
    kind: str, round_month: Period | None, committee: str, meeting: date | None, service: str, team: str, responsible: str, format_name: str, exempt: bool,
    fields: dict[str, str], revised: bool, known: datetime | None, folder: Path, machine: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Write a committee report in Word, and the same as a web page.

    KIND is a kind of report such as quarterly or exceptions, or "all": every report that the register's sheet Reports asks for.
    It reports the round of MONTH, or the latest round.
    """
    from pmf_excel.docket import Wanted
    from pmf_excel.framework.status import Status
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    remarks: list[str] = []
    if kind == ALL:
        given = {
            "--for": committee,
            "--meeting": meeting,
            "--service": service,
            "--team": team,
            "--responsible": responsible,
            "--exempt": exempt,
            "--set": fields,
        }
        if said := [name for name, value in given.items() if value]:
            raise click.UsageError(
                f'"pmf report all" makes what the register asks for, so {", ".join(said)} cannot be said.'
            )
        made = workspace.report_all(format_name, round_month, dry_run, known, remarks.append, revised)
        if machine:
            faults = [one.as_json() for one in made.faults]
            options.print_json({"files": [str(path) for path in made.paths], "remarks": remarks, "faults": faults})
            made.stop()
            return
        for path in made.paths:
            click.echo(f"{'This would write' if dry_run else 'Written:'} {path}")
        for remark in remarks:
            click.echo(remark)
        options.say_if_changed(workspace)
        made.stop()
        click.echo(f"\nNext: gather what one meeting needs: pmf pack --for COMMITTEE{options.again(folder)}")
        return
    wanted = Wanted(committee, meeting, service, exempt, told=fields, team=team, responsible=responsible)
    path, position = workspace.report(kind, format_name, round_month, dry_run, known, remarks.append, wanted, revised)
    if machine:
        options.print_json({"file": str(path), "remarks": remarks})
        return
    options.say_where(path, remarks, dry_run)
    options.say_if_changed(workspace)
    waiting = [line.measure for line in position.lines if line.status in (Status.HELD, Status.AWAITED)]
    if waiting:
        shown = ", ".join(waiting[:10]) + (f" and {len(waiting) - 10} more" if len(waiting) > 10 else "")
        click.echo(f"It has no figures for {shown}: they are awaited or being put right.")
    click.echo(
        'Sections for which nothing was written say "None" in the council\'s words. Have each confirmed before it goes out.'
    )
    click.echo("\nNext: open it in Word and read it through. If you save it there, the next one is written beside it.")
