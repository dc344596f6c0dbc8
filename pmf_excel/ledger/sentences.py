"""The position in words: that are computed and never typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.counts import Counts, Weights
from pmf_excel.framework.governance import Accounted
from pmf_excel.framework.model import Amendment
from pmf_excel.framework.status import Rag, Status
from pmf_excel.ledger.known import Restatement
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 measure, 2 measures, no measures."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def headline(counts: Counts) -> str:
    """How many rated measures are Green, Amber and Red, with the denominator said."""
    if not counts.rated:
        return (
            "The measure is not rated yet."
            if counts.total == 1
            else f"None of the {counted(counts.total, 'measure')} is rated yet."
        )
    best, *others = counts.rated_statuses
    number = counts.of(best)
    verb = "is" if 1 in (number, counts.rated) else "are"
    first = f"{number} of the {counted(counts.rated, 'rated measure')} {verb} {best.value} ({counts.percent(best)}%)"
    rest = [f"{counts.of(status)} {status.value} ({counts.percent(status)}%)" for status in others]
    return f"{listed([first, *rest])}."


#: How each reason for not being rated is said after its number.
_REASONS = {
    Status.NO_TARGET: ("has no target", "have no target"),
    Status.NO_COMPARISON: ("has nothing to be compared with", "have nothing to be compared with"),
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
    reasons = [f"{n} {_REASONS[status][n != 1]}" for status, n in counts.excluded.items()]
    return (
        f"{total} of {counted(counts.total, 'measure')} {'is' if total == 1 else 'are'} not rated: {listed(reasons)}."
    )


def listed(parts: list[str]) -> str:
    """Parts of a sentence as a list: one, two and three."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def exceptional(exceptions: int, counts: Counts, work: Sequence[Status] = ()) -> str:
    """How many rated measures are exceptions, and how much work has problems, each with its denominator."""
    measures = f"{exceptions or 'None'} of the {counted(counts.rated, 'rated measure')} {'is an exception' if 1 in (exceptions, counts.rated) else 'are exceptions'}"
    if counts.rated == 1:
        measures = f"The one rated measure is {'an' if exceptions else 'no'} exception"
    parts = [measures if counts.rated else "No measure is rated yet"] if counts.total else []
    if work:
        off = sum(status.underperforming for status in work)
        verb = "has problems or is off track" if off < 2 else "have problems or are off track"
        parts.append(
            f"{off or 'none'} of {counted(len(work), 'activity or project', 'activities and projects')} {verb}"
        )
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def returns_received(position: Position) -> str:
    """How many returns are complete, and how many are not: every return is counted once."""
    total = len(position.returns)
    states = [returned.state for returned in position.returns]
    complete = states.count("Complete")
    parts = [f"{complete} of {counted(total, 'return')} {'is' if 1 in (complete, total) else 'are'} complete"]
    for state, one, many in (
        ("To be explained", "has something to explain", "have something to explain"),
        ("Not signed off", "is filled in and not signed off", "are filled in and not signed off"),
        ("Being put right", "has something to put right", "have something to put right"),
        ("Part returned", "is part filled in", "are part filled in"),
        ("Returned empty", "came back empty", "came back empty"),
        ("Not returned", "has not come back", "have not come back"),
    ):
        if number := states.count(state):
            parts.append(f"{number} {one if number == 1 else many}")
    return f"{listed(parts)}."


def counted_as(counts: Counts) -> str:
    """What the council's own words count as, where there are any: "Off track counts as Red."; nothing where there are none."""
    own = [status for status in counts.rated_statuses if status.rag and status.value != status.rag.value]
    return f"{listed([f'{status.value} counts as {status.rag}' for status in own])}." if own else ""


def marked(lines: Sequence[Line]) -> str:
    """How many figures are provisional, were revised, or are those of an earlier period; nothing where none is."""
    provisional, revised, late = (
        sum(line.provisional for line in lines), sum(bool(line.restated) for line in lines), sum(line.late for line in lines),
    )  # fmt: skip
    parts = [
        f"{number} {one if number == 1 else many}"
        for number, one, many in (
            (provisional, "figure is provisional", "figures are provisional"), (revised, "was revised", "were revised"),
            (late, "is that of an earlier period", "are those of an earlier period"),
        )
        if number
    ]  # fmt: skip
    if parts and not provisional:
        number, rest = parts[0].split(" ", 1)
        parts[0] = f"{number} {'figure' if number == '1' else 'figures'} {rest}"
    return f"{listed(parts)}." if parts else ""


def corrections(lines: Sequence[Line]) -> list[str]:
    """A sentence for each figure of these lines that was given before and is different now, oldest change first."""
    every = sorted(((one, line) for line in lines for one in line.restated), key=lambda both: both[0].at)
    return [correction(one, line.terms.title, line.print) for one, line in every]


