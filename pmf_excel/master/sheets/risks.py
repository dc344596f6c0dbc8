"""Risks: the register with likelihood and impact as they are now, the gravest first, and which way each one moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pmf_excel.excel.sheets import FIRST, Formula, Rows, Shown
from pmf_excel.framework.work import Risk
from pmf_excel.ledger.items import ItemLine
from pmf_excel.ledger.risk_register import direction, gravest_first, sentence
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.item_cells import told_in
from pmf_excel.master.view import View


class Risks(MasterSheet):
    """One row a risk. Likelihood and impact are numbers shown with their words; the score is a live formula over the two."""

    key = "risks"
    optional = frozenset({"owner", "before", "direction", "controls", "note", "told"})
    statuses = ("level", "before")
    kept = 2

    def rows(self, view: View) -> Rows:
        """Every risk, the gravest first, the register's order among equals; those that are not scored come last."""
        return [_row(view, line) for line in gravest_first(view.position.items.risks)]

    def mark(self, on: Drawing) -> str:
        """How many risks there are of each level, and how many have become greater."""
        items = on.view.position.items
        assert items.sticks is not None
        return f"{sentence(items.risks, items.sticks.matrix)} {self.readers(on.view)}".strip()

    def finish(self, on: Drawing) -> None:
        """Show the steps of likelihood and impact with their words: 4 Likely."""
        items, sheet = on.view.position.items, on.contents.sheet
        assert items.sticks is not None
        look = {"align": "left", "indent": 1, "border": 1, "border_color": on.styles.theme.line, "locked": True}
        for key, names in (("likelihood", items.sticks.matrix.likelihood), ("impact", items.sticks.matrix.impact)):
            for number, row in enumerate(on.contents.rows):
                step = row[key]
                if isinstance(step, int):
                    word = names[step - 1].replace('"', "”")
                    on.page.put(FIRST + number, sheet.index(key), step, on.styles(**look, num_format=f'0" {word}"'))


def _row(view: View, line: ItemLine[Risk]) -> Mapping[str, Shown]:
    item, sticks = line.item, view.position.items.sticks
    assert sticks is not None
    matrix, was = sticks.matrix, line.score_before
    return {
        "code": line.code, "title": item.title, "service": view.service(line.service), "owner": item.owner,
        "likelihood": _step(matrix.likelihood, item.likelihood), "impact": _step(matrix.impact, item.impact),
        "score": Formula(_score, line.score.points if line.score else ""), "level": line.status.shown,
        "before": f"{line.status_before.shown}, {was.points}" if was else "", "direction": direction(line),
        "controls": item.controls, "note": line.note, "told": told_in(line),
    }  # fmt: skip


def _step(names: Sequence[str], number: int | None) -> int | None:
    """The number of a step; nothing for one that the matrix does not have."""
    return number if number is not None and 1 <= number <= len(names) else None


def _score(cell: Callable[[str], str]) -> str:
    """Likelihood times impact, where there are both."""
    one, other = cell("likelihood"), cell("impact")
    return f'IF(COUNT({one},{other})=2,{one}*{other},"")'
