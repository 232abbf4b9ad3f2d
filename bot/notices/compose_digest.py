"""10: the principal's Monday overview. Small numbers are hidden; classes stand in class order, never ranked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from bot.notices.about import dots, joined
from bot.notices.actions import readable, step_name
from bot.notices.model import Button, Fact, Notice, NoticeKind, Row, Section
from bot.notices.people import at as at_role
from bot.notices.texts import has, plain, text
from bot.notices.words import change, coverage, day, long_day, moment, percent, short_day
from bot.rules.ladder import Action

FEW = 5
WAITING_ROWS = 10


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Tasks of one kind: a duty's key or ``takes`` (choose who takes the case), how many, the oldest."""

    key: str
    n: int
    oldest: date


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A case past its answer day; ``role`` is who has it."""

    ref: str
    stage: int
    role: str
    due: date
    class_name: str = ""


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """Absence of a class, 0..1, and the change in percentage points; ``pupils`` hides small classes."""

    name: str
    pupils: int
    absence: Fraction
    change: Fraction | None
    """None where there is nothing to compare with."""


@dataclass(frozen=True, kw_only=True)
class Helped:
    """A step: in how many of its cases attendance was better afterwards, absence before and after, 0..1."""

    action: str
    improved: int
    cases: int
    before: Fraction
    after: Fraction


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Registers taken of lessons given."""

    reported: int
    given: int
    class_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Week:
    """Everything the overview says, as counted on ``at`` (local time). Protected pupils are not counted."""

    school: str
    at: datetime
    duties: Sequence[Duty]
    waiting: Sequence[Waiting]
    new: int
    new_before: int
    open: int
    past_due: int
    follow_ups: int
    closed: int
    closed_better: int
    classes: Sequence[ClassRow]
    whole: tuple[Fraction, Fraction | None]
    """Absence of the whole school now and in the stretch before, where there is one."""
    helped: Sequence[Helped]
    covered: Coverage
    thin: Sequence[Coverage] = ()
    """Classes whose questions wait for more registers."""
    doubted: Sequence[tuple[str, date]] = ()
    """Class and day of what is not believed and holds alerts."""
    days: int = 20
    stale_since: date | None = None
    """The latest data's moment (local time) or day, where newer ones should have come."""
    ends: date | None = None
    """The end of the last known term, where it is near or has passed (``ended``) and none comes after it."""
    ended: bool = False
    waits_for: Sequence[tuple[str, int]] = ()
    """Roles and how many questions wait for each."""
    referred: int | None = None
    """Cases referred to somebody else; None: not said."""


def digest(lang: str, week: Week, *, ask_id: str, actions: Mapping[str, Action] | None = None) -> Notice:
    """The Monday post in the principal's channel. ``actions`` name the steps of a school's own ladder."""
    tasks = sum(1 for each in week.duties if each.n)
    return Notice(
        kind=NoticeKind.DIGEST,
        fallback=text(
            lang,
            "digest.push",
            tasks=text(lang, "count.tasks", n=tasks),
            cases=text(lang, "count.cases", n=len({each.ref for each in week.waiting})),
        ),
        language=lang,
        ask_id=ask_id,
        heading=text(lang, "digest.title", day=long_day(week.at.date(), lang)),
        meta=text(lang, "digest.meta", school=week.school, when=moment(week.at, lang)),
        sections=(
            *_ends(lang, week),
            _mine(lang, week),
            *_waiting(lang, week),
            _now(lang, week),
            *_classes(lang, week),
            *_helped(lang, week, actions or {}),
            _covered(lang, week),
        ),
    )


def _mine(lang: str, week: Week) -> Section:
    lines = tuple(_duty(lang, each) for each in week.duties if each.n)
    show = Button(key="my_tasks", label=text(lang, "button.my_tasks"), primary=True)
    return Section(
        heading=text(lang, "digest.mine"),
        text="" if lines else text(lang, "digest.mine.none"),
        lines=lines,
        buttons=(show,) if lines else (),
    )


def _ends(lang: str, week: Week) -> tuple[Section, ...]:
    """First of all: without a term nobody is asked or reminded, and only this tells."""
    if week.ends is None:
        return ()
    key = "digest.ended" if week.ended else "digest.ends"
    return (Section(text=text(lang, key, day=day(week.ends, lang))),)


def _duty(lang: str, each: Duty) -> str:
    key = f"digest.mine.{each.key}" if has(lang, f"digest.mine.{each.key}") else "digest.mine.other"
    cases = text(lang, "count.cases", n=each.n)
    return text(lang, key, what=readable(each.key), n=each.n, cases=cases, day=short_day(each.oldest, lang))


