"""What a round still lacks: its own rows that are awaited, being put right, or asked about and not explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmf_excel.ledger.line import Row, RowState
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import counted, listed

#: How many rows a sentence names.
NAMED = 10


@dataclass(frozen=True)
class Gaps:
    """The rows by what they lack; a row that lacks several things is among each."""

    held: Sequence[Row] = ()
    awaited: Sequence[Row] = ()
    queried: Sequence[Row] = ()

    def __bool__(self) -> bool:
        return bool(self.held or self.awaited or self.queried)

    @property
    def said(self) -> str:
        """How many rows lack what, in a sentence that names the first."""
        parts = [
            f"{counted(len(rows), 'row')} {one if len(rows) == 1 else many} ({_names(rows)})"
            for rows, one, many in (
                (self.held, "is being put right", "are being put right"), (self.awaited, "is awaited", "are awaited"),
                (self.queried, "has a question open", "have a question open"),
            )
            if rows
        ]  # fmt: skip
        return f"{listed(parts)}." if parts else ""

    def as_json(self) -> dict[str, object]:
        """The rows as plain values for ``--json``."""
        every = (("being_put_right", self.held), ("awaited", self.awaited), ("queried", self.queried))
        return {name: [{"service": one.service, "part": one.part, "code": one.code, "period": one.period.id} for one in rows] for name, rows in every}  # fmt: skip


def gaps_of(position: Position) -> Gaps:
    """What a position lacks; what was asked again for an earlier period is a gap of that one."""
    own = [row for row in position.rows if row.part != "catch_up"]
    return Gaps(
        [row for row in own if row.held], [row for row in own if row.state is RowState.AWAITED], [row for row in own if row.queried]
    )  # fmt: skip


def _names(rows: Sequence[Row]) -> str:
    more = len(rows) - NAMED
    return ", ".join(row.code for row in rows[:NAMED]) + (f" and {more} more" if more > 0 else "")
