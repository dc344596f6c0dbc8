"""A letter as the bytes of a mail: a draft that opens ready to send, or a copy that is sent; the same letter, the same bytes."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from pmf_excel.mail.address import one_line
from pmf_excel.mail.letter import Letter

#: A mail's own name, made from its content. ".invalid" belongs to nobody, whoever sends it.
_NAME, _NONE = "<{}@pmf-excel.invalid>", "0" * 32
_NAMED = re.compile(rb"^Message-ID: <([0-9a-f]{32})@pmf-excel\.invalid>\r?$", re.MULTILINE)
#: Neither quoted-printable text nor base64 can ever hold this.
_BOUNDARY = "=_pmf-excel_=_part_="


def draft(letter: Letter, made: datetime) -> bytes:
    """The letter as an unsent draft: Outlook opens it ready to send, from whoever opens it."""
    return _bytes(letter, made, {"X-Unsent": "1"})


def outgoing(letter: Letter, sent: datetime, sender: str) -> bytes:
    """The letter as it is sent from an address."""
    return _bytes(letter, sent, {"From": sender})


def unedited(data: bytes) -> bool:
    """Whether a draft is still as it was made: what a person has saved since no longer fits its name."""
    found = _NAMED.search(data)
    if found is None:
        return False
    return _digest(data[: found.start(1)] + _NONE.encode() + data[found.end(1) :]) == found[1].decode()


def _bytes(letter: Letter, moment: datetime, first: dict[str, str]) -> bytes:
    mail = EmailMessage(policy=SMTP)
    for name, value in first.items():
        mail[name] = value
    mail["To"] = Address(letter.title, addr_spec=letter.address)
    mail["Subject"] = letter.subject
    mail["Date"] = moment
    mail["Message-ID"] = _NAME.format(_NONE)
    mail.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    for attachment in letter.attachments:
        main, _, sub = attachment.kind.partition("/")
        mail.add_attachment(
            attachment.data, maintype=main, subtype=sub, filename=one_line(attachment.name),
            params={"charset": "utf-8"} if main == "text" else {},
        )  # fmt: skip
    if mail.is_multipart():
        mail.set_boundary(_BOUNDARY)
    data = mail.as_bytes()
    return data.replace(_NONE.encode(), _digest(data).encode(), 1)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
