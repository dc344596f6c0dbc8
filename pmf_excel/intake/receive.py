"""Collecting: each file in the inbox identified, kept, read, checked and added to the ledger, and what was found said.

The order is what makes it safe to stop at any moment and run again: a file's bytes are kept first, then everything the
ledger learns is added in one transaction. The inbox itself is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pmf_excel.excel import package, stamp
from pmf_excel.excel.layout import Layout
from pmf_excel.files import sha256_of
from pmf_excel.framework.model import Measure
from pmf_excel.framework.periods import Period, parse
from pmf_excel.framework.status import RuleSet
from pmf_excel.intake.scan import Found, scan
from pmf_excel.ledger.archive import keep
from pmf_excel.ledger.position import latest, standing
from pmf_excel.ledger.store import Answer, Issued, Reader, Received, Writer
from pmf_excel.problems import Place, Problem, Severity, error, note
from pmf_excel.returns.read import ReturnRead, read_return

#: What a file is called when it cannot be a workbook, and what to do about it.
_UNREADABLE = {
    "empty": ("PMF-303", "the file is empty: it has no bytes at all.", "Save the return again in Excel and put it back in the inbox."),
    "damaged": ("PMF-302", "the file is damaged and cannot be opened.", "Open it in Excel, save it again under the same name, or ask the service for a new copy."),
    "large": ("PMF-313", "the file is far larger than a return can be, and was not opened.", "Ask the service to fill in the workbook as it was sent."),
    "encrypted": ("PMF-304", "the file is locked with a password.", "Open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, empty the password and save."),
    "old": ("PMF-305", "the file is an old .xls workbook (Excel 97-2003).", "Open it in Excel and save it as Excel Workbook (.xlsx)."),
    "macro": ("PMF-312", "the file carries a macro. Returns have none, and nothing in it was run.", "Save it in Excel as Excel Workbook (.xlsx), which leaves macros out."),
    "strict": ("PMF-314", "the file is a Strict Open XML Spreadsheet.", "Open it in Excel and save it as Excel Workbook (.xlsx)."),
    "dtd": ("PMF-302", "the file holds declarations that no spreadsheet program writes, and was not opened.", "Ask the service to fill in the workbook as it was sent."),
    "other": ("PMF-306", "the file is not an Excel workbook.", "If it holds figures, enter them in the return that was sent out. It was left alone."),
}  # fmt: skip


@dataclass(frozen=True)
class FileReport:
    """What became of one file: the verdict, what is wrong in it, and how many rows were asked, taken and held."""

    file: str
    sha256: str
    verdict: str
    service: str = ""
    round: str = ""
    problems: tuple[Problem, ...] = ()
    says: str = ""
    asked: int = 0
    taken: int = 0
    held: int = 0

    @property
    def wants_attention(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.verdict in ("held", "rejected")

    def as_json(self) -> dict[str, object]:
        """The report as plain values for ``--json``."""
        return {
            "file": self.file, "sha256": self.sha256, "service": self.service, "round": self.round, "verdict": self.verdict,
            "says": self.says, "problems": [p.as_json() for p in self.problems],
            "rows": {"asked": self.asked, "taken": self.taken, "held": self.held},
        }  # fmt: skip


@dataclass
class Collector:
    """One run over the inbox. Without a writer it only says what it would do."""

    ledger: Reader
    writer: Writer | None
    archive: Path
    layout: Layout
    rules: Mapping[str, RuleSet]
    register_measures: Callable[[int], Mapping[str, Measure]]
    now: datetime
    settle: timedelta
    progress: Callable[[str], None] = lambda name: None

    def collect(self, inbox: Path) -> list[FileReport]:
        """Collect every file in the inbox, in the order of their names."""
        known = {file.sha256: file for file in self.ledger.files() if file.issue_seq is not None}
        refused = {(file.sha256, file.verdict) for file in self.ledger.files()}
        issued = {(i.service, i.round, i.issue): i for i in self.ledger.issues()}
        answers = standing(self.ledger)
        taken = {key: kept.answer for key, kept in latest(answers, held=False).items()}
        held = {key: kept.answer for key, kept in latest(answers, held=True).items()}
        found = [self._look(file) for file in scan(inbox)]
        rivals = _rivals([look for look in found if look.code and look.sha256 not in known])
        reports = []
        names = {sha: file.name for sha, file in known.items()}
        for look in found:
            self.progress(look.file.name)
            report, news, read = self._judge(look, names, issued, rivals, taken, held)
            reports.append(report)
            if look.code and report.verdict in ("accepted", "accepted-with-notes", "held"):
                names[look.sha256] = look.file.name
            final = read is not None
            if self.writer and look.file.data is not None and report.verdict not in ("ignored", "waiting", "duplicate"):
                keep(self.archive, look.file.data)
                if final or (look.sha256, report.verdict) not in refused:
                    self._note(look, report, news, read, issued)
                    refused.add((look.sha256, report.verdict))
        return reports

    def _look(self, file: Found) -> _Look:
        if file.data is None:
            return _Look(file, "", None, {}, file.trouble)
        sha = sha256_of(file.data)
        try:
            workbook = package.read(file.data)
        except package.Unreadable as why:
            return _Look(file, sha, None, {}, why.kind)
        except Exception as why:  # whatever one file does, the others go on
            return _Look(file, sha, None, {}, f"fault {type(why).__name__}: {why}")
        return _Look(file, sha, workbook, stamp.marks(workbook), "")

    def _judge(
        self, look: _Look, names: Mapping[str, str], issued: Mapping[tuple[str, Period, int], Issued], rivals: Mapping[str, str],
        taken: dict[tuple[str, Period], Answer], held: dict[tuple[str, Period], Answer],
    ) -> tuple[FileReport, list[Answer], ReturnRead | None]:  # fmt: skip
        """What becomes of a file, the answers that are new in it, and its reading when it was read."""
        name, place = look.file.name, Place(look.file.name)

        def report(verdict: str, *problems: Problem, says: str = "") -> tuple[FileReport, list[Answer], None]:
            code = look.code
            service, round_id = (code.service, code.round) if code else ("", "")
            return FileReport(name, look.sha256, verdict, service, round_id, problems, says), [], None

        if look.trouble:
            return report(*self._unreadable(look, place))
        if look.sha256 in names:
            return report("duplicate", says=f'an exact copy of "{names[look.sha256]}"')
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
        return self._judge_return(look, code, look.workbook, issued, rivals, taken, held)

    def _judge_return(
        self, look: _Look, code: stamp.Code, workbook: package.Workbook, issued: Mapping[tuple[str, Period, int], Issued],
        rivals: Mapping[str, str], taken: dict[tuple[str, Period], Answer], held: dict[tuple[str, Period], Answer],
    ) -> tuple[FileReport, list[Answer], ReturnRead | None]:  # fmt: skip
        name, place = look.file.name, Place(look.file.name)

        def refuse(problem: Problem) -> tuple[FileReport, list[Answer], None]:
            return FileReport(name, look.sha256, "rejected", code.service, code.round, (problem,)), [], None

        month = parse(code.round)
        issue = issued.get((code.service, month, code.issue))
        if issue is None or issue.digest != code.digest:
            return refuse(
                error(
                    "PMF-310",
                    place,
                    f"return {code} was not issued from this workspace.",
                    "Run collect in the workspace that issued it, or send the service its return.",
                )
            )
        newest = max(
            i.issue
            for (service, round_month, _), i in issued.items()
            if (service, round_month) == (code.service, month)
        )
        if newest != code.issue:
            what = f"the return answers issue {code.issue}, but issue {newest} has been sent out since."
            return refuse(error("PMF-308", place, what, f"Ask the service to fill in issue {newest}."))
        if look.sha256 in rivals:
            return refuse(
                error("PMF-315", place, f'two different copies of this return arrived together: this one and "{rivals[look.sha256]}".',
                      "Neither was read. Keep the right one in the inbox, take the other out, and run collect again.")
            )  # fmt: skip
        try:
            read = read_return(
                workbook,
                name,
                self.layout,
                self.ledger.asked(issue.seq),
                self.register_measures(issue.register_seq),
                self.rules,
            )
        except Exception as why:  # whatever one file does, the others go on
            return refuse(_fault(place, look.sha256, f"{type(why).__name__}: {why}"))
        answers, says = _news(read, taken, held)
        for answer in answers:
            (held if answer.held else taken)[answer.measure, answer.period] = answer
        noteworthy = any(p.severity is not Severity.ERROR for p in read.problems)
        verdict = "held" if read.held else "accepted-with-notes" if noteworthy else "accepted"
        report = FileReport(
            name, look.sha256, verdict, code.service, code.round, read.problems, says, read.asked, read.taken, read.held
        )
        return report, answers, read

    def _unreadable(self, look: _Look, place: Place) -> tuple[str, Problem]:
        trouble, file = look.trouble, look.file
        if trouble == "changing" or (trouble in ("damaged", "empty") and file.fresh(self.now, self.settle)):
            return "waiting", note(
                "PMF-309", place, "the file has not finished arriving.", "Run collect again in a few minutes."
            )
        if trouble.startswith("fault "):
            return "rejected", _fault(place, look.sha256, trouble.removeprefix("fault "))
        if trouble not in _UNREADABLE:
            return "waiting", note(
                "PMF-311",
                place,
                f"the file could not be read just now ({trouble}).",
                "Check that it is not open elsewhere, then run collect again.",
            )
        code, what, remedy = _UNREADABLE[trouble]
        if trouble == "other":
            return "ignored", note(code, place, what, remedy)
        return "rejected", error(code, place, what, remedy)

    def _note(
        self, look: _Look, report: FileReport, answers: Sequence[Answer], read: ReturnRead | None,
        issued: Mapping[tuple[str, Period, int], Issued],
    ) -> None:  # fmt: skip
        assert self.writer is not None and look.file.data is not None
        issue = None
        if read is not None and look.code:
            issue = issued[look.code.service, parse(look.code.round), look.code.issue].seq
        file = Received(look.sha256, report.file, len(look.file.data), issue, report.verdict)
        self.writer.add_file(self.now, file, report.round, answers, report.problems, read.sign_off if read else None)


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


def _fault(place: Place, sha256: str, detail: str) -> Problem:
    what = f"pmf itself failed while reading this file ({detail})."
    return error(
        "PMF-316",
        place,
        what,
        f"The file is kept. Please report this with the number {sha256[:12]}; the other files were read.",
    )


def _rivals(looks: Sequence[_Look]) -> Mapping[str, str]:
    """Files that carry the same code and are not the same: hash -> the name of another such file."""
    by_code: dict[stamp.Code, dict[str, str]] = {}
    for look in looks:
        assert look.code is not None
        by_code.setdefault(look.code, {}).setdefault(look.sha256, look.file.name)
    return {
        sha: next(name for other, name in copies.items() if other != sha)
        for copies in by_code.values()
        if len(copies) > 1
        for sha in copies
    }


def _news(
    read: ReturnRead, taken: Mapping[tuple[str, Period], Answer], held: Mapping[tuple[str, Period], Answer]
) -> tuple[list[Answer], str]:
    """What a reading says that the ledger does not know yet, and a sentence on what it replaces."""
    news: list[Answer] = []
    filled: list[str] = []
    replaced: list[str] = []
    for answer in read.answers:
        key = (answer.measure, answer.period)
        before = taken.get(key)
        if answer.held:
            if not answer.blank and (key not in held or not held[key].same_as(answer)):
                news.append(answer)
        elif before is None:
            news.append(answer)
            filled.append(answer.measure)
        elif not before.same_as(answer):
            news.append(answer)
            replaced.append(f"{answer.measure} (from {before.cell} of the copy before)")
    says = []
    if replaced:
        says.append(f"replaces {', '.join(replaced)}")
    if filled and len(filled) < len(read.answers):
        says.append(f"fills in {', '.join(filled)}")
    if not news:
        says.append("says nothing that was not known")
    return news, "; ".join(says)
