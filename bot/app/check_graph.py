"""Graph as ``lots check`` finds it: the token, and the mailbox mails are sent from. Nothing is sent or booked."""

from __future__ import annotations

import asyncio

from bot.app.check_line import CheckLine
from bot.app.graphing import graph_account
from bot.graph.client import Graph
from bot.graph.mail import GraphMail
from bot.ports import SendError
from bot.settings import Settings

SECRET = "mend client_id, client_secret and tenant_id in [teams]; a secret that ran out is made anew in Entra"  # noqa: S105 - words
RIGHTS = (
    "give the app Mail.ReadWrite and Mail.Send (application, with admin consent) for this mailbox,"
    " and mend sender in [mail]: docs/install.md"
)
REACH = "see that this machine reaches {url} by https"


def mailbox_line(settings: Settings, sender: str) -> CheckLine:
    """Whether the bot may look into the mailbox it sends from."""
    try:
        asyncio.run(_look(settings, sender))
    except SendError as error:
        mend = RIGHTS if error.permanent else SECRET if "teams." in error.why else REACH
        return CheckLine.fail(f"mailbox {sender}: {error.why}", mend.format(url=settings.graph.url))
    return CheckLine.good(f"mailbox {sender}: the bot can use it")


async def _look(settings: Settings, sender: str) -> None:
    graph = Graph(graph_account(settings))
    try:
        await GraphMail(graph, sender).ready()
    finally:
        await graph.close()
