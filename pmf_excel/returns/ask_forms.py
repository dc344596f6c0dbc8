"""What a yearly form asks of each service."""

from __future__ import annotations

from datetime import date

from pmf_excel.returns.ask import Request, contact
from pmf_excel.returns.forms import Form
from pmf_excel.returns.yearly import Sources


def form_requests(form: Form, sources: Sources, council: str, due: date, layout: str, today: date) -> list[Request]:
    """The forms of a year, one for each service with anything in it, in the register's order."""
    made = []
    for service in sources.framework.services.values():
        items = tuple(item for part in form.parts for item in part.rows(sources, service.code))
        if items:
            made.append(
                Request(
                    council, service, sources.year, due, None, contact(sources.framework, today), (), layout, items, sources.sticks,
                    items, form.key,
                )
            )  # fmt: skip
    return made
