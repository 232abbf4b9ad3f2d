"""What is due by the calendar: noted as work under a unique slot, done under a lease, once however often noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.handlers.digest import put_digest
from bot.handlers.house import House, School
from bot.handlers.queue_post import refresh_queue
from bot.handlers.review import put_review
from bot.handlers.school_posts import known_as
from bot.handlers.tick import tick
from bot.rules.calendar import Calendar
from bot.rules.digest import monday_of
from bot.rules.ladder import Ladder
from bot.rules.review import falls_on
from bot.rules.values import Window
from bot.storage import clicks, doubts, due_work, outbox

DAY, DIGEST, REVIEW = "day", "digest", "review"
MORNING = time(6, 0)
"""Nothing is asked before this hour of a school day."""
CLICKS_KEPT = timedelta(days=30)
OUTBOX_KEPT = timedelta(days=550)
"""Longer than any case of one school year stays open: where its messages stand is read from here."""
LEASE_SECONDS = 300.0
RETRY_SECONDS = 60.0


class LostLeaseError(Exception):
    """Another worker took the work over: its effect stands, ours is rolled back."""


@dataclass(frozen=True, kw_only=True)
class Times:
    """When the fixed jobs go out, local time of each school."""

    digest: time = time(7, 30)


def note_due(house: House, now: datetime, times: Times) -> None:
    """Note everything the calendar says is due. Slots are local dates: a night of 25 hours has one of them."""
    for school in house.schools:
        local = now.astimezone(ZoneInfo(school.timezone))
        with house.db.read() as conn:
            calendar = house.calendar(conn, known_as(conn, house, school))
        jobs = jobs_of(school.ladder, calendar, local, times) if local.time() >= MORNING else ()
        if not jobs:
            continue
        with house.db.write() as conn:
            for job in jobs:
                is_new = due_work.put(conn, f"{job}:{school.name}", local.date().isoformat())
                if job == DAY and is_new:
                    _note_missed(conn, school, calendar, local.date())


def _note_missed(conn: Connection, school: School, calendar: Calendar, today: date) -> None:
    """Reviews, and this week's digest, of days on which nothing ran: else a quarter's would be left out for one day.

    The last day that ran counts too: the program may have stopped before the hour.
    """
    last = due_work.last_done(conn, f"{DAY}:{school.name}")
    if last is None:
        return
    first = date.fromisoformat(last)
    for day in (one for one in calendar.school_days_in(Window(first=first, last=today)) if one < today):
        if falls_on(school.ladder, calendar, day):
            due_work.put(conn, f"{REVIEW}:{school.name}", day.isoformat())
        if is_first_of_week(calendar, day) and monday_of(day) == monday_of(today):
            due_work.put(conn, f"{DIGEST}:{school.name}", day.isoformat())


def jobs_of(ladder: Ladder, calendar: Calendar, local: datetime, times: Times) -> tuple[str, ...]:
    """The jobs of one day at this local time: none on a day off, but for the digest once no term is known.

    It then says so each week: nobody is asked or reminded until a term is, and nothing else would tell.
    """
    day = local.date()
    late_enough = local.time() >= times.digest
    digest = (DIGEST,) if late_enough and is_first_of_week(calendar, day) else ()
    if not calendar.is_school_day(day):
        return digest if calendar.end is not None and day > calendar.end else ()
    review = (REVIEW,) if late_enough and falls_on(ladder, calendar, day) else ()
    return (DAY, *digest, *review)


def is_first_of_week(calendar: Calendar, day: date) -> bool:
    """Whether ``day`` is the first school day of its week."""
    return calendar.on_or_after(day - timedelta(days=day.weekday())) == day


def work_off(house: House, now: datetime) -> int:
    """Do all work that is noted and free; how much was done. What fails is tried again later."""
    count = 0
    while True:
        with house.db.write() as conn:
            work = due_work.claim(conn, LEASE_SECONDS)
        if work is None:
            return count
        try:
            _do(house, work, now)
        except LostLeaseError:
            continue
        except Exception:
            with house.db.write() as conn:
                due_work.again(conn, work, RETRY_SECONDS)
            raise
        count += 1


def purge(conn: Connection, now: datetime) -> None:
    """Forget clicks, and of former years which work was done, where messages stood and what was doubted."""
    clicks.forget_before(conn, now - CLICKS_KEPT)
    due_work.purge(conn, now - OUTBOX_KEPT)
    outbox.purge(conn, now - OUTBOX_KEPT)
    doubts.purge(conn, now - OUTBOX_KEPT)


def _do(house: House, work: due_work.Work, now: datetime) -> None:
    """The effect and *done* commit together; stepping cases is safe to repeat and comes before."""
    job, _, name = work.job.partition(":")
    school = house.school(name)
    day = date.fromisoformat(work.slot)
    if job == DAY:
        tick(house, now)
    with house.db.write() as conn:
        if job == DAY:
            purge(conn, now)
            refresh_queue(conn, known_as(conn, house, school), now)
        elif job == DIGEST:
            put_digest(conn, house, school, day, now)
        elif job == REVIEW:
            put_review(conn, house, school, day, now)
        if not due_work.done(conn, work):
            raise LostLeaseError
