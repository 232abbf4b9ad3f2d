"""The periodic review: a call without names in each channel, and the list itself for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy import Connection

from bot.handlers.house import House, School
from bot.handlers.memory import memory_of, reach
from bot.handlers.school_posts import REVIEW, known_as, places_of, post_id, put
from bot.notices import compose_lists, figures
from bot.notices.about import dots, pick
from bot.notices.compose_lists import Band, ReviewRow
from bot.notices.model import Notice
from bot.notices.people import at as at_role
from bot.notices.texts import language_for, text
from bot.notices.words import begin, limit, percent
from bot.ports import ChannelAddress
from bot.rules import digest as sums
from bot.rules import review as rules
from bot.rules.access import may_see
from bot.rules.calendar import Calendar
from bot.rules.days import DaysView
from bot.rules.digest import Followed, Waits
from bot.rules.ladder import Ladder, Line, Measure, Review, Stage
from bot.rules.memory import Memory
from bot.rules.review import Checked
from bot.rules.roles import IN_CASE, staff_word
from bot.rules.state import Case
from bot.rules.values import Person, Pupil
from bot.storage import cases, rollup, staff
from bot.storage import school as roster

AT_ONCE = 200
"""Pupils whose days are held in memory at a time."""


def put_review(conn: Connection, house: House, school: School, day: date, now: datetime) -> None:
    """Put the call of the reviews that fall on ``day`` into the channels of all who get a list, once each."""
    name = known_as(conn, house, school)
    reviews = rules.falls_on(school.ladder, house.calendar(conn, name), day)
    put(conn, REVIEW, school, day, _places(conn, name, school.ladder, reviews), now)


def _places(
    conn: Connection, name: str, ladder: Ladder, reviews: Sequence[Review]
) -> Iterator[ChannelAddress]:
    people = staff.people(conn, name)
    if rules.sees_own(reviews, ladder):
        known = {person.email for person in people}
        classes: dict[str, list[str]] = {}
        for pupil in roster.pupils(conn, name):
            if pupil.mentor in known and pupil.class_name not in classes.setdefault(pupil.mentor, []):
                classes[pupil.mentor].append(pupil.class_name)
        for mentor, own in sorted(classes.items()):
            others = [f"class:{one}" for one in own]
            yield from places_of(conn, name, f"mentor:{mentor}", [mentor], others)
    words = {staff_word(ladder, who) for review in reviews for who in review.who} - IN_CASE
    for word in sorted(words):
        team = [person.email for person in people if word in person.roles]
        yield from places_of(conn, name, f"{word}:{name}", team)


def call_notice(conn: Connection, house: House, school: School, day: date) -> Notice | None:
    """The post; None where the ladder no longer has a review."""
    calendar = house.calendar(conn, known_as(conn, house, school))
    reviews = rules.held_on(school.ladder, calendar, day)
    if not reviews:
        return None
    lang = language_for(school.language, school.ladder.country)
    period = _period(calendar, reviews, day, lang)
    return compose_lists.review_call(lang, period=period, ask_id=post_id(REVIEW, school.name, day))


def _period(calendar: Calendar, reviews: Sequence[Review], day: date, lang: str) -> str:
    """``HT26`` where the school names what has ended, else ``oktober 2026``."""
    named = (rules.ended(calendar, review, day) for review in reviews)
    return next(filter(None, named), "") or format_date(day, "LLLL yyyy", locale=lang[:2])


@dataclass(frozen=True, kw_only=True)
class _List:
    """One person's list in the making; ``pupils`` are those the person gets to see."""

    conn: Connection
    house: House
    school: School
    calendar: Calendar
    person: Person
    day: date
    lang: str
    pupils: tuple[Pupil, ...]
    open: dict[str, Followed]
    """Pupil id to the open case."""

    @property
    def ladder(self) -> Ladder:
        return self.school.ladder


def review_notice(
    conn: Connection, house: House, school: School, person: Person, day: date, now: datetime
) -> Notice | None:
    """The list of ``day`` for this person: mentors see their own pupils. None: it is not for them; private."""
    name = known_as(conn, house, school)
    calendar = house.calendar(conn, name)
    reviews = rules.held_on(school.ladder, calendar, day)
    mine = [one for one in reviews if _is_for(one, person, school.ladder, name)]
    pupils = _seen(conn, name, mine, person, school.ladder)
    if not mine or pupils is None:
        return None
    lang = language_for(school.language, school.ladder.country)
    listing = _List(
        conn=conn,
        house=house,
        school=school,
        calendar=calendar,
        person=person,
        day=day,
        lang=lang,
        pupils=pupils,
        open={
            case.pupil_id: Followed(case=case, ladder=house.ladder(conn, case))
            for case in cases.open_cases(conn, name)
        },
    )
    kinds = dict.fromkeys(review.list for review in mine)
    bands = [band for kind in kinds for band in _bands_of(listing, kind, now)]
    period = _period(calendar, mine, day, lang)
    return compose_lists.review(lang, bands, period=period, ask_id=post_id(REVIEW, school.name, day))


