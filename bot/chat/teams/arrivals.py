"""Where the bot is let in and put out: what an update says of the places it may speak in. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.teams.place import PLATFORM
from bot.chat.teams.touch import Activity, Touch, part, text
from bot.ports import Conversation, ConversationKind

LET_IN = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})
PUT_OUT = frozenset({"teamDeleted", "teamHardDeleted", "teamArchived"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """Places to remember, and addresses that are gone."""

    met: tuple[Conversation, ...] = ()
    gone: tuple[str, ...] = ()


def change_of(activity: Activity, touch: Touch) -> Change:
    """What an update of the conversation or the installation changes; people coming and going change nothing."""
    event = text(part(activity, "channelData").get("eventType"))
    if event == "channelDeleted":
        return Change(gone=(text(part(part(activity, "channelData"), "channel").get("id")),))
    if event in PUT_OUT or _of_bot(activity, "membersRemoved") or _installed(activity) == "remove":
        return Change(gone=tuple(place.address for place in places_of(activity, touch)))
    if event in LET_IN or _of_bot(activity, "membersAdded") or _installed(activity).startswith("add"):
        return Change(met=places_of(activity, touch))
    return Change()


def places_of(activity: Activity, touch: Touch) -> tuple[Conversation, ...]:
    """The conversation an activity came from, and the team it is in."""
    place = here(touch)
    team = text(part(part(activity, "channelData"), "team").get("id"))
    if not team:
        return (place,) if place.address else ()
    whole = replace(place, address=team, kind=ConversationKind.TEAM)
    return (whole,) if place.address in ("", team) else (whole, place)


def here(touch: Touch) -> Conversation:
    """The conversation an activity came from."""
    return Conversation(
        platform=PLATFORM,
        address=touch.conversation,
        kind=touch.kind,
        service_url=touch.service_url,
        team=touch.team,
        user=touch.user if touch.kind is ConversationKind.PERSONAL else "",
    )


def _installed(activity: Activity) -> str:
    return text(activity.get("action")) if activity.get("type") == "installationUpdate" else ""


def _of_bot(activity: Activity, name: str) -> bool:
    bot, listed = part(activity, "recipient").get("id"), activity.get(name)
    return isinstance(listed, list) and any(isinstance(one, dict) and one.get("id") == bot for one in listed)
