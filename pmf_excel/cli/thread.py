"""pmf thread: the golden thread, from a priority to who answers for what serves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_excel.cli import options

if TYPE_CHECKING:
    from pmf_excel.framework.descent import Knot


@click.command("thread", short_help="Show the golden thread: from priority to team and officer.")
@click.argument("ref")
@options.workspace
@options.as_json
def command(ref: str, folder: Path, machine: bool) -> None:
    """Show what REF serves, and who answers for it: priority, outcome, item, service, team, responsible officer.

    REF is a code of the register. An item's shows its own line; a priority's or outcome's all that serves it; a service's or a
    team's all that it serves. Statuses are those of the latest round.
    """
    from pmf_excel.accountability import thread
    from pmf_excel.workspace import Workspace

    found = thread(Workspace.open(folder), ref)
    if machine:
        options.print_json(
            {"round": found.round.id if found.round else None, "thread": [_plain(knot) for knot in found.knots]}
        )
        return
    for knot in found.knots:
        _say(knot, 0)
    until = f"Statuses are those of the {found.round.label} round." if found.round else "No round was issued yet."
    click.echo(f"\n{until}")


def _say(knot: Knot, depth: int) -> None:
    """One line for each step, further in the further down; colour is never needed, because each says what it is."""
    named = " ".join(filter(None, (knot.code, knot.name)))
    said = {"responsible": f"Responsible: {named}", "outside": named}.get(
        knot.sort, f"{knot.sort.capitalize()} {named}"
    )
    click.echo(f"{'  ' * depth}{said}{f': {knot.status.shown}' if knot.status else ''}")
    for one in knot.below:
        _say(one, depth + 1)


def _plain(knot: Knot) -> dict[str, object]:
    return {
        "sort": knot.sort, "code": knot.code or None, "name": knot.name, "status": knot.status.value if knot.status else None,
        "below": [_plain(one) for one in knot.below],
    }  # fmt: skip
