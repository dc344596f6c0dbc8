"""What a council does and minds beside its measures: activities, audit recommendations, risks and budget lines.

Dates that contradict a status are said here, by pure rules. That work "not started" whose start date is past is an error
follows the government's PADS return; that North Norfolk then calls it "Postponed or delayed", its key of 2013/14
(reference/field-notes.md, 2.3). The council's words and what they say of dates are in framework/vocabulary.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.figures import rounded
from pmf_excel.framework.periods import Period
from pmf_excel.framework.risk import Matrix, Score
from pmf_excel.framework.status import Rag
from pmf_excel.framework.vocabulary import Word
from pmf_excel.problems import Place


@dataclass(frozen=True)
class Activity:
    """An activity, project or service plan action. Its original and its revised date are both kept."""

    code: str
    title: str
    kind: str
    service: str
    priority: str
    owner: str
    start: date | None
    original_due: date | None
    revised_due: date | None
    status: str
    completed: date | None
    note: str
    place: Place
    theme: str = ""
    committee: str = ""
    exempt: str = ""
    team: str = ""

    @property
    def due(self) -> date | None:
        """The date that holds now: the revised one, else the original."""
        return self.revised_due or self.original_due

    def overdue(self, word: Word | None, today: date) -> bool:
        """Whether more work is to come and the due date is past."""
        finished = word is not None and word.finished
        return not finished and self.due is not None and self.due < today


@dataclass(frozen=True)
class Recommendation:
    """A recommendation of audit, or an action of the governance statement. Both its dates are kept."""

    code: str
    title: str
    report: str
    service: str
    importance: str
    original_due: date
    revised_due: date | None
    percent_complete: Decimal | None
    completed: date | None
    place: Place
    committee: str = ""
    exempt: str = ""
    team: str = ""

    @property
    def due(self) -> date:
        """The date that holds now: the revised one, else the original."""
        return self.revised_due or self.original_due

    @property
    def extended(self) -> bool:
        """Whether a later date than the original has been agreed."""
        return self.due > self.original_due

    @property
    def complete(self) -> bool:
        """Whether it has been carried out, by its date or by its percentage."""
        return self.completed is not None or self.percent_complete == 100

    def overdue(self, today: date) -> bool:
        """Whether it is not complete and the date that holds now is past."""
        return not self.complete and self.due < today


@dataclass(frozen=True)
class Risk:
    """A risk, with the steps of likelihood and impact it was given, where it was."""

    code: str
    title: str
    service: str
    owner: str
    likelihood: int | None
    impact: int | None
    controls: str
    place: Place
    committee: str = ""
    exempt: str = ""
    team: str = ""

    def score(self, matrix: Matrix) -> Score | None:
        """How great it is by a council's matrix; nothing where it was not scored, or by steps the matrix does not have."""
        if self.likelihood is None or self.impact is None:
            return None
        return matrix.score(self.likelihood, self.impact)


@dataclass(frozen=True)
class BudgetLine:
    """A budget for a year with what was spent and what is forecast, in pounds, and how far it may drift in percent."""

    code: str
    title: str
    service: str
    year: Period
    budget: Decimal
    actual: Decimal | None
    forecast: Decimal | None
    tolerance: Decimal
    underspend_counts: bool
    place: Place
    committee: str = ""
    exempt: str = ""
    team: str = ""

    @property
    def variance(self) -> Decimal | None:
        """Actual less budget: above 0 is overspent."""
        return None if self.actual is None else self.actual - self.budget

    @property
    def forecast_variance(self) -> Decimal | None:
        """Forecast less budget: above 0 is overspent."""
        return None if self.forecast is None else self.forecast - self.budget

    @property
    def percent_of_budget(self) -> Decimal | None:
        """The actual as a share of the budget, to one decimal; of a budget of 0 there is none."""
        return None if self.actual is None or not self.budget else rounded(100 * self.actual / self.budget, 1)

    @property
    def rag(self) -> Rag | None:
        """The colour of the actual. It means something of a whole year only: part-way through, the forecast's does."""
        return self._colour(self.variance)

    @property
    def forecast_rag(self) -> Rag | None:
        """The colour of the forecast for the year end."""
        return self._colour(self.forecast_variance)

    def _colour(self, variance: Decimal | None) -> Rag | None:
        """Green within the tolerance, Amber within twice the tolerance, Red beyond; our rule, as no council's was found.

        The share is rounded as it is printed before it is judged, so that a colour never contradicts it. Against a budget
        of 0 nothing may be spent.
        """
        if variance is None:
            return None
        if variance == 0 or (variance < 0 and not self.underspend_counts):
            return Rag.GREEN
        if not self.budget:
            return Rag.RED
        share = rounded(100 * abs(variance / self.budget), 1)
        return Rag.GREEN if share <= self.tolerance else Rag.AMBER if share <= 2 * self.tolerance else Rag.RED


