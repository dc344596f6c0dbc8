"""Measures: everything about each measure of the round."""

from __future__ import annotations

from pmf_excel.excel.sheets import Rows
from pmf_excel.framework.calendar import in_words
from pmf_excel.ledger.line import Line
from pmf_excel.master.cells import figure_shown, number, target_shown
from pmf_excel.master.drawing import MasterSheet
from pmf_excel.master.view import View


class Measures(MasterSheet):
    """One row a measure."""

    key = "measures"
    always = True
    optional = frozenset({"marks"})

    def rows(self, view: View) -> Rows:
        """Every measure of the round, in the returns' order."""
        return [
            {
                "code": line.measure, "title": line.terms.title, "service": view.service(line.terms.service),
                "priority": line.terms.priority, "period": line.figure_period.short, "target": target_shown(line),
                "figure": figure_shown(line), "unit": line.terms.unit, "status": line.status.shown,
                "previous": number(line.previous, line), "travel": view.travel(line), "why": line.judgement.sentence,
                "commentary": line.commentary, "marks": marks(line),
            }
            for line in view.lines
        ]  # fmt: skip


def marks(line: Line) -> str:
    """What has to be said beside a figure: provisional, revised from what, or for another period."""
    said = ["provisional"] if line.provisional else []
    said += [
        f"revised from {line.print(one.was)} on {in_words(one.at.date())}{f': {one.reason}' if one.reason else ''}"
        for one in line.restated
    ]
    return "; ".join(said + ([f"for {line.figure_period.label}"] if line.late else []))
