"""Due work: one worker at a time, one effect per slot."""

from __future__ import annotations

import threading
from datetime import timedelta

import sqlalchemy as sa

from bot.storage import clicks, due_work
from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.due_work import Work
from tests.storage.make import NOW


def put(database: Database, *slots: str, job: str = "digest") -> None:
    with database.write() as conn:
        for slot in slots:
            assert due_work.put(conn, job, slot)


def claim(database: Database) -> Work | None:
    with database.write() as conn:
        return due_work.claim(conn, 60)


def lose_lease(database: Database) -> None:
    with database.write() as conn:
        past = database.now(conn) - timedelta(seconds=1)
        conn.execute(sa.update(t.due_work).where(t.due_work.c.leased).values(until=past))


def test_a_slot_is_put_once_and_done_once(database: Database) -> None:
    put(database, "2026-11-02")
    work = claim(database)
    assert work == Work(job="digest", slot="2026-11-02", attempt=1)
    assert claim(database) is None
    with database.write() as conn:
        assert due_work.done(conn, work)
        assert not due_work.done(conn, work)
        assert not due_work.put(conn, "digest", "2026-11-02")
        assert due_work.last_done(conn, "digest") == "2026-11-02"
        assert due_work.open_work(conn) == ()
    assert claim(database) is None


def test_a_lost_lease_is_taken_over_and_the_late_worker_shut_out(database: Database) -> None:
    put(database, "2026-11-02")
    old = claim(database)
    lose_lease(database)
    new = claim(database)
    assert old is not None
    assert new is not None
    assert new.attempt == 2
    with database.write() as conn:
        assert not due_work.done(conn, old)
        assert not due_work.again(conn, old, 0)
        assert not due_work.renew(conn, old, 60)
        assert due_work.renew(conn, new, 60)
        assert due_work.done(conn, new)


def test_of_one_job_one_slot_runs_at_a_time_the_oldest_first(database: Database) -> None:
    put(database, "2026-11-09", "2026-11-02")
    put(database, "x", job="poll")
    works = [claim(database), claim(database), claim(database)]
    assert {(work.job, work.slot) for work in works if work} == {("digest", "2026-11-02"), ("poll", "x")}


def test_a_failed_slot_waits_its_time_without_holding_up_the_next(database: Database) -> None:
    put(database, "2026-11-02", "2026-11-09")
    first = claim(database)
    assert first is not None
    with database.write() as conn:
        assert due_work.again(conn, first, 3600)
    second = claim(database)
    assert second is not None
    assert second.slot == "2026-11-09"
    with database.write() as conn:
        assert due_work.done(conn, second)
        assert due_work.open_work(conn) == (("digest", "2026-11-02"),)
        conn.execute(sa.update(t.due_work).values(until=None))
    assert claim(database) == Work(job="digest", slot="2026-11-02", attempt=2)


def test_only_the_wanted_jobs_are_claimed(database: Database) -> None:
    put(database, "2026-11-02")
    with database.write() as conn:
        assert due_work.claim(conn, 60, ["poll"]) is None
        assert due_work.claim(conn, 60, ["poll", "digest"]) is not None


def test_what_was_done_long_ago_is_purged(database: Database) -> None:
    put(database, "2026-11-02", "2026-11-09")
    work = claim(database)
    assert work is not None
    with database.write() as conn:
        assert due_work.done(conn, work)
        assert due_work.purge(conn, database.now(conn) + timedelta(seconds=5)) == 1
        assert due_work.open_work(conn) == (("digest", "2026-11-09"),)


def test_racing_workers_have_each_effect_once(database: Database) -> None:
    jobs = [f"job{n}" for n in range(4)]
    with database.write() as conn:
        for job in jobs:
            for slot in range(8):
                due_work.put(conn, job, str(slot))

    def work() -> None:
        idle = 0
        while idle < 20:
            mine = claim(database)
            idle = 0 if mine else idle + 1
            if mine is not None:
                with database.write() as conn:
                    assert clicks.first_time(conn, f"{mine.job}/{mine.slot}", NOW)
                    assert due_work.done(conn, mine)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with database.read() as conn:
        assert due_work.open_work(conn) == ()
        assert conn.scalar(sa.select(sa.func.count()).select_from(t.click)) == 32
