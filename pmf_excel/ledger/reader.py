"""What the ledger says: rounds, issues, what they asked, files, answers, sign-offs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.periods import Period, parse
from pmf_excel.ledger import schema
from pmf_excel.ledger.records import Answer, Asked, Issued, Kept, Received, SignOff, Terms
from pmf_excel.problems import Place, Problem, Severity


class Reader:
    """What the ledger says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _rows(self, statement: sa.Select[Any]) -> Sequence[Any]:
        return self._connection.execute(statement).all()

    def last_moment(self) -> datetime | None:
        """When the last thing was written: the time that is put on whatever is made from the ledger."""
        moments = [
            self._connection.execute(sa.select(sa.func.max(table.c.at))).scalar()
            for table in (schema.registers, schema.issues, schema.files)
        ]
        known = [moment for moment in moments if moment]
        return datetime.fromisoformat(max(known)) if known else None

    def register(self, seq: int | None = None) -> tuple[int, str] | None:
        """The number and hash of a register version; of the last one, unless a number is given."""
        table = schema.registers
        query = sa.select(table.c.seq, table.c.sha256).order_by(table.c.seq.desc())
        row = self._connection.execute(query if seq is None else query.where(table.c.seq == seq)).first()
        return (row[0], row[1]) if row else None

    def issues(self, round_month: Period | None = None) -> list[Issued]:
        """Every issue of every return, or those of one round, oldest first."""
        table = schema.issues
        query = sa.select(table).order_by(table.c.seq)
        if round_month is not None:
            query = query.where(table.c.round == round_month.id)
        return [_issued(row) for row in self._rows(query)]

    def current_issues(self, round_month: Period) -> dict[str, Issued]:
        """The newest issue for each service of a round."""
        return {issued.service: issued for issued in self.issues(round_month)}

    def last_round(self) -> Period | None:
        """The latest round that was issued."""
        rounds = {issued.round for issued in self.issues()}
        return max(rounds) if rounds else None

    def asked(self, issue_seq: int) -> list[Asked]:
        """What an issue asked, in the return's order."""
        table = schema.asked
        query = sa.select(table).where(table.c.issue_seq == issue_seq).order_by(table.c.seq)
        return [
            Asked(row.measure, parse(row.period), Terms.of_text(row.terms), json.loads(row.printed))
            for row in self._rows(query)
        ]

    def files(self) -> list[Received]:
        """Every file received, oldest first."""
        return [_received(row) for row in self._rows(sa.select(schema.files).order_by(schema.files.c.seq))]

    def answers(self) -> list[Kept]:
        """Every answer, oldest first, with the file it came in."""
        a, f = schema.answers, schema.files
        columns = [c.label(f"from_{c.name}") for c in f.c]
        query = sa.select(a, *columns).join(f, f.c.seq == a.c.file_seq).order_by(a.c.seq)
        kept = []
        for row in self._rows(query):
            figure = Figure(Decimal(row.value)) if row.value is not None else Figure(absence=Absence(row.absence))
            answer = Answer(
                row.measure, parse(row.period), figure, bool(row.held), row.commentary, row.action, row.owner,
                date.fromisoformat(row.action_due) if row.action_due else None, row.sheet, row.cell,
            )  # fmt: skip
            file = Received(
                row.from_sha256, row.from_name, row.from_size, row.from_issue_seq, row.from_verdict, row.from_seq,
                datetime.fromisoformat(row.from_at),
            )  # fmt: skip
            kept.append(Kept(row.seq, answer, file))
        return kept

    def problems(self, file_seq: int) -> list[Problem]:
        """What was wrong in a file received."""
        table = schema.problems
        name = (
            self._connection.execute(sa.select(schema.files.c.name).where(schema.files.c.seq == file_seq)).scalar()
            or ""
        )
        query = sa.select(table).where(table.c.file_seq == file_seq).order_by(table.c.seq)
        return [
            Problem(row.code, Severity(row.severity), Place(name, row.sheet, row.cell), row.found, row.remedy)
            for row in self._rows(query)
        ]

    def sign_offs(self) -> dict[int, SignOff]:
        """The sign-off of each issue whose last copy was signed, by the issue's number."""
        s, f = schema.sign_offs, schema.files
        query = sa.select(f.c.issue_seq, s.c.job_title, s.c.day).outerjoin(s, s.c.file_seq == f.c.seq).order_by(f.c.seq)
        last = {row[0]: row for row in self._rows(query) if row[0] is not None}
        return {seq: SignOff(row[1], date.fromisoformat(row[2])) for seq, row in last.items() if row[1] is not None}


def _issued(row: Any) -> Issued:
    return Issued(
        row.seq, datetime.fromisoformat(row.at), row.register_seq, parse(row.round), row.service, row.issue, row.digest,
        date.fromisoformat(row.due), row.file, row.sha256, row.layout,
    )  # fmt: skip


def _received(row: Any) -> Received:
    return Received(row.sha256, row.name, row.size, row.issue_seq, row.verdict, row.seq, datetime.fromisoformat(row.at))
