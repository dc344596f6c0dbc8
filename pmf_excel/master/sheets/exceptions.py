"""Exceptions: what has to be looked at, why, for how long, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping

from pmf_excel.excel.sheets import Rows, Shown
from pmf_excel.framework.model import titled
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.sentences import counted
from pmf_excel.master.cells import figure_shown, target_shown
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.view import View


class Exceptions(MasterSheet):
    """One row an exception: Red first, then Amber, then what is watched for else; ``running`` is for how many periods."""

    key = "exceptions"
    always = True
    optional = frozenset({"committee"})
    kept = 2

    def rows(self, view: View) -> Rows:
        """The exceptions with why each is one, and what is said and done about them."""
        return [
            {
                "code": line.measure, "title": titled(line.terms.title, line.terms.unit), "service": view.service(line.terms.service),
                "target": target_shown(line), "figure": figure_shown(line), "status": line.status.shown, "travel": view.travel(line),
                "reasons": "; ".join(why), "running": line.running or None, "committee": view.committee(line.terms.committee),
                "why": line.judgement.sentence, "commentary": line.commentary, **action(line),
            }
            for line, why in view.position.watched(view.watch)
        ]  # fmt: skip

    def mark(self, on: Drawing) -> str:
        """How many there are, and how many of them are not new."""
        every = [line for line, _ in on.view.position.watched(on.view.watch)]
        lasting = sum(line.running > 1 for line in every)
        again = f" {counted(lasting, 'has', 'have')} been short of target for two periods or more." if lasting else ""
        said = f"{counted(len(every), 'exception').capitalize()}.{again}" if every else _none(on.view)
        return f"{said} {super().mark(on)}".strip()


def _none(view: View) -> str:
    return (
        "There is no exception."
        if view.position.counts().rated
        else "No measure is rated yet, so none is an exception yet."
    )


def action(line: Line) -> Mapping[str, Shown]:
    """What is done about a line: as its service says now, or what was begun earlier and is still under way."""
    if line.remedy and not (line.answer and line.answer.action):
        return {"action": line.remedy.action, "owner": line.remedy.owner, "action_due": line.remedy.due}
    answer = line.answer
    return {
        "action": answer.action if answer else "", "owner": answer.owner if answer else "",
        "action_due": answer.action_due if answer else None,
    }  # fmt: skip
