"""``chat.*``, ``pins.add`` and the ``response_url``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.slack.messages import Json, Message
from tests.slack.people import Channel
from tests.slack.schema import validate_message, validate_response
from tests.slack.workspace import RESPONSE_SECONDS, RESPONSE_USES, SlackError, Workspace

Args = Mapping[str, Any]
SAID = ("text", "blocks", "metadata")


def _checked(space: Workspace, method: str, args: Args) -> None:
    if not args.get("text") and not args.get("blocks"):
        raise SlackError("no_text")
    space.refuse(method, validate_message({key: args[key] for key in SAID if args.get(key)}))


def post_message(space: Workspace, args: Args) -> Json:
    """A new message, or a reply when ``thread_ts`` is given."""
    channel = space.writable(args.get("channel", ""))
    if args.get("thread_ts") and not channel.message(args["thread_ts"]):
        raise SlackError("thread_not_found")
    _checked(space, "chat.postMessage", args)
    message = space.posted(channel, args)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack(metadata=True)}


def update(space: Workspace, args: Args) -> Json:
    """Change one's own message; the same arguments may come again and again."""
    channel = space.writable(args.get("channel", ""))
    message = _own(space, channel, args.get("ts", ""), "cant_update_message")
    if "blocks" in args and not args.get("text"):
        args = {**args, "text": message.text}
    _checked(space, "chat.update", args)
    message.change(args, space.ts())
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_slack()}


def delete(space: Workspace, args: Args) -> Json:
    """Take one's own message away."""
    channel = space.joined(args.get("channel", ""))
    message = _own(space, channel, args.get("ts", ""), "cant_delete_message")
    channel.messages.remove(message)
    channel.deleted.append(message)
    return {"channel": channel.id, "ts": message.ts}


def _own(space: Workspace, channel: Channel, ts: str, otherwise: str) -> Message:
    message = channel.message(ts)
    if message is None:
        raise SlackError("message_not_found")
    if message.user != space.bot.id:
        raise SlackError(otherwise)
    return message


def post_ephemeral(space: Workspace, args: Args) -> Json:
    """A message only ``user`` sees."""
    channel = space.writable(args.get("channel", ""))
    user = space.user(args.get("user", ""))
    if not channel.has(user.id):
        raise SlackError("user_not_in_channel")
    _checked(space, "chat.postEphemeral", args)
    return {"message_ts": space.private(channel, user.id, args).ts}


def pin(space: Workspace, args: Args) -> Json:
    """Pin a message."""
    channel = space.writable(args.get("channel", ""))
    ts = args.get("timestamp", "")
    if not channel.message(ts):
        raise SlackError("message_not_found")
    if ts in channel.pins:
        raise SlackError("already_pinned")
    channel.pins.append(ts)
    return {}


def validate_blocks(space: Workspace, args: Args) -> Json:
    """``blocks.validate``: refuses what posting would refuse; a mistake found so is no test's failure."""
    if found := validate_message({"text": "-", "blocks": args.get("blocks", [])}):
        raise SlackError("invalid_blocks", found)
    return {}


def respond(space: Workspace, response_id: str, body: Args) -> None:
    """What is posted to a ``response_url``: replaces, deletes or adds to what was clicked."""
    response = space.responses.get(response_id)
    if response is None or space.clock.time() - response.at > RESPONSE_SECONDS:
        raise SlackError("expired_url")
    if len(response.uses) >= RESPONSE_USES:
        raise SlackError("used_url")
    space.refuse("response_url", validate_response({k: v for k, v in body.items() if k != "thread_ts"}))
    response.uses.append(dict(body))
    channel = space.channel(response.channel)
    clicked = clicked_message(space, channel, response.ts)
    if clicked and body.get("delete_original"):
        (space.ephemerals if clicked.to else channel.messages).remove(clicked)
    elif clicked and body.get("replace_original"):
        clicked.change(body, space.ts())
    elif body.get("response_type") == "in_channel":
        space.posted(channel, body)
    else:
        space.private(channel, response.user, body)


def clicked_message(space: Workspace, channel: Channel, ts: str) -> Message | None:
    """The message of that moment, ephemeral ones included."""
    private = (message for message in space.ephemerals if (message.channel, message.ts) == (channel.id, ts))
    return channel.message(ts) or next(private, None)


METHODS = {
    "blocks.validate": validate_blocks,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
    "pins.add": pin,
}
