"""What the commands that write letters share: the option not to send, and how the letters are shown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmf_excel.distribution.outbox import Outcome

F = TypeVar("F", bound="Callable[..., Any]")


def no_send(command: F) -> F:
    """``--no-send``: drafts only, whatever pmf.toml says."""
    return click.option("--no-send", is_flag=True, help="Write the drafts only, even if pmf.toml names a mail server.")(
        command
    )


def show_drafts(outcome: Outcome, dry_run: bool) -> None:
    """Say in a line or two which drafts there are, how many were sent, and for whom there is none."""
    from pmf_excel.ledger.sentences import counted, listed

    if outcome.drafts:
        states = Counter(one.state for one in outcome.drafts)
        words = {
            "new": "new",
            "as before": "as before",
            "edited": "changed by hand and left so",
            "not written": "not written",
        }
        said = listed([f"{states[state]} {word}" for state, word in words.items() if states[state]])
        verb = "would be" if dry_run else "is" if len(outcome.drafts) == 1 else "are"
        click.echo(f"{counted(len(outcome.drafts), 'draft letter')} {verb} in {outcome.drafts[0].path.parent}: {said}.")
    if outcome.sent or any(one.sent for one in outcome.drafts):
        before = sum(1 for one in outcome.drafts if one.sent) - outcome.sent
        earlier = f"; {before} {'was' if before == 1 else 'were'} sent before" if before else ""
        click.echo(f"{counted(outcome.sent, 'letter')} {'was' if outcome.sent == 1 else 'were'} sent{earlier}.")
    for sentence in outcome.without:
        click.echo(sentence)


def show_troubles(outcome: Outcome) -> None:
    """Say on stderr what could not be done, each with what to do."""
    for sentence in outcome.troubles:
        click.echo(sentence, err=True)


def how_to_send(outcome: Outcome) -> str:
    """What is to be done with the letters that were not sent, as the beginning of a sentence; nothing where each was."""
    waiting = [one for one in outcome.drafts if not one.sent]
    return f"open each draft in {waiting[0].path.parent} and send it. " if waiting else ""
