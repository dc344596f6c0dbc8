"""What the ledger says: rounds, issues, what they asked, files, answers, sign-offs; all of it, or as it was at a moment."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pmf_excel.framework.calendar import Extension
from pmf_excel.framework.comparators import Comparator, Key, key_of
from pmf_excel.framework.figures import Absence, Figure
from pmf_excel.framework.leniency import Leniency, Waiver
from pmf_excel.framework.periods import Period, parse
from pmf_excel.framework.rounds import RoundState, Turn
from pmf_excel.ledger import schema
from pmf_excel.ledger.records import (
    Agreed,
    Answer,
    Approved,
    Asked,
    Decision,
    Issued,
    ItemAnswer,
    ItemAsked,
    Kept,
    KeptItem,
    Received,
    Remedy,
    SignOff,
    Terms,
)
from pmf_excel.problems import Place, Problem, Severity

#: How the id of a year ends, which is the round of a yearly form.
YEAR = "FY"
#: Measure, period, number of the file, value, reason for having none, numerator, denominator, provisional.
Plain = tuple[str, str, int, str | None, str | None, str | None, str | None, int]


class Reader:
    """What the ledger says, or what it said at the moment ``until``."""

    def __init__(self, connection: Connection, until: datetime | None = None) -> None:
        self.connection = connection
        self._until = until.isoformat() if until else None

    @staticmethod
    def failed(why: BaseException) -> bool:
        """Whether an exception says that the database itself failed: a full disk, a lost line. One file is not the cause of that."""
        return isinstance(why, sa.exc.OperationalError | sa.exc.InternalError)

    def _rows(self, statement: sa.Select[Any]) -> Sequence[Any]:
        return self.connection.execute(statement).all()

    def _known(self, statement: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
        """The statement about what was known of a table by the moment asked about."""
        return statement if self._until is None else statement.where(table.c.at <= self._until)

    def last_moment(self) -> datetime | None:
        """When the last thing was written: the time that is put on whatever is made of months from the ledger.

        Yearly forms are no part of that.
        """
        i, f = schema.issues, schema.files
        queries = [
            self._known(sa.select(sa.func.max(table.c.at)), table) for table in (schema.registers, schema.comparators)
        ]
        queries.append(self._known(sa.select(sa.func.max(i.c.at)).where(i.c.form == ""), i))
        queries.append(self._known(sa.select(sa.func.max(f.c.at)).where(_monthly_file()), f))
        moments = [self.connection.execute(query).scalar() for query in queries]
        known = [moment for moment in moments if moment]
        return datetime.fromisoformat(max(known)) if known else None

    def register(self, seq: int | None = None) -> tuple[int, str] | None:
        """The number and hash of a register version; of the last one, unless a number is given."""
        table = schema.registers
        query = self._known(sa.select(table.c.seq, table.c.sha256).order_by(table.c.seq.desc()), table)
        row = self.connection.execute(query if seq is None else query.where(table.c.seq == seq)).first()
        return (row[0], row[1]) if row else None

    def registers(self) -> list[tuple[int, str]]:
        """Number and hash of every register that was used, oldest first."""
        table = schema.registers
        return [(row.seq, row.sha256) for row in self._rows(self._known(sa.select(table).order_by(table.c.seq), table))]

    def used_since(self, at: datetime) -> str:
        """The hash of the register that was used last, where that was after a moment; nothing where none was used since."""
        table = schema.registers
        query = self._known(sa.select(table.c.sha256).where(table.c.at > at.isoformat()), table)
        return self.connection.execute(query.order_by(table.c.seq.desc())).scalar() or ""

    def leniency(self, register_seq: int) -> Leniency:
        """Which rules were waived, or soon bite, with a register."""
        table = schema.leniencies
        rows = self._rows(sa.select(table).where(table.c.register_seq == register_seq).order_by(table.c.seq))
        waivers = tuple(
            Waiver(row.measure, row.rule, row.agreed_by, row.reason, date.fromisoformat(row.until))
            for row in rows
            if row.until
        )
        return Leniency(waivers, {row.rule: parse(row.bites) for row in rows if row.bites})

    def issues(self, rounds: Period | Collection[Period] | None = None, form: str | None = "") -> list[Issued]:
        """Every issue of every return, or those of one round or some, oldest first: of the monthly return, or of a yearly form.

        Where ``form`` is None, of the return and of every form.
        """
        table = schema.issues
        query = self._known(sa.select(table).order_by(table.c.seq), table)
        if form is not None:
            query = query.where(table.c.form == form)
        if rounds is not None:
            some = [rounds] if isinstance(rounds, Period) else rounds
            query = query.where(table.c.round.in_([at.id for at in some]))
        return [_issued(row) for row in self._rows(query)]

    def rounds_of(self, issue_seqs: Collection[int]) -> set[Period]:
        """The rounds that some issues belong to."""
        table = schema.issues
        query = sa.select(table.c.round).where(table.c.seq.in_(issue_seqs)).distinct()
        return {parse(row.round) for row in self._rows(query)} if issue_seqs else set()

    def current_issues(self, at: Period, form: str = "") -> dict[str, Issued]:
        """The newest issue for each service of a round: of the monthly return, or of a form in its year."""
        return {issued.service: issued for issued in self.issues(at, form)}

    def newest_issues(self, rounds: Collection[Period]) -> list[Issued]:
        """The newest issue for each service, and of each form, in some rounds; in the order of the rounds, then as first issued."""
        every = sorted(self.issues(rounds, None), key=lambda one: one.round)
        return list({(one.round, one.form, one.service): one for one in every}.values())

    def last_number(self, at: Period, service: str) -> int:
        """The number of the last issue for a service in a round, of whichever form; 0 where there is none."""
        return max((one.issue for one in self.issues(at, None) if one.service == service), default=0)

    def last_round(self, form: str = "") -> Period | None:
        """The latest month of which returns were issued, or the latest year of which a form was."""
        table = schema.issues
        query = self._known(sa.select(sa.func.max(table.c.round)).where(table.c.form == form), table)
        last = self.connection.execute(query).scalar()
        return parse(last) if last else None

    def asked(self, issue_seq: int) -> list[Asked]:
        """What an issue asked, in the return's order."""
        return [row for _, row in self.asked_by([issue_seq])]

    def asked_by(self, issue_seqs: Collection[int]) -> list[tuple[int, Asked]]:
        """What some issues asked, each in its return's order, with the number of the issue."""
        table = schema.asked
        query = sa.select(table).where(table.c.issue_seq.in_(issue_seqs)).order_by(table.c.seq)
        return [(row.issue_seq, _asked(row)) for row in self._rows(query)]

    def asked_items(self, issue_seqs: Collection[int]) -> list[tuple[int, ItemAsked]]:
        """What some issues asked beside measures, each in its return's order, with the number of the issue."""
        table = schema.asked_items
        query = sa.select(table).where(table.c.issue_seq.in_(issue_seqs)).order_by(table.c.seq)
        return [
            (row.issue_seq, ItemAsked(row.part, row.code, json.loads(row.terms), json.loads(row.printed)))
            for row in self._rows(query)
        ]

    def item_answers(self, rounds: Collection[Period] | None = None) -> list[KeptItem]:
        """Every answer about an item in the rounds of months, or those of some rounds, oldest first, with the file it came in."""
        a, f = schema.item_answers, schema.files
        columns = [c.label(f"from_{c.name}") for c in f.c]
        query = self._known(sa.select(a, *columns).join(f, f.c.seq == a.c.file_seq).order_by(a.c.seq), f)
        if rounds is None:
            query = query.where(~a.c.round.like(f"%-{YEAR}"))
        else:
            query = query.where(a.c.round.in_([period.id for period in rounds]))
        files: dict[int, Received] = {}
        return [
            KeptItem(
                row.seq,
                ItemAnswer(row.part, row.code, parse(row.round), bool(row.held), json.loads(row.said), row.sheet, row.cell),
                _file_of(row, files),
            )
            for row in self._rows(query)
        ]  # fmt: skip

    def periods_asked(self, issue_seqs: Collection[int]) -> set[Period]:
        """The periods that some issues asked for."""
        table = schema.asked
        query = sa.select(table.c.period).where(table.c.issue_seq.in_(issue_seqs)).distinct()
        return {parse(row.period) for row in self._rows(query)}

    def asked_for(
        self, periods: Collection[Period], measures: Collection[str] | None = None
    ) -> dict[tuple[str, Period], Asked]:
        """The last time each measure, or each of some, was asked for each of some periods."""
        a, i = schema.asked, schema.issues
        query = sa.select(a).join(i, i.c.seq == a.c.issue_seq).where(a.c.period.in_([period.id for period in periods]))
        if measures is not None:
            query = query.where(a.c.measure.in_(measures))
        rows = self._rows(self._known(query.order_by(a.c.seq), i))
        last = {(row.measure, row.period): row for row in rows}
        return {(code, parse(period)): _asked(row) for (code, period), row in last.items()}

    def agreed(self, measures: Collection[str], periods: Collection[Period]) -> dict[tuple[str, Period], Agreed]:
        """What was agreed the last time each of some measures was asked for each of some periods."""
        a, i = schema.asked, schema.issues
        query = sa.select(a.c.measure, a.c.period, a.c.terms).join(i, i.c.seq == a.c.issue_seq)
        query = query.where(a.c.period.in_([period.id for period in periods])).order_by(a.c.seq)
        last = {(code, period): terms for code, period, terms in self._rows(self._known(query, i)) if code in measures}
        return {(code, parse(period)): Agreed.of_text(terms) for (code, period), terms in last.items()}

    def asked_keys(self) -> Iterator[tuple[int, str, Period]]:
        """Issue, measure and period of everything ever asked, oldest first."""
        a, i = schema.asked, schema.issues
        query = sa.select(a.c.issue_seq, a.c.measure, a.c.period).join(i, i.c.seq == a.c.issue_seq).order_by(a.c.seq)
        for issue, measure, period in self._rows(self._known(query, i)):
            yield issue, measure, parse(period)

    def files(self, issue_seqs: Collection[int] | None = None, sha256s: Collection[str] = ()) -> list[Received]:
        """Every file received, yearly forms apart, oldest first; or those that answer some issues, or have one of some hashes."""
        table = schema.files
        query = self._known(sa.select(table).order_by(table.c.seq), table)
        if issue_seqs is None:
            query = query.where(_monthly_file())
        else:
            query = query.where(table.c.issue_seq.in_(issue_seqs) | table.c.sha256.in_(sha256s))
        return [_received(row) for row in self._rows(query)]

    def figures(self) -> Sequence[Plain]:
        """Every answer taken, oldest first, as plainly as it is kept."""
        a, f = schema.answers, schema.files
        query = sa.select(
            a.c.measure, a.c.period, a.c.file_seq, a.c.value, a.c.absence, a.c.numerator, a.c.denominator, a.c.provisional
        ).where(a.c.held == 0)  # fmt: skip
        if self._until is not None:
            query = query.where(a.c.file_seq.in_(sa.select(f.c.seq).where(f.c.at <= self._until)))
        return [tuple(row) for row in self._rows(query.order_by(a.c.seq))]

    def answers(self, periods: Collection[Period] | None = None) -> list[Kept]:
        """Every answer, or those for some periods, oldest first, with the file it came in."""
        a, f = schema.answers, schema.files
        columns = [c.label(f"from_{c.name}") for c in f.c]
        query = self._known(sa.select(a, *columns).join(f, f.c.seq == a.c.file_seq).order_by(a.c.seq), f)
        if periods is not None:
            query = query.where(a.c.period.in_([period.id for period in periods]))
        files: dict[int, Received] = {}
        return [_kept(row, files) for row in self._rows(query)]

    def reply(self, file_seq: int, measure: str, period: Period) -> str:
        """What a service answered, in a file, to whatever is asked about a figure."""
        a = schema.answers
        query = sa.select(a.c.reply).where(a.c.file_seq == file_seq, a.c.measure == measure, a.c.period == period.id)
        return self.connection.execute(query.order_by(a.c.seq.desc())).scalar() or ""

    def actions(self, periods: Collection[Period]) -> dict[str, Remedy]:
        """The last action for each measure in some periods, of those that the last answer for a period still gives."""
        a, f = schema.answers, schema.files
        query = sa.select(a.c.measure, a.c.period, a.c.action, a.c.owner, a.c.action_due).join(
            f, f.c.seq == a.c.file_seq
        )
        query = query.where(a.c.held == 0, a.c.period.in_([period.id for period in periods])).order_by(a.c.seq)
        last = {(row.measure, row.period): row for row in self._rows(self._known(query, f))}
        found: dict[str, Remedy] = {}
        for row in last.values():
            if not row.action:
                continue
            due = date.fromisoformat(row.action_due) if row.action_due else None
            given = Remedy(parse(row.period), row.action, row.owner, due)
            if row.measure not in found or found[row.measure].period <= given.period:
                found[row.measure] = given
        return found

    def asked_among(self, periods: Collection[Period]) -> set[tuple[str, str]]:
        """Measure and period id of whatever was asked for some periods, of which there may be many."""
        a, i = schema.asked, schema.issues
        if not periods:
            return set()
        ever = self._rows(self._known(sa.select(a.c.period).join(i, i.c.seq == a.c.issue_seq).distinct(), i))
        both = {row.period for row in ever} & {period.id for period in periods}
        query = sa.select(a.c.measure, a.c.period).join(i, i.c.seq == a.c.issue_seq).where(a.c.period.in_(both))
        return {(row.measure, row.period) for row in self._rows(self._known(query, i))} if both else set()

    def problems(self, file_seq: int) -> list[Problem]:
        """What was wrong in a file received."""
        table = schema.problems
        name = (
            self.connection.execute(sa.select(schema.files.c.name).where(schema.files.c.seq == file_seq)).scalar() or ""
        )
        query = sa.select(table).where(table.c.file_seq == file_seq).order_by(table.c.seq)
        return [
            Problem(
                row.code, Severity(row.severity), Place(name, row.sheet, row.cell), row.found, row.remedy, row.about
            )
            for row in self._rows(query)
        ]

    def sign_offs(self) -> dict[int, SignOff]:
        """The sign-off of each issue whose last copy was signed, by the issue's number."""
        s, f = schema.sign_offs, schema.files
        query = sa.select(f.c.issue_seq, s.c.job_title, s.c.day).outerjoin(s, s.c.file_seq == f.c.seq).order_by(f.c.seq)
        last = {row[0]: row for row in self._rows(self._known(query, f)) if row[0] is not None}
        return {seq: SignOff(row[1], date.fromisoformat(row[2])) for seq, row in last.items() if row[1] is not None}

    def extensions(self) -> list[Extension]:
        """Every later day that was agreed, oldest first."""
        table = schema.extensions
        rows = self._rows(self._known(sa.select(table).order_by(table.c.seq), table))
        return [
            Extension(row.service, parse(row.round), date.fromisoformat(row.until), row.agreed_by, row.form)
            for row in rows
        ]

    def extensions_at(self) -> list[tuple[Extension, datetime]]:
        """Every later day that was agreed, each with the moment it was noted, oldest first."""
        table = schema.extensions
        rows = self._rows(self._known(sa.select(table.c.at).order_by(table.c.seq), table))
        return [(one, datetime.fromisoformat(row.at)) for one, row in zip(self.extensions(), rows, strict=True)]

    def turns(self) -> list[Turn]:
        """Every change in the life of a round, oldest first."""
        table = schema.round_states
        rows = self._rows(self._known(sa.select(table).order_by(table.c.seq), table))
        return [
            Turn(parse(row.round), RoundState(row.state), datetime.fromisoformat(row.at), row.by, row.reason, row.form)
            for row in rows
        ]

    def approvals(self, round_month: Period) -> list[Approved]:
        """Every approval of a round and every withdrawal of one, oldest first."""
        table = schema.approvals
        rows = self._rows(
            self._known(sa.select(table).where(table.c.round == round_month.id).order_by(table.c.seq), table)
        )
        return [
            Approved(
                round_month, row.stage, tuple(json.loads(row.stages)), row.by, date.fromisoformat(row.day),
                datetime.fromisoformat(row.at), row.note, bool(row.withdrawn),
            )
            for row in rows
        ]  # fmt: skip

    def decisions(self, what: str, subject: str | None = None) -> list[Decision]:
        """Every decision about something, or about one of these, oldest first."""
        table = schema.decisions
        query = self._known(sa.select(table).where(table.c.what == what).order_by(table.c.seq), table)
        if subject is not None:
            query = query.where(table.c.subject == subject)
        return [
            Decision(
                row.what, row.subject, row.stage, row.by, date.fromisoformat(row.day), datetime.fromisoformat(row.at),
                row.minute, row.note, row.item, row.value, bool(row.withdrawn),
            )
            for row in self._rows(query)
        ]  # fmt: skip

    def comparators(self, periods: Collection[Period] | None = None) -> list[Comparator]:
        """What others achieved, by the last word on each measure, period and group, in that order; of some periods, or of all.

        What was withdrawn since is not among them.
        """
        table = schema.comparators
        query = self._known(sa.select(table).order_by(table.c.seq), table)
        if periods is not None:
            query = query.where(table.c.period.in_([period.id for period in periods]))
        last: dict[Key, Comparator | None] = {}
        for row in self._rows(query):
            period = parse(row.period)
            last[key_of(row.measure, period, row.group)] = None if row.value is None else Comparator(
                row.measure, period, row.group, Decimal(row.value), row.source, datetime.fromisoformat(row.at), row.file,
                row.sha256, row.line,
            )  # fmt: skip
        return sorted((one for one in last.values() if one), key=lambda one: (one.measure, one.period, one.key))

    def comparators_of(self, sha256: str) -> tuple[datetime, str] | None:
        """When a file of comparators was taken in, and under which name; nothing when it never was."""
        table = schema.comparators
        query = self._known(sa.select(table).where(table.c.sha256 == sha256).order_by(table.c.seq).limit(1), table)
        row = self.connection.execute(query).first()
        return (datetime.fromisoformat(row.at), row.file) if row else None

    def letters(self) -> set[tuple[str, str, str, str]]:
        """Every letter that was sent: its kind, round, address and hash."""
        table = schema.letters
        rows = self._rows(self._known(sa.select(table), table))
        return {(row.kind, row.round, row.address, row.sha256) for row in rows}


