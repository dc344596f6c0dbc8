"""The position in words: that are computed and never typed."""

from __future__ import annotations

from pmf_excel.framework.status import Counts, Status
from pmf_excel.ledger.position import Position


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 measure, 2 measures, no measures."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def headline(counts: Counts) -> str:
    """How many rated measures are Green, Amber and Red, with the denominator said."""
    if not counts.rated:
        return f"None of the {counted(counts.total, 'measure')} is rated yet."
    green = counts.of(Status.GREEN)
    said = f"{green} of the {counted(counts.rated, 'rated measure')} {'is' if green == 1 else 'are'} Green ({counts.percent(Status.GREEN)}%)"
    return f"{said}, {counts.of(Status.AMBER)} Amber ({counts.percent(Status.AMBER)}%) and {counts.of(Status.RED)} Red ({counts.percent(Status.RED)}%)."


def not_rated(counts: Counts) -> str:
    """How many measures are not rated, and why; nothing when all are."""
    reasons = [f"{n} {status.value.lower()}" for status, n in counts.by_status.items() if n and not status.rated]
    total = counts.total - counts.rated
    if not reasons:
        return "Every measure is rated."
    return f"{counted(total, 'measure')[0].upper()}{counted(total, 'measure')[1:]} of {counts.total} {'is' if total == 1 else 'are'} not rated: {', '.join(reasons)}."


def returns_received(position: Position) -> str:
    """How many returns are complete, and how many are not."""
    total = len(position.returns)
    complete = sum(1 for r in position.returns if r.state == "Complete")
    missing = sum(1 for r in position.returns if r.state == "Not returned")
    wrong = sum(1 for r in position.returns if r.held)
    unsigned = sum(1 for r in position.returns if r.received and not r.signed_by)
    parts = [f"{complete} of {total} returns {'is' if complete == 1 else 'are'} complete"]
    if wrong:
        parts.append(f"{wrong} {'has' if wrong == 1 else 'have'} something to put right")
    if missing:
        parts.append(f"{missing} {'has' if missing == 1 else 'have'} not come back")
    if unsigned:
        parts.append(f"{unsigned} {'is' if unsigned == 1 else 'are'} not signed off")
    return f"{', '.join(parts[:-1])} and {parts[-1]}." if len(parts) > 1 else f"{parts[0]}."
