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


#: How each reason for not being rated is said after its number.
_REASONS = {
    Status.NO_TARGET: ("has no target", "have no target"),
    Status.DATA_ONLY: ("is for information only", "are for information only"),
    Status.NOT_YET_AVAILABLE: ("is not yet available", "are not yet available"),
    Status.NOT_APPLICABLE: ("does not apply", "do not apply"),
    Status.SUPPRESSED: ("is withheld", "are withheld"),
    Status.HELD: ("is being put right", "are being put right"),
    Status.AWAITED: ("is awaited", "are awaited"),
    Status.NOT_DUE: ("is not due", "are not due"),
}


def not_rated(counts: Counts) -> str:
    """How many measures are not rated, and why."""
    total = counts.total - counts.rated
    if not total:
        return "Every measure is rated."
    reasons = [f"{n} {_REASONS[status][n != 1]}" for status, n in counts.by_status.items() if n and not status.rated]
    return (
        f"{total} of {counted(counts.total, 'measure')} {'is' if total == 1 else 'are'} not rated: {listed(reasons)}."
    )


def listed(parts: list[str]) -> str:
    """Parts of a sentence as a list: one, two and three."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


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
    return f"{listed(parts)}."
