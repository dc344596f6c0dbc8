"""What is added to the ledger; nothing in it is ever changed.

What was approved is shown for ever as it was known at that moment. So an approval is noted under a moment no earlier than anything
there is, and whatever comes after it under a later one, even where the clock of a computer was put back or two clocks differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from pmf_excel.framework.calendar import Extension
from pmf_excel.framework.comparators import Stated
from pmf_excel.framework.leniency import Leniency
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rounds import Turn
from pmf_excel.ledger import journal, schema
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Approved, Asked, Decision, Issued, ItemAnswer, ItemAsked, Received, SignOff
from pmf_excel.problems import Problem

NONE = Leniency()
#: Whatever a position is added up from, each row with the moment under which it was noted.
_NOTED = (schema.registers, schema.issues, schema.files, schema.extensions, schema.round_states, schema.comparators)


class Writer(Reader):
    """Adds to the ledger, within one transaction."""

    def add_register(self, at: datetime, sha256: str, leniency: Leniency = NONE) -> int:
        """Note the register in use, and which rules are waived or soon bite; the same again is not noted twice in a row."""
        last = self.register()
        if last and last[1] == sha256 and self.leniency(last[0]) == leniency:
            return last[0]
        seq = self._add(schema.registers, at=self._moment(at), sha256=sha256)
        empty = {"register_seq": seq, "measure": "", "agreed_by": "", "reason": "", "until": "", "bites": ""}
        rows = [
            {**empty, "rule": w.rule, "measure": w.measure, "agreed_by": w.agreed_by, "reason": w.reason, "until": w.until.isoformat()}
            for w in leniency.waivers
        ]  # fmt: skip
        rows += [{**empty, "rule": rule, "bites": begins.id} for rule, begins in sorted(leniency.bites.items())]
        if rows:
            self.connection.execute(schema.leniencies.insert(), rows)
        return seq

    def add_issue(self, issued: Issued, asked: Sequence[Asked], items: Sequence[ItemAsked] = ()) -> int:
        """Note a return that was issued, with all that it asks; its own number is given back."""
        seq = self._add(
            schema.issues,
            at=self._moment(issued.at), register_seq=issued.register_seq, round=issued.round.id, service=issued.service,
            issue=issued.issue, digest=issued.digest, due=issued.due.isoformat(), file=issued.file, sha256=issued.sha256,
            layout=issued.layout, yardsticks=issued.yardsticks, form=issued.form,
        )  # fmt: skip
        rows = [
            {
                "issue_seq": seq, "measure": a.measure, "period": a.period.id, "terms": a.terms.as_text(),
                "printed": _json(a.printed),
            }
            for a in asked
        ]  # fmt: skip
        if rows:
            self.connection.execute(schema.asked.insert(), rows)
        if items:
            more = [
                {"issue_seq": seq, "part": i.part, "code": i.code, "terms": _json(i.terms), "printed": _json(i.printed)}
                for i in items
            ]
            self.connection.execute(schema.asked_items.insert(), more)
        return seq

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Additions that fail alone: an exception takes back these, and none of what was added before."""
        try:
            with self.connection.begin_nested():
                yield
        except Exception:
            schema.count_on(self.connection)
            raise

    def add_file(
        self, at: datetime, file: Received, round_id: str, answers: Sequence[Answer | ItemAnswer], problems: Sequence[Problem],
        sign_off: SignOff | None,
    ) -> int:  # fmt: skip
        """Note a file received, what it says, what is wrong in it and who signed it off."""
        seq = self._add(
            schema.files,
            at=self._moment(at), sha256=file.sha256, name=file.name, size=file.size, issue_seq=file.issue_seq, verdict=file.verdict,
            puts_right=file.puts_right,
        )  # fmt: skip
        measures = [_answer_row(seq, round_id, answer) for answer in answers if isinstance(answer, Answer)]
        if measures:
            self.connection.execute(schema.answers.insert(), measures)
        items = [
            {"file_seq": seq, "round": round_id, "part": a.part, "code": a.code, "held": int(a.held), "said": _json(a.said),
             "sheet": a.sheet, "cell": a.cell}
            for a in answers if isinstance(a, ItemAnswer)
        ]  # fmt: skip
        if items:
            self.connection.execute(schema.item_answers.insert(), items)
        if problems:
            rows = [
                {
                    "file_seq": seq, "code": p.code, "severity": p.severity.value, "sheet": p.place.sheet, "cell": p.place.cell,
                    "found": p.found, "remedy": p.remedy, "about": p.about,
                }
                for p in problems
            ]  # fmt: skip
            self.connection.execute(schema.problems.insert(), rows)
        if sign_off:
            self._add(schema.sign_offs, file_seq=seq, job_title=sign_off.job_title, day=sign_off.day.isoformat())
        return seq

    def add_extension(self, at: datetime, extension: Extension) -> int:
        """Note that a service was given a later day."""
        return self._add(
            schema.extensions, at=self._moment(at), service=extension.service, round=extension.round.id,
            until=extension.until.isoformat(), agreed_by=extension.agreed_by, form=extension.form,
        )  # fmt: skip

    def add_turn(self, turn: Turn) -> int:
        """Note a change in a round's life."""
        return self._add(
            schema.round_states, at=self._moment(turn.at), round=turn.round.id, state=turn.state.value, by=turn.by,
            reason=turn.reason, form=turn.form,
        )  # fmt: skip

    def add_approval(self, approved: Approved) -> Approved:
        """Note that a round was approved at a stage, or that this was withdrawn; what was noted, with its moment."""
        columns = (sa.select(sa.func.max(table.c.at)) for table in _NOTED)
        moments = [self.connection.execute(column).scalar() or "" for column in columns]
        moment = max([self._moment(approved.at), *moments])
        self._add(
            schema.approvals, at=moment, round=approved.round.id, stage=approved.stage,
            stages=json.dumps(approved.stages, ensure_ascii=False), by=approved.by, day=approved.on.isoformat(),
            withdrawn=int(approved.withdrawn), note=approved.note,
        )  # fmt: skip
        return replace(approved, at=datetime.fromisoformat(moment))

    def add_decision(self, one: Decision) -> Decision:
        """Note what was decided at a stage; what was noted, with its moment."""
        moment = self._moment(one.at)
        self._add(
            schema.decisions, at=moment, what=one.what, subject=one.subject, stage=one.stage, by=one.by, day=one.on.isoformat(),
            minute=one.minute, note=one.note, item=one.item, value=one.value, withdrawn=int(one.withdrawn),
        )  # fmt: skip
        return replace(one, at=datetime.fromisoformat(moment))

    def add_letter(self, at: datetime, kind: str, round_month: Period, address: str, sha256: str) -> int:
        """Note a letter that was sent."""
        return self._add(
            schema.letters, at=at.isoformat(), kind=kind, round=round_month.id, address=address, sha256=sha256
        )

    def add_comparators(self, at: datetime, sha256: str, file: str, lines: Sequence[Stated]) -> None:
        """Note what a file says that others achieved."""
        moment = self._moment(at)
        rows = [
            {
                "at": moment, "sha256": sha256, "file": file, "line": one.line, "measure": one.measure,
                "period": one.period.id, "group": one.group, "value": None if one.value is None else str(one.value),
                "source": one.source,
            }
            for one in lines
        ]  # fmt: skip
        if rows:
            self.connection.execute(schema.comparators.insert(), rows)

    def put_rows(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put rows back as the journal holds them, with their numbers."""
        if rows:
            self.connection.execute(schema.metadata.tables[table].insert(), [dict(row) for row in rows])

    def note_entry(self, entry: journal.Entry) -> None:
        """Note an entry of the journal whose rows were put back."""
        journal.note(self.connection, entry)

    def _moment(self, at: datetime) -> str:
        """The moment under which something is noted: the clock's, or where that is behind, a second after the last approval."""
        last = self.connection.execute(sa.select(sa.func.max(schema.approvals.c.at))).scalar()
        if last is None or at.isoformat() > last:
            return at.isoformat()
        return (datetime.fromisoformat(last) + timedelta(seconds=1)).isoformat()

    def _add(self, table: sa.Table, **values: Any) -> int:
        key = self.connection.execute(table.insert().values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])


def _json(plain: dict[str, str]) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _answer_row(file_seq: int, round_id: str, answer: Answer) -> dict[str, Any]:
    return {
        "file_seq": file_seq, "round": round_id, "measure": answer.measure, "period": answer.period.id,
        "held": int(answer.held), "value": None if answer.figure.value is None else str(answer.figure.value),
        "absence": answer.figure.absence.value if answer.figure.absence else None,
        "numerator": None if answer.figure.numerator is None else str(answer.figure.numerator),
        "denominator": None if answer.figure.denominator is None else str(answer.figure.denominator),
        "provisional": int(answer.figure.provisional),
        "expected": answer.figure.expected.isoformat() if answer.figure.expected else None, "commentary": answer.commentary,
        "action": answer.action, "owner": answer.owner,
        "action_due": answer.action_due.isoformat() if answer.action_due else "", "reply": answer.reply, "sheet": answer.sheet,
        "cell": answer.cell,
    }  # fmt: skip
