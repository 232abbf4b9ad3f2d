"""The outbox is emptied: claim, look whether it still stands, word it, post it, keep the receipt.

At-least-once with a look before the second try (RELIABILITY.md): for a child a duplicate beats a loss.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from bot.handlers import spoken
from bot.handlers.booked import Bookings
from bot.handlers.channels import CALENDAR, NOWHERE
from bot.handlers.house import House
from bot.handlers.queue_post import post_again
from bot.handlers.school_posts import DIGEST, QUEUE, REVIEW
from bot.handlers.tick import undeliverable
from bot.notices import compose_small
from bot.ports import ChatPlatform, NoLookUpError, Pins, Receipt, SendError
from bot.rules.state import OutKind
from bot.storage import outbox
from bot.storage.outbox import Claimed

log = logging.getLogger(__name__)
LEASE_SECONDS = 60.0
"""Longer than a client's time limit and the settle time together."""
SEND_WITHIN = 25.0
"""Seconds after the claim within which a message may still be sent."""
SETTLE = timedelta(seconds=10)
"""A message whose answer was lost is looked for no sooner."""
BACKOFF = (2, 10, 30, 120, 600)
"""Seconds before the next try after a refusal without Retry-After, by attempt."""
BATCH = 50
FRUITLESS = 3
"""Turns in a row after which nothing was sent before a run leaves the rest waiting: the platform is away."""


