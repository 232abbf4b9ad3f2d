"""``python -m tests.bench.click_app ours|bare DATABASE API_URL``: an app that takes clicks; prints its address."""

from __future__ import annotations

import re
import signal
import sqlite3
import sys
from datetime import UTC, datetime

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.heap import settle
from bot.chat.slack.client import SlackChat
from bot.chat.slack.inbound import Inbound, routes
from bot.handlers.house import House, School
from bot.handlers.inbox import HouseInbox
from bot.ladders import load
from bot.storage.db import Database
from tests.handlers.autumn import NAME
from tests.slack.serve import Served
from tests.slack.server import SIGNING_SECRET, TOKEN


def ours(url: str, api_url: str) -> Starlette:
    """The bot's own address for Slack over the school's database."""
    ladder = load("fi-grundlaggande")
    school = School(name=NAME, country="FI", timezone="Europe/Helsinki", language="sv", ladder=ladder)
    house = House(db=Database(url), schools=(school,))
    inbox = HouseInbox(house, lambda: datetime.now(UTC))
    chat = SlackChat(token=TOKEN, who=inbox.who, names=str, api_url=api_url)
    return Starlette(routes=routes(Inbound(inbox, chat), SIGNING_SECRET))


def bare(path: str) -> Starlette:
    """Bolt, one listener, one row committed before the acknowledgement."""
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS click (id TEXT PRIMARY KEY)")

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id="U0LOTS", bot_id="B")

    app = AsyncApp(signing_secret=SIGNING_SECRET, authorize=authorize, process_before_response=True)

    async def listener(ack: AsyncAck, body: dict[str, object]) -> None:
        database.execute("INSERT INTO click VALUES (?)", (body["trigger_id"],))
        await ack()

    app.action(re.compile(".*"))(listener)
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def main() -> None:
    """Serve until told to stop."""
    which, place, api_url = sys.argv[1:]
    app = ours(place, api_url) if which == "ours" else bare(place)
    settle()
    with Served(app, abrupt=True) as url:
        print(url, flush=True)
        signal.sigwait([signal.SIGTERM])


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    main()
