"""When a roster last changed anything: a school is read again only then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add ``stamp``."""
    op.create_table(
        "stamp",
        sa.Column("id", sa.Integer(), autoincrement=False, primary_key=True, nullable=False),
        sa.Column("mark", Key, nullable=False),
    )