class Clash(StrEnum):
    """What sort of contradiction it is."""

    ORDER = "dates in the wrong order"
    COMPLETION = "a completion that the rest of the row contradicts"
    TODAY = "a status that today's date contradicts"
    NOTE = "a status that needs a note"


@dataclass(frozen=True)
class Contradiction:
    """Two things that cannot both be true: the column to look at, what was found, and what to do."""

    clash: Clash
    column: str
    found: str
    remedy: str


def contradictions(
    activity: Activity, word: Word | None, today: date | None, latest: date | None = None
) -> list[Contradiction]:
    """Everything in which an activity contradicts itself, by the council's word for its status if it has one.

    What can only be judged by today's date is left out where that is not known. ``latest`` is the last day on which it can
    have been completed, where the status is that of an earlier day.
    """
    found = [*_order(activity), *_completion(activity, word, latest or today)]
    if word is not None:
        found += _by_today(activity, word, today) if today else []
        if word.needs_note and not activity.note.strip():
            what = f'the status is "{word.word}", but there is no note.'
            found.append(Contradiction(Clash.NOTE, "note", what, "Say what is the matter and what is being done."))
    return found


def recommendation_contradictions(recommendation: Recommendation, today: date | None) -> list[Contradiction]:
    """Everything in which a recommendation contradicts itself. One that is late is no contradiction: it is overdue."""
    found = []
    revised, completed = recommendation.revised_due, recommendation.completed
    percent = recommendation.percent_complete
    if revised and revised < recommendation.original_due:
        what = (
            f"the revised date, {in_words(revised)}, is before the original, {in_words(recommendation.original_due)}."
        )
        found.append(Contradiction(Clash.ORDER, "revised_due", what, "Correct one of the two dates."))
    if percent == 100 and completed is None:
        what = "it is 100% complete, but there is no completion date."
        found.append(Contradiction(Clash.COMPLETION, "completed", what, "Enter the day it was completed."))
    if completed and percent is not None and percent < 100:
        what = f"it was completed on {in_words(completed)}, but is {percent.normalize():f}% complete."
        found.append(Contradiction(Clash.COMPLETION, "completed", what, "Enter 100%, or clear the completion date."))
    return found + list(_to_come(completed, today))


def _order(activity: Activity) -> Iterator[Contradiction]:
    """Dates that stand in the wrong order whatever the status."""
    start, due, completed = activity.start, activity.due, activity.completed
    if start and due and due < start:
        what = f"it is due on {in_words(due)}, before it starts on {in_words(start)}."
        column = "revised_due" if activity.revised_due else "due"
        yield Contradiction(Clash.ORDER, column, what, "Correct one of the two dates.")
    if start and completed and completed < start:
        what = f"it was completed on {in_words(completed)}, before it started on {in_words(start)}."
        yield Contradiction(Clash.ORDER, "completed", what, "Correct one of the two dates.")


def _completion(activity: Activity, word: Word | None, today: date | None) -> Iterator[Contradiction]:
    """A completion date without a status that says so, the other way about, or one that is still to come."""
    completed = activity.completed
    if word is not None and word.complete and completed is None:
        what = f'the status is "{word.word}", but there is no completion date.'
        yield Contradiction(
            Clash.COMPLETION, "completed", what, "Enter the day it was completed, or correct the status."
        )
    if completed and (word is None or not word.complete):
        status = f'the status is "{word.word}"' if word else "there is no status"
        what = f"it was completed on {in_words(completed)}, but {status}."
        yield Contradiction(Clash.COMPLETION, "completed", what, "Correct the status, or clear the completion date.")
    yield from _to_come(completed, today)


def _to_come(completed: date | None, today: date | None) -> Iterator[Contradiction]:
    if completed and today and completed > today:
        what = f"the completion date, {in_words(completed)}, is still to come."
        yield Contradiction(Clash.COMPLETION, "completed", what, "Enter the day it was completed, or clear the date.")


def _by_today(activity: Activity, word: Word, today: date) -> Iterator[Contradiction]:
    """What was true of the status once, or will be, and is not today; on the very day both are believed."""
    start, due, status = activity.start, activity.due, f'the status is "{word.word}"'
    choose = f'Choose "{word.instead}"' if word.instead else "Choose the status it has now"
    if word.begun is False and not word.start_missed and start and start < today:
        what = f"{status}, but it was to start on {in_words(start)}."
        yield Contradiction(Clash.TODAY, "status", what, f"{choose}, or correct the start date.")
    elif word.on_time and due and due < today:
        what = f"{status}, but it was due on {in_words(due)}."
        yield Contradiction(
            Clash.TODAY, "status", what, "Choose the status it has now, or enter the date it is due now."
        )
    elif word.start_missed and start and start > today:
        what = f"{status}, but it is not to start until {in_words(start)}."
        yield Contradiction(Clash.TODAY, "status", what, f"{choose}, or enter the start date that was missed.")
    elif word.begun and not word.finished and start and start > today:
        what = f"{status}, but it is not to start until {in_words(start)}."
        yield Contradiction(Clash.TODAY, "status", what, f"{choose}, or enter the day it started.")
