"""What a marked-up copy shows besides what was asked: what the service typed, what is open to be changed, and what is wrong where."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pmf_excel.excel.layout import Column
from pmf_excel.excel.sheets import Styles
from pmf_excel.excel.writer import Page, Style
from pmf_excel.problems import Problem
from pmf_excel.returns.live import DONE

Raw = str | Decimal | date


def row_key(part: str, code: str, period: str) -> str:
    """By what a row of a return is known in problems and marked-up copies."""
    return f"{part}|{code}|{period}"


def columns_together(keys: Sequence[str]) -> str:
    """Several columns of one row as the last part of what a problem is about."""
    return "+".join(keys)


def cells_of(about: str) -> list[str]:
    """Each cell that a problem is about: most are about one, a row with several empty cells is said in one."""
    row, _, columns = about.rpartition("|")
    return [f"{row}|{column}" for column in columns.split("+")] if row else [about]


@dataclass(frozen=True)
class Marking:
    """The ``ordinal`` of the copy it answers, what was typed by cell, the rows that are open, and what is wrong in each cell.

    An ordinary return has none of it: every input is open and empty.
    """

    ordinal: int = 0
    typed: Mapping[str, Raw] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    problems: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    #: What the live cells show, by cell, for whatever opens the workbook without working it out.
    shown: Mapping[str, str | float] = field(default_factory=dict)

    def live(self, about: str, at_first: str) -> str | float:
        """What a live cell shows: by what was typed, or at first."""
        return self.shown.get(about, at_first)

    def done(self, part: str) -> int:
        """How many rows of a part are done."""
        return sum(
            1
            for about, text in self.shown.items()
            if about.startswith(f"{part}|") and about.endswith("|to_do") and text == DONE
        )

    @functools.cached_property
    def wrong(self) -> Mapping[str, tuple[Problem, ...]]:
        """What is wrong, by cell."""
        found: dict[str, tuple[Problem, ...]] = {}
        for about, some in self.problems.items():
            for cell in cells_of(about):
                found[cell] = (*found.get(cell, ()), *some)
        return found

    @property
    def marked(self) -> bool:
        """Whether it is a marked-up copy."""
        return self.ordinal > 0

    def is_open(self, row: str) -> bool:
        """Whether a row's inputs may be changed."""
        return not self.marked or row in self.open

    def put(
        self,
        page: Page,
        styles: Styles,
        at: tuple[int, int],
        column: Column,
        row: str,
        kind: str,
        code: str = "",
        left: bool = False,
    ) -> None:
        """Write an input: empty, or with what was typed; outlined and with a note where something is wrong."""
        about = f"{row}|{column.key}"
        wrong = self.wrong.get(about, ())
        style = self.style(styles, row, kind, code, bool(wrong), left)
        page.put(*at, self.typed.get(about), style)
        if wrong:
            page.comment(
                *at, "\n\n".join(f"{one.found[:1].upper()}{one.found[1:]} {one.remedy} ({one.code})" for one in wrong)
            )

    def style(self, styles: Styles, row: str, kind: str, code: str, wrong: bool, left: bool = False) -> Style:
        """The look of an input: yellow where it may be changed, with a red edge where something is wrong."""
        return styles.cell(kind, locked=not self.is_open(row), code=code, left=left, wrong=wrong)
