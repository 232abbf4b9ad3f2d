"""Since when a pupil's days have changed, and since when a school is measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables anew with what they hold: neither database adds a filled column without a default."""
    conn = op.get_bind()
    changed = conn.execute(sa.text("SELECT pupil_id, school, day, day FROM changed_pupil")).all()
    looked = conn.execute(sa.text("SELECT school, day, day FROM looked_at")).all()
    op.drop_table("changed_pupil")
    op.drop_table("looked_at")
    op.create_table(
        "changed_pupil",
        sa.Column("pupil_id", Key, primary_key=True, nullable=False),
        sa.Column("school", Key, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "looked_at",
        sa.Column("school", Key, primary_key=True, nullable=False),
        sa.Column("began", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    for row in changed:
        conn.execute(
            sa.text("INSERT INTO changed_pupil VALUES (:a, :b, :c, :d)"), dict(zip("abcd", row, strict=True))
        )
    for row in looked:
        conn.execute(sa.text("INSERT INTO looked_at VALUES (:a, :b, :c)"), dict(zip("abc", row, strict=True)))
