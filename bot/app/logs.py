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

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the traceback as it is told here: another handler may have left its own on the record."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        """The traceback of every error in the chain; the message only where the error is this project's."""
        error = ei[1]
        return scrubbed(error) if error is not None else ""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """The message. Under its own the loop prints what a task was given and what it failed with: they go."""
        if record.name == "asyncio":
            record.message = record.message.partition("\n")[0]
        return super().formatMessage(record)


def scrubbed(error: BaseException) -> str:
    """The traceback of every error in the chain, without what a library's own words may quote."""
    return "\n".join(_told(error, set()))


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
