"""Audit recommendations and actions of the governance statement in a return: how much is done, by the original and the revised date.

A later date that a service asks for is a request: the date holds once audit has agreed and the register says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pmf_excel.excel.spoken import Sense
from pmf_excel.excel.values import serial_of
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.conditions import Case, Cells
from pmf_excel.framework.figures import Figure, Kind
from pmf_excel.framework.model import Framework, Polarity, Tolerance, ToleranceKind
from pmf_excel.framework.periods import Period
from pmf_excel.framework.recommendations import judged
from pmf_excel.framework.work import Recommendation
from pmf_excel.ledger.records import ItemAnswer, ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Severity
from pmf_excel.returns.items import (
    ALWAYS,
    Contradicted,
    Last,
    Live,
    MonthlyPart,
    Need,
    Told,
    day_text,
    last_said,
    number_text,
)
from pmf_excel.returns.live import TO_DO, LiveRow
from pmf_excel.returns.mirrors import blank, filled, later_than_today, number_outside
from pmf_excel.returns.senses import PERCENT

#: The code of a date in the wrong order, and of a completion that the rest denies.
ORDER, COMPLETION = "PMF-226", "PMF-227"
FRACTION, FALLEN = "PMF-244", "PMF-245"
_RIGHT = 'otherwise say in "Answer to a query" that it is right.'
_NONE = Tolerance(Decimal(0), ToleranceKind.POINTS)
_LIMITS = Decimal(0), Decimal(100)


def _past(told: Told) -> str:
    due, end, done = told.asked.day("due"), told.asked.day("end"), told.said.number("percent")
    if due and end and due < end and done is not None and done < 100:
        return f"it was due on {in_words(due)}"
    return "a later date is asked for" if told.said.day("revised_due") else ""


def _past_formula(row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> str:
    due, end = asked.day("due"), asked.day("end")
    late = f"AND(ISNUMBER({row['percent']}),{row['percent']}<100)" if due and end and due < end else "FALSE"
    return f"OR({late},{filled(row['revised_due'])})"


class Recommendations(MonthlyPart):
    """Recommendations of audit that are not carried out yet."""

    key, one, many = "recommendations", "audit recommendation", "audit recommendations"
    senses: Mapping[str, Sense] = {"percent": PERCENT}
    needs: Mapping[str, Need] = {
        "always": ALWAYS,
        "it is all done": Need(
            lambda row, asked, sticks: f"AND(ISNUMBER({row['percent']}),{row['percent']}=100)",
            lambda told: "it is 100% complete" if told.said.number("percent") == 100 else "",
        ),
        "past its date or more time asked for": Need(_past_formula, _past),
    }

    def asked(self, framework: Framework, service: str, at: Period, last: Last, sticks: Yardsticks) -> list[ItemAsked]:
        """The service's recommendations that are not complete, in the register's order."""
        rows = []
        for one in framework.recommendations:
            before = last.get((self.key, one.code))
            if one.service == service and not one.complete and not (before and before.number("percent") == 100):
                rows.append(self._asked(one, before, at, sticks))
        return rows

    def _asked(self, one: Recommendation, before: ItemAnswer | None, at: Period, sticks: Yardsticks) -> ItemAsked:
        done = before.number("percent") if before else one.percent_complete
        status = judged(replace(one, percent_complete=done), sticks.audit, at.end).status.shown
        so_far = f"{number_text(done)}% complete, {status}" if done is not None else ""
        words = before.said.get("note", "") if before else ""
        if before and (wanted := before.day("revised_due")) and wanted != one.due:
            before_it = f"{words.rstrip('.')}. " if words else ""
            words = f"{before_it}A later date was asked for: {in_words(wanted)}."
        terms = {"original_due": day_text(one.original_due), "due": day_text(one.due), "end": day_text(at.end)}
        printed = {
            "code": one.code, "title": one.title, "report": one.report, "importance": one.importance,
            "original_due": terms["original_due"], "due": day_text(one.revised_due), "last_said": last_said(so_far, words),
        }  # fmt: skip
        return ItemAsked(self.key, one.code, terms, printed)

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """Its status by the council's rule for recommendations."""
        percent, due, end = row["percent"], asked.day("due"), asked.day("end")
        assert due is not None and end is not None
        cells = Cells(percent, {}, _NONE, Polarity.HIGHER, "0", "", str(serial_of(due)), str(serial_of(end)))
        outside = number_outside(percent, *_LIMITS)
        formula = f'IF({outside},"Check: Percent complete",{sticks.audit.formula(cells)})'
        return {"status": (f'IFERROR(IF({blank(percent)},"{TO_DO}",{formula}),"Check: Percent complete")', TO_DO)}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """Its status by the rule."""
        done, due, end = told.said.number("percent"), told.asked.day("due"), told.asked.day("end")
        if done is None:
            return {"status": TO_DO}
        case = Case(Figure(done), {}, _NONE, Polarity.HIGHER, 0, "%", Kind.PERCENTAGE, due=due, today=end)
        return {"status": told.sticks.audit.judge(case).status.shown}

    def clashes(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Sequence[tuple[str, str]]:
        """A completion that the percentage denies or that is still to come, and a later date that is not later."""
        due, completed, revised = asked.day("due"), row["completed"], row["revised_due"]
        assert due is not None
        return [
            (f"AND({filled(completed)},{row['percent']}<100)", "percent"),
            (later_than_today(completed), "completed"),
            (f"IF(ISNUMBER({revised}),INT({revised})<={serial_of(due)},FALSE)", "revised_due"),
        ]

    def contradictions(self, told: Told) -> Sequence[Contradicted]:
        """Everything in which an answer contradicts itself."""
        completed, done, revised = told.said.day("completed"), told.said.number("percent"), told.said.day("revised_due")
        due, found = told.asked.day("due"), []
        if completed and done is not None and done < 100:
            what = f"it was completed on {in_words(completed)}, but is {done.normalize():f}% complete."
            found.append(Contradicted("percent", COMPLETION, what, "Enter 100, or clear the completion date."))
        if completed and completed > told.today:
            what = f"the completion date, {in_words(completed)}, is still to come."
            remedy = "Enter the day it was completed, or clear the date."
            found.append(Contradicted("completed", COMPLETION, what, remedy))
        if revised and due and revised <= due:
            what = f"{in_words(revised)} is no later than the date it has, {in_words(due)}."
            found.append(Contradicted("revised_due", ORDER, what, "Enter a later date, or clear the cell."))
        return [*found, *_unlikely(done, told.asked.printed.get("last_said", ""))]


def _unlikely(done: Decimal | None, last_said: str) -> list[Contradicted]:
    """Ask about a percentage typed as a fraction, and about one that has fallen."""
    if done is None:
        return []
    if 0 < done < 1:
        what = f"{done:f}% is next to nothing; it looks like {(done * 100).normalize():f}% typed as a fraction."
        remedy = f"If {(done * 100).normalize():f}% is meant, enter {(done * 100).normalize():f}; {_RIGHT}"
        return [Contradicted("percent", FRACTION, what, remedy, Severity.QUERY)]
    before = re.match(r"([0-9]+(?:\.[0-9]+)?)% complete", last_said)
    if before is None or done >= Decimal(before[1]):
        return []
    what = f"it was {before[1]}% complete last time, and is {done.normalize():f}% now."
    return [Contradicted("percent", FALLEN, what, f"Correct it; {_RIGHT}", Severity.QUERY)]


RECOMMENDATIONS = Recommendations()
