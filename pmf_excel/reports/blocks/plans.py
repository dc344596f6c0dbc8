"""Blocks about a service plan: its themes, its new actions, and what becomes of those under way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pmf_excel.framework.calendar import in_brief
from pmf_excel.reports.blocks.block import Block, filled
from pmf_excel.reports.blocks.items import ABSENT, paragraphs
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts


def themes(facts: Facts) -> Sequence[Element]:
    """One line for each theme: what the service sets out to do, and what it needs."""
    needs = any(one.said("resources") for one in facts.service_plan.themes)
    rows = tuple(
        (
            Cell((one.asked.terms["theme"],), bold=True), Cell(paragraphs(one.said("plan"))),
            *((Cell(paragraphs(one.said("resources")) or (ABSENT,)),) if needs else ()),
        )
        for one in facts.service_plan.themes
    )  # fmt: skip
    heads = (
        Column("Theme", 24),
        Column("What the service sets out to do", 46 if needs else 76),
        *((Column("What it needs", 30),) if needs else ()),
    )
    return filled(Table("The service plan, theme by theme", heads, rows, row_heads=True))


def new(facts: Facts) -> Sequence[Element]:
    """One line for each new action: what, how it will be known to have worked, its theme, who does it and when, what it serves."""
    rows = []
    for one in facts.service_plan.new:
        assert one.given is not None
        start, due = one.given.answer.day("start"), one.given.answer.day("due")
        when = tuple(f"{word} {in_brief(day)}" for word, day in (("From", start), ("to", due)) if day)
        worked = (f"How we will know: {one.said('success')}",) if one.said("success") else ()
        code = next((own for own in facts.framework.priorities if own.casefold() == one.said("plan").casefold()), "")
        serves = (f"Serves: {facts.framework.priority_name(code)}",) if code else ()
        what = (f"{one.code} {one.said('action')}", *(text for part in worked for text in paragraphs(part)), *serves)
        rows.append((Cell(what), Cell((one.said("theme"),)), Cell((one.said("owner"), *when))))
    heads = (Column("New action", 50), Column("Theme", 22), Column("Who and when", 28))
    return filled(Table("New actions of the service plan", heads, tuple(rows)))


def carried(facts: Facts) -> Sequence[Element]:
    """One line for each action under way: what becomes of it, by when, and why where it is given up."""
    rows = []
    for one in (*facts.service_plan.carried, *facts.service_plan.ended):
        printed, new_due = one.asked.printed, one.given.answer.day("new_due") if one.given else None
        due = in_brief(new_due) if new_due else _printed_day(printed.get("due", ""))
        becomes = (one.said("becomes"), *((f"Due {due}",) if due and one in facts.service_plan.carried else ()))
        rows.append(
            (
                Cell(
                    (
                        f"{one.code} {printed.get('title', '')}".strip(),
                        *((printed["theme"],) if printed.get("theme") else ()),
                    )
                ),
                Cell(becomes),
                Cell(paragraphs(one.said("note")) or (ABSENT,)),
            )
        )
    heads = (Column("Action under way", 44), Column("What becomes of it", 24), Column("What is said", 32))
    return filled(Table("Actions of earlier plans", heads, tuple(rows)))


def _printed_day(text: str) -> str:

    return in_brief(date.fromisoformat(text)) if text else ""


BLOCKS = (
    Block("plan_themes", "A table: what a service sets out to do theme by theme, from its service plan.", 'block("plan_themes")', themes),
    Block("plan_new", "A table: the new actions of the service plan, with who does them and when.", 'block("plan_new")', new),
    Block("plan_carried", "A table: the actions of earlier service plans, and what becomes of each.", 'block("plan_carried")', carried),
)  # fmt: skip
