"""Canaries: a sample school lives thirty days, staff answer, and nothing of any pupil stands where others read it."""

from __future__ import annotations

import asyncio
import csv
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.demo.model import SamplePlan
from bot.demo.school import plan, write_day, write_school
from bot.handlers.deliver import Deliverer
from bot.handlers.house import House, School
from bot.handlers.inbox import HouseInbox
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.poll import poll
from bot.ladders import load
from bot.notices.model import Field, FieldKind, Form, Notice, NoticeKind
from bot.ports import ChatUser, Press, PressKind, Receipt
from bot.sources.csv_folder import CsvFolder
from bot.storage import cases
from bot.storage import tables as t
from bot.storage.columns import metadata
from bot.storage.db import Database
from tests.databases import fresh_url
from tests.handlers.posting import Posts, Standing
from tests.notices.reading import words

DAYS = 30
GIVEN, FAMILY, WRITTEN = "Kanarie", "Fågelsson", "Hemligheten"
PUPIL = re.compile(rf"{GIVEN}|{FAMILY}|{WRITTEN}|\b[LA]\d{{4}}\b")
FIGURE = re.compile(r"\d\s?%|\d\s?(tim\b|timm|tuntia|lektion|tillfäll|hours?\b)")
CAUSE = re.compile(
    r"sjuk(?!sköt)|hälsoskäl|ledig|orosanm|barnskydd|lastensuojelu|socialt|samtyck|ogiltig|giltig|oanmäl",
    re.I,
)
OVERVIEWS = frozenset({NoticeKind.DIGEST, NoticeKind.REVIEW, NoticeKind.TASKS})
"""Sums over classes stand in them; what they may say is tested with them."""


@dataclass
class Record(Posts):
    """Keeps updates too: whatever stood in a channel at any time."""

    shown: list[tuple[str, Notice]] = field(default_factory=list)

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """Keep it."""
        self.shown.append((address, notice))
        return await super().post(address, notice, key, thread)

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """Keep it."""
        self.shown.append((receipt.channel, notice))


@dataclass
class Life:
    """A sample school, its database and its chat, day by day."""

    sample: SamplePlan
    folder: Path
    db: Database
    chat: Record = field(default_factory=Record)
    clicks: int = 0
    pressed: Counter[PressKind] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        school = School(
            name=self.sample.name,
            country=self.sample.country,
            timezone=self.sample.timezone,
            language=self.sample.language,
            ladder=load(self.sample.ladder),
        )
        self.house = House(db=self.db, schools=(school,))
        self.source = CsvFolder("csv", self.folder, self.sample.timezone)
        write_school(self.sample, self.folder)

    def at(self, day: date, hour: int) -> datetime:
        """An hour of the school's day."""
        return datetime.combine(day, time(hour), ZoneInfo(self.sample.timezone))

    def live(self, day: date, *, answering: bool) -> None:
        """Morning: what is due. Noon: some staff answer. Afternoon: the registers come."""
        self._say(self.at(day, 8))
        if answering:
            self._answer(self.at(day, 12))
        write_day(self.sample, self.folder, day)
        mark_names(self.folder / "roster.csv")
        poll(self.house, self.source, self.at(day, 15))
        self._say(self.at(day, 15))

    def _say(self, now: datetime) -> None:
        note_due(self.house, now, Times())
        work_off(self.house, now)
        asyncio.run(Deliverer(self.house, {"local": self.chat}, Standing(now)).run())

    def _answer(self, now: datetime) -> None:
        """Everybody who is asked gives the first answer that is open to them, with something secret in each field."""
        inbox = HouseInbox(self.house, lambda: now)
        with self.db.read() as conn:
            waiting = [
                (ask, case)
                for case in cases.open_cases(conn, self.sample.name)
                for ask in case.waiting
                if ask.asked_on < now.date()
            ]
        for ask, case in waiting:
            who = ask.person or (case.mentor if ask.who == "mentor" else self._staff(ask.who))
            shown = next((n for _, n in reversed(self.chat.shown) if n.ask_id == ask.id and n.buttons), None)
            if shown is None or not who:
                continue
            places = (*shown.buttons, *shown.overflow)
            keys = [one.key for one in places if one.key not in ("show", "open", "explain")]
            for key in ("show", *keys[self.clicks % len(keys) :][:1]) if keys else ("show",):
                self._press(inbox, ask.id, key, who, now.date())

    def _press(self, inbox: HouseInbox, ask_id: str, key: str, who: str, today: date) -> None:
        user = ChatUser(platform="local", team="", user=who)
        self.clicks += 1
        press = Press(click_id=f"c{self.clicks}", ask_id=ask_id, action=key, user=user)
        answer = inbox.press(press)
        if answer.kind is PressKind.FORM and answer.form is not None:
            sent = Press(
                click_id=f"c{self.clicks}-form",
                ask_id=ask_id,
                action=key,
                user=user,
                fields=filled(answer.form, today),
            )
            answer = inbox.press(sent)
        self.pressed[answer.kind] += 1
        if answer.redraw is not None:
            self.chat.shown.append(("redrawn", answer.redraw))

    def _staff(self, role: str) -> str:
        return next((one.email for one in self.sample.staff if one.role == role), "")


