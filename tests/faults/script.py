"""Eleven days of a small school, done by the real handlers, from whichever step a life begins at.

The world remembers how far the days have come (``step`` in the folder), what was clicked (``clicked``) and that
this was acknowledged (``kept``): a restarted service does not go back in time, and a person who saw nothing happen
clicks again; one who did not see an error does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from bot.chat.slack.client import SlackChat
from bot.handlers.deliver import Deliverer
from bot.handlers.house import House, School
from bot.handlers.inbox import HouseInbox
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.poll import poll
from bot.ladders import load
from bot.ports import ChatUser, Press, PressKind
from bot.sources.csv_folder import CsvFolder
from bot.storage import cases
from bot.storage.db import Database
from tests.faults import school as s
from tests.faults.points import Marks, mark_calls, mark_commits

USER = ChatUser(platform="slack", team="T0LIT", user="U0MAJA")
TOKEN = "xoxb-test"
LADDER = load("se-ostersund-lit")
Step = Callable[["Life"], None]


def house_of(database: Database) -> House:
    """The school as configured."""
    school = School(name=s.NAME, country="SE", timezone=s.ZONE, language="sv", ladder=LADDER)
    return House(db=database, schools=(school,))


class Life:
    """One process, from start to kill or end."""

    def __init__(self, url: str, folder: Path, api_url: str, marks: Marks) -> None:
        self.folder, self._api_url, self._marks = folder, api_url, marks
        self.database = Database(url)
        mark_commits(self.database, marks.hit)
        self.house = house_of(self.database)
        self.moment = s.at(s.THURSDAY, 16)
        self.inbox = HouseInbox(self.house, self.now)

    def now(self) -> datetime:
        """The day of the script."""
        return self.moment

    def monotonic(self) -> float:
        """Real seconds."""
        return monotonic()

    def step(self, number: int) -> None:
        """One step of the script."""
        self.moment, step = STEPS[number]
        self._marks.begin(number)
        step(self)

    def run(self) -> None:
        """Every step that the world has not seen through."""
        done = self.folder / "step"
        begin = int(done.read_text()) if done.exists() else 0
        for number in range(begin, len(STEPS)):
            self.step(number)
            done.write_text(str(number + 1))

    def deliver(self) -> None:
        """Until nothing waits."""
        for _ in range(10):
            if asyncio.run(self._deliver()) == 0:
                return
        raise AssertionError("the outbox does not empty")

    async def _deliver(self) -> int:
        chat = SlackChat(token=TOKEN, who=self.inbox.who, names=str, api_url=self._api_url, pace=0)
        mark_calls(chat.api, self._marks.hit)
        deliverer = Deliverer(self.house, {"slack": chat}, self, settle=timedelta())
        try:
            return (await deliverer.run()).waiting
        finally:
            await chat.close()

    def press(self, pupil_id: str, click_id: str, action: str, fields: dict[str, object]) -> None:
        """The mentor answers the pupil's question, the same one however often."""
        note = self.folder / "clicked"
        if not note.exists():
            self.inbox.linked(USER, s.MENTOR)
            with self.database.read() as conn:
                (case,) = cases.cases_of_pupil(conn, pupil_id)
            note.write_text(case.asks[0].id)
        acknowledged = self.folder / "kept"
        if not acknowledged.exists():
            self.inbox.keep({click_id: note.read_text()})
            acknowledged.touch()
        for ask_id in self.inbox.kept("slack", self.now() + timedelta(days=1)):
            press = Press(click_id=click_id, ask_id=ask_id, action=action, user=USER, fields=fields)
            said = self.inbox.press(press)
            assert said.kind in (PressKind.SAVED, PressKind.SILENT), said


def _poll(life: Life, name: str, first: object, last: object, *, mended: bool = False) -> None:
    s.write_standing(life.folder)
    s.write_attendance(life.folder, name, first, last, mended=mended)  # type: ignore[arg-type]
    poll(life.house, CsvFolder("csv", life.folder, s.ZONE), life.now())


def _jobs(life: Life) -> None:
    note_due(life.house, life.now(), Times())
    work_off(life.house, life.now())


def _click(life: Life) -> None:
    fields: dict[str, object] = {"date": life.now().date().isoformat(), "causes": ("health",)}
    life.press("p1", "slack:click-1", "contacted_guardian", fields)


STEPS: tuple[tuple[datetime, Step], ...] = (
    (s.at(s.THURSDAY, 16), partial(_poll, name="1", first=s.FIRST, last=s.THURSDAY)),
    (s.at(s.THURSDAY, 16, 5), Life.deliver),
    (s.at(s.FRIDAY, 8), _click),
    (s.at(s.FRIDAY, 8, 5), Life.deliver),
    (s.at(s.FRIDAY, 16), partial(_poll, name="2", first=s.FRIDAY, last=s.FRIDAY)),
    (s.at(s.FRIDAY, 16, 5), Life.deliver),
    (s.at(s.MONDAY, 7, 40), _jobs),
    (s.at(s.MONDAY, 7, 45), Life.deliver),
    (s.at(s.MONDAY, 16), partial(_poll, name="3", first=s.MONDAY, last=s.MONDAY, mended=True)),
    (s.at(s.MONDAY, 16, 5), Life.deliver),
    (s.at(s.LATER, 7, 40), _jobs),
    (s.at(s.LATER, 7, 45), Life.deliver),
)
