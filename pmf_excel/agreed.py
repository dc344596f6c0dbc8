"""What is agreed about a round: a later day for a service, closing it, and opening it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pmf_excel.errors import Mistyped
from pmf_excel.framework.calendar import Extension, due_with, in_words
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rounds import RoundState, Turn, state_of
from pmf_excel.problems import near_miss
from pmf_excel.shelves import Shelves


@dataclass(frozen=True)
class Agreements(Shelves):
    """What may be agreed about the rounds of a workspace; each is a record of its own, with who agreed."""

    def extend(
        self, service: str, round_month: Period, until: date, agreed_by: str, at: datetime, dry_run: bool = False
    ) -> tuple[Extension, str]:
        """Note that a service has longer for a round; what was noted, and the service's name.

        Raises Mistyped when the service has no return of that round, or the day is no later than the one it has.
        """
        with self.ledger.reading() as reader:
            issues = {code: one for code, one in reader.current_issues(round_month).items() if one.file}
            if not issues:
                raise Mistyped(f"No return was issued for {round_month.label}. Check the month.")
            code = next((one for one in issues if one.casefold() == service.casefold()), "")
            if not code:
                raise Mistyped(
                    f'{round_month.label} has no return of "{service}". {near_miss(service, issues)}Use one of: {", ".join(issues)}.'
                )
            due = due_with(issues[code].due, reader.extensions(), code, round_month)
            name = self.kept_framework(reader).service_name(code)
        if until <= due:
            raise Mistyped(f"{name} has until {in_words(due)} already. Give a later day.")
        if not agreed_by.strip():
            raise Mistyped("Say who agreed to it, by job title.")
        extension = Extension(code, round_month, until, agreed_by.strip())
        if not dry_run:
            with self.ledger.writing() as writer:
                writer.add_extension(at, extension)
        return extension, name

    def turns(self, round_month: Period) -> list[Turn]:
        """What became of a round, oldest first.

        Raises Mistyped when it was never issued.
        """
        with self.ledger.reading() as reader:
            if not reader.current_issues(round_month):
                rounds = ", ".join(one.label for one in sorted({one.round for one in reader.issues()}))
                raise Mistyped(f"No return was issued for {round_month.label}. Rounds: {rounds or 'none'}.")
            return [turn for turn in reader.turns() if turn.round == round_month]

    def turn(
        self, round_month: Period, state: RoundState, by: str, reason: str, at: datetime, dry_run: bool = False
    ) -> list[Turn]:
        """Take a round to another state of its life; what became of it so far, this turn included.

        Raises Mistyped when it is in that state already, or is opened again without a job title and a reason.
        """
        turns = self.turns(round_month)
        if state_of(turns, round_month) is state:
            raise Mistyped(f"The round of {round_month.label} is {state.value} already.")
        by, reason = by.strip(), reason.strip()
        if state is RoundState.OPEN and not (by and reason):
            raise Mistyped(
                'To open a round again, say who decided it, by job title, and why: --by "Chief Executive" --reason "..."'
            )
        made = Turn(round_month, state, at, by, reason)
        if not dry_run:
            with self.ledger.writing() as writer:
                writer.add_turn(made)
        return [*turns, made]
