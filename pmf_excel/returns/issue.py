"""Issuing a round: one return for each service with anything due, noted in the ledger, put into the outgoing folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pmf_excel.excel.layout import Layout
from pmf_excel.excel.stamp import Code
from pmf_excel.excel.theme import Theme
from pmf_excel.files import put_in_place, safe_name, sha256_of
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued
from pmf_excel.ledger.writer import Writer
from pmf_excel.returns.ask import Request
from pmf_excel.returns.build import build_return


@dataclass(frozen=True)
class Outgoing:
    """A return that was issued, or would be: its code, file and number of rows, whether it is new, and which
    of its measures should have a target for the period and have none."""

    issued: Issued
    path: Path
    rows: int
    data: bytes
    new: bool
    replaces: int
    untargeted: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The return as plain values for ``--json``."""
        return {
            "service": self.issued.service, "round": self.issued.round.id, "issue": self.issued.issue,
            "code": self.issued.code, "file": str(self.path), "rows": self.rows, "due": self.issued.due.isoformat(),
            "new": self.new,
        }  # fmt: skip


@dataclass(frozen=True)
class Press:
    """What every return of a round is made with."""

    layout: Layout
    theme: Theme
    guidance: str


def prepare(
    requests: Sequence[Request], ledger: Reader, press: Press, folder: Path, register_seq: int, now: datetime,
    progress: Callable[[str], None],
    anew: bool = False,
) -> list[Outgoing]:  # fmt: skip
    """The returns of a round as they would be issued now.

    A request that asks the same, judged the same way, as the service's last issue is that issue again, and its file is left
    as it is. One that differs becomes a new issue, and a copy that answers the old one is refused from then on. With ``anew``
    every return becomes a new issue, for a change of wording that services should see.
    """
    made = []
    names = Counter(safe_name(request.service.name).casefold() for request in requests)
    for request in requests:
        progress(request.service.name)
        last = ledger.current_issues(request.round).get(request.service.code)
        same = last is not None and not anew and _asks_the_same(last, request, ledger)
        number = 1 if last is None else last.issue if same else last.issue + 1
        digest = last.digest if same and last else request.digest
        code = Code(request.service.code, request.round.id, number, digest)
        moment = last.at if same and last else now
        data = build_return(request, code, press.layout, press.theme, press.guidance, moment.replace(tzinfo=None))
        name = file_name(request, number, names[safe_name(request.service.name).casefold()] > 1)
        issued = Issued(
            0, moment, register_seq, request.round, request.service.code, number, digest, request.due, name,
            sha256_of(data), press.layout.version,
        )  # fmt: skip
        untargeted = tuple(
            a.measure
            for _, a in request.rows
            if a.terms.target is None and a.terms.rule.needs_target and not a.terms.words
        )
        made.append(
            Outgoing(
                issued,
                folder / name,
                len(request.rows),
                data,
                not same,
                last.issue if last and not same else 0,
                untargeted,
            )
        )
    return made


def _asks_the_same(last: Issued, request: Request, ledger: Reader) -> bool:
    """Whether a request is what was issued last: by its digest, or row by row where an older pmf made another digest of it."""
    if last.digest == request.digest:
        return True
    if (last.due, last.layout) != (request.due, request.layout):
        return False
    before = [(row.measure, row.period, row.terms.judging) for row in ledger.asked(last.seq)]
    return before == [(row.measure, row.period, row.terms.judging) for row in request.asked]


def file_name(request: Request, number: int, shared: bool) -> str:
    """The name of a return's file: service (with its code where two would share a name), round and issue."""
    own = f" ({request.service.code})" if shared else ""
    again = f" (issue {number})" if number > 1 else ""
    return f"{safe_name(request.service.name)}{own} {request.round.id}{again}.xlsx"


def issue(made: Sequence[Outgoing], requests: Sequence[Request], writer: Writer) -> list[Outgoing]:
    """Note the returns in the ledger and put their files in place. Files come first: a return nobody noted does no harm."""
    done = []
    for outgoing, request in zip(made, requests, strict=True):
        if outgoing.new or not outgoing.path.exists():
            put_in_place(outgoing.path, outgoing.data)
        issued = outgoing.issued
        if outgoing.new:
            issued = replace(issued, seq=writer.add_issue(issued, request.asked))
        done.append(replace(outgoing, issued=issued))
    return done


def withdraw(gone: Sequence[Issued], writer: Writer, now: datetime, register_seq: int) -> None:
    """Note that services which had a return of the round are asked nothing any more: an issue without rows."""
    for last in gone:
        empty = replace(
            last, at=now, register_seq=register_seq, issue=last.issue + 1, digest="0" * 10, file="", sha256=""
        )
        writer.add_issue(empty, ())
