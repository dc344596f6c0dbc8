"""Service plans: every action by service and theme, in the council's own words."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import ItemLine
from pmf_excel.master.sheets.activities import Work
from pmf_excel.master.view import View


class ServicePlans(Work):
    """One row an action: the services in the register's order, and in each the themes as the register first names them."""

    key, one, many = "service_plans", "action", "actions"

    def lines(self, view: View) -> Sequence[ItemLine[Activity]]:
        """The actions of the service plans."""
        places = {code: place for place, code in enumerate(view.framework.services)}
        return sorted(view.position.items.actions, key=lambda line: places.get(line.service, len(places)))
