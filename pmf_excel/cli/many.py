"""pmf many: the road over every workspace in a folder tree, for a county or a national body."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pmf_excel.cli import options
from pmf_excel.cli.letters import no_send
from pmf_excel.cli.many_shown import quoted, show_collected, show_issued, show_position, show_reported

if TYPE_CHECKING:
    from datetime import datetime

    from pmf_excel.crowd.combined import Combined
    from pmf_excel.crowd.errand import Told
    from pmf_excel.framework.periods import Period

F = TypeVar("F", bound=Callable[..., Any])

top = click.argument("top", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group("many", short_help="Walk the road over the workspaces of many councils.")
def command() -> None:
    """Walk the road over the workspaces of many councils: every folder below FOLDER that has a pmf.toml.

    What goes wrong at one council stops none of the others and is said with its place. Each command may be stopped at any
    moment and run again: what was done stays done. Several machines, or several commands, may each take a part of the tree.
    """


def _heavy(command: F) -> F:
    """``--jobs`` and ``--scheduler``: who does the heavy steps."""
    cluster = click.option(
        "--scheduler", metavar="ADDRESS", default="",
        help='A Dask cluster instead, by its scheduler: tcp://server:8786. Wants pip install "pmf-excel[dask]".',
    )  # fmt: skip
    return cluster(_jobs(command))


def _jobs(command: F) -> F:
    return click.option(
        "--jobs", type=click.IntRange(1, 60), help="How many processes do the work; one for each processor unless told."
    )(command)


@command.command("issue", short_help="Write the returns of a month at every council.")
@top
@click.argument("round_month", metavar="MONTH", callback=options.month)
@_heavy
@no_send
@options.as_json
@options.dry_run
@click.pass_context
def issue(
    ctx: click.Context, top: Path, round_month: Period, jobs: int | None, scheduler: str, no_send: bool, machine: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Write the returns of MONTH at every council in FOLDER, with their draft letters, as pmf issue does at one."""
    from pmf_excel.crowd import issuing
    from pmf_excel.crowd.tree import councils
    from pmf_excel.settings import now
    from pmf_excel.workers import hired

    found, at = councils(top), now()
    with hired(jobs or os.cpu_count() or 1, scheduler) as workers:
        told = list(issuing.issue(found, round_month, at, workers, dry_run, not no_send, options.progress))
    options.progress_done()
    if machine:
        options.print_json([_as_json(one) for one in told])
    else:
        show_issued(told, dry_run)
        click.echo(f"Next, as returns come back into each council's inbox: pmf many collect {quoted(top)}")
    _end(ctx, told, any(one.value and one.value.troubles for one in told))


@command.command("collect", short_help="Take in the returns in every council's inbox.")
@top
@_heavy
@options.as_json
@options.dry_run
@click.pass_context
def collect(ctx: click.Context, top: Path, jobs: int | None, scheduler: str, machine: bool, dry_run: bool) -> None:
    """Take in the returns in every council's inbox in FOLDER, as pmf collect does at one.

    The files are read by all the workers together; what they say is noted in each council's own ledger, one council at a time
    wholly or not at all. Stopped and run again, it goes on with the councils that are not done yet.
    """
    from pmf_excel.crowd import collecting
    from pmf_excel.crowd.tree import councils
    from pmf_excel.settings import now
    from pmf_excel.workers import hired

    found, at = councils(top), now()
    with hired(jobs or os.cpu_count() or 1, scheduler) as workers:
        told = list(collecting.collect(found, at, workers, dry_run, options.progress))
    options.progress_done()
    if machine:
        options.print_json([_as_json(one) for one in told])
    else:
        show_collected(told)
        if dry_run:
            click.echo(f"Nothing was written. Next: pmf many collect {quoted(top)}")
        else:
            click.echo(f"Next, to see where all of them stand: pmf many position {quoted(top)}")
    _end(ctx, told, any(one.value and one.value.attention for one in told))


