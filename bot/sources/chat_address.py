"""An address of ``channels.csv`` as people paste it: a link, a person's e-mail, the id itself."""

from __future__ import annotations

import re
from urllib.parse import unquote

from bot.sources.csv_reader import BadCellError

_EMAIL = re.compile(r"[^@\s:/]+@[^@\s:/]+\.[^@\s:/]+")
_IN_TEAMS = re.compile(
    r"https://[^/]+/l/channel/(?P<channel>[^/?]+)/[^?]*\?(.*&)?groupId=(?P<team>[^&]+)(&.*)?"
)
_IN_SLACK = re.compile(r"https://[^/]+/archives/(?P<channel>[A-Z0-9]+)/?")
_ALLOWED = "allowed: Get link to channel in Teams, Copy link of a channel in Slack, an id, @EMAIL"


def address(text: str) -> str:
    """What the chats take: ``TEAM/CHANNEL`` or ``C…`` out of a link, an e-mail in small letters. BadCellError else."""
    if "://" in text:
        return _linked(text)
    if text.startswith("@"):
        if not _EMAIL.fullmatch(text[1:]):
            raise BadCellError("address", "is not @ and an e-mail address")
        return text.lower()
    if _EMAIL.fullmatch(text):
        raise BadCellError("address", "is an e-mail address; allowed for a direct message: @ before it")
    return unquote(text)


def _linked(text: str) -> str:
    if found := _IN_TEAMS.fullmatch(text):
        return f"{found['team']}/{unquote(found['channel'])}"
    if found := _IN_SLACK.fullmatch(text):
        return found["channel"]
    raise BadCellError("address", f"is not the link of a channel; {_ALLOWED}")
