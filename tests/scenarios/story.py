"""A school's story: days pass, people read and press in Slack, everything goes the real way.

CSV folder → poll → rules → database → outbox → a local Slack; clicks come back as signed requests. The
test's clock is Slack's and the house's: nothing waits, nothing sleeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import time as wall_clock
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import httpx
import sqlalchemy as sa
from starlette.applications import Starlette

from bot.chat.slack.client import SlackChat
from bot.chat.slack.inbound import routes
from bot.handlers.deliver import Delivered, Deliverer
from bot.handlers.house import House
from bot.handlers.house import School as Configured
from bot.handlers.inbox import HouseInbox
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.poll import Polled, poll
from bot.ladders import load
from bot.rules.calendar import Calendar
from bot.rules.state import Case, JournalKind
from bot.sources.csv_folder import CsvFolder
from bot.storage import cases, journal, outbox, staff, tables
from bot.storage.db import Database
from tests.scenarios import canary
from tests.scenarios.folder import Folder, Kid, as_date, span
from tests.scenarios.people import Reaction, Room, Staff
from tests.scenarios.reading import Shown, read
from tests.scenarios.setting import LIT, Setting
from tests.slack.client import After, Clicker
from tests.slack.messages import Message, View
from tests.slack.serve import Served
from tests.slack.server import SlackServer
from tests.slack.signed import How
from tests.slack.touch import button_action, find, menu_action, touchable

MORNING, AFTERNOON = time(7, 40), time(16, 0)
A_MOMENT = 20.0
"""Seconds between two things a person does."""
TRIES = 90


@dataclass(kw_only=True)
class Now:
    """The house's clock: Slack's."""

    slack: SlackServer

    def now(self) -> datetime:
        """The time, aware."""
        return datetime.fromtimestamp(self.slack.clock.time(), UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return self.slack.clock.monotonic()


class Hand(Clicker):
    """Signs by the wall clock, as Slack does: a story's days say nothing of when a request was signed."""

    def post(self, body: bytes, content_type: str, how: How, after: After = lambda _: None) -> httpx.Response:
        """Sign and send."""
        now: How = {"timestamp": wall_clock()}
        return super().post(body, content_type, {**now, **how}, after)

    def touch(self, place: Message | View, action: str, user: str) -> httpx.Response:
        """Click the action's button, or its line behind the dots."""
        buttons = {one.get("action_id") for _, one in touchable(place.shown()) if one["type"] == "button"}
        now = self.slack.space.ts()
        if action in buttons:
            made = button_action(find(place.shown(), action, None, ["button"]), now)
        else:
            made = menu_action(find(place.shown(), "more", None, ["overflow"]), action, now)
        return self._act(place, made, user, {})


