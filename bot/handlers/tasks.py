"""What waits for one person: *Visa mina uppgifter* under the Monday digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers import render
from bot.handlers.house import House
from bot.handlers.scene import Scene, scene_of
from bot.notices.compose_lists import TaskRow, tasks
from bot.notices.model import Notice
from bot.notices.texts import language_for
from bot.rules.access import role_for
from bot.rules.state import Ask, AskKind
from bot.rules.values import Person
from bot.storage import cases


def my_tasks(conn: Connection, house: House, person: Person, now: datetime) -> Notice:
    """Every living question that this person may answer at their school, the earliest answer day first; private."""
    school = house.school(person.school)
    rows = [_row(scene, ask) for scene, ask in _mine(conn, house, person, now)]
    return tasks(language_for(school.language, school.ladder.country), rows)


def _mine(conn: Connection, house: House, person: Person, now: datetime) -> Iterator[tuple[Scene, Ask]]:
    scenes: dict[str, Scene | None] = {}
    for row in cases.asks_of(conn, school=person.school):
        if row.case_id not in scenes:
            case = cases.case(conn, row.case_id)
            scenes[row.case_id] = scene_of(conn, house, case, now) if case else None
        scene = scenes[row.case_id]
        ask = scene.case.ask(row.ask_id) if scene else None
        if scene is None or ask is None or (scene.case.held_until and ask.kind is not AskKind.DUTY):
            continue
        if role_for(person, ask, scene.case, scene.ladder) is not None:
            yield scene, ask


def _row(scene: Scene, ask: Ask) -> TaskRow:
    about = scene.about(ask)
    asked = render.asking(scene, ask, None, (1, 1))
    # A duty's heading only says that there is one.
    what = asked.body if ask.kind is AskKind.DUTY else asked.heading
    return TaskRow(
        ref=scene.case.ref,
        ask_id=ask.id,
        what=what.rstrip("."),
        due=ask.due,
        class_name=about.class_name,
    )
