"""The outbox against a chat that fails in every way: nothing lost, nothing doubled, order kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.ports import Receipt
from bot.storage import outbox, posts
from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.outbox import Claimed, State
from tests.storage.make import NOW, row

PICK = st.integers(min_value=0, max_value=9)
CASES = st.sampled_from("ab")
CHANNELS = st.sampled_from(["C1", "C2"])


class Sending(RuleBasedStateMachine):
    """Workers claim, post and die; ``arrived`` is the chat: every message that really got there."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.count = 0
        self.arrived: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.held: list[Claimed] = []
        self.looking: list[Claimed] = []
        self.late: list[Claimed] = []
        self.given_up: set[str] = set()
        with database.write() as conn:
            for table in (t.outbox, t.lane, t.post):
                conn.execute(sa.delete(table))

    @initialize(rows=st.lists(st.tuples(CASES, CHANNELS), min_size=3, max_size=8))
    def begin(self, rows: list[tuple[str, str]]) -> None:
        for case, channel in rows:
            self.put(case, channel)
        self.claim(3)

    @rule(case=CASES, channel=CHANNELS)
    def put(self, case: str, channel: str) -> None:
        self.count += 1
        with self.database.write() as conn:
            assert outbox.put(conn, [row(f"k{self.count:03}", case_id=case, channel=channel)]) == 1

    @rule(limit=st.integers(min_value=1, max_value=3))
    def claim(self, limit: int) -> None:
        with self.database.write() as conn:
            mine = outbox.claim(conn, limit, 600, NOW)
        assert len(mine) <= limit
        assert not {one.channel for one in mine} & {one.channel for one in self.held}
        self.held += mine

    @precondition(lambda self: self.held)
    @rule(pick=PICK)
    def post_and_say_so(self, pick: int) -> None:
        if one := self._take(self.held, pick):
            self._arrive(one)
            assert self._write(outbox.sent, one, _receipt(one), NOW)

    @precondition(lambda self: self.held)
    @rule(pick=PICK, arrives=st.booleans())
    def post_and_time_out(self, pick: int, arrives: bool) -> None:
        if one := self._take(self.held, pick):
            if arrives:
                self._arrive(one)
            assert self._write(outbox.unknown, one)

    @precondition(lambda self: self.held)
    @rule(pick=PICK, arrives=st.booleans())
    def post_and_die(self, pick: int, arrives: bool) -> None:
        """The worker is killed, before or after the message got there; its lease runs out."""
        if one := self._take(self.held, pick):
            if arrives:
                self._arrive(one)
            self._lose_lease(one)
            self.late.append(one)

    @precondition(lambda self: self.held)
    @rule(pick=PICK)
    def be_refused(self, pick: int) -> None:
        if one := self._take(self.held, pick):
            assert self._write(outbox.again, one)

    @precondition(lambda self: self.held)
    @rule(pick=PICK)
    def find_the_channel_gone(self, pick: int) -> None:
        if one := self._take(self.held, pick):
            assert self._write(outbox.dead, one, "channel_not_found", NOW)
            self.given_up.add(one.key)

    @precondition(lambda self: self.late)
    @rule(pick=PICK)
    def come_back_from_the_dead(self, pick: int) -> None:
        """A worker thought dead says what it knows; it is believed only while nobody has taken over."""
        if one := self._take(self.late, pick):
            if self._is_there(one):
                self._write(outbox.sent, one, _receipt(one), NOW)
            else:
                self._write(outbox.again, one)

    @rule(limit=st.integers(min_value=1, max_value=3))
    def begin_to_look(self, limit: int) -> None:
        with self.database.write() as conn:
            self.looking += outbox.unknown_rows(conn, limit, 600, NOW)

    @precondition(lambda self: self.looking)
    @rule(pick=PICK, fails=st.booleans())
    def look(self, pick: int, fails: bool) -> None:
        if one := self._take(self.looking, pick):
            if fails:
                self._write(outbox.unknown, one)
            elif self._is_there(one):
                self._write(outbox.sent, one, _receipt(one), NOW)
            else:
                self._write(outbox.again, one)

    @precondition(lambda self: self.looking)
    @rule(pick=PICK)
    def die_while_looking(self, pick: int) -> None:
        if one := self._take(self.looking, pick):
            self._lose_lease(one)
            self.late.append(one)

    @invariant()
    def nothing_is_doubled(self) -> None:
        assert (
            max(Counter(key for found in self.arrived.values() for _, key in found).values(), default=0) <= 1
        )

    @invariant()
    def order_is_kept_by_case_and_channel(self) -> None:
        for found in self.arrived.values():
            for case in "ab":
                keys = [key for whose, key in found if whose == case]
                assert keys == sorted(keys)

    def teardown(self) -> None:
        """Once all is well again everything arrives, and every receipt is known."""
        for one in self.held + self.looking:
            self._lose_lease(one)
        for _ in range(4 * self.count + 4):
            self.held, self.looking = [], []
            self.claim(3)
            self.begin_to_look(3)
            while self.held:
                self.post_and_say_so(0)
            while self.looking:
                self.look(0, fails=False)
        self.nothing_is_doubled()
        self.order_is_kept_by_case_and_channel()
        arrived = [key for found in self.arrived.values() for _, key in found]
        assert {f"k{n:03}" for n in range(1, self.count + 1)} == {*arrived, *self.given_up}
        with self.database.read() as conn:
            assert outbox.counts(conn)[State.SENT] == len(arrived) == len(posts.posts_of(conn, "c1-a1"))
            assert outbox.oldest_undelivered(conn) is None

    def _write(self, write: Any, one: Claimed, *rest: object) -> bool:
        with self.database.write() as conn:
            attempt, state = conn.execute(
                sa.select(t.outbox.c.attempt, t.outbox.c.state).where(t.outbox.c.id == one.id)
            ).one()
            written = bool(write(conn, one, *rest))
        assert written == (attempt == one.attempt and state in (State.SENDING, State.UNKNOWN))
        return written

    def _arrive(self, one: Claimed) -> None:
        self.arrived[one.channel].append((one.case_id, one.key))

    def _is_there(self, one: Claimed) -> bool:
        return (one.case_id, one.key) in self.arrived[one.channel]

    def _lose_lease(self, one: Claimed) -> None:
        with self.database.write() as conn:
            past = self.database.now(conn) - timedelta(seconds=1)
            same = (t.outbox.c.id == one.id, t.outbox.c.lease_until.is_not(None))
            conn.execute(sa.update(t.outbox).where(*same).values(lease_until=past))

    @staticmethod
    def _take(some: list[Claimed], pick: int) -> Claimed | None:
        return some.pop(pick % len(some)) if some else None


def _receipt(one: Claimed) -> Receipt:
    return Receipt(platform=one.platform, channel=one.channel, message=one.key)


def test_nothing_lost_nothing_doubled_whatever_fails(database: Database) -> None:
    class Here(Sending):
        def __init__(self) -> None:
            super().__init__(database)

    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=30, stateful_step_count=30, deadline=None, derandomize=True),
    )
