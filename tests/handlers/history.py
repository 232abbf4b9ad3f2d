"""Random histories of a small school as a source tells them: new days, late registers, corrections, deletions."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from bot.ladders import read
from bot.rules.ladder import Ladder
from bot.rules.values import Kind, Lesson, PupilDay, Reason, Status
from bot.storage.db import Database
from tests.databases import fresh_url
from tests.handlers.town import DAY, MARKS, Town, pupil, school_days, school_of

FAST = next((folder for folder in ("/dev/shm",) if os.access(folder, os.W_OK)), None)
"""Memory where there is some to write in: a history is hundreds of small transactions."""
PUPILS = ("p1", "p2", "p3")
START = date(2026, 8, 20)
"""A Thursday: the first week is short, and a month ends within the history."""
ROLLING = """\
id: rolling
name: {en: Rolling}
country: SE
stages:
  one:
    title: {sv: Ett, en: One}
    when:
      any:
        - share: {at_least: 30 %, last: 5 school days}
        - occasions: {kinds: [invalid], at_least: 3, this: month}
    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}}}]
  two:
    title: {sv: Två, en: Two}
    when: {any: [{hours: {over: 6, last: 8 school days}}, {days_in_a_row: {at_least: 3}}]}
    asks: [{who: mentor, within: 1 week, actions: {met: {}}}]
  three:
    title: {sv: Tre, en: Three}
    when: {all: [{hours: {over: 10, this: school year}}, {share: {at_least: 40 %, last: 2 weeks}}]}
    asks: [{who: health_team, within: 1 week, actions: {planned: {}}}]
"""
BLOCKS = """\
id: blocks
name: {en: Blocks}
country: SE
stages:
  counted:
    title: {sv: Räknat, en: Counted}
    when: {any: [{occasions: {at_least: 2, again_every: 2, this: month}}]}
    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}}}]
  late:
    title: {sv: Sen, en: Late}
    track: late
    when: {any: [{occasions: {marks: [late], at_least: 2, last: 5 school days}}]}
    asks: [{who: mentor, within: 1 week, actions: {met: {}}}]
  weekly:
    title: {sv: Vecka, en: Week}
    track: weekly
    when: {any: [{hours: {at_least: 5, last: 6 school days}}]}
    raised: week_end
    asks: [{who: mentor, within: 1 week, actions: {planned: {}}}]
  monthly:
    title: {sv: Månad, en: Month}
    track: monthly
    when: {any: [{share: {at_least: 25 %, this: month, min_days: 4}}]}
    raised: month_end
    asks: [{who: principal, within: 1 week, actions: {letter: {}}}]
