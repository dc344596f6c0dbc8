"""Sends letters through the council's own mail server, when pmf.toml names one."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from types import TracebackType

from pmf_excel.errors import PutRight
from pmf_excel.mail.address import one_line
from pmf_excel.mail.eml import outgoing
from pmf_excel.mail.letter import Letter
from pmf_excel.mail.server import MailServer

#: How many seconds a mail server is given to answer.
_PATIENCE = 30


class NoServer(PutRight):
    """The mail server cannot be used at all: no letter is tried after this."""


class NotTaken(PutRight):
    """The mail server did not take one letter; others may still go."""


class Post:
    """A connection to a mail server, opened for the first letter and again where the server closed it."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Post:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, letter: Letter, at: datetime) -> None:
        """Send a letter; when this returns, the server has taken it.

        Raises NoServer when the server cannot be used, and NotTaken when it refuses this letter.
        """
        connection = self._open()
        try:
            connection.sendmail(self._server.sender, [letter.address], outgoing(letter, at, self._server.sender))
        except (smtplib.SMTPException, OSError) as why:
            self._close()  # whatever state it is in, the next letter begins afresh
            raise NotTaken(
                f"{letter.address}: the mail server {self._server.name} did not take this letter ({_reason(why)})."
            ) from why

    def _open(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connected()
            except smtplib.SMTPAuthenticationError as why:
                raise NoServer(
                    f'The mail server {self._server.name} does not know the user "{self._server.user}" with this password '
                    f"({_reason(why)}). Correct mail_user in pmf.toml, or the password in PMF_MAIL_PASSWORD."
                ) from why
            except ssl.SSLError as why:
                raise NoServer(
                    f"The mail server {self._server.name} could not prove who it is, so nothing was sent to it ({_reason(why)}). "
                    "Check mail_server and mail_security in pmf.toml with your ICT service."
                ) from why
            except smtplib.SMTPNotSupportedError as why:
                raise NoServer(
                    f"The mail server {self._server.name} does not offer what pmf.toml asks of it ({_reason(why)}). "
                    "Check mail_security and mail_user with your ICT service."
                ) from why
            except (smtplib.SMTPException, OSError) as why:
                raise NoServer(
                    f"The mail server {self._server.name} could not be reached ({_reason(why)}). "
                    "Check mail_server in pmf.toml and the connection."
                ) from why
        return self._connection

    def _connected(self) -> smtplib.SMTP:
        server, safe = self._server, ssl.create_default_context()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=safe)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
        try:
            if server.security == "starttls":
                connection.starttls(context=safe)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()


def _reason(why: Exception) -> str:
    """What a mail server or the network said, on one line."""
    if isinstance(why, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(why.recipients.values()))
        return one_line(f"{code} {_text(said)}")
    if isinstance(why, smtplib.SMTPResponseException):
        return one_line(f"{why.smtp_code} {_text(why.smtp_error)}")
    return one_line(str(getattr(why, "strerror", None) or why))


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
