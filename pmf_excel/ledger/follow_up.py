"""Audit recommendations, each in one of North Devon's tables: live, completed since last, extension asked for, outstanding, governance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from pmf_excel.framework.work import Recommendation
from pmf_excel.ledger.items import ItemLine


class Table(StrEnum):
    """The tables in the order in which they are printed; the last is of what was reported as complete before."""

    LIVE = "A Live"
    COMPLETED = "B Completed since last round"
    EXTENSION = "C Extension asked for"
    OUTSTANDING = "D Outstanding"
    GOVERNANCE = "E Governance statement"
    BEFORE = "Completed before"


#: The audit report that makes a recommendation one of the annual governance statement.
_GOVERNANCE = re.compile(r"\bgovernance statement\b|\bAGS\b", re.IGNORECASE)


def tables(line: ItemLine[Recommendation], end: date, last: date | None = None) -> list[Table]:
    """The tables that a recommendation belongs to at the end of a round, the gravest first: in that one it stands.

    Outstanding comes before an extension asked for, so that nothing past its date is missed by whoever counts those; then what
    was completed; then that it belongs to the governance statement. Live is what is none of these. ``last`` is the last day
    that was reported before, where that is not the last round that asked.
    """
    since = line.item.complete and _since(line, last)
    found = {
        Table.OUTSTANDING: line.item.overdue(end),
        Table.EXTENSION: line.wanted is not None,
        Table.COMPLETED: since,
        Table.BEFORE: line.item.complete and not since,
        Table.GOVERNANCE: governance(line),
    }
    return [table for table, holds in found.items() if holds] or [Table.LIVE]


def in_tables(
    lines: Iterable[ItemLine[Recommendation]], end: date, last: date | None = None
) -> Mapping[Table, list[ItemLine[Recommendation]]]:
    """Every recommendation once, in the table where it stands, the register's order in each; every table is there."""
    found: dict[Table, list[ItemLine[Recommendation]]] = {table: [] for table in Table}
    for line in lines:
        found[tables(line, end, last)[0]].append(line)
    return found


def governance(line: ItemLine[Recommendation]) -> bool:
    """Whether it is an action of the annual governance statement, as the audit report it comes from is called."""
    return bool(_GOVERNANCE.search(line.item.report))


def _since(line: ItemLine[Recommendation], last: date | None) -> bool:
    """Whether what is complete was completed, or first reported so, since the last round that asked, or the last day reported."""
    if line.before is not None and not line.before.complete:
        return True
    days = [day for day in (line.since.end if line.since else None, last) if day is not None]
    return bool(days) and line.item.completed is not None and line.item.completed > min(days)
