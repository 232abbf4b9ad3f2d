"""What the server keeps of messages and views, and how Slack shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
TOUCHED = ("elements", "accessory", "element")


def with_ids(blocks: Sequence[Mapping[str, Any]], seed: str) -> list[Json]:
    """The blocks with the ids Slack makes up where the app gave none: the same ones for the same ``seed``."""
    return [_block(dict(block), f"{seed}.{at}") for at, block in enumerate(blocks)]


def _block(block: Json, seed: str) -> Json:
    block.setdefault("block_id", f"b{seed}")
    for key in TOUCHED if block["type"] in {"actions", "section", "input"} else ():
        if isinstance(inner := block.get(key), list):
            block[key] = [{"action_id": f"a{seed}.{at}"} | element for at, element in enumerate(inner)]
        elif isinstance(inner, dict) and inner["type"] != "image":
            block[key] = {"action_id": f"a{seed}"} | inner
    return block


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a message said until it was changed."""

    text: str
    blocks: list[Json]


@dataclass(kw_only=True)
class Message:
    """A message, or with ``to`` an ephemeral one for that user. ``blocks`` are as the app sent them."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    metadata: Json = field(default_factory=dict)
    bot_id: str = ""
    edited: str = ""
    to: str = ""
    versions: list[Version] = field(default_factory=list)
    """Oldest first, the present one not among them."""

    def change(self, args: Mapping[str, Any], ts: str) -> None:
        """Say something else; what ``args`` leaves out stays, as Slack does."""
        self.versions.append(Version(text=self.text, blocks=self.blocks))
        self.text = args.get("text", self.text)
        self.blocks = args.get("blocks", self.blocks)
        self.metadata = args.get("metadata", self.metadata)
        self.edited = ts

    def shown(self) -> list[Json]:
        """The blocks with the ids that clicks carry."""
        return with_ids(self.blocks, self.ts)

    def as_slack(self, *, metadata: bool = False) -> Json:
        """What ``conversations.history`` answers; ``metadata`` only when asked for."""
        found: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text}
        if self.bot_id:
            found |= {"bot_id": self.bot_id, "app_id": "A0LOTS"}
        if self.blocks:
            found["blocks"] = self.shown()
        if self.thread_ts:
            found["thread_ts"] = self.thread_ts
        if self.edited:
            found["edited"] = {"user": self.user, "ts": self.edited}
        if metadata and self.metadata:
            found["metadata"] = self.metadata
        return found


@dataclass(kw_only=True)
class View:
    """A modal or Home tab; ``errors`` are those the app answered a submission with."""

    id: str
    user: str
    payload: Json
    hash: str
    root: str
    previous: str = ""
    is_open: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    versions: list[Json] = field(default_factory=list)

    def shown(self) -> list[Json]:
        """The blocks with the ids that clicks and submissions carry."""
        return with_ids(self.payload["blocks"], self.id)

    def change(self, payload: Json, new_hash: str) -> None:
        """Show something else; what was typed stays where block and action ids stay."""
        self.versions.append(self.payload)
        self.payload, self.hash, self.errors = payload, new_hash, {}

    def as_slack(self, team_id: str, values: Json | None = None) -> Json:
        """What ``views.open`` answers and what clicks carry, with the state ``values``."""
        defaults = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "close": None,
            "submit": None,
        }
        return (
            defaults
            | self.payload
            | {
                "id": self.id,
                "team_id": team_id,
                "blocks": self.shown(),
                "state": {"values": values or {}},
                "hash": self.hash,
                "root_view_id": self.root,
                "previous_view_id": self.previous or None,
                "app_id": "A0LOTS",
                "bot_id": "B0LOTS",
            }
        )
