"""The messages of a room as one viewer sees them: posts say where and when, the case says what they say now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from bot.handlers import render, spoken
from bot.handlers.board_scenes import Scenes
from bot.handlers.board_times import squares, timer, weekday
from bot.handlers.digest import digest_notice
from bot.handlers.doubt_post import doubt_notice
from bot.handlers.review import call_notice
from bot.handlers.scene import Scene
from bot.handlers.school_posts import DIGEST, DOUBT, KINDS, QUEUE, posted, queue_id
from bot.handlers.team_queue import place_in_queue, queue_notice
from bot.notices import compose_status
from bot.notices.actions import step_name
from bot.notices.board import DayHead, MessageState, MessageView, Undo
from bot.notices.board_case import Squares
from bot.notices.model import Notice, Section
from bot.notices.texts import Marked, text
from bot.notices.texts.board import board_text, has_board_text
from bot.notices.words import begin, short_day
from bot.rules.access import role_for
from bot.rules.roles import HEALTH_TEAM
from bot.rules.state import Answer, Ask, AskKind, AskStatus, Case, OutKind
from bot.rules.values import Person
from bot.storage.posts import Post

ASKING = frozenset({OutKind.ASK.value, OutKind.DEPUTY.value})
SETTLED = {
    AskStatus.ANSWERED: MessageState.ANSWERED,
    AskStatus.SUPERSEDED: MessageState.SUPERSEDED,
    AskStatus.WITHDRAWN: MessageState.WITHDRAWN,
}
_BOLD_FIRST = re.compile(r"^(?:✓\s*)?\*([^*\n]+?)\.?\*\s*(.*)$", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A post in its room, with the key its message has there; case and ask are None for a school's posts."""

    key: str
    room: str
    post: Post
    case: Case | None = None
    ask: Ask | None = None

    @property
    def asks(self) -> bool:
        """Whether the post put a question."""
        return self.post.kind in ASKING

    @property
    def waits(self) -> bool:
        """Whether its question is still to be answered now."""
        if self.case is None or self.ask is None or not self.asks:
            return False
        held = self.case.held_until is not None and self.ask.kind is not AskKind.DUTY
        return self.ask.status is AskStatus.WAITING and not held


def placed(scenes: Scenes) -> tuple[Placed, ...]:
    """Every post with its room and key. A key never changes: later posts only get later numbers."""
    found, counts = [], Counter[tuple[str, str]]()
    # The health team's list stands above the referral it came with.
    for post in sorted(scenes.posts, key=lambda one: (one.posted_at, one.kind != QUEUE)):
        room = scenes.directory.room_of(post.receipt.channel)
        case = scenes.cases.get(post.case_id)
        ask = case.ask(post.ask_id) if case else None
        stem = case.ref if case else f"{post.kind}-{scenes.school.today(post.posted_at).isoformat()}"
        if not room or (ask is None and post.kind not in KINDS):
            continue
        counts[room, stem] += 1
        number = counts[room, stem]
        key = stem if number == 1 else f"{stem}-{number}"
        found.append(Placed(key=key, room=room, post=post, case=case, ask=ask))
    return tuple(found)


def current(everything: Sequence[Placed]) -> tuple[Placed, ...]:
    """The waiting questions, each once for every room: where it was put last."""
    latest = {
        (one.room, one.post.ask_id): one for one in everything if one.waits and _stands(one, everything)
    }
    return tuple(latest.values())


def _stands(one: Placed, everything: Sequence[Placed]) -> bool:
    """False for a question that was handed on to another room since."""
    return one.post.kind != OutKind.ASK.value or not _asked_again(one, everything)


def _asked_again(one: Placed, everything: Sequence[Placed]) -> bool:
    later = [
        other
        for other in everything
        if other.post.ask_id == one.post.ask_id and other.post.kind == OutKind.ASK.value
    ]
    return bool(later) and later[-1] is not one


