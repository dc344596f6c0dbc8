"""Blocks about work: milestones, progress, what slipped and what was completed, cards of projects, actions by theme, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pmf_excel.framework.status import Status
from pmf_excel.framework.work import Activity
from pmf_excel.ledger.items import NO_STATUS, ItemLine
from pmf_excel.ledger.progress import by_theme, late_by
from pmf_excel.reports.blocks.block import Block, missing
from pmf_excel.reports.blocks.items import ABSENT, Kept, day, named, said, service, table
from pmf_excel.reports.elements import Cell, Column, Element, Heading, Table
from pmf_excel.reports.facts import Facts

Line = ItemLine[Activity]
#: The parts of some work that a text may ask for: what is past its date, and what is Amber or Red.
PARTS = ("late", "off")
#: What stands above actions that have no theme.
NO_THEME = "Other actions"


def chosen(facts: Facts, which: str) -> tuple[str, Sequence[Line]]:
    """The work that a text names, with what it is: a part of it by the words below, or a priority's by its key."""
    found, _, part = which.partition(" ")
    words: dict[str, tuple[str, Sequence[Line]]] = {
        "activities": ("Activities and projects", facts.position.items.activities),
        "projects": ("Projects", facts.items.projects),
        "actions": ("Service plan actions", facts.position.items.actions),
    }
    if found in words and part in ("", *PARTS):
        about, lines = words[found]
        if part == "late":
            return f"{about} past their date", facts.items.late(lines)
        if part == "off":
            return f"{about} with problems", [line for line in lines if line.status.underperforming]
        return about, lines
    for one in facts.priorities:
        if one.key == which:
            return f"Activities and projects of {one.name}", one.activities
    known = [f"{word} {own}".strip() for own in ("", *PARTS) for word in words]
    raise missing("selection of work", which, [*known, "the key of a priority"])


def _what(facts: Facts, line: Line) -> Cell:
    return named(line, line.item.owner, service(facts, line))


def _status(facts: Facts, line: Line) -> Cell:
    """The council's word with its shape; how many days past its date it is."""
    late = late_by(line, facts.items.end)
    past = () if late is None else (f"{late} {'day' if late == 1 else 'days'} past its date",)
    return Cell((line.status.shown, *past), line.status)


def _times(facts: Facts, line: Line) -> Cell:
    return Cell(tuple(_timescale(line)) or (ABSENT,))


def _timescale(line: Line) -> list[str]:
    """When work begins, when it was first due and is due now, and when it was completed."""
    item = line.item
    moved = item.original_due is not None and item.due != item.original_due
    days = (
        ("From", item.start), ("Due", item.original_due or item.due), ("Now", item.due if moved else None),
        ("Done", item.completed),
    )  # fmt: skip
    return [f"{word} {day(on)}" for word, on in days if on]


def _said(line: Line) -> tuple[str, ...]:
    return said(line, over=line.word is not None and line.word.finished)


def milestones(facts: Facts, which: str = "activities") -> Sequence[Element]:
    """When each piece of work begins and is due, by its first date and by the date now, and how it stands."""
    about, lines = chosen(facts, which)
    return table(facts, f"{about}: milestones", lines, (
        Kept("What", 25, _what),
        Kept("Start", 18, lambda facts, line: Cell((day(line.item.start),))),
        Kept("Due", 18, lambda facts, line: Cell((day(line.item.original_due),))),
        Kept("Revised", 18, lambda facts, line: Cell((day(line.item.due if line.item.due != line.item.original_due else None),))),
        Kept("Status", 21, _status),
    ))  # fmt: skip


def work(facts: Facts, which: str = "activities") -> Sequence[Element]:
    """Each piece of work with its timescale, its status, and progress in the service's words."""
    about, lines = chosen(facts, which)
    return _progress(facts, about, lines)


def _progress(facts: Facts, about: str, lines: Sequence[Line]) -> Sequence[Element]:
    return table(facts, f"{about}: timescale, status and progress", lines, (
        Kept("What", 26, _what), Kept("Timescale", 24, _times), Kept("Status", 21, _status),
        Kept("Progress and action", 29, lambda facts, line: Cell(_said(line))),
    ))  # fmt: skip


def slipped(facts: Facts, which: str = "activities") -> Sequence[Element]:
    """Work that goes on and is due later than was first planned: both dates, and how many days lie between them."""
    about, lines = chosen(facts, which)
    return table(facts, f"{about}: due later than first planned", facts.items.slipped(lines), (
        Kept("What", 29, _what),
        Kept("First due", 18, lambda facts, line: Cell((day(line.item.original_due),))),
        Kept("Due now", 18, lambda facts, line: Cell((day(line.item.due),))),
        Kept("Days later", 14, _later, number=True),
        Kept("Status", 21, _status),
    ))  # fmt: skip


