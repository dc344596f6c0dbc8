"""pmf lint: hold a report that was edited by hand against the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from pmf_excel.cli import options


@click.command("lint", short_help="Hold a report edited in Word against the ledger.")
@click.argument("file", metavar="REPORT.docx", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.workspace
@options.as_json
@click.pass_context
def command(ctx: click.Context, file: Path, folder: Path, machine: bool) -> None:
    """Hold a report that was edited in Word against the ledger, and list everything to put right.

    The report is made again as it was known then, and the two are compared: figures, statuses, sums, references, what is
    blank or exempt, and what keeps people from reading it.
    """
    from pmf_excel.errors import Mistyped
    from pmf_excel.held_against import held_against
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.problems import Severity, errors_in
    from pmf_excel.workspace import Workspace

    try:
        workspace = Workspace.open(folder)
    except Mistyped:
        if folder != Path():
            raise
        workspace = None  # a document of another council can be checked anywhere
    held = held_against(workspace, file.read_bytes(), file.name)
    wrong = errors_in(held.problems)
    if machine:
        options.print_json(held.as_json())
    else:
        for one in held.problems:
            click.echo(str(one) if one.severity is Severity.ERROR else f"{one.severity.value.capitalize()}: {one}")
        again = f'pmf lint "{file}"{options.again(folder)}'
        if wrong:
            click.echo(
                f"\n{len(wrong)} to put right in {file.name}. Next: correct them in Word, save, and run: {again}"
            )
        else:
            asked = sum(one.severity is Severity.QUERY for one in held.problems)
            more = f" {counted(asked, 'thing')} to check." if asked else ""
            click.echo(f"Nothing to put right in {file.name}.{more}")
            click.echo(f"\nNext: if you change it again in Word, run: {again}")
    if wrong:
        ctx.exit(1)
