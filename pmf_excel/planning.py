"""Service plans of a workspace: how each stands, its approval, and its actions on their way into the monthly return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pmf_excel.errors import Mistyped, PutRight
from pmf_excel.excel.writer import Value
from pmf_excel.framework.calendar import in_words
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.form_rows import FormRow, form_rows
from pmf_excel.ledger.records import Decision
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.problems import near_miss
from pmf_excel.register.revise import Change, Revision
from pmf_excel.register.rows import PlainRow
from pmf_excel.returns.activities import ACTION
from pmf_excel.returns.read_items import UNUSED
from pmf_excel.returns.service_plan import CARRIED_ON, PLAN_CARRIED, PLAN_NEW, PLAN_THEMES
from pmf_excel.revising import Written, revise
from pmf_excel.workspace import Workspace

FORM = "plan"


@dataclass(frozen=True)
class Plan:
    """One service's plan for a year: its rows by part, and its approval, where it has one."""

    service: str
    name: str
    year: Period
    rows: tuple[FormRow, ...]
    approved: Decision | None = None

    def part(self, key: str) -> list[FormRow]:
        """The rows of one part."""
        return [one for one in self.rows if one.asked.part == key]

    @property
    def actions(self) -> list[FormRow]:
        """The new actions: rows that are used."""
        return [one for one in self.part(PLAN_NEW.key) if one.given and not one.said(UNUSED)]

    @property
    def awaited(self) -> list[str]:
        """What has not been answered, by code."""
        return [one.code for one in self.rows if one.given is None]

    @property
    def signed_by(self) -> str:
        """Who signed it, by job title."""
        return self.rows[0].signed_by if self.rows else ""

    @property
    def state(self) -> str:
        """How far it has come, in a few words."""
        if self.approved:
            return f"approved by {self.approved.by} on {in_words(self.approved.on)}"
        if self.awaited:
            answered = len(self.rows) - len(self.awaited)
            return f"{answered} of {len(self.rows)} rows returned" if answered else "nothing returned yet"
        return f"returned, signed by {self.signed_by}" if self.signed_by else "returned, not signed"

    def as_json(self) -> dict[str, object]:
        """The plan as plain values for ``--json``."""
        return {
            "service": self.service, "year": self.year.id, "state": self.state, "awaited": self.awaited, "signed_by": self.signed_by,
            "themes": {one.asked.terms["theme"]: one.said("plan") for one in self.part(PLAN_THEMES.key)},
            "carried": {one.code: one.said("becomes") for one in self.part(PLAN_CARRIED.key)},
            "actions": {one.code: dict(one.given.answer.said) for one in self.actions if one.given},
            "approved": self.approved.as_json() if self.approved else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Approval:
    """The plans that were approved, what was written into the register, and what an officer has to see to."""

    plans: tuple[Plan, ...]
    written: Written | None
    added: tuple[str, ...]
    remarks: tuple[str, ...]


def plans(workspace: Workspace, year: Period | None = None, service: str = "") -> list[Plan]:
    """The service plans of a year, the latest unless named; of one service, by name or code, where it is named.

    Raises Mistyped when there are none, or no such service.
    """
    with workspace.ledger.reading() as reader:
        form = form_rows(reader, FORM, year)
        framework = workspace.kept_framework(reader) if form.year else Framework()
        decided = reader.decisions(FORM)
    if form.year is None:
        label = year.label if year else "2015/16"
        raise Mistyped(
            f"No service plan was asked for{f' for {label}' if year else ''} yet. To ask for them, run: pmf issue {label} --form plan"
        )
    latest = {one.subject: one for one in decided}
    made = []
    for code in dict.fromkeys(one.service for one in form.rows):
        approved = latest.get(_subject(form.year, code))
        rows = tuple(one for one in form.rows if one.service == code)
        made.append(Plan(code, framework.service_name(code), form.year, rows, approved))
    if not service:
        return made
    found = [one for one in made if service.casefold() in (one.service.casefold(), one.name.casefold())]
    if not found:
        known = [name for one in made for name in (one.service, one.name)]
        raise Mistyped(f'There is no service plan of "{service}" for {form.year.label}. {near_miss(service, known)}')
    return found


def approve(
    workspace: Workspace, some: Sequence[Plan], by: str, on: date, minute: str, at: datetime, dry_run: bool = False
) -> Approval:
    """Note that plans were approved, and write their new actions and new dates into the register, from where the returns ask them.

    What stands there already is not written again. Raises PutRight when a plan is not all here or not signed, and Mistyped
    on a day that cannot be.
    """
    if not by.strip():
        raise Mistyped('Say who approved them, by job title or body: --by "Executive Director"')
    if on > at.date():
        raise Mistyped(f"{in_words(on)} is still to come. Give the day on which it was decided.")
    short = [f"{one.name}: {one.state}" for one in some if one.awaited or not one.signed_by]
    if short:
        raise PutRight(
            f"What is approved has to be known: {'; '.join(short)}. Collect what is missing, or name the plans that are here with --service."
        )
    framework = workspace.register().framework
    add: dict[str, list[PlainRow]] = {"activities": [], "amendments": []}
    changes: list[Change] = []
    remarks: list[str] = []
    there = {one.code: one for one in framework.activities}
    for plan in some:
        for one in plan.actions:
            if one.code not in there:
                add["activities"].append(_activity(plan, one))
                add["amendments"].append(
                    _amended(
                        one.code, f"Added from the service plan {plan.year.label}: {one.said('action')}", by, on, minute
                    )
                )
        for one in plan.part(PLAN_CARRIED.key):
            day = one.given.answer.day("new_due") if one.given else None
            if one.said("becomes") != CARRIED_ON:
                remarks.append(
                    f"{one.code} is {one.said('becomes').lower()}, says {plan.name}: enter its status in the register, or have it returned."
                )
            elif day and one.code in there and there[one.code].due != day:
                changes.append(Change("activities", {"code": one.code}, {"revised_due": day}))
                add["amendments"].append(
                    _amended(
                        one.code, f"New date from the service plan {plan.year.label}: {in_words(day)}", by, on, minute
                    )
                )
    revision = Revision({sheet: rows for sheet, rows in add.items() if rows}, changes)
    written = revise(workspace, revision, dry_run) if revision else None
    if not dry_run:
        with workspace.ledger.writing() as writer:
            for plan in some:
                subject = _subject(plan.year, plan.service)
                writer.add_decision(Decision(FORM, subject, "Service plan", by.strip(), on, at, minute.strip()))
    return Approval(tuple(some), written, tuple(str(row["code"]) for row in add["activities"]), tuple(remarks))


def told(done: Approval) -> str:
    """What was done, in a sentence."""
    names = listed([one.name for one in done.plans]) if len(done.plans) < 4 else counted(len(done.plans), "service")
    what = f"{counted(len(done.added), 'new action')} ({listed(list(done.added))})" if done.added else "no new action"
    return f"The service {'plan' if len(done.plans) == 1 else 'plans'} of {names} for {done.plans[0].year.label}: {what} in the register."


def _subject(year: Period, service: str) -> str:
    return f"{year.id} {service}"


def _activity(plan: Plan, one: FormRow) -> PlainRow:
    """A new action as a row of the Activities sheet."""
    assert one.given is not None
    said = one.given.answer
    success = one.said("success")
    row: dict[str, Value] = {
        "code": one.code, "title": one.said("action"), "kind": ACTION, "service": plan.service, "priority": one.said("plan").upper(),
        "owner": one.said("owner"), "start": said.day("start"), "due": said.day("due"), "theme": one.said("theme"),
        "note": f"How we will know it worked: {success}"[:1000] if success else "", "exempt": one.said("exempt"),
    }  # fmt: skip
    return row


def _amended(code: str, what: str, by: str, on: date, minute: str) -> PlainRow:
    return {
        "on": on,
        "kind": "Other",
        "item": code,
        "what": what[:1000],
        "approved_by": by.strip(),
        "minute": minute.strip(),
    }
