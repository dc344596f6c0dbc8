"""pmf comparators: take in what others achieved, or show what is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pmf_excel.comparators import TakenIn
    from pmf_excel.framework.comparators import Comparator

#: How many changed values are listed one by one.
_LISTED = 20


@click.command("comparators", short_help="Take in what others achieved, or show what is known of it.")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.as_known
@options.workspace
@options.as_json
@options.dry_run
def command(file: Path | None, known: datetime | None, folder: Path, machine: bool, dry_run: bool) -> None:
    """Take in what others achieved, or list what is known.

    FILE is a CSV table with the headings Measure (a code of the register), Period, Group (for example "England, district
    councils: median"), Value and Source (where it was published). It is kept as it is, and taken whole or not at all. The last
    word for a measure, period and group counts; the value "withdrawn" takes an earlier one back. Without FILE all that is
    known is listed.
    """
    from pmf_excel.comparators import take_in
    from pmf_excel.settings import now
    from pmf_excel.workspace import Workspace

    workspace = Workspace.open(folder)
    if file is None:
        if dry_run:
            raise click.UsageError("Without FILE nothing is written. Name a file, or leave out --dry-run.")
        with workspace.ledger.reading(known) as reader:
            _list(reader.comparators(), machine, folder)
        return
    if known:
        raise click.UsageError("--as-known shows what was known on a day. Leave it out to take in a file.")
    taken = take_in(workspace, file, now(), dry_run)
    if machine:
        options.print_json(taken.as_json())
        return
    _show(taken, dry_run)
    again = options.again(folder)
    if dry_run and not taken.already:
        named = f'"{file}"' if " " in str(file) else str(file)
        click.echo(f"\nNext, to take it in: pmf comparators {named}{again}")
    else:
        click.echo(f"\nNext, to see what is known: pmf comparators{again}")


def _show(taken: TakenIn, dry_run: bool) -> None:
    """Print what was taken in, what it changes, and how anything unusual was read."""
    from pmf_excel.framework.calendar import in_words
    from pmf_excel.ledger.sentences import counted

    if taken.already:
        at, name = taken.already
        named = "" if name == taken.file else f' as "{name}"'
        click.echo(
            f"{taken.file} was taken in on {in_words(at.date())} already{named}, so nothing was added. "
            "What a later file replaced stays replaced."
        )
        return
    for note in taken.notes:
        click.echo(f"Note: {note}")
    measures = counted(len({line.measure for line in taken.lines}), "measure")
    click.echo(
        f"{'This would take in' if dry_run else 'Taken in:'} {counted(len(taken.lines), 'value')} of {measures} from "
        f"{taken.file}: {len(taken.new)} new, {len(taken.changed)} changed, {taken.same} as before."
    )
    for old, line in taken.changed[:_LISTED]:
        becomes = f"is withdrawn, was {old.value}" if line.value is None else f"was {old.value}, is now {line.value}"
        click.echo(f"  {line.measure}, {line.period.label}, {line.group}: {becomes}.")
    if len(taken.changed) > _LISTED:
        click.echo(f"  and {len(taken.changed) - _LISTED} more.")


def _list(found: Sequence[Comparator], machine: bool, folder: Path) -> None:
    """Print what is known of what others achieved."""
    from pmf_excel.framework.calendar import in_words

    if machine:
        options.print_json(
            [
                {
                    "measure": one.measure, "period": one.period.id, "group": one.group, "value": str(one.value),
                    "source": one.source, "at": one.at.isoformat(), "file": one.file, "line": one.line, "sha256": one.sha256,
                }
                for one in found
            ]
        )  # fmt: skip
        return
    if not found:
        click.echo(f"No comparators are known. To take some in: pmf comparators FILE{options.again(folder)}")
        return
    rows = [
        [
            one.measure,
            one.period.short,
            one.group,
            str(one.value),
            f"{one.source} ({one.file}, line {one.line}, taken in on {in_words(one.at.date())})",
        ]
        for one in found
    ]
    options.table(["Measure", "Period", "Group", "Value", "Source"], rows, right=(3,), whole=(0, 1, 3))
    click.echo(f"\nNext, to make the master workbook: pmf consolidate{options.again(folder)}")
