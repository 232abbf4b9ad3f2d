"""The calendar of the demo: a term replayed, step by step or by itself until somebody at the screen is asked."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from bot.app import school_day
from bot.app.news import News
from bot.app.school_day import EVENING, Day, Parts, Told
from bot.chat.local.desk import Step
from bot.handlers.board_messages import ASKING
from bot.handlers.board_rooms import LOCAL, staff_keys
from bot.handlers.board_times import weekday
from bot.notices.board import Link, Sand, TermDay
from bot.notices.model import Option
from bot.notices.texts import language_for
from bot.notices.texts.board import board_text
from bot.notices.words import begin
from bot.storage import posts

log = logging.getLogger("lots")
A_MINUTE = timedelta(minutes=1)
SPEEDS = {"calm": 1.2, "brisk": 0.25, "fast": 0.0}
"""Seconds of rest between two days of play."""
USUAL = "brisk"
AWAY_AFTER = 10
"""School days after which the script answers again for somebody whom nobody has been at the screen."""


class Replay:
    """The desk's calendar. One step at a time; what was reached is kept in ``file`` between starts.

    ``own`` are e-mails for whom the script never answers, ``begin_anew`` throws away what has happened.
    """

    def __init__(
        self, parts: Parts, news: News, file: Path, *, own: frozenset[str], begin_anew: Callable[[], None]
    ) -> None:
        self._parts, self._news, self._file = parts, news, file
        self._own, self._begin_anew = own, begin_anew
        self._days = parts.plan.school_days
        self._emails = {key: email for email, key in staff_keys({s.email for s in parts.plan.staff}).items()}
        self._turning, self._gate = threading.RLock(), threading.RLock()
        self._player: threading.Thread | None = None
        self._stop = threading.Event()
        self._speed, self._epoch = USUAL, 0
        self._at, self._told = -1, Told(line="")
        self._asked: frozenset[date] = frozenset()
        self._looked: dict[str, int] = {}
        self._watching: dict[str, int] = {}
        self._round, self._latest = 0, ""

    # --- begin ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Go on where the last start stopped, or begin the term."""
        with self._turning:
            kept = self._kept()
            if kept is None:
                self._first_day()
            else:
                self._at, self._told = kept
                self._parts.clock.set(self._parts.at(self._today, EVENING))
                self._look_around()

    def _kept(self) -> tuple[int, Told] | None:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            at, told = self._days.index(date.fromisoformat(found["day"])), Told(**found["told"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return at, told

    def _keep(self) -> None:
        part = self._file.with_name(self._file.name + ".part")
        state = {"day": self._today.isoformat(), "told": asdict(self._told)}
        part.write_text(json.dumps(state), encoding="utf-8")
        part.replace(self._file)

    def _first_day(self) -> None:
        self._day()
        said = board_text(self._lang, "start", n=len(self._parts.plan.pupils))
        self._told = Told(line=said)
        self._keep()

    # --- the desk's side ------------------------------------------------------------------------------

    def epoch(self) -> str:
        """Changes with *Börja om*."""
        return str(self._epoch)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nothing is thrown away meanwhile."""
        with self._gate:
            yield

    def seen(self, viewer: str, *, opening: bool) -> None:
        """Somebody is at the screen as this person: the script leaves their questions to them."""
        self._looked[viewer] = self._at
        self._watching[viewer] = self._round
        if opening:
            self._latest = viewer

    def answered(self) -> None:
        """Time goes on a little with each answer, and what comes of it is said at once."""
        with self._turning:
            self._parts.clock.set(self._parts.clock.now() + A_MINUTE)
            self._parts.deliver()
            self._look_around()

    def step(self, step: Step, speed: str) -> None:
        """Turn the calendar. Play goes on by itself; every other step ends it."""
        self._speed = speed if speed in SPEEDS else self._speed
        if step is Step.PLAY:
            self._play()
            return
        self._stop.set()
        with self._turning:
            if step is Step.DAY:
                self._day()
            elif step is Step.WEEK:
                self._week()
            elif step is Step.AGAIN:
                self._again()
        self._changed()

    def sand(self) -> Sand:
        """The strip as it is now."""
        over = self._ended and not self._plays
        # With no line the page says that the term is over.
        told, lang = Told(line="") if over else self._told, self._lang
        return Sand(
            title=begin(weekday(self._today, lang)),
            week=board_text(lang, "week", n=self._today.isocalendar().week),
            today=self._today,
            term=tuple(TermDay(day=day, asked=day in self._asked) for day in self._days),
            line=told.line,
            lead=told.lead,
            link=Link(label=told.label, room=told.room) if told.room else None,
            playing=self._plays,
            begun=bool(self._asked),
            ended=over,
            speed=self._speed,
            speeds=tuple(Option(key=key, label=board_text(lang, f"speed.{key}")) for key in SPEEDS),
        )

    # --- turning --------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return self._days[max(self._at, 0)]

    @property
    def _lang(self) -> str:
        return language_for(self._parts.plan.language, self._parts.plan.country)

    @property
    def _ended(self) -> bool:
        return self._at + 1 >= len(self._days)

    @property
    def _plays(self) -> bool:
        return self._player is not None and not self._stop.is_set()

    def _changed(self) -> None:
        self._round += 1
        self._news.tell()

    def _look_around(self) -> None:
        """On which days somebody was asked: the dots of the strip."""
        with self._parts.house.db.read() as conn:
            said = posts.posts_on(conn, LOCAL)
        school = self._parts.house.schools[0]
        self._asked = frozenset(school.today(post.posted_at) for post in said if post.kind in ASKING)

    def _hands_off(self) -> frozenset[str]:
        """Those at the screen, now or lately."""
        lately = (key for key, at in self._looked.items() if self._at - at < AWAY_AFTER)
        return self._own | {self._emails[key] for key in lately if key in self._emails}

    def _day(self) -> Day | None:
        if self._ended:
            return None
        day = school_day.run(self._parts, self._days[self._at + 1], self._hands_off())
        # The strip shows the day when it is over: whoever sees its date sees all it brought.
        self._at, self._told = self._at + 1, day.told
        self._look_around()
        self._keep()
        return day

    def _week(self) -> None:
        """Up to the first school day of the next week, when the principal's digest comes."""
        week = self._today.isocalendar().week
        while not self._ended:
            self._day()
            if self._today.isocalendar().week != week:
                return
            self._changed()

    def _again(self) -> None:
        with self._gate:
            self._begin_anew()
            self._at, self._epoch = -1, self._epoch + 1
            self._looked.clear()
            self._first_day()

    # --- play -----------------------------------------------------------------------------------------

    def _play(self) -> None:
        if self._plays or self._ended:
            return
        self._stop = threading.Event()
        self._player = threading.Thread(target=self._until_asked, args=(self._stop,), daemon=True)
        self._player.start()
        self._changed()

    def _until_asked(self, stop: threading.Event) -> None:
        began = self._round
        try:
            while not stop.is_set():
                with self._turning:
                    day = None if stop.is_set() else self._day()
                if day is None or day.asked & self._watchers(began):
                    break
                self._changed()
                stop.wait(SPEEDS[self._speed])
        except Exception:
            log.exception("the calendar has stopped")
        finally:
            stop.set()
            self._changed()

    def _watchers(self, began: int) -> frozenset[str]:
        """Those at the screen since play began; without a live page whoever opened one last."""
        now = {key for key, at in self._watching.items() if at > began} or {self._latest}
        return frozenset(self._emails[key] for key in now if key in self._emails)

    def close(self) -> None:
        """Stop turning; returns when the day in hand is done."""
        self._stop.set()
        with self._turning:
            pass
