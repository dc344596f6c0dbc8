"""Marked-up copies of a workspace's returns: what has to be put right, for the services, in the queries folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

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
from pmf_excel.returns.build import Press
from pmf_excel.returns.issue import MANY
from pmf_excel.returns.put_right import Copying, PutRight, Stands, copying, wanting, written
from pmf_excel.shelves import Progress, Shelves, quiet
from pmf_excel.workers import Shared, Workers, hired, worth

#: Of which return a marked-up copy is one: service, round and form.
Of = tuple[str, str, str]


def _of(one: PutRight) -> Of:
    return one.issued.service, one.issued.round.id, one.issued.form


@dataclass(frozen=True)
class MarkingUp(Shelves):
    """Making marked-up copies from the ledger and the archive."""

    def mark_up(
        self, rounds: Collection[Period], progress: Progress = quiet, jobs: int = 0, workers: Workers | None = None
    ) -> tuple[dict[Of, Path], dict[Of, str]]:
        """Put a marked-up copy into the queries folder for each return of some rounds that has something to put right.

        Gives their paths by service, round and form, and why some could not be made. One that is there already is left: somebody may
        be filling it in. They are written as returns are: by ``workers``, or so many processes, or as many as are worth it.
        """
        made: dict[Of, Path] = {}
        failed: dict[Of, str] = {}
        with self.ledger.reading() as reader:
            wanted = wanting(reader, [one for one in reader.newest_issues(rounds) if one.file])
            made = {_of(one): self.path("queries") / one.issued.round.id / one.file for one in wanted}
            missing = [one for one in wanted if not made[_of(one)].exists()]
            with nullcontext(workers) if workers else hired(jobs or worth(len(missing), MANY)) as hands:
                todo = self._copies(reader, missing, failed, hands)
                for job, (data, fault) in hands.each(written, todo):
                    of = _of(job.one)
                    progress(made[of].name)
                    if fault:
                        failed[of] = fault
                    else:
                        put_in_place(made[of], data)
        return {of: path for of, path in made.items() if of not in failed}, failed

    def _copies(
        self, reader: Reader, missing: Sequence[PutRight], failed: dict[Of, str], hands: Workers
    ) -> Iterator[Copying]:
        """What each marked-up copy is written from; why there is none for some is noted in ``failed``."""
        stands = Stands(reader)
        frameworks: dict[int, Framework] = {}
        presses: dict[str, Shared[Press]] = {}
        for one in missing:
            form, seq = one.issued.form, one.issued.register_seq
            try:
                if form not in presses:
                    presses[form] = Shared.of(self.press(self.layouts[form], form))
                if seq not in frameworks:
                    frameworks[seq] = self.kept_framework(reader, seq, hands)
                received = archive.fetch(self.path("archive"), one.copies[-1].sha256)
                request = self.request(one.issued, self.layouts[form], reader, frameworks[seq])
                ready = copying(one, request, received, stands, presses[form])
            except Exception as why:  # whatever one return does, the others get their copies
                if reader.failed(why):
                    raise
                failed[_of(one)] = f"{type(why).__name__}: {why}"
                continue
            yield ready

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
            self.settings.council, service, issued.round, issued.due, later, contact(framework, issued.at.date()), tuple(rows), layout.version,
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
