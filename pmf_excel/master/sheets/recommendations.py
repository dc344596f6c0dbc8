"""Audit recommendations, each in one of North Devon's tables: live, completed since last round, extension asked for, outstanding, governance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pmf_excel.excel.sheets import Formula, Number, Rows, Shown
from pmf_excel.framework.calendar import days_past
from pmf_excel.framework.work import Recommendation
from pmf_excel.ledger.follow_up import Table, tables
from pmf_excel.ledger.items import ItemLine
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.item_cells import said_since, told_in, whole, with_words
from pmf_excel.master.view import View

#: How the sentence above the table says how many stand in each.
SAID = {
    Table.LIVE: "live (A)", Table.COMPLETED: "completed (B)", Table.EXTENSION: "extension asked for (C)",
    Table.OUTSTANDING: "outstanding (D)", Table.GOVERNANCE: "governance (E)", Table.BEFORE: "completed before",
}  # fmt: skip


class Recommendations(MasterSheet):
    """One row a recommendation, table by table; what it belongs to besides stands in a column of its own."""

    key = "recommendations"
    optional = frozenset({"also", "wanted", "revised", "completed", "importance", "report", "since", "past", "note", "told"})  # fmt: skip
    kept = 2

    def rows(self, view: View) -> Rows:
        """Every recommendation: the tables in their order, the register's order in each."""
        end, order = view.position.round.end, list(Table)
        every = [(line, tables(line, end)) for line in view.position.items.recommendations]
        return [_row(view, *one) for one in sorted(every, key=lambda one: order.index(one[1][0]))]

    def mark(self, on: Drawing) -> Formula:
        """How many stand in each table, live."""
        named = [row["table"] for row in on.contents.rows]

        def text(cells: Callable[[str], str]) -> str:
            counts = [f'COUNTIF({cells("table")},"{table}")&" {said}"' for table, said in SAID.items()]
            return f'ROWS({cells("table")})&" in all: "&' + '&", "&'.join(counts) + '&"."'

        parts = ", ".join(f"{named.count(table)} {said}" for table, said in SAID.items())
        return with_words(text, f"{len(named)} in all: {parts}.", self.readers(on.view))


def _row(view: View, line: ItemLine[Recommendation], belongs: Sequence[Table]) -> Mapping[str, Shown]:
    item, end = line.item, view.position.round.end
    done = item.percent_complete
    return {
        "code": line.code, "title": item.title, "table": belongs[0], "also": "; ".join(belongs[1:]), "status": line.status.shown,
        "percent": None if done is None else Number(done, 0 if done == done.to_integral_value() else 1),
        "since": said_since(line, _changes(line)), "past": days_past(item.due, end) if item.overdue(end) else None,
        "original": item.original_due, "revised": item.revised_due, "wanted": line.wanted, "completed": item.completed,
        "report": item.report, "importance": item.importance, "service": view.service(line.service), "note": line.note,
        "told": told_in(line),
    }  # fmt: skip


def _changes(line: ItemLine[Recommendation]) -> Iterator[str]:
    before, done = line.before, line.item.percent_complete
    was = before.percent_complete if before else None
    parts = [f"{was.normalize():f}% complete"] if was is not None and was != done else []
    parts += [whole(line.status_before)] if line.status_before != line.status else []
    if parts:
        yield f"Was {', '.join(parts)}."
