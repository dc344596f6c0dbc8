"""Approval: which stages have approved a round, from which moment on it is frozen, and what changed since.

A round is approved by the stages that its council asks for, in order. Once the last has approved it, it is shown as it was known
at the moment when that was noted. To withdraw a stage's approval takes back whatever rested on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.changes import MEASURES, Change
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Approved
from pmf_excel.ledger.sentences import counted, listed

#: How many changes a sentence tells one by one.
TOLD = 10


@dataclass(frozen=True)
class Approval:
    """How far a round is approved: by which of its ``stages``, in order, and by what records, of which ``history`` has all.

    ``final`` is the approval of the last stage, once it was given. ``changes`` are what differs since, where that was looked up.
    """

    round: Period
    stages: tuple[str, ...]
    approved: tuple[Approved, ...] = ()
    final: Approved | None = None
    history: tuple[Approved, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether approval is asked for, and the last stage has not given it."""
        return bool(self.stages) and self.final is None

    @property
    def frozen(self) -> datetime | None:
        """The moment as of which the round is shown: when its final approval was noted."""
        return self.final.at if self.final else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The stages that have not approved it, in order."""
        done = {one.stage for one in self.approved}
        return () if self.final else tuple(stage for stage in self.stages if stage not in done)

    def by(self, stage: str) -> Approved | None:
        """The approval of a stage that stands."""
        return next((one for one in self.approved if one.stage == stage), None)

    @property
    def said(self) -> str:
        """How far it is approved, in a sentence; nothing where no approval is asked for."""
        if self.final:
            return f"Approved by {_the(self.final.stage)} on {in_words(self.final.on)}."
        if not self.stages:
            return ""
        missing = f"{listed(list(self.missing))} {_has(self.missing)} not approved it yet"
        given = [f"{_the(one.stage)} on {in_words(one.on)}" for one in self.approved if one.stage in self.stages]
        return f"Draft: {f'approved by {listed(given)}; ' if given else ''}{missing}.{self._withdrawn}"

    @property
    def _withdrawn(self) -> str:
        """That the last thing that happened was a withdrawal."""
        last = self.history[-1] if self.history else None
        if last is None or not last.withdrawn:
            return ""
        return f" The approval of {_the(last.stage)} was withdrawn on {in_words(last.on)}."

    @property
    def since(self) -> str:
        """What was corrected since it was approved, each in a sentence; nothing where nothing was."""
        if not self.changes or self.final is None:
            return ""
        more = len(self.changes) - TOLD
        told = [one.sentence() for one in self.changes[:TOLD]] + ([f"And {more} more."] if more > 0 else [])
        verb = "was" if len(self.changes) == 1 else "were"
        when = in_words(self.final.on)
        return f"{numbers(self.changes)} {verb} corrected since it was approved on {when}: {' '.join(told)}"

    @property
    def brief(self) -> str:
        """How far it is approved, and how much was corrected since; nothing where no approval is asked for."""
        if not self.changes:
            return self.said
        verb = "was" if len(self.changes) == 1 else "were"
        return f"{self.said} {numbers(self.changes)} {verb} corrected since."

    def only(self, *shown: Position) -> Approval:
        """The same with nothing in its changes but what any of some positions shows, that were cut for their readers.

        What is no longer asked for stands only in a position from before.
        """
        codes = {(MEASURES, line.measure) for one in shown for line in one.lines}
        codes |= {(line.part, line.code) for one in shown for line in one.items.every}
        return replace(self, changes=tuple(one for one in self.changes if (one.part, one.code) in codes))

    def as_json(self) -> dict[str, object]:
        """The approval as plain values for ``--json``."""
        return {
            "round": self.round.id, "stages": list(self.stages), "approved": [one.as_json() for one in self.approved],
            "final": self.final is not None, "frozen": self.frozen.isoformat() if self.frozen else None,
            "said": self.said, "changes": [one.as_json() for one in self.changes],
        }  # fmt: skip


def approval(reader: Reader, round_month: Period, stages: Sequence[str]) -> Approval:
    """How far a round is approved, by what the reader knows; ``stages`` are those that the council asks for now."""
    return standing(reader.approvals(round_month), round_month, stages)


def standing(records: Iterable[Approved], round_month: Period, stages: Sequence[str]) -> Approval:
    """How far a round is approved by some records, oldest first.

    A round that had its final approval by the stages of that time keeps it, whatever the council asks for now.
    """
    history, given = tuple(records), dict[str, Approved]()
    for one in history:
        if one.withdrawn:
            given = {stage: other for stage, other in given.items() if not other.rests_on(one.stage)}
        else:
            given.pop(one.stage, None)  # so that the last given stands last
            given[one.stage] = one
    final = next((one for one in reversed(given.values()) if one.last), None)
    if final is None and stages and all(stage in given for stage in stages):
        final = given[stages[-1]]
    asked = final.stages if final and final.last else tuple(stages)
    order = [*asked, *(stage for stage in given if stage not in asked)]
    return Approval(round_month, asked, tuple(given[stage] for stage in order if stage in given), final, history)


def numbers(changes: Sequence[Change]) -> str:
    """How many figures, items and words differ: "2 figures and 1 item"."""
    words = sum(not (one.was or one.now) for one in changes)
    figures = sum(one.part == MEASURES and bool(one.was or one.now) for one in changes)
    every = (
        (figures, "figure", ""),
        (len(changes) - figures - words, "item", ""),
        (words, "commentary", "commentaries"),
    )
    return listed([counted(number, one, many) for number, one, many in every if number])


def _the(stage: str) -> str:
    """A stage within a sentence."""
    return stage if stage.casefold().startswith("the ") else f"the {stage}"


def _has(stages: Sequence[str]) -> str:
    """Have, of several or of what is called by a plural: the Policy committees."""
    last = stages[-1].split()[-1]
    return "have" if len(stages) > 1 or (last.endswith("s") and not last.endswith("ss")) else "has"
