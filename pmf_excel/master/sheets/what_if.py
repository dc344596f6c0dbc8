"""What if: how many measures would have another status by the targets and tolerances typed into the sheet of measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pmf_excel.excel.layout import Column, Sheet
from pmf_excel.excel.sheets import HEADINGS, MARK, Formula, Rows, Shown
from pmf_excel.excel.values import address
from pmf_excel.framework.status import Status
from pmf_excel.ledger.sentences import counted
from pmf_excel.master.drawing import All, Drawing, MasterSheet
from pmf_excel.master.sheets.measures import CHANGES
from pmf_excel.master.view import View

OTHER = "To be checked"


class WhatIf(MasterSheet):
    """One row a status the measures have now, one column a status they would have; at first nothing has moved."""

    key = "what_if"

    def rows(self, view: View) -> Rows:
        """How many measures have each status, all of which stay where they are until something is typed."""
        counts, statuses = view.position.counts(), _statuses(view)
        if not counts.rated:
            return []
        stay = {f"to_{place}": 0 for place in range(len(statuses))}
        return [
            {"status": one.shown, "now": counts.of(one), **stay, f"to_{place}": counts.of(one), "other": 0}
            for place, one in enumerate(statuses)
        ]

    def layout(self, view: View, sheet: Sheet) -> Sheet:
        """A column for each status there may be."""
        own = [Column(f"to_{place}", one.shown, "integer", width=17) for place, one in enumerate(_statuses(view))]
        last = Column("other", OTHER, "integer", width=14)
        return replace(sheet, columns=(*sheet.columns, *own, last))

    def live(self, rows: Rows, view: View, others: All) -> Rows:
        """Every count as a formula over the sheet of measures."""
        measures, own = others["measures"], others[self.key]
        now, then = measures.cells("status"), measures.cells("if_status")
        keys = [column.key for column in own.sheet.columns if column.key.startswith("to_")]

        def counted_live(row: Mapping[str, Shown]) -> Mapping[str, Shown]:
            made: dict[str, Shown] = {
                "now": Formula(lambda cell: f"SUMPRODUCT(--EXACT({now},{cell('status')}))", _int(row["now"]))
            }
            for key in keys:
                heading = address(HEADINGS, own.sheet.index(key), fixed=True)
                made[key] = Formula(_moves(now, then, heading), _int(row[key]))
            made["other"] = Formula(lambda cell: f"{cell('now')}-SUM({cell(keys[0])}:{cell(keys[-1])})", 0)
            return {**row, **made}

        return [counted_live(row) for row in rows]

    def finish(self, on: Drawing) -> None:
        """How many would change, in a sentence that follows what is typed."""
        changes, total = on.all["measures"].cells("changes"), len(on.view.lines)
        moved = f'COUNTIF({changes},"{CHANGES}")'
        words = f'{moved}&" of {counted(total, "measure")} would change status."'
        style = on.styles(font_size=11, bold=True, locked=True, valign="vcenter")
        on.page.formula(MARK, 0, words, f"0 of {counted(total, 'measure')} would change status.", style)
        on.page.height(MARK, 22)


def _moves(now: str, then: str, heading: str) -> Callable[[Callable[[str], str]], str]:
    return lambda cell: f"SUMPRODUCT(--EXACT({now},{cell('status')}),--EXACT({then},{heading}))"


def _statuses(view: View) -> Sequence[Status]:
    """Every status that a measure of the round has, or could have by the rules in use; best first."""
    found = view.position.counts().by_status
    return list(found)


def _int(value: Shown) -> int:
    assert isinstance(value, int)
    return value
