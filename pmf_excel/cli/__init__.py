"""The command line: one file a command, each thin; heavy libraries are loaded only by the command that needs them."""

from __future__ import annotations

import os
import sys

import click

from pmf_excel import __version__
from pmf_excel.cli import (
    approve,
    check,
    collect,
    comparators,
    consolidate,
    demo,
    explain,
    export,
    extend,
    format,
    issue,
    lint,
    merge,
    new,
    pack,
    remind,
    report,
    round,
    status,
    verify,
    what_if,
    why,
)
from pmf_excel.errors import OurFault, PmfError, PutRight


class _InOrder(click.Group):
    """Lists the commands in the order of the road, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands as they were added."""
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pmf")
def pmf() -> None:
    """Council performance returns in Excel, from one command line.

    The road: new, check, issue, collect, status, remind, consolidate, report. To see it walked on real figures, run
    "pmf demo".
    """


_COMMANDS = (
    *(file.command for file in (new, check, issue, collect, status, remind, consolidate, approve, report, pack, lint, format, export, explain, why, what_if, extend, round, comparators, merge)),
    verify.command, verify.rebuild, demo.command,
)  # fmt: skip
for _command in _COMMANDS:
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
