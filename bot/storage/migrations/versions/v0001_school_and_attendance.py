"""The school, its attendance and the rollup of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Json, Key, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "pupil",
        sa.Column("pupil_id", Key, nullable=False),
        sa.Column("school", Key, nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("class_name", sa.Text(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("mentor", Key, nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("pupil_id", name="pk_pupil"),
    )
    op.create_index("ix_pupil_school_class_name", "pupil", ["school", "class_name"], unique=False)
    op.create_table(
        "staff",
        sa.Column("email", Key, nullable=False),
        sa.Column("school", Key, nullable=False),
        sa.Column("role", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("email", "school", "role", name="pk_staff"),
    )
    op.create_index("ix_staff_school", "staff", ["school"], unique=False)
    op.create_table(
        "span",
        sa.Column("school", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("school", "kind", "name", "first", name="pk_span"),
    )
    op.create_table(
        "day_off",
        sa.Column("school", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("school", "day", name="pk_day_off"),
    )
    op.create_table(
        "channel",
        sa.Column("school", Key, nullable=False),
        sa.Column("audience", Key, nullable=False),
        sa.Column("platform", Key, nullable=False),
        sa.Column("address", Key, nullable=False),
        sa.PrimaryKeyConstraint("school", "audience", "platform", "address", name="pk_channel"),
    )
    op.create_index("ix_channel_audience", "channel", ["audience"], unique=False)
    op.create_table(
        "link",
        sa.Column("platform", Key, nullable=False),
        sa.Column("team_id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("email", Key, nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "team_id", "user_id", name="pk_link"),
    )
    op.create_index("ix_link_email_platform", "link", ["email", "platform"], unique=False)
    op.create_table(
        "record",
        sa.Column("record_id", Key, nullable=False),
        sa.Column("source", Key, nullable=False),
        sa.Column("pupil_id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("scheduled", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("status", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("reason", Key, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "source", name="pk_record"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_pupil_id_day", "record", ["pupil_id", "day"], unique=False)
    op.create_table(
        "pupil_day",
        sa.Column("pupil_id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scheduled", sa.Integer(), nullable=False),
        sa.Column("absent_valid", sa.Integer(), nullable=False),
        sa.Column("absent_invalid", sa.Integer(), nullable=False),
        sa.Column("absent_unresolved", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("reported", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("absent_mask", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "day", name="pk_pupil_day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source",
        sa.Column("name", Key, nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("polled_at", UtcDateTime(), nullable=True),
        sa.Column("good_at", UtcDateTime(), nullable=True),
        sa.Column("error_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("coverage", Json(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_source"),
    )
    op.create_table(
        "taken_file",
        sa.Column("source", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("sha256", Key, nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "name", name="pk_taken_file"),
    )
