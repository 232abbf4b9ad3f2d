"""What becomes of an ask: answered, superseded, withdrawn, corrected, held back; and what only tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.notices.about import About, dots
from bot.notices.actions import NOTHING_MORE, Afterwards, afterwards, always, buttons_of, plain_button
from bot.notices.compose import BODY, answer_by
from bot.notices.model import Link, Notice, NoticeKind, Section
from bot.notices.texts import Marked, has, plain
from bot.notices.words import begin, clip, clock, day, lower, moment
from bot.rules.values import Person

_MARKS = re.compile(r"\*([^*\n]+)\*")


@dataclass(frozen=True, kw_only=True)
class Next:
    """What comes next: ``improves`` or ``paper`` (a follow-up's question), ``evaluate`` or ``back``."""

    kind: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer that stands: which action, by whom, when (local time), and what its sentence needs."""

    action: str
    by: str
    at: datetime
    then: Afterwards = NOTHING_MORE


def answered(
    about: About,
    answer: Answered,
    *,
    then: Next | None,
    undo_until: datetime | None,
    audience: str = "mentor",
) -> Notice:
    """2: what was done, by whom, when, what comes next. ``undo_until`` None: the time to undo is over."""
    until = about.say("answered.undo", t=clock(undo_until, about.lang)) if undo_until else ""
    undo = (plain_button("undo", about),) if undo_until else ()
    done = _done(about, answer, audience)
    return Notice(
        kind=NoticeKind.ANSWERED,
        fallback=about.say("answered.push", case=about.push, done=done, who=answer.by),
        language=about.lang,
        ask_id=about.ask_id,
        body=_ticked(about, done, answer),
        sections=_next(about, then),
        buttons=(*undo, plain_button("show", about)),
        status=dots(about.meta, until),
    )


def done_sentence(about: About, answer: Answered, audience: str = "mentor") -> Marked:
    """``Kontakt tagen med vårdnadshavare``: what a channel may know of the answer."""
    return _done(about, answer, audience)


def done_part(about: About, answer: Answered, audience: str = "mentor") -> Marked:
    """``✓  Enkel utredning gjord · Anna Lind, tis 24 nov kl. 16.32``: a part of an ask that needs several."""
    by = about.say("answered.by", who=answer.by, when=moment(answer.at, about.lang))
    return Marked(f"✓  {dots(_done(about, answer, audience), by)}")


def copy(about: About, answer: Answered, *, audience: str) -> Notice:
    """A role is told that something was done; nothing is asked."""
    told = answered(about, answer, then=None, undo_until=None, audience=audience)
    return replace(told, kind=NoticeKind.COPY)


def superseded(about: About, *, stage: int, url: str = "", closed: bool = False) -> Notice:
    """9: the case went on to ``stage``, asked anew at the same one or is closed: this ask needs no answer.

    ``url`` leads to the new one.
    """
    key = "superseded.closed" if closed else "superseded" if stage > about.stage else "superseded.newer"
    body = about.say(key, n=stage)
    return Notice(
        kind=NoticeKind.SUPERSEDED,
        fallback=unmarked(body),
        language=about.lang,
        ask_id=about.ask_id,
        body=body,
        link=Link(label=about.say("superseded.link"), url=url) if url else None,
        status=about.meta,
    )


def moved(about: About) -> Notice:
    """The ask is put to somebody else now, in another place: nothing can be answered here."""
    body = about.say("superseded.moved")
    return Notice(
        kind=NoticeKind.SUPERSEDED,
        fallback=unmarked(body),
        language=about.lang,
        ask_id=about.ask_id,
        body=body,
        status=about.meta,
    )


def taken_back(about: About, *, at: datetime, why: str) -> Notice:
    """An ask that needs no answer any more, though no figure changed: ``why`` is ``undone`` or ``taken``."""
    body = about.say(f"withdrawn.{why}")
    return Notice(
        kind=NoticeKind.WITHDRAWN,
        fallback=unmarked(body),
        language=about.lang,
        ask_id=about.ask_id,
        body=body,
        buttons=(plain_button("show", about),),
        status=dots(about.meta, about.say("withdrawn.changed", when=moment(at, about.lang))),
    )


def withdrawn(about: About, *, at: datetime) -> Notice:
    """9b: a correction took the crossing of an untouched ask away."""
    body = about.say("withdrawn")
    return Notice(
        kind=NoticeKind.WITHDRAWN,
        fallback=unmarked(body),
        language=about.lang,
        ask_id=about.ask_id,
        body=body,
        buttons=(plain_button("show", about, "withdrawn.show"),),
        status=dots(about.meta, about.say("withdrawn.when", when=moment(at, about.lang))),
    )


def corrected(
    about: About, answer: Answered, *, then: Next | None, on: date, audience: str = "mentor"
) -> Notice:
    """9c: a correction took the crossing away after somebody had acted: what is done stays."""
    told = about.say("corrected", day=day(on, about.lang))
    shown = answered(about, answer, then=then, undo_until=None, audience=audience)
    return replace(
        shown,
        kind=NoticeKind.CORRECTED,
        fallback=told,
        sections=(*shown.sections, Section(text=told)),
        buttons=(plain_button("show", about, "withdrawn.show"),),
    )


def held(about: About, *, to: Sequence[Person], due: date) -> Notice:
    """A question waits because too few registers are taken; it says so instead of asking."""
    return _told(about, NoticeKind.HELD, "held", to, due)


def duty(about: About, *, duty: str, to: Sequence[Person], due: date) -> Notice:
    """A duty of the principal's own, such as ``report_to_huvudman``."""
    key = f"duty.{duty}"
    said = about.say(key) if has(about.lang, key) else about.say("duty.other", what=_words(duty))
    asked = _told(about, NoticeKind.DUTY, "duty", to, due)
    done = plain_button("duty_done", about, primary=True)
    more = buttons_of(about, always())
    return replace(asked, body=said, buttons=(done, *asked.buttons), overflow=more)


def remember(about: About, *, note: str, to: Sequence[Person], due: date) -> Notice:
    """A ladder's own note that comes back. The note is the ladder's, so it names no pupil."""
    asked = _told(about, NoticeKind.REMEMBER, "duty", to, due)
    push = about.say(
        "push", case=about.push, ask=lower(about.say("remember.title")), due=day(due, about.lang)
    )
    done = plain_button("documented", about, primary=True)
    return replace(
        asked,
        heading=about.say("remember.title"),
        body=clip(plain(note), BODY),
        fallback=push,
        buttons=(done, *asked.buttons),
        overflow=buttons_of(about, always()),
    )


def _told(about: About, kind: NoticeKind, key: str, to: Sequence[Person], due: date) -> Notice:
    waits = kind is NoticeKind.HELD
    return Notice(
        kind=kind,
        fallback=about.say(f"{key}.push", case=about.push),
        language=about.lang,
        ask_id=about.ask_id,
        heading=about.say(f"{key}.title"),
        meta=about.meta,
        body=about.say("held.body") if waits else "",
        buttons=(plain_button("show", about),),
        status="" if waits else answer_by(about, to, due),
    )


def unmarked(said: str) -> Marked:
    """The words without the marks of bold text, for a preview."""
    return Marked(_MARKS.sub(r"\1", said))


def _done(about: About, answer: Answered, audience: str) -> Marked:
    if about.quiet:
        return about.say("done.closed")
    return afterwards(answer.action, about.lang, answer.then, audience=audience)


def _ticked(about: About, done: str, answer: Answered) -> Marked:
    by = about.say("answered.by", who=answer.by, when=moment(answer.at, about.lang))
    return Marked(f"✓  *{done}*\n{by}")


def _next(about: About, then: Next | None) -> tuple[Section, ...]:
    if then is None:
        return ()
    keys = {
        "improves": "answered.next",
        "paper": "answered.next.paper",
        "evaluate": "answered.next.evaluate",
        "back": "answered.next.back",
    }
    return (Section(text=about.say(keys[then.kind], day=day(then.day, about.lang))),)


def _words(key: str) -> str:
    return begin(plain(key.replace("_", " ")))
