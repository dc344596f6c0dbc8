"""Returns: the tracker of the round; who has returned, when, what was taken, and what waits to be put right."""

from __future__ import annotations

from pmf_excel.excel.sheets import Rows
from pmf_excel.excel.values import address
from pmf_excel.master.drawing import Drawing, MasterSheet
from pmf_excel.master.tracker import totals, track
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
    optional = frozenset({"agreed_by"})

    def rows(self, view: View) -> Rows:
        """Every return of the round, in its order; nothing is shown where a count is none, so that what there is to do stands out."""
        return [
            {
                "service": one.name, "state": r.state, "issue": r.issued.issue, "issued": r.issued.at.date(), "due": r.due,
                "agreed_by": r.agreed_by, "received": r.received.date() if r.received else None,
                "last_received": r.last_received.date() if r.last_received else None, "late": one.late or None,
                "asked": r.asked, "taken": r.taken, "held": r.held or None, "queried": r.queried or None, "copies": r.copies,
                "sent_back": r.sent_back or None, "signed_by": r.signed_by, "signed_on": r.signed_on,
            }
            for one in track(view.position, view.framework, view.position.moment.date())
            for r in [one.returned]
        ]  # fmt: skip

    def mark(self, on: Drawing) -> str:
        """How many stand how."""
        view = on.view
        return f"{totals(track(view.position, view.framework, view.position.moment.date()))} {super().mark(on)}".strip()

    def finish(self, on: Drawing) -> None:
        """Paint the states."""
        paint_states(on)


def paint_states(on: Drawing) -> None:
    """Paint the column of states of returns."""
    area = on.contents.area("state")
    first = address(area[0], area[1])
    for word, colour in PAINTS:
        on.page.condition(area, f'{first}="{word}"', on.styles.status(colour))