@command.command("position", short_help="Add up where all councils stand.")
@top
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@click.option("--excel", is_flag=True, help='Also write it as a workbook, "position MONTH.xlsx", into FOLDER.')
@_jobs
@options.as_known
@options.as_json
@options.dry_run
@click.pass_context
def position(
    ctx: click.Context, top: Path, round_month: Period | None, excel: bool, jobs: int | None, known: datetime | None,
    machine: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Add up where all councils in FOLDER stand in MONTH, or in the latest month that any of them has issued.

    Each council's position is added up from its own ledger; the total adds up those positions. What is not counted is said.
    """
    from pmf_excel.crowd.combined import combined, last_round
    from pmf_excel.crowd.tree import councils
    from pmf_excel.errors import PutRight
    from pmf_excel.settings import now
    from pmf_excel.workers import hired

    found = councils(top)
    today = min(now().date(), known.date()) if known else now().date()
    with hired(jobs or min(os.cpu_count() or 1, 1 + len(found) // 8)) as workers:
        round_month = round_month or last_round(found, workers)
        if round_month is None:
            raise PutRight(
                f"{top}: nothing has been issued yet at any council. Next: pmf many issue {quoted(top)} MONTH"
            )
        whole = combined(found, round_month, today, workers, known)
    remarks: list[str] = []
    path = _written(whole, top, known, remarks, dry_run) if excel else None
    if machine:
        options.print_json(whole.as_json() | ({"file": str(path), "remarks": remarks} if path else {}))
    else:
        show_position(whole)
        if path:
            options.say_where(path, remarks, dry_run)
        click.echo(f"Next, for one council: pmf status -w {quoted(top / whole.counted[0].place)}")
    _end(ctx, whole.missing, False)


@command.command("report", short_help="Write a report at every council.")
@click.argument("kind", metavar="KIND")
@top
@click.argument("round_month", metavar="[MONTH]", required=False, callback=options.month)
@click.option("--format", "format_name", default="", help="The committee format. [default: each council's own]")
@_heavy
@options.as_json
@options.dry_run
@click.pass_context
def report(
    ctx: click.Context, kind: str, top: Path, round_month: Period | None, format_name: str, jobs: int | None,
    scheduler: str, machine: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Write a kind of report at every council in FOLDER, of MONTH or each council's latest round, as pmf report does at one."""
    from pmf_excel.crowd import reporting
    from pmf_excel.crowd.tree import councils
    from pmf_excel.workers import hired

    found = councils(top)
    with hired(jobs or os.cpu_count() or 1, scheduler) as workers:
        told = list(reporting.report(found, kind, format_name, round_month, workers, dry_run, options.progress))
    options.progress_done()
    if machine:
        options.print_json([_as_json(one) for one in told])
    else:
        show_reported(told, dry_run)
        click.echo(f"Next, to see where all of them stand: pmf many position {quoted(top)}")
    _end(ctx, told, False)


def _written(whole: Combined, top: Path, known: datetime | None, remarks: list[str], dry_run: bool) -> Path:
    """The workbook of a combined position, put in place."""
    from pmf_excel.crowd.combined_book import build_combined
    from pmf_excel.excel import layout, theme
    from pmf_excel.made import put_made
    from pmf_excel.positions import as_known
    from pmf_excel.shelves import shipped

    ours = shipped("workbook_templates")
    data = build_combined(whole, layout.load(ours / "combined.toml"), theme.load(ours / "theme.toml"))
    return put_made(top / f"position {whole.round.id}{as_known(known)}.xlsx", data, remarks.append, dry_run)


def _as_json(one: Told[Any]) -> dict[str, object]:
    return one.as_json() | (one.value.as_json() if one.value else {})


def _end(ctx: click.Context, told: Sequence[Told[Any]], attention: bool) -> None:
    """End with 3 where pmf itself failed anywhere, 1 where anything is to be put right."""
    if any(one.ours for one in told):
        ctx.exit(3)
    if attention or any(one.wrong for one in told):
        ctx.exit(1)
