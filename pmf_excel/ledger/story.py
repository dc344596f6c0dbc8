"""Everything that happened to one figure, in order: when it was asked for, what came, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import Absence, Figure, said
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rounds import RoundState
from pmf_excel.ledger.known import Standings
from pmf_excel.ledger.queries import row_of
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Asked, Kept, Terms


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what, and where it is kept (the hash of a file), if it is."""

    at: datetime
    what: str
    sha256: str = ""

    def as_json(self) -> dict[str, str]:
        """The event as plain values for ``--json``."""
        return {"at": self.at.isoformat(), "what": self.what, "sha256": self.sha256}


def story(reader: Reader, measure: str, period: Period) -> list[Event]:
    """What happened to the figure of a measure for a period, oldest first; nothing when it was never asked for."""
    issues = {issued.seq: issued for issued in reader.issues()}
    wanted = [seq for seq, code, at in reader.asked_keys() if (code, at) == (measure, period)]
    asked = {seq: row for seq, row in reader.asked_by(wanted) if (row.measure, row.period) == (measure, period)}
    if not asked:
        return []
    events = [
        Event(
            issues[seq].at, _was_asked(issues[seq].file, issues[seq].issue, issues[seq].round, row), issues[seq].sha256
        )
        for seq, row in asked.items()
    ]
    terms = asked[max(asked)].terms
    standings = Standings(reader)
    kept = [one for one in reader.answers({period}) if one.answer.measure == measure]
    stands = {one.seq for one in kept if standings.stands(one.file.seq, measure, period)}
    last = {held: max((one.seq for one in kept if one.answer.held is held), default=0) for held in (True, False)}
    for one in kept:
        now = one.seq in stands and one.seq == last[False] and not one.answer.held
        events += _came(reader, one, terms, now)
    rounds = {issues[seq].round for seq in asked}
    services = {issues[seq].service for seq in asked}
    for extension, at in reader.extensions_at():
        if extension.round in rounds and extension.service in services:
            until = in_words(extension.until)
            events.append(Event(at, f"The service was given until {until}, agreed by {extension.agreed_by}."))
    for turn in reader.turns():
        if turn.round in rounds:
            word = "opened again" if turn.state is RoundState.OPEN else turn.state.value
            by = f" by {turn.by}" if turn.by else ""
            events.append(
                Event(
                    turn.at,
                    f"The round of {turn.round.label} was {word}{by}{f': {turn.reason}' if turn.reason else ''}.",
                )
            )
    for round_month in sorted(rounds):
        for made in reader.approvals(round_month):
            word, day = "withdrew its approval of" if made.withdrawn else "approved", in_words(made.on)
            events.append(Event(made.at, f"{made.stage} ({made.by}) {word} the round of {round_month.label} on {day}."))
    return sorted(events, key=lambda event: event.at)


def _was_asked(file: str, issue: int, round_month: Period, row: Asked) -> str:
    """That it was asked for, in which return, and what it was to be judged by."""
    again = (
        ""
        if row.period.end == round_month.end
        else f", in the round of {round_month.label} because it was still awaited"
    )
    aim = row.terms.aim or (_print(row.terms, Figure(row.terms.target)) if row.terms.target is not None else "none")
    return f'Asked for in "{file}" (issue {issue}){again}. Target: {aim}. Rule: {row.terms.rule.name}.'


def _came(reader: Reader, one: Kept, terms: Terms, now: bool) -> list[Event]:
    """What came in a copy, what became of it, and what was asked about it."""
    answer, file = one.answer, one.file
    assert file.at is not None
    where = f'"{file.name}", sheet {answer.sheet}, {answer.cell}'
    if answer.held:
        what = f"Held, from {where}: {_print(terms, answer.figure)}."
    else:
        stands = "It stands." if now else "It was replaced later, or asked for anew."
        what = f"Taken from {where}: {_print(terms, answer.figure)}. {stands}"
    found = [Event(file.at, what, file.sha256)]
    about = f"|{answer.measure}|{answer.period.id}"
    for problem in reader.problems(file.seq):
        if row_of(problem.about).endswith(about):
            word = problem.severity.value.capitalize()
            found.append(Event(file.at, f"{word}: {problem.found} {problem.remedy} ({problem.code})"))
    if answer.reply:
        found.append(Event(file.at, f'The service answers: "{answer.reply}"'))
    return found


def _print(terms: Terms, figure: Figure) -> str:
    """A figure as it was given, or why there is none."""
    if figure.value is not None:
        parts = (
            f" ({figure.numerator:f} of {figure.denominator:f})"
            if figure.denominator is not None and figure.numerator is not None
            else ""
        )
        return f"{said(figure.value, terms.kind, terms.decimals, terms.unit)}{parts}"
    return {Absence.AWAITED: "nothing that could be read", Absence.HELD: "something that could not be read"}.get(
        figure.absence or Absence.AWAITED, f"no figure: {figure.absence.value.lower() if figure.absence else ''}"
    )
