"""What the Monday digest counts in a school's cases: plain values in, plain values out.

Readings of what the texts leave open:

* A week is told of once, when the next one with school begins: *new* and *closed* are of the days from the
  Monday of the last week with school up to the Sunday before the digest, holidays in between included.
* A case on hold waits for nobody; the principal's duties wait all the same, also in a closed case.
* What only the principal may choose or do (``duties``) is not among the questions to others that wait.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.calendar import ONE_DAY, Calendar
from bot.rules.draft import rule_of
from bot.rules.ladder import Ladder
from bot.rules.roles import is_principals, staff_word
from bot.rules.state import Answer, Ask, AskKind, Case, CaseStatus
from bot.rules.values import Window

A_WEEK = timedelta(days=7)
TAKES = "takes"
"""The principal chooses who takes a case."""
DECISION = "decision"
"""A question of the routine to the principal; a channel never hears which."""
OWN = frozenset({AskKind.DUTY, AskKind.WHO_TAKES})
IMPROVED = "improved"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A case under the ladder pinned on it."""

    case: Case
    ladder: Ladder


@dataclass(frozen=True, kw_only=True)
class Waits:
    """A question that waits for an answer; ``role`` is the word of staff.csv, ``stage`` its number."""

    ask: Ask
    case: Case
    stage: int
    role: str


@dataclass(frozen=True, kw_only=True)
class Due:
    """Tasks of the principal of one kind: how many, and the day the oldest was asked."""

    key: str
    n: int
    oldest: date


@dataclass(frozen=True, kw_only=True)
class Step:
    """An answer that may have changed something: what was done for whom on which day."""

    pupil_id: str
    action: str
    day: date


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - day.weekday() * ONE_DAY


def week_of(day: date) -> Window:
    """The day's week, Monday to Sunday."""
    return Window(first=monday_of(day), last=monday_of(day) + 6 * ONE_DAY)


def past_weeks(calendar: Calendar, day: date) -> tuple[Window, Window]:
    """What *new* and *last week* mean in the digest of ``day``: two stretches that meet, the later one first."""
    this = _week_before(calendar, monday_of(day))
    return this, _week_before(calendar, this.first)


def _week_before(calendar: Calendar, monday: date) -> Window:
    first = min(monday_of(calendar.before(monday, 1)), monday - A_WEEK)
    return Window(first=first, last=monday - ONE_DAY)


def _in(day: date | None, window: Window) -> bool:
    return day is not None and window.first <= day <= window.last


def opened_in(cases: Iterable[Case], window: Window) -> int:
    """How many cases were opened."""
    return sum(_in(case.opened_on, window) for case in cases)


def closed_in(cases: Iterable[Case], window: Window) -> tuple[int, int]:
    """How many cases were closed, and how many of them because staff said that attendance improved."""
    closed = [case for case in cases if case.status is CaseStatus.CLOSED and _in(case.closed_on, window)]
    return len(closed), sum(case.close_reason == IMPROVED for case in closed)


def follow_ups_in(cases: Iterable[Case], window: Window) -> int:
    """Follow-ups of open cases: those booked, and those that have been asked."""
    count = 0
    for case in (one for one in cases if one.status is CaseStatus.OPEN):
        asked = [ask.asked_on for ask in case.asks if ask.kind is AskKind.FOLLOW_UP]
        count += sum(_in(on, window) for on in (*asked, *(item.on for item in case.follow_ups)))
    return count


def referred_in(followed: Iterable[Followed], window: Window) -> int:
    """How many cases were referred (lyfta vidare): an answer that stands and tells another role."""
    return sum(
        any(_in(answer.day, window) and _refers(one.ladder, answer) for answer in one.case.done)
        for one in followed
    )


def _refers(ladder: Ladder, answer: Answer) -> bool:
    stage = ladder.stages[answer.stage]
    if answer.action == rule_of(stage).answers[1]:
        return rule_of(stage).refer is not None
    action = ladder.action(answer.stage, answer.action)
    return action is not None and action.refer is not None


def waiting(followed: Iterable[Followed]) -> tuple[Waits, ...]:
    """The questions that wait, the earliest answer day first."""
    found = [
        Waits(
            ask=ask,
            case=one.case,
            stage=one.ladder.stages[ask.stage].number,
            role=staff_word(one.ladder, ask.who),
        )
        for one in followed
        for ask in one.case.waiting
        if ask.kind not in OWN and _is_asked(one.case, ask)
    ]
    return tuple(sorted(found, key=lambda waits: (waits.ask.due, waits.case.ref, waits.ask.id)))


def _is_asked(case: Case, ask: Ask) -> bool:
    if ask.kind is AskKind.DUTY:
        return True
    return case.status is CaseStatus.OPEN and case.held_until is None


def past_due(waits: Iterable[Waits], day: date) -> tuple[Waits, ...]:
    """Those whose answer day has passed."""
    return tuple(one for one in waits if one.ask.due < day)


def by_role(waits: Iterable[Waits]) -> tuple[tuple[str, int], ...]:
    """For whom they wait: role and how many, most first."""
    counts = Counter(one.role for one in waits)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def duties(followed: Iterable[Followed]) -> tuple[Due, ...]:
    """What waits for the principal, by kind: the law's duties first, then the routine's, then who takes a case."""
    days: dict[str, list[date]] = {}
    for one in followed:
        for ask in one.case.waiting:
            key = _duty_key(ask, one.ladder)
            if key and _is_asked(one.case, ask):
                days.setdefault(key, []).append(ask.asked_on)
    order = {DECISION: 1, TAKES: 2}
    found = (Due(key=key, n=len(asked), oldest=min(asked)) for key, asked in days.items())
    return tuple(sorted(found, key=lambda due: (order.get(due.key, 0), due.key)))


def _duty_key(ask: Ask, ladder: Ladder) -> str:
    if ask.kind is AskKind.DUTY:
        return ask.about
    if ask.kind is AskKind.WHO_TAKES:
        return TAKES
    return DECISION if is_principals(ask, ladder) else ""


def steps(cases: Iterable[Case], since: date, left_out: Collection[str]) -> tuple[Step, ...]:
    """Each case's first answer of each kind from ``since`` on, without the actions ``left_out``."""
    found: list[Step] = []
    for case in cases:
        first: dict[str, date] = {}
        for answer in case.done:
            if answer.action not in left_out:
                first[answer.action] = min(answer.day, first.get(answer.action, answer.day))
        found += [
            Step(pupil_id=case.pupil_id, action=action, day=day)
            for action, day in first.items()
            if day >= since
        ]
    return tuple(found)


def of_pupils(followed: Sequence[Followed], pupil_ids: Collection[str]) -> tuple[Followed, ...]:
    """Only cases of these pupils: who is not on the roster now may be protected, and is not even counted."""
    return tuple(one for one in followed if one.case.pupil_id in pupil_ids)
