"""The control totals of a master: what the ledger holds, counted by other means than what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.errors import OurFault
from pmf_excel.framework.model import Framework
from pmf_excel.framework.status import Rag
from pmf_excel.framework.totals import Total, disagreements
from pmf_excel.ledger.line import RowState
from pmf_excel.ledger.position import MEASURES, Position
from pmf_excel.master.drawing import All

#: What became of what is in force and was not asked about in the round.
NOT_DUE = "not due"


def rows_asked(position: Position) -> Total:
    """Rows asked = returned + being put right + awaited: as the returns say it, and row by row."""
    states = [row.state for row in position.rows]
    parts = tuple((state.value, states.count(state)) for state in RowState)
    return Total("Rows asked", sum(one.asked for one in position.returns), parts)


def in_force(position: Position, framework: Framework) -> Total:
    """Everything of the register that is in force = returned + being put right + awaited + not due; of what was asked again, nothing."""
    own = [row for row in position.rows if row.part != MEASURES[1]]
    asked = {(row.part, row.code) for row in own}
    measures = {(MEASURES[0], code) for code, one in framework.measures.items() if one.lives_in(position.round)}
    items = position.items
    every = {(one.part, one.code) for some in (items.activities, items.actions, items.recommendations, items.risks, items.budgets) for one in some}  # fmt: skip
    states = [row.state for row in own]
    parts = (
        *((state.value, states.count(state)) for state in RowState),
        (NOT_DUE, len(position.not_due) + len(every - asked)),
    )
    return Total("Measures and items in force", len(asked | measures | every), parts)


def statuses(position: Position) -> Total:
    """Measures of the round = those of each colour + those not rated."""
    lines = position.lines
    parts = [(rag.value, sum(line.status.rag is rag for line in lines)) for rag in Rag]
    return Total(
        "Measures of the round", len(lines), (*parts, ("not rated", sum(not line.status.rated for line in lines)))
    )


def figures(position: Position, shown: All) -> Total:
    """Figures of the round that the ledger has = those on the sheet of measures."""
    loaded = sum(line.figure.value is not None for line in position.lines)
    there = sum(row.get("figure") is not None for row in shown["measures"].rows)
    return Total("Figures of the round", loaded, (("on the sheet Measures", there),))


def control(position: Position, framework: Framework, shown: All) -> Sequence[Total]:
    """Every control total of a master.

    Raises OurFault, with each sum that does not come out, when any does not: then nothing is written.
    """
    found = [rows_asked(position), in_force(position, framework), statuses(position), figures(position, shown)]
    if wrong := disagreements(found):
        raise OurFault(
            f"the control totals of {position.round.label} do not agree, so no master was written. {'. '.join(wrong)}."
        )
    return found