class School:
    """``with School(database, folder) as school:``; leaving looks for anything that should not be readable."""

    def __init__(self, database: Database, path: Path, setting: Setting = LIT, **changed: Any) -> None:
        self.setting = setting.changed(**changed)
        self.zone = ZoneInfo(self.setting.timezone)
        self.slack = SlackServer(rate_limit=True)
        self.clock = Now(slack=self.slack)
        self.people = {name: self._person(name) for name in self.setting.people}
        self.kids = self.setting.kids()
        path.mkdir(parents=True, exist_ok=True)
        self.folder = Folder(
            path=path,
            school=self.setting.name,
            kids=[*self.kids.values(), *self.setting.classmates()],
            staff=self.setting.staff(),
            channels=self.setting.channels(),
            terms=self.setting.terms,
            days_off=self.setting.days_off,
            periods=self.setting.periods,
        )
        ladder = load(self.setting.ladder)
        configured = Configured(
            name=self.setting.name,
            country=self.setting.country,
            timezone=self.setting.timezone,
            language=self.setting.language,
            ladder=ladder,
        )
        self.house = House(db=database, schools=(configured,))
        self.source = CsvFolder("csv", path, self.setting.timezone)
        self.inbox = HouseInbox(self.house, self.clock.now)
        self.chat = SlackChat(
            token=self.slack.token,
            who=self.inbox.who,
            names=self._name_of,
            api_url=self.slack.api_url,
            clock=self.slack.clock.monotonic,
            now=self.slack.clock.time,
            pace=1.0,
        )
        inbound = routes(
            signing_secret=self.slack.signing_secret,
            inbox=self.inbox,
            chat=self.chat,
            language=self.setting.language,
        )
        self.served = Served(Starlette(routes=inbound))
        self.deliverer = Deliverer(self.house, {self.chat.name: self.chat}, self.clock)
        self.clicker = Hand(self.slack, self.served.url)
        self.today = as_date(self.setting.start)

    def __getattr__(self, name: str) -> Any:
        """``school.anna``, ``school.kim``: people and pupils by their first name."""
        for found in (self.__dict__.get("people", {}), self.__dict__.get("kids", {})):
            if name in found:
                return found[name]
        raise AttributeError(name)

    def __enter__(self) -> Self:
        self.slack.__enter__()
        self.slack.clock.freeze()
        self.served.start()
        for person in self.setting.people.values():
            self.slack.add_user(person.email, id=person.user, name=person.name)
        for channel in self.setting.rooms():
            self.slack.add_channel(channel, name=channel.lower())
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        calendar = self.calendar
        self.served.run(self.chat.close())
        self.served.stop()
        self.clicker.__exit__()
        self.slack.__exit__(kind, error, trace)
        if kind is None:
            canary.check(self.slack, self.folder.kids, calendar, self.zone)
            self._check_journals()

    def _begin(self) -> None:
        """The roster, and registers from the term's first day up to the day before the story begins."""
        self.folder.write_roster()
        self.at(self.today - timedelta(days=1), AFTERNOON)
        poll(self.house, self.source, self.clock.now())
        before = [day for day in span(self.setting.terms[0][1], self.today) if day < self.today]
        school_days = [day for day in before if self.calendar.is_school_day(day)]
        if school_days:
            self.folder.write_days(school_days, self.kids.values())
            self.at(school_days[-1], AFTERNOON)
            self.polls()
        self.today -= timedelta(days=1)

    # --- time ------------------------------------------------------------------------------------

    @property
    def calendar(self) -> Calendar:
        """As the school told it."""
        with self.house.db.read() as conn:
            return self.house.calendar(conn, self.setting.name)

    def at(self, day: date, clock: time) -> None:
        """Set both clocks."""
        wanted = datetime.combine(day, clock, self.zone).timestamp()
        self.slack.clock.advance(wanted - self.slack.clock.time())

    def pass_time(self, **span: float) -> None:
        """Minutes or seconds go by."""
        self.slack.clock.advance(timedelta(**span).total_seconds())

    def day(self, day: date | str) -> None:
        """Live every day up to this one: the morning's jobs, the afternoon's poll; what is due is delivered."""
        for each in span(self.today + timedelta(days=1), as_date(day)):
            self.today = each
            if each.weekday() < 5:
                self.at(each, MORNING)
                self.morning()
            if self.calendar.is_school_day(each):
                self.folder.write_days([each], [kid for kid in self.kids.values() if kid.here])
                self.at(each, AFTERNOON)
                self.polls()

    def fast_forward(self, *, weeks: int = 0, days: int = 0) -> None:
        """Live on for calendar weeks and days."""
        self.day(self.today + timedelta(weeks=weeks, days=days))

    def morning(self) -> Delivered:
        """What the calendar says is due, and delivery."""
        note_due(self.house, self.clock.now(), Times())
        work_off(self.house, self.clock.now())
        return self.deliver()

    def polls(self) -> Polled:
        """Read what is new, and delivery."""
        polled = poll(self.house, self.source, self.clock.now())
        assert not polled.problems, polled.problems
        self.deliver()
        return polled

    def corrections_arrive(self) -> Polled:
        """A file with what was corrected of earlier days, today."""
        self.folder.write_days(
            sorted({day for kid in self.kids.values() for day in kid.mended}), self._mended()
        )
        return self.polls()

    def _mended(self) -> list[Kid]:
        return [kid for kid in self.kids.values() if kid.mended]

    def deliver(self) -> Delivered:
        """Send until nothing is left that may be sent within a minute and a half."""
        total = Delivered()
        for _ in range(TRIES):
            done = self.served.run(self.deliverer.run(patience=0))
            total.sent, total.failed = total.sent + done.sent, total.failed + done.failed
            total.waiting = self._soon() if done.waiting else 0
            if not total.waiting:
                break
            self.pass_time(seconds=1)
        return total

    def _soon(self) -> int:
        """How many messages may be sent within the time that :meth:`deliver` lets pass."""
        row, within = tables.outbox.c, self.clock.now() + timedelta(seconds=TRIES)
        free = sa.or_(row.not_before.is_(None), row.not_before <= within)
        unfinished = row.state.in_([one.value for one in outbox.UNFINISHED])
        with self.house.db.read() as conn:
            query = sa.select(sa.func.count()).select_from(tables.outbox).where(unfinished, free)
            return conn.scalar(query) or 0

    # --- people ----------------------------------------------------------------------------------

    def _person(self, name: str) -> Staff:
        person = self.setting.people[name]
        return Staff(school=self, email=person.email, user=person.user, rooms=(*person.rooms, person.user))

    def _name_of(self, email: str) -> str:
        with self.house.db.read() as conn:
            person = staff.person(conn, email)
        return person.name if person else ""

    def click(self, who: Staff, action: str, at: Shown) -> Reaction:
        """One signed click on what was shown, though the message may have changed meanwhile."""
        return self.act(who, lambda hand: hand.touch(at.place, action, who.user))

    def send(self, who: Staff, view: View, fields: Mapping[str, Any]) -> Reaction:
        """One signed submission."""
        return self.act(who, lambda clicker: clicker.submit(fields, view=view, user=who.user))

    def act(self, who: Staff, what: Any) -> Reaction:
        """Something a person does; what they then see. Delivery is woken, as in the service."""
        whispers, opened = len(self.slack.ephemerals), self._top(who)
        before = (opened.id, opened.hash) if opened else None
        answer = what(self.clicker)
        assert answer.status_code == 200, answer.text
        self.served.run(self.chat.later.settled())
        self.deliver()
        self.pass_time(seconds=A_MOMENT)
        top = self._top(who)
        if top is not None and top.errors:
            return Reaction(errors=top.errors)
        changed = top is not None and (top.id, top.hash) != before
        said = [one for one in self.slack.ephemerals[whispers:] if one.to == who.user]
        return Reaction(
            view=read(top) if top is not None and changed else None, line=read(said[-1]) if said else None
        )

    def _top(self, who: Staff) -> View | None:
        found = [view for view in self.slack.views if view.is_open and view.user == who.user]
        return found[-1] if found else None

    # --- what is to be read ------------------------------------------------------------------------

    def room(self, address: str) -> Room:
        """A channel (``8C``, ``EHT``), or a person's direct message by user id."""
        known = {"8C": "C8C", "7B": "C7B", "EHT": "CEHT"}
        return Room(slack=self.slack, address=known.get(address, address))

    def case(self, kid: Kid) -> Case:
        """The pupil's newest case."""
        found = self.cases(kid)
        assert found, f"no case of {kid.name}"
        return found[-1]

    def cases(self, kid: Kid) -> tuple[Case, ...]:
        """The pupil's cases, oldest first."""
        with self.house.db.read() as conn:
            return cases.cases_of_pupil(conn, kid.pupil_id)

    def journal(self, kid: Kid) -> list[tuple[str, str]]:
        """Kind and action of every entry of the newest case, oldest first."""
        with self.house.db.read() as conn:
            lines = journal.of_case(conn, self.case(kid).id)
        return [(line.entry.kind.value, line.entry.action) for line in lines]

    def journalled(self, kid: Kid, kind: JournalKind, action: str = "") -> int:
        """How many entries of that kind (and action)."""
        lines = self.journal(kid)
        return sum(one == kind.value and (not action or action == key) for one, key in lines)

    def _check_journals(self) -> None:
        with self.house.db.read() as conn:
            for kid in self.kids.values():
                for case in cases.cases_of_pupil(conn, kid.pupil_id):
                    assert journal.verify(conn, case.id) is None, f"the journal of {case.ref} is broken"