def _monthly_file() -> sa.ColumnElement[bool]:
    """That a file received is no yearly form."""
    f, i = schema.files, schema.issues
    return f.c.issue_seq.is_(None) | f.c.issue_seq.not_in(sa.select(i.c.seq).where(i.c.form != ""))


def _issued(row: Any) -> Issued:
    return Issued(
        row.seq, datetime.fromisoformat(row.at), row.register_seq, parse(row.round), row.service, row.issue, row.digest,
        date.fromisoformat(row.due), row.file, row.sha256, row.layout, row.yardsticks, row.form,
    )  # fmt: skip


def _asked(row: Any) -> Asked:
    return Asked(row.measure, parse(row.period), Terms.of_text(row.terms), json.loads(row.printed))


def _received(row: Any) -> Received:
    return Received(
        row.sha256,
        row.name,
        row.size,
        row.issue_seq,
        row.verdict,
        row.seq,
        datetime.fromisoformat(row.at),
        row.puts_right,
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _kept(row: Any, files: dict[int, Received]) -> Kept:
    figure = Figure(
        _number(row.value), Absence(row.absence) if row.absence is not None else None, _number(row.numerator),
        _number(row.denominator), bool(row.provisional), date.fromisoformat(row.expected) if row.expected else None,
    )  # fmt: skip
    answer = Answer(
        row.measure, parse(row.period), figure, bool(row.held), row.commentary, row.action, row.owner,
        date.fromisoformat(row.action_due) if row.action_due else None, row.reply, row.sheet, row.cell,
    )  # fmt: skip
    return Kept(row.seq, answer, _file_of(row, files))


def _file_of(row: Any, files: dict[int, Received]) -> Received:
    """The file of a row joined to it, one value for all its rows."""
    if row.file_seq not in files:
        files[row.file_seq] = Received(
            row.from_sha256, row.from_name, row.from_size, row.from_issue_seq, row.from_verdict, row.from_seq,
            datetime.fromisoformat(row.from_at), row.from_puts_right,
        )  # fmt: skip
    return files[row.file_seq]
