"""An outbox row in words, or nothing where what it speaks of no longer stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers import render
from bot.handlers.channels import PERSONAL, rows_for, stands_in
from bot.handlers.digest import digest_notice, is_past
from bot.handlers.doubt_post import doubt_notice
from bot.handlers.house import House
from bot.handlers.review import call_notice
from bot.handlers.roster import is_set_up
from bot.handlers.scene import Scene, scene_of
from bot.handlers.school_posts import DOUBT, KINDS, QUEUE, REVIEW, Posted, posted
from bot.handlers.team_queue import place_in_queue, queue_notice
from bot.notices import compose, compose_follow, compose_mail, compose_small, compose_status
from bot.notices.actions import VERDICTS
from bot.notices.model import Notice
from bot.ports import Receipt, box_of
from bot.rules.ladder import Action
from bot.rules.meetings import question
from bot.rules.roles import staff_word
from bot.rules.state import Ask, AskKind, AskStatus, CaseStatus, Out, OutKind
from bot.storage import cases, posts
from bot.storage.outbox import Claimed

SAID_OF_A_RESTING = (OutKind.ASK, OutKind.COPY, OutKind.REFERRAL_MAIL)


@dataclass(frozen=True, kw_only=True)
class Message:
    """What to post, in which thread; or which posted messages to update with what."""

    notice: Notice
    thread: Receipt | None = None
    updates: tuple[tuple[Receipt, Notice], ...] = ()
    pinned: bool = False
    """Kept in sight where the chat can."""


def word(conn: Connection, house: House, row: Claimed, now: datetime) -> Message | None:
    """The row's message as things are now."""
    if row.ask_id.partition(":")[0] in KINDS:
        return of_school(conn, house, row, now)
    case = cases.case(conn, row.case_id)
    ask = case.ask(row.ask_id) if case else None
    if case is None or ask is None:
        return None
    scene = scene_of(conn, house, case, now)
    if row.kind == OutKind.REDRAW:
        return redraw(conn, scene, ask, row)
    if scene.pupil is None and ask.kind is not AskKind.DUTY:
        return None
    # Put while the case was not resting, a question is posted as resting: there must be something to redraw. That
    # a case was referred is true of a resting one as well, and nothing would mail it later.
    rests = case.held_until is not None and ask.kind is not AskKind.DUTY
    waits = ask.status is AskStatus.WAITING and (not rests or row.kind in SAID_OF_A_RESTING)
    if not (tells_of_end(scene, ask, row) if is_aside(scene, ask, row) else waits):
        return None
    return _asked(conn, house, scene, ask, row)


def tells_of_end(scene: Scene, ask: Ask, row: Claimed) -> bool:
    """Whether a role that is asked nothing hears of an answer that ended the case; not once it was put back."""
    ended = (scene.case.status, ask.status) == (CaseStatus.CLOSED, AskStatus.ANSWERED)
    return ended and scene.pupil is not None and is_aside(scene, ask, row)


def is_aside(scene: Scene, ask: Ask, row: Claimed) -> bool:
    """Whether a row speaks of a question to a role that was not asked it."""
    role = row.audience.partition(":")[0]
    told = row.kind in (OutKind.COPY, OutKind.REFERRAL_MAIL) and role not in PERSONAL
    return told and role != staff_word(scene.ladder, ask.who)


def _asked(conn: Connection, house: House, scene: Scene, ask: Ask, row: Claimed) -> Message | None:
    """What a living ask's row says."""
    match row.kind:
        case OutKind.ASK:
            return Message(
                notice=render.ask_notice(
                    scene, ask, display=scene.school.display, place=place_in_queue(conn, scene, ask)
                )
            )
        case OutKind.DEPUTY:
            return deputy(scene, ask)
        case OutKind.REMINDER:
            return Message(notice=reminder(scene, ask), thread=thread_of(conn, row))
        case OutKind.COPY:
            return copy(conn, scene, ask, row)
        case OutKind.MEETING_SOON:
            return meeting_soon(conn, scene, ask, row)
        case OutKind.REFERRAL_MAIL:
            return mail(house, scene, ask, row)
    return None


