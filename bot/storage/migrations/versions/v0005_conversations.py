"""Where the bot was let in, for a chat that cannot be asked for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Key, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add ``conversation``."""
    op.create_table(
        "conversation",
        sa.Column("platform", Key, primary_key=True, nullable=False),
        sa.Column("address", Key, primary_key=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("service_url", sa.Text(), nullable=False),
        sa.Column("met_at", UtcDateTime(), nullable=False),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_conversation_platform_user_id", "conversation", ["platform", "user_id"])
    op.create_index("ix_conversation_platform_team", "conversation", ["platform", "team"])
