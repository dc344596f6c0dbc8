"""Different copies of one return that came together: nothing is chosen between them, and the cells in which they differ are shown."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from pmf_excel.excel import package, stamp
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.parts import Unreadable
from pmf_excel.intake.look import Changed, Glance, Look
from pmf_excel.problems import Place, Problem, error, note
from pmf_excel.returns.inputs import Input, differing, inputs, shown
from pmf_excel.returns.read import Questions

#: How many differing cells are listed.
MOST = 30


@dataclass
class Rivals:
    """The copies. Each is read once, and only what stands in its inputs is kept."""

    glances: Sequence[Glance]
    _inputs: dict[str, list[Input]] = field(init=False, default_factory=dict)

    def apart(self, look: Look, questions: Questions, layout: Layout) -> list[Problem]:
        """Why one of them cannot be taken, with each cell that differs from another copy; nothing where all say the same.

        A copy whose marks do not agree, or that cannot be read, is none.
        """
        own = self._of(look.glance, questions, layout)
        found: list[Problem] = []
        for other in self.glances:
            if other.sha256 == look.glance.sha256:
                continue
            theirs = self._of(other, questions, layout)
            unlike = differing(own, theirs)
            if not theirs or (not unlike and len(own) == len(theirs)):
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

    def _of(self, one: Glance, questions: Questions, layout: Layout) -> list[Input]:
        """The inputs of a copy."""
        if one.sha256 not in self._inputs:
            self._inputs[one.sha256] = []
            with contextlib.suppress(Unreadable, Changed):
                workbook = package.read(one.data())
                if len(set(stamp.marks(workbook).values())) == 1:
                    read = inputs(workbook, layout, questions.round, questions.asked, questions.items, one.file.name)
                    self._inputs[one.sha256] = list(read)
        return self._inputs[one.sha256]


def _quoted(text: str) -> str:
    return f'"{text[:120]}"' if text else "empty"
