"""The journal: append-only, one hash chain per case. Triggers refuse every change, the chain shows any other.

Free text never gets in: an answer's fields are kept apart in ``answer`` under a salt, and the journal has
only their digest. Redacting the answer leaves the chain whole and the digest unguessable.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import RowMapping

from bot.rules.state import Answer, Case, Entry, JournalKind
from bot.storage import tables as t
from bot.storage.dialect import is_sqlite
from bot.storage.types import canonical
from bot.storage.upsert import insert

START = ""
"""What stands before the first entry of a chain."""
_fields = TypeAdapter(Mapping[str, object])
_TEXT = ("actor", "role", "stage", "ask_id", "action")
_ADD, _KEEP = sa.insert(t.journal), sa.insert(t.answer)
_END = sa.update(t.journal_head).where(t.journal_head.c.case_id == sa.bindparam("of_case"))
_HASHED = ("case_id", "seq", "kind", *_TEXT, "ladder_id", "ladder_version", "data", "at")


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as it stands in the journal. ``case_id`` is empty where no case is meant (a refused stranger)."""

    case_id: str
    seq: int
    entry: Entry
    ladder_id: str
    ladder_version: int
    at: datetime
    previous: str
    digest: str


def append(
    conn: sa.Connection,
    case: Case | None,
    entries: Sequence[Entry],
    at: datetime,
    *,
    answers: Sequence[Answer] = (),
    key: bytes = b"",
) -> None:
    """Chain ``entries`` to the journal of ``case``, in the transaction that changes it.

    ``answers`` are those given now: their fields are kept apart, their digests go into the first entry, as
    ``data["answers"]`` (answer id to digest). With a ``key`` the chain is an HMAC.
    """
    if not entries:
        return
    digests = {answer.id: _keep(conn, case.id if case else "", answer) for answer in answers}
    case_id, ladder_id, version = (
        ("", "", 0) if case is None else (case.id, case.ladder_id, case.ladder_version)
    )
    seq, previous = _reserve(conn, case_id, len(entries))
    rows = []
    for number, entry in enumerate(entries):
        data = _fields.dump_python(entry.data, mode="json")
        row = {name: getattr(entry, name) for name in _TEXT} | {
            "case_id": case_id,
            "seq": seq + number,
            "kind": entry.kind.value,
            "ladder_id": ladder_id,
            "ladder_version": version,
            "data": data | {"answers": digests} if digests and number == 0 else data,
            "at": at,
        }
        digest = _digest(row, previous, key)
        rows.append(row | {"previous": previous, "digest": digest})
        previous = digest
    conn.execute(_ADD, rows)
    conn.execute(_END, {"of_case": case_id, "digest": previous})


def of_case(conn: sa.Connection, case_id: str) -> tuple[Line, ...]:
    """The journal of a case, the oldest first; of nobody's case with the empty id."""
    query = sa.select(t.journal).where(t.journal.c.case_id == case_id).order_by(t.journal.c.seq)
    return tuple(_line(row) for row in conn.execute(query).mappings())


def verify(conn: sa.Connection, case_id: str, *, key: bytes = b"") -> int | None:
    """None if the chain is whole; else the number of the first entry that is wrong or missing."""
    previous, seq = START, 0
    query = sa.select(t.journal).where(t.journal.c.case_id == case_id).order_by(t.journal.c.seq)
    for row in conn.execute(query).mappings():
        seq += 1
        right = _digest(row, previous, key)
        if row["seq"] != seq or row["previous"] != previous or not hmac.compare_digest(row["digest"], right):
            return seq
        previous = right
    head = t.journal_head.c
    last = conn.execute(sa.select(head.seq, head.digest).where(head.case_id == case_id)).one_or_none()
    return None if (seq, previous) == (last or (0, START)) else seq + 1


def heads(conn: sa.Connection) -> dict[str, tuple[int, str]]:
    """Case id to ``(entries, digest of the last)``: what is to be anchored outside the database."""
    query = sa.select(t.journal_head.c.case_id, t.journal_head.c.seq, t.journal_head.c.digest)
    return {case_id: (seq, digest) for case_id, seq, digest in conn.execute(query)}


def answer_fields(conn: sa.Connection, answer_id: str) -> Mapping[str, object] | None:
    """The fields of an answer as given; None if redacted or unknown."""
    body = conn.scalar(sa.select(t.answer.c.body).where(t.answer.c.id == answer_id))
    return body if isinstance(body, dict) else None


def answer_is_true(conn: sa.Connection, answer_id: str) -> bool:
    """Whether the kept fields are those whose digest the journal has; False once redacted."""
    row = conn.execute(sa.select(t.answer).where(t.answer.c.id == answer_id)).one_or_none()
    return row is not None and row.body is not None and row.digest == _sealed(row.salt, row.body)


def redact(conn: sa.Connection, case_id: str) -> int:
    """Erase what was answered in a case (fields and salts); how many answers. The chain stays whole."""
    there = sa.update(t.answer).where(t.answer.c.case_id == case_id, t.answer.c.salt.is_not(None))
    return conn.execute(there.values(body=None, salt=None)).rowcount


def _keep(conn: sa.Connection, case_id: str, answer: Answer) -> str:
    body, salt = _fields.dump_python(answer.fields, mode="json"), secrets.token_bytes(16)
    digest = _sealed(salt, body)
    row = {"id": answer.id, "case_id": case_id, "body": body, "salt": salt, "digest": digest}
    conn.execute(_KEEP, row)
    return digest


def _sealed(salt: bytes, body: object) -> str:
    return hmac.digest(salt, canonical(body).encode(), "sha256").hex()


def _reserve(conn: sa.Connection, case_id: str, count: int) -> tuple[int, str]:
    """The first free number and the digest before it. Locks the chain until the transaction ends."""
    row = {"case_id": case_id, "seq": count, "digest": START}
    last, previous = conn.execute(_further(on_sqlite=is_sqlite(conn)), row).one()
    return last - count + 1, previous


@cache
def _further(*, on_sqlite: bool) -> sa.sql.dml.ReturningInsert[int, str]:
    head = t.journal_head
    fresh = insert(head, on_sqlite=on_sqlite)
    grown = {"seq": head.c.seq + fresh.excluded.seq}
    further = fresh.on_conflict_do_update(index_elements=["case_id"], set_=grown)
    return further.returning(head.c.seq, head.c.digest)


def _digest(row: Mapping[str, object] | RowMapping, previous: str, key: bytes) -> str:
    content = {name: row[name] for name in _HASHED}
    moment = content["at"]
    assert isinstance(moment, datetime)
    text = canonical({**content, "at": moment.astimezone(UTC).isoformat(), "previous": previous})
    return hmac.digest(key, text.encode(), "sha256").hex()


def _line(row: RowMapping) -> Line:
    entry = Entry(kind=JournalKind(row["kind"]), data=row["data"], **{name: row[name] for name in _TEXT})
    rest = ("case_id", "seq", "ladder_id", "ladder_version", "at", "previous", "digest")
    return Line(entry=entry, **{name: row[name] for name in rest})
