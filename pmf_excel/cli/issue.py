"""pmf issue: write the returns of a round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options
from pmf_excel.cli.letters import how_to_send, no_send, show_drafts, show_troubles

if TYPE_CHECKING:
    from datetime import date

    from pmf_excel.distribution.outbox import Outcome
    from pmf_excel.framework.periods import Period
    from pmf_excel.returns.issue import Outgoing


@click.command("issue", short_help="Write the returns of a month.")
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.round_)
@options.form
@click.option("--due", metavar="DAY", callback=options.day, help="Of a yearly form: the day by which it is wanted.")
@options.workspace
@options.as_json
@options.dry_run
@click.option("--anew", is_flag=True, help="Issue every return anew, for a change of wording that services should see.")
@no_send
@click.pass_context
def command(
    ctx: click.Context,
    round_month: Period | None,
    form: str,
    due: date | None,
    folder: Path,
    machine: bool,
    dry_run: bool,
    anew: bool,
    no_send: bool,
) -> None:
    """Write a return for each service with anything due in MONTH, or in the month that ended last.

    MONTH is 2014-06 or "June 2014". June ends a quarter, so it asks for monthly and quarterly measures. Running it
    again changes nothing, unless a measure, target or rule changed: then the returns it touches are issued anew, and
    copies that answer the old ones are refused. Answers to what is still asked the same way stand.

    Each return is put into its service's own folder as well, where the register names one. Each person gets one draft
    letter with that person's returns; it is sent only if pmf.toml names a mail server.

    With --form it writes a yearly form, for a financial year instead of a month: pmf issue 2015/16 --form targets.
    """
    from pmf_excel.distribution import distribute
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.framework.periods import month
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    options.check_round(round_month, form)
    if due and not form:
        raise click.UsageError(
            "--due is of a yearly form. When returns are due, pmf.toml says; more time is given by pmf extend."
        )
    if form and round_month is None:
        raise click.UsageError(f"Say for which financial year, for example: pmf issue 2015/16 --form {form}")
    workspace = Workspace.open(folder)
    at = now()
    if round_month is None:
        round_month = month(at.year, at.month).back()
        if not machine:
            click.echo(f"No month was named, so this is {round_month.label}, the month that ended last.\n")
    if form:
        issued = workspace.issue_form(form, round_month, at, dry_run, options.progress, anew, due)
    else:
        issued = workspace.issue(round_month, at, dry_run, options.progress, anew)
    options.progress_done()
    if machine:
        outcome = distribute(workspace, issued, at, dry_run, not no_send) if issued else None
        options.print_json([_as_json(outgoing, outcome) for outgoing in issued])
        if outcome and outcome.troubles:
            show_troubles(outcome)
            ctx.exit(1)
        return
    if not issued:
        what = "the forms of this year" if form else "the returns of this round"
        click.echo(f"Nothing is asked in {round_month.label} any more: {what} were withdrawn.")
        return
    rows = []
    for outgoing in issued:
        again = f"replaces issue {outgoing.replaces}" if outgoing.replaces else ""
        state = again or ("new" if outgoing.new else "as issued before")
        rows.append([outgoing.path.name, str(outgoing.rows), state])
    options.table(["Return", "Rows", ""], rows, right=(1,))
    untargeted = [code for outgoing in issued for code in outgoing.untargeted]
    if untargeted:
        listed = ", ".join(untargeted[:12]) + (f" and {len(untargeted) - 12} more" if len(untargeted) > 12 else "")
        click.echo(
            f"\nThese have no target for the period, so they cannot be rated: {listed}. "
            "If that is not meant, enter their targets on the Targets sheet and issue again."
        )
    verb = "would be" if dry_run else "is" if len(issued) == 1 else "are"
    total = sum(outgoing.rows for outgoing in issued)
    click.echo(
        f"\n{counted(len(issued), 'workbook' if form else 'return')} with {counted(total, 'row')} {verb} in {issued[0].path.parent}, due {in_words(issued[0].issued.due)}."
    )
    if form and issued[0].issued.due < at.date():
        click.echo("That day is past. Give another one with --due, and they are issued anew.")
    outcome = distribute(workspace, issued, at, dry_run, not no_send)
    own = sum(1 for _, fresh in outcome.copies.values() if fresh)
    if outcome.copies:
        there = len(outcome.copies) - own
        kept = f"; {there} {'was' if there == 1 else 'were'} there already and left alone" if there else ""
        put = "would be put" if dry_run else "was put" if own == 1 else "were put"
        click.echo(f"{counted(own, 'workbook' if form else 'return')} {put} into the service's own folder{kept}.")
    show_drafts(outcome, dry_run)
    show_troubles(outcome)
    again, of_form = options.again(folder), f" --form {form}" if form else ""
    if dry_run:
        click.echo(
            f"Nothing was written. Next: pmf issue {round_month.label if form else round_month.id}{of_form}{again}"
        )
    else:
        one = "workbook" if form else "return"
        first = how_to_send(outcome) if outcome.drafts else f"take each {one} to its service. "
        click.echo(
            f"Next: {first}{'As' if first else 'as'} they come back, put them in {workspace.path('inbox')} and run: pmf collect{again}"
        )
    if outcome.troubles:
        ctx.exit(1)


def _as_json(outgoing: Outgoing, outcome: Outcome | None) -> dict[str, object]:
    """A return as plain values, with where it went."""
    code = outgoing.issued.service
    letter = outcome.draft_for(code) if outcome else None
    copied = outcome.copies.get(code) if outcome else None
    return outgoing.as_json() | {
        "address": letter.letter.address if letter else "", "draft": str(letter.path) if letter else "",
        "sent": bool(letter and letter.sent), "copied_to": str(copied[0]) if copied else "",
    }  # fmt: skip
