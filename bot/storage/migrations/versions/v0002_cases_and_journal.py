"""Cases, their asks, pinned ladders, crossings, clicks and the append-only journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Json, Key, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "the journal is append-only"
SQLITE_GUARD = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
# INSERT OR REPLACE deletes without firing a DELETE trigger: hence the third.
IS_THERE = "EXISTS (SELECT 1 FROM journal WHERE case_id = NEW.case_id AND seq = NEW.seq)"
SQLITE_GUARDS = (
    f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal {SQLITE_GUARD}",
    f"CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal {SQLITE_GUARD}",
    f"CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal WHEN {IS_THERE} {SQLITE_GUARD}",
)
REFUSE = f"RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '{REFUSAL}'; END$$"
CALL = "EXECUTE FUNCTION journal_refuse()"
POSTGRESQL_GUARDS = (
    f"CREATE FUNCTION journal_refuse() {REFUSE}",
    f"CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal FOR EACH ROW {CALL}",
    f"CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT {CALL}",
)


def upgrade() -> None:
    """Build the tables and the journal's guards."""
    _tables()
    guards = SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for guard in guards:
        op.get_bind().exec_driver_sql(guard)


def _tables() -> None:
    op.create_table(
        "cases",
        sa.Column("id", Key, nullable=False),
        sa.Column("ref", Key, nullable=False),
        sa.Column("school", Key, nullable=False),
        sa.Column("pupil_id", Key, nullable=False),
        sa.Column("ladder_id", Key, nullable=False),
        sa.Column("ladder_digest", Key, nullable=False),
        sa.Column("status", Key, nullable=False),
        sa.Column("stage", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("ref", name="uq_cases_ref"),
    )
    op.create_index("ix_cases_next_due", "cases", ["next_due"], unique=False)
    op.create_index("ix_cases_pupil_id", "cases", ["pupil_id"], unique=False)
    op.create_index("ix_cases_school_status", "cases", ["school", "status"], unique=False)
    op.create_index(
        "uq_cases_one_open",
        "cases",
        ["pupil_id", "ladder_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "asks",
        sa.Column("ask_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("school", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("stage", Key, nullable=False),
        sa.Column("who", Key, nullable=False),
        sa.Column("person", Key, nullable=True),
        sa.Column("deputy", Key, nullable=True),
        sa.Column("track", Key, nullable=False),
        sa.Column("status", Key, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("ask_id", name="pk_asks"),
    )
    op.create_index("ix_asks_case_id", "asks", ["case_id"], unique=False)
    op.create_index("ix_asks_person_status", "asks", ["person", "status"], unique=False)
    op.create_index("ix_asks_school_status_due", "asks", ["school", "status", "due"], unique=False)
    op.create_table(
        "ladders",
        sa.Column("digest", Key, nullable=False),
        sa.Column("ladder_id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_ladders"),
    )
    op.create_table(
        "crossing",
        sa.Column("pupil_id", Key, nullable=False),
        sa.Column("ladder_id", Key, nullable=False),
        sa.Column("stage", Key, nullable=False),
        sa.Column("period", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "ladder_id", "stage", "period", name="pk_crossing"),
    )
    op.create_table(
        "click",
        sa.Column("click_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("click_id", name="pk_click"),
    )
    op.create_index("ix_click_at", "click", ["at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("actor", Key, nullable=False),
        sa.Column("role", Key, nullable=False),
        sa.Column("stage", Key, nullable=False),
        sa.Column("ask_id", Key, nullable=False),
        sa.Column("action", Key, nullable=False),
        sa.Column("ladder_id", Key, nullable=False),
        sa.Column("ladder_version", sa.Integer(), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("previous", Key, nullable=False),
        sa.Column("digest", Key, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_journal"),
    )
    op.create_index("ix_journal_at", "journal", ["at"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("case_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", Key, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_journal_head"),
    )
    op.create_table(
        "answer",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("body", Json(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", Key, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_case_id", "answer", ["case_id"], unique=False)
