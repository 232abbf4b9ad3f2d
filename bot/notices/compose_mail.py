"""What leaves the chat: the note to a role's mailbox that a case was referred, a meeting's words in a calendar.

Never who it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.notices.about import About
from bot.notices.actions import EHT
from bot.notices.compose_follow import done_lines
from bot.notices.model import Notice, NoticeKind, Section
from bot.notices.words import day


def referral(
    about: About, *, done: Sequence[tuple[str, date]], due: date | None, audience: str = EHT
) -> Notice:
    """By reference even where a channel shows names: a mailbox has more readers, and mails are passed on.

    ``done`` as in :func:`bot.notices.compose_follow.referral`. ``due`` is None where the case is closed: nothing waits.
    """
    other = "" if audience == EHT else ".other"
    return Notice(
        kind=NoticeKind.MAIL,
        fallback=about.say(f"mail.subject{other}", ref=about.ref),
        language=about.lang,
        ask_id=about.ask_id,
        body=about.say(f"mail.body{other}", ref=about.ref, due=day(due, about.lang))
        if due
        else about.say(f"mail.closed{other}", ref=about.ref),
        sections=(Section(heading=about.say("done"), lines=done_lines(done, about.lang)),) if done else (),
    )


def appointment_words(about: About) -> tuple[str, str]:
    """Subject and text of a meeting in a calendar, which more people read than the chat."""
    return about.say("calendar.subject", ref=about.ref), about.say("calendar.body")
