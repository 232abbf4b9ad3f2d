"""What Teams sends when somebody clicks, sends a form, writes, or lets the bot in, as one value. Pure.

Read here and not by the SDK's models and router: they answer 500 to an automatic refresh and to an action without
data, and nothing at all to one that has no handler (docs/adr/0012-teams-inbound.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.chat.teams.place import PLATFORM, base
from bot.ports import ConversationKind

Activity = Mapping[str, Any]
SENT, DIALOG = "lots_sent", "lots_dialog"
"""Put into every button of a dialog: that it sends a form, and which dialog it stands in, so that it counts once."""
_CALLED = re.compile(r"<at>[^<]*</at>|&nbsp;")
_KINDS = {
    "personal": ConversationKind.PERSONAL,
    "groupchat": ConversationKind.GROUP,
    "channel": ConversationKind.CHANNEL,
}


class Place(StrEnum):
    """What was done, and so how it is answered."""

    CARD = "adaptiveCard/action"
    OPEN = "task/fetch"
    DIALOG = "task/submit"
    SUBMIT = "submit"
    """A card's form in a conversation: comes as a message without text, and nothing of an answer is shown."""
    SAID = "message"
    CHANGE = "change"
    """People or the bot came or went."""
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Touch:
    """One thing a person did. Empty where Teams says nothing of it."""

    place: Place
    click_id: str
    """A form counts once however often it is sent; anything else by the activity's own id."""
    dialog: str
    """Where a form of the answer stands: the dialog that was sent, and so it stays one after a mistake, else a new
    one."""
    invoked: bool
    """An answer is awaited."""
    user: str
    """The directory's id of the person."""
    account: str
    """The bot's own name for the person, ``29:…``."""
    tenant: str
    """The person's; in a shared channel not the channel's."""
    conversation: str
    kind: ConversationKind
    team: str = ""
    service_url: str = ""
    message: str = ""
    """The message that was clicked in."""
    ask_id: str = ""
    action: str = ""
    data: Activity = field(default_factory=dict)
    sends_form: bool = False
    text: str = ""
    automatic: bool = False
    """A client refreshed a card by itself: nobody did anything."""


def of_activity(activity: Activity) -> Touch:
    """Any activity the guard let through, however odd."""
    place, who = _place(activity), part(activity, "from")
    value = part(activity, "value")
    found = part(part(value, "action"), "data") if place is Place.CARD else _data(value, place)
    verb = text(part(value, "action").get("verb"))
    where = part(activity, "conversation")
    tenant = text(part(part(activity, "channelData"), "tenant").get("id"))
    once = text(activity.get("id"))
    dialog = text(found.get(DIALOG)) if found.get(SENT) else ""
    sent = f"{dialog}:{text(found.get('action'))}" if dialog else once
    user = text(who.get("aadObjectId"))
    return Touch(
        place=place,
        click_id=f"{PLATFORM}:{tenant}:{user}:{sent}",
        dialog=dialog or once,
        invoked=activity.get("type") == "invoke",
        user=user,
        account=text(who.get("id")),
        tenant=tenant,
        conversation=base(text(where.get("id"))),
        kind=_KINDS.get(text(where.get("conversationType")).lower(), ConversationKind.GROUP),
        team=team_of(activity),
        service_url=text(activity.get("serviceUrl")),
        message=text(activity.get("replyToId")),
        ask_id=text(found.get("ask")),
        action=text(found.get("action")) or verb,
        data={key: one for key, one in found.items() if key not in (SENT, DIALOG, "msteams")},
        sends_form=bool(found.get(SENT)),
        text=_CALLED.sub(" ", text(activity.get("text"))).strip(),
        automatic=text(value.get("trigger")).lower() == "automatic",
    )


def team_of(activity: Activity) -> str:
    """The group behind the team, as a link to a channel names it, else the team's own id."""
    team = part(part(activity, "channelData"), "team")
    return text(team.get("aadGroupId")) or text(team.get("id"))


def part(of: Activity, name: str) -> Activity:
    """The object of that name, empty where it is something else."""
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def text(value: object) -> str:
    """Text, and nothing that a database or a header could not hold."""
    return value.encode("utf-8", "ignore").decode().replace("\0", "") if isinstance(value, str) else ""


def _place(activity: Activity) -> Place:
    kind, name = activity.get("type"), activity.get("name")
    if kind == "invoke":
        known = (Place.CARD, Place.OPEN, Place.DIALOG)
        return next((place for place in known if place.value == name), Place.OTHER)
    if kind == "message":
        return Place.SUBMIT if part(activity, "value") and not activity.get("text") else Place.SAID
    changes = ("conversationUpdate", "installationUpdate")
    return Place.CHANGE if kind in changes else Place.OTHER


def _data(value: Activity, place: Place) -> Activity:
    return value if place is Place.SUBMIT else part(value, "data")
