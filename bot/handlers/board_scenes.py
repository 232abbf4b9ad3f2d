"""Many cases of one school at once: what is the same for all of them is read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from bot.handlers.board_rooms import LOCAL, Directory, directory
from bot.handlers.house import Around, House, School
from bot.handlers.scene import Scene, of_mentor
from bot.handlers.school_posts import known_as
from bot.notices.model import Notice
from bot.notices.texts import language_for
from bot.rules.calendar import Calendar
from bot.rules.ladder import Ladder
from bot.rules.state import Case, Surroundings
from bot.rules.values import Pupil
from bot.storage import cases, posts
from bot.storage import school as roster
from bot.storage.posts import Post


@dataclass(frozen=True, kw_only=True)
class Scenes:
    """One school at ``now``, within one snapshot of the database."""

    conn: Connection
    house: House
    school: School
    now: datetime
    kept: Mapping[str, Notice] = field(default_factory=dict)
    """Posts about the whole school as they were sent, by the key they were sent with."""
    _made: dict[str, Scene] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """The name by which the roster knows the school."""
        return known_as(self.conn, self.house, self.school)

    @property
    def lang(self) -> str:
        """The language of the school's messages."""
        return language_for(self.school.language, self.school.ladder.country)

    @property
    def today(self) -> date:
        """The school's local day."""
        return self.school.today(self.now)

    @cached_property
    def _around(self) -> Around:
        return self.house.around(self.conn, self.name)

    @property
    def surroundings(self) -> Surroundings:
        """What decisions need of the school."""
        return self._around.surroundings

    @property
    def calendar(self) -> Calendar:
        """The school's calendar."""
        return self.surroundings.calendar

    @cached_property
    def directory(self) -> Directory:
        """Rooms and people."""
        known = directory(self.conn, self.name, self.lang)
        return known.with_direct({post.receipt.channel for post in self.posts})

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """Everything said in the local chat, the oldest first."""
        return posts.posts_on(self.conn, LOCAL)

    @cached_property
    def pupils(self) -> dict[str, Pupil]:
        """Who is at the school now, by id."""
        return {one.pupil_id: one for one in roster.pupils(self.conn, self.name)}

    @cached_property
    def cases(self) -> dict[str, Case]:
        """Every case of the school by id: the page shows settled messages too."""
        found = cases.cases_of_school(self.conn, self.name, date.min)
        return {case.id: of_mentor(case, self.pupils.get(case.pupil_id)) for case in found}

    def case_by_ref(self, ref: str) -> Case | None:
        """The case of that reference, or None."""
        return next((case for case in self.cases.values() if case.ref == ref), None)

    def case_by_ask(self, ask_id: str) -> Case | None:
        """The case of the school to which the ask belongs, or None."""
        found = cases.case_by_ask(self.conn, ask_id)
        return self.cases.get(found.id) if found else None

    def ladder(self, case: Case) -> Ladder:
        """The ladder pinned on the case."""
        return self.house.ladder(self.conn, case)

    def of(self, case: Case) -> Scene:
        """Everything around the case that its messages need."""
        if case.id not in self._made:
            self._made[case.id] = Scene(
                case=case,
                ladder=self.ladder(case),
                school=self.house.school(case.school),
                pupil=self.pupils.get(case.pupil_id),
                people=self.directory.people,
                class_size=self._around.class_sizes.get(case.class_name, 0),
                surroundings=self.surroundings,
                now=self.now,
            )
        return self._made[case.id]
