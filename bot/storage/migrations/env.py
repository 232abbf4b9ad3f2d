"""Called by Alembic for every command; the connection and its transaction are the caller's."""

from __future__ import annotations

from alembic import context

from bot.storage.tables import pupil

context.configure(connection=context.config.attributes["connection"], target_metadata=pupil.metadata)
context.run_migrations()
