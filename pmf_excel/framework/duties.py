"""Who answers for what, by job title: each measure and item has one officer, the head of its service where nobody else is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmf_excel.framework.model import Framework, Measure
from pmf_excel.framework.people import plain
from pmf_excel.framework.periods import month
from pmf_excel.framework.work import Activity, BudgetLine, Recommendation, Risk

Item = Measure | Activity | Recommendation | Risk | BudgetLine


def answering(framework: Framework, item: Item) -> str:
    """The job title of who answers for a measure or item: who is named there, else the head of its service."""
    named = item.responsible if isinstance(item, Measure) else item.owner if isinstance(item, Activity | Risk) else ""
    service = framework.services.get(item.service)
    return " ".join(named.split()) or (service.head if service else "")


def under_way(framework: Framework, day: date) -> Iterator[Item]:
    """The measures in force on a day and the items that are not finished, in the register's order."""
    now = month(day.year, day.month)
    yield from (one for one in framework.measures.values() if one.lives_in(now))
    yield from (one for one in framework.activities if one.completed is None)
    yield from (one for one in framework.recommendations if not one.complete)
    yield from framework.risks
    yield from (one for one in framework.budgets if one.year.start <= day <= one.year.end)


def every_item(framework: Framework) -> Iterator[Item]:
    """Every measure and item, in the register's order."""
    yield from framework.measures.values()
    yield from (*framework.activities, *framework.recommendations, *framework.risks, *framework.budgets)


def unknown_officers(framework: Framework) -> dict[str, list[str]]:
    """The officers who answer for measures by the register and are on none of its sheets People, Teams and Services; with the codes."""
    known = {plain(one.job_title) for one in framework.people} | {plain(one.lead) for one in framework.teams.values()}
    known |= {plain(one.head) for one in framework.services.values()}
    found: dict[str, list[str]] = {}
    for one in framework.measures.values():
        if one.responsible.strip() and plain(one.responsible) not in known:
            found.setdefault(one.responsible, []).append(one.code)
    return found
