"""Reminders: one letter to each person with what is still missing of that person's returns, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pmf_excel.distribution.outbox import FOLDER, Draft, Outcome, file_names, marked, post, put
from pmf_excel.distribution.outgoing import called, round_of, shared_inbox
from pmf_excel.errors import Mistyped
from pmf_excel.files import sha256_of
from pmf_excel.framework.calendar import days_late, in_words
from pmf_excel.framework.model import Framework
from pmf_excel.framework.periods import Period
from pmf_excel.framework.rounds import RoundState, state_of
from pmf_excel.ledger.known import standing, standing_items
from pmf_excel.ledger.line import Returned
from pmf_excel.ledger.members import QUESTIONS
from pmf_excel.ledger.reader import Reader
from pmf_excel.ledger.records import ItemAsked
from pmf_excel.ledger.sentences import counted, listed
from pmf_excel.mail.letter import Attachment, written
from pmf_excel.mail.recipients import recipients
from pmf_excel.returns.ask import contact
from pmf_excel.workspace import Workspace

TEMPLATE = "mail-remind.txt"
_AGAIN = ("Not returned", "Returned empty")
_MARKED_UP = ("Being put right", "To be explained")


@dataclass(frozen=True)
class Missing:
    """What is missing of one return, as its reminder speaks of it."""

    service: str
    due: str
    late: str
    state: str
    awaited: str
    held: str
    unexplained: int
    signed: bool
    file: str


def remind(
    workspace: Workspace,
    round_month: Period | None,
    at: datetime,
    dry_run: bool = False,
    send: bool = True,
    form: str = "",
) -> Outcome:
    """Write a reminder to each person of whose returns something is missing, for the latest round unless one is named.

    Or of whose yearly forms, for the latest year of the form unless one is named.

    Raises Mistyped for a round that is closed while something of it is missing. Who has returned everything gets none. Running it again on the same day changes nothing, unless more came back meanwhile.
    """
    position, asked_by = workspace.form_position(form, round_month) if form else workspace.position(round_month)
    open_ = {one.issued.service: one for one in position.returns if one.state != "Complete"}
    with workspace.ledger.reading() as reader:
        if open_ and state_of(reader.turns(), position.round, form.strip().casefold()) is RoundState.CLOSED:
            named = f"{position.round.label} --form {form}" if form else position.round.id
            raise Mistyped(
                f"The round of {position.round.label} is closed, so nothing that is sent would be taken. "
                f'Open it again first: pmf round {named} --reopen --by "..." --reason "..."'
            )
        newest = workspace.kept_framework(reader)
        rows = {code: _rows(reader, one, position.round) for code, one in open_.items()}
    # A service that the newest register has no longer is still written to, as long as its return is awaited.
    framework = Framework(services={**asked_by.services, **newest.services}, people=newest.people)
    people, without = recipients(framework, open_, at.date())
    files, troubles = {}, []
    for code, one in open_.items():
        files[code], trouble = _enclosed(workspace, one, framework.service_name(code))
        troubles += [trouble] if trouble else []
    folder = workspace.path("outgoing") / position.round.id / FOLDER
    names = file_names(one.address for one in people)
    template, drafts = workspace.template("workbook_templates", TEMPLATE), []
    for person in people:
        returns = [_missing(framework, open_[code], rows[code], files[code], at.date()) for code in person.services]
        enclosed = tuple(file for code in person.services if (file := files[code]))
        facts = {
            "council": workspace.settings.council, "round": position.round.label, "title": person.title,
            "returns": returns, "contact": contact(framework, at.date()), "cover": person.cover, "inbox": shared_inbox(workspace), **called(form),
        }  # fmt: skip
        letter = written(template, person.address, person.title, enclosed, facts)
        mark = marked(
            "reminder", round_of(position.round, form), person.address.casefold(), at.date().isoformat(), letter.subject, letter.body,
            *(f"{one.name} {sha256_of(one.data)}" for one in enclosed),
        )  # fmt: skip
        path = folder / f"reminder {f'{form} ' if form else ''}{names[person.address]} {at:%Y-%m-%d}.eml"
        drafts.append(Draft(letter, path, person.services, position.moment, mark))
    done, unwritten = put(drafts, dry_run)
    failed, number = [], 0
    if send and not dry_run:
        done, failed, number = post(workspace, "reminder", position.round, done, at)
    return Outcome(position.round, tuple(done), tuple(without), (*troubles, *unwritten, *failed), number)


def _rows(reader: Reader, returned: Returned, round_month: Period) -> tuple[list[str], list[str]]:
    """The codes of a return's rows that nobody answered yet, and of those to be put right; earlier periods are named."""
    seq = returned.issued.seq
    asked = [(one.measure, one.period) for one in reader.asked(seq)]
    items = {(f"{one.part}/{one.code}", round_month): _called(one) for _, one in reader.asked_items([seq])}
    held = {one.answer.key: one.answer.held for one in standing(reader, {period for _, period in asked})}
    held |= {one.answer.key: one.answer.held for one in standing_items(reader, [round_month])}
    named = {(code, at): code if at.end == round_month.end else f"{code} for {at.label}" for code, at in asked} | items
    return (
        [name for key, name in named.items() if key not in held],
        [name for key, name in named.items() if held.get(key)],
    )