def _later(facts: Facts, line: Line) -> Cell:
    item = line.item
    assert item.due is not None and item.original_due is not None
    return Cell((f"{(item.due - item.original_due).days:,}",))


def finished(facts: Facts, which: str = "activities") -> Sequence[Element]:
    """Work that was completed since the last report: when it was due, when it was completed, what the service says."""
    about, lines = chosen(facts, which)
    return table(facts, f"{about} completed since the last report", facts.items.completed(lines), (
        Kept("What", 32, _what),
        Kept("Due", 18, lambda facts, line: Cell((day(line.item.due),))),
        Kept("Completed", 18, lambda facts, line: Cell((day(line.item.completed),))),
        Kept("What the service says", 32, lambda facts, line: Cell(_said(line))),
    ))  # fmt: skip


def project_cards(facts: Facts, which: str = "projects", level: int = 2) -> Sequence[Element]:
    """A heading and a small table for each piece of work: who does it, when, how it stands, what the service says."""
    _, lines = chosen(facts, which)
    found: list[Element] = []
    for line in lines:
        found += [Heading(level, f"{line.code} {line.item.title}"), card(facts, line)]
    return found


def card(facts: Facts, line: Line) -> Table:
    """All that members have to see of one piece of work, as rows with heads."""
    item = line.item
    rows: list[tuple[str, Cell]] = [
        *([("Priority", Cell((facts.priority_of(line),)))] if item.priority else []),
        ("Service and owner", Cell((facts.view.service(line.service), *((item.owner,) if item.owner else ())))),
        ("Timescale", _times(facts, line)),
        ("Status", _status(facts, line)),
        *(
            [("Before", Cell((line.status_before.shown,)))]
            if line.told and line.status_before not in (line.status, NO_STATUS)
            else []
        ),
        ("Progress and action", Cell(_said(line))),
    ]
    return Table(
        f"{line.code}: service, timescale, status and progress", (Column("What", 25), Column("Finding", 75)),
        tuple((Cell((head,), bold=True), cell) for head, cell in rows), row_heads=True,
    )  # fmt: skip


def themes(facts: Facts, which: str = "actions", level: int = 2) -> Sequence[Element]:
    """A heading and a table of work for each theme, as the register first names them."""
    about, lines = chosen(facts, which)
    found: list[Element] = []
    for theme, some in by_theme(lines).items():
        found += [Heading(level, theme or NO_THEME), *_progress(facts, f"{about}, {theme or NO_THEME}", some)]
    return found


def work_counts(facts: Facts, which: str = "activities") -> Sequence[Element]:
    """How many pieces of work stand how, in the council's own words."""
    about, lines = chosen(facts, which)
    sticks = facts.position.items.sticks
    if not lines or sticks is None:
        return []
    found = Counter(line.status for line in lines)
    means = {line.status: line.word.means.value for line in lines if line.word}
    order = [word.status for word in sticks.vocabulary.words]
    every = [*(one for one in order if found[one]), *(one for one in found if one not in order)]
    rows = [(Cell((one.shown,), one), Cell((_counts_as(one, means),)), Cell((f"{found[one]:,}",))) for one in every]
    rows.append((Cell(("All",), bold=True), Cell((ABSENT,)), Cell((f"{len(lines):,}",), bold=True)))
    heads = (Column("Status", 45), Column("Counts as", 30), Column("Number", 25, number=True))
    return [Table(f"{about}: how many stand how", heads, tuple(rows))]


def _counts_as(status: Status, means: dict[Status, str]) -> str:
    return means.get(status, "Nothing: no status")


BLOCKS = (
    Block("milestones", 'A table of work: what, start, due, revised date, status. It is given which: "activities", "projects", "actions" (of service plans), each alone or with "late" or "off" after it, or a priority\'s key.', 'block("milestones", "projects")', milestones),
    Block("work", "A table of work: timescale, status, progress in the service's words. It is given which, as milestones is.", 'block("work", "projects off")', work),
    Block("slipped", "A table of work that is due later than first planned, with both dates.", 'block("slipped", "projects")', slipped),
    Block("finished", "A table of work that was completed since the last report.", 'block("finished", "projects")', finished),
    Block("project_cards", "A heading and a small table for each piece of work: service, timescale, status, progress.", 'block("project_cards", "projects")', project_cards),
    Block("themes", "A heading and a table for each theme of the service plans' actions.", 'block("themes")', themes),
    Block("work_counts", "A table: how many pieces of work have each of the council's statuses.", 'block("work_counts", "projects")', work_counts),
)  # fmt: skip
