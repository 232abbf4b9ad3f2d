"""Cases: the whole state as JSON beside the columns that are searched, changed only by conditional UPDATE."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.rules.state import AskStatus, Case, CaseStatus
from bot.storage import tables as t
from bot.storage.ladders import pin, pinned
from bot.storage.upsert import insert_new

__all__ = [
    "AskRow",
    "asks_of",
    "case",
    "case_by_ask",
    "case_by_ref",
    "cases_of_pupil",
    "cases_of_pupils",
    "cases_of_school",
    "due",
    "new_ref",
    "oldest_due",
    "open_case",
    "open_cases",
    "open_cases_asking",
    "pin",
    "pinned",
    "save",
    "schools",
]

REF_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 O 1 I L: a reference is read aloud and typed by hand."""
REF_LENGTH = 4
_codec = TypeAdapter(Case)
_state = sa.select(t.cases.c.state, t.cases.c.version)
# Said once: putting a statement together costs more than the database does with it.
_by_id = _state.where(t.cases.c.id == sa.bindparam("id"))
_by_ref = _state.where(t.cases.c.ref == sa.bindparam("ref"))
_by_ask = _state.join(t.asks, t.asks.c.case_id == t.cases.c.id).where(
    t.asks.c.ask_id == sa.bindparam("ask_id")
)
_version = sa.select(t.cases.c.version).where(t.cases.c.id == sa.bindparam("id"))
_other = t.cases.alias()
_another_open = sa.exists().where(
    _other.c.pupil_id == sa.bindparam("of_pupil"),
    _other.c.ladder_id == sa.bindparam("of_ladder"),
    _other.c.status == CaseStatus.OPEN.value,
    _other.c.id != sa.bindparam("of_id"),
)
_change = sa.update(t.cases).where(
    t.cases.c.id == sa.bindparam("of_id"), t.cases.c.version == sa.bindparam("of_version")
)
_change_open = _change.where(~_another_open)
_drop_asks = sa.delete(t.asks).where(t.asks.c.case_id == sa.bindparam("of_id"))
_add_asks = sa.insert(t.asks)


@dataclass(frozen=True, kw_only=True)
class AskRow:
    """An ask with what is needed to list it; ``ref`` is its case's."""

    ask_id: str
    case_id: str
    ref: str
    school: str
    pupil_id: str
    kind: str
    stage: str
    who: str
    person: str | None
    deputy: str | None
    track: str
    status: str
    due: date


def new_ref(conn: sa.Connection) -> str:
    """An unguessable reference that no case has, four characters; five once four are running short."""
    for length in (REF_LENGTH,) * 20 + (REF_LENGTH + 1,) * 20:
        ref = "".join(secrets.choice(REF_ALPHABET) for _ in range(length))
        if conn.scalar(sa.select(t.cases.c.id).where(t.cases.c.ref == ref)) is None:
            return ref
    raise RuntimeError("no free case reference found")


def save(conn: sa.Connection, case: Case, expected_version: int) -> bool:
    """Store ``case`` as version ``expected_version + 1`` if the stored one is ``expected_version`` (0: none yet).

    False when somebody else was faster, or another case of that pupil and ladder is open: nothing is changed.
    """
    values = _columns(replace(case, version=expected_version + 1))
    if expected_version == 0:
        saved = insert_new(conn, t.cases, values)
    else:
        of = {"of_id": case.id, "of_version": expected_version}
        if case.status is CaseStatus.OPEN:
            of |= {"of_pupil": case.pupil_id, "of_ladder": case.ladder_id}
        change = _change_open if case.status is CaseStatus.OPEN else _change
        saved = conn.execute(change, values | of).rowcount == 1
    if saved:
        _save_asks(conn, case)
    return saved


def stands(conn: sa.Connection, case: Case) -> bool:
    """Whether the stored case is still this version of it."""
    return conn.scalar(_version, {"id": case.id}) == case.version


def redact(conn: sa.Connection, case_id: str) -> None:
    """Empty whose case it was, what was answered and measured; its reference, stages, days and staff stay."""
    found = case(conn, case_id)
    if found is None:
        return
    answers = tuple(replace(answer, fields={}) for answer in found.answers)
    bare = replace(found, pupil_id="", class_name="", answers=answers, crossings=(), undo=(), held_reason="")
    change = sa.update(t.cases).where(t.cases.c.id == case_id, t.cases.c.version == found.version)
    conn.execute(change.values(_columns(bare)))


def case(conn: sa.Connection, case_id: str) -> Case | None:
    """The case of that id, or None."""
    return _one(conn, _by_id, id=case_id)


def case_by_ref(conn: sa.Connection, ref: str) -> Case | None:
    """The case of that reference (any case of letters), or None."""
    return _one(conn, _by_ref, ref=ref.strip().upper())


def case_by_ask(conn: sa.Connection, ask_id: str) -> Case | None:
    """The case to which the ask belongs, or None."""
    return _one(conn, _by_ask, ask_id=ask_id)


def open_case(conn: sa.Connection, pupil_id: str, ladder_id: str) -> Case | None:
    """The one open case of that pupil and ladder, or None."""
    mine = (t.cases.c.pupil_id == pupil_id) & (t.cases.c.ladder_id == ladder_id)
    return _one(conn, _state.where(mine, _open()))


