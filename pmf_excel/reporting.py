"""Committee reports of a workspace: for whom, of what, and where they are put."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.files import put_in_place, safe_name
from pmf_excel.framework.model import Committee, Framework, Service
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.audience import Audience, cut, paragraphs
from pmf_excel.ledger.history import look_back
from pmf_excel.ledger.position import Position
from pmf_excel.made import put_made
from pmf_excel.master.view import View
from pmf_excel.positions import Positions, as_known
from pmf_excel.problems import errors_in, near_miss
from pmf_excel.shelves import REGISTER, Progress, quiet

if TYPE_CHECKING:
    from pmf_excel.reports.kinds import Kind

KINDS, FORMATS = "report_templates/kinds", "report_templates/formats"


@dataclass(frozen=True)
class Wanted:
    """For whom a report is wanted, and what its front sheet is told.

    ``committee`` and ``service`` are names or codes; the committee is the register's first unless it is named. ``exempt`` asks for
    the part that is not public. ``told`` are fields and boxes of the front sheet by name.
    """

    committee: str = ""
    meeting: date | None = None
    service: str = ""
    exempt: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    def committee_in(self, framework: Framework) -> Committee | None:
        """The committee; Mistyped when the register has none of that name or code."""
        every = framework.committees.values()
        if not self.committee:
            return next(iter(every), None)
        for one in every:
            if self.committee.casefold() in (one.code.casefold(), one.name.casefold()):
                return one
        known = [name for one in every for name in (one.code, one.name)]
        listed = ", ".join(f"{one.code} ({one.name})" for one in every)
        raise Mistyped(
            f'There is no committee "{self.committee}". {near_miss(self.committee, known)}Use one of: {listed}.'
        )

    def service_in(self, framework: Framework, kind: str) -> Service:
        """The service; Mistyped when none is named or the register has none of that name or code."""
        every = framework.services.values()
        for one in every:
            if self.service.casefold() in (one.code.casefold(), one.name.casefold()):
                return one
        known = [name for one in every for name in (one.code, one.name)]
        listed = ", ".join(f"{one.code} ({one.name})" for one in every)
        if not self.service:
            raise Mistyped(f"The report {kind} is for one service. Name it with --service. Services: {listed}.")
        raise Mistyped(f'There is no service "{self.service}". {near_miss(self.service, known)}Use one of: {listed}.')


@dataclass(frozen=True)
class Document:
    """A report that is put nowhere yet: the name of its file, its bytes, and the position it was made from."""

    name: str
    data: bytes
    position: Position


@dataclass(frozen=True)
class Reporting(Positions):
    """The reports that a workspace makes."""

    def report(
        self, kind: str, format_name: str = "", round_month: Period | None = None, dry_run: bool = False,
        known: datetime | None = None, say: Progress = quiet, wanted: Wanted = Wanted(),
    ) -> tuple[Path, Position]:  # fmt: skip
        """Write a Word report of a round (the latest, unless named), and its twin for the web; with ``dry_run`` only say where.

        Raises Mistyped when there is no such kind, format, committee or service, when the round does not end what the kind
        reports, and when there is nothing for its readers.
        """
        done = self.document(kind, format_name, round_month, known, wanted)
        path = put_made(self.path("reports") / done.name, done.data, say, dry_run)
        if not dry_run:
            try:  # TEMPORARY
                from pmf_excel.reports.page import html_twin
            except ModuleNotFoundError:
                return path, done.position

            put_in_place(path.with_suffix(".html"), html_twin(done.data, self.settings.council))
        return path, done.position

    def document(
        self, kind: str, format_name: str = "", round_month: Period | None = None, known: datetime | None = None,
        wanted: Wanted = Wanted(),
    ) -> Document:  # fmt: skip
        """A report that is put nowhere; the same ledger, texts and wishes give the same bytes."""
        from pmf_excel.reports.chosen import in_force  # python-docx is slow to load, and only needed here
        from pmf_excel.reports.kinds import read_kind
        from pmf_excel.reports.make import Order, make_report

        found, framework = self.position(round_month, known)
        framework = self.closed_now(framework)
        committee = wanted.committee_in(framework)
        meeting = wanted.meeting or _next_meeting(framework, committee, found.moment.date())
        day = meeting or found.moment.date()
        named = format_name or self.settings.format
        text = read_kind(in_force(self.folders(KINDS), kind, ".md", "kind of report", day))
        layout = in_force(self.folders(FORMATS), named, ".docx", "committee format", day)
        service = wanted.service_in(framework, kind) if text.remit == "service" else None
        readers = _readers(text, committee, service, wanted.exempt)
        theirs, register = cut(found, framework, readers)
        with self.ledger.reading(found.moment) as reader:
            look_back(reader, theirs, self.settings.years)
        view = View(
            theirs, register, self.settings.council, self.settings.watch, self.vocabularies.weights, readers, self.settings.years
        )  # fmt: skip
        made_from = {
            "pmf kind": kind, "pmf format": named, "pmf round": found.round.id, "pmf known": found.moment.isoformat(),
            "pmf committee": committee.code if committee else "", "pmf service": service.code if service else "",
            "pmf meeting": meeting.isoformat() if meeting else "", "pmf part": "exempt" if wanted.exempt else "open",
            "pmf told": json.dumps(dict(wanted.told), sort_keys=True, ensure_ascii=False),
        }  # fmt: skip
        order = Order(
            committee, meeting, service, wanted.exempt, paragraphs(register) if wanted.exempt else (), told=wanted.told,
            made_from=made_from,
        )  # fmt: skip
        data = make_report(text, layout, view, order, self.theme, self.settings.report_points)
        whom = service.name if service else committee.name if committee and wanted.committee else ""
        parts = (
            found.round.id, kind, *((f"for {safe_name(whom)}",) if whom else ()), named, *(("EXEMPT",) if wanted.exempt else ()),
        )  # fmt: skip
        draft = " DRAFT" if order.standing.draft else ""
        return Document(f"{' '.join(parts)}{as_known(known)}{draft}.docx", data, theirs)

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


def _readers(kind: Kind, committee: Committee | None, service: Service | None, exempt: bool) -> Audience:
    """Who may see a report: the public, or those who may see what is exempt; of a committee's remit or a service's, where it has one."""
    found = Audience(exempt=exempt, closed_only=exempt)
    if service is not None:
        return replace(found, name=service.name, service=service.code)
    if kind.remit == "remit" and committee is not None:
        return replace(found, name=committee.name, committee=committee.code)
    return found


def _next_meeting(framework: Framework, committee: Committee | None, after: date) -> date | None:
    """The committee's first meeting that the register has on or after a day."""
    days = [one.on for one in framework.meetings if committee and one.committee == committee.code and one.on >= after]
    return min(days, default=None)
