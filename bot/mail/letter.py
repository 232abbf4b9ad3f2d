"""A notice as a plain mail: subject and text. Pure; no HTML, no attachment, nothing to click."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.notices.model import Notice, Section

_BOLD = re.compile(r"\*([^*\n]+)\*")
_SOMEBODY = re.compile(r"@\{([^}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What stands in a mail."""

    subject: str
    text: str


def letter(notice: Notice) -> Letter:
    """The push text is the subject, the rest are paragraphs in their order."""
    parts = [notice.body, *map(_section, notice.sections), notice.status, notice.repeat]
    return Letter(
        subject=_unmarked(notice.fallback), text="\n\n".join(_unmarked(one) for one in parts if one) + "\n"
    )


def _section(shown: Section) -> str:
    return "\n".join(one for one in (shown.heading, shown.text, *shown.lines, shown.note) if one)


def _unmarked(marked: str) -> str:
    """Without the two marks of a notice; a member of staff by address."""
    return _SOMEBODY.sub(r"\1", _BOLD.sub(r"\1", marked))
