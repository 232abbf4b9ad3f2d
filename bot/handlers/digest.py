"""The Monday digest (måndagsöversikt, maanantaikatsaus) to the principal: put once, worded when it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.handlers.house import House, School
from bot.handlers.school_posts import DIGEST, known_as, places_of, post_id, put
from bot.notices import compose_digest
from bot.notices.actions import CLOSED, HEALTH_TEAM_ONLY, PRIVATE
from bot.notices.compose_digest import ClassRow, Coverage, Duty, Helped, Waiting, Week
from bot.notices.model import Notice
from bot.notices.texts import language_for
from bot.rules import digest as sums
from bot.rules import stretch
from bot.rules.calendar import Calendar
from bot.rules.days import DaysView
from bot.rules.digest import Followed, Waits
from bot.rules.ladder import Action, Block, Ladder
from bot.rules.pressed import KEEPS_ASK
from bot.rules.roles import PRINCIPAL
from bot.rules.state import Case
from bot.rules.stretch import DAYS, ClassSum, Effect, PupilSum, Stretch
from bot.rules.values import Pupil, PupilDay, Window
from bot.storage import cases, doubts, rollup, sources, staff
from bot.storage import school as roster

AT_ONCE = 200
"""Pupils whose days are held in memory at a time."""
A_YEAR = timedelta(days=365)
GOOD_TIME = timedelta(weeks=3)
"""So long before the last known term ends the principal is told."""
NO_STEP = frozenset(
    {"improved", "not_improved", "arrived", "not_arrived", "follow_up_later", "not_worrying", "duty_done"}
)
"""Answers that look at a pupil's attendance, but do nothing for it."""
LEFT_OUT = CLOSED | HEALTH_TEAM_ONLY | PRIVATE | KEEPS_ASK | NO_STEP
"""Steps the principal's channel never hears of, not even summed up, and answers that are no steps."""


def put_digest(conn: Connection, house: House, school: School, day: date, now: datetime) -> None:
    """Put the digest of ``day`` into the principal's channels, once however often this is called."""
    name = known_as(conn, house, school)
    heads = [person.email for person in staff.people(conn, name) if PRINCIPAL in person.roles]
    put(conn, DIGEST, school, day, places_of(conn, name, f"{PRINCIPAL}:{name}", heads), now)


def digest_notice(conn: Connection, house: House, school: School, day: date, now: datetime) -> Notice:
    """The digest of ``day`` as things are ``now``."""
    ladder = school.ladder
    own = {
        key: action
        for one in ladder.stages.values()
        for ask in one.asks
        for key, action in ask.actions.items()
    }
    actions: dict[str, Action] = {**ladder.always, **own}
    return compose_digest.digest(
        language_for(school.language, ladder.country),
        week_of(conn, house, school, day, now),
        ask_id=post_id(DIGEST, school.name, day),
        actions=actions,
    )


def is_past(school: School, day: date, now: datetime) -> bool:
    """True where another week has begun: a digest that could not be sent until now says nothing any more."""
    return sums.monday_of(school.today(now)) > sums.monday_of(day)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What is the same for every part of a digest."""

    conn: Connection
    school: School
    name: str
    calendar: Calendar
    day: date
    pupils: tuple[Pupil, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.school.timezone)

    def size(self, class_name: str) -> int:
        return sum(pupil.class_name == class_name for pupil in self.pupils)

    def named(self, class_name: str) -> str:
        """The class, or nothing where with it a reference would point at one child."""
        return class_name if self.size(class_name) >= self.school.class_min else ""


def week_of(conn: Connection, house: House, school: School, day: date, now: datetime) -> Week:
    """Everything the digest of ``day`` says. Pupils who are not on the roster, protected ones too, are not counted."""
    name = known_as(conn, house, school)
    look = _Look(
        conn=conn,
        school=school,
        name=name,
        calendar=house.calendar(conn, name),
        day=day,
        pupils=roster.pupils(conn, name),
    )
    here = frozenset(pupil.pupil_id for pupil in look.pupils)
    since = _year_began(look.calendar, day)
    followed = sums.of_pupils(_followed(conn, house, name, since), here)
    every = [one.case for one in followed]
    this, last = sums.past_weeks(look.calendar, day)
    waits = sums.waiting(followed)
    late = sums.past_due(waits, day)
    closed, better = sums.closed_in(every, this)
    table = _classes(look)
    return Week(
        school=name,
        at=now.astimezone(look.zone),
        duties=[Duty(key=due.key, n=due.n, oldest=due.oldest) for due in sums.duties(followed)],
        waiting=[_waits(look, one) for one in late],
        new=sums.opened_in(every, this),
        new_before=sums.opened_in(every, last),
        open=len(waits),
        past_due=len(late),
        follow_ups=sums.follow_ups_in(every, sums.week_of(day)),
        closed=closed,
        closed_better=better,
        referred=sums.referred_in(followed, this),
        waits_for=sums.by_role(waits),
        classes=table.rows,
        whole=table.whole,
        days=table.days,
        covered=table.covered,
        thin=table.thin,
        doubted=[(one.class_name, one.day) for one in doubts.of_school(conn, name)],
        helped=_helped(look, every, since),
        stale_since=_stale_since(look),
        ends=look.calendar.end if look.calendar.end and day >= look.calendar.end - GOOD_TIME else None,
        ended=look.calendar.end is not None and day > look.calendar.end,
    )


def _followed(conn: Connection, house: House, name: str, since: date) -> tuple[Followed, ...]:
    """Cases that are open or were closed since then, and older ones in which a duty still waits."""
    found = {case.id: case for case in cases.cases_of_school(conn, name, since)}
    for row in cases.asks_of(conn, school=name):
        if row.case_id not in found and (case := cases.case(conn, row.case_id)) is not None:
            found[case.id] = case
    return tuple(Followed(case=case, ladder=house.ladder(conn, case)) for case in found.values())


def _year_began(calendar: Calendar, day: date) -> date:
    """The first day of the school year; where it has just begun nothing can have been followed by anything yet."""
    block = calendar.block(Block.SCHOOL_YEAR, day)
    return min(block[1].first, day - timedelta(days=28)) if block else day - A_YEAR


def _waits(look: _Look, one: Waits) -> Waiting:
    return Waiting(
        ref=one.case.ref,
        stage=one.stage,
        role=one.role,
        due=one.ask.due,
        class_name=look.named(one.case.class_name),
    )


# --- attendance -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Absence by class, as composed."""

    rows: Sequence[ClassRow]
    whole: tuple[Fraction, Fraction | None]
    days: int
    covered: Coverage
    thin: Sequence[Coverage]


