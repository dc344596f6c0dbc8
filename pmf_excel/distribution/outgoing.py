"""What follows an issue: each return into its service's own folder, and one letter to each person with that person's returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pmf_excel.distribution.outbox import FOLDER, Draft, Outcome, file_names, marked, post, put
from pmf_excel.errors import PutRight
from pmf_excel.files import put_in_place
from pmf_excel.framework.calendar import due_for, due_with, in_words
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period, closing_with
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import Issued
from pmf_excel.ledger.sentences import listed
from pmf_excel.mail.dates import DueDay, calendar
from pmf_excel.mail.letter import CALENDAR, Attachment, Letter, written
from pmf_excel.mail.recipients import Recipient, recipients
from pmf_excel.returns.ask import contact
from pmf_excel.returns.forms import FORMS
from pmf_excel.returns.issue import Outgoing
from pmf_excel.workspace import Workspace

TEMPLATE, DATES = "mail-issue.txt", "due dates.ics"


@dataclass(frozen=True)
class Enclosed:
    """A return as its letter speaks of it."""

    service: str
    file: str
    due: str
    later: str
    replaces: int
    folder: str


def distribute(
    workspace: Workspace, issued: Sequence[Outgoing], at: datetime, dry_run: bool = False, send: bool = True
) -> Outcome:
    """Get a round's returns on their way: into the services' own folders, into drafts, into calendars; then send, if that is set.

    Running it again changes nothing. A return that is issued anew comes in a letter of its own.
    """
    if not issued:
        raise ValueError("nothing was issued")
    framework, round_month, form = workspace.register().framework, issued[0].issued.round, issued[0].issued.form
    own = {one.issued.service: one for one in issued}
    copies, troubles = _into_folders(workspace, framework, issued, dry_run)
    people, without = recipients(framework, own, at.date())
    with workspace.ledger.reading() as reader:
        days = {code: _due_days(workspace, reader, one) for code, one in own.items()}
        before = reader.issues(round_month, form)
    moments = {(one.service, one.at) for one in before}
    moments |= {(code, one.issued.at) for code, one in own.items()}
    folder = workspace.path("outgoing") / round_month.id
    names = file_names(one.address for one in people)
    drafts = []
    for person in people:
        ever = sorted({moment for code, moment in moments if code in person.services})
        for moment in sorted({own[code].issued.at for code in person.services}):
            mine = [own[code] for code in person.services if own[code].issued.at == moment]
            number = ever.index(moment) + 1
            path = (
                folder
                / FOLDER
                / f"{f'{form} ' if form else ''}{names[person.address]}{f' {number}' if number > 1 else ''}.eml"
            )
            letter = _letter(workspace, framework, person, mine, days, copies, before, at.date())
            mark = marked("issue", round_of(round_month, form), person.address.casefold(), moment.isoformat())
            drafts.append(Draft(letter, path, tuple(one.issued.service for one in mine), moment, mark))
    done, unwritten = put(drafts, dry_run)
    dates = folder / (DATES if not form else f"{form} {DATES}")
    unwritten += _officers_dates(workspace, framework, own, days, dates, dry_run)
    failed, number = [], 0
    if send and not dry_run:
        done, failed, number = post(workspace, "issue", round_month, done, at)
    return Outcome(round_month, tuple(done), tuple(without), (*troubles, *unwritten, *failed), number, copies, dates)


def _into_folders(
    workspace: Workspace, framework: Framework, issued: Sequence[Outgoing], dry_run: bool
) -> tuple[dict[str, tuple[Path, bool]], list[str]]:
    """Put each return into its service's own folder, if it names one; never over a file that is there, nor into a new folder."""
    copies: dict[str, tuple[Path, bool]] = {}
    troubles = []
    for one in issued:
        service = framework.services.get(one.issued.service)
        if service is None or not service.folder.strip():
            continue
        # Windows takes both kinds of slash, for a network share too; other systems only this one.
        folder = workspace.folder / service.folder.strip().replace("\\", "/")
        path = folder / one.issued.file
        try:
            if not folder.is_dir():
                raise FileNotFoundError(0, "there is no such folder, or it cannot be reached from here")
            fresh = not path.exists()
            if fresh and not dry_run:
                put_in_place(path, one.data)
            copies[one.issued.service] = (path, fresh)
        except (OSError, PutRight) as why:
            reason = why.strerror if isinstance(why, OSError) else str(why)
            troubles.append(
                f"{service.name}: its return was not put into {service.folder} ({reason or why}). Connect to the folder, or correct "
                "it in framework.xlsx, sheet Services, then run the same command again. Everything else was done."
            )
    return copies, troubles


