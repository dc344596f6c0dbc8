"""Marked-up copies of a workspace's returns: what has to be put right, for the services, in the queries folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pmf_excel.excel import package
from pmf_excel.excel.layout import Layout
from pmf_excel.files import put_in_place
from pmf_excel.framework.calendar import due_for
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.ledger import archive
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued
from pmf_excel.ledger.yardsticks import Yardsticks
from pmf_excel.problems import Place, note
from pmf_excel.returns.ask import Request, contact
from pmf_excel.returns.put_right import build as build_marked_up
from pmf_excel.returns.put_right import wanting
from pmf_excel.shelves import Progress, Shelves, quiet

#: Of which return a marked-up copy is one: service, round and form.
Of = tuple[str, str, str]


@dataclass(frozen=True)
class MarkingUp(Shelves):
    """Making marked-up copies from the ledger and the archive."""

    def mark_up(self, rounds: Collection[Period], progress: Progress = quiet) -> tuple[dict[Of, Path], dict[Of, str]]:
        """Put a marked-up copy into the queries folder for each return of some rounds that has something to put right.

        Gives their paths by service, round and form, and why some could not be made. One that is there already is left: somebody may
        be filling it in.
        """
        made: dict[Of, Path] = {}
        failed: dict[Of, str] = {}
        frameworks: dict[int, Framework] = {}
        with self.ledger.reading() as reader:
            for one in wanting(reader, [one for one in reader.newest_issues(rounds) if one.file]):
                issued = one.issued
                of = issued.service, issued.round.id, issued.form
                path = self.path("queries") / issued.round.id / one.file
                made[of] = path
                if path.exists():
                    continue
                progress(path.name)
                layout, seq = self.layouts[issued.form], issued.register_seq
                try:
                    if seq not in frameworks:
                        frameworks[seq] = self.kept_framework(reader, seq)
                    workbook = package.read(archive.fetch(self.path("archive"), one.copies[-1].sha256))
                    request = self.request(issued, layout, reader, frameworks[seq])
                    data = build_marked_up(one, request, workbook, reader, self.press(layout, issued.form))
                except Exception as why:  # whatever one return does, the others get their copies
                    if reader.failed(why):
                        raise
                    failed[of] = f"{type(why).__name__}: {why}"
                    del made[of]
                    continue
                put_in_place(path, data)
        return made, failed

    def request(self, issued: Issued, layout: Layout, reader: Reader, framework: Framework | None = None) -> Request:
        """What a return that was issued asked, with the measures of the register it was issued from."""
        framework = framework or self.kept_framework(reader, issued.register_seq)
        service = framework.services[issued.service]
        rows = [(framework.measures[row.measure], row) for row in reader.asked(issued.seq)]
        days = [due_for(row.period, self.settings.deadlines) for _, row in rows if row.period.end == issued.round.end]
        later = max(days) if days and max(days) > issued.due else None
        items = tuple(item for _, item in reader.asked_items([issued.seq]))
        sticks = Yardsticks.of_text(issued.yardsticks) if issued.yardsticks else None
        return Request(
            self.settings.council, service, issued.round, issued.due, later, contact(framework), tuple(rows), layout.version,
            items, sticks, form=issued.form,
        )  # fmt: skip


def with_copy(report: FileReport, made: Mapping[Of, Path], failed: Mapping[Of, str]) -> FileReport:
    """The report of a return with the path of its marked-up copy, or with why there is none."""
    key = report.service, report.round, report.form
    if not report.taken_in:
        return report
    if key in failed:
        what = f"pmf itself failed while making the marked-up copy ({failed[key]})."
        remedy = f"What was collected is kept. Please report this with the number {report.sha256[:12]}."
        return replace(report, problems=(*report.problems, note("PMF-328", Place(report.file), what, remedy)))
    return replace(report, marked_up=str(made[key])) if key in made else report
