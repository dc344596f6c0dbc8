"""Letters: as drafts, as calendar files, and as mail that a real mail server on loopback receives."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import icalendar
import pytest
from aiosmtpd.controller import Controller

from pmf_excel.errors import PutRight
from pmf_excel.mail.address import is_address, one_line
from pmf_excel.mail.dates import DueDay, calendar
from pmf_excel.mail.eml import draft, outgoing, unedited
from pmf_excel.mail.letter import CALENDAR, Attachment, Letter, written
from pmf_excel.mail.post import NoServer, NotTaken, Post
from pmf_excel.mail.server import MailServer
from pmf_excel.settings import Settings, read

MADE = datetime(2014, 7, 1, 9, tzinfo=UTC)
BOOK = bytes(range(256)) * 40
LETTER = Letter(
    "plan@hart.example", "Head of Planning", "Performance return for June 2014", "Dear Head of Planning,\n\nHéllo.\n",
    (Attachment("Planning Services 2014-06.xlsx", BOOK), Attachment("due dates.ics", b"BEGIN:VCALENDAR\r\n", CALENDAR)),
)  # fmt: skip


def opened(data: bytes) -> EmailMessage:
    """A mail as a mail program reads it."""
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def files(mail: EmailMessage) -> dict[str, bytes]:
    """What is attached, by name."""
    return {part.get_filename() or "": part.get_payload(decode=True) for part in mail.iter_attachments()}


def test_a_draft_opens_ready_to_send() -> None:
    mail = opened(draft(LETTER, MADE))
    assert list(mail) == ["X-Unsent", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert (mail["X-Unsent"], mail["To"], mail["Subject"], mail["Date"]) == (
        "1", "Head of Planning <plan@hart.example>", "Performance return for June 2014", "Tue, 01 Jul 2014 09:00:00 +0000",
    )  # fmt: skip
    assert text(mail) == "Dear Head of Planning,\n\nHéllo.\n"
    assert files(mail) == {"Planning Services 2014-06.xlsx": BOOK, "due dates.ics": b"BEGIN:VCALENDAR\r\n"}
    assert [part.get_content_type() for part in mail.iter_attachments()] == [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/calendar",
    ]  # fmt: skip


def test_the_same_letter_is_the_same_bytes_and_every_line_ends_as_mail_does() -> None:
    data = draft(LETTER, MADE)
    assert data == draft(LETTER, MADE)
    assert data.count(b"\n") == data.count(b"\r\n") == len(data.splitlines())
    other = Letter(LETTER.address, LETTER.title, LETTER.subject, LETTER.body + "!", LETTER.attachments)
    assert opened(draft(other, MADE))["Message-ID"] != opened(data)["Message-ID"]


def test_a_sent_copy_has_a_sender_and_is_no_draft() -> None:
    mail = opened(outgoing(LETTER, MADE, "performance@hart.example"))
    assert (mail["X-Unsent"], mail["From"], mail["Bcc"], mail["Cc"]) == (None, "performance@hart.example", None, None)


def test_a_draft_that_a_person_saved_is_told_from_one_as_it_was_made() -> None:
    data = draft(LETTER, MADE)
    assert unedited(data)
    assert not unedited(data.replace(b"Dear Head", b"Dear old Head"))
    assert not unedited(b"To: somebody\r\n\r\nx")


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_no_name_can_add_a_header(sign: str) -> None:
    hostile = f"Evil{sign}Bcc: x@y.example"
    letter = Letter("a@b.example", hostile, hostile, "x", (Attachment(f"{hostile}.xlsx", b"x"),))
    for data in (draft(letter, MADE), outgoing(letter, MADE, "c@b.example")):
        mail = opened(data)
        assert mail["Bcc"] is None
        assert (mail["Subject"], mail["To"].addresses[0].display_name) == ("Evil Bcc: x@y.example",) * 2
        assert [address.addr_spec for address in mail["To"].addresses] == ["a@b.example"]
        assert list(files(mail)) == ["Evil Bcc: x@y.example.xlsx"]
        assert b"\nBcc:" not in data
        assert b"\rBcc:" not in data


def test_names_in_any_language_arrive_whole() -> None:
    title = 'Pennaeth Tŷ "a" Môn, Bwrdd; <Iechyd>'
    letter = Letter(
        "tai@mon.example",
        title,
        "Cyngor Sir Ynys Môn: ŵŷ " * 12,
        "Annwyl Bennaeth Tŷ – £5\n",
        (Attachment("Tŷ Môn.xlsx", b"x"),),
    )
    mail = opened(draft(letter, MADE))
    assert mail["To"].addresses[0].display_name == title
    assert mail["Subject"] == ("Cyngor Sir Ynys Môn: ŵŷ " * 12)[:200].strip()
    assert text(mail) == "Annwyl Bennaeth Tŷ – £5\n"
    assert list(files(mail)) == ["Tŷ Môn.xlsx"]
    assert max(map(len, draft(letter, MADE).split(b"\r\n"))) <= 100


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("plan@hart.gov.uk", True), ("o'neil+returns@hart.gov.uk", True), ("x@localhost", True),
        ("", False), ("Head of Planning", False), ("a@b@c", False), ("a@b; c@d", False), ("a@b,c@d", False), ("<a@b>", False),
        ("a b@c", False), ("a@b\r\nBcc: x@y", False), ("a@b.c\n", False), (".a@b", False), ("a..b@c", False), ("é@b.c", False), ("a" * 65 + "@b.c", False),
    ],
)  # fmt: skip
def test_only_one_plain_address_is_an_address(typed: str, plain: bool) -> None:
    assert is_address(typed) is plain
    if not plain:
        with pytest.raises(ValueError, match="is not an e-mail address"):
            Letter(typed, "x", "x", "x")


def test_a_line_is_one_line() -> None:
    assert one_line(" a\r\nb\tc\u202e d\ud800 ") == "a b c d"


def test_a_template_begins_with_its_subject(tmp_path: Path) -> None:
    path = tmp_path / "mail-issue.txt"
    path.write_text("Subject: {{ name }}\n\n{# of old #}\nDear {{ name }}\n", encoding="utf-8")
    letter = written(path, "a@b.example", "Head", (), {"name": "Evil\r\nBcc: x@y"})
    assert (letter.subject, letter.body) == ("Evil Bcc: x@y", "Dear Evil\nBcc: x@y\n")
    path.write_text("\nHello\n", encoding="utf-8")
    with pytest.raises(
        PutRight, match=r'txt, line 2: a letter begins with its subject, and this line is "Hello"\. Begin'
    ):
        written(path, "a@b.example", "Head", (), {})
    path.write_text("Subject: {{ name }}\n\nx\n{{ nam }}\n", encoding="utf-8")
    with pytest.raises(PutRight, match=r'line 4: there is no field "nam"\. Did you mean "name"\?'):
        written(path, "a@b.example", "Head", (), {"name": "x"})
    with pytest.raises(PutRight, match="line 1: the subject is empty"):
        written(path, "a@b.example", "Head", (), {"name": "", "nam": ""})


def test_due_days_are_whole_days_with_a_reminder_the_morning_before() -> None:
    days = [
        DueDay(date(2015, 4, 30), "b", "Annual measures due", "One\r\nTwo"),
        DueDay(date(2015, 4, 10), "a", "Évil\nBEGIN:VEVENT; x", ""),
    ]
    data = calendar(days, MADE)
    assert data == calendar(reversed(days), MADE)
    assert data.count(b"\n") == data.count(b"\r\n")
    book = icalendar.Calendar.from_ical(data)
    first, second = book.walk("VEVENT")
    assert (first["dtstart"].dt, first["dtend"].dt, first["dtstamp"].dt) == (date(2015, 4, 10), date(2015, 4, 11), MADE)
    assert (str(first["summary"]), str(second["summary"])) == ("Évil BEGIN:VEVENT; x", "Annual measures due")
    assert str(second["description"]) == "One\nTwo"
    assert [alarm["trigger"].dt.total_seconds() for alarm in book.walk("VALARM")] == [-15 * 3600] * 2
    assert first["uid"] != second["uid"]


class Office:
    """What a mail server was given; ``refused`` are addresses it will not deliver to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], bytes]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refused:
            return "550 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[Office, int]]]:
    """Start a real mail server on loopback, for as long as the test lasts."""
    running = []

    def start(**options: Any) -> tuple[Office, int]:
        office, port = Office(), free_port()
        controller = Controller(office, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return office, port

    yield start
    for controller in running:
        controller.stop()


def server(port: int, security: str = "none", **more: str) -> MailServer:
    return MailServer("127.0.0.1", port, security, "performance@hart.example", **more)


def test_a_real_server_receives_a_letter_as_it_is(serve: Callable[..., tuple[Office, int]]) -> None:
    office, port = serve()
    with Post(server(port)) as post:
        post.send(LETTER, MADE)
        post.send(Letter("b@hart.example", "B", "Second", ".\n..\nend"), MADE)
    assert [(sender, to) for sender, to, _ in office.got] == [
        ("performance@hart.example", ["plan@hart.example"]), ("performance@hart.example", ["b@hart.example"]),
    ]  # fmt: skip
    assert office.got[0][2] == outgoing(LETTER, MADE, "performance@hart.example")
    assert text(opened(office.got[1][2])) == ".\n..\nend\n"


def test_one_letter_refused_holds_back_no_other(serve: Callable[..., tuple[Office, int]]) -> None:
    office, port = serve()
    office.refused = {"plan@hart.example"}
    with Post(server(port)) as post:
        with pytest.raises(NotTaken) as stopped:
            post.send(LETTER, MADE)
        post.send(Letter("b@hart.example", "B", "Second", "x"), MADE)
    assert str(stopped.value) == (
        f"plan@hart.example: the mail server 127.0.0.1:{port} did not take this letter (550 No such mailbox here)."
    )
    assert [to for _, to, _ in office.got] == [["b@hart.example"]]


def test_a_server_that_is_down_is_said() -> None:
    port = free_port()
    with (
        Post(server(port)) as post,
        pytest.raises(NoServer, match=f"The mail server 127.0.0.1:{port} could not be reached"),
    ):
        post.send(LETTER, MADE)


def test_a_server_that_cannot_keep_it_private_is_given_nothing(serve: Callable[..., tuple[Office, int]]) -> None:
    office, port = serve()
    with (
        Post(server(port, "starttls")) as post,
        pytest.raises(NoServer, match=r"does not offer what pmf\.toml asks of it"),
    ):
        post.send(LETTER, MADE)
    assert office.got == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate of the test's mail server")
def test_a_server_is_believed_only_with_a_certificate(
    serve: Callable[..., tuple[Office, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    office, port = serve(tls_context=context, require_starttls=True)
    with (
        Post(server(port, "starttls")) as post,
        pytest.raises(NoServer, match="could not prove who it is, so nothing was sent"),
    ):
        post.send(LETTER, MADE)
    assert office.got == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Post(server(port, "starttls")) as post:
        post.send(LETTER, MADE)
    assert [to for _, to, _ in office.got] == [["plan@hart.example"]]


def test_settings_of_mail_are_checked_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pmf.toml"
    path.write_text(
        'council = "Hart"\nmail_server = "smtp hart"\nmail_security = "ssl"\nmail_from = "Hart"\n', encoding="utf-8"
    )
    with pytest.raises(PutRight) as stopped:
        read(path)
    assert str(stopped.value) == (
        f'{path}: "mail_server" is "smtp hart"; write a host such as "smtp.council.gov.uk", or "smtp.council.gov.uk:587". '
        '"mail_security" is "ssl"; write "starttls", "tls" or "none". '
        '"mail_from" is "Hart"; write the e-mail address that letters are sent from.'
    )
    path.write_text(
        'council = "Hart"\nmail_server = "h"\nmail_from = "a@b"\nmail_user = "u"\nmail_security = "none"\n',
        encoding="utf-8",
    )
    with pytest.raises(PutRight, match="so that the password is never sent in the open"):
        read(path)


def test_a_server_is_named_with_or_without_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PMF_MAIL_PASSWORD", raising=False)
    assert Settings("Hart").mail is None
    own = [Settings("Hart", mail_server=name, mail_from="a@b", mail_security=way).mail
           for name, way in (("smtp.hart", "starttls"), ("smtp.hart", "tls"), ("smtp.hart:2525", "none"), ("[::1]:26", "none"))]  # fmt: skip
    assert [(one.host, one.port) for one in own if one] == [
        ("smtp.hart", 587),
        ("smtp.hart", 465),
        ("smtp.hart", 2525),
        ("::1", 26),
    ]
    with_user = Settings("Hart", mail_server="smtp.hart", mail_from="a@b", mail_user="pmf")
    with pytest.raises(PutRight, match="Set the environment variable PMF_MAIL_PASSWORD; it is never kept in a file"):
        _ = with_user.mail
    monkeypatch.setenv("PMF_MAIL_PASSWORD", "secret")
    assert with_user.mail is not None
    assert (with_user.mail.user, with_user.mail.password) == ("pmf", "secret")
    assert "secret" not in repr(with_user.mail)
