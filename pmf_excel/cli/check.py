"""pmf check: list everything in the register that has to be put right."""

from __future__ import annotations

from collections.abc import Sized
from pathlib import Path

import click

from pmf_excel.cli import options


@click.command("check", short_help="List everything to put right in the register.")
@options.workspace
@options.as_json
@click.pass_context
def command(ctx: click.Context, folder: Path, machine: bool) -> None:
    """List everything to put right in the register, with its cell."""
    from pmf_excel.adoption import said_of, standing
    from pmf_excel.adrift import adrift, open_questions
    from pmf_excel.ledger.sentences import counted
    from pmf_excel.problems import Severity, errors_in
    from pmf_excel.settings import now
    from pmf_excel.shelves import EMPTY
    from pmf_excel.workspace import Workspace

    workspace, today = Workspace.open(folder), now().date()
    register = workspace.register(today=today)
    framework = register.framework
    problems = register.problems
    if not errors_in(problems):  # what is said of the register as a whole waits until it can be read as a whole
        problems = (
            *problems,
            *said_of(standing(workspace, framework), framework, today),
            *adrift(workspace, framework),
        )
    empty = not framework.measures and not register.problems
    if machine:
        options.print_json({"problems": [p.as_json() for p in problems], "measures": len(framework.measures)})
    elif empty:
        click.echo(f"The register has no measures yet. {EMPTY}{options.again(folder)}")
    else:
        for problem in problems:
            label = "" if problem.severity is Severity.ERROR else f"{problem.severity.value.capitalize()}: "
            click.echo(f"{label}{problem}")
        if not errors_in(problems):
            always: list[tuple[Sized, str]] = [
                (framework.services, "service"), (framework.measures, "measure"), (framework.targets, "target"),
                (framework.past, "past figure"),
            ]  # fmt: skip
            some: list[tuple[Sized, str, str]] = [
                (framework.activities, "activity or project", "activities and projects"),
                (framework.recommendations, "audit recommendation", ""), (framework.risks, "risk", ""),
                (framework.budgets, "budget line", ""), (framework.waivers, "waiver", ""),
                (open_questions(workspace, framework), "open question of members", "open questions of members"),
            ]  # fmt: skip
            listed = ", ".join(
                [counted(len(rows), one) for rows, one in always]
                + [counted(len(rows), one, many) for rows, one, many in some if len(rows)]
            )
            click.echo(f"Nothing to put right: {listed}.")
            last = None
            if workspace.ledger.exists:
                with workspace.ledger.reading() as reader:
                    last = reader.last_round()
            example = last.back(-1).id if last else "2014-06"
            click.echo(f"\nNext: issue a month's returns, for example: pmf issue {example}{options.again(folder)}")
        else:
            wrong = len(errors_in(problems))
            click.echo(
                f"\n{wrong} to put right in framework.xlsx. Next: correct them, save, and run: pmf check{options.again(folder)}"
            )
    if errors_in(problems) or empty:
        ctx.exit(1)
