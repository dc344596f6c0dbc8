"""What a report may say of the round itself: matters arising, corrections, amendments, what is due next, and how the year ended."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import Committee, Meeting, Question, Version
from pmf_excel.framework.counts import Counts, count
from pmf_excel.framework.figures import said
from pmf_excel.framework.matters import arising, before, referred
from pmf_excel.framework.model import Amendment, Framework, Measure
from pmf_excel.framework.periods import Length, Period, closing_with
from pmf_excel.framework.rollup import parts
from pmf_excel.framework.routing import routes
from pmf_excel.framework.status import Rag
from pmf_excel.framework.targets import aim
from pmf_excel.framework.travel import Travel
from pmf_excel.ledger.ahead import Due, due
from pmf_excel.ledger.known import Restatement
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.outturn import Outturn, outturn
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import amended, correction, headline, judged_by, not_rated, priorities_stand
from pmf_excel.ledger.thread import Thread, thread
from pmf_excel.master.view import View
from pmf_excel.reports.said import aimed

#: The kind of report whose way to the committee a timetable shows.
QUARTERLY = "quarterly"
#: How many achievements of a year are told.
MOST = 10
#: How many decimals a figure has of which nobody knows any more how it was measured.
UNKNOWN = 2


@dataclass(frozen=True)
class RoundFacts:
    """A round as a report of a period tells it to a committee at a meeting."""

    view: View
    period: Period
    committee: Committee | None = None
    meeting: date | None = None
    service: bool = False

    @property
    def position(self) -> Position:
        """Where everything stands."""
        return self.view.position

    @property
    def framework(self) -> Framework:
        """The register, as far as the readers may see it."""
        return self.view.framework

    @functools.cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each measure and item by its code; of a measure as it was asked for, where it was."""
        register = self.framework
        work = {one.code: one.title for one in register.activities} | {one.code: one.title for one in register.budgets}
        audit = {one.code: one.title for one in register.recommendations} | {
            one.code: one.title for one in register.risks
        }
        measures = {one.code: one.title for one in register.measures.values()}
        return work | audit | measures | {line.measure: line.terms.title for line in self.position.lines}

    @functools.cached_property
    def matters(self) -> list[Question]:
        """The questions that arise for the report's committee; about a service, those of every one."""
        own = self.committee.code if self.committee and not self.service else ""
        return [one for one in self.matters_of_all if own in ("", one.committee)]

    @functools.cached_property
    def matters_of_all(self) -> list[Question]:
        """The questions of every committee that arise."""
        until = before(self.meeting, self.position.moment.date())
        return arising(self.framework.questions, self.framework.meetings, until)

    @functools.cached_property
    def matters_open(self) -> list[Question]:
        """Of the questions of every committee, those that wait for an answer."""
        return [one for one in self.matters_of_all if not one.answer and one.settled_on is None]

    @property
    def matters_said(self) -> str:
        """What the table of the committee's matters arising shows, in a sentence."""
        if any(one.recommends for one in self.matters):
            return "What members asked and recommended, and what became of it."
        return "Questions that members asked, with their answers."

    @functools.cached_property
    def referred(self) -> list[Question]:
        """The recommendations of other bodies that the report's committee is to consider."""
        if self.committee is None:
            return []
        return referred(
            self.framework.questions, self.committee.code, before(self.meeting, self.position.moment.date())
        )

    @property
    def quarter(self) -> Period | None:
        """The quarter that ends with the round, where one does."""
        return next((one for one in closing_with(self.position.round) if one.length is Length.QUARTER), None)

    @functools.cached_property
    def next_meeting(self) -> Meeting | None:
        """The next meeting to which the quarter's report goes: of a committee that gets it, not before the figures were known."""
        known, getting = (
            self.position.moment.date(),
            {one.committee for one in routes(self.framework) if one.kind == QUARTERLY},
        )
        there = [one for one in self.framework.meetings if one.committee in getting and one.on >= known]
        return min(there, key=lambda one: one.on, default=None)

    @property
    def to_committee(self) -> str:
        """Where and when the quarter's report goes next, in a sentence; nothing where that is not known."""
        if self.quarter is None or self.next_meeting is None:
            return ""
        committee = self.view.committee(self.next_meeting.committee)
        return f"The report for {self.quarter.label} goes to {committee} on {in_words(self.next_meeting.on)}."

    @property
    def version(self) -> Version | None:
        """The version of the framework document that holds: the last one by the day when the figures were known."""
        known = self.position.moment.date()
        return max((one for one in self.framework.versions if one.on <= known), key=lambda one: one.on, default=None)

    @property
    def since(self) -> date:
        """The day from which amendments are told: the one after that of the version that holds, or the first of the year."""
        return self.version.on + timedelta(days=1) if self.version else self.position.round.financial_year.start

    def amended(self, since: date | None = None) -> list[Amendment]:
        """The amendments from a day on, or since the version that holds, oldest first."""
        first = since or self.since
        return sorted((one for one in self.framework.amendments if one.on >= first), key=lambda one: one.on)

    @property
    def years(self) -> tuple[Period, Period, Period]:
        """Last financial year, this one and the next."""
        year = self.position.round.financial_year
        return year.back(), year, year.back(-1)

    def agreed(self, amendments: Sequence[Amendment] | None = None) -> list[tuple[Measure, tuple[str, ...]]]:
        """What the measures that some amendments name, or all, are to reach in each of the years; those with no target are left out."""
        codes = None if amendments is None else {one.item.casefold() for one in amendments}
        some = [one for one in self.framework.measures.values() if codes is None or one.code.casefold() in codes]
        rows = [
            (one, tuple(self._target(one, year) for year in self.years))
            for one in some
            if one.lives_in(self.position.round)
        ]
        return [(one, row) for one, row in rows if any(row)]

    def _target(self, measure: Measure, year: Period) -> str:
        """A year's target as it was agreed or, where only its parts have one, that of the last of them; nothing where there is none."""
        every = (year, *reversed(parts(year, measure.frequency.length)))
        at = next((one for one in every if (measure.code, one) in self.framework.targets), None)
        if at is None:
            return ""
        before = self.position.known.value(measure.code, at.year_before) if self.position.known else None
        found = aimed(measure, aim(self.framework, measure, at, before))
        return f"{found} ({at.short})" if found and at != year else found

    @functools.cached_property
    def corrections(self) -> list[str]:
        """Each figure that is not as it was first given, in a sentence: the round's own, and others since the period began."""
        own = {(line.measure, line.figure_period) for line in self.position.lines}
        return [
            correction(one, self.titles.get(one.measure, ""), functools.partial(self._print, one))
            for one in self.position.restatements
            if (one.measure, one.period) in own or one.at.date() >= self.period.start
        ]

    @functools.cached_property
    def _lines(self) -> Mapping[str, Line]:
        return {line.measure: line for line in self.position.lines}

    def _print(self, one: Restatement, value: Decimal) -> str:
        """A figure of a measure as a sentence says it."""
        line = self._lines.get(one.measure)
        if line is not None:
            return line.print(value)
        measure = self.framework.measures.get(one.measure)
        if measure is None:
            return f"{value.quantize(Decimal(1).scaleb(-UNKNOWN)):,f}"
        return said(value, measure.kind, measure.decimals, measure.unit)

    @functools.cached_property
    def due(self) -> list[Due]:
        """What is to be done next, what is overdue first."""
        return due(self.position)

    @functools.cached_property
    def thread(self) -> Thread:
        """The golden thread."""
        return thread(self.position, self.framework, self.view.weights)

    @functools.cached_property
    def outturns(self) -> Mapping[str, Outturn]:
        """How each measure of the round did in its financial year."""
        return {
            line.measure: outturn(self.position, line, self.view.outlooks[line.measure]) for line in self.position.lines
        }

    def year_counts(self, codes: Sequence[str] | None = None) -> Counts:
        """How many measures ended the year how: of all, or of some."""
        some = [self.outturns[code] for code in (self.outturns if codes is None else codes)]
        return count([one.status for one in some], self.position.counts().rated_statuses)

    @functools.cached_property
    def achieved(self) -> list[Outturn]:
        """What went best in the year: Green and better than last year, the furthest beyond its target first."""

        def margin(one: Outturn) -> Fraction:
            if not one.target or one.figure is None:
                return Fraction(0)
            return abs((Fraction(one.figure) - Fraction(one.target)) / Fraction(one.target))

        best = [one for one in self.outturns.values() if one.status.rag is Rag.GREEN and one.travel is Travel.BETTER]
        return sorted(best, key=margin, reverse=True)[:MOST]

    @functools.cached_property
    def fell_short(self) -> list[Outturn]:
        """What ended the year short of its target, Red first."""
        short = [one for one in self.outturns.values() if one.status.underperforming]
        return sorted(short, key=lambda one: one.status.rag is not Rag.RED)

    def words(self) -> dict[str, Any]:
        """The fields that a kind's text may use."""
        strands = self.thread.strands
        return {
            "matters": self.matters,
            "matters_said": self.matters_said,
            "matters_open": self.matters_open,
            "panel_recommendations": self.referred,
            "awaited": [row for row in self.position.rows if row.held or not row.taken],
            "due": self.due,
            "overdue": [one for one in self.due if one.overdue],
            "amended": self.amended(),
            "amended_said": amended(self.amended()),
            "amended_targets": self.agreed(self.amended()),
            "amended_since": f"version {self.version.version} of {in_words(self.version.on)}" if self.version else in_words(self.since),
            "to_committee": self.to_committee,
            "weeks": sum(one.weeks for one in self.view.stages),
            "version": self.version,
            "document": self.framework.document,
            "versions": self.framework.versions,
            "scorecard": {
                "said": priorities_stand([one.rag for one in strands]), "judged": judged_by(self.view.weights),
                "priorities": strands,
            },
            "year_told": {
                "headline": headline(self.year_counts()), "not_rated": not_rated(self.year_counts()),
                "achieved": self.achieved, "short": self.fell_short,
                "expected": [one for one in self.outturns.values() if one.expected],
            },
        }  # fmt: skip
