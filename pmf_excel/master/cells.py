"""Figures and targets as cells show them: numbers as numbers, what is no number in words."""

from __future__ import annotations

from decimal import Decimal

from pmf_excel.excel.sheets import Formula, Input, Link, Number, Shown
from pmf_excel.excel.writer import Value
from pmf_excel.framework.figures import Kind
from pmf_excel.ledger.line import Line


def number(value: Decimal | None, line: Line) -> Shown:
    """A figure of a measure as a number, or as the word or the day that it means."""
    if value is None:
        return None
    in_words = line.terms.kind in (Kind.YES_NO, Kind.DATE)
    return line.terms.brief(value) if in_words else Number(value, line.terms.decimals)


def target_shown(line: Line) -> Shown:
    """A target as a number; what is not simply one number, in words."""
    return line.terms.aim or number(line.target, line)


def figure_shown(line: Line) -> Shown:
    """A line's figure as a number, or as the word or the day that it means."""
    return number(line.figure.value, line)


def plain(value: Shown) -> Value:
    """What a cell holds, where its format says with how many decimals."""
    if isinstance(value, Number | Input):
        return value.value
    return None if isinstance(value, Formula | Link) else value
