"""Makes a report: a kind in a format, from the position."""

from __future__ import annotations

from pathlib import Path

from pmf_excel.errors import Mistyped
from pmf_excel.excel.theme import Theme
from pmf_excel.framework.exceptions import Watch
from pmf_excel.framework.model import Committee, Framework
from pmf_excel.ledger.position import Position
from pmf_excel.problems import near_miss
from pmf_excel.reports.facts import Facts, quarter_of
from pmf_excel.reports.formats import fill
from pmf_excel.reports.kinds import render


def choose(folder: Path, name: str, ending: str, what: str) -> Path:
    """The kind or format with a name; Mistyped, with what there is, when there is none."""
    known = sorted(path.stem for path in folder.glob(f"*{ending}"))
    if name not in known:
        listed = ", ".join(known)
        raise Mistyped(f'There is no {what} "{name}". {near_miss(name, known)}Use one of: {listed}.')
    return folder / f"{name}{ending}"


def make_report(
    kind: Path,
    format_path: Path,
    position: Position,
    framework: Framework,
    council: str,
    theme: Theme,
    watch: Watch,
) -> bytes:
    """The report as a Word document.

    Raises Mistyped when the round ends no quarter.
    """
    quarter = quarter_of(position.round)
    if quarter is None:
        raise Mistyped(
            f"{position.round.label} ends no quarter. A quarterly report needs a round of June, September, December or March."
        )
    facts = Facts(council, position, framework, quarter, watch)
    slots = render(kind, facts.words())
    title = " ".join(block.text for block in slots.pop("title", []))
    committee = next(iter(framework.committees.values()), Committee("", "", "", "To be confirmed"))
    contact = next((p for p in framework.people if p.role == "Contact officer"), None)
    fields = {
        "title": title,
        "council": council,
        "committee": committee.name,
        "cabinet_member": committee.member,
        "wards": "All",
        "contact": ", ".join(part for part in (contact.job_title, contact.telephone, contact.email) if part)
        if contact
        else "To be confirmed",
        "draft": "DRAFT: not yet approved",
    }
    return fill(format_path, fields, slots, facts, theme, position.moment.replace(tzinfo=None))
