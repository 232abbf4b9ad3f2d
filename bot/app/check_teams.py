"""Teams as ``lots check`` finds it: registration, keys, every place it is to write to. Nothing is posted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.app.check_entra import REACH, SECRET
from bot.app.check_line import CheckLine
from bot.app.platforms import account_of
from bot.chat.teams.api import Api
from bot.chat.teams.keys import FETCH_ERRORS, fetched
from bot.chat.teams.place import PLATFORM, base, split
from bot.chat.teams.sdk import refuse_open_door
from bot.chat.teams.shared import SHARED, Shared
from bot.errors import UserError
from bot.graph.errors import send_error
from bot.graph.login import Login
from bot.ports import Conversation, SendError
from bot.settings import Teams
from bot.storage import conversations, staff
from bot.storage.db import Database

TIMEOUT = 15.0
INSTALL_SELF = "ask them to install the app in Teams (Apps, Built for your org), or install it for all staff"
BY_ITSELF = (
    "`lots run` installs it within ten minutes where it may; if not, the line on the app for them says why"
)
INSTALL_TEAM = (
    "add the app to that team (its three dots, Manage team, Apps), and write what Get link to channel gives"
)
MEND_SHARED = "name a channel of the school's own in channels.csv, or end the sharing in Teams"
MEND_GONE = "name another channel in channels.csv, or add the app to the team again"
UNSEEN = "where the app is installed is seen here once `lots run` has been told by Teams"
MEND_ID = "write what Get link to channel gives in channels.csv"


def teams_lines(settings: Teams, addresses: Sequence[str], database: Database | None) -> list[CheckLine]:
    """A line for the token and for the keys, then one for each address."""
    try:
        refuse_open_door(os.environ)
    except UserError as error:
        return [CheckLine.fail(str(error), "take it out: the service does not start with it")]
    token = asyncio.run(_token(settings))
    lines = [token, _keys(settings)]
    if database is None:
        wrong = [
            _place(one, found, "") for one in addresses if isinstance(found := _find(None, one), SendError)
        ]
        return [*lines, *wrong, CheckLine.good(f"teams: {UNSEEN}")]
    with database.read() as conn:
        mine = {address: _find(conn, address, settings.tenant_id) for address in addresses}
    alone = BY_ITSELF if settings.catalogue_id else INSTALL_SELF
    places = {address: _place(address, found, alone) for address, found in mine.items()}
    if token.ok:
        # Before the first child's case is to go there, not when it fails to.
        places |= asyncio.run(_looked_into(settings, mine))
    return [*lines, *places.values()]


async def _token(settings: Teams) -> CheckLine:
    login = Login(account_of(settings), TIMEOUT)
    try:
        await login.renew()
    except SendError as error:
        mend = SECRET if error.permanent else REACH.format(url=settings.login_url)
        return CheckLine.fail(f"teams: no token: {error.why}", mend)
    finally:
        await login.close()
    return CheckLine.good(f"teams: the bot has its token, tenant {settings.tenant_id}")


def _keys(settings: Teams) -> CheckLine:
    mend = REACH.format(url=settings.openid_url)
    try:
        found = fetched(settings.openid_url)
    except FETCH_ERRORS as error:
        why = send_error(error, wrote=False).why
        return CheckLine.fail(f"teams: the Bot Framework's keys cannot be read: {why}", mend)
    if not found:
        return CheckLine.fail("teams: the Bot Framework has no key for Teams", mend)
    return CheckLine.good(f"teams: {len(found)} keys of the Bot Framework")


def _find(conn: Connection | None, address: str, tenant: str = "") -> Conversation | SendError | None:
    if address.startswith("@"):
        user = staff.user_of(conn, PLATFORM, address[1:]) if conn else None
        return conversations.direct(conn, PLATFORM, user[1]) if conn and user and user[0] == tenant else None
    try:
        team, channel = split(address)
    except SendError as error:
        return error
    return conversations.at(conn, PLATFORM, channel, team) if conn else None


async def _looked_into(
    settings: Teams, mine: Mapping[str, Conversation | SendError | None]
) -> dict[str, CheckLine]:
    """The channels another organisation reads along in, those that are gone, and those of which nobody can say."""
    api = Api(account_of(settings), TIMEOUT)
    shared, wrong = Shared(api), dict[str, CheckLine]()
    for address, found in mine.items():
        if address.startswith("@") or not isinstance(found, Conversation) or found.gone:
            continue
        channel = base(split(address)[1])
        try:
            if await shared.by(channel, found.service_url):
                said = f"teams {address}: {SHARED}, nothing is posted there"
                wrong[address] = CheckLine.fail(said, MEND_SHARED)
        except SendError as error:
            if error.permanent:
                said = f"teams {address}: is deleted, or the app is no longer in its team: {error.why}"
                wrong[address] = CheckLine.fail(said, MEND_GONE)
            else:
                said = f"teams {address}: who reads along there cannot be seen: {error.why}"
                wrong[address] = CheckLine.fail(said, "run this again in a while")
    await api.close()
    return wrong


def _place(address: str, found: Conversation | SendError | None, alone: str) -> CheckLine:
    what = f"teams {address}"
    mend = alone if address.startswith("@") else INSTALL_TEAM
    if isinstance(found, SendError):
        return CheckLine.fail(f"{what}: {found.why}", MEND_ID)
    if found is None:
        return CheckLine.fail(
            f"{what}: the app is not installed there, as far as the bot has been told", mend
        )
    if found.gone:
        put_out = INSTALL_SELF if address.startswith("@") else INSTALL_TEAM
        return CheckLine.fail(f"{what}: the app was removed there", put_out)
    return CheckLine.good(f"{what}: the app is installed there")
