"""The rows of a yearly form as they stand: what each service was asked, what it said, who signed it and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pmf_excel.framework.periods import Period
from pmf_excel.ledger.known import standing_items
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Decision, ItemAsked, KeptItem

#: The term of a row that is about a measure or an activity of the register, and is seen by whoever sees that.
ABOUT = "about"


@dataclass(frozen=True)
class FormRow:
    """One row of a form: whose it is, what was asked, and what was taken, where anything was; ``signed_by`` is a job title."""

    service: str
    asked: ItemAsked
    given: KeptItem | None = None
    signed_by: str = ""
    signed_on: date | None = None

    @property
    def code(self) -> str:
        """The code of the measure or item it is about."""
        return self.asked.code

    def said(self, key: str) -> str:
        """What the service said in one column; nothing where it said nothing."""
        return self.given.answer.said.get(key, "") if self.given else ""


@dataclass(frozen=True)
class FormRows:
    """A form of a year: every row that its newest issues asked, in their order; ``year`` is nothing where it was never issued.

    ``approved`` is the last approval of what each service said, by its code, where there is one.
    """

    form: str
    year: Period | None = None
    rows: tuple[FormRow, ...] = ()
    approved: Mapping[str, Decision] = field(default_factory=dict)


def form_rows(reader: Reader, form: str, year: Period | None = None) -> FormRows:
    """A form of a year, or of the latest year that it was issued for, with the last word on each of its rows."""
    at = year or reader.last_round(form)
    issues = {code: one for code, one in reader.current_issues(at, form).items() if one.file} if at else {}
    if at is None or not issues:
        return FormRows(form)
    given = {(one.answer.part, one.answer.code): one for one in standing_items(reader, [at]) if not one.answer.held}
    signed = reader.sign_offs()
    service_of = {one.seq: code for code, one in issues.items()}
    rows = []
    for seq, asked in reader.asked_items(service_of):
        sign_off = signed.get(seq)
        rows.append(FormRow(
            service_of[seq], asked, given.get((asked.part, asked.code)), sign_off.job_title if sign_off else "",
            sign_off.day if sign_off else None,
        ))  # fmt: skip
    last = {one.subject: one for one in reader.decisions(form)}
    approved = {code: last[about] for code in issues if (about := f"{at.id} {code}") in last}
    return FormRows(form, at, tuple(rows), approved)