def is_mine(one: Placed, scenes: Scenes, viewer: Person) -> bool:
    """Whether the question is the viewer's to answer."""
    if one.case is None or one.ask is None:
        return False
    return role_for(viewer, one.ask, one.case, scenes.ladder(one.case)) is not None


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Words the messages of one room for one viewer."""

    scenes: Scenes
    everything: Sequence[Placed]
    viewer: Person

    @property
    def lang(self) -> str:
        """The school's language."""
        return self.scenes.lang

    def messages(self, room: str) -> Iterator[MessageView]:
        """The room's messages, the oldest first."""
        for one in self.everything:
            if one.room == room:
                view = self.of_school(one) if one.case is None else self.of_case(one)
                if view is not None:
                    yield view

    def _local(self, one: Placed) -> datetime:
        return one.post.posted_at.astimezone(ZoneInfo(self.scenes.school.timezone))

    # --- a school's own posts -----------------------------------------------------------------------

    def of_school(self, one: Placed) -> MessageView | None:
        """The Monday digest as it was sent, or the call of a review."""
        notice = self.scenes.kept.get(one.post.receipt.message) or self._worded_now(one)
        if notice is None:
            return None
        at = self._local(one)
        if one.post.kind == QUEUE:
            notice = replace(notice, body=notice.meta)
        if one.post.kind == DOUBT:
            notice = replace(notice, body="\n".join(filter(None, (notice.meta, notice.body))))
        # Nobody answers such a post: its button opens a list, so it stands in the text.
        notice = replace(notice, sections=tuple(_without_dashes(part) for part in notice.sections))
        below = Section(buttons=tuple(replace(each, primary=False) for each in notice.buttons))
        shown = replace(notice, sections=(*notice.sections, below), buttons=()) if notice.buttons else notice
        return MessageView(
            key=one.key,
            notice=headed(shown),
            day=at.date(),
            clock=f"{at:%H:%M}",
            state=MessageState.SAID,
            where=board_text(self.lang, "where.school"),
        )

    def _worded_now(self, one: Placed) -> Notice | None:
        found, scenes = posted(self.scenes.house, one.post.ask_id), self.scenes
        if one.post.ask_id == queue_id(scenes.name):
            return queue_notice(scenes.conn, scenes.house, scenes.name, scenes.now, scenes.of)
        if found is None:
            return None
        if found.kind == DIGEST:
            return digest_notice(scenes.conn, scenes.house, found.school, found.day, one.post.posted_at)
        if found.kind == DOUBT:
            return doubt_notice(scenes.conn, scenes.house, found)
        return call_notice(scenes.conn, scenes.house, found.school, found.day)

    # --- about a case -------------------------------------------------------------------------------

    def of_case(self, one: Placed) -> MessageView | None:
        """A question as it is now, its reminder, or what a role is told."""
        assert one.case is not None
        assert one.ask is not None
        scene = self.scenes.of(one.case)
        if not one.asks:
            return self._aside(one, scene, one.ask)
        if one.post.kind == OutKind.ASK.value and _asked_again(one, self.everything):
            return self._passed_on(one, scene, one.ask)
        notice = self._notice(one, scene, one.ask)
        mine = role_for(self.viewer, one.ask, one.case, scene.ladder) is not None
        view = self._framed(one, scene, one.ask, headed(self._told_once(one.ask, notice)))
        return _said_once(replace(view, **self._standing(one, scene, one.ask, mine=mine)))

    def _told_once(self, ask: Ask, notice: Notice) -> Notice:
        """What is done stands as a list with who and when; what a click does stands above the buttons."""
        parts = notice.sections
        if self._lists_done(ask):
            parts = tuple(part for part in parts if part.heading != text(self.lang, "done"))
        return replace(notice, sections=tuple(replace(part, after_buttons=False) for part in parts))

    @staticmethod
    def _lists_done(ask: Ask) -> bool:
        return ask.who == HEALTH_TEAM or ask.kind is AskKind.REFERRAL

    def _framed(self, one: Placed, scene: Scene, ask: Ask, notice: Notice) -> MessageView:
        at, about = self._local(one), scene.about(ask)
        key = "where" if about.class_name else "where.stage"
        return MessageView(
            key=one.key,
            # The line of the case stands above, the line of time below: the notice need not say them again.
            notice=replace(notice, meta="", status=""),
            day=at.date(),
            clock=f"{at:%H:%M}",
            state=MessageState.SAID,
            reference=scene.case.ref,
            where=board_text(self.lang, key, cls=about.class_name, n=about.stage, of=about.of),
        )

    def _aside(self, one: Placed, scene: Scene, ask: Ask) -> MessageView | None:
        """A reminder or a copy: it says, and asks nothing."""
        state = MessageState.SAID
        if one.post.kind == OutKind.REMINDER.value:
            notice = _reminder(spoken.reminder(scene, ask))
            # Once the question is settled nobody is waited for: that somebody was reminded is all that is left.
            if ask.status in SETTLED:
                notice, state = replace(notice, body=Marked("")), SETTLED[ask.status]
        elif one.post.kind == OutKind.COPY.value and (last := _copied(one, scene, ask)) is not None:
            notice = compose_status.copy(scene.about(ask), render.answered(scene, last), audience=ask.who)
        else:
            return None
        view = self._framed(one, scene, ask, replace(headed(notice), buttons=(), overflow=()))
        return replace(view, state=state)

    def _passed_on(self, one: Placed, scene: Scene, ask: Ask) -> MessageView:
        """A question that was put again elsewhere or later: what became of it here."""
        notice = spoken.passed_on(scene, ask) or render.ask_notice(scene, ask)
        view = self._framed(one, scene, ask, replace(headed(notice), buttons=(), overflow=()))
        return replace(view, state=MessageState.ANSWERED)

    def _notice(self, one: Placed, scene: Scene, ask: Ask) -> Notice:
        if one.waits and one.post.kind == OutKind.DEPUTY.value:
            asked = spoken.deputy(scene, ask)
            if asked is not None:
                return asked.notice
        place = place_in_queue(self.scenes.conn, scene, ask) if one.waits else (1, 1)
        return render.ask_notice(scene, ask, place=place)

    def _standing(self, one: Placed, scene: Scene, ask: Ask, *, mine: bool) -> Standing:
        """State, time and what may still be done, for the viewer."""
        if ask.status is AskStatus.WAITING and not one.waits:
            return Standing(state=MessageState.HELD)
        if not one.waits:
            done = self._follow_up(scene, ask)
            return Standing(state=SETTLED[ask.status], undo=self._undo(scene, ask), **done)
        late = ask.due < scene.today
        state = MessageState.WAITING_ME if mine else MessageState.WAITING_OTHER
        return Standing(
            state=MessageState.LATE if late else state,
            state_text="" if late or (mine and not self._team(one)) else self._waits_for(scene, ask, one),
            mine=mine,
            squares=squares(scene, ask),
            timer=timer(scene, ask, self.lang),
            done=self._done(scene, ask),
        )

    def _team(self, one: Placed) -> bool:
        room = self.scenes.directory.rooms.get(one.room)
        return room is not None and room.team

    def _waits_for(self, scene: Scene, ask: Ask, one: Placed) -> str:
        room = self.scenes.directory.rooms[one.room]
        named = scene.asked(ask)
        if one.post.kind == OutKind.DEPUTY.value and ask.deputy:
            who = scene.name(ask.deputy)
        else:
            who = room.name if room.team or not named else named[0].name
        return board_text(self.lang, "waits_for", who=who)

    def _done(self, scene: Scene, ask: Ask) -> tuple[tuple[str, str], ...]:
        """What was done before, where a team takes a case over."""
        return done_steps(scene, ask.who, self.lang) if self._lists_done(ask) else ()

    def _follow_up(self, scene: Scene, ask: Ask) -> Standing:
        """School days until the follow-up of an answered question."""
        then = render.next_step(scene, ask) if ask.status is AskStatus.ANSWERED else None
        start = ask.ended_on
        if then is None or then.kind == "back" or start is None or scene.case.waiting:
            return Standing()
        total = scene.calendar.between(start, then.day)
        gone = min(scene.calendar.between(start, scene.today), total)
        left = board_text(self.lang, "follow", n=total - gone)
        return Standing(squares=Squares(total=total, gone=gone), timer=left)

    def _undo(self, scene: Scene, ask: Ask) -> Undo | None:
        """Only whoever answered may take it back."""
        until = render.undo_until(scene, ask)
        point = next((one for one in scene.case.undo if one.ask_id == ask.id), None)
        if until is None or point is None or point.person != self.viewer.email:
            return None
        return Undo(ask_id=ask.id, until=f"{until:%H:%M}", label=text(self.lang, "button.undo"))


