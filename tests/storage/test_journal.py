"""The journal can only grow, and shows it when somebody gets around that."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from bot.rules.state import Answer, JournalKind
from bot.storage import journal
from bot.storage import tables as t
from bot.storage.db import Database
from tests.storage.make import MONDAY, NOW, case, entry

CASE = case()
ANSWER = Answer(
    id="c1-s1",
    action="contacted_guardian",
    stage="contact",
    ask_id="c1-a1",
    person="mentor@example.org",
    role="mentor",
    at=NOW,
    day=MONDAY,
    fields={"note": "Kanariefågel", "date": MONDAY},
)
UNGUARD = {
    "sqlite": ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"),
    "postgresql": ("ALTER TABLE journal DISABLE TRIGGER ALL",),
}


def write_three(database: Database, key: bytes = b"") -> None:
    with database.write() as conn:
        journal.append(conn, CASE, [entry(JournalKind.OPENED), entry(JournalKind.ASKED)], NOW, key=key)
    with database.write() as conn:
        journal.append(conn, CASE, [entry(JournalKind.ANSWERED, ask_id="c1-a1")], NOW, key=key)


def unguarded(conn: sa.Connection) -> None:
    for statement in UNGUARD[conn.dialect.name]:
        conn.exec_driver_sql(statement)


def test_entries_come_back_in_order_and_whole(database: Database) -> None:
    write_three(database)
    with database.read() as conn:
        lines = journal.of_case(conn, "c1")
        assert [line.seq for line in lines] == [1, 2, 3]
        assert lines[2].entry == entry(JournalKind.ANSWERED, ask_id="c1-a1")
        assert (lines[0].ladder_id, lines[0].ladder_version, lines[0].at) == ("se-ostersund-lit", 1, NOW)
        assert lines[1].previous == lines[0].digest
        assert journal.verify(conn, "c1") is None
        assert journal.heads(conn) == {"c1": (3, lines[2].digest)}


def test_each_case_has_its_own_chain(database: Database) -> None:
    with database.write() as conn:
        journal.append(conn, CASE, [entry()], NOW)
        journal.append(conn, case("c2"), [entry(), entry()], NOW)
        journal.append(conn, None, [entry(JournalKind.REFUSED)], NOW)
        assert {name: seq for name, (seq, _) in journal.heads(conn).items()} == {"c1": 1, "c2": 2, "": 1}
        assert journal.of_case(conn, "")[0].entry.kind is JournalKind.REFUSED
        assert [journal.verify(conn, name) for name in ("c1", "c2", "", "unheard of")] == [None] * 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal",
    ],
)
def test_the_database_refuses_change_and_removal(database: Database, statement: str) -> None:
    write_three(database)
    with pytest.raises(sa.exc.DBAPIError) as caught, database.write() as conn:
        conn.exec_driver_sql(statement)
    foreign = {
        "TRUNCATE journal": "sqlite",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal": "postgresql",
    }
    if foreign.get(statement) != database.url.get_backend_name():
        assert "append-only" in str(caught.value)
    with database.read() as conn:
        assert len(journal.of_case(conn, "c1")) == 3


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("UPDATE journal SET actor = 'x' WHERE seq = 1", 1),
        ("UPDATE journal SET data = '{}' WHERE seq = 2", 2),
        ("UPDATE journal SET at = '2020-01-01 00:00:00.000000' WHERE seq = 2", 2),
        ("UPDATE journal SET ladder_version = 2 WHERE seq = 3", 3),
        ("UPDATE journal SET digest = 'f' || substr(digest, 2) || 'f' WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 3", 3),
        ("DELETE FROM journal", 1),
    ],
)
def test_a_change_behind_the_guards_shows(database: Database, statement: str, wrong: int) -> None:
    write_three(database)
    with database.write() as conn:
        unguarded(conn)
        conn.exec_driver_sql(statement)
        assert journal.verify(conn, "c1") == wrong


def test_a_keyed_chain_cannot_be_recomputed_without_the_key(database: Database) -> None:
    write_three(database, key=b"secret")
    with database.read() as conn:
        assert journal.verify(conn, "c1", key=b"secret") is None
        assert journal.verify(conn, "c1") == 1


def test_answers_stay_out_of_the_journal_and_can_be_redacted(database: Database) -> None:
    with database.write() as conn:
        journal.append(conn, CASE, [entry()], NOW, answers=[ANSWER])
        assert journal.answer_fields(conn, "c1-s1") == {"note": "Kanariefågel", "date": "2026-11-02"}
        assert journal.answer_is_true(conn, "c1-s1")
        (line,) = journal.of_case(conn, "c1")
        assert "Kanariefågel" not in str(line)
        assert list(line.entry.data) == ["answers", "value"]
        assert journal.redact(conn, "c1") == 1
        assert journal.answer_fields(conn, "c1-s1") is None
        assert not journal.answer_is_true(conn, "c1-s1")
        assert journal.verify(conn, "c1") is None
        assert journal.redact(conn, "c1") == 0


def test_a_changed_answer_shows(database: Database) -> None:
    with database.write() as conn:
        journal.append(conn, CASE, [entry()], NOW, answers=[ANSWER])
        conn.execute(sa.update(t.answer).values(body={"note": "annat"}))
        assert not journal.answer_is_true(conn, "c1-s1")


def test_racing_writers_make_one_chain(database: Database) -> None:
    def write() -> None:
        for _ in range(10):
            with database.write() as conn:
                journal.append(conn, CASE, [entry(JournalKind.VIEWED)], NOW)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.read() as conn:
        assert journal.verify(conn, "c1") is None
        assert len(journal.of_case(conn, "c1")) == 30
