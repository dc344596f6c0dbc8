"""By service: how punctual, complete and sound each service's return is, and how its measures stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal

from pmf_excel.excel.sheets import Formula, Number, Rows, Shown
from pmf_excel.framework.calendar import days_late
from pmf_excel.framework.figures import rounded
from pmf_excel.framework.status import SHAPES, Rag, Status
from pmf_excel.ledger.line import Returned
from pmf_excel.ledger.sentences import counted
from pmf_excel.master.drawing import All, Drawing, MasterSheet
from pmf_excel.master.sheets.returns import paint_states
from pmf_excel.master.view import View

#: Not returned, in the sense of the tables: there is nothing yet that could be shown.
MISSING = (Status.AWAITED, Status.HELD)
#: The shape with which every status of a colour begins.
SHAPE_OF = {colour: shape for shape, colour in SHAPES.items()}


class Services(MasterSheet):
    """One row a service."""

    key = "services"
    always = True
    statuses = ()

    def rows(self, view: View) -> Rows:
        """Every service that was asked something, in the returns' order."""
        return [
            {
                "service": view.service(one.issued.service), "state": one.state, "late": _late(one, view), **_complete(one),
                "sent_back": one.sent_back or None, "queried": one.queried or None,
                "revised": _revised(view, one.issued.service) or None, **_counted(view, one.issued.service),
            }
            for one in view.position.returns
        ]  # fmt: skip

    def live(self, rows: Rows, view: View, others: All) -> Rows:
        """The counts as formulas over the sheet of measures."""
        measures = others["measures"]
        service, status = measures.cells("service"), measures.cells("status")

        def of(shape: str) -> Callable[[Callable[[str], str]], str]:
            return lambda cell: f'SUMPRODUCT(--EXACT({service},{cell("service")}),--(LEFT({status},1)="{shape}"))'

        def live(row: Mapping[str, Shown]) -> Mapping[str, Shown]:
            made: dict[str, Shown] = {
                key: Formula(of(SHAPE_OF[rag.value]), _int(row[key]))
                for key, rag in (("green", Rag.GREEN), ("amber", Rag.AMBER), ("red", Rag.RED))
            }
            made["rated"] = Formula(lambda cell: f"SUM({cell('green')}:{cell('red')})", _int(row["rated"]))
            made["total"] = Formula(
                lambda cell: f"SUMPRODUCT(--EXACT({service},{cell('service')}))", _int(row["total"])
            )
            made["unrated"] = Formula(lambda cell: f"{cell('total')}-{cell('rated')}", _int(row["unrated"]))
            share = row["percent"]
            made["percent"] = Formula(
                lambda cell: f'IF({cell("rated")}=0,"",ROUND(100*{cell("green")}/{cell("rated")},1))',
                share.value if isinstance(share, Number) else "", 1,
            )  # fmt: skip
            return {**row, **made}

        return [live(row) for row in rows]

    def mark(self, on: Drawing) -> str:
        """How many returns came in time."""
        every = on.view.position.returns
        late = sum(bool(_late(one, on.view)) for one in every)
        said = (
            f"{counted(late, 'return').capitalize()} of {len(every)} {'is' if late == 1 else 'are'} late."
            if late
            else "No return is late."
        )
        return f"{said} {super().mark(on)}".strip()

    def finish(self, on: Drawing) -> None:
        """Paint the states."""
        paint_states(on)


def _int(value: Shown) -> int:
    assert isinstance(value, int)
    return value


def _late(one: Returned, view: View) -> int | None:
    """How many days late a return is, or was when all of it had come."""
    return days_late(one.due, (one.came or view.position.moment).date()) or None


def _complete(one: Returned) -> dict[str, Shown]:
    share = Number(rounded(Decimal(100 * one.taken) / one.asked, 1), 1) if one.asked else None
    return {"asked": one.asked, "taken": one.taken, "complete": share}


def _revised(view: View, service: str) -> int:
    """How many figures of the service were changed after they had been given."""
    own = {code for code, one in view.framework.measures.items() if one.service == service}
    own |= {line.measure for line in view.lines if line.terms.service == service}
    return sum(one.measure in own for one in view.position.restatements)


def _counted(view: View, service: str) -> dict[str, Shown]:
    lines = [line for line in view.lines if line.terms.service == service]
    colours = Counter(line.status.rag for line in lines)
    green, amber, red = (colours[rag] for rag in Rag)
    rated = green + amber + red
    percent = Number(rounded(Decimal(100 * green) / rated, 1), 1) if rated else None
    return {
        "green": green, "amber": amber, "red": red, "rated": rated, "percent": percent, "unrated": len(lines) - rated,
        "missing": sum(line.status in MISSING for line in lines) or None, "total": len(lines),
    }  # fmt: skip
