"""The school's way to send mail, as configured."""

from __future__ import annotations

from bot.app.wiring import Clock
from bot.errors import UserError
from bot.mail.post import MailPost
from bot.mail.smtp import Server, SmtpMail
from bot.ports import ChatPlatform
from bot.settings import Mail


def mail_platform(settings: Mail | None) -> dict[str, ChatPlatform]:
    """The platform ``mail`` by its name; nothing where no mail is set up."""
    if settings is None:
        return {}
    if settings.kind == "graph":
        raise UserError("mail.kind: graph is not in this release; allowed: smtp")
    # A mail is dated by the real clock, in a rehearsal too.
    return {MailPost.name: MailPost(SmtpMail(server_of(settings), Clock().now), settings.boxes)}


def server_of(settings: Mail) -> Server:
    """The SMTP server."""
    assert settings.host is not None, "checked when the settings are read"
    return Server(
        host=settings.host,
        port=settings.port,
        sender=settings.own,
        starttls=settings.starttls,
        username=settings.username or "",
        password=settings.password.get_secret_value() if settings.password else "",
        headers=settings.headers,
    )
