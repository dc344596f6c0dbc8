"""By service: how each service's measures and its return stand."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from pmf_excel.excel.sheets import Number, Rows
from pmf_excel.framework.figures import rounded
from pmf_excel.framework.status import Rag, Status
from pmf_excel.master.drawing import MasterSheet
from pmf_excel.master.view import View

#: Not returned, in the sense of the tables: there is nothing yet that could be shown.
MISSING = (Status.AWAITED, Status.HELD)


class Services(MasterSheet):
    """One row a service."""

    key = "services"
    always = True

    def rows(self, view: View) -> Rows:
        """Every service that was asked something, in the returns' order."""
        return [
            {"service": view.service(one.issued.service), "state": one.state, **_counted(view, one.issued.service)}
            for one in view.position.returns
        ]


def _counted(view: View, service: str) -> dict[str, int | Number | None]:
    lines = [line for line in view.lines if line.terms.service == service]
    colours = Counter(line.status.rag for line in lines)
    green, amber, red = (colours[rag] for rag in Rag)
    rated = green + amber + red
    percent = Number(rounded(Decimal(100 * green) / rated, 1), 1) if rated else None
    return {
        "green": green, "amber": amber, "red": red, "rated": rated, "percent": percent, "unrated": len(lines) - rated,
        "missing": sum(line.status in MISSING for line in lines), "total": len(lines),
    }  # fmt: skip
