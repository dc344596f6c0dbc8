"""Letters as drafts in a round's folder and, where pmf.toml names a mail server, sent once and noted in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.files import put_in_place, safe_name
from pmf_excel.framework.periods import Period
from pmf_excel.ledger.sentences import counted
from pmf_excel.mail.eml import draft, unedited
from pmf_excel.mail.letter import Letter
from pmf_excel.mail.post import NoServer, NotTaken, Post
from pmf_excel.workspace import Workspace

#: The folder of drafts within a round's own.
FOLDER = "mail"


@dataclass(frozen=True)
class Draft:
    """A letter with its file: for which services, of which moment of the ledger, and by what it is known once it was sent.

    ``state`` is "new", "as before", "edited" (a person saved it since, so it is left alone) or "not written".
    """

    letter: Letter
    path: Path
    services: tuple[str, ...]
    made: datetime
    mark: str
    state: str = ""
    sent: bool = False

    def as_json(self) -> dict[str, object]:
        """The draft as plain values for ``--json``."""
        return {
            "address": self.letter.address, "to": self.letter.title, "services": list(self.services),
            "subject": self.letter.subject, "attached": [one.name for one in self.letter.attachments],
            "draft": str(self.path), "state": self.state, "sent": self.sent,
        }  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of the letters of a round: the drafts, how many were sent, whom there is no letter for, what went wrong.

    ``copies`` are the returns in the services' own folders, by service, with whether each was put there now; ``calendar`` is the
    officer's file of due dates.
    """

    round: Period
    drafts: tuple[Draft, ...] = ()
    without: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    sent: int = 0
    copies: Mapping[str, tuple[Path, bool]] = field(default_factory=dict)
    calendar: Path | None = None

    def draft_for(self, service: str) -> Draft | None:
        """The draft that carries a service's return."""
        return next((one for one in self.drafts if service in one.services), None)


def file_names(addresses: Iterable[str]) -> dict[str, str]:
    """A file name, without its ending, for each address: its own, with a few signs more where two would share one."""
    plain = {address: safe_name(address) for address in addresses}
    return {
        address: f"{name} {marked(address)[:6]}" if list(plain.values()).count(name) > 1 else name
        for address, name in plain.items()
    }


def marked(*parts: str) -> str:
    """By what a letter is known: a hash of whatever makes it another letter."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def put(drafts: Sequence[Draft], dry_run: bool) -> tuple[list[Draft], list[str]]:
    """Write the drafts that are not there yet, and say what could not be written. What a person saved is left alone."""
    done, troubles = [], []
    for one in drafts:
        data = draft(one.letter, one.made)
        try:
            there = one.path.read_bytes() if one.path.exists() else None
            if there == data:
                state = "as before"
            elif there is not None and not unedited(there):
                state = "edited"
            else:
                state = "new"
                if not dry_run:
                    put_in_place(one.path, data)
        except PutRight as why:
            state = "not written"
            troubles.append(str(why))
        except OSError as why:
            state = "not written"
            troubles.append(
                f"{one.path}: this draft could not be read ({why.strerror or why}). Close it, then run the same command again."
            )
        done.append(replace(one, state=state))
    return done, troubles


def post(
    workspace: Workspace, kind: str, round_month: Period, drafts: Sequence[Draft], at: datetime
) -> tuple[list[Draft], list[str], int]:
    """Send the letters that were never sent, if pmf.toml names a mail server; with the drafts, what went wrong and how many went.

    Each is noted before the next is sent, so that whatever stops it, no letter that was noted goes out twice.
    """
    try:
        server = workspace.settings.mail
    except PutRight as why:
        return list(drafts), [str(why)], 0
    if server is None or not drafts:
        return list(drafts), [], 0
    with workspace.ledger.reading() as reader:
        before = reader.letters()
    keys = {one.mark: (kind, round_month.id, one.letter.address.casefold(), one.mark) for one in drafts}
    gone, troubles = {one.mark for one in drafts if keys[one.mark] in before}, []
    number = 0
    with Post(server) as office:
        for one in drafts:
            if one.mark in gone:
                continue
            failed = None
            with workspace.ledger.writing(again=number > 0) as writer:
                # Somebody else may have sent it since; while it is sent, nobody else can.
                if keys[one.mark] not in writer.letters():
                    try:
                        office.send(one.letter, at)
                    except (NoServer, NotTaken) as why:
                        failed = why
                    else:
                        writer.add_letter(at, kind, round_month, one.letter.address.casefold(), one.mark)
                        number += 1
            if failed is None:
                gone.add(one.mark)
            elif isinstance(failed, NoServer):
                troubles.append(f"{failed} {_waiting(len(drafts) - len(gone))}")
                break
            else:
                troubles.append(
                    f"{failed} It is tried again when you run the same command again; its draft is {one.path}."
                )
    return [replace(one, sent=one.mark in gone) for one in drafts], troubles, number


def _waiting(number: int) -> str:
    verb = "was" if number == 1 else "were"
    return f"{counted(number, 'letter')} {verb} not sent. Run the same command again, or open the drafts and send them yourself."
