"""A mail server of this machine (aiosmtpd) that keeps what it takes and refuses or hangs up on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from aiosmtpd.smtp import Envelope as Taken

LOGIN = ("lots", "ett-hittepa")
TAKEN = "250 OK"


@dataclass
class Mailbox:
    """``mails`` in the order taken. ``mail``, ``rcpt``, ``data``: what the next commands are answered, in order."""

    mails: list[EmailMessage] = field(default_factory=list)
    mail: list[str] = field(default_factory=list)
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    hang_up: int = 0
    """So many mails are taken and the line is cut instead of an answer."""
    port: int = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Taken, address: str, options: list[str]
    ) -> str:
        """The sender, unless a refusal waits."""
        if self.mail:
            return self.mail.pop(0)
        envelope.mail_from = address
        return TAKEN

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Taken, address: str, options: list[str]
    ) -> str:
        """The recipient, unless a refusal waits."""
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: Any, session: Any, envelope: Taken) -> str:  # noqa: N802
        """The text, unless a refusal waits."""
        if self.data:
            return self.data.pop(0)
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if self.hang_up:
            self.hang_up -= 1
            server.transport.abort()
            await asyncio.sleep(0)
        return TAKEN


def _signs_in(server: Any, session: Any, envelope: Any, mechanism: str, data: object) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login.decode(), data.password.decode()) == LOGIN)


class _Anywhere(Controller):
    """On a port the system chooses, which is known only once it listens."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has no types here


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """The server, on a free port of the loopback."""
    box = Mailbox()
    controller = _Anywhere(box, hostname="127.0.0.1", port=0, authenticator=_signs_in, auth_require_tls=False)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()
