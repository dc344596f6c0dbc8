"""Collecting: each file in the inbox identified, kept, read, checked and added to the ledger, and what was found said.

The order is what makes it safe to stop at any moment and run again: a file's bytes are kept first, then everything the
ledger learns is added in one transaction. The inbox itself is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pmf_excel.errors import OurFault
from pmf_excel.excel import package, stamp
from pmf_excel.framework.periods import parse
from pmf_excel.intake.identity import disagreeing, form_of, issue_of
from pmf_excel.intake.look import Changed, Layouts, Look, Task, glance, looks, read_as_asked
from pmf_excel.intake.memory import Memory, each_once
from pmf_excel.intake.scan import Found, reach, scan
from pmf_excel.intake.verdicts import FileReport, fault, unreadable
from pmf_excel.ledger.archive import keep
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Issued, ItemAnswer, Received
from pmf_excel.ledger.writer import Writer
from pmf_excel.problems import Place, Problem, Severity, error, errors_in, note
from pmf_excel.returns.parts import with_words
from pmf_excel.returns.read import Questions, ReturnRead
from pmf_excel.workers import Workers

#: What becomes of a file, the answers that are new in it, and its reading when it was read.
Judged = tuple[FileReport, list[Answer | ItemAnswer], ReturnRead | None]


@dataclass
class Collector:
    """One run over the inbox. Without a writer it only says what it would do."""

    ledger: Reader
    writer: Writer | None
    archive: Path
    layouts: Layouts
    now: datetime
    settle: timedelta
    progress: Callable[[str], None] = lambda name: None
    #: How many processes read; 0 for as many as are worth it.
    jobs: int = 0
    #: Who reads, where several workspaces share them.
    workers: Workers | None = None
    _memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self._memory = Memory(self.ledger, self.now.date(), self.writer is not None)

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
        self._memory.learn(glances)
        fresh = each_once(one for one in glances if one.sha256 not in self._memory.known)
        tasks = (self._memory.task(one) for one in fresh)
        read = looks(tasks, len(fresh), self.layouts, self.now.date(), self.jobs, self.workers)
        waiting, seen, reports = {one.sha256 for one in fresh}, dict[str, Look](), []
        for one in glances:
            self.progress(one.file.name)
            if one.sha256 in waiting:
                waiting.discard(one.sha256)
                look = next(read)
                if look.glance.sha256 != one.sha256:
                    raise OurFault(f"{one.file.name} and {look.file.name} were taken for each other")
                seen[one.sha256] = replace(look, data=None, read=None)
            else:
                look = seen.get(one.sha256, Look(one, {}, one.trouble))
            report = self._receive(replace(look, glance=one))
            reports.append(replace(report, path=one.file.path))
        return reports

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
        if read is not None or (sha, report.verdict) not in self._memory.refused:
            report = self._note(look, len(data), report, news, read)
            self._memory.refused.add((sha, report.verdict))
        return self._known_by(report, look, read)

    def _known_by(self, report: FileReport, look: Look, read: ReturnRead | None) -> FileReport:
        """The report, with the file known from now on when it was read."""
        self._memory.forget(look.glance)
        if read is not None and report.verdict != "rejected":
            self._memory.known[look.glance.sha256] = Received(
                look.glance.sha256, look.file.name, 0, None, report.verdict
            )
        return report

    def _changed(self, report: FileReport) -> FileReport:
        """The report on a file that was written to while it was collected."""
        verdict, problem = unreadable("changing", Place(report.file), report.sha256, True)
        return FileReport(report.file, report.sha256, verdict, report.service, report.round, (problem,))

    def _judge(self, look: Look) -> Judged:
        """What becomes of a file."""
        name, place, sha = look.file.name, Place(look.file.name), look.glance.sha256

        def report(verdict: str, *problems: Problem, says: str = "") -> Judged:
            code = look.code or (look.glance.code if sha in self._memory.known else None)
            service, round_id = (code.service, code.round) if code else ("", "")
            return FileReport(name, sha, verdict, service, round_id, problems, says), [], None

        if sha in self._memory.known:
            return report("duplicate", says=self._says_of_copy(look, self._memory.known[sha]))
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
        copies = self._memory.copies.get(first.issue_seq, []) if first.issue_seq is not None else []
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

        issue = issue_of(code, self._memory.issued, place)
        if isinstance(issue, Problem):
            return refuse(issue)
        copies = self._memory.copies.get(issue.seq, [])
        layout = self.layouts[issue.form]
        form = form_of(issue, layout.version, place)
        late = self._memory.doors.closed_to(issue, copies, place)
        if late or (form and errors_in([form])):
            return refuse(*(one for one in (late, form) if one))
        try:
            if refused := self._stale_copy(issue, code, place):
                return refuse(refused)
            questions = self._memory.questions(issue, code)
            if sha in self._memory.rivals:
                layout = with_words(layout, questions.yardsticks).as_of(issue.layout)
                if apart := self._memory.rivals[sha].apart(look, questions, layout):
                    return refuse(*apart)
            read = self._locked(self._read(look, questions, issue), name)
            news, says = self._memory.versions.news(read)
            more = [*([form] if form else []), *self._beside(look, place)]
            asked = {row.measure: row for row in questions.asked}
            read = replace(
                read,
                problems=(*more, *read.problems, *self._memory.versions.queries(read, news, issue.round, name, asked)),
            )
        except Changed:
            return self._changed(refuse()[0]), [], None
        except Exception as why:  # whatever one file does, the others go on
            if self.ledger.failed(why):
                raise
            return refuse(fault(place, sha, _said(why)))
        noteworthy = any(p.severity is not Severity.ERROR for p in read.problems)
        verdict = "held" if read.held else "accepted-with-notes" if noteworthy else "accepted"
        report = FileReport(
            name, sha, verdict, code.service, code.round, read.problems, says, read.asked, read.taken, read.held,
            form=issue.form,
        )  # fmt: skip
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
        if self._memory.was_asked(look.glance, questions):
            if look.fault:
                raise OurFault(look.fault)
            if look.read is not None:
                return look.read
        workbook = package.read(look.glance.data() if look.data is None else look.data)
        task = Task(look.glance, questions, issue.layout, issue.form)
        return read_as_asked(workbook, look.file.name, self.layouts, task, self.now.date())

    def _stale_copy(self, issue: Issued, code: stamp.Code, place: Place) -> Problem | None:
        """Why a marked-up copy may not be taken, if it may not."""
        copies = self._memory.copies.get(issue.seq, [])
        since = copies[code.puts_right :] if code.puts_right else []
        if any(copy.puts_right != code.puts_right for copy in since):
            what = f'it puts right copy {code.puts_right} of the return, but "{since[-1].name}" has come since.'
            remedy = "Ask the service to use its newest marked-up copy, or to correct the return itself."
            return error("PMF-308", place, what, remedy)
        if code.puts_right > len(copies):
            what = f"the return is a marked-up copy that was never made here: {code}."
            return error("PMF-310", place, what, "Ask the service for the copy it was sent.")
        return None

    def _locked(self, read: ReturnRead, name: str) -> ReturnRead:
        """The reading with a note for each row that was changed although the marked-up copy had locked it."""
        notes = []
        for answer in read.closed:
            before = self._memory.versions.taken.get(answer.key)
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
            issue = self._memory.issued[look.code.service, parse(look.code.round), look.code.issue].seq
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
            self._memory.copies.setdefault(issue, []).append(file)
        for answer in news:
            self._memory.versions.remember(answer)
        return report


def _said(why: Exception) -> str:
    """What went wrong with us, in short; what was found while reading ahead is said as it was then."""
    return str(why) if isinstance(why, OurFault) else f"{type(why).__name__}: {why}"
