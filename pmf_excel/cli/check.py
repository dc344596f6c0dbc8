"""pmf check: list everything in the register that has to be put right."""

from __future__ import annotations

from pathlib import Path

import click

from pmf_excel.cli import options


@click.command("check")
@options.workspace
@options.as_json
@click.pass_context
def command(ctx: click.Context, folder: Path, machine: bool) -> None:
    """List everything to put right in the register, with its cell."""
    from pmf_excel.problems import errors_in
    from pmf_excel.workspace import Workspace

    register = Workspace.open(folder).register()
    framework, problems = register.framework, register.problems
    if machine:
        options.print_json({"problems": [p.as_json() for p in problems], "measures": len(framework.measures)})
    else:
        for problem in problems:
            click.echo(str(problem))
        if not problems:
            click.echo(
                f"Nothing to put right: {len(framework.services)} services, {len(framework.measures)} measures, "
                f"{len(framework.targets)} targets, {len(framework.past)} past figures."
            )
            click.echo("\nNext: pmf issue MONTH, for example: pmf issue 2014-06")
        else:
            wrong = len(errors_in(problems))
            click.echo(f"\n{wrong} to put right in framework.xlsx. Next: correct them, save, and run: pmf check")
    if errors_in(problems):
        ctx.exit(1)
