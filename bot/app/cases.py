"""``lots case list | show | dossier`` and ``lots db upgrade``: what the office reads in a terminal. No names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.app.dossier import dossier_of, written
from bot.app.opened import missing_file, opened, schema
from bot.app.told import hanging, history, standing, step, waited_for
from bot.app.wiring import Clock, settings_of
from bot.errors import UserError
from bot.handlers.house import House
from bot.handlers.scene import Scene, scene_of
from bot.rules.ladder_say import Say
from bot.rules.state import Case, CaseStatus
from bot.storage import cases
from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.errors import StorageError
from bot.storage.migrations import HEAD

HEADER = ("ref", "class", "opened", "stage", "waits for")


def listing(config: Path, *, everything: bool = False) -> list[str]:
    """The cases of every school, those due first, under a header: a line each, or more where many are waited for."""
    _, house = opened(config)
    with house.db.read() as conn:
        found = _cases(conn, everything=everything)
    if not found:
        return ["no case yet" if everything else "no open case"]
    shown = sorted(found, key=lambda case: (case.next_due or date.max, case.ref))
    rows = [HEADER, *(_row(case, Clock().now().date()) for case in shown)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADER) - 1)]
    heads = ["".join(f"{cell:<{n}}  " for cell, n in zip(row, widths, strict=False)) for row in rows]
    return [line for head, row in zip(heads, rows, strict=True) for line in hanging(head, row[-1])]


def _cases(conn: Connection, *, everything: bool) -> list[Case]:
    schools = conn.scalars(sa.select(t.cases.c.school).distinct().order_by(t.cases.c.school)).all()
    if everything:
        return [case for name in schools for case in cases.cases_of_school(conn, name, date.min)]
    return [case for name in schools for case in cases.open_cases(conn, name)]


def _row(case: Case, today: date) -> tuple[str, ...]:
    if case.status is CaseStatus.CLOSED:
        waits = f"closed {case.closed_on}"
    elif case.held_until:
        waits = f"on hold until {case.held_until}"
    else:
        late = any(ask.due < today for ask in case.waiting)
        waits = waited_for(case) + (" (past due)" if late else "")
    return case.ref, case.class_name, case.opened_on.isoformat(), case.stage, waits


def shown(config: Path, ref: str) -> str:
    """A case's way through the routine, and its journal. UserError: no such reference."""
    _, house = opened(config)
    with house.db.read() as conn:
        scene = _scene(conn, house, ref)
        lines = [*_head(scene), *_way(scene), *history(conn, scene.case, scene.school.timezone)]
    return "\n".join(lines)


def dossier(config: Path, ref: str) -> str:
    """What has been done in a case, in the school's language. UserError: no such reference."""
    _, house = opened(config)
    with house.db.read() as conn:
        return written(dossier_of(conn, _scene(conn, house, ref)))


def _scene(conn: Connection, house: House, ref: str) -> Scene:
    case = cases.case_by_ref(conn, ref)
    if case is None:
        raise UserError(f"REF: there is no case {ref.upper()!r}; `lots case list --all` lists them")
    return scene_of(conn, house, case, Clock().now())


def _head(scene: Scene) -> Iterator[str]:
    case = scene.case
    # A case whose pupil has been taken away keeps no class.
    parts = (f"Case {case.ref}", f"class {case.class_name}" if case.class_name else "", case.school)
    yield ", ".join(part for part in parts if part)
    yield f"{case.ladder_id} v{case.ladder_version}, opened {case.opened_on}: {standing(case)}"
    yield from hanging("waits for: ", waited_for(case))


def _way(scene: Scene) -> Iterator[str]:
    """Stages in the order of the routine, and what was answered at each."""
    case, say = scene.case, Say(scene.ladder, scene.school.language)
    for key in scene.ladder.stages:
        entered = case.entered.get(key)
        if entered is None and key not in case.not_documented:
            continue
        yield f"{say.stage(key)}: {f'entered {entered.day}' if entered else 'passed by, not documented'}"
        for crossing in case.crossings:
            if crossing.stage == key:
                yield f"  raised {crossing.day}" + (", corrected since" if key in case.corrected else "")
        for answer in case.answers:
            if answer.stage == key:
                undone = ", undone" if answer.undone else ""
                yield f"  {answer.day} {step(answer.action)}, {answer.role}{undone}"
        yield from (f"  follow-up {one.on}" for one in case.follow_ups if one.stage == key)


def upgrade_database(config: Path) -> str:
    """Bring the schema up: ``0003 → 0004``. UserError: unreachable, or newer than this program."""
    settings = settings_of(config)
    fresh = missing_file(settings)
    try:
        database = Database(settings.database.url.get_secret_value())
        before = "" if fresh else schema(database)
        database.upgrade()
    except StorageError as error:
        raise UserError(str(error)) from None
    place = f"database {database.place}"
    database.close()
    return f"{place}: is at {HEAD} already" if before == HEAD else f"{place}: {before or 'empty'} → {HEAD}"
