"""The outbox's state table, row by row."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.ports import Receipt
from bot.storage import outbox, posts
from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.outbox import Claimed, Row, State
from tests.storage.make import NOW, row

RECEIPT = Receipt(platform="local", channel="C1", message="1699.1")
LATER = NOW + timedelta(seconds=30)


def put(database: Database, *rows: Row) -> None:
    with database.write() as conn:
        outbox.put(conn, rows)


def claim(database: Database, limit: int = 10, lease: float = 60) -> list[Claimed]:
    with database.write() as conn:
        return outbox.claim(conn, limit, lease, NOW)


def state_of(database: Database, key: str) -> str:
    with database.read() as conn:
        return str(conn.scalar(sa.select(t.outbox.c.state).where(t.outbox.c.key == key)))


def lose_lease(database: Database) -> None:
    """As if the worker had died and its lease had run out."""
    with database.write() as conn:
        past = database.now(conn) - timedelta(seconds=1)
        conn.execute(sa.update(t.outbox).where(t.outbox.c.lease_until.is_not(None)).values(lease_until=past))


def test_a_row_is_claimed_sent_and_its_receipt_kept(database: Database) -> None:
    put(database, row("k1", payload={"what": "ö", "n": [1]}))
    (claimed,) = claim(database)
    assert (claimed.key, claimed.attempt, claimed.payload) == ("k1", 1, {"what": "ö", "n": [1]})
    with database.write() as conn:
        assert outbox.sent(conn, claimed, RECEIPT, NOW)
    assert state_of(database, "k1") == State.SENT
    with database.read() as conn:
        (post,) = posts.posts_of(conn, "c1-a1")
        assert (post.receipt, post.case_id, post.posted_at) == (RECEIPT, "c1", NOW)
    assert claim(database) == []


def test_the_same_key_is_put_once(database: Database) -> None:
    put(database, row("k1"))
    with database.write() as conn:
        assert outbox.put(conn, [row("k1"), row("k2")]) == 1
        assert outbox.counts(conn)[State.PENDING] == 2


def test_a_claimed_row_is_not_claimed_again(database: Database) -> None:
    put(database, row("k1"))
    assert len(claim(database)) == 1
    assert claim(database) == []


def test_refused_goes_back_and_the_whole_channel_rests(database: Database) -> None:
    put(database, row("k1"), row("k2", case_id="c2"), row("k3", channel="C2"))
    first = claim(database)[0]
    with database.write() as conn:
        assert outbox.again(conn, first, LATER)
        assert outbox.claim(conn, 10, 60, NOW) == []
        assert outbox.next_time(conn) == LATER
        assert [one.key for one in outbox.claim(conn, 10, 60, LATER)] == ["k1"]


def test_a_lost_lease_is_unknown_and_not_sent_again_before_a_look(database: Database) -> None:
    put(database, row("k1"))
    (claimed,) = claim(database)
    lose_lease(database)
    assert claim(database) == []
    assert state_of(database, "k1") == State.UNKNOWN
    with database.write() as conn:
        (looked,) = outbox.unknown_rows(conn, 10, 60, NOW)
        assert looked.attempt == claimed.attempt + 1
        assert outbox.unknown_rows(conn, 10, 60, NOW) == []


def test_found_is_sent_and_not_found_is_pending(database: Database) -> None:
    put(database, row("k1"), row("k2", channel="C2"))
    claim(database)
    lose_lease(database)
    with database.write() as conn:
        found, missing = outbox.unknown_rows(conn, 10, 60, NOW)
        assert outbox.sent(conn, found, RECEIPT, NOW)
        assert outbox.again(conn, missing)
    assert (state_of(database, "k1"), state_of(database, "k2")) == (State.SENT, State.PENDING)


def test_a_timeout_waits_for_its_settle_time_before_the_look(database: Database) -> None:
    put(database, row("k1"))
    (claimed,) = claim(database)
    with database.write() as conn:
        assert outbox.unknown(conn, claimed, LATER)
        assert outbox.unknown_rows(conn, 10, 60, NOW) == []
        (looked,) = outbox.unknown_rows(conn, 10, 60, LATER)
        assert outbox.unknown(conn, looked, LATER)  # the look failed
        assert len(outbox.unknown_rows(conn, 10, 60, LATER)) == 1


def test_without_a_look_it_may_be_said_to_be_a_repetition(database: Database) -> None:
    put(database, row("k1"))
    (claimed,) = claim(database)
    assert not claimed.may_repeat
    with database.write() as conn:
        assert outbox.again(conn, claimed, may_repeat=True)
    assert claim(database)[0].may_repeat


@pytest.mark.parametrize(("end", "state"), [(outbox.dead, State.DEAD), (outbox.drop, State.DROPPED)])
def test_what_is_given_up_is_not_claimed(database: Database, end: object, state: State) -> None:
    put(database, row("k1"), row("k2"))
    (claimed,) = claim(database)
    with database.write() as conn:
        assert callable(end)
        assert end(conn, claimed, "channel_not_found", NOW)
        assert outbox.counts(conn)[state] == 1
    assert [one.key for one in claim(database)] == ["k2"]


def test_a_worker_that_was_overtaken_changes_nothing(database: Database) -> None:
    put(database, row("k1"))
    (old,) = claim(database)
    lose_lease(database)
    with database.write() as conn:
        (new,) = outbox.unknown_rows(conn, 10, 60, NOW)
    with database.write() as conn:
        assert not outbox.sent(conn, old, RECEIPT, NOW)
        assert not outbox.again(conn, old, LATER)
        assert not outbox.unknown(conn, old)
        assert not outbox.dead(conn, old, "why", NOW)
        assert posts.posts_of(conn, "c1-a1") == ()
        assert outbox.again(conn, new)
    assert len(claim(database)) == 1


def test_what_is_finished_stays_finished(database: Database) -> None:
    put(database, row("k1"))
    (claimed,) = claim(database)
    with database.write() as conn:
        assert outbox.sent(conn, claimed, RECEIPT, NOW)
        assert not outbox.sent(conn, claimed, RECEIPT, NOW)
        assert not outbox.again(conn, claimed)


def test_one_row_per_channel_is_sent_at_a_time(database: Database) -> None:
    put(database, *(row(f"k{n}", case_id=f"c{n}", channel=f"C{n % 2}") for n in range(6)))
    assert [one.key for one in claim(database)] == ["k0", "k1"]
    assert claim(database) == []


def test_an_unfinished_row_holds_back_its_case_in_its_channel_only(database: Database) -> None:
    put(database, row("k1"), row("k2"), row("k3", case_id="c2"), row("k4", channel="C2"))
    first = claim(database)[0]
    with database.write() as conn:
        assert outbox.unknown(conn, first)
    assert [one.key for one in claim(database)] == ["k3"]


def test_a_busy_channel_does_not_starve_another(database: Database) -> None:
    put(database, *(row(f"k{n}", case_id=f"c{n}") for n in range(5)), row("other", channel="C2"))
    served = []
    for _ in range(3):
        (claimed,) = claim(database, limit=1)
        served.append(claimed.channel)
        with database.write() as conn:
            assert outbox.sent(conn, claimed, None, NOW)
    assert served == ["C1", "C2", "C1"]


def test_the_oldest_undelivered_is_known(database: Database) -> None:
    put(database, row("k1", created_at=LATER), row("k2", channel="C2"))
    with database.read() as conn:
        oldest = outbox.oldest_undelivered(conn)
        assert oldest is not None
        assert (oldest.channel, oldest.created_at) == ("C2", NOW)


def test_finished_rows_are_purged_and_unfinished_stay(database: Database) -> None:
    put(database, row("k1"), row("k2", channel="C2"))
    first = claim(database)[0]
    with database.write() as conn:
        assert outbox.sent(conn, first, RECEIPT, NOW)
        assert outbox.purge(conn, LATER) == 1
        assert outbox.counts(conn)[State.SENDING] == 1


def test_two_senders_in_one_channel_are_impossible(database: Database) -> None:
    put(database, row("k1"), row("k2", case_id="c2"))
    with pytest.raises(sa.exc.IntegrityError), database.write() as conn:
        conn.execute(sa.update(t.outbox).values(state=State.SENDING.value))


def test_racing_workers_never_get_the_same_row(database: Database) -> None:
    put(database, *(row(f"k{n}", case_id=f"c{n}", channel=f"C{n % 5}") for n in range(60)))
    seen: list[str] = []

    def work() -> None:
        idle = 0
        while idle < 20:
            mine = claim(database, limit=2)
            idle = 0 if mine else idle + 1
            for one in mine:
                with database.write() as conn:
                    assert outbox.sent(conn, one, None, NOW)
                seen.append(one.key)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(seen) == sorted(f"k{n}" for n in range(60))
