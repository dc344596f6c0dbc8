"""Makes a report: a kind in a format, from what its readers may see of the position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pmf_excel.errors import Nothing, PutRight
from pmf_excel.excel.theme import Theme
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import Committee, Meeting
from pmf_excel.framework.people import acting
from pmf_excel.ledger.subjects import Subject
from pmf_excel.master.view import View
from pmf_excel.problems import near_miss
from pmf_excel.reports.blocks.every import every
from pmf_excel.reports.elements import Element
from pmf_excel.reports.facts import Facts, period_of
from pmf_excel.reports.formats import Sheet, fill
from pmf_excel.reports.kinds import ROUNDS, Kind, Rendered, render


@dataclass(frozen=True)
class Standing:
    """How a report stands on its way: the sentence, the mark of what is not approved as it is, and what was corrected since.

    ``mark`` is DRAFT, or REVISED where figures changed after it was approved; nothing once it is approved.
    """

    said: str = "DRAFT: not yet approved"
    mark: str = "DRAFT"
    corrected: Sequence[str] = ()


@dataclass(frozen=True)
class Order:
    """What is wanted: for which committee and meeting, about which service (or team or officer of it), open or exempt, and what the front sheet is told.

    ``told`` are fields of the front sheet and boxes by name; ``made_from`` is kept in the document.
    """

    committee: Committee | None = None
    meeting: Meeting | None = None
    about: Subject | None = None
    exempt: bool = False
    paragraphs: Sequence[str] = ()
    standing: Standing = field(default_factory=Standing)
    told: Mapping[str, str] = field(default_factory=dict)
    made_from: Mapping[str, str] = field(default_factory=dict)


def facts_of(kind: Kind, view: View, order: Order) -> Facts:
    """What a report may say; Nothing when the round does not end what the kind reports."""
    period = period_of(view.position.round, kind.rounds)
    if period is None:
        months = {"quarter": "June, September, December or March", "year": "March"}[kind.rounds]
        raise Nothing(
            f"{view.position.round.label} does not end {ROUNDS[kind.rounds]}. The report {kind.path.stem} needs a round of {months}."
        )
    return Facts(
        view, period, order.committee, order.meeting.on if order.meeting else None, order.about, order.paragraphs, order.exempt, order.standing.corrected
    )  # fmt: skip


def rendered(kind: Kind, facts: Facts, theme: Theme) -> Rendered:
    """The slots of a kind with all its blocks made; PutRight, with the file, where it asks for a block that does not exist."""
    blocks = {block.name: block for block in every(theme)}

    def make(name: str, given: tuple[object, ...], options: Mapping[str, object]) -> Sequence[Element]:
        if name not in blocks:
            raise PutRight(
                f'{kind.path}: there is no block "{name}". {near_miss(name, blocks)}Use one of: {", ".join(blocks)}. '
                '"pmf format fields" shows each with an example.'
            )
        try:
            return blocks[name].make(facts, *given, **options)
        except (TypeError, ValueError) as why:
            raise PutRight(
                f'{kind.path}: the block "{name}" could not be made: {why}. It is written so: {{{{ {blocks[name].example} }}}}.'
            ) from why

    return render(kind, facts.words(), make)


@dataclass(frozen=True)
class Making:
    """All that making a report needs: its kind, its format (where that lies, and its bytes), what its readers may see, the order, the look."""

    kind: Kind
    format_path: Path
    format: bytes
    view: View
    order: Order
    theme: Theme
    points: int = 12


def make_report(job: Making) -> bytes:
    """The report as a Word document; the same position, texts and order give the same bytes."""
    view, order = job.view, job.order
    facts = facts_of(job.kind, view, order)
    done = rendered(job.kind, facts, job.theme)
    sheet = Sheet(
        {**front(facts, order, done.title), **order.told}, done.slots, view.position.moment.replace(tzinfo=None), order.told,
        done.appendices, f"{view.council}, {facts.period.label}", order.made_from,
    )  # fmt: skip
    return fill(job.format_path, sheet, job.theme, job.points, job.format)


def front(facts: Facts, order: Order, title: str) -> dict[str, str]:
    """What the front sheet says, as far as it is known; what is not known the format marks for the clerk."""
    known = facts.position.moment.date()
    day = max(order.meeting.on, known) if order.meeting else known  # whom to ask is who has that part when it is read
    contact = next(iter(acting(facts.framework.people, "Contact officer", day)), None)
    parts = (contact.title, contact.telephone, contact.email) if contact else ("", "", "")
    committee = order.committee
    return {
        "title": title,
        "council": facts.council,
        "committee": committee.name if committee else "",
        "meeting_date": in_words(order.meeting.on) if order.meeting else "",
        "period": facts.period.label,
        "known_on": in_words(facts.position.moment.date()),
        "contact_officer": parts[0],
        "contact_telephone": parts[1],
        "contact_email": parts[2],
        "contact": ", ".join(part for part in parts if part),
        "originator": committee.report_from if committee and committee.report_from else parts[0],
        "report_from": committee.report_from if committee and committee.report_from else "",
        "category": committee.category if committee else "",
        "terms_of_reference": committee.terms if committee else "",
        "where_from": committee.where_from if committee else "",
        "where_next": committee.where_next if committee else "",
        "agenda_item": order.meeting.agenda_item if order.meeting else "",
        "cabinet_member": committee.member if committee else "",
        "wards": "All",
        "part": _part(order),
        "report_status": "For discussion",
        "sensitive": "Yes" if order.exempt else "No",
        "previous_reports": "None",
        "draft": order.standing.said if order.standing.mark else "",
        "approved": "" if order.standing.mark else order.standing.said,
    }


def _part(order: Order) -> str:
    """OPEN, or EXEMPT with the paragraphs of Schedule 12A that make it so."""
    if not order.exempt:
        return "OPEN"
    numbers = " and ".join(order.paragraphs)
    return f"EXEMPT PARAGRAPH NO {numbers}".strip() if numbers else "EXEMPT"
