"""Addresses of conversations, as channels.csv and Teams write them. Pure."""

from __future__ import annotations

import re

from bot.ports import Conversation, SendError

PLATFORM = "teams"
_THREAD = ";messageid="
_ADDRESS = re.compile(r"[A-Za-z0-9:._@=+~-]{1,500}", re.ASCII)
_IN_CHANNEL = ("@thread.tacv2", "@thread.skype")
_NUMBER = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)
NOT_INSTALLED = "the app is not installed for this person in Teams"
REMOVED = "the bot was removed there"


def base(conversation: str) -> str:
    """The channel without its thread: ``19:…@thread.tacv2;messageid=…`` is the key of nothing."""
    return conversation.partition(_THREAD)[0]


def split(address: str) -> tuple[str, str]:
    """``TEAM/CHANNEL`` or a conversation alone, as ``(team, conversation)``; permanent SendError for anything else."""
    team, _, conversation = address.rpartition("/")
    conversation = base(conversation)
    if not _ADDRESS.fullmatch(conversation) or (team and not _ADDRESS.fullmatch(team)):
        raise SendError("this is no conversation of Teams", permanent=True)
    return team, conversation


def threaded(conversation: str, parent: str) -> str:
    """Where a reply goes. Only channels have threads; elsewhere it stands below the others."""
    if conversation.endswith(_IN_CHANNEL) and _NUMBER.fullmatch(parent):
        return f"{conversation}{_THREAD}{parent}"
    return conversation


def still_there(known: Conversation | None) -> Conversation | None:
    """The place if the bot is not gone from it; permanent SendError if it is."""
    if known is not None and known.gone:
        raise SendError(REMOVED, permanent=True)
    return known