def correction(one: Restatement, title: str, print_: Callable[[Decimal], str]) -> str:
    """A figure that was given before and is different now, in a sentence; ``print_`` says figures of its measure."""
    return (
        f"{one.measure} {title}, {one.period.label}: {print_(one.was)} was given before; "
        f"since {in_words(one.at.date())} it is {print_(one.now)}.{_because(one.reason)}"
    )


def amended(amendments: Sequence[Amendment]) -> str:
    """How many amendments there are, of which kinds, in a sentence."""
    if not amendments:
        return "Nothing has been amended since then."
    kinds = Counter(one.kind for one in amendments)
    if len(amendments) == 1:
        return f"There is one amendment: {amendments[0].kind.lower()}."
    return f"There are {len(amendments)} amendments: {listed([f'{number} {kind.lower()}' for kind, number in kinds.items()])}."


def changes_said(changes: Sequence[Accounted]) -> str:
    """How much of what defines the framework changed since it was adopted, and how much of that nobody approved."""
    if not changes:
        return "Nothing that needs approval has changed since then."
    open_ = sum(1 for one in changes if one.amendment is None)
    has = "has" if len(changes) == 1 else "have"
    said = f"{counted(len(changes), 'change')} of what defines the framework {has} been made since then."
    said = said[:1].upper() + said[1:]
    if not open_:
        return (
            f"{said} All were approved as amendments."
            if len(changes) > 1
            else f"{said} It was approved as an amendment."
        )
    if open_ == len(changes):
        return f"{said} {'Nobody has approved any of them yet' if open_ > 1 else 'Nobody has approved it yet'}."
    return f"{said} {counted(open_, 'of them', 'of them')} {'has' if open_ == 1 else 'have'} not been approved yet."


def _because(reason: str) -> str:
    """What a service says of a change, as a sentence after it."""
    return f" The service says: {reason.rstrip('.')}." if reason else ""


def focus(priorities: Mapping[str, Counts]) -> str:
    """Which priority has the largest share of rated measures that are Red, in a sentence; the first of equals."""
    rated = {name: counts for name, counts in priorities.items() if counts.rated}
    if not rated:
        return "No measure is rated yet."
    worst = max(
        rated, key=lambda name: (Fraction(rated[name].coloured(Rag.RED), rated[name].rated), -list(rated).index(name))
    )
    red = rated[worst].coloured(Rag.RED)
    if not red:
        return "No measure is Red."
    share = f"{red} of its {counted(rated[worst].rated, 'rated measure')}"
    plain = red == rated[worst].of(Status.RED)
    return f"{worst} has the largest share of Red{'' if plain else ' and what counts as Red'}: {share}."


def serves(counts: Counts) -> str:
    """How what serves a part of the plan stands, with the denominator: 4 Green, 1 Amber, 2 Red of 7 rated; not rated: 1 Awaited."""
    if not counts.total:
        return "Nothing serves it in this round."
    rated = ", ".join(f"{counts.coloured(rag)} {rag.value}" for rag in Rag if counts.coloured(rag))
    others = ", ".join(f"{number} {status.value}" for status, number in counts.excluded.items())
    parts = [f"{rated} of {counts.rated} rated" if counts.rated else "", f"not rated: {others}" if others else ""]
    said = "; ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}."


def priorities_stand(stands: Sequence[Rag | None]) -> str:
    """How many of the priorities stand how."""
    if not stands:
        return "The plan has no priority yet."
    if not any(stands):
        return "No priority can be rated yet."
    parts = [f"{number} {rag.value}" for rag in Rag if (number := stands.count(rag))]
    first, _, colour = parts[0].partition(" ")
    if len(stands) == 1:
        return f"The one priority stands {colour}."
    if first == str(len(stands)):
        return f"All {first} priorities stand {colour}."
    verb = "stands" if first == "1" else "stand"
    unrated = stands.count(None)
    rest = f"; {unrated} {'is' if unrated == 1 else 'are'} not rated" if unrated else ""
    return f"{listed([f'{first} of the {len(stands)} priorities {verb} {colour}', *parts[1:]])}{rest}."


def judged_by(weights: Weights) -> str:
    """How a priority is judged by what serves it."""
    if weights.points is None:
        return "Each stands as the worst that is rated under it."
    points = listed([f"{rag.value} {_plain(value)}" for rag, value in weights.points.items()])
    green, amber = _plain(weights.green_from), _plain(weights.amber_from)
    return f"Each is judged by the average of points ({points}): Green from {green}, Amber from {amber}."


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
