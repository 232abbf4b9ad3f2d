"""Small ladders written by hand, and a story: one case told event by event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from bot.rules.calendar import Calendar, Term
from bot.rules.case import decide
from bot.rules.ladder import Action, FollowUpRule, Ladder, Span, Stage, StageAsk, Unit
from bot.rules.state import (
    Answer,
    Ask,
    AskKind,
    AskStatus,
    Case,
    Clicked,
    Corrected,
    Crossed,
    DayBegan,
    Decision,
    Entry,
    Event,
    JournalKind,
    Judged,
    Opening,
    Out,
    OutKind,
    Surroundings,
    Undeliverable,
)
from bot.rules.values import Crossing, Figure, Window

SCHOOL = "Lits skola"
ANNA, OMAR, SARA, REKTOR, NELLI = (
    f"{name}@lit.example" for name in ("anna", "omar", "sara", "rektor", "nelli")
)
"""Mentor, her deputy, special educator, principal, nurse."""
WEEK = Span(5, Unit.SCHOOL_DAYS)
TWO_WEEKS = Span(2, Unit.WEEKS)
ROLES = frozenset({"mentor", "nurse", "special_educator", "health_team", "principal", "teacher"})
DAY = timedelta(days=1)

AUTUMN_BREAK = frozenset(date(2026, 11, 2) + n * DAY for n in range(5))
CALENDAR = Calendar(
    days_off=AUTUMN_BREAK,
    terms=(
        Term("HT26", date(2026, 8, 18), date(2026, 12, 18)),
        Term("VT27", date(2027, 1, 11), date(2027, 6, 11)),
    ),
)
AROUND = Surroundings(calendar=CALENDAR, timezone="Europe/Stockholm", deputies={ANNA: OMAR}, staffed=ROLES)
TUESDAY = date(2026, 11, 24)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A clock time of the school's day, in UTC (one hour behind in winter)."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def nov(day: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, day)


def dec(day: int) -> date:
    """A day of December 2026."""
    return date(2026, 12, day)


def act(key: str, **keys: object) -> Action:
    """An action with keys of the ladder language."""
    return replace(Action(key=key), **keys)  # type: ignore[arg-type]  # replace() is not typed per field


def ask(
    who: str,
    *actions: str | Action,
    within: Span = WEEK,
    needed: tuple[str, ...] = (),
    after: tuple[str, ...] = (),
) -> StageAsk:
    """An ask of a stage."""
    made = [Action(key=one) if isinstance(one, str) else one for one in actions]
    return StageAsk(
        who=who, within=within, actions={one.key: one for one in made}, needed=needed, asked_after=after
    )


def follow(**keys: object) -> FollowUpRule:
    """A follow-up after two weeks, with keys of the ladder language."""
    return replace(FollowUpRule(after=TWO_WEEKS), **keys)  # type: ignore[arg-type]  # as above


def stage(key: str, *asks: StageAsk, **keys: object) -> Stage:
    """A stage; :func:`ladder` numbers it."""
    made = Stage(key=key, number=0, title={}, asks=asks)
    return replace(made, **keys)  # type: ignore[arg-type]  # as above


def ladder(*stages: Stage, always: Iterable[Action] = (), roles: dict[str, str] | None = None) -> Ladder:
    """A ladder of these stages, in order."""
    return Ladder(
        id="x",
        name={},
        country="SE",
        roles=roles or {},
        always={one.key: one for one in always},
        stages={one.key: replace(one, number=n) for n, one in enumerate(stages, 1)},
    )


def crossing(key: str, period: str = "1", day: date = TUESDAY, skipped: tuple[str, ...] = ()) -> Crossing:
    """A stage is raised by figures."""
    figure = Figure(
        stage=key,
        line=0,
        measure="share",
        value=Fraction(1, 7),
        operator="at_least",
        limit=Fraction(1, 10),
        window=Window(first=day - 27 * DAY, last=day),
        holds=True,
        given=112,
        reported=110,
    )
    return Crossing(pupil_id="p1", stage=key, day=day, figure=figure, period=period, skipped=skipped)


MORNING = at(TUESDAY)
OPENING = Opening(
    id="3f1c9a",
    ref="K7M2",
    school=SCHOOL,
    pupil_id="p1",
    class_name="8C",
    mentor=ANNA,
    ladder_digest="d1",
)


@dataclass
class Story:
    """One case, told event by event. ``out`` and ``journal`` are those of the last event, ``all`` of the whole."""

    ladder: Ladder
    school: Surroundings = AROUND
    now: datetime = MORNING
    maybe: Case | None = None
    last: Decision = field(default_factory=lambda: Decision(case=None))
    all: list[Entry] = field(default_factory=list)
    said: list[tuple[date, OutKind, str]] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """The case as it stands."""
        assert self.maybe is not None
        return self.maybe

    @property
    def today(self) -> date:
        """The day of the story."""
        return self.now.date()

    def do(self, event: Event) -> Decision:
        """Let something happen now."""
        self.last = decide(self.maybe, event, self.ladder, self.school, self.now)
        self.maybe = self.last.case or self.maybe
        self.all += self.last.journal
        self.said += [(self.today, out.kind, out.to) for out in self.last.out]
        return self.last

    # --- what happens

    def cross(self, key: str, period: str = "1", skipped: tuple[str, ...] = ()) -> Decision:
        """Figures raise a stage."""
        return self.do(Crossed(crossing=crossing(key, period, self.today, skipped), opening=OPENING))

    def correct(self, key: str, period: str = "1") -> Decision:
        """A correction takes a crossing away."""
        return self.do(Corrected(stage=key, period=period))

    def judge(self, key: str, person: str = ANNA, role: str = "mentor") -> Decision:
        """Somebody raises a concern."""
        return self.do(Judged(click_id="j", person=person, role=role, stage=key, opening=OPENING))

    def press(
        self, action: str, who: str | Ask = "mentor", by: str = ANNA, role: str = "", **fields: object
    ) -> Decision:
        """Press a button of an audience's living ask (the latest), or of an ask whatever became of it."""
        asked = self.to(who) if isinstance(who, str) else who
        return self.do(
            Clicked(
                click_id="c", ask_id=asked.id, action=action, person=by, role=role or asked.who, fields=fields
            )
        )

    def fails(self, asked: Ask, why: str = "channel_not_found") -> Decision:
        """A message about an ask cannot be delivered."""
        return self.do(Undeliverable(ask_id=asked.id, why=why))

    def later(self, minutes: int) -> Story:
        """Some minutes pass."""
        self.now += timedelta(minutes=minutes)
        return self

    def until(self, day: date) -> Story:
        """Days pass, each begins at eight; then it is nine o'clock on ``day``."""
        while self.today < day:
            self.now = at(self.today + DAY, 8)
            self.do(DayBegan())
        self.now = at(day)
        return self

    # --- what one sees

    def to(self, who: str, kind: AskKind | None = None) -> Ask:
        """The latest living ask to a role."""
        return [a for a in self.case.waiting if a.who == who and kind in (None, a.kind)][-1]

    def asked(self) -> list[tuple[AskKind, str, str]]:
        """Kind, stage and role of each living ask."""
        return [(a.kind, a.stage, a.who) for a in self.case.waiting]

    def ask(self, asked: Ask) -> Ask:
        """The ask as it stands now."""
        found = self.case.ask(asked.id)
        assert found is not None
        return found

    def status(self, asked: Ask) -> AskStatus:
        """What became of an ask."""
        return self.ask(asked).status

    def outs(self, *kinds: OutKind) -> list[str]:
        """Audiences of the last event's messages of these kinds."""
        return [out.to for out in self.last.out if out.kind in kinds]

    def redrawn(self) -> set[str]:
        """Ids of the asks the last event redraws."""
        return {out.ask_id for out in self.last.out if out.kind is OutKind.REDRAW}

    def kinds(self) -> list[JournalKind]:
        """Kinds of the last event's journal entries."""
        return [entry.kind for entry in self.last.journal]

    def entry(self, kind: JournalKind) -> Entry:
        """The last event's first entry of a kind."""
        return next(entry for entry in self.last.journal if entry.kind is kind)

    def booked(self) -> list[tuple[str, date]]:
        """Stage and day of each booked follow-up."""
        return [(f.stage, f.on) for f in self.case.follow_ups]

    def latest(self) -> Answer:
        """The latest answer."""
        return self.case.answers[-1]


def intents(outs: Iterable[Out], *kinds: OutKind) -> set[tuple[OutKind, str]]:
    """Kind and audience of the messages of these kinds."""
    return {(out.kind, out.to) for out in outs if out.kind in kinds}
