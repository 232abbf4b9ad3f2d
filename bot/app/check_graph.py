"""Graph as ``lots check`` finds it: token, mailbox mails are sent from, a calendar. Nothing is sent or booked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.app.check_entra import REACH, SECRET
from bot.app.check_line import CheckLine
from bot.app.graphing import graph_account
from bot.app.staffed import Groups
from bot.graph.client import Graph
from bot.graph.install import Installer
from bot.graph.mail import GraphMail
from bot.graph.meetings import GraphMeetings
from bot.graph.people import directory_id
from bot.ports import SendError
from bot.settings import Settings

RIGHTS = (
    "give the app Mail.ReadWrite and Mail.Send (application, with admin consent) for this mailbox,"
    " and mend sender in [mail]: docs/install.md"
)
INSTALLS = (
    "give the app User.Read.All and TeamsAppInstallation.ReadWriteSelfForUser.All (application, with admin"
    " consent), and see that teams.catalogue_id is the app's id in the Teams admin centre: docs/install.md"
)
GROUPS = (
    "give the app GroupMember.Read.All and User.Read.All (application, with admin consent), and mend the ids"
)
EMPTY = "put them back into the group, or mend its id"
CALENDARS = "give the app Calendars.ReadWrite (application, with admin consent) for staff: docs/install.md"


def mailbox_line(settings: Settings, sender: str) -> CheckLine:
    """Whether the bot may look into the mailbox it sends from."""
    return _line(settings, f"mailbox {sender}", RIGHTS, lambda graph: GraphMail(graph, sender).ready())


def calendar_line(settings: Settings, person: str, now: datetime) -> CheckLine:
    """Whether the bot may look into the calendar of somebody on the staff."""
    soon = now + timedelta(hours=1)
    return _line(
        settings,
        f"calendar of {person}",
        CALENDARS,
        lambda graph: GraphMeetings(graph).busy([person], now, soon),
    )


def installs_line(settings: Settings, person: str) -> CheckLine:
    """Whether the bot may have its app installed for somebody channels.csv names. Nothing is installed."""
    assert settings.teams is not None, "checked by whoever asks"
    app = settings.teams.catalogue_id or ""
    return _line(
        settings, f"teams: the app for {person}", INSTALLS, lambda graph: _may_install(graph, person, app)
    )


async def _may_install(graph: Graph, person: str, app: str) -> None:
    user = await directory_id(graph, person)
    if not user:
        raise SendError("no member of the organisation has that address", permanent=True)
    await Installer(graph, app).installed(user)


def groups_line(settings: Settings, groups: Groups) -> CheckLine:
    """Whether the groups of ``[graph] roles`` can be read, and how many they name."""
    try:
        count = len({one.email for one in groups.people()})
    except SendError as error:
        mend = SECRET if "teams." in error.why else REACH if error.retry_after else GROUPS
        return CheckLine.fail(f"graph.roles: {error.why}", mend.format(url=settings.graph.url))
    if wrong := "; ".join(groups.problems()):
        return CheckLine.fail(f"graph.roles: {wrong}", EMPTY)
    return CheckLine.good(f"graph.roles: {count} people in {len(settings.graph.roles)} groups")


def _line(
    settings: Settings, what: str, rights: str, look: Callable[[Graph], Awaitable[object]]
) -> CheckLine:
    try:
        asyncio.run(_looked(settings, look))
    except SendError as error:
        mend = SECRET if "teams." in error.why else REACH if error.retry_after else rights
        return CheckLine.fail(f"{what}: {error.why}", mend.format(url=settings.graph.url))
    return CheckLine.good(f"{what}: the bot can use it")


async def _looked(settings: Settings, look: Callable[[Graph], Awaitable[object]]) -> None:
    graph = Graph(graph_account(settings))
    try:
        await look(graph)
    finally:
        await graph.close()
