"""Everything around one case that its messages need, read once: ladder, pupil, people, class size, calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.handlers.house import House, School
from bot.notices.about import About, about
from bot.rules.calendar import Calendar
from bot.rules.draft import Draft
from bot.rules.forms import as_time
from bot.rules.ladder import Ladder, StageAsk
from bot.rules.state import Answer, Ask, AskKind, Case, CaseStatus, Meeting, Surroundings
from bot.rules.values import Person, Pupil
from bot.storage import school as pupils

MENTIONED = 2
"""A team is spoken to by its channel, not by a row of names."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One case and what stands around it, at ``now``."""

    case: Case
    ladder: Ladder
    school: School
    pupil: Pupil | None
    """None where the school has nothing more to do with them: they left, moved, or became protected."""
    people: Mapping[str, Person]
    class_size: int
    surroundings: Surroundings
    now: datetime

    @property
    def calendar(self) -> Calendar:
        """The school's calendar."""
        return self.surroundings.calendar

    @property
    def today(self) -> date:
        """The school's local day."""
        return self.school.today(self.now)

    def local(self, moment: datetime) -> datetime:
        """A moment in the school's own time."""
        return moment.astimezone(ZoneInfo(self.school.timezone))

    def about(self, ask: Ask, display: str | None = None) -> About:
        """The words of an ask's messages; ``display`` where a channel shows more or less than the school's own."""
        return about(
            self.case,
            ask,
            self.ladder,
            language=self.school.language,
            class_size=self.class_size,
            pupil=self.pupil,
            display=display or self.school.display,
            class_min=self.school.class_min,
        )

    @property
    def lang(self) -> str:
        """The language of this school's messages."""
        return self.about(self.case.asks[0]).lang

    def draft(self) -> Draft:
        """The case on the rules' workbench, to ask it things."""
        return Draft(case=self.case, ladder=self.ladder, school=self.surroundings, now=self.now)

    def asked(self, ask: Ask) -> tuple[Person, ...]:
        """Who is spoken to: one or two people by name, a team by its channel."""
        kind, _, of = self.draft().audience(ask).partition(":")
        if kind in ("mentor", "person"):
            return (self.people[of],) if of in self.people else ()
        team = [person for person in self.people.values() if kind in person.roles]
        return tuple(team) if len(team) <= MENTIONED else ()

    def name(self, email: str) -> str:
        """The name of a member of staff; the address where they have left."""
        return self.people[email].name if email in self.people else email

    def stage_ask(self, ask: Ask) -> StageAsk | None:
        """The ladder's own words for an ask of a stage."""
        if ask.kind is not AskKind.STAGE:
            return None
        return next((item for item in self.ladder.stages[ask.stage].asks if item.who == ask.who), None)

    def meeting_at(self, meeting: Meeting) -> datetime | None:
        """When a meeting begins, in the school's own time; None once its answer was redacted."""
        booked = self.answer(meeting.answer_id)
        at = as_time(booked.fields.get("time")) if booked else None
        return None if at is None else datetime.combine(meeting.on, at, ZoneInfo(self.school.timezone))

    def answer(self, answer_id: str) -> Answer | None:
        """An answer of the case."""
        return next((one for one in self.case.answers if one.id == answer_id), None)


def of_mentor(case: Case, pupil: Pupil | None) -> Case:
    """A closed case follows no roster, but is seen by the pupil's mentor of today, not by the one it had then."""
    if pupil is None or case.status is CaseStatus.OPEN:
        return case
    return replace(case, mentor=pupil.mentor)


def scene_of(conn: Connection, house: House, case: Case, now: datetime) -> Scene:
    """Read what stands around a case."""
    around = house.around(conn, case.school)
    pupil = pupils.pupil_of(conn, case.pupil_id, case.school)
    return Scene(
        case=of_mentor(case, pupil),
        ladder=house.ladder(conn, case),
        school=house.school(case.school),
        pupil=pupil,
        people=around.people,
        class_size=around.class_sizes.get(case.class_name, 0),
        surroundings=around.surroundings,
        now=now,
    )
