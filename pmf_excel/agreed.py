"""What is agreed about a round, of a month or of a yearly form: a later day for a service, closing it, and opening it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pmf_excel.errors import Mistyped
from pmf_excel.framework.calendar import Extension, due_with, in_words
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rounds import RoundState, Turn, state_of, turns_of
from pmf_excel.ledger.reader import Reader
from pmf_excel.problems import near_miss
from pmf_excel.returns.forms import form_named
from pmf_excel.shelves import Shelves


@dataclass(frozen=True)
class Agreements(Shelves):
    """What may be agreed about the rounds of a workspace; each is a record of its own, with who agreed."""

    def extend(
        self, service: str, at_round: Period, until: date, agreed_by: str, at: datetime, dry_run: bool = False, form: str = ""
    ) -> tuple[Extension, str]:  # fmt: skip
        """Note that a service has longer for a round, or for a form of a year; what was noted, and the service's name.

        Raises Mistyped when the service has no return of that round, or the day is no later than the one it has.
        """
        form = form_named(form).key if form else ""
        with self.ledger.reading() as reader:
            issues = {code: one for code, one in reader.current_issues(at_round, form).items() if one.file}
            if not issues:
                raise Mistyped(_never(reader, at_round, form))
            code = next((one for one in issues if one.casefold() == service.casefold()), "")
            if not code:
                raise Mistyped(
                    f'{at_round.label} has no {form_named(form).one if form else "return"} of "{service}". {near_miss(service, issues)}Use one of: {", ".join(issues)}.'
                )
            due = due_with(issues[code].due, reader.extensions(), code, at_round, form)
            name = self.kept_framework(reader).service_name(code)
        if until <= due:
            raise Mistyped(f"{name} has until {in_words(due)} already. Give a later day.")
        if not agreed_by.strip():
            raise Mistyped("Say who agreed to it, by job title.")
        extension = Extension(code, at_round, until, agreed_by.strip(), form)
        if not dry_run:
            with self.ledger.writing() as writer:
                writer.add_extension(at, extension)
        return extension, name

    def turns(self, at_round: Period, form: str = "") -> list[Turn]:
        """What became of a round, or of that of a form in its year, oldest first.

        Raises Mistyped when it was never issued.
        """
        form = form_named(form).key if form else ""
        with self.ledger.reading() as reader:
            if not reader.current_issues(at_round, form):
                raise Mistyped(_never(reader, at_round, form))
            return turns_of(reader.turns(), at_round, form)

    def turn(
        self, at_round: Period, state: RoundState, by: str, reason: str, at: datetime, dry_run: bool = False, form: str = ""
    ) -> list[Turn]:  # fmt: skip
        """Take a round to another state of its life; what became of it so far, this turn included.

        Raises Mistyped when it is in that state already, or is opened again without a job title and a reason.
        """
        form, turns = form_named(form).key if form else "", self.turns(at_round, form)
        if state_of(turns, at_round, form) is state:
            raise Mistyped(f"The round of {at_round.label} is {state.value} already.")
        by, reason = by.strip(), reason.strip()
        if state is RoundState.OPEN and not (by and reason):
            raise Mistyped(
                'To open a round again, say who decided it, by job title, and why: --by "Chief Executive" --reason "..."'
            )
        made = Turn(at_round, state, at, by, reason, form)
        if not dry_run:
            with self.ledger.writing() as writer:
                writer.add_turn(made)
        return [*turns, made]


def _never(reader: Reader, at_round: Period, form: str) -> str:
    """That a round was never issued, with those that were."""
    there = ", ".join(one.label for one in sorted({one.round for one in reader.issues(form=form)}))
    if form:
        return f"No {form_named(form).one} was issued for {at_round.label}. Years: {there or 'none'}."
    return f"No return was issued for {at_round.label}. Rounds: {there or 'none'}."
