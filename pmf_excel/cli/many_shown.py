"""What the commands of pmf many print: a line a council, the sums, and what went wrong where."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.crowd.collecting import Collected
    from pmf_excel.crowd.combined import Combined
    from pmf_excel.crowd.errand import Told
    from pmf_excel.crowd.issuing import Issued
    from pmf_excel.crowd.reporting import Reported

#: How many lines of a table, or of what is to be put right, are shown; --json has all of it.
_SHOWN = 50


def show_issued(told: Sequence[Told[Issued]], dry_run: bool) -> None:
    """Print a line a council, the sums, and what went wrong where."""
    from pmf_excel.ledger.sentences import counted

    done = [(one, one.value) for one in told if one.value]
    rows = [[one.place, str(made.returns), str(made.new), str(made.rows), str(made.drafts)] for one, made in done]
    _table(["Workspace", "Returns", "New", "Rows", "Letters"], rows, (1, 2, 3, 4))
    new, all_ = sum(made.new for _, made in done), sum(made.returns for _, made in done)
    would = "would be" if dry_run else "are"
    click.echo(
        f"{counted(len(done), 'council').capitalize()}: {counted(all_, 'return')} {would} issued, {new} of them new."
    )
    _show_wrong(told, [f"{one.place}: {line}" for one, made in done for line in made.troubles])


def show_collected(told: Sequence[Told[Collected]]) -> None:
    """Print a line for each council from which something new came, the sums, and what wants attention where."""
    from pmf_excel.ledger.sentences import counted

    done = [(one, one.value) for one in told if one.value]
    rows = [
        [
            one.place, str(made.fresh), f"{made.taken} of {made.asked}" if made.asked else "", str(made.held or ""),
            str(made.verdicts.get("rejected", "") or ""),
        ]
        for one, made in done if made.fresh
    ]  # fmt: skip
    _table(["Workspace", "New files", "Rows taken", "To put right", "Not taken"], rows, (1, 2, 3, 4))
    fresh, before = sum(made.fresh for _, made in done), sum(made.verdicts.get("duplicate", 0) for _, made in done)
    taken, asked = sum(made.taken for _, made in done), sum(made.asked for _, made in done)
    said = f"{counted(len(done), 'council').capitalize()}: {counted(fresh, 'new file')}"
    said += f", {taken} of {counted(asked, 'row')} taken" if asked else ""
    said += f"; {counted(before, 'file')} collected before" if before else ""
    click.echo(f"{said}.")
    refused = [
        f"{one.place}: {problem}"
        for one, made in done
        for report in made.attention if report.verdict == "rejected"
        for problem in report.problems[:1]
    ]  # fmt: skip
    held = sum(1 for _, made in done for report in made.attention if report.verdict == "held")
    if held:
        click.echo(
            f"{counted(held, 'return')} to put right: a marked-up copy of each lies in its council's folder of queries."
        )
    _show_wrong(told, refused)


def show_position(whole: Combined) -> None:
    """Print a line a council, the totals, and what is not counted."""
    from pmf_excel.crowd.combined_book import said
    from pmf_excel.framework.figures import rounded
    from pmf_excel.framework.status import Rag

    click.echo(f"{whole.round.label}\n")
    lines = [(told.place, one) for told, one in whole.lines]
    rows = [
        [place, f"{one.received} of {one.returns}", f"{one.taken} of {one.asked}", *(str(one.counts.coloured(rag)) for rag in Rag),
         str(one.counts.rated), str(one.counts.total)]
        for place, one in [*lines[:_SHOWN], ("Together", whole.total)]
    ]  # fmt: skip
    headings = ["Workspace", "Returns", "Rows taken", *(rag.value for rag in Rag), "Rated", "Measures"]
    options.table(headings, rows, right=tuple(range(1, 8)))
    if len(lines) > _SHOWN:
        click.echo(f"The first {_SHOWN} of {len(lines)} councils are shown; --excel and --json have all of them.")
    total = whole.total
    counts = total.counts
    click.echo(
        f"\n{said(whole)} {total.received} of {total.returns} returns received, {total.complete} complete, {total.late} overdue."
    )
    if counts.rated:
        of_rated = ", ".join(f"{counts.coloured(rag)} {rag.value} ({rounded(_percent(counts.coloured(rag), counts.rated), 1)}%)" for rag in Rag)  # fmt: skip
        click.echo(f"Of {counts.rated} rated measures: {of_rated}.")
    left = ", ".join(f"{number} {status.value}" for status, number in counts.excluded.items())
    if left:
        click.echo(f"Not rated, of {counts.total} measures: {left}.")
    _show_wrong(whole.missing, [])


def show_reported(told: Sequence[Told[Reported]], dry_run: bool) -> None:
    """Print where each council's report lies, how many there are, and what went wrong where."""
    from pmf_excel.ledger.sentences import counted

    done = [(one, one.value) for one in told if one.value]
    _table(["Workspace", "Report"], [[one.place, made.path.name] for one, made in done], ())
    verb = "would be written" if dry_run else "written, each into its council's folder of reports"
    click.echo(f"{counted(len(done), 'report').capitalize()} {verb}.")
    _show_wrong(told, [f"{one.place}: {line}" for one, made in done for line in made.remarks])


def _percent(number: int, of: int) -> Decimal:
    return Decimal(100 * number) / of


def _table(headings: list[str], rows: list[list[str]], right: tuple[int, ...]) -> None:
    """The first lines of a table, and how many there are."""
    if rows:
        options.table(headings, rows[:_SHOWN], right=right)
        more = (
            f"The first {_SHOWN} of {len(rows)} councils are shown; --json has all of them.\n"
            if len(rows) > _SHOWN
            else ""
        )
        click.echo(more)


def _show_wrong(told: Sequence[Told[Any]], more: Sequence[str]) -> None:
    """Say what went wrong, each with its place."""
    lines = [*more]
    for one in told:
        if one.wrong:
            lines += [f"{one.place}: {one.wrong}", *(f"  {problem}" for problem in one.problems[:5])]
    for line in lines[:_SHOWN]:
        click.echo(line)
    if len(lines) > _SHOWN:
        click.echo(f"... and {len(lines) - _SHOWN} lines more; --json has all of it.")


def quoted(folder: Path) -> str:
    """A folder as it is typed."""
    return f'"{folder}"' if " " in str(folder) else str(folder)
