"""Committee reports of a workspace: one, or all that the register asks for, and where they are put."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_excel.approvals import Approvals
from pmf_excel.batch import Batch
from pmf_excel.docket import ANYONE, Docket, Document, Wanted
from pmf_excel.errors import Mistyped, Nothing, PmfError, PutRight
from pmf_excel.files import put_in_place
from pmf_excel.framework.committees import Remit, Route
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period, closing_with
from pmf_excel.framework.routing import routes
from pmf_excel.ledger.approval import Approval
from pmf_excel.ledger.audience import PUBLIC, cut
from pmf_excel.ledger.form_rows import FormRows, form_rows
from pmf_excel.ledger.history import look_back
from pmf_excel.ledger.origins import origins
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.sentences import listed
from pmf_excel.made import put_made
from pmf_excel.problems import errors_in
from pmf_excel.returns.forms import form_named
from pmf_excel.shelves import REGISTER, Progress, quiet
from pmf_excel.workers import ALONE, Workers

if TYPE_CHECKING:
    from pmf_excel.pack import Pack


@dataclass(frozen=True)
class Reporting(Approvals):
    """The reports that a workspace makes."""

    def report(
        self, kind: str, format_name: str = "", round_month: Period | None = None, dry_run: bool = False,
        known: datetime | None = None, say: Progress = quiet, wanted: Wanted = ANYONE, revised: bool = False,
        workers: Workers = ALONE,
    ) -> tuple[Path, Position]:  # fmt: skip
        """Write a Word report of a round (the latest, unless named), and its twin for the web; with ``dry_run`` only say where.

        Raises Mistyped when there is no such kind, format, committee or service, when the round does not end what the kind
        reports, and when there is nothing for its readers.
        """
        done = self.docket(round_month, known, revised, say).document(kind, format_name, wanted, workers)
        return self.put_report(done, self.path("reports"), say, dry_run), done.position

    def report_all(
        self, format_name: str = "", round_month: Period | None = None, dry_run: bool = False, known: datetime | None = None,
        say: Progress = quiet, revised: bool = False,
    ) -> Batch:  # fmt: skip
        """Write every report that the register's sheet Reports asks for in a round, or what is usual where it is empty.

        What there is nothing for is said and left out; one that fails is kept among the faults, and the others are written.
        Raises Mistyped when the round asks for no report, or there is no such format.
        """
        docket = self.docket(round_month, known, revised, say)
        if format_name:
            docket.check_format(format_name)
        wanted = self.routed(docket)
        if not wanted:
            raise Mistyped(
                f"The register asks for no report in {docket.position.round.label}. Fill in its sheet Reports."
            )
        made = Batch()
        for route, one in wanted:
            with made.making(route, say):
                done = docket.document(route.kind, format_name or route.format, one)
                made.name(done.name, route)
                made.paths.append(self.put_report(done, self.path("reports"), say, dry_run))
        return made

    def pack(
        self, wanted: Wanted, format_name: str = "", round_month: Period | None = None, dry_run: bool = False,
        known: datetime | None = None, say: Progress = quiet, revised: bool = False,
    ) -> tuple[Path, Pack]:  # fmt: skip
        """Write everything for one meeting into a folder of its own; with ``dry_run`` only say what.

        What is in the folder already and is not of this pack stays there, and is said. Raises Mistyped when there is no such
        committee or format, or nothing for it in the round.
        """
        from pmf_excel.pack import pack

        docket = self.docket(round_month, known, revised, say)
        if format_name:
            docket.check_format(format_name)
        committee = wanted.committee_in(docket.framework)
        if committee is None:
            raise Mistyped("The register has no committee yet. Fill in its sheet Committees.")
        held = docket.meeting_of(committee, wanted.meeting)
        routed = [
            (route, replace(one, meeting=wanted.meeting, told=wanted.told))
            for route, one in self.routed(docket, committee.code)
        ]
        if not routed:
            raise Mistyped(
                f"The register asks for no report to {committee.name} in {docket.position.round.label}. Fill in its sheet Reports."
            )
        made = pack(docket, routed, held.on if held else None, format_name)
        day = held.on.isoformat() if held else docket.position.round.id
        folder = self.path("reports") / f"pack {day} {docket.named(committee)}"
        if not dry_run:
            there = set()
            for name, data in made.files.items():
                path = folder / name
                there.add(put_made(path, data, say) if path.suffix == ".docx" else put_in_place(path, data))
            if strange := _strange(folder, there):
                say(f"Not of this pack, and left in its folder: {listed(strange)}. Take away what is not to go out.")
        return folder, made

    def routed(self, docket: Docket, committee: str = "") -> list[tuple[Route, Wanted]]:
        """What the register asks for in a docket's round, of one committee where it is named; one for each service where a kind is about one."""
        lengths = {period.length for period in closing_with(docket.position.round)}
        found = []
        for route in routes(docket.framework):
            if route.frequency.length not in lengths or committee not in ("", route.committee):
                continue
            remit = route.remit if route.remit is Remit.OWN else None
            one = Wanted(route.committee, remit=remit)
            if _of_services(docket, route):
                found += [(route, Wanted(route.committee, service=code)) for code in docket.framework.services]
            else:
                found.append((route, one))
        return found

    def docket(
        self, round_month: Period | None = None, known: datetime | None = None, revised: bool = False, say: Progress = quiet
    ) -> Docket:  # fmt: skip
        """What the reports of a round are made from: its position, added up once.

        An approved round is shown as it was known when it was approved, unless it is to be ``revised``; ``say`` is told what
        changed since. Raises Mistyped when a round that is not approved is to be revised.
        """
        found, framework = self.position(round_month, known)
        approval = self.approval(found.round, known, found)
        if revised and approval.frozen is None:
            raise Mistyped(
                f"{found.round.label} is not approved yet, so there is nothing to revise. Leave out --revised."
            )
        now = found
        if approval.frozen is not None and not revised:
            found, framework = self.position(found.round, approval.frozen)
        framework = self.closed_now(framework)
        if approval.frozen is not None and not revised and approval.changes:
            say(
                f"{_since(approval, framework, now, found)} This report is as it was approved; --revised makes one with the figures "
                "as they are now."
            )
        with self.ledger.reading(found.moment) as reader:
            look_back(reader, found, self.settings.years, framework)
            found = replace(found, origins=origins(reader, found, framework))
        return Docket(
            self, found, framework, approval, known, revised, lambda form: self.form_rows(form, found.round, known)
        )

    def form_rows(self, form: str, round_month: Period, known: datetime | None = None) -> FormRows:
        """A form as far as it is known: the one that looks back, of a round's year; the one that looks ahead, of the latest year there is."""
        own = form_named(form)
        with self.ledger.reading(known) as reader:
            return form_rows(reader, own.key, None if own.ahead else round_month.financial_year)

    def put_report(self, done: Document, folder: Path, say: Progress, dry_run: bool) -> Path:
        """Put a report and its twin for the web into a folder; where the Word document went."""
        path = put_made(folder / done.name, done.data, say, dry_run)
        if not dry_run:
            from pmf_excel.reports.page import html_twin

            # Nobody writes into the page, so it keeps its name whatever becomes of the document's.
            put_in_place(
                folder / f"{done.name.removesuffix('.docx')}.html",
                html_twin(done.data, self.settings.council, self.page_css),
            )
        return path

    def closed_now(self, framework: Framework) -> Framework:
        """A framework in which all that is exempt today is exempt: what is open in a report cannot be taken back.

        Raises PutRight when the register holds errors, because they may hide what is exempt.
        """
        register = self.register()
        if errors := errors_in(register.problems):
            raise PutRight(
                f"{self.folder / REGISTER}: the register has to be put right before a report is made, because it says what is exempt. Then run the same command again.",
                tuple(errors),
            )
        with self.ledger.reading() as reader:
            return framework.closed_as(self.kept_framework(reader)).closed_as(register.framework)


def _of_services(docket: Docket, route: Route) -> bool:
    """Whether a route's kind is about one service; one that cannot be read says so when it is made."""
    try:
        return docket.kind(route.kind, docket.position.moment.date()).remit == "service"
    except PmfError:
        return False


def _since(approval: Approval, framework: Framework, *shown: Position) -> str:
    """What was corrected since a round was approved; of what is exempt, only that something was."""
    opened = []
    for one in shown:
        with contextlib.suppress(Nothing):
            opened.append(cut(one, framework, PUBLIC)[0])
    public = approval.only(*opened)
    more = "" if len(public.changes) == len(approval.changes) else "What is exempt was corrected too."
    return f"{public.since} {more}".strip()


def _strange(folder: Path, there: Collection[Path]) -> list[str]:
    """What lies in a folder besides some files, but for what Word keeps beside one that is open."""
    every = (path for path in folder.rglob("*") if path.is_file() and path not in there)
    return sorted(path.relative_to(folder).as_posix() for path in every if not path.name.startswith(("~$", ".")))