def _classes(look: _Look) -> _Table:
    windows = stretch.recent(look.calendar, look.day)
    found = () if windows is None else stretch.by_class(_pupil_sums(look, *windows))
    total = sum((one.now for one in found), stretch.NOTHING)
    now, before = stretch.whole(found)
    return _Table(
        rows=[_row(one) for one in found if not one.is_small and now is not None],
        whole=(now or Fraction(0), before),
        days=len(look.calendar.school_days_in(windows[0])) if windows else DAYS,
        covered=Coverage(reported=total.reported, given=total.given),
        thin=[
            Coverage(class_name=one.name, reported=one.now.reported, given=one.now.given)
            for one in stretch.thin(found, look.school.coverage)
        ],
    )


def _row(one: ClassSum) -> ClassRow:
    return ClassRow(name=one.name, pupils=one.pupils, absence=one.now.share or Fraction(0), change=one.change)


def _pupil_sums(look: _Look, now: Window, before: Window | None) -> Iterator[PupilSum]:
    windows = (now, before) if before else (now,)
    wanted = [pupil.pupil_id for pupil in look.pupils]
    days = _days(look.conn, wanted, windows[-1].first, now.last)
    for pupil, (_, theirs) in zip(look.pupils, days, strict=True):
        found = _stretches(look, theirs, windows)
        yield PupilSum(
            class_name=pupil.class_name, now=found[0], before=found[1] if before else stretch.NOTHING
        )


def _stretches(look: _Look, days: tuple[PupilDay, ...], windows: Sequence[Window]) -> tuple[Stretch, ...]:
    ladder: Ladder = look.school.ladder
    return stretch.stretches(DaysView.of(days, look.calendar), ladder.counting, windows)


def _days(
    conn: Connection, pupil_ids: Sequence[str], first: date, last: date
) -> Iterator[tuple[str, tuple[PupilDay, ...]]]:
    """The days of each pupil in this order, some pupils at a time."""
    for start in range(0, len(pupil_ids), AT_ONCE):
        some = pupil_ids[start : start + AT_ONCE]
        found = rollup.days_of_many(conn, some, first, last)
        yield from ((one, found[one]) for one in some)


def _helped(look: _Look, every: Iterable[Case], since: date) -> list[Helped]:
    """Each step with the absence before and after it, once the days after it have passed."""
    spans = [
        (step, windows)
        for step in sums.steps(every, since, LEFT_OUT)
        if (windows := stretch.around(look.calendar, step.day, look.day)) is not None
    ]
    if not spans:
        return []
    first = min(before.first for _, (before, _) in spans)
    last = max(after.last for _, (_, after) in spans)
    days = dict(_days(look.conn, sorted({step.pupil_id for step, _ in spans}), first, last))
    effects = []
    for step, windows in spans:
        before, after = _stretches(look, days[step.pupil_id], windows)
        effects.append(Effect(action=step.action, before=before, after=after))
    return [
        Helped(
            action=one.action,
            improved=one.improved,
            cases=one.cases,
            before=one.before,
            after=one.after,
        )
        for one in stretch.followed(effects)
    ]


def _stale_since(look: _Look) -> date | None:
    """Since when nothing new has come, where something should have: by the sources, else by the records."""
    expected = look.calendar.before(look.day, 1)
    good = [state.good_at.astimezone(look.zone) for state in sources.states(look.conn) if state.good_at]
    old = [at for at in good if at.date() < expected]
    if old:
        return min(old)
    latest = rollup.latest_day(look.conn, look.name)
    return latest if latest is not None and latest < expected else None
