"""State, journal, outbox and attendance in SQLite or PostgreSQL."""
