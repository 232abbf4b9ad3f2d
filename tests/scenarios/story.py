"""A school's story: days pass, people read and press in their chat, everything goes the real way.

CSV folder → poll → rules → database → outbox → a local Slack or Teams; clicks come back as signed requests.
The test's clock is the chats' and the house's: nothing waits, nothing sleeps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import httpx
import sqlalchemy as sa
from starlette.applications import Starlette

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
from tests.scenarios.desk import Desk
from tests.scenarios.desk_slack import Hand, SlackDesk
from tests.scenarios.desk_teams import TeamsDesk
from tests.scenarios.folder import Folder, Kid, as_date, span
from tests.scenarios.people import Reaction, Room, Staff
from tests.scenarios.setting import LIT, Setting
from tests.slack.clock import Clock
from tests.slack.serve import Served
from tests.slack.server import SlackServer

DESKS: Mapping[str, Callable[[], Desk]] = {"slack": SlackDesk, "teams": TeamsDesk}
SLACK: Mapping[str, str] = {"": "slack"}
TEAMS: Mapping[str, str] = {"": "teams"}
MORNING, AFTERNOON = time(7, 40), time(16, 0)
A_MOMENT = 20.0
"""Seconds between two things a person does."""
TRIES = 90


@dataclass(kw_only=True)
class Now:
    """The house's clock: the chats'."""

    clocks: Sequence[Clock]

    def now(self) -> datetime:
        """The time, aware."""
        return datetime.fromtimestamp(self.clocks[0].time(), UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return self.clocks[0].monotonic()

    def advance(self, seconds: float) -> None:
        """Time passes everywhere."""
        for one in self.clocks:
            one.advance(seconds)


class School:
    """``with School(database, folder) as school:``; leaving looks for anything that should not be readable.

    ``chats`` names the chat of each member of staff, or ``""`` the one of all others.
    """

    def __init__(
        self,
        database: Database,
        path: Path,
        setting: Setting = LIT,
        chats: Mapping[str, str] = SLACK,
        **changed: Any,
    ) -> None:
        self.setting = setting.changed(**changed)
        self.zone = ZoneInfo(self.setting.timezone)
        self.chats = chats
        self.desks: dict[str, Desk] = {name: DESKS[name]() for name in sorted(set(chats.values()))}
        self.clock = Now(clocks=[one.clock for one in self.desks.values()])
        self.people = {name: self._person(name) for name in self.setting.people}
        self.kids = self.setting.kids()
        path.mkdir(parents=True, exist_ok=True)
        self.folder = Folder(
            path=path,
            school=self.setting.name,
            kids=[*self.kids.values(), *self.setting.classmates()],
            staff=self.setting.staff(),
            channels=self._channels(),
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
            doubts=self.setting.doubts,
        )
        self.house = House(db=database, schools=(configured,))
        self.source = CsvFolder("csv", path, self.setting.timezone)
        self.inbox = HouseInbox(self.house, self.clock.now)
        inbound = [
            route
            for desk in self.desks.values()
            for route in desk.connect(self.house, self.inbox, self._name_of)
        ]
        self.served = Served(Starlette(routes=inbound))
        self.deliverer = Deliverer(
            self.house, {name: desk.chat for name, desk in self.desks.items()}, self.clock
        )
        self.today = as_date(self.setting.start)

    def __getattr__(self, name: str) -> Any:
        """``school.anna``, ``school.kim``: people and pupils by their first name."""
        for found in (self.__dict__.get("people", {}), self.__dict__.get("kids", {})):
            if name in found:
                return found[name]
        raise AttributeError(name)

    def __enter__(self) -> Self:
        for one in self.clock.clocks:
            one.freeze()
        self.served.start()
        for name, desk in self.desks.items():
            mine = [one for key, one in self.setting.people.items() if self._chat_of(key) == name]
            desk.open(mine, sorted({room for one in mine for room in one.rooms}), self.served)
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        calendar = self.calendar
        for desk in self.desks.values():
            if kind is None:
                canary.check(desk, self.folder.kids, calendar, self.zone)
            desk.close(kind, self.served)
        self.served.stop()
        if kind is None:
            self._check_journals()

    def _begin(self) -> None:
        """The roster, and registers from the term's first day up to the day before the story begins."""
        self.folder.write_roster()
        self.at(self.today - timedelta(days=1), AFTERNOON)
        poll(self.house, self.source, self.clock.now())
        for desk in self.desks.values():
            desk.install()
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
        self.clock.advance(wanted - self.clock.clocks[0].time())

    def pass_time(self, **span: float) -> None:
        """Minutes or seconds go by."""
        self.clock.advance(timedelta(**span).total_seconds())

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

    def _chat_of(self, name: str) -> str:
        return self.chats.get(name, self.chats[""])

    def _desk_of(self, room: str) -> Desk:
        """The chat in which the people of a room are."""
        for key, one in self.setting.people.items():
            if room in (*one.rooms, one.user):
                return self.desks[self._chat_of(key)]
        return next(iter(self.desks.values()))

    def _channels(self) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for audience, room in self.setting.channels().items():
            if room.startswith("@"):
                user = next(one.user for one in self.setting.people.values() if one.email == room[1:])
                found[audience] = (self._desk_of(user).name, room)
            else:
                desk = self._desk_of(room)
                found[audience] = (desk.name, desk.address(room))
        return found

    def _person(self, name: str) -> Staff:
        return Staff(school=self, who=self.setting.people[name], desk=self.desks[self._chat_of(name)])

    def _name_of(self, email: str) -> str:
        with self.house.db.read() as conn:
            person = staff.person(conn, email)
        return person.name if person else ""

    def act(self, who: Staff, what: Callable[[Desk], httpx.Response]) -> Reaction:
        """Something a person does; what they then see. Delivery is woken, as in the service."""
        before = who.desk.moment(who.who)
        answer = what(who.desk)
        assert answer.status_code == 200, answer.text
        self.served.run(who.desk.settled())
        view, line, errors = who.desk.since(who.who, before)
        self.deliver()
        self.pass_time(seconds=A_MOMENT)
        return Reaction(view=view, line=line, errors=errors)

    # --- what is to be read ------------------------------------------------------------------------

    def room(self, address: str) -> Room:
        """A channel (``8C``, ``EHT``), or a person's direct message by user id."""
        known = {"8C": "C8C", "7B": "C7B", "EHT": "CEHT"}
        room = known.get(address, address)
        return Room(desk=self._desk_of(room), address=room)

    @property
    def slack(self) -> SlackServer:
        """The workspace, for what only Slack has."""
        return self._slack_desk.server

    @property
    def hand(self) -> Hand:
        """Slack's own side: what it sends again, who leaves a channel."""
        return self._slack_desk.hand

    @property
    def _slack_desk(self) -> SlackDesk:
        desk = self.desks["slack"]
        assert isinstance(desk, SlackDesk)
        return desk

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
