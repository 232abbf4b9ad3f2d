"""The people on Teams' side: signed clicks, dialogs, commands, comings and goings.

``Clicker(teams, base_url=…)`` posts and waits. ``AsyncClicker(teams, app=…)`` does the same inside the test's
own event loop. An app that needs a thread of its own: ``with Served(app) as url``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar, Unpack

import httpx
from starlette.types import ASGIApp

from tests.posting import After, AsyncPoster, Poster
from tests.teams.activities import Activities
from tests.teams.people import PERSONAL, Conversation, Dialog, Json, Message, User
from tests.teams.schema.rules import actions
from tests.teams.server import TeamsServer
from tests.teams.shown import after_action, after_task
from tests.teams.signed import How, Signed, sign
from tests.teams.touch import Typed, find, held, opens_dialog, typed, unanswered, word

T = TypeVar("T")
PATH = "/api/messages"
THEME = {"context": {"theme": "default"}}


class Clicks(Generic[T]):
    """What people do; every method posts one signed activity and gives what ``send`` gives.

    People are named by id or e-mail, conversations by id (a person's id: the chat with them). All take
    ``payload``, ``claims``, ``signer``, ``algorithm``, ``kid``, ``token`` and ``headers`` to send it
    otherwise (``How``).
    """

    def __init__(self, teams: TeamsServer, send: Callable[[Signed, After], T]) -> None:
        self.teams = teams
        self.activities = Activities(teams)
        self.sent: list[Signed] = []
        self._transport = send

    # -- cards and dialogs ---------------------------------------------------------------------

    def press(
        self,
        action: str,
        *,
        user: str,
        conversation: str = "",
        message: str = "",
        dialog: Dialog | None = None,
        ask: str = "",
        values: Mapping[str, Any] | None = None,
        **how: Unpack[How],
    ) -> T:
        """Click an action (its word or title) in a message, else the newest with a card, or in ``dialog``.

        What the click asks for decides the activity: a dialog (``task/fetch``), ``adaptiveCard/action`` for
        an Action.Execute, a message for a plain Action.Submit, ``task/submit`` in a dialog.
        """
        who = self.activities.person(user)
        place = dialog.message if dialog else self._message(conversation, message, who)
        card = dialog.card if dialog else place.shown(who.id)
        found = find(card, action, ask)
        given = (dialog.typed if dialog else {}) | typed(card, values or {})
        if dialog and not opens_dialog(found):
            return self._submitted(dialog, found, given, who, how)
        if opens_dialog(found):
            return self.fetch(_data(found, card, given), place, user=user, **how)
        if found["type"] == "Action.Execute":
            return self.execute(found, place, user=user, given=held(card, given), **how)
        assert found["type"] == "Action.Submit", f"{found['type']} tells the app nothing"
        return self.post(self.activities.submitted(place, who, _data(found, card, given)), how)

    def fetch(self, data: Any, message: Message, *, user: str, **how: Unpack[How]) -> T:
        """Ask for a dialog with any ``data``: a forged click."""
        who = self.activities.person(user)
        activity = self.activities.invoke("task/fetch", message, who, {"data": data} | THEME)
        return self.post(activity, how, lambda answer: after_task(self.teams, who, message, answer))

    def execute(
        self,
        action: Json,
        message: Message,
        *,
        user: str,
        given: Typed | None = None,
        trigger: str = "manual",
        **how: Unpack[How],
    ) -> T:
        """``adaptiveCard/action`` with any ``action``; without data none is sent, as Teams does."""
        who = self.activities.person(user)
        told = {key: action[key] for key in ("type", "id", "verb", "data") if key in action}
        if given:
            told["data"] = {**told.get("data", {}), **given}
        value = {"action": told, "trigger": trigger}
        activity = self.activities.invoke("adaptiveCard/action", message, who, value)
        return self.post(activity, how, lambda answer: after_action(self.teams, who, message, answer))

    def refresh(self, message: Message, *, user: str, **how: Unpack[How]) -> T:
        """Somebody the card refreshes for looks at it: Teams asks by itself."""
        refresh = message.card.get("refresh") or {}
        who = self.activities.person(user)
        assert refresh.get("action"), "the card asks for no refresh"
        assert who.id in refresh.get("userIds", []), f"the card refreshes for others than {user}"
        return self.execute(refresh["action"], message, user=user, trigger="automatic", **how)

    def fill(self, values: Mapping[str, Any], *, dialog: Dialog | None = None) -> None:
        """Type into a dialog without sending it yet."""
        dialog = dialog or self.teams.latest_dialog()
        dialog.typed |= typed(dialog.card, values)

    def submit(
        self,
        values: Mapping[str, Any],
        *,
        dialog: Dialog | None = None,
        action: str = "",
        user: str = "",
        by_hand: bool = True,
        **how: Unpack[How],
    ) -> T:
        """Fill in and send a dialog (else the one on top); what the app answers is then shown.

        ``action`` says which button where there are several. Fails where Teams itself would not let it pass
        (required and empty, too long), unless ``by_hand`` is False: a forged submission.
        """
        who = self.activities.person(user) if user else None
        dialog = dialog or self.teams.latest_dialog(who.id if who else "")
        submits = [each for each in actions(dialog.card) if each["type"] == "Action.Submit"]
        sends = [each for each in submits if not opens_dialog(each)]
        assert action or len(sends) == 1, f"say which action: {', '.join(word(each) for each in sends)}"
        found = find(dialog.card, action) if action else sends[0]
        given = dialog.typed | typed(dialog.card, values)
        person = who or self.activities.person(dialog.user)
        return self._submitted(dialog, found, given, person, how, by_hand=by_hand)

    def close(self, *, dialog: Dialog | None = None) -> None:
        """Close a dialog; Teams tells nobody."""
        (dialog or self.teams.latest_dialog()).is_open = False

    # -- words, comings and goings -------------------------------------------------------------

    def say(
        self,
        text: str,
        *,
        user: str,
        conversation: str = "",
        thread: str = "",
        mention: bool | None = None,
        **how: Unpack[How],
    ) -> T:
        """Write to the bot: in the chat with it, or mentioned in ``conversation``."""
        who = self.activities.person(user)
        place = self._place(conversation or who.id)
        at = place.kind != PERSONAL if mention is None else mention
        body = self.activities.said(text, mention=at)
        said = self.teams.tenant.posted(place, body, who.id, thread)
        return self.post(self.activities.message(said, who), how)

    def install(self, *, user: str, conversation: str = "", **how: Unpack[How]) -> T:
        """Somebody installs the app in a conversation, or for themselves; ``joined`` is what Teams says next."""
        who, place = self._who_where(user, conversation)
        self.teams.tenant.install(place, there=True)
        return self.post(self.activities.installation(place, who, "add"), how)

    def remove(self, *, user: str, conversation: str = "", **how: Unpack[How]) -> T:
        """Somebody removes the app from a conversation, or for themselves; ``left`` is what Teams says next."""
        who, place = self._who_where(user, conversation)
        self.teams.tenant.install(place, there=False)
        return self.post(self.activities.installation(place, who, "remove"), how)

    def joined(self, *, user: str, conversation: str = "", who: str = "", **how: Unpack[How]) -> T:
        """``who`` (else the bot) is now in a conversation, added by ``user``."""
        by, place = self._who_where(user, conversation)
        if who and place.members is not None:
            place.members.add(self.activities.person(who).id)
        return self.post(self.activities.members(place, by, self._accounts(who), added=True), how)

    def left(self, *, user: str, conversation: str = "", who: str = "", **how: Unpack[How]) -> T:
        """``who`` (else the bot) is no longer in a conversation, removed by ``user``."""
        by, place = self._who_where(user, conversation)
        if who and place.members is not None:
            place.members.discard(self.activities.person(who).id)
        if not who:
            self.teams.tenant.install(place, there=False)
        return self.post(self.activities.members(place, by, self._accounts(who), added=False), how)

    def changed(self, event: str, *, user: str, conversation: str, **how: Unpack[How]) -> T:
        """Something became of a channel: ``channelDeleted``, ``channelRenamed``, ``teamArchived`` …"""
        who, place = self._who_where(user, conversation)
        return self.post(self.activities.changed(place, who, event), how)

    def react(self, kind: str, *, user: str, message: Message, added: bool = True, **how: Unpack[How]) -> T:
        """Somebody likes a message of the bot, or no longer."""
        who = self.activities.person(user)
        return self.post(self.activities.reaction(message, who, kind, added=added), how)

    def type(self, *, user: str, conversation: str = "", **how: Unpack[How]) -> T:
        """Somebody is writing."""
        who, place = self._who_where(user, conversation)
        return self.post(self.activities.typing(place, who), how)

    # -- sending -------------------------------------------------------------------------------

    def post(self, activity: Json, how: How, after: After = lambda _: None) -> T:
        """Sign any activity and send it."""
        return self.replay(sign(activity, self.teams, how), after)

    def replay(self, signed: Signed, after: After = lambda _: None) -> T:
        """Send what was sent before (``clicker.sent[-1]``) once more, byte for byte."""
        self.sent.append(signed)
        return self._transport(signed, after)

    def _submitted(
        self, dialog: Dialog, action: Json, given: Typed, who: User, how: How, *, by_hand: bool = True
    ) -> T:
        assert dialog.is_open, "the dialog is closed"
        values = held(dialog.card, given)
        wrong = unanswered(dialog.card, values) if by_hand else []
        assert not wrong, "; ".join(wrong)
        dialog.typed = given
        value = {"data": _data(action, dialog.card, given)} | THEME
        activity = self.activities.invoke("task/submit", dialog.message, who, value)
        return self.post(
            activity, how, lambda answer: after_task(self.teams, who, dialog.message, answer, dialog)
        )

    def _place(self, conversation: str) -> Conversation:
        return self.teams.conversation(conversation)

    def _who_where(self, user: str, conversation: str) -> tuple[User, Conversation]:
        who = self.activities.person(user)
        return who, self._place(conversation or who.id)

    def _accounts(self, who: str) -> list[Json]:
        if not who:
            return [dict(self.activities.bot)]
        person = self.activities.person(who)
        return [{"id": person.id, "aadObjectId": person.aad}]

    def _message(self, conversation: str, message: str, who: User) -> Message:
        there = self._place(conversation or who.id).messages
        fits = [each for each in there if (each.id == message if message else each.card)]
        assert fits, f"no message {message} in {conversation or who.id}"
        return fits[-1]


def _data(action: Json, card: Json, given: Typed) -> Any:
    data = action.get("data", {})
    inside = held(card, given) if action.get("associatedInputs") != "none" else {}
    return {**data, **inside} if isinstance(data, dict) else data


class Clicker(Poster, Clicks[httpx.Response]):
    """Clicks that are posted to ``base_url``."""

    def __init__(self, teams: TeamsServer, base_url: str, *, path: str = PATH, timeout: float = 30) -> None:
        Poster.__init__(self, base_url, path, timeout)
        Clicks.__init__(self, teams, self.send)


class AsyncClicker(AsyncPoster, Clicks[Awaitable[httpx.Response]]):
    """Clicks that are awaited, in the running loop where there is an ``app``."""

    def __init__(
        self,
        teams: TeamsServer,
        *,
        app: ASGIApp | None = None,
        base_url: str = "http://app",
        path: str = PATH,
    ) -> None:
        AsyncPoster.__init__(self, app, base_url, path)
        Clicks.__init__(self, teams, self.send)