def of_school(conn: Connection, house: House, row: Claimed, now: datetime) -> Message | None:
    """A post about the whole school; nothing where its time has passed, or the school is no longer set up."""
    if row.ask_id.partition(":")[0] == QUEUE:
        return of_queue(conn, house, row, now)
    found = posted(house, row.ask_id)
    if found is None:
        return None
    if found.kind == DOUBT:
        return of_doubt(conn, house, row, found)
    if found.kind == REVIEW:
        call = call_notice(conn, house, found.school, found.day)
        return Message(notice=call) if call else None
    if is_past(found.school, found.day, now):
        return None
    return Message(notice=digest_notice(conn, house, found.school, found.day, now))


def of_doubt(conn: Connection, house: House, row: Claimed, found: Posted) -> Message | None:
    """A class's doubted day: told while it is doubted, from then on replaced by what became of it."""
    notice = doubt_notice(conn, house, found)
    if notice is None:
        return None
    if row.kind == OutKind.REDRAW:
        return _replaced(conn, row, notice)
    return Message(notice=notice) if notice.buttons else None


def _replaced(conn: Connection, row: Claimed, notice: Notice) -> Message | None:
    here = [post.receipt for post in posts.posts_of(conn, row.ask_id) if stands_in(conn, post.receipt, row)]
    return Message(notice=notice, updates=tuple((one, notice) for one in here)) if here else None


def of_queue(conn: Connection, house: House, row: Claimed, now: datetime) -> Message | None:
    """7b: the health team's list, posted once and from then on replaced; nothing where the school is set up no more."""
    name = str(row.payload["school"])
    if not is_set_up(house, name):
        return None
    notice = queue_notice(conn, house, name, now)
    if row.kind == QUEUE:
        return Message(notice=notice, pinned=True)
    return _replaced(conn, row, notice)


def redraw(conn: Connection, scene: Scene, ask: Ask, row: Claimed) -> Message | None:
    """Every message of the ask in this channel: the latest as it is now, earlier ones as history."""
    every = [post for post in posts.posts_of(conn, ask.id) if stands_in(conn, post.receipt, row)]
    if not every:
        return None
    if scene.pupil is None and ask.status is not AskStatus.WAITING:
        # Forgotten: reminders and copies under the question named them as well where names are shown.
        gone = compose_small.small(scene.lang, "redacted")
        return Message(notice=gone, updates=tuple((post.receipt, gone) for post in every))
    here = [post for post in every if post.kind in ("ask", "deputy")]
    if not here:
        return None
    notice = render.ask_notice(scene, ask, place=place_in_queue(conn, scene, ask))
    moved = elsewhere(conn, scene, ask, row)
    if moved is not None:
        notice = moved
    past = moved or passed_on(scene, ask) or notice
    latest = {post.receipt.channel: post for post in here}
    updates = tuple((post.receipt, notice if post is latest[post.receipt.channel] else past) for post in here)
    return Message(notice=notice, updates=updates)


def elsewhere(conn: Connection, scene: Scene, ask: Ask, row: Claimed) -> Notice | None:
    """Where somebody with another channel is asked now: the old place says to whom it was handed, or that it moved."""
    if ask.status is not AskStatus.WAITING or row.channel in places(conn, scene, ask):
        return None
    about = {ask.id, *(one.id for one in scene.case.asks if one.about == ask.id)}
    given = [one for one in scene.case.done if one.ask_id in about and one.action == "hand_over"]
    if ask.person is not None and given:
        return render.told(scene, ask, given[-1])
    return compose_status.moved(scene.about(ask))


def places(conn: Connection, scene: Scene, ask: Ask) -> set[str]:
    """The addresses where the ask would be posted now, the deputy's among them."""
    to = [scene.draft().audience(ask), *([f"person:{ask.deputy}"] if ask.deputy else [])]
    intents = [Out(kind=OutKind.ASK, ask_id=ask.id, to=one) for one in to]
    return {
        row.channel
        for intent in intents
        for row in rows_for(conn, scene.case, intent, scene.ladder, scene.now)
    }


def passed_on(scene: Scene, ask: Ask) -> Notice | None:
    """An earlier message of an ask that was asked again: what became of it then."""
    past = [one for one in scene.case.done if one.action in ("hold", "hand_over")]
    return render.told(scene, ask, past[-1]) if past else None


