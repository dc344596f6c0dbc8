"""Blocks about what members asked and recommended: matters arising, and what a panel refers to the committee."""

from __future__ import annotations

from collections.abc import Sequence

from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.committees import Question
from pmf_excel.reports.blocks.block import Block, filled, missing
from pmf_excel.reports.blocks.items import paragraphs
from pmf_excel.reports.elements import Cell, Column, Element, Table
from pmf_excel.reports.facts import Facts

#: Which questions a text may ask for.
WHICH = ("own", "all", "open")
#: What stands where there is no answer yet.
OPEN = "Not answered yet."


def matters(facts: Facts, which: str = "own") -> Sequence[Element]:
    """What members asked that is still open or was settled since the last meeting: the committee's own, all, or all that is open."""
    if which not in WHICH:
        raise missing("selection", which, WHICH)
    some = {"own": facts.round.matters, "all": facts.round.matters_of_all, "open": facts.round.matters_open}[which]
    rows = tuple((Cell(_asked(facts, one)), Cell(_question(facts, one)), Cell(_outcome(facts, one))) for one in some)
    if any(one.recommends for one in some):
        heads = (Column("Raised", 22), Column("Question or recommendation", 36), Column("Answer and decision", 42))
        return filled(Table("Questions and recommendations of members, with what became of them", heads, rows))
    heads = (Column("Asked", 22), Column("Question", 36), Column("Answer", 42))
    return filled(Table("Questions of members, with their answers", heads, rows))


def panel_recommendations(facts: Facts) -> Sequence[Element]:
    """What other bodies recommend to the report's committee, each with what the service says of it."""
    some = facts.round.referred
    decided = any(one.decision for one in some)
    rows = tuple(
        (
            Cell(_asked(facts, one)), Cell(_question(facts, one)), Cell(_answer(facts, one)),
            *((Cell(_decision(facts, one)),) if decided else ()),
        )
        for one in some
    )  # fmt: skip
    heads: tuple[Column, ...] = (
        Column("Recommended", 22),
        Column("Recommendation", 38),
        Column("What the service says", 40),
    )
    if decided:
        heads = (
            Column("Recommended", 18),
            Column("Recommendation", 30),
            Column("What the service says", 28),
            Column("Decision", 24),
        )
    return filled(Table("Recommendations of other bodies for this committee", heads, rows))


def _asked(facts: Facts, one: Question) -> tuple[str, ...]:
    """When it was asked and by whom; at which committee, where the report is not for that one."""
    own = facts.committee is not None and facts.committee.code == one.committee
    where = () if own else (facts.view.committee(one.committee),)
    return (in_words(one.on), *where, *((one.asked_by,) if one.asked_by else ()))


def _question(facts: Facts, one: Question) -> tuple[str, ...]:
    """The question, and the measure or item it is about."""
    title = facts.round.titles.get(one.item, "")
    about = (f"About {one.item} {title}".strip(),) if one.item else ()
    return (*paragraphs(one.text), *about)


def _outcome(facts: Facts, one: Question) -> tuple[str, ...]:
    """The answer; of a recommendation that goes to another body, what that decided, or that it has not yet."""
    if not one.recommends or not one.goes_to:
        return _answer(facts, one)
    answer = _answer(facts, one) if one.answer else ()
    return (*answer, *(_decision(facts, one) or (f"{facts.view.committee(one.goes_to)} has not decided yet.",)))


def _decision(facts: Facts, one: Question) -> tuple[str, ...]:
    """What the body that a recommendation goes to decided; nothing while it has not."""
    if not one.decision:
        return ()
    on = f", {in_words(one.considered_on)}" if one.considered_on else ""
    return (f"{facts.view.committee(one.goes_to)}{on}:", *paragraphs(one.decision))


def _answer(facts: Facts, one: Question) -> tuple[str, ...]:
    """The answer, its day and who gave it; who is to answer, where there is none."""
    if not one.answer:
        service = facts.round.framework.answers(one)
        return (OPEN, *((f"{facts.view.service(service)} is to answer.",) if service else ()))
    by = f" by the {one.answered_by}" if one.answered_by else ""
    return (*paragraphs(one.answer), *((f"Answered on {in_words(one.answered_on)}{by}.",) if one.answered_on else ()))


BLOCKS = (
    Block("matters", "A table: what members asked or recommended and is still open, or was settled since the committee's last meeting, with the answers and decisions. It may be given \"all\", for those of every committee, or \"open\", for all that wait for an answer.", 'block("matters")', matters),
    Block("panel_recommendations", "A table: the recommendations of other bodies, such as a performance panel, that the report's committee is to consider, each with what the service says of it.", 'block("panel_recommendations")', panel_recommendations),
)  # fmt: skip
