"""A stateful Teams for tests: ``with TeamsServer() as teams:`` and point the SDK at it.

``teams.service_url`` is the connector, ``teams.login_endpoint`` the login, ``teams.openid_url`` the keys that
sign what people do (``tests.teams.client``). It keeps what the bot posts, checks every card against
``tests.teams.schema`` and can break in every way Teams breaks (``teams.faults``).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self, Unpack

from tests.slack.clock import Clock
from tests.slack.serve import Served
from tests.teams.entra import Entra
from tests.teams.faults import Faults
from tests.teams.people import Conversation, Dialog, Message, Team, User, UserKind
from tests.teams.tenant import CHANNEL, GROUP, Tenant
from tests.teams.tokens import BOT_SCOPE, ISSUER
from tests.teams.web import OPENID, Call, Web

TENANT = "6f0c3a52-1d5b-4c87-9d0e-2b7a1f4e8c31"
OTHER_TENANT = "0b9d7c11-7a4e-4f0f-8a61-5c2e9b3d6f70"
APP_ID = "3d1f8b7e-52c4-4a0b-b6d9-7e8f9a0b1c2d"
SECRET = "lots-test-client-secret"


class TeamsServer:
    """Leaving the ``with`` block fails when a card broke Teams' rules: clear ``schema_errors`` if meant."""

    def __init__(self, *, rate_limit: bool = False, token_seconds: int = 3600) -> None:
        self.clock = Clock()
        self.faults = Faults()
        self.tenant_id, self.app_id, self.secret = TENANT, APP_ID, SECRET
        self.issuer, self.bot_scope = ISSUER, BOT_SCOPE
        self.tenant = Tenant(self.clock, TENANT, APP_ID)
        self.entra = Entra(
            clock=self.clock,
            tenant=TENANT,
            app_id=APP_ID,
            secret=SECRET,
            kid="lots-test-key",
            lifetime=token_seconds,
        )
        self._web = Web(self.tenant, self.entra, self.faults, limited=rate_limit)
        self._served = Served(self._web.app, abrupt=True)
        self._web.reset = self._served.reset
        self.url = self._served.url
        self.service_url = f"{self.url}/emea/{TENANT}/"
        self.login_endpoint = self.url
        self.openid_url = f"{self.url}{OPENID}"

    def __enter__(self) -> Self:
        self._served.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._served.stop()
        if kind is None:
            self.check()

    def check(self) -> None:
        """Fail when the bot sent what Teams refuses."""
        assert not self.schema_errors, "\n".join(self.schema_errors)

    # -- the tenant ----------------------------------------------------------------------------

    def add_user(self, email: str, *, name: str = "", tenant_id: str = "", **kind: Unpack[UserKind]) -> User:
        """``kind``: ``role`` (``guest``), ``blocked``. The bot knows a person by ``id``, made from the e-mail."""
        user = User(
            id=f"29:{email.partition('@')[0]}",
            aad=self.tenant.uuid(),
            tenant=tenant_id or self.tenant_id,
            name=name or email,
            email=email,
            **kind,
        )
        self.tenant.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        *,
        team: str = "Lits skola",
        members: Sequence[User] | None = None,
        installed: bool = True,
    ) -> Conversation:
        """A channel ``19:NAME@thread.tacv2`` of a team; no ``members`` = everybody.

        The team's first channel, General, has the team's own id and no name, as in Teams.
        """
        team_id = f"19:{team.lower().replace(' ', '-')}@thread.tacv2"
        if team_id not in self.tenant.teams:
            self.tenant.teams[team_id] = Team(id=team_id, name=team, group=self.tenant.uuid())
            self._add(team_id, CHANNEL, "", None, installed, team_id)
        return self._add(f"19:{name}@thread.tacv2", CHANNEL, name, members, installed, team_id)

    def add_chat(
        self, name: str, *, members: Sequence[User] | None = None, installed: bool = True
    ) -> Conversation:
        """A group chat ``19:NAME@thread.v2``."""
        return self._add(f"19:{name}@thread.v2", GROUP, name, members, installed, "")

    def add_personal(self, user: User, *, installed: bool = True) -> Conversation:
        """The chat of one person with the bot."""
        chat = self.tenant.personal(user.id)
        chat.installed = installed
        return chat

    def remove_conversation(self, conversation_id: str) -> None:
        """From now on ``ConversationNotFound``."""
        del self.tenant.conversations[conversation_id]

    def revoke_tokens(self) -> None:
        """From now on every token given so far is answered with 401."""
        self.entra.given.clear()

    def _add(
        self,
        conversation_id: str,
        kind: str,
        name: str,
        members: Sequence[User] | None,
        installed: bool,
        team: str,
    ) -> Conversation:
        who = None if members is None else {user.id for user in members}
        made = Conversation(
            id=conversation_id, kind=kind, name=name, members=who, installed=installed, team=team
        )
        self.tenant.conversations[conversation_id] = made
        return made

    # -- what the bot did ----------------------------------------------------------------------

    @property
    def schema_errors(self) -> list[str]:
        """What Teams would have refused, each line with its method."""
        return self.tenant.schema_errors

    @property
    def calls(self) -> list[Call]:
        """Every call, in order of arrival."""
        return self._web.calls

    @property
    def dialogs(self) -> list[Dialog]:
        """Every dialog that was opened, oldest first."""
        return self.tenant.dialogs

    def calls_of(self, method: str) -> list[Call]:
        """``post``, ``update``, ``delete``, ``create``, ``members``, ``paged``, ``member``, ``token``, ``keys`` …"""
        return [call for call in self.calls if call.method == method]

    def conversation(self, name: str) -> Conversation:
        """A conversation by its id; a person's id means the chat with them."""
        return self.tenant.conversation(name)[0]

    def messages(self, conversation: str, *, thread: str = "") -> list[Message]:
        """What stands in a conversation (or in one thread of a channel), oldest first, people's included."""
        there = self.conversation(conversation).messages
        return [message for message in there if thread in {"", message.id, message.thread}]

    def latest(self, conversation: str) -> Message:
        """The newest message of a conversation."""
        found = self.messages(conversation)
        assert found, f"nothing was posted in {conversation}"
        return found[-1]

    def latest_dialog(self, user: str = "") -> Dialog:
        """The open dialog (of ``user``)."""
        found = [dialog for dialog in self.dialogs if dialog.is_open and user in {"", dialog.user}]
        assert found, f"no dialog is open{f' for {user}' if user else ''}"
        return found[-1]
