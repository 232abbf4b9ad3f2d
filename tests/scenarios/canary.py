"""What may never stand where others can read it (DOMAIN.md): looked for in everything a test's bot has posted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.notices.actions import PRIVATE
from bot.rules.calendar import Calendar
from tests.scenarios.folder import Kid
from tests.scenarios.reading import read
from tests.slack.messages import Message
from tests.slack.server import SlackServer

SECRET = "hemlig"
"""Stands in every free text that a test writes into a form."""
FIGURE = re.compile(r"\d\s?%|\d\s(timm|tillfäll|lektion|tuntia)")
NEVER = re.compile(
    r"orosanm|barnskydd|lastensuojelu|socialt|sosiaali|samtyck|sjuk|hälsoskäl|SRAS|giltig|ogiltig|oanmäl",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"skolsköterska\w*|sjuksköterska\w*", re.IGNORECASE)
OVERVIEW = re.compile(r"Måndagsöversikt|Maanantaikatsaus|Kvartalsgenomgång|Genomgång")
EARLIEST, LATEST = 6, 20


def check(slack: SlackServer, kids: Iterable[Kid], calendar: Calendar, zone: ZoneInfo) -> None:
    """Fail on a pupil's name, a figure, a cause, a secret, or a message on a day off or at night."""
    names = sorted({part for kid in kids for part in (kid.family_name, kid.given_name, kid.pupil_id)})
    for message in posted(slack):
        for said in every_version(message):
            found = [name for name in names if re.search(rf"\b{re.escape(name)}\b", said)]
            assert not found, f"{found} in {message.channel}: {said}"
            assert SECRET not in said, f"a free text in {message.channel}: {said}"
            if not OVERVIEW.search(said):
                assert not FIGURE.search(said.replace("\u00a0", " ")), (
                    f"a figure in {message.channel}: {said}"
                )
                match = NEVER.search(ALLOWED.sub("", said))
                assert match is None, f"{match} in {message.channel}: {said}"
        if message.channel.startswith("C"):
            private = PRIVATE & read(message).offers
            assert not private, f"{sorted(private)} can be pressed in {message.channel}"
        at = datetime.fromtimestamp(float(message.ts), zone)
        assert calendar.is_school_day(at.date()), f"posted on a day off, {at}: {message.text}"
        assert EARLIEST <= at.hour < LATEST, f"posted at {at}: {message.text}"


def posted(slack: SlackServer) -> Iterator[Message]:
    """Everything the bot wrote in channels and direct messages."""
    for channel in slack.space.channels.values():
        yield from (one for one in (*channel.messages, *channel.deleted) if one.bot_id)


def every_version(message: Message) -> Iterator[str]:
    """What it said and says: push text, blocks, metadata."""
    metadata = json.dumps(message.metadata, ensure_ascii=False)
    for text, blocks in [(one.text, one.blocks) for one in message.versions] + [
        (message.text, message.blocks)
    ]:
        yield "\n".join([text, json.dumps(blocks, ensure_ascii=False), metadata])
