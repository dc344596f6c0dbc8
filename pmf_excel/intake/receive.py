"""Collecting: each file in the inbox identified, kept, read, checked and added to the ledger, and what was found said.

The order is what makes it safe to stop at any moment and run again: a file's bytes are kept first, then everything the
ledger learns is added in one transaction. The inbox itself is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pmf_excel.excel import package, stamp
from pmf_excel.excel.layout import Layout
from pmf_excel.excel.parts import Unreadable
from pmf_excel.files import sha256_of
from pmf_excel.framework.periods import Period, parse
from pmf_excel.intake.scan import Found, scan
from pmf_excel.intake.verdicts import UNREADABLE, FileReport, fault
from pmf_excel.ledger.archive import keep
from pmf_excel.ledger.known import standing, standing_items
from pmf_excel.ledger.position import latest
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Answer, Issued, ItemAnswer, Key, Received
from pmf_excel.ledger.writer import Writer
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, Problem, Severity, error, note
from pmf_excel.returns.parts import with_words
from pmf_excel.returns.put_right import open_rows
from pmf_excel.returns.read import Questions, ReturnRead, read_return


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
    _issued: dict[tuple[str, Period, int], Issued] = field(init=False, default_factory=dict)
    #: By issue, the last copy received; by measure and period, the last answer, and the last that was taken.
    _newest: dict[int, Received] = field(init=False, default_factory=dict)
    _last: dict[Key, Answer | ItemAnswer] = field(init=False, default_factory=dict)
    _taken: dict[Key, Answer | ItemAnswer] = field(init=False, default_factory=dict)
    #: By issue, every copy received, oldest first.
    _copies: dict[int, list[Received]] = field(init=False, default_factory=dict)

    def collect(self, inbox: Path) -> list[FileReport]:
        """Collect every file in the inbox, in the order of their names."""
        files = self.ledger.files()
        known = {file.sha256: file for file in files if file.issue_seq is not None}
        refused = {(file.sha256, file.verdict) for file in files}
        self._issued = {(i.service, i.round, i.issue): i for i in self.ledger.issues()}
        self._newest = {file.issue_seq: file for file in files if file.issue_seq is not None}
        for file in files:
            if file.issue_seq is not None:
                self._copies.setdefault(file.issue_seq, []).append(file)
        found = [self._look(file) for file in scan(inbox)]
        codes = [look.code for look in found if look.code]
        named = [i.seq for i in self._issued.values() for c in codes if (i.service, i.round.id) == (c.service, c.round)]
        answers = standing(self.ledger, self.ledger.periods_asked(named))
        self._last = {(one.answer.measure, one.answer.period): one.answer for one in answers}
        self._taken = {key: one.answer for key, one in latest(answers, held=False).items()}
        for item in standing_items(self.ledger, {parse(code.round) for code in codes}):
            self._last[item.answer.key] = item.answer
            if not item.answer.held:
                self._taken[item.answer.key] = item.answer
        rivals = _rivals([look for look in found if look.code and look.sha256 not in known])
        reports = []
        for look in found:
            self.progress(look.file.name)
            report, news, read = self._judge(look, known, rivals)
            keeping = look.file.data is not None and report.verdict not in ("ignored", "waiting", "duplicate")
            if self.writer and look.file.data is not None and keeping:
                keep(self.archive, look.file.data)
                if read is not None or (look.sha256, report.verdict) not in refused:
                    report = self._note(look, report, news, read)
                    refused.add((look.sha256, report.verdict))
            if read is not None and report.verdict != "rejected":
                known[look.sha256] = Received(look.sha256, look.file.name, 0, None, report.verdict)
            reports.append(report)
        return reports

    def _look(self, file: Found) -> _Look:
        if file.data is None:
            return _Look(file, "", None, {}, file.trouble)
        sha = sha256_of(file.data)
        try:
            workbook = package.read(file.data)
            marks = stamp.marks(workbook)
        except Unreadable as why:
            return _Look(file, sha, None, {}, why.kind)
        except Exception as why:  # whatever one file does, the others go on
            return _Look(file, sha, None, {}, f"fault {type(why).__name__}: {why}")
        return _Look(file, sha, workbook, marks, "")

    def _judge(
        self, look: _Look, known: Mapping[str, Received], rivals: Mapping[str, str]
    ) -> tuple[FileReport, list[Answer | ItemAnswer], ReturnRead | None]:
        """What becomes of a file, the answers that are new in it, and its reading when it was read."""
        name, place = look.file.name, Place(look.file.name)

        def report(
            verdict: str, *problems: Problem, says: str = ""
        ) -> tuple[FileReport, list[Answer | ItemAnswer], None]:
            code = look.code
            service, round_id = (code.service, code.round) if code else ("", "")
            return FileReport(name, look.sha256, verdict, service, round_id, problems, says), [], None

        if look.trouble:
            return report(*self._unreadable(look, place))
        if look.sha256 in known:
            return report("duplicate", says=self._says_of_copy(look, known[look.sha256]))
        if not look.marks:
            what = "the workbook carries none of our return codes, so it is not one of our returns."
            return report(
                "ignored",
                note(
                    "PMF-301",
                    place,
                    what,
                    "It was left alone. If it is a return, copy the figures into the workbook that was sent out.",
                ),
            )
        if len(set(look.marks.values())) > 1:
            listed = "; ".join(f"{where} says {code}" for where, code in sorted(look.marks.items()))
            return report(
                "rejected",
                error(
                    "PMF-307",
                    place,
                    f"its marks disagree: {listed}.",
                    "Send back the workbook as it was sent out, without sheets from another one.",
                ),
            )
        code = look.code
        assert code is not None and look.workbook is not None
        return self._judge_return(look, code, look.workbook, rivals)

    def _says_of_copy(self, look: _Look, first: Received) -> str:
        """What is said of bytes that were collected before; that a later copy has replaced them since, where it has."""
        later = self._newest.get(first.issue_seq) if first.issue_seq is not None else None
        replaced = later is not None and later.sha256 != look.sha256 and look.file.name != first.name
        since = (
            f', which "{later.name}" has replaced since; send a new copy if it should count again'
            if later and replaced
            else ""
        )
        return f'an exact copy of "{first.name}"{since}'

    def _judge_return(
        self, look: _Look, code: stamp.Code, workbook: package.Workbook, rivals: Mapping[str, str]
    ) -> tuple[FileReport, list[Answer | ItemAnswer], ReturnRead | None]:
        name, place = look.file.name, Place(look.file.name)

        def refuse(problem: Problem) -> tuple[FileReport, list[Answer | ItemAnswer], None]:
            return FileReport(name, look.sha256, "rejected", code.service, code.round, (problem,)), [], None

        month = parse(code.round)
        issue = self._issued.get((code.service, month, code.issue))
        if issue is None or issue.digest != code.digest:
            return refuse(
                error(
                    "PMF-310",
                    place,
                    f"return {code} was not issued from this workspace.",
                    "Run collect in the workspace that issued it, or send the service its return.",
                )
            )
        same = [i for (service, at, _), i in self._issued.items() if (service, at) == (code.service, month)]
        newest = max(same, key=lambda i: i.issue)
        if newest.issue != code.issue:
            what = f"the return answers issue {code.issue}, but issue {newest.issue} has been sent out since."
            remedy = f"Ask the service to fill in issue {newest.issue}."
            if not newest.file:
                what, remedy = (
                    "the return was withdrawn: the service is asked nothing in this round.",
                    "Nothing needs doing.",
                )
            return refuse(error("PMF-308", place, what, remedy))
        if look.sha256 in rivals:
            return refuse(
                error("PMF-315", place, f'two different copies of this return arrived together: this one and "{rivals[look.sha256]}".',
                      "Neither was read. Keep the right one in the inbox, take the other out, and run collect again.")
            )  # fmt: skip
        try:
            since = self._copies.get(issue.seq, [])[code.puts_right :] if code.puts_right else []
            if any(copy.puts_right != code.puts_right for copy in since):
                what = f'it puts right copy {code.puts_right} of the return, but "{since[-1].name}" has come since.'
                remedy = "Ask the service to use its newest marked-up copy, or to correct the return itself."
                return refuse(error("PMF-308", place, what, remedy))
            opened = self._opened(issue, code.puts_right)
            if opened is None:
                what = f"the return is a marked-up copy that was never made here: {code}."
                return refuse(error("PMF-310", place, what, "Ask the service for the copy it was sent."))
            sticks = Yardsticks.of_text(issue.yardsticks) if issue.yardsticks else None
            questions = Questions(
                month, self.ledger.asked(issue.seq), [item for _, item in self.ledger.asked_items([issue.seq])], sticks,
                self._taken.keys(), opened if code.puts_right else None,
            )  # fmt: skip
            layout = with_words(self.layout, sticks)
            read = self._locked(read_return(workbook, name, layout, questions, self.now.date()), name)
            news, says = self._news(read)
        except Exception as why:  # whatever one file does, the others go on
            return refuse(fault(place, look.sha256, f"{type(why).__name__}: {why}"))
        noteworthy = any(p.severity is not Severity.ERROR for p in read.problems)
        verdict = "held" if read.held else "accepted-with-notes" if noteworthy else "accepted"
        report = FileReport(
            name, look.sha256, verdict, code.service, code.round, read.problems, says, read.asked, read.taken, read.held
        )
        return report, news, read

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
            before = self._taken.get(answer.key)
            if before is not None and not before.same_as(answer) and not answer.blank:
                what = f'"{answer.name}" was changed, but its row was locked in the marked-up copy.'
                remedy = "What was returned before stands. If it is wrong, correct the return itself and send that."
                notes.append(note("PMF-231", Place(name, answer.sheet, answer.cell), what, remedy))
        return replace(read, problems=(*read.problems, *notes))

    def _unreadable(self, look: _Look, place: Place) -> tuple[str, Problem]:
        trouble, file = look.trouble, look.file
        if trouble == "changing" or (trouble in ("damaged", "empty") and file.fresh(self.now, self.settle)):
            return "waiting", note(
                "PMF-309", place, "the file has not finished arriving.", "Run collect again in a few minutes."
            )
        if trouble.startswith("fault "):
            return "rejected", fault(place, look.sha256, trouble.removeprefix("fault "))
        if trouble not in UNREADABLE:
            return "waiting", note(
                "PMF-311",
                place,
                f"the file could not be read just now ({trouble}).",
                "Check that it is not open elsewhere, then run collect again.",
            )
        code, what, remedy = UNREADABLE[trouble]
        if trouble == "other":
            return "ignored", note(code, place, what, remedy)
        return "rejected", error(code, place, what, remedy)

    def _news(self, read: ReturnRead) -> tuple[list[Answer | ItemAnswer], str]:
        """What a reading says that the ledger does not know yet, and a sentence on what it replaces and fills in."""
        news: list[Answer | ItemAnswer] = []
        filled: list[str] = []
        replaced: list[str] = []
        for answer in read.answers:
            key = answer.key
            last, before = self._last.get(key), self._taken.get(key)
            if answer.blank or (last is not None and last.same_as(answer)):
                continue
            news.append(answer)
            if answer.held:
                continue
            if before is None:
                filled.append(answer.name)
            elif not before.same_as(answer):
                replaced.append(f"{answer.name} (from {before.cell} of the copy before)")
        says = [f"replaces {', '.join(replaced)}"] if replaced else []
        if filled and len(filled) < read.asked:
            says.append(f"fills in {', '.join(filled)}")
        return news, "; ".join(says) if news else "says nothing that was not known"

    def _note(
        self, look: _Look, report: FileReport, news: Sequence[Answer | ItemAnswer], read: ReturnRead | None
    ) -> FileReport:
        """Add a file to the ledger; one that the ledger cannot take is refused alone, and the others stay."""
        assert self.writer is not None and look.file.data is not None
        issue = None
        if read is not None and look.code:
            issue = self._issued[look.code.service, parse(look.code.round), look.code.issue].seq
        puts_right = look.code.puts_right if look.code and issue is not None else 0
        file = Received(look.sha256, report.file, len(look.file.data), issue, report.verdict, puts_right=puts_right)
        sign_off = read.sign_off if read else None
        try:
            with self.writer.apart():
                file = replace(
                    file, seq=self.writer.add_file(self.now, file, report.round, news, report.problems, sign_off)
                )
        except Exception as why:  # whatever one file does, the others go on
            problem = fault(Place(report.file), look.sha256, f"{type(why).__name__}: {why}")
            return replace(report, verdict="rejected", problems=(problem,), says="", taken=0, held=report.asked)
        if issue is not None:
            self._newest[issue] = file
            self._copies.setdefault(issue, []).append(file)
        for answer in news:
            self._last[answer.key] = answer
            if not answer.held:
                self._taken[answer.key] = answer
        return report


@dataclass(frozen=True)
class _Look:
    """A file after its first look: its hash, its workbook and marks, or in a word why it has none."""

    file: Found
    sha256: str
    workbook: package.Workbook | None
    marks: Mapping[str, stamp.Code]
    trouble: str

    @property
    def code(self) -> stamp.Code | None:
        """The return's code, when its marks agree on one."""
        codes = set(self.marks.values())
        return next(iter(codes)) if len(codes) == 1 else None


def _rivals(looks: Sequence[_Look]) -> Mapping[str, str]:
    """Files that carry the same code and are not the same: hash -> the name of another such file."""
    by_code: dict[stamp.Code, dict[str, str]] = {}
    for look in looks:
        assert look.code is not None
        # A marked-up copy and the return itself are two copies of one return.
        by_code.setdefault(replace(look.code, puts_right=0), {}).setdefault(look.sha256, look.file.name)
    return {
        sha: next(name for other, name in copies.items() if other != sha)
        for copies in by_code.values()
        if len(copies) > 1
        for sha in copies
    }
