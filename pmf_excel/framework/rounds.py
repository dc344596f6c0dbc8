"""The life of a round: open, closing, closed, and open again when a named role says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pmf_excel.framework.periods import Period


class RoundState(StrEnum):
    """What a round still takes: returns, only corrections of what was returned, or nothing."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        return {
            RoundState.OPEN: "takes returns and corrections",
            RoundState.CLOSING: "takes corrections of what was returned, and returns that were given longer",
            RoundState.CLOSED: "takes nothing any more",
        }[self]


@dataclass(frozen=True)
class Turn:
    """A change in a round's life: to which state, when, by whom as a job title, and why; of the round of a month, or of a form's year."""

    round: Period
    state: RoundState
    at: datetime
    by: str
    reason: str
    form: str = ""


def turns_of(turns: Iterable[Turn], at: Period, form: str = "") -> list[Turn]:
    """The changes in the life of one round, of a month or of a form's year, oldest first."""
    return [turn for turn in turns if (turn.round, turn.form) == (at, form)]


def state_of(turns: Iterable[Turn], at: Period, form: str = "") -> RoundState:
    """The state of a round: that of its last turn, open where it had none."""
    last = turns_of(turns, at, form)
    return last[-1].state if last else RoundState.OPEN
