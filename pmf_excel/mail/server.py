"""The council's own mail server, as pmf.toml names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pmf_excel.mail.address import is_address

#: The port of each way of keeping a connection private, where the settings name none.
PORTS = {"starttls": 587, "tls": 465, "none": 25}
_SERVER = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")


@dataclass(frozen=True)
class MailServer:
    """A mail server, how to reach it, and from which address letters come."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The server as a message names it."""
        return f"{self.host}:{self.port}"


def host_and_port(text: str, security: str) -> tuple[str, int]:
    """A mail server's host and port, where "host:port" or "host" is written; nothing and 0 when it is neither."""
    found = _SERVER.fullmatch(text.strip())
    if found is None or not 0 < int(found[2] or 1) <= 65535:
        return "", 0
    return found[1].strip("[]"), int(found[2] or PORTS.get(security, 0))


def mail_faults(data: Mapping[str, str]) -> list[str]:
    """What is wrong in the settings for sending mail."""
    faults = []
    server, sender, user = (data.get(f"mail_{key}", "") for key in ("server", "from", "user"))
    security = data.get("mail_security", "starttls")
    if server and not host_and_port(server, security)[0]:
        faults.append(
            f'"mail_server" is "{server}"; write a host such as "smtp.council.gov.uk", or "smtp.council.gov.uk:587".'
        )
    if security not in PORTS:
        faults.append(f'"mail_security" is "{security}"; write "starttls", "tls" or "none".')
    if (server or sender) and not is_address(sender):
        faults.append(f'"mail_from" is "{sender}"; write the e-mail address that letters are sent from.')
    if user and security == "none":
        faults.append(
            '"mail_user" needs "mail_security" to be "starttls" or "tls", so that the password is never sent in the open.'
        )
    return faults
