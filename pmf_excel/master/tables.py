"""The rows of the master's tables, worked out from the position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from pmf_excel.excel.sheets import Number, Shown
from pmf_excel.excel.writer import Value
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.exceptions import Watch
from pmf_excel.framework.figures import Kind, rounded
from pmf_excel.framework.model import Framework, titled
from pmf_excel.framework.status import Rag, Status
from pmf_excel.framework.travel import shown
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.position import Position

Rows = list[Mapping[str, Shown]]

#: Not returned, in the sense of the tables: there is nothing yet that could be shown.
MISSING = (Status.AWAITED, Status.HELD)


@dataclass(frozen=True)
class Tables:
    """A position with the names its codes stand for."""

    position: Position
    framework: Framework
    watch: Watch

    def service(self, line: Line) -> str:
        """The name of a line's service."""
        return self.framework.service_name(line.terms.service)

    def measures(self) -> Rows:
        """All measures."""
        return [
            {
                "code": line.measure, "title": line.terms.title, "service": self.service(line), "priority": line.terms.priority,
                "period": line.figure_period.short, "target": target_shown(line), "figure": figure_shown(line),
                "unit": line.terms.unit, "status": line.status.shown, "previous": _number(line.previous, line),
                "travel": shown(line.travel), "why": line.judgement.sentence, "commentary": line.commentary,
                "marks": _marks(line),
            }
            for line in self.position.lines
        ]  # fmt: skip

    def counts_by(self, labels: Sequence[str], label_of: Mapping[int, str]) -> pd.DataFrame:
        """Measures counted by label and colour, "" standing for those that are not rated; every label has its row."""
        lines = self.position.lines
        frame = pd.DataFrame(
            {
                "label": [label_of[n] for n in range(len(lines))],
                "colour": [line.status.rag.value if line.status.rag else "" for line in lines],
            },
            dtype="object",
        )
        table = pd.crosstab(frame["label"], frame["colour"])
        return table.reindex(index=list(labels), columns=[*(rag.value for rag in Rag), ""], fill_value=0)

    def by_priority(self) -> pd.DataFrame:
        """Measures counted by priority and colour."""
        names = {n: line.terms.priority for n, line in enumerate(self.position.lines)}
        return self.counts_by(
            self.framework.in_plan_order({line.terms.priority for line in self.position.lines}), names
        )

    def services(self) -> Rows:
        """Measures counted by service."""
        names = [self.framework.service_name(r.issued.service) for r in self.position.returns]
        table = self.counts_by(names, {n: self.service(line) for n, line in enumerate(self.position.lines)})
        waiting = Counter(self.service(line) for line in self.position.lines if line.status in MISSING)
        rows: Rows = []
        for name, returned in zip(names, self.position.returns, strict=True):
            green, amber, red, unrated = (int(table.at[name, key]) for key in ("Green", "Amber", "Red", ""))
            rated = green + amber + red
            percent = Number(rounded(Decimal(100 * green) / rated, 1), 1) if rated else None
            rows.append(
                {
                    "service": name, "green": green, "amber": amber, "red": red, "rated": rated, "percent": percent,
                    "unrated": unrated, "missing": waiting[name], "total": rated + unrated, "state": returned.state,
                }
            )  # fmt: skip
        return rows

    def exception_rows(self) -> Rows:
        """The exceptions with why each is one, and what is said and done about them."""
        return [
            {
                "code": line.measure, "title": titled(line.terms.title, line.terms.unit), "service": self.service(line), "target": target_shown(line), "figure": figure_shown(line), "status": line.status.shown, "travel": shown(line.travel),
                "reasons": "; ".join(why),
                "committee": self.committee(line), "why": line.judgement.sentence, "commentary": line.commentary,
                **_action(line),
            }
            for line, why in self.position.watched(self.watch)
        ]  # fmt: skip

    def committee(self, line: Line) -> str:
        """The name of the committee whose remit a line is."""
        found = self.framework.committees.get(line.terms.committee)
        return found.name if found else line.terms.committee

    def returns(self) -> Rows:
        """How each service's return stands."""
        return [
            {
                "service": self.framework.service_name(r.issued.service), "state": r.state, "issue": r.issued.issue,
                "asked": r.asked, "taken": r.taken, "held": r.held, "copies": r.copies, "due": r.due,
                "received": r.received.date() if r.received else None, "signed_by": r.signed_by, "signed_on": r.signed_on,
            }
            for r in self.position.returns
        ]  # fmt: skip

    def data(self) -> Rows:
        """One row a figure, with its provenance."""
        rows: Rows = []
        for line in self.position.lines:
            source = line.source
            rows.append(
                {
                    "code": line.measure, "period": line.figure_period.id, "service": line.terms.service,
                    "figure": figure_shown(line),
                    "absence": line.figure.absence.value if line.figure.absence else "",
                    "target": target_shown(line), "status": line.status.value,
                    "file": source.place.file if source else "", "sheet": source.place.sheet if source else "",
                    "cell": source.place.cell if source else "", "received": source.received.date() if source else None,
                    "sha256": source.sha256 if source else "",
                }
            )  # fmt: skip
        return rows


def _marks(line: Line) -> str:
    """What has to be said beside a figure: provisional, revised from what, or for another period."""
    marks = ["provisional"] if line.provisional else []
    marks += [
        f"revised from {line.print(one.was)} on {in_words(one.at.date())}{f': {one.reason}' if one.reason else ''}"
        for one in line.restated
    ]
    return "; ".join(marks + ([f"for {line.figure_period.label}"] if line.late else []))


def _action(line: Line) -> Mapping[str, Shown]:
    """What is done about a line: as its service says now, or what was begun earlier and is still under way."""
    if line.remedy and not (line.answer and line.answer.action):
        return {"action": line.remedy.action, "owner": line.remedy.owner, "action_due": line.remedy.due}
    answer = line.answer
    return {
        "action": answer.action if answer else "", "owner": answer.owner if answer else "",
        "action_due": answer.action_due if answer else None,
    }  # fmt: skip


def _number(value: Decimal | None, line: Line) -> Shown:
    """A figure as a number, or as the word or the day that it means."""
    if value is None:
        return None
    in_words = line.terms.kind in (Kind.YES_NO, Kind.DATE)
    return line.terms.brief(value) if in_words else Number(value, line.terms.decimals)


def target_shown(line: Line) -> Shown:
    """A target as a number; what is not simply one number, in words."""
    return line.terms.aim or _number(line.target, line)


def figure_shown(line: Line) -> Shown:
    """A line's figure as a number, or as the word or the day that it means."""
    return _number(line.figure.value, line)


def plain(value: Shown) -> Value:
    """What a cell holds, where its format says with how many decimals."""
    return value.value if isinstance(value, Number) else value
