"""Every table. The migrations build exactly this; a test proves it.

Ids are text (:data:`bot.storage.types.Key`), days are dates of the school's local calendar, moments are aware
UTC. What is only ever read whole is JSON beside the columns that are searched.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage import columns, tally
from bot.storage.columns import key as _key
from bot.storage.columns import number as _number
from bot.storage.columns import text as _text
from bot.storage.types import Json, Key, UtcDateTime

metadata = columns.metadata

# --- school ------------------------------------------------------------------------------------------

pupil = sa.Table(
    "pupil",
    metadata,
    _key("pupil_id", primary=True),
    _key("school"),
    _text("given_name"),
    _text("family_name"),
    _text("class_name"),
    sa.Column("grade", sa.Integer),
    _key("mentor"),
    sa.Column("left_on", sa.Date),  # the day the roster no longer named them
    sa.Index(None, "school", "class_name"),
)
staff = sa.Table(
    "staff",
    metadata,
    _key("email", primary=True),
    _key("school", primary=True),
    _key("role", primary=True),
    _text("name"),
    sa.Index(None, "school"),
)
span = sa.Table(
    "span",
    metadata,
    _key("school", primary=True),
    _key("kind", primary=True),
    _key("name", primary=True),
    sa.Column("first", sa.Date, primary_key=True),
    sa.Column("last", sa.Date, nullable=False),
)
day_off = sa.Table(
    "day_off",
    metadata,
    _key("school", primary=True),
    sa.Column("day", sa.Date, primary_key=True),
    _text("name"),
)
channel = sa.Table(
    "channel",
    metadata,
    _key("school", primary=True),
    _key("audience", primary=True),
    _key("platform", primary=True),
    _key("address", primary=True),
    sa.Index(None, "audience"),
)
link = sa.Table(
    "link",
    metadata,
    _key("platform", primary=True),
    _key("team_id", primary=True),
    _key("user_id", primary=True),
    _key("email"),
    sa.Column("linked_at", UtcDateTime, nullable=False),
    sa.Index(None, "email", "platform"),
)
stamp = sa.Table(
    "stamp", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), _key("mark")
)
"""One row, new whenever anything above but a link changed."""
conversation = sa.Table(
    "conversation",
    metadata,
    _key("platform", primary=True),
    _key("address", primary=True),
    _text("kind"),
    _key("team"),
    _key("user_id"),
    _text("service_url"),
    sa.Column("met_at", UtcDateTime, nullable=False),
    sa.Column("gone_at", UtcDateTime),
    sa.Index(None, "platform", "user_id"),
    sa.Index(None, "platform", "team"),
)
"""Where a chat let the bot in that cannot be asked for it (Teams)."""

# --- attendance --------------------------------------------------------------------------------------

record = sa.Table(
    "record",
    metadata,
    _key("record_id", primary=True),
    _key("source", primary=True),
    _key("pupil_id"),
    sa.Column("day", sa.Date, nullable=False),
    _number("starts"),
    _number("ends"),
    _number("scheduled"),
    _number("absent"),
    _key("status"),
    _key("kind"),
    _key("reason"),
    _text("subject"),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Index(None, "pupil_id", "day"),
    sqlite_with_rowid=False,
)
"""One lesson of one pupil; status, kind and reason are the letters of codes.py."""
pupil_day = sa.Table(
    "pupil_day",
    metadata,
    _key("pupil_id", primary=True),
    sa.Column("day", sa.Date, primary_key=True),
    _number("scheduled"),
    _number("absent_valid"),
    _number("absent_invalid"),
    _number("absent_unresolved"),
    _number("given"),
    _number("reported"),
    _number("absent"),
    sa.Column("absent_mask", sa.BigInteger, nullable=False),
    _text("packed"),
    *tally.columns(),
    sqlite_with_rowid=False,
)
"""The rollup: minutes, lessons, bit i = lesson i absent, packed = every lesson (codes.py), then tally.py's."""
source = sa.Table(
    "source",
    metadata,
    _key("name", primary=True),
    _text("cursor"),
    sa.Column("polled_at", UtcDateTime),
    sa.Column("good_at", UtcDateTime),
    sa.Column("error_at", UtcDateTime),
    _text("error"),
    sa.Column("coverage", Json, nullable=False),
)
taken_file = sa.Table(
    "taken_file",
    metadata,
    _key("source", primary=True),
    _key("name", primary=True),
    _key("sha256"),
    sa.Column("taken_at", UtcDateTime, nullable=False),
)

