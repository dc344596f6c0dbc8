"""Collecting: each file in the inbox identified, kept, read, checked and added to the ledger, and what was found said.

The order is what makes it safe to stop at any moment and run again: a file's bytes are kept first, then everything the
ledger learns is added in one transaction. The inbox itself is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pmf_excel.errors import OurFault
from pmf_excel.excel import package, stamp
from pmf_excel.excel.layout import Layout
from pmf_excel.framework.leniency import Leniency
from pmf_excel.framework.periods import Period, parse
from pmf_excel.intake.identity import Doors, disagreeing, form_of, issue_of
from pmf_excel.intake.look import Changed, Glance, Look, Task, candidates, glance, looks, read_as_asked
from pmf_excel.intake.rivals import Rivals
from pmf_excel.intake.scan import Found, reach, scan
from pmf_excel.intake.verdicts import FileReport, fault, unreadable
from pmf_excel.intake.versions import Versions
from pmf_excel.ledger.archive import keep
from pmf_excel.ledger.known import standing, standing_items
from pmf_excel.ledger.position import latest
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Issued, ItemAnswer, Received
from pmf_excel.ledger.writer import Writer
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, Problem, Severity, error, errors_in, note
from pmf_excel.returns.parts import with_words
from pmf_excel.returns.put_right import open_rows
from pmf_excel.returns.read import Questions, ReturnRead

#: What becomes of a file, the answers that are new in it, and its reading when it was read.
Judged = tuple[FileReport, list[Answer | ItemAnswer], ReturnRead | None]


@dataclass
class Collector:
    """One run over the inbox. Without a writer it only says what it would do."""

    ledger: Reader
    writer: Writer | None
    archive: Path
    layout: Layout
    now: datetime
    settle: timedelta
    progress: Callable[[str], None] = lambda name: None
    #: How many processes read; 0 for as many as are worth it.
    jobs: int = 0
    _issued: dict[tuple[str, Period, int], Issued] = field(init=False, default_factory=dict)
    #: By issue, every copy received, oldest first.
    _copies: dict[int, list[Received]] = field(init=False, default_factory=dict)
    _known: dict[str, Received] = field(init=False, default_factory=dict)
    _refused: set[tuple[str, str]] = field(init=False, default_factory=set)
    _versions: Versions = field(init=False)
    _doors: Doors = field(init=False)
    _leniency: Leniency = field(init=False)
    _rivals: Mapping[str, Rivals] = field(init=False, default_factory=dict)
    #: By issue, what was asked, while its file is judged; by file, what was known of its rows when it was read.
    _base: dict[int, Questions] = field(init=False, default_factory=dict)
    _asked_then: dict[str, tuple[object, object]] = field(init=False, default_factory=dict)

    def collect(self, inbox: Path) -> list[FileReport]:
        """Collect every file in the inbox, in the order of their names.

        Raises PutRight when the inbox cannot be reached, or no longer when all is done: then what went with it is not known.
        """
        reports = self.take(scan(inbox))
        reach(inbox)
        return reports

    def take(self, files: Iterable[Found]) -> list[FileReport]:
        """Collect some files, in the order in which they are given."""
        glances = [glance(file) for file in files]
        self._remember(glances)
        fresh = [one for one in glances if one.sha256 not in self._known]
        read = looks(
            (self._task(one) for one in self._first(fresh)), len(fresh), self.layout, self.now.date(), self.jobs
        )
        seen: dict[str, Look] = {}
        reports = []
        for one in glances:
            self.progress(one.file.name)
            if one.sha256 not in seen and one.sha256 not in self._known:
                seen[one.sha256] = next(read)
            report = self._receive(replace(seen.get(one.sha256, Look(one, {})), glance=one))
            if one.sha256 in seen:
                seen[one.sha256] = replace(seen[one.sha256], data=None, read=None)
            reports.append(replace(report, path=one.file.path))
        return reports

    @staticmethod
    def _first(glances: Iterable[Glance]) -> Iterator[Glance]:
        """Each content once; what has none every time."""
        seen = set()
        for one in glances:
            if one.sha256 not in seen:
                yield one
            seen.add(one.sha256)

    def _receive(self, look: Look) -> FileReport:
        """Judge a file, keep its bytes, and note in the ledger what it says."""
        report, news, read = self._judge(look)
        sha = look.glance.sha256
        if self.writer is None or not sha or report.verdict in ("ignored", "waiting", "duplicate"):
            return self._known_by(report, look, read)
        try:
            data = look.glance.data() if look.data is None else look.data
        except Changed:
            return self._changed(report)
        keep(self.archive, data)
        if read is not None or (sha, report.verdict) not in self._refused:
            report = self._note(look, len(data), report, news, read)
            self._refused.add((sha, report.verdict))
        return self._known_by(report, look, read)

    def _known_by(self, report: FileReport, look: Look, read: ReturnRead | None) -> FileReport:
        """The report, with the file known from now on when it was read."""
        if issue := self._issue_told(look.glance):
            self._base.pop(issue.seq, None)  # many returns are never held at a time
        if read is not None and report.verdict != "rejected":
            self._known[look.glance.sha256] = Received(look.glance.sha256, look.file.name, 0, None, report.verdict)
        return report

    def _changed(self, report: FileReport) -> FileReport:
        """The report on a file that was written to while it was collected."""
        verdict, problem = unreadable("changing", Place(report.file), report.sha256, True)
        return FileReport(report.file, report.sha256, verdict, report.service, report.round, (problem,))

    def _task(self, one: Glance) -> Task:
        """What a file is to be read against: what its return asks, as far as the ledger knows it now."""
        issue = self._issue_told(one)
        if one.code is None or issue is None:
            return Task(one)
        try:
            questions = self._questions(issue, one.code)
        except Exception:  # said when its turn comes
            return Task(one)
        self._asked_then[one.sha256] = (questions.already, questions.open)
        return Task(one, questions, issue.layout)

    def _issue_told(self, one: Glance) -> Issued | None:
        """The issue that a file answers, as far as the first glance tells."""
        return self._issued.get((one.code.service, parse(one.code.round), one.code.issue)) if one.code else None

    def _remember(self, found: Sequence[Glance]) -> None:
        """What the ledger knows of the returns that these files are copies of."""
        codes = [look.code for look in found if look.code]
        self._issued = {(i.service, i.round, i.issue): i for i in self.ledger.issues({parse(c.round) for c in codes})}
        files = self.ledger.files([one.seq for one in self._issued.values()], [look.sha256 for look in found])
        self._known = {file.sha256: file for file in files if file.issue_seq is not None}
        self._refused = {(file.sha256, file.verdict) for file in files}
        for file in files:
            if file.issue_seq is not None:
                self._copies.setdefault(file.issue_seq, []).append(file)
        named = [i.seq for i in self._issued.values() for c in codes if (i.service, i.round.id) == (c.service, c.round)]
        answers = standing(self.ledger, self.ledger.periods_asked(named))
        turns = self.ledger.turns()
        register = self.ledger.register()
        self._leniency = self.ledger.leniency(register[0]) if register else Leniency()
        self._versions = Versions(self.ledger, {turn.round for turn in turns})
        self._versions.last = {one.answer.key: one.answer for one in answers}
        self._versions.taken = {key: one.answer for key, one in latest(answers, held=False).items()}
        for item in standing_items(self.ledger, {parse(code.round) for code in codes}):
            self._versions.remember(item.answer)
        self._doors = Doors(turns, self.ledger.extensions(), self.now.date())
        groups = [Rivals(group) for group in candidates(one for one in found if one.sha256 not in self._known)]
        self._rivals = {one.sha256: group for group in groups for one in group.glances}

    def _judge(self, look: Look) -> Judged:
        """What becomes of a file."""
        name, place, sha = look.file.name, Place(look.file.name), look.glance.sha256

        def report(verdict: str, *problems: Problem, says: str = "") -> Judged:
            code = look.code or (look.glance.code if sha in self._known else None)
            service, round_id = (code.service, code.round) if code else ("", "")
            return FileReport(name, sha, verdict, service, round_id, problems, says), [], None

        if sha in self._known:
            return report("duplicate", says=self._says_of_copy(look, self._known[sha]))
        if look.trouble:
            return report(*unreadable(look.trouble, place, sha, look.file.fresh(self.now, self.settle)))
        if not look.marks:
            what = "the workbook carries none of our return codes, so it is not one of our returns."
            remedy = "It was left alone. If it is a return, copy the figures into the workbook that was sent out."
            return report("ignored", note("PMF-301", place, what, remedy))
        if problem := disagreeing(look):
            return report("rejected", problem)
        code = look.code
        assert code is not None
        return self._judge_return(look, code)

    def _says_of_copy(self, look: Look, first: Received) -> str:
        """What is said of bytes that were collected before; that a later copy has replaced them since, where it has."""
        copies = self._copies.get(first.issue_seq, []) if first.issue_seq is not None else []
        later = copies[-1] if copies else None
        replaced = later is not None and later.sha256 != look.glance.sha256 and look.file.name != first.name
        since = (
            f', which "{later.name}" has replaced since; send a new copy if it should count again'
            if later and replaced
            else ""
        )
        return f'an exact copy of "{first.name}"{since}'

    def _judge_return(self, look: Look, code: stamp.Code) -> Judged:
        name, place, sha = look.file.name, Place(look.file.name), look.glance.sha256

        def refuse(*problems: Problem) -> Judged:
            return FileReport(name, sha, "rejected", code.service, code.round, problems), [], None

        issue = issue_of(code, self._issued, place)
        if isinstance(issue, Problem):
            return refuse(issue)
        copies = self._copies.get(issue.seq, [])
        form = form_of(issue, self.layout.version, place)
        late = self._doors.closed_to(issue, copies, place)
        if late or (form and errors_in([form])):
            return refuse(*(one for one in (late, form) if one))
        try:
            if refused := self._stale_copy(issue, code, place):
                return refuse(refused)
            questions = self._questions(issue, code)
            if sha in self._rivals:
                layout = with_words(self.layout, questions.yardsticks).as_of(issue.layout)
                if apart := self._rivals[sha].apart(look, questions, layout):
                    return refuse(*apart)
            read = self._locked(self._read(look, questions, issue), name)
            news, says = self._versions.news(read)
            more = [*([form] if form else []), *self._beside(look, place)]
            asked = {row.measure: row for row in questions.asked}
            read = replace(
                read, problems=(*more, *read.problems, *self._versions.queries(read, news, issue.round, name, asked))
            )
        except Exception as why:  # whatever one file does, the others go on
            if self.ledger.failed(why):
                raise
            return refuse(fault(place, sha, f"{type(why).__name__}: {why}"))
        noteworthy = any(p.severity is not Severity.ERROR for p in read.problems)
        verdict = "held" if read.held else "accepted-with-notes" if noteworthy else "accepted"
        report = FileReport(
            name, sha, verdict, code.service, code.round, read.problems, says, read.asked, read.taken, read.held
        )
        return report, news, read

    def _beside(self, look: Look, place: Place) -> list[Problem]:
        """What is worth a word about the file itself, though nothing in it is wrong."""
        found = []
        if look.file.open_elsewhere:
            what = "somebody has the file open in Excel."
            remedy = "It was read as it was last saved. Run collect again when it is closed."
            found.append(note("PMF-326", place, what, remedy))
        for carried in look.remarks:
            what = f"the file carries {carried}, which was neither opened nor followed."
            found.append(note("PMF-327", place, what, "Nothing needs doing. Next time, type values and leave it out."))
        return found

    def _read(self, look: Look, questions: Questions, issue: Issued) -> ReturnRead:
        """What a return says: as it was read before its turn came, or read again where the ledger has learnt of its rows since.

        Raises Changed when the file is another one by now.
        """
        asked_then = self._asked_then.pop(look.glance.sha256, None)
        if asked_then == (questions.already, questions.open):
            if look.fault:
                raise OurFault(look.fault)
            if look.read is not None:
                return look.read
        workbook = package.read(look.glance.data() if look.data is None else look.data)
        task = Task(look.glance, questions, issue.layout)
        return read_as_asked(workbook, look.file.name, self.layout, task, self.now.date())

    def _questions(self, issue: Issued, code: stamp.Code) -> Questions:
        """What a return was asked, and what of it the ledger knows by now."""
        if issue.seq not in self._base:
            sticks = Yardsticks.of_text(issue.yardsticks) if issue.yardsticks else None
            items = [item for _, item in self.ledger.asked_items([issue.seq])]
            self._base[issue.seq] = Questions(
                issue.round, self.ledger.asked(issue.seq), items, sticks, leniency=self._leniency
            )
        base = self._base[issue.seq]
        opened = self._opened(issue, code.puts_right) if code.puts_right else None
        return replace(base, already=base.keys & self._versions.taken.keys(), open=opened)

    def _stale_copy(self, issue: Issued, code: stamp.Code, place: Place) -> Problem | None:
        """Why a marked-up copy may not be taken, if it may not."""
        copies = self._copies.get(issue.seq, [])
        since = copies[code.puts_right :] if code.puts_right else []
        if any(copy.puts_right != code.puts_right for copy in since):
            what = f'it puts right copy {code.puts_right} of the return, but "{since[-1].name}" has come since.'
            remedy = "Ask the service to use its newest marked-up copy, or to correct the return itself."
            return error("PMF-308", place, what, remedy)
        if code.puts_right > len(copies):
            what = f"the return is a marked-up copy that was never made here: {code}."
            return error("PMF-310", place, what, "Ask the service for the copy it was sent.")
        return None

    def _opened(self, issue: Issued, ordinal: int) -> frozenset[str] | None:
        """The rows that a marked-up copy left open: those in which the copy it puts right had something open; nothing if none was made."""
        if not ordinal:
            return frozenset()
        copies = self._copies.get(issue.seq, [])[:ordinal]
        if len(copies) < ordinal:
            return None
        return open_rows(self.ledger, issue, copies)

    def _locked(self, read: ReturnRead, name: str) -> ReturnRead:
        """The reading with a note for each row that was changed although the marked-up copy had locked it."""
        notes = []
        for answer in read.closed:
            before = self._versions.taken.get(answer.key)
            if before is not None and not before.same_as(answer) and not answer.blank:
                what = f'"{answer.name}" was changed, but its row was locked in the marked-up copy.'
                remedy = "What was returned before stands. If it is wrong, correct the return itself and send that."
                notes.append(note("PMF-231", Place(name, answer.sheet, answer.cell), what, remedy))
        return replace(read, problems=(*read.problems, *notes))

    def _note(
        self, look: Look, size: int, report: FileReport, news: Sequence[Answer | ItemAnswer], read: ReturnRead | None
    ) -> FileReport:
        """Add a file to the ledger; one that the ledger cannot take is refused alone, and the others stay."""
        assert self.writer is not None
        issue = None
        if read is not None and look.code:
            issue = self._issued[look.code.service, parse(look.code.round), look.code.issue].seq
        puts_right = look.code.puts_right if look.code and issue is not None else 0
        file = Received(look.glance.sha256, report.file, size, issue, report.verdict, puts_right=puts_right)
        sign_off = read.sign_off if read else None
        try:
            with self.writer.apart():
                file = replace(
                    file, seq=self.writer.add_file(self.now, file, report.round, news, report.problems, sign_off)
                )
        except Exception as why:  # whatever one file does, the others go on
            if self.ledger.failed(why):
                raise
            problem = fault(Place(report.file), look.glance.sha256, f"{type(why).__name__}: {why}")
            return replace(report, verdict="rejected", problems=(problem,), says="", taken=0, held=report.asked)
        if issue is not None:
            self._copies.setdefault(issue, []).append(file)
        for answer in news:
            self._versions.remember(answer)
        return report