def _is_for(review: Review, person: Person, ladder: Ladder, name: str) -> bool:
    if person.school != name:
        return False
    return rules.sees_all([review], person, ladder) or rules.sees_own([review], ladder)


def _seen(
    conn: Connection, name: str, mine: Sequence[Review], person: Person, ladder: Ladder
) -> tuple[Pupil, ...] | None:
    """All pupils for a role of the school, their own for a mentor; None for who is neither."""
    pupils = roster.pupils(conn, name)
    if rules.sees_all(mine, person, ladder):
        return pupils
    own = tuple(pupil for pupil in pupils if pupil.mentor == person.email)
    return own or None


def _bands_of(listing: _List, kind: str, now: datetime) -> Iterator[Band]:
    if kind == rules.BANDS:
        yield from _bands(listing)
        return
    waits = [one for one in sums.waiting(listing.open.values()) if _is_here(listing, one.case)]
    late = sums.past_due(waits, listing.school.today(now))
    shown = late if kind == rules.PAST_DUE else waits
    heading = "digest.wait" if kind == rules.PAST_DUE else "digest.open"
    names = {pupil.pupil_id: pupil for pupil in listing.pupils}
    rows = [_waiting_row(listing, one, names[one.case.pupil_id]) for one in shown]
    yield Band(limit=text(listing.lang, heading), pupils=rows)


def _is_here(listing: _List, case: Case) -> bool:
    return any(pupil.pupil_id == case.pupil_id for pupil in listing.pupils)


def _waiting_row(listing: _List, one: Waits, pupil: Pupil) -> ReviewRow:
    stage = text(listing.lang, "stage.only", n=one.stage)
    figure = dots(stage, compose_lists.line_due(listing.lang, at_role(one.role, listing.lang), one.ask.due))
    return _row(listing, pupil, figure, one.ask.id)


# --- bands ------------------------------------------------------------------------------------------


def _bands(listing: _List) -> Iterator[Band]:
    bands = rules.by_band(listing.ladder, _check(listing))
    for key, several in bands.items():
        heading = _heading(listing, listing.ladder.stages[key]) if key else ""
        yield Band(limit=heading, pupils=[_checked_row(listing, one) for one in several])


def _check(listing: _List) -> Iterator[Checked]:
    ladder, calendar = listing.ladder, listing.calendar
    on = rules.looked_at(calendar, listing.day)
    first = reach(ladder, calendar, on, Memory())
    for start in range(0, len(listing.pupils), AT_ONCE):
        some = listing.pupils[start : start + AT_ONCE]
        days = rollup.days_of_many(listing.conn, [pupil.pupil_id for pupil in some], first, on)
        for pupil in some:
            held = listing.open.get(pupil.pupil_id)
            answered = memory_of([held.case] if held else [], ladder).answered
            view = DaysView.of(days[pupil.pupil_id], calendar)
            yield rules.check(ladder, pupil, view, calendar, on, answered)


def _heading(listing: _List, stage: Stage) -> str:
    """``Steg 4, över 70 timmar (åk 1–6), över 90 timmar (åk 7–9)``; the title where limits have no words."""
    lines = stage.when.lines if stage.when else ()
    one = lines[0] if len(lines) == 1 else None
    if one is None or one.measure not in (Measure.HOURS, Measure.SHARE):
        words = pick(stage.title, listing.lang) or stage.key
    else:
        words = ", ".join(_limits(one, listing.lang))
    return text(listing.lang, "review.stage", n=stage.number, limit=words)


def _limits(line: Line, lang: str) -> Iterator[str]:
    for band in line.bands:
        said = limit(band.limit, line.operator, line.measure, lang)
        every = band.first is None or band.last is None
        yield said if every else text(lang, "review.grades", limit=said, a=band.first, b=band.last)


def _checked_row(listing: _List, one: Checked) -> ReviewRow:
    return _row(listing, one.pupil, _value(one, listing.lang), "")


def _value(one: Checked, lang: str) -> str:
    """``43 timmar · 12,3 %``; nothing where no line measures the pupil."""
    if one.figure is None:
        return ""
    share = "" if one.share is None else percent(one.share, lang)
    return dots(begin(figures.value(one.figure, lang)), share)


def _row(listing: _List, pupil: Pupil, figure: str, ask_id: str) -> ReviewRow:
    """The reference of the pupil's open case, and its ask where the person may open it."""
    found = listing.open.get(pupil.pupil_id)
    may = found is not None and may_see(listing.person, found.case, found.ladder)
    return ReviewRow(
        name=pupil.name,
        class_name=pupil.class_name,
        figure=figure,
        ref=found.case.ref if found else "",
        ask_id=(ask_id or _ask_id(found.case)) if found and may else "",
    )


def _ask_id(case: Case) -> str:
    """The ask that opens the case: a living one, else the latest."""
    listed: Iterable[str] = [ask.id for ask in case.waiting] or [ask.id for ask in case.asks[-1:]]
    return next(iter(listed), "")
