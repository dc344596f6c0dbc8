"""The position: where everything stands at a period's end, added up from the ledger and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.comparators import Comparator
from pmf_excel.framework.counts import Counts, count
from pmf_excel.framework.exceptions import Standing, Watch, Why
from pmf_excel.framework.figures import Absence, Figure, said
from pmf_excel.framework.model import Framework, Measure, PastFigure
from pmf_excel.framework.periods import Period, month
from pmf_excel.framework.rules import Judgement
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.targets import Aim, aim
from pmf_excel.framework.travel import Travel, direction
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk
from pmf_excel.ledger.items import Items
from pmf_excel.ledger.items_at import Answers, items_at
from pmf_excel.ledger.known import Known, Latest, Restatement, latest, standing
from pmf_excel.ledger.line import Line, Origin, Returned, Row, Source, is_over
from pmf_excel.ledger.members import QUESTIONS
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Asked, Issued, Kept, Key, Remedy, Terms
from pmf_excel.ledger.returns_at import Replies, returns_at
from pmf_excel.problems import Place

#: How many periods an action is followed.
ROLLING = 4
#: How many periods back an exception is followed.
LONGEST = 8
#: The parts of a return whose rows are about measures: of the round, and asked again.
MEASURES = ("measures", "catch_up")


@dataclass(frozen=True)
class Position:
    """Every line of a round, in the returns' order, with how each service's return stands.

    ``not_due`` are the measures in force that report no period ending with the round. ``known`` has the figures of every
    period. ``rows`` are all that the returns asked: the measures of the round, those asked again, and items. ``files`` is how
    many files had been received by then; ``comparators`` what others achieved.
    """

    round: Period
    lines: tuple[Line, ...]
    returns: tuple[Returned, ...]
    moment: datetime
    register_seq: int
    not_due: tuple[Measure, ...] = ()
    known: Known | None = field(default=None, compare=False, repr=False)
    items: Items = field(default_factory=Items)
    rows: tuple[Row, ...] = ()
    register_sha256: str = ""
    files: int = 0
    comparators: tuple[Comparator, ...] = ()
    #: Where the earlier figures come from that its lines compare with, where that was looked up.
    origins: Mapping[Key, Origin] = field(default_factory=dict, compare=False, repr=False)

    def counts(self, lines: Sequence[Line] | None = None) -> Counts:
        """How many lines have each status: of all, or of those given; a status of the rule most lines have is counted even as 0."""
        rules = Counter(line.terms.rule for line in self.lines if line.terms.rule.compares)
        usual = max(rules, key=lambda rule: rules[rule]).statuses if rules else []
        possible = [status for status in usual if status.rated]
        return count([line.status for line in (self.lines if lines is None else lines)], possible)

    def exceptions(self, watch: Watch | None = None) -> list[Line]:
        """The lines that are short of target and an exception: Red, then Amber, each in the returns' order."""
        return [line for line, _ in self.watched(watch or Watch()) if line.status.underperforming]

    def watched(self, watch: Watch) -> list[tuple[Line, list[Why]]]:
        """What a council calls an exception, with the reasons: Red first, then Amber, then what is watched for else."""
        order = {Rag.RED: 0, Rag.AMBER: 1}
        found = [(line, watch.reasons(self.standing(line))) for line in self.lines]
        return sorted((one for one in found if one[1]), key=lambda one: order.get(one[0].status.rag or Rag.GREEN, 2))

    @staticmethod
    def standing(line: Line) -> Standing:
        """What decides whether a line is an exception."""
        return Standing(
            line.measure, line.status, line.before, bool(line.terms.plan), line.terms.committee, line.over,
            line.over_before, line.remedy.action if line.remedy else "",
        )  # fmt: skip

    def only(
        self, lines: Callable[[Line], bool], measures: Collection[str],
        items: Callable[[Activity | Recommendation | Risk | BudgetLine], bool], questions: Callable[[Row], bool] = lambda row: False,
    ) -> Position:  # fmt: skip
        """The position of some of it: nothing else is left in it, and what returns are said to hold is counted anew.

        ``measures`` are the codes of the measures whose figures of other periods stay known, ``questions`` says which rows
        about members' questions stay.
        """
        kept_lines, kept_items = tuple(line for line in self.lines if lines(line)), self.items.only(items)
        every = (
            kept_items.activities,
            kept_items.actions,
            kept_items.recommendations,
            kept_items.risks,
            kept_items.budgets,
        )
        there = {(one.part, one.code) for some in every for one in some}
        rows = tuple(
            row for row in self.rows
            if (questions(row) if row.part == QUESTIONS else (row.part, row.code) in there if row.part not in MEASURES else row.code in measures)
        )  # fmt: skip
        returns = []
        for one in self.returns:
            own = [row for row in rows if row.service == one.issued.service]
            if own:
                taken, held, queried = (sum(row.taken for row in own), sum(row.held for row in own), sum(row.queried for row in own))  # fmt: skip
                returns.append(replace(one, asked=len(own), taken=taken, held=held, queried=queried))
        known = self.known.only(measures) if self.known else None
        not_due = tuple(measure for measure in self.not_due if measure.code in measures)
        return replace(
            self, lines=kept_lines, items=kept_items, rows=rows, returns=tuple(returns), known=known, not_due=not_due,
            comparators=tuple(one for one in self.comparators if one.measure in measures),
            origins={key: one for key, one in self.origins.items() if key[0] in measures},
        )  # fmt: skip

    @property
    def restatements(self) -> list[Restatement]:
        """Every figure that was given before and is different now, oldest change first."""
        every = self.known.restatements.values() if self.known else ()
        return sorted((one for some in every for one in some), key=lambda one: (one.at, one.measure, one.period))


