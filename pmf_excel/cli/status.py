"""pmf status: who has returned and who has not, in the terminal, for other programs and as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from pmf_excel.framework.periods import Period
    from pmf_excel.master.tracker import Tracked
    from pmf_excel.workspace import Workspace

#: The colours of a terminal, each beside the word that says the same.
COLOURS = {"Green": "green", "Amber": "yellow", "Red": "red"}


@click.command("status", short_help="Show who has returned, who has not, and what is awaited.")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.round_)
@options.form
@click.option("--excel", is_flag=True, help='Also write it as a workbook, "returns tracker", in the master folder.')
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(
    round_month: Period | None,
    form: str,
    excel: bool,
    known: datetime | None,
    folder: Path,
    machine: bool,
    dry_run: bool,
) -> None:
    """Show who has returned and who has not, for the latest round or MONTH.

    With --form it shows a yearly form, for the latest year it was issued for or a year named instead of the month.

    Days late count from the day a return is due, or from the later day that was agreed (marked *). With --json and --excel
    together the answer names the workbook as well.
    """
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.review import review
    from pmf_excel.master.tracker import track
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    options.check_round(round_month, form)
    if form and excel:
        raise click.UsageError("The returns tracker as a workbook is of a month. Leave out --excel, or --form.")
    workspace = Workspace.open(folder)
    today = min(now().date(), known.date()) if known else now().date()
    if form:
        _show_form(workspace, form, round_month, known, today, machine, options.again(folder))
        return
    position, framework = workspace.position(round_month, known)
    tracked = track(position, framework, today)
    remarks: list[str] = []
    path = workspace.tracker(today, round_month, dry_run, known, remarks.append) if excel else None
    if machine:
        plain = [one.as_json() for one in tracked]
        options.print_json({"file": str(path), "remarks": remarks, "returns": plain} if path else plain)
        return
    click.echo(f"{position.round.label} round{f', as known on {in_words(known.date())}' if known else ''}\n")
    _show(tracked)
    outstanding = sum(1 for returned in position.returns if returned.state != "Complete")
    taken, asked = sum(r.taken for r in position.returns), sum(r.asked for r in position.returns)
    click.echo(
        f"\n{taken} of {asked} rows taken; {len(position.returns) - outstanding} of {len(position.returns)} returns complete."
    )
    for one in tracked:
        if one.returned.agreed_by:
            click.echo(f"* {one.name} has until {in_words(one.returned.due)}, agreed by {one.returned.agreed_by}.")
    earlier = workspace.catch_up(position.round, known)
    if earlier:
        listed = ", ".join(f"{code} for {period.short}" for code, period in earlier[:10])
        click.echo(
            f"Still awaited from earlier rounds: {listed}{f' and {len(earlier) - 10} more' if len(earlier) > 10 else ''}."
        )
    approved = workspace.approval(position.round, known, position).brief
    if approved:
        click.echo(approved)
    due = review(framework.document, framework.versions)
    if due is not None and due.near(today):
        click.echo(due.said(today))
    if path:
        options.say_where(path, remarks, dry_run)
    again = options.again(folder)
    if outstanding:
        click.echo(f"Next, to draft reminders for what is missing or unsigned: pmf remind{again}")
        click.echo(f"As returns come in, put them in the inbox and run: pmf collect{again}")
    else:
        click.echo(f"Next, to make the master workbook: pmf consolidate{again}")


def _show_form(
    workspace: Workspace, form: str, year: Period | None, known: datetime | None, today: date, machine: bool, again: str
) -> None:
    """Print how the workbooks of a yearly form stand."""
    from pmf_excel.master.tracker import track

    found, framework = workspace.form_position(form, year, known)
    tracked = track(found, framework, today)
    if machine:
        options.print_json([one.as_json() for one in tracked])
        return
    name = found.form.one
    click.echo(f"{name[:1].upper()}{name[1:]}, {found.round.label}\n")
    _show(tracked, "Workbook")
    complete = sum(1 for one in found.returns if one.state == "Complete")
    taken, asked = sum(one.taken for one in found.returns), sum(one.asked for one in found.returns)
    click.echo(f"\n{taken} of {asked} rows taken; {complete} of {len(found.returns)} workbooks complete.")
    if complete < len(found.returns):
        click.echo(f"Next, to draft reminders: pmf remind {found.round.label} --form {found.form.key}{again}")
        click.echo(f"As workbooks come in, put them in the inbox and run: pmf collect{again}")
    else:
        click.echo(f"Everything has come back. Next, to see who has returned for a month: pmf status{again}")


def _show(tracked: Sequence[Tracked], what: str = "Return") -> None:
    """Print one row a return, in narrow columns; a column in which nothing stands is left out, to give the others room."""
    columns: list[tuple[str, bool, list[str]]] = [
        ("Service", False, [one.name for one in tracked]),
        (what, False, [one.returned.state for one in tracked]),
        ("Issued", False, [_short(one.returned.issued.at) for one in tracked]),
        ("Came", False, [_short(one.returned.last_received or one.returned.received) for one in tracked]),
        ("Taken", True, [f"{one.returned.taken} of {one.returned.asked}" for one in tracked]),
        ("To put\nright", True, [str(one.returned.held or "") for one in tracked]),
        ("To\nexplain", True, [str(one.returned.queried or "") for one in tracked]),
        ("Sent\nback", True, [str(one.returned.sent_back or "") for one in tracked]),
        ("Due", False, [f"{_short(one.returned.due)}{' *' if one.returned.agreed_by else ''}" for one in tracked]),
        ("Days\nlate", True, [str(one.late or "") for one in tracked]),
        ("Signed\noff by", False, [one.returned.signed_by for one in tracked]),
    ]
    used = [column for column in columns if any(column[2])]
    right = tuple(number for number, (_, right, _) in enumerate(used) if right)
    paint = [COLOURS.get(one.rag.value, "") if one.rag else "" for one in tracked]
    rows = [list(row) for row in zip(*(cells for _, _, cells in used), strict=True)]
    words = ("Service", "Signed\noff by")
    whole = tuple(number for number, (heading, _, _) in enumerate(used) if heading not in words)
    options.table([heading for heading, _, _ in used], rows, right, whole, paint, gap=1)


def _short(day: date | None) -> str:
    """A day as the table has room for it: 10 Jul."""
    return f"{day.day} {day:%b}" if day else ""
