"""One school day of the demo: the morning's questions, everybody's answers, the evening's registers."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import others
from bot.app.wiring import Clock
from bot.demo.model import SamplePlan
from bot.demo.school import write_day
from bot.handlers.board_messages import ASKING
from bot.handlers.board_rooms import LOCAL, Directory
from bot.handlers.board_spot import scenes_of
from bot.handlers.deliver import Deliverer
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.poll import poll
from bot.handlers.school_posts import DIGEST
from bot.notices.texts.board import board_text
from bot.ports import AttendanceSource
from bot.storage import posts
from bot.storage.posts import Post

MORNING, LESSONS, EVENING = time(7, 30), time(8, 10), time(15, 40)
BETWEEN_ANSWERS = timedelta(minutes=7)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a day brought, in words; ``label`` is the word of the line that leads to ``room``."""

    line: str
    lead: str = ""
    label: str = ""
    room: str = ""


@dataclass(frozen=True, kw_only=True)
class Day:
    """What a day brought. ``asked`` are the e-mails of those to whom a new question was put."""

    told: Told
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The house that is replayed, and where its registers are written."""

    plan: SamplePlan
    folder: Path
    house: House
    inbox: HouseInbox
    deliverer: Deliverer
    source: AttendanceSource
    clock: Clock

    def at(self, day: date, local: time) -> datetime:
        """A local time of day as a moment."""
        return datetime.combine(day, local, ZoneInfo(self.plan.timezone))

    def deliver(self) -> None:
        """Say everything that is to be said."""
        asyncio.run(self.deliverer.run(patience=0))


def run(parts: Parts, day: date, hands_off: Collection[str]) -> Day:
    """Replay one school day; doing it again after a crash does what was left."""
    before = {post.receipt.message for post in _posts(parts)}
    parts.clock.set(parts.at(day, MORNING))
    note_due(parts.house, parts.clock.now(), Times(digest=MORNING))
    work_off(parts.house, parts.clock.now())
    parts.deliver()
    answers = _answers(parts, day, hands_off)
    parts.clock.set(parts.at(day, EVENING))
    write_day(parts.plan, parts.folder, day)
    polled = poll(parts.house, parts.source, parts.clock.now())
    parts.deliver()
    new = [post for post in _posts(parts) if post.receipt.message not in before]
    return _told(parts, new, answers, polled.records)


def _posts(parts: Parts) -> tuple[Post, ...]:
    with parts.house.db.read() as conn:
        return posts.posts_on(conn, LOCAL)


def _answers(parts: Parts, day: date, hands_off: Collection[str]) -> int:
    """Those whose time has come answer, one after the other through the day."""
    moment, count = parts.at(day, LESSONS), 0
    parts.clock.set(moment)
    for turn in others.turns(parts.house, moment, hands_off):
        parts.clock.set(moment)
        count += others.take(parts.inbox, turn, moment)
        moment += BETWEEN_ANSWERS
    if count:
        parts.deliver()
    return count


def _told(parts: Parts, new: Sequence[Post], answers: int, lessons: int) -> Day:
    asking = [post for post in new if post.kind in ASKING]
    digests = [post for post in new if post.kind == DIGEST]
    with parts.house.db.read() as conn:
        scenes = scenes_of(conn, parts.house, parts.clock.now())
        known, lang = scenes.directory, scenes.lang
    told = sentence(known, asking, digests, lang)
    others_say = f" {board_text(lang, 'others', n=answers)}" if answers else ""
    return Day(
        told=replace(told, line=told.line + others_say, lead=_lead(lessons, lang)),
        asked=frozenset(email for post in asking for email in heard_by(known, post)),
    )


def _lead(lessons: int, lang: str) -> str:
    if not lessons:
        return ""
    said = board_text(lang, "read", n=lessons)
    return said.replace(str(lessons), f"{lessons:,}".replace(",", "\u00a0"), 1)


def heard_by(known: Directory, post: Post) -> tuple[str, ...]:
    """E-mails of those a question was put to."""
    address = post.receipt.channel
    if address.startswith("@"):
        return (address[1:],)
    return known.rooms[address].members if address in known.rooms else ()


def sentence(known: Directory, asking: Sequence[Post], digests: Sequence[Post], lang: str) -> Told:
    """``1 ny fråga, till Anna i 8C.`` Never a pupil."""
    rooms = list(dict.fromkeys(known.room_of(post.receipt.channel) for post in asking))
    rooms = [key for key in rooms if key in known.rooms]
    if not rooms:
        heard = [known.room_of(post.receipt.channel) for post in digests]
        if not heard or heard[0] not in known.rooms:
            return Told(line=board_text(lang, "none"))
        name = known.rooms[heard[0]].name
        return Told(line=board_text(lang, "digest", room=name), label=name, room=heard[0])
    names = [known.rooms[key].name for key in rooms]
    if len(asking) == 1:
        heard_one = heard_by(known, asking[0])
        alone = len(heard_one) == 1 and heard_one[0] in known.people
        # First names, as one speaks at school: the line must fit beside the calendar.
        who = known.people[heard_one[0]].name.split()[0] if alone else ""
        line = board_text(lang, "one" if alone else "one.team", who=who, room=names[0])
    else:
        listed = names[0]
        if len(names) > 1:
            listed = board_text(lang, "and", first=", ".join(names[:-1]), last=names[-1])
        line = board_text(lang, "some", n=len(asking), rooms=listed)
    return Told(line=line, label=names[-1], room=rooms[-1])
