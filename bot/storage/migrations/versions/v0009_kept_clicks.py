"""A click is kept as it came until what follows from it is saved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every click so far was taken when it was remembered."""
    op.add_column("click", sa.Column("kept", sa.Text()))
