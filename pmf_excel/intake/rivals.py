"""Different copies of one return that came together: nothing is chosen between them, and the cells in which they differ are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pmf_excel.excel.layout import Layout
from pmf_excel.intake.look import Look
from pmf_excel.problems import Place, Problem, error, note
from pmf_excel.returns.inputs import Input, differing, inputs, shown
from pmf_excel.returns.read import Questions

#: How many differing cells are listed.
MOST = 30


@dataclass(frozen=True)
class Rivals:
    """The copies, by their names."""

    looks: Sequence[Look]

    def apart(self, look: Look, questions: Questions, layout: Layout) -> list[Problem]:
        """Why one of them cannot be taken, with each cell that differs from another copy; nothing where all say the same."""
        own = _inputs(look, questions, layout)
        found: list[Problem] = []
        for other in self.looks:
            if other.sha256 == look.sha256:
                continue
            theirs = _inputs(other, questions, layout)
            unlike = differing(own, theirs)
            if not unlike and len(own) == len(theirs):
                continue
            name = other.file.name
            what = f'two different copies of this return arrived together: this one and "{name}".'
            remedy = "Neither was taken. Keep the right one in the inbox, take the other out, and run collect again."
            found.append(error("PMF-315", Place(look.file.name), what, remedy))
            for one in unlike[:MOST]:
                here, there = shown(one.here), shown(one.there)
                where = f'{one.there.place.sheet}, {one.there.place.cell} of "{name}"'
                what = f'"{one.heading}" of {one.row} is {_quoted(here)} here, and {_quoted(there)} in {where}.'
                found.append(note("PMF-324", one.here.place, what, "Keep the copy that is right."))
            if len(unlike) > MOST:
                what = f'{len(unlike) - MOST} more cells differ from "{name}".'
                found.append(note("PMF-324", Place(look.file.name), what, "Keep the copy that is right."))
        return found


def _inputs(look: Look, questions: Questions, layout: Layout) -> list[Input]:
    assert look.workbook is not None
    return list(inputs(look.workbook, layout, questions.round, questions.asked, questions.items, look.file.name))


def _quoted(text: str) -> str:
    return f'"{text[:120]}"' if text else "empty"
