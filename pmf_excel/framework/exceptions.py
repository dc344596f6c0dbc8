"""Exceptions: what has to be looked at, why, and by which committee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pmf_excel.framework.status import Rag, Status


class Why(StrEnum):
    """The reasons for being an exception, gravest first."""

    RED = "Red"
    PERSISTENT = "Outside tolerance two periods running"
    UNDERPERFORMING = "Short of target"
    REMEDIAL = "Action still under way"
    OVER = "Better than target two periods running"


@dataclass(frozen=True)
class Standing:
    """What decides whether an item is an exception: how it stands now and stood before, and what is being done.

    ``in_plan`` says whether it belongs to the Council Plan; ``over`` and ``over_before`` whether it does better than asked.
    ``action`` is one begun earlier that is still under way.
    """

    code: str
    now: Status
    before: Status | None = None
    in_plan: bool = False
    committee: str = ""
    over: bool = False
    over_before: bool = False
    action: str = ""


@dataclass(frozen=True)
class Watch:
    """What a council calls an exception.

    ``persistent`` (West Lindsey): outside tolerance, or beyond it, two periods running. ``over``: those who do better than
    asked two periods running too. Every underperforming item is one, or with ``plan_only`` those of
    the Council Plan (South Derbyshire).
    ``remedial``: an action once begun is followed until it is complete (West Lindsey 2021).
    """

    red: bool = True
    persistent: bool = True
    plan_only: bool = False
    over: bool = False
    remedial: bool = True

    def reasons(self, item: Standing) -> list[Why]:
        """Why an item is an exception; nothing when it is none."""
        found = []
        red, worse = item.now.rag is Rag.RED, item.now.underperforming
        if self.red and red:
            found.append(Why.RED)
        if self.persistent and red and item.before is not None and item.before.rag is Rag.RED:
            found.append(Why.PERSISTENT)
        if worse and not red and (item.in_plan or not self.plan_only):
            found.append(Why.UNDERPERFORMING)
        if self.remedial and item.action and not worse:
            found.append(Why.REMEDIAL)
        if self.over and item.over and item.over_before:
            found.append(Why.OVER)
        return found


def by_committee(items: Sequence[Standing], watch: Watch) -> Mapping[str, list[tuple[Standing, list[Why]]]]:
    """The exceptions of each committee's remit, in the items' order; what is in nobody's remit is under ""."""
    found: dict[str, list[tuple[Standing, list[Why]]]] = {}
    for item in items:
        reasons = watch.reasons(item)
        if reasons:
            found.setdefault(item.committee, []).append((item, reasons))
    return found
