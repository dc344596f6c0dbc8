"""Which rules of a return need not be met for a while, and which of those that only ask will soon hold a row.

A waiver is agreed by somebody, for a reason, until a day (sheet Waivers of the register). A rule that is new begins as a query,
and says from which round on it holds a row, so that nobody is surprised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.periods import Period
from pmf_excel.problems import Problem, Severity

#: What holds a row and may yet be waived: the figure itself is there.
WAIVABLE = frozenset({"PMF-205", "PMF-206"})
#: What always holds a row, or is about more than one.
HOLDS = frozenset(f"PMF-{n}" for n in (201, 202, 203, 204, 208, 211, 212, 214, 216, 217, 218, 220, 223, 229, 230, 248))


@dataclass(frozen=True)
class Waiver:
    """That a rule, by its problem code, need not be met for a measure: who agreed, why, and until which day."""

    measure: str
    rule: str
    agreed_by: str
    reason: str
    until: date


@dataclass(frozen=True)
class Leniency:
    """The waivers that were agreed, and the round from which on each of some queries holds its row."""

    waivers: tuple[Waiver, ...] = ()
    bites: Mapping[str, Period] = field(default_factory=dict)

    def settle(self, problems: Iterable[Problem], measure: str, round_month: Period, today: date) -> list[Problem]:
        """The problems of a row as they count: what is waived is a note, what bites by now an error."""
        return [self._settled(problem, measure, round_month, today) for problem in problems]

    def _settled(self, problem: Problem, measure: str, round_month: Period, today: date) -> Problem:
        if problem.severity is Severity.NOTE or (problem.severity is Severity.ERROR and problem.code not in WAIVABLE):
            return problem
        waived = [
            one for one in self.waivers if (one.measure, one.rule) == (measure, problem.code) and today <= one.until
        ]
        if waived:
            one = waived[-1]
            said = f"Waived until {in_words(one.until)}, agreed by {one.agreed_by}: {one.reason}"
            return replace(problem, severity=Severity.NOTE, remedy=said)
        begins = self.bites.get(problem.code)
        if begins is None or problem.severity is Severity.ERROR:
            return problem
        if round_month >= begins:
            return replace(problem, severity=Severity.ERROR)
        return replace(problem, remedy=f"{problem.remedy} From the round of {begins.label} on it will hold the row.")
