"""What must still be measured: pupils whose days changed, and how far each school has been looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add ``changed_pupil``, ``looked_at`` and ``day_ahead``."""
    op.create_table(
        "changed_pupil",
        sa.Column("pupil_id", Key, primary_key=True, nullable=False),
        sa.Column("school", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "looked_at",
        sa.Column("school", Key, primary_key=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_table(
        "day_ahead",
        sa.Column("school", Key, primary_key=True, nullable=False),
        sa.Column("day", sa.Date(), primary_key=True, nullable=False),
    )
