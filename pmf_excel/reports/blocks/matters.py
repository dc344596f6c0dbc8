"""Blocks about what members asked: matters arising, each question with its answer."""

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
    """The questions that are still open or answered since the last meeting: the committee's own, all, or all that are open."""
    if which not in WHICH:
        raise missing("selection", which, WHICH)
    some = facts.round.matters if which == "own" else facts.round.matters_of_all
    rows = tuple(
        (Cell(_asked(facts, one)), Cell(_question(facts, one)), Cell(_answer(facts, one)))
        for one in some
        if which != "open" or not one.answer
    )
    heads = (Column("Asked", 22), Column("Question", 36), Column("Answer", 42))
    return filled(Table("Questions of members, with their answers", heads, rows))


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


def _answer(facts: Facts, one: Question) -> tuple[str, ...]:
    """The answer and its day; who is to answer, where there is none."""
    if not one.answer:
        return (OPEN, *((f"{facts.view.service(one.service)} is to answer.",) if one.service else ()))
    return (*paragraphs(one.answer), *((f"Answered on {in_words(one.answered_on)}.",) if one.answered_on else ()))


BLOCKS = (
    Block("matters", "A table: what members asked and is still open, or was answered since the committee's last meeting, with the answers. It may be given \"all\", for those of every committee, or \"open\", for all that wait for an answer.", 'block("matters")', matters),
)  # fmt: skip
