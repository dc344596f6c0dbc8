"""What the reports of one round are made from: its position, added up once, as each kind of readers may see it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pmf_excel.adoption import adopted, settled
from pmf_excel.errors import Mistyped
from pmf_excel.files import safe_name
from pmf_excel.framework.committees import Committee, Meeting, Remit
from pmf_excel.framework.differences import differences
from pmf_excel.framework.governance import Accounted, covering, governed
from pmf_excel.framework.model import Framework
from pmf_excel.ledger import archive
from pmf_excel.ledger.approval import Approval
from pmf_excel.ledger.audience import Audience, cut, paragraphs
from pmf_excel.ledger.form_rows import ABOUT, FormRow, FormRows
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.subjects import Subject, subject_of
from pmf_excel.master.view import View
from pmf_excel.positions import as_known
from pmf_excel.problems import near_miss
from pmf_excel.shelves import Shelves
from pmf_excel.workers import ALONE, Workers

if TYPE_CHECKING:
    from pmf_excel.reports.kinds import Kind
    from pmf_excel.reports.make import Standing

#: What a kind of report tells of that is about the framework itself.
ADOPTION = "adoption"
KINDS, FORMATS = "report_templates/kinds", "report_templates/formats"


@dataclass(frozen=True)
class Wanted:
    """For whom a report is wanted, and what its front sheet is told.

    ``committee`` and ``service`` are names or codes; the committee is the register's first unless it is named. ``exempt`` asks for
    the part that is not public; ``remit`` says whether it is about everything or the committee's remit, where the kind is not to
    say so itself. ``told`` are fields and boxes of the front sheet by name.
    """

    committee: str = ""
    meeting: date | None = None
    service: str = ""
    exempt: bool = False
    remit: Remit | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    #: Of a report about one service: the team, or the job title of the officer, to which it is narrowed.
    team: str = ""
    responsible: str = ""

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

    def subject_in(self, framework: Framework, kind: Kind) -> Subject | None:
        """Whom a report of one service is about; nothing where the kind is about no single one.

        Mistyped when none is named or the register has none of that name, or a team or officer is named for another kind.
        """
        if kind.remit == "service":
            return subject_of(framework, kind.path.stem, self.service, self.team, self.responsible)
        if self.team or self.responsible:
            raise Mistyped(
                f"The report {kind.path.stem} is not about a team or an officer. Leave out --team and --responsible."
            )
        return None


#: For the register's first committee, and its next meeting.
ANYONE = Wanted()


@dataclass(frozen=True)
class Document:
    """A report that is put nowhere yet: the name of its file, its bytes, and the position it was made from."""

    name: str
    data: bytes
    position: Position


@dataclass(frozen=True)
class Docket:
    """The reports of one round, made one after another from one position.

    ``known`` is the moment that a person asked for, which the names of files then say. ``revised`` says that an approved round is
    shown as it is now, and not as it was when it was approved.
    """

    shelves: Shelves
    position: Position
    framework: Framework
    approval: Approval
    known: datetime | None = None
    revised: bool = False
    #: The form of a name for the year of a day, as it is known; what a kind that is about a form is made from.
    form_of: Callable[[str], FormRows] = FormRows

    @property
    def mark(self) -> str:
        """What is not approved as it is: DRAFT, or REVISED; nothing once it is approved, or where no approval is asked for."""
        return "DRAFT" if self.approval.draft else "REVISED" if self.revised else ""

    def standing(self, shown: Position) -> Standing:
        """How a report of what some readers see stands, with what changed of that since it was approved."""
        from pmf_excel.reports.make import Standing

        if self.approval.draft:
            return Standing("DRAFT: not yet approved", self.mark)
        if not self.revised:
            return Standing(self.approval.said.rstrip("."))
        # A figure that is another than it was is said as a correction of its line.
        said = {line.measure for line in shown.lines if line.restated}
        changes = [one.sentence() for one in self.approval.only(shown).changes if one.code not in said]
        return Standing(f"REVISED since it was {_lower(self.approval.said.rstrip('.'))}", self.mark, changes)

    def document(self, kind: str, format_name: str = "", wanted: Wanted = ANYONE, workers: Workers = ALONE) -> Document:
        """A report that is put nowhere, made by one of the ``workers``; the same ledger, texts and wishes give the same bytes."""
        from pmf_excel.reports.chosen import in_force  # python-docx is slow to load, and only needed here
        from pmf_excel.reports.formats import read_format
        from pmf_excel.reports.make import Making, Order, make_report

        committee = wanted.committee_in(self.framework)
        held = self.meeting_of(committee, wanted.meeting)
        day = held.on if held else self.position.moment.date()
        text = self.kind(kind, day)
        named = format_name or text.format or self.shelves.settings.format
        layout = in_force(self.shelves.folders(FORMATS), named, ".docx", "committee format", day)
        about = wanted.subject_in(self.framework, text)
        view = self.view(self.readers(text, committee, about, wanted))
        if text.form:
            view = with_form(view, self.form_of(text.form))
        if text.tells == ADOPTION:
            view = self.with_adoption(view)
        order = Order(
            committee, held, about, wanted.exempt, paragraphs(view.framework) if wanted.exempt else (), self.standing(view.position),
            wanted.told, self._made_from(kind, named, view.position.moment, committee, held, about, wanted),
        )  # fmt: skip
        points = self.shelves.settings.report_points
        job = Making(text, layout, read_format(layout), view, order, self.shelves.theme, points)
        ((_, data),) = workers.each(make_report, [job])
        whom = (
            about.in_file_name(self.framework)
            if about
            else self.named(committee)
            if committee and wanted.committee
            else ""
        )
        parts = [self.position.round.id, kind, *([f"for {whom}"] if whom else []), named]
        parts += ["EXEMPT"] if wanted.exempt else []
        mark = f" {self.mark}" if self.mark else ""
        return Document(f"{' '.join(parts)}{as_known(self.known)}{mark}.docx", data, view.position)

    def named(self, whom: Committee) -> str:
        """How a committee stands in the name of a file: with its code where others would stand there alike."""
        name = safe_name(whom.name)
        every = self.framework.committees.values()
        alike = [one for one in every if safe_name(one.name).casefold() == name.casefold()]
        return f"{name} {whom.code}" if len(alike) > 1 else name

    def check_format(self, name: str) -> None:
        """Raise Mistyped when there is no format of a name."""
        from pmf_excel.reports.chosen import in_force

        in_force(self.shelves.folders(FORMATS), name, ".docx", "committee format", self.position.moment.date())

    def kind(self, name: str, day: date) -> Kind:
        """The kind of a name that is in force on a day."""
        from pmf_excel.reports.chosen import in_force
        from pmf_excel.reports.kinds import read_kind

        return read_kind(in_force(self.shelves.folders(KINDS), name, ".md", "kind of report", day))

    def meeting_of(self, committee: Committee | None, day: date | None) -> Meeting | None:
        """The committee's meeting on a day, or the first that the register has once the figures were known."""
        if committee is None:
            return None
        own = [one for one in self.framework.meetings if one.committee == committee.code]
        if day is not None:
            return next((one for one in own if one.on == day), Meeting(committee.code, day))
        return min((one for one in own if one.on >= self.position.moment.date()), key=lambda one: one.on, default=None)

    @staticmethod
    def readers(kind: Kind, committee: Committee | None, about: Subject | None, wanted: Wanted) -> Audience:
        """Who may see a report: the public or those who may see what is exempt; of a remit, a service, a team or an officer, where it has one."""
        found = Audience(exempt=wanted.exempt, closed_only=wanted.exempt)
        if about is not None:
            team = about.team.code if about.team else ""
            return replace(found, name=about.name, service=about.service.code, team=team, responsible=about.responsible)
        remit = wanted.remit or (Remit.OWN if kind.remit == "remit" else Remit.EVERYTHING)
        if remit is Remit.OWN and committee is not None:
            return replace(found, name=committee.name, committee=committee.code)
        return found

    def view(self, readers: Audience) -> View:
        """The position as some readers may see it; Mistyped when there is nothing for them."""
        return self._views(readers)

    def with_adoption(self, view: View) -> View:
        """A view of the register that was adopted or used last, with who adopted it and what changed since; as known when that was noted."""
        with self.shelves.ledger.reading(self.known) as reader:
            last, decided = adopted(reader), settled(reader, self.shelves.settings.target_steps)
            used = reader.used_since(last.at) if last and last.at else ""
        if last is None or last.at is None:
            return view
        then = self._register(last.sha256, view.readers)
        now = self._register(used, view.readers) if used else then
        may = self.shelves.settings.approvers
        some = governed(differences(then, now), now)
        changes = [Accounted(one, covering(one, last, now.amendments, may, decided)) for one in some]
        known = replace(view.position, moment=max(view.position.moment, last.at))
        return replace(view, framework=now, adoption=last, changes=changes, position=known)

    def _register(self, sha256: str, readers: Audience) -> Framework:
        """A register that the archive keeps, as some readers may see it; what is exempt in any that is known stays so."""
        found = self.shelves.register(archive.fetch(self.shelves.path("archive"), sha256)).framework
        return cut(self.position, found.closed_as(self.framework), readers)[1]

    @functools.cached_property
    def _views(self) -> _Views:
        return _Views(self)

    def _made_from(
        self, kind: str, named: str, moment: datetime, committee: Committee | None, held: Meeting | None, about: Subject | None,
        wanted: Wanted,
    ) -> dict[str, str]:  # fmt: skip
        """What is kept in the document, so that it can be made again."""
        return {
            "pmf kind": kind, "pmf format": named, "pmf round": self.position.round.id,
            "pmf known": moment.isoformat(), "pmf committee": committee.code if committee and wanted.committee else "",
            "pmf service": about.service.code if about else "", "pmf meeting": held.on.isoformat() if held else "",
            "pmf part": "exempt" if wanted.exempt else "open", "pmf remit": wanted.remit or "",
            "pmf standing": self.mark, "pmf told": json.dumps(dict(wanted.told), sort_keys=True, ensure_ascii=False),
            **({"pmf team": about.team.code} if about and about.team else {}),
            **({"pmf responsible": about.responsible} if about and about.responsible else {}),
        }  # fmt: skip