class Clock(Protocol):
    """Where delivery takes the time from."""

    def now(self) -> datetime:
        """Aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


@dataclass
class Delivered:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0


class Deliverer:
    """Sends what is in the outbox over the platforms by name. One sender per channel; channels side by side."""

    def __init__(
        self,
        house: House,
        platforms: Mapping[str, ChatPlatform],
        clock: Clock,
        *,
        calendar: Bookings | None = None,
        changed: Callable[[], None] = lambda: None,
        settle: timedelta = SETTLE,
    ) -> None:
        self._house = house
        self._platforms = platforms
        self._clock = clock
        self._calendar = calendar
        self._changed = changed
        self._settle = settle

    async def run(self, *, patience: float = 2.0) -> Delivered:
        """Send what may be sent; returns when nothing is left that may be sent within ``patience`` seconds."""
        done, busy = Delivered(), set[asyncio.Task[None]]()
        rests, ended_before = 0, 0
        while True:
            busy |= {
                asyncio.create_task(self._guarded(row, began, done)) for row, began in await self._next()
            }
            # Side by side with the posts: a look-up that hangs must hold up nothing else.
            unknown = await asyncio.to_thread(self._unknown_rows)
            busy |= {asyncio.create_task(self._look_for(row, done)) for row in unknown}
            if busy:
                ended, busy = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    task.result()
                self._changed()
            else:
                rests = rests + 1 if done.sent + done.failed == ended_before else 0
                ended_before = done.sent + done.failed
                if rests > FRUITLESS or not await self._rest(patience):
                    break
        done.waiting = await asyncio.to_thread(self._awaited)
        return done

    async def _next(self) -> list[tuple[Claimed, float]]:
        began = self._clock.monotonic()
        return [(row, began) for row in await asyncio.to_thread(self._claim)]

    async def _rest(self, patience: float) -> bool:
        """Nothing may be sent now: wait for the next channel's turn, if it comes soon. False: it does not."""
        turn = await asyncio.to_thread(self._next_turn)
        if turn is None:
            return False
        seconds = (turn - self._clock.now()).total_seconds()
        if seconds > patience:
            return False
        await asyncio.sleep(max(seconds, 0.001))
        return True

    def _thread(self, row: Claimed) -> Receipt | None:
        with self._house.db.read() as conn:
            return spoken.thread_of(conn, row)

    def _claim(self) -> list[Claimed]:
        with self._house.db.write() as conn:
            return outbox.claim(conn, BATCH, LEASE_SECONDS, self._clock.now())

    def _next_turn(self) -> datetime | None:
        with self._house.db.read() as conn:
            return outbox.next_turn(conn, self._clock.now())

    def _awaited(self) -> int:
        with self._house.db.read() as conn:
            return outbox.awaited(conn)

    async def _guarded(self, row: Claimed, began: float, done: Delivered) -> None:
        """A row that cannot be worded or fails unforeseen waits and is tried again: it must not stop the others."""
        try:
            await self._one(row, began, done)
        except Exception:
            log.exception("message %s of kind %s was not sent and is tried again", row.key[:8], row.kind)
            await asyncio.to_thread(self._again, row, self._later(row))

    async def _one(self, row: Claimed, began: float, done: Delivered) -> None:
        if row.platform == CALENDAR:
            await self._meeting(row, began, done)
            return
        message = await asyncio.to_thread(self._word, row)
        if message is None:
            await asyncio.to_thread(self._drop, row)
            return
        platform = self._platforms.get(row.platform)
        if platform is None:
            nobody = row.platform == NOWHERE
            why = "nobody is known there" if nobody else f"no platform {row.platform!r} is set up"
            await self._dead(row, why, done)
            return
        if self._clock.monotonic() - began > SEND_WITHIN:
            await asyncio.to_thread(self._again, row, None)
            return
        try:
            receipt = await self._send(platform, row, message)
        except SendError as error:
            await self._failed(row, error, done)
        else:
            if receipt is not None and message.pinned:
                await self._pin(platform, receipt)
            stood = await asyncio.to_thread(self._sent, row, receipt, message.thread, platform.pace)
            done.sent += stood

    async def _meeting(self, row: Claimed, began: float, done: Delivered) -> None:
        """The calendar is made to agree with the case. After an unclear answer that is simply done again."""
        calendar = self._calendar
        change = await asyncio.to_thread(calendar.begin, row, self._clock.now()) if calendar else None
        if calendar is None or change is None:
            await asyncio.to_thread(self._drop, row)
            return
        if self._clock.monotonic() - began > SEND_WITHIN:
            await asyncio.to_thread(self._again, row, None)
            return
        try:
            await calendar.do(change)
        except SendError as error:
            if await asyncio.to_thread(calendar.deleted, change, error, row.attempt):
                await asyncio.to_thread(self._again, row, None)
                return
            if error.permanent:
                await asyncio.to_thread(calendar.end, change, stands=False)
            if not (error.permanent and change.more):
                await self._failed(row, error, done)
                return
        else:
            await asyncio.to_thread(calendar.end, change, stands=True)
        if change.more:
            await asyncio.to_thread(self._again, row, None)
            return
        done.sent += await asyncio.to_thread(self._sent, row, None)

    def _word(self, row: Claimed) -> spoken.Message | None:
        with self._house.db.read() as conn:
            message = spoken.word(conn, self._house, row, self._clock.now())
        if message and row.may_repeat:
            again = compose_small.repeat(message.notice.language)
            return replace(message, notice=replace(message.notice, repeat=again))
        return message

    async def _send(self, platform: ChatPlatform, row: Claimed, message: spoken.Message) -> Receipt | None:
        if not message.updates:
            return await platform.post(row.channel, message.notice, row.key, message.thread)
        await self._redraw(platform, row, message)
        return None

    async def _redraw(self, platform: ChatPlatform, row: Claimed, message: spoken.Message) -> None:
        """One that somebody deleted keeps none of the others as it was. SendError where none can be redrawn."""
        gone: list[SendError] = []
        for receipt, notice in message.updates:
            try:
                await platform.update(receipt, notice)
            except SendError as error:
                if not error.permanent:
                    raise
                gone.append(error)
        if len(gone) == len(message.updates):
            raise gone[0]
        if gone:
            log.warning(
                "message %s: %d of its posts cannot be redrawn: %s", row.key[:8], len(gone), gone[0].why
            )

    async def _pin(self, platform: object, receipt: Receipt) -> None:
        """Before the receipt is stored, so that a life that ends in between leaves no list unpinned for good."""
        if isinstance(platform, Pins):
            try:
                await platform.pin(receipt)
            except SendError as error:
                log.warning(
                    "the health team's list could not be pinned on %s: %s", receipt.platform, error.why
                )

    async def _failed(self, row: Claimed, error: SendError, done: Delivered) -> None:
        if error.permanent:
            await self._dead(row, error.why, done)
        elif error.unknown and row.kind != OutKind.REDRAW and row.platform != CALENDAR:
            await asyncio.to_thread(self._unknown, row)
        else:
            asked = error.retry_after
            at = self._clock.now() + timedelta(seconds=asked) if asked else self._later(row)
            await asyncio.to_thread(self._again, row, at)

    async def _dead(self, row: Claimed, why: str, done: Delivered) -> None:
        log.warning("message %s of kind %s on %s was given up: %s", row.key[:8], row.kind, row.platform, why)
        await asyncio.to_thread(self._end, row, why)
        done.failed += 1

    async def _look_for(self, row: Claimed, done: Delivered) -> None:
        if row.platform == CALENDAR:
            await asyncio.to_thread(self._again, row, None)
            return
        platform = self._platforms.get(row.platform)
        try:
            thread = await asyncio.to_thread(self._thread, row)
            found = await platform.find(row.channel, row.key, row.created_at, thread) if platform else None
        except SendError as error:
            await self._not_looked(row, error, done)
            return
        if found is not None:
            if row.kind == QUEUE:
                await self._pin(platform, found)
            stood = await asyncio.to_thread(self._sent, row, found)
            done.sent += stood
        else:
            await asyncio.to_thread(self._again, row, None)

    async def _not_looked(self, row: Claimed, error: SendError, done: Delivered) -> None:
        """The look failed: it is tried again. Where none is possible a case's message goes out again, marked."""
        if error.permanent:
            await self._dead(row, error.why, done)
        elif not isinstance(error, NoLookUpError):
            await asyncio.to_thread(self._unknown, row)
        elif row.kind in (DIGEST, REVIEW):
            # They come again by themselves: rather one too few than two.
            await self._dead(row, "nobody can say whether it arrived", done)
        else:
            await asyncio.to_thread(self._again, row, self._later(row), may_repeat=True)

    def _later(self, row: Claimed) -> datetime:
        """When a row is tried again: the longer, the more often it was."""
        return self._clock.now() + timedelta(seconds=BACKOFF[min(row.attempt, len(BACKOFF)) - 1])

    def _unknown_rows(self) -> list[Claimed]:
        with self._house.db.write() as conn:
            return outbox.unknown_rows(conn, BATCH, LEASE_SECONDS, self._clock.now())

    def _sent(
        self, row: Claimed, receipt: Receipt | None, thread: Receipt | None = None, pace: float = 0.0
    ) -> bool:
        now = self._clock.now()
        rest = now + timedelta(seconds=pace) if pace and receipt is not None else None
        with self._house.db.write() as conn:
            return outbox.sent(conn, row, receipt, now, thread=thread, rest_until=rest)

    def _again(self, row: Claimed, at: datetime | None, *, may_repeat: bool = False) -> bool:
        with self._house.db.write() as conn:
            return outbox.again(conn, row, at, may_repeat=may_repeat)

    def _unknown(self, row: Claimed) -> bool:
        with self._house.db.write() as conn:
            return outbox.unknown(conn, row, self._clock.now() + self._settle)

    def _end(self, row: Claimed, why: str) -> bool:
        now = self._clock.now()

        def ended(conn: Connection) -> bool:
            return outbox.dead(conn, row, why, now)

        if row.kind in outbox.POSTING:
            return undeliverable(self._house, row.ask_id, why, now, ended=ended)
        with self._house.db.write() as conn:
            stood = ended(conn)
            if stood and row.kind == OutKind.REDRAW and row.ask_id.startswith(f"{QUEUE}:"):
                post_again(conn, row, now)
            return stood

    def _drop(self, row: Claimed) -> bool:
        with self._house.db.write() as conn:
            return outbox.drop(conn, row, "no longer stands", self._clock.now())
