"""Staff, their roles, and which chat user is which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from bot.rules.values import Person
from bot.storage import stamp
from bot.storage import tables as t
from bot.storage.upsert import upsert

_staff = sa.select(t.staff.c.email, t.staff.c.school, t.staff.c.name, t.staff.c.role).order_by(
    t.staff.c.email, t.staff.c.school
)
_of_school = _staff.where(t.staff.c.school == sa.bindparam("school"))
_of_email = _staff.where(t.staff.c.email == sa.bindparam("email"))
_of_link = _staff.join(t.link, t.link.c.email == t.staff.c.email).where(
    *(t.link.c[name] == sa.bindparam(name) for name in ("platform", "team_id", "user_id"))
)
_user_of = (
    sa.select(t.link.c.team_id, t.link.c.user_id)
    .where(t.link.c.email == sa.bindparam("email"), t.link.c.platform == sa.bindparam("platform"))
    .order_by(t.link.c.linked_at.desc(), t.link.c.user_id)
    .limit(1)
)


def replace_staff(conn: sa.Connection, school: str, people: Iterable[Person]) -> None:
    """Make ``people`` the staff of ``school``. Somebody without roles is still known by one empty role."""
    stamp.renew(conn)
    conn.execute(sa.delete(t.staff).where(t.staff.c.school == school))
    rows = [
        {"email": one.email, "school": school, "role": role, "name": one.name}
        for one in people
        for role in (one.roles or {""})
    ]
    upsert(conn, t.staff, rows)


def people(conn: sa.Connection, school: str) -> tuple[Person, ...]:
    """The staff of ``school``, by e-mail."""
    return _people(conn, _of_school, school=school)


def person(conn: sa.Connection, email: str, school: str | None = None) -> Person | None:
    """That person at ``school``, or at the first of their schools where none is given."""
    return _at(_people(conn, _of_email, email=email), school)


def everywhere(conn: sa.Connection, email: str) -> tuple[Person, ...]:
    """That person at each of their schools."""
    return _people(conn, _of_email, email=email)


def schools_of(conn: sa.Connection, email: str) -> tuple[str, ...]:
    """The schools at which that person works."""
    return tuple(one.school for one in everywhere(conn, email))


def emails(conn: sa.Connection) -> frozenset[str]:
    """Everybody on the staff of any school."""
    return frozenset(conn.scalars(sa.select(t.staff.c.email).distinct()))


def link(conn: sa.Connection, *, platform: str, team_id: str, user_id: str, email: str, at: datetime) -> None:
    """Remember that this chat user is that person; a later link of the same user stands."""
    row = {"platform": platform, "team_id": team_id, "user_id": user_id, "email": email, "linked_at": at}
    upsert(conn, t.link, [row])


def unlink(conn: sa.Connection, email: str) -> tuple[str, ...]:
    """Forget every link to that person; the platforms that had one."""
    mine = t.link.c.email == email
    query = sa.select(t.link.c.platform).where(mine).distinct().order_by(t.link.c.platform)
    platforms = tuple(conn.scalars(query))
    conn.execute(sa.delete(t.link).where(mine))
    return platforms


def linked(
    conn: sa.Connection, platform: str, team_id: str, user_id: str, school: str | None = None
) -> Person | None:
    """The person behind a chat user, while they are on the staff list (at ``school`` where given)."""
    return _at(_people(conn, _of_link, platform=platform, team_id=team_id, user_id=user_id), school)


def user_of(conn: sa.Connection, platform: str, email: str) -> tuple[str, str] | None:
    """``(team_id, user_id)`` of that person's latest link on ``platform``, or None."""
    row = conn.execute(_user_of, {"email": email, "platform": platform}).one_or_none()
    return None if row is None else (row.team_id, row.user_id)


def _at(found: tuple[Person, ...], school: str | None) -> Person | None:
    return next((one for one in found if school is None or one.school == school), None)


def _people(conn: sa.Connection, query: sa.Select[str, str, str, str], **of: str) -> tuple[Person, ...]:
    roles: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for email, school, name, role in conn.execute(query, of):
        roles[email, school, name].add(role)
    return tuple(
        Person(email=email, school=school, name=name, roles=frozenset(words - {""}))
        for (email, school, name), words in roles.items()
    )
