"""Mail by plain SMTP, as every school has it. Any failure is a SendError that says whether it may have arrived."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from bot.ports import NoLookUpError, SendError

SECONDS = 15.0
"""For each step of the conversation."""
REFUSED, REFUSED_FOR_GOOD = 400, 500


@dataclass(frozen=True, kw_only=True)
class Server:
    """How the school's mail server is reached. ``headers`` go on every mail, such as one that asks for encryption."""

    host: str
    port: int
    sender: str
    starttls: bool = True
    username: str = ""
    password: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = SECONDS


class SmtpMail:
    """The :class:`bot.ports.Mail` of a school with a mail server. ``now`` dates the mails."""

    def __init__(self, server: Server, now: Callable[[], datetime]) -> None:
        self._server, self._now = server, now

    async def send(self, to: str, subject: str, text: str, key: str) -> None:
        """Send one mail. The key makes its Message-ID: a mail sent again is seen as the same one."""
        mail = _mail(self._server, to, subject, text, key, self._now())
        await asyncio.to_thread(_send, self._server, mail, to)

    async def sent(self, to: str, key: str, since: datetime) -> bool:
        """SMTP hands mails over and keeps none."""
        raise NoLookUpError("SMTP keeps no list of what was sent")


def _mail(server: Server, to: str, subject: str, text: str, key: str, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server.sender, to, subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{key}@{server.sender.rpartition('@')[2]}>"
    # No answers by machines: an out-of-office note would go to nobody.
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in server.headers.items():
        mail[name] = value
    mail.set_content(text, cte="quoted-printable")
    return mail


def reach(server: Server) -> None:
    """Connect and sign in, send nothing; SendError says what does not work."""
    with _conversation(server) as smtp:
        smtp.noop()


def _send(server: Server, mail: EmailMessage, to: str) -> None:
    with _conversation(server) as smtp:
        _envelope(smtp, server.sender, to)
        _data(smtp, mail)


@contextmanager
def _conversation(server: Server) -> Iterator[smtplib.SMTP]:
    try:
        smtp = _connected(server)
        try:
            yield smtp
        finally:
            # A goodbye that fails after the mail was taken must not have it sent again.
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()
    except smtplib.SMTPResponseException as error:
        # A sign-in that fails today is mended by the office: the mail waits.
        raise SendError(f"the mail server refused the bot ({error.smtp_code})") from None
    except UnicodeError:
        raise SendError(
            "user name or password has a letter that SMTP cannot carry (allowed: ASCII)"
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        # Before the text was handed over nothing can have been sent.
        raise SendError(f"the mail server cannot be reached: {type(error).__name__}") from None


def _connected(server: Server) -> smtplib.SMTP:
    smtp = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    try:
        if server.starttls:
            smtp.starttls(context=ssl.create_default_context())
        if server.username:
            smtp.login(server.username, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _envelope(smtp: smtplib.SMTP, sender: str, to: str) -> None:
    smtp.ehlo_or_helo_if_needed()
    code, _ = smtp.mail(sender)
    if not _taken(code):
        # It wants a sign-in or encryption, or knows no such sender: the office mends that, the mail waits.
        raise SendError(f"the mail server refused the sender ({code})")
    code, _ = smtp.rcpt(to)
    if not _taken(code):
        raise _refused("an address", code)


def _data(smtp: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        code, _ = smtp.data(mail.as_bytes(policy=policy.SMTP))
    except smtplib.SMTPDataError as error:
        raise _refused("the mail", error.smtp_code) from None
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise SendError(f"the mail server did not confirm: {type(error).__name__}", unknown=True) from None
    if code >= REFUSED:
        raise _refused("the mail", code)
    if not _taken(code):
        raise SendError("the mail server did not confirm: garbled", unknown=True)


def _taken(code: int) -> bool:
    """What is no answer at all smtplib gives as -1."""
    return 200 <= code < 300


def _refused(what: str, code: int) -> SendError:
    return SendError(f"{what} was refused ({code})", permanent=code >= REFUSED_FOR_GOOD)
