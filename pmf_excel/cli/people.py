"""pmf people: everyone with performance responsibilities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from datetime import date

    from pmf_excel.framework.roster import Part

#: How many codes of what somebody answers for stand in the terminal; the workbook and --json have all.
MOST = 6


@click.command("people", short_help="List who has which part, what they answer for, and the gaps.")
@click.option("--on", "on", metavar="DAY", callback=options.day, help="Who has it on a day. [default: today]")
@click.option("--excel", is_flag=True, help="Write it as a workbook as well.")
@options.workspace
@options.as_json
@options.dry_run
def command(on: date | None, excel: bool, folder: Path, machine: bool, dry_run: bool) -> None:
    """List everyone with performance responsibilities, by job title: role, service, team, what they answer for, who covers.

    Who leads a service or team, or answers for something, is listed even if the sheet People has no row. What nobody does, a
    part that ended with nobody following, and a cover for somebody who has left are said at the end.
    """
    from pmf_excel.accountability import people, put_people
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    found = people(workspace, on or now().date())
    remarks: list[str] = []
    path = put_people(workspace, found, dry_run, remarks.append) if excel else None
    if machine:
        options.print_json(
            {
                "on": found.day.isoformat(), "people": [_plain(one) for one in found.parts], "gaps": list(found.gaps),
                "file": str(path) if path else None,
            }
        )  # fmt: skip
        return
    rows = [[one.person.role, one.person.job_title, one.service, _answers(one), _said(one)] for one in found.parts]
    options.table(["Role", "Job title", "Service", "Answers for", "Since, until, cover"], rows)
    click.echo(f"\nOn {in_words(found.day)}. {'To put right:' if found.gaps else 'Every service has somebody.'}")
    for gap in found.gaps:
        click.echo(f"  {gap}")
    if path:
        options.say_where(path, remarks, dry_run)


def _answers(one: Part) -> str:
    more = f" and {len(one.answers) - MOST} more" if len(one.answers) > MOST else ""
    leads = f"leads {', '.join(one.leads)}; " if one.leads else ""
    return (leads + ", ".join(one.answers[:MOST]) + more).removesuffix("; ")


def _said(one: Part) -> str:
    """From when and until when, for whom, who covers, and whom they followed; nothing where there is nothing to say."""
    from pmf_excel.framework.calendar import in_brief

    person = one.person
    said = [
        f"from {in_brief(person.since)}" if person.since else "", f"until {in_brief(person.until)}" if person.until else "",
        f"covers for {person.covers}" if person.covers else "", f"covered by {', '.join(one.covered_by)}" if one.covered_by else "",
        f"followed {person.follows}" if person.follows else "",
    ]  # fmt: skip
    return ", ".join(filter(None, said))


def _plain(one: Part) -> dict[str, object]:
    person = one.person
    return {
        "role": person.role, "job_title": person.job_title, "service": person.service or None, "service_name": one.service or None,
        "leads": list(one.leads), "answers_for": list(one.answers),
        "from": person.since.isoformat() if person.since else None, "until": person.until.isoformat() if person.until else None,
        "covers": person.covers or None, "covered_by": list(one.covered_by), "follows": person.follows or None,
        "telephone": person.telephone or None, "email": person.email or None,
    }  # fmt: skip
