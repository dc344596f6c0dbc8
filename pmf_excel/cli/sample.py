"""pmf sample: figures for internal audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.master.audit_sample import Drawn

#: How many figures are drawn unless told: what an internal auditor looks at in a day or two.
SIZE = 25


@click.command("sample", short_help="Draw figures for internal audit, with their evidence.")
@click.argument("period", callback=options.any_period)
@click.option(
    "--size", type=click.IntRange(1, 10_000), default=SIZE, show_default=True, help="How many figures to draw."
)
@click.option(
    "--seed", required=True, help='What decides which are drawn, such as "Audit Committee, 4 September 2014".'
)
@options.workspace
@options.as_json
@options.dry_run
def command(period: str, size: int, seed: str, folder: Path, machine: bool, dry_run: bool) -> None:
    """Draw a random sample of the figures of PERIOD for internal audit, each with its way from the service's file.

    PERIOD is a month, a quarter or a financial year. The seed is any text that is agreed beforehand: the same seed draws the same
    figures again, so that nobody can choose them. The workbook has room for what the auditor finds.
    """
    from pmf_excel.framework.periods import parse
    from pmf_excel.sampling import put_sample, sample
    from pmf_excel.workspace import Workspace

    if not seed.strip():
        raise click.UsageError("The seed is empty. Name any text that was agreed beforehand.")
    workspace = Workspace.open(folder)
    drawn = sample(workspace, parse(period), size, seed.strip())
    said: list[str] = []
    path = put_sample(workspace, drawn, dry_run, said.append)
    if machine:
        options.print_json(_as_json(drawn, path))
        return
    rows = [
        [
            one.measure,
            one.period.short,
            f"{one.figure.value:f}",
            one.source.place.file,
            f"{one.source.place.sheet} {one.source.place.cell}",
        ]
        for one in drawn.figures
    ]
    options.table(["Measure", "Period", "Figure", "Came in", "Cell"], rows, right=(2,))
    for line in said:
        click.echo(line)
    share = f"{len(drawn.figures)} of {drawn.total} figures of {drawn.period.label}, drawn with the seed “{drawn.seed}”"
    if dry_run:
        click.echo(f"\n{share}. Nothing was written.")
    else:
        click.echo(
            f"\n{share}, are in {path}. Next: send it to internal audit with the files it names, which are in {workspace.path('archive')}."
        )


def _as_json(drawn: Drawn, path: Path) -> dict[str, object]:
    return {
        "period": drawn.period.id, "seed": drawn.seed, "figures": drawn.total, "file": str(path),
        "drawn": [
            {"measure": one.measure, "period": one.period.id, "figure": f"{one.figure.value:f}", "file": one.source.place.file,
             "sheet": one.source.place.sheet, "cell": one.source.place.cell, "sha256": one.source.sha256,
             "received": one.source.received.isoformat(), "signed_off_by": one.signed_off_by}
            for one in drawn.figures
        ],
    }  # fmt: skip