def mark_names(roster: Path) -> None:
    """Every pupil in the roster gets a name that stands nowhere else."""
    with roster.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        row["given_name"], row["family_name"] = f"{GIVEN}{number}", f"{FAMILY}{number}"
    with roster.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def filled(form: Form, today: date) -> dict[str, object]:
    """The form with every field filled in."""
    return {one.key: _value(one, today) for one in form.fields}


def _value(one: Field, today: date) -> object:
    match one.kind:
        case FieldKind.LIST:
            return [{column.key: _value(column, today) for column in one.fields}]
        case FieldKind.DATE:
            day = min(max(today, one.earliest or today), one.latest or date.max)
            return day.isoformat()
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return f"{WRITTEN} om eleven"
        case FieldKind.CHOICES:
            return (one.options[0].key,)
        case FieldKind.TIME:
            return "14:30"
    return one.options[0].key if one.options else "yes"


@pytest.fixture(params=["ostersund", "nyland"], scope="module")
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    folder = tmp_path_factory.mktemp("canary")
    with fresh_url("sqlite", folder) as url:
        made = Life(sample=plan(request.param), folder=folder / "school", db=Database(url))
        mark_names(made.folder / "roster.csv")
        logged = folder / "log"
        handler = logging.FileHandler(logged, encoding="utf-8")
        root = logging.getLogger()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        for number, day in enumerate(made.sample.school_days[:DAYS]):
            made.live(day, answering=number % 2 == 1)
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()
        yield made
        made.db.close()


def test_the_school_has_really_lived(life: Life) -> None:
    """Else nothing below would mean anything."""
    kinds = Counter(notice.kind for _, notice in life.chat.shown)
    assert kinds[NoticeKind.ALERT] > 5
    assert kinds[NoticeKind.ANSWERED] > 3
    assert kinds[NoticeKind.DIGEST] > 3
    assert life.pressed[PressKind.SAVED] > 5
    with life.db.read() as conn:
        assert WRITTEN in repr(conn.execute(sa.select(t.answer.c.body)).all()), "secrets were written"
        assert GIVEN in repr(conn.execute(sa.select(t.pupil)).all())


def test_no_message_and_no_push_text_names_a_pupil(life: Life) -> None:
    for address, notice in life.chat.shown:
        found = PUPIL.search(f"{notice.fallback}\n{words(notice)}")
        assert found is None, f"{found} in {address}: {words(notice)}"


def test_no_message_gives_a_figure_or_a_cause(life: Life) -> None:
    for address, notice in life.chat.shown:
        said = f"{notice.fallback}\n{words(notice)}".replace("\u00a0", " ")
        if notice.kind not in OVERVIEWS:
            assert FIGURE.search(said) is None, f"{FIGURE.search(said)} in {address}: {said}"
            assert CAUSE.search(said) is None, f"{CAUSE.search(said)} in {address}: {said}"


def test_no_push_text_gives_a_figure_or_a_cause_whatever_it_announces(life: Life) -> None:
    for address, notice in life.chat.shown:
        assert FIGURE.search(notice.fallback) is None, f"{address}: {notice.fallback}"
        assert CAUSE.search(notice.fallback) is None, f"{address}: {notice.fallback}"


def test_what_buttons_carry_is_opaque(life: Life) -> None:
    for _, notice in life.chat.shown:
        for button in (*notice.buttons, *notice.overflow):
            assert PUPIL.search(f"{button.key} {button.ask_id} {button.label} {button.alt}") is None
        assert PUPIL.search(notice.ask_id) is None


def test_the_outbox_and_the_journal_know_no_pupil(life: Life) -> None:
    with life.db.read() as conn:
        for table in (t.outbox, t.post, t.lane, t.due_work, t.source, t.journal, t.click, t.asks):
            for row in conn.execute(sa.select(table)):
                found = PUPIL.search(repr(tuple(row)))
                assert found is None, f"{found} in {table.name}: {row}"


def test_nothing_of_a_protected_pupil_is_stored(life: Life) -> None:
    hidden = [one.pupil_id for one in life.sample.pupils if one.protected != "no"]
    assert hidden
    told = re.compile("|".join(hidden))
    with life.db.read() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(sa.select(table)):
                assert told.search(repr(tuple(row))) is None, table.name


def test_the_log_names_nobody(life: Life) -> None:
    logged = (life.folder.parent / "log").read_text(encoding="utf-8")
    assert PUPIL.search(logged) is None
