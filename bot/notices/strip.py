"""The absence strip: the last school days, a row a week, and the sentence that says the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.notices.model import DayMark, Strip, StripDay, StripWeek
from bot.notices.texts import Marked, plain, text
from bot.rules.calendar import Calendar
from bot.rules.values import Kind, Lesson, PupilDay, Status

WEEK = 5


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Lessons and days of a stretch of school days."""

    given: int
    away: int
    days_away: int
    days_unreported: int
    """Days with absence nobody has reported (oanmäld, ogiltig)."""


def strip(
    days: Sequence[PupilDay],
    calendar: Calendar,
    on: date,
    *,
    lang: str,
    n: int = 20,
    title: str = "",
    split_at: date | None = None,
    since: date | None = None,
) -> Strip:
    """The last ``n`` school days up to and including ``on``, or those from ``since`` on."""
    shown = calendar.last(on, n)
    shown = tuple(day for day in shown if since is None or day >= since)
    by_day = {each.day: each for each in days}
    return Strip(
        title=title or text(lang, "strip.title", n=n),
        say=say(tally(by_day, shown), lang),
        weekdays=tuple(text(lang, "weekdays.strip").split()),
        weeks=tuple(_week(monday, shown, by_day, calendar, lang) for monday in _mondays(shown)),
        legend=text(lang, "strip.legend"),
        split_at=split_at,
    )


def tally(days: Mapping[date, PupilDay], shown: Iterable[date]) -> Tally:
    """What the strip's sentence counts: every lesson with any absence, and days with unreported absence."""
    lessons = [days[day].lessons for day in shown if day in days]
    return Tally(
        given=sum(map(len, lessons)),
        away=sum(_away(one) for day in lessons for one in day),
        days_away=sum(any(_away(one) for one in day) for day in lessons),
        days_unreported=sum(any(_unreported(one) for one in day) for day in lessons),
    )


def say(counted: Tally, lang: str) -> Marked:
    """``Borta 4 dagar, 16 av 112 lektioner. Oanmält 2 dagar.``"""
    if not counted.away:
        return text(lang, "strip.say.none")
    lessons = text(lang, "count.lessons_of", a=counted.away, n=counted.given)
    away = text(lang, "strip.say", days=text(lang, "count.days", n=counted.days_away), lessons=lessons)
    if not counted.days_unreported:
        return Marked(f"{away} {text(lang, 'strip.unreported.none')}")
    days = text(lang, "count.days", n=counted.days_unreported)
    return Marked(f"{away} {text(lang, 'strip.unreported', days=days)}")


def _away(lesson: Lesson) -> bool:
    return lesson.status is Status.ABSENT


def _unreported(lesson: Lesson) -> bool:
    return _away(lesson) and lesson.kind is Kind.INVALID


def _mondays(shown: Sequence[date]) -> tuple[date, ...]:
    """Every week from the first day to the last, holidays between them too."""
    if not shown:
        return ()
    first = shown[0] - timedelta(days=shown[0].weekday())
    weeks = (shown[-1] - first).days // 7 + 1
    return tuple(first + timedelta(weeks=at) for at in range(weeks))


def _week(
    monday: date, shown: Sequence[date], by_day: Mapping[date, PupilDay], calendar: Calendar, lang: str
) -> StripWeek:
    days = [monday + timedelta(days=at) for at in range(WEEK)]
    name = text(lang, "week", n=monday.isocalendar().week)
    if not any(calendar.is_school_day(day) for day in days):
        named = next((calendar.off_names[day] for day in days if calendar.off_names.get(day)), "")
        return StripWeek(name=name, holiday=plain(named) or text(lang, "strip.off"))
    return StripWeek(name=name, days=tuple(_day(day, shown, by_day, calendar) for day in days))


def _day(day: date, shown: Sequence[date], by_day: Mapping[date, PupilDay], calendar: Calendar) -> StripDay:
    if not calendar.is_school_day(day):
        return StripDay(day=day, mark=DayMark.OFF)
    if day not in shown or day not in by_day:
        return StripDay(day=day, mark=DayMark.OUTSIDE)
    lessons = by_day[day].lessons
    away = sum(map(_away, lessons))
    present = DayMark.AWAY if away else DayMark.PRESENT
    mark = DayMark.UNREPORTED if any(map(_unreported, lessons)) else present
    missing = any(one.status is Status.UNREPORTED for one in lessons)
    return StripDay(day=day, mark=mark, away=away, given=len(lessons), missing=missing)
