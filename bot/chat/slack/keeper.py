"""Clicks are kept before they are acknowledged; those that come together share one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

Kept = Future[frozenset[str]]
Coming = dict[str, tuple[str, asyncio.Future[bool]]]


class Keeper:
    """``save`` keeps clicks by id and returns the new ids.

    It has a thread of its own: acknowledging must not wait for a place among those who work. From there a batch
    goes back to the loop in one step: every turn of the loop more would be felt in the acknowledgement.
    """

    def __init__(self, save: Callable[[Mapping[str, str]], frozenset[str]]) -> None:
        self._save = save
        self._coming: Coming = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keep")
        self._at_work = False

    async def keep(self, click_id: str, what: str) -> bool:
        """Returns once the click is kept: whether it is new. Raises what ``save`` raised."""
        if click_id in self._coming:
            await asyncio.shield(self._coming[click_id][1])
            return False
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[bool] = loop.create_future()
        self._coming[click_id] = what, kept
        if not self._at_work:
            self._begin(loop)  # who comes while it saves shares the next commit
        return await kept

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        some, self._coming = self._coming, {}
        self._at_work = bool(some)
        if some:
            saving = self._thread.submit(self._save, {each: what for each, (what, _) in some.items()})
            saving.add_done_callback(lambda done: loop.call_soon_threadsafe(self._tell, loop, some, done))

    def _tell(self, loop: asyncio.AbstractEventLoop, some: Coming, saving: Kept) -> None:
        error = saving.exception()
        for each, (_, kept) in some.items():
            if kept.done():
                continue
            if error is None:
                kept.set_result(each in saving.result())
            else:
                kept.set_exception(error)
        self._begin(loop)
