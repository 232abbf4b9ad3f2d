"""What the log may say: where something went wrong and what kind of thing, never the values it was about."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

FORMAT = "%(asctime)s %(levelname)s %(message)s"
ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Scrubbed(logging.Formatter):
    """Tracebacks with their lines of code. A library's own words may quote a row, a form or a name: they go."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        """The traceback of every error in the chain; the message only where the error is this project's."""
        error = ei[1]
        return "\n".join(_told(error, set())) if error is not None else ""


def begin(level: int) -> None:
    """Log to stderr, scrubbed."""
    handler = logging.StreamHandler()
    handler.setFormatter(Scrubbed(FORMAT))
    logging.basicConfig(level=level, handlers=[handler])


def _told(error: BaseException, seen: set[int]) -> list[str]:
    if id(error) in seen:
        return []
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    kind = type(error)
    own = kind.__module__.partition(".")[0] == "bot"
    lines = _told(before, seen) if before is not None else []
    frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    last = f"{kind.__module__}.{kind.__qualname__}" + (f": {error}" if own else "")
    within = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return [
        *lines,
        *([frames] if frames else []),
        last,
        *(line for one in within for line in _told(one, seen)),
    ]
