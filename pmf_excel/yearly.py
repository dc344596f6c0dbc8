"""A workspace's yearly forms: issued, and how they stand; the rest of their road is that of the monthly return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.files import sha256_of
from pmf_excel.framework.leniency import Leniency
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Length, Period
from pmf_excel.framework.rounds import RoundState, state_of
from pmf_excel.ledger import archive
from pmf_excel.ledger.known import Known, last_of, standing_items
from pmf_excel.ledger.line import Returned, Row
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import KeptItem
from pmf_excel.ledger.returns_at import Replies, returns_at
from pmf_excel.ledger.writer import Writer
from pmf_excel.problems import errors_in
from pmf_excel.returns.ask_forms import form_requests
from pmf_excel.returns.forms import Form, form_named
from pmf_excel.returns.issue import Outgoing, issue, prepare, withdraw
from pmf_excel.returns.yearly import Sources
from pmf_excel.shelves import REGISTER, Progress, Shelves, quiet


@dataclass(frozen=True)
class FormPosition:
    """How a form of a year stands: each return of it, and what has become of each of its rows."""

    form: Form
    round: Period
    returns: tuple[Returned, ...]
    rows: tuple[Row, ...]
    moment: datetime


@dataclass(frozen=True)
class Yearly(Shelves):
    """The steps of the road that yearly forms have of their own."""

    def issue_form(
        self, key: str, year: Period, at: datetime, dry_run: bool = False, progress: Progress = quiet, anew: bool = False,
        due: date | None = None,
    ) -> list[Outgoing]:  # fmt: skip
        """Issue a form of a year; with ``dry_run`` only say which, with ``anew`` even those that ask nothing new.

        It is due when it was first issued for unless a day is given. Raises PutRight when the register holds errors, and
        Mistyped when there is nothing to ask, or no such form.
        """
        form, data = form_named(key), self.register_bytes()
        if year.length is not Length.YEAR:
            raise Mistyped(f"{year.label} is not a financial year. Write it as 2015/16.")
        register = self.register(data)
        if errors_in(register.problems):
            raise PutRight(
                f"{self.folder / REGISTER}: the register has to be put right before anything is issued. Then run the same command again.",
                tuple(errors_in(register.problems)),
            )
        layout = self.layouts[form.key]
        folder = self.path("outgoing") / year.id

        def run(reader: Reader, writer: Writer | None) -> list[Outgoing]:
            if state_of(reader.turns(), year, form.key) is RoundState.CLOSED:
                raise Mistyped(
                    f"The round of the {form.many} for {year.label} is closed, so nothing that is issued for it would be taken. "
                    f'Open it again first: pmf round {year.label} --form {form.key} --reopen --by "..." --reason "..."'
                )
            current = reader.current_issues(year, form.key)
            first = next((one.due for one in current.values()), form.due_in(year))
            sources = self._sources(reader, register.framework, form, year)
            wanted = form_requests(form, sources, self.settings.council, due or first, layout.version, at.date())
            services = {request.service.code for request in wanted}
            gone = [one for one in current.values() if one.service not in services and one.file]
            if not wanted and not gone:
                raise Mistyped(
                    f"There is nothing to ask in the {form.many} for {year.label}: no service has anything in the register that lives in that year. Check the year."
                )
            if writer is None:
                return [outgoing for outgoing, _ in prepare(wanted, reader, layout.version, folder, 0, at, anew)]
            archive.keep(self.path("archive"), data)
            seq = writer.add_register(at, sha256_of(data), Leniency(register.framework.waivers, self.settings.bites))
            ready = prepare(wanted, reader, layout.version, folder, seq, at, anew)
            made = issue(ready, self.press(layout, form.key), writer, progress)
            withdraw(gone, writer, at, seq)
            return made

        if dry_run:
            with self.ledger.reading() as reader:
                return run(reader, None)
        with self.ledger.writing() as writer:
            return run(writer, writer)

    def _sources(self, reader: Reader, framework: Framework, form: Form, year: Period) -> Sources:
        """What the rows of a form are made from."""
        earlier = {one.round for one in reader.issues(form=form.key) if one.round < year}
        last = last_of(one for one in standing_items(reader, earlier) if not one.answer.held)
        return Sources(
            framework, self.rules, Known(reader, framework.past), tuple(reader.comparators()), year, last, self.yardsticks(),
            self.layouts[form.key].lists,
        )  # fmt: skip

    def form_position(
        self, key: str, year: Period | None = None, known: datetime | None = None
    ) -> tuple[FormPosition, Framework]:
        """How a form stands in a year (the latest that it was issued for, unless named), with the framework it was issued from.

        Raises Mistyped when it was never issued for that year.
        """
        form = form_named(key)
        with self.ledger.reading(known) as reader:
            at = year or reader.last_round(form.key)
            issues = {code: one for code, one in reader.current_issues(at, form.key).items() if one.file} if at else {}
            if at is None or not issues:
                years = ", ".join(one.label for one in sorted({one.round for one in reader.issues(form=form.key)}))
                of = f" for {at.label}" if at else ""
                raise Mistyped(
                    f"No {form.one} was issued{of}. Years: {years or 'none'}. To issue it, run: pmf issue 2015/16 --form {form.key}, with the year meant."
                )
            replies = Replies.to(reader, at, issues)
            returns, rows = returns_at(reader, replies, form.key)
            framework = self.kept_framework(reader, max(one.register_seq for one in issues.values()))
            moment = max(
                [one.at for one in issues.values()] + [one.last_received for one in returns if one.last_received]
            )
        return FormPosition(form, at, tuple(returns), tuple(rows), moment), framework

    def said(self, key: str, year: Period, known: datetime | None = None) -> list[KeptItem]:
        """What services said in a form of a year and was taken, with the file it came in; the last word of each item."""
        parts = {part.key for part in form_named(key).parts}
        with self.ledger.reading(known) as reader:
            every = standing_items(reader, [year])
        return [one for one in every if one.answer.part in parts and not one.answer.held]
