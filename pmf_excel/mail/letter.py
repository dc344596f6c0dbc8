"""A letter to one address, with what is attached; its text is an officer's template, its names come from the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pmf_excel.errors import PutRight
from pmf_excel.excel.values import clean_text
from pmf_excel.mail.address import is_address, one_line
from pmf_excel.wording import fill, text_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = "text/calendar"
#: Longer than any subject a mail program shows, and short enough for every one to take.
_SUBJECT = 200


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    data: bytes
    kind: str = WORKBOOK


@dataclass(frozen=True)
class Letter:
    """What goes to one address; whatever its names hold, each header stays one line."""

    address: str
    title: str
    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if not is_address(self.address):
            raise ValueError(f"{self.address!r} is not an e-mail address")
        for name, clean in (("title", one_line(self.title)), ("subject", one_line(self.subject)[:_SUBJECT])):
            object.__setattr__(self, name, clean)
        body = clean_text(self.body).encode("utf-8", "replace").decode("utf-8")
        object.__setattr__(self, "body", body.strip("\n") + "\n")


def written(
    template: Path, address: str, title: str, attachments: tuple[Attachment, ...], facts: Mapping[str, object]
) -> Letter:
    """A letter by a template: its first line is the subject, the body follows an empty line.

    Raises PutRight, naming the template and the line, when it asks for a field that there is not or has no subject.
    """
    lines = text_of(template).split("\n")
    at = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not lines[at].casefold().startswith("subject:"):
        raise PutRight(
            f'{template}, line {at + 1}: a letter begins with its subject, and this line is "{one_line(lines[at])[:60]}". '
            'Begin it with "Subject: ", then leave a line empty.'
        )
    # The subject is filled in apart from the body, so that a line end in a field cannot end it. Both keep their line numbers.
    subject = fill("\n" * at + lines[at].partition(":")[2], template, **facts)
    body = fill("\n" * (at + 1) + "\n".join(lines[at + 1 :]), template, **facts)
    if not one_line(subject):
        raise PutRight(f'{template}, line {at + 1}: the subject is empty. Write one after "Subject: ".')
    return Letter(address, title, subject, body, attachments)