def _called(one: ItemAsked) -> str:
    """What a letter calls a row: its code; a code that pmf made up says little by itself."""
    return f"{one.printed['sort'].casefold()} {one.code} of members" if one.part == QUESTIONS else one.code


def _missing(
    framework: Framework,
    returned: Returned,
    rows: tuple[Sequence[str], Sequence[str]],
    file: Attachment | None,
    today: date,
) -> Missing:
    late = days_late(returned.due, today)
    awaited, held = (listed(list(codes)) if codes else "" for codes in rows)
    return Missing(
        framework.service_name(returned.issued.service), in_words(returned.due), counted(late, "day") if late else "",
        returned.state, awaited, held, returned.queried, bool(returned.signed_by), file.name if file else "",
    )  # fmt: skip


def _enclosed(workspace: Workspace, returned: Returned, service: str) -> tuple[Attachment | None, str]:
    """What goes with the reminder of a return: the return itself where it never came, the newest marked-up copy where it has to
    be put right; with a sentence where it should be there and is not."""
    issued = returned.issued
    if returned.state in _AGAIN:
        path = workspace.path("outgoing") / issued.round.id / issued.file
        try:
            return Attachment(issued.file, path.read_bytes()), ""
        except OSError as why:
            return None, (
                f"{path}: the return of {service} could not be read ({why.strerror or why}), so its reminder goes without it. "
                f"Run pmf issue {f'{issued.round.label} --form {issued.form}' if issued.form else issued.round.id} to put it back, then the same command again."
            )
    if returned.state in _MARKED_UP or returned.state == "Part returned":
        number, path = newest_marked_up(workspace.path("queries") / issued.round.id, issued.file)
        # One that marks an older copy may ask for what has come since.
        if path is not None and (returned.state in _MARKED_UP or number == returned.copies):
            try:
                return Attachment(path.name, path.read_bytes()), ""
            except OSError as why:
                return None, (
                    f"{path}: this marked-up copy could not be read ({why.strerror or why}), so its reminder goes without it. "
                    "Close it, then run the same command again."
                )
    return None, ""


def newest_marked_up(folder: Path, issued_file: str) -> tuple[int, Path | None]:
    """The newest marked-up copy of a return in a folder, "HR 2014-06 put right 2.xlsx", with its number; 0 where there is none."""
    named = re.compile(rf"{re.escape(Path(issued_file).stem)} put right ([0-9]+)\.xlsx", re.IGNORECASE)
    found = {
        int(match[1]): path
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if (match := named.fullmatch(path.name))
    }
    return max(found.items()) if found else (0, None)
