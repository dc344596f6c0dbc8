"""Approval of a round: what stands in its way, noting it or taking it back, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.periods import Length, Period, month, round_label
from pmf_excel.ledger import journal
from pmf_excel.ledger.approval import Approval, approval, standing
from pmf_excel.ledger.changes import Change, changes
from pmf_excel.ledger.gaps import Gaps, gaps_of
from pmf_excel.ledger.items import Items
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.records import Approved
from pmf_excel.positions import Positions
from pmf_excel.problems import near_miss


@dataclass(frozen=True)
class Decision:
    """What a stage decided of a round: by whom as a job title, on which day; ``withdraw`` takes its approval back.

    ``with_gaps`` says that it was approved although rows are awaited, being put right or not explained.
    """

    stage: str
    by: str
    on: date
    note: str = ""
    withdraw: bool = False
    with_gaps: bool = False


@dataclass(frozen=True)
class Noted:
    """What was noted, how far the round is approved with it, and the round's position.

    ``gaps`` are the rows that it was approved without, ``later`` what came or changed after the day of the approval,
    ``taken_back`` the approvals of later stages that went with a withdrawal.
    """

    record: Approved
    approval: Approval
    position: Position
    gaps: Gaps = field(default_factory=Gaps)
    later: Sequence[Change] = ()
    taken_back: Sequence[str] = ()

    def as_json(self) -> dict[str, object]:
        """The same as plain values for ``--json``."""
        return {
            **self.record.as_json(), "approval": self.approval.as_json(), "gaps": self.gaps.as_json(),
            "after_the_day": [one.as_json() for one in self.later], "taken_back": list(self.taken_back),
        }  # fmt: skip


@dataclass(frozen=True)
class Approvals(Positions):
    """The approval of the rounds of a workspace."""

    def approval(self, round_month: Period, known: datetime | None = None, now: Position | None = None) -> Approval:
        """How far a round is approved, and what changed since its final approval; by what was known at a moment, where one is given.

        ``now`` is the round's whole position as it is known then, for those who have it.
        """
        with self.ledger.reading(known) as reader:
            found = approval(reader, round_month, self.settings.stages)
            last = reader.last_moment()
        if found.frozen is None or last is None or last <= found.frozen:
            return found
        return replace(found, changes=self._since(round_month, found.frozen, known, now))

    def approve(self, period: Period, decision: Decision, at: datetime, dry_run: bool = False) -> Noted:
        """Note that a stage approved the round that ends with a month or quarter, or that it took that back.

        Raises Mistyped where the decision cannot be: of a round that was never issued, an unknown stage, one whose turn it is
        not, a day that cannot be; and PutRight where rows are awaited, being put right or not explained, and it was not
        approved with them.
        """
        round_month = _round_of(period)
        with self.ledger.reading() as reader:
            seen = journal.marks(reader.connection)
            first = min((issued.at for issued in reader.issues(round_month)), default=at)
            before = approval(reader, round_month, self.settings.stages)
        found, _ = self.position(round_month)
        stage = _stage(decision, self.settings.stages, before)
        made = Approved(
            round_month, stage, self.settings.stages, decision.by.strip(), decision.on, at, decision.note.strip(),
            decision.withdraw,
        )  # fmt: skip
        _check(made, first)
        if decision.withdraw:
            _check_withdrawal(made, before)
            with_it = [one.stage for one in before.approved if one.rests_on(stage) and one.stage != stage]
            noted = Noted(made, before, found, taken_back=with_it)
        else:
            self._check_turn(made, before, found)
            gaps = gaps_of(found)
            if gaps and not decision.with_gaps:
                raise PutRight(_with_gaps(gaps, round_month))
            noted = Noted(made, before, found, gaps, self._after(made, found))
        if not dry_run:
            with self.ledger.writing() as writer:
                if journal.marks(writer.connection) != seen:
                    raise PutRight("Something was added to the ledger meanwhile, so nothing was noted. Run the same command again.")  # fmt: skip
                made = writer.add_approval(made)
        after = standing([*before.history, made], round_month, self.settings.stages)
        return replace(noted, record=made, approval=after)

    def _since(
        self, round_month: Period, then: datetime, known: datetime | None = None, now: Position | None = None
    ) -> tuple[Change, ...]:
        """What of a round is no longer as it was known at a moment."""
        before, _ = self.position(round_month, then)
        try:
            after = now or self.position(round_month, known)[0]
        except Mistyped:  # its returns were withdrawn since: nothing is asked any more
            after = replace(before, lines=(), items=Items())
        return changes(before, after, then)

    def _check_turn(self, made: Approved, before: Approval, found: Position) -> None:
        """Mistyped where stages that come first have not approved, or this one has and nothing changed since."""
        given = before.by(made.stage)
        earlier = made.stages[: made.stages.index(made.stage)]
        missing = [one for one in earlier if before.by(one) is None]
        if missing:
            raise Mistyped(
                f'"{missing[0]}" comes before "{made.stage}", and has not approved {round_label(made.round)} yet. '
                f'Note that first, with --stage "{missing[0]}".'
            )
        for one in earlier:
            other = before.by(one)
            if other is not None and other.on > made.on:
                raise Mistyped(
                    f'"{one}" comes before "{made.stage}", and approved it on {in_words(other.on)}. Give that day or a later one.'
                )
        if given is not None and not self._since(made.round, given.at, now=found):
            raise Mistyped(
                f'"{made.stage}" approved {round_label(made.round)} on {in_words(given.on)} already, and nothing changed since. '
                "To take that back, use --withdraw."
            )

    def _after(self, made: Approved, found: Position) -> Sequence[Change]:
        """What came or changed after the day on which it was approved, and before that was noted."""
        end = datetime.combine(made.on, time(23, 59, 59), UTC)
        return self._since(made.round, end, now=found) if found.moment > end else ()


def _round_of(period: Period) -> Period:
    """The round that ends with a month or a quarter."""
    if period.length is Length.YEAR:
        raise Mistyped(
            f'{period.label} is a year. Rounds are approved by month or quarter: write 2014-06 or "Q1 2014/15".'
        )
    return month(period.end.year, period.end.month)


def _stage(decision: Decision, asked: Sequence[str], before: Approval) -> str:
    """The stage that is meant: one that the council asks for, or, to take that back, one that approved when it was asked for."""
    given = [one.stage for one in before.approved] if decision.withdraw else []
    typed, known = decision.stage, list(dict.fromkeys([*asked, *given]))
    if not known:
        raise Mistyped(
            'No approval is asked for: "approval_stages" in pmf.toml is empty. Name the stages there, with commas between.'
        )
    found = next((one for one in known if one.casefold() == " ".join(typed.split()).casefold()), None)
    if found is None:
        listed = ", ".join(f'"{one}"' for one in known)
        raise Mistyped(f'There is no stage "{typed}". {near_miss(typed, known)}Use one of: {listed}.')
    return found


def _check(made: Approved, first: datetime) -> None:
    """Mistyped where nobody decided it, or on a day that cannot be."""
    label, day = round_label(made.round), in_words(made.on)
    if not made.by:
        raise Mistyped('Say who decided it, by job title: --by "Chief Executive"')
    if made.on > made.at.date():
        raise Mistyped(f"{day} is still to come. Give the day on which it was decided.")
    if made.on < made.round.end:
        raise Mistyped(
            f"{label} ends on {in_words(made.round.end)}, after {day}. Give the day on which it was decided."
        )
    if made.on < first.date():
        raise Mistyped(
            f"The returns of {label} were issued on {in_words(first.date())}, after {day}. Give the day on which it was decided."
        )


def _check_withdrawal(made: Approved, before: Approval) -> None:
    """Mistyped where there is nothing to take back, or it was given later."""
    given, label = before.by(made.stage), round_label(made.round)
    if given is None:
        raise Mistyped(f'"{made.stage}" has not approved {label}, so there is nothing to take back.')
    if made.on < given.on:
        raise Mistyped(f'"{made.stage}" approved {label} on {in_words(given.on)}. Give that day or a later one.')


def _with_gaps(gaps: Gaps, round_month: Period) -> str:
    return (
        f"{round_label(round_month)}: {gaps.said} What is approved has to be known. Have this put right and collect it, then run the "
        "same command again; or, if it was approved as it is, add --with-gaps."
    )