def deputy(scene: Scene, ask: Ask) -> Message | None:
    """8b: the question for the deputy as well."""
    person = scene.people.get(ask.deputy or "")
    if person is None:
        return None
    about = scene.about(ask)
    asked = render.asking(scene, ask)
    notice = compose.deputy(
        about,
        asked,
        to=person,
        instead_of=scene.name(ask.person or scene.case.mentor),
        since=ask.asked_on,
        due=ask.due,
        helps=_helps_deputy(scene, ask, asked),
    )
    return Message(notice=notice)


def _helps_deputy(scene: Scene, ask: Ask, asked: Notice) -> str:
    """What helps: a stage's words; a note that came back is the question itself; yes and no need none."""
    if ask.kind is AskKind.FOLLOW_UP:
        return ""
    if ask.kind is AskKind.REMEMBER:
        return asked.body
    return compose.help_for(scene.stage_ask(ask), render.open_actions(scene, ask), scene.lang)


def reminder(scene: Scene, ask: Ask) -> Notice:
    """8: a reminder under the question."""
    patience = scene.surroundings.patience
    whose = ask.person or scene.case.mentor
    stand_in = scene.surroundings.deputies.get(whose) if ask.person or ask.who == "mentor" else None
    return compose_follow.reminder(
        scene.about(ask),
        to=scene.asked(ask),
        since=ask.asked_on,
        actions=_expected(scene, ask),
        deputy_from=scene.calendar.after(ask.due, patience.deputy) if stand_in else None,
        deputy_name=scene.name(stand_in) if stand_in else "",
        audience=ask.who,
    )


def _expected(scene: Scene, ask: Ask) -> dict[str, Action]:
    """The answers among which the first is the expected step; none where the answer is a judgement."""
    actions = render.open_actions(scene, ask)
    judged = ask.kind is AskKind.FOLLOW_UP or actions.keys() & VERDICTS
    return {} if judged else actions


def thread_of(conn: Connection, row: Claimed) -> Receipt | None:
    """The ask's message in this channel, where the row is said in its thread."""
    if row.kind not in (OutKind.REMINDER, OutKind.COPY, OutKind.MEETING_SOON):
        return None
    found = [
        p
        for p in posts.posts_of(conn, row.ask_id)
        if p.kind == OutKind.ASK and stands_in(conn, p.receipt, row)
    ]
    return found[-1].receipt if found else None


def copy(conn: Connection, scene: Scene, ask: Ask, row: Claimed) -> Message | None:
    """A role is told under its own question that something was done."""
    ended = tells_of_end(scene, ask, row)
    own = [one for one in scene.case.done if ended or one.ask_id != ask.id]
    if not own:
        return None
    to = _reader(ask, row, ended=ended)
    notice = compose_status.copy(scene.about(ask), render.answered(scene, own[-1]), audience=to)
    return Message(notice=notice, thread=thread_of(conn, row))


def meeting_soon(conn: Connection, scene: Scene, ask: Ask, row: Claimed) -> Message | None:
    """The school day before a meeting, under its question; nothing once it was moved or has been."""
    booked = next((one for one in scene.case.meetings if question(scene.case, one) == ask), None)
    # One that was moved since is brought to mind on a day of its own.
    at = scene.meeting_at(booked) if booked and booked.remind_on is None else None
    if at is None or at < scene.local(scene.now):
        return None
    notice = compose_follow.meeting_soon(scene.about(ask), to=scene.asked(ask), at=at)
    return Message(notice=notice, thread=thread_of(conn, row))


def _reader(ask: Ask, row: Claimed, *, ended: bool) -> str:
    """Whose channel or mailbox it is: of a case that ended, the role's that is asked nothing."""
    return row.audience.partition(":")[0] if ended else ask.who


def mail(house: House, scene: Scene, ask: Ask, row: Claimed) -> Message | None:
    """A referral for the role's mailbox; nothing where the role has none."""
    if box_of(house.boxes, row.audience) is None:
        return None
    ended = tells_of_end(scene, ask, row)
    to = _reader(ask, row, ended=ended)
    done = render.done_steps(scene, to)
    due = None if ended else ask.due
    return Message(notice=compose_mail.referral(scene.about(ask), done=done, due=due, audience=to))
