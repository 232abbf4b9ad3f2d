"""What the post about a class's doubted day says now, and the press that says that its data are right."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.handlers.commit import again_if_lost
from bot.handlers.doubted import OFFICE, believe, meant
from bot.handlers.house import House
from bot.handlers.school_posts import Posted, known_as, post_id
from bot.notices import compose_doubt, compose_small
from bot.notices.model import Notice
from bot.notices.texts import language_for
from bot.ports import Pressed, PressKind
from bot.rules.doubt import Doubt, State
from bot.rules.roles import PRINCIPAL
from bot.rules.values import Person
from bot.storage import clicks, staff


def of_post(conn: Connection, house: House, post: Posted) -> Doubt | None:
    """The doubt a post is about."""
    return meant(conn, known_as(conn, house, post.school), post)


def doubt_notice(conn: Connection, house: House, post: Posted) -> Notice | None:
    """The post as things are; None where nothing is known of it any more."""
    one, school = of_post(conn, house, post), post.school
    if one is None:
        return None
    by = staff.person(conn, one.ended_by, one.school) if one.ended_by else None
    return compose_doubt.doubt(
        language_for(school.language, school.ladder.country),
        one,
        ask_id=post_id(post.kind, school.name, post.day, one.class_name),
        at=one.ended_at.astimezone(ZoneInfo(school.timezone)) if one.ended_at else None,
        by=by.name if by else one.ended_by,
    )


def say_right(house: House, person: Person | None, post: Posted, click_id: str, now: datetime) -> Pressed:
    """*The data are right*: for the office and the principal of that school, once; None: nobody there."""
    lang = language_for(post.school.language, post.school.ladder.country)
    if person is None or not person.roles & {PRINCIPAL, OFFICE}:
        return Pressed(kind=PressKind.PRIVATE, notice=compose_small.refused(lang))

    def work() -> str:
        with house.db.write() as conn:
            one = of_post(conn, house, post)
            if not clicks.first_time(conn, click_id, now) or one is None or one.state is not State.HELD:
                return "doubt.over"
            believe(conn, post.school, one, person.email, now)
            return "doubt.saved"

    said = again_if_lost(work)
    with house.db.read() as conn:
        redraw = doubt_notice(conn, house, post)
    return Pressed(kind=PressKind.SAVED, notice=compose_small.small(lang, said), redraw=redraw)