class Standing(TypedDict, total=False):
    """The part of a message's view that depends on time and viewer."""

    state: MessageState
    state_text: str
    mine: bool
    squares: Squares | None
    timer: str
    done: tuple[tuple[str, str], ...]
    undo: Undo | None


def _copied(one: Placed, scene: Scene, ask: Ask) -> Answer | None:
    """The answer a copy told of: the latest on another question up to when it was posted."""
    told = [done for done in scene.case.done if done.ask_id != ask.id and done.at <= one.post.posted_at]
    return told[-1] if told else None


def done_steps(scene: Scene, audience: str, lang: str) -> tuple[tuple[str, str], ...]:
    """Steps done so far, as a channel may know them, with who and when."""
    return tuple(
        (step(one.action, lang), f"{scene.name(one.person)}, {short_day(one.day, lang)}")
        for one in render.done_openly(scene, audience)
    )


def step(action: str, lang: str) -> str:
    """What a step is called in a case's course."""
    known = f"step.{action}"
    return board_text(lang, known) if has_board_text(known) else step_name(action, lang)


def _without_dashes(part: Section) -> Section:
    """Bars say their number, and the change where there is one; a dash says nothing there."""
    if not part.bars:
        return part
    rows = (replace(row, cells=(row.cells[0], _number(row.cells[1:]))) for row in part.rows)
    return replace(part, rows=tuple(rows))


