"""pmf extend: give a service a later day for one round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import date

    from pmf_excel.framework.periods import Period


@click.command("extend", short_help="Note that a service may send its return later.")
@click.argument("service")
@click.argument("round_month", metavar="MONTH|YEAR", callback=options.round_)
@click.option("--until", required=True, callback=options.day, help='The later day: 2014-07-21, or "21 July 2014".')
@click.option("--agreed-by", required=True, help="Who agreed to it, by job title.")
@options.form
@options.workspace
@options.as_json
@options.dry_run
def command(
    service: str,
    round_month: Period,
    until: date,
    agreed_by: str,
    form: str,
    folder: Path,
    machine: bool,
    dry_run: bool,
) -> None:
    """Note that SERVICE may send its return of MONTH, or with --form its yearly form of YEAR, later, and who agreed.

    SERVICE is a code such as PLAN. The ledger keeps it; pmf status counts days late from the later day.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.returns.forms import form_named
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    options.check_round(round_month, form)
    workspace = Workspace.open(folder)
    extension, name = workspace.extend(service, round_month, until, agreed_by, now(), dry_run, form)
    usual = workspace.settings.may_extend
    as_usual = not usual or any(_same(extension.agreed_by, one) for one in usual)
    if machine:
        options.print_json(
            {"service": extension.service, "round": extension.round.id, "form": extension.form, "until": extension.until.isoformat(), "agreed_by": extension.agreed_by,
             "agreed_as_set": as_usual}
        )  # fmt: skip
        return
    of = f"the {form_named(form).one} of {extension.round.label}" if form else extension.round.label
    said = "This would note" if dry_run else "Noted"
    click.echo(f"{said}: {name} has until {in_words(extension.until)} for {of}, agreed by {extension.agreed_by}.")
    if not as_usual:
        click.echo(
            f'By "extensions_agreed_by" in pmf.toml it is for the {" or the ".join(usual)} to agree. Ask them to confirm it, or correct the setting.'
        )


def _same(one: str, other: str) -> bool:
    """Whether two job titles are one, where one of several heads is as good as all of them."""
    plain = [" ".join(each.casefold().split()).replace("heads of", "head of") for each in (one, other)]
    return plain[0] == plain[1]
