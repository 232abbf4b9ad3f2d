"""Days of classes that are not believed, until they are mended, confirmed or old enough to stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Key, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is doubted of what was measured before."""
    op.create_table(
        "class_doubt",
        sa.Column("school", Key, nullable=False),
        sa.Column("class_name", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fault", Key, nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("state", Key, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_by", Key, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("school", "class_name", "day", name="pk_class_doubt"),
    )
    op.create_index("ix_class_doubt_school_state", "class_doubt", ["school", "state"], unique=False)
