"""A workspace: one folder a council can copy, back up and understand, and the road's steps within it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pmf_excel.agreed import Agreements
from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.files import put_in_place, safe_name, sha256_of
from pmf_excel.framework.leniency import Leniency
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Length, Period, closing_with, parse
from pmf_excel.framework.rounds import RoundState, state_of
from pmf_excel.intake.receive import Collector
from pmf_excel.intake.tidy import tidy
from pmf_excel.intake.verdicts import FileReport
from pmf_excel.ledger import archive
from pmf_excel.ledger.audience import EVERYONE, Audience, audience, cut
from pmf_excel.ledger.history import look_back
from pmf_excel.ledger.known import Known, last_items
from pmf_excel.ledger.position import Position, catch_up, commentaries
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.traced import Traces
from pmf_excel.ledger.writer import Writer
from pmf_excel.made import put_made
from pmf_excel.marking_up import MarkingUp, with_copy
from pmf_excel.master.tracker import missing, track
from pmf_excel.master.tracker_book import build_tracker
from pmf_excel.master.view import View
from pmf_excel.opendata.publish import Publication, publish
from pmf_excel.opendata.rows import Edition
from pmf_excel.positions import as_known
from pmf_excel.problems import errors_in
from pmf_excel.reporting import Reporting
from pmf_excel.returns.ask import EARLIER, Memory, requests
from pmf_excel.returns.issue import Outgoing, issue, prepare, withdraw
from pmf_excel.shelves import EMPTY, REGISTER, Progress, quiet
from pmf_excel.target_stages import TargetStages
from pmf_excel.workers import ALONE, Workers


@dataclass(frozen=True)
class Workspace(Agreements, MarkingUp, Reporting, TargetStages):
    """An open workspace, and the steps of the road in it."""

    def issue(
        self, round_month: Period, at: datetime, dry_run: bool = False, progress: Progress = quiet, anew: bool = False,
        workers: Workers | None = None,
    ) -> list[Outgoing]:  # fmt: skip
        """Issue a round's returns; with ``dry_run`` only say which, with ``anew`` even those that ask nothing new.

        Raises PutRight when the register holds errors, and Mistyped when nothing is due in the month.
        """
        if round_month.length is not Length.MONTH:
            raise Mistyped(
                f'"{round_month.short}" is not a month. A round belongs to a month: write it as 2014-06 or "June 2014".'
            )
        data = self.register_bytes()
        register = self.register(data, workers=workers or ALONE)
        own = register.framework
        asked_about = own.measures or own.activities or own.recommendations or own.risks or own.budgets
        if not asked_about and not register.problems:
            raise PutRight(f"{self.folder / REGISTER}: the register has no measures yet. {EMPTY}")
        if errors_in(register.problems):
            raise PutRight(
                f"{self.folder / REGISTER}: the register has to be put right before anything is issued. Then run the same command again.",
                tuple(errors_in(register.problems)),
            )
        layout = self.layouts[""]
        folder = self.path("outgoing") / round_month.id

        def run(reader: Reader, writer: Writer | None) -> list[Outgoing]:
            if state_of(reader.turns(), round_month) is RoundState.CLOSED:
                raise Mistyped(
                    f"The round of {round_month.label} is closed, so nothing that is issued for it would be taken. "
                    f'Open it again first: pmf round {round_month.id} --reopen --by "..." --reason "..."'
                )
            past = register.framework.past
            earlier = {period.back(n) for period in closing_with(round_month) for n in range(1, EARLIER + 1)}
            known = Known(reader, past)
            memory = Memory(
                known, commentaries(reader, past, earlier), last_items(reader, round_month),
                catch_up(reader, known, round_month), at.date(),
            )  # fmt: skip
            wanted = requests(self.asking(register.framework, layout), round_month, memory)
            services = {request.service.code for request in wanted}
            gone = [
                one
                for one in reader.current_issues(round_month).values()
                if one.service not in services
                # What was only asked again, or of work that is finished by now, was answered: that takes nothing back.
                and any(row.period.end == round_month.end for row in reader.asked(one.seq))
            ]
            if not wanted and not gone:  # what is awaited from before makes no round by itself
                raise Mistyped(
                    f"Nothing is due in {round_month.label}: nothing in the register is asked for at the end of that month. Check the month."
                )
            if writer is None:
                return [outgoing for outgoing, _ in prepare(wanted, reader, layout.version, folder, 0, at, anew)]
            archive.keep(self.path("archive"), data)
            leniency = Leniency(register.framework.waivers, self.settings.bites)
            seq = writer.add_register(at, sha256_of(data), leniency)
            ready = prepare(wanted, reader, layout.version, folder, seq, at, anew)
            made = issue(ready, self.press(layout), writer, progress, workers)
            withdraw(gone, writer, at, seq)
            return made

        if dry_run:
            with self.ledger.reading() as reader:
                return run(reader, None)
        with self.ledger.writing() as writer:
            return run(writer, writer)

    def collect(
        self, at: datetime, dry_run: bool = False, progress: Progress = quiet, jobs: int = 0,
        workers: Workers | None = None,
    ) -> list[FileReport]:  # fmt: skip
        """Collect whatever lies in the inbox; with ``dry_run`` only say what would become of it.

        Many files are read by several processes: by ``jobs`` of them, or as many as are worth it; or by ``workers`` that are there.
        """

        def run(reader: Reader, writer: Writer | None) -> list[FileReport]:
            collector = Collector(
                reader, writer, self.path("archive"), self.layouts, at, self.settings.settle, progress, jobs, workers
            )
            return collector.collect(self.path("inbox"))

        if dry_run or not self.ledger.exists:
            with self.ledger.reading() as reader:
                return run(reader, None)
        with self.ledger.writing() as writer:
            reports = run(writer, writer)
        made, failed = self.mark_up(
            {parse(report.round) for report in reports if report.round}, progress, jobs, workers
        )
        # Last: what is in the inbox still is how a run that follows one which was stopped knows what to mark up.
        if self.settings.move_collected_to:
            done = [report for report in reports if (report.service, report.round, report.form) not in failed]
            tidy(done, self.path("move_collected_to"))
        return [with_copy(report, made, failed) for report in reports]

    def consolidate(
        self, round_month: Period | None = None, dry_run: bool = False, known: datetime | None = None,
        say: Progress = quiet, readers: str = "", exempt: bool = False,
    ) -> tuple[Path, Position]:  # fmt: skip
        """Write the master workbook of a round (the latest, unless named); with ``dry_run`` only say where.

        For ``readers``, the name or code of a service or a committee, or Leadership Team, it holds what is theirs and nothing
        else; for a committee what is exempt only with ``exempt``. ``say`` is told when it lies elsewhere than it should,
        because somebody saved the one that is there or has it open. Raises Mistyped when there are no such readers, or there
        is nothing for them.
        """
        found, framework = self.position(round_month, known)
        for_ = audience(readers, framework, exempt) if readers else EVERYONE
        named = f" for {safe_name(for_.said)}" if for_.said else ""
        path = self.path("master") / f"master {found.round.id}{named}{as_known(known)}.xlsx"
        theirs, register = cut(found, framework, for_)
        approval = self.approval(found.round, known, found)
        said = (approval if for_ == EVERYONE else approval.only(theirs)).brief
        return put_made(path, self.master_of(theirs, register, for_, said), say, dry_run), theirs

    def master_bytes(self) -> bytes:
        """The master workbook of the latest round, which is put nowhere."""
        found, framework = self.position()
        return self.master_of(found, framework, approved=self.approval(found.round, now=found).brief)

    def master_of(self, found: Position, framework: Framework, for_: Audience = EVERYONE, approved: str = "") -> bytes:
        """The master workbook of a position that was cut for its readers, which is put nowhere; it says how far that is approved."""
        from pmf_excel.master.build import build_master  # pandas is slow to load, and only needed here

        assert found.known is not None
        codes = list(dict.fromkeys([*framework.measures, *(line.measure for line in found.lines)]))
        with self.ledger.reading(found.moment) as reader:
            look_back(reader, found, self.settings.years, framework)
            view = View(
                found, framework, self.settings.council, self.settings.watch, self.vocabularies.weights, for_,
                self.settings.years, Traces(reader, framework, found.known, found.round, codes), approved,
            )  # fmt: skip
            return build_master(view, self.layout("master"), self.theme)

    def tracker(
        self, today: date, round_month: Period | None = None, dry_run: bool = False, known: datetime | None = None,
        say: Progress = quiet,
    ) -> Path:  # fmt: skip
        """Write the returns tracker of a round (the latest, unless named) as it stands on a day; with ``dry_run`` only say where."""
        found, framework = self.position(round_month, known)
        path = self.path("master") / f"returns tracker {found.round.id}{as_known(known)}.xlsx"
        data = build_tracker(
            found, track(found, framework, today), missing(found, framework, self.catch_up(found.round, known)), today,
            self.settings.council, self.layout("tracker"), self.theme,
        )  # fmt: skip
        return put_made(path, data, say, dry_run)

    def export(
        self, round_month: Period | None = None, dry_run: bool = False, known: datetime | None = None, say: Progress = quiet
    ) -> tuple[list[Path], Publication, Position]:  # fmt: skip
        """Write the open data up to a round (the latest, unless named); with ``dry_run`` only say where and how much.

        What is exempt is not in it, even where it was marked so only now and nothing was issued since: what is published
        cannot be taken back. The table and its description are made anew, whatever lies there; the workbook lies elsewhere
        where somebody saved the one that is there or has it open, and ``say`` is told. Raises Mistyped when there is nothing
        that may be published, and PutRight when the register holds errors, because they may hide what is exempt.
        """
        found, framework = self.position(round_month, known)
        assert found.known is not None
        register = self.register()
        if errors_in(register.problems):
            raise PutRight(
                f"{self.folder / REGISTER}: the register has to be put right before anything is published, because it says what is exempt. Then run the same command again.",
                tuple(errors_in(register.problems)),
            )
        with self.ledger.reading() as reader:
            framework = framework.closed_as(self.kept_framework(reader)).closed_as(register.framework)
        with self.ledger.reading(found.moment) as reader:
            traces = Traces(reader, framework, found.known, found.round, list(framework.measures))
            edition = Edition(self.settings.council, found, framework, traces)
            made = publish(edition, self.theme, f"performance {found.round.id}{as_known(known)}")
        paths = []
        for name, data in made.files.items():
            path = self.path("open_data") / name
            if path.suffix == ".xlsx":
                path = put_made(path, data, say, dry_run)
            elif not dry_run:
                put_in_place(path, data)
            paths.append(path)
        return paths, made, found