def with_form(view: View, form: FormRows) -> View:
    """A view with what its readers may see of a form, as known when the last of that came.

    A row about a measure or item that they may not see is not among it, nor one of another service in what is about one.
    """
    framework, readers = view.framework, view.readers
    seen = framework.measures.keys() | {one.code for one in framework.activities}

    def is_seen(one: FormRow) -> bool:
        if readers.service not in ("", one.service):
            return False
        if one.asked.terms.get(ABOUT):
            return one.code in seen
        return readers.closed_only == bool(one.said("exempt"))

    rows = tuple(one for one in form.rows if is_seen(one))
    came = [one.given.file.at for one in rows if one.given and one.given.file.at]
    moment = max([view.position.moment, *came])
    return replace(view, form=replace(form, rows=rows), position=replace(view.position, moment=moment))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


class _Views:
    """The views of a docket, each made once."""

    def __init__(self, docket: Docket) -> None:
        self.docket = docket
        self.made: dict[Audience, View] = {}

    def __call__(self, readers: Audience) -> View:
        """The position as some readers may see it."""
        if readers not in self.made:
            settings, shelves = self.docket.shelves.settings, self.docket.shelves
            theirs, register = cut(self.docket.position, self.docket.framework, readers)
            self.made[readers] = View(
                theirs, register, settings.council, settings.watch, shelves.vocabularies.weights, readers, settings.years,
                deadlines=settings.deadlines, stages=settings.timetable,
            )  # fmt: skip
        return self.made[readers]
