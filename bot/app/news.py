"""Who wants to know that something has changed: open pages."""

from __future__ import annotations

import threading
from collections.abc import Callable


class News:
    """Listeners that are called, from any thread, whenever a page may differ."""

    def __init__(self) -> None:
        self._listeners: dict[int, Callable[[], None]] = {}
        self._next = 0
        self._lock = threading.Lock()

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` from now on; the answer ends it."""
        with self._lock:
            self._next += 1
            number = self._next
            self._listeners[number] = changed

        def stop() -> None:
            with self._lock:
                self._listeners.pop(number, None)

        return stop

    def tell(self) -> None:
        """Something has changed."""
        with self._lock:
            listeners = tuple(self._listeners.values())
        for changed in listeners:
            changed()