def due(conn: sa.Connection, today: date, after_id: str = "", limit: int = 100) -> tuple[Case, ...]:
    """Cases whose time has come by ``today``, by id, those after ``after_id``: page on with the last id.

    Closed ones too: a duty of the principal's outlives its case.
    """
    return _many(conn, (t.cases.c.next_due <= today) & (t.cases.c.id > after_id), limit=limit)


def oldest_due(conn: sa.Connection) -> date | None:
    """The earliest day on which a case has something to do: a health figure once it lies in the past."""
    day: date | None = conn.scalar(sa.select(sa.func.min(t.cases.c.next_due)))
    return day


def schools(conn: sa.Connection) -> tuple[str, ...]:
    """The schools at which a case is open, or a duty still waits in a closed one, by name."""
    waits = _open() | t.cases.c.next_due.is_not(None)
    query = sa.select(t.cases.c.school).where(waits).distinct().order_by(t.cases.c.school)
    return tuple(conn.scalars(query))


def open_cases(conn: sa.Connection, school: str) -> tuple[Case, ...]:
    """The open cases of a school, by id."""
    return _many(conn, _open() & (t.cases.c.school == school))


def open_cases_asking(conn: sa.Connection, school: str, who: str) -> tuple[Case, ...]:
    """The open cases of a school in which that role was ever asked, by id."""
    asked = sa.select(t.asks.c.case_id).where(t.asks.c.school == school, t.asks.c.who == who)
    return _many(conn, _open() & (t.cases.c.school == school) & t.cases.c.id.in_(asked))


def cases_of_school(conn: sa.Connection, school: str, since: date) -> tuple[Case, ...]:
    """Cases of a school that are open, or were closed on ``since`` or later, by id."""
    return _many(conn, (t.cases.c.school == school) & (_open() | (t.cases.c.closed_on >= since)))


def cases_of_pupil(conn: sa.Connection, pupil_id: str) -> tuple[Case, ...]:
    """Every case of a pupil, the oldest first."""
    return _many(conn, t.cases.c.pupil_id == pupil_id, t.cases.c.opened_on)


def cases_of_pupils(conn: sa.Connection, pupil_ids: Collection[str]) -> dict[str, tuple[Case, ...]]:
    """Every case of each of these pupils (some hundreds), the oldest first; nobody is left out."""
    found: dict[str, list[Case]] = {one: [] for one in pupil_ids}
    for one in _many(conn, t.cases.c.pupil_id.in_(pupil_ids), t.cases.c.opened_on):
        found[one.pupil_id].append(one)
    return {one: tuple(theirs) for one, theirs in found.items()}


def asks_of(
    conn: sa.Connection,
    *,
    person: str | None = None,
    who: str | None = None,
    school: str | None = None,
    status: AskStatus | None = AskStatus.WAITING,
) -> tuple[AskRow, ...]:
    """Asks to a ``person`` (as deputy too), a role (``who``), at a ``school``; by due day. None: any."""
    columns = [t.asks.c[name] for name in AskRow.__dataclass_fields__ if name in t.asks.c]
    query = sa.select(*columns, t.cases.c.ref, t.cases.c.pupil_id).join_from(
        t.asks, t.cases, t.asks.c.case_id == t.cases.c.id
    )
    if person is not None:
        query = query.where((t.asks.c.person == person) | (t.asks.c.deputy == person))
    for column, wanted in ((t.asks.c.who, who), (t.asks.c.school, school), (t.asks.c.status, status)):
        if wanted is not None:
            query = query.where(column == wanted)
    rows = conn.execute(query.order_by(t.asks.c.due, t.asks.c.ask_id)).mappings()
    return tuple(AskRow(**row) for row in rows)


def _open() -> sa.ColumnElement[bool]:
    return t.cases.c.status == CaseStatus.OPEN.value


def move(conn: sa.Connection, case: Case, school: str) -> bool:
    """The case's school is called otherwise now; False when somebody else changed the case in between."""
    return save(conn, replace(case, school=school), case.version)


def _columns(case: Case) -> dict[str, object]:
    same = ("id", "ref", "school", "pupil_id", "ladder_id", "ladder_digest", "stage", "version")
    days = ("next_due", "opened_on", "closed_on")
    row: dict[str, object] = {name: getattr(case, name) for name in (*same, *days)}
    return row | {"status": case.status.value, "state": _codec.dump_json(case).decode()}


def _save_asks(conn: sa.Connection, case: Case) -> None:
    conn.execute(_drop_asks, {"of_id": case.id})
    rows = [
        {
            "ask_id": ask.id,
            "case_id": case.id,
            "school": case.school,
            "kind": ask.kind.value,
            "stage": ask.stage,
            "who": ask.who,
            "person": ask.person,
            "deputy": ask.deputy,
            "track": ask.track,
            "status": ask.status.value,
            "due": ask.due,
        }
        for ask in case.asks
    ]
    if rows:
        conn.execute(_add_asks, rows)


def _read(state: str, version: int) -> Case:
    return replace(_codec.validate_json(state), version=version)


def _one(conn: sa.Connection, query: sa.Select[str, int], **of: str) -> Case | None:
    row = conn.execute(query, of).one_or_none()
    return None if row is None else _read(row.state, row.version)


def _many(
    conn: sa.Connection,
    which: sa.ColumnElement[bool],
    *order: sa.ColumnElement[date],
    limit: int | None = None,
) -> tuple[Case, ...]:
    query = _state.where(which).order_by(*order, t.cases.c.id).limit(limit)
    return tuple(_read(row.state, row.version) for row in conn.execute(query))