changed_pupil = sa.Table(
    "changed_pupil",
    metadata,
    _key("pupil_id", primary=True),
    _key("school"),
    sa.Column("first", sa.Date, nullable=False),  # the earliest of the days that changed
    sa.Column("day", sa.Date, nullable=False),  # the latest
    sqlite_with_rowid=False,
)
"""Pupils whose days changed and who have not been measured since: kept in the records' own transaction."""
looked_at = sa.Table(
    "looked_at",
    metadata,
    _key("school", primary=True),
    sa.Column("began", sa.Date, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
)
"""The first and the last school day on which a school's pupils were measured."""
day_ahead = sa.Table(
    "day_ahead", metadata, _key("school", primary=True), sa.Column("day", sa.Date, primary_key=True)
)
"""Days whose records were read before they came: everybody is measured when they do."""
class_doubt = sa.Table(
    "class_doubt",
    metadata,
    _key("school", primary=True),
    _key("class_name", primary=True),
    sa.Column("day", sa.Date, primary_key=True),
    _key("fault"),
    _number("pupils"),
    _number("count"),
    _key("state"),
    sa.Column("until", sa.Date, nullable=False),
    _key("ended_by"),
    sa.Column("ended_at", UtcDateTime),
    sa.Index(None, "school", "state"),
)

# --- cases -------------------------------------------------------------------------------------------

cases = sa.Table(
    "cases",
    metadata,
    _key("id", primary=True),
    _key("ref"),
    _key("school"),
    _key("pupil_id"),
    _key("ladder_id"),
    _key("ladder_digest"),
    _key("status"),
    _key("stage"),
    _number("version"),
    sa.Column("next_due", sa.Date),
    sa.Column("opened_on", sa.Date, nullable=False),
    sa.Column("closed_on", sa.Date),
    _text("state"),
    sa.UniqueConstraint("ref"),
    sa.Index(None, "next_due"),
    sa.Index(None, "school", "status"),
    sa.Index(None, "pupil_id"),
    sa.Index(
        "uq_cases_one_open",
        "pupil_id",
        "ladder_id",
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    ),
)
asks = sa.Table(
    "asks",
    metadata,
    _key("ask_id", primary=True),
    _key("case_id"),
    _key("school"),
    _key("kind"),
    _key("stage"),
    _key("who"),
    sa.Column("person", Key),
    sa.Column("deputy", Key),
    _key("track"),
    _key("status"),
    sa.Column("due", sa.Date, nullable=False),
    sa.Index(None, "case_id"),
    sa.Index(None, "school", "status", "due"),
    sa.Index(None, "person", "status"),
)
ladders = sa.Table(
    "ladders",
    metadata,
    _key("digest", primary=True),
    _key("ladder_id"),
    _number("version"),
    _text("body"),
)
crossing = sa.Table(
    "crossing",
    metadata,
    _key("pupil_id", primary=True),
    _key("ladder_id", primary=True),
    _key("stage", primary=True),
    _key("period", primary=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("withdrawn_on", sa.Date),
    _text("body"),
)
click = sa.Table(
    "click",
    metadata,
    _key("click_id", primary=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kept", sa.Text),
    sa.Index(None, "at"),
)
journal = sa.Table(
    "journal",
    metadata,
    _key("case_id", primary=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    _key("kind"),
    _key("actor"),
    _key("role"),
    _key("stage"),
    _key("ask_id"),
    _key("action"),
    _key("ladder_id"),
    _number("ladder_version"),
    sa.Column("data", Json, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    _key("previous"),
    _key("digest"),
    sa.Index(None, "at"),
)
"""Append-only: triggers refuse UPDATE and DELETE."""
journal_head = sa.Table(
    "journal_head", metadata, _key("case_id", primary=True), _number("seq"), _key("digest")
)
answer = sa.Table(
    "answer",
    metadata,
    _key("id", primary=True),
    _key("case_id"),
    sa.Column("body", Json),  # NULL once redacted, and the salt with it
    sa.Column("salt", sa.LargeBinary),
    _key("digest"),
    sa.Index(None, "case_id"),
)

# --- work --------------------------------------------------------------------------------------------

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    _key("key"),
    _key("kind"),
    _key("case_id"),
    _key("ask_id"),
    _key("audience"),
    _key("platform"),
    _key("channel"),
    _key("order_key"),
    sa.Column("payload", Json, nullable=False),
    _key("state"),
    _number("attempt"),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("not_before", UtcDateTime),
    sa.Column("may_repeat", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    _text("reason"),
    sa.UniqueConstraint("key"),
    sa.CheckConstraint("state IN ('pending','sending','unknown','sent','dead','dropped')", name="state"),
    sa.Index(
        "ix_outbox_unfinished",
        "platform",
        "channel",
        "id",
        sqlite_where=sa.text("state IN ('pending','sending','unknown')"),
        postgresql_where=sa.text("state IN ('pending','sending','unknown')"),
    ),
    sa.Index(
        "uq_outbox_one_sender",
        "platform",
        "channel",
        unique=True,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    ),
    sa.Index(None, "ask_id"),
    sa.Index(None, "state"),
)
lane = sa.Table(
    "lane",
    metadata,
    _key("platform", primary=True),
    _key("channel", primary=True),
    sa.Column("served_at", UtcDateTime),
    sa.Column("not_before", UtcDateTime),
)
"""One row per channel: its turn and its backoff; locked while a row is claimed."""
post = sa.Table(
    "post",
    metadata,
    _key("platform", primary=True),
    _key("channel", primary=True),
    _key("message", primary=True),
    _key("thread"),
    _key("case_id"),
    _key("ask_id"),
    _key("kind"),
    sa.Column("posted_at", UtcDateTime, nullable=False),
    sa.Index(None, "ask_id"),
    sa.Index(None, "case_id"),
)
"""Receipts: where a message stands, for later updates."""
due_work = sa.Table(
    "due_work",
    metadata,
    _key("job", primary=True),
    _key("slot", primary=True),
    _number("attempt"),
    sa.Column("leased", sa.Boolean, nullable=False),
    sa.Column("until", UtcDateTime),  # leased: end of the lease; else: not before
    sa.Column("put_at", UtcDateTime, nullable=False),
    sa.Column("done_at", UtcDateTime),
    sa.Index(
        "ix_due_work_open",
        "job",
        "slot",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    ),
)
clock = sa.Table(
    "clock",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seen", UtcDateTime, nullable=False),
)
