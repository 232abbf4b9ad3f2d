"""What the bot may ask the connector: each function takes the tenant and a call, and answers a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.teams.people import CHANNEL, Conversation, Json, Message, User
from tests.teams.schema import MESSAGE_BYTES, size, validate_message
from tests.teams.tenant import TeamsError, Tenant

Path = Mapping[str, str]
Body = Mapping[str, Any]
PAGE = 200


def post(tenant: Tenant, path: Path, body: Body) -> Json:
    """A new message, or a reply: by the address, by ``replyToId`` or in a thread's own conversation id."""
    conversation, thread = tenant.writable(path["conversation"])
    answered = path.get("activity") or str(body.get("replyToId") or "") or thread
    if body.get("type") == "typing":
        return {}
    _checked(tenant, "post", body)
    if answered and conversation.kind == CHANNEL:
        above = conversation.message(answered)
        if above is None:
            raise TeamsError(404, "ActivityNotFoundInConversation", "The activity was not found.")
        answered = above.thread or above.id
    return {"id": tenant.posted(conversation, dict(body), tenant.bot_id, answered).id}


def update(tenant: Tenant, path: Path, body: Body) -> Json:
    """Change one's own message; the same body may come again and again."""
    conversation, _ = tenant.writable(path["conversation"])
    message = _own(tenant, conversation, path["activity"])
    _checked(tenant, "update", body)
    message.change(dict(body))
    return {"id": message.id}


def delete(tenant: Tenant, path: Path, body: Body) -> Json:
    """Take one's own message away."""
    conversation, _ = tenant.writable(path["conversation"])
    message = _own(tenant, conversation, path["activity"])
    conversation.messages.remove(message)
    conversation.deleted.append(message)
    return {}


def create(tenant: Tenant, path: Path, body: Body) -> Json:
    """The personal chat with one member, or with ``channelData.channel`` a new thread in a channel."""
    data = body.get("channelData") or {}
    if (body.get("tenantId") or (data.get("tenant") or {}).get("id")) != tenant.id:
        raise TeamsError(400, "BadArgument", "The tenant id is missing or another.")
    first = body.get("activity")
    if channel := (data.get("channel") or {}).get("id"):
        conversation, _ = tenant.writable(channel)
        _checked(tenant, "create", first or {})
        made = tenant.posted(conversation, dict(first or {}), tenant.bot_id)
        return {"id": f"{conversation.id};messageid={made.id}", "activityId": made.id}
    members = body.get("members") or []
    if len(members) != 1:
        raise TeamsError(400, "BadArgument", "Exactly one member is expected.")
    chat = _chat(tenant, str(members[0].get("id", "")))
    if not first:
        return {"id": chat.id}
    return {"id": chat.id, "activityId": post(tenant, {"conversation": chat.id}, first)["id"]}


def members(tenant: Tenant, path: Path, body: Body) -> Any:
    """Everybody in a conversation."""
    return [user.as_member() for user in _roster(tenant, path)]


def paged(tenant: Tenant, path: Path, body: Body) -> Json:
    """Everybody in a conversation, in pages."""
    everybody = _roster(tenant, path)
    start, most = int(body.get("continuationToken") or 0), int(body.get("pageSize") or PAGE)
    page: Json = {"members": [user.as_member() for user in everybody[start : start + most]]}
    if start + most < len(everybody):
        page["continuationToken"] = str(start + most)
    return page


def member(tenant: Tenant, path: Path, body: Body) -> Json:
    """One member, by bot id, directory id or e-mail."""
    user = tenant.user(path["member"])
    if user not in _roster(tenant, path):
        raise TeamsError(404, "MemberNotFoundInConversation", "The member was not found.")
    return user.as_member()


def team(tenant: Tenant, path: Path, body: Body) -> Json:
    """A team."""
    channels = _channels(tenant, path["team"])
    found = tenant.teams[path["team"]]
    return {
        "id": found.id,
        "name": found.name,
        "aadGroupId": found.group,
        "channelCount": len(channels),
        "memberCount": len(tenant.members(channels[0])),
    }


def channels(tenant: Tenant, path: Path, body: Body) -> Json:
    """The channels of a team."""
    return {"conversations": [_channel(each) for each in _channels(tenant, path["team"])]}


def _channel(channel: Conversation) -> Json:
    return {"id": channel.id} | ({"name": channel.name} if channel.name else {})


def _channels(tenant: Tenant, team_id: str) -> Sequence[Conversation]:
    found = [each for each in tenant.conversations.values() if each.team and each.team == team_id]
    if not found:
        raise TeamsError(404, "TeamNotFound", "The team was not found.")
    if not any(each.installed for each in found):
        raise TeamsError(403, "BotNotInConversationRoster", "The bot is not part of the team.")
    return found


def _chat(tenant: Tenant, name: str) -> Conversation:
    user = tenant.user(name)
    if not tenant.reachable(user):
        raise TeamsError(403, "ForbiddenOperationException", "The app is not installed for this user.")
    chat = tenant.personal(user.id)
    chat.installed = True
    return chat


def _roster(tenant: Tenant, path: Path) -> list[User]:
    return tenant.members(tenant.writable(path["conversation"])[0])


def _checked(tenant: Tenant, where: str, body: Body) -> None:
    if size(body) > MESSAGE_BYTES:
        tenant.schema_errors.append(f"{where}: {size(body)} bytes, {MESSAGE_BYTES} are allowed")
        raise TeamsError(413, "MessageSizeTooBig", "Message size too large.")
    tenant.refuse(where, validate_message(body))


def _own(tenant: Tenant, conversation: Conversation, message_id: str) -> Message:
    message = conversation.message(message_id)
    if message is None:
        raise TeamsError(404, "ActivityNotFoundInConversation", "The activity was not found.")
    if message.sender != tenant.bot_id:
        raise TeamsError(403, "NotEnoughPermissions", "Only the sender may change a message.")
    return message


CALLS: dict[str, Callable[[Tenant, Path, Body], Any]] = {
    "post": post,
    "update": update,
    "delete": delete,
    "create": create,
    "members": members,
    "paged": paged,
    "member": member,
    "team": team,
    "channels": channels,
}
