"""Target setting: for each measure of a service the target and tolerance it proposes for a year, beside what is known of it."""

from __future__ import annotations

from collections.abc import Mapping

from pmf_excel.ledger.records import ItemAsked
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.items import ALWAYS, Live, Need, Told
from pmf_excel.returns.live import LiveRow
from pmf_excel.returns.yearly import Sources, YearlyPart


class TargetSetting(YearlyPart):
    """The measures of the service that live in the year."""

    key, one, many = "targets", "measure", "measures"
    needs: Mapping[str, Need] = {"always": ALWAYS}

    def rows(self, sources: Sources, service: str) -> list[ItemAsked]:
        """The service's measures, in the register's order."""
        rows = []
        for measure in sources.framework.measures.values():
            if measure.service == service and measure.lives_in(sources.year):
                rows.append(ItemAsked(self.key, measure.code, {}, {"code": measure.code, "title": measure.title}))
        return rows

    def live(self, row: LiveRow, asked: ItemAsked, sticks: Yardsticks) -> Mapping[str, Live]:
        """Nothing yet."""
        return {}

    def shown(self, told: Told) -> Mapping[str, str | float]:
        """Nothing yet."""
        return {}


TARGETS = TargetSetting()