def position(reader: Reader, at: Period, framework: Framework) -> Position | None:
    """Where everything stands at a period's end, by the round that ended with it; nothing when that was never issued.

    What the reader was told to know decides what is known: a reader of an earlier moment gives that moment's position.
    """
    round_month = month(at.end.year, at.end.month)
    issues = reader.current_issues(round_month)
    moment = reader.last_moment()
    if not issues or moment is None:
        return None
    return _Round(reader, round_month, framework, issues, moment).position()


class _Round:
    """One round's position being added up."""

    def __init__(
        self, reader: Reader, round_month: Period, framework: Framework, issues: Mapping[str, Issued], moment: datetime
    ) -> None:
        self.moment = moment
        self.reader, self.round, self.framework, self.issues = reader, round_month, framework, issues
        self.known = Known(reader, framework.past)
        self.replies = replies = Replies.to(reader, round_month, issues)
        self.taken, self.held, self.signed = replies.taken, replies.held, replies.signed
        periods = {row.period for rows in replies.asked.values() for row in rows}
        self.others: dict[Period, Latest] = {}
        self.actions = reader.actions({period.back(step) for period in periods for step in range(1, ROLLING + 1)})

    def position(self) -> Position:
        """The whole of it."""
        # What was asked again for an earlier period belongs to that period's position.
        asked = [(row, issued.seq) for issued in self.issues.values() for row in self.replies.asked[issued.seq]]
        lines = [self.line(row, seq) for row, seq in asked if row.period.end == self.round.end]
        returns, rows = returns_at(self.reader, self.replies)
        asked_now = {line.measure for line in lines}
        not_due = tuple(
            measure
            for measure in self.framework.measures.values()
            if measure.code not in asked_now and measure.lives_in(self.round)
        )
        register_seq = max(issued.register_seq for issued in self.issues.values())
        items = items_at(
            self.reader, self.framework,
            Answers(self.round, self.issues, [one for some in self.replies.items.values() for one in some],
                    self.replies.items_taken, self.replies.items_held, self.signed),
        )  # fmt: skip
        register = self.reader.register(register_seq)
        return Position(
            self.round, tuple(self.with_running(lines)), tuple(returns), self.moment, register_seq, not_due, self.known, items, tuple(rows),
            register[1] if register else "", len(self.reader.files()), tuple(self.reader.comparators()),
        )  # fmt: skip

    def line(self, row: Asked, issue: int = 0) -> Line:
        """Where one measure stands."""
        key, terms = (row.measure, row.period), row.terms
        kept = self.taken.get(key)
        waiting = Absence.HELD if key in self.held else Absence.AWAITED
        figure, at = kept.answer.figure if kept else Figure(absence=waiting), row.period
        note = ""
        if figure.absence is Absence.NOT_YET_AVAILABLE:
            figure, at, note = self.late(row, figure)
        terms = terms if at == row.period else self.terms_at(row, at)
        previous = self.known.comparable(row.measure, at.back(), at, *terms.counted)
        last_year = self.known.comparable(row.measure, at.year_before, at, *terms.counted)
        judgement = terms.rule.judge(terms.case(figure, last_year))
        if note:
            judgement = Judgement(judgement.status, f"{judgement.sentence} {note}")

        def travel(before: Decimal | None) -> Travel:
            return direction(figure.value, before, terms.polarity, terms.decimals, terms.same_within, terms.band)

        # A figure that builds up over the year is not judged against the period before (Havering 2014/15).
        short = Travel.NONE if terms.cumulative else travel(previous)
        # Of what waits to be put right, the place is known as well.
        given = (kept or self.held.get(key)) if at == row.period else self.given(row.measure, at)
        # A sign-off of the issue that asks for it now covers what an earlier one was answered.
        issues = (given.file.issue_seq or 0, issue if at == row.period else 0) if given else ()
        signed = next((self.signed[seq] for seq in issues if seq in self.signed), None)
        provisional = given is not None and figure.value is not None and (figure.provisional or signed is None)
        before, target_before, over_before = self.before(row.measure, at)
        return Line(
            measure=row.measure, period=row.period, terms=terms, figure=figure, judgement=judgement, previous=previous,
            travel=short, answer=kept.answer if kept else None, source=self.source(row, given, at), figure_period=at,
            last_year=last_year, long_travel=travel(last_year), before=before, target_before=target_before,
            over_before=over_before, remedy=self.remedy(row.measure, judgement.status),
            restated=tuple(self.known.restated(row.measure, at)), provisional=provisional,
            signed_by=signed.job_title if signed else "",
        )  # fmt: skip

    def stands(self, measure: str, period: Period) -> bool:
        """Whether the figure of another period can be traced: to an answer that stands, or to the register."""
        return self.given(measure, period) is not None or any(
            (one.measure, one.period) == (measure, period) for one in self.framework.past
        )

    def given(self, measure: str, at: Period) -> Kept | None:
        """The answer in which a figure of another period was given."""
        if at not in self.others:
            self.others[at] = latest(standing(self.reader, {at}), held=False)
        return self.others[at].get((measure, at))

    def source(self, row: Asked, given: Kept | None, at: Period) -> Source | None:
        """Where a figure came from: the file that was received, or the register's past figures."""
        if given is not None:
            assert given.file.at is not None
            place = Place(given.file.name, given.answer.sheet, given.answer.cell)
            return Source(place, given.file.sha256, given.file.at)
        if at == row.period:
            return None
        past = next((one for one in self.framework.past if (one.measure, one.period) == (row.measure, at)), None)
        known = self.reader.register() if past else None
        return Source(past.place, known[1], self.moment) if past and known else None

    def remedy(self, measure: str, now: Status) -> Remedy | None:
        """An action of an earlier period that is not complete: one for which the day has not come.

        Once its day has come and the measure is on target again, it is taken as complete; a measure that is not is asked
        for an action anew.
        """
        given = self.actions.get(measure)
        if given is None or now.underperforming or now.rag is None:
            return None
        return given if given.due is not None and given.due > self.moment.date() else None

    def late(self, row: Asked, figure: Figure) -> tuple[Figure, Period, str]:
        """What is reported where a figure has not come: the latest there is, for a measure whose data come late."""
        found = self.known.latest(row.measure, row.period.back())
        when = f" It is expected by {in_words(figure.expected)}." if figure.expected else ""
        if found is None or not self.stands(row.measure, found[0]):
            return figure, row.period, when.strip()
        period, value = found
        shown = said(value, row.terms.kind, row.terms.decimals, row.terms.unit)
        if row.terms.late:
            note = f"This is the figure for {period.label}; that for {row.period.label} is not yet available.{when}"
            return self.known.figure(row.measure, period), period, note
        return figure, row.period, f"The latest is {shown}, for {period.label}.{when}"

    def before(self, measure: str, at: Period) -> tuple[Status | None, Decimal | None, bool]:
        """How a measure stood a period earlier, by the terms of that time, its target, and whether it was better than that.

        Nothing when it was not asked for then.
        """
        earlier = self.known.asked_at(measure, at.back())
        if earlier is None:
            return None, None, False
        terms, figure = earlier.terms, self.known.figure(measure, earlier.period)
        case = terms.case(
            figure, self.known.comparable(measure, earlier.period.year_before, earlier.period, *terms.counted)
        )
        status = terms.rule.judge(case).status
        agreed = None if terms.words or terms.profiled else terms.target
        return status, agreed, is_over(terms, figure, status)

    def with_running(self, lines: Sequence[Line]) -> list[Line]:
        """The lines, each that is short of target with for how many periods running it has been so, this one among them.

        The periods are gone back through together, for those measures only that were short of target in all the later ones.
        """
        counts = {n: 1 for n, line in enumerate(lines) if line.status.underperforming}
        going = {n: lines[n].figure_period for n in counts if (lines[n].before or Status.NO_TARGET).underperforming}
        while going:
            for n in going:
                counts[n] += 1
            going = {n: at.back() for n, at in going.items() if counts[n] < LONGEST}
            before = {(lines[n].measure, at.back()) for n, at in going.items()}
            self.known.look_up_some(before | {(measure, at.year_before) for measure, at in before})
            earlier = {n: self.before(lines[n].measure, at)[0] for n, at in going.items()}
            going = {n: at for n, at in going.items() if (earlier[n] or Status.NO_TARGET).underperforming}
        return [replace(line, running=counts.get(n, 0)) for n, line in enumerate(lines)]

    def terms_at(self, row: Asked, at: Period) -> Terms:
        """What the figure of an earlier period is judged by: what was agreed for that period."""
        earlier = self.known.asked_at(row.measure, at)
        if earlier is not None:
            return row.terms.judged_by(earlier.terms)
        measure = self.framework.measures.get(row.measure)
        agreed = aim(self.framework, measure, at, self.known.value(row.measure, at.year_before)) if measure else Aim()
        return replace(
            row.terms, target=agreed.target, upper=agreed.upper, green=agreed.green, amber=agreed.amber,
            forecast=agreed.forecast, words=agreed.words, profiled=agreed.profiled,
        )  # fmt: skip


def catch_up(reader: Reader, known: Known, round_month: Period) -> list[tuple[str, Period]]:
    """What rounds before one asked, and nobody has answered with a figure or a reason to expect none; oldest first."""
    wanting = (Absence.AWAITED, Absence.NOT_YET_AVAILABLE)
    newest = {(i.service, i.round): i.seq for i in reader.issues() if i.round < round_month}
    current = set(newest.values())
    asked = {(measure, period): True for issue, measure, period in reader.asked_keys() if issue in current}
    return sorted((key for key in asked if known.figure(*key).absence in wanting), key=lambda key: (key[1], key[0]))


def commentaries(reader: Reader, past: Sequence[PastFigure], periods: set[Period]) -> dict[tuple[str, Period], str]:
    """What was said of each measure in some periods: in the register, then in what was taken."""
    words = {(f.measure, f.period): f.commentary for f in past if f.commentary}
    for key, kept in latest(standing(reader, periods), held=False).items():
        if kept.answer.commentary:
            words[key] = kept.answer.commentary
    return words
