"""Who and where: ``auth.test``, ``team.info``, ``users.*``, ``conversations.*``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.slack.messages import Json, Message
from tests.slack.workspace import SlackError, Workspace

Args = Mapping[str, Any]


def auth_test(space: Workspace, args: Args) -> Json:
    """Who the token is."""
    grid = {"enterprise_id": space.enterprise_id} if space.enterprise_id else {}
    return grid | {
        "url": "https://lits.slack.example/",
        "team": "Lits",
        "team_id": space.team_id,
        "user": "lots",
        "user_id": space.bot.id,
        "bot_id": "B0LOTS",
        "is_enterprise_install": False,
    }


def team_info(space: Workspace, args: Args) -> Json:
    """The workspace itself."""
    return {"team": {"id": space.team_id, "name": "Lits", "domain": "lits"}}


def lookup(space: Workspace, args: Args) -> Json:
    """A user by e-mail: neither those who left nor another company's people."""
    email = str(args.get("email", "")).lower()
    for user in space.users.values():
        if email and user.email.lower() == email and not user.deleted and not user.is_stranger:
            return {"user": user.as_slack()}
    raise SlackError("users_not_found")


def user_info(space: Workspace, args: Args) -> Json:
    """A user by id, those who left included."""
    return {"user": space.user(args.get("user", "")).as_slack()}


def user_list(space: Workspace, args: Args) -> Json:
    """Everybody, in pages."""
    return _page("members", [user.as_slack() for user in space.users.values()], args, 1000)


def channel_list(space: Workspace, args: Args) -> Json:
    """The channels, in pages."""
    channels = [channel for channel in space.channels.values() if not channel.user]
    if str(args.get("exclude_archived", "")).lower() in {"1", "true"}:
        channels = [channel for channel in channels if not channel.is_archived]
    return _page("channels", [channel.as_slack() for channel in channels], args, 100)


def channel_info(space: Workspace, args: Args) -> Json:
    """One channel."""
    return {"channel": space.channel(args.get("channel", "")).as_slack()}


def channel_open(space: Workspace, args: Args) -> Json:
    """The direct message with one user."""
    if not args.get("users"):
        raise SlackError("users_list_not_supplied")
    return {"channel": {"id": space.direct(str(args["users"])).id}}


def history(space: Workspace, args: Args) -> Json:
    """The messages of a channel, newest first, without replies."""
    channel = space.joined(args.get("channel", ""))
    top = [m for m in channel.messages if not m.thread_ts or m.thread_ts == m.ts]
    return _messages(list(reversed(_between(top, args))), args)


def replies(space: Workspace, args: Args) -> Json:
    """A thread, oldest first: the parent, then its replies."""
    channel = space.joined(args.get("channel", ""))
    parent = channel.message(args.get("ts", ""))
    if parent is None:
        raise SlackError("thread_not_found")
    thread = [m for m in channel.messages if m.thread_ts == parent.ts and m is not parent]
    return _messages([parent, *_between(thread, args)], args)


def connections_open(space: Workspace, args: Args) -> Json:
    """Socket Mode is not played here."""
    raise SlackError("not_allowed_token_type")


def _between(messages: Sequence[Message], args: Args) -> list[Message]:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    if str(args.get("inclusive", "")).lower() in {"1", "true"}:
        return [m for m in messages if oldest <= float(m.ts) <= latest]
    return [m for m in messages if oldest < float(m.ts) < latest]


def _messages(messages: Sequence[Message], args: Args) -> Json:
    wanted = str(args.get("include_all_metadata", "")).lower() in {"1", "true"}
    answer = _page("messages", [m.as_slack(metadata=wanted) for m in messages], args, 100)
    return answer | {"has_more": bool(answer["response_metadata"]["next_cursor"])}


def _page(name: str, rows: Sequence[Json], args: Args, most: int) -> Json:
    start, size = int(args.get("cursor") or 0), int(args.get("limit") or most)
    following = str(start + size) if start + size < len(rows) else ""
    return {name: rows[start : start + size], "response_metadata": {"next_cursor": following}}


METHODS = {
    "apps.connections.open": connections_open,
    "auth.test": auth_test,
    "conversations.history": history,
    "conversations.info": channel_info,
    "conversations.list": channel_list,
    "conversations.open": channel_open,
    "conversations.replies": replies,
    "team.info": team_info,
    "users.info": user_info,
    "users.list": user_list,
    "users.lookupByEmail": lookup,
}
