"""Invented schools fed poll by poll: what a source gives is said lesson by lesson, who gets asked is read back.

Four lessons of an hour every school day: ``"PPAI"`` is two present, one validly and one invalidly absent;
``U`` no register, ``L`` late half the lesson, ``C`` cancelled or deleted, ``-`` nothing said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.handlers.house import House, School
from bot.handlers.inbox import HouseInbox
from bot.handlers.poll import Polled, poll
from bot.ladders import read
from bot.ports import Batch, ChannelAddress, ChatUser, DayOff, Press, Pressed, Roster, RowProblem, SchoolSpan
from bot.rules.ladder import Ladder
from bot.rules.state import Ask, Case, CaseStatus
from bot.rules.values import Crossing, Person, Pupil
from bot.storage import cases, crossings
from bot.storage.db import Database
from bot.storage.journal import Line, of_case
from tests.storage.make import frame

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 8, 17), date(2026, 12, 18)
MONDAY = FIRST
LIT = "Lits skola"
FULL = "PPPP"
MARKS: Mapping[str, Mapping[str, Any]] = {
    "P": {"status": "present"},
    "A": {"status": "absent", "absent": 60, "kind": "valid", "reason": "health"},
    "I": {"status": "absent", "absent": 60, "kind": "invalid"},
    "N": {"status": "absent", "absent": 60, "kind": "unresolved"},
    "L": {"status": "late", "absent": 30, "kind": "invalid"},
    "U": {"status": "unreported"},
    "C": {"deleted": True},
}
HOURS = """\
id: hours
name: {en: Hours}
country: SE
version: 1
stages:
  four:
    title: {sv: Fyra timmar, en: Four hours}
    when: {any: [{hours: {over: 4, this: school year}}]}
    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}, closed_it: {closes: true}}}]
  eight:
    title: {sv: Åtta timmar, en: Eight hours}
    when: {any: [{hours: {over: 8, this: school year}}]}
    asks: [{who: health_team, within: 1 week, actions: {met: {}}}]
"""


def ladder(text: str = HOURS, **words: str) -> Ladder:
    """A ladder's text, with some words replaced: ``ladder(HOURS, **{"over: 4": "over: 2"})``."""
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    return read(text, "test.yaml")


def school_of(name: str = LIT, steps: Ladder | None = None, **changes: Any) -> School:
    """A Swedish school; ``changes`` are fields of School."""
    made = School(
        name=name, country="SE", timezone="Europe/Stockholm", language="sv", ladder=steps or ladder()
    )
    return replace(made, **changes)


def pupil(pupil_id: str, school: str = LIT, class_name: str = "8C", **changes: Any) -> Pupil:
    """A pupil with a name that stands nowhere else; the class's mentor is ``8c@SCHOOL.example``."""
    made = Pupil(
        pupil_id=pupil_id,
        given_name=f"Kanarie{pupil_id}",
        family_name=f"Fågelsson{pupil_id}",
        class_name=class_name,
        grade=int(class_name[0]),
        school=school,
        mentor=email(class_name, school),
    )
    return replace(made, **changes)


def email(word: str, school: str = LIT) -> str:
    """Somebody's address at a school."""
    return f"{word.lower()}@{school.split()[0].lower()}.example"


def staff_of(school: str, classes: Iterable[str]) -> tuple[Person, ...]:
    """A mentor per class, and one person for each role."""
    roles = {email(key, school): "mentor" for key in classes}
    roles |= {email(role, school): role for role in ("nurse", "special_educator", "health_team", "principal")}
    return tuple(
        Person(email=address, name=f"Namn {address}", school=school, roles=frozenset({role}))
        for address, role in roles.items()
    )


@dataclass
class Feed:
    """A source that gives what the test laid in it, once."""

    roster: Roster | None
    name: str = "feed"
    rows: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()

    def read(self, taken: Mapping[str, str]) -> Batch:
        """Everything laid in since the last time, together with the roster."""
        rows, self.rows = self.rows, []
        records = frame(*rows)
        return Batch(
            roster=self.roster, records=records, files=self.files, problems=self.problems, protected_rows=0
        )


