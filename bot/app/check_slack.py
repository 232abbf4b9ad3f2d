"""Slack as ``lots check`` finds it: the token, and every channel and person it is to write to. Nothing is posted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.app.check_line import CheckLine
from bot.chat.slack.api import Api, Json
from bot.ports import SendError
from bot.settings import Slack

TIMEOUT = 15.0
TRIES = 3
LONGEST_PAUSE = 30.0
"""Seconds: a rate limit is waited out, an outage is not."""
NEW_TOKEN = "copy the Bot User OAuth Token from the app's page, or install the app anew"  # noqa: S105 - words
MENDS = {
    "channel_not_found": "mend its id in channels.csv; a private channel is seen only once the bot is in it",
    "users_not_found": "mend the address in channels.csv: no member of the workspace has this e-mail",
    "missing_scope": "install the app anew with the manifest of `lots slack manifest`",
    "invalid_auth": NEW_TOKEN,
    "not_authed": NEW_TOKEN,
    "account_inactive": NEW_TOKEN,
    "token_revoked": NEW_TOKEN,
    "token_expired": NEW_TOKEN,
}
INVITE = "invite the bot there: /invite @Närvarolots"
TRY_AGAIN = "see that this machine reaches Slack, and run this again"


def slack_lines(settings: Slack, addresses: Sequence[str]) -> list[CheckLine]:
    """A line for the token, then one for each address (a channel id, or ``@EMAIL``)."""
    return asyncio.run(_lines(settings, addresses))


async def _lines(settings: Slack, addresses: Sequence[str]) -> list[CheckLine]:
    api = Api(settings.bot_token.get_secret_value(), settings.api_url, TIMEOUT)
    try:
        lines = [await _token(api), *_app_token(settings)]
        if lines[0].ok:
            # One after the other: Slack counts look-ups by the minute.
            lines += [await _address(api, address) for address in addresses]
        return lines
    finally:
        await api.close()


async def _token(api: Api) -> CheckLine:
    try:
        said = await _asked(lambda: api.do(lambda web: web.auth_test()))
    except SendError as error:
        return _failed("slack.bot_token", error)
    return CheckLine.good(f"slack.bot_token: {said.get('user')} in {said.get('team')}")


def _app_token(settings: Slack) -> list[CheckLine]:
    if settings.app_token and not settings.app_token.get_secret_value().startswith("xapp-"):
        mend = "make one under Basic Information, App-Level Tokens, with connections:write"
        return [CheckLine.fail("slack.app_token: is not an app-level token (xapp-…)", mend)]
    return []


async def _address(api: Api, address: str) -> CheckLine:
    what = f"slack {address}"
    try:
        if address.startswith("@"):
            await _asked(lambda: api.do(lambda web: web.users_lookupByEmail(email=address[1:])))
            return CheckLine.good(f"{what}: found")
        said = await _asked(lambda: api.do(lambda web: web.conversations_info(channel=address)))
    except SendError as error:
        return _failed(what, error)
    return _channel(what, said.get("channel"))


def _channel(what: str, channel: object) -> CheckLine:
    told = channel if isinstance(channel, dict) else {}
    if told.get("is_archived"):
        return CheckLine.fail(f"{what}: is archived", "open it again, or name another in channels.csv")
    if told.get("is_ext_shared"):
        mend = "name a channel of the school's own: nothing is posted where another organisation reads"
        return CheckLine.fail(f"{what}: is shared with another organisation", mend)
    if told.get("is_member") is False:
        return CheckLine.fail(f"{what}: the bot is not in it", INVITE)
    return CheckLine.good(f"{what}: the bot is in it")


async def _asked(ask: Callable[[], Awaitable[Json]]) -> Json:
    for _ in range(TRIES - 1):
        try:
            return await ask()
        except SendError as error:
            if error.permanent or not error.retry_after or error.retry_after > LONGEST_PAUSE:
                raise
            await asyncio.sleep(error.retry_after)
    return await ask()


def _failed(what: str, error: SendError) -> CheckLine:
    return CheckLine.fail(f"{what}: {error.why}", MENDS.get(error.why, TRY_AGAIN))
