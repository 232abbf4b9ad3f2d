"""Look-ups that fail in passing: the last answer holds for a while, and not for ever."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.chat.kept import OUTAGE, Kept
from bot.ports import SendError

FRESH = 300.0


@dataclass
class Chat:
    """Says who reads along until it fails, at a time of ours."""

    at: float = 0.0
    fails: SendError | None = None
    asked: list[float] = field(default_factory=list)

    async def look(self) -> bool:
        self.asked.append(self.at)
        if self.fails:
            raise self.fails
        return False


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def kept(chat: Chat) -> Kept[str, bool]:
    known: Kept[str, bool] = Kept(FRESH, clock=lambda: chat.at)
    ask(known, chat)
    return known


def ask(known: Kept[str, bool], chat: Chat) -> bool:
    return asyncio.run(known.asked("19:open", chat.look))


def test_it_is_asked_for_once_while_fresh(kept: Kept[str, bool], chat: Chat) -> None:
    chat.at = FRESH - 1
    assert ask(kept, chat) is False
    chat.at = FRESH
    assert ask(kept, chat) is False
    assert chat.asked == [0.0, FRESH]


def test_while_the_chat_fails_the_last_answer_holds_for_an_hour_and_then_nobody_can_say(
    kept: Kept[str, bool], chat: Chat
) -> None:
    chat.fails = SendError("HTTP 503")
    chat.at = OUTAGE - 1
    assert ask(kept, chat) is False
    chat.at = OUTAGE
    with pytest.raises(SendError, match="503"):
        ask(kept, chat)


def test_what_is_refused_for_good_is_no_failure_in_passing(kept: Kept[str, bool], chat: Chat) -> None:
    chat.fails = SendError("channel_not_found", permanent=True)
    chat.at = FRESH
    with pytest.raises(SendError, match="channel_not_found"):
        ask(kept, chat)


def test_told_to_forget_it_asks_again(kept: Kept[str, bool], chat: Chat) -> None:
    kept.drop("19:open")
    chat.fails = SendError("HTTP 503")
    with pytest.raises(SendError, match="503"):
        ask(kept, chat)
