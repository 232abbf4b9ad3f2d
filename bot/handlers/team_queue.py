"""The health team's list (7b) in words, and a case's place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.handlers.house import House
from bot.handlers.lists import asked
from bot.handlers.scene import Scene, scene_of
from bot.handlers.school_posts import queue_id
from bot.notices import compose_lists
from bot.notices.compose_lists import QUEUE_ROWS, QueueRow
from bot.notices.model import Notice
from bot.notices.texts import language_for
from bot.rules.roles import HEALTH_TEAM
from bot.rules.state import Ask, AskKind, Case
from bot.rules.team_queue import ASKED, HELD, InQueue, in_queue
from bot.storage import cases


def queue_notice(
    conn: Connection, house: House, name: str, now: datetime, of: Callable[[Case], Scene] | None = None
) -> Notice:
    """The list as things are ``now``; ``of`` where the caller has the cases' scenes already."""
    school = house.school(name)
    lang = language_for(school.language, school.ladder.country)
    asking = cases.open_cases_asking(conn, name, HEALTH_TEAM)
    found = _sorted((case, in_queue(case, house.ladder(conn, case))) for case in asking)
    rows = [
        _row(of(case) if of else scene_of(conn, house, case, now), line) for case, line in found[:QUEUE_ROWS]
    ]
    rest = [
        QueueRow(ref=case.ref, ask_id=line.ask_id, waited=0, doing="") for case, line in found[QUEUE_ROWS:]
    ]
    local = now.astimezone(ZoneInfo(school.timezone))
    return compose_lists.queue(lang, [*rows, *rest], ask_id=queue_id(name), at=local)


def place_in_queue(conn: Connection, scene: Scene, ask: Ask) -> tuple[int, int]:
    """The ask's place among those that wait for the same role, the oldest first; (1, 1) where none is said."""
    if ask.who == HEALTH_TEAM:
        asking = cases.open_cases_asking(conn, scene.case.school, HEALTH_TEAM)
        ids = [line.ask_id for _, line in _sorted((case, in_queue(case, scene.ladder)) for case in asking)]
    elif ask.kind is AskKind.REFERRAL:
        ids = [row.ask_id for row in cases.asks_of(conn, who=ask.who, school=scene.case.school)]
    else:
        return (1, 1)
    return (ids.index(ask.id) + 1 if ask.id in ids else len(ids) + 1, max(len(ids), 1))


def _sorted(found: Iterable[tuple[Case, InQueue | None]]) -> list[tuple[Case, InQueue]]:
    """Those that are in the queue, the oldest first."""
    there = [(case, line) for case, line in found if line is not None]
    return sorted(there, key=lambda pair: (pair[1].since, pair[0].ref))


def _row(scene: Scene, line: InQueue) -> QueueRow:
    ask = scene.case.ask(line.ask_id)
    assert ask is not None
    about = scene.about(ask)
    return QueueRow(
        ref=scene.case.ref,
        ask_id=ask.id,
        class_name=about.class_name,
        waited=scene.calendar.between(line.since, scene.today),
        doing=_doing(scene, ask, line),
        taken_by=scene.name(line.taken_by) if line.taken_by else "",
    )


def _doing(scene: Scene, ask: Ask, line: InQueue) -> str:
    if line.doing == ASKED:
        return asked(scene, ask)
    if line.doing == HELD and line.on is not None:
        return compose_lists.line_held(scene.lang, line.on)
    return compose_lists.doing(scene.lang, line.doing, line.on)
