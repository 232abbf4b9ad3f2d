"""The health team's list as a post: put once for each of its channels, from then on only replaced."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers.channels import stands_in
from bot.handlers.school_posts import QUEUE, queue_id, short
from bot.ports import ChannelAddress
from bot.rules.roles import HEALTH_TEAM
from bot.rules.state import OutKind
from bot.storage import outbox, posts, redraws, school
from bot.storage.outbox import Claimed, Row


def put_queue(conn: Connection, name: str, now: datetime) -> None:
    """The list changed: post it where it never was, replace it where it is. A team without a channel has none."""
    ask_id = queue_id(name)
    for place in school.channels(conn, f"{HEALTH_TEAM}:{name}"):
        if outbox.put(conn, [_row(name, place, QUEUE, now)]):
            continue
        redraws.hold(conn, ask_id)
        if (place.platform, place.address) in outbox.places(conn, ask_id):
            outbox.put(conn, [_row(name, place, OutKind.REDRAW.value, now)])


def refresh_queue(conn: Connection, name: str, now: datetime) -> None:
    """A new school day: every case has waited one more. Nothing where no list was ever posted."""
    if outbox.channels_of(conn, queue_id(name)):
        put_queue(conn, name, now)


def post_again(conn: Connection, lost: Claimed, now: datetime) -> None:
    """The list can no more be replaced in a channel, as somebody deleted it there: it is posted once more.

    Where that is refused as well (the channel is gone) nothing stands there and nothing more comes of it.
    """
    here = [one.receipt for one in posts.posts_of(conn, lost.ask_id) if stands_in(conn, one.receipt, lost)]
    for receipt in here:
        posts.forget(conn, receipt)
    if here:
        place = ChannelAddress(audience=lost.audience, platform=lost.platform, address=lost.channel)
        again = _row(str(lost.payload["school"]), place, QUEUE, now)
        outbox.put(conn, [replace(again, key=secrets.token_hex(16))])


def _row(name: str, place: ChannelAddress, kind: str, now: datetime) -> Row:
    ask_id = queue_id(name)
    once = short("/".join((ask_id, name, place.platform, place.address)), 16)
    return Row(
        key=once if kind == QUEUE else secrets.token_hex(16),
        kind=kind,
        platform=place.platform,
        channel=place.address,
        created_at=now,
        audience=place.audience,
        ask_id=ask_id,
        payload={"school": name},
        order_key=ask_id,
    )
