"""Where everything stands in a workspace: the positions that its ledger adds up to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.files import sha256_of
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period, month
from pmf_excel.ledger.known import Known
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.members import with_answers
from pmf_excel.ledger.outlook import POINTS
from pmf_excel.ledger.position import Position, catch_up, position
from pmf_excel.ledger.story import Event, story
from pmf_excel.problems import near_miss
from pmf_excel.shelves import Shelves


@dataclass(frozen=True)
class Positions(Shelves):
    """What is known of the rounds of a workspace."""

    def position(self, at: Period | None = None, known: datetime | None = None) -> tuple[Position, Framework]:
        """Where everything stands at a period's end (the latest round's, unless named), with the framework it was issued from.

        With ``known`` as it was known at that moment: what came later is not in it.
        """
        with self.ledger.reading(known) as reader:
            period = at or reader.last_round()
            if period is None:
                raise PutRight(f'{self.folder}: nothing {_issued_by(known)}. Run "pmf issue" with a month first.')
            round_month = month(period.end.year, period.end.month)
            issued = reader.current_issues(round_month)
            if not issued:
                rounds = ", ".join(one.label for one in sorted({one.round for one in reader.issues()}))
                raise Mistyped(
                    f"No return {_issued_by(known).removesuffix(' yet')} for {round_month.label}. Rounds: {rounds or 'none'}."
                )
            newest = reader.register()
            seq = max(i.register_seq for i in issued.values())
            framework = self.kept_framework(reader, seq)
            found = position(reader, round_month, framework)
            latest = framework if newest and newest[0] == seq else self.kept_framework(reader)
            questions = with_answers(reader, latest.questions)
        assert found is not None
        if not found.returns:
            raise Mistyped(
                f"Nothing is asked in the round of {round_month.label} any more: its returns were withdrawn."
            )
        # Figures are judged by the register of their issue; whom a report names and what was asked is as the newest one says.
        newest = replace(
            framework, people=latest.people, committees=latest.committees, meetings=latest.meetings, routes=latest.routes,
            questions=questions, document=latest.document, versions=latest.versions, amendments=latest.amendments,
            teams=latest.teams, lineage=latest.lineage,
        )  # fmt: skip
        return found, newest.closed_as(latest)

    def catch_up(self, before: Period, known: datetime | None = None) -> list[tuple[str, Period]]:
        """What rounds before one asked for, and nobody has answered yet: measures with their periods, oldest first."""
        with self.ledger.reading(known) as reader:
            return catch_up(reader, Known(reader, self.kept_framework(reader).past), before)

    def line(self, measure: str, period: Period, known: datetime | None = None) -> tuple[Line, Position, Framework]:
        """Where a measure stands in a period, by the last round that asked for it, with that round's position.

        Raises Mistyped, with the nearest code, when no round asked for it.
        """
        with self.ledger.reading(known) as reader:
            asked = list(reader.asked_keys())
            rounds = {issued.seq: issued.round for issued in reader.issues()}
        if not rounds:
            raise PutRight(f'{self.folder}: nothing {_issued_by(known)}. Run "pmf issue" with a month first.')
        codes = {code for _, code, _ in asked}
        wanted = [rounds[seq] for seq, code, at in asked if (code.casefold(), at) == (measure.casefold(), period)]
        for round_month in sorted(set(wanted), reverse=True):
            found, framework = self.position(round_month, known)
            for line in found.lines:
                if (line.measure.casefold(), line.period) == (measure.casefold(), period):
                    at = line.figure_period
                    within = {at.back(step) for step in range(-POINTS, POINTS)}
                    with self.ledger.reading(known) as reader:
                        if found.known:
                            found.known.look_up(reader, line.measure, within)
                    return line, found, framework
        with self.ledger.reading(known) as reader:
            own = {code.casefold(): one for code, one in self.kept_framework(reader).measures.items()}
        in_register = own.get(measure.casefold())
        if in_register is not None:
            hint = f"It is reported {in_register.frequency.value.lower()}. Check the period."
        else:
            hint = (
                "Check the period."
                if measure.casefold() in {code.casefold() for code in codes}
                else f"{near_miss(measure, codes)}Check its code."
            )
        raise Mistyped(f'No round asked for "{measure}" in {period.label}. {hint}')

    def story(self, measure: str, period: Period, known: datetime | None = None) -> tuple[Line, list[Event]]:
        """Where a measure stands in a period, and everything that happened to its figure, oldest first.

        Raises Mistyped, with the nearest code, when no round asked for it.
        """
        line, _, _ = self.line(measure, period, known)
        with self.ledger.reading(known) as reader:
            return line, story(reader, line.measure, line.period)

    def register_changed(self) -> bool:
        """Whether framework.xlsx was saved since pmf issue last used it."""
        with self.ledger.reading() as reader:
            known = reader.register()
        return known is not None and known[1] != sha256_of(self.register_bytes())


def as_known(known: datetime | None) -> str:
    """The part of a file's name that says at which moment its content was known."""
    return f" as known {known:%Y-%m-%d}" if known else ""


def _issued_by(known: datetime | None) -> str:
    """That something was issued, or had been by a moment."""
    return "has been issued yet" if known is None else f"had been issued by {in_words(known.date())}"
