"""What the ledger knows of the returns that lie in the inbox, kept up to date while they are collected one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pmf_excel.excel import stamp
from pmf_excel.framework.leniency import Leniency
from pmf_excel.framework.periods import Period, parse
from pmf_excel.intake.identity import Doors
from pmf_excel.intake.look import Glance, Task, candidates
from pmf_excel.intake.rivals import Rivals
from pmf_excel.intake.versions import Versions
from pmf_excel.ledger.known import latest, standing, standing_items
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued, Received
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.returns.put_right import open_rows
from pmf_excel.returns.read import Questions


@dataclass
class Memory:
    """What is known: issues, copies by issue (oldest first), files by hash, refusals, versions, whether rounds are open, rivals."""

    ledger: Reader
    today: date
    #: Whether the ledger is told what is collected, and so can be asked for it again.
    keeps: bool
    issued: dict[tuple[str, Period, int], Issued] = field(init=False, default_factory=dict)
    copies: dict[int, list[Received]] = field(init=False, default_factory=dict)
    known: dict[str, Received] = field(init=False, default_factory=dict)
    refused: set[tuple[str, str]] = field(init=False, default_factory=set)
    versions: Versions = field(init=False)
    doors: Doors = field(init=False)
    rivals: dict[str, Rivals] = field(init=False, default_factory=dict)
    _leniency: Leniency = field(init=False)
    #: By issue, what was asked, while its file is judged; by file, what was known of its rows when it was read.
    _base: dict[int, Questions] = field(init=False, default_factory=dict)
    _then: dict[str, tuple[object, object]] = field(init=False, default_factory=dict)

    def learn(self, found: Sequence[Glance]) -> None:
        """Learn what the ledger knows of the returns that these files are copies of."""
        codes = [one.code for one in found if one.code]
        self.issued = {
            (i.service, i.round, i.issue): i for i in self.ledger.issues({parse(c.round) for c in codes}, None)
        }
        files = self.ledger.files([one.seq for one in self.issued.values()], [one.sha256 for one in found])
        self.known = {file.sha256: file for file in files if file.issue_seq is not None}
        self.refused = {(file.sha256, file.verdict) for file in files}
        for file in files:
            if file.issue_seq is not None:
                self.copies.setdefault(file.issue_seq, []).append(file)
        wanted = {(code.service, code.round) for code in codes}
        named = [one.seq for one in self.issued.values() if (one.service, one.round.id) in wanted]
        answers = standing(self.ledger, self.ledger.periods_asked(named))
        turns, register = self.ledger.turns(), self.ledger.register()
        self._leniency = self.ledger.leniency(register[0]) if register else Leniency()
        self.versions = Versions(self.ledger, {turn.round for turn in turns})
        self.versions.last = {one.answer.key: one.answer for one in answers}
        self.versions.taken = {key: one.answer for key, one in latest(answers, held=False).items()}
        for item in standing_items(self.ledger, {parse(code.round) for code in codes}):
            self.versions.remember(item.answer)
        self.doors = Doors(turns, self.ledger.extensions(), self.today)
        groups = [Rivals(group) for group in candidates(one for one in found if one.sha256 not in self.known)]
        self.rivals = {one.sha256: group for group in groups for one in group.glances}

    def issue_of(self, one: Glance) -> Issued | None:
        """The issue that a file answers, as far as the first glance tells."""
        return self.issued.get((one.code.service, parse(one.code.round), one.code.issue)) if one.code else None

    def task(self, one: Glance) -> Task:
        """What a file is to be read against: what its return asks, as far as the ledger knows it now."""
        issue = self.issue_of(one)
        if one.code is None or issue is None:
            return Task(one)
        try:
            questions = self.questions(issue, one.code)
        except Exception as why:  # said when its turn comes
            if self.ledger.failed(why):
                raise
            return Task(one)
        self._then[one.sha256] = (questions.already, questions.open)
        return Task(one, questions, issue.layout, issue.form)

    def was_asked(self, one: Glance, questions: Questions) -> bool:
        """Whether a file was read against just these questions, and the ledger has learnt nothing of its rows since."""
        return self._then.pop(one.sha256, None) == (questions.already, questions.open)

    def questions(self, issue: Issued, code: stamp.Code) -> Questions:
        """What a return was asked, and what of it the ledger knows by now."""
        if issue.seq not in self._base:
            sticks = Yardsticks.of_text(issue.yardsticks) if issue.yardsticks else None
            items = [item for _, item in self.ledger.asked_items([issue.seq])]
            asked = self.ledger.asked(issue.seq)
            self._base[issue.seq] = Questions(issue.round, asked, items, sticks, leniency=self._leniency)
        base = self._base[issue.seq]
        self.versions.recall(base.keys)
        opened = self._opened(issue, code.puts_right) if code.puts_right else None
        return replace(base, already=base.keys & self.versions.taken.keys(), open=opened)

    def forget(self, one: Glance) -> None:
        """Let go of what a file was asked: many returns are never held at a time."""
        issue = self.issue_of(one)
        base = self._base.pop(issue.seq, None) if issue else None
        if base is not None and self.keeps:
            self.versions.let_go(base.keys)

    def _opened(self, issue: Issued, ordinal: int) -> frozenset[str]:
        """The rows that a marked-up copy left open: those in which the copies up to the one it puts right had something open."""
        copies = self.copies.get(issue.seq, [])[:ordinal]
        return open_rows(self.ledger, issue, copies) if copies else frozenset()


def each_once(glances: Iterable[Glance]) -> list[Glance]:
    """The files that can be read, each content once, in their order."""
    first: dict[str, Glance] = {}
    for one in glances:
        if one.sha256:
            first.setdefault(one.sha256, one)
    return list(first.values())
