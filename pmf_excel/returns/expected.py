"""Which services a round will ask, and by when, as far as the register alone says: a plan of rounds that are still to come."""

from __future__ import annotations

from datetime import date

from pmf_excel.framework.calendar import due_for
from pmf_excel.framework.periods import Period, closing_with
from pmf_excel.returns.ask import Asking
from pmf_excel.returns.parts import PARTS


def expected(asking: Asking, round_month: Period) -> dict[date, tuple[str, ...]]:
    """The names of the services that a round asks, by due day, in the register's order; nothing where it asks nobody.

    What will be awaited from before, asked by members, or finished by then, nobody knows yet.
    """
    framework, periods = asking.framework, closing_with(round_month)
    lengths = {period.length for period in periods}
    parts = [
        part
        for key, part in PARTS.items()
        if part.makes_round and key in asking.frequency and asking.frequency[key].length in lengths
    ]
    found: dict[date, list[str]] = {}
    for service in framework.services.values():
        days = {due_for(period, asking.deadlines) for _, period in framework.due_in(service.code, periods)}
        if not days and any(part.asked(framework, service.code, round_month, {}, asking.yardsticks) for part in parts):
            days = {due_for(round_month, asking.deadlines)}
        for day in days:
            found.setdefault(day, []).append(service.name)
    return {day: tuple(names) for day, names in sorted(found.items())}