class Town:
    """One installation with its schools, and the ways to see what came of a poll."""

    def __init__(
        self, db: Database, schools: Sequence[School] = (), pupils: Sequence[Pupil] = (pupil("p1"),)
    ) -> None:
        self.db = db
        self.house = House(db=db, schools=tuple(schools) or (school_of(),))
        self.clock = datetime(2026, 8, 17, tzinfo=UTC)
        self.feed = Feed(roster=self.roster(pupils))
        self.clicks = 0

    def roster(self, pupils: Sequence[Pupil], **changes: Any) -> Roster:
        """The whole roster of these pupils: staff, one term, a channel for every audience."""
        names = [one.name for one in self.house.schools]
        classes = {name: sorted({p.class_name for p in pupils if p.school == name}) for name in names}
        staff = tuple(person for name in names for person in staff_of(name, classes[name]))
        made = Roster(
            pupils=tuple(pupils),
            staff=staff,
            terms=tuple(SchoolSpan(school=name, name="HT26", first=FIRST, last=LAST) for name in names),
            channels=tuple(_channel(person) for person in staff),
        )
        return replace(made, **changes)

    @property
    def pupils(self) -> tuple[Pupil, ...]:
        """Who is in the roster that the source gives."""
        assert self.feed.roster is not None
        return self.feed.roster.pupils

    def enrol(self, *pupils: Pupil, protected: Iterable[str] = (), **changes: Any) -> None:
        """From now on the source gives this roster."""
        self.feed.roster = self.roster(pupils, protected=frozenset(protected), **changes)

    def give(self, day: date, **marks: str) -> None:
        """A day's registers; who is not named is present all day."""
        for one in self.pupils:
            self.say(one.pupil_id, day, marks.get(one.pupil_id, FULL))

    def say(self, pupil_id: str, day: date, marks: str) -> None:
        """One pupil's registers of a day, or corrections of them."""
        for place, mark in enumerate(marks):
            if mark != "-":
                self.feed.rows.append(record(pupil_id, day, place, mark))

    def poll(self, day: date, hour: int = 16) -> Polled:
        """A poll at this hour of the first school's day."""
        zone = ZoneInfo(self.house.schools[0].timezone)
        self.clock = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
        return poll(self.house, self.feed, self.clock)

    def days(self, first: date, count: int, **marks: str) -> date:
        """Polls of ``count`` school days, each on its day, everybody by the same marks. The last day."""
        days = school_days(first, count)
        for day in days:
            self.give(day, **marks)
            self.poll(day)
        return days[-1]

    def edit(self, **changes: Any) -> None:
        """The first school's configuration is changed, and the program started anew."""
        first, *rest = self.house.schools
        self.house = House(db=self.db, schools=(replace(first, **changes), *rest))

    # --- what came of it ----------------------------------------------------------------------------

    def cases(self, pupil_id: str = "p1") -> tuple[Case, ...]:
        """Every case of a pupil, the oldest first."""
        with self.db.read() as conn:
            return cases.cases_of_pupil(conn, pupil_id)

    def case(self, pupil_id: str = "p1") -> Case:
        """The one case of a pupil."""
        (one,) = self.cases(pupil_id)
        return one

    def stages(self, pupil_id: str = "p1") -> list[tuple[date, str]]:
        """What stands raised for a pupil, by day."""
        return [(one.day, one.stage) for one in self.raised(pupil_id)]

    def raised(self, pupil_id: str = "p1") -> list[Crossing]:
        """Crossings that were not withdrawn."""
        return [
            one.crossing
            for steps in {one.ladder.id for one in self.house.schools}
            for one in self._all(pupil_id, steps)
            if one.withdrawn_on is None
        ]

    def _all(self, pupil_id: str, ladder_id: str) -> tuple[crossings.Raised, ...]:
        with self.db.read() as conn:
            return crossings.raised(conn, pupil_id, ladder_id)

    def journal(self, case: Case | None) -> list[str]:
        """The kinds of a case's journal, or of the journal of nobody's case."""
        return [line.entry.kind.value for line in self.lines(case)]

    def lines(self, case: Case | None) -> tuple[Line, ...]:
        """A case's journal."""
        with self.db.read() as conn:
            return of_case(conn, case.id if case else "")

    def inbox(self) -> HouseInbox:
        """What a chat hands its input to."""
        return HouseInbox(self.house, lambda: self.clock)

    def press(
        self,
        ask: Ask | str,
        action: str,
        by: str | ChatUser,
        fields: Mapping[str, object] | None = None,
        click_id: str = "",
    ) -> Pressed:
        """A click in the local chat, each with an id of its own."""
        self.clicks += 1
        user = ChatUser(platform="local", team="", user=by) if isinstance(by, str) else by
        press = Press(
            click_id=click_id or f"click-{self.clicks}",
            ask_id=ask if isinstance(ask, str) else ask.id,
            action=action,
            user=user,
            fields=fields,
        )
        return self.inbox().press(press)

    def close(self, pupil_id: str = "p1") -> None:
        """The mentor closes the pupil's open case."""
        case = next(one for one in self.cases(pupil_id) if one.status is CaseStatus.OPEN)
        self.press(case.waiting[0], "closed_it", case.mentor)
        assert self.cases(pupil_id)[-1].status is CaseStatus.CLOSED


def record(pupil_id: str, day: date, place: int, mark: str) -> dict[str, Any]:
    """One lesson, as :func:`tests.storage.make.frame` takes it."""
    return {
        "record_id": f"{pupil_id}/{day}/{place}",
        "pupil_id": pupil_id,
        "day": day,
        "starts": 480 + 60 * place,
        "ends": 540 + 60 * place,
        "scheduled": 60,
        **MARKS[mark],
    }


def school_days(first: date, count: int) -> list[date]:
    """Weekdays from ``first``; in the autumn of 2026 no public holiday falls on one before Christmas."""
    days = (first + n * DAY for n in range(2 * count + 3))
    return [day for day in days if day.weekday() < 5][:count]


def days_off(school: str, *days: date) -> tuple[DayOff, ...]:
    """Days off of a school."""
    return tuple(DayOff(school=school, day=day, name="lov") for day in days)


def _channel(person: Person) -> ChannelAddress:
    (role,) = person.roles
    to = person.email if role == "mentor" else person.school
    return ChannelAddress(audience=f"{role}:{to}", platform="local", address=f"room-{person.email}")
