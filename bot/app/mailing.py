"""The school's way to send mail, as configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.wiring import Clock
from bot.mail.post import MailPost
from bot.ports import ChatPlatform
from bot.settings import Mail, Settings

if TYPE_CHECKING:
    from bot.graph.client import Graph
    from bot.mail.smtp import Server


def mail_platform(settings: Settings, graph: Graph | None) -> dict[str, ChatPlatform]:
    """The platform ``mail`` by its name; nothing where no mail is set up."""
    mail = settings.mail
    if mail is None:
        return {}
    if mail.kind == "graph":
        from bot.graph.mail import GraphMail

        assert graph is not None, "opened where the settings name it"
        return {MailPost.name: MailPost(GraphMail(graph, mail.own, mail.headers), settings.boxes)}
    from bot.mail.smtp import SmtpMail

    # A mail is dated by the real clock, in a rehearsal too.
    return {MailPost.name: MailPost(SmtpMail(server_of(mail), Clock().now), settings.boxes)}


def server_of(settings: Mail) -> Server:
    """The SMTP server."""
    from bot.mail.smtp import Server

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
