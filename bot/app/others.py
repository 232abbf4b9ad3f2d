"""Everybody but the people at the screen, answering by the script through the same inbox as any click."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.demo import script
from bot.demo.script import Question
from bot.handlers import render
from bot.handlers.board_scenes import Scenes
from bot.handlers.board_spot import scenes_of, spot
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.handlers.scene import Scene
from bot.notices.model import Notice, NoticeKind
from bot.ports import ChatUser, Press, PressKind
from bot.rules.draft import item_of
from bot.rules.state import Ask, AskKind
from bot.storage import cases

BETTER = 0.5
"""Absence after of absence before, under which the script finds that attendance improves."""
LITTLE = 0.06


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A question the script answers today, and as whom."""

    ask_id: str
    question: Question
    email: str
    person: str
    """Named wherever a form asks for a person."""


def turns(house: House, now: datetime, hands_off: Collection[str]) -> tuple[Turn, ...]:
    """What is answered on the day of ``now``; nothing that one of ``hands_off`` (e-mails) could answer."""
    with house.db.read() as conn:
        return tuple(_turns(scenes_of(conn, house, now), hands_off))


def _turns(scenes: Scenes, hands_off: Collection[str]) -> Iterator[Turn]:
    for row in cases.asks_of(scenes.conn, school=scenes.name):
        case = cases.case(scenes.conn, row.case_id)
        ask = case.ask(row.ask_id) if case else None
        if case is None or ask is None or (case.held_until and ask.kind is not AskKind.DUTY):
            continue
        scene = scenes.of(case)
        asked = _may_answer(scenes, ask, hands_off)
        if not asked or not _is_time(scene, ask):
            continue
        person = _stand_in(scene, asked[0]) if ask.kind is AskKind.WHO_TAKES else case.mentor
        yield Turn(ask_id=ask.id, question=_question(scene, ask), email=asked[0], person=person)


def _may_answer(scenes: Scenes, ask: Ask, hands_off: Collection[str]) -> tuple[str, ...]:
    """Whom the script may answer for: the one a question was handed to, else nobody where you may answer it."""
    if ask.person is not None:
        return () if ask.person in hands_off else (ask.person,)
    asked = spot(scenes, ask.id, "").asked
    return () if set(asked) & set(hands_off) else asked


def _seed(scene: Scene, ask: Ask) -> str:
    """The same for the same question of the same pupil, whatever the ids of this run."""
    number = [one.id for one in scene.case.asks].index(ask.id)
    return f"{scene.case.pupil_id}/{scene.case.opened_on}/{number}/{len(ask.done)}"


def _is_time(scene: Scene, ask: Ask) -> bool:
    days, late = script.school_days_taken(_seed(scene, ask))
    return scene.calendar.after(ask.due if late else ask.asked_on, days) <= scene.today


def _stand_in(scene: Scene, principal: str) -> str:
    deputies = [email for email, person in scene.people.items() if "deputy" in person.roles]
    return next((one for one in deputies if one not in (principal, scene.case.mentor)), principal)


def _question(scene: Scene, ask: Ask) -> Question:
    item = item_of(ask, scene.ladder.stages[ask.stage])
    needed = tuple(key for key in item.needed if key not in ask.done) if item else ()
    return Question(
        seed=_seed(scene, ask),
        kind=ask.kind.value,
        actions=tuple(render.open_actions(scene, ask)),
        needed=needed,
    )


def take(inbox: HouseInbox, turn: Turn, now: datetime) -> bool:
    """Answer as the person would: look first where attendance is asked about, then press, then fill in."""
    user = ChatUser(platform="local", team="", user=turn.email)
    improving = False
    if turn.question.kind == AskKind.FOLLOW_UP.value:
        looked = inbox.press(_press(turn.ask_id, "show", user))
        improving = looked.notice is not None and is_better(looked.notice)
    action = script.chosen(turn.question, improving=improving)
    if action is None:
        return False
    press = _press(turn.ask_id, action, user)
    pressed = inbox.press(press)
    if pressed.kind is PressKind.FORM and pressed.form is not None:
        fields = script.filled(pressed.form, turn.question.seed, now.date(), turn.person)
        pressed = inbox.press(
            Press(click_id=press.click_id, ask_id=turn.ask_id, action=action, user=user, fields=fields)
        )
    return pressed.kind is PressKind.SAVED


def is_better(notice: Notice) -> bool:
    """Whether the two figures before and after look like an improvement."""
    shares = [fact.share for fact in notice.facts if fact.share is not None]
    if notice.kind is not NoticeKind.BEFORE_AFTER or len(shares) != 2:
        return False
    before, after = shares
    return after <= LITTLE or after < BETTER * before


def _press(ask_id: str, action: str, user: ChatUser) -> Press:
    return Press(click_id=secrets.token_urlsafe(9), ask_id=ask_id, action=action, user=user)
