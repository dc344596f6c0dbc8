"""pmf timeliness: each service's record of returning in time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.framework.periods import Period
    from pmf_excel.master.timeliness import Record


def _year(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Period | None:
    from pmf_excel.framework.periods import Length

    found = options.round_(ctx, parameter, value)
    if found is not None and found.length is not Length.YEAR:
        raise click.UsageError(f"{found.label} is not a financial year. Write it as {found.financial_year.label}.")
    return found


@click.command("timeliness", short_help="Show how timely each service's returns were in a year.")
@click.argument("year", required=False, callback=_year)
@options.workspace
@options.as_json
def command(year: Period | None, folder: Path, machine: bool) -> None:
    """Show how timely each service's monthly returns were in YEAR (2014/15; that of the latest round unless named).

    How many were due, came in time and late, by how many days in all, how often one was sent back, how many
    figures were corrected later, and who agreed to later days. A return is late by the day on which it was all here, or by today as long as it is not, as in pmf status.
    """
    from pmf_excel.accountability import timeliness
    from pmf_excel.master.timeliness import together
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    found = timeliness(Workspace.open(folder), year, now().date())
    if machine:
        options.print_json(
            {
                "year": found.year.id,
                "rounds": [one.id for one in found.rounds],
                "services": [one.as_json() for one in found.records],
            }
        )
        return
    click.echo(f"{found.year.label}: {len(found.rounds)} rounds\n" if len(found.rounds) != 1 else f"{found.year.label}: 1 round\n")  # fmt: skip
    rows = [_row(one) for one in (*found.records, together(found.records))]
    columns = [
        "Service", "Due", "On\ntime", "Late", "Days\nlate", "Not all\nhere", "Not yet\ndue", "Sent\nback", "Figures\ncorrected",
        "Longer\ngiven",
    ]  # fmt: skip
    options.table(columns, rows, right=tuple(range(1, len(columns))))
    _say_extensions(found.records)


def _row(one: Record) -> list[str]:
    numbers = (
        one.due,
        one.on_time,
        one.late,
        one.days,
        one.awaited,
        one.not_due,
        one.sent_back,
        one.corrected,
        len(one.extensions),
    )
    return [one.name, *(str(number) if number else "-" for number in numbers)]


def _say_extensions(records: tuple[Record, ...]) -> None:
    """Every later day with who agreed to it."""
    from pmf_excel.framework.calendar import in_words

    every = [(one.name, extension) for one in records for extension in one.extensions]
    if every:
        click.echo("\nExtensions:")
    for name, one in every:
        click.echo(f"  {name}, {one.round.label}: until {in_words(one.until)}, agreed by {one.agreed_by}")
