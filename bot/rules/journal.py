"""What the journal of a case may say: a closed list of kinds, and one entry before it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class JournalKind(StrEnum):
    """The closed list of what a journal entry may say."""

    OPENED = "opened"
    ASKED = "asked"
    ANSWERED = "answered"
    LATE_ANSWER = "late_answer"
    ADVANCED = "advanced"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    REFERRED = "referred"
    FOLLOW_UP_BOOKED = "follow_up_booked"
    EVALUATED = "evaluated"
    HELD = "held"
    HANDED_OVER = "handed_over"
    UNDONE = "undone"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    VIEWED = "viewed"
    NOBODY_TO_NOTIFY = "nobody_to_notify"
    DELIVERY_FAILED = "delivery_failed"
    REFUSED = "refused"
    REDACTED = "redacted"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A journal entry before storage numbers and chains it. ``data``: keys and figures, never free text."""

    kind: JournalKind
    actor: str
    role: str
    stage: str = ""
    ask_id: str = ""
    action: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
