"""pmf format: check a council's own committee format, and explain every field, slot and block."""

from __future__ import annotations

from pathlib import Path

import click

from pmf_excel.cli import options


@click.group("format", short_help="Check a committee format of your own, and list its fields.")
def command() -> None:
    """Bring your own committee format: check it, and see what it may ask for."""


@command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.as_json
@click.pass_context
def check(ctx: click.Context, file: Path, machine: bool) -> None:
    """List everything to put right in a format, FILE.docx, with its paragraph."""
    from pmf_excel.problems import Severity, errors_in
    from pmf_excel.reports.format_check import check as checked

    problems = checked(file)
    if machine:
        options.print_json({"problems": [one.as_json() for one in problems]})
    else:
        for one in problems:
            click.echo(str(one) if one.severity is Severity.ERROR else f"{one.severity.value.capitalize()}: {one}")
    if wrong := errors_in(problems):
        if not machine:
            click.echo(
                f'\n{len(wrong)} to put right. Next: correct them in Word, save, and run: pmf format check "{file}"'
            )
        ctx.exit(1)
    if not machine:
        click.echo(f"Nothing to put right in {file.name}.")
        click.echo(
            f'\nNext: put it into the folder report_templates/formats of your workspace, and run: pmf report quarterly --format "{file.stem}"'
        )


@command.command("fields")
@options.as_json
def fields(machine: bool) -> None:
    """Explain each field, box, slot and block, with an example of how it is written."""
    from pmf_excel.excel import theme
    from pmf_excel.reports.blocks.every import every
    from pmf_excel.reports.format_check import explained
    from pmf_excel.shelves import shipped

    rows = explained(every(theme.load(shipped("workbook_templates") / "theme.toml")))
    if machine:
        options.print_json([{"name": name, "about": about, "example": example} for name, about, example in rows])
        return
    for name, about, example in rows:
        click.echo(f"{name}\n  {about}\n  {example}")
    click.echo("\nNext: put the fields and slots into a Word document, and check it: pmf format check FILE.docx")