def _waiting(lang: str, week: Week) -> tuple[Section, ...]:
    if not week.waiting:
        return ()
    rows = [_waits(lang, each) for each in week.waiting[:WAITING_ROWS]]
    left = len(week.waiting) - WAITING_ROWS
    more = [text(lang, "digest.wait.more", n=left)] if left > 0 else []
    return (Section(heading=text(lang, "digest.wait"), lines=(*rows, *more)),)


def _waits(lang: str, each: Waiting) -> str:
    rest = dots(each.class_name, text(lang, "stage.only", n=each.stage), at_role(each.role, lang))
    return text(lang, "digest.wait.row", ref=each.ref, rest=rest, day=day(each.due, lang))


def _now(lang: str, week: Week) -> Section:
    def fact(key: str, n: int, note: int | None) -> Fact:
        said = "" if note is None else text(lang, f"{key}.note", n=note)
        return Fact(label=text(lang, key), value=str(n), note=said)

    referred = () if week.referred is None else (fact("digest.referred", week.referred, None),)
    return Section(
        heading=text(lang, "digest.now"),
        facts=(
            fact("digest.new", week.new, week.new_before),
            fact("digest.open", week.open, week.past_due),
            fact("digest.follow", week.follow_ups, None),
            fact("digest.closed", week.closed, week.closed_better),
            *referred,
        ),
        note=_for_whom(lang, week),
        divider=True,
    )


def _for_whom(lang: str, week: Week) -> str:
    """``Svar väntas hos mentor (3), hos EHT (2).``; roles without words of their own together."""
    counts: dict[str, int] = {}
    for role, n in week.waits_for:
        counts[at_role(role, lang)] = counts.get(at_role(role, lang), 0) + n
    listed = joined(", ", *(f"{where} ({n})" for where, n in counts.items()))
    return text(lang, "digest.open.for", listed=listed) if listed else ""


def _classes(lang: str, week: Week) -> tuple[Section, ...]:
    shown = sorted((each for each in week.classes if each.pupils >= FEW), key=lambda each: _order(each.name))
    if not shown:
        return ()
    compared = any(each.change is not None for each in shown)
    return (
        Section(
            heading=text(lang, "digest.table", n=week.days),
            text=_whole(lang, week),
            columns=tuple(text(lang, "digest.cols").split("|")),
            rows=tuple(_class(lang, each) for each in shown),
            note=text(lang, "digest.table.note" if compared else "digest.table.small", n=week.days),
            bars=True,
            divider=True,
        ),
    )


def _whole(lang: str, week: Week) -> str:
    now, before = week.whole
    if before is None:
        return text(lang, "digest.whole.now", now=percent(now, lang))
    return text(lang, "digest.whole", now=percent(now, lang), before=percent(before, lang))


def _class(lang: str, each: ClassRow) -> Row:
    changed = "–" if each.change is None else change(each.change, lang)
    cells = (plain(each.name), percent(each.absence, lang), changed)
    return Row(cells=cells, share=float(each.absence))


def _order(name: str) -> tuple[tuple[int, str], ...]:
    """Class order: 6A before 10A."""
    return tuple((int(part or 0), word) for part, word in re.findall(r"(\d*)(\D*)", name))


def _helped(lang: str, week: Week, actions: Mapping[str, Action]) -> tuple[Section, ...]:
    shown = [each for each in week.helped if each.cases >= FEW]
    if not shown:
        return ()
    return (
        Section(
            heading=text(lang, "digest.helped"),
            lines=tuple(_step(lang, each, actions) for each in shown),
            note=text(lang, "digest.helped.note"),
            divider=True,
        ),
    )


def _step(lang: str, each: Helped, actions: Mapping[str, Action]) -> str:
    return text(
        lang,
        "digest.helped.row",
        what=step_name(each.action, lang, actions),
        n=each.improved,
        cases=text(lang, "count.cases", n=each.cases),
        before=percent(each.before, lang, places=0),
        after=percent(each.after, lang, places=0),
    )


def _covered(lang: str, week: Week) -> Section:
    whole = coverage(week.covered.reported, week.covered.given, lang)
    parts = [text(lang, "digest.cover", share=whole)]
    for each in week.thin:
        share = coverage(each.reported, each.given, lang)
        parts.append(text(lang, "digest.cover.class", cls=each.class_name, share=share))
    for class_name, on in week.doubted:
        parts.append(text(lang, "digest.doubt", cls=class_name, day=day(on, lang)))
    if week.stale_since:
        since = week.stale_since
        when = moment(since, lang) if isinstance(since, datetime) else day(since, lang)
        parts.append(text(lang, "digest.stale", when=when))
    return Section(note=" ".join(parts))
