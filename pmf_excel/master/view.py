"""What a master is drawn from: the position as its readers may see it, with the names its codes stand for."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pmf_excel.framework.calendar import HARBOROUGH, Deadlines, Stage, in_words
from pmf_excel.framework.counts import Weights
from pmf_excel.framework.exceptions import Watch
from pmf_excel.framework.governance import Accounted, Adoption
from pmf_excel.framework.model import Framework
from pmf_excel.framework.travel import shown
from pmf_excel.ledger.audience import EVERYONE, Audience, closed
from pmf_excel.ledger.form_rows import FormRows
from pmf_excel.ledger.history import Histories, histories
from pmf_excel.ledger.line import Line
from pmf_excel.ledger.outlook import Outlook, outlook
from pmf_excel.ledger.position import Position
from pmf_excel.ledger.traced import Traced, Traces


@dataclass(frozen=True)
class View:
    """A position, its framework, and what the council has settled about how it looks at them.

    ``years`` is how many financial years the trends go back, the round's own among them.
    """

    position: Position
    framework: Framework
    council: str
    watch: Watch = field(default_factory=Watch)
    weights: Weights = field(default_factory=Weights)
    readers: Audience = EVERYONE
    years: int = 3
    #: Every figure with where it came from, read while the workbook is written: the ledger has to stay open as long.
    traces: Traces | None = field(default=None, compare=False)
    #: How far the round is approved, in a sentence; nothing where no approval is asked for.
    approved: str = ""
    #: The rows of a yearly form that its readers may see, where a report is about one.
    form: FormRows = field(default_factory=lambda: FormRows(""))
    #: That the register was adopted, and what of it that needs approval changed since, where a report tells of that.
    adoption: Adoption | None = None
    changes: Sequence[Accounted] = ()
    #: When returns are due.
    deadlines: Deadlines = field(default_factory=Deadlines)
    #: The stages of a quarter's report before its publication.
    stages: Sequence[Stage] = HARBOROUGH

    @functools.cached_property
    def figures(self) -> Iterator[Traced]:
        """The figures, each of them once: what one sheet has taken the next does not see."""
        return iter(self.traces or ())

    @property
    def lines(self) -> Sequence[Line]:
        """Every measure of the round."""
        return self.position.lines

    @property
    def known(self) -> str:
        """As of when all of it is known."""
        moment = self.position.moment
        return f"As known on {in_words(moment.date())}, {moment:%H:%M}."

    @property
    def footer(self) -> str:
        """What stands at the foot of each printed page."""
        readers = f" · {self.readers.said}" if self.readers.said else ""
        # It stands first, because a foot that is too long is cut.
        exempt = "NOT FOR PUBLICATION: holds exempt information · " if self.exempt else ""
        known = in_words(self.position.moment.date())
        return f"{exempt}{self.council} · {self.position.round.label}{readers} · as known on {known}"

    @functools.cached_property
    def exempt(self) -> bool:
        """Whether anything in it may not be public. What members asked is in reports only."""
        return closed(replace(self.framework, questions=()))

    def priority(self, line: Line) -> str:
        """The name of the priority a measure serves, itself or through an outcome."""
        code = self.highest(line.terms.plan)
        return line.terms.priority if code == line.terms.plan else self.framework.priorities[code].name

    def highest(self, code: str) -> str:
        """The code of the priority that a priority or outcome belongs to; the code itself where the plan does not have it."""
        plan, seen = self.framework.priorities, {code}
        while code in plan and (above := plan[code].parent) in plan and above not in seen:
            code = above
            seen.add(code)
        return code

    def outcome(self, line: Line) -> str:
        """The name of the outcome of its priority that a measure serves, where it serves one."""
        return line.terms.priority if self.priority(line) != line.terms.priority else ""

    def service(self, code: str) -> str:
        """The name of a service."""
        return self.framework.service_name(code)

    def committee(self, code: str) -> str:
        """The name of a committee."""
        found = self.framework.committees.get(code)
        return found.name if found else code

    @functools.cached_property
    def outlooks(self) -> dict[str, Outlook]:
        """What is known of each measure beyond the period: year to date, forecast, trend, longer targets."""
        return {line.measure: outlook(self.position, line, self.framework) for line in self.lines}

    @functools.cached_property
    def histories(self) -> Histories:
        """The figures of each measure, period by period, as far back as trends go."""
        return histories(self.position, self.framework, self.outlooks, self.years)

    @staticmethod
    def travel(line: Line, long: bool = False) -> str:
        """The direction of travel with its arrow: since the period before, or since the same period last year."""
        return shown(line.long_travel if long else line.travel)
