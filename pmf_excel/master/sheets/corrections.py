"""Corrections: every figure that was given before and is different now."""

from __future__ import annotations

from pmf_excel.excel.sheets import Number, Rows, Shown
from pmf_excel.framework.figures import Kind, said
from pmf_excel.ledger.known import Restatement
from pmf_excel.ledger.sentences import counted
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.view import View


class Corrections(MasterSheet):
    """One row a change of a figure, oldest first."""

    key = "corrections"
    statuses = ()

    def rows(self, view: View) -> Rows:
        """Every change, with what the service says of it."""
        return [
            {
                "code": one.measure, "title": _title(view, one), "service": _service(view, one), "period": one.period.short,
                "was": _shown(view, one, was=True), "now": _shown(view, one, was=False), "on": one.at.date(),
                "reason": one.reason or "The service gave no reason.",
            }
            for one in view.position.restatements
        ]  # fmt: skip

    def mark(self, on: Drawing) -> str:
        """How many there are."""
        number = len(on.view.position.restatements)
        return f"{counted(number, 'figure').capitalize()} {'was' if number == 1 else 'were'} changed after being given. {super().mark(on)}".strip()


def _title(view: View, one: Restatement) -> str:
    line = next((line for line in view.lines if line.measure == one.measure), None)
    measure = view.framework.measures.get(one.measure)
    return line.terms.title if line else measure.title if measure else ""


def _service(view: View, one: Restatement) -> str:
    line = next((line for line in view.lines if line.measure == one.measure), None)
    measure = view.framework.measures.get(one.measure)
    return view.service(line.terms.service if line else measure.service if measure else "")


def _shown(view: View, one: Restatement, was: bool) -> Shown:
    """The figure before or after, with its decimals, or as the word or the day that it means."""
    value = one.was if was else one.now
    line = next((line for line in view.lines if line.measure == one.measure), None)
    measure = view.framework.measures.get(one.measure)
    kind = line.terms.kind if line else measure.kind if measure else Kind.NUMBER
    decimals = line.terms.decimals if line else measure.decimals if measure else 2
    if kind in (Kind.YES_NO, Kind.DATE):
        return said(value, kind, decimals, "", brief=True)
    return Number(value, decimals)
