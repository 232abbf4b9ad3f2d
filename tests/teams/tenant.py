"""The pretended tenant: everything the server remembers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from tests.slack.clock import Clock
from tests.teams.people import CHANNEL, GROUP, PERSONAL, Conversation, Dialog, Json, Message, Team, User

BOT_NAME = "Närvarolots"


class TeamsError(Exception):
    """What the connector answers when it does not do as asked."""

    def __init__(self, status: int, code: str, message: str = "", *, found: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message or "; ".join(found) or code
        self.found = list(found)


class Tenant:
    """One tenant, its teams and chats, the bot in some of them, and what all did."""

    def __init__(self, clock: Clock, tenant_id: str, app_id: str) -> None:
        self.clock = clock
        self.id = tenant_id
        self.app_id = app_id
        self.bot_id = f"28:{app_id}"
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.teams: dict[str, Team] = {}
        self.dialogs: list[Dialog] = []
        self.schema_errors: list[str] = []
        self._count = itertools.count(1)
        self._last = 0

    def number(self) -> int:
        """A number nobody had yet."""
        return next(self._count)

    def uuid(self) -> str:
        """A directory id, the same one in every run."""
        return str(UUID(int=0x6C6F7473 << 96 | 0x4000 << 64 | 0x8000 << 48 | self.number()))

    def message_id(self) -> str:
        """Teams' id of a message: its time in milliseconds, never the same twice, always increasing."""
        self._last = max(self._last + 1, int(self.clock.time() * 1000))
        return str(self._last)

    def now(self) -> str:
        """The time as activities carry it."""
        return datetime.fromtimestamp(self.clock.time(), UTC).isoformat(timespec="milliseconds")[:-6] + "Z"

    def user(self, name: str) -> User:
        """A person by bot id, directory id or e-mail."""
        for user in self.users.values():
            if name and name.lower() in {user.id.lower(), user.aad, user.email.lower()}:
                return user
        raise TeamsError(404, "MemberNotFoundInConversation", "The member was not found.")

    def conversation(self, name: str) -> tuple[Conversation, str]:
        """The conversation and, of a channel, the thread (``…;messageid=…``). A person's id: the chat with them."""
        conversation_id, _, thread = name.partition(";messageid=")
        if conversation_id not in self.conversations and conversation_id in self.users:
            conversation_id = self.personal(conversation_id).id
        if conversation_id not in self.conversations:
            raise TeamsError(404, "ConversationNotFound", "Conversation not found.")
        return self.conversations[conversation_id], thread

    def writable(self, name: str) -> tuple[Conversation, str]:
        """The conversation and thread, if the bot may write there."""
        found, thread = self.conversation(name)
        if not found.installed:
            why = "The bot is not part of the conversation roster."
            raise TeamsError(403, "BotNotInConversationRoster", why)
        if found.user and self.users[found.user].blocked:
            raise TeamsError(403, "MessageWritesBlocked", "Message writes are blocked by the user.")
        if thread and not found.message(thread):
            raise TeamsError(404, "ConversationNotFound", "The thread was not found.")
        return found, thread

    def personal(self, user_id: str) -> Conversation:
        """The chat with one person, made if need be; the bot is not installed in it until it is."""
        chat_id = f"a:1{user_id.removeprefix('29:')}"
        if chat_id not in self.conversations:
            made = Conversation(id=chat_id, kind=PERSONAL, user=user_id, installed=False)
            self.conversations[chat_id] = made
        return self.conversations[chat_id]

    def install(self, place: Conversation, *, there: bool) -> None:
        """The app comes or goes: for a whole team at once, never for one channel."""
        for each in self.conversations.values():
            if each is place or (place.team and each.team == place.team):
                each.installed = there

    def reachable(self, user: User) -> bool:
        """Whether the bot may start a chat with a person: it is installed there or where they are a member."""
        return any(each.installed and each.has(user.id) for each in self.conversations.values())

    def members(self, conversation: Conversation) -> list[User]:
        """Who reads along, the bot left out as Teams does; somebody of another tenant only where they were asked in."""
        asked_in = conversation.members is not None or conversation.user
        here = [user for user in self.users.values() if conversation.has(user.id)]
        return [user for user in here if asked_in or user.tenant == self.id]

    def refuse(self, where: str, found: Sequence[str]) -> None:
        """Keep what the checks found and answer the app as Teams would; nothing found, nothing done."""
        if found:
            self.schema_errors += [f"{where}: {line}" for line in found]
            raise TeamsError(400, "BadArgument", found=found)

    def posted(self, conversation: Conversation, activity: Json, sender: str, thread: str = "") -> Message:
        """A new message; in a channel without ``thread`` it starts one."""
        made = Message(
            id=self.message_id(),
            conversation=conversation.id,
            sender=sender,
            activity=activity,
            thread=thread,
        )
        conversation.messages.append(made)
        return made


__all__ = ["BOT_NAME", "CHANNEL", "GROUP", "PERSONAL", "TeamsError", "Tenant"]
