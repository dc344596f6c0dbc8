"""The position: where everything stands for a round, added up from the ledger and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.model import PastFigure
from pmf_excel.framework.periods import Period
from pmf_excel.framework.status import UNDERPERFORMING, Counts, Judgement, Status, count
from pmf_excel.framework.travel import Travel, direction
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Asked, Issued, Kept, Terms
from pmf_excel.problems import Place


@dataclass(frozen=True)
class Source:
    """Where a figure came from: a file, its place in it, its hash, and when it was received."""

    place: Place
    sha256: str
    received: datetime


@dataclass(frozen=True)
class Line:
    """Where one measure stands for one period."""

    measure: str
    period: Period
    terms: Terms
    figure: Figure
    judgement: Judgement
    previous: Decimal | None
    travel: Travel
    answer: Answer | None
    source: Source | None

    @property
    def status(self) -> Status:
        """Its status."""
        return self.judgement.status

    @property
    def target(self) -> Decimal | None:
        """The target it is judged by."""
        return self.terms.target

    @property
    def commentary(self) -> str:
        """What the service says of it; only what was taken is ever shown."""
        return self.answer.commentary if self.answer else ""


@dataclass(frozen=True)
class Returned:
    """How a service's return stands."""

    issued: Issued
    asked: int
    taken: int
    held: int
    received: datetime | None
    copies: int
    signed_by: str
    signed_on: date | None

    @property
    def state(self) -> str:
        """One word or two: Complete, Being put right, Part returned, Returned empty, Not returned."""
        if self.held:
            return "Being put right"
        if self.taken == self.asked:
            return "Complete"
        if self.taken:
            return "Part returned"
        return "Returned empty" if self.copies else "Not returned"


@dataclass(frozen=True)
class Position:
    """Every line of a round, in the returns' order, with how each service's return stands."""

    round: Period
    lines: tuple[Line, ...]
    returns: tuple[Returned, ...]
    moment: datetime
    register_seq: int

    def counts(self, lines: Sequence[Line] | None = None) -> Counts:
        """How many lines have each status: of all, or of those given."""
        return count([line.status for line in (self.lines if lines is None else lines)])

    def exceptions(self) -> list[Line]:
        """Red lines, then Amber, each in the returns' order."""
        return [line for status in reversed(UNDERPERFORMING) for line in self.lines if line.status is status]


#: An answer for a measure and period that was taken, and whether a later one is held.
Latest = Mapping[tuple[str, Period], Kept]


def latest(kept: Sequence[Kept], held: bool) -> Latest:
    """The last answer for each measure and period among those held, or among those taken."""
    return {(k.answer.measure, k.answer.period): k for k in kept if k.answer.held is held}


def standing(reader: Reader) -> list[Kept]:
    """The answers that still stand, oldest first: for each measure and period the last one taken and the last one held.

    A return that was issued anew asks some things again: an answer to the older issue stands where the newest asks the same
    measure, judged the same way.
    """
    kept = reader.answers()
    issues = {issued.seq: issued for issued in reader.issues()}
    newest = {(issued.service, issued.round): issued.seq for issued in issues.values()}
    terms: dict[int, dict[tuple[str, Period], tuple[object, ...]]] = {}

    def judging(seq: int, key: tuple[str, Period]) -> tuple[object, ...] | None:
        if seq not in terms:
            terms[seq] = {(row.measure, row.period): row.terms.judging for row in reader.asked(seq)}
        return terms[seq].get(key)

    def stands(one: Kept) -> bool:
        answered = issues.get(one.file.issue_seq or 0)
        if answered is None:
            return False
        last = newest[answered.service, answered.round]
        key = (one.answer.measure, one.answer.period)
        return last == answered.seq or judging(last, key) == judging(answered.seq, key)

    last = {(one.answer.measure, one.answer.period, one.answer.held): one.seq for one in kept}
    return [one for one in kept if one.seq in set(last.values()) and stands(one)]


def position(reader: Reader, round_month: Period, past: Sequence[PastFigure] = ()) -> Position | None:
    """Where everything stands for a round; nothing when the round was never issued.

    ``past`` are the figures of the register from before the ledger began.
    """
    issues = reader.current_issues(round_month)
    moment = reader.last_moment()
    if not issues or moment is None:
        return None
    kept = standing(reader)
    taken, held = latest(kept, held=False), latest(kept, held=True)
    signed = reader.sign_offs()
    issue_of = {one.seq: one for one in reader.issues(round_month)}
    files = [file for file in reader.files() if file.issue_seq in issue_of]
    before = {(figure.measure, figure.period): figure.value for figure in past}
    before |= {key: k.answer.figure.value for key, k in taken.items() if k.answer.figure.value is not None}
    lines: list[Line] = []
    returns: list[Returned] = []
    for issued in issues.values():
        asked = reader.asked(issued.seq)
        if not asked:  # the service is asked nothing any more
            continue
        lines += [_line(row, taken, held, before) for row in asked]
        keys = [(row.measure, row.period) for row in asked]
        open_held = sum(1 for key in keys if _is_held(key, taken, held))
        taken_here = sum(1 for key in keys if key in taken)
        every = [file for file in files if issue_of[file.issue_seq or 0].service == issued.service]
        # Copies of an older issue count only where what they say still stands.
        own = [file for file in every if file.issue_seq == issued.seq] or (every if taken_here else [])
        sign_off = signed.get(issued.seq)
        returns.append(
            Returned(
                issued,
                len(asked),
                sum(1 for key in keys if key in taken),
                open_held,
                own[0].at if own else None,
                len(own),
                sign_off.job_title if sign_off else "",
                sign_off.day if sign_off else None,
            )
        )
    register_seq = max(issued.register_seq for issued in issues.values())
    return Position(round_month, tuple(lines), tuple(returns), moment, register_seq)


def _is_held(key: tuple[str, Period], taken: Latest, held: Latest) -> bool:
    """Whether something of this row still waits to be put right."""
    return key in held and (key not in taken or taken[key].seq < held[key].seq)


def _line(row: Asked, taken: Latest, held: Latest, before: Mapping[tuple[str, Period], Decimal]) -> Line:
    key = (row.measure, row.period)
    terms = row.terms
    kept = taken.get(key)
    figure = kept.answer.figure if kept else Figure(absence=Absence.HELD if key in held else Absence.AWAITED)
    case = terms.case(figure)
    # A figure that builds up over the year is not judged against the period before (Havering 2014/15).
    previous = before.get((row.measure, row.period.back()))
    travel = Travel.NONE if terms.cumulative else direction(figure.value, previous, terms.polarity, terms.decimals)
    source = None
    if kept:
        at = kept.file.at
        assert at is not None
        source = Source(Place(kept.file.name, kept.answer.sheet, kept.answer.cell), kept.file.sha256, at)
    return Line(
        row.measure, row.period, terms, figure, terms.rule.judge(case), previous, travel,
        kept.answer if kept else None, source,
    )  # fmt: skip


def history(
    reader: Reader, past: Sequence[PastFigure]
) -> tuple[Mapping[tuple[str, Period], Decimal], Mapping[tuple[str, Period], str]]:
    """Every figure and commentary known before a round, by measure and period: the register's own, then what was taken."""
    figures = {(f.measure, f.period): f.value for f in past}
    words = {(f.measure, f.period): f.commentary for f in past if f.commentary}
    for key, kept in latest(standing(reader), held=False).items():
        if kept.answer.figure.value is not None:
            figures[key] = kept.answer.figure.value
        if kept.answer.commentary:
            words[key] = kept.answer.commentary
    return figures, words
