"""The options that several commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

if TYPE_CHECKING:
    from datetime import date, datetime

    from pmf_excel.framework.periods import Period
    from pmf_excel.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])


def workspace(command: F) -> F:
    """``-w FOLDER``: the workspace, this folder unless said otherwise. What nobody approved in its register is said last."""
    return click.option(
        "-w", "--workspace", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), callback=_watched,
        help="The workspace's folder. [default: this folder]",
    )(command)  # fmt: skip


#: Commands that say themselves what is not approved.
_SAY_IT_THEMSELVES = ("check", "diff", "adopt")


def _watched(ctx: click.Context, parameter: click.Parameter, folder: Path) -> Path:
    """The folder; once the command has run, one line on stderr says what of the register nobody approved."""
    if ctx.info_name not in _SAY_IT_THEMSELVES and not ctx.resilient_parsing:
        ctx.call_on_close(lambda: _say_unapproved(folder))
    return folder


def _say_unapproved(folder: Path) -> None:
    """Say how many changes of the register nobody approved; nothing when a command stopped: that has to be put right first."""
    if sys.exc_info()[0] not in (None, click.exceptions.Exit):
        return
    from pmf_excel.adoption import unapproved_count
    from pmf_excel.workspace import Workspace

    try:
        found = unapproved_count(Workspace.open(folder))
    except Exception:  # a remark is no reason to fail: whatever is wrong, the commands that need it say so
        return
    if found:
        many = "1 change" if found == 1 else f"{found} changes"
        click.echo(f"framework.xlsx holds {many} that nobody approved. To see what: pmf check{again(folder)}", err=True)


def as_json(command: F) -> F:
    """``--json``: the answer for machines."""
    return click.option("--json", "machine", is_flag=True, help="Answer in JSON, for other programs.")(command)


def dry_run(command: F) -> F:
    """``--dry-run``: say what would be done and write nothing."""
    return click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")(command)


def form(command: F) -> F:
    """``--form NAME``: a yearly form instead of the monthly return."""
    return click.option(
        "--form", "form", metavar="NAME", default="",
        help="A yearly form instead of the monthly return, for a financial year: targets, plan or quality.",
    )(command)  # fmt: skip


def round_(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Period | None:
    """A month typed as an argument, or a financial year, which only a yearly form has."""
    from pmf_excel.framework.periods import Length, parse

    try:
        period = parse(value) if value else None
    except ValueError:
        period = None
    if period is not None and period.length is Length.YEAR and 1990 <= period.year <= 2199:
        return period
    return month(ctx, parameter, value)


def check_round(period: Period | None, form: str) -> None:
    """Say so where a year was typed without a yearly form, or a month with one."""
    from pmf_excel.framework.periods import Length

    if period is None:
        return
    if form and period.length is not Length.YEAR:
        raise click.UsageError(
            f"A yearly form is of a financial year, and {period.label} is a month. Write the year as {period.financial_year.label}."
        )
    if not form and period.length is Length.YEAR:
        raise click.UsageError(
            f"{period.label} is a financial year, and returns are of a month. Write a month as 2014-06, or name a yearly form: --form targets."
        )


def month(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Period | None:
    """A month typed as an argument, read as a round."""
    if value is None:
        return None
    from pmf_excel.framework.periods import Length, parse

    example = 'Write a month as 2014-06, or as "June 2014" in quotation marks.'
    try:
        period = parse(value)
    except ValueError as why:
        raise click.UsageError(f'"{value}" is not a month. {example}') from why
    if not 1990 <= period.year <= 2199:
        raise click.UsageError(f"{period.label} is not a likely month. {example}")
    if period.length is not Length.MONTH:
        raise click.UsageError(f"{period.label} is not a month. {example}")
    return period


def any_period(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    """A period typed as an argument, as its id."""
    from pmf_excel.framework.periods import parse

    try:
        return parse(value).id
    except ValueError as why:
        raise click.UsageError(f'"{value}" is not a period. Write it as "Q1 2014/15", 2014-06 or 2014/15.') from why


def day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """A day typed as an option."""
    if value is None:
        return None
    from pmf_excel.framework.calendar import parse_day

    try:
        return parse_day(value)
    except ValueError as why:
        raise click.UsageError(f'"{value}" is not a day. Write it as 2014-08-12, or as "12 August 2014".') from why


def as_known(command: F) -> F:
    """``--as-known DAY``: what was known at the end of a day, and nothing that came later."""
    return click.option(
        "--as-known", "known", metavar="DAY", callback=_end_of_day,
        help='As it was known at the end of a day: 2014-08-12, or "12 August 2014".',
    )(command)  # fmt: skip


def _end_of_day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    from datetime import UTC, datetime, time

    found = day(ctx, parameter, value)
    return None if found is None else datetime.combine(found, time(23, 59, 59), UTC)


def again(folder: Path) -> str:
    """The option that names this workspace, for the command to run next; nothing inside the workspace itself."""
    if folder == Path():
        return ""
    named = str(folder)
    return f' -w "{named}"' if " " in named else f" -w {named}"


def say_if_changed(workspace: Workspace) -> None:
    """Say when the register was saved since it was last used, because what is made then still follows the older one."""
    if workspace.register_changed():
        click.echo(
            "framework.xlsx was changed since pmf issue last used it; this still follows the older one. To use the new one, run pmf issue again first."
        )


def say_where(path: Path, remarks: Sequence[str], dry_run: bool) -> None:
    """Say where something was written, or would be; and whatever is to be known of it, such as that another is open."""
    click.echo(f"{'This would write' if dry_run else 'Written:'} {path}")
    for remark in remarks:
        click.echo(remark)


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def progress(name: str) -> None:
    """Say on stderr what is being worked on, when a person watches."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{name[:90]}", nl=False, err=True)


def progress_done() -> None:
    """Take the progress line away."""
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def table(
    headings: list[str],
    rows: list[list[str]],
    right: tuple[int, ...] = (),
    whole: tuple[int, ...] = (),
    paint: Sequence[str] = (),
    gap: int = 2,
) -> None:
    """One aligned table, at most 100 characters wide; colour is never the only sign.

    Columns among ``whole`` are never made narrower. ``paint`` is the colour of each row's second cell, in a terminal that
    has colours and where NO_COLOR does not forbid them.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=100, highlight=False, soft_wrap=False)
    shown = Table(box=None, pad_edge=False, header_style="bold", padding=(0, gap, 0, 0))
    for number, heading in enumerate(headings):
        justify: Literal["left", "right"] = "right" if number in right else "left"
        shown.add_column(heading, justify=justify, overflow="fold", no_wrap=number in whole)
    for place, row in enumerate(rows):
        colour = paint[place] if place < len(paint) else ""
        shown.add_row(*(Text(cell, style=colour if number == 1 else "") for number, cell in enumerate(row)))
    console.print(shown)
