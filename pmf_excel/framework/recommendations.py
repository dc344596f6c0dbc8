"""How an audit recommendation stands: by how much of it is done, and whether its day has passed (Reading, audit follow-up)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pmf_excel.framework.conditions import Case
from pmf_excel.framework.figures import Absence, Figure, Kind
from pmf_excel.framework.model import Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.rules import Judgement, RuleSet
from pmf_excel.framework.work import Recommendation


def judged(recommendation: Recommendation, rule: RuleSet, today: date) -> Judgement:
    """The status of a recommendation on a day, by its percent complete and its due date, the revised one where there is one.

    A recommendation of which nobody has said how much is done is awaited, not nought percent.
    """
    done = recommendation.percent_complete
    figure = Figure(absence=Absence.AWAITED) if done is None else Figure(done)
    none = Tolerance(Decimal(0), ToleranceKind.POINTS)
    case = Case(figure, {}, none, Polarity.HIGHER, 0, "%", Kind.PERCENTAGE, due=recommendation.due, today=today)
    return rule.judge(case)
