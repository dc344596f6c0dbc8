"""The command line: one file a command, each thin; heavy libraries are loaded only by the command that needs them."""

from __future__ import annotations

import os
import sys

import click

from pmf_excel import __version__
from pmf_excel.cli import (
    adopt,
    approve,
    calendar,
    check,
    collect,
    comparators,
    consolidate,
    demo,
    diff,
    explain,
    export,
    extend,
    format,
    issue,
    lint,
    many,
    merge,
    new,
    pack,
    people,
    plan,
    remind,
    report,
    roll,
    round,
    sample,
    status,
    targets,
    thread,
    timeliness,
    verify,
    what_if,
    why,
)
from pmf_excel.errors import OurFault, PmfError, PutRight

#: The commands by when they are wanted, in the order in which they are.
GROUPS: dict[str, tuple[click.Command, ...]] = {
    "Set up": (new.command, demo.command, check.command, people.command, thread.command),
    "Every month": (
        issue.command, collect.command, status.command, remind.command, extend.command, round.command, explain.command, why.command,
        consolidate.command, approve.command,
    ),
    "Reports": (report.command, pack.command, lint.command, format.command, export.command),
    "Every year": (calendar.command, targets.command, plan.command, diff.command, adopt.command, roll.command, what_if.command, comparators.command, sample.command),
    "Look after": (timeliness.command, verify.command, verify.rebuild, merge.command, many.command),
}  # fmt: skip


class _Road(click.Group):
    """Lists the commands as one road: by when they are wanted, in the order in which they are."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands as they were added."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group with its commands, their names in one column throughout."""
        wide = max(map(len, self.commands))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                room = formatter.width - 6 - wide
                formatter.write_dl([(f"{one.name or '':{wide}}", one.get_short_help_str(room)) for one in commands])


@click.group(cls=_Road, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pmf")
def pmf() -> None:
    """Council performance returns in Excel, from one command line.

    The road: new, check, issue, collect, status, remind, consolidate, report. To see it walked on real figures, run
    "pmf demo".
    """


for _commands in GROUPS.values():
    for _command in _commands:
        pmf.add_command(_command)


def main() -> None:
    """Run pmf, and end with 0 fine, 1 something to put right, 2 mistyped, 3 our fault; never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = pmf.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped. Nothing is half done; run the same command again.", err=True)
        code = 1
    except click.ClickException as mistyped:
        mistyped.show()
        code = mistyped.exit_code
    except PmfError as why:
        _say(why)
        code = why.exit_code
    except OSError as why:
        code = _unreachable(why)
    except Exception as fault:
        _say(OurFault(f"{type(fault).__name__}: {fault}"))
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


def _unreachable(why: OSError) -> int:
    """Say which file or folder the system refused, and what to do; one that is not named is our fault."""
    if not why.filename:
        _say(OurFault(f"{type(why).__name__}: {why}"))
        return OurFault.exit_code
    reason = why.strerror or type(why).__name__
    path = os.fsdecode(why.filename) if isinstance(why.filename, str | bytes) else why.filename
    advice = "Check that it can be reached and that there is room, then run the same command again."
    click.echo(f"{path}: the system refused this file or folder ({reason}). {advice}", err=True)
    return PutRight.exit_code


def _say(why: PmfError) -> None:
    if isinstance(why, OurFault):
        click.echo(
            f"pmf itself failed: {why}. This is our fault, not yours. Please report this line; your files were not changed.",
            err=True,
        )
        return
    click.echo(str(why), err=True)
    for problem in getattr(why, "problems", ()):
        click.echo(f"  {problem}", err=True)
