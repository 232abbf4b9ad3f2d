"""Outbox, receipts, due work and the clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Json, Key, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("ask_id", Key, nullable=False),
        sa.Column("audience", Key, nullable=False),
        sa.Column("platform", Key, nullable=False),
        sa.Column("channel", Key, nullable=False),
        sa.Column("order_key", Key, nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("state", Key, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("may_repeat", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending','sending','unknown','sent','dead','dropped')", name="ck_outbox_state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_ask_id", "outbox", ["ask_id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["state"], unique=False)
    op.create_index(
        "ix_outbox_unfinished",
        "outbox",
        ["platform", "channel", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending','sending','unknown')"),
        postgresql_where=sa.text("state IN ('pending','sending','unknown')"),
    )
    op.create_index(
        "uq_outbox_one_sender",
        "outbox",
        ["platform", "channel"],
        unique=True,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_table(
        "lane",
        sa.Column("platform", Key, nullable=False),
        sa.Column("channel", Key, nullable=False),
        sa.Column("served_at", UtcDateTime(), nullable=True),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "channel", name="pk_lane"),
    )
    op.create_table(
        "post",
        sa.Column("platform", Key, nullable=False),
        sa.Column("channel", Key, nullable=False),
        sa.Column("message", Key, nullable=False),
        sa.Column("thread", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("ask_id", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "channel", "message", name="pk_post"),
    )
    op.create_index("ix_post_ask_id", "post", ["ask_id"], unique=False)
    op.create_index("ix_post_case_id", "post", ["case_id"], unique=False)
    op.create_table(
        "due_work",
        sa.Column("job", Key, nullable=False),
        sa.Column("slot", Key, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("leased", sa.Boolean(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("put_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("job", "slot", name="pk_due_work"),
    )
    op.create_index(
        "ix_due_work_open",
        "due_work",
        ["job", "slot"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