"""
LADDERS: Mapping[str, Ladder] = {
    text.split("\n", 1)[0].removeprefix("id: "): read(text, "history.yaml") for text in (ROLLING, BLOCKS)
}
Say = tuple[str, date, str]
"""Pupil, day, marks of its four lessons (:mod:`tests.handlers.town`)."""


@dataclass(frozen=True)
class Batch:
    """What one poll finds, in the order it is said."""

    day: date
    said: tuple[Say, ...]


_LESSON = st.sampled_from("PPPPPPAAINL")
_DAY = st.one_of(
    st.just("PPPP"), st.just("PPPP"), st.sampled_from(("AAAA", "IIII", "AAPP", "PPII")),
    st.lists(_LESSON, min_size=4, max_size=4).map("".join),
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn, *, corrected: bool) -> tuple[Batch, ...]:
    """Polls in order of time, the last on the last day; each finds every day since the one before.

    Without ``corrected`` every lesson is said once, on or after its day. With it, later polls say some again.
    """
    days = school_days(START, draw(st.integers(6, 13)))
    polled = [day for day in days if day == days[-1] or draw(st.integers(0, 3))]
    batches, told = [], 0
    for at in polled:
        since = days[told : days.index(at) + 1]
        said = [(one, day, draw(_DAY)) for day in since for one in PUPILS]
        told = days.index(at) + 1
        if corrected:
            said = [(one, day, _with_gaps(draw, marks)) for one, day, marks in said]
            said += draw(st.lists(_corrections(days[:told]), max_size=4))
        batches.append(Batch(at, tuple(said)))
    return tuple(batches)


def uneven(seed: int, pupils: Sequence[str]) -> tuple[Batch, ...]:
    """As without corrections, but pupils have no lessons on some days, nobody has on others, and each pupil's
    records come when they come, in their own order; the last poll, a day later, finds what is left.

    Of a seed and for a whole crowd of pupils: polls are what costs time, and no two pupils meddle.
    """
    dice = Random(seed)
    days = school_days(START, dice.randint(6, 13))
    empty = frozenset(day for day in days if dice.random() < 0.1)
    own = {one: {day: _uneven_day(dice) for day in days if day not in empty} for one in pupils}
    batches, told = [], dict.fromkeys(pupils, 0)
    for at in range(len(days) + 1):
        said: list[Say] = []
        for one in pupils:
            upto = len(days) if at >= len(days) else dice.choice((at + 1, at + 1, told[one]))
            said += [(one, day, own[one].get(day, "")) for day in days[told[one] : upto]]
            told[one] = upto
        batches.append(Batch(days[at] if at < len(days) else days[-1] + DAY, tuple(said)))
    return tuple(batches)


def _uneven_day(dice: Random) -> str:
    """Four lessons, some, or none."""
    some = "".join(dice.choices("PAINL", (6, 2, 1, 1, 1), k=4))
    return dice.choice(("PPPP", "PPPP", "PPPP", "AAAA", "AAPP", some, some, some[:2], "", ""))


def _with_gaps(draw: st.DrawFn, marks: str) -> str:
    """Now and then a register is missing, or a lesson is not told of yet."""
    hole = draw(st.sampled_from(("",) * 8 + ("U", "-", "C")))
    place = draw(st.integers(0, 3)) if hole else 0
    return marks[:place] + hole + marks[place + 1 :] if hole else marks


def _corrections(days: Sequence[date]) -> st.SearchStrategy[Say]:
    """One pupil's day said again in part: another mark, deleted, or whole."""
    marks = st.lists(st.sampled_from("--PAIULC"), min_size=4, max_size=4).map("".join)
    return st.tuples(st.sampled_from(PUPILS), st.sampled_from(list(days)), st.one_of(marks, _DAY))


def town(db: Database, ladder: Ladder, pupils: Sequence[str] = PUPILS) -> Town:
    """The school of a history. Missing registers hold nothing back: what is held is tested by itself."""
    return Town(db, [school_of(steps=ladder, coverage=Fraction(0))], [pupil(one) for one in pupils])


def lay(one: Town, batch: Batch) -> None:
    """Let the source give what a batch says."""
    for who, day, marks in batch.said:
        one.say(who, day, marks)


def told(batches: Sequence[Batch]) -> dict[tuple[str, date], dict[int, str]]:
    """What stands in the end: pupil and day to the mark of each lesson, worked out without any database."""
    found: dict[tuple[str, date], dict[int, str]] = {}
    for batch in batches:
        for who, day, marks in batch.said:
            for place, mark in enumerate(marks):
                if mark == "C":
                    found.get((who, day), {}).pop(place, None)
                elif mark != "-":
                    found.setdefault((who, day), {})[place] = mark
    return {key: lessons for key, lessons in found.items() if lessons}


def pupil_days(batches: Sequence[Batch], who: str) -> tuple[PupilDay, ...]:
    """One pupil's days as they stand in the end."""
    return tuple(
        PupilDay(day=day, lessons=tuple(lesson(who, day, place, mark) for place, mark in sorted(of.items())))
        for (one, day), of in sorted(told(batches).items())
        if one == who
    )


def lesson(who: str, day: date, place: int, mark: str) -> Lesson:
    """A mark as the rules see it."""
    said = MARKS[mark]
    return Lesson(
        record_id=f"{who}/{day}/{place}",
        starts=480 + 60 * place,
        ends=540 + 60 * place,
        scheduled=60,
        absent=said.get("absent", 0),
        status=Status(said["status"]),
        kind=Kind(said["kind"]) if "kind" in said else None,
        reason=Reason(said["reason"]) if "reason" in said else None,
    )


@contextmanager
def databases(kind: str) -> Iterator[Callable[[], Database]]:
    """As many empty databases as one example asks for, gone after it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lots-history-", dir=FAST)))

        def make() -> Database:
            db = Database(stack.enter_context(fresh_url(kind, folder)))
            stack.callback(db.close)
            return db

        yield make
