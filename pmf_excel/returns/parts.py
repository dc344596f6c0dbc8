"""The parts of a return that are not about measures, in the order of their sheets, and those of yearly forms."""

from __future__ import annotations

from collections.abc import Mapping

from pmf_excel.excel.layout import Layout
from pmf_excel.framework.risk import steps
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.activities import ACTIONS, ACTIVITIES
from pmf_excel.returns.budgets import BUDGETS
from pmf_excel.returns.forms import FORMS
from pmf_excel.returns.items import MonthlyPart, Part
from pmf_excel.returns.questions import MEMBERS_QUESTIONS
from pmf_excel.returns.recommendations import RECOMMENDATIONS
from pmf_excel.returns.risks import RISKS

#: The parts of the monthly return, and those of every form.
PARTS: Mapping[str, MonthlyPart] = {
    part.key: part for part in (ACTIVITIES, ACTIONS, RECOMMENDATIONS, RISKS, BUDGETS, MEMBERS_QUESTIONS)
}
EVERY: Mapping[str, Part] = {**PARTS, **{part.key: part for form in FORMS.values() for part in form.parts}}
#: The parts that are about measures.
MEASURES, CATCH_UP = "measures", "catch_up"
#: The lists of a return that come from the issue's own yardsticks.
STATUSES, LIKELIHOOD, IMPACT = "@statuses", "@likelihood", "@impact"


def with_words(layout: Layout, sticks: Yardsticks | None) -> Layout:
    """The layout with the lists that an issue's yardsticks give: the council's words, and the steps of its matrix."""
    if sticks is None:
        return layout
    words = tuple(word.word for word in sticks.vocabulary.words)
    own = {STATUSES: words, LIKELIHOOD: steps(sticks.matrix.likelihood), IMPACT: steps(sticks.matrix.impact)}
    return layout.with_lists(**own)
