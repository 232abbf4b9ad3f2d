"""Clicks are kept before they are acknowledged; those that come together share one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from bot.chat.later import Later


class Keeper:
    """``save`` keeps clicks by id and returns the new ids.

    It has a thread of its own: acknowledging must not wait for a place among those who work.
    """

    def __init__(self, save: Callable[[Mapping[str, str]], frozenset[str]], later: Later) -> None:
        self._save, self._later = save, later
        self._coming: dict[str, tuple[str, asyncio.Future[bool]]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keep")
        self._at_work = False

    async def keep(self, click_id: str, what: str) -> bool:
        """Returns once the click is kept: whether it is new. Raises what ``save`` raised."""
        if click_id in self._coming:
            await asyncio.shield(self._coming[click_id][1])
            return False
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._coming[click_id] = what, kept
        if not self._at_work:
            self._at_work = True
            self._later.start(self._save_all())
        return await kept

    async def _save_all(self) -> None:
        while self._coming:
            await asyncio.sleep(0)  # whoever has come by now comes along
            some, self._coming = self._coming, {}
            what = {each: kept for each, (kept, _) in some.items()}
            saving = asyncio.get_running_loop().run_in_executor(self._thread, self._save, what)
            await asyncio.wait({saving})
            for each, (_, kept) in some.items():
                if kept.done():
                    continue
                if error := saving.exception():
                    kept.set_exception(error)
                else:
                    kept.set_result(each in saving.result())
        self._at_work = False