def _due_days(workspace: Workspace, reader: Reader, one: Outgoing) -> list[date]:
    """The days on which a return's rows are due, the first one first; an agreed later day moves whatever would be before it."""
    round_month, deadlines = one.issued.round, workspace.settings.deadlines
    agreed = due_with(one.issued.due, reader.extensions(), one.issued.service, round_month, one.issued.form)
    if one.issued.form:
        return [agreed]
    asked = reader.periods_asked([one.issued.seq]) & set(closing_with(round_month))
    return sorted({agreed, *(day for period in asked if (day := due_for(period, deadlines)) > agreed)})


def _letter(
    workspace: Workspace, framework: Framework, person: Recipient, mine: Sequence[Outgoing],
    days: Mapping[str, Sequence[date]], copies: Mapping[str, tuple[Path, bool]], before: Sequence[Issued],
    today: date,
) -> Letter:  # fmt: skip
    """The letter to one person with some of that person's returns, and their due days as a calendar file."""
    council, round_month = workspace.settings.council, mine[0].issued.round
    returns = []
    for one in mine:
        code = one.issued.service
        first, *later = days[code]
        folder = str(copies[code][0].parent) if code in copies else ""
        replaces = max((i.issue for i in before if i.service == code and i.issue < one.issued.issue), default=0)
        returns.append(
            Enclosed(
                framework.service_name(code), one.issued.file, in_words(first), in_words(later[-1]) if later else "",
                replaces, folder,
            )
        )  # fmt: skip
    moment, form = mine[0].issued.at, mine[0].issued.form
    dates = calendar(
        _as_days(
            framework,
            council,
            round_month.label,
            form,
            person.address.casefold(),
            [one.issued.service for one in mine],
            days,
        ),
        moment,
    )
    # In a dry run a new return lies nowhere yet.
    files = (
        *(Attachment(one.issued.file, one.data if one.path.exists() else b"") for one in mine),
        Attachment(DATES, dates, CALENDAR),
    )
    facts = {
        "council": council, "round": round_month.label, "title": person.title, "returns": returns,
        "due": in_words(min(days[one.issued.service][0] for one in mine)), "contact": contact(framework, today),
        "cover": person.cover, "inbox": shared_inbox(workspace), "calendar": DATES, **called(form),
    }  # fmt: skip
    return written(workspace.template("workbook_templates", TEMPLATE), person.address, person.title, files, facts)


def round_of(at: Period, form: str) -> str:
    """By what letters about a round are known; those about a yearly form are others than those about another."""
    return f"{at.id} {form}" if form else at.id


def called(form: str) -> dict[str, object]:
    """What a letter calls what it is about: one, several, and one in a single word."""
    of = FORMS.get(form)
    one, many = (of.one, of.many) if of else ("performance return", "performance returns")
    return {"one": one, "many": many, "noun": one.rpartition(" ")[2]}


def shared_inbox(workspace: Workspace) -> str:
    """The inbox, where the settings place it somewhere that services may reach; one inside the workspace is the officer's own."""
    named = workspace.settings.inbox
    return named if Path(named).is_absolute() or named.startswith(("//", "\\\\")) else ""


def _as_days(
    framework: Framework,
    council: str,
    label: str,
    form: str,
    who: str,
    services: Sequence[str],
    days: Mapping[str, Sequence[date]],
) -> list[DueDay]:
    """The due days of some services' returns, those of one day together."""
    found: dict[tuple[date, bool], list[str]] = {}
    for code in services:
        for number, day in enumerate(days[code]):
            found.setdefault((day, number > 0), []).append(framework.service_name(code))
    words = called(form)
    one, many = (str(words[key]).capitalize() for key in ("one", "many"))
    return [
        DueDay(
            day, "|".join((council, label, who, *([form] if form else []), *(["annual"] if annual else []))),
            f"{'Annual measures' if annual else many if len(names) > 1 else one} due: {label}",
            f"{council}\n{listed(names)}",
        )
        for (day, annual), names in found.items()
    ]  # fmt: skip


def _officers_dates(
    workspace: Workspace, framework: Framework, own: Mapping[str, Outgoing], days: Mapping[str, Sequence[date]], path: Path,
    dry_run: bool,
) -> list[str]:  # fmt: skip
    """Write the due days of the whole round for the officer's calendar; what could not be done, in words."""
    first = next(iter(own.values())).issued
    every = _as_days(framework, workspace.settings.council, first.round.label, first.form, "officer", list(own), days)
    data = calendar(every, max(one.issued.at for one in own.values()))
    try:
        if not dry_run and not (path.exists() and path.read_bytes() == data):
            put_in_place(path, data)
    except (OSError, PutRight) as why:
        return [str(why)]
    return []