def _number(cells: tuple[str, ...]) -> str:
    told = [cell for cell in cells if cell != "–"]
    return f"{told[0]} ({told[1]})" if len(told) == 2 else " · ".join(told)


def heads(messages: Sequence[MessageView], today: date, lang: str) -> tuple[DayHead, ...]:
    """The lines between days."""
    days = sorted({one.day for one in messages})
    return tuple(
        DayHead(
            day=day,
            label=board_text(lang, "today", day=weekday(day, lang))
            if day == today
            else begin(weekday(day, lang)),
        )
        for day in days
    )


def _said_once(view: MessageView) -> MessageView:
    """What became of a question without an answer: its word is the state, so what follows is the heading."""
    notice = view.notice
    if view.state not in (MessageState.SUPERSEDED, MessageState.WITHDRAWN) or not notice.body:
        return view
    first, _, rest = notice.body.partition(". ")
    said = replace(notice, heading=Marked(first), body=Marked(rest))
    return replace(view, state_text=notice.heading, notice=said)


def _reminder(notice: Notice) -> Notice:
    """``Påminnelse till Anna Lind: ärende …`` is one line in a thread; on the page its first words stand above."""
    whom, _, rest = notice.body.partition(": ")
    return replace(notice, heading=Marked(whom), body=begin(rest))


def headed(notice: Notice) -> Notice:
    """With a heading: where a notice has none its first words, in bold where they are, become it."""
    if notice.heading or not notice.body:
        return notice
    bold = _BOLD_FIRST.match(notice.body)
    if bold:
        return replace(notice, heading=Marked(bold[1]), body=Marked(bold[2]))
    first, _, rest = notice.body.partition("\n")
    return replace(notice, heading=Marked(first.removeprefix("✓").strip()), body=Marked(rest))
