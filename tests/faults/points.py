"""Marked points of a process: it kills itself at the one it is told, as a power cut would."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from bot.chat.slack.api import Api
from bot.storage.db import Database

Hit = Callable[[], None]


class Marks(Protocol):
    """What decides at each point whether to go on."""

    def begin(self, step: int) -> None:
        """A step of the script begins."""

    def hit(self) -> None:
        """A point is passed."""


def die() -> None:
    """SIGKILL: nothing is flushed, closed or rolled back by us."""
    os.kill(os.getpid(), signal.SIGKILL)


class Points:
    """Counts the points passed in each step; dies at number ``kill_at``, once in every step of a history."""

    def __init__(self, kill_at: int, folder: Path) -> None:
        self._kill_at, self._folder = kill_at, folder
        self._passed, self._note = 0, folder / "killed"
        self._one = threading.Lock()

    def begin(self, step: int) -> None:
        """Count anew. Who died in this step once lives through it now."""
        self._passed, self._note = 0, self._folder / f"killed-{step}"

    def hit(self) -> None:
        """One point is passed, or the last one."""
        with self._one:
            self._passed += 1
            if self._passed == self._kill_at and not self._note.exists():
                self._note.touch()
                die()


class Dice:
    """Dies at any point with probability ``rate``."""

    def __init__(self, seed: int, rate: float) -> None:
        self._random, self._rate = random.Random(seed), rate
        self._one = threading.Lock()

    def begin(self, step: int) -> None:
        """Every step is the same to a die."""

    def hit(self) -> None:
        """Go on, or not."""
        with self._one:
            if self._random.random() < self._rate:
                die()


def mark_commits(database: Database, hit: Hit) -> None:
    """A point before and one after every commit of this database."""
    dialect: Any = database._engine.dialect
    commit = dialect.do_commit

    def marked(connection: object) -> None:
        hit()
        commit(connection)
        hit()

    dialect.do_commit = marked


def mark_calls(api: Api, hit: Hit) -> None:
    """A point before and one after every call to Slack."""
    done: Callable[..., Awaitable[Any]] = api.do

    async def marked(*args: Any, **more: Any) -> Any:
        hit()
        answer = await done(*args, **more)
        hit()
        return answer

    api.do = marked  # type: ignore[method-assign]  # the test stands between client and wire
