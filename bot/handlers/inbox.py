"""What every chat's inbound hands its verified clicks and commands to; no vendor is known here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers import concern, fill, lists, private, render
from bot.handlers.click import Answering, Attempt, Taken, click, refuse, turned_away, viewed
from bot.handlers.commit import again_if_lost
from bot.handlers.doubt_post import say_right
from bot.handlers.house import House
from bot.handlers.propose import Diary, again, with_proposals
from bot.handlers.scene import Scene, scene_of
from bot.handlers.school_posts import DOUBT, known_as, posted
from bot.notices import compose_small
from bot.notices.form_check import only
from bot.notices.model import Notice
from bot.notices.times import resolved
from bot.ports import ChatUser, Press, Pressed, PressKind
from bot.rules.access import acting_role, may_see
from bot.rules.pressed import is_taken
from bot.rules.state import Ask, Case, Reply
from bot.rules.values import Person
from bot.storage import cases, clicks, conversations, staff

VIEWS = frozenset({"show", "explain"})
LISTS = frozenset({"my_tasks", "show_names", "hide_names", "cases"})
LOCAL = "local"


class HouseInbox:
    """The :class:`bot.ports.Inbox` of a house. ``now`` is the clock, ``changed`` wakes delivery and pages."""

    def __init__(
        self, house: House, now: Callable[[], datetime], changed: Callable[[], None] = lambda: None
    ) -> None:
        self._house = house
        self._now = now
        self._changed = changed
        self.diary: Diary | None = None
        """Staff's calendars, once they are open."""

    # --- who --------------------------------------------------------------------------------------

    def person(self, user: ChatUser, school: str | None = None) -> Person | None:
        """The member of staff behind a chat user, at ``school`` where given; nobody else may do anything."""
        with self._house.db.read() as conn:
            return _known(conn, user, school)

    def who(self, platform: str, email: str, /) -> tuple[str, str] | None:
        """``(team, user)`` linked to an e-mail."""
        with self._house.db.read() as conn:
            return staff.user_of(conn, platform, email)

    def linked(self, user: ChatUser, email: str, /) -> None:
        """Link a chat user who is staff by e-mail."""
        if user.outsider:
            return
        with self._house.db.write() as conn:
            if staff.person(conn, email.lower()):
                staff.link(
                    conn,
                    platform=user.platform,
                    team_id=user.team,
                    user_id=user.user,
                    email=email.lower(),
                    at=self._now(),
                )

    def gone(self, platform: str, address: str, /) -> None:
        """The bot was removed from a channel: what is to be said there finds out when it is sent."""
        with self._house.db.write() as conn:
            conversations.gone(conn, platform, address, self._now())

    # --- kept clicks ------------------------------------------------------------------------------

    def keep(self, some: Mapping[str, str], /) -> frozenset[str]:
        """One short transaction: what the chat's acknowledgement waits for."""
        with self._house.db.write() as conn:
            return clicks.keep(conn, some, self._now())

    def kept(self, platform: str, before: datetime, /) -> Sequence[str]:
        """Clicks a stop came between."""
        with self._house.db.read() as conn:
            return clicks.kept(conn, platform, before)

    def let_go(self, click_id: str, /) -> None:
        """A form was opened, a refusal said: nothing of it waits any more."""
        with self._house.db.write() as conn:
            clicks.let_go(conn, click_id)

    # --- presses ----------------------------------------------------------------------------------

    def press(self, press: Press, /) -> Pressed:
        """A button, a choice or a sent form."""
        language = self._house.schools[0].language
        asked, _, narrowed = press.ask_id.partition(":")
        elsewhere = asked in ("me", concern.ASK) or press.action in LISTS or ":" in press.ask_id
        with self._house.db.read() as conn:
            person = None if press.user.outsider else _known(conn, press.user)
            case = None if person is None or elsewhere else cases.case_by_ask(conn, press.ask_id)
            scene = scene_of(conn, self._house, case, self._now()) if case else None
        if person is None:
            tried = Attempt(click_id=press.click_id, ask_id=press.ask_id, action=press.action)
            return self._turned_away(press.user, tried, language)
        if asked == concern.ASK:
            done = concern.raise_concern(
                self._house, person, narrowed, press.click_id, self._now(), press.fields
            )
            self._changed()
            return done
        if elsewhere:
            return self._list(person, press)
        ask = scene.case.ask(press.ask_id) if scene else None
        if scene is None or ask is None:
            return _private(compose_small.small(language, "redacted"))
        # Whoever works at several schools has, in this case, the roles they have at its school.
        return self._on_case(scene, ask, scene.people.get(person.email, person), press)

    def _on_case(self, scene: Scene, ask: Ask, person: Person, press: Press) -> Pressed:
        case, lang = scene.case, scene.lang
        answering = Answering(
            click_id=press.click_id,
            ask_id=ask.id,
            action=fill.meant(scene, ask, press.action),
            person=person,
            fields=press.fields or {},
        )
        if press.action in VIEWS:
            if not may_see(person, case, scene.ladder):
                return self._refused(case, ask, answering, lang)
            return self._view(scene, ask, person, press.action)
        if acting_role(person, ask, answering.action, case, scene.ladder) is None:
            return self._refused(case, ask, answering, lang)
        if not is_taken(case, ask, answering.action, scene.ladder):
            return self._answer(scene, answering)
        if press.fields is None:
            form = fill.blank(scene, ask, press.action, person)
            if form is not None and may_answer(scene, ask, answering.action):
                form = with_proposals(form, scene, ask, person, self.diary)
                return Pressed(kind=PressKind.FORM, form=form)
        else:
            now = scene.local(scene.now)
            sent = resolved(press.fields, now)
            form = fill.blank(scene, ask, press.action, person, sent)
            if form is not None and form.errors:
                return Pressed(kind=PressKind.ERRORS, form=again(form, press.fields, now))
            answering = replace(answering, fields=only(form, sent) if form else {})
        return self._answer(scene, answering)

    def _view(self, scene: Scene, ask: Ask, person: Person, action: str) -> Pressed:
        if scene.pupil is None:
            return _private(compose_small.small(scene.lang, "redacted"))
        viewed(self._house, scene.case, ask.id, person, action, self._now())
        with self._house.db.read() as conn:
            if action == "explain":
                return _private(private.explain(conn, scene, ask))
            return _private(private.show(conn, scene, ask, person))

    def _answer(self, scene: Scene, answering: Answering) -> Pressed:
        taken = click(self._house, scene, answering)
        self._changed()
        return self._reply(taken, answering)

    def _reply(self, taken: Taken, answering: Answering) -> Pressed:
        if taken.scene is None or taken.reply is Reply.REPEATED or taken.reply is Reply.NOTHING:
            return Pressed(kind=PressKind.SILENT)
        scene = taken.scene
        ask = scene.case.ask(answering.ask_id)
        assert ask is not None
        lang = scene.lang
        match taken.reply:
            case Reply.SAVED | Reply.UNDONE:
                notice = self._saved(scene, ask, answering, undone=taken.reply is Reply.UNDONE)
                return Pressed(kind=PressKind.SAVED, notice=notice, redraw=render.ask_notice(scene, ask))
            case Reply.ALREADY if taken.decision and taken.decision.answered_by:
                said = render.answered(scene, taken.decision.answered_by)
                return _private(compose_small.already(scene.about(ask), said, ask.who))
            case Reply.TOO_LATE:
                return _private(compose_small.small(lang, "too_late"))
            case Reply.GONE:
                return _private(compose_small.small(lang, "redacted"))
            case Reply.REFUSED:
                return _private(compose_small.refused(lang))
        return _private(compose_small.small(lang, "late"))

    def _saved(self, scene: Scene, ask: Ask, answering: Answering, *, undone: bool) -> Notice:
        if undone:
            return compose_small.undone(scene.lang)
        mine = [one for one in scene.case.done if one.ask_id == ask.id and one.action == answering.action]
        return render.told(scene, ask, mine[-1]) if mine else compose_small.small(scene.lang, "saved.private")

    def _refused(self, case: Case, ask: Ask, answering: Answering, lang: str) -> Pressed:
        def work() -> None:
            with self._house.db.write() as conn:
                if clicks.first_time(conn, answering.click_id, self._now()):
                    refuse(conn, case, ask, answering, self._now())

        again_if_lost(work)
        return _private(compose_small.refused(lang))

    def _turned_away(self, user: ChatUser, tried: Attempt, lang: str) -> Pressed:
        turned_away(self._house, user, tried, self._now())
        return _private(compose_small.small(lang, "guest" if user.outsider else "unlinked"))

    # --- lists and commands -------------------------------------------------------------------------

    def _list(self, person: Person, press: Press) -> Pressed:
        found = posted(self._house, press.ask_id)
        with self._house.db.read() as conn:
            name = known_as(conn, self._house, found.school) if found else person.school
        here = self.person(press.user, name)
        person = here or person
        if found and found.kind == DOUBT:
            done = say_right(self._house, here, found, press.click_id, self._now())
            self._changed()
            return done
        with self._house.db.read() as conn:
            notice = lists.listed(conn, self._house, person, press.ask_id, press.action, self._now())
        return _private(notice)

    def command(self, user: ChatUser, text: str, click_id: str, /) -> Pressed:
        """``/franvaro``: my cases; ``lyft oro``; ``förklara REF``."""
        language = self._house.schools[0].language
        person = None if user.outsider else self.person(user)
        if person is None:
            return self._turned_away(user, Attempt(click_id=click_id, action="command"), language)
        word, _, rest = text.strip().partition(" ")
        if word.lower() in lists.EXPLAIN_WORDS and rest.strip():
            return self._explain(rest.split()[-1], click_id, user)
        if word.lower() in lists.CONCERN_WORDS:
            narrowed = lists.without(text, lists.CONCERN_WORDS)
            return concern.raise_concern(self._house, person, narrowed, click_id, self._now())
        with self._house.db.read() as conn:
            return _private(lists.listed(conn, self._house, person, "me", "cases", self._now()))

    def _explain(self, ref: str, click_id: str, user: ChatUser) -> Pressed:
        with self._house.db.read() as conn:
            case = cases.case_by_ref(conn, ref)
        if case is None or not case.asks:
            return _private(compose_small.refused(self._house.schools[0].language))
        press = Press(click_id=click_id, ask_id=case.asks[-1].id, action="explain", user=user)
        return self.press(press)


def may_answer(scene: Scene, ask: Ask, action: str) -> bool:
    """Whether a form is worth filling in: not on an ask that has ended, unless the action is always there."""
    return ask in scene.case.waiting or action in scene.ladder.always or action == "note"


def _known(conn: Connection, user: ChatUser, school: str | None = None) -> Person | None:
    if user.platform == LOCAL:
        return staff.person(conn, user.user, school)
    return staff.linked(conn, user.platform, user.team, user.user, school)


def _private(notice: Notice) -> Pressed:
    return Pressed(kind=PressKind.PRIVATE, notice=notice)
