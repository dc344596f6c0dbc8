"""Issuing a round: one return for each service with anything due, noted in the ledger, put into the outgoing folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pmf_excel.excel.stamp import Code
from pmf_excel.files import put_in_place, safe_name, sha256_of
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued
from pmf_excel.ledger.writer import Writer
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.ask import Request
from pmf_excel.returns.build import Press, build_return
from pmf_excel.workers import Shared, Workers, hired, worth

#: How many returns a process must be given to be worth its start. That takes 0.5 s and a large return 0.08 s, so 12 make up for it
#: where a processor is idle, and twice as many hardly do where the machine is busy (bench/returns.py).
MANY = 20


@dataclass(frozen=True)
class Outgoing:
    """A return that was issued, or would be: its code, file and number of rows, whether it is new, and which
    of its measures should have a target for the period and have none."""

    issued: Issued
    path: Path
    rows: int
    new: bool
    replaces: int
    untargeted: tuple[str, ...]

    @property
    def data(self) -> bytes:
        """The return's bytes, as they lie in the outgoing folder."""
        return self.path.read_bytes()

    def as_json(self) -> dict[str, object]:
        """The return as plain values for ``--json``."""
        return {
            "service": self.issued.service, "round": self.issued.round.id, "issue": self.issued.issue,
            "code": self.issued.code, "file": str(self.path), "rows": self.rows, "due": self.issued.due.isoformat(),
            "new": self.new, "form": self.issued.form,
        }  # fmt: skip


def prepare(
    requests: Sequence[Request], ledger: Reader, layout: str, folder: Path, register_seq: int, now: datetime, anew: bool = False
) -> list[tuple[Outgoing, Request]]:  # fmt: skip
    """The returns of a round as they would be issued now, each with what it asks; nothing is made yet.

    A request that asks the same, judged the same way, as the service's last issue is that issue again, with what stood in it
    then, and its file is left as it is. One that differs becomes a new issue, and a copy that answers the old one is refused
    from then on. With ``anew`` every return becomes a new issue, for a change of wording that services should see.
    """
    made = []
    names = Counter(safe_name(request.service.name).casefold() for request in requests)
    current = ledger.current_issues(requests[0].round, requests[0].form) if requests else {}
    for request in requests:
        # A name that another service's return of the round has already, from before it was renamed, is not given again.
        others = {one.file for service, one in current.items() if service != request.service.code}
        last = current.get(request.service.code)
        same = last is not None and not anew and _asks_the_same(last, request, ledger)
        if same and last:
            request = as_issued(request, last, ledger)
        number = last.issue if same and last else ledger.last_number(request.round, request.service.code) + 1
        digest = last.digest if same and last else request.digest
        moment = last.at if same and last else now
        shared = names[safe_name(request.service.name).casefold()] > 1
        name = (
            last.file
            if same and last
            else file_name(request, number if last else 1, shared or file_name(request, number, False) in others)
        )
        sticks = request.yardsticks.as_text() if request.yardsticks and request.items else ""
        issued = Issued(
            0, moment, register_seq, request.round, request.service.code, number, digest, request.due, name, "", layout, sticks,
            request.form,
        )  # fmt: skip
        untargeted = tuple(
            a.measure
            for _, a in request.due_now
            if a.terms.target is None and a.terms.rule.needs_target and not a.terms.words
        )
        replaces = last.issue if last and not same else 0
        made.append((Outgoing(issued, folder / name, request.size, not same, replaces, untargeted), request))
    return made


def _asks_the_same(last: Issued, request: Request, ledger: Reader) -> bool:
    """Whether a request is what was issued last: by its digest, or row by row where an older pmf made another digest of it."""
    if last.digest == request.digest:
        return True
    if (last.due, last.layout) != (request.due, request.layout) or request.planned:
        return False
    before = [(row.measure, row.period, row.terms.judging) for row in ledger.asked(last.seq)]
    return before == [(row.measure, row.period, row.terms.judging) for row in request.asked]


def as_issued(request: Request, last: Issued, ledger: Reader) -> Request:
    """A request with the rows as they were issued: what was printed then, and not what is known since."""
    measures = {measure.code: measure for measure, _ in request.rows}
    before = ledger.asked(last.seq)
    rows = [(measures[row.measure], row) for row in before if row.measure in measures]
    sticks = Yardsticks.of_text(last.yardsticks) if last.yardsticks else request.yardsticks
    items = tuple(item for _, item in ledger.asked_items([last.seq]))
    return replace(
        request, rows=tuple(rows) if len(rows) == len(before) else request.rows, items=items, yardsticks=sticks
    )


def file_name(request: Request, number: int, shared: bool) -> str:
    """The name of a return's file: service (with its code where two would share a name), round, form and issue, if not its first."""
    own = f" ({request.service.code})" if shared else ""
    again = f" (issue {number})" if number > 1 else ""
    form = f" {request.form}" if request.form else ""
    return f"{safe_name(request.service.name)}{own} {request.round.id}{form}{again}.xlsx"


def issue(
    made: Sequence[tuple[Outgoing, Request]], press: Press, writer: Writer, progress: Callable[[str], None],
    workers: Workers | None = None,
) -> list[Outgoing]:  # fmt: skip
    """Make the returns, put their files in place and note them in the ledger, one after the other.

    Files come first: a return nobody noted does no harm. No more than a few are held at a time.
    """
    done = []
    wanted = [(outgoing, request) for outgoing, request in made if outgoing.new or not outgoing.path.exists()]
    built = dict(_built(wanted, press, progress, workers))
    for outgoing, request in made:
        issued = outgoing.issued
        if outgoing.new:
            issued = replace(issued, sha256=built[outgoing.path])
            issued = replace(issued, seq=writer.add_issue(issued, request.asked, request.items))
        done.append(replace(outgoing, issued=issued))
    return done


def _built(
    wanted: Sequence[tuple[Outgoing, Request]], press: Press, progress: Callable[[str], None],
    workers: Workers | None = None,
) -> Iterator[tuple[Path, str]]:  # fmt: skip
    """The path and hash of each return as it is put in place; many are made by all the processors there are."""
    if workers is None:
        with hired(worth(len(wanted), MANY)) as own:
            yield from _built(wanted, press, progress, own)
        return
    shared = Shared.of(press)
    jobs = (Writing(request, outgoing.issued, shared) for outgoing, request in wanted)
    for (outgoing, request), (_, data) in zip(wanted, workers.each(write, jobs), strict=True):
        progress(request.service.name)
        put_in_place(outgoing.path, data)
        yield outgoing.path, sha256_of(data)


@dataclass(frozen=True)
class Writing:
    """All that writing a return needs: what it asks, its issue, and what it is made with."""

    request: Request
    issued: Issued
    press: Shared[Press]


def write(job: Writing) -> bytes:
    """A return as a workbook."""
    issued = job.issued
    code = Code(issued.service, issued.round.id, issued.issue, issued.digest)
    return build_return(job.request, code, job.press.thing, issued.at.replace(tzinfo=None))


def withdraw(gone: Sequence[Issued], writer: Writer, now: datetime, register_seq: int) -> None:
    """Note that services which had a return of the round are asked nothing any more: an issue without rows."""
    for last in gone:
        number = writer.last_number(last.round, last.service) + 1
        empty = replace(last, at=now, register_seq=register_seq, issue=number, digest="0" * 10, file="", sha256="")
        writer.add_issue(empty, ())
