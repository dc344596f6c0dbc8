"""Returns: who has returned, what was taken, and what waits to be put right."""

from __future__ import annotations

from pmf_excel.excel.sheets import Rows
from pmf_excel.excel.values import address
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.view import View

#: Which colour each state of a return is painted in.
PAINTS = (
    ("Complete", "Green"),
    ("To be explained", "Amber"),
    ("Not signed off", "Amber"),
    ("Being put right", "Amber"),
    ("Part returned", "Amber"),
    ("Returned empty", "Red"),
    ("Not returned", "Red"),
)


class Returns(MasterSheet):
    """One row a return."""

    key = "returns"
    always = True
    statuses = ()

    def rows(self, view: View) -> Rows:
        """Every return of the round, in its order."""
        return [
            {
                "service": view.service(r.issued.service), "state": r.state, "issue": r.issued.issue,
                "asked": r.asked, "taken": r.taken, "held": r.held, "copies": r.copies, "due": r.due,
                "received": r.received.date() if r.received else None, "signed_by": r.signed_by, "signed_on": r.signed_on,
            }
            for r in view.position.returns
        ]  # fmt: skip

    def finish(self, on: Drawing) -> None:
        """Paint the states."""
        paint_states(on)


def paint_states(on: Drawing) -> None:
    """Paint the column of states of returns."""
    area = on.contents.area("state")
    first = address(area[0], area[1])
    for word, colour in PAINTS:
        on.page.condition(area, f'{first}="{word}"', on.styles.status(colour))
