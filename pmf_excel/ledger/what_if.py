"""What if: how a position would stand by proposed targets and tolerances, with what was really achieved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.counts import Counts
from pmf_excel.framework.status import Status, best_first
from pmf_excel.ledger.attempt import attempt
from pmf_excel.ledger.editable import counted_in, tolerated
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.proposals import Proposal, gathered
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.problems import near_miss


@dataclass(frozen=True)
class Outcome:
    """One measure as it stands now, and as it would stand: the same line where nothing of what is proposed touches it.

    ``without_effect`` says why something that is proposed for it changes nothing.
    """

    now: Line
    then: Line
    without_effect: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether its status would be another."""
        return self.now.status != self.then.status

    @property
    def judged_by(self) -> str:
        """What it is judged by now, and what it would be judged by where that is different."""
        said = [_arrow(aim_of(self.now), aim_of(self.then))]
        if self.now.terms.tolerance != self.then.terms.tolerance:
            now, then = tolerance_of(self.now), tolerance_of(self.then)
            if self.now.terms.tolerance.kind is self.then.terms.tolerance.kind:  # what both are counted in is said once
                now = now.removesuffix(" points").removesuffix(" days").partition(" of ")[0]
            said.append(f"tolerance {now} → {then}")
        return "; ".join(said)


@dataclass(frozen=True)
class WhatIf:
    """Every line of a position by some proposals, with the counts before and after."""

    outcomes: tuple[Outcome, ...]
    before: Counts
    after: Counts

    @property
    def changed(self) -> list[Outcome]:
        """The measures whose status would be another, in the returns' order."""
        return [outcome for outcome in self.outcomes if outcome.changed]

    @property
    def statuses(self) -> list[Status]:
        """Every status that is counted before or after, best first."""
        return best_first([*self.before.by_status, *self.after.by_status])

    @property
    def moves(self) -> list[tuple[Status, Status, int]]:
        """From which status to which, and how many measures: most first, then from the best."""
        found, order = Counter((one.now.status, one.then.status) for one in self.changed), self.statuses
        return sorted(
            ((was, then, number) for (was, then), number in found.items()),
            key=lambda move: (-move[2], order.index(move[0]), order.index(move[1])),
        )

    @property
    def without_effect(self) -> dict[str, list[str]]:
        """Why some of what is proposed changes nothing, with the measures of which it is so."""
        found: dict[str, list[str]] = {}
        for outcome in self.outcomes:
            for why in outcome.without_effect:
                found.setdefault(why, []).append(outcome.now.measure)
        return found

    @property
    def sentence(self) -> str:
        """How many would change, of how many, and from what to what."""
        changed = self.changed
        of, number = "rated measure", self.before.rated
        if any(not outcome.now.status.rated for outcome in changed):
            of, number = "measure", self.before.total
        whole = counted(number, of)
        if not changed:
            return f"None of {whole} would change status." if number else "There is no rated measure."
        moves = [f"{number} from {was.value} to {then.value}" for was, then, number in self.moves]
        return f"{len(changed)} of {whole} would change status: {listed(moves)}."


def aim_of(line: Line) -> str:
    """What a line's figure is compared with, in words."""
    terms = line.terms
    return terms.aim or (terms.brief(terms.target) if terms.target is not None else "none")


def tolerance_of(line: Line) -> str:
    """A line's tolerance in words: 5 points, 10% of target; nothing where its rule allows none."""
    around = tolerated(line.terms, line.terms.case(line.figure, line.last_year).known)
    if around is None:
        return ""
    said = counted_in(line.terms, around)
    return f"{line.terms.tolerance.amount.normalize():f}{'' if said.startswith('%') else ' '}{said}"


def _arrow(now: str, then: str) -> str:
    return now if now == then else f"{now} → {then}"


def what_if(position: Position, proposals: Sequence[Proposal]) -> WhatIf:
    """How every line of a position would stand by some proposals.

    Raises Mistyped with every proposal that cannot be, or PutRight where one of them stands in a file.
    """
    wishes, refused = gathered(proposals)
    codes = {line.measure.casefold() for line in position.lines}
    refused += [_unknown(one, position) for one in proposals if one.code and one.code.casefold() not in codes]
    outcomes = []
    for line in position.lines:
        tried = attempt(line, wishes.get(line.measure.casefold(), {}), wishes.get("", {}))
        refused += tried.refused
        then = line
        if tried.terms != line.terms and not refused:
            judged = tried.terms.rule.judge(tried.terms.case(line.figure, line.last_year))
            then = replace(line, terms=tried.terms, judgement=judged)
        outcomes.append(Outcome(line, then, tuple(dict.fromkeys(tried.without_effect))))
    if refused:
        places = [one.place for one in proposals]
        once = sorted(dict.fromkeys(refused), key=lambda said: _first(said, places))
        said = "Nothing was tried, because this cannot be proposed:\n" + "\n".join(f"  {what}" for what in once)
        raise PutRight(said) if any(one.in_file for one in proposals) else Mistyped(said)
    after = position.counts([outcome.then for outcome in outcomes])
    return WhatIf(tuple(outcomes), position.counts(), after)


def _first(said: str, places: Sequence[str]) -> int:
    """Which of some places a refusal begins with, so that all of them are said in the order in which they were written."""
    return next((number for number, place in enumerate(places) if said.startswith(f"{place}:")), len(places))


def _unknown(proposal: Proposal, position: Position) -> str:
    """What is said of a code that the round did not ask for."""
    code = proposal.code
    other = next((one for one in position.not_due if one.code.casefold() == code.casefold()), None)
    if other:
        every = f'"{other.code}" is reported {other.frequency.value.lower()}, and not in the round of {position.round.label}.'
        return f"{proposal.place}: {every} Choose a round that asked for it."
    hint = near_miss(code, [line.measure for line in position.lines])
    return f'{proposal.place}: no measure of the round of {position.round.label} has the code "{code}". {hint}Check its code.'
